"""The tables that are staged with the book, as roles look things up in them."""

from __future__ import annotations

import csv
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

NUMBERS = "data/numbers.csv"
LEDGER = "data/ledger.csv"


class UnknownIdError(SphinxError):
    """Prose names a number or claim that no cell computed."""

    category = "unknown id"


def table(app: Sphinx, name: str, key: str) -> dict[str, dict[str, str]]:
    """A CSV of the staged book as rows by id, read once a build; a page that is being read depends on it."""
    cache = app.__dict__.setdefault("rotation_tables", {})
    if name not in cache:
        path = Path(app.srcdir) / name
        if not path.is_file():
            raise UnknownIdError(f"{path} is missing; build the book with 'make book'")
        with path.open(encoding="utf-8", newline="") as handle:
            cache[name] = {row[key]: row for row in csv.DictReader(handle)}
    if app.env.temp_data.get("docname"):            # a page is being read
        app.env.note_dependency(str(Path(app.srcdir) / name))
    return cache[name]
