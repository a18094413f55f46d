"""The named companies: sectors, exchanges, index memberships, results and events, as recorded on disk."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from rotation.errors import InputError
from rotation.files import read_rows
from rotation.paths import DATA
from rotation.reference import Reference
from rotation.snapshot_memberships import (
    SECTORS,
    Source,
    build,
    fund_total,
    read_holdings,
    read_sectors,
    sector_counts,
    sector_rows,
    weights,
)

FOLDER = DATA / "reference"
# Every company that the five articles name, by ticker (GOOG and AMD stand in a quote box only).
NAMED = frozenset((
    "AAON", "AAPL", "AMD", "AMTB", "AMZN", "BAC", "BBWI", "CAT", "CHGG", "CVS", "DENN", "FMC", "GOOG",
    "GOOGL", "GS", "IBM", "INTC", "IVZ", "JPM", "LLY", "META", "MGNI", "MSFT", "NVDA", "OII", "ORCL", "PLTR",
    "SERV", "SOUN", "SRCE", "TSLA", "VKTX", "WAL", "WGS", "XMTR", "ZION",
))
TABLES = ("memberships", "company_results", "company_events", "index_totals", "index_moves")
KEYS = {
    "companies": ("ticker",),
    "memberships": ("ticker", "index", "as_of"),
    "company_results": ("ticker", "fiscal_period", "metric"),
    "company_events": ("ticker", "date", "event"),
    "index_sectors": ("index", "as_of", "sector"),
    "index_totals": ("index", "as_of"),
    "index_moves": ("ticker", "index", "effective"),
}


def table(name: str) -> list[dict[str, str]]:
    return read_rows(FOLDER / f"{name}.csv")


def company(ticker: str) -> dict[str, str]:
    return next(row for row in table("companies") if row["ticker"] == ticker)


def members(index: str, as_of: str) -> set[str]:
    return {row["ticker"] for row in table("memberships")
            if (row["index"], row["as_of"], row["member"]) == (index, as_of, "true")}


# ---------------------------------------------------------------- records on disk

def test_every_named_company_has_one_record():
    assert [row["ticker"] for row in table("companies")] == sorted(NAMED)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_are_unique(name):
    count = Counter(tuple(row[key] for key in KEYS[name]) for row in table(name))
    assert [key for key, n in count.items() if n > 1] == []


@pytest.mark.parametrize("name", sorted(set(KEYS) - {"companies"}))
def test_companies_of_other_tables_are_known(name):
    assert {row["ticker"] for row in table(name) if "ticker" in row} <= NAMED


def test_sectors_are_gics_and_only_chegg_has_none():
    assert {row["ticker"] for row in table("companies") if not row["gics_sector"]} == {"CHGG"}
    assert {row["gics_sector"] for row in table("companies")} - {""} <= set(SECTORS)
    assert len(SECTORS) == 11


def test_a_sector_and_an_exchange_say_where_they_come_from():
    for row in table("companies"):
        assert bool(row["gics_sector"]) == bool(row["gics_basis"]), row["ticker"]
        assert row["exchange"] in {"NYSE", "NASDAQ"}, row["ticker"]
        assert row["exchange_basis"], row["ticker"]


@pytest.mark.parametrize("name", [*TABLES, "documented_figures"])
def test_documents_resolve(name):
    assert Reference(DATA).rows(name)


def test_documents_named_in_a_basis_resolve():
    reference = Reference(DATA)
    cited = [name for row in table("companies")
             for name in re.findall(r"document (\S+?)(?:;|$)", row["exchange_basis"])]
    assert len(cited) >= 10
    assert [name for name in cited if name not in reference.all_documents] == []


# ---------------------------------------------------------------- what the labels are checked against

@pytest.mark.parametrize(("ticker", "sector", "exchange", "russell_2000", "sp_500"), [
    # printed as industrials, healthcare and small-cap financials in article 000
    ("OII", "Energy", "NYSE", True, False),
    ("XMTR", "Industrials", "NASDAQ", True, False),
    ("IVZ", "Financials", "NYSE", False, True),
    # printed on NYSE, as an industrial player, as an industrial powerhouse in article 003
    ("PLTR", "Information Technology", "NASDAQ", False, True),
    ("FMC", "Materials", "NYSE", False, False),
    ("IBM", "Information Technology", "NYSE", False, True),
    # printed on Nasdaq, and as drivers of the small-cap index, in article 004
    ("AMTB", "Financials", "NYSE", True, False),
    ("VKTX", "Health Care", "NASDAQ", False, False),
    ("AAON", "Industrials", "NASDAQ", False, False),
    ("SOUN", "Information Technology", "NASDAQ", True, False),
])
def test_labels_in_question(ticker, sector, exchange, russell_2000, sp_500):
    found = company(ticker)
    assert (found["gics_sector"], found["exchange"]) == (sector, exchange)
    assert (ticker in members("Russell 2000", "2025-11-11")) is russell_2000
    assert (ticker in members("S&P 500", "2025-12")) is sp_500


# ---------------------------------------------------------------- memberships agree with each other

def test_no_company_is_in_both_russell_indices():
    assert members("Russell 2000", "2025-11-11") & members("Russell 1000", "2026-04-13") == set()


def test_every_company_but_chegg_is_in_one_of_the_russell_indices():
    assert members("Russell 2000", "2025-11-11") | members("Russell 1000", "2026-04-13") == NAMED - {"CHGG"}


@pytest.mark.parametrize("month", ["2025-11", "2025-12", "2026-01"])
def test_dow_and_nasdaq_members_fit_their_rules(month):
    assert members("Dow", month) <= members("S&P 500", month)
    assert {company(ticker)["exchange"] for ticker in members("Nasdaq-100", month)} == {"NASDAQ"}


def test_each_list_answers_for_every_company():
    noticed = {"S&P MidCap 400", "S&P SmallCap 600"}
    asked = Counter((row["index"], row["as_of"]) for row in table("memberships")
                    if row["index"] not in noticed)
    assert set(asked.values()) == {len(NAMED)}


def test_only_members_of_a_fund_have_a_weight():
    for row in table("memberships"):
        weighed = row["member"] == "true" and row["index"].startswith("Russell")
        assert bool(row["weight_pct"]) == weighed, row
        assert row["member"] in {"true", "false"}
        assert row["confidence"] in {"certain", "likely", "unknown"}
        assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", row["as_of"])


@pytest.mark.parametrize("index", ["Russell 1000", "Russell 2000"])
def test_sector_weights_add_up(index):
    rows = [row for row in table("index_sectors") if row["index"] == index]
    assert abs(sum(Decimal(row["weight_pct"]) for row in rows) - 100) <= Decimal("0.0006")  # 12 roundings


def test_sector_counts_add_up_to_the_totals():
    totals = {(row["index"], row["as_of"]): int(row["constituents"]) for row in table("index_totals")}
    counts: Counter = Counter()
    for row in table("index_sectors"):
        counts[row["index"], row["as_of"]] += int(row["constituents"])
        assert row["sector"] in {*SECTORS, "unclassified"}
    assert counts == {key: totals[key] for key in counts}


# ---------------------------------------------------------------- results and events

def test_results_are_numbers_with_a_known_unit():
    for row in table("company_results"):
        Decimal(row["value"])
        assert row["unit"] in {"%", "USD", "million USD", "billion USD", "trillion USD"}, row
        assert row["as_reported"], row


def test_reported_growth_agrees_with_reported_levels():
    value = {(r["ticker"], r["fiscal_period"], r["metric"]): Decimal(r["value"])
             for r in table("company_results")}
    # 181 / 141.698 - 1 = 27.7%, printed as 28%
    growth = 100 * (value["XMTR", "2025Q3", "revenue"] / value["XMTR", "2024Q3", "revenue"] - 1)
    assert round(growth) == value["XMTR", "2025Q3", "revenue_growth_yoy"] == 28


def test_events_carry_a_day_or_a_month():
    for row in table("company_events"):
        assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", row["date"]), row


def test_the_fund_conversion_came_after_article_000():
    (conversion,) = Reference(DATA).find("company_events", ticker="IVZ", event="fund_conversion")
    assert conversion["date"] > "2025-12-14"


# ---------------------------------------------------------------- the maker's rules

FUND = """\
Some Fund,,,,
Ticker,Name,Sector,Asset Class,Market Value,Exchange
BIG,Big,Industrials,Equity,"1,200.00",NASDAQ
MID,Mid,Communication,Equity,600.00,NYSE
LOW,Low,Industrials,Equity,200.00,NYSE
CVR,Right,Health Care,Equity,50.00,NO MARKET (E.G. UNLISTED)
USD,Cash,Cash and/or Derivatives,Cash,500.00,-
FUT,Future,Cash and/or Derivatives,Futures,0.00,Chicago Mercantile Exchange
"""
SOURCE = Source("Index", "2025-01-02", "fund.csv", "fund-2025-01-02")


@pytest.fixture
def holdings(tmp_path):
    (tmp_path / "fund.csv").write_text("\ufeff" + FUND, encoding="utf-8")
    return read_holdings(tmp_path / "fund.csv")


def test_weights_leave_out_cash_futures_and_unlisted_rights(holdings):
    assert weights(holdings) == {           # of 1200 + 600 + 200 = 2000
        "BIG": Decimal("60.0000"), "MID": Decimal("30.0000"), "LOW": Decimal("10.0000"),
    }


def test_sectors_speak_gics(holdings):
    assert [(r["sector"], r["weight_pct"], r["constituents"]) for r in sector_rows(SOURCE, holdings)] == [
        ("Communication Services", Decimal("30.0000"), 1),
        ("Industrials", Decimal("70.0000"), 2),         # (1200 + 200) / 2000
    ]


def test_totals_say_what_was_left_out(holdings):
    total = fund_total(SOURCE, holdings)
    assert (total["constituents"], total["largest"], total["left_out"]) == (3, "BIG", 3)


def test_the_first_sector_file_decides_and_strangers_are_unclassified(tmp_path):
    for name, sector in (("old.csv", "Energy"), ("new.csv", "Materials")):
        (tmp_path / name).write_text(f"Symbol,GICS Sector\nAAA,{sector}\n", encoding="utf-8")
    gics = read_sectors([tmp_path / "old.csv", tmp_path / "new.csv"])
    rows = sector_counts(SOURCE, ["AAA", "ZZZ"], gics)
    assert [(r["sector"], r["constituents"]) for r in rows] == [("Energy", 1), ("unclassified", 1)]


def test_a_file_without_a_header_is_refused(tmp_path):
    (tmp_path / "fund.csv").write_text("nothing,here\n", encoding="utf-8")
    with pytest.raises(InputError, match="no header line"):
        read_holdings(tmp_path / "fund.csv")


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        build(tmp_path, ["AAPL"], [])
