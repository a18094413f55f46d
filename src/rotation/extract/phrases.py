"""Phrases of the lexicons found in a text in one pass: a trie over words, and the stream of words that it reads.

A phrase is written as a person would say it; ``(a|b)`` is either, ``[a]`` is optional. Hyphens inside a word, quotation
marks and possessive endings are passed over in the text and in the phrase, so "year to date" finds ``year-to-date``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from .records import Token
from .tokens import SCANNER

SKIPPED = frozenset("-‐‑'’‘\"“”«»*_®™†‡")
POSSESSIVE = frozenset(("'s", "’s"))
DASHES = frozenset("-‐‑")
PLAIN = re.compile(r"[A-Za-z ]+")
PARTS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^()\[\]]+)")
END = ""                                            # no token is empty, so this key holds what a phrase means

# How far apart two words are: each word counts 1, and these more. A clause's border is a long way.
COSTS = {",": 3.0, ";": 14.0, ":": 5.0, "(": 2.0, ")": 2.0, "—": 9.0, "–": 6.0, "|": 8.0, ".": 24.0, "!": 24.0,
         "?": 24.0, "•": 24.0, "while": 12.0, "whereas": 12.0, "but": 11.0, "although": 10.0, "though": 9.0,
         "and": 2.0, "as": 2.0, "versus": 2.0, "compared": 2.0, "after": 3.0, "when": 4.0, "despite": 4.0,
         "which": 3.0, "because": 6.0, "with": 1.0, "vs": 1.0, "or": 0.5, "before": 3.0, "since": 2.0,
         "who": 3.0, "that": 2.0, "following": 2.0, "than": 5.0}


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as the stream has them."""
    return tuple(spelt.lower() for spelt in spelling_of(phrase))


def spelling_of(phrase: str) -> tuple[str, ...]:
    """The same with their capitals."""
    if PLAIN.fullmatch(phrase):
        return tuple(phrase.split())
    found = (match[0] for match in SCANNER.finditer(phrase))
    return tuple(word for word in found if word not in SKIPPED and word.lower() not in POSSESSIVE)


def expand(pattern: str) -> Iterator[str]:
    """All phrases that a pattern with ``(a|b)`` and ``[a]`` stands for."""
    choices = []
    for either, optional, plain in PARTS.findall(pattern):
        choices.append(either.split("|") if either else ["", *optional.split("|")] if optional else [plain])
    for parts in product(*choices):
        yield " ".join(" ".join(parts).split())


def listed(text: str | None) -> list[str]:
    """The patterns of a lexicon's entry, separated by ``;``."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


class Trie:
    """Phrases by their words; each may mean several things."""

    def __init__(self) -> None:
        self.root: dict = {}

    def add(self, words: Sequence[str], meaning: object) -> None:
        """File ``meaning`` under a phrase; a phrase of no words is ignored."""
        if not words:
            return
        node = self.root
        for word in words:
            node = node.setdefault(word, {})
        meanings = node.setdefault(END, [])
        if meaning not in meanings:
            meanings.append(meaning)

    def add_pattern(self, pattern: str, meaning: object) -> None:
        for phrase in expand(pattern):
            self.add(words_of(phrase), meaning)

    def find(self, words: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int, list]]:
        """(begin, end, meanings) of every phrase in ``words[first:last]``, by begin, the longest first."""
        root = self.root
        for begin in range(first, last):
            node = root.get(words[begin])
            if node is None:
                continue
            ends, at = [], begin + 1
            while node is not None:
                if END in node:
                    ends.append((begin, at, node[END]))
                node = node.get(words[at]) if at < last else None
                at += 1
            yield from reversed(ends)


class Stream:
    """A page's words, without what phrases pass over; ``at`` are their tokens, ``far`` sums the distance up to each."""

    __slots__ = ("_of", "at", "far", "tokens", "words")

    def __init__(self, tokens: Sequence[Token]):
        self.tokens = tokens
        self.words: list[str] = []
        self.at: list[int] = []
        self.far: list[float] = []
        self._of: list[int] = []
        self._fill(tokens)

    def _fill(self, tokens: Sequence[Token]) -> None:
        words, at, far, of, sum_ = self.words, self.at, self.far, self._of, 0.0
        costs = COSTS
        until = 0
        for i, token in enumerate(tokens):
            of.append(len(words))
            lower = token.lower
            if lower == "(" and i >= until:
                until = _abbreviation(tokens, i)
            if i < until or (lower == "." and i and tokens[i - 1].lower == "."):
                continue
            if lower in POSSESSIVE or (lower in SKIPPED and not (lower in DASHES and _spaced(tokens, i))):
                continue
            sum_ += 1.0 + costs.get(lower, 0.0)
            words.append(lower)
            at.append(i)
            far.append(sum_)
        of.append(len(words))

    def word(self, token: int) -> int:
        """The place in the stream of a token (or of the next word, where it is passed over)."""
        return self._of[token]

    def between(self, a: int, b: int) -> float:
        """How far apart two words are (positions in the stream)."""
        far = self.far
        try:
            return abs(far[a] - far[b])
        except IndexError:                                    # behind the last word
            top = len(far) - 1
            return abs(far[min(a, top)] - far[min(b, top)]) if far else 0.0


def _abbreviation(tokens: Sequence[Token], i: int) -> int:
    """The token after "(EPS)", "(P/E)" or "(NASDAQ: AAPL)", which only says the words before it again; else ``i``."""
    for at in range(i + 1, min(i + 7, len(tokens))):
        text = tokens[at].text
        if text == ")":
            return at + 1 if at > i + 1 else i
        if not (text.isupper() or text in "/&:.-" or text in ("Nasdaq", "NasdaqGS")):
            return i
    return i


def _spaced(tokens: Sequence[Token], i: int) -> bool:
    """A dash with a gap on both sides is a pause, not a hyphen."""
    before = i == 0 or tokens[i - 1].end < tokens[i].start
    return before and (i + 1 >= len(tokens) or tokens[i].end < tokens[i + 1].start)


@lru_cache(maxsize=4096)
def inside(word: str, parts: tuple[str, ...]) -> bool:
    """Whether any of the parts stands in a word."""
    return any(part in word for part in parts)
