"""The worth of a figure as printed: digits with separators in several customs, fractions, number words, scales."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from .classes import LONGEST, lexicon
from .records import Token

ONES = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
]
CARDINALS = {"a": 1, "an": 1} | {word: n for n, word in enumerate(ONES, 1)}
CARDINALS |= {word: 10 * n for n, word in enumerate(TENS, 2)}
ORDINAL_OF = {word: n for n, word in enumerate(ORDINALS, 1)}
PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25"), "third": Decimal(1) / 3,
         "thirds": Decimal(1) / 3, "fifth": Decimal("0.2"), "fifths": Decimal("0.2"), "tenth": Decimal("0.1"),
         "tenths": Decimal("0.1")}
EUROPEAN = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3}){1,5},\d{1,4}(?![\d.,])"
                      r"|\d{1,9},(?:\d|\d\d|\d{4}) ?(?:%|€|Mrd|Mio|Prozent))")
ENGLISH = re.compile(r"(?<![\d.,])\d{1,9}\.(?:\d|\d\d|\d{4,6})(?!\d|[.,]\d)")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")


def decimal_comma(text: str) -> bool:
    """Whether a page writes 1.234,56: it does so somewhere, and nowhere writes a decimal point."""
    return "," in text and EUROPEAN.search(text) is not None and ENGLISH.search(text) is None


def digits_value(text: str, comma: bool) -> Decimal | None:
    """The worth of one run of digits with separators; None where no custom makes sense of it."""
    if len(text) > LONGEST + 8:
        return None
    if text.isascii() and text.isdecimal():
        return Decimal(text)
    plain = re.sub("['’\u00a0\u2009\u202f]", "", "".join(_decimal_digit(c) for c in text))
    if "," in plain:
        plain = _commas_read(plain, comma)
    elif comma and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain):
        plain = plain.replace(".", "")
    try:
        return Decimal(plain) if plain is not None and plain.count(".") < 2 else _dotted_groups(plain)
    except ArithmeticError:
        return None


def _decimal_digit(c: str) -> str:
    return str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c


def _commas_read(plain: str, comma: bool) -> str | None:
    whole, _, decimals = plain.rpartition(",")
    if "." in decimals or (GROUPED.fullmatch(plain) and not (comma and plain.count(",") == 1)):
        return plain.replace(",", "") if GROUPED.fullmatch(plain.partition(".")[0]) else None
    if "." in whole:
        return whole.replace(".", "") + "." + decimals                    # 1.234,56
    return f"{whole}.{decimals}" if "," not in whole else None           # 3,5


def _dotted_groups(plain: str | None) -> Decimal | None:
    return Decimal(plain.replace(".", "")) if plain and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) else None


def value(toks: Sequence[Token], comma: bool = False) -> Decimal | None:
    """The worth of a run of tokens that the grammar calls a value: digits, a mixed fraction, or number words."""
    if len(toks) == 1 and toks[0].text[0].isdigit():
        return _worth(toks[0], comma)
    total, seen = Decimal(0), False
    parts = [t for t in toks if t.text.isalnum() or t.text[0].isdigit() or t.text[0].isnumeric()]
    slash = any(t.text == "/" for t in toks) and len(parts) >= 2
    if slash and parts[-1].text.isdecimal() and parts[-2].text.isdecimal():
        below = digits_value(parts[-1].text, comma)
        if not below or below > 1000:
            return None
        total, seen = digits_value(parts[-2].text, comma) / below, True
        parts = parts[:-2]
    for token in parts:
        worth = _worth(token, comma)
        if worth is None:
            return None
        total, seen = (total * worth if token.lower in _scales() else total + worth), True
    return total if seen else None


def _worth(token: Token, comma: bool) -> Decimal | None:
    if token.text[0].isdecimal():
        return digits_value(token.text, comma)
    if token.lower in CARDINALS:
        return Decimal(CARDINALS[token.lower])
    if token.lower in _scales():
        return Decimal(10) ** _scales()[token.lower]
    if len(token.text) == 1 and token.text.isnumeric() and not token.text.isdigit():
        return Decimal(str(round(unicodedata.numeric(token.text), 6)))
    return None


@lru_cache(maxsize=1)
def _scales() -> dict[str, int]:
    return {word: int(power) for word, power in lexicon("units")["scales"].items()}


def scale(toks: Sequence[Token]) -> int:
    """The power of ten that the scale words among ``toks`` stand for ("thousand crore": both)."""
    return sum(_scales().get(t.lower, 0) for t in toks)


def plain(number: Decimal | None) -> int | float | None:
    """As a record holds it: whole numbers as int."""
    if number is None:
        return None
    if number == number.to_integral_value():
        return int(number)
    return float(round(number, 10))
