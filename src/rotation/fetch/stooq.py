"""Stooq's daily CSV: ``/q/d/l/?s=^rut&i=d&d1=20250101&d2=20251120``.

``Date,Open,High,Low,Close[,Volume]``, ascending. Refusals come with status 200: ``No data`` for an unknown
symbol, a sentence on the daily limit, and since July 2026 a page of markup that asks a browser to prove
itself (the transport refuses that one). Whether closes of shares and funds are adjusted for dividends is
not stated in the answer, so they are certified ``adjusted_close``: returns only, never levels.
"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from ..errors import InputError
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, csv_rows, figure, iso_day, text_of

HEADER = ["Date", "Open", "High", "Low", "Close"]


def address(query: Query) -> str:
    asked = {"s": query.symbol.lower(), "i": "d"}
    if query.since:
        asked |= {"d1": f"{query.since:%Y%m%d}", "d2": f"{query.until:%Y%m%d}"}
    return "/q/d/l/?" + urlencode(asked)


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """An index as (date, close, high, low); anything else as (date, close)."""
    record = f"stooq {symbol}"
    text = text_of(body, record)
    _refuse_message(text, record)
    lines = csv_rows(text, record)
    _, header = next(lines)
    if header[:5] != HEADER or header[5:] not in ([], ["Volume"]):
        raise InputError(record, f"the header {','.join(header)[:60]!r}", ",".join(HEADER), AGAIN)
    index = symbol.startswith("^")
    rows = tuple(_row(fields, len(header), index, f"{record}, line {number}") for number, fields in lines if fields)
    table = Table(
        symbol.lstrip("^").upper().removesuffix(".US"),
        symbol.upper(),
        ("date", "close", "high", "low") if index else ("date", "close"),
        rows,
        basis="price_index" if index else "adjusted_close",
        unit="points" if index else "as quoted",
        frequency="daily",
    )
    return (checked(table, record),)


def _refuse_message(text: str, record: str) -> None:
    says = text.strip()[:80].lower()
    if says.startswith("no data"):
        raise InputError(record, "Stooq's 'No data'", "rows", "check the symbol (^rut, iwm.us) and --since")
    if "daily hits limit" in says:
        raise InputError(record, "Stooq's daily limit", "rows", "fetch again tomorrow")


def _row(fields: list[str], width: int, index: bool, record: str) -> tuple[str, ...]:
    if len(fields) != width:
        raise InputError(record, f"{len(fields)} fields", f"{width}", AGAIN)
    high, low, close = (figure(cell, record, missing=(), positive=True) for cell in fields[2:5])
    if high and low and Decimal(high) < Decimal(low):
        raise InputError(record, f"a high of {high} under a low of {low}", "high above low", AGAIN)
    day = iso_day(fields[0], record)
    return (day, close, high, low) if index else (day, close)


STOOQ = Adapter(
    "stooq",
    "https://stooq.com",
    address,
    parse,
    producer="the exchange or index owner",
    carrier="Stooq",
    terms="Owner's data; quote and compute with attribution, do not republish the file.",
    example="^rut",
)
