"""Everything a replay reads, read and proved once; what of it became public between two days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ..articles import load_articles
from ..checks import Plan, load_plans
from ..checks.engine import JUDGEMENT, UNTESTABLE, Plans, find
from ..claims import load_claims
from ..errors import InputError
from ..ledger import CALENDAR, Entry, entry_of
from ..paths import folder
from ..records import REJECTED, Article, Certificate, Claim
from .watch import News, Watch, WatchedMarket, WatchedReference, WatchedWorld, Watching

REREAD_KINDS = ("observation", "comparison")


def releases(certificate: Certificate, frame: pd.DataFrame) -> np.ndarray:
    """The days on which a series' rows became public, ascending, as ``market.released`` gives them one by one."""
    if certificate.released_at is not None:
        return np.full(len(frame), np.datetime64(certificate.released_at))
    days = frame.index.to_numpy().astype("datetime64[D]") + np.timedelta64(certificate.release_lag_days, "D")
    for late in certificate.release_exceptions:
        days[frame.index == pd.Timestamp(late.date)] = np.datetime64(late.released_at)
    return np.sort(days)


@dataclass(frozen=True)
class Found:
    """One claim on one day, and what the evaluation stood on."""

    entry: Entry
    watch: Watch


class Evidence:
    """The records of a data folder, for any day."""

    def __init__(self, data: Path):
        self.articles: Mapping[str, Article] = load_articles(data)
        written = load_claims(data, self.articles)
        self.plans: Plans = load_plans(data, written)
        self.claims: Mapping[str, Claim] = {name: one for name, one in written.items() if one.status != REJECTED}
        self._rejected = frozenset(written) - frozenset(self.claims)
        self._market, self._reference = WatchedMarket(folder(data, "market")), WatchedReference(data)
        self.watching = self._market.watching = self._reference.watching = Watching()
        self._releases: dict[str, np.ndarray] = {}

    def newest(self) -> date:
        """Date of the last S&P 500 close in the data."""
        return self._market.proved(CALENDAR).index[-1].date()

    @property
    def earliest(self) -> date:
        """The first day that an edition can be of: the earliest article's last close."""
        return min(article.last_close for article in self.articles.values())

    def check_days(self, days: Sequence[date]) -> None:
        """InputError for a last day that the data do not reach, or a first one long before any article."""
        newest = self.newest()
        if days[-1] > newest:
            raise InputError("replay", f"a last day {days[-1]}", f"a day up to the data's last close, {newest}",
                             "choose an earlier --to")

    def prepare(self) -> None:
        """Read what the evaluations of the last day read: forks of this process then share it."""
        last = self.on(self.newest())
        for claim in self.claims.values():
            last.find(claim)
        self.news(self.earliest, self.newest())
        self.watching.forget_all()

    def plan(self, claim: Claim) -> Plan | None:
        return self.plans.for_claim(claim)

    def on(self, day: date) -> Day:
        """What is public on a day."""
        return Day(self, day)

    def news(self, since: date, day: date) -> News:
        """What became public after ``since`` and up to ``day``, of the series read so far and of all documents."""
        out = frozenset(name for name, document in self._reference.all_documents.items()
                        if since < document.released_at <= day)
        return News(since, day, self.grown(self._market.read, since, day), out)

    def grown(self, series: Iterable[str], since: date, day: date) -> frozenset[str]:
        """Those of some series that have more public rows on ``day`` than on ``since``."""
        return frozenset(name for name in series if self._rows(name, since) != self._rows(name, day))

    def _rows(self, series: str, day: date) -> int:
        """How many rows of a series are public on a day."""
        if series not in self._releases:
            self._releases[series] = releases(self._market.certificate(series), self._market.proved(series))
        return int(self._releases[series].searchsorted(np.datetime64(day), side="right"))

    def rereads(self, claim: Claim) -> bool:
        """Whether a claim is read again at every close.

        An undated statement about its own day: an observation or a comparison with neither date nor period, of which
        nothing is lost, whose first reading asks for the day on which it was said and, asked on the article's day and
        on the newest, does not look at the same days. (A default end that fixed windows make idle asks in vain.)
        """
        return claim.id in self._reread

    @cached_property
    def _reread(self) -> frozenset[str]:
        last = self.on(self.newest())
        return frozenset(claim.id for claim in self.claims.values() if self._undated(claim) and self._asks(claim, last))

    def _undated(self, claim: Claim) -> bool:
        return claim.kind in REREAD_KINDS and not (claim.as_of or claim.period or claim.lost)

    def _asks(self, claim: Claim, day: Day) -> bool:
        plan = self.plan(claim)
        if plan is None or plan.method in (JUDGEMENT, UNTESTABLE):
            return False
        first = replace(plan, tries=plan.tries[:1])
        then, watch = self.watching.during(lambda: find(claim, first, day.printed).readings)
        return watch.said and then != find(claim, first, day.again).readings


class Day:
    """One day: the world as printed, and the world in which every article's last close is this day's."""

    def __init__(self, evidence: Evidence, day: date):
        self.day, self._of = day, evidence
        market, reference = evidence._market.at(day), evidence._reference.at(day)
        again = {name: replace(article, last_close=day) for name, article in evidence.articles.items()}
        self.printed, self.again = (
            WatchedWorld(market, reference, evidence.claims, articles, day, evidence._rejected)
            for articles in (evidence.articles, again))

    def holds(self, claim: Claim) -> bool:
        """Whether the replay knows the claim on this day: one that is read again begins with its article."""
        return not self._of.rereads(claim) or self.day >= self._of.articles[claim.article].last_close

    def find(self, claim: Claim) -> Found:
        """The claim as this day's evidence has it; read again at this day's close where that is how it is read."""
        world = self.again if self._of.rereads(claim) else self.printed
        return Found(*self._of.watching.during(lambda: entry_of(claim, self._of.plan(claim), world)))
