"""The one-letter classes that tokens carry: which words and shapes the grammar may ask for.

A word may stand in several lists of the lexicon ("second" counts and measures time). Every distinct set of lists gets a
letter of its own, so a pattern that names one list becomes a set of letters, and a token needs only one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

LEXICON = Path(__file__).parent / "lexicon"
SHAPES = ("LOWER", "CAP", "UPPER")
LONGEST = 18                     # more digits than this are no quantity
DIGIT_SHAPES = ("0", "1", "5", "00", "12", "31", "32", "100", "1234", "1999", "12345", "1" * 20, "1.5", "1.2.3", "²")
FIRST_LETTER = 0x100             # letters are invented from here on; they never meet a text


@cache
def lexicon(name: str) -> dict:
    """What ``lexicon/<name>.yml`` holds; every scalar is text (YAML would make booleans of No and On)."""
    return yaml.load((LEXICON / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


class Classes:
    """Letters for sets of classes; built once from the lexicon and the literals that the grammar's patterns quote."""

    def __init__(self, words: dict[str, Iterable[str]], exact: dict[str, Iterable[str]]):
        self._letters: dict[frozenset[str], str] = {}
        self._members: dict[str, set[str]] = {}
        self._lower: dict[str, frozenset[str]] = _by_word(words, str.lower)
        self._exact: dict[str, frozenset[str]] = _by_word(exact, str)
        for names in {frozenset(), *self._lower.values(), *self._exact.values()}:
            for shape in (*SHAPES, "SIGN"):
                self.letter(names | {shape})
        for text in DIGIT_SHAPES:
            self.letter(digit_shape(text))
        for text in (*self._exact, *self._lower):
            shape = digit_shape(text) if text[0].isdigit() else {_shape(text)}
            self.letter(self._names(text) | shape)

    def letter(self, names: frozenset[str]) -> str:
        """The letter of a set of classes, made on first asking."""
        letter = self._letters.get(names)
        if letter is None:
            letter = self._letters[names] = chr(FIRST_LETTER + len(self._letters))
            for name in names:
                self._members.setdefault(name, set()).add(letter)
        return letter

    def _names(self, text: str) -> frozenset[str]:
        return self._exact.get(text, frozenset()) | self._lower.get(text.lower(), frozenset())

    def members(self, name: str) -> str:
        """All letters of the tokens that belong to a class; empty for a class nobody belongs to."""
        return "".join(sorted(self._members.get(name, ())))

    def of_word(self, text: str) -> str:
        """The letter of a word or a sign."""
        return self.letter(self._names(text) | {_shape(text)})

    def of_digits(self, text: str) -> str:
        """The letter of a run of digits with its separators."""
        return self.letter(digit_shape(text) | self._names(text))


def _by_word(words: dict[str, Iterable[str]], key: object) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, members in words.items():
        for member in members:
            found.setdefault(key(str(member)), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _shape(text: str) -> str:
    if not text[0].isalpha():
        return "SIGN"
    if text[0].islower():
        return "LOWER"
    if text.isupper() and (len(text) > 1):
        return "UPPER"
    return "CAP"


def digit_shape(text: str) -> frozenset[str]:
    """Which numeric classes a run of digits belongs to: the grammar tells a day from a year by its shape alone."""
    if not text.isdecimal():
        return _separated_shape(text)
    size = len(text)
    if size > LONGEST:
        return frozenset({"DIGITS"})
    names = {"DIGITS", "NUM", "INT"}
    value = int(text)
    if size == 4 and 1700 <= value <= 2199:
        names.add("YEAR")
    if size <= 2:
        names |= {"SHORT", "DAY"} if 1 <= value <= 31 else {"SHORT"}
    if size == 2:
        names.add("TWO")
    if size == 3:
        names.add("THREE")
    if size == 1 and 1 <= value <= 4:
        names.add("FOURTH")
    return frozenset(names)


def _separated_shape(text: str) -> frozenset[str]:
    digits = sum(c.isdecimal() for c in text)
    if not digits or digits > LONGEST:
        return frozenset({"DIGITS", "ODD"})
    parts = text.replace(",", ".").split(".")
    if len(parts) > 2 and text.count(".") == len(parts) - 1 and not all(len(p) == 3 for p in parts[1:]):
        return frozenset({"DIGITS", "DOTTED"})
    if all(c.isdecimal() or c in ".,'’ \u00a0\u2009\u202f" for c in text):
        return frozenset({"DIGITS", "NUM", "DEC"})
    return frozenset({"DIGITS", "ODD"})
