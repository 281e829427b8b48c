"""The planner, reached over gRPC: the catalogue's words into the contract's, and back.

Only this package and `errors` know gRPC and the contract.
"""
