"""Pictures of what happened next: relative strength since the articles, sectors named and not named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.figure import Figure

from ..wording import number
from . import style


def relative_strength(path: pd.Series, published: Mapping[str, date]) -> Figure:
    """Small against large, 100 at the start (log axis), with a mark at each article's publication.

    ``path`` has a DatetimeIndex; ``published`` maps an article's id to its day.
    """
    fig, axis = style.figure(height=3.4)
    axis.plot(path.index, path.to_numpy(), color=style.SMALL)
    axis.set_yscale("log")
    axis.yaxis.set_major_formatter("{x:.0f}")
    axis.yaxis.set_minor_formatter("{x:.0f}")
    axis.axhline(100, color=style.MUTED, linewidth=0.8)
    seen = {name: when for name, when in published.items() if path.index[0] <= pd.Timestamp(when) <= path.index[-1]}
    for when in seen.values():
        axis.axvline(pd.Timestamp(when), color=style.LARGE, linewidth=0.8, linestyle=":")
    if seen:
        axis.annotate("articles", (pd.Timestamp(min(seen.values())), axis.get_ylim()[1]), xytext=(-4, -4),
                      textcoords="offset points", ha="right", va="top", color=style.LARGE, fontsize=9)
    style.direct_label(axis, path.index[-1], float(path.iloc[-1]), f"{path.iloc[-1]:.0f}", style.SMALL)
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axis.xaxis.get_major_locator()))
    axis.set_ylabel("Russell 2000 / S&P 500, start = 100")
    return fig


def sector_dots(table: pd.DataFrame) -> Figure:
    """Sector margins against the benchmark in points, best on top; named sectors filled, the others hollow.

    ``table`` has columns ``label``, ``margin`` (fraction), ``named``, sorted best first.
    """
    fig, axis = style.figure(height=3.9)
    ordered = table.iloc[::-1]
    rows, margins = range(len(ordered)), 100 * ordered["margin"]
    colors = [style.SMALL if named else style.LARGE for named in ordered["named"]]
    axis.axvline(0, color=style.MUTED, linewidth=0.8)
    axis.hlines(rows, 0, margins, color=style.GRID, linewidth=1.4, zorder=1)
    fills = [color if named else "white" for color, named in zip(colors, ordered["named"], strict=True)]
    axis.scatter(margins, rows, s=46, c=fills, edgecolors=colors, zorder=2)
    for row, margin in zip(rows, margins, strict=True):
        side = 1 if margin >= 0 else -1
        axis.annotate(number(margin, 1, signed=True), (margin, row), xytext=(8 * side, 0), textcoords="offset points",
                      ha="left" if side > 0 else "right", va="center", fontsize=9)
    axis.set_yticks(range(len(ordered)), ordered["label"])
    axis.margins(x=0.14)
    axis.set_xlabel("points against the S&P 500 fund, price return")
    return fig
