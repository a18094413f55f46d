"""Index membership of the named companies, and the sector make-up of the indices, from dated lists.

Three kinds of evidence, strongest first: a fund's holdings file (Russell indices; it carries weights and
sectors), a monthly list of constituents (S&P 500, Nasdaq-100, Dow), and a notice that a company joined an
index (S&P 400 and 600). A list is as good as its date.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from .errors import InputError
from .files import read_rows, read_text

SECTORS = (
    "Communication Services", "Consumer Discretionary", "Consumer Staples", "Energy", "Financials",
    "Health Care", "Industrials", "Information Technology", "Materials", "Real Estate", "Utilities",
)
UNCLASSIFIED = "unclassified"
FUND_NAMES = {"Communication": "Communication Services", "Other": UNCLASSIFIED}
# Escrows, contingent rights and warrants left behind by takeovers sit in a fund without being in its index.
UNLISTED = {"NO MARKET (E.G. UNLISTED)", "Non-Nms Quotation Service (Nnqs)", "-", ""}

MEMBER_COLUMNS = ("ticker", "index", "as_of", "member", "weight_pct", "basis", "document", "confidence")
SECTOR_COLUMNS = ("index", "as_of", "sector", "weight_pct", "constituents")
TOTAL_COLUMNS = (
    "index", "as_of", "constituents", "largest", "largest_weight_pct", "left_out", "basis", "document",
)
MOVE_COLUMNS = ("ticker", "index", "effective", "action", "document")


@dataclass(frozen=True)
class Source:
    """One dated list: which index, when (ISO, as precise as known), which file, and its document id."""

    index: str
    as_of: str
    file: str
    document: str
    confidence: str = "certain"     # that it holds at the articles' dates, December 2025 and January 2026
    absence: str = "certain"        # the same for a company that the list does not name


@dataclass(frozen=True)
class Holding:
    """One line of a fund's holdings: market value in dollars, sector in the GICS vocabulary."""

    ticker: str
    sector: str
    exchange: str
    asset_class: str
    market_value: Decimal

    @property
    def listed_equity(self) -> bool:
        return self.asset_class == "Equity" and self.exchange not in UNLISTED


FUNDS = (
    Source("Russell 2000", "2025-11-11", "IWM_holdings_2025-11__Redddhertance.csv",
           "iwm-holdings-2025-11-11"),
    Source("Russell 1000", "2026-04-13", "IWB_holdings_2026-04-13__jordanchongja.csv",
           "iwb-holdings-2026-04-13", "likely", "likely"),
)
MONTHS = ("2025-11", "2025-12", "2026-01")
LISTS = tuple(
    # The Nasdaq-100 list of January 2026 still names the six companies that left on 22 December 2025.
    Source(index, month, f"{stem}_{month}__yfiua.csv", f"{stem}-list-{month}",
           *(("likely", "likely") if (stem, month) == ("nasdaq100", "2026-01") else ()))
    for index, stem in (("S&P 500", "sp500"), ("Nasdaq-100", "nasdaq100"), ("Dow", "dowjones"))
    for month in MONTHS
)
# The earlier file decides: it was there when the articles were written.
GICS_FILES = ("sp500_constituents_2025-08-12__datasets.csv", "sp500_constituents_2026-08__datasets.csv")


# ---------------------------------------------------------------- reading

def _table(path: Path) -> list[dict[str, str]]:
    """The rows below the header that starts with ``Ticker`` or ``Symbol``; funds print lines above it."""
    lines = read_text(path).lstrip("\ufeff").splitlines()
    heads = [n for n, line in enumerate(lines) if line.split(",")[0].strip('"') in ("Ticker", "Symbol")]
    if not heads:
        raise InputError(str(path), "no header line", "a line that starts with Ticker or Symbol",
                         "check the file")
    return list(csv.DictReader(io.StringIO("\n".join(lines[heads[0]:]))))


def read_holdings(path: Path) -> list[Holding]:
    """Every line of a fund's holdings file, cash and futures included."""
    return [
        Holding(
            ticker=row["Ticker"],
            sector=FUND_NAMES.get(row["Sector"], row["Sector"]),
            exchange=row["Exchange"],
            asset_class=row["Asset Class"],
            market_value=Decimal(row["Market Value"].replace(",", "")),
        )
        for row in _table(path) if row.get("Asset Class")
    ]


def read_symbols(path: Path) -> list[str]:
    """The symbols of a list of constituents, in its order."""
    return [row["Symbol"] for row in _table(path)]


def read_sectors(paths: Iterable[Path]) -> dict[str, str]:
    """Symbol to GICS sector; where two files name a symbol the first one decides."""
    sectors: dict[str, str] = {}
    for path in paths:
        for row in _table(path):
            sectors.setdefault(row["Symbol"], row["GICS Sector"])
    return sectors


# ---------------------------------------------------------------- measuring

def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Share in per cent, four decimals."""
    return (100 * part / whole).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def weights(holdings: Sequence[Holding]) -> dict[str, Decimal]:
    """Weight in per cent of each listed equity by market value; cash, futures and unlisted rights are out.

    The fund's own weights (two decimals, cash included) round a small company's share away.
    """
    equities = [h for h in holdings if h.listed_equity]
    whole = sum((h.market_value for h in equities), Decimal(0))
    return {h.ticker: percent(h.market_value, whole) for h in equities}


def sector_rows(source: Source, holdings: Sequence[Holding]) -> list[dict[str, object]]:
    """Weight and number of constituents of each sector of a fund."""
    equities = [h for h in holdings if h.listed_equity]
    value: dict[str, Decimal] = defaultdict(Decimal)
    for holding in equities:
        value[holding.sector] += holding.market_value
    whole, count = sum(value.values(), Decimal(0)), Counter(h.sector for h in equities)
    return [
        {"index": source.index, "as_of": source.as_of, "sector": sector,
         "weight_pct": percent(value[sector], whole), "constituents": count[sector]}
        for sector in sorted(value)
    ]


def sector_counts(source: Source, symbols: Sequence[str], gics: Mapping[str, str]) -> list[dict[str, object]]:
    """Number of constituents of each sector of a list without weights."""
    count = Counter(gics.get(symbol, UNCLASSIFIED) for symbol in symbols)
    return [
        {"index": source.index, "as_of": source.as_of, "sector": sector, "weight_pct": None,
         "constituents": count[sector]}
        for sector in sorted(count)
    ]


def fund_total(source: Source, holdings: Sequence[Holding]) -> dict[str, object]:
    """How many constituents a fund shows, its largest one, and how many lines are not constituents."""
    share = weights(holdings)
    largest = max(share, key=lambda ticker: share[ticker])
    listed = sum(h.listed_equity for h in holdings)
    return {
        "index": source.index, "as_of": source.as_of, "constituents": listed, "largest": largest,
        "largest_weight_pct": share[largest], "left_out": len(holdings) - listed,
        "basis": "listed equities of the fund; cash, futures and unlisted rights are left out",
        "document": source.document,
    }


def list_total(source: Source, symbols: Sequence[str]) -> dict[str, object]:
    """How many symbols a list names (share classes count one by one)."""
    return {
        "index": source.index, "as_of": source.as_of, "constituents": len(symbols), "largest": None,
        "largest_weight_pct": None, "left_out": 0, "basis": "symbols of the list",
        "document": source.document,
    }


# ---------------------------------------------------------------- membership

def _member(
    ticker: str, source: Source, inside: bool, weight: Decimal | None, basis: str,
) -> dict[str, object]:
    return {
        "ticker": ticker, "index": source.index, "as_of": source.as_of,
        "member": "true" if inside else "false",
        "weight_pct": weight, "basis": basis, "document": source.document,
        "confidence": source.confidence if inside else source.absence,
    }


def fund_members(
    tickers: Iterable[str], source: Source, share: Mapping[str, Decimal],
) -> list[dict[str, object]]:
    """One row a company: in the fund or not, with its weight by market value."""
    basis = f"holdings of the fund on {source.as_of}; weight among its listed equities"
    return [_member(t, source, t in share, share.get(t), basis) for t in tickers]


def list_members(tickers: Iterable[str], source: Source, symbols: Sequence[str]) -> list[dict[str, object]]:
    """One row a company: in the month's list or not; such lists carry no weights."""
    basis = f"list of {source.as_of}, the day within the month is not recorded"
    return [_member(t, source, t in symbols, None, basis) for t in tickers]


def noticed_members(moves: Iterable[Mapping[str, str]]) -> list[dict[str, object]]:
    """Members of an index without a list, from the notice that they joined.

    A later exit could have escaped us, hence likely.
    """
    listed = {source.index for source in (*FUNDS, *LISTS)}
    return [
        {"ticker": m["ticker"], "index": m["index"], "as_of": m["effective"], "member": "true",
         "weight_pct": None,
         "basis": f"notice of joining on {m['effective']}; no list at the articles' dates",
         "document": m["document"], "confidence": "likely"}
        for m in moves if m["action"] == "added" and m["index"] not in listed
    ]


@dataclass(frozen=True)
class Tables:
    """The three tables that this module makes."""

    memberships: list[dict[str, object]]
    sectors: list[dict[str, object]]
    totals: list[dict[str, object]]


def build(source: Path, tickers: Sequence[str], moves: Iterable[Mapping[str, str]]) -> Tables:
    """Read every dated list under ``source`` and set the companies against it."""
    gics = read_sectors(source / name for name in GICS_FILES)
    members, sectors, totals = noticed_members(moves), [], []
    for fund in FUNDS:
        holdings = read_holdings(source / fund.file)
        members += fund_members(tickers, fund, weights(holdings))
        sectors += sector_rows(fund, holdings)
        totals.append(fund_total(fund, holdings))
    for each in LISTS:
        symbols = read_symbols(source / each.file)
        members += list_members(tickers, each, symbols)
        totals.append(list_total(each, symbols))
        if each.index == "S&P 500":
            sectors += sector_counts(each, symbols, gics)
    members.sort(key=lambda row: (row["ticker"], row["index"], row["as_of"]))
    return Tables(members, sorted_rows(sectors), sorted_rows(totals))


def sorted_rows(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """By index, date and sector."""
    return sorted(rows, key=lambda row: (row["index"], row["as_of"], row.get("sector", "")))


def read_tickers(path: Path) -> list[str]:
    """Tickers of ``companies.csv``."""
    return [row["ticker"] for row in read_rows(path)]
