"""The valuation study: arithmetic by hand, and what an edition before a release may say."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from rotation.chapter import Chapter
from rotation.charts import valuation as charts
from rotation.errors import EvidenceMissing
from rotation.market import Market
from rotation.paths import DATA
from rotation.studies import valuation as study
from rotation.studies import valuation_told as told

WINDOWS = {"2025": ("2024-12-31", "2025-12-31"), "2010 to 2025": ("2010-03-31", "2025-12-31")}


@cache
def book(as_of: str = "newest") -> Chapter:
    return Chapter("valuation", as_of, DATA, [])


@cache
def ratios() -> pd.DataFrame:
    return study.quarterly_ratios(book())


@pytest.mark.parametrize(("values", "rank", "below"), [
    ((1.5, 1.4, 1.1), 1, 0), ((0.9, 1.4, 1.1), 2, 1), ((0.9, 0.8, 1.1), 3, 2), ((1.1, 1.1, 1.1), 3, 0),
])
def test_a_standing_is_a_rank_from_below(values, rank, below):
    found = study.standing(pd.Series(values, index=pd.date_range("2025-01-31", periods=3, freq="QE")), 4)
    assert (found.rank, found.n, found.n_effective, found.below_one) == (rank, 3, 1, below)


def test_no_record_no_standing():
    with pytest.raises(EvidenceMissing):
        study.standing(pd.Series(dtype=float), 4)


# ---------------------------------------------------------------- the articles' own figures

def test_the_printed_pair_is_a_premium():
    rows = {row["pair"]: row for row in study.prints_rows(book())}
    row = rows["002/021 and 002/022"]                            # 25.95 / 22.54 − 1 = 15.1%
    assert (row["word"], row["implied"].text) == ("premium", "15.1%")


def test_the_identity_makes_both_prints_true():
    truth = study.reconcile(book(), "003/036", "002/004", "002/020", (0.2, 0.4))
    assert truth.pe_positive == pytest.approx(0.70 * 24.17)      # 16.92
    assert truth.ratio == pytest.approx(0.70 * 24.17 / 36.75)    # 0.460
    assert truth.at[0.2] == pytest.approx(1 - 0.4604 / 0.8, abs=1e-4)
    product = (1 - truth.curve["w"]) * (1 - truth.curve["l"])
    assert product.to_numpy() == pytest.approx(truth.ratio)      # every point of the line
    for w, losses in truth.at.items():
        market_value, profit = 100.0, 5.0                        # a market built to have these shares
        with_losses = market_value / (profit * (1 - losses))
        assert (1 - w) * market_value / profit / with_losses == pytest.approx(truth.ratio)


# ---------------------------------------------------------------- history

def test_both_ratios_by_the_prices_own_route():
    """Ratio of multiples = ratio of prices / ratio of earnings: closes and estimates instead of multiples."""
    value = Market().value
    close = {code: Market().close(f"yahoo/{code}").reindex(ratios().index, method="ffill") for code in ("RUT", "GSPC")}
    again = (close["RUT"] / close["GSPC"]) / (value("bloomberg/RUT_eps_forward") / value("bloomberg/GSPC_eps_forward"))
    assert (again / ratios()["pe"] - 1).abs().max() < 3e-5
    assert (ratios()["pe"] > 1).all()
    assert (ratios()["pb"] < 1).all()


def test_the_gap_in_yields_passes_through_a_loss():
    spread = study.yearly_spread(book())
    assert spread.loc[2020, "gap"] == pytest.approx(100 / -280.36 - 100 / 30.69)   # −0.36 − 3.26 points
    assert spread.loc[2025, "gap"] == pytest.approx(100 / 22.00 - 100 / 25.98)     # +0.70
    assert spread["estimate"].tolist() == [False] * 17 + [True, True]
    assert study.gap_interval(spread).n == 17


def test_the_price_ratio_starts_at_one():
    ratio = study.price_ratio(book())
    closes = {code: Market().close(f"yahoo/{code}") for code in ("RUT", "GSPC")}
    first = ratio.index[0]
    assert ratio.iloc[0] == 1
    assert ratio.iloc[-1] == pytest.approx(
        closes["RUT"].iloc[-1] / closes["GSPC"].iloc[-1] / (closes["RUT"][first] / closes["GSPC"][first]))


# ---------------------------------------------------------------- prediction and decomposition

def test_regressions_stop_where_independent_windows_run_out():
    found = {(f.spread, f.horizon): f for f in study.predictions(book(), (1, 2, 4, 12), 30)}
    assert {key: f.n_effective for key, f in found.items() if key[0] == "pe"} == {
        ("pe", 1): 63, ("pe", 2): 31, ("pe", 4): 15, ("pe", 12): 4}
    assert {key for key, f in found.items() if f.slope is not None} == {
        ("pe", 1), ("pe", 2), ("pb", 1), ("pb", 2)}


def test_the_slope_is_least_squares():
    found = study.predictions(book(), (1,), 30)[0]
    close = [Market().close(f"yahoo/{code}").reindex(ratios().index, method="ffill") for code in ("RUT", "GSPC")]
    later = np.log(close[0] / close[1]).diff().shift(-1).dropna()
    slope, _ = np.polyfit(np.log(ratios()["pe"]).loc[later.index], later, 1)
    assert found.slope == pytest.approx(slope)
    assert found.low < found.slope < found.high


def test_holm_never_lowers_a_p():
    found = study.predictions(book(), (1, 2), 30)
    adjusted = study.corrected(found)
    assert len(adjusted) == 4
    assert all(adjusted[f.spread, f.horizon] >= f.p for f in found)


def test_the_split_adds_up_to_the_price():
    frame = study.decomposition(book(), WINDOWS)
    assert (frame["total"] - frame["rerating"] - frame["earnings"]).abs().max() < 1e-9
    for row in frame[frame["who"] == "Russell 2000"].itertuples():
        close = Market().close("yahoo/RUT").loc[: str(row.end)]
        start = Market().close("yahoo/RUT").loc[: str(row.start)].iloc[-1]
        assert row.total == pytest.approx(100 * np.log(close.iloc[-1] / start), abs=0.01)


@pytest.mark.parametrize(("earnings", "rerating", "text"), [
    (6, -9, "expected earnings helped small caps and the multiple hurt them"),
    (-6, 9, "expected earnings hurt small caps and the multiple helped them"),
    (-6, -9, "expected earnings hurt small caps and so did the multiple"),
])
def test_the_reading_of_a_split(earnings, rerating, text):
    frame = pd.DataFrame([{"window": "w", "who": "Difference", "total": earnings + rerating, "earnings": earnings,
                           "rerating": rerating}])
    assert study.split_reading(frame, "w").text == text


# ---------------------------------------------------------------- editions

def test_every_edition_has_the_same_numbers_by_name():
    names = []
    for as_of in ("2025-12-05", "2026-01-09", "newest"):
        now = book(as_of)
        ratio, found = study.quarterly_ratios(now), study.predictions(now, (1, 2, 4, 12), 30)
        names.append(set(study.answers(now) | told.sentences(now, ratio, found)))
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize(("as_of", "public"), [("2025-12-28", False), ("2025-12-29", True), ("2026-01-09", True)])
def test_the_weekly_pair_appears_with_its_file(as_of, public):
    told = study.released(lambda: study.pair_told(book(as_of), "pe_forward")).text
    assert (told != study.UNRELEASED) is public


def test_nothing_of_a_later_file_is_seen():
    early = book("2026-01-09")
    assert study.quarterly_ratios(early).empty
    assert study.workbook_multiples(early) == []
    assert max(m.as_of for m in study.all_multiples(early, "2023-09-30")) <= "2026-01-09"


def test_pictures_are_drawn_from_nothing_and_from_everything():
    for now in (book("2025-12-05"), book()):
        frames = (study.yearly_spread(now), study.quarterly_ratios(now), study.decomposition(now, WINDOWS))
        for draw, frame in zip((charts.yearly_yields, charts.multiple_ratios, charts.parts), frames, strict=True):
            texts = [text.get_text() for axis in draw(frame).axes for text in axis.texts]
            assert (charts.NOT_PUBLIC in texts) is frame.empty


# ---------------------------------------------------------------- sentences follow the data

EMPTY = pd.DataFrame({"pe": [], "pb": []}, index=pd.DatetimeIndex([]))


def ratio_frame(pe: tuple[float, ...], pb: tuple[float, ...]) -> pd.DataFrame:
    return pd.DataFrame({"pe": pe, "pb": pb}, index=pd.to_datetime(["2019-12-31", "2022-12-30", "2025-12-26"]))


@pytest.mark.parametrize(("pe", "pb", "said"), [
    ((1.4, 1.2, 1.1), (0.6, 0.5, 0.4), "at none of 3 quarter-ends, on book value at all of them"),
    ((1.4, 0.9, 0.8), (1.6, 0.5, 0.4), "at 2 of 3 quarter-ends, on book value at 2 of them"),
])
def test_parity_counts_quarters_below_one(pe, pb, said):
    assert said in told._parity(ratio_frame(pe, pb)).text


@pytest.mark.parametrize(("pe", "said"), [
    ((1.4, 1.2, 1.1), "became cheaper against large caps on both"), ((1.4, 1.2, 1.5), "do not agree on a direction"),
])
def test_the_drift_is_told_by_both_ratios(pe, said):
    assert said in told._drift(ratio_frame(pe, (0.6, 0.5, 0.4))).text


def test_what_is_not_public_is_told_in_a_sentence():
    assert told.sentence(lambda: told._drift(EMPTY), "The record is missing").text == "The record is missing"
    early = book("2025-12-05")
    said = told.sentences(early, study.quarterly_ratios(early), study.predictions(early, (1, 12), 30))
    assert said["forward_told"].text == f"cannot be placed: the figures are {study.UNRELEASED}"
    assert all(quantity.formula for quantity in said.values())


@pytest.mark.parametrize(("year_end", "released", "said"), [
    ("2025-12-31", "2026-01-16", "2025-12-31"), ("2026-12-31", "2026-01-16", "2026-01"),
    ("2024-12-31", None, "2024-12-31"),
])
def test_a_multiple_on_expected_earnings_is_not_dated_in_the_future(year_end, released, said):
    released = date.fromisoformat(released) if released else None
    assert study._priced_on(date.fromisoformat(year_end), released) == said
