"""The planner: from a problem to a schedule that is valid and provably near the best.

It knows problems and schedules. It must not know a database, the web or the wall clock's date.
"""
