"""iShares' list of a fund's holdings as CSV: who was in the index, with what weight, on one day.

A byte-order mark; some lines about the fund, among them ``Fund Holdings as of,"Nov 11, 2025"``; a header;
quoted rows with thousands separators; a blank line (or a no-break space) and the legal footer. ``-`` as the
day means the fund has no list for it. Rows are not only shares: cash, margin and futures stand among them,
so each keeps its ``asset_class``, and the weights sum to 100 only with all of them; a sum far off means
rows are missing. A ticker ``-`` is an unlisted security.

The symbol is the fund's ticker, with ``@2025-11-11`` for a day in the past. Lists are evidence for
``data/reference/memberships.csv``; they are no series.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from ..errors import InputError, suggestion
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, csv_rows, figure, one_line, text_of

FUNDS = {
    "IJR": "239774/ishares-core-sp-smallcap-etf",
    "IVV": "239726/ishares-core-sp-500-etf",
    "IWB": "239707/ishares-russell-1000-etf",
    "IWM": "239710/ishares-russell-2000-etf",
    "IWR": "239708/ishares-russell-mid-cap-etf",
    "IWV": "239714/ishares-russell-3000-etf",
}
AS_OF = "Fund Holdings as of"
DAY_FORMATS = (
    "%b %d, %Y",
    "%d-%b-%y",
    "%Y-%m-%d",
    "%d/%b/%Y",
)  # the second is what a spreadsheet leaves behind
WORDS = {
    "Ticker": "ticker",
    "Name": "name",
    "Sector": "sector",
    "Asset Class": "asset_class",
    "Exchange": "exchange",
}
FIGURES = {
    "Market Value": "market_value",
    "Weight (%)": "weight_pct",
    "Quantity": "quantity",
    "Price": "price",
}
COLUMNS = (
    "ticker",
    "name",
    "sector",
    "asset_class",
    "market_value",
    "weight_pct",
    "quantity",
    "price",
    "exchange",
)
WEIGHTS = (Decimal(98), Decimal(102))


def address(query: Query) -> str:
    fund, day = _asked(query.symbol)
    asked = {"fileType": "csv", "fileName": f"{fund}_holdings", "dataType": "fund"}
    if day:
        asked["asOfDate"] = day.replace("-", "")
    return f"/us/products/{FUNDS[fund]}/1467271812596.ajax?{urlencode(asked)}"


def _asked(symbol: str) -> tuple[str, str | None]:
    fund, _, day = symbol.upper().partition("@")
    if fund not in FUNDS:
        raise InputError("holdings", repr(fund[:20]), "a fund whose address is known", suggestion(fund, FUNDS))
    if day and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise InputError(f"holdings {fund}", f"the day {day[:20]!r}", "a day like 2025-11-11", "mend the symbol")
    return fund, day or None


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """One dated list: the day and ``COLUMNS``, every row of the fund, cash and futures too."""
    record = f"holdings {symbol}"
    lines = csv_rows(text_of(body, record), record)
    day, header = _preamble(lines, record)
    rows = tuple((day, *row) for row in _rows(lines, header, record))
    _whole(rows, record)
    fund, _, wanted = symbol.upper().partition("@")
    if wanted and wanted != day:
        raise InputError(record, f"a list of {day}", f"a list of {wanted}", "ask for a trading day")
    classes = Counter(row[1 + COLUMNS.index("asset_class")] for row in rows)
    counts = ", ".join(f"{count} {one_line(name, 40)}" for name, count in sorted(classes.items()))
    table = Table(
        fund,
        f"Holdings of {fund} on {day}",
        ("date", *COLUMNS),
        rows,
        basis="holdings",
        unit="%",
        frequency="once",
        notes=(f"Rows by asset class: {counts}.",),
        listing=True,
    )
    return (checked(table, record),)


def _preamble(lines: Iterator[tuple[int, list[str]]], record: str) -> tuple[str, list[str]]:
    """The day and the header; a list without its day is refused, because membership is that of a date."""
    day = None
    for number, fields in lines:
        cells = [cell.strip() for cell in fields]
        if cells[:1] == [AS_OF]:
            day = _day(cells[1] if len(cells) > 1 else "", f"{record}, line {number}")
        if cells[:1] == ["Ticker"]:
            if day is None:
                raise InputError(record, "no day", f"a line {AS_OF!r} before the header", "fetch the list, not a copy")
            return day, _columns(cells, record)
    raise InputError(record, "no header", "a line that begins with Ticker", AGAIN)


def _columns(cells: list[str], record: str) -> list[str]:
    absent = [name for name in (*WORDS, *FIGURES) if cells.count(name) != 1]
    if absent:
        raise InputError(record, f"no single column {absent[0]!r}", ", ".join((*WORDS, *FIGURES)), AGAIN)
    return cells


def _day(text: str, record: str) -> str:
    if text == "-":
        raise InputError(record, "no list for that day", "a day with a list", "ask for a trading day")
    for form in DAY_FORMATS:
        try:
            found: date = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found.isoformat()
    raise InputError(record, f"the day {text[:30]!r}", "a day like Nov 11, 2025", AGAIN)


def _rows(lines: Iterator[tuple[int, list[str]]], header: list[str], record: str) -> Iterator[tuple[str, ...]]:
    """Rows down to the first blank line; what follows is the footer."""
    for number, fields in lines:
        if not any(cell.strip() for cell in fields):
            return
        if len(fields) != len(header):
            raise InputError(f"{record}, line {number}", f"{len(fields)} fields", f"{len(header)}", AGAIN)
        yield _row(dict(zip(header, fields, strict=True)), f"{record}, line {number}")


def _row(cells: dict[str, str], record: str) -> tuple[str, ...]:
    found = {name: one_line(cells[header], 80) for header, name in WORDS.items()}
    for header, name in FIGURES.items():
        found[name] = figure(cells[header].replace(",", ""), record, missing=("", "-"))
    if found["asset_class"] == "Equity" and found["price"].startswith("-"):
        raise InputError(record, f"the price {found['price']}", "a price of zero or more for a share", AGAIN)
    return tuple(found[name] for name in COLUMNS)


def _whole(rows: tuple[tuple[str, ...], ...], record: str) -> None:
    place = 1 + COLUMNS.index("weight_pct")
    total = sum((Decimal(row[place] or 0) for row in rows), Decimal(0))
    if not WEIGHTS[0] <= total <= WEIGHTS[1]:
        raise InputError(record, f"weights that sum to {total}", "about 100: every row of the list", AGAIN)
    if len(set(rows)) != len(rows):
        raise InputError(record, "a row twice", "each holding once", AGAIN)


HOLDINGS = Adapter(
    "holdings",
    "https://www.ishares.com",
    address,
    parse,
    producer="BlackRock iShares",
    carrier="iShares fund page",
    terms="Owner's data; quote single weights with attribution, do not republish the list.",
    example="IWM@2025-11-11",
    windowed=False,
    lines=True,
)
