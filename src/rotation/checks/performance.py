"""Returns, levels and records of indices, funds and stocks."""

from __future__ import annotations

from datetime import date

import pandas as pd

from .. import returns
from ..errors import EvidenceMissing, InputError
from ..market import Market
from ..records import Claim, Measurement
from ..wording import day, decimal, listed, number, quantity
from .registry import World, check
from .tell import OPERATORS, close_rows, in_unit, places_for, released, sign_holds

BASES = ("price_return", "total_return")


def _path(world: World, series: str, basis: str) -> pd.Series:
    """Closes (price) or closes with dividends reinvested (total) as this edition sees them."""
    if basis not in BASES:
        raise InputError(f"series {series}", f"basis {basis!r}", " or ".join(BASES), "name one of the two")
    certificate = world.market.certificate(series)
    if certificate.basis == "adjusted_close":
        return world.market.close(series)  # returns only: dividends are in it
    if basis == "price_return":
        return world.market.close(series)
    if "dividend" not in certificate.columns:
        raise EvidenceMissing(f"{certificate.title} has no dividends here: no total return.")
    return total_return_index(world.market, series)


def total_return_index(market: Market, series: str) -> pd.Series:
    """Closes with certified dividends reinvested, as far as they are public.

    The index of a day is made of the days before it alone, so it is made once and cut; not where rows came out late
    and leave holes.
    """
    close, certificate = market.close(series), market.certificate(series)
    if certificate.release_exceptions:
        return returns.total_return_index(close, market.dividend(series), certificate.dividends_through)
    whole = market.proved_once(("total return", series), lambda: _whole_index(market, series))
    return whole.iloc[: whole.index.searchsorted(close.index[-1], side="right")]


def _whole_index(market: Market, series: str) -> pd.Series:
    frame = market.proved(series)
    return returns.total_return_index(frame["close"], frame["dividend"], market.certificate(series).dividends_through)


def same_figures(*tables: pd.Series | pd.DataFrame) -> tuple[bytes, ...]:
    """Figures and dates as part of a key of ``World.once``, for what is made of them alone."""
    return tuple(part for table in tables for part in (table.to_numpy().tobytes(), table.index.to_numpy().tobytes()))


def return_over(world: World, series: str, basis: str, first: date, last: date) -> float:
    """Return from the close of one day to that of another; a price return looks at these two closes alone."""
    if (basis == "total_return" and world.market.certificate(series).basis != "adjusted_close") or first > last:
        return returns.price_return(_path(world, series, basis), first, last)
    if basis not in BASES:
        _path(world, series, basis)
    return world.market.figure(series, last) / world.market.figure(series, first) - 1


def _basis_word(world: World, series: str, basis: str) -> str:
    adjusted = world.market.certificate(series).basis == "adjusted_close"
    return "adjusted closes" if adjusted else basis.replace("_", " ")


def _name(world: World, series: str) -> str:
    """The subject of a certificate's title: what stands before its first comma."""
    return world.market.certificate(series).title.partition(",")[0]


def _window(world: World, claim: Claim, start: str, end: str) -> tuple[date, date]:
    first, last = world.close_day(claim, start), world.close_day(claim, end)
    if first >= last:
        raise InputError(f"check of claim {claim.id}", f"a window from {first} to {last}", "a start before its end",
                         "mend the dates of the reading")
    return first, last


def _return(world: World, claim: Claim, series: str, start: str, end: str, basis: str) -> tuple[float, date, date]:
    first, last = _window(world, claim, start, end)
    return return_over(world, series, basis, first, last), first, last


@check()
def window_return(claim: Claim, world: World, *, series: str, start: str, end: str, basis: str = "price_return"
                  ) -> Measurement:
    """Return of a series from the close of ``start`` to the close of ``end``, in the claim's unit.

    ``start``/``end`` are ISO dates or named days (see World.day); days without trading are moved back.
    """
    value, first, last = _return(world, claim, series, start, end, basis)
    what = f"{_name(world, series)}, {_basis_word(world, series, basis)} from {day(first)} to {day(last)}"
    return Measurement(
        value=in_unit(value, claim.unit), formula="close at the end / close at the start − 1", inputs=(series,),
        text=f"{what}: {quantity(100 * value, '%', places_for(claim))}", start=first, end=last,
        released_at=released(world, (series,), last), rows=close_rows(world, series, (first, last)),
    )


@check()
def beats(claim: Claim, world: World, *, series: str, other: str, start: str, end: str, basis: str = "price_return",
          margin: float = 0.0) -> Measurement:
    """Whether ``series`` returned more than ``other`` over one window, on one basis, by more than ``margin`` points.

    The claim's direction "down" asks for the opposite (a lag).
    """
    a, first, last = _return(world, claim, series, start, end, basis)
    b, _, _ = _return(world, claim, other, start, end, basis)
    gap = 100 * (a - b)
    holds = gap > margin if claim.direction != "down" else gap < -margin
    text = (f"{_name(world, series)} {number(100 * a, 1)}%, {_name(world, other)} {number(100 * b, 1)}% "
            f"({_basis_word(world, series, basis)}, {day(first)} to {day(last)}): "
            f"{quantity(gap, 'pp', 1, signed=True)}")
    return Measurement(
        holds=holds, found=quantity(gap, "pp", 1, signed=True), text=text, inputs=(series, other),
        formula="return of the first minus return of the second over one window", start=first, end=last,
        released_at=released(world, (series, other), last),
        rows=close_rows(world, series, (first, last)) + close_rows(world, other, (first, last)),
    )


@check()
def return_gap(claim: Claim, world: World, *, series: str, other: str, start: str, end: str,
               basis: str = "price_return") -> Measurement:
    """Return of ``series`` minus return of ``other`` over one window, in points."""
    a, first, last = _return(world, claim, series, start, end, basis)
    b, _, _ = _return(world, claim, other, start, end, basis)
    return Measurement(
        value=in_unit(a - b, "pp"), formula="return of the first minus return of the second", inputs=(series, other),
        text=(f"{_name(world, series)} {number(100 * a, 2)}%, {_name(world, other)} {number(100 * b, 2)}% "
              f"({basis.replace('_', ' ')}, {day(first)} to {day(last)})"), start=first, end=last,
        released_at=released(world, (series, other), last),
        rows=close_rows(world, series, (first, last)) + close_rows(world, other, (first, last)),
    )


@check()
def moved(claim: Claim, world: World, *, series: str, start: str, end: str, basis: str = "price_return",
          by: float = 0.0) -> Measurement:
    """Whether a series rose (direction up) or fell (down) over a window by more than ``by`` per cent."""
    value, first, last = _return(world, claim, series, start, end, basis)
    holds = sign_holds(value, claim.direction) and abs(100 * value) > by
    return Measurement(
        holds=holds, found=quantity(100 * value, "%", 1, signed=True), inputs=(series,),
        text=(f"{_name(world, series)}, {_basis_word(world, series, basis)} from {day(first)} to {day(last)}: "
              f"{quantity(100 * value, '%', 1, signed=True)}"),
        formula="close at the end / close at the start − 1", start=first, end=last,
        released_at=released(world, (series,), last), rows=close_rows(world, series, (first, last)),
    )


@check()
def level_on(claim: Claim, world: World, *, series: str, date: str, column: str = "close") -> Measurement:
    """Close, intraday high or value of a series on one day."""
    when = world.close_day(claim, date)
    frame = world.market.series(series)
    if column not in frame.columns or str(when) not in frame.index or pd.isna(frame.loc[str(when), column]):
        raise EvidenceMissing(f"{_name(world, series)} has no {column} on {when}.")
    value = frame.loc[str(when), column]
    word = {"high": "intraday high", "low": "intraday low", "close": "close", "value": "value"}[column]
    return Measurement(
        value=decimal(value), formula=f"{word} of the day", inputs=(series,), start=when, end=when,
        text=f"{_name(world, series)}, {word} of {day(when)}: {number(value, places_for(claim))}",
        released_at=released(world, (series,), when), rows=close_rows(world, series, (when,), column),
    )


@check()
def level_compared(claim: Claim, world: World, *, series: str, date: str, than: float, test: str,
                   column: str = "close") -> Measurement:
    """Whether a level stood ``above``, ``at_least``, ``below`` or ``at_most`` a threshold on one day."""
    when = world.close_day(claim, date)
    value = float(world.market.series(series)[column].loc[: str(when)].dropna().iloc[-1])
    return Measurement(
        holds=OPERATORS[test](value, than), found=number(value, 2), inputs=(series,), formula=f"level {test} {than}",
        text=f"{_name(world, series)} on {day(when)}: {number(value, 2)}", start=when, end=when,
        released_at=released(world, (series,), when),
    )


def _records(world: World, series: str, column: str, since: str | None) -> pd.DatetimeIndex:
    levels = world.market.series(series)[column].dropna()
    found = returns.record_closes(levels) if column == "close" else returns.record_highs(levels)
    return found[found >= pd.Timestamp(since)] if since else found


@check()
def record_on(claim: Claim, world: World, *, series: str, date: str, column: str = "close") -> Measurement:
    """Whether one day set an all-time closing (or intraday) high."""
    when = world.close_day(claim, date)
    found = _records(world, series, column, None)
    last = found[found <= pd.Timestamp(when)]
    if not len(last):
        raise EvidenceMissing(f"{_name(world, series)} has no {column} up to {day(when)}.")
    holds = pd.Timestamp(when) in found
    told = "a record" if holds else f"no record; the last one before was {day(last[-1].date())}"
    return Measurement(
        holds=holds, found=told.partition(";")[0], inputs=(series,),
        text=f"{_name(world, series)}, {'close' if column == 'close' else 'intraday high'} of {day(when)}: {told}",
        formula="higher than every earlier level of the series", start=when, end=when, n=len(found),
        released_at=released(world, (series,), when), rows=close_rows(world, series, (when,), column),
    )


@check()
def records_in(claim: Claim, world: World, *, series: str, start: str, end: str, column: str = "close",
               at_least: int = 1) -> Measurement:
    """Whether a window held at least so many all-time highs (closing or intraday)."""
    first, last = world.day(claim, start), world.day(claim, end)
    found = _records(world, series, column, first.isoformat())
    found = found[found <= pd.Timestamp(last)]
    dates = listed([f"{d.day} {d:%B}" for d in found]) if 0 < len(found) <= 8 else ""
    return Measurement(
        holds=len(found) >= at_least, found=str(len(found)), inputs=(series,), n=len(found),
        text=(f"{_name(world, series)}, record {'closes' if column == 'close' else 'intraday highs'} from {day(first)} "
              f"to {day(last)}: {len(found)}{f' ({dates})' if dates else ''}"),
        formula="days whose level is higher than every earlier one", start=first, end=last,
        released_at=released(world, (series,), last),
    )


@check()
def consecutive_record(claim: Claim, world: World, *, series: str, date: str, column: str = "close") -> Measurement:
    """How many trading days in a row, up to one day, set an all-time high (a count)."""
    when = world.close_day(claim, date)
    levels = world.market.series(series)[column].dropna()
    levels = levels.loc[: str(when)]
    is_record = levels > levels.cummax().shift(1)
    run = int((is_record[::-1].cumprod()).sum())
    return Measurement(
        value=decimal(run), formula="trading days in a row with a record, counted back from the day", inputs=(series,),
        text=(f"{_name(world, series)}: {run} record {'closes' if column == 'close' else 'highs'} in a row "
              f"on {day(when)}"),
        start=when, end=when, released_at=released(world, (series,), when),
        rows=close_rows(world, series, [d.date() for d in levels.index[-3:]], column),
    )


@check()
def near_record(claim: Claim, world: World, *, series: str, date: str, within: float, column: str = "close"
                ) -> Measurement:
    """Whether a close stood within so many per cent of the highest level up to then."""
    when = world.close_day(claim, date)
    frame = world.market.series(series)
    top = frame[column].dropna().loc[: str(when)].max()
    distance = 100 * (frame["close"].loc[str(when)] / top - 1)
    return Measurement(
        holds=-distance <= within, found=quantity(distance, "%", 1), inputs=(series,), start=when, end=when,
        text=f"{_name(world, series)} on {day(when)}: {quantity(distance, '%', 1)} from its record of {number(top, 2)}",
        formula="close / highest level up to then − 1", released_at=released(world, (series,), when),
    )


@check()
def low_date(claim: Claim, world: World, *, series: str, start: str, end: str, column: str = "close") -> Measurement:
    """The day of the lowest level of a window."""
    first, last = world.day(claim, start), world.day(claim, end)
    levels = world.market.series(series)[column].dropna().loc[str(first): str(last)]
    when = levels.idxmin().date()
    return Measurement(
        value=when, formula="day of the lowest level of the window", inputs=(series,), start=first, end=last,
        text=f"{_name(world, series)}: lowest {column} from {day(first)} to {day(last)} on {day(when)}",
        released_at=released(world, (series,), last), rows=close_rows(world, series, (when,), column),
    )


@check()
def widest_margin_since(claim: Claim, world: World, *, series: str, other: str, end: str, years: int) -> Measurement:
    """Whether this year's margin up to ``end`` is the widest of any calendar year of the last ``years``."""
    last = world.close_day(claim, end)
    a, b = (world.market.close(name).loc[: str(last)] for name in (series, other))
    table = world.once(("margins", *same_figures(a, b)), lambda: returns.calendar_year_margins(a, b))
    table = table[table["year"] >= last.year - years]
    now, before = float(table.iloc[-1]["margin"]), table.iloc[:-1]
    best = before.loc[before["margin"].idxmax()]
    return Measurement(
        holds=now > float(best["margin"]), found=quantity(100 * now, "pp", 1, signed=True), inputs=(series, other),
        text=(f"{_name(world, series)} minus {_name(world, other)} in {last.year} up to {day(last)}: "
              f"{quantity(100 * now, 'pp', 1, signed=True)}; the widest of the {years} years before was "
              f"{quantity(100 * float(best['margin']), 'pp', 1, signed=True)} in {int(best['year'])} (price returns)"),
        formula="margin of calendar-year price returns, compared with every earlier year", n=len(table), end=last,
        released_at=released(world, (series, other), last),
    )


@check()
def share_of_windows(claim: Claim, world: World, *, series: str, other: str, starts: list, end: str,
                     basis: str = "price_return", majority: float = 0.5) -> Measurement:
    """Whether ``series`` led ``other`` over most of the ordinary windows that end on one day.

    ``starts`` are the windows' first days; holds if the share of windows with the claimed sign exceeds
    ``majority``.
    """
    last = world.close_day(claim, end)
    days = [world.close_day(claim, start) for start in starts]
    gaps = [_gap(world, claim, series, other, first, last, basis) for first in days]
    share = sum(sign_holds(gap, claim.direction) for gap in gaps) / len(gaps)
    told = listed([f"{quantity(100 * gap, 'pp', 1, signed=True)} from {day(first)}"
                   for gap, first in zip(gaps, days, strict=True)])
    return Measurement(
        holds=share > majority, found=f"{sum(sign_holds(g, claim.direction) for g in gaps)} of {len(gaps)} windows",
        text=f"{_name(world, series)} minus {_name(world, other)} to {day(last)}: {told}", inputs=(series, other),
        formula="share of windows whose margin has the claimed sign", n=len(gaps), end=last,
        released_at=released(world, (series, other), last),
    )


def _gap(world: World, claim: Claim, series: str, other: str, first: date, last: date, basis: str) -> float:
    return return_over(world, series, basis, first, last) - return_over(world, other, basis, first, last)
