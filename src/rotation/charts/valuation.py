"""Pictures of the valuation chapter: data in, a Figure out. An empty frame draws the words that say why."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import GOOD, GRID, INK, LARGE, MUTED, SMALL, THIRD, direct_label, figure

NOT_PUBLIC = "Not yet public at this edition"


def _empty(axis: Axes) -> None:
    axis.text(0.5, 0.5, NOT_PUBLIC, transform=axis.transAxes, ha="center", va="center", color=MUTED, fontsize=11)
    axis.set_xticks([])
    axis.set_yticks([])


def _year_ticks(axis: Axes, index: pd.DatetimeIndex, step: int) -> None:
    """A tick every so many years: few marks keep the picture small and quiet."""
    years = range(index[0].year - index[0].year % step + step, index[-1].year + 1, step)
    axis.set_xticks([pd.Timestamp(year, 1, 1) for year in years], [str(year) for year in years])


def yearly_yields(spread: pd.DataFrame) -> Figure:
    """Earnings yields of both indices by year; the area between them is the gap, estimates are dashed."""
    fig, axis = figure(height=3.4)
    if spread.empty:
        _empty(axis)
        return fig
    known = spread[~spread["estimate"].astype(bool)]
    guessed = spread.loc[known.index[-1]:]
    for name, color, label in (("small", SMALL, "S&P 600"), ("large", LARGE, "S&P 500")):
        axis.plot(known.index, known[name], color=color)
        axis.plot(guessed.index, guessed[name], color=color, linestyle=(0, (2, 1.5)))
        direct_label(axis, spread.index[-1], spread[name].iloc[-1], label, color)
    axis.fill_between(spread.index, spread["small"], spread["large"], color=GRID, linewidth=0)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set_ylabel("Earnings yield, %")
    axis.set_xlim(spread.index[0] - 0.3, spread.index[-1] + 2.6)
    axis.set_xticks([year for year in spread.index if year % 4 == 0])
    axis.set_yticks([0, 3, 6])
    return fig


def multiple_ratios(ratios: pd.DataFrame) -> Figure:
    """Russell 2000 over S&P 500: forward P/E and price to book, parity marked."""
    fig, axis = figure()
    if ratios.empty:
        _empty(axis)
        return fig
    for name, color, label in (("pe", SMALL, "forward P/E"), ("pb", LARGE, "price to book")):
        axis.plot(ratios.index, ratios[name], color=color)
        direct_label(axis, ratios.index[-1], ratios[name].iloc[-1], label, color)
    axis.axhline(1, color=INK, linewidth=0.9)
    axis.annotate("parity", (ratios.index[0], 1), xytext=(3, 4), textcoords="offset points", color=MUTED, fontsize=9)
    axis.set_ylim(0, None)
    axis.set_yticks([0, 1, 2])
    _year_ticks(axis, ratios.index, 5)
    axis.set_ylabel("Russell 2000 / S&P 500")
    axis.set_xlim(ratios.index[0], ratios.index[-1] + pd.DateOffset(years=3))
    return fig


def cape_and_percentile(cape: pd.DataFrame) -> Figure:
    """CAPE and its expanding percentile, year-ends and the last month."""
    fig, (top, low) = figure(2, 1, height=4.8, sharex=True, height_ratios=(3, 2))
    top.plot(cape.index, cape["cape"], color=LARGE)
    top.set_ylabel("CAPE")
    top.set_yticks([0, 20, 40])
    low.plot(cape.index, cape["percentile"], color=THIRD)
    low.axhline(50, color=INK, linewidth=0.8)
    low.set_ylabel("Expanding percentile")
    low.set_ylim(0, 100)
    low.set_yticks([0, 50, 100])
    _year_ticks(low, cape.index, 40)
    direct_label(top, cape.index[-1], cape["cape"].iloc[-1], f"{cape['cape'].iloc[-1]:.1f}", LARGE)
    low.set_xlim(cape.index[0], cape.index[-1] + pd.DateOffset(years=9))
    return fig


def compatible(curve: pd.DataFrame, low_share: float, high_share: float) -> Figure:
    """The pairs (w, l) that reconcile two multiples, with the reported range of loss-makers shaded."""
    fig, axis = figure(height=3.4)
    axis.axvspan(100 * low_share, 100 * high_share, color=GRID, linewidth=0)
    axis.plot(100 * curve["w"], 100 * curve["l"], color=SMALL, linewidth=2)
    axis.annotate("loss-makers, share of\ncompanies as reported", (50 * (low_share + high_share), 2), ha="center",
                  va="bottom", color=MUTED, fontsize=9)
    axis.set_xlabel("Loss-makers' share of market value, %")
    axis.set_ylabel("Losses over profits, %")
    axis.set_xlim(0, 100 * curve["w"].max() * 1.03)
    axis.set_ylim(0, None)
    axis.set_xticks([0, 20, 40])
    axis.set_yticks([0, 20, 40])
    return fig


def parts(frame: pd.DataFrame) -> Figure:
    """Relative log return by window: re-rating and expected earnings as bars, the total as a mark."""
    rows = frame[frame["who"] == "Difference"]
    fig, axis = figure(height=0.9 + 0.75 * max(len(rows), 2))
    if rows.empty:
        _empty(axis)
        return fig
    spots = range(len(rows))[::-1]
    for offset, name, color, label in ((0.17, "earnings", GOOD, "expected earnings"),
                                       (-0.17, "rerating", SMALL, "multiple")):
        axis.barh([spot + offset for spot in spots], rows[name], height=0.3, color=color, label=label)
    axis.plot(rows["total"], list(spots), "D", color=INK, markersize=6, label="relative return")
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.set_yticks(list(spots), rows["window"])
    axis.locator_params(axis="x", nbins=4)
    axis.set_xlabel("Russell 2000 minus S&P 500, log points")
    axis.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    return fig


def price_ratio(ratio: pd.Series) -> Figure:
    """Russell 2000 over S&P 500 prices, 1 at the start, log axis."""
    fig, axis = figure(height=3.2)
    axis.plot(ratio.index, ratio, color=MUTED)
    axis.set_yscale("log")
    axis.set_yticks([0.7, 1.0], ["0.7", "1.0"])
    _year_ticks(axis, ratio.index, 10)
    axis.minorticks_off()
    axis.axhline(1, color=INK, linewidth=0.8)
    axis.set_ylabel("Price ratio (not a valuation)")
    return fig
