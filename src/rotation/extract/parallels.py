"""Figures that continue the one before: "8.7%, versus 1.9% for its sibling", "Truist yields 6.7%, KeyCorp 6.9%"."""

from __future__ import annotations

from collections.abc import Sequence

from .scene import Place, Scene
from .wordlists import words

APART = 8                        # words between two figures of one measure
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


def _is_series(scene: Scene, between: Sequence[str], low: int, high: int) -> bool:
    """", KeyCorp", "and Citizens": a name with nothing but commas and links around it."""
    named: set[int] = set()
    for _, entity in scene.entities_in(low, high):
        named.update(range(*scene.word_span(entity.first, entity.last)))
    links = {",", *words("series")}
    rest = {word for i, word in enumerate(between, low) if i not in named}
    return bool(named) and between[0] in links and rest <= links
