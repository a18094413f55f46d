"""Numbers in their surroundings → mentions: each is judged, named, shared out among names, and told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .comparisons import Comparisons
from .metrics import Choice, Metrics
from .periods import is_daily
from .phrases import Stream
from .records import Entity, Mention, Number, Page
from .scene import Place, make_scene
from .sharing import Reading, converted, pass_on, same_figures, share_out
from .subjects import Subjects
from .tables import place_in_tables
from .telling import Teller
from .worth import Worth

SUBJECT_OF = {"inflation_target": ("central_bank",)}           # metrics that are about others than their quantity
UNNAMED = ("company", "index", "fund", "economy", "group")     # whom a count of unknown things may be about


class Reader:
    """Reads the numbers of one page."""

    def __init__(self, page: Page, stream: Stream, entities: Sequence[Entity], backs: Sequence[Entity],
                 numbers: Sequence[Number], published: date | None, article: str):
        self.scene = make_scene(page, stream, entities, backs, numbers, published)
        self.subjects = Subjects(self.scene)
        self.metrics = Metrics(self.scene, self.subjects)
        self.worth = Worth(self.scene, self.metrics)
        self.worth.headers = place_in_tables(self.scene)
        self.comparisons = Comparisons(self.scene, self.subjects)
        self.teller = Teller(self.scene, self.subjects, article, is_daily(self.scene))

    def mentions(self) -> list[Mention]:
        """One record for each number, in text order."""
        readings = [Reading(place, *self.worth.judge(place)) for place in self.scene.places]
        for reading in readings:
            if reading.claim and reading.choice:
                before = readings[self.metrics.earlier.get(reading.place.rank, reading.place.rank)]
                same = before is not reading and before.claim and not self._named_behind(reading.place)
                reading.subject = before.subject if same else self._subject(reading.place, reading.choice)
        converted(self.scene, readings)
        share_out(self.scene, readings)
        pass_on(readings)
        same_figures(self.scene, self.subjects, readings)
        return [self.teller.mention(reading) for reading in readings]

    def _named_behind(self, place: Place) -> bool:
        """"14.2%, compared with 25.0% for the S&P 500"."""
        stream, roles = self.scene.stream, self.subjects.roles
        return any(roles.held(place, stream.word(e.first))
                   for _, e in self.scene.entities_in(place.last, min(place.high, place.last + 8)))

    def _subject(self, place: Place, choice: Choice) -> Entity | None:
        quantity = choice.quantity
        if quantity and place.number.unit in ("date", "year") and (quantity.market or quantity.name == "leadership"):
            return self.subjects.at_large(place, quantity.name)
        kinds = SUBJECT_OF.get(choice.metric or "") or (quantity.subjects if quantity else ()) or UNNAMED
        found = self.subjects.subject(place, kinds)
        if found is None and quantity and tuple(kinds) == ("company",):
            found = self.subjects.named(place, ("index", "group", "sector"))        # "2021 EPS for the S&P 600"
        return self.comparisons.settled(place, kinds, choice.metric, found)
