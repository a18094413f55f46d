"""Pictures of the replay: how many statements hold at each close, and how forecasts came to their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import style

COLORS = {"held": style.GOOD, "context": "#d9a441", "wrong": style.BAD, "open": style.GRID}
NAMES = {"held": "hold", "context": "lack context", "wrong": "wrong", "open": "open"}
LINES = {"pending": style.MUTED, "came_true": style.GOOD, "did_not": style.BAD}
ENDS = {"pending": "pending", "came_true": "came true", "did_not": "did not"}


def standing(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> Figure:
    """Statements by fate at each close, stacked; ``counts`` has one series a fate, from the bottom up."""
    fig, axis = style.figure(height=3.4)
    axis.stackplot(days, list(counts.values()), colors=[COLORS[name] for name in counts], step="post", linewidth=0)
    below = 0
    for name, values in counts.items():
        if values[-1]:
            style.direct_label(axis, days[-1], below + values[-1] / 2, f"{values[-1]} {NAMES[name]}",
                               style.INK if name in ("context", "open") else COLORS[name])
        below += values[-1]
    axis.set_ylabel("statements read again")
    _dated(axis, days)
    return fig


def endings(days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> Figure:
    """Forecasts that are pending, came true or did not, day by day, as steps."""
    fig, axis = style.figure(height=3.0)
    for name, values in counts.items():
        axis.step(days, values, where="post", color=LINES[name])
        style.direct_label(axis, days[-1], values[-1], f"{values[-1]} {ENDS[name]}", LINES[name])
    axis.set_ylim(bottom=0)
    axis.set_ylabel("forecasts")
    _dated(axis, days)
    return fig


def _dated(axis: Axes, days: Sequence[date]) -> None:
    axis.set_xlim(days[0], max(days[-1], days[0] + timedelta(days=1)))
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axis.xaxis.get_major_locator()))
