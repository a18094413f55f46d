"""What a text leaves out: the window of a return, the day of a level.

A figure without its window cannot be refuted, only found. These checks try the ordinary windows or days, hand back the
one that meets the print, and say honestly that none does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from .. import returns
from ..claims import interval_of
from ..errors import EvidenceMissing
from ..records import Claim, Measurement
from ..trading_days import previous_trading_day
from ..wording import day, decimal, listed, number, quantity
from .levels import level_change
from .performance import _basis_word, _name, _path
from .registry import World, check
from .sectors import Window, named_window
from .tell import close_rows, in_unit, places_for, released


def _window(name: str, end: date) -> Window:
    """The windows of ``rotation.checks.sectors``, and two more: "day" and "week" up to the last close."""
    if name == "day":
        return Window("one day", previous_trading_day(end), end)
    if name == "week":
        start = end - timedelta(days=7)
        return Window("one week", previous_trading_day(start + timedelta(days=1)), end)
    if name == "twelve_months":
        start = (pd.Timestamp(end) - pd.DateOffset(years=1)).date()
        return Window("twelve months", previous_trading_day(start + timedelta(days=1)), end)
    return named_window(name, end)


@check()
def unnamed_window(claim: Claim, world: World, *, series: str, windows: Sequence[str], end: str = "claim_date",
                   basis: str = "price_return") -> Measurement:
    """A return whose window the text does not name: the ordinary window that meets the print, if any does.

    ``windows``: day, week, month, quarter, year (to date), twelve_months, a year, or "start/end". EvidenceMissing
    where none does: a return without its window cannot be refuted.
    """
    last, path = world.close_day(claim, end), _path(world, series, basis)
    found = [_window(str(name), last) for name in windows]
    held = [window for window in found if window.start < window.end and _covers(path, window)]
    tried = [(window, in_unit(returns.price_return(path, window.start, window.end), claim.unit)) for window in held]
    interval = interval_of(claim)
    for window, value in tried:
        if interval.is_near(value):
            return _met(claim, world, series, basis, window, value)
    told = listed([f"{quantity(value, '%', 1, signed=True)} over {window.label}" for window, value in tried])
    raise EvidenceMissing(f"The text does not say over which window. None of the ordinary ones gives the figure: "
                          f"{_name(world, series)} {told}." if tried else "No ordinary window is covered by the data.")


def _covers(path: pd.Series, window: Window) -> bool:
    return all(pd.Timestamp(when) in path.index for when in (window.start, window.end))


def _met(claim: Claim, world: World, series: str, basis: str, window: Window, value: object) -> Measurement:
    what = f"{_name(world, series)}, {_basis_word(world, series, basis)} over {window.label} ({day(window.start)} to "
    return Measurement(
        value=value, formula="close at the end / close at the start − 1", inputs=(series,),
        text=f"{what}{day(window.end)}): {quantity(value, '%', places_for(claim))}", start=window.start,
        end=window.end, released_at=released(world, (series,), window.end),
        rows=close_rows(world, series, (window.start, window.end)),
    )


@check()
def unnamed_change(claim: Claim, world: World, *, series: str, windows: Sequence[str], column: str = "close"
                   ) -> Measurement:
    """A change in points whose day the text does not name: over the first of ``windows`` ("start/end") that meets it.

    Of a rate in per cent, in the claim's points or basis points. EvidenceMissing where no window meets the print.
    """
    interval, told = interval_of(claim), []
    for window in windows:
        first, _, last = str(window).partition("/")
        try:
            found = level_change(claim, world, series=series, start=first, end=last, column=column)
        except EvidenceMissing:
            continue
        if interval.is_near(found.value):
            return found
        told.append(f"{number(found.value, 2, signed=True)} to {day(found.end)}")
    if not told:
        raise EvidenceMissing("No ordinary day is covered by the data.")
    raise EvidenceMissing("The text does not say of which day. None of the ordinary ones gives the change: "
                          f"{_name(world, series)} {listed(told)}.")


@check()
def unnamed_day(claim: Claim, world: World, *, series: str, days: Sequence[str], column: str = "close") -> Measurement:
    """A level whose day the text does not name: the one of ``days`` that meets the print, if any does.

    EvidenceMissing where none does: the print may be of an hour, or of another day.
    """
    levels = world.market.series(series)[column].dropna()
    known = [(when, levels.loc[str(when)]) for when in _days(claim, world, days) if str(when) in levels.index]
    interval = interval_of(claim)
    for when, level in known:
        if interval.is_near(decimal(level)):
            return Measurement(
                value=decimal(level), formula=f"{column} of the day that meets the print", inputs=(series,),
                text=f"{_name(world, series)}, {column} of {day(when)}: {number(level, places_for(claim))}",
                start=when, end=when, released_at=released(world, (series,), when),
                rows=close_rows(world, series, (when,), column),
            )
    told = listed([f"{number(level, 2)} on {day(when)}" for when, level in known])
    raise EvidenceMissing(f"The text does not say of which day. None of the ordinary ones gives the figure: "
                          f"{_name(world, series)} {told}." if known else "No ordinary day is covered by the data.")


def _days(claim: Claim, world: World, days: Sequence[str]) -> list[date]:
    """The days that this edition may see, each once, in their order."""
    found = []
    for text in days:
        try:
            found.append(world.close_day(claim, str(text)))
        except EvidenceMissing:
            continue
    return list(dict.fromkeys(found))
