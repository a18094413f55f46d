"""A stated number is an interval: the method page's table, row by row, with the arithmetic left visible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.errors import InputError
from rotation.intervals import printed_magnitude, stated_interval

PLAIN = [
    # surface        unit      qualifier   direction  low                       high
    ("22.4", "x", None, "none", D("22.4") - D("0.05"), D("22.4") + D("0.05")),
    ("22.40", "x", None, "none", D("22.40") - D("0.005"), D("22.40") + D("0.005")),
    ("36.75", "x", None, "none", D("36.745"), D("36.755")),
    ("9%", "%", None, "up", D("8.5"), D("9.5")),
    ("6,870.40", "points", None, "none", D("6870.395"), D("6870.405")),
    ("$2.1 trillion", "USD", None, "none", D("2.05e12"), D("2.15e12")),
    ("$180.72 million", "USD", None, "none", D("180.715e6"), D("180.725e6")),
    ("$260 million", "USD", None, "none", D("259.5e6"), D("260.5e6")),
    ("$0.61", "USD", None, "none", D("0.605"), D("0.615")),
    ("25-basis-point", "bp", None, "down", D("-25.5"), D("-24.5")),
    ("1.68%", "%", None, "down", -(D("1.68") + D("0.005")), -(D("1.68") - D("0.005"))),
    ("-1.68%", "%", None, "none", D("-1.685"), D("-1.675")),
    ("−1.68%", "%", None, "none", D("-1.685"), D("-1.675")),
    ("(3.2)", "USD", None, "none", D("-3.25"), D("-3.15")),
    ("third", "count", None, "none", D(3), D(3)),
    ("one", "count", None, "none", D(1), D(1)),
    ("3.5%–3.75%", "%", None, "none", D("3.5") - D("0.05"), D("3.75") + D("0.005")),
    ("3.50% to 3.75%", "%", None, "none", D("3.50") - D("0.005"), D("3.75") + D("0.005")),
    ("4-5%", "%", None, "none", D("3.5"), D("5.5")),
    ("4-5%", "%", None, "down", D("-5.5"), D("-3.5")),
    ("between 3.5% and 3.75%", "%", None, "none", D("3.45"), D("3.755")),
    ("$1-2 trillion", "USD", None, "none", D("0.5e12"), D("2.5e12")),
]

HEDGED = [
    # surface  qualifier    direction  low                 high                low_open high_open
    ("13%", "over", "up", D(13), D(13) * D("1.25"), True, False),
    ("13%", "over", "down", -D("16.25"), -D(13), False, True),
    ("30%+", None, "none", D(30), D("37.5"), False, False),
    ("30%", "at_least", "none", D(30), D("37.5"), False, False),
    ("2,600", "nearly", "none", D(2600) * D("0.9"), D(2600), False, True),
    ("2,600", "under", "none", D(2340), D(2600), False, True),
    ("2,600", "up to", "none", D(2340), D(2600), False, False),
    ("3.5%", "roughly", "none", D("3.5") - D("3.5") * D("0.05"), D("3.5") + D("0.175"), False, False),  # 5% > one unit
    ("2.5%", "near", "none", D("2.5") - D("0.125"), D("2.5") + D("0.125"), False, False),
    ("3%", "about", "none", D(2), D(4), False, False),  # one unit of the last digit > 5%
]


@pytest.mark.parametrize(("surface", "unit", "qualifier", "direction", "low", "high"), PLAIN)
def test_a_plain_number_or_range_is_half_a_unit_wide_on_each_side(surface, unit, qualifier, direction, low, high):
    found = stated_interval(surface, unit, qualifier, direction)
    assert (low, high) == (found.low, found.high)
    assert not found.low_open
    assert not found.high_open


@pytest.mark.parametrize(("surface", "qualifier", "direction", "low", "high", "low_open", "high_open"), HEDGED)
def test_a_hedge_opens_or_widens_the_interval(surface, qualifier, direction, low, high, low_open, high_open):
    found = stated_interval(surface, "%" if "%" in surface else "points", qualifier, direction)
    assert (low, high, low_open, high_open) == (found.low, found.high, found.low_open, found.high_open)


@pytest.mark.parametrize(("surface", "start", "end"), [
    ("2025-12-10", date(2025, 12, 10), date(2025, 12, 10)),
    ("December 10, 2025", date(2025, 12, 10), date(2025, 12, 10)),
    ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ("September 2025", date(2025, 9, 1), date(2025, 9, 30)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ("Q3 2025", date(2025, 7, 1), date(2025, 9, 30)),
    ("2025Q3", date(2025, 7, 1), date(2025, 9, 30)),
])
def test_a_date_is_the_day_month_quarter_or_year_as_printed(surface, start, end):
    found = stated_interval(surface, "date")
    assert (start, end) == (found.low, found.high)


@pytest.mark.parametrize("surface", ["", "several", "12, 13 and 14", "1.5% 2.5% 3.5%"])
def test_text_without_one_number_or_one_range_is_refused(surface):
    with pytest.raises(InputError, match="expected"):
        stated_interval(surface, "%")


@pytest.mark.parametrize("surface", ["mid-December", "13 of 12", "2025-13", "2025-02-30", "Smarch 2025"])
def test_text_without_a_date_is_refused(surface):
    with pytest.raises(InputError, match="a day, month, quarter or year"):
        stated_interval(surface, "date")


plain_numbers = st.decimals(min_value=D("0.01"), max_value=D("99999"), places=2)


@given(plain_numbers)
def test_every_rounding_of_a_true_value_is_inside(value):
    """Half-even, half-up, half-down: a value rounded to one digit fewer stays inside what was printed."""
    for rounding in ("ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_HALF_DOWN"):
        printed = value.quantize(D("0.1"), rounding=rounding)
        assert value in stated_interval(str(printed), "x")


@given(plain_numbers)
def test_truncation_is_at_worst_near(value):
    printed = value.quantize(D("0.1"), rounding="ROUND_DOWN")
    assert stated_interval(str(printed), "x").is_near(value)


@given(plain_numbers, st.sampled_from(["over", "at_least", "nearly", "up_to", "about", None]))
def test_a_fall_is_the_mirror_of_a_rise(value, qualifier):
    up = stated_interval(str(value), "%", qualifier, "up")
    down = stated_interval(str(value), "%", qualifier, "down")
    assert (up.low, up.high, up.low_open, up.high_open) == (-down.high, -down.low, down.high_open, down.low_open)


@given(plain_numbers)
def test_difference_is_zero_inside_and_measured_from_the_nearest_bound_outside(value):
    found = stated_interval(str(value), "x")
    assert found.difference(value) == 0
    assert found.difference(found.high + 3) == 3
    assert found.difference(found.low - 3) == -3


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_an_input_error(text):
    for unit in ("x", "count", "USD", "date"):
        try:
            stated_interval(text, unit)
        except InputError:
            pass


def test_a_scale_word_is_applied_and_thousands_separators_are_read():
    assert printed_magnitude("$2.1 trillion") == (D("2.1") * 10**12,)
    assert printed_magnitude("12,345.6") == (D("12345.6"),)
    assert printed_magnitude("£3bn") == (D(3) * 10**9,)
