"""Documents and figures behind valuation, return and flow claims: their shape, and what they say together."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from rotation.files import read_rows, read_yaml
from rotation.paths import DATA
from rotation.records import UNITS

DOCUMENTS = DATA / "reference" / "documents.d" / "markets.yml"
FIGURES = DATA / "reference" / "documented_figures.d" / "markets.csv"
COLUMNS = ("document", "subject", "metric", "as_of", "period", "value", "unit", "where", "note")
FIELDS = {"id", "title", "publisher", "url", "date", "released_at", "read_as", "where", "note"}


@pytest.fixture(scope="module")
def documents():
    return {record["id"]: record for record in read_yaml(DOCUMENTS)}


@pytest.fixture(scope="module")
def figures():
    return read_rows(FIGURES, COLUMNS)


def value(figures, document, subject, metric, as_of, period=None):
    """The one figure of these keys, as an exact decimal."""
    found = [row["value"] for row in figures
             if [row[key] for key in COLUMNS[:4]] == [document, subject, metric, as_of]
             and period in (None, row["period"])]
    assert len(found) == 1, (document, subject, metric, as_of, found)
    return Decimal(found[0])


# ---------------------------------------------------------------- shape

def test_document_ids_are_unique_and_sorted():
    ids = [record["id"] for record in read_yaml(DOCUMENTS)]
    assert ids == sorted(set(ids))


def test_every_document_says_what_it_is_and_how_it_was_read(documents):
    for name, record in documents.items():
        assert set(record) == FIELDS, name
        assert all(record[key] for key in FIELDS - {"note"}), name
        assert record["url"].startswith(("http://", "https://")), name


def test_no_document_is_released_before_its_own_date(documents):
    early = [name for name, record in documents.items() if record["released_at"] < record["date"]]
    assert early == []


def test_a_stand_in_for_a_date_is_explained(documents):
    """Where release and printed date differ, the note says why."""
    silent = [name for name, record in documents.items()
              if record["released_at"] != record["date"] and not record["note"]]
    assert silent == []


def test_figures_and_documents_refer_to_each_other(documents, figures):
    assert {row["document"] for row in figures} == set(documents)


def test_figures_are_sorted_and_none_is_recorded_twice(figures):
    keys = [tuple(row[column] for column in COLUMNS) for row in figures]
    assert keys == sorted(keys)
    assert len({key[:5] for key in keys}) == len(keys)


def test_values_are_plain_decimals_with_a_known_unit(figures):
    for row in figures:
        assert Decimal(row["value"]).is_finite(), row
        assert "e" not in row["value"].lower(), row
        assert row["unit"] in UNITS, row
        assert row["where"], row


def test_no_figure_describes_a_day_after_its_release(documents, figures):
    late = [row for row in figures
            if date.fromisoformat(row["as_of"]) > documents[row["document"]]["released_at"]]
    assert late == []


def test_periods_run_forward_and_returns_have_one(figures):
    for row in figures:
        if row["period"]:
            start, end = map(date.fromisoformat, row["period"].split("/"))
            assert start < end, row
        if row["metric"].startswith("return_"):
            assert row["period"], row


@pytest.mark.parametrize("path", [DOCUMENTS, FIGURES], ids=["documents", "figures"])
def test_files_are_plain_text(path):
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_the_csv_is_written_as_the_csv_module_writes_it(figures, tmp_path):
    again = tmp_path / "again.csv"
    with again.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(figures)
    assert again.read_bytes() == FIGURES.read_bytes()


# ---------------------------------------------------------------- what they say together

def weekly(figures):
    """(document, subject, date) of every weekly valuation row."""
    return sorted({(row["document"], row["subject"], row["as_of"]) for row in figures
                   if row["document"].startswith("bloomberg-weekly")})


def test_every_weekly_row_holds_its_identity(figures):
    """Level = multiple x estimate, to the last digit that is printed (1 part in 20,000)."""
    assert len(weekly(figures)) == 44
    for key in weekly(figures):
        document, subject, day = key
        level, multiple, estimate = (value(figures, document, subject, metric, day)
                                     for metric in ("index_level", "pe_forward", "eps_forward"))
        assert abs(multiple * estimate / level - 1) < Decimal("0.00005"), key


@pytest.mark.parametrize(("document", "day", "premium", "book_discount"), [
    # forward multiple: Russell 2000 / S&P 500 - 1          price to book: 1 - Russell 2000 / S&P 500
    ("bloomberg-weekly-2025-12-26", "2025-11-28", "0.1307", "0.5901"),  # 25.4255/22.4858   2.2419/5.4698
    ("bloomberg-weekly-2025-12-26", "2025-12-05", "0.1100", "0.5880"),  # 24.9412/22.4703   2.2605/5.4873
    ("bloomberg-weekly-2025-12-26", "2025-12-26", "0.1146", "0.5906"),  # 24.8718/22.3140   2.2657/5.5341
    ("bloomberg-weekly-2026-01-16", "2020-11-27", "0.5044", "0.4243"),  # 33.2529/22.1033   2.3209/4.0314
])
def test_with_losses_in_small_caps_trade_at_a_premium_to_earnings_and_a_discount_to_book(
        figures, document, day, premium, book_discount):
    def ratio(metric):
        small, large = (value(figures, document, index, metric, day) for index in ("Russell 2000", "S&P 500"))
        return small / large

    assert round(ratio("pe_forward") - 1, 4) == Decimal(premium)
    assert round(1 - ratio("price_to_book"), 4) == Decimal(book_discount)


@pytest.mark.parametrize(("document", "metric", "as_of", "low", "high"), [
    ("siblis-2025-01-01-russell-2000", "pe_trailing", "2025-01-01", 33, 34),                 # losses in
    ("ftse-russell-2026-06-30-us2000", "pe_trailing_ex_negative", "2026-06-30", 19, 20),     # losses out
    ("ftse-russell-2023-09-30-us2000", "pe_trailing_ex_negative", "2023-09-30", 13, 14),     # losses out
])
def test_the_definition_of_a_multiple_travels_with_it(figures, document, metric, as_of, low, high):
    assert low < value(figures, document, "Russell 2000", metric, as_of) < high


def test_two_returns_printed_as_one_pair_end_on_different_days(figures):
    """10.4% (Russell 2000) is the total return to September, 17.8% (S&P 500) the one to November."""
    royce, towne = "royce-2025-10-01-3q25-recap", "townebank-2025-12-commentary"
    assert value(figures, royce, "Russell 2000", "return_ytd", "2025-09-30") == Decimal("10.4")
    assert value(figures, towne, "Russell 2000", "return_ytd", "2025-11-30") == Decimal("13.5")
    assert value(figures, towne, "S&P 500", "return_ytd", "2025-11-30") == Decimal("17.8")


def test_sources_of_equal_standing_are_both_kept(figures):
    """The forward multiple of the S&P 500 on 7 November 2025: two consensus houses, 0.3 apart."""
    factset = value(figures, "xtb-2025-11-14-factset", "S&P 500", "pe_forward", "2025-11-07")
    bloomberg = value(figures, "bloomberg-weekly-2025-12-26", "S&P 500", "pe_forward", "2025-11-07")
    assert (factset, round(bloomberg, 1)) == (Decimal("22.7"), Decimal("22.4"))
