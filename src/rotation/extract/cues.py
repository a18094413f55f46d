"""What the lexicons of this half know, compiled once: quantities, marks, windows, directions, worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .classes import lexicon
from .phrases import Trie, expand, listed, words_of

AHEAD = 1.9                      # the weight of cues that count only before the number
WEIGHTS = {"strong": 2.0, "cues": 1.0, "weak": 0.4, "ahead": AHEAD}


@dataclass(frozen=True, slots=True)
class Reading:
    """Which metric a quantity is, given the unit and marks (``!`` before one that must be absent)."""

    unit: str
    marks: tuple[str, ...]
    metric: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that numbers measure."""

    name: str
    family: str
    subjects: tuple[str, ...]
    topic: str
    readings: tuple[Reading, ...]
    superlative: bool = False
    market: bool = False
    needs: frozenset[str] = frozenset()
    by_unit: dict[str, tuple[Reading, ...]] = field(default_factory=dict, compare=False)

    def reads(self, unit: str) -> bool:
        return unit in self.by_unit


class Hit(NamedTuple):
    """A phrase found: its words in the stream, what it says, and how strongly; a tuple, as tokens are."""

    first: int
    last: int
    what: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Cues:
    """All phrases in one trie. A meaning is (slot, name, weight).

    Slots: q quantity, v veto, n need, m mark, w window, d direction, k worth.
    """

    trie: Trie
    quantities: dict[str, Quantity]


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The lexicons, compiled."""
    trie = Trie()
    for slot, name, pattern, weight in (*_quantities(), *_marks(), *_periods(), *_verbs(), *_worth()):
        trie.add_pattern(pattern, (slot, name, weight))
    return Cues(trie, {name: _quantity(name, entry) for name, entry in lexicon("metrics")["quantities"].items()})


def _quantity(name: str, entry: dict) -> Quantity:
    needs = frozenset(" ".join(words_of(p)) for p in listed(entry.get("needs") or entry.get("needs_any")))
    subjects = listed(entry.get("subjects"))
    if "index" in subjects:
        subjects += [kind for kind in ("group", "sector", "fund") if kind not in subjects]
    readings = tuple(map(_reading, entry["read"]))
    return Quantity(name, entry["family"], tuple(subjects), entry["topic"], readings,
                    bool(entry.get("superlative")), bool(entry.get("market")), needs, _by_unit(readings))


def _by_unit(readings: tuple[Reading, ...]) -> dict[str, tuple[Reading, ...]]:
    """The readings of each unit, in their order."""
    return {unit: tuple(one for one in readings if one.unit == unit) for unit in dict.fromkeys(
        one.unit for one in readings)}


def _reading(text: str) -> Reading:
    left, _, metric = text.partition("->")
    unit, *marks = left.split()
    return Reading(unit, tuple(marks), metric.strip())


def _quantities() -> Iterator[tuple[str, str, str, float]]:
    for name, entry in lexicon("metrics")["quantities"].items():
        for group, weight in WEIGHTS.items():
            for pattern in listed(entry.get(group)):
                yield "q", name, pattern, weight
        for pattern in listed(entry.get("not")):
            yield "v", name, pattern, 1.0
        for pattern in listed(entry.get("not_near")):
            yield "q", "", pattern, 0.0                    # takes the words away from shorter cues
        for pattern in listed(entry.get("needs") or entry.get("needs_any")):
            yield "n", name, pattern, 1.0


def _marks() -> Iterator[tuple[str, str, str, float]]:
    for name, text in lexicon("metrics")["marks"].items():
        for pattern in listed(text):
            yield "m", name, pattern, 1.0


def _periods() -> Iterator[tuple[str, str, str, float]]:
    for name, text in lexicon("periods")["windows"].items():
        for pattern in listed(text):
            for phrase in expand(pattern):
                yield "w", name, phrase, float(len(words_of(phrase)))


def _verbs() -> Iterator[tuple[str, str, str, float]]:
    for name in ("up", "down", "not"):
        for pattern in listed(lexicon("verbs")[name]):
            yield "d", name, pattern, 1.0


def _worth() -> Iterator[tuple[str, str, str, float]]:
    for name, text in lexicon("worth").items():
        if isinstance(text, str):
            for pattern in listed(text):
                yield "k", name, pattern, 1.0


@lru_cache(maxsize=1)
def signed() -> dict[str, tuple[str, ...]]:
    """Parts of metrics' names that decide about direction."""
    source = lexicon("verbs")
    groups = ("signed", "up_by_default", "down_by_default", "unsigned", "moved", "lossable", "slackening")
    return {key: tuple(source[key].split()) for key in groups}
