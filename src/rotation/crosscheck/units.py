"""One figure in two units, or at two scales, for one quantity: per cent and points, million and billion."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from .figures import measure
from .statements import Statement
from .telling import Contradiction, Side, contradiction, figure, unit_word

_NO_UNIT = {"date", "year", "count", None}
THOUSANDS = 3          # million and billion are so many powers of ten apart, or a multiple of it
ENOUGH_DIGITS = 2
NEIGHBOURS = 8         # figures of the other unit on either side that a figure is held against


def mismatches(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Statements of one time whose figures are alike and whose units, or scales, are not."""
    dated: dict[tuple, list[Statement]] = defaultdict(list)
    for made in block:
        if made.figure is not None and not made.implied and made.mention.unit not in _NO_UNIT:
            dated[measure(made), made.when].append(made)
    for key in sorted(dated, key=repr):
        if len(dated[key]) > 1:
            yield from _units(dated[key])
            yield from _scales(dated[key])


def _units(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """The same figure in two units that are different quantities."""
    by_unit: dict[str, dict[tuple, Side]] = defaultdict(lambda: defaultdict(Side))
    for made in group:
        by_unit[_unit_of(made)][made.figure, made.digits, made.sign].append(made)
    for one, other in combinations(sorted(by_unit), 2):
        for ones, others in _alike(by_unit[one], by_unit[other]):
            a, b = ones[0], others[0]
            if not _convertible(a, b):
                yield contradiction("units", (ones, others), _decides(a, b, one, other))


def _unit_of(made: Statement) -> str:
    """The unit as printed, except that an index has points whatever the record calls them."""
    return "points" if made.unit == "points" else made.mention.unit or ""


def _alike(ones: dict[tuple, list[Statement]], others: dict[tuple, list[Statement]]
           ) -> Iterator[tuple[list[Statement], list[Statement]]]:
    """Equal figures of the two units; else each figure of the rarer unit with the nearest that rounds to it."""
    flat = {(key[0].normalize(), made[0].sign): made for key, made in sorted(others.items(), key=repr)}
    ranked = sorted(others.values(), key=lambda group: (group[0].figure, group[0].claims))
    for key in sorted(ones, key=repr):
        made = ones[key][0]
        at = bisect_left(ranked, made.figure, key=lambda group: group[0].figure)
        near = [group for group in ranked[max(0, at - NEIGHBOURS): at + NEIGHBOURS] if _rounds(made, group[0])]
        other = flat.get((key[0].normalize(), made.sign)) or min(
            near, key=lambda group: (abs(group[0].figure - made.figure), group[0].claims), default=None)
        if other:
            yield ones[key], other


def _rounds(a: Statement, b: Statement) -> bool:
    """One printed figure, or range, is the other at another precision."""
    if a.sign * b.sign < 0:
        return False
    if min(a.digits, b.digits) > 0:
        return abs(a.figure - b.figure) <= max(a.step, b.step)
    bands = [made.band for made in (a, b) if made.band and made.mention.unit != "bp" and None not in (
        made.band.low, made.band.high)]
    return len(bands) == 2 and bands[0].gap(bands[1]) is None


def _convertible(a: Statement, b: Statement) -> bool:
    """25 basis points and a quarter of a per cent of rate: the same number once converted."""
    if "bp" not in (a.mention.unit, b.mention.unit) or a.band is None or b.band is None:
        return False
    return a.band.gap(b.band) is None


def _decides(a: Statement, b: Statement, one: str, other: str) -> str:
    if a.figure == b.figure:
        return (f"{figure(a.figure)} is printed once in {unit_word(one)} and once in {unit_word(other)} for the same "
                "quantity; these are different quantities, so one of the two is wrong.")
    return (f"{figure(a.figure)} {unit_word(one)} and {figure(b.figure)} {unit_word(other)} are one number at two "
            "precisions, for the same quantity; these are different quantities, so one of the two is wrong.")


def _scales(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """The same digits a thousand times apart, where the rule of figures cannot see it (no date, or no band)."""
    group = [made for made in group if made.digits >= ENOUGH_DIGITS and (made.band is None or made.when == ())]
    by_digits: dict[tuple, dict[int, Side]] = defaultdict(lambda: defaultdict(Side))
    for made in group:
        _, digits, exponent = made.figure.normalize().as_tuple()
        if digits != (0,):
            by_digits[made.unit, digits][exponent].append(made)
    for (_, digits), by_scale in sorted(by_digits.items(), key=repr):
        for one, other in combinations(sorted(by_scale), 2):
            if (other - one) % THOUSANDS == 0 and len(digits) >= ENOUGH_DIGITS:
                a, b = by_scale[one], by_scale[other]
                yield contradiction("units", (a, b),
                                    f"{_money(b[0])} is {figure(Decimal(10) ** (other - one))} times {_money(a[0])}: "
                                    "the same digits with another scale word.")


def _money(made: Statement) -> str:
    return made.mention.surface or figure(made.figure)
