"""Blocks → sentences, joined over line breaks and over paragraphs that a stripped link tore apart.

The splitter is our own: the well-kept ones are too slow for sixty articles a second (pysbd) or bring models (spaCy,
NLTK's Punkt). What it needs to know beyond the rule is a list in ``lexicon/furniture.yml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .classes import lexicon
from .lines import TERMINAL, goes_on
from .records import Block, Sentence, Token

LONGEST = 160        # tokens; what goes on for longer is read in pieces, so that no text costs more than its length
JOINED = 8           # blocks that one sentence may be torn into
CLOSING = "\"”’')]»"


@lru_cache(maxsize=1)
def _stops() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Abbreviations, those of them that may end a sentence, words that begin one."""
    source = lexicon("furniture")
    return (frozenset(word.lower().rstrip(".") for word in source["abbreviations"]),
            frozenset(word.lower().rstrip(".") for word in source["endings"]), frozenset(source["starters"]))


def sentences(text: str, toks: Sequence[Token], blocks: Sequence[Block]) -> list[Sentence]:
    found: list[Sentence] = []
    chain: list[int] = []
    for i, block in enumerate(blocks):
        if chain and (len(chain) == JOINED or not _torn(text, blocks[chain[-1]], block)):
            found += _split(toks, blocks, chain)
            chain = []
        chain.append(i)
    return found + (_split(toks, blocks, chain) if chain else [])


def _torn(text: str, before: Block, after: Block) -> bool:
    """The block goes on with the sentence of the one before, which a stripped link broke off."""
    if before.kind not in ("paragraph", "item") or after.kind not in ("paragraph", "item", "heading"):
        return False
    if after.kind == "item":
        return False
    last = text[before.end - 1]
    if last in TERMINAL + ":" or (last in CLOSING and text[before.end - 2] in TERMINAL):
        return False
    first = text[after.start]
    return goes_on(first) or first in ":(–—-" or last in ",;–—-(" or (after.kind == "paragraph" and last.isalnum())


def _split(toks: Sequence[Token], blocks: Sequence[Block], chain: list[int]) -> list[Sentence]:
    first, last = blocks[chain[0]].first, blocks[chain[-1]].last
    found, begin = [], first
    prose = blocks[chain[0]].kind in ("paragraph", "item", "bio", "furniture", "publication")
    for i in range(first, last if prose else first):
        if i >= begin and toks[i].text[-1] in TERMINAL and i + 1 < last:
            cut = _cut(toks, i, first, last)
            if cut:
                found.append((begin, cut))
                begin = cut
    if begin < last:
        found.append((begin, last))
    return [_sentence(toks, blocks, chain, a, min(a + LONGEST, end)) for begin, end in found
            for a in range(begin, end, LONGEST)]


def _cut(toks: Sequence[Token], i: int, first: int, last: int) -> int:
    """Index of the token that begins the next sentence, 0 if the sign at ``i`` ends none."""
    j = i + 1
    while j < last and toks[j].start == toks[j - 1].end and toks[j].text in CLOSING + TERMINAL:
        j += 1
    if j >= last or toks[j].start == toks[j - 1].end:
        return 0
    if len(toks[i].text) > 1:                                 # U.S., a.m.
        return j if not toks[i].text[0].isalpha() or _ends(toks[i].lower.rstrip("."), toks[j]) else 0
    if toks[i].text != "." or i == first:
        return j
    before = toks[i - 1]
    if before.end != toks[i].start:
        return j                                              # " ." after a stripped link
    if i == first + 1 and len(before.text) < 3 and (before.text.isdecimal() or len(before.text) == 1):
        return 0                                              # "1. Financials": a list marker
    return 0 if len(before.text) == 1 and before.text.isupper() else j if _ends(before.lower, toks[j]) else 0


def _ends(word: str, after: Token) -> bool:
    """Whether a full stop after this word ends a sentence."""
    abbreviations, endings, starters = _stops()
    if word in abbreviations or "." in word:
        return word in endings and after.text in starters
    return True


def _sentence(toks: Sequence[Token], blocks: Sequence[Block], chain: list[int], first: int, last: int) -> Sentence:
    held = tuple(i for i in chain if blocks[i].first < last and blocks[i].last > first)
    return Sentence(toks[first].start, toks[last - 1].end, first, last, held)
