"""Finished spans beside the site: a replay that was interrupted, or is asked for a later last day, goes on from them.

    <home>/<digest of the inputs>/<first day of the replay>/<first day of the span>_<its last day>.csv

A file begins with the digest of what follows; one that does not fit its own is as good as none. Safe to delete.
Only the replays of the present inputs are kept.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..files import read_text, write_text
from ..paths import BUILD
from .spans import Span
from .table import Row, parse_replay, replay_csv

HOME = BUILD / "replay"


class Spans:
    """The finished spans of one replay; without a home nothing is kept."""

    def __init__(self, inputs: str, first: date, home: Path | None = HOME):
        self.place = home / inputs / first.isoformat() if home else None
        for other in sorted(home.iterdir()) if home and home.is_dir() else ():
            if other.name != inputs:
                shutil.rmtree(other, ignore_errors=True)

    def find(self, span: Span) -> tuple[tuple[Row, ...], Span | None]:
        """What is kept of a span, and what is left to do (None: nothing)."""
        for n in range(len(span.days), 0, -1):
            rows = self._read(self._path(Span(span.before, span.days[:n])))
            if rows is not None:
                return rows, Span(span.days[n - 1], span.days[n:]) if n < len(span.days) else None
        return (), span

    def keep(self, span: Span, rows: Sequence[Row]) -> None:
        """Keep a finished span. Without space or permission it is made again next time."""
        path, text = self._path(span), replay_csv(rows)
        if path is not None:
            with suppress(OSError):
                write_text(path, f"{_digest(text)}\n{text}")

    def _path(self, span: Span) -> Path | None:
        return self.place / f"{span.name}.csv" if self.place else None

    def _read(self, path: Path | None) -> tuple[Row, ...] | None:
        if path is None or not path.is_file():
            return None
        try:
            digest, _, text = read_text(path).partition("\n")
            return parse_replay(text, str(path)) if digest == _digest(text) else None
        except (InputError, OSError):
            return None


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
