"""Putting new rows into a certified series: prove, show, merge, certify anew.

Nothing is dropped silently. A row that is already there stays as it is written; one that contradicts it by more than
rounding stops the run unless it is told to replace. The merged series must pass the loader's own checks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from . import trading_days
from .errors import InputError, suggestion
from .files import read_yaml
from .market import PRICES, Market, check_rows, parse_certificate, parse_rows, read_rows
from .records import Certificate
from .snapshot.store import cell, write_series

SERIES = re.compile(r"[a-z][a-z0-9]*/[A-Za-z0-9_.\-]+")
JUMP = 0.25  # a one-day change beyond this is worth a look: a split, or a slip
SHOWN = 12  # added rows printed in full


@dataclass(frozen=True)
class Change:
    """What an addition does to one series; ``rows`` is the merged whole, date -> CSV line."""

    series: str
    rows: Mapping[date, str]
    added: tuple[date, ...]
    changed: tuple[tuple[date, str, str], ...]  # date, old line, new line
    unchanged: int
    certificate: Mapping[str, object]
    remarks: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.added and not self.changed and not self.remarks


def plan(
    files: Sequence[Path], series: str, folder: Path, replace: bool = False, template: Path | None = None
) -> Change:
    """The change that the rows of ``files`` make to ``series`` in the store ``folder``; writes nothing."""
    raw, old = _present(series, folder, template)
    certificate = parse_certificate(
        {"coverage": _NONE, "sha256": "none", **raw}, str(template or folder / f"{series}.meta.yml")
    )
    new = read_new(files, certificate)
    rows, added, changed = merge(old, new, certificate, replace)
    through = dividends_through(certificate, new)
    merged = parse_rows(_csv(rows, certificate.columns), series, certificate.columns)
    check_rows(merged, certificate.basis, certificate.frequency, series)
    remarks = (*_dividend_remark(certificate, through), *jumps(merged, certificate, added))
    noted = _noted(raw, files, added, changed) if old else raw
    return Change(
        series,
        rows,
        added,
        changed,
        len(rows) - len(added) - len(changed),
        {**noted, "series": series, "dividends_through": through},
        remarks,
    )


def apply(change: Change, folder: Path) -> Path:
    """Write the change beside and rename; then read it back as the loader will."""
    path = write_series(folder, change.certificate, change.rows)
    Market(folder).series(change.series)
    return path


def describe(change: Change) -> list[str]:
    """The change in lines for the person who makes it."""
    head = f"{change.series}: {len(change.added)} added, {len(change.changed)} changed, {change.unchanged} unchanged"
    shown = change.added if len(change.added) <= SHOWN else (*change.added[: SHOWN // 2], *change.added[-SHOWN // 2 :])
    left = len(change.added) - len(shown)
    lines = [f"  + {change.rows[day]}" for day in shown]
    if left:
        lines.insert(SHOWN // 2, f"    … {left} more")
    return [
        head,
        *lines,
        *(f"  ~ {old}  ->  {new}" for _, old, new in change.changed),
        *(f"  ! {text}" for text in change.remarks),
    ]


# ---------------------------------------------------------------- what is there

_NONE = {"start": date(1, 1, 1), "end": date(1, 1, 1), "rows": 0}  # coverage of a series still to be made


def _present(series: str, folder: Path, template: Path | None) -> tuple[dict, dict[date, str]]:
    """Certificate mapping and lines of the series as it is; of a new one, its template's mapping and no line."""
    if not SERIES.fullmatch(series):
        raise InputError(f"series {series!r}", "no id", "<provider>/<series>", "write it as yahoo/IWM")
    store = Market(folder)
    if series not in store.names():
        return _template(series, template, store), {}
    path = folder / f"{series}.csv"
    certificate = store.certificate(series)
    read_rows(path, certificate)  # a file that moved is refused here
    raw = _template(series, template, store) if template else dict(read_yaml(path.with_suffix(".meta.yml")))
    if certificate.released_at and not template:
        raise InputError(
            series,
            f"a series released as a whole on {certificate.released_at}",
            "a new release date for new rows",
            "give a certificate with --certificate",
        )
    return raw, {date.fromisoformat(line[:10]): line for line in path.read_text(encoding="utf-8").splitlines()[1:]}


def _template(series: str, template: Path | None, store: Market) -> dict:
    if template is None:
        near = suggestion(series, store.names()) if store.names() else "the store is empty"
        raise InputError(
            f"series {series!r}",
            "nothing of that name in the store",
            "a series of the store, or a certificate for a new one",
            f"{near} Or give --certificate FILE",
        )
    raw = read_yaml(template) if template.is_file() else None
    if not isinstance(raw, dict):
        raise InputError(
            str(template),
            "no certificate" if raw is None else type(raw).__name__,
            "a YAML mapping",
            "name a certificate",
        )
    if raw.get("series", series) != series:
        raise InputError(f"{template}: series", repr(raw["series"]), series, "name the series alike")
    return {**raw, "series": series}


# ---------------------------------------------------------------- what is new


def read_new(files: Sequence[Path], certificate: Certificate) -> dict[date, dict[str, str]]:
    """Date -> column -> text of every given cell of the new files; a date given twice is refused."""
    rows: dict[date, dict[str, str]] = {}
    for path in files:
        for number, (day, cells) in enumerate(_read_file(path, certificate), start=2):
            if day in rows:
                raise InputError(
                    f"{path}:{number}", f"{day} for the second time", "one row a date", "remove one of them"
                )
            rows[day] = cells
    return rows


def _read_file(path: Path, certificate: Certificate) -> list[tuple[date, dict[str, str]]]:
    if not path.is_file():
        raise InputError(str(path), "no such file", "a CSV with a header", "name another file")
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"byte {error.start} that is not UTF-8", "UTF-8 text", "save it as UTF-8") from None
    header, *body = text.rstrip("\n").split("\n")
    columns = tuple(header.split(",")[1:])
    _check_header(header, columns, certificate, path)
    parse_rows(text.encode(), str(path), columns)  # refuses bad dates and figures with their line
    cells = [line.split(",") for line in body]
    return [(date.fromisoformat(day), _given(dict(zip(columns, texts, strict=True)))) for day, *texts in cells]


def _check_header(header: str, columns: tuple[str, ...], certificate: Certificate, path: Path) -> None:
    good = header.startswith("date,") and set(columns) <= set(certificate.columns) and certificate.columns[0] in columns
    if not good or len(set(columns)) != len(columns):
        raise InputError(
            f"{path}:1", header, f"date and columns of {','.join(certificate.columns)}", "name the columns so"
        )


def _given(cells: dict[str, str]) -> dict[str, str]:
    # A vendor's dividend of 0 says that none went ex: an empty cell here.
    return {name: "" if name == "dividend" and text and Decimal(text) == 0 else text for name, text in cells.items()}


# ---------------------------------------------------------------- merging


def merge(old: Mapping[date, str], new: Mapping[date, Mapping[str, str]], certificate: Certificate, replace: bool):
    """Merged lines by date, dates added, and rows changed as (date, old line, new line)."""
    rows, added, changed = dict(old), [], []
    for day, cells in sorted(new.items()):
        before = dict(zip(certificate.columns, old[day].split(",")[1:], strict=True)) if day in old else {}
        after = {name: _merged(name, before, cells, day, certificate, replace) for name in certificate.columns}
        line = ",".join((day.isoformat(), *(after[name] for name in certificate.columns)))
        if day not in old:
            added.append(day)
        elif line != old[day]:
            changed.append((day, old[day], line))
        rows[day] = line
    return dict(sorted(rows.items())), tuple(added), tuple(changed)


def _merged(
    name: str, before: Mapping[str, str], cells: Mapping[str, str], day: date, certificate: Certificate, replace: bool
) -> str:
    """The cell after the merge: the old text where the new one says the same or nothing."""
    old, new = before.get(name, ""), cells.get(name, "")
    silent = not new and not (name == "dividend" and name in cells)
    if silent or (old and new and same(old, new)):
        return old
    said = bool(old) or (
        bool(before)
        and name == "dividend"
        and certificate.dividends_through is not None
        and day <= certificate.dividends_through
        and bool(new)
    )
    if said and not replace:
        raise InputError(
            f"{certificate.series}, {day}",
            f"{name} {new or 'none'}",
            f"{old or 'none'}, as certified",
            "check both sources; --replace takes the new figure",
        )
    return cell(float(new), name, certificate.decimals) if new else ""


def same(old: str, new: str) -> bool:
    """Do two figures agree within the rounding of the coarser one?"""
    a, b = Decimal(old), Decimal(new)
    places = max(a.as_tuple().exponent, b.as_tuple().exponent)
    return abs(a - b) <= Decimal(1).scaleb(places) / 2


# ---------------------------------------------------------------- after the merge


def dividends_through(certificate: Certificate, new: Mapping[date, Mapping[str, str]]) -> date | None:
    """Last day up to which dividends are known: moves on only over an unbroken run of sessions that tell of them."""
    through = certificate.dividends_through
    told = {day for day, cells in new.items() if "dividend" in cells}
    if "dividend" not in certificate.columns or not told:
        return through
    day = trading_days.next_trading_day(through) if through else min(told)
    while day in told:
        through, day = day, trading_days.next_trading_day(day)
    return through


def _dividend_remark(certificate: Certificate, through: date | None) -> tuple[str, ...]:
    return () if through == certificate.dividends_through else (f"dividends now certified through {through}",)


def jumps(frame: pd.DataFrame, certificate: Certificate, added: Sequence[date]) -> tuple[str, ...]:
    """Remarks on added rows whose close moved by more than a quarter in a day: a split, or a slip."""
    if certificate.basis not in PRICES:
        return ()
    moves = frame["close"].pct_change(fill_method=None)
    moves = moves[moves.index.isin(pd.DatetimeIndex(added)) & (moves.abs() > JUMP)]
    return tuple(f"{day.date()}: close moved {move:+.1%} in a day; is it a split?" for day, move in moves.items())


def _noted(
    raw: Mapping[str, object], files: Sequence[Path], added: Sequence[date], changed: Sequence[tuple]
) -> dict[str, object]:
    names = ", ".join(path.name for path in files)
    facts = [f"Rows of {added[0]} to {added[-1]} ({len(added)}) were added from {names}."] if added else []
    facts += [f"{len(changed)} rows were changed after {names}, the last of {changed[-1][0]}."] if changed else []
    return {**raw, "notes": [*(raw.get("notes") or []), *facts]}


def _csv(rows: Mapping[date, str], columns: tuple[str, ...]) -> bytes:
    return "\n".join((",".join(("date", *columns)), *rows.values(), "")).encode()
