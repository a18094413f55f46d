"""Easing cycles, decision days and the chapter's study, on calendars small enough to check by eye."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rotation import easing, paths
from rotation.chapter import Chapter
from rotation.errors import EvidenceMissing
from rotation.statistics import mean_t_interval
from rotation.studies import policy as study
from rotation.studies import policy_rows as rows
from rotation.studies import policy_told as told


def moves(*dated):
    return easing.moves_frame({"announcement": day, "change_bp": str(bp)} for day, bp in dated)


RECORD = moves(("1990-01-02", 25), ("1995-07-06", -25), ("1996-01-31", -25), ("1998-09-29", -25), ("1998-11-17", -25))


def test_a_cycle_ends_with_the_last_cut_before_the_next_first_one():
    got = easing.cycles(RECORD)
    assert got["first"].dt.strftime("%Y-%m").tolist() == ["1995-07", "1998-09"]
    assert got["last"].dt.strftime("%Y-%m").tolist() == ["1996-01", "1998-11"]
    assert got["cuts"].tolist() == [2, 2]


def test_an_empty_record_is_missing_evidence():
    with pytest.raises(EvidenceMissing):
        easing.moves_frame([])


def test_a_cycle_return_runs_between_announcement_closes():
    index = pd.bdate_range("1998-09-25", "1998-11-20")
    small = pd.Series(100.0, index)
    small.loc["1998-10-01":] = 110.0
    got = easing.cycle_returns(small, pd.Series(100.0, index), easing.cycles(RECORD))
    assert got["relative"].tolist() == [pytest.approx(np.log(1.1))]               # the cycle of 1995 is not in the data
    assert got["sessions"].tolist() == [35]                             # weekdays from 29 September to 17 November


@pytest.mark.parametrize(("since", "expected"), [("1994-02-01", 4), ("1996-06-01", 3), ("1998-10-01", 2)])
def test_decision_days_are_moves_and_meetings_once_each(since, expected):
    meetings = easing.moves_frame([{"announcement": "1998-11-17", "change_bp": "-25"},
                                   {"announcement": "1998-12-22", "change_bp": "0"}])
    kept = easing.decision_days(RECORD, meetings, since)
    assert len(kept) == expected + (since == "1994-02-01")                        # 1995, 1996, 1998-09, -11, -12


def test_the_answer_of_a_day_is_a_slope_through_its_days():
    index = pd.bdate_range("2020-01-01", periods=6)
    d2y, relative = [0.1, -0.1, 0.2, -0.2, 0.0], [-0.002, 0.002, -0.004, 0.004, 0.0]    # b = -0.02
    small = pd.Series(100 * np.exp(np.r_[0, np.cumsum(relative)]), index)
    frame = easing.day_returns(small, pd.Series(100.0, index), pd.Series(np.r_[4, 4 + np.cumsum(d2y)], index), index)
    assert len(frame) == 5
    assert easing.day_response(frame).coef["d2y"] == pytest.approx(-0.02)


def test_months_after_an_announcement_start_with_the_next_month():
    factor = pd.Series([1.0, 2.0, 3.0, 4.0], pd.date_range("2020-01-31", periods=4, freq="ME"))
    got = easing.monthly_sums(factor, ["2020-02-05", "2020-03-15", "2019-12-31"], 2)
    assert got.to_dict() == {pd.Timestamp("2020-02-05"): 7.0}                     # 3 + 4; the others are not covered


def test_leaving_out_a_group_leaves_the_mean_of_the_others():
    got = easing.leave_one_group_out(pd.Series([1.0, 3.0, 8.0]), pd.Series([0, 0, 1]))
    assert got.tolist() == [8.0, 2.0]


def test_rolling_signs_are_shares_of_windows():
    rolling = pd.DataFrame({"d2y_low": [0.1, -1, -1, np.nan], "d2y_high": [1, 1, -0.1, np.nan]})
    got = study.rolling_signs(rolling)
    assert got == {"above": pytest.approx(1 / 3), "below": pytest.approx(1 / 3), "around": pytest.approx(1 / 3)}


@pytest.mark.parametrize(("p", "holm", "expected"), [
    ([0.01, 0.04, 0.5], [0.03, 0.08, 0.5], (2, 1)), ([0.5], [0.5], (0, 0)),
])
def test_significant_counts_before_and_after(p, holm, expected):
    assert study.significant(pd.DataFrame({"p": p, "p_holm": holm})) == expected


@pytest.mark.parametrize(("length", "step", "kept"), [(7, 3, [0, 3, 6]), (8, 3, [0, 3, 6, 7]), (2, 5, [0, 1])])
def test_thinning_keeps_the_last_row(length, step, kept):
    assert study.thinned(pd.Series(range(length)), step).tolist() == kept


# ---------------------------------------------------------------- words follow the data

@pytest.mark.parametrize(("low", "high", "said"), [(-1, 1, "holds zero"), (0.1, 1, "does not hold zero")])
def test_an_interval_is_told_by_where_zero_lies(low, high, said):
    assert rows.holds_zero(low, high) == said


@pytest.mark.parametrize(("p", "text"), [(0.0004, "< 0.001"), (0.0126, "0.013")])
def test_a_p_value_is_never_printed_as_zero(p, text):
    assert rows.p_value(p, "t test").text == text


@pytest.mark.parametrize(("low", "mean", "said"), [
    (0.01, 0.02, "Yes, after first cuts"), (-0.1, -0.02, "Not after first cuts"),
    (-0.1, 0.02, "Not demonstrably after first cuts"),
])
def test_the_answer_follows_the_interval(low, mean, said):
    assert rows._answer(pd.Series({"low": low, "mean": mean})) == said


def estimate(low, high):
    return SimpleNamespace(low=low, high=high, value=(low + high) / 2)


@pytest.mark.parametrize(("whole", "days", "best", "most"), [
    ((1, 2), (-1, 1), "unproven", "contradicted"), ((-2, -1), (-2, -1), "borne out", "borne out"),
    ((-1, 1), (1, 2), "contradicted", "unproven"),
])
def test_the_conclusion_on_rates_follows_both_intervals(whole, days, best, most):
    said = rows._rates_verdict(estimate(*whole), estimate(*days))
    assert f"{best} where the test is best and {most} where" in said


def test_probabilities_are_told_as_a_range_or_as_not_yet_out():
    table = pd.DataFrame({"metric": ["cut_probability"] * 2, "value": ["87.2", "87"], "document": ["a", "b"]})
    assert rows.listed_probabilities(table).text == "87% to 87.2%"
    assert rows.listed_probabilities(table.iloc[:0]).text == rows.LATER


# ---------------------------------------------------------------- the data

@pytest.fixture(scope="module")
def book():
    return Chapter("fed_policy", "2025-12-05", paths.DATA, [])


@pytest.fixture(scope="module")
def record(book):
    return study.evidence(book, "yahoo/RUT", "yahoo/GSPC")


def test_an_edition_before_the_decision_does_not_know_it(book, record):
    assert study.calendar(record, "2025-09-01")["announcement"].dt.strftime("%m-%d").tolist() == ["09-17", "10-29"]
    assert study.decision_day(record, "2025-12-10") is None
    assert set(study.priced(book)["released"]) == {"2025-12-05"}
    assert rows.day_words(None).text == f"The day itself: {rows.LATER}"


def test_stretches_partition_the_cuts_and_rebuild_the_mean(record):
    parts = study.stretches(record, 252)
    values = study.policy.event_windows(record.small, record.large, record.cuts, (252,))[252].dropna()
    assert parts["cuts"].sum() == len(values)
    assert (parts["mean"] * parts["cuts"]).sum() / len(values) == pytest.approx(values.mean())


def test_the_factor_variant_agrees_with_a_sum_by_hand(book, record):
    (found,) = study.variants(book, record, {}, 252)
    smb = book.market.value("french/SMB_monthly")
    assert found.values[pd.Timestamp("2001-01-03")] == pytest.approx(smb.loc["2001-02":"2002-01"].sum() / 100)
    assert found.mean.value == pytest.approx(mean_t_interval(found.values).value)
    assert found.mean.n == 8                                                      # seven, and September 1984


def test_the_family_holds_every_test_but_the_primary_one(book, record):
    eras = {"before 2000": ["1987-09-01", "1999-12-31"], "after": ["2000-01-01", "2030-12-31"]}
    first = study.event_study(record, record.first_cuts, (21, 252), 252, 200, 1)
    every = study.event_study(record, record.cuts, (21, 252), 252, 200, 1)
    table = study.family(first, 252, every, record, (), study.sensitivity(record, eras, 104))
    assert "First cuts, +252" not in set(table["test"])
    assert len(table) == 1 + 2 + 3 + 2 + 2      # other horizon; every cut; day, day, cycles; whole, decisions; eras
    assert (table["p_holm"] >= table["p"]).all()


# ---------------------------------------------------------------- sentences

@pytest.mark.parametrize(("right", "n", "said"), [
    (0, 0, "No figure or date of the articles could be decided at this edition"),
    (1, 1, "The only figure or date decided so far holds"), (2, 2, "The only two figures or dates decided so far hold"),
    (9, 13, "9 of the 13 figures and dates that could be decided hold as printed or nearly so"),
])
def test_the_share_that_holds_is_a_sentence(right, n, said):
    assert rows._share_right(right, n) == said


@pytest.mark.parametrize(("b", "turns"), [([1, 2, 3], 0), ([1, -1, -2], 1), ([1, -1, np.nan, 2], 2)])
def test_turns_are_changes_of_sign(b, turns):
    assert told._turns(pd.Series(b, dtype=float)) == turns


@pytest.mark.parametrize(("low", "high", "said"), [(-1, 1, "neither"), (1, 2, "an advantage"), (-2, -1, "a penalty")])
def test_the_conclusion_follows_the_interval(low, high, said):
    assert rows._conclusion(low, high).startswith(said)


@pytest.mark.parametrize(("b", "low", "high", "said"), [
    (-1, -2, -0.5, "the opposite sign"), (-1, -2, 1, "nothing certain either way"), (1, 0.5, 2, "the same sign"),
])
def test_a_later_era_is_told_beside_the_whole(b, low, high, said):
    assert rows.same_sign(1.0, pd.Series({"b": b, "low": low, "high": high})) == said
