"""The goals, G0 to G5, one a file, the faces of each together.

`measure(reading)` gives a schedule's thousandths; `term(model)` is the same on the exact model's
variables. A property test holds the two equal. Nothing here imports a solver.
"""
