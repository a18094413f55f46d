"""``data/replay.csv``: one row for each day on which a claim's state is not what it was the day before.

The state of a claim is its verdict (of a forecast its outcome) and, unless it is read again at every close, what was
computed. The first day of the replay has a row for every claim that is there; a claim that is read again begins with a
row at its article's last close. On any other day a claim's state is that of its last row: nothing is left out.
Of a claim that is read again ``computed`` moves with every close; a row gives that of its own day. The reason of its
first row begins with FIRST_READ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ..files import csv_text, parse_rows, read_text

NAME, FIRST = "replay.csv", date(2025, 12, 1)       # the book's own replay: from this day to the newest close
FIRST_READ, READ_AGAIN = "First read at the close of", "Read again at the close of"   # how such a claim's rows begin
COLUMNS = ("date", "claim", "verdict", "outcome", "computed", "reason")


@dataclass(frozen=True, order=True)
class Row:
    """One row: ISO date, claim id, and what was found that day."""

    date: str
    claim: str
    verdict: str
    outcome: str
    computed: str
    reason: str

    @property
    def stands(self) -> str:
        """The verdict, or a forecast's outcome."""
        return self.verdict or self.outcome


def replay_csv(rows: Iterable[Row]) -> str:
    """Rows as the file's text, sorted by date and claim."""
    return csv_text((asdict(row) for row in sorted(rows)), COLUMNS)


def load_replay(path: Path) -> tuple[Row, ...]:
    """The rows of the file, sorted. InputError for another header or a ragged row."""
    return parse_replay(read_text(path), str(path))


def parse_replay(text: str, where: str) -> tuple[Row, ...]:
    """The same of the file's text; ``where`` names it in refusals."""
    return tuple(sorted(Row(**row) for row in parse_rows(text, where, COLUMNS)))


def states_on(rows: Sequence[Row], day: date) -> Mapping[str, Row]:
    """Every claim that is there on a day with the row that holds, whatever day that row is of."""
    return {row.claim: row for row in sorted(rows) if row.date <= day.isoformat()}
