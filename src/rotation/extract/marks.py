"""Marks: what stands beside a number, beyond its unit, that decides between a quantity's readings.

Most are lists of phrases under ``marks`` in ``lexicon/metrics.yml``; the functions here are those that look at the
number's own build or place, registered under the mark's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .scene import Place, Scene, near
from .wordlists import words

REACH = {"forward": 14.0, "trailing": 14.0, "average": 9.0, "twenty": 9.0, "ten": 9.0, "discount": 14.0,
         "premium": 14.0, "fair": 12.0, "adjusted": 9.0, "guided": 22.0, "expected": 9.0, "year": 10.0,
         "organic": 5.0, "core": 5.0, "target": 4.0, "expectation": 5.0, "projected": 24.0, "streak": 7.0,
         "ofyear": 9.0, "hike": 10.0, "cut": 10.0, "lossword": 10.0, "close": 5.0, "intraday": 6.0,
         "week": 14.0, "after_hours": 10.0, "change": 6.0}
REACH_OF_OTHERS = 12.0
LARGE = 1_000_000
SET_ABOVE = ("guided", "projected", "adjusted", "year")          # marks that the line over a list may set
TESTS: dict[str, Callable[[Scene, Place], bool]] = {}


def marked(scene: Scene, place: Place, mark: str) -> bool:
    """Whether a number has a mark."""
    if mark in TESTS:
        return TESTS[mark](scene, place)
    reach = REACH.get(mark, REACH_OF_OTHERS)
    if any(scene.marked(mark, at, place.low, place.high, reach) for at in (place.first, place.last - 1)):
        return True
    return any(hit.what == mark for low, high in _elsewhere(scene, place, mark)
               for hit in scene.hits["m"].within(low, high))


def _elsewhere(scene: Scene, place: Place, mark: str) -> Iterator[tuple[int, int]]:
    """A row's label and header, the line that introduces a list."""
    if place.row:
        yield place.row[:2]
        yield place.row[2:]
    if mark in SET_ABOVE and place.block.lead is not None and place.block.kind in ("item", "row"):
        block = scene.page.blocks[place.block.lead]
        if block.kind != "row":
            yield scene.word_span(block.first, block.last)


def test(*names: str) -> Callable[[Callable[[Scene, Place], bool]], Callable[[Scene, Place], bool]]:
    """Register a function as the test of marks."""
    def register(function: Callable[[Scene, Place], bool]) -> Callable[[Scene, Place], bool]:
        TESTS.update(dict.fromkeys(names, function))
        return function
    return register


@test("range")
def is_range(_: Scene, place: Place) -> bool:
    """Two ends."""
    return isinstance(place.number.value, tuple | list)


@test("moved", "moved_by", "small")
def is_move(scene: Scene, place: Place) -> bool:
    """"rose 270 points": a move, not the level it ended at."""
    if place.number.sign:
        return True
    before = scene.stream.words[max(place.low, place.first - 3):place.first]
    if before[-1:] == ["of"] and before[-2:-1] and before[-2] in words("moves"):
        return True                                             # "a gain of 471 points"
    if not words("placed").isdisjoint(before[-2:]):
        return False
    if place.number.unit == "points" and _told_behind(scene, place):
        return True
    if scene.word_after(place) in words("moves_after"):
        return True
    if place.row:
        return scene.marked("moved", place.row[2], place.row[2], place.row[3], 9.0)
    before = scene.number_before(place)
    if place.number.unit == "points" and before is not None and before.number.unit == "%" and (
            scene.stream.words[before.last:place.first] in ([",", "or"], ["or"], ["("], [","])):
        return True                                             # "lost 2.4%, or 958.42 points"
    return scene.directed(max(place.low, place.first - 4), place.first)


def _told_behind(scene: Scene, place: Place) -> bool:
    """"finished 66.91 points, or 0.81%, down at 8,203.93"."""
    after = scene.stream.words[place.last:place.last + 7]
    said = next((i for i, word in enumerate(after) if word in words("standing")), None)
    return said is not None and after[0] in (",", "(", "or") and not words("turns").intersection(after[:said])


@test("pe_words")
def speaks_of_earnings(scene: Scene, place: Place) -> bool:
    """A price-earnings ratio is spoken of in the sentence."""
    return any(hit.what == "pe" and (hit.weight > 1.5 or distance < 14) for distance, hit in near(scene, place, "q"))


@test("surprise")
def is_surprise(scene: Scene, place: Place) -> bool:
    """"two cents better than consensus"."""
    return any(hit.what == "surprise" and distance < 6 for distance, hit in near(scene, place, "q"))


@test("adjusted")
def is_adjusted(scene: Scene, place: Place) -> bool:
    """"adjusted EPS of $0.55"; not the $0.42 of "GAAP EPS was $0.42 and adjusted EPS was $0.55"."""
    adjusted, plain = (_nearest_before(scene, place, mark) for mark in ("adjusted", "gaap"))
    if adjusted >= 0:
        return adjusted > plain
    behind = scene.hits["m"].within(place.last, min(place.high, place.last + 5))
    said = next((hit.first for hit in behind if hit.what == "adjusted"), None)
    if plain >= 0 or said is None:
        return plain < 0 and any(hit.what == "adjusted" for a, b in _elsewhere(scene, place, "adjusted")
                                 for hit in scene.hits["m"].within(a, b))
    return not {"and", ";", "while", "but"} & set(scene.stream.words[place.last:said])


def _nearest_before(scene: Scene, place: Place, mark: str) -> int:
    """The last word of such a mark within reach before a number; -1 where there is none."""
    hits = scene.hits["m"].within(max(place.low, place.first - 14), place.first)
    return max((hit.first for hit in hits if hit.what == mark), default=-1)


@test("average")
def is_average(scene: Scene, place: Place) -> bool:
    """A mean over time; a portfolio's weighted average is its figure now."""
    hits = [hit for low, high in ((place.low, place.high), *_elsewhere(scene, place, "average"))
            for hit in scene.hits["m"].within(low, high) if hit.what == "average"]
    spelt, between = scene.stream.words, scene.stream.between
    reach = REACH["average"]
    return any(spelt[hit.first - 1] not in ("weighted", "harmonic") and (
        place.row or min(between(hit.first, place.first), between(hit.first, place.last - 1)) <= reach) for hit in hits)


@test("closes")
def is_close(scene: Scene, place: Place) -> bool:
    """"record closes in September and October"."""
    return not words("closes").isdisjoint(scene.stream.words[max(place.low, place.first - 6):place.last + 3])


@test("of_sales", "margin_of")
def is_share_of_sales(scene: Scene, place: Place) -> bool:
    """"3.5% of sales"."""
    after = scene.stream.words[place.last:place.last + 4]
    return after[:1] == ["of"] and not words("sales").isdisjoint(after)


@test("projected_rate")
def is_projected(scene: Scene, place: Place) -> bool:
    """A rate that is expected, said close by."""
    return scene.marked("projected", place.first, place.low, place.high, 8.0)


@test("large")
def is_large(_: Scene, place: Place) -> bool:
    """An amount, not a price of one share."""
    return place.size >= LARGE


@test("opened")
def is_opening(scene: Scene, place: Place) -> bool:
    """"opened six stores"."""
    return _verb_before(scene, place) in words("opened")


@test("shut")
def is_closing(scene: Scene, place: Place) -> bool:
    """"closed four"."""
    return _verb_before(scene, place) in words("shut")


def _verb_before(scene: Scene, place: Place) -> str:
    """The last of the few words before a number that opens or shuts."""
    before = scene.stream.words[max(place.low, place.first - 3):place.first]
    return next((word for word in reversed(before) if word in words("opened") | words("shut")), "")


@test("hold")
def is_hold(scene: Scene, place: Place) -> bool:
    """A bank that left its rate where it was."""
    return not words("holds").isdisjoint(scene.stream.words[max(place.low, place.first - 20):place.last + 6])
