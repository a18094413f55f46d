"""Numbers and dates as text: one place where a figure becomes words. Nothing is computed here.

Everything a reader meets passes through these functions, so that one quantity is always printed one way:
a true minus sign, per cent and percentage points kept apart, no float noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "−"  # a true minus, not a hyphen
NARROW = "\u00a0"  # a no-break space between number and unit
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
_SUFFIX = {"%": "%", "pp": f"{NARROW}pp", "bp": f"{NARROW}bp", "x": "×", "points": f"{NARROW}points", "count": "",
           "year": "", "": ""}
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


def decimal(value: float | Decimal | int, places: int = 10) -> Decimal:
    """An exact decimal of a computed float, float noise beyond ``places`` dropped."""
    if isinstance(value, Decimal):
        return value
    return Decimal(repr(round(float(value), places)))


def number(value: float | Decimal, places: int = 1, signed: bool = False) -> str:
    """A plain number with thousands separators; ``signed`` prints a plus as well."""
    rounded = decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{abs(rounded):,f}"
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def quantity(value: float | Decimal, unit: str, places: int = 1, signed: bool = False) -> str:
    """A number with its unit: ``13.5%``, ``−1.7 pp``, ``25.95×``, ``$2.1 trillion``, ``2,576.31 points``."""
    if unit == "USD":
        return money(value, places)
    return number(value, places, signed) + _SUFFIX.get(unit, f"{NARROW}{unit}")


def money(value: float | Decimal, places: int = 2) -> str:
    """An amount in US dollars with a scale word from a million on."""
    amount = decimal(value)
    for scale, word in _SCALES:
        if abs(amount) >= scale:
            return f"{MINUS if amount < 0 else ''}${number(abs(amount) / scale, places)}{NARROW}{word}"
    return f"{MINUS if amount < 0 else ''}${number(abs(amount), places)}"


def interval(low: float | Decimal, high: float | Decimal, unit: str, places: int = 1) -> str:
    """``[−1.2, 3.4] pp``: an interval in brackets, the unit once."""
    return f"[{number(low, places)}, {number(high, places)}]{_SUFFIX.get(unit, NARROW + unit)}"


def day(value: date) -> str:
    """``10 December 2025``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """``1 claim``, ``2 claims``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
