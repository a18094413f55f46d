"""Easing cycles and the days on which the Committee decided: small against large around both.

``moves`` is the frame of ``moves_frame``; relative returns are logs of the first close over the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from .errors import EvidenceMissing
from .policy import QUIET_DAYS, event_base, first_moves, of_kind
from .returns import Day, on_common_dates, stamp
from .statistics import Regression, newey_west

ANNOUNCED_SINCE = "1994-02-01"   # before February 1994 the Committee announced nothing
NUMBERS = ("change_bp", "target_or_lower", "lower", "upper")


def moves_frame(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Rows of a table of decisions with dates as dates and figures as floats (missing: NaN), by announcement."""
    table = pd.DataFrame(list(rows))
    if table.empty:
        raise EvidenceMissing("No decision on rates is on record at this edition.")
    for name in NUMBERS:
        if name in table:
            table[name] = pd.to_numeric(table[name])
    table["announcement"] = pd.to_datetime(table["announcement"])
    return table.sort_values("announcement", kind="stable").reset_index(drop=True)


def cycles(moves: pd.DataFrame, quiet_days: int = QUIET_DAYS) -> pd.DataFrame:
    """first, last, cuts: every easing cycle, from a first cut to the last cut before the next first cut.

    ``last`` is known only afterwards (a cycle that is still open ends at its latest cut), so a return over a
    cycle describes; nobody could have earned it by a rule.
    """
    cuts = of_kind(moves, "cut")["announcement"]
    firsts = first_moves(moves, quiet_days)["announcement"]
    number = np.searchsorted(firsts.to_numpy(), cuts.to_numpy(), side="right")
    grouped = cuts[number > 0].groupby(number[number > 0])
    return pd.DataFrame({"first": grouped.min(), "last": grouped.max(), "cuts": grouped.size()}).reset_index(drop=True)


def cycle_returns(close_a: pd.Series, close_b: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """first, last, cuts, sessions, relative: log return of a over b from the close of the first cut's
    announcement to that of the last one's. Cycles of one cut, or not in the data, are left out.
    """
    a, b = on_common_dates(close_a, close_b)
    relative, rows = np.log(a / b), []
    for cycle in table.itertuples():
        start, end = event_base(a.index, cycle.first), event_base(a.index, cycle.last)
        if start >= 0 and end > start and cycle.first >= a.index[0]:
            rows.append((cycle.first, cycle.last, cycle.cuts, end - start, relative.iloc[end] - relative.iloc[start]))
    return pd.DataFrame(rows, columns=["first", "last", "cuts", "sessions", "relative"])


def decision_days(moves: pd.DataFrame, meetings: pd.DataFrame, since: Day = ANNOUNCED_SINCE) -> pd.DatetimeIndex:
    """Announcement days on record: every move since ``since`` and every decision, holds too, of ``meetings``."""
    days = pd.concat([moves["announcement"], meetings["announcement"]])
    return pd.DatetimeIndex(sorted(set(days[days >= stamp(since)])), name="announcement")


def day_returns(small: pd.Series, large: pd.Series, two_year: pd.Series, days: pd.DatetimeIndex) -> pd.DataFrame:
    """small, large, relative (log returns, close before to close of the day) and d2y (points) on the given days.

    Days without a close or a reading of the yield (weekends, closed bond markets) are left out.
    """
    s, g = on_common_dates(small, large)
    frame = pd.DataFrame({"small": np.log(s).diff(), "large": np.log(g).diff(), "d2y": two_year.dropna().diff()})
    frame["relative"] = frame["small"] - frame["large"]
    return frame[frame.index.isin(days)].dropna()


def day_response(frame: pd.DataFrame, name: str = "relative") -> Regression:
    """``name`` = a + b d2y + e over single days, errors robust to unequal variances; b per point of yield."""
    return newey_west(frame[name], frame[["d2y"]], lags=0)


def monthly_sums(factor: pd.Series, announcements: Iterable[Day], months: int) -> pd.Series:
    """Sum of a monthly factor return (its unit) over the ``months`` after the month of each announcement.

    For a long-short return, whose legs are rebalanced every month, the sum is the natural total. Announcements
    whose window the data do not cover are left out.
    """
    known, sums = factor.dropna(), {}
    for day in map(stamp, announcements):
        start = known.index.searchsorted(day + pd.offsets.MonthEnd(0), side="right")
        covered = known.index[0] <= day and start + months <= len(known)
        if covered:
            sums[day] = float(known.iloc[start: start + months].sum())
    return pd.Series(sums, dtype=float)


def leave_one_group_out(values: pd.Series, groups: pd.Series) -> pd.Series:
    """Mean of ``values`` without each group in turn, indexed by the group left out."""
    return pd.Series({name: values[groups != name].mean() for name in sorted(groups.unique())})
