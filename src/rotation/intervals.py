"""A stated number is an interval: what was printed, what it allows, and how near is near.

The reported string is kept and the arithmetic is exact (``decimal.Decimal``). The rules are the table
"A stated number is an interval" of the method page; the tests repeat that table row by row.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .errors import InputError

OVER = {"over", "more_than", "above", "exceeding", "beyond", "north_of", "upwards_of"}
AT_LEAST = {"at_least", "plus", "or_more", "minimum", "from"}
BELOW = {"nearly", "almost", "under", "below", "less_than", "fewer_than", "just_under", "close_to_below"}
UP_TO = {"up_to", "at_most", "as_much_as", "maximum"}
ABOUT = {"about", "roughly", "around", "near", "some", "approximately", "circa", "close_to", "closer_to"}

WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a decade": 10, "decade": 10, "double": 2, "triple": 3,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "half": Decimal("0.5"), "quarter": Decimal("0.25"),
}
SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "b": 9,
    "trillion": 12, "tn": 12, "t": 12,
}
NUMBER = re.compile(r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)")
SCALE_WORD = re.compile(r"\s*-?(?P<scale>thousand|million|billion|trillion|mn|bn|tn|[kmbt])\b", re.IGNORECASE)
RANGE_JOIN = re.compile(r"^[^\d]*?(?:[-‐-―−~]|\bto\b|\band\b)[^\d]*$", re.IGNORECASE)
MINUS = re.compile(r"(?:^|[\s(])[-−–]\s*[$€£¥]?\s*$")


@dataclass(frozen=True)
class Figure:
    """One number as printed: exact magnitude and the worth of one unit of its last printed digit."""

    magnitude: Decimal
    step: Decimal


@dataclass(frozen=True)
class StatedInterval:
    """What a printed number allows, signed, in the claim's unit (13.5 means 13.5%).

    ``low``/``high`` bound an accurate value (None: unbounded; ``*_open``: the bound itself is out);
    ``near_low``/``near_high`` bound a mostly accurate one. ``overshoot`` is the sign of the side on which
    leaving the interval means that the text understated (0: no such side). Dates use ``datetime.date``.
    """

    low: Decimal | date | None
    high: Decimal | date | None
    low_open: bool
    high_open: bool
    near_low: Decimal | date | None
    near_high: Decimal | date | None
    overshoot: int = 0
    step: Decimal = Decimal(0)

    def __contains__(self, value: Decimal | date) -> bool:
        above = self.low is None or (value > self.low if self.low_open else value >= self.low)
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return above and below

    def is_near(self, value: Decimal | date, tolerance: Decimal = Decimal(0)) -> bool:
        """Inside the mostly-accurate band, widened on both sides by ``tolerance`` (claim's unit)."""
        if isinstance(self.low, date):
            return self.near_low <= value <= self.near_high
        return (self.near_low is None or value >= self.near_low - tolerance) and (
            self.near_high is None or value <= self.near_high + tolerance)

    def difference(self, value: Decimal | date) -> Decimal:
        """``value`` minus the nearest bound; 0 inside. Dates: in days."""
        if value in self:
            return Decimal(0)
        if self.low is not None and value <= self.low:
            gap = value - self.low
        else:
            gap = value - self.high
        return Decimal(gap.days) if hasattr(gap, "days") else gap


def stated_interval(
    surface: str, unit: str, qualifier: str | None = None, direction: str = "none"
) -> StatedInterval:
    """The interval that a printed number stands for.

    ``surface`` is the text as printed ("22.40", "30%+", "3.5%–3.75%", "$2.1 trillion", "third", "2025-12",
    "December 10, 2025"); ``unit`` one of the claim units; ``qualifier`` the hedge or None; ``direction``
    "down" makes the quantity negative. Raises InputError if no number can be read.
    """
    if unit in ("date", "year"):
        return _date_interval(surface)
    figures, negative = _figures(surface)
    hedge = _hedge(surface, qualifier)
    exact = unit == "count" and hedge is None
    interval = _magnitude_interval(figures, hedge, exact)
    return _mirrored(interval) if negative or direction == "down" else interval


def printed_magnitude(surface: str) -> tuple[Decimal, ...]:
    """The one or two magnitudes printed in ``surface``, scale words applied, without sign."""
    return tuple(figure.magnitude for figure in _figures(surface)[0])


def _hedge(surface: str, qualifier: str | None) -> str | None:
    name = (qualifier or "").strip().lower().replace(" ", "_").replace("-", "_")
    if re.search(r"\d\s*%?\s*\+|\bor more\b", surface):
        return "at_least"
    for kind, names in (("over", OVER), ("at_least", AT_LEAST), ("below", BELOW), ("up_to", UP_TO),
                        ("about", ABOUT)):
        if name in names:
            return kind
    return None


def _figures(surface: str) -> tuple[list[Figure], bool]:
    """The printed figures (one, or two for a range) and whether the text itself carries a minus sign."""
    matches = list(NUMBER.finditer(surface))
    if not matches:
        return [_word_figure(surface)], False
    first, last = matches[0], matches[1] if len(matches) == 2 else None
    if len(matches) > 2 or (last and not RANGE_JOIN.match(surface[first.end(): last.start()])):
        raise InputError(
            f"stated number {surface!r}", f"{len(matches)} numbers", "one number or one range",
            "give each number a claim of its own",
        )
    scales = [_scale(surface, match.end()) for match in matches]
    if last and scales[0] == 0:
        scales[0] = scales[1]  # "$1-2 trillion": the scale word stands once
    figures = [_figure(match["digits"], scale) for match, scale in zip(matches, scales, strict=True)]
    brackets = re.match(r"^\s*[$€£¥]?\s*\(.*\)\s*%?\s*$", surface) is not None  # accounting negative
    return figures, brackets or MINUS.search(surface[: first.start()]) is not None


def _scale(surface: str, end: int) -> int:
    match = SCALE_WORD.match(surface, end)
    return SCALES[match["scale"].lower()] if match else 0


def _figure(digits: str, scale: int) -> Figure:
    plain = digits.replace(",", "")
    magnitude = Decimal(plain)
    return Figure(magnitude.scaleb(scale), Decimal(1).scaleb(magnitude.as_tuple().exponent + scale))


def _word_figure(surface: str) -> Figure:
    name = " ".join(re.findall(r"[a-z]+", surface.lower()))
    for word in (name, *reversed(name.split())):
        if word in WORDS:
            return Figure(Decimal(WORDS[word]), Decimal(1))
    raise InputError(
        f"stated number {surface!r}", "no number", "digits, a range or a number word",
        "give the number as printed, or leave 'stated' null",
    )


def _magnitude_interval(figures: list[Figure], hedge: str | None, exact: bool) -> StatedInterval:
    low, high = figures[0], figures[-1]
    step = max(low.step, high.step)
    x = high.magnitude
    if len(figures) == 1 and hedge in ("over", "at_least"):
        base = low.magnitude
        return StatedInterval(base, base * Decimal("1.25"), hedge == "over", False,
                              base, base * Decimal("1.25"), 1, step)
    if len(figures) == 1 and hedge in ("below", "up_to"):
        return StatedInterval(x * Decimal("0.9"), x, False, hedge == "below", x * Decimal("0.9"), x + step,
                              0, step)
    if len(figures) == 1 and hedge == "about":
        width = max(step, x * Decimal("0.05"))
        return StatedInterval(x - width, x + width, False, False, x - 2 * width, x + 2 * width, 0, step)
    half = Decimal(0) if exact else Decimal("0.5")
    unit = Decimal(0) if exact else Decimal(1)
    return StatedInterval(
        low.magnitude - half * low.step, high.magnitude + half * high.step, False, False,
        low.magnitude - unit * low.step, high.magnitude + unit * high.step, 0, step,
    )


def _mirrored(i: StatedInterval) -> StatedInterval:
    def minus(bound: Decimal | None) -> Decimal | None:
        return None if bound is None else -bound

    return StatedInterval(minus(i.high), minus(i.low), i.high_open, i.low_open,
                          minus(i.near_high), minus(i.near_low), -i.overshoot, i.step)


MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}


def _date_interval(surface: str) -> StatedInterval:
    start, end = printed_period(surface)
    return StatedInterval(start, end, False, False, start, end)


def printed_period(surface: str) -> tuple[date, date]:
    """First and last day of a date as printed: a day, a month, a quarter or a year."""
    text = surface.strip().lower()
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
            day = date(*map(int, match.groups()))
            return day, day
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return _month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(?:late |early |mid-|year |in )?(\d{4})", text):
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
        if match := re.fullmatch(r"q([1-4])\s+(\d{4})", text) or re.fullmatch(r"(\d{4})-?q([1-4])", text):
            quarter, year = sorted(map(int, match.groups()))
            return _month(year, 3 * quarter - 2)[0], _month(year, 3 * quarter)[1]
        if match := re.fullmatch(r"([a-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})", text):
            day = date(int(match[3]), MONTHS[match[1]], int(match[2]))
            return day, day
        if match := re.fullmatch(r"(?:late |early |mid-)?([a-z]+)\.?\s+(\d{4})", text):
            return _month(int(match[2]), MONTHS[match[1]])
    except (KeyError, ValueError):
        pass
    raise InputError(
        f"stated date {surface!r}", "no date with a year", "a day, month, quarter or year",
        "give the date as an ISO string, as precise as printed",
    )


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
