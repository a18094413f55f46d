"""The derived tables as a data package of the Frictionless standard: ``datapackage.json`` beside the CSV files.

It holds what the book derived: claims and verdicts, contradictions, numbers, the replay, what figures show. No series
of an owner is in it (``data/NOTICE.md``).

Source of the format: Data Package and Table Schema, version 1, https://specs.frictionlessdata.io/
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx

from ..errors import InputError
from ..files import read_text, write_text
from . import fields

FOLDER = "data"                     # of the site, below which the package lies
STAGED = {"ledger.csv": "data/ledger.csv", "contradictions.csv": "data/contradictions.csv",
          "numbers.csv": "data/numbers.csv", "replay.csv": "data/records/replay.csv"}
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/",
           "title": "Creative Commons Attribution 4.0"}
ABOUT = ("Claims of the articles, their verdicts, the contradictions between them, every number of the book, "
         "the verdicts as of every trading day, and what the figures show.")
_SHAPES = {"integer": re.compile(r"-?\d+"), "number": re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?"),
           "date": re.compile(r"\d{4}-\d{2}-\d{2}")}


class Resource(NamedTuple):
    """A table of the package: what it is, its columns, the columns that name a row, the tables its columns point at."""

    title: str
    fields: Mapping[str, fields.Field]
    key: tuple[str, ...]
    refers: Mapping[str, str] = {}            # column -> resource whose key it holds


RESOURCES: Mapping[str, Resource] = {
    "ledger": Resource("Every claim with its verdict", fields.LEDGER, ("claim",)),
    "contradictions": Resource("Claims that cannot all be right", fields.CONTRADICTIONS, ("id",)),
    "numbers": Resource("Every number that the book prints", fields.NUMBERS, ("id",)),
    "replay": Resource("Verdicts as of every trading day on which one moved", fields.REPLAY, ("date", "claim"),
                       {"claim": "ledger"}),
}


def descriptor(tables: Mapping[str, str], about: Mapping[str, str], figures: Mapping[str, str] | None = None
               ) -> dict[str, object]:
    """``datapackage.json`` for tables by file name (CSV text); ``about``: title, description, version; ``figures``: the
    data of figures by path (CSV text), whose columns are as the figure has them.

    InputError for a column that no field describes: a table has changed and its description has not.
    """
    return {
        "profile": "tabular-data-package", "name": "the-great-rotation-checked", **about, "licenses": [LICENCE],
        "resources": [*(_resource(name, text) for name, text in sorted(tables.items())),
                      *(_figure(path, text) for path, text in sorted((figures or {}).items()))],
    }


def _resource(file: str, text: str) -> dict[str, object]:
    name = file.removesuffix(".csv")
    about = RESOURCES[name]
    schema = {"fields": [_field(file, column, about) for column in _columns(text)], "missingValues": [""],
              "primaryKey": list(about.key)}
    if about.refers:
        schema["foreignKeys"] = [{"fields": column, "reference": {"resource": other,
                                                                  "fields": RESOURCES[other].key[0]}}
                                 for column, other in about.refers.items()]
    return {**_file(name, about.title, f"{FOLDER}/{file}", text), "schema": schema}


def _file(name: str, title: str, path: str, text: str) -> dict[str, object]:
    content = text.encode()
    return {"profile": "tabular-data-resource", "name": name, "title": title, "path": path,
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True,
                        "header": True}}


def _figure(path: str, text: str) -> dict[str, object]:
    """A figure's data; a column is of the strictest type that all its cells have."""
    name = path.rpartition("/")[2].removesuffix(".csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    columns = [[row[n] for row in rows[1:]] for n in range(len(rows[0]))] if rows else []
    schema = {"fields": [{"name": title, "type": _type(cells)} for title, cells in zip(rows[0], columns, strict=True)]
              if rows else [], "missingValues": [""]}
    return {**_file(f"figure-{name}".lower(), f"Data of the figure {name}", path, text), "schema": schema}


def _type(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    for kind, shape in _SHAPES.items():
        if filled and all(shape.fullmatch(cell) for cell in filled):
            return kind
    return "string"


def _field(file: str, column: str, about: Resource) -> dict[str, object]:
    if column not in about.fields:
        raise InputError(file, f"column {column!r}", f"one of {', '.join(about.fields)}",
                         "describe the column in rotation.formats.fields")
    kind, sentence = about.fields[column]
    return {"name": column, "type": kind, "description": sentence,
            **({"constraints": {"required": True}} if column in about.key else {})}


def _columns(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline="")), [])


# ---------------------------------------------------------------- in Sphinx


def tables_of(source: Path) -> dict[str, str]:
    """The derived tables of a staged book by file name."""
    return {name: read_text(source / staged) for name, staged in STAGED.items() if (source / staged).is_file()}


def write(app: Sphinx, failure: Exception | None) -> None:
    """Put the package into the site: the descriptor at the top, the tables in a folder."""
    if failure or app.builder.name != "html":
        return
    source, out = Path(app.srcdir), Path(app.outdir)
    tables = tables_of(source)
    about = {"title": app.config.html_title, "description": ABOUT}
    for name, content in tables.items():
        write_text(out / FOLDER / name, content)
    figures = {path.relative_to(out).as_posix(): read_text(path) for path in (out / "figures").glob("*.csv")}
    content = descriptor(tables, about, figures)
    write_text(out / "datapackage.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the package as the last thing of a build."""
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
