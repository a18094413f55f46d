"""Every computed number of the ledger can change its verdict.

For each claim whose primary reading gives a number: with the computed number in the claim's place the claim must
become accurate, and with a number ten tolerances beyond every reading it must become inaccurate. A verdict that
does not move with the stated number was not computed from it.

Three kinds of readings decide beside the primary one, and the expectation says which:
``context`` that fails makes it missing context; a ``source`` that differs makes it conflicting evidence; a reading
that answers yes or no does not move with the number at all. A proxy cannot refute.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rotation.checks import find
from rotation.claims import interval_of
from rotation.intervals import NUMBER, SCALE_WORD, SCALES, printed_magnitude
from rotation.ledger import Entry
from rotation.records import Claim, Finding, Reading
from rotation.verdicts import verdict

HELD = ("inside", "near")


def is_computed(entry: Entry) -> bool:
    """Whether a number of the claim was judged by a number of ours (dates and yes-or-no answers are not)."""
    return (entry.interval is not None and entry.primary is not None and not entry.claim.lost
            and isinstance(entry.primary.measurement.value, Decimal))


def restated(claim: Claim, value: Decimal) -> Claim:
    """The claim with another number, at the precision it prints and without its hedge."""
    found = NUMBER.search(claim.stated)
    word = SCALE_WORD.match(claim.stated, found.end()) if found else None
    scale = Decimal(1).scaleb(SCALES[word["scale"].lower()]) if word else Decimal(1)
    digits = (abs(value) / scale).quantize(interval_of(claim).step / scale)
    stated = f"{digits:f}{' ' + word['scale'] if word else ''}{claim.unit if claim.unit in ('%', 'x') else ''}"
    direction = "down" if value < 0 else "up" if claim.direction == "down" else claim.direction
    return replace(claim, stated=stated, value=float(digits * scale), qualifier=None, direction=direction)


def decide(entry: Entry, claim: Claim, newest) -> tuple[str, Finding]:
    """The verdict on a restated claim, through the engine and the verdict rule."""
    finding = find(claim, newest.plans.for_claim(entry.claim), newest.world)
    return verdict(finding).verdict, finding


def roles(finding: Finding, *names: str) -> list[Reading]:
    return [reading for reading in finding.readings if reading.role in names and reading.measurement]


def far_away(entry: Entry) -> Decimal:
    """A number ten tolerances beyond every measured number of the claim."""
    measured = [r.measurement for r in entry.finding.readings
                if r.measurement and isinstance(r.measurement.value, Decimal)]
    tolerance = max([entry.interval.step, *(m.tolerance for m in measured)])
    return max(m.value for m in measured) + 10 * tolerance


def test_there_are_computed_numbers(newest):
    assert len([entry for entry in newest.entries if is_computed(entry)]) >= 45


def test_the_computed_number_makes_a_claim_accurate(newest):
    wrong = [told for entry in newest.entries if is_computed(entry) if (told := _not_accurate(entry, newest))]
    assert not wrong, "\n".join(wrong)


def _not_accurate(entry: Entry, newest) -> str:
    claim = restated(entry.claim, entry.primary.measurement.value)
    found, finding = decide(entry, claim, newest)
    expected = "accurate"
    if any(r.outcome not in HELD for r in roles(finding, "context")):
        expected = "missing_context"
    if any(r.outcome not in HELD for r in roles(finding, "source")):
        expected = "conflicting_evidence"
    return "" if found == expected else f"{claim.id} stating {claim.stated}: {found}, expected {expected}"


def test_a_number_far_away_makes_a_claim_inaccurate(newest):
    wrong = [told for entry in newest.entries if is_computed(entry) if (told := _not_refuted(entry, newest))]
    assert not wrong, "\n".join(wrong)


def _not_refuted(entry: Entry, newest) -> str:
    claim = restated(entry.claim, far_away(entry))
    found, finding = decide(entry, claim, newest)
    ordinary = roles(finding, "primary", "reading")
    expected = "inaccurate"
    if all(r.measurement.proxy for r in ordinary):
        expected = "not_enough_evidence"
    if any(r.measurement.holds for r in ordinary):
        expected = "missing_context"
    if any(r.measurement.holds for r in roles(finding, "source")):
        expected = "conflicting_evidence"
    return "" if found == expected else f"{claim.id} stating {claim.stated}: {found}, expected {expected}"


def test_ten_tolerances_are_beyond_every_reading(newest):
    """No reading that gives a number may hold after the move; else the move proves nothing."""
    for entry in filter(is_computed, newest.entries):
        _, finding = decide(entry, restated(entry.claim, far_away(entry)), newest)
        held = [r.label for r in finding.readings if r.outcome in HELD and r.measurement.holds is None]
        assert not held, (entry.claim.id, held)


RESTATED = [
    # stated, unit, qualifier, direction, value                              stated anew
    ("22.4", "x", None, "none", "25.951", "26.0x"),
    ("13%", "%", "over", "up", "12.81", "13%"),
    ("13%", "%", None, "up", "-12.81", "13%"),
    ("$2.1 trillion", "USD", "about", "none", "1875500000000", "1.9 trillion"),
    ("3.5%–3.75%", "%", None, "none", "3.625", "3.6%"),                       # the coarser end rules
    ("third", "count", None, "none", "3", "3"),
    ("2,576.31", "points", None, "none", "2600.004", "2600.00"),
]


@pytest.mark.parametrize(("stated", "unit", "qualifier", "direction", "value", "expected"), RESTATED)
def test_a_number_is_restated_at_the_precision_printed(stated, unit, qualifier, direction, value, expected):
    claim = Claim("000/001", "000", "x", "valuation", "observation", "x", "x", stated=stated, unit=unit,
                  qualifier=qualifier, direction=direction)
    again = restated(claim, Decimal(value))
    assert again.stated == expected
    assert interval_of(again).step == interval_of(claim).step
    assert Decimal(value) in interval_of(again)
    assert len(printed_magnitude(again.stated)) == 1
