"""Figures as printed: every example of the grammar, tables of values, and what no text may do."""

import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.extract.figures import digits_value, plain
from rotation.extract.grammar import grammar
from rotation.extract.layout import pages
from rotation.extract.numbers import numbers
from rotation.extract.readings import READINGS
from rotation.extract.tokens import ODD_DIGITS

MARK = re.compile(r"\[([^{}\]]*)\{([^{}]*)\}([^\]]*)\]|\{([^{}]*)\}")
EXAMPLES = [(rule.name, example) for rule in grammar().rules for example in rule.examples]


def read(text, published=None):
    return [number for page in pages(text) for number in numbers(page, (), published)]


def told(number):
    value = number.value
    if isinstance(value, tuple):
        value = "..".join(map(str, value))
    parts = (value, number.unit, number.qualifier, number.exclusion)
    return [str(part) for part in parts if part is not None]


def marked(example):
    """Text without marks, span of the surface, span of the number."""
    match = MARK.search(example)
    bare = match[4] is not None
    before, number, after = ("", match[4], "") if bare else (match[1], match[2], match[3])
    tail = example[match.end():]
    if before.startswith("["):
        after, tail = after + "]", tail[1:]
    start = match.start() + len(before)
    text = example[:match.start()] + before + number + after + tail
    return text, (match.start(), start + len(number) + len(after)), (start, start + len(number))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{name}: {example}" for name, example in EXAMPLES])
def test_every_example_of_the_grammar(rule, example):
    written, _, expected = example.partition(" => ")
    text, surface, span = marked(written)
    found = [n for n in read(text) if n.start == span[0]]
    assert len(found) == 1, [(text[n.start:n.end], n.form) for n in read(text)]
    number = found[0]
    assert number.form == rule
    assert (number.surface_start, number.surface_end) == surface, text[number.surface_start:number.surface_end]
    assert (number.start, number.end) == span
    if expected:
        said = told(number)
        assert all(part in said for part in expected.split()), (said, expected)


def test_every_rule_names_a_reading():
    assert {rule.read for rule in grammar().rules} == set(READINGS)


def test_digits_that_are_no_decimals_are_known():
    odd = {chr(c) for c in range(0x110000) if chr(c).isdigit() and not chr(c).isdecimal()}
    assert {c for c in odd if not re.match(f"[{ODD_DIGITS}]", c)} == set()


def test_every_rule_has_an_example():
    assert not [rule.name for rule in grammar().rules if not rule.examples]


@pytest.mark.parametrize(("printed", "comma", "worth"), [
    ("10.4", False, 10.4), ("1,234.56", False, 1234.56), ("1,00,000", False, 100000), ("2,576.31", False, 2576.31),
    ("3,5", True, 3.5), ("1.234,56", True, 1234.56), ("1.234", True, 1234), ("1.234", False, 1.234),
    ("15.234.567", False, 15234567),
    ("1'234.5", False, 1234.5), ("1\u202f234", False, 1234), ("１２.５", False, 12.5), ("٣٤", False, 34),
    ("1,234", True, 1.234), ("12,34,567.5", False, 1234567.5),
])
def test_separators(printed, comma, worth):
    assert plain(digits_value(printed, comma)) == worth


def spoken(text, published=None):
    found = [n for n in read(text, published) if not n.exclusion]
    return [(text[n.surface_start:n.surface_end], n.value, n.unit, n.sign) for n in found]


@pytest.mark.parametrize(("text", "expected"), [
    ("Unemployment rose from 3% to 5% last year.", [("3%", 3, "%", 0), ("5%", 5, "%", 0)]),
    ("Yields fell from 4.5 to 4.2 percent.", [("4.5", 4.5, "%", 0), ("4.2 percent", 4.2, "%", 0)]),
    ("It stays in a range from 3 to 5 per cent.", [("3 to 5 per cent", (3, 5), "%", 0)]),
    ("Oil gained $1.20 to $75.30 a barrel.", [("$1.20", 1.2, "USD", 0), ("$75.30", 75.3, "USD", 0)]),
    ("It was up 22% vs. 15% for peers.", [("22%", 22, "%", 0), ("15%", 15, "%", 0)]),
    ("It rose from $3.1 to $3.4 billion.", [("$3.1", 3100000000, "USD", 0), ("$3.4 billion", 3400000000, "USD", 0)]),
    ("A range of 3.5%–\n3.75% holds.", [("3.5%–\n3.75%", (3.5, 3.75), "%", 0)]),
    ("They lost −2.3% and $(0.15) a share.", [("−2.3%", 2.3, "%", -1), ("$(0.15)", 0.15, "USD", -1)]),
    ("Gains of 4.15% and 1.87% respectively.", [("4.15%", 4.15, "%", 0), ("1.87%", 1.87, "%", 0)]),
])
def test_ranges_and_pairs(text, expected):
    assert spoken(text) == expected


@pytest.mark.parametrize(("text", "published", "value"), [
    ("The April 8 low held.", date(2025, 12, 14), "2025-04-08"),
    ("The December 12 remarks matter.", date(2025, 12, 6), "2025-12-12"),
    ("The September 30 close held.", date(2026, 1, 9), "2025-09-30"),
    ("On Jan. 28 it will meet.", date(2025, 12, 14), "2026-01-28"),
    ("In 2024 it rose from the April 8 low.", None, "2024-04-08"),
    ("The April 8 low held.", None, "--04-08"),
])
def test_a_year_that_a_date_leaves_out(text, published, value):
    assert [n.value for n in read(text, published) if n.unit == "date"] == [value]


TEXTS = st.text(alphabet=st.one_of(
    st.sampled_from("0123456789 .,%$€+-–()[]\n\f\tQxkmbnt'\"/:&²½٣１"), st.characters()), max_size=120)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_digit_lies_in_exactly_one_figure(text):
    found = read(text)
    assert all(n.surface_start <= n.start < n.end <= n.surface_end for n in found)
    assert all(a.surface_end <= b.surface_start for a, b in pairwise(found))
    for i, c in enumerate(text):
        if c.isdigit():
            assert sum(n.surface_start <= i < n.surface_end for n in found) == 1, (i, text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_a_form_feed_resets_everything(first, second):
    def shape(text, shift=0):
        return [(n.start + shift, n.end + shift, n.value, n.unit, n.exclusion) for n in read(text)]
    assert shape(first + "\f" + second) == shape(first) + shape(second, len(first) + 1)


@pytest.mark.parametrize("piece", ["9", "1,", "1 ", "(((", "\"", "$-", "1.2.", "a\n", "%", "1/", "\t1",
                                   "from 3 to ", "U.S.", "三", "² ", "1.234,", "- 1\n\n", "x\r", "\f1"])
def test_hostile_text_takes_no_time(piece):
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    begin = time.process_time()
    read(text)
    assert time.process_time() - begin < 2.5
