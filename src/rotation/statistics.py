"""Inference shared by the chapters: every estimate says its n, effective n, interval, method and variants
tried.

Random procedures take a seed and use numpy's PCG64 generator, so a run repeats exactly. scipy.stats and statsmodels
take a second to load, so here and in the measures the function that needs them imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError


@dataclass(frozen=True)
class Estimate:
    """A number with what a reader needs to believe it."""

    value: float
    low: float
    high: float
    n: int
    n_effective: float      # observations that do not overlap
    method: str
    variants: int           # how many versions of this question were tried
    level: float = 0.95
    p: float | None = None  # two-sided, where the method has a test


# ---------------------------------------------------------------- means and shares

def clean(values: Iterable[float]) -> np.ndarray:
    """The finite values as an array."""
    array = np.asarray(list(values), dtype=float)
    return array[np.isfinite(array)]


def non_overlapping(positions: Iterable[int], horizon: int) -> int:
    """How many windows of ``horizon`` from these positions fit without overlap, greedily in time order."""
    count, free = 0, None
    for position in sorted(positions):
        if free is None or position >= free:
            count, free = count + 1, position + horizon
    return count


def effective_n(n: int, horizon: int) -> int:
    """Independent windows in n overlapping observations: n // horizon, at least 1 if n > 0."""
    return max(n // max(horizon, 1), min(n, 1))


def mean_t_interval(
    values: Iterable[float], level: float = 0.95, variants: int = 1, n_effective: float | None = None,
) -> Estimate:
    """Mean, t interval on n-1 degrees of freedom, two-sided p of a zero mean; needs two values."""
    from scipy import stats

    x = clean(values)
    if len(x) < 2:
        raise EvidenceMissing(f"a mean of {len(x)} value(s) has no interval")
    error = stats.sem(x)
    half = stats.t.ppf(0.5 + level / 2, len(x) - 1) * error
    p = _two_sided_t(float(x.mean()), float(error), len(x) - 1)
    effective = len(x) if n_effective is None else n_effective
    return Estimate(x.mean().item(), float(x.mean() - half), float(x.mean() + half), len(x), effective,
                    f"mean, t interval, {len(x) - 1} df", variants, level, p)


def overlap_clusters(positions: Iterable[int], horizon: int) -> list[int]:
    """Cluster number of each window, in the order given: windows that touch in a chain are one."""
    order = sorted(enumerate(positions), key=lambda pair: pair[1])
    labels, label, last = [0] * len(order), 0, None
    for place, position in order:
        label += last is not None and position - last >= horizon
        labels[place], last = label, position
    return labels


def clustered_mean_interval(
    values: Sequence[float], clusters: Sequence[int], level: float = 0.95, variants: int = 1,
) -> Estimate:
    """Mean with a t interval that lets values of one cluster move together: G - 1 df, n_effective G.

    Variance G/(G-1) times the sum of squared cluster sums of deviations over n squared; without overlap (G =
    n) it is the ordinary t interval. EvidenceMissing with fewer than two clusters.
    """
    from scipy import stats

    x, labels = np.asarray(values, dtype=float), np.asarray(clusters)
    groups = len(np.unique(labels))
    if groups < 2:
        raise EvidenceMissing(f"{groups} independent cluster(s) of {len(x)} overlapping values")
    sums = pd.Series(x - x.mean()).groupby(labels).sum()
    error = float(np.sqrt(groups / (groups - 1) * (sums**2).sum()) / len(x))
    half = float(stats.t.ppf(0.5 + level / 2, groups - 1)) * error
    mean = float(x.mean())
    return Estimate(mean, mean - half, mean + half, len(x), groups,
                    f"mean, t interval over {groups} non-overlapping clusters", variants, level,
                    _two_sided_t(mean, error, groups - 1))


def _two_sided_t(mean: float, error: float, df: int) -> float:
    """p of a zero mean; values without any spread are certain either way."""
    from scipy import stats

    if error == 0:
        return float(mean == 0)
    return float(2 * stats.t.sf(abs(mean / error), df))


def wilson_interval(successes: int, n: int, level: float = 0.95, variants: int = 1) -> Estimate:
    """A share with Wilson's score interval and the exact two-sided binomial p of one half."""
    from scipy import stats

    if n < 1:
        raise EvidenceMissing("a share of nothing")
    test = stats.binomtest(int(successes), int(n), 0.5)
    bounds = test.proportion_ci(level, method="wilson")
    return Estimate(successes / n, float(bounds.low), float(bounds.high), int(n), int(n),
                    "share, Wilson interval, exact binomial p", variants, level, float(test.pvalue))


def sign_test(values: Iterable[float], level: float = 0.95, variants: int = 1) -> Estimate:
    """Share of positive values among those that are not zero, Wilson interval, exact two-sided binomial p."""
    x = clean(values)
    x = x[x != 0]
    return wilson_interval(int((x > 0).sum()), len(x), level, variants)


def leave_one_out(values: pd.Series, level: float = 0.95) -> pd.DataFrame:
    """mean, low, high without each value in turn, indexed by what was left out; needs three values."""
    x = pd.Series(values).dropna()
    left = [mean_t_interval(np.delete(x.to_numpy(), i), level) for i in range(len(x))]
    rows = [(e.value, e.low, e.high) for e in left]
    return pd.DataFrame(rows, index=x.index, columns=["mean", "low", "high"])


def minimum_detectable_effect(n: int, sd: float, power: float = 0.8, level: float = 0.95) -> float:
    """The smallest true mean that a two-sided one-sample t test of n values finds with this power.

    In the unit of ``sd``; from the noncentral t distribution.
    """
    from statsmodels.stats.power import TTestPower

    if n < 2:
        raise EvidenceMissing("no effect is detectable with fewer than two values")
    return float(TTestPower().solve_power(nobs=n, alpha=1 - level, power=power)) * sd


def holm(pvalues: Mapping[str, float] | pd.Series, alpha: float = 0.05) -> pd.DataFrame:
    """p, adjusted, before, after: Holm's step-down correction, one row a test in the order given."""
    from statsmodels.stats.multitest import multipletests

    p = pd.Series(pvalues, dtype=float)
    reject, adjusted, _, _ = multipletests(p.to_numpy(), alpha=alpha, method="holm")
    return pd.DataFrame({"p": p, "adjusted": adjusted, "before": p <= alpha, "after": reject}, index=p.index)


# ---------------------------------------------------------------- placebo events

@dataclass(frozen=True)
class Placebo:
    """Means over randomly dated events, and where the observed mean falls among them."""

    means: np.ndarray
    centre: float
    low: float              # central 95% of the placebo means
    high: float
    observed: float | None
    p: float | None         # two-sided share of placebo means at least as far from their centre
    n_events: int
    horizon: int
    eligible: int           # start dates that could be drawn
    draws: int
    seed: int


def placebo_distribution(
    daily: pd.Series, horizon: int, n_events: int, draws: int = 10_000, seed: int = 0,
    exclude: Iterable[object] = (), observed: float | None = None, min_gap: int = 0,
) -> Placebo:
    """Means of summed log relative returns over ``n_events`` random windows of ``horizon`` sessions.

    ``daily``: log relative returns, each dated by its later close; a window from base i sums the next
    ``horizon``. Starts whose window would overlap that of an ``exclude`` date are not drawn; two starts of
    one draw lie at least ``min_gap`` eligible sessions apart (as first cuts do) and are never equal.
    """
    sums = daily.rolling(horizon).sum().shift(-horizon).dropna()
    eligible = sums.to_numpy()[_clear_of(sums.index, exclude, horizon)]
    picks = _spaced_picks(len(eligible), n_events, draws, max(min_gap, 1), np.random.default_rng(seed))
    means = eligible[picks].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    p = None if observed is None else _placebo_p(means, observed)
    return Placebo(means, float(means.mean()), float(low), float(high), observed, p,
                   n_events, horizon, len(eligible), draws, seed)


def shifted_placebo(
    daily: pd.Series, horizon: int, positions: Sequence[int], draws: int = 10_000, seed: int = 0,
    observed: float | None = None,
) -> Placebo:
    """The same for events that follow each other closely: their whole pattern is moved by a random time,
    wrapping around the end, so that random events overlap exactly as the true ones do.

    ``positions``: of the events on the calendar of ``daily``; only their distances matter.
    """
    sums = daily.rolling(horizon).sum().dropna().to_numpy()
    offsets = np.random.default_rng(seed).integers(0, len(sums), draws)
    means = np.mean([sums[(position + offsets) % len(sums)] for position in positions], axis=0)
    low, high = np.quantile(means, [0.025, 0.975])
    p = None if observed is None else _placebo_p(means, observed)
    return Placebo(means, float(means.mean()), float(low), float(high), observed, p,
                   len(positions), horizon, len(sums), draws, seed)


def _clear_of(index: pd.Index, exclude: Iterable[object], horizon: int) -> np.ndarray:
    clear = np.ones(len(index), dtype=bool)
    for day in exclude:
        position = index.searchsorted(pd.Timestamp(day), side="right") - 1
        if position >= 0:
            clear[max(position - horizon + 1, 0): position + horizon] = False
    return clear


def _spaced_picks(size: int, n: int, draws: int, gap: int, rng: np.random.Generator) -> np.ndarray:
    """Uniform sets of n positions ``gap`` apart: sorted draws from a shortened range, spread out."""
    room = size - (n - 1) * (gap - 1)
    if n < 1 or room < n:
        raise EvidenceMissing(f"{size} eligible dates hold no {n} placebo events {gap} sessions apart")
    picks = np.sort(rng.integers(0, room, (draws, n)), axis=1)
    while (again := (np.diff(picks, axis=1) == 0).any(axis=1)).any():
        picks[again] = np.sort(rng.integers(0, room, (int(again.sum()), n)), axis=1)
    return picks + np.arange(n) * (gap - 1)


def _placebo_p(means: np.ndarray, observed: float) -> float:
    far = np.abs(means - means.mean()) >= abs(observed - means.mean()) - 1e-15
    return float((1 + far.sum()) / (1 + len(means)))


# ---------------------------------------------------------------- regressions

@dataclass(frozen=True)
class Regression:
    """Least squares with errors robust to autocorrelation; Series are indexed by regressor (``const``
    first).
    """

    coef: pd.Series
    se: pd.Series
    t: pd.Series
    p: pd.Series
    low: pd.Series
    high: pd.Series
    n: int
    lags: int
    r_squared: float
    method: str
    n_effective: float
    level: float = 0.95

    def estimate(self, name: str, variants: int = 1) -> Estimate:
        """One coefficient as an Estimate."""
        return Estimate(float(self.coef[name]), float(self.low[name]), float(self.high[name]), self.n,
                        self.n_effective, self.method, variants, self.level, float(self.p[name]))


def default_lags(n: int) -> int:
    """floor(4 (n/100)^(2/9)), the usual Newey-West rule of thumb."""
    return int(4 * (n / 100) ** (2 / 9))


def _aligned(y: pd.Series, x: pd.DataFrame | pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    frame = pd.DataFrame(x)
    joined = pd.concat([pd.Series(y).rename("__y"), frame], axis=1, join="inner").dropna()
    return joined["__y"].astype(float), joined.drop(columns="__y").astype(float)


def newey_west(
    y: pd.Series, x: pd.DataFrame | pd.Series, lags: int | None = None, kernel: str = "bartlett",
    horizon: int = 1, level: float = 0.95,
) -> Regression:
    """y on a constant and the columns of x, rows matched by index, with Newey-West (Bartlett) errors and t
    intervals.

    ``kernel="uniform"`` gives Hansen-Hodrick errors. ``horizon``: periods by which observations overlap, for
    the effective n. Small-sample factor n/(n-k) as in statsmodels' use_correction.
    """
    from statsmodels.regression.linear_model import OLS
    from statsmodels.tools.tools import add_constant

    y, x = _aligned(y, x)
    if len(y) <= x.shape[1] + 1:
        raise EvidenceMissing(f"{len(y)} observations for {x.shape[1] + 1} coefficients")
    lags = default_lags(len(y)) if lags is None else lags
    options = {"maxlags": lags, "kernel": kernel, "use_correction": True}
    model = OLS(y, add_constant(x, has_constant="add"))
    fit = model.fit(cov_type="HAC", cov_kwds=options, use_t=True)
    if not np.isfinite(fit.bse).all():
        raise EvidenceMissing("Hansen-Hodrick variance is not positive here: use Newey-West")
    bounds = fit.conf_int(1 - level)
    name = "Newey-West" if kernel == "bartlett" else "Hansen-Hodrick"
    return Regression(
        fit.params, fit.bse, fit.tvalues, fit.pvalues, bounds[0], bounds[1], len(y), lags,
        float(fit.rsquared), f"OLS, {name} errors, {lags} lags", effective_n(len(y), horizon), level,
    )


def hansen_hodrick(
    y: pd.Series, x: pd.DataFrame | pd.Series, horizon: int, level: float = 0.95,
) -> Regression:
    """Errors for observations that overlap by ``horizon`` periods: uniform kernel, horizon - 1 lags.

    The uniform kernel can give a variance that is not positive: then EvidenceMissing.
    """
    with np.errstate(invalid="ignore"):
        return newey_west(y, x, horizon - 1, "uniform", horizon, level)


def rolling_ols(
    y: pd.Series, x: pd.DataFrame | pd.Series, window: int = 104, level: float = 0.95,
) -> pd.DataFrame:
    """Coefficients over a rolling window with a pointwise heteroskedasticity-robust band.

    Columns for each regressor (``const`` too): name, name_low, name_high; and ``n``. Rows before the first
    full window are left out. Neighbouring rows share all but one observation.
    """
    from scipy import stats
    from statsmodels.regression.rolling import RollingOLS
    from statsmodels.tools.tools import add_constant

    y, x = _aligned(y, x)
    if len(y) < window:
        raise EvidenceMissing(f"{len(y)} observations do not fill a window of {window}")
    fit = RollingOLS(y, add_constant(x, has_constant="add"), window=window).fit(cov_type="HC0")
    half = stats.t.ppf(0.5 + level / 2, window - x.shape[1] - 1) * fit.bse
    table = pd.DataFrame(index=y.index)
    for name in fit.params:
        table[name] = fit.params[name]
        table[f"{name}_low"] = fit.params[name] - half[name]
        table[f"{name}_high"] = fit.params[name] + half[name]
    return table.assign(n=window).iloc[window - 1:]


# ---------------------------------------------------------------- dependence in time

def variance_ratio(log_returns: pd.Series, q: int, level: float = 0.95, variants: int = 1) -> Estimate:
    """Variance of q-period over q times that of one-period log returns: 1 for a random walk, below for
    reversion.

    Overlapping, bias-corrected, with the heteroskedasticity-robust error of Lo and MacKinlay (1988); p is of
    1.
    """
    from scipy import stats

    r = clean(log_returns)
    n = len(r)
    if q < 2 or n < 2 * q:
        raise EvidenceMissing(f"{n} returns are too few for a variance ratio over {q}")
    e = r - r.mean()
    sums = np.convolve(e, np.ones(q), "valid")
    ratio = (sums @ sums) / (q * (n - q + 1) * (1 - q / n)) / (e @ e / (n - 1))
    lags = np.arange(1, q)
    delta = np.array([e[j:] ** 2 @ e[:-j] ** 2 for j in lags]) / (e @ e) ** 2
    error = np.sqrt((2 * (q - lags) / q) ** 2 @ delta)
    half = stats.norm.ppf(0.5 + level / 2) * error
    return Estimate(float(ratio), float(ratio - half), float(ratio + half), n, n // q,
                    f"Lo-MacKinlay variance ratio, q={q}, robust", variants, level,
                    float(2 * stats.norm.sf(abs(ratio - 1) / error)))


@dataclass(frozen=True)
class BreakTest:
    """The best single break in a regression, and whether it is more than the largest of many looks."""

    statistic: float        # sup F
    p: float                # fixed-regressor wild bootstrap
    break_at: object        # index label of the first observation of the second regime
    low: object             # 95% set of break dates by inverting the likelihood ratio: its ends
    high: object
    before: pd.Series
    after: pd.Series
    path: pd.Series         # F at every candidate
    n: int
    trim: float
    draws: int
    seed: int
    method: str = "sup F over trimmed dates (Andrews 1993), fixed-regressor wild bootstrap p (Hansen 2000)"


# 7.35: critical value of the likelihood ratio of a break date or threshold (Hansen 2000, Econometrica)
LR_95 = -2 * np.log(1 - np.sqrt(0.95))


def sup_f_break(
    y: pd.Series, x: pd.DataFrame | pd.Series | None = None, trim: float = 0.15, draws: int = 999,
    seed: int = 0,
) -> BreakTest:
    """Test for one break at an unknown date in y on a constant (and x): the date is found, not picked by eye.

    The p-value resamples residuals of the no-break fit with random signs while regressors stay. The date's
    set assumes equal error variance in both regimes and no serial correlation.
    """
    y, x = _aligned(y, pd.DataFrame(index=pd.Series(y).index) if x is None else x)
    design = x.copy()
    design.insert(0, "const", 1.0)
    z, n, k = design.to_numpy(), len(y), design.shape[1]
    cuts = np.arange(max(int(np.ceil(trim * n)), k + 1), min(int(n * (1 - trim)), n - k - 1) + 1)
    if len(cuts) < 2:
        raise EvidenceMissing(f"{n} observations leave no dates to search for a break")
    f, ssr = _f_path(y.to_numpy()[:, None], z, cuts)
    best = int(f[:, 0].argmax())
    residual = y.to_numpy() - z @ np.linalg.lstsq(z, y.to_numpy(), rcond=None)[0]
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (n, draws))
    null = _f_path(residual[:, None] * signs, z, cuts)[0].max(axis=0)
    inside = cuts[n * (ssr[:, 0] / ssr[best, 0] - 1) <= LR_95]
    return BreakTest(
        float(f[best, 0]), float((1 + (null >= f[best, 0]).sum()) / (1 + draws)), y.index[cuts[best]],
        y.index[inside[0]], y.index[inside[-1]],
        _coefficients(y.iloc[: cuts[best]], design.iloc[: cuts[best]]),
        _coefficients(y.iloc[cuts[best]:], design.iloc[cuts[best]:]),
        pd.Series(f[:, 0], index=y.index[cuts]), n, trim, draws, seed,
    )


def _coefficients(y: pd.Series, design: pd.DataFrame) -> pd.Series:
    return pd.Series(np.linalg.lstsq(design.to_numpy(), y.to_numpy(), rcond=None)[0], index=design.columns)


def _f_path(y: np.ndarray, z: np.ndarray, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """F and residual sum of squares at every cut for every column of y, from running moments."""
    n, k = z.shape
    zz = np.cumsum(z[:, :, None] * z[:, None, :], axis=0)
    zy = np.cumsum(z[:, :, None] * y[:, None, :], axis=0)
    before, after = cuts - 1, (zz[-1] - zz[cuts - 1], zy[-1] - zy[cuts - 1])
    explained = _explained(zz[before], zy[before]) + _explained(*after)
    total = (y ** 2).sum(axis=0)
    restricted = total - _explained(zz[-1:], zy[-1:])[0]
    ssr = total - explained
    return ((restricted - ssr) / k) / (ssr / (n - 2 * k)), ssr


def _explained(zz: np.ndarray, zy: np.ndarray) -> np.ndarray:
    """b' Z'y for each cut (first axis) and column of y (last axis)."""
    return (zy * np.linalg.solve(zz, zy)).sum(axis=1)


# ---------------------------------------------------------------- ranks and resampling

@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's rho with its interval, and the range that shuffling alone produces."""

    value: float
    low: float              # Fisher z with the Bonett-Wright error
    high: float
    null_low: float         # central 95% of rho over permutations
    null_high: float
    p: float                # two-sided permutation p
    n: int
    permutations: int
    seed: int
    method: str = "Spearman rho, permutation p, Fisher z interval (Bonett-Wright 2000)"

    def estimate(self, variants: int = 1) -> Estimate:
        """The same as an Estimate."""
        return Estimate(self.value, self.low, self.high, self.n, self.n, self.method, variants, 0.95, self.p)


def rank_correlation_permutation(
    a: pd.Series, b: pd.Series, draws: int = 20_000, seed: int = 0,
) -> RankCorrelation:
    """Spearman's rho of two Series matched by index; random permutations with a seed; needs four pairs."""
    from scipy import stats

    pairs = pd.concat([pd.Series(a), pd.Series(b)], axis=1, join="inner").dropna()
    n = len(pairs)
    if n < 4:
        raise EvidenceMissing(f"a rank correlation of {n} pairs has no interval")
    left, right = (stats.zscore(stats.rankdata(pairs.iloc[:, i])) for i in (0, 1))
    rho = float(np.clip(left @ right / n, -1, 1))
    null = np.random.default_rng(seed).permuted(np.tile(right, (draws, 1)), axis=1) @ left / n
    low, high = np.tanh(np.arctanh(np.clip(rho, -0.999999, 0.999999)) + np.array([-1, 1]) *
                        stats.norm.ppf(0.975) * np.sqrt((1 + rho ** 2 / 2) / (n - 3)))
    p = (1 + (np.abs(null) >= abs(rho) - 1e-12).sum()) / (1 + draws)
    null_low, null_high = np.quantile(null, [0.025, 0.975])
    bounds = (float(bound) for bound in (min(low, rho), max(high, rho), null_low, null_high))
    return RankCorrelation(rho, *bounds, float(p), n, draws, seed)


def expanding_percentile(series: pd.Series, min_n: int = 30) -> pd.Series:
    """The share of observations up to and including each date that do not exceed it, 0 to 1, ties by mid-
    rank.

    Uses only the past, so a percentile never moves when data are added; NaN before ``min_n`` observations.
    """
    return series.dropna().expanding(min_n).rank(pct=True)


def block_bootstrap_interval(
    values: Sequence[float] | np.ndarray, statistic: Callable[[np.ndarray], float] = np.mean, block: int = 1,
    draws: int = 2_000, seed: int = 0, level: float = 0.95, variants: int = 1,
) -> Estimate:
    """Percentile interval of a statistic by the circular block bootstrap; ``values`` may have several
    columns.

    Blocks of ``block`` successive rows are drawn with wrap-around, so every row is equally likely.
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    if not 1 <= block <= n:
        raise InputError("block bootstrap", f"block {block} of {n} rows", "1 to n rows", "shorten the block")
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, n, (draws, -(-n // block)))
    rows = ((starts[:, :, None] + np.arange(block)) % n).reshape(draws, -1)[:, :n]
    replicas = np.array([statistic(x[row]) for row in rows])
    low, high = np.quantile(replicas, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(float(statistic(x)), float(low), float(high), n, n // block,
                    f"circular block bootstrap, block {block}, {draws} draws, seed {seed}", variants, level)
