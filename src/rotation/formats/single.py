"""The whole book as one HTML file: every page in reading order, then every number; pictures and styles inside.

It runs no script and asks for nothing: its policy names the one style sheet by hash and pictures as data.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import InputError
from ..files import read_text
from ..number_links import number_page
from ..report import anchor
from .rewriting import local, part, slug

NAME = "great-rotation.html"
STYLES = ("book.css", "claims.css", "evidence.css", "single.css")
MORE = ("contradictions", "series/index")       # pages outside the contents that others refer to
CLAIMS = "chapters/claim_ledger"
_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_CONTENTS = re.compile(r'<a href="([^"#:]+)\.html"')
_FRONT = re.compile(r'url=([^"]+)\.html"')
_ID = re.compile(r'\sid="([^"]+)"')


def single(site: Path) -> str:
    """The file's text, from the folder of a built site. InputError for a folder that holds no site."""
    pages = reading_order(site)
    articles = {page: _article(site, page) for page in pages}
    rows = list(csv.DictReader(io.StringIO(read_text(site / "data" / "numbers.csv"), newline="")))
    find = Places(articles, rows)
    parts = [f'<section class="page" id="{slug(page)}">{part(text, page, site, find)}</section>'
             for page, text in articles.items()]
    css = "\n".join(read_text(site / "_static" / name) for name in STYLES if (site / "_static" / name).is_file())
    policy = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    title = html.escape(_plain(_TITLE.search(articles[pages[0]])[1]))
    return "".join([
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        f"style-src 'sha256-{policy}'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta name="description" content="The whole book in one file, with every number.">\n'
        f'<meta name="color-scheme" content="light dark">\n<style>{css}</style></head>\n<body class="single"><main>',
        _contents(articles), "<article>", "\n".join(parts), _numbers(rows), "</article></main></body></html>\n"])


def reading_order(site: Path) -> list[str]:
    """The pages of the contents, the front page first, then those that others refer to."""
    first = site / "index.html"
    front = _FRONT.search(read_text(first)) if first.is_file() else None
    if not front or not (site / "contents.html").is_file():
        raise InputError(str(site), "no site of the book", "a folder with index.html and contents.html",
                         "build it with make book")
    listed = _CONTENTS.findall(_article(site, "contents"))
    more = [page for page in MORE if (site / f"{page}.html").is_file()]
    return list(dict.fromkeys([front[1], *listed, *more]))


def _article(site: Path, page: str) -> str:
    found = _ARTICLE.search(read_text(site / f"{page}.html"))
    if not found:
        raise InputError(f"{page}.html", "no article", "a page of the book", "build it with make book")
    return found[1]


class Places:
    """Where the document has what a page's link leads to."""

    def __init__(self, articles: Mapping[str, str], rows: Sequence[Mapping[str, str]]):
        self._ids = {page: set(_ID.findall(text)) for page, text in articles.items()}
        self._numbers = {(number_page(row["chapter"], row["cell"].partition("#")[2]), anchor(row["id"])):
                         number_id(row["id"]) for row in rows}

    def __call__(self, page: str, at: str) -> str:
        """The id of a place; of the page where it has no such place; nothing where the page is not here."""
        if page in self._ids:
            return local(page, at if at in self._ids[page] else "")
        if page.startswith("numbers/"):
            return self._numbers.get((page, at), "every-number")
        if page.startswith("claims/") and CLAIMS in self._ids:
            row = f"claim-{page.removeprefix('claims/')}"
            return local(CLAIMS, row) if row in self._ids[CLAIMS] else ""
        if page.startswith("series/"):
            return slug("series/index") if "series/index" in self._ids else ""
        return ""


def number_id(name: str) -> str:
    """The id of a number's entry in the document: short, since a PDF's names have at most 127 bytes."""
    return f"n{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _contents(articles: Mapping[str, str]) -> str:
    rows = [f'<li><a href="#{slug(page)}">{html.escape(_plain(found[1]))}</a></li>'
            for page, text in articles.items() if (found := _TITLE.search(text))]
    return (f'<nav class="whole" aria-label="Contents"><h2>Contents</h2><ol>{"".join(rows)}'
            '<li><a href="#every-number">Every number</a></li></ol></nav>')


def _plain(markup: str) -> str:
    text = re.sub(r'<a class="headerlink".*?</a>', "", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _numbers(rows: Sequence[Mapping[str, str]]) -> str:
    """Every number of the book with how it came about."""
    return ('<section class="page" id="every-number"><h1>Every number</h1><p>As printed, with its interval, '
            'its formula and what it is made of.</p><div class="numbers-list">'
            f'{"".join(_number(row) for row in rows)}</div></section>')


def _number(row: Mapping[str, str]) -> str:
    told = "; ".join(_told(row))
    return (f'<p class="number" id="{number_id(row["id"])}"><code>{html.escape(row["id"])}</code> '
            f'<b><bdi>{html.escape(row["text"])}</bdi></b>{f" <span>{html.escape(told)}</span>" if told else ""}</p>\n')


def _told(row: Mapping[str, str]) -> Iterator[str]:
    if row["value"] != row["text"]:
        yield f"{row['value']} {row['unit']}".strip()
    if row["low"] and row["high"]:
        yield f"interval {row['low']} to {row['high']}"
    if row["n"]:
        yield f"n {row['n']}"
    if row["formula"]:
        yield row["formula"]
    if row["inputs"]:
        yield f"from {row['inputs']}"
