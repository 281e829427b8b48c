"""Tables as people hand them in: CSV and Excel files, read into rows of text, then into values.

It knows files, rows and cells; no database. Whatever is wrong becomes a fault that names file, row
and column, and reading goes on, so that all faults are told at once.
"""
