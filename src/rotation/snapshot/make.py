"""Making the snapshot: read the parts, splice, compare with second sources, write and certify."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from ..errors import CheckFailed, InputError
from ..market import check_rows
from .recipe import Check, Part, Recipe
from .store import lines, write_series

RETRIEVED_AT = date(2026, 11, 20)  # when the stored copies were taken


def make(source: Path, out: Path, recipes: Iterable[Recipe]) -> list[Path]:
    """Write every series of ``recipes`` below ``out`` from the raw files below ``source``."""
    if not (source / "INVENTORY.md").is_file():
        raise InputError(str(source), "no INVENTORY.md", "the folder of raw market files", "name it with --source")
    origins = read_origins((source / "INVENTORY.md").read_text(encoding="utf-8"))
    return [make_series(source, out, recipe, origins) for recipe in recipes]


def make_series(source: Path, out: Path, recipe: Recipe, origins: dict[str, dict]) -> Path:
    """One series: rows, proof, certificate."""
    raw = [part.reader(source / part.file) for part in recipe.parts]
    joins = [joint(a, b, part, recipe) for a, b, part in zip(raw, raw[1:], recipe.parts[1:], strict=False)]
    frame = shape(splice(raw, recipe), recipe)
    check_rows(frame, recipe.basis, recipe.frequency, recipe.series)
    compared = [compare(frame, source, check, recipe) for check in recipe.checks]
    certificate = certify(recipe, [*filter(None, joins), *compared], origins)
    return write_series(out, certificate, lines(frame, recipe.decimals))


def splice(raw: list[pd.DataFrame], recipe: Recipe) -> pd.DataFrame:
    """The parts one after another: each from its ``since`` (the first: all its rows) to the day before the next's."""
    starts = [
        pd.Timestamp(part.since) if part.since else frame.index[0]
        for part, frame in zip(recipe.parts, raw, strict=True)
    ]
    ends = [*starts[1:], None]
    pieces = [
        frame[(frame.index >= start) & ((frame.index < end) if end is not None else True)]
        for frame, start, end in zip(raw, starts, ends, strict=True)
    ]
    return pd.concat(pieces)


def shape(frame: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """The certified columns and dates: nothing that is not used is kept; known gaps become empty cells."""
    frame = frame.reindex(columns=list(recipe.columns))
    frame = frame.loc[
        pd.Timestamp(recipe.since) if recipe.since else None : pd.Timestamp(recipe.until) if recipe.until else None
    ]
    if recipe.gaps:
        frame = frame.reindex(frame.index.union(pd.DatetimeIndex(recipe.gaps))).rename_axis("date")
    unused = [name for name in ("high", "low") if name in frame and recipe.highs_since]
    frame = frame.copy()
    frame.loc[frame.index < pd.Timestamp(recipe.highs_since or date.min), unused] = float("nan")
    return frame


# ---------------------------------------------------------------- second sources


def joint(earlier: pd.DataFrame, later: pd.DataFrame, part: Part, recipe: Recipe) -> str | None:
    """How far two neighbouring parts agree on common days; more than ``recipe.join`` is refused.

    Common days count from a year before the joint: older split-adjusted closes differ by the vendors' rounding.
    """
    column = recipe.columns[0]
    common = earlier.index.intersection(later.index)
    common = common[common >= pd.Timestamp(part.since) - pd.Timedelta(days=366)]
    if common.empty:
        return None
    apart = (earlier.loc[common, column] / later.loc[common, column] - 1).abs()
    _refuse(apart, recipe.join, recipe.series, "its parts")
    most = f"{column}s differ by at most {apart.max():.1e} (relative)"
    return f"The parts agree on their {len(common)} common days {span(common)}: {most}."


def compare(frame: pd.DataFrame, source: Path, check: Check, recipe: Recipe) -> str:
    """Compare with a second source; returns the finding as a sentence for the certificate."""
    other = check.part.reader(source / check.part.file)
    ours, theirs, what = _legs(frame, other, check.how)
    common = ours.dropna().index.intersection(theirs.dropna().index)
    common = common[common >= pd.Timestamp(check.since or date(1800, 1, 1))]
    until = check.until or (
        recipe.dividends_through if check.how == "total" else None
    )  # no total return without dividends
    common = common[common <= pd.Timestamp(until or date(2200, 1, 1))]
    apart = (ours[common] / theirs[common] - 1 if check.how == "level" else ours[common] - theirs[common]).abs()
    _refuse(apart, check.limit, recipe.series, check.part.file)
    kind = {"level": "relative", "points": "in its unit"}.get(check.how, "of a return")
    most = f"largest difference {apart.max():.1e} ({kind}) on {apart.idxmax().date()}"
    return f"{what} agree with {check.part.file} on {len(common)} dates {span(common)}: {most}."


def _legs(frame: pd.DataFrame, other: pd.DataFrame, how: str) -> tuple[pd.Series, pd.Series, str]:
    ours, theirs = frame.iloc[:, 0], other.iloc[:, 0]
    if how in ("level", "points"):
        return ours, theirs, f"{ours.name.capitalize()}s"
    if how == "return":
        return ours.pct_change(fill_method=None), theirs.pct_change(fill_method=None), "One-day changes"
    total = (ours + frame["dividend"].fillna(0)) / ours.shift(1) - 1
    return total, theirs.pct_change(fill_method=None), "One-day total returns (close plus dividend)"


def _refuse(apart: pd.Series, limit: float, series: str, other: str) -> None:
    if apart.empty:
        raise CheckFailed(f"{series}: no common day with {other}")
    if apart.max() > limit:
        raise CheckFailed(
            f"{series}: {other} differ by {apart.max():.2e} on {apart.idxmax().date()}, more than {limit:.0e}"
        )


def span(days: pd.DatetimeIndex) -> str:
    return f"{days[0].date()} to {days[-1].date()}"


# ---------------------------------------------------------------- certificates


def certify(recipe: Recipe, compared: list[str], origins: dict[str, dict]) -> dict[str, object]:
    """The certificate's fields but for coverage and hash, which the store adds."""
    return {
        "series": recipe.series,
        "title": recipe.title,
        "producer": recipe.producer,
        "carrier": recipe.carrier,
        "basis": recipe.basis,
        "unit": recipe.unit,
        "frequency": recipe.frequency,
        "columns": list(recipe.columns),
        "decimals": recipe.decimals,
        "coverage": None,
        "release": dict(recipe.release),
        "revised": recipe.revised,
        "dividends_through": recipe.dividends_through,
        "publish": recipe.publish,
        "terms": recipe.terms,
        "source": [origin(part, origins) for part in recipe.parts],
        "retrieved_at": RETRIEVED_AT,
        "checked": [*compared, *recipe.checked],
        "notes": list(recipe.notes),
        **recipe.extra,
    }


def origin(part: Part, origins: dict[str, dict]) -> dict[str, object]:
    """Repository, path and commit of a raw file, by the inventory; its own line or a pattern's."""
    pattern = re.sub(r"/[^/]*__", "/*__", part.file)
    known = origins.get(part.file) or origins.get(pattern)
    if known is None:
        raise InputError(
            part.file, "no line in INVENTORY.md", "its repository, path and commit", "add it to the inventory"
        )
    used = f"rows from {part.since} on" if part.since else None
    return {**known, "file_note": "; ".join(filter(None, (used, part.note))) or None}


def read_origins(inventory: str) -> dict[str, dict]:
    """Raw file name -> repository, path and commit, from the inventory's table (its last lines lack a line break)."""
    found = {}
    for line in inventory.replace("|| ", "|\n| ").splitlines():
        cells = [text.strip() for text in line.strip().strip("|").split("|")]
        if len(cells) < 4 or "/" not in cells[0] or "__" not in cells[0]:
            continue
        for name in cells[0].split(", "):
            found.setdefault(name, {"repository": cells[1], "path": cells[2], "commit": cells[3]})
    return found
