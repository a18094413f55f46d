"""How a contradiction is told: who says what, and the arithmetic that decides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from heapq import nsmallest

from ..wording import day, number
from .statements import Band, Statement

MOST_CLAIMS = 8        # of one side told in a row; the rest are counted
MOST_NAMED = 64        # of one side named in the column of claims
_UNITS = {"x": "×", "%": "%", "pp": " percentage points", "USD": " dollars", "points": " points"}
_UNIT_WORDS = {"%": "per cent", "pp": "percentage points", "bp": "basis points", "x": "times", "USD": "dollars"}
_DIRECTIONS = {"up": ", up", "down": ", down", "none": ""}


@dataclass(frozen=True, order=True)
class Contradiction:
    """Statements that cannot all be right. ``decides`` is the arithmetic, or the fact, that shows it."""

    claims: tuple[str, ...]
    rule: str
    kind: str                      # internal, cross_article
    what: str
    decides: str

    @property
    def id(self) -> str:
        """The rule and a digest of the claims: the same in every run that finds it."""
        return f"{self.rule}-{hashlib.sha256(' '.join(self.claims).encode()).hexdigest()[:8]}"


class Side(list):
    """Statements that agree. What a row needs of them is found once, however many rows they stand in."""

    @cached_property
    def head(self) -> list[Statement]:
        """The first of them, as many as a row can name."""
        return nsmallest(MOST_NAMED, self, key=_order)

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that they are from."""
        return frozenset(made.mention.article for made in self)


def contradiction(rule: str, sides: Sequence[Sequence[Statement]], decides: str, what: str = "") -> Contradiction:
    """One row out of two (or more) sides; within a side statements agree."""
    sides = sorted((side if isinstance(side, Side) else Side(side) for side in sides),
                   key=lambda side: _order(side.head[0]))
    named = tuple(sorted({claim for side in sides for made in side.head for claim in made.claims}))
    one_article = all(side.articles == sides[0].articles and len(side.articles) == 1 for side in sides)
    text = what or ". Against that, ".join(_side(side) for side in sides)
    return Contradiction(named, rule, "internal" if one_article else "cross_article", text, decides)


def _order(made: Statement) -> tuple:
    return made.order


def _side(side: Side) -> str:
    more = f" (and {len(side) - MOST_CLAIMS:,} more)" if len(side) > MOST_CLAIMS else ""
    return "; ".join(told(made) for made in side.head[:MOST_CLAIMS]) + more


def told(made: Statement) -> str:
    """One statement as a reader should meet it, with its claim and its date."""
    when = f" ({day(_speaks_of(made))})" if made.window else ""
    text = made.mention.statement.rstrip(".") or _from_fields(made)
    return f"{' with '.join(made.claims)}: {'the two figures taken together' if made.implied else text}{when}"


def _speaks_of(made: Statement) -> date:
    """The day a statement speaks of, but no day after it was made."""
    return min(made.window.end, made.mention.made or made.window.end)


def _from_fields(made: Statement) -> str:
    """Words for a mention that comes without a statement."""
    m = made.mention
    against = f" against {m.comparand}" if m.comparand else ""
    figure = f" {m.surface or m.value}" if m.value is not None or m.surface else ""
    label = f" {m.label}" if m.label and not figure else ""
    return f"{m.subject}, {(m.metric or '').replace('_', ' ')}{against}:{figure or label}{_DIRECTIONS[m.direction]}"


def allowed(band: Band, unit: str | None) -> str:
    """The values a printed number can stand for: ``between 10.3 and 10.5%``, ``over 13%``."""
    suffix = _UNITS.get(unit or "", "")
    if band.high is None:
        return f"{'more than' if band.open else 'at least'} {figure(band.low)}{suffix}"
    if band.low is None:
        return f"{'less than' if band.open else 'at most'} {figure(band.high)}{suffix}"
    if band.low == band.high:
        return f"{figure(band.low)}{suffix}"
    places = max(_places(band.low), _places(band.high))
    return f"between {number(band.low, places)} and {number(band.high, places)}{suffix}"


def unit_word(unit: str | None) -> str:
    """The unit in words."""
    return _UNIT_WORDS.get(unit or "", unit or "")


def figure(value: Decimal) -> str:
    """A decimal with no more digits than it needs, at most two beyond the point unless it is small."""
    return number(value, _places(value))


def _places(value: Decimal) -> int:
    return min(2 if abs(value) >= 1 else 4, max(0, -value.normalize().as_tuple().exponent))


def claims_of(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(sorted({claim for made in statements for claim in made.claims}))
