"""Which money a rate of exchange is told in: "the real firmed to 4.87 per dollar"."""

from __future__ import annotations

from functools import cache

from .classes import lexicon
from .scene import Place, Scene

REACH = 9                        # words back from the rate to its money
QUOTED_IN_DOLLARS = ("USD", "EUR", "GBP", "AUD", "NZD")


def spoken_money(scene: Scene, place: Place) -> str | None:
    """The money that is worth so much, where it stands shortly before the figure."""
    spelt, known = scene.stream.words, monies()
    said = (known[spelt[i]] for i in range(place.first - 1, max(place.low - 1, place.first - REACH), -1)
            if spelt[i] in known and (spelt[i + 1] == ":" or (i > place.low and spelt[i - 1] in ("the", "a"))))
    return next(said, None)


@cache
def monies() -> dict[str, str]:
    """Words for monies that are quoted as so many to a dollar."""
    return {word.lower(): code for code, entry in lexicon("units")["currencies"].items()
            for word in entry.get("words", ()) if code not in QUOTED_IN_DOLLARS}
