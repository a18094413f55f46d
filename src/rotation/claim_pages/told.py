"""Dates of a record as a reader meets them."""

from __future__ import annotations

from datetime import date

from ..wording import day


def day_of(iso: str) -> str:
    """``2025-12-10`` as ``10 December 2025``; what is no full date stays as it is."""
    try:
        return day(date.fromisoformat(iso))
    except ValueError:
        return iso
