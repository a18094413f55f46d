"""A replay is cut into spans of trading days, each made without knowing another: so they can be kept, and shared out.

A span begins with a full evaluation of the day before it; then a claim is evaluated anew only where what its last
evaluation stood on has moved. Spans are counted from the replay's first day, so a later last day adds to the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import InputError
from ..ledger import Entry, computed_text
from ..trading_days import trading_days
from . import reasons
from .evidence import Day, Evidence, Found
from .table import Row

LENGTH = 30          # trading days: long enough that the first full evaluation is little of it


@dataclass(frozen=True)
class Span:
    """Trading days in a row and the one before them; ``first``: nothing is before, every claim gets a row."""

    before: date | None
    days: tuple[date, ...]

    @property
    def name(self) -> str:
        return f"{self.days[0]}_{self.days[-1]}"


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every trading day of a replay. InputError if there is none."""
    days = tuple(stamp.date() for stamp in trading_days(first, last))
    if not days:
        raise InputError("replay", f"no trading day from {first} to {last}", "a first day on or before the last",
                         "mend --from or --to")
    return days


def spans(days: Sequence[date], length: int = LENGTH) -> tuple[Span, ...]:
    """The days cut into spans; the last may be short."""
    starts = range(0, len(days), length)
    return tuple(Span(days[n - 1] if n else None, tuple(days[n: n + length])) for n in starts)


class Replay:
    """The evaluation of spans, one after the other; ``evaluations`` counts them."""

    def __init__(self, evidence: Evidence):
        self.evidence, self.evaluations = evidence, 0

    def rows(self, span: Span) -> list[Row]:
        """The rows of a span, by day and claim."""
        if span.before is None:
            today = self.evidence.on(span.days[0])
            found = self._all(today)
            made = [_row(today, one.entry, reasons.begun(today.day, self.evidence.rereads(one.entry.claim)))
                    for one in found.values()]
        else:
            today, made = self.evidence.on(span.before), []
            found = self._all(today)
        days = span.days if span.before else span.days[1:]
        for day in days:
            yesterday, today = today, self.evidence.on(day)
            made += self._next(yesterday, today, found)
        return made

    def _all(self, day: Day) -> dict[str, Found]:
        self.evidence.watching.forget_all()
        return {name: self._find(day, name) for name, claim in self.evidence.claims.items() if day.holds(claim)}

    def _find(self, day: Day, claim: str) -> Found:
        self.evaluations += 1
        return day.find(self.evidence.claims[claim])

    def _next(self, yesterday: Day, today: Day, found: dict[str, Found]) -> Iterator[Row]:
        """Bring what was found to the next day; a row for whatever that changes."""
        news = self.evidence.news(yesterday.day, today.day)
        self.evidence.watching.forget(news)
        for name, claim in self.evidence.claims.items():
            old, again = found.get(name), self.evidence.rereads(claim)
            if not today.holds(claim) or (old and not again and not old.watch.moved(news)):
                continue
            new = found[name] = self._find(today, name)
            if old is None:
                yield _row(today, new.entry, reasons.begun(today.day, again))
            elif state(new.entry, again) != state(old.entry, again):
                yield _row(today, new.entry, reasons.moved(self.evidence, today, old, new, news))


def state(entry: Entry, again: bool) -> tuple[str, ...]:
    """What a row is written for when it changes."""
    found = entry.verdict.verdict, entry.verdict.outcome
    return found if again else (*found, computed_text(entry))


def _row(day: Day, entry: Entry, reason: str) -> Row:
    return Row(day.day.isoformat(), entry.claim.id, entry.verdict.verdict, entry.verdict.outcome, computed_text(entry),
               reason)
