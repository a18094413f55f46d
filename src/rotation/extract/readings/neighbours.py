"""The unit of a figure that prints none, from the figure right before it."""

from __future__ import annotations

from decimal import Decimal

from ..records import Number
from .match import Match

TENORS = ("tenor_short", "tenor")
ANCHORS = frozenset(("from", "versus", "vs", "against", "compared", "previous", "prior", "previously"))
LINKS = ANCHORS | {".", "with", "a", "the", "(", "about", "per", "share", "barrel", "ounce", "tonne", "u.s.", "us",
                   "dollar"}
SHARED = ("%", "x", "bp", "pp")
NEAR = 6                         # tokens between the two
STEP = 100                       # a yield's change in brackets is so many basis points at most


def inherited(m: Match, number: Decimal) -> str | None:
    """"fell to 4.5% from 4.8", "C$1.43 from 1.44", "10Y 4.15", "93 bp (-4)": what the figure before is told in."""
    last = m.scan.found[-1] if m.scan.found else None
    if last is None or m.first - last.last >= NEAR or (m.block.kind == "row" and not _is_tenor(m, last)):
        return None
    between = [t.lower for t in m.scan.tokens[last.last:m.first]]
    if m.sign:
        return _changed(last, number) if between == ["("] else None
    if number < 25 and between in ([], [":"]) and _is_tenor(m, last):
        return "%"
    back = m.scan.tokens[last.first - 1].lower if last.first else ""
    linked = LINKS.issuperset(between) and not ANCHORS.isdisjoint(between)
    if linked or (between == ["to"] and back == "from"):
        return last.unit if _alike(last, number) else None
    return None


def _is_tenor(m: Match, last: Number) -> bool:
    """A length of time that names a bond: 10Y, or "UST 2Y" where the list of names holds it."""
    named = last.form == "name" and m.scan.tokens[last.last - 1].lower in ("y", "yr", "year", "years")
    return last.form in TENORS or named


def _alike(last: Number, number: Decimal) -> bool:
    """Whether two figures are of one size and the first is told in a unit that is often said once."""
    other = last.value[-1] if isinstance(last.value, tuple) else last.value
    if last.unit not in SHARED and not (last.unit and last.unit.isupper() and len(last.unit) == 3):
        return False
    return bool(other) and Decimal("0.2") < number / Decimal(str(abs(other))) < 5


def _changed(last: Number, number: Decimal) -> str | None:
    """"IG 93 bp (-4)", "7.02% (-7)": a change in the unit of the level, of a yield in basis points."""
    if last.unit == "bp":
        return "bp"
    whole = number == number.to_integral_value()
    return "bp" if last.unit == "%" and whole and number < STEP else None
