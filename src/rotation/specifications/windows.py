"""Returns over every window near the one asked for, on every ordinary basis and instrument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from ..checks.performance import total_return_index
from ..checks.registry import World
from ..errors import EvidenceMissing
from ..records import Claim
from ..trading_days import offset, trading_days
from ..wording import day, listed
from .grid import Family
from .questions import Names, Question, Window
from .table import ordinary

LISTED = 3            # members of a group that are named; a larger one is counted


def families(claim: Claim, asked: list[Question], world: World) -> tuple[tuple[Family, ...], tuple[str, ...]]:
    """One family an instrument, basis and window, none twice; and what could not be measured."""
    found: dict[tuple, Family] = {}
    left_out: dict[str, None] = {}
    for question in asked:
        for legs, total in _ways(claim, question, world):
            for window in question.windows:
                key = (legs, total, window.start, window.end)
                if key not in found:
                    try:
                        found[key] = _family(claim, question, legs, total, window, world)
                    except EvidenceMissing as missing:
                        left_out[f"{_told(legs, total, world)}, {_window_told(window)}: {missing}"] = None
    return tuple(found.values()), tuple(left_out)


# ---------------------------------------------------------------- instruments and bases


def _ways(claim: Claim, question: Question, world: World) -> Iterator[tuple[tuple[Names, ...], bool]]:
    """The reading's own instruments first, then what else an ordinary reader could take for them."""
    words = (claim.subject, claim.comparand)
    held = frozenset(world.market.names())
    choices = [[names for names in _instruments(leg, word) if held.issuperset(names)]
               for leg, word in zip(question.legs, words, strict=False)]
    own = question.legs
    ways = [own, *(legs for legs in product(*choices) if legs != own)]
    for legs in ways:
        for total in dict.fromkeys((question.total, not question.total)):
            if _consistent(legs, total, world):
                yield legs, total


def _instruments(leg: Names, word: str | None) -> list[Names]:
    """What may stand for one leg: the same market's index and fund, and where words name no index, its group."""
    if len(leg) > 1:
        return [leg]
    table = ordinary()
    twin = [(table.twins[leg[0]],)] if leg[0] in table.twins else []
    return list(dict.fromkeys([leg, *twin, *((name,) for name in table.groups.get(word or "", ()))]))


def _consistent(legs: tuple[Names, ...], total: bool, world: World) -> bool:
    """Both legs indices or both something that can be bought, on one basis that both have."""
    certificates = [world.market.certificate(name) for leg in legs for name in leg]
    if len({c.basis == "price_index" for c in certificates}) > 1 and all(len(leg) == 1 for leg in legs):
        return False
    if total:
        return all(c.basis == "adjusted_close" or "dividend" in c.columns for c in certificates)
    return all(c.basis != "adjusted_close" for c in certificates)


def _told(legs: tuple[Names, ...], total: bool, world: World) -> str:
    names = " minus ".join(_called(leg, world) for leg in legs)
    return f"{names}, {'total return' if total else 'price return'}"


def _called(leg: Names, world: World) -> str:
    if len(leg) > LISTED:
        return f"the mean of {len(leg)} series"
    return listed(world.market.certificate(name).title.partition(",")[0] for name in leg)


# ---------------------------------------------------------------- windows


def _family(claim: Claim, question: Question, legs: tuple[Names, ...], total: bool, window: Window, world: World
            ) -> Family:
    starts, ends, reach = _days(claim, window, question.numeric, world)
    grids = [_returns(leg, total, starts, ends, world) for leg in legs]
    values = 100 * (grids[0] - grids[1] if len(grids) == 2 else grids[0])
    kept = values[np.isfinite(values)]
    if not kept.size:
        raise EvidenceMissing("no closes of these days")
    moved = f"; each end moved by up to {reach} trading {'day' if reach == 1 else 'days'}" if reach else ""
    return Family(_told(legs, total, world), f"{_window_told(window)}{moved}",
                  int(question.test(kept).sum()), tuple(float(f"{value:.4g}") for value in np.sort(kept)))


def _window_told(window: Window) -> str:
    days = f"{day(window.start)} to {day(window.end)}"
    return f"{window.label}, {days}" if window.label and window.label != days else days


def _days(claim: Claim, window: Window, numeric: bool, world: World) -> tuple[list[date], list[date], int]:
    """Starts and ends of the windows near one, and by how many trading days its ends were moved."""
    reach = ordinary().reach_of(len(trading_days(window.start, window.end)) - 1)
    reach = min(reach, 1) if numeric else reach
    limit = max(window.end, world.date_of(claim))       # nothing that the writer could not have seen
    starts = [offset(window.start, n) for n in range(-reach, reach + 1)]
    ends = [offset(window.end, n) for n in range(-reach, reach + 1)]
    if not world.reached(window.end):
        raise EvidenceMissing("the window ends after this edition")
    if window.end <= world.date_of(claim):
        ends = [end for end in ends if end <= limit]
    return starts, [end for end in ends if world.reached(end)], reach


def _returns(leg: Names, total: bool, starts: list[date], ends: list[date], world: World) -> np.ndarray:
    """Mean return of a leg's members, a row a start and a column an end; NaN where a close is not there."""
    return np.mean([_grid(name, total, starts, ends, world) for name in leg], axis=0)


def _grid(name: str, total: bool, starts: list[date], ends: list[date], world: World) -> np.ndarray:
    days, closes = world.once(("levels", name, total), lambda: _levels(name, total, world))
    return _at(ends, days, closes)[None, :] / _at(starts, days, closes)[:, None] - 1


def _levels(name: str, total: bool, world: World) -> tuple[np.ndarray, np.ndarray]:
    adjusted = world.market.certificate(name).basis == "adjusted_close"
    path: pd.Series = total_return_index(world.market, name) if total and not adjusted else world.market.close(name)
    path = path.dropna()
    return path.index.to_numpy().astype("datetime64[D]"), path.to_numpy()


def _at(wanted: list[date], days: np.ndarray, closes: np.ndarray) -> np.ndarray:
    """Closes of exactly these days; NaN for one that has none."""
    asked = np.array(wanted, dtype="datetime64[D]")
    where = np.clip(np.searchsorted(days, asked), 0, len(days) - 1)
    return np.where(days[where] == asked, closes[where], np.nan)
