"""One quantity is printed one way: a true minus, per cent apart from points, no float noise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation import wording

NUMBERS = [
    # value, places, signed, text
    (2576.31, 2, False, "2,576.31"),
    (-1.74, 1, False, "−1.7"),
    (1.74, 1, True, "+1.7"),
    (-1.74, 1, True, "−1.7"),
    (0, 1, True, "0.0"),                    # zero has no sign
    (-0.04, 1, True, "0.0"),                # nor has what rounds to it
    (0.1 + 0.2, 17, False, "0.30000000000000000"),   # 0.30000000000000004 is noise
    (D("0.125"), 2, False, "0.12"),         # half to even
    (D("0.135"), 2, False, "0.14"),
    (1234567, 0, False, "1,234,567"),
]


@pytest.mark.parametrize(("value", "places", "signed", "text"), NUMBERS)
def test_a_number(value, places, signed, text):
    assert wording.number(value, places, signed) == text


QUANTITIES = [
    # value, unit, places, signed, text (~ stands for a no-break space)
    (13.5, "%", 1, False, "13.5%"),
    (-1.74, "pp", 1, True, "−1.7~pp"),
    (-25, "bp", 0, True, "−25~bp"),
    (25.951, "x", 2, False, "25.95×"),
    (2576.31, "points", 2, False, "2,576.31~points"),
    (2025, "year", 0, False, "2,025"),
    (3, "count", 0, False, "3"),
    (2.1e12, "USD", 1, False, "$2.1~trillion"),
    (-1_500_000_000, "USD", 2, False, "−$1.50~billion"),
    (999_999, "USD", 0, False, "$999,999"),
    (1_000_000, "USD", 0, False, "$1~million"),
    (4.2, "EUR", 1, False, "4.2~EUR"),
]


@pytest.mark.parametrize(("value", "unit", "places", "signed", "text"), QUANTITIES)
def test_a_quantity(value, unit, places, signed, text):
    assert wording.quantity(value, unit, places, signed) == text.replace("~", "\u00a0")


def test_an_interval_names_the_unit_once():
    assert wording.interval(-1.24, 3.41, "pp", 1) == "[−1.2, 3.4]\u00a0pp"
    assert wording.interval(1, 2, "%", 0) == "[1, 2]%"


LISTS = [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]


@pytest.mark.parametrize(("items", "text"), LISTS)
def test_a_list(items, text):
    assert wording.listed(items) == text


def test_a_day_and_a_plural():
    assert wording.day(date(2025, 12, 10)) == "10 December 2025"
    assert [wording.plural(n, "claim") for n in (0, 1, 2, 1200)] == ["0 claims", "1 claim", "2 claims", "1,200 claims"]
    assert wording.plural(2, "index", "indices") == "2 indices"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_what_is_printed_is_the_value_rounded(value, places):
    text = wording.number(value, places).replace(",", "").replace("−", "-")
    assert abs(float(text) - value) <= 0.5 * 10.0 ** -places + 1e-9 * max(1, abs(value))
    assert "e" not in text


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_a_hyphen_is_never_a_minus(value):
    assert "-" not in wording.quantity(value, "pp", 2, signed=True)
