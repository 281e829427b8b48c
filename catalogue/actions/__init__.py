"""What users change: one change a file, one transaction, one audit line.

Every action takes the viewer first. Where others must hear of it, its outbox rows are written in
the same transaction. Called within another unit of work, an action joins it.
"""
