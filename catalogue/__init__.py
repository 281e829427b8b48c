"""What is known and decided: members, people, courses, nominations, plans and their history.

It must not know the web, the wire or a solver.
"""
