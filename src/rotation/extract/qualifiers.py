"""The hedge before or after a figure: "nearly 25 years", "30% or more"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .classes import lexicon
from .records import Token

Phrases = dict[tuple[str, ...], str]
REACH = 4                      # words of the longest hedge


@lru_cache(maxsize=1)
def _hedges() -> tuple[Phrases, Phrases, frozenset[str], frozenset[str], frozenset[str]]:
    """Hedges before and after, the last words of the former, the first of the latter, what may stand between."""
    source = lexicon("qualifiers")
    before = {tuple(phrase.split()): name for name, phrases in source["before"].items() for phrase in phrases}
    after = {tuple(phrase.split()): name for name, phrases in source["after"].items() for phrase in phrases}
    lasts = frozenset(phrase[-1] for phrase in before)
    return before, after, lasts, frozenset(phrase[0] for phrase in after), frozenset(source["between"])


def qualifier_before(tokens: Sequence[Token], first: int) -> str | None:
    """The hedge that ends right before token ``first``; an article or a sign may stand between."""
    before, _, lasts, _, between = _hedges()
    i = first
    while i > 0 and first - i < 2 and (tokens[i - 1].lower in between or tokens[i - 1].text in "($€£¥("):
        i -= 1
    if i == 0 or tokens[i - 1].lower not in lasts:
        return None
    for length in range(min(REACH, i), 0, -1):
        name = before.get(tuple(t.lower for t in tokens[i - length:i]))
        if name:
            return name
    return None


def qualifier_after(tokens: Sequence[Token], last: int) -> str | None:
    _, after, _, firsts, _ = _hedges()
    if last >= len(tokens) or tokens[last].lower not in firsts:
        return None
    for length in (2, 1):
        name = after.get(tuple(t.lower for t in tokens[last:last + length]))
        if name:
            return name
    return None
