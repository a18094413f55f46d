"""The book's own roles and directives: numbers by id, claims by id, and every number's entry.

``{num}`valuation.margin` `` prints a recorded number and links to its entry; an unknown id stops the build.
``{claim}`002/017` `` links to a claim's row. ```` ```{numbers} ```` lists every number of the chapter with its
interval, n, date, formula and inputs.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

from . import glossary, layout
from .errors import suggestion
from .markup import escape_html, shortened
from .report import FIGURE_MIME, NUMBERS_MIME, anchor

NUMBERS = "data/numbers.csv"
LEDGER = "data/ledger.csv"
CHAPTERS = "chapters/"
WINDOW_TITLE = 55                   # characters of a made page's title on a window, the book's name comes after


class UnknownIdError(SphinxError):
    """Prose names a number or claim that no cell computed."""

    category = "unknown id"


def _table(app: Sphinx, name: str, key: str) -> dict[str, dict[str, str]]:
    """A CSV of the staged book as rows by id, read once a build; the page being read depends on it."""
    cache = app.__dict__.setdefault("rotation_tables", {})
    if name not in cache:
        path = Path(app.srcdir) / name
        if not path.is_file():
            raise UnknownIdError(f"{path} is missing; build the book with 'make book'")
        with path.open(encoding="utf-8", newline="") as handle:
            cache[name] = {row[key]: row for row in csv.DictReader(handle)}
    app.env.note_dependency(str(Path(app.srcdir) / name))
    return cache[name]


def _chapter(docname: str) -> str:
    """What numbers call a page: a chapter by its own name, a made page by its folder too."""
    return docname.removeprefix(CHAPTERS)


def _way(docname: str, chapter: str) -> str:
    """The address of a chapter or made page as seen from a document; empty for itself."""
    if chapter == _chapter(docname):
        return ""
    return relative_uri(f"{docname}.html", f"{chapter if '/' in chapter else CHAPTERS + chapter}.html")


class NumberRole(SphinxRole):
    """``{num}`id` ``: the number's text, linked to its entry."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = _table(self.env.app, NUMBERS, "id")
        if self.text not in rows:
            raise UnknownIdError(f"{self.env.docname}: number {self.text!r} is not in {NUMBERS}; "
                                + suggestion(self.text, rows))
        row = rows[self.text]
        page = _way(self.env.docname, row["chapter"])
        kind = ["num", "words"] if row["unit"] == "text" else ["num"]
        link = nodes.reference("", row["text"], refuri=f"{page}#{anchor(row['id'])}", classes=kind, internal=True)
        return [link], []


class ClaimRole(SphinxRole):
    """``{claim}`002/017` ``: a link to the claim's row in the ledger."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = _table(self.env.app, LEDGER, "claim")
        if self.text not in rows:
            raise UnknownIdError(f"{self.env.docname}: claim {self.text!r} is not in {LEDGER}; "
                                + suggestion(self.text, rows))
        target = f"{_way(self.env.docname, 'claim_ledger')}#claim-{self.text.replace('/', '-')}"
        return [nodes.reference("", self.text, refuri=target, classes=["claim"], internal=True)], []


class ArticleRole(SphinxRole):
    """``{article}`002` ``: a link to the article's page."""

    def run(self) -> tuple[list[nodes.Node], list]:
        known = {row["article"]: row for row in _table(self.env.app, LEDGER, "claim").values()}
        if self.text not in known:
            raise UnknownIdError(f"{self.env.docname}: article {self.text!r} is not in {LEDGER}; "
                                + suggestion(self.text, known))
        target = _way(self.env.docname, f"articles/{self.text}")
        return [nodes.reference("", self.text, refuri=target, classes=["article"], internal=True)], []


class NumbersDirective(Directive):
    """Every number of this chapter, in order of id."""

    def run(self) -> list[nodes.Node]:
        env = self.state.document.settings.env
        chapter = _chapter(env.docname)
        rows = [row for row in _table(env.app, NUMBERS, "id").values() if row["chapter"] == chapter]
        return [nodes.raw("", _numbers_html(rows), format="html")]


def _numbers_html(rows: list[dict[str, str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in
                   ("Number", "Value", "95% interval", "n", "As of", "How it is computed", "From"))
    body = "".join(_number_html(row) for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="rotation-table numbers">{table}</div>'


def _number_html(row: dict[str, str]) -> str:
    safe = {key: escape_html(value) for key, value in row.items()}
    interval = f"{safe['low']} to {safe['high']}" if row["low"] and row["high"] else ""
    inputs = ", ".join(f"<code>{escape_html(name)}</code>" for name in row["inputs"].split())
    cell = row["cell"].partition("#")[2]
    name = safe["id"].partition(".")[2] or safe["id"]
    return (f'<tr id="{anchor(row["id"])}"><td><a href="#{cell}"><code>{name}</code></a></td><td>{safe["text"]}</td>'
            f'<td>{interval}</td><td>{safe["n"]}</td><td>{safe["as_of"]}</td><td>{safe["formula"]}</td>'
            f"<td>{inputs}</td></tr>")


class ProvenancePlugin:
    """MyST-NB's renderer of our own mime types: they travel with an output and draw nothing themselves."""

    mime_priority_overrides: ClassVar = [("*", NUMBERS_MIME, 1000), ("*", FIGURE_MIME, 1000)]

    @staticmethod
    def handle_mime(renderer: object, data: object, inline: bool) -> list[nodes.Element] | None:  # noqa: ARG004
        return [] if data.mime_type in (NUMBERS_MIME, FIGURE_MIME) else None


class AsPrinted(SphinxTransform):
    """A made page prints what others wrote as they wrote it: no quotes or dashes are set anew, and a title of any
    length fits on a window."""

    default_priority = 740          # before the quotes are set, at 750

    def apply(self, **_: object) -> None:
        if self.env.docname.startswith(CHAPTERS):
            return
        self.document["support_smartquotes"] = False
        for title in list(self.document.findall(nodes.title))[:1]:
            self.document["title"] = shortened(title.astext(), WINDOW_TITLE)


def anchor_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give every code cell of a notebook page its id as an HTML anchor."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    ids = [cell.get("id", "") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    for node in doctree.findall(nodes.container):
        index = node.get("cell_index")
        if node.get("nb_element") == "cell_code" and index is not None and index < len(ids):
            node["ids"].append(ids[index])


def setup(app: Sphinx) -> dict[str, object]:
    """Register the roles, the directive and the cell anchors."""
    app.add_role("num", NumberRole())
    app.add_role("claim", ClaimRole())
    app.add_role("article", ArticleRole())
    app.add_directive("numbers", NumbersDirective)
    glossary.setup(app)
    app.add_transform(AsPrinted)
    app.connect("doctree-read", anchor_cells)
    layout.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
