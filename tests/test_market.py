"""The loader: what it refuses, one by one, on a tiny store; and what an edition may see."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import yaml

from rotation import trading_days
from rotation.errors import EvidenceMissing, InputError
from rotation.market import Market
from rotation.paths import DATA
from rotation.reference import Reference

# Thursday 2025-12-11 to Wednesday 2025-12-17: five sessions around a weekend.
ROWS = ["2025-12-11,2590.61", "2025-12-12,2551.46", "2025-12-15,2530.67", "2025-12-16,2519.30", "2025-12-17,2492.30"]
CERTIFICATE = {
    "series": "yahoo/TINY",
    "title": "Tiny",
    "producer": "nobody",
    "carrier": "a test",
    "basis": "price_index",
    "unit": "points",
    "frequency": "daily",
    "columns": ["close"],
    "decimals": 2,
    "coverage": {"start": date(2025, 12, 11), "end": date(2025, 12, 17), "rows": 5},
    "release": {"lag_days": 0},
    "revised": "never",
    "dividends_through": None,
    "publish": "free",
    "terms": "none",
    "source": [],
    "retrieved_at": date(2026, 1, 1),
    "checked": ["by hand"],
    "notes": [],
}


def store(folder: Path, rows=ROWS, header="date,close", series="yahoo/TINY", **fields) -> Path:
    """A store of one series, its hash and coverage right unless ``fields`` say otherwise."""
    path = folder / f"{series}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    certificate = {**CERTIFICATE, "sha256": digest, "series": series, **fields}
    path.with_suffix(".meta.yml").write_text(
        yaml.safe_dump({k: v for k, v in certificate.items() if v != "drop"}), encoding="utf-8"
    )
    return folder


def value_store(folder: Path, rows: list[str], **fields) -> Path:
    days = [date.fromisoformat(row[:10]) for row in rows]
    coverage = {"start": days[0], "end": days[-1], "rows": len(days)}
    return store(
        folder,
        rows,
        "date,value",
        "fred/TINY",
        **{"basis": "rate", "columns": ["value"], "coverage": coverage, "frequency": "monthly", **fields},
    )


def test_a_good_series_is_read_whole(tmp_path):
    market = Market(store(tmp_path))
    assert market.names() == ("yahoo/TINY",)
    assert list(market.close("yahoo/TINY")) == [2590.61, 2551.46, 2530.67, 2519.30, 2492.30]
    assert market.newest("yahoo/TINY") == date(2025, 12, 17)
    assert market.used == ("yahoo/TINY",)


def replaced(row: int, text: str) -> list[str]:
    return [*ROWS[:row], text, *ROWS[row + 1 :]]


# rows of the CSV -> what the refusal must say: where, and what was found
BAD_ROWS = [
    ("repeated date", replaced(2, "2025-12-12,2530.67"), "TINY.csv:4", "a repeated date, 2025-12-12"),
    ("unsorted date", [ROWS[1], ROWS[0], *ROWS[2:]], "TINY.csv:3", "out of order, 2025-12-11"),
    ("bad date", replaced(1, "2025-12-32,2551.46"), "TINY.csv:3", "'2025-12-32'"),
    ("other date format", replaced(1, "12/12/2025,2551.46"), "TINY.csv:3", "'12/12/2025'"),
    ("short date", replaced(1, "2025-12-1,2551.46"), "TINY.csv:3", "'2025-12-1'"),
    ("zero for missing", replaced(3, "2025-12-16,0"), "TINY.csv:5", "close 0 on 2025-12-16"),
    ("negative price", replaced(3, "2025-12-16,-2519.30"), "TINY.csv:5", "close -2519.3 on 2025-12-16"),
    ("infinite", replaced(0, "2025-12-11,inf"), "TINY.csv:2", "close"),
    ("nan spelt out", replaced(0, "2025-12-11,nan"), "TINY.csv:2", "close"),
    ("a word", replaced(0, "2025-12-11,n/a"), "TINY.csv:2", "'n/a'"),
    ("no close", replaced(2, "2025-12-15,"), "TINY.csv:4", "no close on 2025-12-15"),
    ("a session is missing", [*ROWS[:2], *ROWS[3:]], "TINY.csv", "no row for 2025-12-15 (1 missing)"),
    ("a Saturday", [*ROWS[:2], "2025-12-13,2551.46", *ROWS[2:]], "TINY.csv", "a row on 2025-12-13"),
    ("no rows", [], "TINY.csv", "no rows"),
]


@pytest.mark.parametrize(
    ("rows", "record", "found"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS]
)
def test_bad_rows_are_refused(tmp_path, rows, record, found):
    with pytest.raises(InputError) as refusal:
        Market(store(tmp_path, rows)).series("yahoo/TINY")
    assert refusal.value.record.endswith(record)
    assert found in refusal.value.found
    assert refusal.value.expected
    assert refusal.value.action


def test_a_holiday_is_no_gap_and_a_row_on_it_is_refused(tmp_path):
    around = ["2025-12-24,1.00", "2025-12-26,1.01"]  # Christmas has no session
    coverage = {"start": date(2025, 12, 24), "end": date(2025, 12, 26), "rows": 2}
    assert len(Market(store(tmp_path, around, coverage=coverage)).close("yahoo/TINY")) == 2
    with pytest.raises(InputError, match="a row on 2025-12-25"):
        Market(store(tmp_path, [around[0], "2025-12-25,1.00", around[1]])).series("yahoo/TINY")


def test_before_1970_rows_stand_as_published(tmp_path):
    saturday = ["1928-01-06,17.66", "1928-01-07,17.68", "1928-01-11,17.40"]
    coverage = {"start": date(1928, 1, 6), "end": date(1928, 1, 11), "rows": 3}
    assert len(Market(store(tmp_path, saturday, coverage=coverage)).close("yahoo/TINY")) == 3


# field of the certificate, its bad value -> what the refusal must name
LATE = {"date": date(2025, 12, 15), "released_at": date(2025, 12, 20), "document": "a-notice"}
BAD_CERTIFICATES = [
    ("sha256", "0" * 64, "000000000000"),
    (
        "coverage",
        {"start": date(2025, 12, 10), "end": date(2025, 12, 17), "rows": 5},
        "2025-12-10 to 2025-12-17, 5 rows as certified",
    ),
    ("coverage", {"start": date(2025, 12, 11), "end": date(2025, 12, 18), "rows": 5}, "2025-12-18"),
    ("coverage", {"start": date(2025, 12, 11), "end": date(2025, 12, 17), "rows": 6}, "6 rows as certified"),
    ("coverage", {"start": "11 Dec", "end": date(2025, 12, 17), "rows": 5}, "11 Dec"),
    ("coverage", None, "coverage"),
    ("terms", "drop", "no terms"),
    ("publish", "public", "publish"),
    ("basis", "prize_index", "did you mean 'price_index'?"),
    ("release", {}, "lag_days or released_at"),
    ("release", {"lag_days": 1, "released_at": date(2026, 1, 1)}, "lag_days or released_at"),
    ("release", {"lag_days": -1}, "-1"),
    ("release", {"released_at": date(2026, 1, 1), "exceptions": []}, "exceptions with lag_days"),
    ("release", {"lag_days": 0, "exceptions": "late"}, "a list"),
    ("release", {"lag_days": 0, "exceptions": [{"date": date(2025, 12, 12)}]}, "exception 1"),
    ("release", {"lag_days": 0, "exceptions": [LATE, LATE]}, "each date once"),
    ("release", {"lag_days": 0, "exceptions": [LATE | {"document": ""}]}, "document"),
    ("release", {"lag_days": 0, "exceptions": [LATE | {"date": date(2025, 12, 13)}]}, "the date of a row"),
    ("decimals", True, "decimals"),
    ("columns", ["open"], "columns"),
    ("columns", ["close", "high"], "date,close,high"),
    ("retrieved_at", "2026-01-01T00:00", "retrieved_at"),
]


@pytest.mark.parametrize(("field", "bad", "told"), BAD_CERTIFICATES)
def test_bad_certificates_are_refused(tmp_path, field, bad, told):
    with pytest.raises(InputError) as refusal:
        Market(store(tmp_path, **{field: bad})).series("yahoo/TINY")
    assert told in str(refusal.value)
    assert "TINY" in refusal.value.record


def test_a_certificate_that_does_not_parse_names_its_line(tmp_path):
    path = store(tmp_path) / "yahoo" / "TINY.meta.yml"
    path.write_text("series: yahoo/TINY\ntitle: [Tiny\nunit: points\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        Market(tmp_path).certificate("yahoo/TINY")
    assert refusal.value.record.endswith("TINY.meta.yml, line 3")


def test_a_series_without_certificate_is_refused(tmp_path):
    (store(tmp_path) / "yahoo" / "TINY.meta.yml").unlink()
    with pytest.raises(InputError, match="no certificate"):
        Market(tmp_path).series("yahoo/TINY")


def test_a_certificate_of_another_series_is_refused(tmp_path):
    path = store(tmp_path) / "yahoo" / "TINY.meta.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("yahoo/TINY", "yahoo/OTHER"), encoding="utf-8")
    with pytest.raises(InputError, match="yahoo/OTHER"):
        Market(tmp_path).series("yahoo/TINY")


@pytest.mark.parametrize(
    ("name", "told"), [("yahoo/TINI", "did you mean 'yahoo/TINY'?"), ("../TINY", "TINY"), ("TINY", "TINY")]
)
def test_an_unknown_series_is_answered_with_a_suggestion(tmp_path, name, told):
    with pytest.raises(InputError) as refusal:
        Market(store(tmp_path)).series(name)
    assert told in refusal.value.action


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        Market(tmp_path / "nowhere")


def test_a_column_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="'dividend'"):
        Market(store(tmp_path)).dividend("yahoo/TINY")


# ---------------------------------------------------------------- rates, gaps, dividends


def test_rates_may_be_zero_negative_or_a_gap(tmp_path):
    market = Market(value_store(tmp_path, ["2025-09-01,0.00", "2025-10-01,", "2025-11-01,-0.25"]))
    assert market.value("fred/TINY").tolist()[0::2] == [0.0, -0.25]
    assert market.value("fred/TINY").isna().tolist() == [
        False,
        True,
        False,
    ]  # the gap stays a row: shifts by a year stay right


def test_an_index_of_prices_may_not_be_zero(tmp_path):
    with pytest.raises(InputError, match="value 0 on 2025-10-01"):
        Market(value_store(tmp_path, ["2025-09-01,324.4", "2025-10-01,0"], basis="index_level")).series("fred/TINY")


def test_dividends_are_ex_dates_only(tmp_path):
    rows = ["2025-12-15,250.51,", "2025-12-16,249.49,0.842", "2025-12-17,247.00,"]
    coverage = {"start": date(2025, 12, 15), "end": date(2025, 12, 17), "rows": 3}
    market = Market(
        store(tmp_path, rows, "date,close,dividend", basis="close", columns=["close", "dividend"], coverage=coverage)
    )
    assert market.dividend("yahoo/TINY").to_dict() == {pd.Timestamp("2025-12-16"): 0.842}


# ---------------------------------------------------------------- point in time

# lag, as_of -> last visible row. A row is public on its date plus the lag.
SEEN = [
    (0, date(2025, 12, 12), date(2025, 12, 12)),
    (0, date(2025, 12, 14), date(2025, 12, 12)),  # Sunday
    (1, date(2025, 12, 12), date(2025, 12, 11)),
    (4, date(2025, 12, 16), date(2025, 12, 12)),
    (0, date(2030, 1, 1), date(2025, 12, 17)),
]


@pytest.mark.parametrize(("lag", "as_of", "last"), SEEN)
def test_a_row_is_seen_from_its_release_on(tmp_path, lag, as_of, last):
    assert Market(store(tmp_path, release={"lag_days": lag}), as_of).newest("yahoo/TINY") == last


# as_of -> days seen, with a lag of 1 day and two exceptions: the 15th came out on the 20th, the 17th on the 17th.
MOVED = {"lag_days": 1, "exceptions": [LATE, LATE | {"date": date(2025, 12, 17), "released_at": date(2025, 12, 17)}]}
SEEN_WITH_EXCEPTIONS = [
    (date(2025, 12, 13), [11, 12]),
    (date(2025, 12, 16), [11, 12]),  # the 15th is not out, though its lag is over
    (date(2025, 12, 17), [11, 12, 16, 17]),  # the 17th is out a day before its lag
    (date(2025, 12, 19), [11, 12, 16, 17]),
    (date(2025, 12, 20), [11, 12, 15, 16, 17]),
    (None, [11, 12, 15, 16, 17]),
]


@pytest.mark.parametrize(("as_of", "days"), SEEN_WITH_EXCEPTIONS)
def test_an_exception_moves_the_release_of_its_row(tmp_path, as_of, days):
    market = Market(store(tmp_path, release=MOVED), as_of)
    assert list(market.close("yahoo/TINY").index.day) == days
    released = [market.released("yahoo/TINY", date(2025, 12, day)).day for day in (12, 15, 16, 17)]
    assert released == [13, 20, 17, 17]


# Releases moved by the shutdown of autumn 2025, from the documents: series, first day seen, month of the row.
SHUTDOWN = [
    ("CPIAUCSL", date(2025, 10, 24), "2025-09"),
    ("CPIAUCSL", date(2025, 12, 18), "2025-11"),
    ("UNRATE", date(2025, 11, 20), "2025-09"),
    ("UNRATE", date(2025, 12, 16), "2025-11"),
    ("PCEPI", date(2025, 12, 5), "2025-09"),
    ("PCEPILFE", date(2026, 1, 22), "2025-11"),
    ("INDPRO", date(2025, 12, 3), "2025-09"),
    ("INDPRO", date(2025, 12, 23), "2025-11"),
    ("GDPC1", date(2025, 12, 23), "2025-07"),
    ("GDPC1", date(2026, 2, 20), "2025-10"),
]


@pytest.mark.parametrize(("name", "first", "month"), SHUTDOWN)
def test_figures_of_the_shutdown_are_seen_from_the_day_they_came_out(name, first, month):
    newest = [f"{Market(as_of=day).newest(f'fred/{name}'):%Y-%m}" for day in (first - timedelta(days=1), first)]
    assert newest[0] < month == newest[1]


def test_every_exception_names_a_document_on_record():
    market, known = Market(), Reference(DATA).all_documents
    named = {
        late.document: late.released_at
        for series in market.names()
        for late in market.certificate(series).release_exceptions
    }
    assert named
    assert set(named) <= set(known)
    assert all(known[name].released_at <= released_at for name, released_at in named.items())


def test_nothing_public_yet_is_missing_evidence(tmp_path):
    with pytest.raises(EvidenceMissing, match="2025-12-10"):
        Market(store(tmp_path), date(2025, 12, 10)).series("yahoo/TINY")


@pytest.mark.parametrize(("as_of", "rows"), [(date(2026, 1, 16), 5), (date(2030, 1, 1), 5), (None, 5)])
def test_a_file_released_as_a_whole_is_seen_whole(tmp_path, as_of, rows):
    assert len(Market(store(tmp_path, release={"released_at": date(2026, 1, 16)}), as_of).series("yahoo/TINY")) == rows


def test_a_file_released_as_a_whole_is_hidden_the_day_before(tmp_path):
    with pytest.raises(EvidenceMissing):
        Market(store(tmp_path, release={"released_at": date(2026, 1, 16)}), date(2026, 1, 15)).series("yahoo/TINY")


def test_a_file_is_proved_whole_even_where_it_is_hidden(tmp_path):
    with pytest.raises(InputError, match="close 0 on 2025-12-16"):
        Market(store(tmp_path, replaced(3, "2025-12-16,0")), date(2025, 12, 12)).series("yahoo/TINY")


def test_the_cache_cannot_be_spoilt(tmp_path):
    market = Market(store(tmp_path))
    frame = market.series("yahoo/TINY")
    frame.loc[:, "close"] = 1.0
    assert market.close("yahoo/TINY").iloc[0] == 2590.61


# ---------------------------------------------------------------- the calendar


def test_the_closures_are_those_of_the_calendar_library():
    committed = trading_days.CLOSURES.read_text(encoding="utf-8").split()[1:]
    assert committed == [day.isoformat() for day in trading_days.closures_from_calendar()]


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2025, 12, 24), True),  # an early close is a session
        (date(2025, 12, 25), False),
        (date(2025, 12, 13), False),
        (date(2025, 1, 9), False),  # day of mourning
        (date(2001, 9, 12), False),
        (date(2012, 10, 29), False),
    ],
)
def test_trading_days(day, open_):
    assert trading_days.is_trading_day(day) is open_


@pytest.mark.parametrize(
    ("day", "sessions", "reached"),
    [
        (date(2025, 12, 12), 0, date(2025, 12, 12)),
        (date(2025, 12, 12), 1, date(2025, 12, 15)),
        (date(2025, 12, 12), -1, date(2025, 12, 11)),
        (date(2025, 12, 13), 0, date(2025, 12, 12)),
        (date(2025, 12, 13), 1, date(2025, 12, 15)),
        (date(2025, 12, 13), -1, date(2025, 12, 12)),
        (date(2025, 12, 24), 1, date(2025, 12, 26)),
    ],
)
def test_offset_counts_sessions(day, sessions, reached):
    assert trading_days.offset(day, sessions) == reached


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2025, 12, 15), date(2025, 12, 12), date(2025, 12, 16)),
        (date(2025, 12, 13), date(2025, 12, 12), date(2025, 12, 15)),
        (date(2025, 12, 25), date(2025, 12, 24), date(2025, 12, 26)),
    ],
)
def test_neighbouring_sessions(day, before, after):
    assert (trading_days.previous_trading_day(day), trading_days.next_trading_day(day)) == (before, after)


def test_a_year_of_sessions():
    assert len(trading_days.trading_days(date(2025, 1, 1), date(2025, 12, 31))) == 250  # 261 weekdays less 11 closures
    assert trading_days.trading_days(date(2025, 12, 31), date(2025, 12, 30)).empty


def test_days_outside_the_closures_are_refused():
    with pytest.raises(InputError, match="1969-12-31"):
        trading_days.is_trading_day(date(1969, 12, 31))
