"""Terms of the glossary: what an entry's line names, and where a page links it."""

from __future__ import annotations

import re

import pytest

from rotation.glossary import Linker, anchor, names, terms
from rotation.paths import CHAPTERS

GLOSSARY = """# Glossary

price return
: Without dividends.

percentage point (pp), basis point (bp)
: Differences of percentages.

price-earnings ratio (P/E), losses in
: Losses subtracted.

price-earnings ratio of earners only
: Without the companies that make losses.

value, growth
: Two styles.

Holm's correction
: For many tests.
"""

NAMES = [
    ("price return", ["price return"]),
    ("percentage point (pp), basis point (bp)", ["percentage point", "basis point", "pp", "bp"]),
    ("S&P 500, S&P SmallCap 600", ["S&P 500", "S&P SmallCap 600"]),
]

# A page's texts in order, and what is linked: (number of the text, words, anchor).
PAGES = [
    (["A price return, then a price return."], [(0, "price return", "term-price-return")]),
    (["Price returns of all"], [(0, "Price returns", "term-price-return")]),
    (["by 3 pp", "and 2 basis points"], [(0, "pp", "term-percentage-point")]),             # one entry, linked once
    (["the P/E, and p/e"], [(0, "P/E", "term-price-earnings-ratio")]),
    (["app and PPs"], []),                                                                # letters inside a word
    (["a price-earnings ratio of earners only"],
     [(0, "price-earnings ratio of earners only", "term-price-earnings-ratio-of-earners-only")]),   # the longest
    (["its market value grew"], []),                                                      # an everyday word
    (["value stocks", "growth stocks"], [(0, "value stocks", "term-value")]),
    (["Holm’s correction"], [(0, "Holm’s correction", "term-holm-s-correction")]),         # as typeset
    (["a price-return-like thing"], []),
]


@pytest.mark.parametrize(("line", "found"), NAMES)
def test_an_entry_has_names(line, found):
    assert names(line) == found


@pytest.mark.parametrize(("texts", "links"), PAGES)
def test_the_first_use_on_a_page_is_linked(texts, links):
    linker, seen = Linker(terms(GLOSSARY)), set()
    assert [(number, text[start:end], name) for number, text in enumerate(texts)
            for start, end, name in linker.found(text, seen)] == links


def test_every_entry_of_the_books_glossary_is_read_and_has_an_anchor_of_its_own():
    text = (CHAPTERS / "glossary.md").read_text(encoding="utf-8")
    found = terms(text)
    assert len(found) == len(re.findall(r"^: ", text, re.MULTILINE)) > 40
    assert len({term.anchor for term in found}) == len(found)
    assert all(term.wordings for term in found)
    assert anchor("edition, as of") in {term.anchor for term in found}


def test_no_glossary_links_nothing():
    assert list(Linker(()).found("price return", set())) == []
