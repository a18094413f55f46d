"""Where sentences really end: between a headline and its article, and between the lines of a list that has no bullets.

Layout joins what a stripped link may have torn; here it is parted again where nothing is torn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from .records import Block, Page, Sentence
from .wordlists import words

TORN_SIGNS = ",.;:)%-–—"
LABEL = 7                        # tokens within which "Net sales:" ends
LAST_WORD = 24                   # letters to look back for a block's last word


def apart(page: Page) -> Iterator[Sentence]:
    """The sentences, parted where they run over an empty line that tears nothing, or over the lines of a list."""
    for sentence in page.sentences:
        cuts = sorted({*_breaks(page, sentence), *_lines(page, sentence)})
        if not cuts:
            yield sentence
            continue
        for first, last in pairwise((sentence.first, *cuts, sentence.last)):
            held = tuple(i for i in sentence.blocks if page.blocks[i].first < last and page.blocks[i].last > first)
            yield replace(sentence, start=page.tokens[first].start, end=page.tokens[last - 1].end, first=first,
                          last=last, blocks=held)


def torn(text: str, before: Block, after: Block) -> bool:
    """Whether a sentence goes on over an empty line: with a sign, in lower case, or after a word that governs."""
    if text[before.end:after.start].count("\n") < 2:
        return False
    sign = text[after.start]
    if sign.islower() or sign in TORN_SIGNS or (sign == "(" and text[before.end - 1] == ","):
        return True
    tail = text[max(before.start, before.end - LAST_WORD):before.end].split()
    return bool(tail) and tail[-1].lower() in words("tails")


def _breaks(page: Page, sentence: Sentence) -> Iterator[int]:
    for before, after in pairwise(page.blocks[i] for i in sentence.blocks):
        empty = page.text[before.end:after.start].count("\n") > 1
        if empty and not torn(page.text, before, after) and sentence.first < after.first < sentence.last:
            yield after.first


def _lines(page: Page, sentence: Sentence) -> Iterator[int]:
    """Tokens that begin a line of a list: after a bullet of any kind, or "Net sales: …" under its like."""
    tokens, labelled = page.tokens, False
    if "\n" not in page.text[sentence.start:sentence.end]:
        return
    for i in range(sentence.first, sentence.last):
        if i > sentence.first and "\n" not in page.text[tokens[i - 1].end:tokens[i].start]:
            continue
        label = tokens[i].text[0].isupper() and any(
            token.text == ":" for token in tokens[i + 1:min(i + LABEL, sentence.last)])
        if i > sentence.first and (_is_bullet(page, i, sentence.last) or (label and labelled)):
            yield i
        labelled = label


def _is_bullet(page: Page, i: int, last: int) -> bool:
    tokens = page.tokens
    if tokens[i].text not in words("bullets") or i + 1 >= last:
        return False
    return tokens[i + 1].start > tokens[i].end or tokens[i + 1].text == "-"
