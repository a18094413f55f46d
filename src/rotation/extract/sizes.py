"""Whether an amount has the size of what it is said to measure: no net income is $74.9, no share costs $31bn."""

from __future__ import annotations

from functools import lru_cache

from .classes import lexicon
from .phrases import listed
from .scene import Place

OF_A_COMPANY = 10_000            # less than this, in prose and without "million", is no company's total
OF_A_SHARE = 2_000_000           # more than this is no price, nor anything a share
OF_A_RATE = 10                   # so many points are no move of a rate
STEP = 0.25                      # the width of the range in which the Federal Reserve holds its rate


def of_a_size(place: Place, name: str, unit: str) -> float:
    """1 where a quantity can be so large, much less where it cannot."""
    if unit not in ("points", "money"):
        return 1.0
    amount = place.size
    if unit == "points":
        return 0.1 if amount >= OF_A_RATE and name in _sized("rates") else 1.0
    if not amount:
        return 1.0
    if amount >= OF_A_SHARE:
        return 0.1 if name in _sized("shares") else 1.0
    told = place.row is None and place.block.kind == "paragraph" and place.number.unit is not None
    return 0.1 if told and amount < OF_A_COMPANY and name in _sized("companies") else 1.0


def is_step(place: Place) -> bool:
    """"3.50% to 3.75%"."""
    value = place.number.value
    return isinstance(value, tuple) and len(value) == 2 and abs(float(value[1]) - float(value[0]) - STEP) < 1e-9


@lru_cache(maxsize=8)
def _sized(group: str) -> frozenset[str]:
    return frozenset(listed(lexicon("metrics")["sizes"][group]))
