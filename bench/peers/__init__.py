"""What the planner is compared with: other ways to plan the same problem, each a program.

Each takes `PROBLEM.json --out SCHEDULE.json --seconds N`, replaces the file at every better
schedule and prints a line of JSON for each, with figures in thousandths:
`{"seconds": 1.5, "total": 1234, "bound": 1000}`.
"""
