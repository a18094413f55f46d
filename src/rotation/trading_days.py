"""The New York trading calendar: which weekdays had a session, and how far apart two sessions are.

Closures are data (``data/reference/nyse_closures.csv``, one weekday closure a row), so that a built book needs no
calendar library; ``closures_from_calendar`` regenerates the file and a test compares the two. Every function speaks
of whole days: an early close is a session. Dates outside the file's coverage are refused, never guessed.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import InputError
from .paths import DATA

CLOSURES = DATA / "reference" / "nyse_closures.csv"
FIRST, LAST = date(1970, 1, 1), date(2027, 12, 31)  # what the committed file covers


def closures_from_calendar(first: date = FIRST, last: date = LAST) -> list[date]:
    """Weekdays between ``first`` and ``last`` (inclusive) without a session, by exchange_calendars' XNYS."""
    import exchange_calendars  # needed to regenerate and to test, not to read

    calendar = exchange_calendars.get_calendar("XNYS", start=first, end=last)
    weekdays = pd.bdate_range(first, last)
    return [day.date() for day in weekdays.difference(calendar.sessions)]


def write_closures(path: Path = CLOSURES) -> int:
    """Write the closures file anew; returns the number of closures."""
    days = closures_from_calendar()
    path.write_text("".join(["date\n", *(f"{day.isoformat()}\n" for day in days)]), encoding="utf-8", newline="\n")
    return len(days)


@cache
def calendar() -> np.busdaycalendar:
    """Monday to Friday without the closures, as a numpy business-day calendar."""
    lines = CLOSURES.read_text(encoding="utf-8").split()
    return np.busdaycalendar(weekmask="1111100", holidays=np.array(lines[1:], dtype="datetime64[D]"))


def is_trading_day(day: date) -> bool:
    """Was the New York Stock Exchange open on this day?"""
    return bool(np.is_busday(_covered(day), busdaycal=calendar()))


def next_trading_day(day: date) -> date:
    """The first session strictly after ``day``."""
    return _shift(day, 1, "backward")


def previous_trading_day(day: date) -> date:
    """The last session strictly before ``day``."""
    return _shift(day, -1, "forward")


def offset(day: date, sessions: int) -> date:
    """The session ``sessions`` trading days from ``day``.

    A day without trading counts from the session before it when going forward (or for 0), and from the session
    after it when going backward, so that offset(saturday, 1) is Monday and offset(saturday, -1) is Friday.
    """
    return _shift(day, sessions, "backward" if sessions >= 0 else "forward")


def trading_days(start: date, end: date) -> pd.DatetimeIndex:
    """Every session from ``start`` to ``end``, both ends included; empty when ``end`` is before ``start``."""
    days = np.arange(_covered(start), _covered(end) + 1, dtype="datetime64[D]")
    return pd.DatetimeIndex(days[np.is_busday(days, busdaycal=calendar())].astype("datetime64[ns]"), name="date")


def _shift(day: date, sessions: int, roll: str) -> date:
    moved = np.busday_offset(_covered(day), sessions, roll=roll, busdaycal=calendar())
    return _covered(moved).item()


def _covered(day: date | np.datetime64) -> np.datetime64:
    moment = np.datetime64(day, "D")
    if not np.datetime64(FIRST) <= moment <= np.datetime64(LAST):
        raise InputError(
            f"trading calendar, {moment}",
            "a day outside the closures file",
            f"{FIRST} to {LAST}",
            "extend data/reference/nyse_closures.csv (rotation.trading_days.write_closures)",
        )
    return moment
