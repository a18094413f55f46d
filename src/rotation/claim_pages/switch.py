"""The ways from each page to the same page of the other editions, where they were built together.

``data/editions.json`` of the staged book says which there are, how one gets from the top of this site to theirs, and
which pages they have. A book without that file has no switch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx

from ..files import read_text
from .told import day_of

STAGED = "data/editions.json"
CLAIMS = "data/records/claims.json"


def setup(app: Sphinx) -> None:
    """Register what fills the header's place for it."""
    app.connect("html-page-context", fill)


def fill(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:  # noqa: ARG001
    """``editions``: this edition's title and date, and the ways to the others from this page; ``feed``: whether there
    is a feed of changes, and a page of them."""
    known, context["feed"] = _known(app), (Path(app.srcdir) / CLAIMS).is_file()
    if known:
        up = "../" * pagename.count("/")
        context["editions"] = {"title": known["title"], "as_of": day_of(known["as_of"]),
                               "others": [_way(other, pagename, up, app.config.root_doc) for other in known["others"]]}


def _way(other: Mapping[str, object], page: str, up: str, root: str) -> dict[str, object]:
    same = page in other["pages"]
    return {"title": other["title"], "as_of": day_of(other["as_of"]), "same": same,
            "address": f"{up}{other['way']}{page if same else root}.html"}


def _known(app: Sphinx) -> Mapping[str, object] | None:
    """Read once a build."""
    held = app.__dict__
    if "rotation_editions" not in held:
        path = Path(app.srcdir) / STAGED
        found = json.loads(read_text(path)) if path.is_file() else None
        if found:
            found["others"] = [{**other, "pages": frozenset(other["pages"])} for other in found["others"]]
        held["rotation_editions"] = found
    return held["rotation_editions"]
