"""Conflicts of meaning that people wrote down (``data/checks/contradictions.yml``), and their arithmetic.

A relation names its claims and what is wrong; what decides is computed from the claims' own numbers wherever
there are numbers, and a relation that its numbers do not bear out is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..errors import InputError, suggestion
from ..files import read_yaml
from ..paths import folder
from ..wording import day, number
from .statements import Mention, Statement, event_days, statements_of
from .telling import Contradiction, allowed, figure

if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..market import Market

FILE = "contradictions.yml"
_KEYS = {"relation", "claims", "what", "fact", "documents", "series"}


@dataclass(frozen=True)
class Relation:
    """One written conflict: how it is decided, its claims in the order the arithmetic needs, what, and the fact."""

    relation: str
    claims: tuple[str, ...]
    what: str
    fact: str
    where: str
    series: str = ""                # whose closes say how far the figure moved between the claims' days

    def told(self, mentions: Sequence[Mention], market: Market) -> Contradiction:
        """The contradiction with its arithmetic; InputError if the claims' numbers do not bear it out."""
        text = ARITHMETIC[self.relation](self, mentions)
        if self.series:
            text = f"{text} {self._moved(mentions, market)}"
        kind = "internal" if len({mention.article for mention in mentions}) == 1 else "cross_article"
        decides = " ".join(part for part in (text, self.fact) if part)
        return Contradiction(tuple(sorted(self.claims)), self.relation, kind, self.what, decides)

    def _moved(self, mentions: Sequence[Mention], market: Market) -> str:
        first, last = sorted(mention.made for mention in mentions[:2])
        closes = market.close(self.series)
        move = 100 * (closes.loc[:str(last)].iloc[-1] / closes.loc[:str(first)].iloc[-1] - 1)
        return (f"Between the closes of {day(first)} and {day(last)} the index moved {number(move, 1, signed=True)}% "
                f"({self.series}).")

    def refuse(self, found: str, expected: str) -> InputError:
        return InputError(self.where, found, expected, "mend the relation or take it out")


@dataclass(frozen=True)
class Relations:
    """Written conflicts, and claims that the rules must not use, with the reason."""

    relations: tuple[Relation, ...]
    settled: Mapping[str, str]


def load_relations(ledger: Ledger) -> Relations:
    """The file beside the checks; every claim and document it names must exist."""
    path = folder(ledger.world.reference.folder.parent, "checks") / FILE
    content = read_yaml(path) if path.is_file() else {}
    relations = tuple(_relation(f"{path}, relation {n}", record, ledger)
                      for n, record in enumerate(content.get("relations") or [], 1))
    settled = {}
    for record in content.get("settled") or []:
        _known(str(path), record["claims"], ledger.world.claims)
        settled |= dict.fromkeys(record["claims"], record["why"])
    return Relations(relations, settled)


def _relation(where: str, record: Mapping, ledger: Ledger) -> Relation:
    for key in record:
        if key not in _KEYS:
            raise InputError(where, f"unknown field {key!r}", "a field of a relation", suggestion(key, _KEYS))
    kind = record.get("relation")
    if kind not in ARITHMETIC:
        raise InputError(where, f"relation {kind!r}", "a known relation", suggestion(str(kind), ARITHMETIC))
    _known(where, record.get("claims") or (), ledger.world.claims)
    for name in record.get("documents") or ():
        if name not in ledger.world.reference.all_documents:
            raise InputError(where, f"document {name!r}", "the id of a document", "check the id")
    if not record.get("what") or (kind == "exclusive" and not record.get("fact")):
        raise InputError(where, "no what, or no fact where no number decides", "both", "say what conflicts and why")
    cited = f" ({' '.join(record['documents'])})" if record.get("documents") else ""
    fact = f"{str(record['fact']).rstrip('.')}{cited}." if record.get("fact") else ""
    return Relation(kind, tuple(record["claims"]), record["what"], fact, where, record.get("series") or "")


def _known(where: str, names: Sequence[str], claims: Mapping[str, object]) -> None:
    if not names:
        raise InputError(where, "no claims", "the ids of claims", "name them")
    for name in names:
        if name not in claims:
            raise InputError(where, f"claim {name!r}", "the id of a claim in data/claims", "check the id")


def _numbered(relation: Relation, mention: Mention) -> Statement:
    found = [made for made in statements_of(mention) if made.band is not None]
    if not found:
        raise relation.refuse(f"claim {mention.id} without a number", "a claim with a number")
    return found[0]


def _difference(relation: Relation, mentions: Sequence[Mention]) -> str:
    """The first two claims' numbers do not meet."""
    a, b = (_numbered(relation, mention) for mention in mentions[:2])
    gap = a.band.gap(b.band)
    if gap is None:
        raise relation.refuse("numbers that meet", "numbers that do not")
    return (f"{a.claims[0]} allows {allowed(a.band, a.unit)}, {b.claims[0]} {allowed(b.band, b.unit)}: "
            f"{figure(gap)} apart.")


def _order(relation: Relation, mentions: Sequence[Mention]) -> str:
    """The first claim's number is below the second's whatever the rounding."""
    a, b = (_numbered(relation, mention) for mention in mentions[:2])
    if a.band.high is None or b.band.low is None or a.band.high >= b.band.low:
        raise relation.refuse("a first number that is not below the second", "the smaller number first")
    return (f"{_surface(a)} ({a.claims[0]}) less {_surface(b)} ({b.claims[0]}) is "
            f"{figure(a.figure - b.figure)}{' percentage points' if a.unit == '%' else ''}.")


def _premium(relation: Relation, mentions: Sequence[Mention]) -> str:
    """The first claim's multiple is above the second's: a premium."""
    a, b = (_numbered(relation, mention) for mention in mentions[:2])
    if None in (a.band.low, b.band.high) or a.band.low <= b.band.high:
        raise relation.refuse("a first multiple that is not above the second", "the higher multiple first")
    ratio = a.figure / b.figure
    return (f"{a.figure} / {b.figure} = {number(ratio, 2)} ({a.claims[0]}, {b.claims[0]}), "
            f"a premium of {number(100 * (ratio - 1), 0)}%.")


def _surface(made: Statement) -> str:
    return made.mention.surface or figure(made.figure)


def _dates(relation: Relation, mentions: Sequence[Mention]) -> str:
    """Two claims put one event on different days; a claim without a date knows it by the day it was made."""
    (one, first), (other, second) = (_dated(mention) for mention in mentions[:2])
    if first is None or second is None or first == second:
        raise relation.refuse("no two different days", "an event dated twice")
    return f"{one}; {other}: {abs((first - second).days)} day{'s' if abs((first - second).days) != 1 else ''} apart."


def _dated(mention: Mention) -> tuple[str, date | None]:
    days = event_days(mention)
    if days:
        return f"{mention.id} prints {day(days[1])}", days[1]
    return f"{mention.id} has it behind it on {day(mention.made)}" if mention.made else "", mention.made


def _ordinal(relation: Relation, mentions: Sequence[Mention]) -> str:
    """The second claim's ordinal means that events of the kind came before the day of the first."""
    before = _numbered(relation, mentions[1]).figure - 1
    if before < 1 or mentions[0].made is None:
        raise relation.refuse("an ordinal that leaves no earlier event", "a second or later event")
    return (f"If the one counted by {mentions[1].id} is number {number(before + 1, 0)}, then {number(before, 0)} had "
            f"come before it; {mentions[0].id} was made on {day(mentions[0].made)}.")


def _window(relation: Relation, mentions: Sequence[Mention]) -> str:
    """The first claim's year lies inside the years that the second claim's superlative reaches back."""
    last, length = event_days(mentions[0]), Decimal(str(mentions[1].value))
    end = int((mentions[1].as_of or str(mentions[1].made))[:4])
    start = end - int(length)
    if last is None or not start <= last[0].year <= end:
        raise relation.refuse("a year outside the superlative's window", "a year inside it")
    return (f"The {number(length, 0)} years to {end} reach back to {start} and so include {last[0].year} "
            f"({mentions[1].id}, {mentions[0].id}).")


def _exclusive(relation: Relation, mentions: Sequence[Mention]) -> str:  # noqa: ARG001 - one signature for all
    """No number decides; the fact of the relation does."""
    return ""


ARITHMETIC: Mapping[str, Callable[[Relation, Sequence[Mention]], str]] = {
    "difference": _difference, "order": _order, "premium": _premium, "dates": _dates, "ordinal": _ordinal,
    "window": _window, "exclusive": _exclusive,
}
