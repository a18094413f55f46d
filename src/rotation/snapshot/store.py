"""The one way in which a series reaches the disk: rows as text, a certificate, and a rename at the end."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

KEYS = (
    "series",
    "title",
    "producer",
    "carrier",
    "basis",
    "unit",
    "frequency",
    "columns",
    "decimals",
    "coverage",
    "release",
    "revised",
    "dividends_through",
    "publish",
    "terms",
    "source",
    "retrieved_at",
    "checked",
    "notes",
)


def cell(figure: float, column: str, decimals: int) -> str:
    """A figure as written in a store: empty for NaN; dividends shortest up to six decimals; values and two-decimal
    closes fixed; closes of a series certified to more (split-adjusted) with two, four or six, whichever holds them."""
    if math.isnan(figure):
        return ""
    if column == "dividend":
        return f"{figure:.6f}".rstrip("0").rstrip(".")
    if column == "value" or decimals <= 2:
        return f"{figure:.{decimals}f}"
    enough = (places for places in (2, 4) if abs(round(figure, places) - figure) <= 2e-6 * figure)
    return f"{figure:.{next(enough, decimals)}f}"


def lines(frame: pd.DataFrame, decimals: int) -> dict[date, str]:
    """Date -> CSV line of every row."""
    columns = [[cell(figure, name, decimals) for figure in frame[name]] for name in frame.columns]
    days = [moment.date() for moment in frame.index]
    return {
        day: ",".join((day.isoformat(), *cells)) for day, cells in zip(days, zip(*columns, strict=True), strict=True)
    }


def write_series(folder: Path, certificate: Mapping[str, object], rows: Mapping[date, str]) -> Path:
    """Write ``<series>.csv`` and its re-certified ``.meta.yml``, beside and then renamed; returns the CSV's path."""
    path = folder / f"{certificate['series']}.csv"
    days = sorted(rows)
    header = ",".join(("date", *certificate["columns"]))
    content = "\n".join((header, *(rows[day] for day in days), "")).encode()
    facts = {"coverage": {"start": days[0], "end": days[-1], "rows": len(days)}}
    digest = hashlib.sha256(content).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, content)
    _replace(path.with_suffix(".meta.yml"), certificate_text({**certificate, **facts}, digest).encode())
    return path


def certificate_text(certificate: Mapping[str, object], digest: str) -> str:
    """The certificate as YAML: the known keys in their order, then further ones, the hash last."""
    more = [key for key in certificate if key not in KEYS and key != "sha256"]
    ordered = {key: certificate[key] for key in (*KEYS, *more) if key in certificate}
    return yaml.safe_dump({**ordered, "sha256": digest}, sort_keys=False, allow_unicode=True, width=120)


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    os.replace(beside, path)
