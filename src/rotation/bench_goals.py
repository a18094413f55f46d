"""What the build is asked to reach, and what a run of the benchmark found: ratios against the stock tool, seconds, MB.

A job may do a part of the work only (``share``): then its time is divided by it, which is said. Starting the stock
tools costs the same for every notebook, so a few of many tell; ours are scaled only in the quick form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .bench import Result


@dataclass(frozen=True)
class Goal:
    """One row: ``ours`` against ``stock`` (names of jobs), at least ``ratio`` times as fast; at most so many seconds
    and MB of all processes together."""

    what: str
    ours: str
    stock: str = ""
    ratio: float | None = None
    seconds: float | None = None
    mb: float | None = None


def judged(goals: Sequence[Goal], results: Sequence[Result], shares: Mapping[str, float]) -> list[dict[str, object]]:
    """A row a goal whose jobs were measured; ``met`` is false if any of its bounds is missed."""
    found = {result.name: result for result in results}
    return [_row(goal, found, shares) for goal in goals if {goal.ours, goal.stock or goal.ours} <= set(found)]


def _row(goal: Goal, found: Mapping[str, Result], shares: Mapping[str, float]) -> dict[str, object]:
    ours = found[goal.ours]
    seconds = ours.seconds / shares.get(goal.ours, 1)
    stock = found[goal.stock].seconds / shares.get(goal.stock, 1) if goal.stock else None
    ratio = stock / seconds if stock else None
    missed = [ratio is not None and goal.ratio is not None and ratio < goal.ratio,
              goal.seconds is not None and seconds > goal.seconds, goal.mb is not None and ours.total_mb > goal.mb]
    parts = {name: shares[name] for name in (goal.ours, goal.stock) if shares.get(name, 1) != 1}
    return {"what": goal.what, "seconds": round(seconds, 2), "stock_seconds": stock and round(stock, 2),
            "ratio": ratio and round(ratio, 2), "cpu_ratio": _cpu_ratio(goal, found, shares),
            "mb": round(ours.total_mb),
            "asked": {"ratio": goal.ratio, "seconds": goal.seconds, "mb": goal.mb},
            "met": not any(missed), "measured_share": parts}


def _cpu_ratio(goal: Goal, found: Mapping[str, Result], shares: Mapping[str, float]) -> float | None:
    """Processors' seconds of the stock tool over ours: what a busy machine distorts least."""
    if not goal.stock or not found[goal.ours].cpu_seconds:
        return None
    scaled = {name: found[name].cpu_seconds / shares.get(name, 1) for name in (goal.ours, goal.stock)}
    return round(scaled[goal.stock] / scaled[goal.ours], 2)


def as_lines(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The rows for a terminal: found, asked, and a mark where it is missed."""
    lines = [f"{'':<44}{'ours s':>9}{'stock s':>10}{'ratio':>8}{'of CPU':>8}{'asked':>20}"]
    for row in rows:
        stock, *ratios = ("-" if row[name] is None else row[name] for name in ("stock_seconds", "ratio", "cpu_ratio"))
        lines.append(f"{row['what']:<44}{row['seconds']:>9.2f}{stock:>10}{ratios[0]:>8}{ratios[1]:>8}"
                     f"{_asked(row['asked']):>20}{_mark(row)}")
    for row in rows:
        for name, share in row["measured_share"].items():
            lines.append(f"  {row['what']}: {name} measured on {share:.1%} of the work and scaled")
    return lines


def _asked(asked: Mapping[str, float | None]) -> str:
    units = {"ratio": "times", "seconds": "s", "mb": "MB"}
    return ", ".join(f"{asked[name]:g} {unit}" for name, unit in units.items() if asked[name])


def _mark(row: Mapping[str, object]) -> str:
    return "" if row["met"] else f"  MISSED ({row['mb']} MB)" if row["asked"]["mb"] else "  MISSED"
