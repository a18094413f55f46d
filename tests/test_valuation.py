"""Multiples, the loss-makers' identity, growth and the split of a relative return."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation import valuation
from rotation.errors import EvidenceMissing, InputError
from rotation.valuation import ValuationLeg


def monthly(values) -> pd.Series:
    return pd.Series(values, pd.date_range("1990-01-31", periods=len(values), freq="ME"), dtype=float)


# ---------------------------------------------------------------- pairs

@pytest.mark.parametrize(("small", "large", "expected"), [
    (14, 20, 1 - 14 / 20),      # a 30% discount
    (20, 20, 0),
    (30, 20, 1 - 30 / 20),      # dearer: a negative discount
])
def test_discount_has_the_large_multiple_in_the_denominator(small, large, expected):
    assert valuation.discount(small, large) == pytest.approx(expected)
    assert valuation.premium(small, large) == pytest.approx(-expected)


def test_a_discount_and_the_mirrored_premium_differ_in_size():
    assert valuation.discount(14, 20) == pytest.approx(0.30)
    assert valuation.premium(20, 14) == pytest.approx(20 / 14 - 1)


@pytest.mark.parametrize(("a", "b", "word", "size"), [
    (36, 24, "premium", 36 / 24 - 1), (18, 24, "discount", 1 - 18 / 24), (24, 24, "parity", 0),
])
def test_a_printed_pair_has_a_sign(a, b, word, size):
    assert valuation.implied_relation(a, b) == (word, pytest.approx(size))


@pytest.mark.parametrize("bad", [0, -12.0])
def test_a_multiple_that_is_not_positive_is_refused(bad):
    for measure in (valuation.discount, valuation.log_pe_spread, valuation.premium):
        with pytest.raises(InputError, match="not positive"):
            measure(bad, 20)


def test_earnings_yields_carry_losses_that_multiples_cannot():
    assert valuation.yield_gap(-50.0, 20.0) == pytest.approx(-0.02 - 0.05)
    assert valuation.yield_gap(10.0, 20.0) == pytest.approx(0.10 - 0.05)     # cheaper: positive
    with pytest.raises(InputError, match="zero"):
        valuation.earnings_yield(0.0)
    kept = valuation.meaningful(monthly([10, -50, 0, 20]))
    assert kept.isna().tolist() == [False, True, True, False]


def test_series_of_multiples_work_row_by_row_and_keep_gaps():
    small, large = monthly([10, np.nan, 30]), monthly([20, 20, 20])
    spread = valuation.log_pe_spread(small, large)
    assert spread.iloc[[0, 2]].tolist() == pytest.approx([math.log(10 / 20), math.log(30 / 20)])
    assert np.isnan(spread.iloc[1])
    assert valuation.earnings_yield(large).tolist() == pytest.approx([0.05, 0.05, 0.05])


# ---------------------------------------------------------------- the identity

CAPS = pd.Series([60.0, 30.0, 10.0])
INCOMES = pd.Series([4.0, 2.0, -1.5])


def test_the_two_definitions_of_one_index_and_their_identity():
    assert valuation.aggregate_pe(CAPS, INCOMES) == pytest.approx(100 / (6 - 1.5))
    assert valuation.positive_earners_pe(CAPS, INCOMES) == pytest.approx(90 / 6)
    w, losses = valuation.loss_shares(CAPS, INCOMES)
    assert (w, losses) == pytest.approx((10 / 100, 1.5 / 6))
    assert valuation.pe_identity(w, losses) == pytest.approx((90 / 6) / (100 / 4.5))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(1, 100), st.floats(-5, 10)), min_size=2, max_size=12))
def test_the_identity_is_exact_for_any_companies(companies):
    caps, incomes = (pd.Series(column) for column in zip(*companies, strict=True))
    if incomes.sum() <= 0.01 or incomes[incomes > 0].sum() <= 0.01:
        return
    w, losses = valuation.loss_shares(caps, incomes)
    ratio = valuation.positive_earners_pe(caps, incomes) / valuation.aggregate_pe(caps, incomes)
    assert valuation.pe_identity(w, losses) == pytest.approx(ratio)


def test_aggregate_earnings_below_zero_have_no_multiple():
    with pytest.raises(EvidenceMissing):
        valuation.aggregate_pe(CAPS, -INCOMES)


@pytest.mark.parametrize(("w", "expected"), [
    (0.0, 1 - 18 / 36),             # no loss-makers' value: losses eat half the profits
    (0.2, 1 - (18 / 36) / 0.8),
    (0.5, 0.0),                     # value alone explains it
    (0.6, math.nan),                # more than needed: incompatible
])
def test_compatible_l(w, expected):
    assert valuation.compatible_l(w, pe_pos=18, pe_agg=36) == pytest.approx(expected, nan_ok=True)


def test_every_point_of_the_curve_reproduces_the_two_figures():
    curve = valuation.compatible_curve(18, 36, steps=5)
    assert [valuation.pe_identity(w, losses) for w, losses in curve.to_numpy()] == pytest.approx([18 / 36] * 5)
    assert (curve["w"].iloc[0], curve["l"].iloc[-1]) == pytest.approx((0, 0))


def test_no_loss_makers_explain_a_positive_earners_multiple_above_the_aggregate():
    with pytest.raises(InputError, match="at most the aggregate"):
        valuation.compatible_curve(40, 36)
    with pytest.raises(InputError, match="share in"):
        valuation.compatible_l(1.0, 18, 36)


# ---------------------------------------------------------------- growth

@pytest.mark.parametrize(("base", "new", "normal", "rate", "change", "warns"), [
    (50, 72, 60, 72 / 50 - 1, 22, False),
    (10, 14.4, 60, 14.4 / 10 - 1, 4.4, True),       # 44% from a sixth of normal earnings is 4.4 index units
    (10, 14.4, None, 14.4 / 10 - 1, 4.4, False),
    (-5, 10, 60, None, 15, True),
    (0, 10, 60, None, 10, True),
])
def test_growth_says_what_its_base_was(base, new, normal, rate, change, warns):
    growth = valuation.growth_from_base(base, new, normal)
    assert growth.rate == (None if rate is None else pytest.approx(rate))
    assert growth.change == pytest.approx(change)
    assert bool(growth.warning) is warns


def test_growth_that_prices_need():
    assert valuation.forward_implied_growth(36, 24) == pytest.approx(36 / 24 - 1)
    assert valuation.price_implied_growth(36, 16, years=2) == pytest.approx(1.5 - 1)     # 1.5 squared is 36/16
    with pytest.raises(InputError):
        valuation.price_implied_growth(36, 16, years=0)


# ---------------------------------------------------------------- history and prediction

def test_below_thirty_independent_observations_there_is_no_percentile():
    valuation.at_least_independent(30)
    with pytest.raises(EvidenceMissing, match="29 independent"):
        valuation.at_least_independent(29)
    with pytest.raises(EvidenceMissing):
        valuation.percentile_in_history(monthly(range(119)), horizon=4)
    percentiles = valuation.percentile_in_history(monthly(range(120)), horizon=4)
    assert percentiles.dropna().tolist() == [1.0]       # the 120th is the highest so far


def test_forward_relative_return_is_dated_by_its_base():
    a, b = monthly([100, 110, 121]), monthly([100, 100, 110])
    forward = valuation.forward_relative_return(a, b, 2)
    assert forward.index.tolist() == [a.index[0]]
    assert forward.iloc[0] == pytest.approx(math.log(121 / 100) - math.log(110 / 100))


def test_predictive_regression_counts_independent_windows():
    rng = np.random.default_rng(5)
    spread = monthly(rng.normal(size=132))
    a = monthly(100 * np.exp(np.cumsum(rng.normal(0, 0.02, 144))))
    forward = valuation.forward_relative_return(a, monthly(np.full(144, 100.0)), 4)
    r = valuation.predictive_regression(spread, forward, 4)
    assert (r.n, r.n_effective) == (132, 33)
    assert r.lags >= 4 - 1
    assert "spread" in r.coef
    assert valuation.predictive_regression(spread, forward, 4, "hansen_hodrick").lags == 3
    with pytest.raises(EvidenceMissing):
        valuation.predictive_regression(spread, forward, 5)     # 132 // 5 = 26


def test_a_spread_that_predicts_is_found():
    rng = np.random.default_rng(6)
    spread = monthly(rng.normal(size=200))
    forward = -0.5 * spread + 0.1 * monthly(rng.normal(size=200))
    e = valuation.predictive_regression(spread, forward, 1).estimate("spread")
    assert e.low < -0.5 < e.high < 0


# ---------------------------------------------------------------- decomposition

def test_relative_return_splits_into_rerating_and_earnings():
    small, large = ValuationLeg(10, 12, 5, 5.5), ValuationLeg(20, 22, 10, 12)
    d = valuation.decompose_relative_return(small, large)
    assert d.rerating == pytest.approx(math.log(12 / 10) - math.log(22 / 20))
    assert d.earnings == pytest.approx(math.log(5.5 / 5) - math.log(12 / 10))
    assert d.total == pytest.approx(math.log((12 * 5.5) / (10 * 5)) - math.log((22 * 12) / (20 * 10)))


positive = st.floats(0.1, 1000)
legs = st.builds(ValuationLeg, positive, positive, positive, positive)


@settings(deadline=None, max_examples=60)
@given(legs, legs)
def test_the_parts_add_up_to_the_relative_price_return(a, b):
    d = valuation.decompose_relative_return(a, b)
    price = [math.log(x.pe_end * x.eps_end) - math.log(x.pe_start * x.eps_start) for x in (a, b)]
    assert d.rerating + d.earnings == d.total
    assert d.total == pytest.approx(price[0] - price[1], abs=1e-9)


def test_a_loss_cannot_be_decomposed():
    with pytest.raises(InputError, match="eps_start"):
        valuation.decompose_return(ValuationLeg(10, 12, -5, 5))
