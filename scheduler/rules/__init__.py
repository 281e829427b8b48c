"""The hard rules, H1 to H8, one a file, the faces of each together.

`violations(reading)` lists what a schedule breaks; `constrain(model)` is the same clauses on the
exact model's variables. A property test holds the two equal. Nothing here imports a solver.
"""
