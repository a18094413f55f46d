"""Pictures of the rotation: margins by year, chosen windows, relative strength, breadth, sectors by half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from . import style

DIVERGING = LinearSegmentedColormap.from_list("large to small", [style.LARGE, "#ffffff", style.SMALL])


def _signed(value: float, places: int = 0) -> str:
    text = f"{value:+.{places}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text[1:]


def _dates(axis: Axes) -> None:
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axis.xaxis.get_major_locator()))


def yearly_margins(table: pd.DataFrame, year: int) -> Figure:
    """Bars of small minus large by calendar year in points; ``year`` and any later one are labelled.

    ``table`` has columns ``year``, ``margin`` (fraction) and ``complete``; a year that is not over is hollow.
    """
    fig, axis = style.figure(height=3.3)
    margins = 100 * table["margin"]
    colours = [style.SMALL if m > 0 else style.LARGE for m in margins]
    faces = [c if done else "white" for c, done in zip(colours, table["complete"], strict=True)]
    axis.bar(table["year"], margins, color=faces, edgecolor=colours, linewidth=1.2, width=0.72)
    axis.axhline(0, color=style.MUTED, linewidth=0.8)
    for when, margin in zip(table["year"], margins, strict=True):
        if when >= year:
            up = margin > 0
            axis.annotate(_signed(margin, 1), (when + 0.45, margin), xytext=(1, 3 if up else -3), fontsize=9,
                          textcoords="offset points", ha="center" if up else "left", va="bottom" if up else "top")
    axis.set_ylabel("points, price returns")
    axis.margins(y=0.12)
    return fig


def choice_grid(grid: pd.DataFrame, marked: Sequence[tuple[date, date]] = ()) -> Figure:
    """Margins of every start (rows) and end (columns) as coloured cells with their points; marked cells are framed."""
    fig, axis = style.figure(height=4.6)
    values = 100 * grid.to_numpy(dtype=float)
    bound = float(np.nanmax(np.abs(values)))
    _cells(axis, values, Normalize(-bound, bound))
    for row, column in np.argwhere(~np.isnan(values)):
        axis.text(column, row, _signed(values[row, column]), ha="center", va="center", fontsize=9)
    for start, end in marked:
        _frame(axis, grid, start, end)
    axis.set_xticks(range(grid.shape[1]), [f"{d:%-d %b}" for d in grid.columns], rotation=45, ha="right", fontsize=9)
    axis.set_yticks(range(grid.shape[0]), [f"{d:%-d %b}" for d in grid.index], fontsize=9)
    axis.set_xlabel("last close of the window")
    axis.set_ylabel("first close of the window")
    axis.grid(False)
    return fig


def _cells(axis: Axes, values: np.ndarray, norm: Normalize) -> None:
    """Every known cell as a square, row 0 on top. Shapes, not a bitmap: vectors are compared and stay sharp."""
    known = np.argwhere(~np.isnan(values))
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    colours = DIVERGING(norm([values[row, column] for row, column in known]))
    axis.add_collection(PolyCollection([corners + np.array([column, row]) for row, column in known], facecolors=colours,
                                       edgecolors="none", linewidths=0, antialiaseds=False))
    axis.set_xlim(-0.5, values.shape[1] - 0.5)
    axis.set_ylim(values.shape[0] - 0.5, -0.5)


def _frame(axis: Axes, grid: pd.DataFrame, start: date, end: date) -> None:
    where = (pd.Timestamp(start), pd.Timestamp(end))
    if where[0] in grid.index and where[1] in grid.columns:
        column, row = grid.columns.get_loc(where[1]), grid.index.get_loc(where[0])
        axis.plot(
            column + np.array([-0.46, 0.46, 0.46, -0.46, -0.46]),
            row + np.array([-0.44, -0.44, 0.44, 0.44, -0.44]),
            color=style.INK,
            linewidth=1.8,
        )


def relative_strength(long: pd.Series, recent: pd.Series, published: Mapping[str, date]) -> Figure:
    """The price ratio on log axes: the whole history (100 at its start) and the last years with publication days."""
    fig, axes = style.figure(1, 2, height=3.4, width_ratios=(1, 1.25))
    for axis, path in zip(axes, (100 * long / long.iloc[0], 100 * recent / recent.iloc[0]), strict=True):
        axis.plot(path.index, path.to_numpy(), color=style.SMALL)
        axis.set_yscale("log")
        axis.yaxis.set_major_locator(MaxNLocator(6))
        axis.yaxis.set_minor_locator(NullLocator())
        axis.yaxis.set_major_formatter("{x:.0f}")
    axes[0].xaxis.set_major_locator(mdates.YearLocator(10))
    axes[0].xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axes[0].set_ylabel("Russell 2000 / S&P 500, start = 100")
    _dates(axes[1])
    seen = [d for d in published.values() if recent.index[0] <= pd.Timestamp(d) <= recent.index[-1]]
    for when in seen:
        axes[1].axvline(pd.Timestamp(when), color=style.LARGE, linewidth=0.8, linestyle=":")
    if seen:
        axes[1].annotate(
            "articles",
            (pd.Timestamp(min(seen)), axes[1].get_ylim()[1]),
            xytext=(-4, -4),
            va="top",
            textcoords="offset points",
            ha="right",
            color=style.LARGE,
            fontsize=9,
        )
    return fig


def risk(table: pd.DataFrame, falls: pd.DataFrame) -> Figure:
    """Rolling beta and correlation with pointwise 95% bands; below, the distance of both indices from their records.

    ``table`` has columns beta, beta_low, beta_high, correlation, correlation_low, correlation_high; ``falls`` holds
    one column an index, as fractions.
    """
    fig, axes = style.figure(3, 1, height=6.0, sharex=True)
    for axis, name, colour in zip(axes, ("beta", "correlation"), (style.THIRD, style.FOURTH), strict=False):
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        axis.fill_between(table.index, low, high, color=colour, alpha=0.18, linewidth=0)
        axis.plot(table.index, table[name], color=colour)
        axis.axhline(1, color=style.MUTED, linewidth=0.8)
        axis.set_ylabel(name)
    for name, colour in zip(falls, (style.SMALL, style.LARGE), strict=True):
        axes[2].plot(falls.index, 100 * falls[name], color=colour, label=name, linewidth=1.2)
    axes[2].axhline(0, color=style.MUTED, linewidth=0.8)
    axes[2].legend(loc="lower left")
    axes[2].set_ylabel("% below record")
    axes[2].yaxis.set_major_formatter(lambda x, _: f"{x:.0f}".replace("-", "\N{MINUS SIGN}"))
    return fig


def breadth(table: pd.DataFrame, sectors: int) -> Figure:
    """Equal weight over cap weight (100 at the start), and sectors ahead of the index over the trailing quarter."""
    fig, axes = style.figure(2, 1, height=4.0, sharex=True)
    axes[0].plot(table.index, table["equal"], color=style.SMALL)
    axes[0].axhline(100, color=style.MUTED, linewidth=0.8)
    axes[0].set_ylabel("equal / cap weight")
    axes[1].step(table.index, table["ahead"], color=style.LARGE, where="mid")
    axes[1].axhline(sectors / 2, color=style.MUTED, linewidth=0.8)
    axes[1].set_ylim(0, sectors)
    axes[1].set_ylabel(f"sectors ahead, of {sectors}")
    _dates(axes[1])
    return fig


def rank_plot(shift: pd.DataFrame, labels: tuple[str, str]) -> Figure:
    """Ranks of the sectors in two windows, joined: a line that rises gained places.

    ``shift`` has columns first, second (returns), rank_first, rank_second; the index names the sectors.
    """
    fig, axis = style.figure(height=4.4)
    for name, row in shift.iterrows():
        gained = row["rank_first"] - row["rank_second"]
        colour = style.SMALL if gained > 3 else style.LARGE if gained < -3 else style.NEUTRAL
        axis.plot([0, 1], [row["rank_first"], row["rank_second"]], "o-", color=colour, markersize=5)
        axis.text(-0.05, row["rank_first"], f"{_signed(100 * row['first'])}%", ha="right", va="center", fontsize=9)
        axis.text(
            1.05, row["rank_second"], f"{_signed(100 * row['second'])}%  {name}", ha="left", va="center", fontsize=9
        )
    axis.set_ylim(len(shift) + 0.6, 0.4)
    axis.set_xlim(-0.3, 1.95)
    axis.set_xticks([0, 1], labels)
    axis.set_yticks([])
    axis.grid(False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    return fig


def contributions(table: pd.DataFrame) -> Figure:
    """Contribution of each sector in points, largest on top; ``contribution`` is a fraction."""
    ordered = table.sort_values("contribution")
    fig, axis = style.figure(height=3.5)
    values = 100 * ordered["contribution"]
    axis.barh(list(ordered.index), values, color=[style.SMALL if v > 0 else style.LARGE for v in values], height=0.62)
    for row, value in enumerate(values):
        axis.annotate(
            _signed(value, 2),
            (value, row),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            ha="left" if value >= 0 else "right",
            va="center",
            fontsize=9,
        )
    axis.axvline(0, color=style.MUTED, linewidth=0.8)
    axis.margins(x=0.14)
    axis.set_xlabel("points, weight of 11 November times the large-company sector's return")
    return fig
