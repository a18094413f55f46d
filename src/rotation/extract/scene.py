"""What stands around a number: one pass over a page finds all cues, and a number then looks at its neighbourhood.

Everything is looked up by bisection in lists that are sorted by place, so a page costs what its length costs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .cues import Hit, cues
from .phrases import Stream
from .records import Block, Entity, Number, Page, Token
from .sentences import LONGEST
from .units import size, unit_of

SLOTS = "qvnmwdk"
QUIET = frozenset(("index", "fund", "company", "group", "central_bank"))       # names whose own words are no cues
PROSE = ("paragraph", "item", "heading", "bio")


@dataclass(slots=True)
class Place:
    """Where a number stands: its words in the stream, its sentence and block."""

    number: Number
    first: int                      # words of the stream, end exclusive
    last: int
    sentence: int
    low: int                        # the sentence's words
    high: int
    block: Block
    row: tuple[int, int, int, int] | None = None      # label's words, column header's words
    rank: int = 0                   # place in the list of numbers
    index: int = 0                  # of the block
    label: int = 0                  # the word of the colon after "EPS growth:" at the head of the sentence; 0 if none
    unit: str = ""                  # the class of its unit (units.unit_of)
    size: float = 0.0               # its magnitude (units.size)


class Hits:
    """The hits of one slot in text order."""

    __slots__ = ("firsts", "hits")

    def __init__(self, hits: list[Hit]):
        self.hits = hits
        self.firsts = [hit.first for hit in hits]

    def within(self, low: int, high: int) -> Sequence[Hit]:
        """The hits that begin among these words."""
        firsts = self.firsts
        a = bisect_left(firsts, low)
        b = bisect_left(firsts, high, a)
        return self.hits[a:b] if a < b else ()


@dataclass(slots=True)
class Scene:
    """A page with its names, cues and numbers."""

    page: Page
    stream: Stream
    entities: Sequence[Entity]
    backs: Sequence[Entity]
    published: date | None
    hits: dict[str, Hits] = field(default_factory=dict)
    entity_words: list[int] = field(default_factory=list)
    back_words: list[int] = field(default_factory=list)
    sentence_firsts: list[int] = field(default_factory=list)
    block_firsts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    answers: dict[tuple[str, int], Any] = field(default_factory=dict)

    def of_block(self, question: str, index: int, answer: Callable[[Scene, int], Any]) -> Any:
        """What is the same for all numbers of a block, found out once."""
        key = question, index
        if key not in self.answers:
            self.answers[key] = answer(self, index)
        return self.answers[key]

    def word_span(self, first: int, last: int) -> tuple[int, int]:
        """A span of tokens as words of the stream."""
        return self.stream.word(first), self.stream.word(last)

    def entities_in(self, low: int, high: int) -> Sequence[tuple[int, Entity]]:
        """(index, name) of the names that begin among these words."""
        a = bisect_left(self.entity_words, low)
        b = bisect_left(self.entity_words, high, a)
        return () if a == b else [(i, self.entities[i]) for i in range(a, b)]

    def backs_in(self, low: int, high: int) -> Sequence[Entity]:
        return self.backs[bisect_left(self.back_words, low):bisect_left(self.back_words, high)]

    def marked(self, name: str, at: int, low: int, high: int, reach: float) -> bool:
        """Whether a mark stands within reach of a word."""
        return any(hit.what == name and self.stream.between(hit.first, at) <= reach
                   for hit in self.hits["m"].within(low, high))

    def words_of(self, place: Place) -> list[str]:
        """The words of a number itself."""
        return self.stream.words[place.first:place.last]

    def word_after(self, place: Place) -> str:
        """The word behind a number; empty at the end of the page."""
        return self.stream.words[place.last] if place.last < len(self.stream.words) else ""

    def text_of(self, place: Place) -> str:
        """The number itself, as printed."""
        return self.page.text[place.number.start:place.number.end]

    def directed(self, low: int, high: int) -> bool:
        """Whether a word of motion begins among these words."""
        return any(hit.what != "not" for hit in self.hits["d"].within(low, high))

    def number_before(self, place: Place) -> Place | None:
        """The number before this one, if any."""
        return self.places[place.rank - 1] if place.rank else None

    def others(self, place: Place) -> Iterator[Place]:
        """The other numbers of the sentence, nearest first on each side."""
        for step in (-1, 1):
            at = place.rank + step
            while 0 <= at < len(self.places) and self.places[at].sentence == place.sentence:
                yield self.places[at]
                at += step

    def sentence_words(self, i: int) -> tuple[int, int]:
        sentence = self.page.sentences[i]
        return self.word_span(sentence.first, sentence.last)


def make_scene(page: Page, stream: Stream, entities: Sequence[Entity], backs: Sequence[Entity],
               numbers: Sequence[Number], published: date | None) -> Scene:
    """All cues of a page, and each number in its place."""
    scene = Scene(page, stream, entities, backs, published)
    scene.entity_words = [stream.word(e.first) for e in entities]
    scene.back_words = [stream.word(e.first) for e in backs]
    scene.sentence_firsts = [s.first for s in page.sentences]
    scene.block_firsts = [b.first for b in page.blocks]
    scene.hits = _hits(scene)
    scene.places = [_place(scene, number, rank) for rank, number in enumerate(numbers)]
    return scene


def _hits(scene: Scene) -> dict[str, Hits]:
    found: dict[str, list[Hit]] = {slot: [] for slot in SLOTS}
    quiet = _quiet(scene)
    until, begun = 0, -1
    for first, last, meanings in cues().trie.find(scene.stream.words, 0, len(scene.stream.words)):
        if first in quiet and last - 1 in quiet:
            found["n"] += [Hit(first, last, name, weight) for slot, name, weight in meanings if slot == "n"]
            continue
        taken = first < until and first != begun
        quantity = False
        for slot, name, weight in meanings:
            if slot != "q":
                found[slot].append(Hit(first, last, name, weight))
            elif not taken and not (first == begun and last < until):
                quantity = True
                if name:
                    found["q"].append(Hit(first, last, name, weight))
        if quantity:
            until, begun = last, first
    return {slot: Hits(hits) for slot, hits in found.items()}


def _quiet(scene: Scene) -> set[int]:
    """Words of names that must not speak as cues ("Growth Index")."""
    found: set[int] = set()
    for entity in scene.entities:
        if entity.kind in QUIET:
            a, b = scene.word_span(entity.first, entity.last)
            found.update(range(a, b))
    return found


def _place(scene: Scene, number: Number, rank: int) -> Place:
    sentence = max(0, bisect_right(scene.sentence_firsts, number.first) - 1)
    index = max(0, bisect_right(scene.block_firsts, number.first) - 1)
    block = scene.page.blocks[index]
    low, high = scene.sentence_words(sentence)
    first, last = scene.word_span(number.first, number.last)
    place = Place(number, first, max(last, first + 1), sentence, low, max(high, first + 1), block, None, rank, index)
    if block.kind == "row" and block.last - block.first <= LONGEST:
        place.low, place.high = scene.word_span(block.first, block.last)
    head = scene.stream.words[place.low:min(place.low + 14, place.first)]
    place.unit, place.size = unit_of(number, scene.words_of(place)), size(number)
    place.label = place.low + head.index(":") if ":" in head and block.kind != "heading" else 0
    return place


def cells(scene: Scene, block: Block) -> list[tuple[int, int]]:
    """The cells of a table's row as spans of tokens: parted by bars, tabs and wide gaps."""
    tokens, found, first = scene.page.tokens, [], block.first
    for i in range(block.first, block.last):
        bar = tokens[i].text == "|" or _is_leader(tokens, i, block)
        gap = scene.page.text[tokens[i - 1].end:tokens[i].start] if i > block.first else ""
        wide = len(gap) > 1 or gap == "\t"
        if (bar or wide) and i > first:
            found.append((first, i))
            first = i
        if bar:
            first = i + 1
    if first < block.last:
        found.append((first, block.last))
    return [(a, b) for a, b in found if b > a]


def _is_leader(tokens: Sequence[Token], i: int, block: Block) -> bool:
    """One of the dots that lead from a label to its figure: "Size ........ 4.2"."""
    if tokens[i].text[0] != ".":
        return False
    around = tokens[max(block.first, i - 1):min(block.last, i + 2)]
    return len(tokens[i].text) > 3 or sum(token.text == "." for token in around) > 1


def near(scene: Scene, place: Place, slot: str) -> Iterator[tuple[float, Hit]]:
    """(distance, hit) of a slot's hits in the number's sentence."""
    between = scene.stream.between
    for hit in scene.hits[slot].within(place.low, place.high):
        if hit.last <= place.first:
            yield between(hit.last - 1, place.first), hit
        elif hit.first >= place.last:
            yield between(hit.first, place.last - 1), hit
        else:
            yield 0.0, hit
