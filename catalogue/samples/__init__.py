"""Sample programmes: folders in the format of `catalogue.exchange`, and how they were made.

`python -m catalogue load catalogue/samples/rso-2015-17` loads the RSO work plan 2015-17. Of its
files some are written by hand; `python -m catalogue.samples.make` makes the rest from them.
Nothing else imports this package, which needs libraries for development only.
"""
