"""The fetcher: addresses, formats, a misbehaving network, and what is left in the staging folder afterwards."""

from __future__ import annotations

import ast
import gzip
import hashlib
import importlib.util
import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import fetch_server as served
import jsonschema
import pytest
import yaml
from fetch_server import OPEN_10, Reply
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation import market
from rotation.errors import InputError
from rotation.fetch import PROVIDERS, Answer, Policy, Query, Table, Transport, fetch, shiller, table, transport, yahoo
from rotation.paths import DATA, ROOT

RETRIEVED = date(2025, 11, 20)
QUICK = Policy(connect=1, read=0.25, deadline=0.4, tries=3, backoff=0, jitter=0, max_bytes=50_000, max_unpacked=60_000)


@pytest.fixture(scope="module")
def running_server():
    with served.running() as server:
        yield server


@pytest.fixture
def server(running_server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running_server.script()
    return running_server


@pytest.fixture
def sleeps(monkeypatch):
    """The pauses between tries, recorded instead of waited for."""
    waited: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=waited.append, time=time.time))
    return waited


def refusal(call) -> str:
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---------------------------------------------------------------- addresses

ADDRESSES = [
    # provider, symbol, since, address
    ("fred", "DGS2", None, "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS2"),
    ("fred", "DGS2", date(2020, 1, 2), "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS2&cosd=2020-01-02"),
    ("stooq", "^RUT", None, "https://stooq.com/q/d/l/?s=%5Erut&i=d"),
    ("stooq", "iwm.us", date(2025, 1, 2), "https://stooq.com/q/d/l/?s=iwm.us&i=d&d1=20250102&d2=20251120"),
    # 2025-01-02 00:00 UTC is day 20090 of the epoch, 2025-11-21 (the day after retrieval) day 20413: times 86400
    ("yahoo", "^RUT", date(2025, 1, 2), "https://query1.finance.yahoo.com/v8/finance/chart/%5ERUT"
     "?period1=1735776000&period2=1763683200&interval=1d&events=div%2Csplits"),
    ("french", "F-F_Research_Data_Factors", None,
     "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/F-F_Research_Data_Factors_CSV.zip"),
    ("shiller", "ie_data", None,
     "https://img1.wsimg.com/blobby/go/e5e77e0b-59d1-44d9-ab25-4763ac982e53/downloads/ie_data.xls"),
    ("holdings", "IWM", None, "https://www.ishares.com/us/products/239710/ishares-russell-2000-etf/1467271812596.ajax"
     "?fileType=csv&fileName=IWM_holdings&dataType=fund"),
    ("holdings", "iwm@2025-11-11", None, "https://www.ishares.com/us/products/239710/ishares-russell-2000-etf/"
     "1467271812596.ajax?fileType=csv&fileName=IWM_holdings&dataType=fund&asOfDate=20251111"),
]


@pytest.mark.parametrize(("provider", "symbol", "since", "address"), ADDRESSES)
def test_address(provider, symbol, since, address):
    assert PROVIDERS[provider].url(Query(symbol, since, RETRIEVED)) == address


def test_base_url_replaces_scheme_and_host_only():
    url = PROVIDERS["fred"].url(Query("DGS2", None, RETRIEVED), "http://127.0.0.1:8000/")
    assert url == "http://127.0.0.1:8000/graph/fredgraph.csv?id=DGS2"


@pytest.mark.parametrize(("provider", "symbol", "since", "found"), [
    ("fred", "../../etc/passwd", None, "etc/passwd"),
    ("fred", "DGS2&cosd=x", None, "DGS2&cosd=x"),
    ("fred", "", None, "''"),
    ("holdings", "IWN", None, "did you mean"),
    ("holdings", "IWM@11/11/2025", None, "the day '11/11/2025'"),
    ("holdings", "IWM", date(2025, 1, 2), "--since 2025-01-02"),
])
def test_symbols_that_are_refused(provider, symbol, since, found):
    assert found in refusal(lambda: PROVIDERS[provider].url(Query(symbol, since, RETRIEVED)))


# ---------------------------------------------------------------- formats: what is read

SHARE = served.chart("IWM", events={
    "dividends": {"x": {"amount": 0.69, "date": OPEN_10}},
    "splits": {"y": {"date": OPEN_10 + served.DAY, "splitRatio": "2:1", "numerator": 2, "denominator": 1}},
})

READ = [
    # provider, symbol, body, {name: rows}
    ("fred", "DGS2", served.FRED, {"DGS2": [("2025-11-10", "3.58"), ("2025-11-11", ""), ("2025-11-12", "3.50")]}),
    ("fred", "DFF", b"\xef\xbb\xbfDATE,DFF\r\n2008-12-16,0\r\n2008-12-17,-.05\r\n",      # zero is a rate, not a hole
     {"DFF": [("2008-12-16", "0"), ("2008-12-17", "-0.05")]}),
    ("stooq", "^rut", served.STOOQ, {"RUT": [("2025-11-10", "2455.23", "2461.3", "2438.2"),
                                             ("2025-11-11", "2458.28", "2470.8", "2449.9")]}),
    ("stooq", "iwm.us", served.STOOQ, {"IWM": [("2025-11-10", "2455.23"), ("2025-11-11", "2458.28")]}),
    # 190.6999969482422 is what the single-precision number nearest 190.7 prints as
    ("yahoo", "^RUT", served.chart(), {"RUT": [("2025-11-10", "190.70", "191.50", "189.25"),
                                               ("2025-11-12", "2458.28", "2470.80", "2449.90")]}),
    ("yahoo", "IWM", SHARE, {"IWM": [("2025-11-10", "190.70", "0.69"), ("2025-11-12", "2458.28", "")]}),
    ("french", "FF", served.french(), {
        "FF_MKT_RF_monthly": [("1926-07-31", "2.89"), ("1926-08-31", "")], 
        "FF_SMB_monthly": [("1926-07-31", "-2.55"), ("1926-08-31", "-1.14")],
        "FF_MKT_RF_yearly": [("1927-12-31", "29.47")], "FF_SMB_yearly": [("1927-12-31", "-2.46")]}),
    ("french", "FF", served.french("words\n\n,Mom,\n20250102,  -999,\n20250103,  0.41,\n"),
     {"FF_MOM_daily": [("2025-01-02", ""), ("2025-01-03", "0.41")]}),
    ("holdings", "IWM@2025-11-11", served.HOLDINGS, {"IWM": [
        ("2025-11-11", "BE", "BLOOM ENERGY, A", "Industrials", "Equity", "663821685.41", "60.50", "5224063.00",
         "127.07", "NYSE"),
        ("2025-11-11", "-", "ESCROW INC", "Health Care", "Equity", "1.31", "0.00", "130676.00", "0.00", "NO MARKET"),
        ("2025-11-11", "USD", "USD CASH", "Cash and/or Derivatives", "Cash", "-9000.00", "39.60", "-9000.00",
         "100.00", "-"),
        ("2025-11-11", "RTYZ5", "EMINI DEC 25", "Derivatives", "Futures", "0.00", "0.00", "1869.00", "2466.20",
         "CME")]}),
]
MONTHS = {
    "price": [("2025-09-01", "6584.02"), ("2025-10-01", "6735.69"), ("2025-11-01", "6740.89")],
    "dividend": [("2025-09-01", "78.50"), ("2025-10-01", "78.80")],            # the trailing hole is cut
    "earnings": [("2025-09-01", "240.10"), ("2025-10-01", "243.60")],          # NA likewise
    "cpi": [("2025-09-01", "324.800"), ("2025-10-01", "324.400"), ("2025-11-01", "324.122")],
    "gs10": [("2025-09-01", "4.12"), ("2025-10-01", "4.06"), ("2025-11-01", "4.09")],
    "cape": [("2025-10-01", "39.41"), ("2025-11-01", "39.14")],                # leading NA is cut
}
READ += [("shiller", "ie_data", served.xls(), MONTHS), ("shiller", "ie_data", served.xlsx(), MONTHS)]


@pytest.mark.parametrize(("provider", "symbol", "body", "expected"), READ)
def test_reads_the_providers_format(provider, symbol, body, expected):
    tables = PROVIDERS[provider].parse(body, symbol)
    assert {found.name: list(found.rows) for found in tables} == expected
    assert all(len(row) == len(found.columns) for found in tables for row in found.rows)


@pytest.mark.parametrize(("provider", "symbol", "body", "says"), [
    ("yahoo", "IWM", SHARE, "Split 2:1 on 2025-11-11: closes and dividends before it are divided by the carrier."),
    ("yahoo", "^RUT", served.chart(meta={"currentTradingPeriod": None}),
     "The bar of 2025-11-12 was left out: nothing says that its session was over."),
    ("yahoo", "^RUT", served.chart(), "No close on 2025-11-11: no row."),
    ("holdings", "IWM", served.HOLDINGS, "Rows by asset class: 1 Cash, 2 Equity, 1 Futures."),
    ("french", "FF", served.french("One -- Monthly\n,A\n192607,1\n\nTwo -- Monthly\n,A\n192607,2\n"),
     "Not taken from the same file: Two -- Monthly."),
])
def test_notes_say_what_the_figures_do_not(provider, symbol, body, says):
    assert says in PROVIDERS[provider].parse(body, symbol)[0].notes


def test_a_running_session_has_no_close_yet():
    """The last bar began at 09:30 on the 12th and the answer was given at 15:59, a minute before the close."""
    found, = yahoo.parse(served.chart(meta={"regularMarketTime": OPEN_10 + 2 * served.DAY + 23340}), "^RUT")
    assert [row[0] for row in found.rows] == ["2025-11-10"]
    assert "The bar of 2025-11-12 was left out: nothing says that its session was over." in found.notes


def test_a_session_before_the_running_one_is_over():
    """A minute after the next session's opening the last bar is still yesterday's."""
    opens = OPEN_10 + 3 * served.DAY
    session = {"start": opens, "end": opens + 23400}
    meta = {"regularMarketTime": opens + 60, "currentTradingPeriod": {"regular": session}}
    found, = yahoo.parse(served.chart(meta=meta), "^RUT")
    assert found.rows[-1][0] == "2025-11-12"


@pytest.mark.parametrize(("second", "day"), [
    (1741613400, "2025-03-10"),                 # 09:30 in New York, first Monday of summer time (13:30 UTC)
    (1741361400, "2025-03-07"),                 # 10:30, the Friday before
    (1741579200 - 1, "2025-03-09"),             # 23:59:59 in New York is 03:59:59 UTC of the 10th
])
def test_a_day_is_the_exchanges_own(second, day):
    assert yahoo._day(second, {"exchangeTimezoneName": "America/New_York"}, "x") == day


@pytest.mark.parametrize(("double", "text"), [
    (190.6999969482422, "190.7"),               # a single
    (47954.98828125, "47954.99"),               # a single with seven digits
    (0.037560001015663147, "0.03756"),          # split-adjusted
    (0.947, "0.947"),                           # a true double
    (100.0, "100"),
])
def test_shortest_decimal_of_a_single(double, text):
    assert yahoo.shortest(double) == text


@pytest.mark.parametrize(("stamp", "month"), [
    (2025.01, "2025-01"), (2025.1, "2025-10"), (2025.11, "2025-11"), (2025.12, "2025-12"), ("2025.1", "2025-10"),
    (1871.1, "1871-10"),
])
def test_october_is_point_one(stamp, month):
    assert f"{shiller.month_of(stamp, 'x'):%Y-%m}" == month


@pytest.mark.parametrize("stamp", [2025.13, 2025.0, 2025.105, "NA", None, float("nan"), float("inf"), -1.01, 1e300])
def test_stamps_that_are_no_month(stamp):
    assert "the date" in refusal(lambda: shiller.month_of(stamp, "x"))


# ---------------------------------------------------------------- formats: what is refused

def sheet(*changes: tuple[int, int, object]) -> bytes:
    rows = [list(row) for row in served.SHEET]
    for row, column, value in changes:
        rows[row][column] = value
    return served.xls(rows)


ESCROW = next(line for line in served.HOLDINGS.splitlines(keepends=True) if b"ESCROW" in line)
REFUSED = [
    # provider, symbol, body, what the refusal says
    ("fred", "DGS2", b"", "an empty answer"),
    ("fred", "DGS2", b"\xff\xfe", "not UTF-8"),
    ("fred", "DGS2", served.FRED.replace(b"DGS2", b"DGS10"), "DGS10"),
    ("fred", "DGS2", b"observation_date,DGS2\n", "no rows"),
    ("fred", "DGS2", served.FRED.replace(b"11-11", b"11-10"), "twice the date 2025-11-10"),
    ("fred", "DGS2", served.FRED.replace(b"11-12", b"11-09"), "2025-11-11 before 2025-11-09"),
    ("fred", "DGS2", served.FRED.replace(b"11-12", b"02-30"), "the date '2025-02-30'"),
    ("fred", "DGS2", served.FRED.replace(b"3.50", b"3,50"), "3 fields"),
    ("fred", "DGS2", served.FRED.replace(b"3.50", b"nan"), "'nan'"),
    ("fred", "DGS2", served.FRED.replace(b"3.50", b"1e999"), "'1e999'"),
    ("stooq", "^rut", b"No data", "check the symbol"),
    ("stooq", "^rut", b"Exceeded the daily hits limit", "fetch again tomorrow"),
    ("stooq", "^rut", served.STOOQ.replace(b"2458.28", b"-2458.28"), "-2458.28; expected a price above zero"),
    ("stooq", "^rut", served.STOOQ.replace(b"2458.28", b"0"), "found 0; expected a price above zero"),
    ("stooq", "^rut", served.STOOQ.replace(b"2470.8", b"2070.8"), "a high of 2070.8 under a low of 2449.9"),
    ("stooq", "^rut", served.STOOQ[:-20], "3 fields; expected 6"),
    ("yahoo", "NOPE", served.chart_error(), "No data found"),
    ("yahoo", "^RUT", served.chart()[:-5], "not JSON"),
    ("yahoo", "^RUT", b"[" * 5000, "not JSON"),
    ("yahoo", "^RUT", b"{}", "no 'chart'"),
    ("yahoo", "^RUT", served.chart("^GSPC"), "a chart of ^GSPC"),
    ("yahoo", "^RUT", served.chart(meta={"dataGranularity": "1mo"}), "bars of 1mo"),
    ("yahoo", "^RUT", served.chart(quote={"close": [1.0, 2.0]}), "no 'close' in step"),
    ("yahoo", "^RUT", served.chart(quote={"close": [1.0, 2.0, -3.0]}), "the price -3.0"),
    ("yahoo", "^RUT", served.chart(quote={"high": [1.0, 2.0, 3.0]}), "a high of 1.00 under a low of 189.25"),
    ("yahoo", "^RUT", served.chart(timestamp=[OPEN_10, OPEN_10 + 60, OPEN_10 + 120]), "twice the date 2025-11-10"),
    ("yahoo", "^RUT", served.chart(timestamp=[OPEN_10, "x", 10**18]), "the time x"),
    ("yahoo", "^RUT", served.chart(meta={"exchangeTimezoneName": "../x"}), "the time"),
    ("yahoo", "IWM", served.chart("IWM", events={"dividends": {"x": {"amount": 1.0, "date": OPEN_10 + 5 * 86400}}}),
     "a dividend on 2025-11-15, a day without a bar"),
    ("yahoo", "IWM", served.chart("IWM", events={"dividends": {"x": {"amount": 1.0, "date": OPEN_10 + 86400}}}),
     "a dividend on 2025-11-11, a day without a close"),
    ("yahoo", "IWM", served.chart("IWM", events={"dividends": {k: {"amount": 1.0, "date": OPEN_10} for k in "ab"}}),
     "a dividend on 2025-11-10, twice"),
    ("stooq", "^rut", served.STOOQ.replace(b"2458.28", b""), "expected a number"),
    ("french", "FF", b"PK\x03\x04 not a zip", "a zip archive"),
    ("french", "FF", served.french()[:-30], "a zip archive"),
    ("french", "FF", served.french().replace(b"Factors.csv", b"Factors.exe"), "0 text files"),
    ("french", "FF", served.french("words only\n"), "no block"),
    ("french", "FF", served.french(",A,B\n192607, 1.0\n"), "1 figures; expected 2"),
    ("french", "FF", served.french(",A\n192613, 1.0\n"), "the date 192613"),
    ("french", "FF", served.french(",A\n192607, 1.0\n1926xx, 2.0\n"), "expected a dated row"),
    ("french", "FF", served.french(",A\n192607, 1.0\n192607, 2.0\n"), "twice the date"),
    ("french", "FF", served.french(",A\n192607, 1.0\n1927, 2.0\n"), "several frequencies"),
    ("shiller", "ie_data", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "a workbook"),
    ("shiller", "ie_data", b"date,price\n", "no workbook"),
    ("shiller", "ie_data", served.xls(sheet="Disclaimer"), "the sheets Disclaimer"),
    ("shiller", "ie_data", served.xlsx(sheet="Disclaimer"), "the sheets Disclaimer"),
    ("shiller", "ie_data", sheet((1, 8, "P/E")), "no column 'CAPE'"),
    ("shiller", "ie_data", sheet((3, 0, 2025.01)), "beside 2025-01"),        # October typed as January
    ("shiller", "ie_data", sheet((3, 0, 2025.01), (3, 5, 2025 + 0.5 / 12)), "2025-01 after 2025-09"),
    ("shiller", "ie_data", sheet((3, 1, 0.0)), "a figure above zero"),       # a zero where NA belongs
    ("shiller", "ie_data", sheet((3, 1, "n/a")), "'n/a'"),
    ("shiller", "ie_data", sheet((3, 2, float("nan"))), "'nan'"),
    ("holdings", "IWM", served.HOLDINGS.replace(b"Fund Holdings as of", b"Inception"), "no day"),
    ("holdings", "IWM", served.HOLDINGS.replace(b"Nov 11, 2025", b"-"), "no list for that day"),
    ("holdings", "IWM@2025-11-12", served.HOLDINGS, "a list of 2025-11-11; expected a list of 2025-11-12"),
    ("holdings", "IWM", served.HOLDINGS.replace(b"Weight (%)", b"Weight"), "no single column 'Weight (%)'"),
    ("holdings", "IWM", served.HOLDINGS.split(b'"USD"')[0], "weights that sum to 60.50"),       # cut after two rows
    ("holdings", "IWM", served.HOLDINGS.replace(b'"127.07"', b'"-127.07"'), "the price -127.07"),
    ("holdings", "IWM", b"No holdings\n", "no header"),
    ("holdings", "IWM", served.HOLDINGS.replace(b'"-","ESC', ESCROW + b'"-","ESC'), "a row twice"),
]


@pytest.mark.parametrize(("provider", "symbol", "body", "says"), REFUSED)
def test_refuses(provider, symbol, body, says):
    assert says in refusal(lambda: PROVIDERS[provider].parse(body, symbol))


def test_an_archive_that_would_fill_the_memory(monkeypatch):
    monkeypatch.setattr(table, "MAX_UNPACKED", 1000)
    assert "1500 bytes unpacked" in refusal(lambda: PROVIDERS["french"].parse(served.french("x" * 1500), "FF"))


# ---------------------------------------------------------------- formats: anything at all

SAMPLES = {
    "fred": ("DGS2", served.FRED), "stooq": ("^rut", served.STOOQ), "yahoo": ("IWM", SHARE),
    "holdings": ("IWM", served.HOLDINGS), "french": ("FF", served.french()), "shiller": ("ie_data", served.xls()),
}
FUZZ = settings(max_examples=30, deadline=None, derandomize=True, database=None)


def parse_or_refuse(provider: str, body: bytes) -> None:
    """Tables or an InputError; any other exception fails the test."""
    with suppress(InputError):
        tables = PROVIDERS[provider].parse(body, SAMPLES[provider][0])
        assert all(isinstance(found, Table) and found.rows for found in tables)


@pytest.mark.parametrize("provider", SAMPLES)
@FUZZ
@given(body=st.binary(max_size=300), head=st.sampled_from([b"", b"PK\x03\x04", shiller.OLE, b'{"chart":']))
def test_arbitrary_bytes(provider, body, head):
    parse_or_refuse(provider, head + body)


@pytest.mark.parametrize("provider", SAMPLES)
@FUZZ
@given(data=st.data())
def test_damaged_answers(provider, data):
    body = SAMPLES[provider][1]
    at = data.draw(st.integers(0, len(body)))
    gone = data.draw(st.integers(0, 40))
    parse_or_refuse(provider, body[:at] + data.draw(st.binary(max_size=12)) + body[at + gone:])


@FUZZ
@given(text=st.text(st.sampled_from(",. \n-0129Aé\"C"), max_size=200))
def test_arbitrary_text_in_a_zip(text):
    parse_or_refuse("french", served.french(text))


@FUZZ
@given(place=st.tuples(st.integers(0, 4), st.integers(0, 8)),
       value=st.one_of(st.floats(), st.text(max_size=8), st.integers(-10**6, 10**6)))
def test_arbitrary_cells_in_a_workbook(place, value):
    rows = [[*row, *[""] * (9 - len(row))] for row in served.SHEET]
    rows[place[0]][place[1]] = value
    parse_or_refuse("shiller", served.xls(rows))


@FUZZ
@given(key=st.sampled_from(["meta", "timestamp", "indicators", "events"]), value=st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["quote", "close", "dividends", "splits", "symbol", "amount", "date"]), inner, max_size=3)))
def test_arbitrary_trees_in_a_chart(key, value):
    tree = json.loads(SHARE)
    tree["chart"]["result"][0][key] = value
    parse_or_refuse("yahoo", json.dumps(tree).encode())


# ---------------------------------------------------------------- transport

BODY = served.FRED
OK = Reply(BODY)
PACKED = gzip.compress(BODY, mtime=0)


def here(path: str) -> Reply:
    return Reply(status=302, headers={"Location": path})


BROUGHT = [
    # name, replies, number of requests
    ("at once", [OK], 1),
    ("after one 429", [Reply(status=429), OK], 2),
    ("after two 500s", [Reply(status=500), Reply(status=500), OK], 3),
    ("after a silence", [Reply(BODY, wait=0.4), OK], 2),
    ("one redirect", [here("/other"), OK], 2),
    ("three redirects", [here("/1"), here("/2"), here("/3"), OK], 4),
    ("chunked", [Reply(BODY, chunked=True)], 1),
    ("packed", [Reply(PACKED, headers={"Content-Encoding": "gzip"})], 1),
    ("packed and chunked", [Reply(PACKED, headers={"Content-Encoding": "gzip"}, chunked=True)], 1),
    ("ended by closing", [Reply(BODY, length=None)], 1),
]


@pytest.mark.parametrize(("name", "replies", "requests"), BROUGHT, ids=[row[0] for row in BROUGHT])
def test_brings_the_whole_body(server, name, replies, requests):
    server.script(*replies)
    assert Transport(QUICK).get(server.url + "/data").body == BODY
    assert len(server.asked) == requests


BOMB = gzip.compress(b"0" * 100_000, mtime=0)       # a hundred and some bytes on the wire
KEPT_OUT = [
    # name, replies, what the refusal says, number of requests
    ("404", [Reply(b"unknown series", status=404)], "status 404 and 'unknown series'", 1),
    ("404 as Yahoo says it", [Reply(served.chart_error(), status=404)], "symbol may be delisted", 1),
    ("404 as a page", [Reply(served.HTML, status=404)], "status 404;", 1),
    ("403", [Reply(status=403)], "status 403", 1),
    ("204", [Reply(status=204)], "status 204", 1),
    ("500 forever", [Reply(status=500)], "status 500", 3),
    ("429 forever", [Reply(status=429)], "status 429", 3),
    ("429 with nonsense", [Reply(status=429, headers={"Retry-After": "soon"})], "no answer after 3 tries", 1),
    ("silence forever", [Reply(BODY, wait=0.4)], "no answer after 3 tries (ReadTimeoutError)", 3),
    ("drip by drip", [Reply(BODY, drip=0.05)], "unfinished after 0.4 seconds", 1),
    ("redirect loop", [here("/a")], "more than 3 redirects", 4),
    ("redirect elsewhere", [here("http://localhost:9/")], "a redirect to http://localhost:9/", 1),
    ("redirect to a file", [here("file:///etc/passwd")], "a redirect to file:///etc/passwd", 1),
    ("redirect nowhere", [Reply(status=301)], "a redirect to", 1),
    ("cut, length declared", [Reply(BODY, cut=30)], "an answer cut after", 1),
    ("cut at nothing", [Reply(BODY, cut=0)], "an answer cut after 0 bytes", 1),
    ("cut in a chunk", [Reply(BODY, chunked=True, chunk_end=False)], "an answer cut after", 1),
    ("cut inside gzip", [Reply(PACKED[:-12], headers={"Content-Encoding": "gzip"})], "without its end", 1),
    ("page with 200", [Reply(served.HTML, kind="text/html")], "a page of markup with status 200", 1),
    ("page that claims csv", [Reply(b"\xef\xbb\xbf \n" + served.HTML)], "a page of markup with status 200", 1),
    ("picture", [Reply(b"GIF89a", kind="image/gif")], "content of type image/gif", 1),
    ("too long, declared", [Reply(b"", length=50_001)], "50001 bytes; expected at most 50000", 1),
    ("too long, undeclared", [Reply(b"0" * 60_000, length=None)], "more than 50000 bytes", 1),
    ("gzip bomb", [Reply(BOMB, headers={"Content-Encoding": "gzip"})], "more than 60000 bytes unpacked", 1),
    ("not gzip", [Reply(BODY, headers={"Content-Encoding": "gzip"})], "not gzip", 1),
    ("another encoding", [Reply(BODY, headers={"Content-Encoding": "br"})], "encoding br", 1),
    ("odd length", [Reply(BODY, length=-5)], "Content-Length '-5'", 1),
]


@pytest.mark.parametrize(("name", "replies", "says", "requests"), KEPT_OUT, ids=[row[0] for row in KEPT_OUT])
def test_refuses_what_is_not_a_whole_answer(server, name, replies, says, requests):
    server.script(*replies)
    assert says in refusal(lambda: Transport(QUICK).get(server.url + "/data"))
    assert len(server.asked) == requests


def test_a_short_body_is_noticed_even_if_the_library_does_not():
    pieces = iter([b"12345", b""])
    quiet = SimpleNamespace(headers={"Content-Length": "9"}, raw=SimpleNamespace(read1=lambda *_, **__: next(pieces)))
    assert "5 bytes of 9" in refusal(lambda: Transport(QUICK)._wire("x", quiet))


def test_nobody_listening():
    with served.running() as gone:
        url = gone.url
    assert "no answer after 3 tries" in refusal(lambda: Transport(QUICK).get(url + "/data"))


@pytest.mark.parametrize(("old", "new", "allowed"), [
    ("http://a.org/x", "https://a.org/y", True),        # up
    ("https://a.org/x", "http://a.org/y", False),       # down
    ("http://a.org/x", "https://b.org/y", False),       # up, but elsewhere
    ("https://a.org/x", "https://b.org/y", False),
    ("https://a.org/x", "//b.org/y", False),
    ("https://a.org/x", "https://a.org:444/y", False),
    ("https://a.org/x", "y", True),
])
def test_redirects_stay_on_the_host(old, new, allowed):
    if allowed:
        assert transport._next(old, new)
    else:
        assert "the same host" in refusal(lambda: transport._next(old, new))


@pytest.mark.parametrize(("replies", "pauses"), [
    ([Reply(status=429, headers={"Retry-After": "7"}), OK], [7.0]),
    ([Reply(status=503, headers={"Retry-After": "0"}), OK], []),
    ([Reply(status=429, headers={"Retry-After": "120"}), OK], [120.0]),
    ([Reply(status=500), Reply(status=500), Reply(status=500), OK], [1.0, 2.0]),    # 0, then 0.5 x 2, 0.5 x 4
])
def test_pauses_between_tries(server, sleeps, replies, pauses):
    server.script(*replies)
    Transport(replace(QUICK, tries=4, backoff=0.5)).get(server.url + "/data")
    assert [pause for pause in sleeps if pause] == pauses


def test_a_longer_pause_than_our_patience_is_refused_not_cut_short(server, sleeps):
    server.script(Reply(status=429, headers={"Retry-After": "121"}), OK)
    assert "a request to wait 121" in refusal(lambda: Transport(QUICK).get(server.url + "/data"))
    assert sleeps == []


def test_says_who_asks_and_takes_only_gzip(server):
    server.script(OK)
    Transport(QUICK).get(server.url + "/data")
    assert server.seen[0]["User-Agent"].startswith("rotation-fetch/")
    assert server.seen[0]["Accept-Encoding"] == "gzip"


# ---------------------------------------------------------------- staging

def staged(server, out: Path, *replies: Reply, provider="fred", symbol="DGS2", **options):
    server.script(*replies)
    options = {"retrieved": RETRIEVED, "base_url": server.url, "transport": Transport(QUICK)} | options
    return fetch(provider, symbol, out=out, **options)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("provider", "symbol", "body"), [row[:3] for row in READ])
def test_every_provider_end_to_end(server, tmp_path, provider, symbol, body):
    for result in staged(server, tmp_path, Reply(body), provider=provider, symbol=symbol):
        meta = yaml.safe_load(result.path.with_suffix(".meta.yml").read_text("utf-8"))
        lines = result.path.read_bytes().decode("utf-8").split("\n")
        assert meta["series"] == f"{provider}/{result.table.name}"
        assert meta["sha256"] == hashlib.sha256(result.path.read_bytes()).hexdigest()
        assert lines[0] == ",".join(["date", *meta["columns"]])
        assert meta["coverage"]["rows"] == len(lines) - 2 == len(result.table.rows)    # header, and the final line end


@pytest.mark.parametrize(("provider", "symbol", "body"), [row[:3] for row in READ if row[0] != "holdings"])
def test_a_draft_certificate_fits_the_schema_and_the_loader(server, tmp_path, provider, symbol, body):
    schema = json.loads((DATA / "schemas" / "certificate.schema.json").read_text("utf-8"))
    for result in staged(server, tmp_path, Reply(body), provider=provider, symbol=symbol):
        meta = yaml.safe_load(result.path.with_suffix(".meta.yml").read_text("utf-8"))
        jsonschema.validate(json.loads(json.dumps(meta, default=date.isoformat)), schema)
        assert market.parse_certificate(meta, "x").series == f"{provider}/{result.table.name}"


def test_the_certificate(server, tmp_path):
    staged(server, tmp_path, OK)
    meta = yaml.safe_load((tmp_path / "fred/DGS2.meta.yml").read_text("utf-8"))
    assert list(meta) == [
        "series", "title", "producer", "carrier", "basis", "unit", "frequency", "columns", "decimals", "coverage",
        "release", "revised", "dividends_through", "publish", "terms", "source", "retrieved_at", "checked", "notes",
        "sha256"]
    assert meta["coverage"] == {"start": date(2025, 11, 10), "end": date(2025, 11, 12), "rows": 3}
    assert (meta["decimals"], meta["revised"], meta["publish"]) == (2, "unknown", "derived")
    assert meta["release"] == {"released_at": RETRIEVED}
    assert meta["retrieved_at"] == RETRIEVED
    assert meta["source"] == [{
        "repository": server.url, "path": "/graph/fredgraph.csv?id=DGS2",
        "commit": "sha256:" + hashlib.sha256(BODY).hexdigest(),
        "file_note": f"the answer as downloaded, {len(BODY)} bytes"}]


def test_the_same_answer_twice_changes_nothing(server, tmp_path):
    first, = staged(server, tmp_path, OK)
    before = files(tmp_path)
    second, = staged(server, tmp_path, OK)
    assert (first.changed, second.changed) == (True, False)
    assert files(tmp_path) == before


def test_rows_before_since_are_cut_even_if_the_provider_sends_them(server, tmp_path):
    result, = staged(server, tmp_path, OK, since=date(2025, 11, 11))
    assert [row[0] for row in result.table.rows] == ["2025-11-11", "2025-11-12"]
    assert "&cosd=2025-11-11" in server.asked[0]


BAD = [
    ("500 forever", Reply(status=500), "status 500"),
    ("half an answer", Reply(BODY, cut=40), "an answer cut"),
    ("a page", Reply(served.HTML), "a page of markup"),
    ("nothing", Reply(b""), "an empty answer"),
    ("another series", Reply(BODY.replace(b"DGS2", b"DGS5")), "DGS5"),
    ("a date twice", Reply(BODY.replace(b"11-11", b"11-10")), "twice the date"),
    ("a shorter history", Reply(BODY.replace(b"2025-11-12,3.50\n", b"")), "rows to 2025-11-11 only"),
    ("a row from the future", Reply(BODY + b"2025-11-21,3.4\n"), "a row of 2025-11-21"),
    ("cut in a figure, length unknown", Reply(BODY + b"2025-11-13,3.5", length=None), "a last line without an end"),
    ("nothing since", Reply(b"observation_date,DGS2\n"), "no rows"),
]


@pytest.mark.parametrize(("name", "reply", "says"), BAD, ids=[row[0] for row in BAD])
def test_a_refusal_keeps_the_staged_file(server, tmp_path, name, reply, says):
    staged(server, tmp_path, OK)
    before = files(tmp_path)
    assert says in refusal(lambda: staged(server, tmp_path, reply))
    assert files(tmp_path) == before                # no byte changed, nothing half-written left beside


def test_several_series_of_one_answer_are_written_all_or_none(server, tmp_path):
    """The monthly block is fine, the annual one lies after the retrieval date."""
    text = served.FRENCH_TEXT.replace("  1927,", "  2030,")
    reply = Reply(served.french(text))
    assert "2030-12-31" in refusal(lambda: staged(server, tmp_path, reply, provider="french", symbol="FF"))
    assert files(tmp_path) == {}


@pytest.mark.parametrize("out", [DATA / "market", DATA / "market" / "fred", DATA / "incoming" / ".." / "market"])
def test_certified_data_is_never_the_staging_folder(server, out):
    server.script(OK)
    assert "a folder of certified data" in refusal(lambda: staged(server, out, OK))
    assert server.asked == []


def test_a_name_cannot_leave_the_folder():
    foreign = Table("../x", "t", ("date", "value"), (("2025-01-02", "1"),), "b", "u", "daily")
    assert "'../x'" in refusal(lambda: table.checked(foreign, "x"))


def test_an_answer_knows_whether_it_was_framed(server):
    for reply, framed in [(OK, True), (Reply(BODY, chunked=True), True), (Reply(BODY, length=None), False)]:
        server.script(reply)
        assert Transport(QUICK).get(server.url + "/data") == Answer(server.url + "/data", BODY, framed)


# ---------------------------------------------------------------- the script

@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("fetch_script", ROOT / "scripts" / "fetch.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_script_stages_and_prints_one_line_a_file(server, script, tmp_path, capsys):
    server.script(OK)
    code = script.main(["fred", "DGS2", "--out", str(tmp_path), "--base-url", server.url, "--retrieved", "2025-11-20"])
    assert code == 0
    path = tmp_path / "fred" / "DGS2.csv"
    assert capsys.readouterr().out == f"{path}: 3 rows 2025-11-10 to 2025-11-12, new, retrieved 2025-11-20\n"


def test_script_goes_on_after_a_refusal_and_says_2(server, script, tmp_path, capsys):
    server.script(Reply(b"unknown", status=404), OK)
    code = script.main(["fred", "DGS9", "DGS2", "--out", str(tmp_path), "--base-url", server.url, "--pause", "0",
                        "--retrieved", "2025-11-20"])
    assert code == 2
    assert "status 404" in capsys.readouterr().err
    assert sorted(files(tmp_path)) == ["fred/DGS2.csv", "fred/DGS2.meta.yml"]


def test_script_suggests_a_provider(script, capsys):
    assert script.main(["yaho", "^RUT"]) == 2
    assert "did you mean 'yahoo'?" in capsys.readouterr().err


def test_script_reads_the_clock_only_without_retrieved(server, script, tmp_path, monkeypatch):
    class Clock(script.datetime):
        @classmethod
        def now(cls, zone=None):
            return cls(2025, 11, 30, 1, 0, tzinfo=zone)

    monkeypatch.setattr(script, "datetime", Clock)
    server.script(OK)
    script.main(["fred", "DGS2", "--out", str(tmp_path), "--base-url", server.url])
    assert b"\nretrieved_at: 2025-11-30\n" in (tmp_path / "fred/DGS2.meta.yml").read_bytes()


# ---------------------------------------------------------------- nobody else

NETWORK = {"aiohttp", "ftplib", "http", "httpx", "imaplib", "requests", "smtplib", "socket", "socketserver", "ssl",
           "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc"}
ALLOWED = {"urllib.parse"}                      # takes strings apart, opens nothing


def imported(source: str) -> set[str]:
    """Every module a source names in an import, whole, and by ``import_module`` or ``__import__``."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {f"{node.module}.{alias.name}" if node.module in NETWORK else node.module for alias in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "import_module", "__import__"):
            names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return names


def network(source: str) -> list[str]:
    return sorted(name for name in imported(source)
                  if name.split(".")[0] in NETWORK and not any(name == a or name.startswith(a + ".") for a in ALLOWED))


@pytest.mark.parametrize(("source", "names"), [
    ("import requests", ["requests"]),
    ("from urllib.request import urlopen", ["urllib.request"]),
    ("from urllib import request", ["urllib.request"]),
    ("from urllib.parse import quote", []),
    ("from urllib import parse", []),
    ("def f():\n    import http.client", ["http.client"]),
    ("importlib.import_module('socket')", ["socket"]),
    ("from . import http", []),
])
def test_the_search_for_network_modules_finds_them(source, names):
    assert network(source) == names


def test_only_the_transport_opens_connections():
    sources = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")])
    found = {path.relative_to(ROOT).as_posix() for path in sources if network(path.read_text("utf-8"))}
    # Processes of one user on one machine talk over sockets that are files; no other family may stand there.
    local = {path for path in found if path.startswith("src/rotation/warm/")}
    assert not [path for path in local if "AF_INET" in (ROOT / path).read_text("utf-8")]
    assert found - local == {"src/rotation/fetch/transport.py"}


def test_only_the_script_imports_the_fetcher():
    sources = [path for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
               if "fetch" not in path.relative_to(ROOT).parts]
    users = {path.name for path in sources
             if any(name.startswith("rotation.fetch") for name in imported(path.read_text("utf-8")))}
    assert users == {"fetch.py"}
