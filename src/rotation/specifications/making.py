"""The grid of one claim, by the method of its check."""

from __future__ import annotations

from ..checks import Plan, World
from ..errors import EvidenceMissing
from ..records import Claim
from . import multiples, questions, windows
from .grid import Grid, NoGrid
from .table import ordinary

EMPTY = "None of the ordinary specifications can be measured with the data of this edition."


def grid_of(claim: Claim, plan: Plan | None, world: World) -> Grid | NoGrid:
    """Every ordinary specification of a claim's own question, measured; or why there is none."""
    if claim.lost:
        return NoGrid(ordinary().why_none("lost_words"))
    if plan is None:
        return NoGrid("No check has been written for this claim.")
    if not world.reached(world.date_of(claim)):
        return NoGrid("The statement was made after this edition.")
    try:
        found = _grid(claim, plan, world)
    except EvidenceMissing as missing:
        return NoGrid(f"{EMPTY} {missing}")
    if found is None:
        return NoGrid(ordinary().why_none(plan.method))
    return found if found.n else NoGrid(EMPTY)


def _grid(claim: Claim, plan: Plan, world: World) -> Grid | None:
    if plan.method in questions.METHODS:
        asked = list(questions.questions(claim, plan, world))
        found, left_out = windows.families(claim, asked, world)
        return Grid("pp" if len(asked[0].legs) == 2 else "%", asked[0].asks, found, left_out)
    if plan.method in multiples.METHODS:
        test, asks = multiples.test_of(claim)
        return Grid("%", asks, multiples.families(claim, test, world))
    if plan.method in multiples.SINGLE:
        first = plan.tries[0]
        return Grid("x", questions.STATED,
                    multiples.levels(claim, dict(first.parameters), float(first.tolerance), world))
    return None
