"""Multiples, discounts and premiums."""

from __future__ import annotations

from ..errors import EvidenceMissing
from ..records import Claim, Measurement
from ..valuation import discount
from ..wording import day, decimal, number, quantity
from .registry import World, check
from .tell import released


@check()
def multiple_on(claim: Claim, world: World, *, series: str, date: str) -> Measurement:
    """A multiple as its producer published it for a date (or the last one before)."""
    when = world.day(claim, date)
    values = world.market.value(series).dropna().loc[: str(when)]
    if values.empty:
        raise EvidenceMissing(f"{series} has no figure up to {when}.")
    last = values.index[-1].date()
    return Measurement(
        value=decimal(values.iloc[-1]), formula="as published", inputs=(series,), end=last,
        text=f"{world.market.certificate(series).title}: {number(values.iloc[-1], 2)} on {day(last)}",
        released_at=released(world, (series,), last), rows=((series, last.isoformat(), "value", f"{values.iloc[-1]:.2f}"),),
    )


@check()
def discount_between(claim: Claim, world: World, *, small: str, large: str, date: str) -> Measurement:
    """Discount of one published multiple to another at a date: 1 − small / large, in per cent, one producer's definition."""
    when = world.day(claim, date)
    pair = [world.market.value(name).dropna().loc[: str(when)] for name in (small, large)]
    if any(values.empty for values in pair):
        raise EvidenceMissing(f"No pair of multiples up to {when} at this edition.")
    a, b = (float(values.iloc[-1]) for values in pair)
    value = 100 * discount(a, b)
    last = min(values.index[-1].date() for values in pair)
    return Measurement(
        value=decimal(value), formula="1 − multiple of the small / multiple of the large", inputs=(small, large), end=last,
        text=(f"{world.market.certificate(small).title} {number(a, 2)}, {world.market.certificate(large).title} "
              f"{number(b, 2)}: {'discount' if value > 0 else 'premium'} of {quantity(abs(value), '%', 1)}"),
        released_at=max(released(world, (name,), last) for name in (small, large)),
    )
