"""An outside calibration: multi-skill project scheduling (MSPSP), with published makespans.

    python -m bench.mspsp DIR --set set-1a --seconds 60

Young, Feydy and Schutt (CP 2017) published instances and the makespans that they found and mostly
proved: github youngkd/MSPSP-InstLib, whose files are theirs and not kept here. What the mapping
carries over, and what of the planner it leaves idle, is told in `mapping`.
"""
