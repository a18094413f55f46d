"""Decisions, event windows and rate sensitivity on calendars small enough to check by eye."""

import math

import numpy as np
import pandas as pd
import pytest

from rotation import policy
from rotation.errors import EvidenceMissing, InputError


def moves(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["announcement", "change_bp"])


RECORD = moves([
    ("2017-06-14", 25), ("2018-12-19", 25), ("2019-07-31", -25), ("2019-09-18", -25), ("2020-03-15", -100),
    ("2022-03-16", 25), ("2024-09-18", -50), ("2025-09-17", -25), ("2025-10-29", -25), ("2025-12-10", -25),
])
MEETINGS = pd.DataFrame(
    [("2025-07-30", "2025-07-31", 0, 4.25, 4.50), ("2025-09-17", "2025-09-18", -25, 4.00, 4.25),
     ("2025-10-29", "2025-10-30", -25, 3.75, 4.00), ("2025-12-10", "2025-12-11", -25, 3.50, 3.75)],
    columns=["announcement", "effective", "change_bp", "lower", "upper"],
)


# ---------------------------------------------------------------- decisions

@pytest.mark.parametrize(("quiet_days", "expected"), [
    (365, ["2019-07-31", "2024-09-18"]),                    # 2025-09-17 comes 364 days after 2024-09-18
    (363, ["2019-07-31", "2024-09-18", "2025-09-17"]),
    (150, ["2019-07-31", "2020-03-15", "2024-09-18", "2025-09-17"]),    # 2020-03-15: 179 days after the last
])
def test_a_first_cut_has_no_cut_in_the_days_before(quiet_days, expected):
    first = policy.first_moves(RECORD, quiet_days)
    assert first["announcement"].dt.strftime("%Y-%m-%d").tolist() == expected


def test_first_hikes_are_found_the_same_way():
    days = policy.first_moves(RECORD, kind="hike", known_from="2015-01-01")["announcement"]
    assert days.dt.year.tolist() == [2017, 2018, 2022]


def test_a_move_the_record_does_not_reach_behind_is_not_called_first():
    late = RECORD.iloc[2:]
    assert policy.first_moves(late)["announcement"].dt.year.tolist() == [2024]
    assert policy.first_moves(late, known_from="2018-01-01")["announcement"].dt.year.tolist() == [2019, 2024]


def test_an_unknown_kind_gets_a_suggestion():
    with pytest.raises(InputError, match="cut"):
        policy.first_moves(RECORD, kind="cuts")


@pytest.mark.parametrize(("as_of", "expected"), [
    ("2025-09-16", 0), ("2025-09-17", 1), ("2025-12-09", 2), ("2025-12-10", 3), (None, 3),
])
def test_cuts_in_year_counts_by_announcement(as_of, expected):
    assert policy.cuts_in_year(RECORD, 2025, as_of) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2025-08-01", 0), ("2025-10-29", 2), (None, 3)])
def test_consecutive_cuts_end_at_the_last_hold(as_of, expected):
    assert policy.consecutive_cuts(MEETINGS, as_of) == expected


def test_a_hold_ends_the_run():
    held = pd.concat([MEETINGS, MEETINGS.tail(1).assign(announcement="2026-01-28", change_bp=0)])
    assert policy.consecutive_cuts(held) == 0


@pytest.mark.parametrize(("day", "by", "expected"), [
    ("2025-12-10", "effective", (3.75, 4.00)),      # announced that day, in force the next
    ("2025-12-10", "announcement", (3.50, 3.75)),
    ("2025-12-11", "effective", (3.50, 3.75)),
])
def test_the_range_in_force_and_the_range_announced_differ_for_a_day(day, by, expected):
    assert policy.range_on(MEETINGS, day, by) == expected


def test_a_single_target_is_its_own_range_and_before_the_record_there_is_none():
    targets = pd.DataFrame({"effective": ["1998-09-29"], "target_or_lower": [5.25], "upper": [np.nan]})
    assert policy.range_on(targets, "1998-10-01") == (5.25, 5.25)
    with pytest.raises(EvidenceMissing):
        policy.range_on(targets, "1998-09-28")


def test_meeting_changes_show_before_and_after_and_the_days_two_year():
    two_year = pd.Series([3.61, 3.54], pd.to_datetime(["2025-12-09", "2025-12-10"]))
    table = policy.meeting_changes(MEETINGS, two_year)
    last = table.iloc[-1]
    assert (last["lower_before"], last["upper_before"], last["lower"], last["upper"]) == (3.75, 4.0, 3.5, 3.75)
    assert last["d2y"] == pytest.approx(3.54 - 3.61)
    assert table["d2y"].isna().sum() == 3


def test_a_change_that_is_not_the_step_between_the_ranges_is_refused():
    wrong = MEETINGS.assign(change_bp=[0, -25, -50, -25])
    with pytest.raises(InputError, match="2025-10-29"):
        policy.meeting_changes(wrong)


def test_change_around_needs_a_reading_on_the_day():
    series = pd.Series([4.0, 4.1, 3.9], pd.to_datetime(["2025-01-02", "2025-01-03", "2025-01-06"]))
    assert policy.change_around(series, "2025-01-03") == pytest.approx(4.1 - 4.0)
    assert policy.change_around(series, "2025-01-03", after=1) == pytest.approx(3.9 - 4.0)
    for day in ("2025-01-04", "2025-01-02"):
        with pytest.raises(EvidenceMissing):
            policy.change_around(series, day)


# ---------------------------------------------------------------- events

DAYS = pd.bdate_range("2020-03-12", periods=6)      # Thu 12, Fri 13, Mon 16, Tue 17, Wed 18, Thu 19
SMALL = pd.Series([100.0, 90, 81, 99, 99, 108], DAYS)
LARGE = pd.Series([100.0, 100, 90, 90, 90, 90], DAYS)


@pytest.mark.parametrize(("announcement", "base", "on_day", "next_day"), [
    # a trading day: its own close already holds the reaction, so +1 is the day after
    ("2020-03-16", "2020-03-16", math.log(81 / 90) - math.log(90 / 100), math.log(99 / 81)),
    # a Sunday: Friday's close, so Monday's reaction is in the window
    ("2020-03-15", "2020-03-13", math.nan, math.log(81 / 90) - math.log(90 / 100)),
])
def test_windows_start_at_the_announcement_close(announcement, base, on_day, next_day):
    row = policy.event_windows(SMALL, LARGE, [announcement], (1, 2)).iloc[0]
    assert row["base"] == pd.Timestamp(base)
    assert row["day"] == pytest.approx(on_day, nan_ok=True)
    assert row[1] == pytest.approx(next_day)


def test_incomplete_windows_are_empty_and_events_outside_the_data_left_out():
    table = policy.event_windows(SMALL, LARGE, ["2019-07-31", "2020-03-17", "2020-03-20"], (2, 3))
    assert list(table.index) == [pd.Timestamp("2020-03-17")]
    assert table[2].iloc[0] == pytest.approx(math.log(108 / 99))
    assert np.isnan(table[3].iloc[0])


def test_event_path_is_zero_at_the_base_and_its_mean_needs_two_events():
    paths = policy.event_path(SMALL, LARGE, ["2020-03-13", "2020-03-17"], before=1, after=2)
    assert paths.loc[0].tolist() == [0, 0]
    assert paths[pd.Timestamp("2020-03-17")].loc[2] == pytest.approx(math.log(108 / 99))
    mean = policy.event_path_mean(paths)
    assert mean.loc[1, "mean"] == pytest.approx((math.log(0.9 / 0.9) + 0) / 2)
    assert mean["n"].tolist() == [2, 2, 2, 2]
    alone = policy.event_path_mean(paths.iloc[:, :1])
    assert alone["mean"].isna().all()


@pytest.fixture(scope="module")
def market() -> tuple[pd.Series, pd.Series]:
    days, rng = pd.bdate_range("2000-01-03", periods=2500), np.random.default_rng(11)
    walk = [pd.Series(100 * np.exp(np.cumsum(rng.normal(0, 0.01, 2500))), days) for _ in range(2)]
    return walk[0], walk[1]


EVENTS = ["2001-01-03", "2003-06-25", "2005-09-18", "2007-09-18"]


def test_event_study_says_n_interval_placebo_power_and_which_test_is_primary(market):
    study = policy.event_study(*market, EVENTS, horizons=(1, 21, 252), primary=252, draws=200, variants=7)
    windows = policy.event_windows(*market, EVENTS, (1, 21, 252))
    assert study["n"].tolist() == [4, 4, 4]
    assert study["mean"].tolist() == pytest.approx(windows[[1, 21, 252]].mean().tolist())
    assert study["primary"].tolist() == [False, False, True]
    assert study["p_holm"].isna().tolist() == [False, False, True]
    assert (study["p_holm"] >= study["p"]).iloc[:2].all()
    assert (study["loo_low"] <= study["mean"]).all()
    assert study["variants"].tolist() == [7, 7, 7]
    assert study["mde"].is_monotonic_increasing
    # four clear years do not fit beside four event years in ten: the longest placebo uses all dates, and says so
    away = "spaced dates away from the events"
    assert study["placebo_kind"].tolist() == [away, away, "spaced dates"]


def test_events_of_one_cycle_are_one_observation(market):
    close_dates = ["2001-01-03", "2001-01-31", "2001-03-20", "2005-03-15"]
    study = policy.event_study(*market, close_dates, horizons=(1, 252), draws=50)
    values = policy.event_windows(*market, close_dates, (252,))[252]
    assert study["n"].tolist() == [4, 4]
    assert study["n_effective"].tolist() == [4, 2]
    assert study["mean"].loc[252] == pytest.approx(values.mean())
    cycles = [values.iloc[:3].mean() > 0, values.iloc[3] > 0]
    assert study.loc[252, "positive"] == pytest.approx(sum(cycles) / 2)
    assert study["placebo_kind"].tolist() == ["pattern shifted in time"] * 2


def test_a_single_cycle_has_a_mean_and_no_interval(market):
    study = policy.event_study(*market, ["2001-01-03", "2001-01-31"], horizons=(1, 252), draws=50)
    assert study["n_effective"].tolist() == [2, 1]
    assert np.isnan(study.loc[252, "low"])
    assert not np.isnan(study.loc[252, "mean"])


def test_an_effect_put_into_the_data_is_found(market):
    small, large = market
    lift = pd.Series(0.0, small.index)
    for day in EVENTS:
        lift.iloc[small.index.searchsorted(pd.Timestamp(day), side="right"):] += 0.3    # the session after
    study = policy.event_study(small * np.exp(lift), large, EVENTS, horizons=(21,), primary=21, draws=500)
    assert study.loc[21, "mean"] == pytest.approx(0.3, abs=0.1)
    assert study.loc[21, "low"] > 0
    assert study.loc[21, "placebo_p"] == pytest.approx(1 / 501)


# ---------------------------------------------------------------- rates

def test_rate_sensitivity_inputs_are_weekly_on_days_all_three_have():
    days = pd.bdate_range("2025-01-06", periods=15)
    small, large = pd.Series(np.arange(100.0, 115), days), pd.Series(np.arange(200.0, 215), days)
    two_year = pd.Series(np.linspace(4, 4.14, 15), days).drop(days[9])      # no yield on the second Friday
    frame = policy.rate_sensitivity_inputs(small, large, two_year)
    assert list(frame.index) == [days[8], days[14]]
    assert frame["relative"].iloc[0] == pytest.approx((108 / 104 - 1) - (208 / 204 - 1))
    assert frame["d2y"].iloc[0] == pytest.approx(4.08 - 4.04)
    assert frame["large"].iloc[1] == pytest.approx(214 / 208 - 1)


@pytest.fixture(scope="module")
def weekly() -> pd.DataFrame:
    rng = np.random.default_rng(12)
    frame = pd.DataFrame(rng.normal(size=(400, 3)), pd.date_range("2000-01-07", periods=400, freq="W-FRI"),
                         columns=["relative", "d2y", "large"])
    sign = np.where(np.arange(400) < 200, -1.0, 1.0)
    return frame.assign(relative=0.1 * frame["relative"] + sign * frame["d2y"] + 0.2 * frame["large"])


def test_sensitivity_recovers_its_coefficients_and_changes_sign_by_era(weekly):
    first = weekly.iloc[:200]
    r = policy.rate_sensitivity(first["relative"], first["d2y"], first["large"])
    assert (r.coef["d2y"], r.coef["large"]) == pytest.approx((-1, 0.2), abs=0.05)
    eras = policy.sensitivity_by_era(weekly, {
        "before": (weekly.index[0], weekly.index[199]), "after": (weekly.index[200], weekly.index[-1])})
    assert eras["b"].tolist() == pytest.approx([-1, 1], abs=0.05)
    assert eras["n"].tolist() == [200, 200]
    assert (eras["p_holm"] >= eras["p"]).all()


def test_rolling_sensitivity_follows_the_change(weekly):
    rolling = policy.rolling_rate_sensitivity(weekly, 104)
    assert rolling["d2y"].iloc[[0, -1]].tolist() == pytest.approx([-1, 1], abs=0.05)
    assert (rolling["d2y_low"] < rolling["d2y_high"]).all()
