"""What the front page shows of other pages: a chapter's figure, and a bar of an article's verdicts.

    ```{figure-of} sector_rotation.grid
    **What it shows.** [Sector rotation](sector_rotation.ipynb)
    ```

shows the figure that the chapter recorded under that id, with its words, below the directive's sentences. Nothing is
drawn twice. ``{verdicts}`001` `` draws the claims of an article as one stacked bar, ``{verdicts}`all` `` those of all.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .charts.bars import stacked
from .errors import suggestion
from .figure_pages import figure_html, figures_of
from .files import read_text
from .staged_tables import LEDGER, UnknownIdError, table
from .verdicts import FATES

ALL = "all"


def setup(app: Sphinx) -> None:
    """Register the directive and the role."""
    app.add_directive("figure-of", FigureOf)
    app.add_role("verdicts", VerdictsRole())


class FigureOf(SphinxDirective):
    """A figure that a chapter recorded, below the directive's own sentences."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        about = self._recorded(self.arguments[0])
        words = nodes.container(classes=["shown"])
        self.state.nested_parse(self.content, self.content_offset, words)
        words += nodes.raw("", figure_html(self.env.app, self.env.docname, about), format="html")
        return [words]

    def _recorded(self, name: str) -> dict:
        path = Path(self.env.srcdir) / "chapters" / f"{name.partition('.')[0]}.ipynb"
        self.env.note_dependency(str(path))
        found = {about["id"]: about for _, about in figures_of(read_text(path))} if path.is_file() else {}
        if name not in found:
            raise UnknownIdError(f"{self.env.docname}: figure {name!r} is not in {path.name}; "
                                 + suggestion(name, found))
        return found[name]


class VerdictsRole(SphinxRole):
    """``{verdicts}`001` ``: the claims of an article as a bar: what holds, lacks context, is wrong, is open."""

    def run(self) -> tuple[list[nodes.Node], list]:
        rows = [row for row in table(self.env.app, LEDGER, "claim").values() if self.text in (ALL, row["article"])]
        if not rows:
            raise UnknownIdError(f"{self.env.docname}: article {self.text!r} has no claim in {LEDGER}")
        words = [row["verdict"] or row["outcome"] for row in rows]
        counts = {name: sum(word in those for word in words) for name, those in FATES.items()}
        return [nodes.raw("", stacked(counts, len(rows)), format="html")], []
