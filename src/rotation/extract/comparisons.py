"""Who is who where two are compared: who is ahead, whose is the second figure of "22% vs. 15%", which currencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .records import Entity
from .scene import Place, Scene
from .subjects import Subjects

AGAINST = frozenset(("vs", "versus", "against"))
GAPS = frozenset(("gap", "lead", "margin", "difference", "spread"))
NEXT_TO = 4                      # words between the two figures of a comparison
OWN_BENCHMARK = ("fund", "group")       # kinds whose comparand may have been named in the sentence before


class Comparisons:
    """Settles the subjects of one page's numbers where a comparison decides them."""

    def __init__(self, scene: Scene, subjects: Subjects):
        self.scene, self.subjects = scene, subjects

    def settled(self, place: Place, kinds: Sequence[str], metric: str | None, entity: Entity | None) -> Entity | None:
        """The subject, given the one that nearness found."""
        if metric == "relative_return_gap":
            entity = self._ahead(place, kinds) or self._first_of_gap(place, kinds) or entity
        if entity and entity.name == "US dollar":
            entity = self._pair(place, entity)
        return self._second(place, kinds, entity) or entity

    def _first(self, entity: Entity) -> int:
        return self.scene.stream.word(entity.first)

    def _ahead(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """"The fund beat the index by 270 bp": the gap is about who is ahead or behind."""
        if not place.first or self.scene.stream.words[place.first - 1] != "by":
            return None
        low, high = place.low, place.first
        found = [(self._first(e), e) for _, e in self.scene.entities_in(low, high)
                 if e.kind in kinds and not self.subjects.roles.comparand(self._first(e))]
        found += [(self._first(back), meant) for back in self.scene.backs_in(low, high)
                  if (meant := self.subjects.resolve(back)) and meant.kind in kinds]
        found.sort(key=lambda pair: pair[0])
        verbs = [hit.first for hit in self.scene.hits["q"].within(low, high) if hit.what == "relative_return"]
        before = [entity for at, entity in found if verbs and at < verbs[-1]]
        return before[-1] if before else found[0][1] if found else None

    def _first_of_gap(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """"A is up 9.2% while B has lost 2.4%, a gap of 11.6 points", "A minus B | +14.8 pp": told of the first."""
        spelt = self.scene.stream.words
        if place.row:
            low, high = place.row[:2]
            told = "minus" in spelt[low:high] or "less" in spelt[low:high]
        else:
            low, high = place.low, place.first
            before = spelt[max(0, place.first - 4):place.first]
            told = before[-1:] == ["of"] and not GAPS.isdisjoint(before)
        found = [e for _, e in self.scene.entities_in(low, high) if e.kind in kinds]
        return found[0] if told and len(found) == 2 else None

    def _pair(self, place: Place, dollar: Entity) -> Entity:
        """The dollar against another currency is that pair."""
        here = self.scene.entities_in(place.low, place.high)
        other = next((e for _, e in here if e.kind == "currency" and "/" in e.name), None)
        if other:
            return other
        unit = place.number.unit or ""
        return replace(dollar, name=f"USD/{unit}") if is_money(unit) and unit != "USD" else dollar

    def _second(self, place: Place, kinds: Sequence[str], entity: Entity | None) -> Entity | None:
        """The second of "22% vs. 15%" is about what the first is compared with."""
        before = self.scene.number_before(place)
        if before is None or before.sentence != place.sentence or before.number.unit != place.number.unit:
            return None
        if place.first - before.last > NEXT_TO or AGAINST.isdisjoint(self.scene.stream.words[before.last:place.first]):
            return None
        found = [e for _, e in self.scene.entities_in(place.low, place.high) if e.kind in kinds]
        roles = self.subjects.roles
        if any(self._first(e) >= place.last and roles.held(place, self._first(e)) for e in found):
            return None
        compared = (e for e in found if self._first(e) < before.first and roles.comparand(self._first(e)))
        if found or entity is None or entity.kind not in OWN_BENCHMARK:
            return next(compared, None)
        return self._benchmark_before(place, entity)

    def _benchmark_before(self, place: Place, entity: Entity) -> Entity | None:
        """The index that the sentence before named beside the subject."""
        low, high = self.scene.sentence_words(max(0, place.sentence - 1))
        here = self.scene.entities_in(low, high)
        return next((e for _, e in here if e.kind == "index" and e.name != entity.name), None)


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency's code."""
    return unit is not None and len(unit) == 3 and unit.isupper()
