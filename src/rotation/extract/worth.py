"""Whether a number could be right or wrong about the world, and if not, why not: the vocabulary's rules 1 to 6."""

from __future__ import annotations

from .metrics import Choice, Metrics
from .scene import Place, Scene, near
from .wordlists import pairs, words
from .worth_dates import Dates
from .worth_words import Superlatives

COUNTED = ("policy_step", "policy_vote", "streak", "record_high", "halts", "breadth", "survey", "headcount", "stores",
           "customers", "deliveries", "unprofitable", "beat_rate")
FAR_COUNTED = ("policy_vote", "policy_step")
ORDERED = ("record_high", "policy_step", "streak", "halts", "return_superlative")
LASTING = {"underperformance": 14.0, "bull_market": 5.0, "duration": 5.0}
WINDOWS = (52, 200, 50)          # lengths that make a name ("its 52-week high") and no claim
PRINTED_BY_PAGE = ("publication", "furniture")
Judged = tuple[str | None, Choice | None]


class Worth:
    """Judges the numbers of a page, in text order."""

    def __init__(self, scene: Scene, metrics: Metrics):
        self.scene, self.metrics = scene, metrics
        self.superlatives = Superlatives(scene, metrics)
        self.dates = Dates(scene, metrics, self.superlatives)
        self.headers: set[int | None] = set()               # blocks that head a table
        self._last: tuple[Place, Choice] | None = None

    def judge(self, place: Place) -> Judged:
        """(reason of exclusion or None, what it measures if it is a claim)."""
        reason, choice = self._excluded(place), None
        if reason is None:
            reason, choice = self._claimed(place)
        if reason is None and choice:
            self._last = self.dates.last = place, choice
        return reason, choice

    def _excluded(self, place: Place) -> str | None:
        """Reasons that neither the form nor the sentence can lift."""
        number, unit = place.number, place.unit
        if number.exclusion:
            return None if self._lifted(place) else number.exclusion
        if self._is_page_matter(place):
            return "page_furniture"
        if place.index in self.headers and unit != "%":
            return "date_of_another_claim" if unit == "date" else "window_length"
        if number.form == "fraction_digits" and self._before(place, 1) & words("weekdays"):
            return "date_of_another_claim"
        return "publication_date" if unit == "date" and place.block.kind in PRINTED_BY_PAGE else None

    def _claimed(self, place: Place) -> Judged:
        unit = place.unit
        if place.number.exclusion:
            return None, self._lifted(place)
        if unit == "date":
            return _claim_or("date_of_another_claim", self.dates.claim(place))
        if unit == "span":
            return self._span(place)
        if unit == "ordinal":
            return self._ordinal(place)
        if unit in ("count", "bare") and not any(c.isdigit() for c in self.scene.text_of(place)):
            return _claim_or("rhetorical_count", self._word(place))
        return ("definition", None) if self._is_definition(place) else (None, self.metrics.choose(place))

    def _before(self, place: Place, count: int) -> set[str]:
        return set(self.scene.stream.words[max(0, place.first - count):place.first])

    def _after(self, place: Place, count: int) -> list[str]:
        return self.scene.stream.words[place.last:place.last + count]

    def _beside(self, place: Place) -> set[str]:
        """The words from just before a number to a few behind it."""
        return set(self.scene.stream.words[max(0, place.first - 1):place.last + 5])

    def _reach(self, place: Place, name: str, reach: float) -> bool:
        return any(hit.what == name and distance <= reach for distance, hit in near(self.scene, place, "q"))

    # ---- exclusions

    def _lifted(self, place: Place) -> Choice | None:
        """An exclusion that the sentence lifts: "a four-month high" reaches back, "a 52-week high" is a name."""
        if place.number.form == "superlative_window":
            return self.metrics.chosen(place, "superlative")
        if place.number.exclusion != "window_length":
            return None
        extreme = self.scene.word_after(place) in words("extremes") and self._before(place, 1) & words("not_windows")
        if extreme and place.size not in WINDOWS:
            return self.metrics.chosen(place, "superlative")
        return self.metrics.chosen(place, "streak") if self._after(place, 2)[1:] == ["streak"] else None

    def _is_page_matter(self, place: Place) -> bool:
        """A telephone number, a registration number, a link to another story."""
        if place.number.unit not in (None, "count"):
            return False
        head = tuple(self.scene.stream.words[place.low:place.low + 2])
        if head in pairs("page_heads") or (head[:1] and head[0] in words("page_words")):
            return True
        return any(hit.what == "furniture" and distance < 7 for distance, hit in near(self.scene, place, "k"))

    def _is_definition(self, place: Place) -> bool:
        before = self.scene.stream.words[max(0, place.first - 4):place.first]
        return before[-2:] in (["the", "largest"], ["among", "the"]) or "spend" in before

    # ---- lengths of time

    def _span(self, place: Place) -> Judged:
        """A window, unless it is how far back a superlative reaches, or how long something lasted."""
        if self.scene.word_after(place) in words("ago"):
            return "date_of_another_claim", None
        if place.number.form == "superlative_window" and self.scene.word_after(place) in words("extremes"):
            return None, self.metrics.chosen(place, "superlative")
        choice = self.superlatives.claim(place)
        near_by = set(self.scene.stream.words[max(0, place.first - 2):place.last + 4])
        if choice is None and near_by & words("runs"):
            choice = self._run(place)
        return _claim_or("window_length", choice or self._lasting(place))

    def _lasting(self, place: Place) -> Choice | None:
        """"for the better part of three years, small caps have lived in the shadow"."""
        for distance, hit in near(self.scene, place, "q"):
            if hit.weight > 1 and distance < LASTING.get(hit.what, 0.0) and self._is_past(place, hit.what):
                return self.metrics.chosen(place, hit.what)
        return None

    def _is_past(self, place: Place, name: str) -> bool:
        return name != "underperformance" or "for" in self._before(place, 7) or self.scene.word_after(place) == "of"

    def _run(self, place: Place) -> Choice:
        """A run of what: of cuts, of weeks ahead of another, of quarters of growth, of losses."""
        beside = self._beside(place)
        if self._reach(place, "policy_step", 15) and not beside & words("sessions"):
            return self.metrics.chosen(place, "policy_step")
        if beside & words("reviews") and any(self._reach(place, name, 15) for name in ("policy_rate", "fed_funds")):
            return self.metrics.chosen(place, "policy_step")
        if self._reach(place, "dividend", 20) and beside & words("raises"):
            return self.metrics.chosen(place, "dividend_streak")
        if self._reach(place, "relative_return", 16) or self._reach(place, "relative_streak", 16):
            return self.metrics.chosen(place, "relative_streak")
        return self.metrics.chosen(place, "growth_streak" if beside & {"quarter", "quarters"} else "streak")

    # ---- ordinals and number words

    def _ordinal(self, place: Place) -> Judged:
        word, beside = self.scene.text_of(place).lower(), self._beside(place)
        if word == "first" or self.scene.word_after(place) in words("no_count"):
            return "rhetorical_count", None
        if self._reach(place, "percentile", 30):
            return None, self.metrics.chosen(place, "percentile")
        if beside & words("streaks") and not beside & {"session", "sessions", "record"}:
            return None, self._run(place)
        name = next((name for name in ORDERED if self._reach(place, name, 7.0) and self._counts(name, beside)), None)
        if name:
            return None, self.metrics.chosen(place, name)
        if beside & words("streaks"):
            return None, self.metrics.chosen(place, "streak")
        return "name" if any(c.isdigit() for c in word) else "rhetorical_count", None

    def _counts(self, name: str, beside: set[str]) -> bool:
        """Whether an ordinal beside such a cue counts what the cue speaks of."""
        if name == "record_high":
            return bool(beside & words("trading_days"))
        return name != "policy_step" or not beside & {"session", "sessions", "week", "weeks"}

    def _word(self, place: Place) -> Choice | None:
        """A number word counts something checkable, or it is a manner of speaking."""
        if any(hit.what == "rhetorical" for hit in self.scene.hits["k"].within(place.last, place.last + 2)):
            return None
        beside = self._beside(place)
        if beside & words("streaks"):
            return self._run(place)
        return self._goes_on(place) or self._counted(place, beside)

    def _counted(self, place: Place, beside: set[str]) -> Choice | None:
        choice = self.metrics.choose(place)
        if not choice.quantity or not choice.cue or choice.score <= 0.5 or choice.quantity.name not in COUNTED:
            return None
        distance = self.scene.stream.between(choice.cue.first, place.first)
        if distance > 7 and choice.quantity.name not in FAR_COUNTED:
            return None
        one = self.scene.text_of(place).lower() == "one"
        return None if one and not beside & words("more_of_them") else choice

    def _goes_on(self, place: Place) -> Choice | None:
        """"The futures market is looking for six.": cuts, when cuts were counted just before."""
        after = self.scene.word_after(place)
        if self._last is None or (after[:1].isalpha() and after not in words("goes_on")):
            return None
        before, choice = self._last
        if place.rank - before.rank > 3 or place.sentence - before.sentence > 1 or choice.quantity is None:
            return None
        return choice if choice.quantity.name in FAR_COUNTED and choice.unit in ("count", "bare", "") else None


def _claim_or(reason: str, choice: Choice | None) -> Judged:
    return (None, choice) if choice else (reason, None)
