"""The scorer of the extraction: which names are one name, and how metrics outside the families are counted."""

import pytest

from rotation.extract import extract
from rotation.extract.gold import parse, same_subject, score

NAMES = [
    ("BoE", "Bank of England", True), ("MSFT", "Microsoft", True), ("s&p 500", "S&P 500 Index", True),
    ("10-year Treasury yield", "US 10-year Treasury", True), ("Lowell Quay", "Lowell Quay Investments", True),
    ("DAX", "SMI", False), ("Russell 2000", "Russell 2000 Value", False), (None, None, True), (None, "gold", False),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names_of_one_entry_are_one_name(one, other, same):
    assert same_subject(one, other) is same
    assert same_subject(other, one) is same


def test_a_metric_outside_the_families_counts_three_ways():
    """Two claims: the return is in a family, the attrition is in none and has another name here than there."""
    one = parse("The S&P ⟦500|x=name⟧ rose ⟦2%|%|2|return_1d|S&P 500|up⟧. Attrition was ⟦9%|%|9|staff_loss|Acme|none⟧.")
    total, _ = score("a", one.text, one.records, extract(one.text))
    assert (total.matched, total.family, total.in_list, total.listed) == (2, 1, 1, 1)
    assert total.share("listed") == 1.0
    assert total.grouped in (1, 2)
