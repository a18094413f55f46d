"""Staging: a CSV and its certificate beside each other, never in ``data/market``.

A staged certificate is a draft. What an answer cannot say (when a row became public, whether it is revised)
is set on the careful side: public on the day of retrieval, ``revised: unknown``, ``publish: derived``.
``scripts/add_data.py`` merges the rows under the certificate of the series they belong to.

A list of holdings gets a certificate of the same keys that describes a list; it is no series and never merged.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from ..errors import InputError
from ..files import csv_text, read_yaml, write_text
from ..paths import DATA
from .adapter import Adapter
from .table import Table
from .transport import Answer


@dataclass(frozen=True)
class Staged:
    """One file that now stands in the staging folder."""

    path: Path
    table: Table
    changed: bool

    def __str__(self) -> str:
        rows = len(self.table.rows)
        state = "new" if self.changed else "unchanged"
        return f"{self.path}: {rows} rows {self.table.start} to {self.table.end}, {state}"


def staging_folder(out: Path) -> Path:
    """The folder, unless it lies in ``data/market``: only a checked merge writes there."""
    market = (DATA / "market").resolve()
    if out.resolve() == market or market in out.resolve().parents:
        raise InputError(
            str(out),
            "a folder of certified data",
            "a staging folder",
            "leave --out away, then merge with scripts/add_data.py",
        )
    return out


def stage(
    tables: tuple[Table, ...], adapter: Adapter, answer: Answer, out: Path, retrieved: date
) -> tuple[Staged, ...]:
    """Write every table of one answer; all are judged before the first is written."""
    folder = staging_folder(out) / adapter.name
    for table in tables:
        _plausible(table, folder / f"{table.name}.csv", retrieved)
    return tuple(_write(table, adapter, answer, folder, retrieved) for table in tables)


def _plausible(table: Table, path: Path, retrieved: date) -> None:
    if table.end > retrieved:
        raise InputError(
            str(path),
            f"a row of {table.end}",
            f"nothing after the retrieval on {retrieved}",
            "check --retrieved and the answer",
        )
    meta = path.with_suffix(".meta.yml")
    if table.listing or not meta.is_file():
        return
    before = read_yaml(meta)
    end = str((before.get("coverage") or {}).get("end", "")) if isinstance(before, dict) else ""
    if table.end.isoformat() < end:
        raise InputError(
            str(path),
            f"rows to {table.end} only, where {end} is staged already",
            "at least as many",
            "keep the staged file, or delete it to accept the shorter one",
        )


def _write(table: Table, adapter: Adapter, answer: Answer, folder: Path, retrieved: date) -> Staged:
    path = folder / f"{table.name}.csv"
    text = csv_text((dict(zip(table.columns, row, strict=True)) for row in table.rows), table.columns)
    record = certificate(table, adapter, answer, retrieved, hashlib.sha256(text.encode()).hexdigest())
    changed = write_text(path, text)
    write_text(path.with_suffix(".meta.yml"), yaml_text(record))
    return Staged(path, table, changed)


class _Plain(yaml.SafeDumper):
    """Writes a date that stands in two places twice, instead of once and a reference to it."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def yaml_text(record: dict[str, object]) -> str:
    return yaml.dump(record, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


def certificate(table: Table, adapter: Adapter, answer: Answer, retrieved: date, sha256: str) -> dict[str, object]:
    """The draft birth certificate, keys in the order every certificate has."""
    there = urlsplit(answer.url)
    digest = hashlib.sha256(answer.body).hexdigest()
    dividends = table.end if "dividend" in table.columns else None
    return {
        "series": f"{adapter.name}/{table.name}",
        "title": table.title,
        "producer": adapter.producer,
        "carrier": adapter.carrier,
        "basis": table.basis,
        "unit": table.unit,
        "frequency": table.frequency,
        "columns": list(table.columns[1:]),  # the date goes without saying
        "decimals": table.decimals,
        "coverage": {"start": table.start, "end": table.end, "rows": len(table.rows)},
        "release": {"released_at": retrieved},
        "revised": "unknown",
        "dividends_through": dividends,
        "publish": "derived",
        "terms": adapter.terms,
        "source": [
            {
                "repository": f"{there.scheme}://{there.netloc}",
                "path": there._replace(scheme="", netloc="").geturl(),
                "commit": f"sha256:{digest}",
                "file_note": f"the answer as downloaded, {len(answer.body)} bytes",
            }
        ],
        "retrieved_at": retrieved,
        "checked": ["The answer was whole (length, encoding, shape); dates ascend, each once; figures read strictly."],
        "notes": list(table.notes),
        "sha256": sha256,
    }
