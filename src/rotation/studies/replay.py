"""What the replay shows: how long each statement held, when verdicts moved, how forecasts came to their end.

A claim's history begins on the day after which its article could be read: its last close, or the replay's first day.
What the file says of earlier days is the evidence as it stood, and no part of a history.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from ..ledger import Ledger
from ..records import Claim
from ..replay import FIRST_READ, Row
from ..trading_days import trading_days
from .articles import FATES

AGAIN, EVIDENCE, FORECAST = WAYS = ("again", "evidence", "forecast")
ENDED = ("came_true", "did_not", "untestable")


def fate_of(word: str) -> str:
    """``held``, ``context``, ``wrong`` or ``open`` of a verdict's or outcome's word."""
    return next(name for name, words in FATES.items() if word in words)


@dataclass(frozen=True)
class Flip:
    """One day on which a verdict, or a forecast's outcome, became another."""

    row: Row
    before: str

    @property
    def month(self) -> str:
        return self.row.date[:7]


@dataclass(frozen=True)
class History:
    """One claim over the days of the replay that are its own; ``states`` has a row for each of them."""

    claim: Claim
    way: str
    days: tuple[date, ...]
    states: tuple[Row, ...]

    @property
    def flips(self) -> tuple[Flip, ...]:
        pairs = zip(self.states, self.states[1:], strict=False)
        return tuple(Flip(new, old.stands) for old, new in pairs if old.stands != new.stands)

    @property
    def fates(self) -> tuple[str, ...]:
        return tuple(fate_of(row.stands) for row in self.states)

    @property
    def decided(self) -> int:
        """Days on which the evidence decided the statement."""
        return sum(fate != "open" for fate in self.fates)

    @property
    def held(self) -> float | None:
        """Share of these days on which the statement held; None where there is none."""
        return self.fates.count("held") / self.decided if self.decided else None

    @property
    def runs(self) -> tuple[tuple[str, int], ...]:
        """Fates in a row and how many days each lasted."""
        found: list[tuple[str, int]] = []
        for fate in self.fates:
            if found and found[-1][0] == fate:
                found[-1] = fate, found[-1][1] + 1
            else:
                found.append((fate, 1))
        return tuple(found)


@dataclass(frozen=True)
class Replayed:
    """The histories of every claim of a ledger over the days up to its date."""

    days: tuple[date, ...]
    histories: Mapping[str, History]

    def of(self, way: str) -> tuple[History, ...]:
        return tuple(one for one in self.histories.values() if one.way == way)

    def moved(self, way: str) -> tuple[History, ...]:
        return tuple(one for one in self.of(way) if one.flips)

    def flips(self, way: str) -> tuple[Flip, ...]:
        """In order of day and claim."""
        return tuple(sorted((flip for one in self.of(way) for flip in one.flips), key=lambda flip: flip.row))

    def moved_in(self, way: str, month: str) -> tuple[History, ...]:
        """Those of a kind that moved in a month, as 2026-01."""
        return tuple(one for one in self.moved(way) if any(flip.month == month for flip in one.flips))

    def by_month(self) -> dict[str, dict[str, int]]:
        """Flips of each month of the replay, by way."""
        counts = {way: Counter(flip.month for flip in self.flips(way)) for way in WAYS}
        months = sorted({f"{day:%Y-%m}" for day in self.days})
        return {month: {way: counts[way][month] for way in WAYS} for month in months}

    def daily(self, way: str) -> dict[str, list[int]]:
        """How many claims of a kind met each fate, day by day."""
        counts = [Counter() for _ in self.days]
        place = {day: n for n, day in enumerate(self.days)}
        for one in self.of(way):
            for day, fate in zip(one.days, one.fates, strict=True):
                counts[place[day]][fate] += 1
        return {fate: [count[fate] for count in counts] for fate in FATES}

    def weekly(self, way: str) -> tuple[tuple[date, ...], dict[str, list[int]]]:
        """The same at the last close of each week: as much as a picture shows."""
        weeks = [day.isocalendar()[:2] for day in self.days]
        kept = [n for n, week in enumerate(weeks) if n + 1 == len(weeks) or weeks[n + 1] != week]
        daily = self.daily(way)
        return tuple(self.days[n] for n in kept), {fate: [daily[fate][n] for n in kept] for fate in daily}

    def outcomes(self) -> dict[str, list[int]]:
        """How many forecasts of articles that were out had come to each end, day by day; and how many were open."""
        counts = [Counter() for _ in self.days]
        place = {day: n for n, day in enumerate(self.days)}
        for one in self.of(FORECAST):
            for day, row in zip(one.days, one.states, strict=True):
                counts[place[day]][row.stands] += 1
        return {word: [count[word] for count in counts] for word in ("pending", "came_true", "did_not")}

    def ends(self) -> dict[str, tuple[History, ...]]:
        """The forecasts by what had become of them on the last day."""
        return {word: tuple(one for one in self.of(FORECAST) if one.states[-1].stands == word)
                for word in ("pending", "came_true", "did_not")}


def replayed(ledger: Ledger, rows: Sequence[Row]) -> Replayed | None:
    """The replay up to the ledger's date; None where no row is that early."""
    if not rows or date.fromisoformat(rows[0].date) > ledger.as_of:
        return None
    days = tuple(stamp.date() for stamp in trading_days(date.fromisoformat(rows[0].date), ledger.as_of))
    of_claim: dict[str, list[Row]] = {}
    for row in sorted(rows):
        of_claim.setdefault(row.claim, []).append(row)
    found = {}
    for entry in ledger.entries:
        own = tuple(day for day in days if day >= entry.article.last_close)
        if entry.claim.id in of_claim and own:
            found[entry.claim.id] = _history(entry.claim, own, of_claim[entry.claim.id])
    return Replayed(days, found)


def _history(claim: Claim, days: tuple[date, ...], rows: Sequence[Row]) -> History:
    dates = [row.date for row in rows]
    states = tuple(rows[max(0, bisect_right(dates, day.isoformat()) - 1)] for day in days)
    again = rows[0].reason.startswith(FIRST_READ)
    return History(claim, AGAIN if again else FORECAST if claim.kind == "forecast" else EVIDENCE, days, states)


def middle(histories: Sequence[History]) -> float:
    """The median share of days on which a statement held, of those that were decided at all."""
    known = [one.held for one in histories if one.held is not None]
    return median(known) if known else 0.0
