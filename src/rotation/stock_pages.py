"""Pages of companies: the template notebook executed once a company, each a page of the book with ids of its own.

A run is kept like a chapter's, so a page that rests on nothing new costs nothing. What it recorded under the template's
name (``stock.name``) is the page's own here (``stocks/oii.name``).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from .files import csv_text, read_rows
from .markup import escape
from .notebooks import Run, recorded_numbers
from .number_links import stock_page
from .parameters import declared_parameters
from .report import FIGURE_MIME, NUMBERS_MIME
from .sweeps import plan_sweep, universe

TEMPLATE = "stock"
FOLDER = "stocks"
COMPANIES = "reference/companies.csv"
INDEX = "companies"                 # the page that lists them all, among the chapters
_FIRST = re.compile(r"\A# .*?\n\n.*?\n\n", re.DOTALL)           # the template's title and what it says of itself
_BESIDE = re.compile(r'(href=")(\w+\.html)')                     # a chapter, as seen from among them
_CLAIM = re.compile(r'id="claim-([\w-]+)-\d+"')                  # a row of a claim, in the article's name


class StockPage(NamedTuple):
    """A company's page, as the site takes it: a notebook."""

    name: str
    title: str
    text: str
    suffix: str = ".ipynb"


def plan(data: Path, shared: Mapping[str, object], chapters: Path, out: Path) -> list[Run]:
    """A run a company of the data folder; none for a book whose contents have no place for such pages."""
    template, table = chapters / f"{TEMPLATE}.ipynb", data / COMPANIES
    if not (template.is_file() and table.is_file() and _wanted(chapters.parent / "_toc.yml")):
        return []
    declared = declared_parameters(template)
    given = {key: value for key, value in shared.items() if key in declared}
    return plan_sweep(template, universe([row["ticker"] for row in read_rows(table)]), given, out)


def _wanted(contents: Path) -> bool:
    return f"glob: {FOLDER}/" in yaml.safe_dump(yaml.safe_load(contents.read_text(encoding="utf-8")))


def pages(folder: Path, data: Path) -> list[StockPage]:
    """The executed copies in a folder as pages, in order of name."""
    names = {row["ticker"]: row["name"] for row in read_rows(data / COMPANIES)} if folder.is_dir() else {}
    made = [(names.get(path.stem, path.stem), path) for path in folder.glob("*.ipynb")]
    return [StockPage(stock_page(path.stem), name, as_page(path.read_text(encoding="utf-8"), path.stem, name))
            for name, path in sorted(made, key=lambda pair: (pair[0].lower(), pair[1].stem))]


def numbers(folder: Path) -> list[tuple[str, list[dict[str, str]]]]:
    """What the executed copies in a folder recorded, under the names of their pages."""
    return [(f"{stock_page(path.stem)}#{cell.partition('#')[2]}", [_own(row, stock_page(path.stem)) for row in rows])
            for path in sorted(folder.glob("*.ipynb")) for cell, rows in recorded_numbers(path)]


def _own(row: Mapping[str, str], page: str) -> dict[str, str]:
    return {**row, "id": f"{page}{row['id'].removeprefix(TEMPLATE)}", "chapter": page}


# ---------------------------------------------------------------- the notebook as a page


def as_page(notebook: str, ticker: str, name: str) -> str:
    """An executed copy with the company as its title and every id of the template replaced by the page's own."""
    content, page = json.loads(notebook), stock_page(ticker)
    articles = sorted(set(_CLAIM.findall(notebook.replace('\\"', '"'))))
    for n, cell in enumerate(content["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            source = source.replace(f"{{num}}`{TEMPLATE}.", f"{{num}}`{page}.")
            cell["source"] = _FIRST.sub(lambda _: _head(ticker, name, articles), source, count=1) if n == 0 else source
        for output in cell.get("outputs", ()):
            _rename(output.get("data", {}), page)
        figure = cell["metadata"].get("mystnb", {}).get("figure", {})
        if "name" in figure:
            figure["name"] = figure["name"].replace(f"fig-{TEMPLATE}-", f"fig-{page.replace('/', '-')}-")
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _head(ticker: str, name: str, articles: list[str]) -> str:
    ways = [*(f"article {{article}}`{one}`" for one in articles), "[all companies](../chapters/companies.md)",
            "[named stocks](../chapters/named_stocks.ipynb)"]
    return f"# {escape(name)} ({escape(ticker)})\n\nSee also {' · '.join(ways)}\n\n"


def _rename(data: dict[str, object], page: str) -> None:
    if NUMBERS_MIME in data:
        rows = list(csv.DictReader(io.StringIO("".join(data[NUMBERS_MIME]), newline="")))
        for row in rows:
            row["chapter"] = row["chapter"].replace(TEMPLATE, page) if row["chapter"] == TEMPLATE else row["chapter"]
        data[NUMBERS_MIME] = csv_text(rows, tuple(rows[0])) if rows else data[NUMBERS_MIME]
    if "text/html" in data:
        data["text/html"] = _BESIDE.sub(r"\1../chapters/\2", "".join(data["text/html"]))
    if FIGURE_MIME in data:
        own = page.replace("/", "-")
        data[FIGURE_MIME]["id"] = f"{own}{data[FIGURE_MIME]['id'].removeprefix(TEMPLATE)}"
