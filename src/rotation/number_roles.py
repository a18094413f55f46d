"""From a number on a page to its own page: the role ``{num}``, the directive ``{numbers}``, and links in outputs.

``{num}`valuation.margin` `` prints a recorded number and links to the page that tells of it; an unknown id stops the
build. ```` ```{numbers} ```` leads to the list of the chapter's numbers. A table that a cell made names its numbers by
anchor, since it does not know its own cell; here the anchor becomes an address.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

from .errors import suggestion
from .number_links import CHAPTERS, list_page, number_page
from .report import anchor
from .staged_tables import NUMBERS, UnknownIdError, table

_LINK = re.compile(r'<a(?: class="(num[^"]*)")? href="([^"#]*)#(n-[^"]*)"')


def setup(app: Sphinx) -> None:
    """Register role, directive and the step that gives links in outputs their addresses."""
    app.add_role("num", NumberRole())
    app.add_directive("numbers", NumbersDirective)
    app.connect("doctree-read", link_outputs)


class NumberRole(SphinxRole):
    """``{num}`id` ``: the number's text, linked to its page."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = table(self.env.app, NUMBERS, "id")
        if self.text not in rows:
            raise UnknownIdError(f"{self.env.docname}: number {self.text!r} is not in {NUMBERS}; "
                                + suggestion(self.text, rows))
        row = rows[self.text]
        kind = ["num", "words"] if row["unit"] == "text" else ["num"]
        way = address(self.env.docname, row)
        return [nodes.reference("", row["text"], refuri=way, classes=kind, internal=True)], []


class NumbersDirective(Directive):
    """The way to every number of this chapter."""

    def run(self) -> list[nodes.Node]:
        env = self.state.document.settings.env
        chapter = env.docname.removeprefix(CHAPTERS)
        n = sum(row["chapter"] == chapter for row in table(env.app, NUMBERS, "id").values())
        way = relative_uri(f"{env.docname}.html", f"{list_page(chapter)}.html")
        link = nodes.reference("", f"All {n} numbers of this page", refuri=way, internal=True)
        rest = nodes.Text(", each with its formula, inputs, rows and code. A number in the text opens when chosen.")
        return [nodes.paragraph("", "", link, rest)]


def address(docname: str, row: dict[str, str]) -> str:
    """Where a number's page is, as seen from a document."""
    page = number_page(row["chapter"], row["cell"].partition("#")[2])
    return f"{relative_uri(f'{docname}.html', f'{page}.html')}#{anchor(row['id'])}"


def link_outputs(app: Sphinx, doctree: nodes.document) -> None:
    """Give numbers in tables their addresses. UnknownIdError for one that no cell recorded."""
    docname = app.env.docname
    own = docname.removeprefix(CHAPTERS)
    for raw in doctree.findall(nodes.raw):
        text = raw.astext()
        if "#n-" in text:
            told = _LINK.sub(lambda found: _addressed(app, docname, own, *found.groups()), text)
            raw.children, raw.rawsource = [nodes.Text(told)], told


def _addressed(app: Sphinx, docname: str, own: str, kind: str | None, way: str, name: str) -> str:
    chapter = own if not way else way.removesuffix(".html").rpartition(CHAPTERS)[2]
    row = _by_anchor(app).get((chapter, name))
    if row is None:
        raise UnknownIdError(f"{docname}: a table links to #{name} of {chapter}, which is not in {NUMBERS}")
    return f'<a class="{kind or "num"}" href="{address(docname, row)}"'


def _by_anchor(app: Sphinx) -> dict[tuple[str, str], dict[str, str]]:
    """Numbers by chapter and anchor. UnknownIdError where two share one: nobody could tell which is meant."""
    rows = table(app, NUMBERS, "id")
    cache = app.__dict__.setdefault("rotation_anchors", {})
    if not cache:
        for row in rows.values():
            key = row["chapter"], anchor(row["id"])
            if key in cache:
                raise UnknownIdError(f"numbers {cache[key]['id']!r} and {row['id']!r} share the anchor {key[1]}")
            cache[key] = row
    return cache
