"""The grammar of figures, compiled: patterns over token classes → regular expressions over a string of letters.

``lexicon/grammar.yml`` says how patterns are written. The page's tokens become one letter each, a gap between two
tokens one more: a space, a line break inside a block, a table's column, or the end of a block. So a rule never looks at
a character and never runs over the end of a block. Repetition is bounded, so no text can make a rule slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .classes import Classes, lexicon
from .patterns import LEXER, Parser


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write a figure. ``first`` are the letters that it may begin with."""

    name: str
    read: str
    unit: str | None
    exclusion: str | None
    qualifier: str | None
    blocks: frozenset[str]
    regex: re.Pattern[str]
    marks: dict[str, tuple[str, ...]]        # a mark's letter → its groups in the regex
    first: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All rules, and for each letter those that may begin with it, in order."""

    classes: Classes
    rules: tuple[Rule, ...]
    by_letter: dict[str, tuple[Rule, ...]]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar of the lexicon, compiled once."""
    source = lexicon("grammar")
    classes = _classes(source)
    rules = tuple(_rule(entry, source["macros"], classes) for entry in source["rules"])
    by_letter: dict[str, list[Rule]] = {}
    for rule in rules:
        for letter in rule.first:
            by_letter.setdefault(letter, []).append(rule)
    return Grammar(classes, rules, {letter: tuple(found) for letter, found in by_letter.items()})


def _classes(source: dict) -> Classes:
    """Classes of all lexicon files, and one for each literal that a pattern quotes."""
    units, dates = lexicon("units"), lexicon("dates")
    words = {**source["words"], **dates["words"]}
    for name, members in units["words"].items():
        words[name] = [*words.get(name, ()), *members]
    words["CURLAND"] = list(units["lands"])
    exact = _currency_classes(units["currencies"], words)
    for names in dates["months"].values():
        for name in names:
            shy = "SHYMONTH" if name in dates["shy_months"] else "BOLDMONTH"
            for form in (name, name.upper()):
                exact.setdefault(shy, []).append(form)
                exact.setdefault("MONTH", []).append(form)
    exact["WEEKDAY"] = [form for name in words.pop("WEEKDAY") for form in (name, name.upper())]
    for pattern in (*source["macros"].values(), *(rule["pattern"] for rule in source["rules"])):
        for match in LEXER.finditer(pattern):
            if match["word"]:
                words[f"'{match['word'].lower()}'"] = [match["word"]]
            elif match["exact"]:
                exact[f'"{match["exact"]}"'] = [match["exact"]]
    return Classes({name: map(str, members) for name, members in words.items()}, exact)


def _currency_classes(currencies: dict, words: dict) -> dict[str, list[str]]:
    exact: dict[str, list[str]] = {"CURCODE": [], "DOLLARPREFIX": []}
    words["CURSIGN"], words["CURWORD"] = [], []
    for entry in currencies.values():
        words["CURSIGN"] += entry.get("signs", [])
        words["CURWORD"] += entry.get("words", [])
        exact["CURCODE"] += map(str, entry.get("codes", []))
        exact["DOLLARPREFIX"] += entry.get("dollar", [])
    return exact


def _rule(entry: dict, macros: dict[str, str], classes: Classes) -> Rule:
    parser = Parser(entry["name"], entry["pattern"], macros, classes)
    piece = parser.whole()
    marks: dict[str, list[str]] = {}
    for group in parser.groups:
        marks.setdefault(group[0], []).append(group)
    return Rule(entry["name"], entry.get("read", "figure"), entry.get("unit"), entry.get("exclusion"),
                entry.get("qualifier"), frozenset(entry.get("where", ())), re.compile(piece.regex),
                {mark: tuple(groups) for mark, groups in marks.items()}, "".join(sorted(piece.first)),
                tuple(entry.get("examples", ())))


