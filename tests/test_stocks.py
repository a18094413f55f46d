"""Abnormal returns, baskets, weight bounds and dating a quote box."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from rotation import stocks
from rotation.errors import EvidenceMissing, InputError


def closes(values, start="2025-01-01") -> pd.Series:
    return pd.Series(values, pd.bdate_range(start, periods=len(values)), dtype=float)


@pytest.fixture(scope="module")
def pair() -> tuple[pd.Series, pd.Series]:
    rng = np.random.default_rng(31)
    market = rng.normal(0, 0.01, 300)
    stock = 0.0005 + 1.2 * market + rng.normal(0, 0.01, 300)
    stock[280:283] += 0.05
    return tuple(closes(100 * np.exp(np.cumsum(r))) for r in (stock, market))


# ---------------------------------------------------------------- market model

def fitted(pair, first, last):
    stock, market = pair
    days = stock.index
    return stocks.market_model(stock, market, (days[1], days[259]), (days[first], days[last]))


def test_market_model_against_statsmodels_prediction(pair):
    model = fitted(pair, 280, 280)
    y, m = (np.log(p).diff().dropna() for p in pair)
    fit = sm.OLS(y.iloc[:259], sm.add_constant(m.iloc[:259].to_numpy())).fit()
    ahead = fit.get_prediction([[1, m.iloc[279]]])
    assert (model.alpha, model.beta) == pytest.approx(tuple(fit.params))
    assert model.car == pytest.approx(y.iloc[279] - ahead.predicted_mean[0])
    assert model.se == pytest.approx(ahead.se_obs[0])
    assert (model.n, model.n_event) == (259, 1)


def test_car_sums_the_abnormal_returns_and_finds_the_jump(pair):
    model = fitted(pair, 280, 282)
    assert model.car == pytest.approx(model.abnormal.sum())
    assert model.low < 3 * 0.05 < model.high
    assert model.p < 0.001
    assert model.se > model.sigma * np.sqrt(3)      # alpha and beta are estimated too


def test_nothing_is_found_where_nothing_happened(pair):
    quiet = fitted(pair, 284, 289)
    assert quiet.low < 0 < quiet.high


def test_estimation_ends_before_the_event(pair):
    stock, market = pair
    days = stock.index
    with pytest.raises(InputError, match="ends before the event"):
        stocks.market_model(stock, market, (days[1], days[280]), (days[280], days[282]))
    with pytest.raises(EvidenceMissing):
        stocks.market_model(stock, market, (days[1], days[40]), (days[280], days[282]))


# ---------------------------------------------------------------- after publication

@pytest.mark.parametrize(("published", "expected"), [
    ("2025-01-02", "2025-01-03"),   # the publication day's own close does not count
    ("2025-01-03", "2025-01-06"),   # a Friday
    ("2025-01-04", "2025-01-06"),
])
def test_the_first_close_a_reader_could_trade_at(published, expected):
    assert stocks.close_after(closes([1, 2, 3, 4, 5]), published) == pd.Timestamp(expected)


def test_no_close_after_publication_is_missing():
    with pytest.raises(EvidenceMissing):
        stocks.close_after(closes([1, 2]), "2025-01-02")


def test_excess_returns_run_from_the_close_after_publication():
    stock, index = closes([90, 100, 105, 110, 99]), closes([100, 200, 202, 204, 210])
    table = stocks.excess_returns(stock, {"RUT": index}, "2025-01-01", horizons=(1, 3, 4))
    assert table.loc[1, ["stock", "RUT", "RUT_excess"]].tolist() == pytest.approx([0.05, 0.01, 0.05 - 0.01])
    assert table.loc[3, "RUT_excess"] == pytest.approx((99 / 100 - 1) - (210 / 200 - 1))
    assert table.loc[3, "end"] == pd.Timestamp("2025-01-07")
    assert table.loc[4, ["stock", "RUT_excess", "end"]].isna().all()
    assert table["RUT_noise"].isna().all()      # one past return is no history


def test_noise_grows_with_the_root_of_the_horizon_and_uses_only_the_past(pair):
    stock, market = pair
    published = stock.index[279]        # the jump comes after
    table = stocks.excess_returns(stock, {"m": market}, published, horizons=(1, 4))
    past = (np.log(stock).diff() - np.log(market).diff()).iloc[1:280].iloc[-252:]
    assert table["m_noise"].tolist() == pytest.approx([1.96 * past.std() * 1, 1.96 * past.std() * 2])


# ---------------------------------------------------------------- weight and baskets

@pytest.mark.parametrize(("weight", "stock_return", "expected"), [
    (0.002, 1.0, 0.002),        # 0.2% of an index that doubles adds 0.2 points
    (0.002, -0.5, -0.001),
    (0.0, 9.0, 0.0),
])
def test_index_weight_bound(weight, stock_return, expected):
    assert stocks.index_weight_bound(weight, stock_return) == pytest.approx(expected)


def test_a_weight_in_per_cent_is_refused():
    with pytest.raises(InputError, match="per cent"):
        stocks.index_weight_bound(12.0, 0.5)


def test_basket_return_is_the_mean_of_its_members_and_names_the_missing():
    members = {"a": closes([100, 120]), "b": closes([100, 90])}
    assert stocks.basket_return(members, "2025-01-01", "2025-01-02") == pytest.approx((0.20 - 0.10) / 2)
    gone = {**members, "delisted": closes([100], start="2024-06-03")}
    with pytest.raises(EvidenceMissing, match="delisted"):
        stocks.basket_return(gone, "2025-01-01", "2025-01-02")


NAMES = pd.Index([f"t{i}" for i in range(8)])
RETURNS = pd.Series([0.50, 0.30, 0.00, 0.10, 0.20, -0.10, -0.20, -0.30], NAMES)
STRATA = pd.Series(["banks", "tech"] + ["banks"] * 3 + ["tech"] * 3, NAMES)


def test_random_baskets_keep_the_make_up_and_leave_the_chosen_out():
    r = stocks.random_matched_baskets(["t0", "t1"], RETURNS, STRATA, draws=600)
    assert r.observed == pytest.approx((0.50 + 0.30) / 2)
    possible = {round((b + t) / 2, 9) for b in (0.0, 0.1, 0.2) for t in (-0.1, -0.2, -0.3)}
    assert {round(x, 9) for x in r.draws} == possible
    assert (r.percentile, r.n, r.pool) == (1.0, 2, 6)
    assert r.p == pytest.approx(2 * 1 / 601)


def test_no_name_is_drawn_twice_into_one_basket():
    r = stocks.random_matched_baskets(["t5", "t6"], RETURNS, STRATA, draws=200)
    assert set(np.round(r.draws, 9)) == {round((0.30 - 0.30) / 2, 9)}      # the two other tech names, always both


def test_random_baskets_repeat_with_their_seed_and_need_a_pool():
    a, b = (stocks.random_matched_baskets(["t0"], RETURNS, STRATA, draws=50, seed=4) for _ in range(2))
    assert (a.draws == b.draws).all()
    with pytest.raises(EvidenceMissing, match="stratum tech"):
        stocks.random_matched_baskets(["t1", "t5", "t6"], RETURNS, STRATA)
    with pytest.raises(EvidenceMissing, match="nobody"):
        stocks.random_matched_baskets(["nobody"], RETURNS, STRATA)


# ---------------------------------------------------------------- dating a quote box

BOX_CLOSES = {"AA": closes([10.00, 10.50, 11.00]), "BB": closes([20.004, 20.10, 20.10]), "CC": closes([5.00, 5.10])}


def test_a_quote_box_is_dated_by_the_day_on_which_all_match():
    box = stocks.date_quote_box({"AA": 10.50, "BB": 20.10}, BOX_CLOSES)
    assert box["matched"].tolist() == [0, 2, 1]
    assert box["all"].tolist() == [False, True, False]
    assert box["unmatched"].tolist() == ["AA BB", "", "AA"]
    assert list(stocks.best_quote_dates(box)) == [pd.Timestamp("2025-01-02")]


def test_a_box_no_day_matches_fully_says_how_many_and_what_was_available():
    box = stocks.date_quote_box({"AA": 11.00, "BB": 20.10, "CC": 5.10}, BOX_CLOSES)
    assert box["matched"].tolist() == [0, 2, 2]
    assert box["available"].tolist() == [3, 3, 2]
    assert not box["all"].any()
    nothing = stocks.date_quote_box({"AA": 99.0}, BOX_CLOSES)
    assert len(stocks.best_quote_dates(nothing)) == 0


@pytest.mark.parametrize(("price", "matches"), [(20.00, 1), (20.01, 0), (20.10, 2), (20.104, 2), (20.106, 0)])
def test_a_match_is_within_half_a_cent(price, matches):
    assert len(stocks.price_matches(BOX_CLOSES["BB"], price)) == matches


def test_last_price_match():
    assert stocks.last_price_match(BOX_CLOSES["BB"], 20.10) == pd.Timestamp("2025-01-03")
    assert stocks.last_price_match(BOX_CLOSES["BB"], 20.10, before="2025-01-02") == pd.Timestamp("2025-01-02")
    assert stocks.last_price_match(BOX_CLOSES["BB"], 99) is None


def test_a_quoted_ticker_without_closes_is_missing():
    with pytest.raises(EvidenceMissing, match="ZZ"):
        stocks.date_quote_box({"ZZ": 1.0}, BOX_CLOSES)
