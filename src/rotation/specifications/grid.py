"""What a grid of specifications is: families of measurements that differ in their window alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """Measurements of one quantity that differ in their days: how many there are, how many uphold the claim."""

    what: str                       # the instruments and the basis
    window: str                     # the window, and how far its ends were moved
    held: int
    values: tuple[float, ...]       # ascending, in the grid's unit

    @property
    def n(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Grid:
    """Every specification that was tried for one claim. ``asks`` is what a value must do to uphold it."""

    unit: str                       # %, pp, x, points
    asks: str
    families: tuple[Family, ...]
    left_out: tuple[str, ...] = ()  # what could not be measured, and why

    @property
    def n(self) -> int:
        return sum(family.n for family in self.families)

    @property
    def held(self) -> int:
        return sum(family.held for family in self.families)

    @property
    def share(self) -> float:
        """Of all specifications, those under which the claim holds; every grid has at least one."""
        return self.held / self.n

    @property
    def mostly(self) -> int:
        """Families most of whose measurements uphold the claim: each counts once, however many windows it has."""
        return sum(2 * family.held > family.n for family in self.families)


@dataclass(frozen=True)
class NoGrid:
    """Why no grid of ordinary specifications makes sense for a claim."""

    reason: str
