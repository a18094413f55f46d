"""Who led whom, over which windows: groups, sectors, breadth, and wide or narrow leadership.

A comparative without a window ("outperforms", "is lagging") is read over one fixed set of ordinary windows,
the same for every claim: the year to date, since the low of April 2025, the last three months and the last
month, each up to the claim's date. A group is the equal-weighted mean of its members' returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from .. import returns, sectors, statistics
from ..errors import EvidenceMissing, InputError
from ..intervals import printed_period
from ..records import Claim, Measurement
from ..trading_days import is_trading_day, previous_trading_day
from ..wording import day, listed, number, quantity
from .performance import _basis_word, _name, _records, return_over
from .registry import World, check
from .tell import released, sign_holds

APRIL_LOW = date(2025, 4, 8)  # lowest close of 2025 of the S&P 500 and of the Russell 2000
ORDINARY = ("year", "april_low", "quarter", "month")
NEEDS: Mapping[str, Callable[[int, int], bool]] = {
    "most": lambda held, of: 2 * held > of,
    "any": lambda held, _: held > 0,
    "all": lambda held, of: held == of,
}
SECTORS = tuple(f"yahoo/XL{letter}" for letter in ("B", "C", "E", "F", "I", "K", "P", "RE", "U", "V", "Y"))
Names = str | Sequence[str]


@dataclass(frozen=True)
class Window:
    """One window from close to close and the words that name it."""

    label: str
    start: date
    end: date


# ---------------------------------------------------------------- windows and groups


@cache
def named_window(name: str, end: date) -> Window:
    """A window by name, ending on ``end``: an ordinary one, a calendar year ("2021") or "start/end".

    "year" starts at the last close of the year before; "quarter" and "month" at the close three months and
    one month earlier.
    """
    if name == "year":
        return Window("year to date", _close(date(end.year, 1, 1) - timedelta(days=1)), end)
    if name == "april_low":
        return Window("since the low of 8 April 2025", APRIL_LOW, end)
    if name in ("quarter", "month"):
        back = pd.Timestamp(end) - pd.DateOffset(months=3 if name == "quarter" else 1)
        return Window("three months" if name == "quarter" else "one month", _close(back.date()), end)
    return _printed_window(str(name))


def _printed_window(text: str) -> Window:
    first, slash, last = text.partition("/")
    if not slash:
        start, stop = printed_period(text)
        return Window(text, _close(start - timedelta(days=1)), _close(stop))
    start, stop = _close(date.fromisoformat(first)), _close(date.fromisoformat(last))
    return Window(f"{day(start)} to {day(stop)}", start, stop)


def _close(when: date) -> date:
    return when if is_trading_day(when) else previous_trading_day(when)


def _windows(world: World, claim: Claim, names: Sequence[str], end: str) -> list[Window]:
    last = world.close_day(claim, end)
    found = [named_window(str(name), last) for name in names]
    for window in found:
        world.day(claim, window.end)  # EvidenceMissing if it ends after this edition
    return found


def _listed_names(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _group(world: World, names: Names, window: Window, basis: str) -> float:
    """Equal-weighted mean return of a group over one window."""
    moves = [return_over(world, name, basis, window.start, window.end) for name in _listed_names(names)]
    return float(np.mean(moves))


def _group_name(world: World, names: Names, called: str) -> str:
    return called or listed([_name(world, name) for name in _listed_names(names)])


def _judged(need: str) -> Callable[[int, int], bool]:
    if need not in NEEDS:
        raise InputError("a check's reading", f"need {need!r}", " or ".join(NEEDS), "name one of them")
    return NEEDS[need]


def _over(gaps: Sequence[float], direction: str, need: str) -> tuple[bool, str]:
    held = sum(sign_holds(gap, direction) for gap in gaps)
    return _judged(need)(held, len(gaps)), f"{held} of {len(gaps)} windows"


def _which(gaps: Sequence[float], found: Sequence[Window], direction: str) -> str:
    """The windows over which a statement holds, for a reading that asks for any of them."""
    held = [w.label for gap, w in zip(gaps, found, strict=True) if sign_holds(gap, direction)]
    return f"true of {len(held)} of {len(found)} windows" + (f" ({listed(held)})" if held else "")


# ---------------------------------------------------------------- leads


@check()
def leads(
    claim: Claim,
    world: World,
    *,
    series: Names,
    other: Names,
    end: str = "claim_date",
    windows: Sequence[str] = ORDINARY,
    need: str = "most",
    basis: str = "price_return",
    name: str = "",
    other_name: str = "",
    direction: str = "",
) -> Measurement:
    """Whether ``series`` (one, or an equal-weighted group) returned more than ``other`` over the windows.

    ``need`` says over how many: ``most`` (more than half), ``any`` or ``all``. The claim's direction, or
    ``direction``, "down" asks for a lag.
    """
    found = _windows(world, claim, windows, end)
    gaps = [_group(world, series, w, basis) - _group(world, other, w, basis) for w in found]
    wanted = direction or ("down" if claim.direction == "down" else "up")
    holds, told = _over(gaps, wanted, need)
    used = tuple(_listed_names(series) + _listed_names(other))
    each = listed(
        [f"{quantity(100 * gap, 'pp', 1, signed=True)} ({w.label})" for gap, w in zip(gaps, found, strict=True)]
    )
    last = max(w.end for w in found)
    text = (
        f"{_group_name(world, series, name)} minus {_group_name(world, other, other_name)}, "
        f"{_basis_word(world, used[0], basis)}s to {day(last)}: {each}"
    )
    return Measurement(
        holds=holds,
        found=told,
        inputs=used,
        n=len(found),
        start=min(w.start for w in found),
        end=last,
        text=_which(gaps, found, wanted) if need == "any" else text,
        formula="mean return of the first group minus mean return of the second, window by window",
        released_at=released(world, used, last),
    )


@check()
def most_lead(
    claim: Claim,
    world: World,
    *,
    series: Sequence[str],
    other: str,
    window: str,
    end: str = "claim_date",
    basis: str = "price_return",
) -> Measurement:
    """Whether most members of a group, taken one by one, returned more than ``other`` over one window.

    The claim's direction "down" asks for a lag. A group's mean can hide that one member carries it.
    """
    found = _windows(world, claim, [window], end)[0]
    base = _group(world, other, found, basis)
    gaps = {name: _group(world, name, found, basis) - base for name in series}
    held = sum(sign_holds(gap, claim.direction) for gap in gaps.values())
    verb = "lagged" if claim.direction == "down" else "led"
    each = listed([f"{_name(world, name)} {quantity(100 * gap, 'pp', 1, signed=True)}" for name, gap in gaps.items()])
    return Measurement(
        holds=2 * held > len(gaps),
        found=f"{held} of {len(gaps)} {verb}",
        inputs=(*series, other),
        n=len(gaps),
        start=found.start,
        end=found.end,
        text=(
            f"against {_name(world, other)} from {day(found.start)} to {day(found.end)} "
            f"({_basis_word(world, other, basis)}s): {each}; {held} of {len(gaps)} {verb}"
        ),
        formula="return of each member minus return of the other, members with the claimed sign",
        released_at=released(world, (*series, other), found.end),
    )


@check()
def rose(
    claim: Claim,
    world: World,
    *,
    series: Names,
    end: str = "claim_date",
    windows: Sequence[str] = ORDINARY,
    need: str = "most",
    basis: str = "price_return",
    name: str = "",
) -> Measurement:
    """Whether a series, or a group, moved in the claim's direction over ``need`` of the windows."""
    found = _windows(world, claim, windows, end)
    moves = [_group(world, series, w, basis) for w in found]
    holds, told = _over(moves, claim.direction, need)
    each = listed([f"{quantity(100 * m, '%', 1, signed=True)} ({w.label})" for m, w in zip(moves, found, strict=True)])
    used, last = tuple(_listed_names(series)), max(w.end for w in found)
    return Measurement(
        holds=holds,
        found=told,
        inputs=used,
        n=len(found),
        start=min(w.start for w in found),
        end=last,
        text=f"{_group_name(world, series, name)}, {_basis_word(world, used[0], basis)} to {day(last)}: {each}",
        formula="close at the end / close at the start − 1, window by window",
        released_at=released(world, used, last),
    )


@check()
def in_top(
    claim: Claim,
    world: World,
    *,
    series: str,
    top: int,
    among: Sequence[str] = SECTORS,
    end: str = "claim_date",
    windows: Sequence[str] = ORDINARY,
    need: str = "most",
    basis: str = "price_return",
) -> Measurement:
    """Whether a series is among the ``top`` best of a set over ``need`` of the windows."""
    found = _windows(world, claim, windows, end)
    ranks = [_rank(world, series, among, window, basis) for window in found]
    held = sum(rank <= top for rank in ranks)
    last = max(w.end for w in found)
    each = listed([f"{rank} ({w.label})" for rank, w in zip(ranks, found, strict=True)])
    text = f"{_name(world, series)}, rank among {len(among)} by {basis.replace('_', ' ')} to {day(last)}: {each}"
    return Measurement(
        holds=_judged(need)(held, len(found)),
        found=f"{held} of {len(found)} windows",
        inputs=tuple(among),
        text=_which([top - rank + 0.5 for rank in ranks], found, "up") if need == "any" else text,
        formula=f"rank at or above {top}, window by window",
        n=len(found),
        start=min(w.start for w in found),
        end=last,
        released_at=released(world, among, last),
    )


def _rank(world: World, series: str, among: Sequence[str], window: Window, basis: str) -> int:
    moves = {name: _group(world, name, window, basis) for name in among}
    return 1 + sum(move > moves[series] for move in moves.values())


@check()
def leads_in_quarters(
    claim: Claim,
    world: World,
    *,
    series: Names,
    other: Names,
    start: str,
    quarters: int,
    name: str = "",
    other_name: str = "",
) -> Measurement:
    """Whether ``series`` returned more than ``other`` in most of the quarters after ``start`` (a quarter's end)."""
    first = pd.Timestamp(world.day(claim, start))
    ends = [_close((first + pd.offsets.QuarterEnd(k)).date()) for k in range(quarters + 1)]
    windows = [Window("", a, b) for a, b in pairwise(ends)]
    world.day(claim, ends[-1])
    gaps = [_group(world, series, w, "price_return") - _group(world, other, w, "price_return") for w in windows]
    held = sum(gap > 0 for gap in gaps)
    used = tuple(_listed_names(series) + _listed_names(other))
    return Measurement(
        holds=2 * held > quarters,
        found=f"{held} of {quarters} quarters",
        inputs=used,
        n=quarters,
        text=(
            f"{_group_name(world, series, name)} ahead of {_group_name(world, other, other_name)} in {held} of the "
            f"{quarters} quarters from {day(ends[0])} to {day(ends[-1])} (price returns)"
        ),
        formula="share of calendar quarters with a higher price return",
        start=ends[0],
        end=ends[-1],
        released_at=released(world, used, ends[-1]),
    )


# ---------------------------------------------------------------- superlatives, spreads, levels


@check()
def largest_rise(
    claim: Claim, world: World, *, series: str, windows: Sequence[str], end: str = "claim_date"
) -> Measurement:
    """Whether a rise has no precedent: over one of the windows, larger than over any earlier one as long.

    Window lengths are counted in sessions; every earlier window of that length is compared.
    """
    found = _windows(world, claim, windows, end)
    close = world.market.close(series).loc[: str(found[0].end)]
    places = [_place(close, window) for window in found]
    told = listed(
        [
            f"rank {number(rank, 0)} of {number(of, 0)} ({w.label}, {quantity(100 * move, '%', 1, signed=True)})"
            for (rank, of, move), w in zip(places, found, strict=True)
        ]
    )
    return Measurement(
        holds=any(rank == 1 for rank, _, _ in places),
        found=f"best rank {min(rank for rank, _, _ in places)}",
        text=(
            f"{_name(world, series)} to {day(found[0].end)}, among all windows of the same length "
            f"since {close.index[0].year}: {told}"
        ),
        formula="rank of the rise among the rises of every window with as many sessions",
        inputs=(series,),
        start=min(w.start for w in found),
        end=found[0].end,
        released_at=released(world, (series,), found[0].end),
    )


def _place(close: pd.Series, window: Window) -> tuple[int, int, float]:
    sessions = len(close.loc[str(window.start) : str(window.end)]) - 1
    moves = (close / close.shift(sessions) - 1).dropna()
    return int((moves > moves.iloc[-1]).sum()) + 1, len(moves), float(moves.iloc[-1])


@check()
def dispersion_above_usual(
    claim: Claim, world: World, *, window: str, first_year: int, last_year: int, among: Sequence[str] = SECTORS
) -> Measurement:
    """Whether the sectors' returns lay further apart than usual: standard deviation across sectors against the
    median of earlier calendar years.
    """
    now = _windows(world, claim, [window], "claim_date")[0]
    years = range(first_year, last_year + 1)
    usual = [_spread(world, among, named_window(str(year), now.end)) for year in years]
    spread, middle = _spread(world, among, now), float(np.median(usual))
    return Measurement(
        holds=spread > middle,
        found=quantity(100 * spread, "pp", 1),
        inputs=tuple(among),
        n=len(usual),
        text=(
            f"standard deviation across {len(among)} sectors in {now.label}: "
            f"{quantity(100 * spread, 'pp', 1)}; median of "
            f"{first_year} to {last_year}: {quantity(100 * middle, 'pp', 1)}"
        ),
        formula="standard deviation of the sectors' price returns, against the median of earlier years",
        start=now.start,
        end=now.end,
        released_at=released(world, among, now.end),
    )


def _spread(world: World, among: Sequence[str], window: Window) -> float:
    return float(np.std([_group(world, name, window, "price_return") for name in among], ddof=1))


@check()
def mean_level_above(claim: Claim, world: World, *, series: str, window: str, base: str) -> Measurement:
    """Whether the mean of a series over one window exceeds its mean over another ("start/end" each)."""
    values = world.market.value(series).dropna()
    means = []
    for text in (window, base):
        first, _, last = text.partition("/")
        means.append(float(values.loc[first : world.day(claim, last).isoformat()].mean()))
    return Measurement(
        holds=means[0] > means[1],
        found=number(means[0], 1),
        inputs=(series,),
        formula="mean of daily values",
        text=f"{_name(world, series)}: mean {number(means[0], 1)} in {window}, {number(means[1], 1)} in {base}",
        end=date.fromisoformat(window.partition("/")[2]),
        released_at=released(world, (series,), date.fromisoformat(window.partition("/")[2])),
    )


@check()
def mixed_weeks(claim: Claim, world: World, *, series: str, weeks: int, end: str = "claim_date") -> Measurement:
    """Whether a quarter's weeks went both ways: rising weeks between one third and two thirds of all."""
    last = world.close_day(claim, end)
    weekly = returns.weekly_closes(world.market.close(series).loc[: str(last)]).pct_change().iloc[-weeks:]
    up = int((weekly > 0).sum())
    return Measurement(
        holds=weeks / 3 <= up <= 2 * weeks / 3,
        found=f"{up} of {weeks} weeks up",
        inputs=(series,),
        n=weeks,
        end=last,
        text=f"{_name(world, series)} rose in {up} of the {weeks} weeks to {day(last)}",
        formula="share of rising weeks between one third and two thirds",
        released_at=released(world, (series,), last),
    )


# ---------------------------------------------------------------- records, calendars, companions


@check()
def last_record_date(
    claim: Claim, world: World, *, series: str, end: str = "claim_date", start: str = "", column: str = "close"
) -> Measurement:
    """The day of the last all-time high (closing or intraday) up to ``end``, from ``start`` on if given."""
    last = world.close_day(claim, end)
    found = _records(world, series, column, start or None)
    found = found[found <= pd.Timestamp(last)]
    if not len(found):
        raise EvidenceMissing(f"{_name(world, series)} set no record in that window.")
    when = found[-1].date()
    word = "record close" if column == "close" else "intraday record"
    return Measurement(
        value=when,
        formula=f"last {word} up to the day",
        inputs=(series,),
        start=when,
        end=when,
        text=f"{_name(world, series)}: the last {word} up to {day(last)} was set on {day(when)}",
        released_at=released(world, (series,), when),
    )


@check()
def holiday_week(claim: Claim, world: World, *, start: str, end: str) -> Measurement:
    """Whether the New York Stock Exchange was closed on a weekday of a window."""
    first, last = world.day(claim, start), world.day(claim, end)
    days = [d.date() for d in pd.bdate_range(first, last)]
    closed = [d for d in days if not is_trading_day(d)]
    before = next(
        d for d in (first - timedelta(days=k) for k in range(1, 400)) if d.weekday() < 5 and not is_trading_day(d)
    )
    told = "closed on " + listed([day(d) for d in closed]) if closed else "open on every weekday"
    return Measurement(
        holds=bool(closed),
        found=listed([day(d) for d in closed]) or "no closure",
        inputs=("nyse_closures",),
        text=(
            f"the exchange was {told} "
            f"from {day(first)} to {day(last)}; the closure before was {day(before)}"
        ),
        formula="weekdays without trading",
        n=len(days),
        start=first,
        end=last,
    )


@check()
def companion_holds(
    claim: Claim, world: World, *, companion: str, series: str, start: str, end: str, basis: str = "price_return"
) -> Measurement:
    """Whether the other half of a printed pair fits the same dates and basis as this claim's number.

    ``companion`` is the claim that prints the other half; it fits if the return lies within its mostly
    accurate band.
    """
    from ..claims import interval_of
    from ..verdicts import outcome
    from .tell import in_unit

    window = Window("", world.close_day(claim, start), world.close_day(claim, end))
    partner, value = world.claim(companion), _group(world, series, window, basis)
    fits = outcome(interval_of(partner), in_unit(value, partner.unit)) in ("inside", "near")
    return Measurement(
        holds=fits,
        found=quantity(100 * value, "%", 1),
        inputs=(series, companion),
        start=window.start,
        end=window.end,
        text=(
            f"the number printed beside it is {partner.stated} (claim {companion}), where {_name(world, series)} shows "
            f"{quantity(100 * value, '%', 1)} ({_basis_word(world, series, basis)}, {day(window.start)} "
            f"to {day(window.end)})"
        ),
        formula="return of the companion on this number's dates and basis",
        released_at=released(world, (series,), window.end),
    )


@check()
def moves_with(
    claim: Claim,
    world: World,
    *,
    series: str,
    other: str,
    factor: str,
    start: str,
    end: str = "claim_date",
    sign: str = "down",
) -> Measurement:
    """Whether ``series`` minus ``other`` (weekly log returns) moves with weekly changes of ``factor``.

    Newey-West regression; holds if the slope has ``sign`` and its 95% interval excludes zero.
    """
    last = world.close_day(claim, end)
    relative = returns.log_relative_returns(
        *(returns.weekly_closes(world.market.close(name).loc[start : str(last)]) for name in (series, other))
    ).rename("relative")
    change = world.market.value(factor).dropna().reindex(relative.index, method="ffill").diff().rename("factor")
    frame = pd.concat([relative, change], axis=1).dropna()
    fit = statistics.newey_west(frame["relative"], frame[["factor"]]).estimate("factor")
    holds = sign_holds(fit.value, sign) and not fit.low <= 0 <= fit.high
    return Measurement(
        holds=holds,
        found=quantity(100 * fit.value, "%", 1, signed=True),
        inputs=(series, other, factor),
        n=fit.n,
        end=last,
        text=(
            f"{_name(world, series)} minus {_name(world, other)} per point of {_name(world, factor)}, weekly, "
            f"n = {fit.n}: "
            f"{quantity(100 * fit.value, '%', 1, signed=True)}, 95% interval {number(100 * fit.low, 1)} "
            f"to {number(100 * fit.high, 1)}"
        ),
        formula="slope of a Newey-West regression of weekly relative returns on weekly changes",
        released_at=released(world, (series, other, factor), last),
    )


@check()
def break_found(
    claim: Claim,
    world: World,
    *,
    series: str,
    other: str,
    start: str,
    end: str = "claim_date",
    draws: int = 499,
    seed: int = 7,
) -> Measurement:
    """Whether a break test finds a change of leadership: one break at an unknown date in the mean weekly
    relative return, p below 0.05.
    """
    last = world.close_day(claim, end)
    a, b = (world.market.close(name).loc[start : str(last)] for name in (series, other))
    found = sectors.leadership_break(a, b, draws=draws, seed=seed)
    return Measurement(
        holds=found.p < 0.05,
        found=f"p = {number(found.p, 2)}",
        inputs=(series, other),
        n=found.n,
        end=last,
        text=(
            f"break in the mean weekly return of {_name(world, series)} over {_name(world, other)} since {start}: "
            f"largest at {day(found.break_at.date())}, p = {number(found.p, 2)}, n = {found.n} weeks"
        ),
        formula="largest F statistic over all break dates, simulated null",
        released_at=released(world, (series, other), last),
    )


__all__ = ["ORDINARY", "SECTORS", "Window", "named_window"]
