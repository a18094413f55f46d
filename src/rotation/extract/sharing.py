"""What numbers have in common: "respectively", conversions, superlatives, and the same figure printed twice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .comparisons import is_money
from .metrics import Choice
from .records import Entity
from .scene import Place, Scene
from .sentences import LONGEST
from .subjects import Subjects

APART = 12                       # words between two figures of one "respectively"
REACH = 30                       # words between a superlative's window and the figure it is about
OWNED = 15.0                     # a name further away than this in a sentence hardly owns the number


@dataclass(slots=True)
class Reading:
    """One number while it is read: why it is no claim, or what it measures and about whom."""

    place: Place
    reason: str | None
    choice: Choice | None
    subject: Entity | None = None

    @property
    def claim(self) -> bool:
        return self.reason is None


# ---------------------------------------------------------------- respectively

def share_out(scene: Scene, readings: Sequence[Reading]) -> None:
    """"respectively": the last figures before it, and the names that stand before those, in order."""
    firsts = [reading.place.first for reading in readings]
    for at, word in enumerate(scene.stream.words):
        if word == "respectively":
            behind = bisect_left(firsts, at)
            group = _group(readings[max(0, behind - LONGEST):behind], at)
            names = _names(scene, group)
            for reading, entity in zip(group[len(group) - len(names):], names, strict=True):
                reading.subject = entity
                reading.choice = reading.choice or group[-1].choice


def _group(readings: Sequence[Reading], at: int) -> list[Reading]:
    """The figures of one unit that stand close together before the word, out of those just before it."""
    group: list[Reading] = []
    for reading in reversed(readings):
        if not (reading.claim and reading.place.low <= at < reading.place.high and reading.place.last <= at):
            continue
        first = group[0].place if group else None
        if first and (reading.place.number.unit != first.number.unit or first.first - reading.place.last > APART):
            break
        group.insert(0, reading)
    return group


def _names(scene: Scene, group: Sequence[Reading]) -> list[Entity]:
    """As many names as figures, or else as many of the last figures as there are names for; none if that is one."""
    kinds = {reading.subject.kind for reading in group if reading.subject}
    for count in range(len(group), 1, -1):
        names = _series(scene, group[-count].place, kinds, count)
        if names:
            return names
    return []


def _series(scene: Scene, place: Place, kinds: set[str], count: int) -> list[Entity]:
    """The last names before a number; where words are lost, those of the sentence before."""
    found = _distinct(scene, place.low, place.first, kinds)
    if len(found) >= count:
        return found[-count:]
    if not place.sentence or (found and scene.page.sentences[place.sentence].complete):
        return []
    earlier = _distinct(scene, *scene.sentence_words(place.sentence - 1), kinds)
    return earlier[:count] if len(earlier) >= count else []


def _distinct(scene: Scene, low: int, high: int, kinds: set[str]) -> list[Entity]:
    return list({e.name: e for _, e in reversed(scene.entities_in(low, high)) if e.kind in kinds}.values())[::-1]


# ---------------------------------------------------------------- one figure after another

def converted(scene: Scene, readings: Sequence[Reading]) -> None:
    """"4.175 billion yuan ($581 million)": the same amount in other money."""
    for before, reading in pairwise(readings):
        first, units = reading.place.first, (before.place.number.unit, reading.place.number.unit)
        bracket = first > 0 and scene.stream.words[first - 1] == "(" and first - before.place.last <= 1
        if bracket and reading.claim and all(map(is_money, units)) and units[0] != units[1]:
            reading.choice, reading.subject = before.choice or reading.choice, before.subject or reading.subject


def pass_on(readings: Sequence[Reading]) -> None:
    """How far back a superlative reaches is about what the figure before it is about."""
    for i, reading in enumerate(readings):
        quantity = reading.choice.quantity if reading.choice else None
        if quantity is None or quantity.name != "superlative":
            continue
        before = [r for r in readings[max(0, i - 4):i] if r.claim and r.subject
                  and reading.place.first - r.place.last < REACH and reading.place.sentence - r.place.sentence <= 1]
        own, here = reading.subject, reading.place.number.start
        named_since = own is not None and before and before[-1].place.number.end <= own.start < here
        if before and not named_since:
            reading.subject = before[-1].subject


# ---------------------------------------------------------------- the same figure twice

def same_figures(scene: Scene, subjects: Subjects, readings: Sequence[Reading]) -> None:
    """Fill from an earlier whole mention of the same value and unit what a later one has lost."""
    first: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if not reading.claim or reading.choice is None or reading.choice.quantity is None:
            continue
        key = str(reading.place.number.value), str(reading.place.number.unit)
        owns = _owns(subjects, reading)
        if key not in first:
            if owns or scene.page.sentences[reading.place.sentence].complete:
                first[key] = reading
        elif not owns or _is_definite(scene, reading.place):
            _fill(scene, first[key], reading)


def _is_definite(scene: Scene, place: Place) -> bool:
    """"the projected 44%": a figure that was told before."""
    return not {"the", "this", "that"}.isdisjoint(scene.stream.words[max(place.low, place.first - 2):place.first])


def _fill(scene: Scene, known: Reading, reading: Reading) -> None:
    whole = scene.page.sentences[reading.place.sentence].complete
    if not whole and reading.place.number.unit not in ("date", "year"):
        reading.choice, reading.subject = known.choice, known.subject
    elif reading.choice and known.choice and reading.choice.metric == known.choice.metric:
        reading.subject = known.subject


def _owns(subjects: Subjects, reading: Reading) -> bool:
    """Whether the number's subject stands in its own sentence, near enough and in no other role."""
    if reading.place.row or reading.subject is None:
        return reading.place.row is not None
    costs = (cost for cost, other in subjects.candidates(reading.place, (reading.subject.kind,))
             if other.name == reading.subject.name)
    return min(costs, default=OWNED) < OWNED
