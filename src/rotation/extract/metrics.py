"""What a number measures: votes choose a quantity, its unit and its marks choose the metric."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .cues import Hit, Quantity, cues
from .marks import is_move, marked
from .parallels import continues, earlier
from .scene import Place, Scene
from .subjects import PRICED, Subjects
from .tables import column_unit, is_amount, label_unit, listed_unit
from .votes import Votes
from .wordlists import words

BESIDE = 0.16                     # votes weaker than this say nothing
BEST = 3                          # so many quantities of a sentence are asked for a metric that fits
WHOLE = ("breadth", "survey", "streak", "record_high", "holdings", "policy_vote", "beat_rate")
SHARES = 40                       # so many "points" may be percentage points
SAID_ONCE, ELIDED = ("bp", "pp", "%", "x"), 16      # units that a figure takes from the one before, so many words back
MOVES = ("price_change_1d", "point_change_1d", "point_change_1w")
SURE = 0.3                        # a count that is perhaps something else is a count below this
TRIED = (("points", 1.0), ("x", 0.95), ("money", 0.6), ("%", 0.35), ("count", 0.99))
BY_KIND = {
    "%": {"bond": "yield", "central_bank": "policy_rate", "economy": "gdp"},
    "bp": {"bond": "yield", "central_bank": "policy_step", "company": "operating_margin", "economy": "yield"},
    "pp": {"central_bank": "policy_step"},
    "money": {"commodity": "price", "currency": "exchange_rate", "fund": "price", "index": "price"},
    "points": {"index": "index_level"},
}
BY_UNIT = {"%": "return", "bp": "yield", "pp": "relative_return", "x": "pe", "points": "index_level"}
ANYBODY = ("bond", "central_bank", "currency", "commodity", *PRICED[:5], "economy")
YIELDING = ("index", "company", "fund", "bond", "sector", "central_bank", "economy")


@dataclass(frozen=True, slots=True)
class Choice:
    """The quantity that won, its metric, how strongly, and the class of unit under which it was read."""

    quantity: Quantity | None
    metric: str | None
    score: float
    cue: Hit | None = None
    unit: str = ""


def _loudest(item: tuple[str, tuple[float, Hit | None]]) -> float:
    return -item[1][0]


class Metrics:
    """The choice of a quantity for each number of a page."""

    def __init__(self, scene: Scene, subjects: Subjects):
        self.scene, self.subjects = scene, subjects
        self.votes = Votes(scene, subjects)
        self._known: dict[int, Choice] = {}
        self.earlier: dict[int, int] = {}           # rank → rank of the figure whose measure and subject it has
        self._last: tuple[int, Choice] = -2, Choice(None, None, 0.0)       # the number before and its choice
        self._marks: tuple[int, dict[str, bool]] = -1, {}       # which marks a number has; one answer serves all

    def choose(self, place: Place) -> Choice:
        """What a number measures."""
        choice = self._chosen(place)
        self._last = place.rank, choice
        self._known[place.rank] = choice
        return choice

    def _chosen(self, place: Place) -> Choice:
        unit = place.unit
        if place.number.form == "scaled" and place.row and is_amount(self.scene, place):
            return self._best(place, "money")
        rank, known = self._last
        if rank == place.rank - 1 and known.quantity and known.unit == unit and continues(self.scene, place):
            metric = self._metric(place, known.quantity, unit) or known.metric
            return Choice(known.quantity, metric, known.score, known.cue, unit)
        if (before := earlier(self.scene, place)) and (known := self._known.get(before.rank)) and known.unit == unit:
            self.earlier[place.rank] = before.rank
            return known
        if unit == "%" and (before := self._restated(place)):
            self.earlier[place.rank] = before.rank
            return self.chosen(place, "return")
        if unit == "points" and place.size < SHARES and place.number.form != "out_of_hundred":
            few = place.size < 10 and isinstance(place.number.value, int)
            small = 0.4 if place.size < 5 and not is_move(self.scene, place) else 0.6 if few else 1.0
            tries = ((small, self._best(place, "points")), (1.0, self._best(place, "pp")))
            return max(tries, key=lambda pair: pair[0] * pair[1].score)[1]
        return self._bare(place) if unit == "bare" else self._best(place, unit)

    def _restated(self, place: Place) -> Place | None:
        """"settled up 12 cents, or 0.2%": the move before, as a share."""
        rank, known = self._last
        before = self.scene.number_before(place)
        if before is None or rank != before.rank or (known.metric or "") not in MOVES or place.row:
            return None
        return before if self.scene.stream.words[before.last:place.first] in ([",", "or"], ["or"], ["("]) else None

    def chosen(self, place: Place, name: str) -> Choice:
        """A quantity that is known already, with the metric that the number's unit and marks give it."""
        quantity = cues().quantities[name]
        unit = place.unit
        return Choice(quantity, self._metric(place, quantity, unit) or quantity.readings[0].metric, 1.0)

    def _bare(self, place: Place) -> Choice:
        """A figure without unit: what its column, its block or its neighbours make of it."""
        if place.block.kind == "quote" and not place.row:
            entity = self.subjects.subject(place, ("index", "company", "fund", "commodity", "currency"))
            return self._best(place, "points" if entity and entity.kind == "index" else "money")
        unit = column_unit(self.scene, place) if place.row else None
        if unit == "price":
            entity = self.subjects.subject(place, ("index", "company", "fund", "commodity"))
            unit = "points" if entity and entity.kind == "index" else "money"
        if unit:
            return self._best(place, unit)
        scene = self.scene
        unit = label_unit(scene, place) or listed_unit(scene, place) or self._repeated(place)
        if unit:
            return self._best(place, unit)
        tries = [(weight, self._best(place, unit)) for unit, weight in TRIED]
        tries = [(weight * self._fits(place, choice), choice) for weight, choice in tries]
        weight, best = max(tries, key=lambda pair: pair[0] * pair[1].score)
        whole = place.number.form == "counted" and isinstance(place.number.value, int)
        counts = place.number.unit == "count" or whole
        return tries[-1][1] if best.score * weight < SURE and counts else best

    def _fits(self, place: Place, choice: Choice) -> float:
        """Whether a bare figure can be one: a count is whole, a step has its unit, "81.90, or 1.5%" is no share."""
        unit = choice.unit
        name, after = choice.quantity.name if choice.quantity else "", self._next(place)
        if unit == "count" and not isinstance(place.number.value, int | tuple) and name in WHOLE:
            return 0.2
        if unit == "%" and place.size >= 1000:
            return 0.1
        if unit == "count" and name == "survey" and place.size >= 1000 and self._before(place) in ("at", "to"):
            return 0.2
        if unit == "points" and name == "policy_step":
            return 0.2
        if unit != "%" or after is None or after.number.unit != "%" or after.first - place.last > 2:
            return 1.0
        between = self.scene.stream.words[place.last:after.first]
        larger = between == [","] and place.size > 10 * after.size
        said_again = after.number.sign != 0 or "or" in between or larger
        return 0.2 if said_again else 1.0

    def _repeated(self, place: Place) -> str | None:
        """"Orchard added 71 bps; Pinnacle added another 44.": the unit of the figure before."""
        before = self.scene.number_before(place)
        if self._before(place) != "another":
            back = reversed(self.scene.places[max(0, place.rank - 3):place.rank])
            figure = next((other for other in back if not other.number.exclusion), None)
            return self._elided(place, figure) if figure else None
        if self._before(place) != "another" or before is None or self.scene.word_after(place)[:1].isalnum():
            return None
        return self._unit_back(place)

    def _elided(self, place: Place, before: Place) -> str | None:
        """"had priced 44 basis points; afterwards they priced 42.": a like figure of the same sentence has the unit."""
        after = self.scene.word_after(place)
        if before.sentence != place.sentence or place.row or before.number.exclusion or place.number.sign:
            return None
        if place.first - before.last > ELIDED or (after[:1].isalnum() and after not in words("elided_after")):
            return None
        for other, unit in self._told_before(place):
            level = unit in ("%", "x") and self._before(place) in ("to", "at")
            if not level and other.size and 0.2 < place.size / other.size < 5:
                return unit
        return None

    def _told_before(self, place: Place) -> Iterator[tuple[Place, str]]:
        """The two figures before in the sentence and their units; percentage points where points were read so."""
        for other in reversed(self.scene.places[max(0, place.rank - 2):place.rank]):
            unit = other.number.unit
            if unit is None and (known := self._known.get(other.rank)):
                unit = known.unit                               # "is 22.1; without loss-makers it is 15.3"
            if unit == "points" and self._last[0] == other.rank and self._last[1].unit == "pp":
                unit = "pp"
            if unit in SAID_ONCE and other.sentence == place.sentence:
                yield other, unit

    def _before(self, place: Place) -> str:
        return self.scene.stream.words[place.first - 1] if place.first else ""

    def _next(self, place: Place) -> Place | None:
        return self.scene.places[place.rank + 1] if place.rank + 1 < len(self.scene.places) else None

    def _unit_back(self, place: Place) -> str | None:
        back = [p.number.unit for p in self.scene.places[max(0, place.rank - 4):place.rank]]
        return next((unit for unit in ("bp", "pp", "%") if unit in back), None)

    def _best(self, place: Place, unit: str) -> Choice:
        """The quantity with most votes from the sentence; only where that is silent, from the lines around it."""
        votes, spoken = self.votes, False
        for near, reach in ((True, votes.near), (False, votes.around), (False, votes.over)):
            reached = reach(place)
            if not (near or reached or spoken):
                continue                      # the build alone has been asked before, and had nothing to say
            spoken = spoken or bool(reached)
            tally = votes.tally(place, unit, reached)
            ranked = sorted((item for item in tally.items() if item[1][0] >= BESIDE), key=_loudest)
            for name, (score, hit) in islice((i for i in ranked if near or self._at_hand(place, i[0])), BEST):
                quantity = cues().quantities[self._yielding(place, name, unit)]
                metric = self._metric(place, quantity, unit)
                if metric:
                    return Choice(quantity, metric, score, hit, unit)
        return self._fallback(place, unit)

    def _at_hand(self, place: Place, name: str) -> bool:
        """Whether a quantity that only the surroundings speak of is about the kind of name that is spoken of here."""
        entity = self.subjects.subject(place, (*PRICED, "bond", "central_bank"))
        subjects = cues().quantities[name].subjects
        return entity is not None and (entity.kind in subjects or (
            subjects[:1] == ("economy",) and entity.kind == "central_bank"))

    def _yielding(self, place: Place, name: str, unit: str) -> str:
        """A yield without a bond is a dividend's."""
        if name != "yield" or unit != "%":
            return name
        entity = self.subjects.named(place, YIELDING)
        bonds = not words("bonds").isdisjoint(self.scene.stream.words[place.low:place.high]) or any(
            e.kind == "bond" and self.subjects.resolve(e) for e in self.scene.backs_in(place.low, place.high))
        return "dividend_yield" if entity and entity.kind in PRICED and not bonds else name

    def _fallback(self, place: Place, unit: str) -> Choice:
        """What a unit mostly means of a subject of that kind."""
        entity = self.subjects.subject(place, ANYBODY) if unit in BY_KIND else None
        name = (BY_KIND[unit].get(entity.kind) if entity else None) or BY_UNIT.get(unit)
        principal = self.subjects.principal
        if unit == "bp" and principal and principal.kind == "fund" and (entity is None or entity.kind in PRICED):
            name = "contribution"                               # in a fund's letter
        if not name:
            return Choice(None, self._own_name(place, unit), 0.0, None, unit)
        quantity = cues().quantities[name]
        return Choice(quantity, self._metric(place, quantity, unit), 0.05, None, unit)

    def _own_name(self, place: Place, unit: str) -> str:
        """A metric of the text's own making: the noun that a count counts."""
        if unit == "money":
            entity = self.subjects.subject(place, ("company", "index"))
            if entity is None or entity.kind != "company":
                return "amount"
            if place.size < 1e6 and (not place.row or self._is_quote(place)):
                return "price_change_1d" if place.row and place.number.sign else "last_price"
            return "revenue_quarterly"
        after = self.scene.stream.words[place.last:place.last + 3]
        noun = next((word for word in after if word.isalpha() and word.isascii() and len(word) > 3), "")
        return f"{noun}_count" if noun and unit != "span" else "duration" if unit == "span" else "count"

    def _is_quote(self, place: Place) -> bool:
        """"IONS  71.20  +1.08%": a row that a company's own name heads, of a table without columns named."""
        low, high, head, tail = place.row
        return head == tail and any(e.kind == "company" for _, e in self.scene.entities_in(low, high))

    def _metric(self, place: Place, quantity: Quantity, unit: str) -> str | None:
        """The first reading whose unit and marks fit."""
        for reading in quantity.by_unit.get(unit, ()):
            if not reading.marks or all(self._marked(place, mark) for mark in reading.marks):
                return reading.metric
        return None

    def _marked(self, place: Place, mark: str) -> bool:
        if self._marks[0] != place.rank:
            self._marks = place.rank, {}
        known = self._marks[1]
        if mark not in known:
            known[mark] = marked(self.scene, place, mark)
        return known[mark]
