"""Terms that are days, windows and horizons. A window begins at the close before its first day."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from ..checks.sectors import APRIL_LOW
from ..claims import interval_of
from ..intervals import printed_period
from ..trading_days import is_trading_day, offset, previous_trading_day
from .terms import Terms, term

PARTS = {"early": (0, 0.25), "mid": (0.375, 0.625), "late": (0.75, 1)}     # quarters of a year or month
LARGE_DAY = 5                  # per cent: a move of one day that a month has once

def _exact(text: object) -> date | None:
    """A date printed to the day."""
    return date.fromisoformat(str(text)) if text and len(str(text)) == 10 else None


def _at_or_before(day: date) -> date:
    return day if is_trading_day(day) else previous_trading_day(day)


@term
def day(terms: Terms) -> date | None:
    """The one day that the claim describes, as printed."""
    claim = terms.claim
    first, slash, last = (claim.period or "").partition("/")
    return (_exact(claim.as_of) or (_exact(claim.value) if claim.unit == "date" else None)
            or (_exact(first) if slash and first == last else None))


@term
def day_before(terms: Terms) -> date | None:
    """The session before the day."""
    return previous_trading_day(day(terms)) if day(terms) else None


@term
def week_before(terms: Terms) -> date | None:
    """The close a week before the day."""
    return _at_or_before(day(terms) - timedelta(days=7)) if day(terms) else None


@term
def published_day(terms: Terms) -> date | None:
    """The day of publication."""
    return terms.article.published_at


@term
def published_session(terms: Terms) -> date | None:
    """The day of publication, if it was one with trading."""
    published = terms.article.published_at
    return published if is_trading_day(published) else None


@term
def recent_days(terms: Terms) -> list[str]:
    """The last close before publication, that of the day, and the sessions of the week before."""
    last = terms.article.last_close
    days = [last, *([published_session(terms)] if published_session(terms) else []),
            *(offset(last, -n) for n in range(1, 5))]
    return [one.isoformat() for one in days]


@term
def days(terms: Terms) -> list[str]:
    """The day printed, if one is, then the recent ones."""
    exact = day(terms)
    return [*([exact.isoformat()] if exact else []), *recent_days(terms)]


# ---------------------------------------------------------------- the period printed

def _period(terms: Terms) -> tuple[date, date] | None:
    """First and last day of the printed period, with "early", "mid" and "late" taken as its parts."""
    found, claim = _whole_period(terms), terms.claim
    words = f"{claim.qualifier or ''} {(claim.stated or '') if claim.unit in ('date', 'year') else ''}".lower()
    part = next((word for word in PARTS if word in words.replace("-", " ").split()), None)
    if not found or not part or (found[1] - found[0]).days < 27:
        return found
    (a, b), length = PARTS[part], (found[1] - found[0]).days + 1
    return found[0] + timedelta(days=round(a * length)), found[0] + timedelta(days=round(b * length) - 1)


def _whole_period(terms: Terms) -> tuple[date, date] | None:
    """The period, else a month or year as date, else the anchor's own."""
    claim = terms.claim
    if claim.period:
        first, _, last = claim.period.partition("/")
        return printed_period(first)[0], printed_period(last or first)[1]
    if claim.as_of and len(claim.as_of) < 10:
        return printed_period(claim.as_of)
    if claim.unit in ("date", "year") and claim.value and len(str(claim.value)) < 10:
        return printed_period(str(claim.value))
    return None


@term
def period_first(terms: Terms) -> date | None:
    """The first day of the printed period."""
    found = _period(terms)
    return found and found[0]


@term
def before_period(terms: Terms) -> date | None:
    """The last close before the printed period."""
    found = _period(terms)
    return previous_trading_day(found[0]) if found and found[0] < terms.article.last_close else None


@term
def period_end(terms: Terms) -> date | None:
    """The last close of the printed period, or before publication if that is earlier."""
    found = _period(terms)
    return _at_or_before(min(found[1], terms.article.last_close)) if found else None


@term
def period_window(terms: Terms) -> str | None:
    """The printed period as "start/end"."""
    first, last = period_first(terms), period_end(terms)
    return f"{first}/{last}" if first and last and first < last else None


@term
def period_windows(terms: Terms) -> list[str] | None:
    """The printed period as one window from close to close."""
    first, last = before_period(terms), period_end(terms)
    return [f"{first}/{last}"] if first and last and first < last else None


@term
def low_day(terms: Terms) -> date | None:
    """Where a rise "from the low" begins: the printed day, the lowest close of the printed month, else of a year."""
    start, _, stop = (terms.claim.period or "").partition("/")
    if _exact(start) and stop[:7] != start[:7]:
        return _exact(start)
    last = terms.article.last_close
    first, end = printed_period(start[:7]) if start else (last - timedelta(days=365), last)
    closes = terms.world.market.close(str(terms.get("price"))).loc[str(first): str(min(end, last))]
    return closes.idxmin().date()


@term
def since_end(terms: Terms) -> date | None:
    """Where a rise "from the low" ends: the printed end, or the last close where only the low's month is printed."""
    first, _, last = (terms.claim.period or "").partition("/")
    if not last:
        return None
    alone = printed_period(first)[0].replace(day=1) == printed_period(last)[0].replace(day=1)
    return terms.article.last_close if alone else period_end(terms)


@term
def half_year_before(terms: Terms) -> date | None:
    """Half a year before the day."""
    return day(terms) - timedelta(days=183) if day(terms) else None


@term
def half_year_after(terms: Terms) -> date | None:
    """Half a year after the day, or the claim's date if that is earlier."""
    return min(day(terms) + timedelta(days=183), terms.article.last_close) if day(terms) else None


# ---------------------------------------------------------------- ordinary windows

@term
def one_day_windows(terms: Terms) -> list[str]:
    """The last session before publication, the session of the day, and those of the week before."""
    last, published = terms.article.last_close, published_session(terms)
    ends = [last, *([published] if published else [])]
    return [f"{previous_trading_day(end)}/{end}" for end in ends]


@term
def large_days(terms: Terms) -> list[str] | None:
    """Every session of a printed month, for a move so large that a month has one of its kind."""
    found = _period(terms)
    if not found or (found[1] - found[0]).days > 31 or float(str(terms.claim.value)) < LARGE_DAY:
        return None
    last = min(found[1], terms.article.last_close)
    days = [found[0] + timedelta(days=n) for n in range((last - found[0]).days + 1)]
    return [f"{previous_trading_day(one)}/{one}" for one in days if is_trading_day(one)]


@term
def last_session(terms: Terms) -> list[str] | None:
    """The last session before publication, for a statement about days or the month in which it was made."""
    found, last = _period(terms), terms.article.last_close
    if not found or (found[1] - found[0]).days > 31 or found[1] < last:
        return None
    return [f"{previous_trading_day(last)}/{last}"]


@term
def ten_sessions(terms: Terms) -> list[str]:
    """Each of the ten sessions before publication, and that of the day."""
    last = terms.article.last_close
    ends = [*([published_session(terms)] if published_session(terms) else []), *(offset(last, -n) for n in range(10))]
    return [f"{previous_trading_day(end)}/{end}" for end in ends]


@term
def weeks(terms: Terms) -> list[str]:
    """A week to the last close before publication, and the last whole week to its Friday."""
    last = terms.article.last_close
    friday = last - timedelta(days=(last.weekday() - 4) % 7)
    ends = dict.fromkeys([_at_or_before(friday), last])
    return [f"{_at_or_before(end - timedelta(days=7))}/{end}" for end in ends]


@term
def months(terms: Terms) -> list[str]:
    """One month to the last close, and the last whole calendar month."""
    end = date.fromisoformat(str(terms.get("month_end")))
    return ["month", f"{previous_trading_day(end.replace(day=1))}/{end}"]


@term
def any_windows(terms: Terms) -> list[str]:
    """Day, week, month, quarter, year to date, twelve months, and the month and quarter before."""
    printed = period_windows(terms) or []
    return [*printed, "day", "week", "month", "quarter", "year", "twelve_months", months(terms)[1], *_quarter(terms)]


@term
def other_windows(terms: Terms) -> list[str]:
    """From the end of the printed period to the last close, and the ordinary windows."""
    found, last = _period(terms), terms.article.last_close
    since = [f"{_at_or_before(found[1])}/{last}"] if found and found[1] < last else []
    return [*since, "month", "quarter", "year", "twelve_months", *_quarter(terms)]


def _quarter(terms: Terms) -> list[str]:
    end = date.fromisoformat(str(terms.get("quarter_end")))
    start = (pd.Timestamp(end) - pd.offsets.QuarterBegin(startingMonth=1)).date()
    return [f"{previous_trading_day(start)}/{end}"]


@term
def ytd_earlier(terms: Terms) -> list[str]:
    """The year to each close of the two weeks before the last."""
    last = terms.made
    start = previous_trading_day(date(last.year, 1, 1))
    return [f"{start}/{offset(last, -n)}" for n in range(1, 11) if offset(last, -n) > start]


@term
def ordinary(terms: Terms) -> list[str]:
    """The ordinary windows of a loose word; since the low of April 2025 only where that was within a year."""
    near = APRIL_LOW < terms.made <= APRIL_LOW + timedelta(days=365)
    return ["year", *(["april_low"] if near else []), "quarter", "month"]


@term
def month_end(terms: Terms) -> date:
    """The last close of the last whole month."""
    return previous_trading_day(terms.made.replace(day=1))


@term
def quarter_end(terms: Terms) -> date:
    """The last close of the last whole quarter."""
    made = terms.made
    return previous_trading_day(date(made.year, 3 * ((made.month - 1) // 3) + 1, 1))


# ---------------------------------------------------------------- years and horizons

@term
def year(terms: Terms) -> int | None:
    """The one calendar year that the claim is about."""
    found = _period(terms)
    return found[0].year if found and found[0].year == found[1].year else None


def _count(terms: Terms) -> float:
    """A printed length in years; a printed year is counted back to."""
    if terms.claim.unit == "year":
        return terms.made.year - int(str(terms.claim.value)[:4])
    return float(interval_of(terms.claim).low) if interval_of(terms.claim).low is not None else 0.0


@term
def years(terms: Terms) -> int | None:
    """A printed length in years, where it is one of years."""
    words = (terms.claim.stated or "").lower()
    if terms.claim.unit == "count" and not any(word in words for word in ("year", "decade")):
        return None
    found = round(float(terms.claim.value) if terms.claim.unit == "count" else _count(terms))
    return found if 1 <= found <= 200 else None


@term
def quarters(terms: Terms) -> int | None:
    """The same in quarters."""
    found = years(terms)
    return 4 * found if found else None


@term
def years_before(terms: Terms) -> date | None:
    """The end of the quarter so many years before the last whole quarter."""
    found = years(terms)
    return date.fromisoformat(str(terms.get("quarter_end"))).replace(day=28).replace(
        year=terms.made.year - found) if found else None


@term
def horizon(terms: Terms) -> str | None:
    """When a forecast can be decided: its horizon, else the end of a period or date that lies after publication."""
    claim = terms.claim
    if claim.horizon:
        return claim.horizon
    found = _period(terms)
    exact = day(terms)
    end = exact or (found and found[1])
    return end.isoformat() if end and end > terms.article.last_close else None


@term
def results_out(terms: Terms) -> date | None:
    """The end of March after the claim's year."""
    found = year(terms)
    return date(found + 1, 3, 31) if found else None


@term
def lead(terms: Terms) -> str:
    """Which side a comparison takes: down where the subject is said to lag."""
    return "down" if terms.claim.direction == "down" else "up"


@term
def falling(terms: Terms) -> bool:
    """Whether an extreme is one from below."""
    return terms.claim.direction == "down"


@term
def vix_base(terms: Terms) -> str | None:
    """From the index's beginning to the printed period."""
    before = before_period(terms)
    return f"1990-01-02/{before}" if before else None
