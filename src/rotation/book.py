"""One edition from data to site: ledger, contradictions, executed chapters, numbers, pages.

Everything is made beside the old and put in place only when the whole edition is good. What was made before from the
same is not made again (``kept``): notebooks, tables, made pages, and the site if nothing that it shows has changed.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import kept, stock_pages
from .editions import LATEST, Edition, load_edition
from .files import sweep, write_text
from .kept import Ended, Kept
from .notebooks import Run, is_warm, plan_runs, recorded_numbers
from .paths import CHAPTERS, DATA, ROOT, data_folder
from .progress import Progress
from .runs import Apart, Digests, Seen, digest, module_files
from .site_state import THEME, contents, left, tools

if TYPE_CHECKING:
    from .ledger import Ledger  # what follows loads nothing heavy: a build that finds all as it was needs none
    from .pages import Page
    from .replay import Row

SITE = ("rotation.site", "rotation.sphinx_build", "rotation.sphinx_ext")
MADE = ("rotation.made",)
# One sentence a page that must be there: a page that lost its content is not a page.
SENTENCES: Mapping[str, str] = {
    "chapters/method": "How a verdict is made",
    "chapters/corrections": "Corrections",
    "chapters/glossary": "price return",
}


@dataclass(frozen=True)
class Built:
    """What a build made, for the closing line."""

    index: Path
    pages: int
    claims: int
    as_of: date
    ended: Sequence[Ended] = ()


@dataclass(frozen=True)
class Places:
    """Where an edition's parts go. Only the plain ``latest`` writes into the repository's committed files."""

    html: Path
    chapters: Path
    tables: Path
    stocks: Path                        # executed copies of the template, one a company; never committed


def places(edition: Edition, as_of: str | None, data: Path | None, out: Path | None) -> Places:
    """The committed places for plain ``latest``; a folder of its own for everything else."""
    if out is not None:
        home = out.resolve()
    elif edition.name == LATEST and as_of is None and data is None:
        return Places(edition.home / "html", CHAPTERS, DATA, edition.home / stock_pages.FOLDER)
    else:
        suffix = "".join(f"-{part}" for part in (as_of, "own-data" if data else None) if part)
        home = ROOT / "_build" / "editions" / f"{edition.name}{suffix}"
    return Places(home / "html", home / "chapters", home, home / stock_pages.FOLDER)


class MadePage(NamedTuple):
    """A page that is made, as the site takes it: Markdown, or a notebook by its suffix."""

    name: str
    title: str
    text: str
    suffix: str = ".md"


@dataclass(frozen=True)
class Order:
    """One edition to be built: of which data and date, where to, under what names its parts are kept."""

    data: Path
    as_of: str
    shared: Mapping[str, object]
    where: Places
    engine: str
    store: Kept

    @property
    def name(self) -> str:
        """The edition's own in the store: its site's place tells it from any other."""
        return digest(os.fsencode(self.where.html))[:12]

    @property
    def fixed(self) -> dict[str, str]:
        """What tables and pages depend on beside what they read."""
        return {**kept.surroundings(), "the date": self.as_of, "the data folder": str(self.data)}


def order(name: str = LATEST, as_of: str | None = None, data: Path | None = None, out: Path | None = None,
          engine: str = "", anew: bool = False) -> Order:
    """What is asked for. InputError for an unknown edition, a data folder that is none, a wrong parameter."""
    source = data_folder(data or DATA)
    edition = load_edition(source, name)
    where = places(edition, as_of, data, out)
    shared = {**edition.shared, **({"as_of": as_of} if as_of else {}), **({"data": str(source)} if data else {})}
    plan_runs([], {}, where.chapters, shared)  # a wrong parameter is told before anything runs
    return Order(source, as_of or edition.as_of, shared, where, engine, Kept(source, anew))


def build_edition(name: str = LATEST, as_of: str | None = None, data: Path | None = None, out: Path | None = None,
                  engine: str = "", anew: bool = False) -> Built:
    """Build one edition whole. InputError for wrong input, CheckFailed if a chapter or page is not right.

    ``anew``: what is kept is not looked at, and everything runs.
    """
    asked = order(name, as_of, data, out, engine, anew)
    with kept.alone(asked.where.html):
        for folder in {asked.where.chapters, asked.where.tables}:
            sweep(folder)
        return _build(asked)


def explain(asked: Order) -> list[str]:
    """What a build would run now, and why: a line a notebook, after what the last build ran."""
    runs = [*plan_runs([], {}, asked.where.chapters, asked.shared), *_companies(asked, asked.where.stocks)]
    now = dict(kept.explain(runs, asked.store))
    before = _last(asked)
    return [f"{name}: {f'would run: {why}' if why else 'kept'}{before.get(name, '')}" for name, why in now.items()]


def _last(asked: Order) -> dict[str, str]:
    try:
        told = json.loads((kept.STORE / f"{asked.name}.json").read_text(encoding="utf-8"))
        return {str(name): f" (last build: {f'ran: {why}' if why else 'kept'})" for name, why in told.items()}
    except (OSError, ValueError, AttributeError):
        return {}


@dataclass(frozen=True)
class Parts:
    """Everything of an edition but its site: where its executed notebooks lie, its tables, its made pages."""

    chapters: Path
    stocks: Path
    tables: Mapping[str, str]           # committed ones, by name
    records: Mapping[str, str]          # those that are staged only
    made: Sequence[MadePage]
    claims: int
    as_of: date
    ended: Sequence[Ended]


def _build(asked: Order) -> Built:
    with tempfile.TemporaryDirectory(prefix="rotation-") as scratch, Apart(asked.store.roots) as apart:
        return put(asked, parts(asked, Path(scratch), apart))


def parts(asked: Order, scratch: Path, apart: Apart) -> Parts:
    """Run what must run and make what the site shows."""
    chapters, stocks = scratch / "chapters", scratch / stock_pages.FOLDER
    since = kept.began() or kept.now_of(scratch)          # the process apart has what this one has loaded
    told = _tables(asked, apart, since)
    runs = plan_runs([], {}, chapters, asked.shared)
    ended = _chapters(asked, [*runs, *_companies(asked, stocks)], told)
    found = told()
    cells = [pair for run in sorted(runs, key=lambda run: run.target) for pair in recorded_numbers(run.target)]
    cells += stock_pages.numbers(stocks)
    made = _pages(asked, apart, since, cells)
    return Parts(chapters, stocks, {**found["tables"], "numbers.csv": made["numbers.csv"]}, made["records"],
                 [*(MadePage(*page) for page in made["pages"]), *stock_pages.pages(stocks, asked.data)],
                 found["claims"], date.fromisoformat(found["as_of"]), ended)


def put(asked: Order, found: Parts, inside: Mapping[str, Path] | None = None) -> Built:
    """Build the site, then put notebooks and tables into place. ``inside``: finished sites that this one holds."""
    pages = _site(asked, found.chapters, {**found.tables, **found.records}, found.made, inside or {})
    for folder, place in ((found.chapters, asked.where.chapters), (found.stocks, asked.where.stocks)):
        for notebook in sorted(folder.glob("*.ipynb")):
            write_text(place / notebook.name, notebook.read_text(encoding="utf-8"))
    for table, text in found.tables.items():
        write_text(asked.where.tables / table, text)
    return Built(asked.where.html / "index.html", pages, found.claims, found.as_of, found.ended)


def _chapters(asked: Order, runs: Sequence[Run], told: Callable[[], object]) -> list[Ended]:
    """Run what must run. What the ledger has to say of wrong input comes before what a chapter says of it."""
    with Progress("chapters", len(runs)) as progress:
        ended = kept.run_all(runs, asked.store, progress.step, asked.engine)
    reasons = {one.run.target.stem: one.why for one in ended}
    try:
        write_text(kept.STORE / f"{asked.name}.json", json.dumps(reasons))
    except OSError:
        reasons.clear()                                 # nothing can be kept here; the store has said so
    if any(one.error for one in ended):
        told()
    kept.told(ended)
    return ended


def _tables(asked: Order, apart: Apart, since: int) -> Callable[[], dict]:
    """The ledger's tables: at once if they are kept, else made while notebooks run. The answer may be asked twice."""
    found = asked.store.find(f"tables-{asked.name}", asked.fixed)
    if found.result is not None and is_warm(asked.engine):
        return partial(json.loads, found.result)
    answer = apart.ask("rotation.made:tables", asked.data, asked.as_of)
    values: list[dict] = []

    def told() -> dict:
        if not values:
            value, seen = answer()
            values.append(value)
            _keep(asked, f"tables-{asked.name}", asked.fixed, seen, since, value)
        return values[0]

    return told


def _pages(asked: Order, apart: Apart, since: int, cells: Sequence[tuple[str, list[dict[str, str]]]]) -> dict:
    """The pages made of the ledger, and ``numbers.csv``."""
    fixed = {**asked.fixed, "the chapters' numbers": digest(json.dumps(cells).encode())}
    found = asked.store.find(f"pages-{asked.name}", fixed)
    if found.result is not None and is_warm(asked.engine):
        return json.loads(found.result)
    value, seen = apart.ask("rotation.made:pages", asked.data, asked.as_of, cells)()
    _keep(asked, f"pages-{asked.name}", fixed, seen, since, value)
    return value


def _keep(asked: Order, name: str, fixed: Mapping[str, str], seen: Seen, since: int, value: object) -> None:
    if is_warm(asked.engine):
        asked.store.keep(name, fixed, seen, MADE, since, json.dumps(value).encode())


def _site(asked: Order, chapters: Path, tables: Mapping[str, str], made: Sequence[MadePage],
          inside: Mapping[str, Path]) -> int:
    """Build the site, unless it stands as the last build left it and would show the same."""
    name, fixed = f"site-{asked.name}", _shown(chapters, tables, made)
    fixed |= {f"inside, {folder}": digest(repr(sorted(contents(html).items())).encode())
              for folder, html in inside.items()}
    found = asked.store.find(name, fixed)
    if found.result is not None:
        before = json.loads(found.result)
        if before["left"] == left(asked.where.html):
            return before["pages"]
    since, modules = kept.began(), module_files(SITE)
    stands_on = Digests(ROOT).of(Seen(), modules)           # before the build: what changes meanwhile is another site's
    from . import site

    pages = site.build(asked.where.html, chapters, tables, SENTENCES, made, inside)
    result = json.dumps({"pages": pages, "left": left(asked.where.html)}).encode()
    if not (since and any(kept.changed_since(path, since) for path in modules)):
        asked.store.store.keep(name, fixed, stands_on, result)
    return pages


def _shown(chapters: Path, tables: Mapping[str, str], made: Sequence[MadePage]) -> dict[str, str]:
    """Everything that a site is made from, by name."""
    files = {f"chapters/{path}": content for path, content in contents(ROOT / "chapters").items()
             if not path.endswith(".ipynb")}
    files |= {f"theme/{path}": content for path, content in contents(THEME).items()}
    files |= {name: digest((ROOT / name).read_bytes()) for name in ("_config.yml", "_toc.yml")}
    files |= {f"executed {path}": content for path, content in contents(chapters).items()}
    files |= {name: digest(text.encode()) for name, text in tables.items()}
    files |= {page.name: digest(json.dumps(page).encode()) for page in made}
    return {**files, "the tools": tools(), "what pages must say": repr(sorted(SENTENCES.items()))}


def made_pages(book: Ledger, chapters: Path, rows: Sequence[Row] = (), stocks: Path | None = None
               ) -> tuple[tuple[Page | stock_pages.StockPage, ...], str]:
    """The pages that are made from the ledger and of executed copies for companies, and ``numbers.csv`` of all."""
    from .made import made_of

    cells = [pair for notebook in sorted(chapters.glob("*.ipynb")) for pair in recorded_numbers(notebook)]
    if stocks is None:
        return made_of(book, cells, rows)
    made, numbers = made_of(book, [*cells, *stock_pages.numbers(stocks)], rows)
    return (*made, *stock_pages.pages(stocks, DATA)), numbers


def shown(chapters: Path, stocks: Path, data: Path = DATA, as_of: str = "newest"
          ) -> tuple[dict[str, str], list[MadePage | stock_pages.StockPage]]:
    """All that a site is staged from beside the executed chapters: files below ``data/``, and made pages."""
    from . import made

    cells = [pair for notebook in sorted(chapters.glob("*.ipynb")) for pair in recorded_numbers(notebook)]
    found = made.pages(data, as_of, [*cells, *stock_pages.numbers(stocks)])
    files = {**made.tables(data, as_of)["tables"], "numbers.csv": found["numbers.csv"], **found["records"]}
    return files, [*(MadePage(*page) for page in found["pages"]), *stock_pages.pages(stocks, data)]


def _companies(asked: Order, out: Path) -> list[Run]:
    return stock_pages.plan(asked.data, asked.shared, CHAPTERS, out)
