"""The book in other formats: every number of ``data/numbers.csv`` is in each of them as it is printed there."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rotation.errors import InputError
from rotation.files import read_rows, read_text
from rotation.formats import pdf
from rotation.formats.export import PAGE, export, offered, size
from rotation.formats.rewriting import local, part
from rotation.formats.single import NAME, number_id, reading_order, single
from rotation.number_links import number_page
from rotation.report import anchor

NOWHERE = Path("no-site")


def find(page: str, at: str) -> str:
    """A document that holds the pages a/one and a/two."""
    return local(page, at) if page in ("a/one", "a/two") else ""


REWRITTEN = [
    # what stands on the page a/one, what stands in the document
    ('<h2 id="why">Why</h2>', '<h2 id="a-one..why">Why</h2>'),
    ('<a href="#why">x</a>', '<a href="#a-one..why">x</a>'),
    ('<a href="two.html">x</a>', '<a href="#a-two">x</a>'),
    ('<a class="num" href="../a/two.html#n-x" data-number="n">x</a>', '<a class="num" href="#a-two..n-x">x</a>'),
    ('<a href="../data/x.csv" download>x</a>', "<span>x</span>"),
    ('<a href="gone.html">a <a href="two.html">b</a></a>', '<span>a <a href="#a-two">b</a></span>'),
    ('<a href="https://example.org/?a=1&amp;b=2">x</a>', '<a href="https://example.org/?a=1&amp;b=2">x</a>'),
    ('<p aria-labelledby="a b">x</p>', '<p aria-labelledby="a-one..a a-one..b">x</p>'),
    ('<ul class="downloads"><li><a href="x.csv">CSV</a><br></li></ul><p>y</p>', "<p>y</p>"),
    ("<p>&lt;script&gt; &#233; é &amp;</p>", "<p>&lt;script&gt; &#233; é &amp;</p>"),
    ('<section id="every-number-of-this-page"><h2>x</h2><p>y</p></section><p>z</p>', "<p>z</p>"),
    ("<button>x <b>y</b></button>z<script>alert(1)</script>", "z"),
    ('<rect x="1"/><br><img src="data:image/png;base64,AA" alt="x" loading="lazy">',
     '<rect x="1"/><br><img src="data:image/png;base64,AA" alt="x">'),
]


@pytest.mark.parametrize(("text", "made"), REWRITTEN)
def test_a_page_becomes_a_part(text, made):
    assert part(text, "a/one", NOWHERE, find) == made


def test_a_picture_becomes_part_of_the_file(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "x.svg").write_text("<svg/>", encoding="utf-8")
    assert part('<img src="../figures/x.svg" alt="">', "a/one", tmp_path, find) == (
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(b"<svg/>").decode()}" alt>')


def test_a_folder_without_a_site_is_refused(tmp_path):
    with pytest.raises(InputError, match="make book"):
        single(tmp_path)
    with pytest.raises(InputError, match="make book"):
        export(tmp_path)


def test_without_a_browser_the_pdf_is_refused_and_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no chromium and chromedriver on the PATH") as fault:
        pdf.printed(tmp_path / "x.html", "t", "n")
    assert fault.value.exit_code == 2


SIZES = [(1, "1 kB"), (1499, "1 kB"), (999_499, "999 kB"), (1_000_000, "1.0 MB"), (13_532_131, "13.5 MB")]


@pytest.mark.parametrize(("n", "told"), SIZES)
def test_a_size_is_told_shortly(n, told):
    assert size(n) == told


def test_the_downloads_page_offers_what_was_made():
    page = "<!--formats--><p>none</p><!--/formats-->"
    made = offered(page, {NAME: 4_000_000})
    assert f'<a href="{NAME}" download>The whole book as one HTML file</a> (4.0 MB)' in made
    assert offered(made, {}) == offered(page, {})           # again, from the page as it was left


# ---------------------------------------------------------------- of the book


class Document(HTMLParser):
    """What stands in the single file: ids, addresses, numbers where they are used and where they are listed."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.used: list[tuple[str, str]] = []       # id of the entry, text of the link
        self.listed: dict[str, str] = {}            # number, text
        self._entry = self._number = self._place = ""
        self._heard: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.addresses += [found[name] for name in ("href", "src") if name in found]
        classes = (found.get("class") or "").split()
        if tag == "a" and "num" in classes:
            self._number, self._heard["num"] = found.get("href", ""), ""
        if tag == "p" and "number" in classes:
            self._entry, self._heard = found["id"], {"code": "", "bdi": ""}
        if self._entry and tag in ("code", "bdi"):
            self._place = tag

    def handle_endtag(self, tag):
        if tag == "a" and self._number:
            self.used.append((self._number.removeprefix("#"), self._heard["num"]))
            self._number = ""
        if tag == "p" and self._entry:
            self.listed[self._heard["code"]] = self._heard["bdi"]
            self._entry = ""
        if tag == self._place:
            self._place = ""

    def handle_data(self, data):
        if self._number:
            self._heard["num"] += data
        if self._place:
            self._heard[self._place] += data


@pytest.fixture(scope="module")
def rows(book) -> list[dict[str, str]]:
    return read_rows(book.home / "numbers.csv")


@pytest.fixture(scope="module")
def text(book) -> str:
    return single(book.html)


@pytest.fixture(scope="module")
def document(text) -> Document:
    return Document(text)


@pytest.mark.book
def test_the_site_has_every_number(book, rows):
    pages: dict[str, str] = {}
    for row in rows:
        name = number_page(row["chapter"], row["cell"].partition("#")[2])
        page = pages.setdefault(name, read_text(book.html / f"{name}.html"))
        start = page.index(f'id="{anchor(row["id"])}"')
        head = re.search(r"<h2[^>]*><bdi>(.*?)</bdi>", page[start:], re.DOTALL)
        assert html.unescape(head[1]) == row["text"], row["id"]


@pytest.mark.book
def test_the_single_file_has_every_number(document, rows):
    assert document.listed == {row["id"]: row["text"] for row in rows}


@pytest.mark.book
def test_a_number_in_its_text_is_the_one_it_leads_to(document, rows):
    texts = {number_id(row["id"]): row["text"] for row in rows}
    assert len(texts) == len(rows)                          # no two share an id
    assert len(document.used) > 1000
    for way, shown in document.used:
        assert plain(texts[way]) == plain(shown), way


@pytest.mark.book
def test_the_single_file_leads_nowhere_else_and_needs_nothing(document, text, book):
    ids = set(document.ids)
    assert len(ids) == len(document.ids)
    for address in document.addresses:
        assert address.startswith(("data:image/", "https://", "http://")) or address[1:] in ids, address
    css = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert base64.b64encode(hashlib.sha256(css.encode()).digest()).decode() in text.partition("<style>")[0]
    assert "<script" not in text
    assert not re.search(r'\sstyle="', text)
    assert {"chapters/index", "chapters/method", "articles/000", "stocks/oii"} <= set(reading_order(book.html))


@pytest.mark.book
def test_the_data_package_has_every_number(book, rows):
    told = csv.DictReader(io.StringIO(read_text(book.html / "data" / "numbers.csv"), newline=""))
    assert [(row["id"], row["text"]) for row in told] == [(row["id"], row["text"]) for row in rows]


@pytest.mark.book
@pytest.mark.browser
def test_the_pdf_has_every_number_page_numbers_and_links(book, rows, tmp_path):
    lacks = [name for name in ("chromium", "chromedriver", "pdftotext") if not shutil.which(name)]
    if lacks:
        if os.environ.get("CI"):
            pytest.fail(f"no {', '.join(lacks)} on the PATH: continuous integration must look at the PDF")
        pytest.skip(f"no {', '.join(lacks)} on the PATH: the PDF was not looked at")
    site = tmp_path / "html"
    shutil.copytree(book.html, site)
    made = export(site)
    assert made[pdf.NAME] < 20_000_000
    assert f'href="{pdf.NAME}"' in read_text(site / PAGE)
    told = subprocess.run(["pdftotext", "-raw", str(site / pdf.NAME), "-"], capture_output=True, check=True).stdout
    pages = told.decode("utf-8").split("\f")
    last = len(pages) - 1                       # the text ends with a form feed
    assert all(f"{n} / {last}" in page for n, page in enumerate(pages[:-1], start=1))
    words = plain("".join(re.sub(rf"\d+ / {last}|Not investment advice", "", page) for page in pages))
    missing = [row["id"] for row in rows if plain(row["id"] + row["text"]) not in words]
    assert missing == []
    assert (site / pdf.NAME).read_bytes().count(b"/Subtype /Link") > 1000


def plain(text: str) -> str:
    """As compared: without blanks, with straight quotes."""
    return re.sub(r"\s+", "", html.unescape(text)).replace("’", "'").replace("“", '"').replace("”", '"')
