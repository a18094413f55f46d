"""Two small pictures of a claim as SVG: what was stated against what was found, and what every specification gives.

They carry classes and presentation attributes alone, no style, so that one drawing is right in light and dark and under
any content policy. The words that a reader who does not see them needs are made of the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..intervals import StatedInterval
from ..markup import escape_html
from ..wording import day, quantity

WIDTH, MARGIN = 360, 14
SCALE = 0.18                    # how much is shown beyond what has to be, as a share of it
TOP, FOOT = 20.0, 88.0          # of a curve
POINTS = 60                     # of a curve: more would not be seen
Value = Decimal | date | float


@dataclass(frozen=True)
class Picture:
    """A drawing and what it says."""

    svg: str
    alt: str

    def as_record(self) -> dict[str, str]:
        return {"svg": self.svg, "alt": self.alt}


class Axis:
    """From a value to its place on the picture."""

    def __init__(self, values: Sequence[float]):
        low, high = min(values), max(values)
        room = (high - low) * SCALE or abs(high) * 0.05 or 1.0
        self.low, self.high = low - room, high + room

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(MARGIN + (WIDTH - 2 * MARGIN) * min(1.0, max(0.0, share)), 1)


# ---------------------------------------------------------------- stated against computed


def stated_against(stated: str, interval: StatedInterval, found: Value, unit: str, places: int,
                   bounds: tuple[Decimal | None, Decimal | None] = (None, None), tolerance: Decimal = Decimal(0)
                   ) -> Picture:
    """The stated interval as a band, the wider one that "mostly accurate" allows, and the computed value as a mark.

    ``bounds`` are the 95% interval of the computed value where it has one; ``tolerance`` is what the check allows
    beyond the printed precision.
    """
    tell, near = _teller(found, unit, places), _near(interval, tolerance)
    ends = [_plain(end) for end in (interval.low, interval.high, *near, *bounds, found) if end is not None]
    axis = Axis(ends)
    mark = axis(_plain(found))
    parts = [_band("near", axis, *near), _band("stated", axis, interval.low, interval.high), *_whisker(axis, bounds),
             f'<line class="base" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="56" y2="56" stroke="currentColor" '
             'stroke-opacity=".5"/>',
             f'<path class="found" d="M{mark} 27l6 -8h-12zm0 0v29" fill="currentColor" stroke="currentColor" '
             'stroke-width="2"/>',
             _text(mark, 13, f"found {tell(found)}", "found"), *_band_ends(axis, interval, tell)]
    alt = (f"Stated {stated}, which allows {_range(interval, tell)}. Found {tell(found)}, "
           f"{_place(interval, found, near)}.")
    return Picture(_svg(parts, 80), alt)


def _near(interval: StatedInterval, tolerance: Decimal) -> tuple[Value | None, Value | None]:
    if isinstance(interval.low, date) or isinstance(interval.high, date):
        return interval.near_low, interval.near_high
    low, high = interval.near_low, interval.near_high
    return None if low is None else low - tolerance, None if high is None else high + tolerance


def _place(interval: StatedInterval, found: Value, near: tuple[Value | None, Value | None]) -> str:
    if found in interval:
        return "inside it"
    inside = (near[0] is None or found >= near[0]) and (near[1] is None or found <= near[1])
    return "outside it, yet within what is called mostly accurate" if inside else "outside it"


def _teller(found: Value, unit: str, places: int) -> Callable[[Value], str]:
    if isinstance(found, date):
        return day
    return lambda value: quantity(value, unit, places)


def _range(interval: StatedInterval, tell: Callable[[Value], str]) -> str:
    if interval.low is None or interval.high is None:
        return f"at most {tell(interval.high)}" if interval.low is None else f"at least {tell(interval.low)}"
    return tell(interval.low) if interval.low == interval.high else f"{tell(interval.low)} to {tell(interval.high)}"


def _band(name: str, axis: Axis, low: Value | None, high: Value | None, top: int = 32, height: int = 24) -> str:
    left = MARGIN if low is None else axis(_plain(low))
    right = WIDTH - MARGIN if high is None else axis(_plain(high))
    opacity = ".14" if name == "near" else ".32"
    return (f'<rect class="{name}" x="{left}" y="{top}" width="{max(2.0, round(right - left, 1))}" height="{height}" '
            f'fill="currentColor" fill-opacity="{opacity}"/>')


def _band_ends(axis: Axis, interval: StatedInterval, tell: Callable[[Value], str]) -> list[str]:
    ends = list(dict.fromkeys(end for end in (interval.low, interval.high) if end is not None))
    if len(ends) == 2 and axis(_plain(ends[1])) - axis(_plain(ends[0])) < 110:
        middle = (axis(_plain(ends[0])) + axis(_plain(ends[1]))) / 2
        return [_text(middle, 73, f"stated {tell(ends[0])} to {tell(ends[1])}", "")]
    return [_text(axis(_plain(end)), 73, tell(end), "") for end in ends]


def _whisker(axis: Axis, bounds: tuple[Decimal | None, Decimal | None]) -> list[str]:
    if None in bounds:
        return []
    low, high = (axis(float(end)) for end in bounds)
    return [f'<path class="estimate" d="M{low} 40v8m0 -4H{high}m0 -4v8" fill="none" stroke="currentColor"/>']


# ---------------------------------------------------------------- every specification


def specification_curve(values: Sequence[float], held: int, unit: str, asks: str,
                        band: tuple[float, float] | None = None) -> Picture:
    """Every specification's result in ascending order, with the line of zero where it lies among them, or with the
    ``band`` of values that a stated figure allows."""
    ordered = sorted(values)
    shown = [ordered[round(n * (len(ordered) - 1) / (POINTS - 1))] for n in range(POINTS)] \
        if len(ordered) > POINTS else ordered
    low, high = min([ordered[0], *(band or ())]), max([ordered[-1], *(band or ())])
    room = (high - low) or abs(high) or 1.0

    def height(value: float) -> float:
        return round(FOOT - (FOOT - TOP) * (value - low) / room, 1)

    dots = "".join(f"M{round(MARGIN + (WIDTH - 2 * MARGIN) * n / max(1, len(shown) - 1), 1):g} {height(value):g}h0"
                   for n, value in enumerate(shown))
    parts = [] if band is None else [_stripe(height(band[1]), height(band[0]))]
    if band is None and low < 0 < high:
        parts.append(f'<line class="zero" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{height(0)}" y2="{height(0)}" '
                     'stroke="currentColor" stroke-opacity=".6" stroke-dasharray="4 3"/>')
    tell = [quantity(value, unit, 1, unit == "pp") for value in (ordered[0], ordered[-1])]
    parts += [f'<path class="each" d="{dots}" fill="none" stroke="currentColor" stroke-width="4" '
              'stroke-linecap="round"/>', _text(MARGIN, 103, f"lowest {tell[0]}", "", "start"),
              _text(WIDTH - MARGIN, 12, f"highest {tell[1]}", "", "end")]
    alt = (f"{len(ordered):,} specifications in ascending order, from {tell[0]} to {tell[1]}; "
           f"{held:,} of them are {asks}.")
    return Picture(_svg(parts, 110), alt)


def _stripe(top: float, foot: float) -> str:
    return (f'<rect class="stated" x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" '
            f'height="{max(2.0, round(foot - top, 1))}" fill="currentColor" fill-opacity=".3"/>')


# ---------------------------------------------------------------- parts


def _svg(parts: Sequence[str], height: int) -> str:
    return (f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" aria-hidden="true" '
            f'focusable="false" font-size="12">{"".join(parts)}</svg>')


def _text(x: float, y: float, text: str, name: str, anchor: str = "") -> str:
    """A label that stays inside the picture whatever its length."""
    wide = 6.4 * len(text) / 2
    place = anchor or ("start" if x - wide < 0 else "end" if x + wide > WIDTH else "middle")
    x = max(2, min(WIDTH - 2, x))
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{x:g}" y="{y}" text-anchor="{place}" fill="currentColor">{escape_html(text)}</text>'


def _plain(value: Value) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)
