"""Under how many ordinary ways of measuring it a claim holds: other windows, bases, instruments, definitions.

    grid_of(claim, plan, world)  ->  Grid (what was tried, and what held), or NoGrid (why there is nothing to vary)

A verdict rests on the readings that ``data/checks`` names, not on this: a grid shows how much hangs on the choice among
them. Its members overlap, so a share is no probability. What is ordinary is written down in ``ordinary.yml``.
"""

from .grid import Family, Grid, NoGrid
from .making import grid_of
from .questions import STATED

__all__ = ["STATED", "Family", "Grid", "NoGrid", "grid_of"]
