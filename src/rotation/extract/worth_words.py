"""Superlatives: how far back "the highest since 2007", "the widest margin in over a decade" reach."""

from __future__ import annotations

from functools import cache

from .metrics import Choice, Metrics
from .scene import Place, Scene, near
from .wordlists import words

KINDS = ("superlative", "return_superlative", "relative_superlative", "relative_valuation_superlative")
VALUED = "relative_valuation_superlative"
REACH = 13.0
ADJECTIVE_WITHIN = 12            # words between "strongest" and "since"


class Superlatives:
    """Reads the windows and dates of one page that a superlative reaches back to."""

    def __init__(self, scene: Scene, metrics: Metrics):
        self.scene, self.metrics = scene, metrics

    def claim(self, place: Place) -> Choice | None:
        """The superlative that a window or a date belongs to."""
        if words("reach_back").isdisjoint(self.scene.stream.words[max(0, place.first - 4):place.first]):
            return None
        name = self._of_cue(place) or self._of_adjective(place)
        return self.metrics.chosen(place, name) if name else None

    def _of_cue(self, place: Place) -> str | None:
        needed = {hit.what for hit in self.scene.hits["n"].within(place.low, place.high)}
        best, least = None, REACH
        for distance, hit in near(self.scene, place, "q"):
            cost = distance - 3.0 * (hit.weight > 1) - 2.0 * (hit.what == VALUED)
            allowed = hit.what in KINDS and (hit.what != VALUED or VALUED in needed)
            if allowed and hit.last <= place.first and cost < least:
                best, least = hit.what, cost
        return best

    def _of_adjective(self, place: Place) -> str | None:
        """"its strongest burst since April 2020", "the widest margin in data going back to 1986"."""
        before = self.scene.stream.words[max(place.low, place.first - ADJECTIVE_WITHIN):place.first]
        reaching = "since" in before[-2:] or (before[-1:] == ["to"] and "back" in before[-3:])
        found = next((word for word in reversed(before) if word in _adjectives()), None) if reaching else None
        if found and not words("gaps").isdisjoint(before):
            return "relative_superlative"
        return _adjectives()[found] if found else None


@cache
def _adjectives() -> dict[str, str]:
    return {**dict.fromkeys(words("return_adjectives"), "return_superlative"),
            **dict.fromkeys(words("level_adjectives"), "superlative"),
            **dict.fromkeys(words("valuation_adjectives"), VALUED)}
