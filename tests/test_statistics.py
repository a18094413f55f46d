"""Inference against textbook arithmetic, statsmodels, scipy and brute force."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rotation import statistics
from rotation.errors import EvidenceMissing, InputError


@pytest.fixture(scope="module")
def noise() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    index = pd.bdate_range("2020-01-01", periods=300)
    return pd.DataFrame(rng.normal(0, 0.01, (300, 3)), index, columns=["y", "x", "z"])


# ---------------------------------------------------------------- means and shares

def test_mean_t_interval_has_n_minus_one_degrees_of_freedom():
    e = statistics.mean_t_interval([1, 2, 3], variants=5)
    half = 4.302653 * 1 / math.sqrt(3)      # t(0.975, 2) * sd / sqrt(n)
    assert (e.value, e.n, e.variants, e.level) == (2, 3, 5, 0.95)
    assert (e.low, e.high) == pytest.approx((2 - half, 2 + half), abs=1e-5)
    assert e.p == pytest.approx(stats.ttest_1samp([1, 2, 3], 0).pvalue)
    assert "2 df" in e.method


def test_missing_values_do_not_count_and_one_value_has_no_interval():
    assert statistics.mean_t_interval([1, np.nan, 3]).n == 2
    with pytest.raises(EvidenceMissing):
        statistics.mean_t_interval([1, np.nan])


def test_wilson_interval_by_its_formula():
    e, z = statistics.wilson_interval(8, 10), 1.959964
    centre = (0.8 + z**2 / 20) / (1 + z**2 / 10)
    half = z * math.sqrt(0.8 * 0.2 / 10 + z**2 / 400) / (1 + z**2 / 10)
    assert (e.low, e.high) == pytest.approx((centre - half, centre + half), abs=1e-6)
    assert e.p == pytest.approx(2 * (45 + 10 + 1) / 2**10)      # 8, 9 or 10 of 10, both tails


def test_sign_test_drops_zeros():
    e = statistics.sign_test([0.1, 0.2, 0.0, -0.1])
    assert (e.value, e.n) == (pytest.approx(2 / 3), 3)


@pytest.mark.parametrize(("positions", "horizon", "expected"), [
    ([0, 10, 20], 10, 3), ([0, 9, 20], 10, 2), ([0, 1, 2], 10, 1), ([20, 0], 10, 2), ([], 10, 0),
])
def test_non_overlapping_windows(positions, horizon, expected):
    assert statistics.non_overlapping(positions, horizon) == expected


@pytest.mark.parametrize(("positions", "horizon", "expected"), [
    ([0, 10, 20], 10, [0, 1, 2]),
    ([0, 9, 18, 40], 10, [0, 0, 0, 1]),     # a chain: the first and third do not touch, but share the second
    ([40, 0, 9], 10, [1, 0, 0]),
])
def test_overlap_clusters(positions, horizon, expected):
    assert statistics.overlap_clusters(positions, horizon) == expected


def test_clustered_interval_is_the_plain_one_without_overlap_and_statsmodels_with_it():
    x = [0.1, 0.3, -0.2, 0.4, 0.5, 0.0]
    plain, alone = statistics.mean_t_interval(x), statistics.clustered_mean_interval(x, range(6))
    assert (alone.low, alone.high, alone.p) == pytest.approx((plain.low, plain.high, plain.p))
    groups = [0, 0, 1, 2, 2, 2]
    e = statistics.clustered_mean_interval(x, groups)
    fit = sm.OLS(x, np.ones(6)).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    error = fit.bse[0] * math.sqrt(3 / 2)       # G/(G-1), G = 3
    assert e.high - e.value == pytest.approx(stats.t.ppf(0.975, 2) * error)
    assert (e.n, e.n_effective) == (6, 3)
    with pytest.raises(EvidenceMissing):
        statistics.clustered_mean_interval(x, [0] * 6)


@pytest.mark.parametrize(("n", "horizon", "expected"), [(436, 12, 36), (5, 12, 1), (0, 12, 0), (7, 1, 7)])
def test_effective_n(n, horizon, expected):
    assert statistics.effective_n(n, horizon) == expected


def test_leave_one_out_shows_the_event_that_carries_the_mean():
    table = statistics.leave_one_out(pd.Series([1.0, 2.0, 9.0], ["a", "b", "c"]))
    assert table["mean"].to_dict() == pytest.approx({"a": 5.5, "b": 5.0, "c": 1.5})
    assert (table["low"] < table["mean"]).all()


@pytest.mark.parametrize("n", [3, 8, 40])
def test_minimum_detectable_effect_has_the_power_asked_for(n):
    effect = statistics.minimum_detectable_effect(n, sd=2.0, power=0.8)
    critical, shift = stats.t.ppf(0.975, n - 1), effect / 2.0 * math.sqrt(n)
    power = stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)
    assert power == pytest.approx(0.8, abs=1e-4)


def test_holm_multiplies_the_smallest_by_all_and_keeps_the_order():
    table = statistics.holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert table["adjusted"].to_dict() == pytest.approx({"a": 3 * 0.01, "c": 2 * 0.03, "b": 2 * 0.03})
    assert table["before"].sum() == 3
    assert table["after"].to_dict() == {"a": True, "b": False, "c": False}


# ---------------------------------------------------------------- placebo

def test_placebo_windows_start_after_the_base_and_cover_the_horizon():
    daily = pd.Series([1.0, 2.0, 4.0, 8.0], pd.bdate_range("2025-01-01", periods=4))
    placebo = statistics.placebo_distribution(daily, 2, 1, draws=400, seed=1)
    assert set(placebo.means) == {2.0 + 4.0, 4.0 + 8.0}     # from base 0 and base 1
    assert placebo.eligible == 2


def test_placebo_keeps_clear_of_the_events_and_repeats_with_its_seed(noise):
    jump = noise["y"] * 0
    jump.iloc[101:106] = 1.0                                # the five sessions after the event at 100
    base = jump.index[100]
    free = statistics.placebo_distribution(jump, 5, 3, draws=300, seed=2, exclude=[base])
    assert (free.means == 0).all()
    assert free.eligible == 295 - 9
    again = statistics.placebo_distribution(jump, 5, 3, draws=300, seed=2)
    assert (again.means == statistics.placebo_distribution(jump, 5, 3, draws=300, seed=2).means).all()
    assert (again.means > 0).any()


def test_placebo_p_counts_the_draws_at_least_as_far_out(noise):
    far = statistics.placebo_distribution(noise["y"], 5, 3, draws=199, observed=10.0)
    near = statistics.placebo_distribution(noise["y"], 5, 3, draws=199, observed=far.centre)
    assert far.p == pytest.approx(1 / 200)
    assert near.p == 1


def test_a_shifted_placebo_keeps_the_events_apart_as_they_were():
    daily = pd.Series([0.0, 0, 1, 1, 0, 0, 0, 0])
    placebo = statistics.shifted_placebo(daily, 1, [2, 3], draws=500, seed=1, observed=1.0)
    assert set(placebo.means) == {0.0, 0.5, 1.0}    # neighbours: both, one or none of the two ones
    assert placebo.p == pytest.approx(1 / 8, abs=0.05)      # only the true place holds both
    apart = statistics.shifted_placebo(daily, 1, [0, 4], draws=500, seed=1)
    assert set(apart.means) == {0.0, 0.5}


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5), st.integers(1, 8), st.integers(0, 99))
def test_spaced_picks_keep_their_distance(n, gap, seed):
    picks = statistics._spaced_picks(60, n, 20, gap, np.random.default_rng(seed))
    assert picks.min() >= 0
    assert picks.max() < 60
    assert n == 1 or np.diff(picks, axis=1).min() >= gap


def test_too_few_dates_for_a_placebo_is_an_error(noise):
    with pytest.raises(EvidenceMissing):
        statistics.placebo_distribution(noise["y"], 5, 5, min_gap=100)


# ---------------------------------------------------------------- regressions

def bartlett_errors(y: np.ndarray, x: np.ndarray, lags: int) -> np.ndarray:
    design = np.column_stack([np.ones(len(x)), x])
    bread = np.linalg.inv(design.T @ design)
    score = design * (y - design @ bread @ design.T @ y)[:, None]
    meat = score.T @ score
    for lag in range(1, lags + 1):
        cross = score[lag:].T @ score[:-lag]
        meat += (1 - lag / (lags + 1)) * (cross + cross.T)
    return np.sqrt(np.diag(bread @ meat @ bread) * len(y) / (len(y) - design.shape[1]))


def test_newey_west_by_its_formula_and_by_statsmodels(noise):
    r = statistics.newey_west(noise["y"], noise[["x"]], lags=4)
    assert r.se.to_numpy() == pytest.approx(bartlett_errors(noise["y"].to_numpy(), noise["x"].to_numpy(), 4))
    fit = sm.OLS(noise["y"], sm.add_constant(noise[["x"]])).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}, use_t=True)
    assert r.coef.to_numpy() == pytest.approx(fit.params.to_numpy())
    assert r.p.to_numpy() == pytest.approx(fit.pvalues.to_numpy())
    e = r.estimate("x", variants=3)
    assert e.low < e.value < e.high
    assert (e.n, e.variants, e.p) == (300, 3, r.p["x"])


def test_rows_are_matched_by_date_and_gaps_dropped(noise):
    y = noise["y"].copy()
    y.iloc[5] = np.nan
    assert statistics.newey_west(y, noise["x"].iloc[::-1].iloc[10:]).n == 300 - 10 - 1


def test_hansen_hodrick_weighs_every_lag_of_the_overlap_fully(noise):
    overlapping = noise["y"].rolling(5).sum().dropna()
    hh = statistics.hansen_hodrick(overlapping, noise[["x"]], 5)
    assert (hh.lags, hh.n_effective) == (4, 296 // 5)
    assert hh.se["const"] > statistics.newey_west(overlapping, noise[["x"]], 0).se["const"] * 1.5


def test_fewer_observations_than_coefficients_is_an_error(noise):
    with pytest.raises(EvidenceMissing):
        statistics.newey_west(noise["y"].iloc[:3], noise[["x", "z"]])


@pytest.mark.parametrize(("n", "expected"), [(100, 4), (1000, 6), (52, 3)])
def test_default_lags(n, expected):
    assert statistics.default_lags(n) == expected


def test_rolling_ols_is_ols_in_every_window(noise):
    table = statistics.rolling_ols(noise["y"], noise[["x", "z"]], 104)
    assert len(table) == 300 - 104 + 1
    tail = noise.iloc[-104:]
    fit = sm.OLS(tail["y"], sm.add_constant(tail[["x", "z"]])).fit(cov_type="HC0")
    half = stats.t.ppf(0.975, 101) * fit.bse["x"]
    assert table[["x", "x_low", "x_high"]].iloc[-1].tolist() == pytest.approx(
        [fit.params["x"], fit.params["x"] - half, fit.params["x"] + half])


# ---------------------------------------------------------------- dependence in time

def slow_variance_ratio(r, q):
    n, mu = len(r), r.mean()
    one = sum((x - mu) ** 2 for x in r) / (n - 1)
    m = q * (n - q + 1) * (1 - q / n)
    many = sum((sum(r[t - q + 1: t + 1]) - q * mu) ** 2 for t in range(q - 1, n)) / m
    total = sum((x - mu) ** 2 for x in r) ** 2
    d = (r - mu) ** 2
    theta = sum((2 * (q - j) / q) ** 2 * sum(d[t] * d[t - j] for t in range(j, n)) / total for j in range(1, q))
    return many / one, math.sqrt(theta)


def test_variance_ratio_by_its_sums(noise):
    r = noise["y"].to_numpy()[:80]
    ratio, error = slow_variance_ratio(r, 4)
    e = statistics.variance_ratio(pd.Series(r), 4)
    assert e.value == pytest.approx(ratio)
    assert e.high - e.value == pytest.approx(1.959964 * error, rel=1e-5)
    assert e.p == pytest.approx(2 * stats.norm.sf(abs(ratio - 1) / error))
    assert (e.n, e.n_effective) == (80, 20)


@pytest.mark.parametrize(("phi", "above"), [(0.5, True), (-0.5, False)])
def test_variance_ratio_rises_with_momentum_and_falls_with_reversion(phi, above):
    shocks, r = np.random.default_rng(3).normal(size=500), [0.0]
    for shock in shocks:
        r.append(phi * r[-1] + shock)
    e = statistics.variance_ratio(pd.Series(r), 2)
    assert (e.low > 1) if above else (e.high < 1)
    assert e.value == pytest.approx(1 + phi, abs=0.12)      # VR(2) = 1 + first autocorrelation


def test_sup_f_is_the_largest_chow_f(noise):
    y, x = noise["y"].iloc[:60], noise[["x"]].iloc[:60]
    test = statistics.sup_f_break(y, x, trim=0.2, draws=9)

    def ssr(a, b):
        return sm.OLS(y.iloc[a:b], sm.add_constant(x.iloc[a:b])).fit().ssr
    split = {k: ssr(0, k) + ssr(k, 60) for k in range(12, 49)}
    chow = {k: ((ssr(0, 60) - both) / 2) / (both / (60 - 4)) for k, both in split.items()}
    best = max(chow, key=chow.get)
    assert test.statistic == pytest.approx(chow[best])
    assert test.break_at == y.index[best]
    near = [k for k, both in split.items() if 60 * (both / split[best] - 1) <= 7.352]    # -2 ln(1 - sqrt(0.95))
    assert (test.low, test.high) == (y.index[near[0]], y.index[near[-1]])
    assert test.path.to_numpy() == pytest.approx(np.array(list(chow.values())))


def test_a_break_is_found_where_it_is_and_noise_has_none(noise):
    shifted = noise["y"] + np.where(np.arange(300) >= 180, 0.015, 0.0)
    found = statistics.sup_f_break(shifted, draws=199)
    assert found.p == pytest.approx(1 / 200)
    assert found.low <= noise.index[180] <= found.high
    assert abs(noise.index.get_loc(found.break_at) - 180) < 10
    assert found.after["const"] - found.before["const"] == pytest.approx(0.015, abs=0.005)
    assert statistics.sup_f_break(noise["z"], draws=199).p > 0.05


# ---------------------------------------------------------------- ranks and resampling

def test_rank_correlation_agrees_with_scipy_and_repeats(noise):
    a, b = noise["y"].iloc[:11], noise["x"].iloc[:11]
    r = statistics.rank_correlation_permutation(a, b, draws=4000)
    assert r.value == pytest.approx(stats.spearmanr(a, b).statistic)
    assert r.p == pytest.approx(stats.spearmanr(a, b).pvalue, abs=0.04)
    assert r == statistics.rank_correlation_permutation(a, b, draws=4000)
    assert r.low < r.value < r.high
    assert r.estimate().n == 11


@pytest.mark.parametrize(("order", "rho"), [([1, 2, 3, 4, 5], 1), ([5, 4, 3, 2, 1], -1)])
def test_rank_correlation_at_its_ends(order, rho):
    r = statistics.rank_correlation_permutation(pd.Series([1, 2, 3, 4, 5]), pd.Series(order), draws=2000)
    assert r.value == pytest.approx(rho)
    assert r.low - 1e-9 <= r.value <= r.high + 1e-9
    assert r.p == pytest.approx(2 / math.factorial(5), abs=0.01)


def test_expanding_percentile_uses_only_the_past():
    series = pd.Series([3.0, 1.0, 2.0, 2.0, 9.0])
    result = statistics.expanding_percentile(series, min_n=2)
    assert np.isnan(result.iloc[0])
    assert result.iloc[1:].tolist() == pytest.approx([1 / 2, 2 / 3, (2 + 3) / 2 / 4, 5 / 5])
    shorter = statistics.expanding_percentile(series.iloc[:4], min_n=2)
    assert result.iloc[:4].equals(shorter)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40))
def test_percentiles_stay_between_zero_and_one(values):
    result = statistics.expanding_percentile(pd.Series(values), min_n=2).dropna()
    assert ((result > 0) & (result <= 1)).all()


def test_block_bootstrap_covers_like_the_t_interval_and_widens_with_dependence(noise):
    x = noise["y"].to_numpy()
    single = statistics.block_bootstrap_interval(x, block=1, draws=800)
    t = statistics.mean_t_interval(x)
    assert single.high - single.low == pytest.approx(t.high - t.low, rel=0.1)
    slow = np.repeat(x[::10], 10)
    blocks = statistics.block_bootstrap_interval(slow, block=30, draws=400)
    assert blocks.high - blocks.low > 1.5 * (lambda e: e.high - e.low)(
        statistics.block_bootstrap_interval(slow, block=1, draws=400))
    assert blocks.n_effective == 300 // 30
    with pytest.raises(InputError):
        statistics.block_bootstrap_interval(x, block=301)
