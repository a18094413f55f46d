"""Dates as printed → ISO text, as precise as printed. The year that a page leaves out comes from the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from .classes import lexicon
from .records import Token


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    return {name.lower(): int(number) for number, names in lexicon("dates")["months"].items() for name in names}


def year_of(toks: Sequence[Token]) -> int | None:
    """The year among the tokens of a mark: 2025, '25, or 25."""
    for token in toks:
        if token.text.isdecimal():
            year = int(token.text)
            return year if len(token.text) == 4 else (2000 + year if year < 70 else 1900 + year)
    return None


def month_of(toks: Sequence[Token]) -> int | None:
    for token in toks:
        if token.lower in months():
            return months()[token.lower]
        if token.text.isdecimal():
            return int(token.text)
    return None


def iso(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    """ISO text of a day or a month; None where the calendar has no such day. A year that nobody knows is left open."""
    if month is None or not 1 <= month <= 12:
        return None
    known = year or 2000                              # 2000 has all days
    if day is not None:
        try:
            date(known, month, day)
        except ValueError:
            return None
    tail = f"{month:02d}" + ("" if day is None else f"-{day:02d}")
    return f"{year:04d}-{tail}" if year else f"--{tail}"


def nearest_year(month: int, day: int | None, published: date | None, printed: int | None) -> int | None:
    """The year that a reader supplies: the last such day before publication, or one at most two months ahead.

    ``printed`` is the year that the page names nearest before, for a page without a date.
    """
    if published is None:
        return printed
    for year in (published.year + 1, published.year, published.year - 1):
        try:
            day_ = date(year, month, day or 1)
        except ValueError:
            continue
        if day_ <= published + timedelta(days=62):
            return year
    return published.year


def slashed(first: int, second: int, year: int, monthfirst: bool) -> str | None:
    """12/14/2025 or 14/12/2025; where both would do, the custom of the page decides."""
    if first > 12 or (not monthfirst and second <= 12):
        return iso(year, second, first)
    return iso(year, first, second)


DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")


def dotted(text: str) -> str | None:
    match = DOTTED_DATE.fullmatch(text)
    if not match:
        return None
    year = int(match[3])
    return iso(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
