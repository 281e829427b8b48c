"""`demo`: the main job, told as a story with figures, on data of its own.

`chapters` do the work as its users would, `telling` prints it and keeps the figures, `in_kolibri`
reads back what the LMS holds and does there what its own people do.
"""
