"""Pages of companies: one a company of the data, under ids of its own, from runs of the one template."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rotation import stock_pages
from rotation.errors import InputError
from rotation.files import csv_text, read_rows
from rotation.number_links import stock_page
from rotation.pages import companies_page
from rotation.paths import CHAPTERS, DATA
from rotation.report import FIGURE_MIME, NUMBERS_MIME, numbers_rows, unpacked

TICKERS = [row["ticker"] for row in read_rows(DATA / "reference" / "companies.csv")]
NAMES = [  # ticker, its page
    ("OII", "stocks/oii"), ("BRK.B", "stocks/brk-b"), ("BF-B", "stocks/bf-b"), ("^RUT", "stocks/rut"),
]


@pytest.mark.parametrize(("ticker", "page"), NAMES)
def test_a_ticker_becomes_a_plain_address(ticker, page):
    assert stock_page(ticker) == page


def test_no_two_companies_share_an_address():
    assert len({stock_page(ticker) for ticker in TICKERS}) == len(TICKERS)


# ---------------------------------------------------------------- what is run


def book_with(folder: Path, contents: str) -> Path:
    (folder / "chapters").mkdir(parents=True)
    (folder / "_toc.yml").write_text(contents, encoding="utf-8")
    (folder / "chapters" / "stock.ipynb").write_bytes((CHAPTERS / "stock.ipynb").read_bytes())
    return folder / "chapters"


def test_every_company_is_run_and_gets_what_the_template_declares():
    runs = stock_pages.plan(DATA, {"as_of": "2026-01-09", "seed": 5}, CHAPTERS, Path("out"))
    assert [run.parameters["ticker"] for run in runs] == TICKERS
    assert all(run.parameters == {"as_of": "2026-01-09", "ticker": run.target.stem} for run in runs)


@pytest.mark.parametrize("contents", ["root: a\n", "root: a\nparts:\n- chapters:\n  - glob: articles/*\n",
                                      "root: a\nchapters:\n- file: chapters/stock\n"])
def test_a_book_without_a_place_for_them_runs_none(tmp_path, contents):
    assert stock_pages.plan(DATA, {}, book_with(tmp_path, contents), tmp_path / "out") == []


def test_a_ticker_that_cannot_be_a_file_is_refused(tmp_path):
    data = tmp_path / "data"
    (data / "reference").mkdir(parents=True)
    row = {"ticker": "../X", "name": "n"}
    (data / stock_pages.COMPANIES).write_text(csv_text([row], tuple(row)), encoding="utf-8")
    with pytest.raises(InputError, match="universe"):
        stock_pages.plan(data, {}, CHAPTERS, tmp_path)


# ---------------------------------------------------------------- the page

HOSTILE = "<script>alert(1)</script> {num}`valuation.margin` & \"Co\" 🚀 " + "x" * 300


@pytest.fixture(scope="module")
def page() -> dict:
    """The committed run of the template as a page of another company."""
    return json.loads(stock_pages.as_page((CHAPTERS / "stock.ipynb").read_text(encoding="utf-8"), "BRK.B", HOSTILE))


def test_the_title_is_the_company_whatever_it_is_called(page):
    first = "".join(page["cells"][0]["source"])
    assert first.startswith("# &#60;script&#62;")
    assert "{num}`valuation.margin`" not in first
    assert "{article}`000`" in first                    # an article with a claim about it


def test_nothing_keeps_an_id_of_the_template(page):
    for cell in page["cells"]:
        if cell["cell_type"] == "markdown":
            assert "`stock." not in "".join(cell["source"])
        assert "fig-stock-" not in json.dumps(cell["metadata"])
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if NUMBERS_MIME in data:
                assert all(row["id"].startswith("stocks/brk-b.") and row["chapter"] == "stocks/brk-b"
                           for row in unpacked("".join(data[NUMBERS_MIME])))
            if FIGURE_MIME in data:
                assert data[FIGURE_MIME]["id"] == "stocks-brk-b.price"


def test_chapters_are_linked_from_where_the_page_stands(page):
    links = re.findall(r'href=\\"([^"#\\]*)', json.dumps(page))
    assert "../chapters/claim_ledger.html" in links
    assert all(link.startswith("../") for link in links if link.endswith(".html"))


def test_two_pages_share_no_number(tmp_path):
    for ticker in ("OII", "BRK.B"):
        (tmp_path / f"{ticker}.ipynb").write_bytes((CHAPTERS / "stock.ipynb").read_bytes())
    recorded = stock_pages.numbers(tmp_path)
    rows = numbers_rows(recorded)
    assert len(rows) == sum(len(found) for _, found in recorded) > 20
    assert {row["chapter"] for row in rows} == {"stocks/oii", "stocks/brk-b"}
    assert all(row["cell"].startswith(f"{row['chapter']}#") for row in rows)


# ---------------------------------------------------------------- their index


def test_the_index_counts_every_statement_once(newest):
    """By hand: a claim counts in the sum if any of its subjects is a company."""
    page, = companies_page(newest, {stock_page(ticker) for ticker in TICKERS})
    numbers = {row["id"]: row["text"] for _, rows in page.numbers for row in rows}
    subjects = {e.claim.id: set((e.claim.subject or "").replace(",", " ").split()) for e in newest.entries}
    about = [claim for claim, named in subjects.items() if named & set(TICKERS)]
    assert int(numbers["companies.claims"]) == len(about)
    assert sum(int(numbers[f"companies.{fate}"]) for fate in ("held", "context", "wrong", "open")) == len(about)
    assert page.text.count('href="../stocks/') == len(TICKERS)


def test_without_pages_there_is_no_index(newest):
    assert companies_page(newest, {"valuation"}) == ()


@pytest.mark.book
def test_every_company_has_its_page_and_claims_lead_to_it(book):
    for ticker in TICKERS:
        text = (book.html / f"{stock_page(ticker)}.html").read_text(encoding="utf-8")
        assert f"({ticker})" in text
        assert 'href="../chapters/companies.html"' in text
    claim = (book.html / "claims" / "000-041.html").read_text(encoding="utf-8")
    assert 'href="../stocks/oii.html"' in claim
    named = (book.html / "chapters" / "named_stocks.html").read_text(encoding="utf-8")
    assert named.count('href="../stocks/') >= 30
