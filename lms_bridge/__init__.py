"""What carries the catalogue to people and to the LMS, and brings back what happened there.

It knows the catalogue; the planner it knows by its contract alone, over gRPC.
"""
