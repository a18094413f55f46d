"""Returns, margins, records and windows of closing prices.

A ``close`` is a Series of positive prices on an ascending DatetimeIndex; a missing close is NaN and counts as
no close. Returns are fractions (0.05 is 5%), margins are differences of two returns, also fractions (0.05 is
5 points). Nothing here knows where a series came from; whoever calls says the basis (price or total return).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError

Day = date | str | pd.Timestamp
STALE_DAYS = 7  # no exchange closure since 1970 kept the last close more than a week away


# ---------------------------------------------------------------- finding closes

def stamp(day: Day) -> pd.Timestamp:
    """A day as a midnight Timestamp."""
    return pd.Timestamp(day).normalize()


def observed(close: pd.Series) -> pd.Series:
    """The closes that exist, as floats; refuses an empty, unsorted, repeated or non-positive series."""
    kept = close.dropna().astype(float)
    if kept.empty:
        raise EvidenceMissing("a series without a single close")
    if not (kept.index.is_monotonic_increasing and kept.index.is_unique):
        raise InputError("close", "dates out of order or repeated", "ascending dates, each once", "sort it")
    if not (np.isfinite(kept) & (kept > 0)).all():
        raise InputError("close", "a price that is not positive", "positive prices", "leave gaps empty")
    return kept


def close_on(close: pd.Series, day: Day) -> float:
    """The close of exactly this day; EvidenceMissing if there is none (a holiday, or outside the series)."""
    when = stamp(day)
    value = close.get(when)
    if value is None or pd.isna(value):
        raise EvidenceMissing(f"no close on {when:%Y-%m-%d}")
    return float(value)


def last_on_or_before(close: pd.Series, day: Day, max_age_days: int | None = STALE_DAYS) -> pd.Timestamp:
    """The date of the last close on or before ``day``.

    EvidenceMissing if there is none, or if it is older than ``max_age_days`` (the series ended or has a gap;
    pass a larger age for monthly series, None for no limit).
    """
    when = stamp(day)
    known = close.dropna().index if close.hasnans else close.index
    position = known.searchsorted(when, side="right") - 1
    if position < 0:
        raise EvidenceMissing(f"no close on or before {when:%Y-%m-%d}")
    found = known[position]
    if max_age_days is not None and (when - found).days > max_age_days:
        raise EvidenceMissing(f"the last close before {when:%Y-%m-%d} is of {found:%Y-%m-%d}")
    return found


def on_common_dates(a: pd.Series, b: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Both series on the dates on which both have a close: one calendar for a comparison."""
    a, b = observed(a), observed(b)
    common = a.index.intersection(b.index)
    if common.empty:
        raise EvidenceMissing("two series without a common date")
    return a.loc[common], b.loc[common]


# ---------------------------------------------------------------- returns

def price_return(close: pd.Series, start: Day, end: Day) -> float:
    """close(end) / close(start) - 1 on exact dates, a fraction without dividends.

    EvidenceMissing if either date has no close; InputError if the window runs backwards. A zero-length window
    is 0.
    """
    if stamp(start) > stamp(end):
        raise InputError("window", f"{start} to {end}", "a start on or before the end", "swap the dates")
    return close_on(close, end) / close_on(close, start) - 1


def window_return(close: pd.Series, start: Day, end: Day, max_age_days: int | None = STALE_DAYS) -> float:
    """The return between the last closes on or before two calendar dates, as articles give them."""
    first = last_on_or_before(close, start, max_age_days)
    last = last_on_or_before(close, end, max_age_days)
    return price_return(close, first, last)


def year_base(close: pd.Series, year: int) -> pd.Timestamp:
    """The date of the last close of the year before ``year``: the base of its year-to-date return."""
    return last_on_or_before(close, f"{year - 1}-12-31")


def year_to_date(close: pd.Series, end: Day) -> float:
    """The return from the last close of the prior year to the last close on or before ``end``."""
    return window_return(close, year_base(close, stamp(end).year), end)


def daily_returns(close: pd.Series) -> pd.Series:
    """Simple returns from each close to the next existing one; one fewer than the closes."""
    return observed(close).pct_change().iloc[1:]


def log_returns(close: pd.Series) -> pd.Series:
    """Natural-log returns from each close to the next existing one; they add up over time."""
    return np.log(observed(close)).diff().iloc[1:]


def log_relative_returns(a: pd.Series, b: pd.Series) -> pd.Series:
    """Log return of a minus log return of b between successive common dates."""
    a, b = on_common_dates(a, b)
    return log_returns(a / b)


def total_return_index(
    close: pd.Series, dividend: pd.Series, dividends_through: Day | None = None,
) -> pd.Series:
    """Value of one share bought at the first close, each dividend reinvested at the close of its ex-date.

    Factor of a day: (close + dividend) / previous close. An empty dividend means no ex-date. The index stops
    at ``dividends_through``, the last day on which dividends are certified (None: the series' own end). A
    dividend on the first day belongs to the previous holder and does not count.
    """
    prices = observed(close)
    if dividends_through is not None:
        prices = prices.loc[: stamp(dividends_through)]
    paid = dividend.dropna().loc[prices.index[0]: prices.index[-1]]
    _require_payable(paid, prices)
    received = prices.to_numpy().copy()
    received[prices.index.get_indexer(paid.index)] += paid.to_numpy()
    factor = np.concatenate([[1.0], received[1:] / prices.to_numpy()[:-1]])
    return pd.Series(prices.iloc[0] * factor.cumprod(), index=prices.index)


def _require_payable(paid: pd.Series, prices: pd.Series) -> None:
    if (paid < 0).any():
        raise InputError("dividend", "a negative amount", "amounts of zero or more", "correct the series")
    unpriced = paid.index[paid > 0].difference(prices.index)
    if len(unpriced):
        raise InputError(
            "dividend", f"an ex-date without a close: {unpriced[0]:%Y-%m-%d}", "a close on every ex-date",
            "add the close or move the dividend to its ex-date",
        )


def rebased(close: pd.Series, start: Day, base: float = 100.0) -> pd.Series:
    """The series from the last close on or before ``start``, scaled so that it begins at ``base``."""
    kept = observed(close).loc[last_on_or_before(close, start):]
    return base * kept / kept.iloc[0]


def drawdown(close: pd.Series) -> pd.Series:
    """Each close over the highest close so far, minus 1: zero at a record, negative below it."""
    prices = observed(close)
    return prices / prices.cummax() - 1


# ---------------------------------------------------------------- comparisons

@dataclass(frozen=True)
class Leg:
    """One side of a comparison: a return with everything that must agree with the other side."""

    name: str
    basis: str          # price_return, total_return, adjusted_close
    currency: str
    start: date
    end: date
    value: float        # fraction


def leg(
    name: str, close: pd.Series, start: Day, end: Day, basis: str = "price_return", currency: str = "USD",
) -> Leg:
    """The leg of a series: dates snap to the last close on or before and are recorded as found."""
    first, last = last_on_or_before(close, start), last_on_or_before(close, end)
    return Leg(name, basis, currency, first.date(), last.date(), price_return(close, first, last))


def compare(a: Leg, b: Leg) -> float:
    """a minus b in points (fraction); InputError unless start, end, basis and currency agree."""
    for what in ("start", "end", "basis", "currency"):
        left, right = getattr(a, what), getattr(b, what)
        if left != right:
            raise InputError(
                f"{a.name} against {b.name}", f"{what} {left} and {right}", f"one {what} for both legs",
                "measure both legs over the same window and on the same basis",
            )
    return a.value - b.value


def relative_return(a: pd.Series, b: pd.Series, start: Day, end: Day) -> float:
    """Return of a minus return of b in points (fraction), both between the same exact dates."""
    first, last = stamp(start).date(), stamp(end).date()
    return compare(
        Leg("a", "as given", "", first, last, price_return(a, start, end)),
        Leg("b", "as given", "", first, last, price_return(b, start, end)),
    )


def calendar_year_margins(a: pd.Series, b: pd.Series) -> pd.DataFrame:
    """year, start, end, a, b, margin, complete: one row a calendar year, last close to last close.

    Years without a close in the week before them are left out; the running year is there with ``complete``
    False.
    """
    table = _period_margins(a, b, "Y")
    table.insert(0, "year", [period.year for period in table.pop("period")])
    return table


def quarterly_margins(a: pd.Series, b: pd.Series) -> pd.DataFrame:
    """quarter (like 2025Q1), start, end, a, b, margin, complete: one row a quarter, last to last close."""
    table = _period_margins(a, b, "Q")
    table.insert(0, "quarter", [str(period) for period in table.pop("period")])
    return table


def _period_margins(a: pd.Series, b: pd.Series, frequency: str) -> pd.DataFrame:
    a, b = on_common_dates(a, b)
    columns = ["period", "start", "end", "a", "b", "margin", "complete"]
    rows = [_period_row(a, b, period) for period in a.index.to_period(frequency).unique()]
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _period_row(a: pd.Series, b: pd.Series, period: pd.Period) -> tuple | None:
    try:
        start = last_on_or_before(a, period.start_time - pd.Timedelta(days=1))
    except EvidenceMissing:
        return None
    end = a.index[a.index <= period.end_time][-1]
    left, right = price_return(a, start, end), price_return(b, start, end)
    return period, start, end, left, right, left - right, _is_over(period, end, a.index[-1])


def _is_over(period: pd.Period, end: pd.Timestamp, newest: pd.Timestamp) -> bool:
    """True once a later close exists or no weekday of the period is left."""
    return newest > period.end_time or len(pd.bdate_range(end + pd.Timedelta(days=1), period.end_time)) == 0


def window_grid(a: pd.Series, b: pd.Series, starts: Iterable[Day], ends: Iterable[Day]) -> pd.DataFrame:
    """Margins a minus b for every start (rows) and end (columns), to show what a choice of window does.

    Dates snap to the last common close on or before them and label the grid as snapped; NaN where end <=
    start.
    """
    a, b = on_common_dates(a, b)
    rows = [last_on_or_before(a, day) for day in starts]
    columns = [last_on_or_before(a, day) for day in ends]
    cells = [[relative_return(a, b, s, e) if s < e else np.nan for e in columns] for s in rows]
    return pd.DataFrame(cells, index=pd.Index(rows, name="start"), columns=pd.Index(columns, name="end"))


def rolling_margins(a: pd.Series, b: pd.Series, sessions: int) -> pd.DataFrame:
    """start, a, b, margin over every window of ``sessions`` trading days, indexed by the window's end."""
    a, b = on_common_dates(a, b)
    left, right = a.pct_change(sessions), b.pct_change(sessions)
    starts = pd.Series(a.index, index=a.index).shift(sessions)
    return pd.DataFrame({"start": starts, "a": left, "b": right, "margin": left - right}).iloc[sessions:]


def best_worst_window(a: pd.Series, b: pd.Series, sessions: int, since: Day | None = None) -> pd.DataFrame:
    """Rows ``best`` and ``worst``: the extreme windows of a length, with start, end, a, b, margin and windows
    tried.

    ``since``: windows that begin on or after this day. The earliest of equals is named.
    """
    table = rolling_margins(a, b, sessions)
    if since is not None:
        table = table[table["start"] >= stamp(since)]
    if table.empty:
        raise EvidenceMissing(f"no window of {sessions} sessions")
    picked = table.loc[[table["margin"].idxmax(), table["margin"].idxmin()]].rename_axis("end").reset_index()
    picked.index = ["best", "worst"]
    return picked[["start", "end", "a", "b", "margin"]].assign(windows=len(table))


# ---------------------------------------------------------------- records

def record_closes(close: pd.Series, since: Day | None = None) -> pd.DatetimeIndex:
    """Dates on which the close exceeded every earlier close of the series; equalling a record is none.

    ``since`` restricts what is listed, never the history it is measured against; the first close is no
    record.
    """
    prices = observed(close)
    dates = prices.index[(prices > prices.cummax().shift()).to_numpy()]
    return dates if since is None else dates[dates >= stamp(since)]


def record_highs(high: pd.Series, since: Day | None = None) -> pd.DatetimeIndex:
    """Dates on which the intraday high exceeded every earlier one: not the same as record closes."""
    return record_closes(high, since)


def consecutive_records(close: pd.Series, since: Day | None = None) -> pd.DataFrame:
    """start, end, sessions: runs of record closes on successive trading days; a lone record is a run."""
    prices = observed(close)
    dates = record_closes(prices, since)
    run = np.cumsum(np.diff(prices.index.get_indexer(dates), prepend=-2) > 1)
    groups = pd.Series(dates).groupby(run)
    table = pd.DataFrame({"start": groups.first(), "end": groups.last(), "sessions": groups.size()})
    return table.reset_index(drop=True)


def distance_from_record(close: pd.Series, day: Day) -> float:
    """Close of the day over the highest close up to it, minus 1: 0 on a record day, negative below."""
    return float(drawdown(close).loc[last_on_or_before(close, day)])


# ---------------------------------------------------------------- calendars

def weekly_closes(close: pd.Series, running: bool = False) -> pd.Series:
    """Last close of each week (Saturday to Friday) at its own date; an unfinished one if ``running``."""
    return _period_closes(close, "W-FRI", running)


def monthly_closes(close: pd.Series, running: bool = False) -> pd.Series:
    """The last close of each month at its own date; the unfinished last month only if ``running``."""
    return _period_closes(close, "M", running)


def _period_closes(close: pd.Series, frequency: str, running: bool) -> pd.Series:
    prices = observed(close)
    periods = prices.index.to_period(frequency)
    last = prices[~periods.duplicated(keep="last")]
    if running or _is_over(periods[-1], prices.index[-1], prices.index[-1]):
        return last
    return last.iloc[:-1]
