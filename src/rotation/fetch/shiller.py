"""Robert Shiller's workbook ``ie_data.xls`` (or .xlsx), sheet ``Data``.

One row a month under a header row ``Date, P, D, E, CPI, Fraction, Rate GS10, …, CAPE``; ``NA`` or an empty
cell is missing; under the table stands a row of remarks on which of the last figures are provisional. The
date is written YYYY.MM and stored as a number, so October 2025 is 2025.1 and January 2025 is 2025.01. Three
checks stand against reading one for the other: two decimals, the sheet's own ``Fraction`` column
(mid-month), and months without a gap. Prices are averages of the month's daily closes, never a close.

The workbook's address changes with each upload: take it from the producer's page and give the part after
``downloads/`` as the symbol. The old address at Yale stopped in September 2023 and is not used.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import openpyxl
import xlrd

from ..errors import InputError
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, foreign_reader, one_line, open_zip, rounded

SHEET = "Data"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SERIES = {
    # header: (name, title, basis, unit, decimals as the sheet shows them, may not be zero or less)
    "P": ("price", "S&P Composite, average of daily closes", "index_level", "points", 2, True),
    "D": ("dividend", "S&P Composite dividends, twelve months", "per_share", "index points", 2, True),
    "E": ("earnings", "S&P Composite earnings, twelve months", "per_share", "index points", 2, False),
    "CPI": ("cpi", "Consumer price index", "index_level", "index", 3, True),
    "Rate GS10": ("gs10", "Long interest rate", "rate", "percent", 2, False),
    "CAPE": ("cape", "Price over ten-year average real earnings", "ratio", "x", 2, True),
}
Cells = tuple[object, ...]


def address(query: Query) -> str:
    path = query.symbol if query.symbol.endswith((".xls", ".xlsx")) else f"{query.symbol}.xls"
    return f"/{path}"


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """One monthly series a column; a month is its first day; missing months at either end are cut."""
    record = f"shiller {symbol}"
    with foreign_reader(record, "a workbook"):
        sheet = _sheet(body, record)
    head = _header(sheet, record)
    names = {one_line(cell): place for place, cell in reversed(list(enumerate(sheet[head])))}
    months = _months(sheet[head + 1 :])
    if not months:
        raise InputError(record, "no months under the header", "rows like 2025.01", AGAIN)
    days = [_month(row, names, f"{record}, sheet row {head + 2 + place}") for place, row in enumerate(months)]
    _unbroken(days, record)
    return tuple(_series(header, names, days, months, record) for header in SERIES)


# ---------------------------------------------------------------- the sheet


def _sheet(body: bytes, record: str) -> list[Cells]:
    if body.startswith(OLE):
        return _xls(body, record)
    if body.startswith(ZIP):
        return _xlsx(body, record)
    raise InputError(record, "bytes that are no workbook", "an .xls or .xlsx file", AGAIN)


def _xls(body: bytes, record: str) -> list[Cells]:
    book = xlrd.open_workbook(file_contents=body, logfile=io.StringIO(), on_demand=True)
    _require_sheet(book.sheet_names(), record)
    sheet = book.sheet_by_name(SHEET)
    return [tuple(sheet.row_values(row)) for row in range(sheet.nrows)]


def _xlsx(body: bytes, record: str) -> list[Cells]:
    open_zip(body, record).close()
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    _require_sheet(book.sheetnames, record)
    return [tuple("" if cell is None else cell for cell in row) for row in book[SHEET].iter_rows(values_only=True)]


def _require_sheet(names: list[str], record: str) -> None:
    if SHEET not in names:
        raise InputError(record, "the sheets " + one_line(", ".join(names), 60), f"a sheet {SHEET!r}", AGAIN)


def _header(sheet: list[Cells], record: str) -> int:
    for place, row in enumerate(sheet[:40]):
        if [one_line(cell) for cell in row[:2]] == ["Date", "P"]:
            absent = [name for name in (*SERIES, "Fraction") if name not in map(one_line, row)]
            if absent:
                raise InputError(record, f"no column {absent[0]!r}", ", ".join(SERIES), AGAIN)
            return place
    raise InputError(record, "no header row", "a row that begins Date, P", AGAIN)


# ---------------------------------------------------------------- months and figures


def _months(rows: list[Cells]) -> list[Cells]:
    """The rows down to the first without a date."""
    end = next((place for place, row in enumerate(rows) if one_line(row[0] if row else "") == ""), len(rows))
    return rows[:end]


def month_of(stamp: object, record: str) -> date:
    """2025.1 is October 2025, 2025.01 January: the number has two decimals, whatever it prints as."""
    try:
        text = f"{float(stamp):.2f}"
        if abs(float(stamp) - float(text)) > 1e-6:
            raise ValueError
        return date(int(text[:-3]), int(text[-2:]), 1)
    except (ArithmeticError, TypeError, ValueError):
        raise InputError(record, f"the date {one_line(stamp, 20)!r}", "a date like 2025.01", AGAIN) from None


def _month(row: Cells, names: Mapping[str, int], record: str) -> date:
    day = month_of(row[names["Date"]], record)
    middle = day.year + (day.month - 0.5) / 12
    fraction = row[names["Fraction"]]
    if not isinstance(fraction, int | float) or not abs(fraction - middle) < 0.01:
        raise InputError(record, f"the fraction {one_line(fraction, 20)!r} beside {day:%Y-%m}", f"{middle:.4f}", AGAIN)
    return day


def _unbroken(days: list[date], record: str) -> None:
    for before, after in pairwise(days):
        if (after.year * 12 + after.month) - (before.year * 12 + before.month) != 1:
            raise InputError(record, f"{after:%Y-%m} after {before:%Y-%m}", "each month once, none left out", AGAIN)


def _series(header: str, names: Mapping[str, int], days: list[date], months: list[Cells], record: str) -> Table:
    name, title, basis, unit, decimals, positive = SERIES[header]
    place = names[header]
    rows = [
        (day.isoformat(), _cell(row[place], decimals, positive, f"{record}, {name} {day:%Y-%m}"))
        for day, row in zip(days, months, strict=True)
    ]
    known = [place for place, row in enumerate(rows) if row[1]] or [0]
    notes = ("The last months are provisional: the remarks under the producer's table say which figures.",)
    table = Table(name, title, ("date", "value"), tuple(rows[known[0] : known[-1] + 1]), basis, unit, "monthly", notes)
    return checked(table, record)


def _cell(value: object, decimals: int, positive: bool, record: str) -> str:
    if one_line(value) in ("", "NA"):
        return ""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not number or abs(value) > 1e15:
        raise InputError(record, f"{one_line(value, 30)!r}", "a number or NA", AGAIN)
    if positive and value <= 0:
        raise InputError(record, f"{value}", "a figure above zero (missing is NA)", AGAIN)
    return rounded(value, decimals)


SHILLER = Adapter(
    "shiller",
    "https://img1.wsimg.com/blobby/go/e5e77e0b-59d1-44d9-ab25-4763ac982e53/downloads",
    address,
    parse,
    producer="Robert J. Shiller",
    carrier="shillerdata.com",
    terms="No licence is stated; compute with attribution, do not republish the workbook.",
    example="ie_data",
    lines=False,
)
