"""Dates, months, quarters, years, times of day."""

from __future__ import annotations

from .. import dates
from .match import Match, Reading, reading

LONGEST_PAIR = 15                # years that "2000-02" may span


@reading
def date(m: Match) -> Reading | None:
    """A day or a month; the year may be left out."""
    month = dates.month_of(m.toks("m"))
    day = int(m.toks("d")[0].text) if m.toks("d") else None
    year = dates.year_of(m.toks("y"))
    if month is None or not 1 <= month <= 12:
        return None
    year = year or dates.nearest_year(month, day, m.scan.published, m.scan.printed_year)
    value = dates.iso(year, month, day)
    return value and Reading(value, "date", _part(m))


def _part(m: Match) -> str | None:
    toks = m.toks("p") or m.before()
    return toks[0].lower if toks and toks[0].lower in ("early", "mid", "late") else None


@reading
def slashed_date(m: Match) -> Reading | None:
    first, second = int(m.toks("a")[0].text), int(m.toks("b")[0].text)
    value = dates.slashed(first, second, dates.year_of(m.toks("y")), True)
    return value and Reading(value, "date")


@reading
def dotted_date(m: Match) -> Reading | None:
    value = dates.dotted(m.toks("n")[0].text)
    return value and Reading(value, "date")


@reading
def day_range(m: Match) -> Reading | None:
    month, year = dates.month_of(m.toks("m")), dates.year_of(m.toks("y"))
    days = [int(m.toks(mark)[0].text) for mark in "ab"]
    year = year or dates.nearest_year(month, days[0], m.scan.published, m.scan.printed_year)
    ends = [dates.iso(year, month, day) for day in days]
    return Reading("/".join(ends), "date") if all(ends) and days[0] < days[1] else None


@reading
def month_range(m: Match) -> Reading | None:
    year = dates.year_of(m.toks("y"))
    ends = [dates.iso(year, dates.month_of(m.toks(mark))) for mark in "mq"]
    return Reading("/".join(ends), "date") if all(ends) and ends[0] < ends[1] else None


@reading
def quarter(m: Match) -> Reading | None:
    year = dates.year_of(m.toks("y"))
    tail = f"Q{m.toks('q')[0].text}" if m.toks("q") else f"H{m.toks('h')[0].text}"
    if tail in ("H3", "H4"):
        return None
    return Reading(f"{year}-{tail}" if year else tail, "date")


@reading
def months_of_year(m: Match) -> Reading | None:
    """9M24: the months since January."""
    year, month = dates.year_of(m.toks("y")), int(m.toks("m")[0].text)
    return Reading(f"{year}-01/{year}-{month:02d}", "date") if year and month in (3, 6, 9, 12) else None


@reading
def slashed_day(m: Match) -> Reading | None:
    """9/30 by itself: a month and a day that no fraction would have."""
    month, day = m.toks("m")[0].text, m.toks("d")[0].text
    padded = "0" in (month[0], day[0])
    return date(m) if padded or (int(day) > 12 and day != "16") else None


@reading
def half(m: Match) -> Reading | None:
    tail = int(m.toks("h")[0].text)
    return Reading(f"{dates.year_of(m.toks('y'))}-H{tail}", "date") if tail <= 2 else None


@reading
def year(m: Match) -> Reading | None:
    return Reading(dates.year_of(m.toks("y") or m.toks("n")), "year", _part(m))


@reading
def year_pair(m: Match) -> Reading | None:
    first, second = int(m.toks("y")[0].text), int(m.toks("b")[0].text)
    last = first - first % 100 + second + (100 if second < first % 100 else 0)
    return Reading((first, last), "year") if 0 < last - first <= LONGEST_PAIR else None


@reading
def year_range(m: Match) -> Reading | None:
    first, second = int(m.toks("y")[0].text), int(m.toks("b")[0].text)
    return Reading((first, second), "year") if first < second else None


@reading
def bare_year(m: Match) -> Reading | None:
    """A four-digit figure that may be a year: not where a page of figures or a level is spoken of."""
    value = int(m.toks("n")[0].text)
    if not 1850 <= value <= 2150:
        return None
    return Reading(value, "year", _part(m))


@reading
def bare_month(m: Match) -> Reading | None:
    month = dates.month_of(m.toks("n"))
    value = dates.iso(dates.nearest_year(month, None, m.scan.published, m.scan.printed_year), month)
    return value and Reading(value, "date", _part(m))


@reading
def time_dotted(m: Match) -> Reading | None:
    hour, _, minute = m.toks("n")[0].text.partition(".")
    good = hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(hour) < 13 and int(minute) < 60
    return Reading(None, None, exclusion=m.rule.exclusion, time=True) if good else None


@reading
def clock(m: Match) -> Reading | None:
    digits = m.toks("n")[0].text
    good = len(digits) == 4 and int(digits[:2]) < 24 and int(digits[2:]) < 60
    return Reading(None, None, exclusion=m.rule.exclusion, time=True) if good else None


@reading
def time(m: Match) -> Reading | None:
    first = m.toks("n")[0].text
    return Reading(None, None, exclusion=m.rule.exclusion, time=True) if int(first) < 25 else None
