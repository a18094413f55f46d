"""Yahoo's chart JSON: ``/v8/finance/chart/%5ERUT?period1=…&period2=…&interval=1d&events=div,splits``.

``chart.result[0]`` holds ``timestamp`` (the session's opening, seconds), ``indicators.quote[0]`` (lists in
step with it, ``null`` where there was no trade) and ``events`` (dividends and splits keyed by second);
``chart.error`` says what is wrong, with status 404 for an unknown symbol. Closes and dividends are adjusted
for splits, closes not for dividends.

Traps: a second is a date only in the exchange's own time zone; the last bar of a running session is a
price, not a close, and is dropped; prices are single-precision numbers printed as doubles
(190.6999969482422 was 190.7).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from ..errors import InputError
from .adapter import Adapter, Query
from .table import AGAIN, Table, checked, one_line, rounded, text_of

EARLIEST = date(1900, 1, 1)
LARGEST = 1e15
DECIMALS = 6  # the most a certificate allows


def address(query: Query) -> str:
    since, after = query.since or EARLIEST, query.until + timedelta(days=1)
    asked = {"period1": _seconds(since), "period2": _seconds(after), "interval": "1d", "events": "div,splits"}
    return f"/v8/finance/chart/{quote(query.symbol, safe='')}?{urlencode(asked)}"


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def parse(body: bytes, symbol: str) -> tuple[Table, ...]:
    """An index as (date, close, high, low); anything else as (date, close, dividend)."""
    record = f"yahoo {symbol}"
    result = _result(_json(body, record), record)
    meta = _mapping(result, "meta", record)
    _same(meta, symbol, record)
    days = _days(result, meta, record)
    index = meta.get("instrumentType") == "INDEX"
    rows = _index_rows(result, days, record) if index else _share_rows(result, meta, days, record)
    rows, running = _over(rows, result, meta)
    rows, empty = _traded(rows, record)
    table = Table(
        symbol.lstrip("^").upper(),
        one_line(meta.get("longName") or meta.get("shortName") or symbol),
        ("date", "close", "high", "low") if index else ("date", "close", "dividend"),
        tuple(rows),
        basis="price_index" if index else "close",
        unit="points" if index else one_line(meta.get("currency"), 8),
        frequency="daily",
        notes=(*running, *empty, *_splits(result, meta, record)),
    )
    return (checked(table, record),)


# ---------------------------------------------------------------- the tree


def _json(body: bytes, record: str) -> object:
    try:
        return json.loads(text_of(body, record), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(record, f"text that is not JSON ({one_line(error, 60)})", "JSON", AGAIN) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _mapping(tree: object, key: str, record: str) -> Mapping[str, object]:
    found = tree.get(key) if isinstance(tree, Mapping) else None
    if not isinstance(found, Mapping):
        raise InputError(record, f"no {key!r}", f"an object {key!r}", AGAIN)
    return found


def _first(tree: Mapping[str, object], key: str, record: str) -> Mapping[str, object]:
    found = tree.get(key)
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], Mapping):
        raise InputError(record, f"no single {key!r}", f"a list {key!r} with one object", AGAIN)
    return found[0]


def _result(tree: object, record: str) -> Mapping[str, object]:
    chart = _mapping(tree, "chart", record)
    if chart.get("error"):
        error = chart["error"]
        says = error.get("description") if isinstance(error, Mapping) else error
        raise InputError(record, f"Yahoo's error {one_line(says)!r}", "a chart", "check the symbol")
    return _first(chart, "result", record)


def _same(meta: Mapping[str, object], symbol: str, record: str) -> None:
    if str(meta.get("symbol", "")).upper() != symbol.upper():
        raise InputError(record, f"a chart of {one_line(meta.get('symbol'), 20)}", f"a chart of {symbol}", AGAIN)
    if meta.get("dataGranularity", "1d") != "1d":
        raise InputError(
            record, f"bars of {one_line(meta['dataGranularity'], 8)}", "daily bars", "ask for a later --since"
        )


def _column(result: Mapping[str, object], key: str, days: list[str], record: str) -> list[object]:
    found = _first(_mapping(result, "indicators", record), "quote", record).get(key)
    if not isinstance(found, list) or len(found) != len(days):
        raise InputError(record, f"no {key!r} in step with the timestamps", f"{len(days)} values", AGAIN)
    return found


# ---------------------------------------------------------------- days and prices


def _day(second: object, meta: Mapping[str, object], record: str) -> str:
    """The date of a second in the exchange's own time zone."""
    try:
        if isinstance(second, bool) or not isinstance(second, int):
            raise ValueError("not a whole number")
        zone = ZoneInfo(str(meta["exchangeTimezoneName"]))
        return datetime.fromtimestamp(second, zone).date().isoformat()
    except (ArithmeticError, KeyError, OSError, TypeError, ValueError) as error:
        raise InputError(
            record,
            f"the time {one_line(second, 30)} ({type(error).__name__})",
            "seconds and a time zone",
            AGAIN,
        ) from None


def _days(result: Mapping[str, object], meta: Mapping[str, object], record: str) -> list[str]:
    seconds = result.get("timestamp")
    if not isinstance(seconds, list) or not seconds:
        raise InputError(record, "no timestamps", "at least one bar", "check the symbol and --since")
    return [_day(second, meta, record) for second in seconds]


def _price(value: object, record: str) -> str:
    """A price with two to six decimals; ``null`` is missing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < LARGEST:
        raise InputError(record, f"the price {one_line(value, 30)}", "a number above zero", AGAIN)
    whole, _, fraction = shortest(float(value)).partition(".")
    if len(fraction) > DECIMALS:
        whole, _, fraction = rounded(float(value), DECIMALS).rstrip("0").partition(".")
    return f"{whole}.{fraction:0<2}"


def shortest(value: float) -> str:
    """The shortest decimal that names the same single-precision number; a true double as it prints."""
    single = _single(value)
    if single == value:
        for digits in range(6, 10):
            text = f"{value:.{digits}g}"
            if _single(float(text)) == single:
                return format(Decimal(text), "f")
    return format(Decimal(repr(value)), "f")


def _single(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def _index_rows(result: Mapping[str, object], days: list[str], record: str) -> list[tuple[str, ...]]:
    columns = [_column(result, key, days, record) for key in ("close", "high", "low")]
    rows = [
        (day, *(_price(value, f"{record}, {day}") for value in values))
        for day, *values in zip(days, *columns, strict=True)
    ]
    for day, _, high, low in rows:
        if high and low and Decimal(high) < Decimal(low):
            raise InputError(f"{record}, {day}", f"a high of {high} under a low of {low}", "high above low", AGAIN)
    return rows


def _share_rows(
    result: Mapping[str, object], meta: Mapping[str, object], days: list[str], record: str
) -> list[tuple[str, ...]]:
    paid = {}
    for second, event in _events(result, "dividends", record):
        day = _day(second, meta, record)
        if day in paid or day not in days:
            fault = "twice" if day in paid else "a day without a bar"
            raise InputError(record, f"a dividend on {day}, {fault}", "one dividend an ex-date", AGAIN)
        paid[day] = _price(event.get("amount"), f"{record}, dividend")
    closes = _column(result, "close", days, record)
    return [
        (day, _price(value, f"{record}, {day}"), paid.get(day, "")) for day, value in zip(days, closes, strict=True)
    ]


def _events(result: Mapping[str, object], kind: str, record: str) -> list[tuple[object, Mapping[str, object]]]:
    """(second, event) in order of time; an answer without such events has none of the keys."""
    events = result.get("events") or {}
    found = (events.get(kind) or {}) if isinstance(events, Mapping) else None
    if not isinstance(found, Mapping) or not all(isinstance(event, Mapping) for event in found.values()):
        raise InputError(record, f"{kind} of another shape", "an object of events", AGAIN)
    return [(event.get("date"), event) for _, event in sorted(found.items())]


def _splits(result: Mapping[str, object], meta: Mapping[str, object], record: str) -> list[str]:
    return [
        f"Split {one_line(event.get('splitRatio'), 12)} on {_day(second, meta, record)}: "
        "closes and dividends before it are divided by the carrier."
        for second, event in _events(result, "splits", record)
    ]


def _over(
    rows: list[tuple[str, ...]], result: Mapping[str, object], meta: Mapping[str, object]
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows without the last bar, unless the answer says that its session was over."""
    now, period = meta.get("regularMarketTime"), meta.get("currentTradingPeriod")
    session = period.get("regular") if isinstance(period, Mapping) else None
    bounds = (session.get("start"), session.get("end")) if isinstance(session, Mapping) else ()
    if bounds and all(isinstance(second, int) for second in (now, *bounds)):
        before_today = result["timestamp"][-1] < bounds[0]
        if before_today or now >= bounds[1]:
            return rows, []
    return rows[:-1], [f"The bar of {rows[-1][0]} was left out: nothing says that its session was over."]


def _traded(rows: list[tuple[str, ...]], record: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows with a close. A session without one is a hole that the loader of certified data will see."""
    empty = [row for row in rows if not row[1]]
    for day, _, *others in empty:
        if len(others) == 1 and others[0]:
            raise InputError(record, f"a dividend on {day}, a day without a close", "an ex-date with a close", AGAIN)
    kept = [row for row in rows if row[1]]
    return kept, [f"No close on {row[0]}: no row." for row in empty]


YAHOO = Adapter(
    "yahoo",
    "https://query1.finance.yahoo.com",
    address,
    parse,
    producer="the exchange or index owner",
    carrier="Yahoo Finance chart service",
    terms="Owner's data for personal use; quote and compute with attribution, do not republish the file.",
    example="^RUT",
    lines=False,
)
