"""The ledger over time: every claim as of every trading day, without building a ledger for each.

    made = replay(data, date(2025, 12, 1), date(2026, 8, 21), workers=2)
    states_on(made.rows, date(2026, 3, 2))["003/006"].verdict

Which claims are read again at every close, and which are read once with ever more evidence: ``Evidence.rereads``.
What an evaluation stood on is written down while it runs (``watch``); it runs again only when some of that has moved.
"""

from .evidence import Evidence
from .spans import LENGTH, Replay, Span, days_between, spans
from .table import COLUMNS, FIRST, FIRST_READ, NAME, Row, load_replay, replay_csv, states_on
from .workers import Replayed, replay

__all__ = ["COLUMNS", "FIRST", "FIRST_READ", "LENGTH", "NAME", "Evidence", "Replay", "Replayed", "Row", "Span",
           "days_between", "load_replay", "replay", "replay_csv", "spans", "states_on"]
