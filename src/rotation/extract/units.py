"""Classes of units: how readings in ``lexicon/metrics.yml`` speak of a number's unit and size."""

from __future__ import annotations

from collections.abc import Sequence

from .records import Number
from .wordlists import words

FIXED = ("%", "pp", "bp", "x", "points")
SPAN_FORMS = ("duration", "decades", "duration_range", "high_window")
UNDATED = ("date", "year")


def unit_of(number: Number, spelt: Sequence[str] = ()) -> str:
    """% pp bp x points date money; of counts: ordinal, span (a length of time), count, or bare (no unit printed)."""
    if number.unit in UNDATED:
        return "date"
    if number.unit in FIXED:
        return str(number.unit)
    return _counted(number, spelt) if number.unit in ("count", None) else "money"


def _counted(number: Number, spelt: Sequence[str]) -> str:
    timed = not words("spans").isdisjoint(spelt)
    if number.form in ("ordinal", "ordinal_digits") or (spelt and spelt[-1] in words("ordinals")):
        return "ordinal"
    if number.form == "counted" and number.value is not None and not timed:
        return "bare"
    if timed or number.form in SPAN_FORMS:
        return "span"
    return "count" if number.unit else "bare"


def size(number: Number) -> float:
    """The magnitude, of a range its first end; 0 where there is none."""
    value = number.value[0] if isinstance(number.value, tuple | list) else number.value
    return float(value) if isinstance(value, int | float) or hasattr(value, "adjusted") else 0.0


def quoted_like_an_index(surface: str) -> bool:
    """Thousands with two decimals: hardly anything but an index is quoted so."""
    return len(surface) >= 7 and surface[-3] == "." and surface[-2:].isdigit() and "," in surface
