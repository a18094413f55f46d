"""What decides a forecast: moves of the FOMC to come, levels and leads up to a horizon, growth of a year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pandas as pd

from ..errors import EvidenceMissing, InputError
from ..records import Claim, Measurement
from ..returns import price_return
from ..wording import day, decimal, listed, number, quantity
from .registry import World, check
from .tell import OPERATORS, released, sign_holds


def _moves(world: World, first: date, last: date, decision: str | None) -> list[dict[str, str]]:
    """FOMC decisions of a window, oldest first; ``decision`` None asks for every change, holds left out."""
    wanted = (decision,) if decision else ("cut", "hike")
    return [row for row in world.reference.rows("fomc_meetings")
            if first <= date.fromisoformat(row["announcement"]) <= last and row["decision"] in wanted]


@check(basis="document")
def any_move(claim: Claim, world: World, *, decision: str, start: str, end: str) -> Measurement:
    """Whether the FOMC decided so (cut, hike) at least once after ``start`` and up to ``end``."""
    first, last = world.day(claim, start), world.day(claim, end)
    rows = _moves(world, first + timedelta(days=1), last, decision)
    dates = listed([day(date.fromisoformat(row["announcement"])) for row in rows]) or "none"
    return Measurement(
        holds=bool(rows), found=str(len(rows)), n=len(rows), start=first, end=last,
        formula="decisions of this kind announced in the window", inputs=("fomc_meetings",),
        text=f"decisions to {decision} after {day(first)} and up to {day(last)}: {dates}", released_at=last,
    )


@check(basis="document")
def first_move(claim: Claim, world: World, *, start: str, end: str) -> Measurement:
    """Change of the target range at the first decision that changes it in a window, in the claim's unit (signed)."""
    first, last = world.day(claim, start), world.day(claim, end)
    rows = _moves(world, first + timedelta(days=1), last, None)
    value = Decimal(rows[0]["change_bp"]) if rows else Decimal(0)
    when = day(date.fromisoformat(rows[0]["announcement"])) if rows else f"no change up to {day(last)}"
    return Measurement(
        value=value / 100 if claim.unit in ("%", "pp") else value, start=first, end=last, released_at=last,
        formula="upper bound after the first change − before", inputs=("fomc_meetings",),
        text=f"first change of the target range after {day(first)}: {when}, {quantity(value, 'bp', 0, signed=True)}",
    )


@check()
def mean_level_against(claim: Claim, world: World, *, series: str, start: str, end: str,
                       before_start: str, before_end: str, test: str = "at_least") -> Measurement:
    """Whether the mean level of one window stood ``at_least``, ``above`` or ``below`` that of an earlier window.

    ``start`` is the first day counted; both windows are closed, days without a value left out.
    """
    values = world.market.value(series).dropna()
    now, before = ((world.day(claim, a), world.day(claim, b)) for a, b in ((start, end), (before_start, before_end)))
    mean, was = (float(values.loc[str(a): str(b)].mean()) for a, b in (now, before))
    return Measurement(
        holds=OPERATORS[test](mean, was), found=number(mean, 1), inputs=(series,), start=now[0], end=now[1],
        n=int(values.loc[str(now[0]): str(now[1])].size),
        formula=f"mean level {test.replace('_', ' ')} the earlier mean",
        text=(f"{_title(world, series)}: mean {number(mean, 1)} from {day(now[0])} to {day(now[1])}, "
              f"{number(was, 1)} from {day(before[0])} to {day(before[1])}"),
        released_at=released(world, (series,), now[1]),
    )


@check()
def most_beat(claim: Claim, world: World, *, series: list, other: str, start: str, end: str) -> Measurement:
    """Whether more than half of the named series returned more (direction down: less) than ``other``: price returns."""
    first, last = world.close_day(claim, start), world.close_day(claim, end)
    base = price_return(world.market.close(other), first, last)
    gaps = {name: price_return(world.market.close(name), first, last) - base for name in series}
    ahead = sum(sign_holds(gap, claim.direction) for gap in gaps.values())
    told = listed([f"{_title(world, name)} {quantity(100 * gap, 'pp', 1, signed=True)}" for name, gap in gaps.items()])
    return Measurement(
        holds=2 * ahead > len(gaps), found=f"{ahead} of {len(gaps)}", inputs=(*series, other), n=len(gaps),
        start=first, end=last, formula="share of the named series ahead of the benchmark over one window",
        text=f"minus {_title(world, other)}, price returns from {day(first)} to {day(last)}: {told}",
        released_at=released(world, (*series, other), last),
    )


@check()
def leader_changes(claim: Claim, world: World, *, series: list, days: list) -> Measurement:
    """Whether the best series of the first window is not the best of the last; ``days`` bound the windows in order."""
    bounds = [world.close_day(claim, text) for text in days]
    if len(bounds) < 3:
        raise InputError(f"check of claim {claim.id}", f"{len(bounds)} days", "at least three: two windows", "add days")
    best = [_best(world, series, a, b) for a, b in pairwise(bounds)]
    told = listed([f"{_title(world, name)} to {day(end)}" for name, end in zip(best, bounds[1:], strict=True)])
    return Measurement(
        holds=best[0] != best[-1], found=f"{len(set(best))} leaders in {len(best)} windows", inputs=tuple(series),
        n=len(best), start=bounds[0], end=bounds[-1], formula="best price return of each window",
        text=f"best of {len(series)} from {day(bounds[0])}: {told}", released_at=released(world, series, bounds[-1]),
    )


def _best(world: World, series: list, first: date, last: date) -> str:
    return max(series, key=lambda name: price_return(world.market.close(name), first, last))


@check()
def factor_return(claim: Claim, world: World, *, series: str, start: str, end: str, slack_days: int = 0) -> Measurement:
    """Sign of a long-minus-short factor, compounded over the days after ``start`` and up to ``end``.

    Daily figures in per cent. The last published figure may lie up to ``slack_days`` before ``end``.
    """
    first, last = world.day(claim, start), world.day(claim, end)
    values = world.market.value(series).dropna().loc[str(first + timedelta(days=1)): str(last)]
    if values.empty or values.index[-1] < pd.Timestamp(last - timedelta(days=slack_days)):
        raise EvidenceMissing(f"{series} was not published up to {day(last)} at this edition.")
    value = float((1 + values / 100).prod() - 1)
    reached = values.index[-1].date()
    return Measurement(
        holds=sign_holds(value, claim.direction), found=quantity(100 * value, "%", 1, signed=True), inputs=(series,),
        n=len(values), start=first, end=reached, formula="product of (1 + daily factor return) − 1",
        text=(f"{_title(world, series)} from {day(first)} to {day(reached)}: "
              f"{quantity(100 * value, '%', 1, signed=True)}"), released_at=released(world, (series,), reached),
    )


@check()
def inflation_against(claim: Claim, world: World, *, series: str, than: float, test: str, start: str, end: str
                      ) -> Measurement:
    """Whether the mean twelve-month change of a price index stood ``above`` or ``below`` a threshold in per cent.

    ``start`` and ``end`` are months (YYYY-MM); EvidenceMissing until the last of them is published.
    """
    level = world.market.value(series)
    rate = (100 * (level / level.shift(12) - 1)).dropna().loc[start: end]
    if rate.empty or f"{rate.index[-1]:%Y-%m}" < end:
        raise EvidenceMissing(f"{series} was not published up to {end} at this edition.")
    mean, last = float(rate.mean()), rate.index[-1].date()
    return Measurement(
        holds=OPERATORS[test](mean, than), found=quantity(mean, "%", 2), inputs=(series,), n=len(rate),
        start=rate.index[0].date(), end=last, formula=f"mean twelve-month change {test} {than}",
        text=f"{_title(world, series)}: twelve-month change, mean of {len(rate)} months, {quantity(mean, '%', 2)}",
        released_at=released(world, (series,), last),
    )


@check()
def year_growth(claim: Claim, world: World, *, series: str, year: int) -> Measurement:
    """Growth of a yearly series over the year before, in per cent; EvidenceMissing from a base that is not positive."""
    value, last = _growth(world, series, year), date(year, 12, 31)
    return Measurement(
        value=decimal(100 * value), formula="figure of the year / figure of the year before − 1", inputs=(series,),
        text=f"{_title(world, series)}, {year}: {quantity(100 * value, '%', 1, signed=True)}", end=last,
        released_at=released(world, (series,), last),
    )


@check()
def year_growth_gap(claim: Claim, world: World, *, small: str, large: str, year: int) -> Measurement:
    """Growth of one yearly series minus growth of another over one year, in percentage points."""
    a, b = _growth(world, small, year), _growth(world, large, year)
    last = date(year, 12, 31)
    return Measurement(
        value=decimal(100 * (a - b)), formula="growth of the first − growth of the second", inputs=(small, large),
        text=(f"{year}: {_title(world, small)} {quantity(100 * a, '%', 1, signed=True)}, {_title(world, large)} "
              f"{quantity(100 * b, '%', 1, signed=True)}"), end=last, released_at=released(world, (small, large), last),
    )


def _growth(world: World, series: str, year: int) -> float:
    values = world.market.value(series).dropna()
    by_year = {stamp.year: float(value) for stamp, value in values.items()}
    if year not in by_year or year - 1 not in by_year:
        raise EvidenceMissing(f"{series} gives no figures for {year - 1} and {year} at this edition.")
    if by_year[year - 1] <= 0:
        raise EvidenceMissing(f"{series} was not positive in {year - 1}: no growth rate from such a base.")
    return by_year[year] / by_year[year - 1] - 1


def _title(world: World, series: str) -> str:
    """The subject of a certificate's title: what stands before its first comma."""
    return world.market.certificate(series).title.partition(",")[0]
