"""Pictures of named stocks: excess returns as dots, each share against the index, random baskets, one company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from . import style


def excess_dots(groups: Mapping[str, pd.DataFrame], against: str) -> Figure:
    """Excess returns in points, best on top: a panel a group, a pale bar where an excess is ordinary noise.

    Each table has columns ``label``, ``excess`` and ``noise`` (fractions), sorted best first. Groups without rows
    keep their panel and say so.
    """
    sizes = [max(len(table), 2) for table in groups.values()]
    fig, axes = style.figure(rows=len(groups), height=0.9 + 0.22 * sum(sizes), sharex=True, squeeze=False,
                             gridspec_kw={"height_ratios": sizes})
    for axis, (name, table) in zip(axes[:, 0], groups.items(), strict=True):
        _dots(axis, name, table)
    axes[-1, 0].set_xlabel(f"points against {against}")
    return fig


def _dots(axis: Axes, name: str, table: pd.DataFrame) -> None:
    ordered, rows = table.iloc[::-1], range(len(table))
    axis.axvline(0, color=style.MUTED, linewidth=0.8)
    bars = [[(-100 * noise, row), (100 * noise, row)] for row, noise in zip(rows, ordered["noise"], strict=True)]
    axis.add_collection(LineCollection(bars, colors=style.BAND, linewidths=5, alpha=0.45, zorder=1))
    for good, colour in ((True, style.GOOD), (False, style.BAD)):
        kept = [(100 * x, row) for row, x in zip(rows, ordered["excess"], strict=True) if (x > 0) is good]
        axis.plot([x for x, _ in kept], [row for _, row in kept], "o", markersize=6, color=colour, zorder=2)
    axis.set_yticks(rows, ordered["label"], fontsize=9)
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(-0.7, max(len(table), 2) - 0.3)
    axis.set_title(name if len(table) else f"{name}: nothing measured at this edition")
    axis.grid(axis="y", visible=False)
    axis.autoscale_view(scaley=False)


def small_multiples(paths: Mapping[str, pd.Series], marks: Mapping[str, Mapping[str, Sequence[date]]], columns: int = 4
                    ) -> Figure:
    """Each share against the Russell 2000 fund, 100 at the start, one cell a share, one log scale for all.

    Dotted: publication of an article that names the share; triangles: its results. The number is where it ended.
    A share without closes keeps its cell and says so. All cells are drawn on one canvas, which keeps the file small.
    """
    rows = -(-max(len(paths), 1) // columns)
    fig, axis = style.figure(height=0.25 + 0.95 * rows)
    axis.set_axis_off()
    canvas = _Canvas.of(paths)
    for n, (name, path) in enumerate(paths.items()):
        _cell(axis, canvas, 1.12 * (n % columns), -1.35 * (n // columns), name, path, marks.get(name, {}))
    axis.set_xlim(-0.02, 1.12 * columns - 0.02)
    axis.set_ylim(-1.35 * (rows - 1) - 0.1, 1.2)
    return fig


@dataclass(frozen=True)
class _Canvas:
    """The common scale of all cells: time to 0..0.84, log level to 0..1."""

    start: pd.Timestamp
    end: pd.Timestamp
    low: float
    high: float

    @classmethod
    def of(cls, paths: Mapping[str, pd.Series]) -> _Canvas:
        filled = [path for path in paths.values() if len(path)]
        if not filled:
            return cls(pd.Timestamp(0), pd.Timestamp(1), 80.0, 125.0)
        low, high = min(p.min() for p in filled), max(p.max() for p in filled)
        return cls(min(p.index[0] for p in filled), max(p.index[-1] for p in filled), min(low, 90), max(high, 110))

    def x(self, when: object) -> object:
        return 0.84 * (when - self.start) / (self.end - self.start)

    def y(self, level: object) -> object:
        return np.log(np.asarray(level, dtype=float) / self.low) / np.log(self.high / self.low)


def _cell(axis: Axes, canvas: _Canvas, left: float, bottom: float, name: str, path: pd.Series,
          marks: Mapping[str, Sequence[date]]) -> None:
    axis.text(left, bottom + 1.04, name, fontsize=10, fontweight="bold")
    if not len(path):
        axis.text(left, bottom + 0.5, "no closes", fontsize=9, color=style.MUTED)
        return
    level = bottom + float(canvas.y(100.0))
    axis.plot([left, left + 0.84], [level, level], color=style.MUTED, linewidth=0.6)
    for when in marks.get("published", ()):
        x = left + canvas.x(pd.Timestamp(when))
        axis.plot([x, x], [bottom, bottom + 1], color=style.LARGE, linewidth=0.9, linestyle=":")
    days = [pd.Timestamp(when) for when in marks.get("results", ())]
    seen = [left + canvas.x(when) for when in days if when >= canvas.start]
    axis.plot(seen, [bottom] * len(seen), "^", markersize=4, color=style.FOURTH)
    axis.plot(left + canvas.x(path.index), bottom + canvas.y(path), color=style.SMALL, linewidth=1.3)
    axis.text(left + canvas.x(path.index[-1]) + 0.02, bottom + float(canvas.y(path.iloc[-1])), f"{path.iloc[-1]:.0f}",
              fontsize=9, color=style.SMALL, va="center")


def company_paths(paths: Mapping[str, pd.Series], marks: Mapping[str, Sequence[date]]) -> Figure:
    """One share, its index and its sector, total returns, 100 at the start, with publication and results marked."""
    fig, axis = style.figure(height=3.6)
    if not paths:
        axis.annotate("no closes of this share are in the data", (0.5, 0.5), xycoords="axes fraction", ha="center")
        axis.set_axis_off()
        return fig
    axis.axhline(100, color=style.MUTED, linewidth=0.8)
    colours = (style.SMALL, style.LARGE, style.THIRD)
    first, last = next(iter(paths.values())).index[0], max(p.index[-1] for p in paths.values())
    for when in marks.get("published", ()):
        axis.axvline(pd.Timestamp(when), color=style.MUTED, linewidth=0.9, linestyle=":")
    for when in [w for w in marks.get("results", ()) if first <= pd.Timestamp(w) <= last]:
        axis.plot(pd.Timestamp(when), 0.02, marker="^", markersize=6, color=style.FOURTH, clip_on=False,
                  transform=axis.get_xaxis_transform())
    for (name, path), colour in zip(paths.items(), colours, strict=False):
        axis.plot(path.index, path.to_numpy(), color=colour, label=name)
    axis.set_ylabel("total return, start = 100")
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axis.xaxis.get_major_locator()))
    axis.legend(loc="upper left", fontsize=9)
    return fig
