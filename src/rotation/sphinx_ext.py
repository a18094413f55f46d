"""The book's own roles and directives: claims and articles by id here, numbers in ``number_roles``.

``{claim}`002/017` `` links to a claim, ``{article}`002` `` to an article's page.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

from . import figure_pages, front, glossary, layout, number_pages, number_roles, publishing, series_pages
from .claim_pages import extension as claim_pages
from .errors import suggestion
from .formats import datapackage
from .markup import shortened
from .report import FIGURE_MIME, NUMBERS_MIME
from .staged_tables import LEDGER, UnknownIdError
from .staged_tables import table as _table

CHAPTERS = "chapters/"
WINDOW_TITLE = 55                   # characters of a made page's title on a window, the book's name comes after


def _chapter(docname: str) -> str:
    """What numbers call a page: a chapter by its own name, a made page by its folder too."""
    return docname.removeprefix(CHAPTERS)


def _way(docname: str, chapter: str) -> str:
    """The address of a chapter or made page as seen from a document; empty for itself."""
    if chapter == _chapter(docname):
        return ""
    return relative_uri(f"{docname}.html", f"{chapter if '/' in chapter else CHAPTERS + chapter}.html")


class ClaimRole(SphinxRole):
    """``{claim}`002/017` ``: a link to the claim's page."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = _table(self.env.app, LEDGER, "claim")
        if self.text not in rows:
            raise UnknownIdError(f"{self.env.docname}: claim {self.text!r} is not in {LEDGER}; "
                                + suggestion(self.text, rows))
        target = relative_uri(f"{self.env.docname}.html", f"claims/{self.text.replace('/', '-')}.html")
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
    app.add_role("claim", ClaimRole())
    app.add_role("article", ArticleRole())
    number_roles.setup(app)
    number_pages.setup(app)
    series_pages.setup(app)
    figure_pages.setup(app)
    front.setup(app)
    claim_pages.setup(app)
    glossary.setup(app)
    datapackage.setup(app)
    publishing.setup(app)
    app.add_transform(AsPrinted)
    app.connect("doctree-read", anchor_cells)
    layout.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
