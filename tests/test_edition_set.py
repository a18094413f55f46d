"""Editions in one site: which page leads where, and that one without a counterpart leads to the other's first page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from rotation.book import Parts
from rotation.claim_pages import switch
from rotation.edition_set import Member, names, planned, with_ways
from rotation.files import write_text
from rotation.paths import DATA

NUMBERS = "id,text,cell\nvaluation.x,1,valuation#answers\narticles/000.n,2,articles/000#answer\n"
LEDGER = "claim\n000/001\n"


def parts(as_of: date, numbers: str = NUMBERS) -> Parts:
    return Parts(Path("chapters"), Path("stocks"), {"ledger.csv": LEDGER, "numbers.csv": numbers},
                 {"records/series.json": '{"yahoo/RUT": {}}'}, (), 1, as_of, ())


EARLY = Member("published", "as published", None, parts(date(2026, 1, 9)), "published")
LATE = Member("latest", "latest", None, parts(date(2026, 8, 21), NUMBERS.replace(",1,", ",3,")), "")


def test_the_latest_edition_comes_last():
    assert names(DATA) == ["published", "latest"]


def test_the_pages_that_a_site_will_have():
    assert {"claims/000-001", "numbers/valuation/answers", "numbers/valuation/index", "numbers/articles-000/answer",
            "series/yahoo-RUT", "contradictions", "editions", "chapters/index"} <= planned(EARLY.found)


WAYS = [
    # page as seen, in which edition,    where the switch leads
    ("chapters/index", LATE, "../published/chapters/index.html", True),
    ("claims/000-001", LATE, "../published/claims/000-001.html", True),
    ("contradictions", LATE, "published/contradictions.html", True),
    ("numbers/valuation/answers", LATE, "../../published/numbers/valuation/answers.html", True),
    ("stocks/new", LATE, "../published/chapters/index.html", False),      # not there: its first page
    ("chapters/index", EARLY, "../../chapters/index.html", True),
    ("contradictions", EARLY, "../contradictions.html", True),
]


@pytest.mark.parametrize(("page", "here", "address", "same"), WAYS)
def test_where_the_switch_leads(tmp_path, page, here, address, same):
    made = with_ways(here, [EARLY, LATE])
    write_text(tmp_path / "data" / "editions.json", made.records["editions.json"])
    app, context = SimpleNamespace(srcdir=str(tmp_path), config=SimpleNamespace(root_doc="chapters/index")), {}
    switch.fill(app, page, "page.html", context, None)
    assert context["editions"]["title"] == here.title
    [way] = context["editions"]["others"]
    assert (way["address"], way["same"]) == (address, same)


def test_a_book_of_one_edition_has_no_switch(tmp_path):
    app, context = SimpleNamespace(srcdir=str(tmp_path), config=SimpleNamespace(root_doc="chapters/index")), {}
    switch.fill(app, "chapters/index", "page.html", context, None)
    assert context == {"feed": False}


def test_only_a_later_edition_compares_numbers():
    assert "records/editions.json" not in with_ways(EARLY, [EARLY, LATE]).records
    assert '"moved": 1' in with_ways(LATE, [EARLY, LATE]).records["records/editions.json"]
