"""The committed ledger: fresh, whole, in order; and what it may know at an earlier date."""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from tiny_data import certify, claim, make, rows_of

from conftest import EDITIONS, ledger_of
from rotation import crosscheck, ledger, returns
from rotation.errors import EvidenceMissing, InputError
from rotation.files import read_rows
from rotation.market import Market, read_certificate
from rotation.paths import DATA
from rotation.reference import Reference
from rotation.verdicts import DECIDED, FORECAST_OUTCOMES, VERDICTS

COLUMNS = (
    "claim,article,topic,kind,subject,metric,comparand,direction,qualifier,as_of,period,stated,unit,low,high,low_open,"
    "high_open,computed,difference,verdict,hindsight,outcome,basis,method,evidence,justification,start,end,appearances,"
    "paragraph,complete,statement"
)
WORKBOOK_RELEASED = date(2026, 1, 16)     # the producer's date of the S&P earnings workbook in data/market/spdji


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return read_rows(DATA / "ledger.csv")


# ---------------------------------------------------------------- the committed files


def test_the_committed_ledger_is_what_a_rebuild_gives(newest):
    assert (DATA / "ledger.csv").read_text(encoding="utf-8") == newest.to_csv(), "run make ledger"


def test_the_committed_contradictions_are_what_a_rebuild_gives(newest):
    committed = (DATA / "contradictions.csv").read_text(encoding="utf-8")
    assert committed == crosscheck.contradictions_csv(newest), "run make ledger"


def test_columns_stand_in_the_order_that_other_tools_read():
    assert (DATA / "ledger.csv").read_text(encoding="utf-8").partition("\n")[0] == COLUMNS


def test_one_row_a_claim_sorted_by_claim(rows):
    claims = [row["claim"] for row in rows]
    written = [record["id"] for path in sorted((DATA / "claims").glob("*.yml"))
               for record in yaml.safe_load(path.read_text(encoding="utf-8"))["claims"]
               if record.get("status") != "rejected"]
    assert claims == sorted(written)


def test_the_file_is_plain(rows):
    content = (DATA / "ledger.csv").read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not [(row["claim"], key) for row in rows for key, value in row.items() if value != value.strip()]


# ---------------------------------------------------------------- every row


def test_every_claim_has_a_verdict_or_an_outcome_with_its_reason(rows):
    forecasts = {row["claim"] for row in rows if row["kind"] == "forecast"}
    for row in rows:
        told = (row["verdict"] in VERDICTS, row["outcome"] in FORECAST_OUTCOMES)
        assert told in ([(False, True), (True, False)] if row["claim"] in forecasts else [(True, False)]), row["claim"]
        assert len(row["justification"].split()) >= 4, row["claim"]
        assert row["justification"][-1] in ".!?", row["claim"]


def test_a_forecast_has_a_verdict_only_where_its_words_are_lost(rows):
    assert {row["verdict"] for row in rows if row["kind"] == "forecast"} <= {"", "incomplete"}


def test_no_claim_is_without_a_check(rows):
    assert not [row["claim"] for row in rows if "No check has been written" in row["justification"]]


def test_most_numbers_are_decided(newest):
    numbers = [entry for entry in newest.entries if entry.claim.stated is not None and not entry.provisional]
    share = sum(entry.decided for entry in numbers) / len(numbers)
    assert share >= 0.6, f"{share:.0%} of {len(numbers)} numbers are decided"


def test_an_undecided_number_names_what_it_lacks(rows):
    """``No admissible evidence.`` alone tells a reader nothing."""
    silent = [row["claim"] for row in rows if row["verdict"] == "not_enough_evidence"
              and row["justification"] == "No admissible evidence."]
    assert not silent


def test_every_piece_of_evidence_is_a_series_a_document_a_table_or_a_claim(rows):
    known = set(Market(DATA / "market").names()) | set(Reference(DATA).all_documents)
    known |= {path.stem for path in (DATA / "reference").glob("*.csv")} | {row["claim"] for row in rows}
    unknown = {name: row["claim"] for row in rows for name in row["evidence"].split() if name not in known}
    assert not unknown


def test_a_decided_verdict_rests_on_evidence(rows):
    bare = [row["claim"] for row in rows if row["verdict"] in DECIDED and row["basis"] in ("computed", "document")
            and not row["evidence"]]
    assert not bare


def test_judgements_are_few_and_say_why(newest):
    """A typed verdict is the exception: at most one claim in twenty-five."""
    typed = [entry for entry in newest.entries if entry.method == "judgement"]
    assert all(len(entry.verdict.justification.split()) >= 8 for entry in typed)
    assert len(typed) <= len(newest.entries) / 25


def test_the_difference_is_what_separates_computed_from_stated(rows):
    for row in rows:
        if row["difference"] == "" or row["unit"] in ("date", "year"):
            continue
        value, low, high, gap = (float(row[key]) if row[key] else None
                                 for key in ("computed", "low", "high", "difference"))
        nearest = value - low if low is not None and value < low else value - high if value > (high or value) else 0
        assert gap == pytest.approx(nearest, abs=1e-5), row["claim"]


def test_an_accurate_number_lies_inside_its_interval(rows):
    """The table and the word agree: accurate means a difference of zero, inaccurate one that is not."""
    odd = [row["claim"] for row in rows if row["difference"] != "" and row["method"] != "judgement" and
           ((row["verdict"] == "accurate" and float(row["difference"]) != 0)
            or (row["verdict"] == "inaccurate" and float(row["difference"]) == 0 and row["low_open"] == "false"
                and row["high_open"] == "false"))]
    assert not odd


# ---------------------------------------------------------------- earlier editions


def year_to_date(series: str, day: str) -> float:
    """Close of ``day`` over the last close of the year before, from the raw rows: the second way."""
    with (DATA / "market" / f"{series}.csv").open(encoding="utf-8", newline="") as handle:
        closes = {row["date"]: float(row["close"]) for row in csv.DictReader(handle)}
    base = max(d for d in closes if d < f"{day[:4]}-01-01")
    return closes[max(d for d in closes if d <= day)] / closes[base] - 1


@pytest.mark.parametrize("as_of", EDITIONS)
def test_the_years_margin_is_that_of_the_edition(as_of):
    market = ledger_of(as_of).world.market
    table = returns.calendar_year_margins(market.close("yahoo/RUT"), market.close("yahoo/GSPC"))
    expected = year_to_date("yahoo/RUT", as_of) - year_to_date("yahoo/GSPC", as_of)
    assert int(table.iloc[-1]["year"]) == int(as_of[:4])
    assert float(table.iloc[-1]["margin"]) == pytest.approx(expected, abs=1e-12)


def test_the_margin_moves_between_editions():
    margins = [year_to_date("yahoo/RUT", day) - year_to_date("yahoo/GSPC", day) for day in EDITIONS]
    assert all(abs(a - b) > 0.001 for a, b in pairwise(margins))


@pytest.mark.parametrize("as_of", [*EDITIONS, ledger.NEWEST])
def test_nothing_released_later_is_seen(as_of):
    book = ledger_of(as_of)
    late = [(entry.claim.id, reading.label, reading.measurement.released_at)
            for entry in book.entries if entry.finding for reading in entry.finding.readings
            if reading.measurement and reading.measurement.released_at
            and reading.measurement.released_at > book.as_of]
    assert not late


@pytest.mark.parametrize("as_of", EDITIONS)
def test_no_window_and_no_row_reaches_beyond_the_edition(as_of):
    book = ledger_of(as_of)
    for entry in book.entries:
        for reading in entry.finding.readings if entry.finding else ():
            m = reading.measurement
            assert m is None or m.end is None or m.end <= book.as_of, entry.claim.id
            assert m is None or all(row[1][:10] <= as_of for row in m.rows if re.match(r"\d{4}-\d\d-\d\d$", row[1]))


@pytest.mark.parametrize("as_of", EDITIONS)
def test_every_document_in_evidence_was_public(as_of):
    book = ledger_of(as_of)
    documents = Reference(DATA).all_documents
    early = [(entry.claim.id, name) for entry in book.entries if entry.finding for name in entry.finding.evidence
             if name in documents and documents[name].released_at > book.as_of]
    assert not early


@pytest.mark.parametrize("as_of", EDITIONS)
def test_a_statement_of_a_later_day_says_so(as_of):
    book = ledger_of(as_of)
    later = [entry for entry in book.entries if entry.claim_date > book.as_of and not entry.claim.lost]
    assert all("After this edition" in entry.verdict.justification for entry in later)
    assert all(entry.verdict.outcome == "pending" if entry.claim.kind == "forecast"
               else entry.verdict.verdict == "not_enough_evidence" for entry in later)
    newest = max(article.last_close for article in book.world.articles.values())
    assert bool(later) is (date.fromisoformat(as_of) < newest)


def spdji() -> list[str]:
    return [name for name in Market(DATA / "market").names() if name.startswith("spdji/")
            and Market(DATA / "market").certificate(name).released_at]


def test_the_workbook_is_invisible_before_its_release():
    assert spdji()
    for name in spdji():
        released = Market(DATA / "market").certificate(name).released_at
        assert released >= WORKBOOK_RELEASED
        with pytest.raises(EvidenceMissing, match="nothing of it was public"):
            Market(DATA / "market", released - timedelta(days=1)).series(name)
        assert len(Market(DATA / "market", released).series(name))


def test_no_earlier_edition_rests_on_the_workbook():
    for as_of in EDITIONS:
        used = {name for entry in ledger_of(as_of).entries if entry.finding for name in entry.finding.evidence}
        assert not used & set(spdji())


# ---------------------------------------------------------------- the future may be garbage


def spoil_series(path: Path, as_of: date) -> int:
    """Replace every figure not public at ``as_of`` by nonsense and certify anew; returns the rows spoilt."""
    meta = path.with_suffix(".meta.yml")
    certificate = read_certificate(meta)
    lines = path.read_text(encoding="utf-8").splitlines()
    header, body = lines[0], lines[1:]
    spoilt = [_nonsense(row, header, n) if _released(row[:10], certificate) > as_of else row
              for n, row in enumerate(body)]
    content = "\n".join([header, *spoilt, ""]).encode()
    path.write_bytes(content)
    text = re.sub(r"^sha256: .*$", f"sha256: {hashlib.sha256(content).hexdigest()}", meta.read_text(encoding="utf-8"),
                  flags=re.MULTILINE)
    meta.write_text(text, encoding="utf-8")
    return sum(a != b for a, b in zip(body, spoilt, strict=True))


def _released(day: str, certificate) -> date:
    late = {exception.date.isoformat(): exception.released_at for exception in certificate.release_exceptions}
    if day in late:
        return late[day]
    if certificate.released_at:
        return certificate.released_at
    return date.fromisoformat(day) + timedelta(days=certificate.release_lag_days)


def _nonsense(row: str, header: str, n: int) -> str:
    """Another figure in every filled cell: wild, above zero, and no two days alike. Dividends stay cash."""
    day, *cells = row.split(",")
    names = header.split(",")[1:]
    return ",".join([day, *(cell if cell == "" else "9.99" if name == "dividend" else f"{(n % 97 + 1) * 77.77:.2f}"
                            for cell, name in zip(cells, names, strict=True))])


FIGURES = ("value", "weight_pct", "change_bp", "upper", "lower", "constituents", "largest_weight_pct")


def spoil_reference(folder: Path, as_of: date) -> int:
    """Replace the figures of every table row whose document came out after ``as_of``."""
    documents, spoilt = Reference(folder.parent).all_documents, 0
    for path in [*folder.glob("*.csv"), *folder.glob("*.d/*.csv")]:
        table = read_rows(path)
        if not table or "document" not in table[0]:
            continue
        for row in table:
            if row["document"] and documents[row["document"]].released_at > as_of:
                spoilt += 1
                row.update({key: "77777" for key in row if key in FIGURES})
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
    return spoilt


@pytest.mark.parametrize("as_of", ["2025-12-05", "2025-12-31"])
def test_the_future_may_be_garbage(own_data, as_of):
    """Everything not yet public at a date is replaced by nonsense; the ledger of that date stays as it is."""
    day = date.fromisoformat(as_of)
    rows = sum(spoil_series(path, day) for path in sorted((own_data / "market").glob("*/*.csv")))
    assert rows > 10_000
    assert spoil_reference(own_data / "reference", day) > 10
    assert ledger.build(own_data, as_of).to_csv() == ledger_of(as_of).to_csv()


def test_the_garbage_would_show(own_data):
    """The guard itself: the same nonsense does change the ledger of the newest edition."""
    for name in ("RUT", "GSPC"):
        spoil_series(own_data / "market" / "yahoo" / f"{name}.csv", date(2025, 12, 31))
    assert ledger.build(own_data, ledger.NEWEST).to_csv() != ledger_of(ledger.NEWEST).to_csv()


def test_rows_added_after_the_edition_change_nothing(tmp_path):
    """On the page-sized folder: a session of nonsense after the date, certified like any other."""
    short = make(tmp_path / "short", [claim()])
    before = ledger.build(short, "2025-12-05").to_csv()
    long = make(tmp_path / "long", [claim()])
    for series in ("yahoo/RUT", "yahoo/GSPC"):
        certify(long, series, [*rows_of(series), "2026-01-12,0.01", "2026-01-13,99999.00"])
    assert ledger.build(long, "2025-12-05").to_csv() == before


# ---------------------------------------------------------------- what date an edition may have

AS_OF = [
    # asked                    answer
    ("newest", date(2026, 1, 9)),
    ("2025-12-05", date(2025, 12, 5)),          # the earliest article's last close
    (date(2025, 12, 31), date(2025, 12, 31)),
]


@pytest.mark.parametrize(("asked", "answer"), AS_OF)
def test_the_editions_date(tmp_path, asked, answer):
    assert ledger.build(make(tmp_path), asked).as_of == answer


@pytest.mark.parametrize(("asked", "words"), [("2025-12-04", "a date from 2025-12-05 to 2026-01-09"),
                                              ("2026-01-10", "a date from 2025-12-05 to 2026-01-09"),
                                              ("yesterday", "an ISO date or 'newest'"), ("", "an ISO date")])
def test_another_date_is_refused(tmp_path, asked, words):
    with pytest.raises(InputError, match=words):
        ledger.build(make(tmp_path), asked)


def test_one_article_is_a_part_of_the_whole(newest):
    """Choosing articles leaves rows out and changes none."""
    part = ledger.build(DATA, ledger.NEWEST, ["001"]).to_csv().splitlines()
    assert set(part) <= set(newest.to_csv().splitlines())
    assert len(part) == 1 + sum(entry.article.id == "001" for entry in newest.entries)


def test_an_unknown_article_is_refused():
    with pytest.raises(InputError, match="did you mean '001'"):
        ledger.build(DATA, ledger.NEWEST, ["01"])
