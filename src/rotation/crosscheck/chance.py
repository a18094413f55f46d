"""Whether one figure at two places can be an accident: how many such figures there are, and over what they spread.

The same five digits for two indices on one day are no accident where ten indices are quoted, and may well be one
where five thousand companies are. The chance is a rough one: others, times the step of the last digit, over the
spread of what is printed.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from .statements import Statement

SELDOM = Decimal("0.002")          # a coincidence less likely than this is told ...
USUAL = Decimal("0.02")            # ... or than this, where a mistake of the kind is a usual one


def chance_of(made: Statement, printed: Collection[Decimal], spread: Decimal | None = None) -> Decimal:
    """How many of the other ``printed`` magnitudes would show the figure of ``made`` by luck.

    ``spread`` is the range in which they can be thought to lie; not given: half the figure itself or what is
    printed, the wider. Noughts at the end of a whole number may be rounding, and count as such.
    """
    room = max(abs(made.figure) / 2, max(printed) - min(printed)) if spread is None else spread
    exponents = made.step.as_tuple().exponent, made.figure.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(exponents[1] if min(exponents) >= 0 else exponents[0])
    return (len(printed) or 1) * step / max(room, step)


def seldom(chance: Decimal, usual: bool = False) -> bool:
    """Whether so small a chance means that there was a mistake."""
    return chance <= (USUAL if usual else SELDOM)


def odds(chance: Decimal) -> str:
    """``one in 2,000`` for a reader, to one digit."""
    times = max(1, int(1 / chance))
    return f"one in {int(Decimal(times).scaleb(-len(str(times)) + 1)) * 10 ** (len(str(times)) - 1):,}"
