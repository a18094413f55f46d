"""Ken French's library: ``F-F_Research_Data_Factors_CSV.zip``, one text file in a zip.

Sentences, then blocks: a title (or none), a header that begins with a comma, rows that begin with
``192607`` (month), ``19260701`` (day) or ``1927`` (year), a blank line; a copyright line at the end.
Returns are in per cent; -99.99 and -999 mean missing. Portfolio files hold several monthly blocks
(value-weighted, equal-weighted, counts): the first one is taken, and the first annual one; the certificate
names what was left. A month is dated by its last calendar day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..errors import InputError
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, csv_rows, figure, foreign_reader, one_line, open_zip, text_of

STAMP = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,2}")
FREQUENCY = {4: "yearly", 6: "monthly", 8: "daily"}
MISSING = (Decimal("-99.99"), Decimal("-999"), Decimal("-99"))


@dataclass(frozen=True)
class Block:
    """One table of the file: its title, the names of its columns, and (stamp, figures) rows."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def frequency(self) -> str:
        return FREQUENCY[len(self.rows[0][0])]


def address(query: Query) -> str:
    return f"/pages/faculty/ken.french/ftp/{query.symbol}_CSV.zip"


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """One series a column, of the first monthly (or daily) block and of the first annual block."""
    record = f"french {symbol}"
    blocks = list(_blocks(text_of(_member(body, record), record), record))
    if not blocks:
        raise InputError(record, "no block of dated rows", "a header ',Mkt-RF,…' and rows", AGAIN)
    taken: dict[str, Block] = {}
    for block in blocks:
        taken.setdefault(block.frequency, block)
    left = [block.title or "untitled" for block in blocks if block not in taken.values()]
    notes = tuple(f"Not taken from the same file: {title}." for title in left)
    return tuple(table for block in taken.values() for table in _tables(block, symbol, notes, record))


def _member(body: bytes, record: str) -> bytes:
    with open_zip(body, record) as archive, foreign_reader(record, "a zip archive"):
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
        if len(names) != 1:
            raise InputError(record, f"{len(names)} text files in the archive", "one", AGAIN)
        return archive.read(names[0])


def _blocks(text: str, record: str) -> Iterator[Block]:
    """Blocks in order of the file. Only a blank line, the copyright line or the end of the file ends one."""
    title, names, rows = "", (), []
    for number, fields in csv_rows(text, record):
        cells = [cell.strip() for cell in fields]
        if names and STAMP.fullmatch(cells[0] if cells else ""):
            rows.append(_stamped(cells, names, f"{record}, line {number}"))
        elif rows and any(cells) and not cells[0].startswith("Copyright"):
            raise InputError(f"{record}, line {number}", f"{one_line(','.join(cells), 40)!r}", "a dated row", AGAIN)
        elif rows:
            yield _block(title, names, rows, record)
            title, names, rows = "", (), []
        elif len(cells) > 1 and not cells[0]:
            names = tuple(_trimmed(cells[1:]))
        elif any(cells):
            title, names = one_line(",".join(cells), 80), ()
    if rows:
        yield _block(title, names, rows, record)


def _trimmed(cells: list[str]) -> list[str]:
    return cells[:-1] if cells and not cells[-1] else cells  # some files end every line with a comma


def _stamped(cells: list[str], names: tuple[str, ...], record: str) -> tuple[str, ...]:
    values = _trimmed(cells[1:]) if len(cells) - 1 > len(names) else cells[1:]
    if len(values) != len(names):
        raise InputError(record, f"{len(values)} figures", f"{len(names)}", AGAIN)
    return (cells[0], *(_percent(value, record) for value in values))


def _percent(text: str, record: str) -> str:
    value = figure(text, record)
    return "" if value and Decimal(value) in MISSING else value


def _block(title: str, names: tuple[str, ...], rows: list[tuple[str, ...]], record: str) -> Block:
    if len({len(row[0]) for row in rows}) > 1:
        raise InputError(record, "rows of several frequencies in one block", "one frequency a block", AGAIN)
    return Block(title, names, tuple(rows))


def _tables(block: Block, symbol: str, notes: tuple[str, ...], record: str) -> Iterator[Table]:
    for place, name in enumerate(block.names, start=1):
        slug = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
        rows = tuple((_end_of(row[0], record), row[place]) for row in block.rows)
        table = Table(
            f"{symbol}_{slug}_{block.frequency}",
            f"{symbol}, {one_line(name, 40)}",
            ("date", "value"),
            rows,
            basis="return",
            unit="percent",
            frequency=block.frequency,
            notes=notes,
        )
        yield checked(table, record)


def _end_of(stamp: str, record: str) -> str:
    """The last day of the stamped period."""
    year, month = int(stamp[:4]), int(stamp[4:6] or 12)
    try:
        day = int(stamp[6:]) if stamp[6:] else calendar.monthrange(year, month)[1]
        return date(year, month, day).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        raise InputError(record, f"the date {stamp}", "a date like 192607", AGAIN) from None


FRENCH = Adapter(
    "french",
    "https://mba.tuck.dartmouth.edu",
    address,
    parse,
    producer="Kenneth R. French (CRSP data)",
    carrier="Kenneth R. French data library",
    terms="Copyright of the authors; compute with attribution, do not republish whole files.",
    example="F-F_Research_Data_Factors",
    lines=False,
)
