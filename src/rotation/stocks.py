"""What named stocks did, after market and sector, and what they could have done to an index.

Closes are adjusted for splits; the caller says whether dividends are in. Returns are fractions. The day of an
event or a publication never lies inside the window a model is estimated on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError
from .returns import (
    Day,
    log_relative_returns,
    log_returns,
    observed,
    on_common_dates,
    stamp,
    window_return,
)

HORIZONS = (21, 63, 126)
HALF_CENT = 0.005


# ---------------------------------------------------------------- market model

@dataclass(frozen=True)
class MarketModel:
    """A stock's cumulative abnormal log return over an event window, against alpha + beta * market."""

    alpha: float
    beta: float
    sigma: float                # residual standard deviation a day
    car: float
    se: float                   # of the CAR, with the error of alpha and beta
    low: float
    high: float
    p: float
    abnormal: pd.Series         # daily
    n: int                      # estimation days
    n_event: int
    estimation_start: pd.Timestamp
    estimation_end: pd.Timestamp
    level: float = 0.95
    method: str = "market model on daily log returns, prediction-error t interval"


def market_model(
    stock: pd.Series, market: pd.Series, estimation_window: tuple[Day, Day], event_window: tuple[Day, Day],
    level: float = 0.95, minimum: int = 60,
) -> MarketModel:
    """Abnormal returns of the event window from a model estimated strictly before it.

    Windows are first and last return dates, both included. The CAR's variance is that of a sum of prediction
    errors, sigma^2 (L + x'(X'X)^-1 x) with x the sum of the event rows; n-2 degrees of freedom. InputError if
    the windows touch, EvidenceMissing below ``minimum`` estimation days or without an event day.
    """
    if stamp(estimation_window[1]) >= stamp(event_window[0]):
        raise InputError(
            "market model", f"estimation to {estimation_window[1]}, event from {event_window[0]}",
            "an estimation window that ends before the event", "move its end back",
        )
    y, m = (log_returns(close) for close in on_common_dates(stock, market))
    past, future = (slice(stamp(a), stamp(b)) for a, b in (estimation_window, event_window))
    if len(y[past]) < minimum or not len(y[future]):
        found = f"{len(y[past])} estimation and {len(y[future])} event days"
        raise EvidenceMissing(f"{found}; {minimum} and 1 needed")
    return _prediction(y[past], m[past], y[future], m[future], level)


def _prediction(
    y: pd.Series, m: pd.Series, y_event: pd.Series, m_event: pd.Series, level: float,
) -> MarketModel:
    from scipy import stats

    design = np.column_stack([np.ones(len(m)), m])
    (alpha, beta), *_ = np.linalg.lstsq(design, y.to_numpy(), rcond=None)
    residual, df = y - alpha - beta * m, len(y) - 2
    sigma = float(np.sqrt(residual @ residual / df))
    abnormal = y_event - alpha - beta * m_event
    total = np.array([len(m_event), m_event.sum()])
    se = sigma * np.sqrt(len(m_event) + total @ np.linalg.solve(design.T @ design, total))
    car, half = float(abnormal.sum()), float(stats.t.ppf(0.5 + level / 2, df) * se)
    p = float(2 * stats.t.sf(abs(car) / se, df)) if se > 0 else float("nan")
    return MarketModel(float(alpha), float(beta), sigma, car, float(se), car - half, car + half, p, abnormal,
                       len(y), len(y_event), y.index[0], y.index[-1], level)


# ---------------------------------------------------------------- after publication

def close_after(close: pd.Series, published: Day) -> pd.Timestamp:
    """The first close strictly after the day of publication: the first a reader could surely trade at.

    Articles often lack a time of day, so the publication day's own close never counts.
    """
    prices = observed(close)
    position = prices.index.searchsorted(stamp(published), side="right")
    if position >= len(prices):
        raise EvidenceMissing(f"no close after {stamp(published):%Y-%m-%d}")
    return prices.index[position]


def excess_returns(
    stock: pd.Series, benchmarks: Mapping[str, pd.Series], published: Day, horizons: Sequence[int] = HORIZONS,
) -> pd.DataFrame:
    """One row a horizon (trading days): base, end, stock, and for each benchmark its return, excess and
    noise.

    All legs run from the first common close after ``published``. ``<name>_excess`` is stock minus benchmark;
    ``<name>_noise`` is 1.96 daily standard deviations of the relative log return in the 252 sessions up to
    publication times the root of the horizon: an excess inside it is ordinary. Incomplete horizons are NaN.
    """
    legs = _one_calendar({"stock": stock, **benchmarks})
    base = legs.index.get_loc(close_after(legs["stock"], published))
    rows = {h: _excess_row(legs, base, h) for h in horizons}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("horizon")
    for name in benchmarks:
        sd = _past_noise(stock, benchmarks[name], published)
        table[f"{name}_noise"] = 1.96 * sd * np.sqrt(table.index.to_numpy())
    return table


def _one_calendar(closes: Mapping[str, pd.Series]) -> pd.DataFrame:
    frame = pd.concat({name: observed(close) for name, close in closes.items()}, axis=1, join="inner")
    if frame.empty:
        raise EvidenceMissing("series without a common date")
    return frame.sort_index()


def _excess_row(legs: pd.DataFrame, base: int, horizon: int) -> dict:
    done = base + horizon < len(legs)
    change = legs.iloc[base + horizon] / legs.iloc[base] - 1 if done else legs.iloc[base] * np.nan
    end = legs.index[base + horizon] if done else pd.NaT
    row = {"base": legs.index[base], "end": end, "stock": change["stock"]}
    for name in legs.columns.drop("stock"):
        row |= {name: change[name], f"{name}_excess": change["stock"] - change[name]}
    return row


def _past_noise(
    stock: pd.Series, benchmark: pd.Series, published: Day, window: int = 252, least: int = 60,
) -> float:
    past = log_relative_returns(stock, benchmark).loc[: stamp(published)].iloc[-window:]
    return float(past.std(ddof=1)) if len(past) >= least else float("nan")


# ---------------------------------------------------------------- weight and baskets

def index_weight_bound(weight: float, stock_return: float) -> float:
    """What a stock can have added to its index's return: start weight times its return, in points (fraction).

    Exact for a weight at the window's start; with a larger later weight it is the caller's to pass the
    largest.
    """
    if not 0 <= weight <= 1:
        raise InputError("weight", str(weight), "a fraction from 0 to 1", "divide per cent by 100")
    return weight * stock_return


def basket_return(closes: Mapping[str, pd.Series], start: Day, end: Day) -> float:
    """Mean return of the members: equal amounts at the start, held to the end.

    EvidenceMissing, naming them, if members have no close at either end: a basket without its casualties
    lies.
    """
    returns, missing = {}, []
    for name, close in closes.items():
        try:
            returns[name] = window_return(close, start, end)
        except EvidenceMissing:
            missing.append(name)
    if missing or not returns:
        raise EvidenceMissing(f"no closes at both ends for {', '.join(missing) or 'any member'}")
    return float(np.mean(list(returns.values())))


@dataclass(frozen=True)
class RandomBaskets:
    """The chosen basket among random ones of the same make-up."""

    observed: float
    mean: float
    low: float              # central 95% of the random baskets
    high: float
    percentile: float       # share of random baskets at or below the observed one
    p: float                # two-sided
    draws: np.ndarray
    n: int                  # members
    pool: int               # names that could be drawn
    seed: int
    method: str = "random baskets matched on stratum, without the chosen names"


def random_matched_baskets(
    chosen: Sequence[str], returns: pd.Series, strata: pd.Series, draws: int = 10_000, seed: int = 0,
) -> RandomBaskets:
    """Equal-weight return of ``chosen`` against baskets that replace each by a random name of its stratum.

    ``returns`` and ``strata`` (index and sector, say) are indexed by ticker; no name twice in a basket.
    EvidenceMissing if a chosen name has no return or a stratum has too few others.
    """
    chosen = list(chosen)
    lacking = [name for name in chosen if name not in returns.index or pd.isna(returns[name])]
    if lacking or not chosen:
        raise EvidenceMissing(f"no return for {', '.join(lacking) or 'an empty basket'}")
    others = returns.dropna().drop(chosen).sort_index()
    rng = np.random.default_rng(seed)
    counts = strata.loc[chosen].value_counts().sort_index()
    pools = {name: others[strata.reindex(others.index) == name].to_numpy() for name in counts.index}
    sums = sum(_stratum_sums(pools[name], int(k), name, draws, rng) for name, k in counts.items())
    drawable = sum(map(len, pools.values()))
    return _placed(float(returns[chosen].mean()), sums / len(chosen), len(chosen), drawable, seed)


def _stratum_sums(pool: np.ndarray, k: int, name: object, draws: int, rng: np.random.Generator) -> np.ndarray:
    if len(pool) < max(k, 2):
        raise EvidenceMissing(f"stratum {name} has {len(pool)} other names for {k} draws")
    order = rng.permuted(np.tile(np.arange(len(pool)), (draws, 1)), axis=1)
    return pool[order[:, :k]].sum(axis=1)


def _placed(observed_mean: float, drawn: np.ndarray, n: int, pool: int, seed: int) -> RandomBaskets:
    low, high = np.quantile(drawn, [0.025, 0.975])
    below, above = (drawn <= observed_mean).sum(), (drawn >= observed_mean).sum()
    p = min(1.0, 2 * (1 + min(below, above)) / (1 + len(drawn)))
    percentile = float(below / len(drawn))
    return RandomBaskets(
        observed_mean, float(drawn.mean()), float(low), float(high), percentile, float(p), drawn, n, pool,
        seed,
    )


# ---------------------------------------------------------------- dating a quote box

def price_matches(close: pd.Series, price: float, tolerance: float = HALF_CENT) -> pd.DatetimeIndex:
    """Dates on which the close equals a printed price within half a cent."""
    prices = observed(close)
    return prices.index[(prices - price).abs().to_numpy() <= tolerance + 1e-9]


def last_price_match(close: pd.Series, price: float, before: Day | None = None) -> pd.Timestamp | None:
    """The last such date, on or before ``before``; None if the price never was a close."""
    dates = price_matches(close, price)
    dates = dates if before is None else dates[dates <= stamp(before)]
    return dates[-1] if len(dates) else None


def date_quote_box(
    prices: Mapping[str, float], closes: Mapping[str, pd.Series], tolerance: float = HALF_CENT,
) -> pd.DataFrame:
    """matched, available, quoted, all, unmatched for every date: how many printed prices equal that day's
    closes.

    ``available``: quoted tickers with a close that day; ``all``: every quoted ticker matches. Closes must be
    as traded, not adjusted for dividends. Two boxes may be of different days: date each alone.
    """
    frame = _closes_of(prices, closes)
    hit = _equal(frame, prices, tolerance)
    names = hit.columns.to_numpy(dtype=object)  # one plain array: an Index a row is what would cost
    unmatched = [" ".join(names[~row]) for row in hit.to_numpy()]
    matched = hit.sum(axis=1)
    return pd.DataFrame({"matched": matched, "available": frame.notna().sum(axis=1), "quoted": len(prices),
                         "all": matched == len(prices), "unmatched": unmatched}, index=frame.index)


def quote_matches(
    prices: Mapping[str, float], closes: Mapping[str, pd.Series], tolerance: float = HALF_CENT,
) -> pd.DataFrame:
    """The column ``matched`` of ``date_quote_box`` alone, which costs a third of it."""
    return _equal(_closes_of(prices, closes), prices, tolerance).sum(axis=1).to_frame("matched")


def _closes_of(prices: Mapping[str, float], closes: Mapping[str, pd.Series]) -> pd.DataFrame:
    lacking = sorted(set(prices) - set(closes))
    if lacking:
        raise EvidenceMissing(f"no closes for {', '.join(lacking)}")
    return pd.concat({name: observed(closes[name]) for name in sorted(prices)}, axis=1).sort_index()


def _equal(frame: pd.DataFrame, prices: Mapping[str, float], tolerance: float) -> pd.DataFrame:
    return (frame - pd.Series(prices)).abs() <= tolerance + 1e-9


def best_quote_dates(box: pd.DataFrame) -> pd.DatetimeIndex:
    """The dates with the most matches; none if nothing ever matched."""
    most = box["matched"].max()
    return box.index[(box["matched"] == most).to_numpy() & (most > 0)]
