"""Checks that say honestly why nothing can be decided."""

from __future__ import annotations

from ..errors import EvidenceMissing
from ..records import Claim, Measurement
from .registry import World, check


@check(basis="judgement")
def no_evidence(claim: Claim, world: World, *, lacks: str) -> Measurement:
    """No admissible evidence: ``lacks`` names what it would take."""
    raise EvidenceMissing(f"It would take {' '.join(lacks.split())}.")


@check(basis="judgement")
def cause(claim: Claim, world: World, *, lacks: str = "a design that separates this cause from others at work"
          ) -> Measurement:
    """A statement of cause: prices and dates show what happened together, not why."""
    raise EvidenceMissing(f"A cause is claimed. It would take {' '.join(lacks.split())}.")
