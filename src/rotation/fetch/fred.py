"""FRED's graph CSV: ``fredgraph.csv?id=DGS2&cosd=2020-01-01``.

Two columns: the date (``observation_date`` since December 2024, ``DATE`` before) and the figure under the
series' own id. A missing figure is ``.`` (or empty) and stays missing: a holiday of a daily series, October
2025 of the CPI. The newest figures only; FRED's vintages are another service, so the certificate says
``revised: unknown``.
"""

from __future__ import annotations

from urllib.parse import urlencode

from ..errors import InputError
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, csv_rows, figure, frequency_of, iso_day, text_of

DATE_COLUMNS = ("observation_date", "DATE")


def address(query: Query) -> str:
    asked = {"id": query.symbol}
    if query.since:
        asked["cosd"] = query.since.isoformat()
    return "/graph/fredgraph.csv?" + urlencode(asked)


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """One series of (date, value), the figure exactly as printed."""
    record = f"fred {symbol}"
    lines = csv_rows(text_of(body, record), record)
    _, header = next(lines)
    if len(header) != 2 or header[0] not in DATE_COLUMNS or header[1].upper() != symbol.upper():
        raise InputError(record, f"the header {','.join(header)[:60]!r}", f"observation_date,{symbol}", AGAIN)
    rows = tuple(_row(fields, f"{record}, line {number}") for number, fields in lines if fields)
    table = Table(
        symbol.upper(),
        symbol.upper(),
        ("date", "value"),
        rows,
        basis="level",
        unit="as published",
        frequency=frequency_of(row[0] for row in rows),
    )
    return (checked(table, record),)


def _row(fields: list[str], record: str) -> tuple[str, str]:
    if len(fields) != 2:
        raise InputError(record, f"{len(fields)} fields", "a date and a figure", AGAIN)
    return iso_day(fields[0], record), figure(fields[1], record, missing=("", "."))


FRED = Adapter(
    "fred",
    "https://fred.stlouisfed.org",
    address,
    parse,
    producer="the series' own source, named on its FRED page",
    carrier="FRED, Federal Reserve Bank of St. Louis",
    terms="Series of US agencies are in the public domain at source; others carry their owner's terms.",
    example="DGS2",
)
