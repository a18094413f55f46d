"""Pages made from the ledger: what they count and say, and that what others wrote can only be read."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from running import own_book
from tiny_data import LATE, claim, make, wordless, write_yaml

from conftest import EDITIONS, ledger_of
from rotation import ledger, site
from rotation.book import made_pages
from rotation.charts import bars
from rotation.claim_pages import claim_table
from rotation.errors import InputError
from rotation.files import read_rows
from rotation.markup import escape, shortened
from rotation.pages import article_pages, numbers_of
from rotation.pages.page import page_name
from rotation.paths import CHAPTERS, DATA
from rotation.replay import FIRST_READ, Row
from rotation.report import numbers_rows
from rotation.studies import articles as study

# ---------------------------------------------------------------- the one way in

ESCAPED = [
    # text, as it stands in Markdown or HTML
    ("plain words, 10.4% (of 12): yes; no/yes", "plain words, 10.4% (of 12): yes; no/yes"),
    ("<script>", "&#60;script&#62;"),
    ("\"it's\"", "&#34;it&#39;s&#34;"),
    ("{num}`x.y`", "&#123;num&#125;&#96;x.y&#96;"),
    ("{{ x }} | *y* _z_", "&#123;&#123; x &#125;&#125; &#124; &#42;y&#42; &#95;z&#95;"),
    ("[a](javascript:b)", "&#91;a&#93;(javascript:b)"),
    ("```{include} /etc/hosts", "&#96;&#96;&#96;&#123;include&#125; /etc/hosts"),
    ("one\n\ntwo\r\n# three\u2028four\x00", "one two &#35; three four"),
    ("AT&T &lt; &#60;", "AT&#38;T &#38;lt; &#38;&#35;60;"),
    ("1. first", "1&#46; first"),
    ("- item", "&#45; item"),
    ("::: note", "&#58;:: note"),
    ("\\`", "&#92;&#96;"),
    ("−1.7\u00a0pp", "−1.7\u00a0pp"),
    ("🚀 \u202eright\u202c to left", "🚀 \u202eright\u202c to left"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_signs_become_references(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize("text", [text for text, _ in ESCAPED])
def test_an_escaped_text_reads_as_itself(text):
    assert html.unescape(escape(text)) == " ".join(re.split(r"[\x00-\x20\u2028]+", text)).strip()


def test_a_long_title_is_cut_between_words():
    assert shortened("word " * 60, 20) == "word word word word…"
    assert shortened("w" * 300, 20) == "w" * 19 + "…"
    assert shortened("short", 20) == "short"


@pytest.mark.parametrize("slug", ["../up", "a b", "", "A", "a/b", "a--b", "<b>", "-a", "a" * 101, "ä"])
def test_only_a_plain_slug_becomes_a_path(slug):
    with pytest.raises(InputError):
        page_name("articles", slug)


# ---------------------------------------------------------------- what is counted, counted another way


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return read_rows(DATA / "ledger.csv")


HELD = {"accurate", "mostly_accurate", "came_true"}
DECIDED = HELD | {"missing_context", "conflicting_evidence", "inaccurate", "did_not"}


@pytest.mark.parametrize("article", ["000", "001", "002", "003", "004"])
def test_the_score_by_topic_is_that_of_the_committed_ledger(newest, rows, article):
    found = study.by_topic([entry for entry in newest.entries if entry.claim.article == article])
    told = Counter((row["topic"], row["verdict"] or row["outcome"]) for row in rows if row["article"] == article)
    for topic, fates in found.items():
        counts = study.counts(fates)
        assert counts["held"] == sum(n for (name, word), n in told.items() if name == topic and word in HELD)
        assert counts["open"] == sum(n for (name, word), n in told.items() if name == topic and word not in DECIDED)
        assert sum(counts.values()) == sum(n for (name, _), n in told.items() if name == topic)
    assert {name for name, _ in told} == set(found)


@pytest.mark.parametrize("article", ["000", "001", "002", "003", "004"])
def test_every_open_claim_has_one_reason(newest, article):
    mine = [entry for entry in newest.entries if entry.claim.article == article]
    given = [entry.claim.id for found in study.reasons(mine, newest).values() for entry in found]
    assert sorted(given) == sorted(entry.claim.id for entry in study.fates(mine)["open"])


def test_completeness_is_that_of_the_records(newest):
    """000: 35 of 85 sentences with a hole, 22 claims unreadable; 003: none."""
    for article, path in ((name, DATA / "claims" / f"{name}.yml") for name in newest.world.articles):
        records = yaml.safe_load(path.read_text(encoding="utf-8"))["claims"]
        mine = [entry.claim for entry in newest.entries if entry.claim.article == article]
        found = study.completeness(mine)
        assert found.holed == sum(not record.get("complete", True) or bool(record.get("lost")) for record in records)
        assert found.unreadable == sum(bool(record.get("lost")) for record in records)
        assert found.share == 1 - found.holed / len(records)
    assert study.completeness([]).share == 1


def test_claims_stand_in_the_order_of_the_text(newest):
    for article in newest.world.articles:
        ordered = study.in_text_order(entry for entry in newest.entries if entry.claim.article == article)
        paragraphs = [entry.claim.paragraph or 0 for entry in ordered]
        assert paragraphs == sorted(paragraphs)
        places = [(entry.claim.paragraph, entry.claim.start) for entry in ordered if entry.claim.start is not None]
        assert places == sorted(places)


def test_conflicts_are_those_of_the_committed_table(newest):
    committed = read_rows(DATA / "contradictions.csv")
    for article, found in study.conflicts(newest).items():
        assert {row.id for row in found} == {row["id"] for row in committed if f"{article}/" in row["claims"]}


def test_a_shared_quantity_agrees_where_both_intervals_meet(newest):
    mine = [entry for entry in newest.entries if entry.claim.article == "000"]
    found = {(pair.here.claim.id, pair.there.claim.id): pair.agree for pair in study.shared(mine, newest)}
    assert found["000/019", "001/006"] is False          # 22.4 against 23, read as [22.35, 22.45] and [22.5, 23.5]
    assert all(here.startswith("000") and not there.startswith("000") for here, there in found)


BARS = [
    # parts, whole, rects as (class, x, width)
    ({"held": 1, "wrong": 1}, 4, [("held", "0", "25"), ("wrong", "25", "25")]),
    ({"held": 0, "open": 3}, 3, [("open", "0", "100")]),
    ({"held": 0}, 0, []),
]


@pytest.mark.parametrize(("parts", "whole", "rects"), BARS)
def test_a_bar_is_as_long_as_its_parts(parts, whole, rects):
    assert re.findall(r'<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"', bars.stacked(parts, whole)) == rects


# ---------------------------------------------------------------- the pages of the book


def made(as_of: str):
    known = {row["id"]: row for row in read_rows(DATA / "numbers.csv") if not row["chapter"].startswith("articles/")}
    return article_pages(ledger_of(as_of), known)


@pytest.mark.parametrize("as_of", [ledger.NEWEST, *EDITIONS])
def test_every_edition_has_a_page_an_article(as_of):
    book = ledger_of(as_of)
    for page in made(as_of):
        article = book.world.articles[page.name.removeprefix("articles/")]
        assert ("Published after this edition" in page.text) is (article.last_close > book.as_of)
        own = [entry.claim.id for entry in book.entries if entry.claim.article == article.id]
        assert re.findall(r'<li id="claim-([^"]+)"', page.text) == [
            entry.claim.id.replace("/", "-")
            for entry in study.in_text_order(e for e in book.entries if e.claim.article == article.id)]
        assert len(own) == len(set(own))


def test_the_same_ledger_makes_the_same_pages():
    assert made(ledger.NEWEST) == made(ledger.NEWEST)


def test_every_number_of_a_page_is_recorded_once_and_says_how():
    pages = made(ledger.NEWEST)
    recorded = numbers_rows(numbers_of(pages))
    for row in recorded:
        assert row["formula"], row["id"]
        assert row["cell"].startswith(f"{row['chapter']}#"), row["id"]
    for page in pages:
        ids = {row["id"] for row in recorded if row["chapter"] == page.name}
        assert set(re.findall(r"\{num\}`([^`]+)`", page.text)) <= ids
        for row in recorded:
            if row["chapter"] == page.name:
                assert f'id="{row["cell"].partition("#")[2]}"' in page.text, row["id"]


def test_the_committed_numbers_hold_those_of_the_pages():
    committed = {row["id"]: row["text"] for row in read_rows(DATA / "numbers.csv")
                 if row["chapter"].startswith("articles/")}
    assert committed == {row["id"]: row["text"] for row in numbers_rows(numbers_of(made(ledger.NEWEST)))}, "make book"


def test_a_measured_result_is_the_chapters_number(newest):
    """Where a chapter has recorded it, the page records no second one."""
    text = next(page.text for page in made(ledger.NEWEST) if page.name == "articles/000")
    assert newest["000/010"].primary
    assert 'href="../chapters/sector_rotation.html#n-claims-000-010-computed"' in text


# ---------------------------------------------------------------- hostile records, in a real build

HOSTILE = [
    "<script>alert(1)</script> <img src=x onerror=alert(2)> </li></ul></bdi> \"quoted\" 'too' & &amp;",
    "{glue}`x` {num}`valuation.margin` {claim}`000/001` {{ substitution }} {% raw %} ${x} $y$",
    "```{include} /etc/hosts\n```\n\n:::{raw} html\n<b>out</b>\n:::\n\n# A heading\n\n- item | cell | `code`",
    "🚀 \u202eevird ot flesti\u202c مرحبا [link](javascript:alert(3)) ![x](y.png) <https://example.org> --- ...",
    "long " * 60,
    "x" * 300,
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> dict[str, Path]:
    """A book of hostile records, built strictly by Sphinx: page name -> file."""
    home = tmp_path_factory.mktemp("hostile")
    data = make(home / "data", [
        claim(id="000/001", statement=HOSTILE[0], subject=HOSTILE[0]),
        *[wordless(id=f"000/{n:03d}", statement=text, subject=text, paragraph=n, start=None, end=None,
                   surface_start=None, surface_end=None) for n, text in enumerate(HOSTILE[1:], 2)],
        claim(id="001/001", statement="A draft.", status="draft", lost=["window"], complete=False),
    ])
    for article, title in (("000", HOSTILE[0] + HOSTILE[1]), ("001", HOSTILE[3] + HOSTILE[4])):
        path = data / "articles" / f"{article}.yml"
        write_yaml(path, {**yaml.safe_load(path.read_text(encoding="utf-8")), "title": title, "publisher": HOSTILE[2],
                          "authors": HOSTILE[:2], "generator": HOSTILE[3], "published_basis": HOSTILE[1],
                          "url": "javascript:alert(4)", "text_file": HOSTILE[5], "text_sha256": HOSTILE[2]})
    book = ledger.build(data, LATE)
    rows = [Row(day, entry.claim.id, verdict, "", HOSTILE[0], f"{FIRST_READ} {day}. {reason}")
            for entry in book.entries
            for day, verdict, reason in (("2025-12-05", "accurate", ""), ("2025-12-22", "inaccurate", HOSTILE[1]))]
    return _built(home, book, sorted(rows))


def _built(home: Path, book: ledger.Ledger, rows: Sequence[Row]) -> dict[str, Path]:
    root = own_book(home / "root", ("stock",))
    (root / "chapters" / "stock.ipynb").unlink()
    for path in (root / "chapters").glob("*.md"):
        path.write_text("# A page\n\nWords. {article}`000`\n", encoding="utf-8")
    (root / "_toc.yml").write_text(yaml.safe_dump({
        "format": "jb-book", "root": "chapters/index",
        "parts": [{"caption": "Made", "chapters": [{"glob": "articles/*"}]},
                  {"caption": "Written", "chapters": [{"file": f"chapters/{path.stem}"} for path in sorted(
                      (root / "chapters").glob("*.md")) if path.stem != "index"] + [{"file": "chapters/replay"}]}]}),
        encoding="utf-8")
    pages, numbers = made_pages(book, root / "chapters", rows)
    kept = site.ROOT
    site.ROOT = root
    try:
        claims = json.dumps(claim_table(book, rows, {row["id"] for row in csv.DictReader(io.StringIO(numbers))}, ()))
        figures = json.dumps([{**one.about(), "svg": one.svg} for page in pages for one in page.figures])
        tables = {"ledger.csv": book.to_csv(), "numbers.csv": numbers, "records/claims.json": claims,
                  "records/figures.json": figures}
        site.build(home / "html", root / "chapters", tables, {}, pages)
    finally:
        site.ROOT = kept
    own = [f"claims/{name.replace('/', '-')}" for name in book.by_id]
    return {name: home / "html" / f"{name}.html"
            for name in [*(page.name for page in pages), *own, "contradictions", "editions"]}


def shown(path: Path) -> str:
    """What a reader sees of a page's article, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", article_of(path))).split())


def article_of(path: Path) -> str:
    """A page's article as built, without our own pictures and without data that nothing runs."""
    found = re.search(r"<article>.*</article>", path.read_text(encoding="utf-8"), re.DOTALL)[0]
    return re.sub(r'<img [^<>]*src="\.\./figures/[^"<>]*"[^<>]*>', "", found)


@pytest.mark.book
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_printed_as_itself(hostile, text):
    assert " ".join(text.split()) in shown(hostile["articles/000"])


@pytest.mark.book
def test_a_hostile_text_does_nothing(hostile):
    for path in hostile.values():
        source, article = path.read_text(encoding="utf-8"), article_of(path)
        for tag in ("<script", "<img", "<b>out", "onerror=alert(2)>", 'href="javascript'):
            assert tag not in article, (path.name, tag)
        assert article.count("<h1>") == 1
        for tag in ("<script>alert", "<img src=x", "onerror=alert(2)>\""):
            assert tag not in source, (path.name, tag)
        assert len(re.search(r"<title>(.*?)</title>", source, re.DOTALL)[1]) < 200
        opened, closed = (len(re.findall(rf"<{slash}(?:ul|li|bdi|details|p|div|section)\b", article))
                          for slash in ("", "/"))
        assert opened == closed, path.name


@pytest.mark.book
def test_a_hostile_title_is_the_pages_title(hostile):
    title = " ".join((HOSTILE[0] + HOSTILE[1]).split())
    heading = re.search(r"<h1>(.*?)<a class=\"headerlink\"", article_of(hostile["articles/000"]), re.DOTALL)[1]
    assert html.unescape(heading) == title


@pytest.mark.book
@pytest.mark.parametrize("n", range(len(HOSTILE)))
def test_a_hostile_claim_has_a_page_that_shows_it(hostile, n):
    text = " ".join(HOSTILE[n].split())
    path = hostile[f"claims/000-{n + 1:03d}"]
    source = path.read_text(encoding="utf-8")
    heading = re.search(r"<h1><bdi>(.*?)</bdi></h1>", source, re.DOTALL)[1]
    assert " ".join(html.unescape(heading).split()) == text
    review = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', source, re.DOTALL)[1])
    assert review["claimReviewed"] == HOSTILE[n]
    assert "url" not in review["itemReviewed"]["appearance"]    # an address that a browser would run is none


@pytest.mark.book
def test_a_draft_is_marked_in_words(hostile):
    text = shown(hostile["articles/001"])
    assert "1 of these verdicts is provisional" in text
    assert "incomplete provisional" in text
    assert "verdicts is provisional" not in shown(hostile["articles/000"])


def test_an_article_without_claims_has_a_page(tmp_path):
    book = ledger.build(make(tmp_path / "data", [claim()]), LATE)
    text = next(page.text for page in article_pages(book, {}) if page.name == "articles/001")
    assert "No claim of this article has been recorded." in text


def test_numbers_of_the_tiny_pages_read_back(tmp_path):
    book = ledger.build(make(tmp_path / "data", [claim()]), LATE)
    _, text = made_pages(book, CHAPTERS.parent / "no-chapters")
    found = {row["id"]: row["text"] for row in csv.DictReader(io.StringIO(text))}
    assert found["articles/000.claims"] == "1"
    assert found["articles/000.held"] == "1"             # printed 10%, found +10%
    assert found["articles/000.found.000_001"] == "10.0%"
    assert found["articles/000.numbers_share"] == "100%"
