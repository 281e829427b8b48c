"""How tests ask an LMS: they do not wait as a bridge does.

It imports little, so that what is killed again and again starts fast.
"""

from lms_bridge.connectors.patience import Patience

HASTY = Patience(timeout_seconds=30, tries=4, first_wait_seconds=0.01, longest_wait_seconds=1)
