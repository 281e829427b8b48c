"""SCIM 2.0 (RFC 7643, RFC 7644): a member's identity system registers and retires its officials."""

from __future__ import annotations
