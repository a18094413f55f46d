"""How a name stands to a number in its sentence: its subject, its comparand, or what merely places another name.

Costs are distances in words; what a sentence's build says counts as words more or less.
"""

from __future__ import annotations

from .phrases import POSSESSIVE
from .records import Entity
from .scene import Place, Scene
from .wordlists import pairs, words

COMPARED, PLACED, INDEFINITE, EXAMPLE, MEMBER, MEMBERS = 26.0, 24.0, 14.0, 9.0, 10.0, 2.0
FOLLOWING, POSSESSED, HELD, COUNTED, TOWARDS = 22.0, -6.0, -5.0, -3.0, -4.0
HELD_WITHIN = 14.0
BRACKETED, TAKEN = -6.0, 9.0
UNDATED = ("date", "year")


class Roles:
    """The roles of one page's names, each judged once."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self._known: dict[tuple[int, int, str, int], float] = {}

    def cost(self, place: Place, entity: Entity) -> float:
        """How far a name is from being what a number is about."""
        first, last = self.scene.word_span(entity.first, entity.last)
        cost = self._cost_before if last <= place.first else self._cost_after
        return cost(place, entity, first, last)

    def _cost_before(self, place: Place, entity: Entity, first: int, last: int) -> float:
        cost = self.scene.stream.between(last - 1, place.first)
        if self.possessive(entity) and place.first - last <= 3:
            return cost + POSSESSED
        if self.scene.stream.words[last:place.first] == ["("] and entity.kind in ("company", "sector", "fund"):
            return cost + BRACKETED                             # "Financials (22% of the portfolio)"
        if place.first == last and place.number.unit not in UNDATED:
            return cost
        return cost + self.penalty(entity, first, last) + (TAKEN if self._is_taken(place, first) else 0.0)

    def _is_taken(self, place: Place, first: int) -> bool:
        """"14.8x, compared with 17.9x for the Russell 2000, and a return of 15%": the figure before a name holds it."""
        places = self.scene.places
        for rank in range(place.rank - 1, max(-1, place.rank - 4), -1):
            if places[rank].sentence != place.sentence:
                return False
            if places[rank].first < first:
                return self.held(places[rank], first)
        return False

    def _cost_after(self, place: Place, entity: Entity, first: int, last: int) -> float:
        stream, unit = self.scene.stream, place.number.unit
        cost = stream.between(first, place.last - 1)
        if unit == "date" and "when" in stream.words[place.last:place.last + 2] and first - place.last < 6:
            return 0.0                                          # "on December 10, when the Russell 2000 hit …"
        if first == place.last and unit in ("count", None, "%"):
            return cost + COUNTED                               # "all 30 Sensex stocks"
        if unit in UNDATED and first and not {"toward", "towards", "into"}.isdisjoint(stream.words[first - 2:first]):
            return cost + TOWARDS
        if self.held(place, first):
            return cost + HELD if cost < HELD_WITHIN else cost
        return cost * 1.2 + FOLLOWING + 0.5 * self.penalty(entity, first, last)

    def possessive(self, entity: Entity) -> bool:
        """Whether "'s" follows a name."""
        tokens = self.scene.stream.tokens
        return entity.last < len(tokens) and tokens[entity.last].lower in POSSESSIVE

    def penalty(self, entity: Entity, first: int, last: int) -> float:
        """For a name that only places another: a comparand, an example, a component's index."""
        key = first, last, entity.kind, entity.last
        if key not in self._known:
            self._known[key] = self._judged(entity, first, last)
        return self._known[key]

    def _judged(self, entity: Entity, first: int, last: int) -> float:
        spelt = self.scene.stream.words
        if self.comparand(first) or spelt[last - 1] in words("peers"):
            return COMPARED
        if entity.kind == "currency" and first and spelt[first - 1] in ("in", "into"):
            return PLACED                                       # "returned 11.6% in sterling"
        if self.possessive(entity) and self._owns_a_sector(last):
            return MEMBER                                       # "the S&P's technology sector"
        if first and spelt[first - 1] in words("leaving_out"):
            return COMPARED                                     # "ex-energy", "excluding tobacco"
        if self._example(first):
            return EXAMPLE
        if first > 1 and spelt[first - 1] == "of" and spelt[first - 2] in words("gauges"):
            return PLACED                                       # "the Russell 2000 index of smaller companies"
        if entity.kind not in ("index", "group"):
            return 0.0
        if last < len(spelt) and spelt[last] in words("part_of") and not self.possessive(entity):
            return MEMBER if entity.kind == "index" else MEMBERS
        return INDEFINITE if first and spelt[first - 1] in ("a", "an") else 0.0

    def _owns_a_sector(self, last: int) -> bool:
        return any(e.kind == "sector" and self.scene.stream.word(e.first) <= last + 1
                   for _, e in self.scene.entities_in(last, last + 2))

    def _example(self, first: int) -> bool:
        """"defensive sectors like utilities and healthcare": the examples are not the subject."""
        spelt = self.scene.stream.words
        for at in range(first - 1, max(-1, first - 7), -1):
            if spelt[at] in ("like", "including") or spelt[at:at + 2] == ["such", "as"]:
                return bool(self.scene.entities_in(max(0, at - 4), at)) and not self.scene.hits["d"].within(at, first)
        return False

    def comparand(self, first: int) -> bool:
        """Whether a name that begins at this word stands after "than", "versus", "relative to"."""
        spelt, at = self.scene.stream.words, first - 1
        while at > 0 and spelt[at] in words("links") and first - at < 5:
            if (spelt[at - 1], spelt[at]) in pairs("towards"):
                return True
            at -= 1
        return at >= 0 and spelt[at] in words("than")

    def held(self, place: Place, first: int) -> bool:
        """"14.0% for the Russell 2000": between number and name only "for the"."""
        between = self.scene.stream.words[place.last:first]
        if len(between) > 7 or not words("than").isdisjoint(between) or words("holders").isdisjoint(between):
            return False
        if between[-2:] == [",", "the"] and "benchmark" in between:
            between = between[:-2]                              # "-2.96% for its benchmark, the Russell 2000 Value"
        return words("partings").isdisjoint(between) and all(word.isalpha() for word in between)
