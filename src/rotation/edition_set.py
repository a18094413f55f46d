"""Every edition at once: the latest with each earlier one as a folder of its site, and ways from page to page.

    _build/html/…               the latest edition
    _build/html/published/…     the book as it stood with the last article

Each page of one leads to the same page of the other, or to its front page where there is none. Notebooks, tables and
sites that are as they were are served from the store, as in a build of one edition.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from . import kept
from .book import Built, Order, Parts, order, parts, put
from .editions import LATEST, load_edition
from .errors import CheckFailed
from .number_links import claim_document, list_page, number_page, series_document
from .paths import DATA, ROOT, data_folder, folder
from .runs import Apart
from .site import pages_of_toc

EDITIONS, MOVED, MOVED_FILE = "editions.json", "records/editions.json", "claims/editions.csv"
MADE_ALONE = ("contradictions", "editions", "contents", "search")      # pages that every edition has
SAID = 1                        # dots in the id of a number that a chapter's own sentence says


@dataclass(frozen=True)
class Member:
    """One edition of the set: what is asked for, what was found, and its folder in the latest one's site."""

    name: str
    title: str
    asked: Order
    found: Parts
    folder: str                     # empty for the latest

    @property
    def pages(self) -> frozenset[str]:
        """The documents that its site has for certain."""
        return planned(self.found)


def names(data: Path) -> list[str]:
    """The editions of a data folder, the latest last."""
    known = sorted(path.stem for path in folder(data, "editions").glob("*.yml"))
    return [*(name for name in known if name != LATEST), *(name for name in known if name == LATEST)]


def build_all(data: Path | None = None, out: Path | None = None, engine: str = "", anew: bool = False) -> list[Built]:
    """Build every edition, the latest last and around the others; what each made, in that order."""
    source = data_folder(data or DATA)
    with ExitStack() as stack:
        members = [_member(name, source, data, out, engine, anew, stack) for name in names(source)]
        *earlier, latest = members
        built = [put(one.asked, with_ways(one, members)) for one in earlier]
        inside = {one.folder: one.asked.where.html for one in earlier}
        built.append(put(latest.asked, with_ways(latest, members), inside))
    _prove(latest, members)
    return built


def _member(name: str, source: Path, data: Path | None, out: Path | None, engine: str, anew: bool, stack: ExitStack
            ) -> Member:
    latest = name == LATEST
    place = out if out is None or latest else out / "editions" / name
    asked = order(name, None, data, place, engine, anew)
    stack.enter_context(kept.alone(asked.where.html))
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rotation-")))
    apart = stack.enter_context(Apart(asked.store.roots))
    return Member(name, load_edition(source, name).title, asked, parts(asked, scratch, apart), "" if latest else name)


# ---------------------------------------------------------------- ways between editions

def with_ways(one: Member, members: Sequence[Member]) -> Parts:
    """The parts of an edition with what its pages need to lead to the others, and what moved since the one before."""
    ways = [{"name": other.name, "title": other.title, "as_of": other.found.as_of.isoformat(),
             "way": _way(one, other), "pages": sorted(other.pages)} for other in members if other is not one]
    here = {"name": one.name, "title": one.title, "as_of": one.found.as_of.isoformat(), "others": ways}
    records = {**one.found.records, EDITIONS: json.dumps(here, ensure_ascii=False)}
    before = [other for other in members if other.found.as_of < one.found.as_of]
    if before:
        latest = max(before, key=lambda other: other.found.as_of)
        told = moved(latest.found.tables["numbers.csv"], one.found.tables["numbers.csv"])
        records[MOVED] = json.dumps(told, ensure_ascii=False)
    return replace(one.found, records=records)


def _way(here: Member, there: Member) -> str:
    """From the top of one edition's site to that of another."""
    return f"{'../' if here.folder else ''}{f'{there.folder}/' if there.folder else ''}"


def planned(found: Parts) -> frozenset[str]:
    """The documents that a site of these parts will have, those of code apart."""
    pages = {*pages_of_toc(ROOT / "_toc.yml"), *(page.name for page in found.made), *MADE_ALONE}
    pages |= {claim_document(row["claim"]) for row in _rows(found.tables["ledger.csv"])}
    for row in _rows(found.tables["numbers.csv"]):
        chapter, _, cell = row["cell"].partition("#")
        pages |= {number_page(chapter, cell), list_page(chapter)}
    pages |= {series_document(name) for name in json.loads(found.records.get("records/series.json", "{}"))}
    return frozenset(pages)


def _prove(latest: Member, members: Sequence[Member]) -> None:
    """Every page that another edition may lead to is there."""
    for one in members:
        top = latest.asked.where.html / one.folder
        missing = sorted(page for page in one.pages if not (top / f"{page}.html").is_file())
        if missing:
            raise CheckFailed(f"edition {one.name}: no page {', '.join(missing[:5])}; other editions lead there")


# ---------------------------------------------------------------- numbers of two editions

def moved(before: str, now: str) -> dict[str, object]:
    """What became of the numbers of one edition in a later one: how many moved, those in sentences, all as CSV."""
    old, new = ({row["id"]: row["text"] for row in _rows(text)} for text in (before, now))
    shared = sorted(old.keys() & new.keys())
    rows = [[name, old[name], new[name]] for name in shared if old[name] != new[name]]
    return {"shared": len(shared), "moved": len(rows), "gone": len(old.keys() - new.keys()),
            "new": len(new.keys() - old.keys()), "csv": _csv(rows),
            "rows": [row for row in rows if row[0].count(".") == SAID and "/" not in row[0]]}


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "before", "now"])
    writer.writerows(rows)
    return out.getvalue()


def _rows(text: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))
