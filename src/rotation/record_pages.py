"""Pages of single records: a claim, a number, a series. Each is a dictionary shown by a template of the theme.

They are made through Sphinx's ``html-collect-pages``, without docutils, so a thousand of them cost what their templates
cost. What they show comes from ``data/records/<kind>.json`` of the staged book. A build over an earlier one writes
those pages only whose content changed, and takes away those that are gone.

    for page in changed(app, "claims", [Page("claims/002-017", "claim.html", {...}), ...]):
        yield page
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx

from .files import read_text, write_text

RECORDS = "data/records/"


class Page(NamedTuple):
    """One page: its document name, what its template is given, and the template, in Sphinx's order."""

    name: str
    context: Mapping[str, object]
    template: str


def records(app: Sphinx, kind: str) -> object | None:
    """The staged table of a kind; None for a book that has none."""
    path = Path(app.srcdir) / RECORDS / f"{kind}.json"
    return json.loads(read_text(path)) if path.is_file() else None


def changed(app: Sphinx, kind: str, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages that have to be written. What an earlier build left of this kind and is no longer made is removed."""
    memory = Path(app.doctreedir) / f"pages-{kind}.json"
    before = json.loads(read_text(memory)) if memory.is_file() else {}
    trusted = before if _same_surroundings(app) else {}
    now = {}
    for page in pages:
        now[page.name] = _digest(page)
        if trusted.get(page.name) != now[page.name] or not _place(app, page.name).is_file():
            yield page
    for gone in sorted(before.keys() - now.keys()):
        _place(app, gone).unlink(missing_ok=True)
    write_text(memory, json.dumps(now, sort_keys=True))


def _same_surroundings(app: Sphinx) -> bool:
    """Whether everything a page shows of others (navigation, styles, titles) is as it was when it was last written."""
    change = getattr(app.builder, "change", None)
    return change is not None and not change.everywhere and change.shown == change.before.shown


def _digest(page: Page) -> str:
    shown = json.dumps([page.template, page.context], sort_keys=True, default=str)
    return hashlib.sha256(shown.encode()).hexdigest()[:24]


def _place(app: Sphinx, name: str) -> Path:
    return Path(app.outdir) / f"{name}.html"
