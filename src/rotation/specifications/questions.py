"""What a reading of ``data/checks`` asks of returns, in a form that can be asked again of other windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..checks.companies import home_fund, ordinary_windows, total_return_path
from ..checks.engine import Plan, Try
from ..checks.registry import World
from ..checks.sectors import ORDINARY, named_window
from ..claims import interval_of
from ..intervals import StatedInterval
from ..records import Claim
from ..wording import number

Test = Callable[[np.ndarray], np.ndarray]       # of returns or gaps, per cent or points: which of them uphold the claim
Names = tuple[str, ...]                         # one series, or the members of an equal-weighted group
PAIRS, SINGLES = ("beats", "return_gap", "leads"), ("window_return", "moved", "rose")
NUMERIC = ("window_return", "return_gap")
METHODS = (*PAIRS, *SINGLES, "ordinary_lead")
STATED = "at the stated figure, as near as a verdict allows"
VARIED = ("primary", "reading", "source")       # what a reader must know besides is another question


@dataclass(frozen=True)
class Window:
    """From close to close, and its name."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Question:
    """One reading: a return, or one return minus another, over each of some windows."""

    legs: tuple[Names, ...]
    total: bool                     # with dividends
    windows: tuple[Window, ...]
    test: Test
    asks: str
    numeric: bool = False           # a stated figure, which belongs to the days it is printed for


def questions(claim: Claim, plan: Plan, world: World) -> Iterator[Question]:
    """Every reading of a plan that asks about returns, the primary first; EvidenceMissing if one cannot be asked."""
    for attempt in plan.tries:
        if attempt.role in VARIED and attempt.method in METHODS:
            yield _share(claim, attempt, world) if attempt.method == "ordinary_lead" else _plain(claim, attempt, world)


def _plain(claim: Claim, attempt: Try, world: World) -> Question:
    given = attempt.parameters
    legs = tuple(_names(given[key]) for key in ("series", "other") if key in given)
    test, asks = _test(claim, attempt)
    return Question(legs, given.get("basis") == "total_return", _windows(claim, attempt, world), test, asks,
                    attempt.method in NUMERIC)


def _share(claim: Claim, attempt: Try, world: World) -> Question:
    """A company's share, against the fund of its home market unless the reading leaves that out."""
    given, last = attempt.parameters, world.close_day(claim, attempt.parameters.get("end", "claim_date"))
    ticker = given.get("ticker") or claim.subject
    legs = [(total_return_path(world.market, ticker, last)[1],)]
    if given.get("relative", True):
        fund = home_fund(world.reference, ticker, last)
        legs.append((total_return_path(world.market, fund.partition("/")[2] or fund, last)[1],))
    windows = tuple(Window(w.name, w.start, last) for w in ordinary_windows(last))
    return Question(tuple(legs), True, windows, *sign(claim.direction))


def _names(given: str | Sequence[str]) -> Names:
    return (given,) if isinstance(given, str) else tuple(given)


def _windows(claim: Claim, attempt: Try, world: World) -> tuple[Window, ...]:
    given = attempt.parameters
    if "start" in given:
        return (Window("", world.close_day(claim, given["start"]), world.close_day(claim, given["end"])),)
    last = world.close_day(claim, given.get("end", "claim_date"))
    found = [named_window(str(name), last) for name in given.get("windows", ORDINARY)]
    return tuple(Window(w.label, w.start, w.end) for w in found)


# ---------------------------------------------------------------- what a value must do


def _test(claim: Claim, attempt: Try) -> tuple[Test, str]:
    given = attempt.parameters
    if attempt.method in NUMERIC:
        return near(interval_of(claim), float(attempt.tolerance)), STATED
    if attempt.method == "beats":
        return sign("down" if claim.direction == "down" else "up", float(given.get("margin", 0)))
    if attempt.method == "moved":
        return sign(claim.direction, float(given.get("by", 0)))
    if attempt.method == "leads":
        return sign(given.get("direction") or ("down" if claim.direction == "down" else "up"))
    return sign(claim.direction)


def sign(direction: str, margin: float = 0.0) -> tuple[Test, str]:
    """A test for the claimed sign, beyond a margin; any sign will do where none is claimed."""
    shown = f" {number(margin, 1)}" if margin else " zero"
    if direction == "down":
        return (lambda values: values < -margin), f"below {'minus' if margin else ''}{shown}".replace("  ", " ")
    if direction == "up":
        return (lambda values: values > margin), f"above{shown}"
    return (lambda values: np.abs(values) > margin), f"further than{shown} from zero" if margin else "not zero"


def near(interval: StatedInterval, tolerance: float) -> Test:
    """Inside the stated interval or near it: what would be called accurate or mostly accurate."""
    low, high = (_bound(end, empty) for end, empty in ((interval.low, -np.inf), (interval.high, np.inf)))
    near_low, near_high = (_bound(end, empty) for end, empty in ((interval.near_low, -np.inf),
                                                                 (interval.near_high, np.inf)))
    first, last = min(low, near_low - tolerance), max(high, near_high + tolerance)
    return lambda values: (values >= first) & (values <= last)


def _bound(value: object, empty: float) -> float:
    return empty if value is None else float(value)
