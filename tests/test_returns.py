"""Returns, margins and records on series small enough to check by eye."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation import returns
from rotation.errors import EvidenceMissing, InputError
from rotation.returns import Leg


def closes(rows: dict) -> pd.Series:
    return pd.Series(rows, dtype=float).rename(index=pd.Timestamp)


def daily(values, start="2025-01-01") -> pd.Series:
    return pd.Series(values, pd.bdate_range(start, periods=len(values)), dtype=float)


A = closes({"2024-12-31": 100, "2025-01-02": 102, "2025-01-03": 105, "2025-01-06": 110})
B = closes({"2024-12-31": 200, "2025-01-02": 202, "2025-01-03": 208, "2025-01-06": 210})


# ---------------------------------------------------------------- returns

@pytest.mark.parametrize(("start", "end", "expected"), [
    ("2024-12-31", "2025-01-06", 110 / 100 - 1),
    ("2025-01-02", "2025-01-03", 105 / 102 - 1),
    ("2025-01-03", "2025-01-03", 0),
])
def test_price_return_is_last_over_first(start, end, expected):
    assert returns.price_return(A, start, end) == pytest.approx(expected)


@pytest.mark.parametrize(("start", "end"), [("2025-01-01", "2025-01-06"), ("2025-01-02", "2025-01-07")])
def test_price_return_wants_exact_dates(start, end):
    with pytest.raises(EvidenceMissing, match="no close on"):
        returns.price_return(A, start, end)


def test_a_window_cannot_run_backwards():
    with pytest.raises(InputError, match="start on or before the end"):
        returns.price_return(A, "2025-01-06", "2025-01-02")


@pytest.mark.parametrize(("day", "expected"), [
    ("2025-01-01", "2024-12-31"),   # New Year's Day
    ("2025-01-05", "2025-01-03"),   # a Sunday
    ("2025-01-06", "2025-01-06"),
    ("2025-01-13", "2025-01-06"),   # seven days later: still the last close
])
def test_last_on_or_before(day, expected):
    assert returns.last_on_or_before(A, day) == pd.Timestamp(expected)


@pytest.mark.parametrize("day", ["2024-12-30", "2025-01-14"])
def test_a_close_before_the_first_or_long_after_the_last_is_missing(day):
    with pytest.raises(EvidenceMissing):
        returns.last_on_or_before(A, day)


def test_missing_closes_are_skipped_not_used():
    gap = closes({"2025-01-02": 100, "2025-01-03": np.nan, "2025-01-06": 104})
    assert returns.last_on_or_before(gap, "2025-01-03") == pd.Timestamp("2025-01-02")
    assert returns.daily_returns(gap).tolist() == pytest.approx([0.04])
    with pytest.raises(EvidenceMissing):
        returns.close_on(gap, "2025-01-03")


def test_year_to_date_starts_at_the_last_close_of_the_prior_year_not_the_first_of_january():
    assert returns.year_to_date(A, "2025-01-06") == pytest.approx(110 / 100 - 1)
    assert returns.year_to_date(A, "2025-01-06") != pytest.approx(110 / 102 - 1)


def test_year_to_date_without_a_close_at_the_prior_year_end_is_missing():
    with pytest.raises(EvidenceMissing):
        returns.year_to_date(A.iloc[1:], "2025-01-06")


def test_window_return_snaps_both_ends():
    assert returns.window_return(A, "2025-01-01", "2025-01-05") == pytest.approx(105 / 100 - 1)


@pytest.mark.parametrize("bad", [[100, 0], [100, -1], [100, np.inf]])
def test_a_price_that_is_not_positive_is_refused(bad):
    with pytest.raises(InputError, match="not positive"):
        returns.daily_returns(daily(bad))


def test_unsorted_dates_are_refused():
    with pytest.raises(InputError, match="out of order"):
        returns.drawdown(A.iloc[::-1])


# ---------------------------------------------------------------- dividends

def test_total_return_reinvests_at_the_ex_date_close():
    close = daily([100, 98, 99])
    dividend = daily([np.nan, 2, np.nan])
    # one share buys 2/98 of a share on the ex-date: 99 * (1 + 2/98) at the end
    assert returns.total_return_index(close, dividend).tolist() == pytest.approx(
        [100, 98 * (1 + 2 / 98), 99 * (1 + 2 / 98)])


def test_total_return_ignores_a_dividend_of_the_first_day_and_stops_where_dividends_stop():
    close, dividend = daily([100, 101, 102]), daily([5, np.nan, np.nan])
    index = returns.total_return_index(close, dividend, dividends_through="2025-01-02")
    assert index.tolist() == pytest.approx([100, 101])


def test_an_ex_date_without_a_close_and_a_negative_dividend_are_refused():
    with pytest.raises(InputError, match="ex-date without a close"):
        returns.total_return_index(A, closes({"2025-01-01": 1.0}))
    with pytest.raises(InputError, match="negative"):
        returns.total_return_index(A, closes({"2025-01-03": -1.0}))


prices = st.lists(st.floats(1, 1000), min_size=2, max_size=20)


@settings(deadline=None, max_examples=60)
@given(prices, st.data())
def test_total_return_is_never_below_price_return_when_dividends_are_not_negative(values, data):
    paid = data.draw(st.lists(st.floats(0, 10), min_size=len(values), max_size=len(values)))
    close = daily(values)
    total = returns.total_return_index(close, daily(paid))
    assert (total >= close * (1 - 1e-12)).all()


@settings(deadline=None, max_examples=60)
@given(prices)
def test_log_returns_add_up_and_drawdowns_stay_between_minus_one_and_zero(values):
    close = daily(values)
    assert returns.log_returns(close).sum() == pytest.approx(np.log(values[-1] / values[0]), abs=1e-9)
    assert returns.drawdown(close).between(-1, 0).all()


def test_rebased_and_drawdown():
    assert returns.rebased(A, "2025-01-01").tolist() == pytest.approx([100, 102, 105, 110])
    assert returns.rebased(A, "2025-01-02", 1).tolist() == pytest.approx([1, 105 / 102, 110 / 102])
    assert returns.drawdown(daily([100, 80, 120, 90])).tolist() == pytest.approx([0, -0.2, 0, -0.25])


# ---------------------------------------------------------------- comparisons

def test_relative_return_is_a_difference_in_points():
    assert returns.relative_return(A, B, "2024-12-31", "2025-01-06") == pytest.approx(
        (110 / 100 - 1) - (210 / 200 - 1))
    assert returns.relative_return(A, B, "2024-12-31", "2025-01-06") == pytest.approx(0.10 - 0.05)


def test_compare_subtracts_two_legs_of_one_window():
    a, b = (returns.leg(n, s, "2025-01-01", "2025-01-05") for n, s in (("a", A), ("b", B)))
    assert (a.start.isoformat(), a.end.isoformat()) == ("2024-12-31", "2025-01-03")
    assert returns.compare(a, b) == pytest.approx(0.05 - 0.04)


@pytest.mark.parametrize(("what", "other"), [
    ("start", pd.Timestamp("2025-01-02").date()), ("end", pd.Timestamp("2025-01-03").date()),
    ("basis", "total_return"), ("currency", "EUR"),
])
def test_compare_refuses_legs_that_differ(what, other):
    base = {"basis": "price_return", "currency": "USD", "start": pd.Timestamp("2024-12-31").date(),
            "end": pd.Timestamp("2025-01-06").date()}
    with pytest.raises(InputError, match=what):
        returns.compare(Leg("a", value=0.1, **base), Leg("b", value=0.05, **{**base, what: other}))


def test_calendar_year_margins_flag_the_running_year_and_drop_years_without_a_base():
    a = closes({"2022-06-30": 90, "2022-12-30": 100, "2023-12-29": 110, "2024-12-31": 121, "2025-03-14": 120})
    b = closes({"2022-06-30": 90, "2022-12-30": 100, "2023-12-29": 105, "2024-12-31": 126, "2025-03-14": 126})
    table = returns.calendar_year_margins(a, b)
    assert table["year"].tolist() == [2023, 2024, 2025]     # 2022 has no close at the end of 2021
    assert table["margin"].tolist() == pytest.approx([0.10 - 0.05, 0.10 - 0.20, (120 / 121 - 1) - 0])
    assert table["complete"].tolist() == [True, True, False]


@pytest.mark.parametrize(("last", "complete"), [
    ("2022-12-30", True),       # a Friday; the 31st was a Saturday
    ("2022-12-29", False),
])
def test_a_year_is_complete_when_no_weekday_of_it_is_left(last, complete):
    series = closes({"2021-12-31": 100, last: 101})
    assert returns.calendar_year_margins(series, series)["complete"].tolist() == [complete]


def test_quarterly_margins_run_from_quarter_end_to_quarter_end():
    a = closes({"2024-12-31": 100, "2025-03-31": 110, "2025-06-30": 99})
    b = closes({"2024-12-31": 100, "2025-03-31": 100, "2025-06-30": 120})
    table = returns.quarterly_margins(a, b)
    assert table["quarter"].tolist() == ["2025Q1", "2025Q2"]
    assert table["margin"].tolist() == pytest.approx([0.10 - 0, -0.10 - 0.20])
    assert table["complete"].all()


def test_window_grid_holds_every_pair_and_no_backward_window():
    grid = returns.window_grid(A, B, ["2024-12-31", "2025-01-03"], ["2025-01-02", "2025-01-06"])
    assert grid.iloc[0].tolist() == pytest.approx([0.02 - 0.01, 0.10 - 0.05])
    assert np.isnan(grid.iloc[1, 0])
    assert grid.iloc[1, 1] == pytest.approx((110 / 105 - 1) - (210 / 208 - 1))


def test_best_and_worst_window_name_their_dates_and_how_many_were_tried():
    a, b = daily([100, 110, 99, 99]), daily([100, 100, 100, 100])
    table = returns.best_worst_window(a, b, 1)
    assert table["margin"].tolist() == pytest.approx([0.10, -0.10])
    assert table.loc["best", "end"] == a.index[1]
    assert table.loc["worst", "start"] == a.index[1]
    assert table["windows"].tolist() == [3, 3]
    assert returns.best_worst_window(a, b, 1, since=a.index[1]).loc["best", "margin"] == pytest.approx(0)
    with pytest.raises(EvidenceMissing):
        returns.best_worst_window(a, b, 9)


# ---------------------------------------------------------------- records

def test_record_closes_exceed_all_history_and_equalling_is_no_record():
    close = daily([100, 101, 101, 100, 102, 103, 90, 104])
    days = close.index
    assert list(returns.record_closes(close)) == [days[1], days[4], days[5], days[7]]
    assert list(returns.record_closes(close, since=days[5])) == [days[5], days[7]]


def test_since_restricts_the_list_never_the_history():
    close = daily([200, 100, 101, 102])
    assert list(returns.record_closes(close, since=close.index[1])) == []


def test_intraday_records_are_kept_apart_from_closes():
    high, close = daily([101, 105, 104]), daily([100, 100, 103])
    assert list(returns.record_highs(high)) == [high.index[1]]
    assert list(returns.record_closes(close)) == [close.index[2]]


def test_consecutive_records_count_sessions_over_a_weekend():
    close = daily([100, 101, 102, 103, 90, 104], start="2025-01-01")    # Wed, Thu, Fri, Mon, Tue, Wed
    runs = returns.consecutive_records(close)
    assert runs["sessions"].tolist() == [3, 1]
    assert runs["start"].tolist() == [close.index[1], close.index[5]]
    assert runs["end"].tolist() == [close.index[3], close.index[5]]


def test_no_record_means_no_run():
    assert returns.consecutive_records(daily([100, 99])).empty


def test_distance_from_record():
    close = daily([100, 120, 90])
    assert returns.distance_from_record(close, close.index[2]) == pytest.approx(90 / 120 - 1)
    assert returns.distance_from_record(close, close.index[1]) == 0


# ---------------------------------------------------------------- calendars

def test_weekly_closes_take_the_last_trading_day_and_drop_the_running_week():
    close = daily(range(100, 113), start="2025-01-06").drop(pd.Timestamp("2025-01-17"))   # Friday closed
    weekly = returns.weekly_closes(close)
    assert list(weekly.index) == [pd.Timestamp("2025-01-10"), pd.Timestamp("2025-01-16")]
    assert returns.weekly_closes(close, running=True).index[-1] == pd.Timestamp("2025-01-22")


def test_monthly_closes_keep_their_own_dates():
    close = closes({"2025-01-30": 1, "2025-01-31": 2, "2025-02-27": 3, "2025-02-28": 4, "2025-03-03": 5})
    ends = [pd.Timestamp("2025-01-31"), pd.Timestamp("2025-02-28")]
    assert list(returns.monthly_closes(close).index) == ends


def test_a_comparison_uses_only_common_dates():
    relative = returns.log_relative_returns(A, B.drop(pd.Timestamp("2025-01-03")))
    assert relative.iloc[-1] == pytest.approx(np.log(110 / 102) - np.log(210 / 202))
