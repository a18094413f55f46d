"""What every made page needs: a name that is safe as a path, a voice that records what it says, a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..errors import InputError
from ..markup import escape
from ..report import Figure, Number, Quantity, Table, anchor, linked

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CellNumbers = tuple[str, list[dict[str, str]]]                      # a cell's anchor and the rows it recorded


@dataclass(frozen=True)
class Page:
    """One made page: ``name`` is its document (``articles/000``), ``title`` what the table of contents calls it."""

    name: str
    title: str
    text: str
    numbers: tuple[CellNumbers, ...]
    suffix: str = ".md"
    figures: tuple[Figure, ...] = ()


def numbers_of(pages: Iterable[Page]) -> list[CellNumbers]:
    """What all pages recorded, as ``report.numbers_rows`` takes it."""
    return [cell for page in pages for cell in page.numbers]


def page_name(folder: str, slug: str) -> str:
    """The document's name. InputError for a slug that is not plain: it becomes a path and a link."""
    if not SLUG.fullmatch(slug) or len(slug) > 100:
        raise InputError(f"{folder} {slug!r}", "an id that cannot be a file's name",
                         "lower-case letters, digits and single hyphens", "rename the record")
    return f"{folder}/{slug}"


class Speaker:
    """The voice of one page: what it says is recorded under the page's name, with the anchor of the place."""

    def __init__(self, page: str, as_of: date, known: Mapping[str, Mapping[str, str]]):
        self.page, self.as_of, self.known = page, as_of, known
        self._cells: dict[str, list[dict[str, str]]] = {}

    def record(self, place: str, **quantities: Quantity) -> None:
        """Numbers for the template's prose: ``{num}`<page>.<key>```."""
        self._keep(place, [self._number(key, quantity) for key, quantity in quantities.items()])

    def role(self, key: str) -> Markup:
        """A recorded number in the template's prose. InputError for a key that was not recorded."""
        id = f"{self.page}.{key}"
        if not any(row["id"] == id for rows in self._cells.values() for row in rows):
            raise InputError(self.page, f"{key!r} in its template", "a number that was recorded", "record it first")
        return Markup(f"{{num}}`{id}`")

    def number(self, place: str, key: str, quantity: Quantity) -> Markup:
        """One number of the page's own, as a link to its entry below."""
        found = self._number(key, quantity)
        self._keep(place, [found])
        return Markup(linked(found.id, quantity.text))

    def known_number(self, id: str) -> Markup | None:
        """The link to a number that a chapter recorded; None where it did not."""
        row = self.known.get(id)
        if row is None:
            return None
        home = f"../chapters/{row['chapter']}.html#{anchor(id)}"
        return Markup(f'<a class="num" href="{home}">{escape(row["text"])}</a>')

    def table(self, id: str, rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], key: str) -> Markup:
        """A table whose quantities are numbers of the page."""
        made = Table(f"{self.page}.{id}", columns, tuple(rows), key, self.page, self.as_of)
        self._keep(f"table-{id}", list(made.numbers()))
        return Markup(f'<div id="table-{id}" class="made">{made.as_html()}</div>')

    def _number(self, key: str, quantity: Quantity) -> Number:
        return Number(f"{self.page}.{key}", quantity, self.page, self.as_of)

    def _keep(self, place: str, numbers: Sequence[Number]) -> None:
        cell = f"{self.page}#{place}"
        self._cells.setdefault(cell, []).extend(number.row(cell) for number in numbers)

    @property
    def numbers(self) -> tuple[CellNumbers, ...]:
        """Everything said so far."""
        return tuple((cell, rows) for cell, rows in self._cells.items())


def rendered(template: str, **content: object) -> str:
    """A template filled in. Whatever is not our own markup passes through ``markup.escape``; a name that is not
    given is an error."""
    return _templates().get_template(template).render(**content)


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=True,
                       finalize=_safe, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)


def _safe(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(escape("" if value is None else str(value)))
