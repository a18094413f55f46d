"""Who led, where and how broadly: sectors, styles, breadth and the tests of a change of leadership.

``closes``: a Mapping from a name to its closing prices, all on one basis (the caller says which). Returns and
margins are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError
from .returns import (
    Day,
    compare,
    drawdown,
    leg,
    log_relative_returns,
    log_returns,
    observed,
    on_common_dates,
    weekly_closes,
    window_return,
)
from .statistics import (
    BreakTest,
    Estimate,
    RankCorrelation,
    Regression,
    newey_west,
    rank_correlation_permutation,
    rolling_ols,
    sup_f_break,
    wilson_interval,
)

Closes = Mapping[str, pd.Series]
Windows = Mapping[str, tuple[Day, Day]]


# ---------------------------------------------------------------- tables

def sector_matrix(closes: Closes, windows: Windows) -> pd.DataFrame:
    """Return of every name (rows) over every window (columns); NaN where a series does not reach.

    Window ends snap to the last close on or before them.
    """
    cells = {label: {name: _or_nan(window_return, close, *window) for name, close in closes.items()}
             for label, window in windows.items()}
    return pd.DataFrame(cells, index=list(closes))


def style_pairs(closes: Closes, pairs: Mapping[str, tuple[str, str]], windows: Windows) -> pd.DataFrame:
    """Margin of each pair's first name over its second (rows) in every window (columns); NaN where one is
    missing.
    """
    cells = {
        label: {pair: _or_nan(window_margin, closes[a], closes[b], *window) for pair, (a, b) in pairs.items()}
        for label, window in windows.items()
    }
    return pd.DataFrame(cells, index=list(pairs))


def window_margin(a: pd.Series, b: pd.Series, start: Day, end: Day) -> float:
    """Return of a minus b; InputError if the ends snap to different dates in the two series."""
    return compare(leg("a", a, start, end), leg("b", b, start, end))


def equal_vs_cap(equal: pd.Series, cap: pd.Series, start: Day, end: Day) -> float:
    """Equal-weight minus cap-weight return of one universe: positive when the average member beat the
    index.
    """
    return window_margin(equal, cap, start, end)


def _or_nan(measure, *arguments) -> float:
    try:
        return measure(*arguments)
    except EvidenceMissing:
        return float("nan")


# ---------------------------------------------------------------- ranks and breadth

def rank_shift(first: pd.Series, second: pd.Series) -> pd.DataFrame:
    """first, second, rank_first, rank_second, shift: 1 is the best return, a positive shift is places gained.

    Names without both returns are left out; sorted by the second rank.
    """
    table = pd.DataFrame({"first": first, "second": second}).dropna()
    for half in ("first", "second"):
        table[f"rank_{half}"] = table[half].rank(ascending=False, method="min").astype(int)
    table["shift"] = table["rank_first"] - table["rank_second"]
    return table.sort_values("rank_second", kind="stable")


def half_rank_correlation(
    first: pd.Series, second: pd.Series, draws: int = 20_000, seed: int = 0,
) -> RankCorrelation:
    """Spearman's rho between the names' returns in two halves: near 1 leadership held, negative it
    reversed.
    """
    return rank_correlation_permutation(first, second, draws, seed)


def share_ahead(returns: pd.Series, benchmark: float, variants: int = 1) -> Estimate:
    """Share of names whose return exceeds the benchmark's, Wilson interval.

    Names move together, so the interval, which treats them as independent, is too narrow.
    """
    known = returns.dropna()
    return wilson_interval(int((known > benchmark).sum()), len(known), variants=variants)


def contribution(weights: pd.Series, returns: pd.Series, tolerance: float = 0.01) -> pd.Series:
    """Weight at the start times return, which sums to the return of the whole.

    InputError unless every weight has a return and the weights sum to 1 within ``tolerance``.
    """
    missing = weights.index.difference(returns.dropna().index)
    if len(missing):
        names = ", ".join(map(str, missing))
        raise InputError("returns", f"none for {names}", "one for every weight", "add them")
    if abs(weights.sum() - 1) > tolerance:
        raise InputError("weights", f"a sum of {weights.sum():g}", "1", "give weights as fractions")
    return weights * returns.reindex(weights.index)


# ---------------------------------------------------------------- co-movement and drawdown

def relative_strength(a: pd.Series, b: pd.Series) -> pd.Series:
    """a / b on common dates: a price ratio, not a valuation."""
    a, b = on_common_dates(a, b)
    return a / b


def rolling_beta(a: pd.Series, b: pd.Series, window: int = 104) -> pd.DataFrame:
    """beta, beta_low, beta_high, correlation, correlation_low, correlation_high, n of weekly log returns of a
    on b.

    The beta band is heteroskedasticity-robust, the correlation band Fisher's z; both pointwise 95%.
    """
    from scipy import stats

    a, b = (log_returns(weekly_closes(close)) for close in on_common_dates(a, b))
    table = rolling_ols(a, b.rename("beta").to_frame(), window)
    table = table.drop(columns=["const", "const_low", "const_high"])
    r = a.rolling(window).corr(b).reindex(table.index)
    half = stats.norm.ppf(0.975) / np.sqrt(window - 3)
    low, high = (np.tanh(np.arctanh(r) + sign * half) for sign in (-1, 1))
    return table.assign(correlation=r, correlation_low=low, correlation_high=high)


def drawdowns(closes: Closes) -> pd.DataFrame:
    """Drawdown of every name from its own record within the series given, one column each."""
    return pd.DataFrame({name: drawdown(close) for name, close in closes.items()})


@dataclass(frozen=True)
class Fall:
    """The deepest fall from a record close."""

    peak: pd.Timestamp
    trough: pd.Timestamp
    depth: float                        # fraction, negative
    recovered: pd.Timestamp | None      # first close at or above the peak again; None while under water


def deepest_fall(close: pd.Series, since: Day | None = None) -> Fall:
    """Peak, trough, depth and recovery of the deepest fall whose peak lies on or after ``since``."""
    prices = observed(close).loc[since:] if since is not None else observed(close)
    falls = drawdown(prices)
    trough = falls.idxmin()
    peak = prices.loc[:trough].idxmax()
    back = prices.loc[trough:].index[(prices.loc[trough:] >= prices[peak]).to_numpy()]
    recovered = back[0] if len(back) and falls[trough] < 0 else None
    return Fall(peak, trough, float(falls[trough]), recovered)


# ---------------------------------------------------------------- tests

def spanning_regression(relative: pd.Series, factors: pd.DataFrame, lags: int | None = None) -> Regression:
    """Relative return on factor returns (market, size, value) with Newey-West errors.

    ``const`` is the return a period that the factors do not explain; if its interval holds 0, the rotation is
    those factors.
    """
    return newey_west(relative, factors, lags)


def leadership_break(
    a: pd.Series, b: pd.Series, trim: float = 0.15, draws: int = 999, seed: int = 0,
) -> BreakTest:
    """One break at an unknown date in the mean weekly log return of a over b: the date comes from the
    data.
    """
    weekly = log_relative_returns(*(weekly_closes(close) for close in on_common_dates(a, b)))
    return sup_f_break(weekly, None, trim, draws, seed)


def lead_counts(matrix: pd.DataFrame, benchmark: Mapping[str, float]) -> pd.DataFrame:
    """ahead, of, share, low, high for each window (rows): how many names beat that window's benchmark
    return.
    """
    rows: dict[str, tuple] = {}
    for window in matrix:
        e = share_ahead(matrix[window], benchmark[window])
        rows[window] = (round(e.value * e.n), e.n, e.value, e.low, e.high)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["ahead", "of", "share", "low", "high"])
