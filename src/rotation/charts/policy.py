"""Pictures of the chapter on the Fed: the fan after first cuts, rolling sensitivity, the target range."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .style import BAND, GRID, INK, LARGE, MUTED, PALETTE, SMALL, direct_label, figure

SIGNED = FuncFormatter(lambda value, _: f"{value:+.0f}".replace("-", "−") if value else "0")


def event_fan(paths: pd.DataFrame, mean: pd.DataFrame, horizons: tuple[int, ...]) -> Figure:
    """Log relative return (%) by session around first cuts: each event thin, the mean thick with its interval."""
    fig, axis = figure(height=4.4)
    axis.fill_between(mean.index, 100 * mean["low"], 100 * mean["high"], color=BAND, alpha=0.45, linewidth=0)
    labels = []
    for n, (day, path) in enumerate(paths.items()):
        color = PALETTE[(n + 1) % len(PALETTE)]
        axis.plot(path.index, 100 * path, color=color, linewidth=0.8, alpha=0.9)
        known = path.dropna()
        labels.append((100 * known.iloc[-1], known.index[-1], f"{day:%Y}", color))
    axis.plot(mean.index, 100 * mean["mean"], color=INK, linewidth=2.6)
    labels.append((100 * mean["mean"].dropna().iloc[-1], mean.index[-1], "mean", INK))
    _spread_labels(axis, labels, gap=1.7)
    _zero_lines(axis)
    axis.set_xticks([0, *horizons[1:]])
    axis.set_xlabel("Trading days from the announcement close")
    axis.set_ylabel("Russell 2000 over S&P 500, %")
    axis.yaxis.set_major_formatter(SIGNED)
    axis.margins(x=0.01)
    axis.set_xlim(right=mean.index[-1] * 1.09)
    return fig


def _spread_labels(axis: object, labels: list[tuple[float, float, str, str]], gap: float) -> None:
    """Labels at line ends, pushed apart so that none covers another."""
    last = None
    for value, x, text, color in sorted(labels):
        y = value if last is None else max(value, last + gap)
        direct_label(axis, x, y, text, color, fontweight="bold" if text == "mean" else "normal")
        last = y


def _zero_lines(axis: object) -> None:
    axis.axhline(0, color=MUTED, linewidth=0.9)
    axis.axvline(0, color=MUTED, linewidth=0.9)


def rolling_sensitivity(rolling: pd.DataFrame, marks: dict[str, pd.Timestamp]) -> Figure:
    """Rolling b (points of relative return per point of yield) with its 95% band and marked days."""
    fig, axis = figure(height=3.8)
    axis.fill_between(rolling.index, 100 * rolling["d2y_low"], 100 * rolling["d2y_high"], color=BAND, alpha=0.55,
                      linewidth=0)
    axis.plot(rolling.index, 100 * rolling["d2y"], color=LARGE, linewidth=1.6)
    axis.axhline(0, color=INK, linewidth=0.9)
    top = 100 * rolling["d2y_high"].max()
    for text, day in marks.items():
        axis.axvline(day, color=SMALL, linewidth=0.9, linestyle=(0, (3, 3)))
        axis.annotate(text, (day, top), xytext=(-4, 0), textcoords="offset points", ha="right", va="top",
                      color=SMALL, fontsize=9)
    axis.set_ylabel("Points per point of 2-year yield")
    axis.yaxis.set_major_formatter(SIGNED)
    axis.margins(x=0.01)
    return fig


def target_range(table: pd.DataFrame, firsts: pd.DatetimeIndex, end: pd.Timestamp) -> Figure:
    """The target for the funds rate (%, upper bound) as steps, first cuts marked by their year."""
    fig, axis = figure(height=3.4)
    steps = pd.concat([table, table.tail(1).set_axis([end])])
    ranged = steps[steps["lower"] < steps["upper"]]
    axis.fill_between(ranged.index, ranged["lower"], ranged["upper"], step="post", color=BAND, linewidth=0)
    axis.step(steps.index, steps["upper"], where="post", color=LARGE, linewidth=1.5)
    for day in firsts:
        level = table["upper"].loc[:day].iloc[-2]
        axis.plot([day], [level], marker="o", color=SMALL, markersize=5)
        axis.annotate(f"{day:%Y}", (day, level), xytext=(0, 7), textcoords="offset points", ha="center", color=SMALL,
                      fontsize=9)
    axis.set_ylabel("Target for the funds rate, %")
    axis.set_ylim(0, table["upper"].max() + 1)
    axis.grid(axis="x", color=GRID, linewidth=0)
    axis.margins(x=0.01)
    return fig
