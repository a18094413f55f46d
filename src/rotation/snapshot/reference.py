"""Small reference tables that come from the raw files too."""

from __future__ import annotations

import csv
from pathlib import Path

RECESSIONS = "macro/nber_recessions__SecondOrderEdge.csv"
PRODUCER = "NBER Business Cycle Dating Committee"
CARRIER = "SecondOrderEdge/Macro-Dashboard data/nber_recessions.csv at 3a1c36ac0b1a"


def write_recessions(source: Path, out: Path) -> int:
    """US recessions since 1953, months of peak and trough by their first day; returns their number.

    The dates were announced months later: no test may condition on them as if they had been known.
    """
    with (source / RECESSIONS).open(encoding="utf-8", newline="") as file:
        rows = [(row["peak"], row["trough"], PRODUCER, CARRIER) for row in csv.DictReader(file)]
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("peak", "trough", "producer", "carrier"), *rows])
    return len(rows)
