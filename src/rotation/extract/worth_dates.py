"""Dates that are claims themselves: of records, cuts and meetings, of superlatives, and years that anchor a claim."""

from __future__ import annotations

from .cues import Hit
from .metrics import Choice, Metrics
from .scene import Place, Scene, near
from .wordlists import words
from .worth_words import Superlatives

EVENTS = ("record_high", "drawdown", "trough", "policy_step", "policy_event", "dividend_dates", "dividend_record")
HAPPENINGS = ("record_high", "trough", "index_level")         # what a clause after "on December 10, when" may tell
HIGHS = ("drawdown", "index_level")
DAY, MONTH, YEAR = 10, 7, 4      # letters of an ISO date as precise as that
WITHIN, BESIDE, ALONG = 12.0, 4, 8
CLAUSE = 26                      # words after "when" that tell what happened
ANCHORED, FIGURED = 20.0, 16.0
QUOTED = ("%", "pp", "bp", "x", "points")


class Dates:
    """Judges the dates of one page."""

    def __init__(self, scene: Scene, metrics: Metrics, superlatives: Superlatives):
        self.scene, self.metrics, self.superlatives = scene, metrics, superlatives
        self.last: tuple[Place, Choice] | None = None          # the claim before, set by whoever asks

    def claim(self, place: Place) -> Choice | None:
        """What a date claims; None where it only places something else."""
        return self._since(place) or self._event(place) or self._anchor(place)

    def _before(self, place: Place, count: int) -> list[str]:
        return self.scene.stream.words[max(0, place.first - count):place.first]

    def _since(self, place: Place) -> Choice | None:
        """"the highest since 2007", "its first record since November 2021"."""
        if words("looks_back").isdisjoint(self._before(place, 5)):
            return None
        if "since" in self._before(place, 4) and {"first", "record"} <= set(self._before(place, 7)):
            return self.metrics.chosen(place, "record_high")
        return self.superlatives.claim(place)

    # ---- events

    def _event(self, place: Place) -> Choice | None:
        """A date beside a record, a cut, a meeting: what the text reports is that it happened then."""
        hit = self._cue(place) or self._when(place)
        if hit is None:
            return self._same_list(place)
        name = "record_high" if hit.what in HIGHS else hit.what
        return None if self._places_another(place, hit) else self.metrics.chosen(place, name)

    def _cue(self, place: Place) -> Hit | None:
        if place.block.kind == "heading" and _precision(place) < DAY:
            return None
        found = [(distance, hit) for distance, hit in near(self.scene, place, "q")
                 if hit.what in EVENTS and distance < WITHIN and self._is_telling(place, hit)
                 and self._is_beside(place, hit, distance) and self._owns(place, hit)]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _is_telling(self, place: Place, hit: Hit) -> bool:
        """A cue that decides, or one that stands right beside: "its July 16 record", "3 cuts in 2019: Jul 31"."""
        if hit.weight > 1:
            return True
        if hit.what == "record_high":
            return _gap(place, hit) <= 0
        step = hit.what == "policy_step" and self.scene.stream.words[hit.first] in words("steps")
        return step and _gap(place, hit) <= BESIDE and _precision(place) == DAY

    def _is_beside(self, place: Place, hit: Hit, distance: float) -> bool:
        after = self.scene.stream.words[hit.last:hit.last + 2]
        if hit.what == "policy_step" and not words("expected").isdisjoint(after):
            return False
        along = self._before(place, 1) in (["on"], ["of"]) and hit.last <= place.first
        gap = _gap(place, hit)
        return gap <= (ALONG if along else BESIDE) and (distance < gap + 4 or gap <= 2)

    def _owns(self, place: Place, hit: Hit) -> bool:
        """Whether no other date of the sentence stands nearer to the cue."""
        own = _gap(place, hit)
        return all(_gap(other, hit) >= own for other in self.scene.others(place)
                   if other.number.unit in ("date", "year") and not self._listed(place, other))

    def _listed(self, place: Place, other: Place) -> bool:
        """"September and October 2025", "Jul 31, Sep 18": dates of one list share their cue."""
        low, high = sorted((place, other), key=lambda one: one.first)
        return all(word in (",", "and", "or", "&") for word in self.scene.stream.words[low.last:high.first])

    def _when(self, place: Place) -> Hit | None:
        """"on December 10, when the index not only hit a peak": the clause after "when" says what happened."""
        if "when" not in self.scene.stream.words[place.last:place.last + 2] or _precision(place) < DAY:
            return None
        ahead = self.scene.hits["q"].within(place.last, place.last + CLAUSE)
        return next((hit for hit in ahead if hit.what in HAPPENINGS and hit.weight > 1), None)

    def _same_list(self, place: Place) -> Choice | None:
        """The next date of a list whose first was an event."""
        if self.last is None:
            return None
        before, choice = self.last
        adjacent = before.rank == place.rank - 1 and before.number.unit == "date" and place.first - before.last <= 1
        return choice if adjacent and choice.quantity and choice.quantity.name in EVENTS else None

    def _places_another(self, place: Place, hit: Hit) -> bool:
        """Whether the date only places another figure of the sentence: "up 35% since its April low"."""
        precision = _precision(place)
        if precision == YEAR:
            return True
        if hit.what == "trough":
            return precision < DAY and self._figures(place) > 0
        if hit.what == "policy_step":
            return precision < DAY and any(other.number.unit in ("bp", "pp", "%") for other in self.scene.others(place))
        started = not {"from", "since", "off"}.isdisjoint(self._before(place, 3))
        return hit.what == "record_high" and started and self._figures(place) > 0

    def _figures(self, place: Place) -> int:
        """How many other figures with a unit the sentence holds."""
        return sum(not other.number.exclusion and (other.number.unit in QUOTED or other.unit == "money")
                   for other in self.scene.others(place))

    # ---- bare years, months and quarters

    def _anchor(self, place: Place) -> Choice | None:
        """A bare year, month or quarter that alone anchors a directional claim."""
        if _precision(place) > MONTH or isinstance(place.number.value, tuple | list) or place.block.kind == "row":
            return None
        if self._is_placing(place) or self.scene.word_after(place) in words("attributive") or self._has_figure(place):
            return None
        if not any(hit.what == "anchors" and distance < ANCHORED for distance, hit in near(self.scene, place, "k")):
            return None
        choice = self.metrics.choose(place)
        said = choice.cue is not None and place.low <= choice.cue.first < place.high
        return choice if choice.metric and said else None

    def _is_placing(self, place: Place) -> bool:
        before = self._before(place, 3)
        if (before[-1:] and (before[-1] in words("placing") or before[-1] == "the")) or before[-2:] == ["end", "of"]:
            return True
        whole = self.scene.page.sentences[place.sentence].complete
        return "as" in before[-2:] and (self._figures(place) > 0 or not whole)

    def _has_figure(self, place: Place) -> bool:
        """Whether another figure stands in the clause, which the date then only places."""
        between = self.scene.stream.between
        return any(not other.number.exclusion and other.number.unit not in ("date", "year")
                   and between(other.first, place.first) < FIGURED for other in self.scene.others(place))


def _precision(place: Place) -> int:
    return len(str(place.number.value))


def _gap(place: Place, hit: Hit) -> int:
    """How many words stand between a number and a cue."""
    return hit.first - place.last if hit.first >= place.last else place.first - hit.last
