"""What two figures of one article imply: a gap of returns or of growth, a discount of one multiple to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ..wording import number
from . import vocabulary as words
from .statements import Band, Statement
from .vocabulary import DISCOUNT, RELATIVE, RETURN

Pair = tuple[str | None, str | None]         # subject and comparand
Wanted = Mapping[str, frozenset[str]]        # a side, and the sides that somebody compares it with


def implied(statements: Sequence[Statement], wanted: Wanted) -> list[Statement]:
    """Figures that follow from the pairs of one article whose two subjects somebody compares (``wanted``)."""
    groups: dict[tuple, list[Statement]] = defaultdict(list)
    for made in statements:
        if may_imply(made):
            groups[leg_key(made)].append(made)
    pairs = (pair for key in sorted(groups, key=repr) for pair in _pairs(groups[key], wanted))
    return [found for pair in pairs for found in _imply(*pair)]


def may_imply(made: Statement) -> bool:
    """Whether a statement can be one of two figures that imply a third."""
    return made.band is not None and made.window is not None and not made.vague and bool(_kind(made))


def leg_key(made: Statement) -> tuple:
    """Two figures of one article under one key imply a third: one kind, metric and time."""
    return made.mention.article, _kind(made), made.mention.metric, made.window.start, made.window.end


def _kind(made: Statement) -> str:
    if made.family == RETURN:
        return RELATIVE
    if made.family in words.MULTIPLES and made.family.startswith("pe_"):
        return DISCOUNT
    return words.IMPLIED.get(made.family, "")


def _pairs(group: Sequence[Statement], wanted: Wanted) -> Iterator[tuple[Statement, Statement]]:
    """The first figure of each subject with each other one, small caps first."""
    first = {made.subject: made for made in sorted(group, key=lambda made: made.claims, reverse=True)}
    ranked = sorted(first, key=lambda name: (words.side(name) != words.SMALL, name))
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(ranked):
        places[words.side(name)].append(place)
    for at, name in enumerate(ranked):
        sought = wanted.get(words.side(name), frozenset())
        sides = [side for side in places if side in sought] if len(places) < len(sought) else sought
        for place in sorted(place for side in sides for place in places.get(side, ()) if place > at):
            yield first[name], first[ranked[place]]


def _imply(a: Statement, b: Statement) -> Iterator[Statement]:
    kind = _kind(a)
    band = _discount(a.band, b.band) if kind == DISCOUNT else _difference(a.band, b.band)
    if band is None:
        return
    own, other = (one.subject if kind == "eps_growth_gap" else words.side(one.subject) for one in (a, b))
    if own == other:
        return
    if kind != "eps_growth_gap" and (own, other) != tuple(sorted((own, other), reverse=True)):
        yield from _imply(b, a) if kind == DISCOUNT or own < other else ()
        return
    exact = ("", "") if kind == "eps_growth_gap" else (a.subject, b.subject)
    yield replace(a, family=kind, subject=own, comparand=other, exact=exact, sign=band.sign, band=band,
                  figure=None, digits=0, unit="%" if kind == DISCOUNT else "pp", larger=max(a.figure, b.figure),
                  claims=(*a.claims, *b.claims), implied=_told(a, b, kind))


def _difference(a: Band, b: Band) -> Band | None:
    if None in (a.low, a.high, b.low, b.high):
        return None
    return Band(a.low - b.high, a.high - b.low, a.open or b.open)


def _discount(a: Band, b: Band) -> Band | None:
    """1 − a / b in per cent: below zero it is a premium."""
    if None in (a.low, a.high, b.low, b.high) or b.low <= 0:
        return None
    low, high = (100 * (1 - x) for x in (a.high / b.low, a.low / b.high))
    return Band(low, high, a.open or b.open)


def _told(a: Statement, b: Statement, kind: str) -> str:
    x, y = a.figure, b.figure
    if kind == DISCOUNT:
        share, back = 100 * (1 - x / y), 100 * (y / x - 1)
        word = "discount" if share > 0 else "premium"
        return (f"1 − {x} / {y} = {number(share, 1)}%, a {word} ({y} / {x} − 1 = {number(back, 1)}% on the other "
                f"definition)")
    minus = {name: "−" if made.band.sign < 0 else "" for name, made in (("x", a), ("y", b))}
    signed_x, signed_y = (-x if minus["x"] else x), (-y if minus["y"] else y)
    second = f"({minus['y']}{y})" if minus["y"] else str(y)
    return f"{minus['x']}{x} − {second} = {number(signed_x - signed_y, _places(x, y))} percentage points"


def _places(x: Decimal, y: Decimal) -> int:
    return max(0, -min(x.as_tuple().exponent, y.as_tuple().exponent))


def wanted_pairs(pairs: Iterable[Pair]) -> Wanted:
    """For each side those that anybody compares it with; small against large in any case."""
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in (*pairs, (words.SMALL, words.LARGE)):
        if a:
            one, other = words.side(a), words.side(b) if b else words.LARGE
            found[one].add(other)
            found[other].add(one)
    return {side: frozenset(others) for side, others in found.items()}
