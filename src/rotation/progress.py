"""One line that moves while something works, and nothing where nobody is watching."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """``with Progress("chapters", 7) as p: p.step("valuation", 1, 7)``: one line, rewritten in place."""

    def __init__(self, what: str, total: int):
        self.what, self.total = what, total
        self.live = sys.stderr.isatty()
        self._began, self._kept = time.monotonic(), None

    def __enter__(self) -> Progress:
        self._show(f"{self.what}: 0/{self.total}")
        return self

    def step(self, name: str, done: int, total: int) -> None:
        """One piece is finished."""
        self._kept = done - 1 if self._kept is None else self._kept     # those cost nothing
        left = (time.monotonic() - self._began) / (done - self._kept) * (total - done)
        self._show(f"{self.what}: {done}/{total} {name}{f', about {left:.0f} s left' if done < total else ''}")

    def _show(self, text: str) -> None:
        if self.live:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.live:
            sys.stderr.write("\r\033[K")
