"""What an evaluation stood on, written down while it ran: so that it need not run again until that changes.

A check sees the edition's date only through four doors: the rows of a series, the documents and the rows that cite
them, ``World.reached``, and the date itself. Each door writes down what was asked. The answers can differ between two
days only where one of these differs (``Watch.moved``): rows and documents only ever come in, none goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..checks.registry import Kept, World
from ..market import Market
from ..records import Claim
from ..reference import Reference


@dataclass
class Watch:
    """Everything that one evaluation asked of what depends on the day."""

    series: set[str] = field(default_factory=set)       # looked at as a whole
    figures: set[tuple[date, str]] = field(default_factory=set)     # of a series, one figure and when it came out
    documents: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)        # asked: has it come?
    as_of: bool = False                                 # asked for the edition's date itself
    said: bool = False                                  # asked on which day the statement was made

    def add(self, other: Watch) -> None:
        """Take over what a part of the evaluation stood on."""
        self.series |= other.series
        self.figures |= other.figures
        self.documents |= other.documents
        self.days |= other.days
        self.as_of, self.said = self.as_of or other.as_of, self.said or other.said

    def moved(self, news: News) -> bool:
        """Whether an answer can be another one after the news."""
        return (self.as_of or not self.series.isdisjoint(news.series)
                or not self.documents.isdisjoint(news.documents)
                or any(news.since < day <= news.day for day in self.days)
                or any(news.since < day <= news.day for day, _ in self.figures))


@dataclass(frozen=True)
class News:
    """What became public after one day and up to another."""

    since: date
    day: date
    series: frozenset[str]
    documents: frozenset[str]


class Watching:
    """Where the doors write, one record a time; and quantities kept for as long as what they stood on stands."""

    def __init__(self) -> None:
        self.now = Watch()
        self._kept: dict[tuple, tuple[object, Watch]] = {}

    def during(self, make: Callable[[], Kept]) -> tuple[Kept, Watch]:
        """What ``make`` gives, and what it stood on; the record that was being written has it as well."""
        outer, inner = self.now, Watch()
        self.now = inner
        try:
            return make(), inner
        finally:
            self.now = outer
            outer.add(inner)

    def once(self, key: tuple, make: Callable[[], Kept]) -> Kept:
        """A quantity made once, and again when what it stood on has moved."""
        if key not in self._kept:
            self._kept[key] = self.during(make)
        else:
            self.now.add(self._kept[key][1])
        return self._kept[key][0]

    def forget(self, news: News) -> None:
        """Let go of what the news may change."""
        self._kept = {key: (value, watch) for key, (value, watch) in self._kept.items() if not watch.moved(news)}

    def forget_all(self) -> None:
        """Let go of everything: another stretch of days begins."""
        self._kept = {}


class WatchedMarket(Market):
    """A market that writes down which series are looked at."""

    watching: Watching

    def series(self, series: str) -> pd.DataFrame:
        self.watching.now.series.add(series)
        return super().series(series)

    def figure(self, series: str, day: date, column: str = "close") -> float:
        if day in self.figures(series, column):
            self.watching.now.figures.add((self.released(series, day), series))
        return super().figure(series, day, column)

    def once(self, key: tuple, make: Callable[[], Kept]) -> Kept:
        return self.watching.once(("market", *key), make)


class WatchedReference(Reference):
    """Reference tables that write down whose release an answer depends on."""

    watching: Watching

    def visible(self, name: str) -> bool:
        self.watching.now.documents.add(name)
        return super().visible(name)


class WatchedWorld(World):
    """A world that writes down which days it is asked about."""

    @property
    def watching(self) -> Watching:
        return self.market.watching

    @property
    def as_of(self) -> date:
        self.watching.now.as_of = True
        return self._as_of

    @as_of.setter
    def as_of(self, day: date) -> None:
        object.__setattr__(self, "_as_of", day)

    @property
    def edition(self) -> date:
        return self._as_of

    def reached(self, day: date) -> bool:
        self.watching.now.days.add(day)
        return day <= self._as_of

    def once(self, key: tuple, make: Callable[[], Kept]) -> Kept:
        return self.watching.once(("world", *key), make)

    def date_of(self, claim: Claim) -> date:
        self.watching.now.said = True
        return super().date_of(claim)

    def _named_day(self, claim: Claim, text: str) -> date:
        self.watching.now.said |= text == "last_close"
        return super()._named_day(claim, text)
