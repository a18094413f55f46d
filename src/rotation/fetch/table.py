"""What a parsed answer is: a table of finished cells, and the strict little readers every adapter shares."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from ..errors import InputError

MAX_UNPACKED = 64 * 2**20  # bytes of an archive or a compressed answer once unpacked

FIGURE = re.compile(r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
AGAIN = "keep what you have and fetch again later; if it stays so, the provider has changed its format"


@dataclass(frozen=True)
class Table:
    """One series (or one dated list) in our layout.

    ``rows`` are tuples of text cells, as long as ``columns``; the first is an ISO date and an empty cell is a
    missing figure. A series has strictly ascending dates; a list (``listing``) has one date throughout.
    """

    name: str  # file stem
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    basis: str
    unit: str
    frequency: str
    notes: tuple[str, ...] = ()
    listing: bool = False

    @property
    def start(self) -> date:
        return date.fromisoformat(self.rows[0][0])

    @property
    def end(self) -> date:
        return date.fromisoformat(self.rows[-1][0])

    @property
    def decimals(self) -> int:
        """The most decimals any figure of the table carries."""
        cells = (cell for row in self.rows for cell in row[1:] if FIGURE.fullmatch(cell))
        return max((len(cell.partition(".")[2]) for cell in cells), default=0)

    def since(self, first: date | None) -> Table:
        """The rows dated ``first`` or later; providers do not all honour the window they are asked for."""
        kept = tuple(row for row in self.rows if first is None or row[0] >= first.isoformat())
        return replace(self, rows=kept)


def checked(table: Table, record: str) -> Table:
    """The table, if it has rows, a name that is safe as a file name, and dates in order."""
    if not NAME.fullmatch(table.name):
        raise InputError(record, f"the name {table.name[:40]!r}", "letters, digits, '.', '_' and '-'", AGAIN)
    if not table.rows:
        raise InputError(record, "no rows", "at least one dated row", AGAIN)
    for before, after in pairwise(row[0] for row in table.rows):
        if table.listing or before < after:
            continue
        fault = "twice the date" if before == after else f"{before} before"
        raise InputError(record, f"{fault} {after}", "dates ascending, each once", AGAIN)
    return table


def text_of(body: bytes, record: str) -> str:
    """The body as UTF-8 text, a byte-order mark dropped."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(record, f"a byte that is not UTF-8 at offset {error.start}", "UTF-8 text", AGAIN) from None
    if not text.strip():
        raise InputError(record, "an empty answer", "rows", AGAIN)
    return text


def csv_rows(text: str, record: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, fields) of every line, quotes and thousands separators as CSV has them."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for fields in reader:
            yield reader.line_num, fields
    except csv.Error as error:
        raise InputError(f"{record}, line {reader.line_num}", str(error), "CSV", AGAIN) from None


def iso_day(text: str, record: str) -> str:
    """An ISO date that exists."""
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(record, f"the date {text[:40]!r}", "a date like 2025-11-11", AGAIN) from None


def figure(text: str, record: str, missing: Sequence[str] = ("",), positive: bool = False) -> str:
    """A figure in plain notation with the decimals it came with; empty where it is marked as missing."""
    text = text.strip()
    if text in missing:
        return ""
    if not FIGURE.fullmatch(text):
        raise InputError(record, f"{text[:40]!r}", "a number", AGAIN)
    value = Decimal(text)
    if positive and value <= 0:
        raise InputError(record, text, "a price above zero", AGAIN)
    return format(value, "f")


def rounded(value: float, decimals: int) -> str:
    """A binary number at the decimals its producer shows (half to even on its exact value)."""
    return format(Decimal(value).quantize(Decimal(1).scaleb(-decimals)), "f")


def one_line(text: object, limit: int = 120) -> str:
    """Foreign text made safe to print and store: printable, one line, short."""
    kept = "".join(c if c.isprintable() else " " for c in str(text)[: 4 * limit])
    return " ".join(kept.split())[:limit]


def frequency_of(days: Iterable[str]) -> str:
    """The frequency that the middle gap between dates says; one row says nothing, and is called daily."""
    dates = [date.fromisoformat(day) for day in days]
    if len(dates) < 2:
        return "daily"
    gap = median((b - a).days for a, b in pairwise(dates))
    steps = ((4, "daily"), (8, "weekly"), (31, "monthly"), (92, "quarterly"))
    return next((name for most, name in steps if gap <= most), "yearly")


@contextmanager
def foreign_reader(record: str, what: str) -> Iterator[None]:
    """Readers of binary formats raise whatever they trip over; for us each is one thing, a bad file."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        found = f"bytes that are not {what} ({type(error).__name__})"
        raise InputError(record, found, what, AGAIN) from error


def open_zip(body: bytes, record: str) -> zipfile.ZipFile:
    """The archive, once its declared sizes are known to fit; reading checks a member's size and CRC."""
    with foreign_reader(record, "a zip archive"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        size = sum(member.file_size for member in archive.infolist())
    if size > MAX_UNPACKED:
        raise InputError(record, f"an archive of {size} bytes unpacked", f"at most {MAX_UNPACKED}", AGAIN)
    return archive
