"""The problem as Timefold's users would model it; runs in an environment of its own, on Java.

    .venv-timefold/bin/python -m bench.peers.timefold PROBLEM.json --out SCHEDULE.json --seconds 60

`make .venv-timefold/.ready` installs it. It shares nothing with the planner: it reads the problem's
file and writes a schedule's file. The model is a fair one: three kinds of entities (a run, a place
in a block's crew, a nomination) whose value ranges hold only what is eligible for each, every rule
of a problem without a baseline as a constraint stream, and the goals, exactly, as the soft score:
it is the total of a programme that holds nothing less the total of this one. Since no run can be
opened without its crew and its cohort in the same move, the search begins with all runs open, and
closes what does not come about. Timefold's own defaults search: construction, then late acceptance.
"""
