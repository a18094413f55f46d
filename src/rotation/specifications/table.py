"""``ordinary.yml`` as a record: what an ordinary reader could take for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..files import read_mapping

FILE = Path(__file__).with_name("ordinary.yml")


@dataclass(frozen=True)
class Ordinary:
    """See the file, where each has its reason."""

    reach: tuple[tuple[int, int], ...]              # sessions a window has at least, days its ends are moved by
    twins: Mapping[str, str]                        # an index to its fund and back
    groups: Mapping[str, Sequence[str]]
    multiples: Sequence[Mapping[str, str]]
    documented: Sequence[str]
    pairs: Mapping[str, Sequence[str]]
    days: int
    no_grid: Mapping[str, str]

    def reach_of(self, sessions: int) -> int:
        """By how many trading days the ends of a window of a length are moved."""
        return next(days for least, days in self.reach if sessions >= least)

    def why_none(self, method: str) -> str:
        """Why nothing is varied for a method."""
        return self.no_grid.get(method, self.no_grid["*"])


@cache
def ordinary() -> Ordinary:
    """The table, read once."""
    content = read_mapping(FILE)
    twins = {market["index"]: market["fund"] for market in content["markets"]}
    return Ordinary(tuple((row["sessions"], row["days"]) for row in content["reach"]),
                    {**twins, **{fund: index for index, fund in twins.items()}}, content["groups"],
                    content["multiples"], content["documented"], content["pairs"], content["days"], content["no_grid"])
