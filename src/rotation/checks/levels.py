"""Levels against their own past: changes in points, distance from a high, extremes of years, runs of days."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from ..errors import EvidenceMissing, InputError
from ..records import Claim, Measurement
from ..wording import day, decimal, number, quantity
from .performance import _name
from .registry import World, check
from .tell import close_rows, places_for, released

PER_UNIT = {"bp": 100, "pp": 1, "%": 1, "points": 1}     # of a series in per cent or points


def _levels(world: World, series: str, column: str) -> pd.Series:
    frame = world.market.series(series)
    if column not in frame.columns:
        raise EvidenceMissing(f"{_name(world, series)} has no {column} here.")
    return frame[column].dropna()


def _on(world: World, claim: Claim, series: str, column: str, text: str) -> tuple[pd.Timestamp, float]:
    """The last level up to a day, no older than ten days, and its date."""
    when = world.day(claim, text)
    values = _levels(world, series, column).loc[: str(when)]
    if values.empty or (pd.Timestamp(when) - values.index[-1]).days > 10:
        raise EvidenceMissing(f"{_name(world, series)} has no {column} near {day(when)}.")
    return values.index[-1], float(values.iloc[-1])


@check()
def level_change(claim: Claim, world: World, *, series: str, start: str, end: str, column: str = "close"
                 ) -> Measurement:
    """Change of a level between two days, in points; of a rate in per cent, in the claim's points or basis points."""
    scale = PER_UNIT.get(claim.unit or "", 1)
    (first, a), (last, b) = (_on(world, claim, series, column, text) for text in (start, end))
    if first >= last:
        raise EvidenceMissing(f"{_name(world, series)} has no two levels from {start} to {end}.")
    value = decimal(scale * (b - a))
    return Measurement(
        value=value, formula="level at the end − level at the start", inputs=(series,), start=first.date(),
        text=(f"{_name(world, series)}, {column} of {day(first.date())} to that of {day(last.date())}: "
              f"{quantity(value, claim.unit if claim.unit in PER_UNIT else '', places_for(claim), signed=True)}"),
        end=last.date(), released_at=released(world, (series,), last.date()),
        rows=close_rows(world, series, (first.date(), last.date()), column),
    )


@check()
def below_high(claim: Claim, world: World, *, series: str, date: str = "claim_date", column: str = "close"
               ) -> Measurement:
    """How far a close stood from the highest level up to then, in per cent (below zero)."""
    last, close = _on(world, claim, series, "close", date)
    top = _levels(world, series, column).loc[:last]
    value = decimal(100 * (close / float(top.max()) - 1))
    return Measurement(
        value=value, formula="close / highest level up to then − 1", inputs=(series,), end=last.date(),
        text=(f"{_name(world, series)} on {day(last.date())}: {quantity(value, '%', places_for(claim))} from "
              f"{number(top.max(), 2)} of {day(top.idxmax().date())}"),
        start=top.idxmax().date(), released_at=released(world, (series,), last.date()),
    )


@check()
def extreme_in_years(claim: Claim, world: World, *, series: str, years: float, date: str = "claim_date",
                     lowest: bool = False, column: str = "close") -> Measurement:
    """Whether a level was the highest (``lowest``: the lowest) of so many years up to a day."""
    last, level = _on(world, claim, series, column, date)
    every = _levels(world, series, column)
    window = every.loc[last - pd.DateOffset(days=round(365.25 * years)): last].iloc[:-1]
    if window.empty or every.index[0] > last - pd.DateOffset(days=round(365.25 * years) - 31):
        raise EvidenceMissing(f"{_name(world, series)} does not reach back {years:g} years here.")
    bound = float(window.min() if lowest else window.max())
    when = (window.idxmin() if lowest else window.idxmax()).date()
    word = "lowest" if lowest else "highest"
    return Measurement(
        holds=level < bound if lowest else level > bound, found=number(level, 2), inputs=(series,), end=last.date(),
        text=(f"{_name(world, series)} on {day(last.date())}: {number(level, 2)}; {word} of {years:g} years before: "
              f"{number(bound, 2)} on {day(when)}"), n=len(window), start=window.index[0].date(),
        formula=f"level against the {word} of the years before", released_at=released(world, (series,), last.date()),
    )


@check()
def days_in_a_row(claim: Claim, world: World, *, series: str, date: str = "claim_date", falling: bool = True,
                  column: str = "close") -> Measurement:
    """How many sessions in a row, up to a day, ended lower (``falling`` false: higher): a count."""
    last, _ = _on(world, claim, series, column, date)
    moves = _levels(world, series, column).loc[:last].diff()
    same, word = (moves < 0, "falling") if falling else (moves > 0, "rising")
    run = int(same[::-1].cumprod().sum())
    return Measurement(
        value=decimal(run), formula="sessions in a row with a change of one sign, counted back", inputs=(series,),
        text=f"{_name(world, series)}: {run} {word} closes in a row on {day(last.date())}",
        end=last.date(), n=run, released_at=released(world, (series,), last.date()),
    )


@check()
def one_month_rate(claim: Claim, world: World, *, series: str, month: str) -> Measurement:
    """Change of a monthly index over the month before, in per cent; ``month`` as YYYY-MM."""
    level = world.market.value(series).dropna()
    rate = (100 * (level / level.shift(1) - 1)).dropna().loc[month: month]
    if rate.empty:
        raise EvidenceMissing(f"{_name(world, series)} has no observation for {month} at this edition.")
    value, when = decimal(float(rate.iloc[-1])), rate.index[-1].date()
    return Measurement(
        value=value, formula="index / index of the month before − 1", inputs=(series,), start=when, end=when,
        text=f"{_name(world, series)}, {month} over the month before: {quantity(value, '%', places_for(claim))}",
        released_at=released(world, (series,), when),
    )


@check()
def annualised_growth(claim: Claim, world: World, *, series: str, quarter: str) -> Measurement:
    """Growth of a quarterly level over the quarter before at an annual rate, in per cent; ``quarter``: its first day.

    The newest vintage decides; the estimate that an article could know differed from it.
    """
    level = world.market.value(series).dropna()
    if quarter not in level.index.strftime("%Y-%m-%d"):
        raise EvidenceMissing(f"{_name(world, series)} has no figure for the quarter from {quarter} at this edition.")
    place = level.index.get_loc(quarter)
    if place == 0:
        raise InputError(f"check of claim {claim.id}", f"quarter {quarter}", "a quarter with one before it", "mend it")
    value = Decimal(repr(round(100 * ((level.iloc[place] / level.iloc[place - 1]) ** 4 - 1), 6)))
    when = level.index[place].date()
    return Measurement(
        value=value, formula="(level / level of the quarter before) to the fourth power − 1", inputs=(series,),
        text=f"{_name(world, series)}, quarter from {day(when)}: {quantity(value, '%', places_for(claim))} a year",
        start=when, end=when, released_at=released(world, (series,), when),
    )
