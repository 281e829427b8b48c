"""Certificates as credentials of Open Badges 3.0, signed as JSON Web Tokens."""
