"""What the pages of claims, contradictions and editions show, as records: pictures, reviews, changes, feed, files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from conftest import ledger_of
from rotation.chapter import VERDICT_WORDS
from rotation.claim_pages import Earlier, claim_table, earlier_of, feed
from rotation.claim_pages.changes import moved_readings
from rotation.claim_pages.downloads import as_json, script
from rotation.claim_pages.extension import in_script
from rotation.claim_pages.pictures import specification_curve, stated_against
from rotation.claim_pages.review import RATINGS
from rotation.edition_set import moved
from rotation.files import read_rows, read_text
from rotation.intervals import stated_interval
from rotation.paths import DATA
from rotation.replay import load_replay
from rotation.verdicts import FORECAST_OUTCOMES, VERDICTS


@pytest.fixture(scope="module")
def table(newest) -> dict:
    """The committed edition's claims with the one before it, as JSON gives them back."""
    earlier = (Earlier("published", "as published", ledger_of("2026-01-09")),)
    ids = {row["id"] for row in read_rows(DATA / "numbers.csv")}
    return json.loads(json.dumps(claim_table(newest, load_replay(DATA / "replay.csv"), ids, earlier)))


# ---------------------------------------------------------------- every claim


def test_the_records_say_what_the_committed_ledger_says(table):
    rows = {row["claim"]: row for row in read_rows(DATA / "ledger.csv")}
    assert list(table["claims"]) == list(rows)
    for name, claim in table["claims"].items():
        assert claim["word"] == (rows[name]["verdict"] or rows[name]["outcome"])
        assert (claim["statement"], claim["why"]) == (rows[name]["statement"], rows[name]["justification"])
        assert " ".join(claim["evidence"]) == rows[name]["evidence"] or claim["basis"].startswith("a judgement")
        assert claim["slug"] == name.replace("/", "-")


def test_every_claim_says_what_else_was_tried_or_why_nothing(table):
    for name, claim in table["claims"].items():
        grid = claim["grid"]
        assert grid.get("reason") or (grid["n"] == sum(family[2] for family in grid["families"])
                                      and grid["held"] == sum(family[3] for family in grid["families"])), name


def test_a_result_that_is_a_number_of_the_book_opens(table):
    ids = {row["id"] for row in read_rows(DATA / "numbers.csv")}
    found = [claim["found"] for claim in table["claims"].values() if claim["found"]]
    assert {one["number"] for one in found} - {""} <= ids
    assert sum(bool(one["number"]) for one in found) == len(found)


def test_evidence_is_a_series_a_document_or_a_claim(table):
    known = {*table["series"], *table["documents"], *table["claims"]}
    tables = Counter(name for claim in table["claims"].values() for name in claim["evidence"] if name not in known)
    assert all(re.fullmatch(r"[\w./-]+", name) for name in tables)          # a reference table, by its name
    assert sum(tables.values()) < 0.2 * sum(len(claim["evidence"]) for claim in table["claims"].values())


def test_a_contradiction_is_on_the_page_of_every_claim_it_names(table):
    named = {(row["id"], claim) for row in table["contradictions"] for claim in row["claims"]}
    told = {(id, name) for name, claim in table["claims"].items() for id in claim["contradictions"]}
    assert told == {pair for pair in named if pair[1] in table["claims"]}
    committed = {row["id"] for row in read_rows(DATA / "contradictions.csv")}
    assert {row["id"] for row in table["contradictions"]} == committed != set()


def test_texts_of_the_order_are_all_claims(table):
    assert sorted(name for names in table["order"].values() for name in names) == sorted(table["claims"])


# ---------------------------------------------------------------- pictures


PICTURES = [
    # stated, unit, qualifier, found, tolerance           what the words say
    ("0.8%", "%", None, "0.84", 0, "Stated 0.8%, which allows 0.75% to 0.85%. Found 0.84%, inside it."),
    ("0.8%", "%", None, "0.88", 0, "Found 0.88%, outside it, yet within what is called mostly accurate."),
    ("0.8%", "%", None, "1.84", 0, "Found 1.84%, outside it."),
    ("0.8%", "%", None, "1.84", 1, "Found 1.84%, outside it, yet within what is called mostly accurate."),
    ("over 13%", "%", "over", "14.75", 0, "Found 14.75%, inside it."),
]


@pytest.mark.parametrize(("stated", "unit", "qualifier", "found", "tolerance", "says"), PICTURES)
def test_a_picture_in_words(stated, unit, qualifier, found, tolerance, says):
    interval = stated_interval(stated, unit, qualifier, "up")
    made = stated_against(stated, interval, Decimal(found), unit, 2, tolerance=Decimal(tolerance))
    assert says in made.alt


def test_a_date_has_a_picture_too():
    made = stated_against("2025-09", stated_interval("2025-09", "date"), date(2025, 9, 18), "date", 0)
    assert "Found 18 September 2025, inside it." in made.alt


def test_what_a_picture_says_is_where_its_mark_stands(table):
    """The mark lies in the dark band exactly where the words say so."""
    for name, claim in table["claims"].items():
        if claim["picture"]:
            svg, alt = claim["picture"]["svg"], claim["picture"]["alt"]
            x, width = map(float, re.search(r'class="stated" x="([\d.]+)" y="32" width="([\d.]+)"', svg).groups())
            mark = float(re.search(r'class="found" d="M([\d.]+) ', svg)[1])
            assert (x - 0.2 <= mark <= x + width + 0.2) or "outside it" in alt, name
            assert "inside it" in alt or mark < x + 0.2 or mark > x + width - 2.2, name


def test_pictures_carry_no_style_and_end(table):
    for claim in table["claims"].values():
        for picture in filter(None, (claim["picture"], claim["grid"].get("picture"))):
            ElementTree.fromstring(picture["svg"])
            assert "style" not in picture["svg"]
            assert "id=" not in picture["svg"]


def test_a_curve_counts_in_words():
    made = specification_curve([3.0, -1.0, 1.0], 2, "pp", "above zero")
    assert made.alt == ("3 specifications in ascending order, from −1.0\u00a0pp to +3.0\u00a0pp; "
                        "2 of them are above zero.")
    assert 'class="zero"' in made.svg
    assert 'class="stated"' in specification_curve([1.0, 2.0], 1, "%", "at it", (0.5, 1.5)).svg


# ---------------------------------------------------------------- ClaimReview


# What schema.org defines for the types that are used here: property -> types or kinds of value allowed. From the
# vocabulary's own pages of ClaimReview (a Review of a Claim), Claim, Rating, Organization, Person and Article.
SCHEMA = {
    "ClaimReview": {"url": str, "datePublished": str, "inLanguage": str, "claimReviewed": str,
                    "author": ("Organization", "Person"), "itemReviewed": ("Claim",), "reviewRating": ("Rating",)},
    "Claim": {"datePublished": str, "author": ("Organization", "Person"), "appearance": ("Article",)},
    "Rating": {"ratingValue": int, "bestRating": int, "worstRating": int, "alternateName": str,
               "ratingExplanation": str},
    "Organization": {"name": str}, "Person": {"name": str},
    "Article": {"headline": str, "datePublished": str, "url": str},
}
REQUIRED = {"ClaimReview": {"claimReviewed", "reviewRating", "url", "author", "datePublished", "itemReviewed"},
            "Claim": {"author", "datePublished"}, "Rating": {"alternateName"}, "Organization": {"name"},
            "Person": {"name"}, "Article": {"headline"}}


def valid(thing: dict, kinds: tuple[str, ...]) -> None:
    assert thing["@type"] in kinds
    allowed, own = SCHEMA[thing["@type"]], {key for key in thing if not key.startswith("@")}
    assert REQUIRED[thing["@type"]] <= own <= set(allowed), thing
    for key in own:
        for value in thing[key] if isinstance(thing[key], list) else [thing[key]]:
            if isinstance(allowed[key], tuple):
                valid(value, allowed[key])
            else:
                assert isinstance(value, allowed[key]), (key, value)
                assert value != "", key
            if key.startswith("date"):
                date.fromisoformat(value)


def test_every_review_follows_the_vocabulary(table):
    for claim in table["claims"].values():
        review = claim["review"]
        assert review["@context"] == "https://schema.org"
        valid(review, ("ClaimReview",))
        assert review["author"]["name"] == "The Great Rotation, Checked"
        assert review["claimReviewed"] == claim["statement"]


def test_a_claims_author_is_its_publisher_and_its_byline(table, newest):
    for claim in table["claims"].values():
        article = newest.world.articles[claim["article"]]
        names = [one["name"] for one in claim["review"]["itemReviewed"]["author"]]
        assert names == ([article.publisher] if article.publisher else []) + list(article.authors) or \
            names == ["publisher not printed"]


def test_a_rating_is_on_the_scale_or_in_words_alone(table):
    assert set(RATINGS) <= {*VERDICTS, *FORECAST_OUTCOMES}
    for claim in table["claims"].values():
        rating = claim["review"]["reviewRating"]
        if claim["word"] in RATINGS:
            assert (rating["worstRating"], rating["bestRating"]) == (1, 5)
            assert rating["ratingValue"] == RATINGS[claim["word"]]
        else:
            assert "ratingValue" not in rating
        assert rating["alternateName"].lower() == VERDICT_WORDS[claim["word"]]


def test_nothing_ends_a_script():
    text = str(in_script({"a": "</script><!-- & --> \u2028"}))
    assert "<" not in text
    assert ">" not in text
    assert "&" not in text
    assert json.loads(text) == {"a": "</script><!-- & --> \u2028"}


# ---------------------------------------------------------------- editions


def test_the_history_of_a_verdict_is_that_of_both_ledgers(table, newest):
    before = ledger_of("2026-01-09")
    for name, claim in table["claims"].items():
        told = [(one["as_of"], one["word"]) for one in claim["editions"]]
        words = [entry.verdict.verdict or entry.verdict.outcome for entry in (before[name], newest[name])]
        assert told == [("2026-01-09", words[0]), (newest.as_of.isoformat(), words[1])]


def test_the_editions_before_one_are_those_of_the_data():
    assert [(one.name, one.as_of) for one in earlier_of(DATA, date(2026, 8, 21))] == [("published", date(2026, 1, 9))]
    assert earlier_of(DATA, date(2026, 1, 9)) == ()


def test_a_flip_says_which_reading_moved(table):
    old, new = table["claims"]["001/007"]["editions"]
    assert (old["word"], new["word"]) == ("inaccurate", "missing_context")
    assert moved_readings(old, new) == [("S&P SmallCap 600, operating earnings", "could not be measured", "holds")]


def test_what_moved_between_two_tables_of_numbers():
    before = "id,text\na.x,1\na.t.row.c,5\na.y,2\na.z,3\narticles/000.n,1\n"
    found = moved(before, "id,text\na.x,1\na.t.row.c,6\na.y,4\na.w,3\narticles/000.n,2\n")
    assert {key: found[key] for key in ("shared", "moved", "gone", "new")} == {
        "shared": 4, "moved": 3, "gone": 1, "new": 1}
    assert found["rows"] == [["a.y", "2", "4"]]             # a table's cells and a page's own are in the file
    assert found["csv"] == "id,before,now\na.t.row.c,5,6\na.y,2,4\narticles/000.n,1,2\n"


# ---------------------------------------------------------------- feed and files


ATOM = "{http://www.w3.org/2005/Atom}"


def entries(text: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text.encode()).findall(f"{ATOM}entry")


def test_the_feed_has_what_atom_requires(table):
    text = feed.atom(table)
    root = ElementTree.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *entries(text)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
            assert parent.findtext(f"{ATOM}{name}")
        moment = datetime.fromisoformat(parent.findtext(f"{ATOM}updated"))
        assert moment.tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    assert all(entry.find(f"{ATOM}link[@rel='alternate']") is not None for entry in entries(text))
    assert len(entries(text)) <= feed.NEWEST


def test_names_of_entries_are_their_own_and_hold_no_host(table):
    names = [entry.findtext(f"{ATOM}id") for entry in entries(feed.atom(table))]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name) for name in names)
    there = feed.atom(table, "https://book.example/rotation")
    assert [entry.findtext(f"{ATOM}id") for entry in entries(there)] == names
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries(there)]
    assert all(link.startswith("https://book.example/rotation/") for link in links)


def test_the_newest_change_comes_first_and_none_is_after_the_edition(table):
    dates = [entry.findtext(f"{ATOM}updated")[:10] for entry in entries(feed.atom(table))]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == table["as_of"]
    assert feed.atom(table) == feed.atom(table)


def test_a_feed_holds_only_what_xml_can(table):
    claim = dict(next(one for one in table["claims"].values() if one["daily"] and one["daily"]["flips"]
                      and one["daily"]["way"] != "again"), statement="a\x00b\x1f <c> & \ufffe \ud800")
    text = feed.atom({**table, "claims": {claim["id"]: claim}})
    assert any("ab <c> &" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries(text))


def test_the_downloads_hold_the_ledger(table):
    text = read_text(DATA / "ledger.csv")
    content = json.loads(as_json(text, table))
    assert content["claims"] == list(csv.DictReader(io.StringIO(text)))
    assert "series themselves are not" in content["note"]


def test_the_filters_data_is_a_call_that_holds_every_claim(table):
    text = script(table)
    held = json.loads(re.fullmatch(r'rotation\.take\("claims/ledger", (\{.*\})\);\n', text, re.DOTALL)[1])
    assert list(held["claims"]) == list(table["claims"])
    assert "<" not in text
    for name, (topic, subject, stated, _, _) in held["claims"].items():
        claim = table["claims"][name]
        assert (held["topics"][topic], held["subjects"][subject], stated) == (
            claim["topic"], claim["subject"], claim["stated"])


def test_a_page_of_the_past_knows_nothing_of_what_came(newest):
    book = ledger_of("2026-01-09")
    told = claim_table(book, load_replay(DATA / "replay.csv"), (), earlier_of(DATA, book.as_of))
    days = [flip["date"] for claim in told["claims"].values() if claim["daily"] for flip in claim["daily"]["flips"]]
    assert days
    assert max(days) <= "2026-01-09"
    assert {one["as_of"] for claim in told["claims"].values() for one in claim["editions"]} == {"2026-01-09"}
