"""Figures that continue the one before: "8.7%, versus 1.9% for its sibling", "Truist yields 6.7%, KeyCorp 6.9%"."""

from __future__ import annotations

from collections.abc import Sequence

from .scene import Place, Scene
from .wordlists import words

APART = 8                        # words between two figures of one measure
WINDOWED = 12                    # words between two figures that are told of one window after another
BEHIND = 3                       # words behind a figure that may name another measure


def continues(scene: Scene, place: Place) -> bool:
    """Whether a number is of the measure of the number before it: set against it, or next in a series of names."""
    before = scene.number_before(place)
    if before is None or place.row or before.sentence != place.sentence or place.first - before.last > APART:
        return False
    low, high = before.last, place.first
    between = scene.stream.words[low:high]
    hits = scene.hits["q"]
    if place.number.unit is None or not between or any(hit.weight >= 1 for hit in hits.within(low, high)):
        return False
    if between[-1] in words("versus"):
        return not any(hit.weight > 1 for hit in hits.within(place.last, place.last + BEHIND))
    return not scene.directed(low, high) and _is_series(scene, between, low, high)


def earlier(scene: Scene, place: Place) -> Place | None:
    """The figure that a number only sets in time: "rose 4.8% in August and 5.2% in September", "to 3.0% from 3.4%"."""
    before = _figure_before(scene, place)
    if before is None or place.row or place.number.unit is None or before.number.unit != place.number.unit:
        return None
    low, high = before.last, place.first
    between = scene.stream.words[low:high]
    measured = any(hit.weight > 1 and "superlative" not in hit.what for hit in scene.hits["q"].within(low, high))
    if not between or high - low > WINDOWED or measured:
        return None
    told_from = between[-1] in ("from", "after") or between[-2:] in (["after", "a"], ["from", "a"])
    compared = between[-2:-1] == ["compared"] and not scene.hits["q"].within(place.last, place.last + BEHIND)
    if told_from or compared or between in (["and"], [",", "and"]):
        return before if not scene.entities_in(low, high) else None
    dated = any(word in words("calendar") or word in words("spans") or word[0].isdigit() for word in between)
    return before if dated and between[-1] in ("and", ",", "then") and words("in_time").issuperset(
        word for word in between if word not in words("calendar") and not word[0].isdigit()) else None


def _figure_before(scene: Scene, place: Place) -> Place | None:
    """The number before this one in its sentence that is no date."""
    for rank in range(place.rank - 1, max(-1, place.rank - 4), -1):
        other = scene.places[rank]
        if other.sentence != place.sentence:
            return None
        if other.number.unit == place.number.unit and not other.number.exclusion:
            return other
        if other.unit not in ("date", "span", "ordinal"):
            return None
    return None


def _is_series(scene: Scene, between: Sequence[str], low: int, high: int) -> bool:
    """", KeyCorp", "and Citizens": a name with nothing but commas and links around it."""
    named: set[int] = set()
    for _, entity in scene.entities_in(low, high):
        named.update(range(*scene.word_span(entity.first, entity.last)))
    links = {",", *words("series")}
    rest = {word for i, word in enumerate(between, low) if i not in named}
    return bool(named) and between[0] in links and rest <= links
