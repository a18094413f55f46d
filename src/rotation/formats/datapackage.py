"""The derived tables as a data package of the Frictionless standard: ``datapackage.json`` beside the CSV files.

It holds what the book derived: claims and verdicts, contradictions, numbers, the replay. No series of an owner is in it
(``data/NOTICE.md``).

Source of the format: Data Package and Table Schema, version 1, https://specs.frictionlessdata.io/
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
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


def descriptor(tables: Mapping[str, str], about: Mapping[str, str]) -> dict[str, object]:
    """``datapackage.json`` for tables by file name (CSV text); ``about``: title, description, version.

    InputError for a column that no field describes: a table has changed and its description has not.
    """
    return {
        "profile": "tabular-data-package", "name": "the-great-rotation-checked", **about, "licenses": [LICENCE],
        "resources": [_resource(name, text) for name, text in sorted(tables.items())],
    }


def _resource(file: str, text: str) -> dict[str, object]:
    name, content = file.removesuffix(".csv"), text.encode()
    about = RESOURCES[name]
    schema = {"fields": [_field(file, column, about) for column in _columns(text)], "missingValues": [""],
              "primaryKey": list(about.key)}
    if about.refers:
        schema["foreignKeys"] = [{"fields": column, "reference": {"resource": other,
                                                                  "fields": RESOURCES[other].key[0]}}
                                 for column, other in about.refers.items()]
    return {"profile": "tabular-data-resource", "name": name, "title": about.title, "path": f"{FOLDER}/{file}",
            "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True,
                        "header": True},
            "schema": schema}


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
    about = {"title": app.config.project, "description": "Claims of the articles, their verdicts, the contradictions "
             "between them, every number of the book and the verdicts as of every trading day."}
    for name, content in tables.items():
        write_text(out / FOLDER / name, content)
    write_text(out / "datapackage.json", json.dumps(descriptor(tables, about), indent=1, ensure_ascii=False) + "\n")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the package as the last thing of a build."""
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
