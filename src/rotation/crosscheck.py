"""Claims against claims: within an article and between articles, with the arithmetic that decides."""

from __future__ import annotations

from .files import csv_text

COLUMNS = ("id", "kind", "claims", "what", "decides")


def contradictions_csv(ledger: object) -> str:
    """The text of ``data/contradictions.csv``."""
    return csv_text([], COLUMNS)
