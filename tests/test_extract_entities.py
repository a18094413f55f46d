"""Names in texts: the lexicon, tickers and what collides with words, names nobody knows, what refers back, holes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rotation.extract.classes import lexicon
from rotation.extract.cues import cues
from rotation.extract.entities import find_entities
from rotation.extract.gold import FAMILIES
from rotation.extract.holes import with_holes
from rotation.extract.layout import pages
from rotation.extract.names import KINDS, names
from rotation.extract.phrases import Stream, Trie, expand, listed, words_of


def found(text: str) -> list[tuple[str, str]]:
    """(name, kind) of every name of a one-page text."""
    page = pages(text)[0]
    return [(entity.name, entity.kind) for entity in find_entities(page, Stream(page.tokens))[0]]


@pytest.mark.parametrize(("text", "expected"), [
    ("The Russell 2000 lagged the S&P 500.", ["Russell 2000", "S&P 500"]),
    ("The S&P MidCap 400 and the S&P 600 rose.", ["S&P MidCap 400", "S&P SmallCap 600"]),
    ("The Dow and the tech-heavy Nasdaq fell.", ["Dow Jones Industrial Average", "Nasdaq Composite"]),
    ("The Russell 2000 Value Index beat the Russell 2000 Growth.", ["Russell 2000 Value", "Russell 2000 Growth"]),
    ("London's FTSE 100, Frankfurt's DAX and the Nikkei 225.", ["FTSE 100", "DAX", "Nikkei 225"]),
    ("The Fed, the ECB and the Bank of England met.", ["FOMC", "ECB", "Bank of England"]),
    ("Small-cap stocks beat large-cap peers.", ["US small-caps", "US large-caps"]),
    ("the iShares Russell 2000 ETF (NYSEARCA: IWM)", ["IWM"]),
    ("the Russell 2000 index (NYSEARCA: IWM) rose", ["Russell 2000"]),
    ("The yield on the 10-year Treasury note rose.", ["US 10-year Treasury"]),
    ("In Tokyo, the 10-year JGB yield rose after the BOJ met.", ["Japan 10-year government bond", "BoJ"]),
    ("Sterling fell and Brent crude rose.", ["GBP/USD", "Brent crude"]),
])
def test_names_of_the_lexicon(text, expected):
    assert [name for name, _ in found(text)] == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Oceaneering International (NYSE: OII) rose. Oceaneering said so.", ["OII", "OII"]),
    ("Zebra Widgets, Inc. (Nasdaq: ZWDG) rose 3%. Zebra Widgets is new.", ["ZWDG", "ZWDG"]),
    ('Cedar River Bancshares ("Cedar River") (Nasdaq: CRVB) earned $3.', ["CRVB", "CRVB"]),
    ("Earnings per share (EPS) growth", []),
    ("a Growth At a Plausible Price (GAPP) approach", []),
    ("Shares of $TSLA rose.", ["TSLA"]),
    ("A deal of $BN size", []),
    ("Ridgeback Small Cap Value Fund (RDGSX) gained.", ["RDGSX"]),
])
def test_names_with_their_ticker(text, expected):
    assert [name for name, kind in found(text) if kind in ("company", "fund")] == expected


@pytest.mark.parametrize("text", [
    "It is ON the table, SO they said, and ALL of IT can be LOW.",
    "He can now see an open target in real time.",
    "The apple fell far from the tree; a visa was granted.",
    "All eyes were on block trades and on the gap between them.",
])
def test_words_that_are_no_tickers_or_companies(text):
    assert not [name for name, kind in found(text) if kind in ("company", "fund")]


@pytest.mark.parametrize(("text", "expected"), [
    ("Investors sold, and Apple fell 3% in New York.", "AAPL"),
    ("Target shares rose 4% on Tuesday.", "TGT"),
    ("Tamarack Bancshares (+38%) led the fund.", "Tamarack Bancshares"),
    ("Shares of Ellison Dental fell by half.", "Ellison Dental"),
    ("Coreweld, a maker of battery parts, fell 6% to $38.", "Coreweld"),
    ("Kitchen maker Hebden Hearth (5.9p interim dividend) leapt 14.6p.", "Hebden Hearth"),
    ("Miner Karrabin Lithium surged 14% to A$1.63.", "Karrabin Lithium"),
])
def test_companies_by_their_looks(text, expected):
    assert (expected, "company") in found(text)


@pytest.mark.parametrize("text", ["\"It is done,\" said Priya Lindqvist, a strategist at a bank.",
                                  "Chair Jerome Powell spoke for 10 minutes on Friday."])
def test_people_are_no_companies(text):
    assert not [name for name, kind in found(text) if kind == "company"]


def test_descriptions_refer_back():
    page = pages("The index rose and the company fell.")[0]
    backs = find_entities(page, Stream(page.tokens))[1]
    assert [back.kind for back in backs] == ["index", "company"]


def test_names_are_disjoint_and_in_order():
    page = pages("The Morningstar US Small Cap Index, the Russell 2000 and Nvidia (NASDAQ: NVDA) rose 3%.")[0]
    entities, _ = find_entities(page, Stream(page.tokens))
    assert all(a.last <= b.first for a, b in pairwise(entities))


# ---------------------------------------------------------------- the lexicons themselves

def test_every_name_of_the_lexicon_is_found_by_itself():
    """A name whose own spelling is not found can never be a subject."""
    trie = names().trie.root
    for kind in KINDS:
        for members in lexicon("entities")[kind].values():
            for name, aliases in members.items():
                spelt = [name, *listed(aliases)] if kind != "fund" else listed(aliases)
                assert any(_filed(trie, words_of(alias.removeprefix("~"))) for alias in spelt), name


def _filed(node: dict, words: tuple[str, ...]) -> bool:
    for word in words:
        node = node.get(word, {})
    return "" in node


def test_readings_use_marks_that_exist():
    from rotation.extract.marks import TESTS
    known = set(lexicon("metrics")["marks"]) | set(TESTS)
    for name, quantity in cues().quantities.items():
        for reading in quantity.readings:
            assert set(reading.marks) <= known, f"{name}: {reading.metric}"
            assert reading.unit in {"%", "pp", "bp", "x", "money", "points", "count", "ordinal", "span", "date"}, name


def test_metrics_of_the_vocabulary_can_be_read():
    """Every metric that the vocabulary lists for numbers is some reading's, but for names that say the same."""
    readings = {reading.metric for quantity in cues().quantities.values() for reading in quantity.readings}
    readings |= set(lexicon("periods")["windows"]) | {"sector_return", "return_unspecified"}
    same = {"commodity_price": "last_price", "pb_unspecified": "price_to_book", "segment_revenue": "revenue_quarterly"}
    listed_metrics = {metric for metrics in FAMILIES.values() for metric in metrics.split()}
    assert listed_metrics - readings <= set(same)
    assert set(same.values()) <= readings


def test_patterns_expand():
    assert set(expand("(a|b) c [d]")) == {"a c", "a c d", "b c", "b c d"}
    trie = Trie()
    trie.add_pattern("year to date", "x")
    stream = Stream(pages("year-to-date gains")[0].tokens)
    assert [(a, b) for a, b, _ in trie.find(stream.words, 0, len(stream.words))] == [(0, 3)]


# ---------------------------------------------------------------- holes

def holes(text: str) -> list[str]:
    page = pages(text)[0]
    return [sentence.hole for sentence in with_holes(page, find_entities(page, Stream(page.tokens))[0]).sentences]


@pytest.mark.parametrize("text", lexicon("holes")["examples"]["lost"])
def test_lost_words_are_seen(text):
    assert any(holes(text)), text


@pytest.mark.parametrize("text", lexicon("holes")["examples"]["whole"])
def test_whole_sentences_are_left_alone(text):
    assert not any(holes(text)), text


@pytest.mark.parametrize(("text", "expected"), [
    ("Futures imply a cut, which favours borrowers such as\n\nand regional manufacturers.", "torn_apart"),
    ("The headline of it all\n\nThe article begins here and is whole.", ""),
    ("the reason is the 3% gain of the month, they said.", "begins_in_the_middle"),
])
def test_torn_paragraphs(text, expected):
    assert (expected in holes(text)) if expected else not any(holes(text))
