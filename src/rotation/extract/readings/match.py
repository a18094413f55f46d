"""A rule's match with its marks, and the register of readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from .. import figures
from ..classes import lexicon
from ..grammar import Rule
from ..records import Block, Token

MINUS = frozenset("-−–‑‐‒－(▼") | {"minus", "negative"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Value, unit and the rest as a Number holds them."""

    value: object = None
    unit: str | None = None
    qualifier: str | None = None
    sign: int = 0
    exclusion: str | None = None
    time: bool = False


class Match:
    """A rule's match with its marks as tokens."""

    def __init__(self, scan: Any, rule: Rule, match: re.Match[str], i: int):
        self.scan, self.rule, self._match = scan, rule, match
        self.first, self.last = i, scan.token_at[match.end()]
        self.surface = self.span("s") or (self.first, self.last)
        self.number = self.span("n") or self.surface

    def span(self, mark: str, which: int = 0) -> tuple[int, int] | None:
        """First and last token (end exclusive) of the ``which``-th group of a mark that took part."""
        groups = self.rule.marks.get(mark)
        if not groups:
            return None
        if len(groups) == 1:
            first, last = self._match.span(groups[0])
            return (self.scan.token_at[first], self.scan.token_at[last]) if first >= 0 and which in (0, -1) else None
        spans = [span for span in map(self._match.span, groups) if span[0] >= 0]
        if which >= len(spans) or which < -len(spans):
            return None
        first, last = spans[which]
        return self.scan.token_at[first], self.scan.token_at[last]

    def toks(self, mark: str, which: int = 0) -> Sequence[Token]:
        span = self.span(mark, which)
        return self.scan.tokens[span[0]:span[1]] if span else ()

    def value(self, mark: str) -> Decimal | None:
        return figures.value(self.toks(mark), self.scan.comma)

    def before(self, count: int = 1) -> Sequence[Token]:
        return self.scan.tokens[max(0, self.first - count):self.first]

    @property
    def after(self) -> str:
        """The word after the match, in lower case; empty at the end of the page."""
        return self.scan.tokens[self.last].lower if self.last < len(self.scan.tokens) else ""

    @property
    def block(self) -> Block:
        return self.scan.block(self.first)

    @property
    def sign(self) -> int:
        return self.sign_of("g")

    def sign_of(self, mark: str) -> int:
        """-1, 1, or 0 where none is printed (or both are)."""
        signs = self.toks(mark)
        return 0 if not signs or signs[0].text == "±" else -1 if signs[0].lower in MINUS else 1

    @property
    def plus(self) -> str | None:
        return "at_least" if self.span("o") else None


READINGS: dict[str, Callable[[Match], Reading | None]] = {}


def reading(function: Callable[[Match], Reading | None]) -> Callable[[Match], Reading | None]:
    READINGS[function.__name__] = function
    return function


@cache
def words(name: str) -> frozenset[str]:
    """A list of words of grammar.yml."""
    return frozenset(lexicon("grammar")["words"][name])
