"""What the front page shows of others, and what a published site has beside its pages."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from rotation import publishing
from rotation.files import read_rows, read_text
from rotation.front import VerdictsRole
from rotation.paths import CHAPTERS, DATA, ROOT
from rotation.staged_tables import UnknownIdError
from rotation.verdicts import FATES, FORECAST_OUTCOMES, VERDICTS

ROWS = [("a/1", "a", "accurate", ""), ("a/2", "a", "mostly_accurate", ""), ("a/3", "a", "inaccurate", ""),
        ("a/4", "a", "", "pending"), ("b/1", "b", "missing_context", "")]
BARS = [  # article, parts of its bar: name, start, width in per cent
    ("a", [("held", "0", "50"), ("wrong", "50", "25"), ("open", "75", "25")]),
    ("b", [("context", "0", "100")]),
    ("all", [("held", "0", "40"), ("context", "40", "20"), ("wrong", "60", "20"), ("open", "80", "20")]),
]


def role(text: str) -> VerdictsRole:
    table = {claim: {"claim": claim, "article": article, "verdict": verdict, "outcome": outcome}
             for claim, article, verdict, outcome in ROWS}
    app = SimpleNamespace(rotation_tables={"data/ledger.csv": table}, env=None)
    env = SimpleNamespace(app=app, docname="chapters/index", temp_data={})
    app.env = env
    made = VerdictsRole()
    made.text = text
    made.inliner = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=env)))
    return made


@pytest.mark.parametrize(("article", "parts"), BARS)
def test_a_bar_shows_how_the_claims_of_an_article_fared(article, parts):
    node, = role(article).run()[0]
    assert re.findall(r'<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"', node.astext()) == parts


def test_an_article_that_nobody_knows_stops_the_build():
    with pytest.raises(UnknownIdError, match="no-such"):
        role("no-such").run()


def test_every_verdict_has_one_fate():
    words = [word for those in FATES.values() for word in those]
    assert sorted(words) == sorted({*VERDICTS, *FORECAST_OUTCOMES})


# ---------------------------------------------------------------- beside the pages

CARD = {  # of made-up numbers
    "sector_rotation.year_word": "lagged", "sector_rotation.year_margin": "−1.0 pp", "claim_ledger.claims": "4",
    "claim_ledger.upheld_share": "50%", "claim_ledger.as_of": "2 January 2026",
}


def test_the_card_says_what_was_recorded():
    svg = publishing.card_svg("A <b>book</b>", publishing.told({key: {"text": text} for key, text in CARD.items()}))
    assert "A &lt;b&gt;book&lt;/b&gt;" in svg
    for words in ("small companies lagged: −1.0 pp", "4 claims checked", "50% hold. As of 2 January 2026"):
        assert words in svg
    assert publishing.told({}) == ()


def test_the_map_names_pages_that_answer_a_question(tmp_path):
    for folder in ("chapters", "claims", "numbers/a", "code"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("index", "search", "chapters/a&b", "claims/000-001", "numbers/a/b", "code/x"):
        (tmp_path / f"{name}.html").write_text("", encoding="utf-8")
    made = publishing.sitemap("https://example.org/book", publishing._pages(tmp_path))
    assert re.findall(r"<loc>(.*?)</loc>", made) == ["https://example.org/book/chapters/a&amp;b.html",
                                                     "https://example.org/book/claims/000-001.html"]


@pytest.mark.parametrize(("base", "files"), [("", []), ("https://example.org/book/", ["robots.txt", "sitemap.xml"])])
def test_an_address_gives_the_site_a_map_and_the_card_a_place(tmp_path, base, files):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.html").write_text("", encoding="utf-8")
    (tmp_path / "robots.txt").write_text("of an earlier build", encoding="utf-8")
    config = SimpleNamespace(html_baseurl=base, html_title="A book")
    app = SimpleNamespace(config=config, srcdir=tmp_path, outdir=tmp_path, doctreedir=tmp_path / "trees",
                          builder=SimpleNamespace(name="html"))
    publishing.write(app, None)
    assert sorted(path.name for path in tmp_path.glob("*.[tx][xm][tl]")) == files
    if base:
        assert read_text(tmp_path / "robots.txt").endswith("Sitemap: https://example.org/book/sitemap.xml\n")
        assert "<loc>https://example.org/book/chapters/a.html</loc>" in read_text(tmp_path / "sitemap.xml")
    context: dict[str, object] = {}
    publishing.with_card(app, "chapters/a", "page.html", context, None)
    assert context.get("card") == ("https://example.org/book/card.png" if base else None)


def test_the_citation_is_the_same_everywhere():
    citation = yaml.safe_load(read_text(ROOT / "CITATION.cff"))
    title = yaml.safe_load(read_text(ROOT / "_config.yml"))["title"]
    entry = publishing.bibtex(title, title, "2026-08-21", "")
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == title
    assert f"title = {{{{{title}}}}}" in entry
    assert f"author = {{{{{citation['authors'][0]['name']}}}}}" in entry
    assert f"version {citation['version']}" in entry
    assert "year = {2026}" in entry
    assert "url" not in entry
    assert "url = {https://example.org}" in publishing.bibtex(title, "x", "2026-08-21", "https://example.org")


def test_every_company_and_article_of_the_front_page_is_one():
    text = read_text(CHAPTERS / "index.md")
    articles = {path.stem for path in (DATA / "articles").glob("*.yml")}
    named = set(re.findall(r"\{article\}`([^`]+)`", text))
    assert set(re.findall(r"\{verdicts\}`([^`]+)`", text)) == named | {"all"}
    assert named <= articles


@pytest.mark.book
def test_the_site_has_its_card_and_no_map_without_an_address(book):
    card = (book.html / "card.png").read_bytes()
    assert card[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", card[16:24]) == (1200, 630)
    assert not (book.html / "sitemap.xml").exists()
    assert not (book.html / "robots.txt").exists()


@pytest.mark.book
def test_the_front_page_shows_three_figures_of_chapters(book):
    page = read_text(book.html / "chapters" / "index.html")
    shown = re.findall(r'<figure class="picture" id="fig-([a-z-]+)"', page)
    assert len(shown) == 3
    for source in re.findall(r'<img[^>]*class="on-light"[^>]*src="\.\./([^"]+)"|<img[^>]*src="\.\./([^"]+)"', page):
        assert (book.html / (source[0] or source[1])).is_file()
    rows = {row["id"] for row in read_rows(Path(book.home) / "numbers.csv")}
    assert set(re.findall(r"\{num\}`([^`]+)`", read_text(CHAPTERS / "index.md"))) <= rows
    assert page.count('<svg class="bar"') == 6


@pytest.mark.book
def test_every_page_says_that_it_is_no_advice(book):
    for path in sorted(book.html.rglob("*.html")):
        if path != book.html / "index.html" and not path.name.startswith("great-rotation"):
            assert "not investment advice" in read_text(path), path
