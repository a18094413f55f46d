"""Arithmetic between claims: what an article's own figures imply, and whether it agrees with itself."""

from __future__ import annotations

from decimal import Decimal

from ..claims import interval_of
from ..records import Claim, Measurement
from ..wording import decimal, number, quantity
from .registry import World, check
from .tell import sign_holds


def _printed(world: World, name: str) -> Decimal:
    """The middle of what a claim's number allows, signed, in its unit."""
    interval = interval_of(world.claim(name))
    return (interval.low + interval.high) / 2


@check(basis="internal")
def implied_discount(claim: Claim, world: World, *, small: str, large: str) -> Measurement:
    """The discount that two printed multiples imply: 1 − small / large, in per cent (negative: a premium)."""
    a, b = _printed(world, small), _printed(world, large)
    value = 100 * (1 - a / b)
    word = "discount" if value > 0 else "premium"
    return Measurement(
        value=value, formula="1 − multiple of the small / multiple of the large", inputs=(small, large),
        text=(f"{number(a, 2)} against {number(b, 2)} is a {word} of {quantity(abs(value), '%', 1)} "
              f"(claims {small}, {large})"),
    )


@check(basis="internal")
def implied_difference(claim: Claim, world: World, *, first: str, second: str) -> Measurement:
    """The difference of two printed figures, first minus second, in the claim's unit."""
    a, b = _printed(world, first), _printed(world, second)
    return Measurement(
        value=a - b, formula="first printed figure − second", inputs=(first, second),
        text=f"{number(a, 2)} − {number(b, 2)} = {number(a - b, 2)} (claims {first}, {second})",
    )


@check(basis="internal")
def implied_order(claim: Claim, world: World, *, first: str, second: str) -> Measurement:
    """Whether the first printed figure exceeds the second (direction down: falls short of it)."""
    a, b = _printed(world, first), _printed(world, second)
    return Measurement(
        holds=sign_holds(float(a - b), claim.direction if claim.direction != "none" else "up"),
        found=f"{number(a, 2)} against {number(b, 2)}", formula="order of two printed figures", inputs=(first, second),
        text=f"the article's own figures are {number(a, 2)} and {number(b, 2)} (claims {first}, {second})",
    )


@check(basis="internal")
def agrees_with(claim: Claim, world: World, *, other: str) -> Measurement:
    """Whether another statement's number lies in this claim's interval (same quantity, said twice)."""
    return Measurement(
        value=decimal(_printed(world, other)), formula="the other statement's number", inputs=(other,),
        text=f"claim {other} prints {world.claim(other).stated}",
    )
