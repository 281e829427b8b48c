"""Kolibri 0.19: classes, learners, coaches, a lesson with dates and place, attendance, progress.

Its API is internal and has no tokens: the connector signs in like a browser. Three of its ways
decide how everything here is written:

- Whoever is not signed in gets `200 []`, never 401: an empty list is believed only when the session
  is seen to be alive after it (`session`), and a whole reading only when its counts agree with
  those that Kolibri gives elsewhere (`reading`).
- `DELETE` by filter asks no permission, and an empty filter takes everybody's: memberships and
  roles are deleted one by one, by their ids.
- Adding a membership or role twice fails in a single request and is harmless in a list: always
  lists.
"""

from lms_bridge.connectors.kolibri.connector import Kolibri, connect
from lms_bridge.connectors.kolibri.passwords import derived_passwords, random_password

__all__ = ["Kolibri", "connect", "derived_passwords", "random_password"]
