"""Sectors, breadth, contribution and tests of leadership on tables small enough to check by eye."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation import sectors
from rotation.errors import InputError


def closes(values, start="2024-12-31") -> pd.Series:
    return pd.Series(values, pd.bdate_range(start, periods=len(values)), dtype=float)


BANKS, TECH, POWER = closes([100, 104, 110]), closes([200, 210, 198]), closes([50, 50, 51])
WINDOWS = {"first": ("2024-12-31", "2025-01-01"), "second": ("2025-01-01", "2025-01-02")}
CLOSES = {"banks": BANKS, "tech": TECH, "power": POWER}


@pytest.fixture(scope="module")
def walks() -> tuple[pd.Series, pd.Series]:
    days, rng = pd.bdate_range("2022-01-03", periods=900), np.random.default_rng(21)
    market = rng.normal(0, 0.01, 900)
    small = 1.5 * market + rng.normal(0, 0.004, 900)
    small[600:] += 0.004
    return tuple(pd.Series(100 * np.exp(np.cumsum(r)), days) for r in (small, market))


# ---------------------------------------------------------------- tables

def test_sector_matrix_has_a_return_a_cell_and_gaps_where_data_end():
    table = sectors.sector_matrix(CLOSES, {**WINDOWS, "later": ("2025-01-02", "2025-06-30")})
    assert table["first"].tolist() == pytest.approx([104 / 100 - 1, 210 / 200 - 1, 0])
    assert table["second"].tolist() == pytest.approx([110 / 104 - 1, 198 / 210 - 1, 51 / 50 - 1])
    assert table["later"].isna().all()
    assert list(table.index) == ["banks", "tech", "power"]


def test_style_pairs_are_first_minus_second():
    table = sectors.style_pairs(CLOSES, {"banks over tech": ("banks", "tech")}, WINDOWS)
    assert table.loc["banks over tech"].tolist() == pytest.approx(
        [0.04 - 0.05, (110 / 104 - 1) - (198 / 210 - 1)])


def test_legs_that_snap_to_different_dates_are_refused_not_subtracted():
    with pytest.raises(InputError, match="end"):
        sectors.window_margin(BANKS, TECH.iloc[:2], "2024-12-31", "2025-01-02")


def test_equal_weight_ahead_of_cap_weight_is_positive():
    assert sectors.equal_vs_cap(BANKS, TECH, "2024-12-31", "2025-01-02") == pytest.approx(0.10 - (-0.01))


# ---------------------------------------------------------------- ranks and breadth

def test_rank_shift_counts_places_gained():
    first, second = pd.Series({"a": 0.3, "b": 0.2, "c": 0.1}), pd.Series({"a": 0.0, "b": 0.1, "c": 0.2, "d": 1})
    table = sectors.rank_shift(first, second)
    assert list(table.index) == ["c", "b", "a"]         # d has no first half
    assert table["shift"].tolist() == [3 - 1, 0, 1 - 3]


def test_reversed_halves_have_a_rank_correlation_of_minus_one():
    first = pd.Series(np.arange(11), dtype=float)
    r = sectors.half_rank_correlation(first, -first, draws=500)
    assert r.value == pytest.approx(-1)
    assert r.n == 11
    assert -0.8 < r.null_low < 0 < r.null_high < 0.8


def test_share_ahead_needs_to_beat_the_benchmark_not_equal_it():
    e = sectors.share_ahead(pd.Series([0.10, 0.05, 0.04, np.nan]), 0.05)
    assert (e.value, e.n) == (pytest.approx(1 / 3), 3)
    assert 0 < e.low < e.value < e.high < 1


def test_lead_counts_use_each_windows_own_benchmark():
    table = sectors.lead_counts(sectors.sector_matrix(CLOSES, WINDOWS), {"first": 0.03, "second": 0.03})
    assert table["ahead"].tolist() == [2, 1]
    assert table["of"].tolist() == [3, 3]


def test_contributions_sum_to_the_index_return():
    parts = sectors.contribution(pd.Series({"a": 0.6, "b": 0.4}), pd.Series({"b": -0.05, "a": 0.10, "x": 9}))
    assert parts.to_dict() == pytest.approx({"a": 0.6 * 0.10, "b": 0.4 * -0.05})
    assert parts.sum() == pytest.approx(0.04)


@pytest.mark.parametrize(("weights", "returns", "what"), [
    ({"a": 60, "b": 40}, {"a": 0.1, "b": 0.1}, "a sum of 100"),     # per cent, not fractions
    ({"a": 0.6, "b": 0.3}, {"a": 0.1, "b": 0.1}, "a sum of 0.9"),
    ({"a": 0.6, "b": 0.4}, {"a": 0.1}, "none for b"),
])
def test_contribution_refuses_weights_that_cannot_sum(weights, returns, what):
    with pytest.raises(InputError, match=what):
        sectors.contribution(pd.Series(weights), pd.Series(returns))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(-0.9, 3)), min_size=1, max_size=11))
def test_a_whole_lies_between_its_best_and_worst_part(rows):
    weights, returns = (pd.Series(column) for column in zip(*rows, strict=True))
    total = sectors.contribution(weights / weights.sum(), returns).sum()
    assert returns.min() - 1e-9 <= total <= returns.max() + 1e-9


# ---------------------------------------------------------------- co-movement and drawdown

def test_relative_strength_is_a_ratio_on_common_dates():
    assert sectors.relative_strength(BANKS, TECH.iloc[1:]).tolist() == pytest.approx([104 / 210, 110 / 198])


def test_rolling_beta_and_correlation(walks):
    table = sectors.rolling_beta(*walks, window=104)
    last = table.iloc[-1]
    assert last["beta_low"] < 1.5 < last["beta_high"]
    assert last["correlation_low"] < last["correlation"] < last["correlation_high"] < 1
    assert (table["n"] == 104).all()


def test_drawdowns_keep_one_column_a_name():
    table = sectors.drawdowns({"tech": TECH, "banks": BANKS})
    assert table["tech"].tolist() == pytest.approx([0, 0, 198 / 210 - 1])
    assert table["banks"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(("values", "depth", "peak", "trough", "recovered"), [
    ([100, 80, 101, 90, 100], -0.20, 0, 1, 2),
    ([100, 90, 101, 75, 100], 75 / 101 - 1, 2, 3, None),
])
def test_deepest_fall(values, depth, peak, trough, recovered):
    close = closes(values)
    fall = sectors.deepest_fall(close)
    assert fall.depth == pytest.approx(depth)
    assert (fall.peak, fall.trough) == (close.index[peak], close.index[trough])
    assert fall.recovered == (None if recovered is None else close.index[recovered])


# ---------------------------------------------------------------- tests

def test_spanning_regression_leaves_no_alpha_to_a_bundle_of_factors():
    rng = np.random.default_rng(22)
    factors = pd.DataFrame(rng.normal(size=(240, 2)), columns=["market", "size"])
    relative = 0.1 * factors["market"] + 0.8 * factors["size"] + 0.05 * pd.Series(rng.normal(size=240))
    r = sectors.spanning_regression(relative, factors, 3)
    assert r.coef[["market", "size"]].tolist() == pytest.approx([0.1, 0.8], abs=0.02)
    assert r.low["const"] < 0 < r.high["const"]
    assert (r.n, r.lags) == (240, 3)


def test_a_change_of_leadership_is_dated_by_the_data(walks):
    small, market = walks
    found = sectors.leadership_break(small, market, draws=199)
    assert found.p < 0.05
    assert abs((found.break_at - small.index[600]).days) < 60
    assert found.after["const"] > found.before["const"]
