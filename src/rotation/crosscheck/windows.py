"""The time a statement speaks of, as two days, so that equal windows can be told from near ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import InputError
from ..intervals import printed_period
from .vocabulary import DISCOUNT, RELATIVE, RETURN

EARLIEST, LATEST = 1600, 2200      # beyond, a date is a slip, and arithmetic with it would fail
_SLACK = ((1, 0), (31, 15), (10_000, 45))   # width of the printed date in days -> how late or early it may mean


@dataclass(frozen=True)
class Window:
    """``start`` to ``end``; for a return ``start`` is the day of its base close. Levels have one day or a coarse span.

    ``printed`` is False where the day is the claim's own; ``slack`` is the doubt, in days, that a month or a
    year printed instead of a day leaves about ``end``.
    """

    start: date
    end: date
    printed: bool = True
    slack: int = 0

    def days_to(self, other: Window) -> int:
        """Days between the ends, doubts included; 0 for equal windows."""
        if (self.start, self.end) == (other.start, other.end):
            return 0
        return abs((self.end - other.end).days) + self.slack + other.slack


def weekday_before(day: date) -> date:
    """The last Monday-to-Friday day before ``day`` (holidays are not known here)."""
    day -= timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def window_of(family: str, metric: str, as_of: str | None, period: str | None, made: date | None) -> Window | None:
    """The window of a statement made on ``made`` (None: not known); None if nothing says when."""
    try:
        start, end, printed = _span(as_of, period, made)
    except InputError:
        return None
    if end is None or start.year < EARLIEST or end.year > LATEST:
        return None
    slack = next(doubt for width, doubt in _SLACK if (end - start).days < width) if printed and not period else 0
    if family in (RETURN, RELATIVE):
        return _return_window(metric, start, end, printed, made, slack, bool(period))
    if family == DISCOUNT and made and end > made:
        end = max(start, made)
    return Window(start, end, printed, slack)


def _span(as_of: str | None, period: str | None, made: date | None) -> tuple[date | None, date | None, bool]:
    if period:
        first, _, last = period.partition("/")
        return printed_period(first)[0], printed_period(last or first)[1], True
    if as_of:
        return *printed_period(as_of), True
    return made, made, False


def _return_window(metric: str, start: date, end: date, printed: bool, made: date | None, slack: int, period: bool
                   ) -> Window | None:
    """A window of closes: base close to last close, never beyond the day the statement was made."""
    if made and start <= made < end:
        end, slack = made, 0
    elif (end - start).days and not slack:
        end = weekday_before(end + timedelta(days=1))
    if metric == "return_ytd":
        return Window(weekday_before(date(end.year, 1, 1)), end, printed, slack)
    if metric == "return_1w" and start == end:
        return Window(end - timedelta(days=7), end, printed, slack)
    if metric == "return_1m" and start == end:
        return Window(end - timedelta(days=30), end, printed, slack)
    if metric == "return_1d":
        return Window(weekday_before(end) if start == end else start, end, printed, slack)
    if metric == "return_since_low":
        return Window(start, end, printed, slack)
    if start == end and not period:            # a return to a day, from nobody knows when
        return Window(start, end, printed, slack)
    return Window(weekday_before(start), end, printed, slack)
