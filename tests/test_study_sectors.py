"""The rotation study: arithmetic on series small enough to check by eye, and anchors of the real data."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from rotation.charts import sectors as charts
from rotation.charts.style import to_svg
from rotation.errors import EvidenceMissing
from rotation.market import Market
from rotation.paths import DATA
from rotation.reference import Reference
from rotation.studies import sectors as study
from rotation.studies import sectors_told as told


def closes(rows: dict) -> pd.Series:
    return pd.Series(rows, dtype=float).rename(index=pd.Timestamp)


@pytest.fixture(scope="module")
def market():
    return Market(as_of=date(2026, 8, 21))


@pytest.fixture(scope="module")
def pair(market):
    return market.close("yahoo/RUT"), market.close("yahoo/GSPC")


SMALL = closes({"2023-12-29": 100, "2024-12-31": 110, "2025-06-30": 99, "2025-12-31": 121})
LARGE = closes({"2023-12-29": 100, "2024-12-31": 105, "2025-06-30": 126, "2025-12-31": 126})


# ---------------------------------------------------------------- margins, runs, choices

def test_margins_of_the_halves_are_differences_of_returns():
    first = study.margin(SMALL, LARGE, study.Span("", date(2024, 12, 31), date(2025, 6, 30)))
    assert first.gap == pytest.approx((99 / 110 - 1) - (126 / 105 - 1))      # −10% against +20%


def test_years_rank_and_count_back():
    table = pd.DataFrame({"year": [2021, 2022, 2023, 2024, 2025, 2026], "margin": [.02, .05, -.01, -.02, -.03, .09]})
    years = study.Years(table, 2025)
    assert (years.rank, len(years.known)) == (5, 5)        # 2026 is not known to 2025
    assert (years.last_lead, years.behind_since) == (2022, 3)
    assert years.widest["year"] == 2022


def test_the_largest_run_goes_from_a_trough_to_a_later_peak():
    ratio = closes({"2024-12-31": 1.0, "2025-02-03": 0.8, "2025-05-01": 1.0, "2025-07-01": 0.5, "2025-12-31": 0.6})
    run = study.largest_run(ratio, 2025)
    assert (run.start, run.end) == (date(2025, 2, 3), date(2025, 5, 1))
    assert run.gain == pytest.approx(1.0 / 0.8 - 1)        # 25% beats 0.6 / 0.5 − 1 = 20%


def test_a_run_may_start_at_the_last_close_of_the_year_before():
    ratio = closes({"2024-12-31": 1.0, "2025-02-03": 1.2, "2025-12-31": 1.1})
    assert study.largest_run(ratio, 2025).start == date(2024, 12, 31)


def test_runs_are_ranked_among_the_years_up_to_theirs():
    runs = [study.Run(y, date(y, 1, 2), date(y, 2, 2), g) for y, g in ((2023, .3), (2024, .1), (2025, .2), (2026, .9))]
    found = study.rank_run(runs, 2025)
    assert (found.rank, found.of, found.median) == (2, 3, pytest.approx(.2))


def test_a_grid_is_counted_by_its_cells():
    days = pd.to_datetime(["2025-01-31", "2025-02-28"])
    grid = pd.DataFrame([[.01, -.02], [np.nan, .03]], pd.to_datetime(["2024-12-31", "2025-01-31"]), days)
    found = study.summarise_choice(grid)
    assert (found.windows, found.ahead, found.share) == (3, 2, pytest.approx(2 / 3))
    assert found.best == (date(2025, 1, 31), date(2025, 2, 28), pytest.approx(.03))


# ---------------------------------------------------------------- point in time

@pytest.mark.parametrize(("as_of", "keys"), [
    (date(2025, 12, 5), {"year", "first", "second", "low"}),
    (date(2025, 12, 31), {"year", "first", "second", "low"}),
    (date(2026, 1, 9), {"year", "first", "second", "low", "after"}),
])
def test_windows_end_with_the_edition(as_of, keys):
    spans = study.year_spans(Market(as_of=as_of), 2025, ["yahoo/RUT", "yahoo/GSPC"])
    assert set(spans) == keys
    assert max(span.end for span in spans.values()) == as_of


@pytest.mark.parametrize(("as_of", "rows"), [(date(2025, 12, 5), 7), (date(2025, 12, 10), 8), (date(2026, 1, 9), 10)])
def test_a_chosen_window_is_shown_once_it_is_over(as_of, rows):
    market = Market(as_of=as_of)
    assert len(study.chosen_windows(market.close("yahoo/RUT"), market.close("yahoo/GSPC"))) == rows


@pytest.mark.parametrize(("as_of", "known"), [(date(2025, 12, 31), False), (date(2026, 8, 21), True)])
def test_large_weights_appear_with_their_document(as_of, known):
    paths = study.fund_paths(Market(as_of=as_of))
    mix = study.sector_mix(Reference(DATA, as_of), paths, date(2025, 12, 31))
    assert (mix.weights_of is not None) is known
    assert np.isnan(mix.allocation) is not known
    assert mix.table["small"].sum() == pytest.approx(1)


def test_fund_paths_end_together(market):
    ends = {path.index[-1] for path in study.fund_paths(market).values()}
    assert ends == {pd.Timestamp("2026-05-01")}


# ---------------------------------------------------------------- anchors of the real data

def test_the_year_and_its_turn(pair):
    base, middle, end = date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31)
    spans = [study.Span("", *ends) for ends in ((base, end), (base, middle), (middle, end))]
    year, first, second = (study.margin(*pair, span) for span in spans)
    assert year.gap < 0
    assert first.gap < 0 < second.gap
    compounded = (1 + first.small) * (1 + second.small) - 1          # the halves make up the year
    assert compounded == pytest.approx(year.small)


def test_the_run_of_the_year_is_an_ordinary_one(pair):
    found = study.rank_run(study.runs(*pair, 2025), 2025)
    assert found.run.gain < found.median
    assert found.of == 38                                            # 1988 to 2025


def test_calendar_margins_agree_with_french_size_in_sign(market, pair):
    """A second source: years in which the size factor was strongly up or down have the same sign of margin."""
    smb = market.value("french/SMB_monthly").loc["1988":"2024"] / 100
    yearly = (1 + smb).groupby(smb.index.year).prod() - 1
    margins = study.calendar_years(*pair, 2025).table.set_index("year")["margin"].loc[1988:2024]
    clear = yearly[yearly.abs() > 0.05]
    assert (np.sign(clear) == np.sign(margins[clear.index])).mean() > 0.85


def test_records_are_kept_apart(market):
    found = study.records(market, "yahoo/RUT", study.Span("", date(2024, 12, 31), date(2025, 12, 31)))
    assert date(2025, 12, 9) in set(found.highs) - set(found.closes)
    assert date(2025, 12, 4) in set(found.closes) - set(found.highs)


def test_spanning_scales_the_constant_to_a_year(market):
    found = study.spanning_daily(market, "yahoo/RUT", "yahoo/GSPC", ["MKT_RF", "SMB5", "HML"])
    assert found.alpha().value == pytest.approx(252 * found.fit.coef["const"])
    assert found.fit.coef["SMB5"] == pytest.approx(1, abs=0.1)       # the margin is the size factor


def test_too_few_days_for_the_factors_are_refused():
    with pytest.raises(EvidenceMissing):
        study.spanning_daily(Market(as_of=date(2025, 6, 1)), "yahoo/RUT", "yahoo/GSPC", ["MKT_RF", "SMB5", "HML"])


def test_ranks_of_the_halves_cover_full_years_only(market):
    table = study.half_years(study.fund_paths(market), 2024, 2026)
    assert list(table["year"]) == [2024, 2025]
    assert set(table["n"]) == {11}


# ---------------------------------------------------------------- telling

@pytest.mark.parametrize(("gap", "word"), [(.01, "led"), (-.01, "lagged")])
def test_words_follow_the_sign(gap, word):
    span = study.Span("", date(2024, 12, 31), date(2025, 12, 31))
    table = pd.DataFrame({"year": [2024, 2025], "margin": [.02, gap]})
    quantities = told.told_year(study.Years(table, 2025), {"year": study.Margin(span, gap, 0.0)}, ("a", "b"))
    assert quantities["year_word"].text == word
    assert "not yet known" in quantities["after_told"].text


STREAKS = [
    # margins of 2023 to 2025, last close seen      the answer, the streak, how it ends
    ((.02, -.01, -.03), date(2025, 12, 31), "Not over the year.", "It was the second calendar year", "won."),
    ((.02, -.01, -.03), date(2025, 12, 5), "Not over the year so far.", "on course to be the second", "this edition."),
    ((.02, -.01, .03), date(2025, 12, 31), "Yes, over the year.", "companies last led in 2023", "well."),
]


@pytest.mark.parametrize(("margins", "seen", "answer", "streak", "end"), STREAKS)
def test_a_year_that_is_not_over_is_told_as_such(margins, seen, answer, streak, end):
    table = pd.DataFrame({"year": [2023, 2024, 2025], "margin": margins})
    span = study.Span("", date(2024, 12, 31), seen)
    found = told.told_year(study.Years(table, 2025), {"year": study.Margin(span, margins[-1], 0.0)}, ("a", "b"))
    assert found["year_answer"].text == answer
    assert streak in found["streak_told"].text
    assert found["conclusion"].text.endswith(end)


@pytest.mark.parametrize(("leaders", "value", "told_"), [
    (["Information Technology", "Energy", "Utilities", "Materials"], -.02, "Not from technology to value."),
    (["Materials", "Energy", "Utilities", "Information Technology"], .02, "From technology to value."),
    (["Materials", "Energy", "Utilities", "Information Technology"], -.02, "Away from technology, but not to value."),
])
def test_a_turn_takes_both_a_sector_and_a_style(leaders, value, told_):
    second = pd.Series([.4, .3, .2, .1], leaders)
    assert told._turn(second, value).text == told_


def test_the_grid_is_drawn_without_a_bitmap(pair):
    """nbval compares no bitmaps: every known window is a shape of its own."""
    grid = study.window_choice(*pair, 2025)
    picture = to_svg(charts.choice_grid(grid), "grid")
    assert "image/png" not in picture
    assert picture.count('fill="#') >= int(grid.notna().sum().sum())


def test_what_was_not_measured_is_counted_by_reason(newest):
    found = told.told_claims(newest, "sector_rotation")
    assert found["unmeasured"].value == found["claims_all"].value - len(told.measured_claims(newest, "sector_rotation"))
    assert "lost words" in found["unmeasured_why"].text
