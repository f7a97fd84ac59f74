"""Puts this folder on the import path, for its helpers (`strategies`, …), and steadies Hypothesis on slow machines."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("standpunt", deadline=None)
settings.load_profile("standpunt")
