"""OneRoster 1.2: published runs as classes, for systems that ask for rosters (1EdTech)."""

from __future__ import annotations
