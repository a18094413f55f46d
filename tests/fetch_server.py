"""A local server that answers in the providers' formats and misbehaves as told; small bodies in each format."""

from __future__ import annotations

import io
import json
import struct
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openpyxl

# ---------------------------------------------------------------- behaviour


@dataclass(frozen=True)
class Reply:
    """One scripted answer. ``cut`` bytes of the body are sent at most; ``length`` is what the header claims."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/csv"
    length: int | None = -1                     # -1: the true one; None: no header at all
    cut: int | None = None
    wait: float = 0.0                           # before the status line
    drip: float = 0.0                           # between bytes
    chunked: bool = False
    chunk_end: bool = True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Provider = self.server          # type: ignore[assignment]
        reply = server.next_reply(self.path, self.headers)
        time.sleep(reply.wait)
        with suppress(OSError):                 # the client leaves when it has seen enough
            self._send(reply)
        self.close_connection = True

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": reply.kind, "Connection": "close", **reply.headers}
        if reply.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif reply.length is not None:
            headers["Content-Length"] = str(len(reply.body) if reply.length == -1 else reply.length)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        body = reply.body[: reply.cut]
        if reply.chunked:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) + (b"0\r\n\r\n" if reply.chunk_end else b""))
            return
        for piece in ([body[i : i + 1] for i in range(len(body))] if reply.drip else [body]):
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(reply.drip)

    def log_message(self, *_: object) -> None:
        pass


class Provider(ThreadingHTTPServer):
    """Plays the scripted replies in order; the last one again and again."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script()

    def script(self, *replies: Reply) -> None:
        self.replies, self.asked, self.seen = list(replies), [], []

    def next_reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        self.asked.append(path)
        self.seen.append(dict(headers))
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


# ---------------------------------------------------------------- bodies

HTML = b"<!DOCTYPE html><html><body>One moment, please</body></html>"

FRED = b"observation_date,DGS2\n2025-11-10,3.58\n2025-11-11,.\n2025-11-12,3.50\n"

STOOQ = (
    b"Date,Open,High,Low,Close,Volume\r\n"
    b"2025-11-10,2440.1,2461.3,2438.2,2455.23,0\r\n"
    b"2025-11-11,2455.0,2470.8,2449.9,2458.28,0\r\n"
)

FRENCH_TEXT = """This file was made from the 202511 database, for a test.
Missing data are indicated by -99.99 or -999.

,Mkt-RF,SMB
192607,   2.89,  -2.55
192608, -99.99,  -1.14

 Annual Factors: January-December
,Mkt-RF,SMB
  1927,  29.47,  -2.46

Copyright 2025 Eugene F. Fama and Kenneth R. French
"""

HOLDINGS = (
    "\ufeffiShares Russell 2000 ETF\n"
    'Fund Holdings as of,"Nov 11, 2025"\n'
    'Shares Outstanding,"281,400,000.00"\n'
    "\u00a0\n"
    "Ticker,Name,Sector,Asset Class,Market Value,Weight (%),Notional Value,Quantity,Price,Location,Exchange\n"
    '"BE","BLOOM ENERGY, A","Industrials","Equity","663,821,685.41","60.50","1","5,224,063.00","127.07","-","NYSE"\n'
    '"-","ESCROW INC","Health Care","Equity","1.31","0.00","1","130,676.00","0.00","US","NO MARKET"\n'
    '"USD","USD CASH","Cash and/or Derivatives","Cash","-9,000.00","39.60","1","-9,000.00","100.00","US","-"\n'
    '"RTYZ5","EMINI DEC 25","Derivatives","Futures","0.00","0.00","1","1,869.00","2,466.20","-","CME"\n'
    "\u00a0\n"
    '"A footer, with commas","and more"\n'
).encode()

DAY = 86400
OPEN_10 = 1762785000                            # 2025-11-10 09:30 in New York (winter time)


def french(text: str = FRENCH_TEXT, member: str = "Factors.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def chart(symbol: str = "^RUT", **changes: object) -> bytes:
    """A chart of three sessions; ``changes`` replace parts: meta, timestamp, quote, events, error."""
    index = symbol.startswith("^")
    meta = {
        "symbol": symbol, "currency": "USD", "instrumentType": "INDEX" if index else "ETF", "longName": "A name",
        "exchangeTimezoneName": "America/New_York", "dataGranularity": "1d",
        "regularMarketTime": OPEN_10 + 2 * DAY + 23400,
        "currentTradingPeriod": {"regular": {"start": OPEN_10 + 2 * DAY, "end": OPEN_10 + 2 * DAY + 23400}},
    } | changes.pop("meta", {})
    quote = {
        "close": [190.6999969482422, None, 2458.280029296875], "high": [191.5, None, 2470.80],
        "low": [189.25, None, 2449.9],
    } | changes.pop("quote", {})
    result = {"meta": meta, "timestamp": [OPEN_10, OPEN_10 + DAY, OPEN_10 + 2 * DAY],
              "indicators": {"quote": [quote]}} | changes
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def chart_error(description: str = "No data found, symbol may be delisted") -> bytes:
    return json.dumps({"chart": {"result": None, "error": {"code": "Not Found", "description": description}}}).encode()


SHEET_HEADER = ("Date", "P", "D", "E", "CPI", "Fraction", "Rate GS10", "Price", "CAPE")
SHEET = [
    ("A title over the table",), SHEET_HEADER,
    (2025.09, 6584.02, 78.5, 240.1, 324.8, 2025 + 8.5 / 12, 4.12, 1.0, "NA"),
    (2025.1, 6735.691739, 78.8, 243.6, 324.4, 2025 + 9.5 / 12, 4.06, 1.0, 39.405),
    (2025.11, 6740.885789, "", "NA", 324.122, 2025 + 10.5 / 12, 4.09, 1.0, 39.14),
    ("", "Nov price is a provisional one"),
]


def xlsx(rows: Sequence[Sequence[object]] = SHEET, sheet: str = "Data") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Sequence[Sequence[object]] = SHEET, sheet: str = "Data") -> bytes:
    """The old binary format, just enough of it: one BIFF8 stream of labels and numbers in a compound file."""
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode("ascii")
    top = _bof(0x0005)
    at = len(top) + 4 + 6 + len(name) + 4       # where the sheet's own stream begins
    stream = top + _biff(0x0085, struct.pack("<IBB", at, 0, 0) + name) + _biff(0x000A)
    return _compound(stream + _bof(0x0010) + cells + _biff(0x000A))


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _biff(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _biff(0x0203, place + struct.pack("<d", value))
    text = str(value)[:200]
    return _biff(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le", "replace"))


def _compound(stream: bytes) -> bytes:
    """Header, one allocation sector, one directory sector, then the stream (long enough to need no mini stream)."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    folder = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return header + table + folder.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36) + struct.pack("<IQ", start, size))
