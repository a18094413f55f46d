"""The lists of single words in ``lexicon/words.yml``, by name."""

from __future__ import annotations

from functools import cache

from .classes import lexicon
from .phrases import listed


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(listed(lexicon("words")[name]))


@cache
def pairs(name: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a list, each as its words."""
    return frozenset(tuple(phrase.split()) for phrase in listed(lexicon("words")[name]))
