"""Text → tokens: words, runs of digits with their separators, and single signs, in one pass of one scanner.

Letters and digits never share a token (``VK2735`` is two, glued), so that names, glued furniture and units are read by
the grammar and not here. The scanner has no nested repetition: it is linear in the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from .classes import LONGEST, Classes
from .records import Token

# digits that are no decimal digits (superscripts, circled digits, some scripts): str.isdigit, yet unreadable as numbers
ODD_DIGITS = ("²³¹\u1369-\u1371\u19da⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒"
              "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a")
FRACTIONS = "¼½¾⅐-⅞"
THIN = "\u00a0\u2009\u202f"
LETTER_ASCII = "[A-Za-z]"
LETTER = rf"[^\W\d_{ODD_DIGITS}{FRACTIONS}]"
SCANNER = re.compile(
    rf"{LETTER}(?:\.{LETTER_ASCII}){{1,5}}\.(?!{LETTER})"                                  # U.S., a.m.
    rf"|{LETTER}+(?:['’](?![sS]\b){LETTER}+)*"
    rf"|\d{{1,3}}(?:[{THIN}]\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+|['’]\d{{3}}(?!\d))*"
    rf"|[{ODD_DIGITS}]+|['’][sS]\b"
    r"|[^\w\s]{8,}|\S"                                                                       # ---------- is one sign
)
ANY_DIGIT = re.compile(rf"[\d{ODD_DIGITS}]")
MOST = 250_000                   # tokens of one page; a megabyte of prose has fewer
MEMORY = 100_000                 # distinct words remembered: a hostile text must not fill the memory
_seen: dict[str, tuple[str, str]] = {}


def tokens(text: str, start: int, end: int, classes: Classes) -> Sequence[Token]:
    """The tokens of ``text[start:end]``, offsets counted from the beginning of ``text``."""
    found: list[Token] = []
    append, make, known = found.append, tuple.__new__, _seen.get
    for match in islice(SCANNER.finditer(text, start, end), MOST):
        word = match[0]
        lower, kind = known(word) or _look_up(word, classes)
        append(make(Token, (*match.span(), word, lower, kind)))
    return found if len(found) < MOST else found + _rest(text, found[-1].end, end, classes)


def _rest(text: str, start: int, end: int, classes: Classes) -> list[Token]:
    """What stands after more tokens than any text has: one token from its first digit to its last, unreadable."""
    first = ANY_DIGIT.search(text, start, end)
    if not first:
        return []
    last = max(match.end() for match in ANY_DIGIT.finditer(text, start, end))
    return [Token(first.start(), last, text[first.start():last], "", classes.of_digits("1" * (LONGEST + 1)))]


def _look_up(word: str, classes: Classes) -> tuple[str, str]:
    digits = word[0].isdigit()
    entry = word if digits else word.lower(), classes.of_digits(word) if digits else classes.of_word(word)
    if len(_seen) < MEMORY and len(word) < 40:
        _seen[word] = entry
    return entry
