"""Measurements of the planner against its peers and against bounds.

Its problems are made here, by a seeded generator. Nothing in the product imports it.
"""
