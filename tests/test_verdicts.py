"""One rule from readings to a verdict, as a table; and the judgement on single numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from rotation.intervals import stated_interval
from rotation.records import Claim, Finding, Measurement, Reading
from rotation.verdicts import judge, verdict

SINGLE = [
    # stated   unit  qualifier  computed     tolerance  verdict
    ("22.4", "x", None, "22.44", "0", "accurate"),
    ("22.4", "x", None, "22.45", "0", "accurate"),            # the bound itself
    ("22.4", "x", None, "22.48", "0", "mostly_accurate"),     # within one unit: 22.4 + 0.1
    ("22.4", "x", None, "22.51", "0", "inaccurate"),          # 22.51 > 22.4 + 0.1
    ("22.4", "x", None, "22.51", "0.05", "mostly_accurate"),  # a declared tolerance of 0.05 on top
    ("13%", "%", "over", "13.01", "0", "accurate"),
    ("13%", "%", "over", "13", "0", "mostly_accurate"),       # not over, but not under either
    ("13%", "%", "over", "12.9", "0", "inaccurate"),
    ("13%", "%", "over", "16.26", "0", "missing_context"),    # 13 × 1.25 = 16.25: understated
    ("30%+", "%", None, "30", "0", "accurate"),
    ("2,600", "points", "nearly", "2599.9", "0", "accurate"),
    ("2,600", "points", "nearly", "2601", "0", "mostly_accurate"),  # within one unit above
    ("2,600", "points", "nearly", "2602", "0", "inaccurate"),
    ("2,600", "points", "nearly", "2339", "0", "inaccurate"),       # 2600 × 0.9 = 2340
    ("3.5%", "%", "roughly", "3.67", "0", "accurate"),              # 3.5 × 1.05 = 3.675
    ("3.5%", "%", "roughly", "3.84", "0", "mostly_accurate"),       # 3.5 × 1.10 = 3.85
    ("3.5%", "%", "roughly", "3.0", "0", "inaccurate"),
    ("3.50% to 3.75%", "%", None, "3.76", "0", "mostly_accurate"),
]


@pytest.mark.parametrize(("stated", "unit", "qualifier", "computed", "tolerance", "expected"), SINGLE)
def test_a_computed_value_is_judged_at_the_precision_stated(stated, unit, qualifier, computed, tolerance, expected):
    assert judge(stated_interval(stated, unit, qualifier), D(computed), D(tolerance)) == expected


def test_a_date_is_judged_by_the_period_printed():
    month = stated_interval("2025-12", "date")
    assert judge(month, date(2025, 12, 31)) == "accurate"
    assert judge(month, date(2026, 1, 1)) == "inaccurate"


CLAIM = Claim(id="000/001", article="000", statement="x", topic="valuation", kind="observation",
              subject="x", metric="x", stated="10%", value=10, unit="%")
IN, NEAR, BEYOND, OUT, UNKNOWN = "inside", "near", "beyond", "outside", "unknown"


def reading(role: str, outcome: str, proxy: bool = False, released: date | None = None) -> Reading:
    measured = Measurement("f", ("s",), value=D(10), text="10%", proxy=proxy, released_at=released)
    return Reading("As stated", role, outcome, None if outcome == UNKNOWN else measured, "no data here")


RULE = [
    # readings as (role, outcome[, proxy])                                   verdict
    ([("primary", IN)], "accurate"),
    ([("primary", NEAR)], "mostly_accurate"),
    ([("primary", BEYOND)], "missing_context"),
    ([("primary", OUT)], "inaccurate"),
    ([("primary", UNKNOWN)], "not_enough_evidence"),
    ([], "not_enough_evidence"),
    ([("primary", OUT), ("reading", IN)], "missing_context"),        # right on another ordinary reading
    ([("primary", OUT), ("reading", NEAR)], "missing_context"),
    ([("primary", OUT), ("reading", OUT)], "inaccurate"),
    ([("primary", UNKNOWN), ("reading", IN)], "missing_context"),
    ([("primary", UNKNOWN), ("reading", OUT)], "inaccurate"),
    ([("primary", IN), ("reading", OUT)], "accurate"),               # fairness readings never sink a claim
    ([("primary", IN), ("context", OUT)], "missing_context"),        # the message changes
    ([("primary", NEAR), ("context", IN)], "mostly_accurate"),
    ([("primary", IN), ("context", UNKNOWN)], "accurate"),
    ([("primary", OUT), ("context", IN)], "inaccurate"),             # context cannot rescue
    ([("primary", IN), ("source", OUT)], "conflicting_evidence"),
    ([("primary", OUT), ("source", IN)], "conflicting_evidence"),
    ([("primary", IN), ("source", NEAR)], "accurate"),
    ([("primary", OUT, True)], "not_enough_evidence"),               # a proxy never refutes
    ([("primary", IN, True)], "accurate"),
    ([("primary", OUT, True), ("reading", OUT)], "inaccurate"),
]


@pytest.mark.parametrize(("readings", "expected"), RULE)
def test_the_rule(readings, expected):
    finding = Finding(CLAIM, "m", "computed", tuple(reading(*parts) for parts in readings))
    assert verdict(finding).verdict == expected


def test_a_statement_that_lost_its_words_is_incomplete_whatever_the_data_say():
    lost = replace(CLAIM, complete=False, lost=("figure", "window"))
    found = verdict(Finding(lost, "m", "internal", (reading("primary", IN),)))
    assert found.verdict == "incomplete"
    assert "figure and window" in found.justification


@pytest.mark.parametrize(("released", "expected"), [(date(2025, 12, 4), False), (date(2025, 12, 5), False),
                                                    (date(2025, 12, 6), True), (None, False)])
def test_evidence_released_after_the_claim_is_hindsight(released, expected):
    finding = Finding(CLAIM, "m", "computed", (reading("primary", IN, released=released),))
    assert verdict(finding, made_at=date(2025, 12, 5)).hindsight is expected


def test_every_verdict_says_why():
    for readings, _ in RULE:
        finding = Finding(CLAIM, "m", "computed", tuple(reading(*parts) for parts in readings))
        assert verdict(finding).justification
