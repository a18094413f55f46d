"""The book's own roles and directives: numbers by id, claims by id, and every number's entry.

``{num}`valuation.margin` `` prints a recorded number and links to its entry; an unknown id stops the build.
``{claim}`002/017` `` links to a claim's row. ```` ```{numbers} ```` lists every number of the chapter with its
interval, n, date, formula and inputs.
"""

from __future__ import annotations

import csv
import html
import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxRole

from .errors import suggestion
from .report import FIGURE_MIME, NUMBERS_MIME, anchor

NUMBERS = "data/numbers.csv"
LEDGER = "data/ledger.csv"


class UnknownIdError(SphinxError):
    """Prose names a number or claim that no cell computed."""

    category = "unknown id"


def _table(app: Sphinx, name: str, key: str) -> dict[str, dict[str, str]]:
    """A CSV of the staged book as rows by id, read once a build."""
    cache = app.__dict__.setdefault("rotation_tables", {})
    if name not in cache:
        path = Path(app.srcdir) / name
        if not path.is_file():
            raise UnknownIdError(f"{path} is missing; build the book with 'make book'")
        with path.open(encoding="utf-8", newline="") as handle:
            cache[name] = {row[key]: row for row in csv.DictReader(handle)}
    return cache[name]


def _chapter(docname: str) -> str:
    return docname.rpartition("/")[2]


class NumberRole(SphinxRole):
    """``{num}`id` ``: the number's text, linked to its entry."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = _table(self.env.app, NUMBERS, "id")
        if self.text not in rows:
            raise UnknownIdError(f"{self.env.docname}: number {self.text!r} is not in {NUMBERS}; "
                                + suggestion(self.text, rows))
        row = rows[self.text]
        page = "" if row["chapter"] == _chapter(self.env.docname) else f"{row['chapter']}.html"
        self.env.note_dependency(str(Path(self.env.app.srcdir) / NUMBERS))
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
        target = f"claim_ledger.html#claim-{self.text.replace('/', '-')}"
        return [nodes.reference("", self.text, refuri=target, classes=["claim"], internal=True)], []


class NumbersDirective(Directive):
    """Every number of this chapter, in order of id."""

    def run(self) -> list[nodes.Node]:
        env = self.state.document.settings.env
        chapter = _chapter(env.docname)
        rows = [row for row in _table(env.app, NUMBERS, "id").values() if row["chapter"] == chapter]
        env.note_dependency(str(Path(env.app.srcdir) / NUMBERS))
        return [nodes.raw("", _numbers_html(rows), format="html")]


def _numbers_html(rows: list[dict[str, str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in
                   ("Number", "Value", "95% interval", "n", "As of", "How it is computed", "From"))
    body = "".join(_number_html(row) for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="rotation-table numbers">{table}</div>'


def _number_html(row: dict[str, str]) -> str:
    safe = {key: html.escape(value) for key, value in row.items()}
    interval = f"{safe['low']} to {safe['high']}" if row["low"] and row["high"] else ""
    inputs = ", ".join(f"<code>{html.escape(name)}</code>" for name in row["inputs"].split())
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


def settle_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:  # noqa: ARG001
    """Each script once, none for live code, and a colour mode the theme accepts.

    Two extensions add their constants twice, which is a syntax error in every browser; thebe would fetch its library
    from a host; and the theme complains on the console when it is given no mode to start from.
    """
    context["default_mode"] = context.get("default_mode") or "auto"
    scripts = {}
    for script in context.get("script_files", ()):
        attributes = getattr(script, "attributes", {})
        key = (str(getattr(script, "filename", script)), attributes.get("body"))
        if "thebe" not in "".join(map(str, key)).lower():
            scripts.setdefault(key, script)
    context["script_files"] = list(scripts.values())


def setup(app: Sphinx) -> dict[str, object]:
    """Register the roles, the directive and the cell anchors."""
    app.add_role("num", NumberRole())
    app.add_role("claim", ClaimRole())
    app.add_directive("numbers", NumbersDirective)
    app.connect("doctree-read", anchor_cells)
    app.connect("html-page-context", settle_scripts, priority=900)  # after the theme has added its own
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
