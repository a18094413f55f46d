"""One edition from data to site: ledger, contradictions, executed chapters, numbers, pages.

Everything is made beside the old and put in place only when the whole edition is good.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import crosscheck, ledger, site
from .editions import LATEST, Edition, load_edition
from .files import csv_text, write_text
from .notebooks import execute_all, plan_runs, recorded_numbers
from .paths import CHAPTERS, DATA, ROOT, data_folder
from .progress import Progress
from .report import NUMBER_COLUMNS, numbers_rows

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


@dataclass(frozen=True)
class Places:
    """Where an edition's parts go. Only the plain ``latest`` writes into the repository's committed files."""

    html: Path
    chapters: Path
    tables: Path


def places(edition: Edition, as_of: str | None, data: Path | None, out: Path | None) -> Places:
    """The committed places for plain ``latest``; a folder of its own for everything else."""
    if out is not None:
        home = out.resolve()
    elif edition.name == LATEST and as_of is None and data is None:
        return Places(edition.home / "html", CHAPTERS, DATA)
    else:
        suffix = "".join(f"-{part}" for part in (as_of, "own-data" if data else None) if part)
        home = ROOT / "_build" / "editions" / f"{edition.name}{suffix}"
    return Places(home / "html", home / "chapters", home)


def build_edition(name: str = LATEST, as_of: str | None = None, data: Path | None = None, out: Path | None = None
                  ) -> Built:
    """Build one edition whole. InputError for wrong input, CheckFailed if a chapter or page is not right."""
    source = data_folder(data or DATA)
    edition = load_edition(source, name)
    where = places(edition, as_of, data, out)
    shared = {**edition.shared, **({"as_of": as_of} if as_of else {}), **({"data": str(source)} if data else {})}
    plan_runs([], {}, where.chapters, shared)  # a wrong parameter is told before anything runs
    book = ledger.build(source, as_of or edition.as_of)
    tables = {"ledger.csv": book.to_csv(), "contradictions.csv": crosscheck.contradictions_csv(book)}
    with tempfile.TemporaryDirectory(prefix="rotation-") as scratch:
        chapters = Path(scratch)
        runs = plan_runs([], {}, chapters, shared)
        with Progress("chapters", len(runs)) as progress:
            execute_all(runs, progress=progress.step)
        tables["numbers.csv"] = _numbers_csv(chapters)
        pages = site.build(where.html, chapters, tables, SENTENCES)
        for notebook in sorted(chapters.glob("*.ipynb")):
            write_text(where.chapters / notebook.name, notebook.read_text(encoding="utf-8"))
    for table, text in tables.items():
        write_text(where.tables / table, text)
    return Built(where.html / "index.html", pages, len(book.entries), book.as_of)


def _numbers_csv(chapters: Path) -> str:
    cells = [pair for notebook in sorted(chapters.glob("*.ipynb")) for pair in recorded_numbers(notebook)]
    return csv_text(numbers_rows(cells), NUMBER_COLUMNS)
