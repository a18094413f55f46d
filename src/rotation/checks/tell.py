"""Small joints that every check uses: a fraction as a measurement, the rows behind it, its release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..errors import EvidenceMissing
from ..records import Claim, Measurement
from ..wording import decimal, quantity
from .registry import World

OPERATORS = {"above": lambda a, b: a > b, "at_least": lambda a, b: a >= b,
             "below": lambda a, b: a < b, "at_most": lambda a, b: a <= b}


def in_unit(fraction: float, unit: str | None) -> Decimal:
    """A fraction in a claim's unit: per cent and points times 100, basis points times 10,000."""
    scale = {"%": 100, "pp": 100, "bp": 10_000}.get(unit or "%", 1)
    return decimal(fraction * scale)


def places_for(claim: Claim) -> int:
    """Decimals worth printing beside a stated number: one more than it has, between one and three."""
    digits = (claim.stated or "").replace(",", "").partition(".")[2]
    shown = len([ch for ch in digits if ch.isdigit()])
    return min(3, max(1, shown + 1)) if claim.stated else 1


def close_rows(world: World, series: str, days: Iterable[date], column: str = "close") -> tuple[tuple[str, ...], ...]:
    """The few rows behind a measurement, as (series, date, column, figure)."""
    places, market = world.market.certificate(series).decimals, world.market
    return tuple((series, day.isoformat(), column, f"{market.figure(series, day, column):.{places}f}") for day in days)


def released(world: World, series: Iterable[str], day: date) -> date:
    """When the last of the observations of ``day`` became public."""
    return max(world.released(name, day) for name in series)


def sign_holds(value: float, direction: str) -> bool:
    """Whether a difference has the sign a direction claims ("none": that it is not zero)."""
    return {"up": value > 0, "down": value < 0}.get(direction, value != 0)


def told(claim: Claim, fraction: float, what: str, unit: str = "%") -> str:
    """``Russell 2000 from … to …: 12.5%``: the sentence part of a measurement."""
    return f"{what}: {quantity(in_unit(fraction, unit), unit, places_for(claim), signed=unit == 'pp')}"


def missing(text: str) -> Measurement:
    """Say that the evidence is not to be had."""
    raise EvidenceMissing(text)
