"""Indices, exchange-traded funds and stocks: owners' figures, in the columns and dates that the chapters use."""

from __future__ import annotations

from datetime import date

from .readers import column, prices, two_headers, with_dividends
from .recipe import Check, Part, Recipe

HIGHS_SINCE = date(2020, 1, 1)  # records are checked against highs from here on
STOCKS_SINCE = date(2014, 12, 31)  # the base of 2015's returns
FUND_DIVIDENDS = date(2026, 5, 1)  # last day of the only fund files that carry dividends
LONG_DIVIDENDS = date(2026, 5, 29)  # last day of the long files with dividends
SESSION = {"lag_days": 0}  # a close is public on its day

INDEX_TERMS = "Index levels belong to {owner}. Facts are quoted and computed with, with attribution; the series is not for republication."
PRICE_TERMS = "Exchange prices as carried by a data vendor, whose terms allow no republication. Used for derived figures with attribution."


# ---------------------------------------------------------------- indices


def _index(ticker: str, name: str, owner: str, parts: tuple[Part, ...], **more) -> Recipe:
    return Recipe(
        series=f"yahoo/{ticker}",
        title=f"{name}, daily close, high and low",
        producer=owner,
        carrier="Yahoo Finance",
        basis="price_index",
        unit="points",
        frequency="daily",
        columns=("close", "high", "low"),
        decimals=2,
        release=SESSION,
        revised="never",
        publish="derived",
        terms=INDEX_TERMS.format(owner=owner),
        parts=parts,
        highs_since=HIGHS_SINCE,
        **more,
    )


_GUY = prices("date", close="close", high="high", low="low")
_ASSETS = "macro/asset_prices__heliar-k.csv"
_HIGHS_NOTE = "Highs and lows before 2020 are left out: not used."

INDICES = [
    _index(
        "RUT",
        "Russell 2000",
        "FTSE Russell",
        (
            Part("index_daily/RUT__hjyssg.csv", prices("Date", close="Close", high="High", low="Low")),
            Part("index_daily/RUT__heliar-k.csv", _GUY, since=date(2016, 6, 28)),
        ),
        checks=(Check(Part(_ASSETS, column("RUT", "close", sessions=True)), limit=1e-6),),
        notes=(
            _HIGHS_NOTE,
            "Price index: dividends are not in it.",
            "Highs of the two parts differ by up to 0.11% on two days of 2016.",
            "From 2020-03-17 to 03-20 the index and its fund (yahoo/IWM) closed up to 3 points of return a day apart; both files of the index agree.",
        ),
    ),
    _index(
        "GSPC",
        "S&P 500",
        "S&P Dow Jones Indices",
        (Part("index_daily/GSPC__guydekowski.csv", _GUY),),
        checks=(Check(Part(_ASSETS, column("SPX", "close", sessions=True)), limit=1e-6),),
        notes=(
            _HIGHS_NOTE,
            "Before 1957-03-04 the index had fewer members; Saturdays with trading stand as published.",
        ),
    ),
    _index(
        "IXIC",
        "Nasdaq Composite",
        "Nasdaq",
        (Part("index_daily/IXIC__guydekowski.csv", _GUY),),
        checked=("Every New York session from 1971-02-05 has a row. No second file of this index is at hand.",),
        notes=(_HIGHS_NOTE,),
    ),
    _index(
        "DJI",
        "Dow Jones Industrial Average",
        "S&P Dow Jones Indices",
        (
            Part("index_daily/DJI__hh900619.csv", prices("Date", close="Close", high="High", low="Low")),
            Part(
                _ASSETS,
                column("DJI", "close", sessions=True),
                since=date(2026, 3, 17),
                note="rows of 2026-08-01, 08-02 and 08-15 are weekends filled forward and were dropped",
            ),
        ),
        notes=(_HIGHS_NOTE, "After 2026-03-16 the source has closes only."),
    ),
]


# ---------------------------------------------------------------- funds

FUNDS = {
    "AVUV": "Avantis U.S. Small Cap Value ETF",
    "DIA": "SPDR Dow Jones Industrial Average ETF Trust",
    "IBB": "iShares Biotechnology ETF",
    "IJH": "iShares Core S&P Mid-Cap ETF",
    "IJR": "iShares Core S&P Small-Cap ETF",
    "IWB": "iShares Russell 1000 ETF",
    "IWD": "iShares Russell 1000 Value ETF",
    "IWF": "iShares Russell 1000 Growth ETF",
    "IWM": "iShares Russell 2000 ETF",
    "IWR": "iShares Russell Mid-Cap ETF",
    "KBE": "SPDR S&P Bank ETF",
    "KRE": "SPDR S&P Regional Banking ETF",
    "MGK": "Vanguard Mega Cap Growth ETF",
    "MTUM": "iShares MSCI USA Momentum Factor ETF",
    "OIH": "VanEck Oil Services ETF",
    "QQQ": "Invesco QQQ",
    "QUAL": "iShares MSCI USA Quality Factor ETF",
    "RSP": "Invesco S&P 500 Equal Weight ETF",
    "SPY": "SPDR S&P 500 ETF Trust",
    "USMV": "iShares MSCI USA Min Vol Factor ETF",
    "VB": "Vanguard Small-Cap ETF",
    "VBK": "Vanguard Small-Cap Growth ETF",
    "VBR": "Vanguard Small-Cap Value ETF",
    "VTI": "Vanguard Total Stock Market ETF",
    "VTV": "Vanguard Value ETF",
    "VUG": "Vanguard Growth ETF",
    "XBI": "SPDR S&P Biotech ETF",
    "XLB": "Materials Select Sector SPDR",
    "XLC": "Communication Services Select Sector SPDR",
    "XLE": "Energy Select Sector SPDR",
    "XLF": "Financial Select Sector SPDR",
    "XLI": "Industrial Select Sector SPDR",
    "XLK": "Technology Select Sector SPDR",
    "XLP": "Consumer Staples Select Sector SPDR",
    "XLRE": "Real Estate Select Sector SPDR",
    "XLU": "Utilities Select Sector SPDR",
    "XLV": "Health Care Select Sector SPDR",
    "XLY": "Consumer Discretionary Select Sector SPDR",
}
RECENT = (
    "DIA",
    "IWM",
    "QQQ",
    "SPY",
    "XBI",
    "XLB",
    "XLC",
    "XLE",
    "XLF",
    "XLI",
    "XLK",
    "XLP",
    "XLRE",
    "XLU",
    "XLV",
    "XLY",
)
LONG = ("IWM", "QQQ", "SPY", "XLK")  # from 1999-12-31 (IWM from its start) in the long files, equal on the overlap
_BASE = prices("Date", dividend="Dividends", close="Close")
_LONG = with_dividends(prices("Date", close="Close"))
_RECENT = prices("timestamp", close="close")
_MARKET_BASE = prices("date", close="close")
_LAST_ROW = "The close of 2026-08-21 rests on one source, which for SPY was 0.013% below two others on that day."
_SPLITS = "Closes and dividends are adjusted for splits that took place later; they are not adjusted for dividends."


def _fund(ticker: str) -> Recipe:
    base = f"etf_daily/{ticker}__taeheon-kong.csv"
    return Recipe(
        series=f"yahoo/{ticker}",
        title=f"{FUNDS[ticker]}, daily close and cash dividends",
        producer=FUNDS[ticker],
        carrier="Yahoo Finance",
        basis="close",
        unit="USD",
        frequency="daily",
        columns=("close", "dividend"),
        decimals=6,
        release=SESSION,
        revised="only by later splits",
        publish="derived",
        terms=PRICE_TERMS,
        parts=_fund_parts(ticker, base),
        dividends_through=LONG_DIVIDENDS if ticker == "DIA" else FUND_DIVIDENDS,
        checks=_fund_checks(ticker, base),
        notes=_fund_notes(ticker),
        join=2e-4 if ticker == "SPY" else 1e-4,  # its last row, see the note
    )


def _fund_parts(ticker: str, base: str) -> tuple[Part, ...]:
    long = (
        (Part(f"etf_daily/{ticker}__sungkyu.csv", _LONG, note="with its file of dividends"),)
        if ticker in (*LONG, "DIA")
        else ()
    )
    middle = () if ticker == "DIA" else (Part(base, _BASE, since=date(2005, 1, 3) if long else None),)
    starts = date(2026, 6, 1) if ticker == "DIA" else date(2026, 5, 4)
    recent = (
        (Part(f"etf_daily/{ticker}__johnamcminn.csv", _RECENT, since=starts, note="rows run newest first"),)
        if ticker in RECENT
        else ()
    )
    last = (
        (Part(f"stocks_daily/{ticker}__heliar-k.csv", _MARKET_BASE, since=date(2026, 8, 21)),)
        if ticker in ("QQQ", "SPY")
        else ()
    )
    return (*long, *middle, *recent, *last)


def _fund_checks(ticker: str, base: str) -> tuple[Check, ...]:
    if ticker == "DIA":
        return (Check(Part("etf_daily/DIA__youssef.csv", prices("Date", close="Close")), how="total", limit=5e-3),)
    own = Check(Part(base, prices("Date", close="AdjClose")), how="total", limit=2e-3)
    level = Check(Part(f"stocks_daily/{ticker}__heliar-k.csv", _MARKET_BASE), limit=1e-4)
    return (own, level) if ticker in ("SPY", "QQQ") else (own,)


def _fund_notes(ticker: str) -> tuple[str, ...]:
    own = {
        "SPY": ("On 2026-08-21 one source says 765.62 and two say 765.72: the two are followed.",),
        "OIH": ("Before its conversion of December 2011 the ticker was a HOLDRS trust with another basket.",),
        "DIA": ("Dividends to 2026-05-29.",),
    }
    recent = (_LAST_ROW,) if ticker in RECENT and ticker not in ("SPY", "QQQ") else ()
    return (
        _SPLITS,
        "An empty dividend up to dividends_through means none went ex on that day; after it, unknown.",
        *recent,
        *own.get(ticker, ()),
    )


# ---------------------------------------------------------------- stocks

WITH_BASE = ("AAPL", "AMZN", "GOOG", "INTC", "LLY", "META", "MSFT", "NVDA", "TSLA")  # raw closes to 2026-08-21
LONG_ONLY = ("AMD", "BAC", "CAT", "CVS", "GOOGL", "GS", "IBM", "JPM", "ORCL")  # raw closes to 2026-05-29
ADJUSTED = ("BAC", "CAT", "CVS", "GOOGL", "GS", "IBM", "IVZ", "JPM", "ORCL", "ZION")  # adjusted closes to 2026-08-21
SMALL = ("AAON", "AMTB", "BBWI", "MGNI", "OII", "SERV", "SOUN", "SRCE", "VKTX", "WAL", "WGS", "XMTR")
_ZOOMIES = prices("date", close="adj_close")
_TRANSCRIBED = "stocks_daily/smallcaps_adjclose_transcribed__mhylas.csv"
_WHERE_ADJUSTED = (
    "AAPL",
    "AMZN",
    "BAC",
    "CAT",
    "CVS",
    "GOOGL",
    "GS",
    "IBM",
    "INTC",
    "JPM",
    "LLY",
    "META",
    "MSFT",
    "NVDA",
    "ORCL",
    "PLTR",
    "TSLA",
)


def _stock(ticker: str, extension: tuple[Part, ...] = ()) -> Recipe:
    long = Part(f"stocks_daily/{ticker}__sungkyu.csv", _LONG, note="with its file of dividends")
    adjusted = (
        (Check(Part(f"stocks_daily/{ticker}__zoomies.csv", _ZOOMIES), how="total", limit=2e-3),)
        if ticker in _WHERE_ADJUSTED
        else ()
    )
    return Recipe(
        series=f"yahoo/{ticker}",
        title=f"{ticker}, daily close and cash dividends",
        producer="the listing exchange",
        carrier="Yahoo Finance",
        basis="close",
        unit="USD",
        frequency="daily",
        columns=("close", "dividend"),
        decimals=6,
        release=SESSION,
        revised="only by later splits",
        publish="derived",
        terms=PRICE_TERMS,
        parts=(long, *extension),
        since=STOCKS_SINCE,
        dividends_through=LONG_DIVIDENDS,
        checks=adjusted,
        checked=() if adjusted else ("No second file of this stock is at hand; every session has a row.",),
        notes=(_SPLITS, "An empty dividend up to dividends_through means none went ex on that day; after it, unknown."),
    )


def _adjusted(
    ticker: str, part: Part, checks: tuple[Check, ...], *notes: str, since: date | None = None, checked=()
) -> Recipe:
    return Recipe(
        series=f"yahoo/{ticker}_adj",
        title=f"{ticker}, daily close adjusted for dividends and splits",
        producer="the listing exchange",
        carrier="Yahoo Finance",
        basis="adjusted_close",
        unit="USD",
        frequency="daily",
        columns=("close",),
        decimals=6,
        release=SESSION,
        revised="by every later dividend and split",
        publish="derived",
        terms=PRICE_TERMS,
        parts=(part,),
        since=since,
        checks=checks,
        checked=checked,
        notes=("Returns only: an adjusted close is never a level.", *notes),
    )


def _clashrohit(ticker: str) -> Part:
    return Part(f"stocks_daily/{ticker}__clashrohit.csv", two_headers, note="two header lines; the close is adjusted")


STOCKS = [
    *(_stock(t, (Part(f"stocks_daily/{t}__heliar-k.csv", _MARKET_BASE, since=date(2026, 6, 1)),)) for t in WITH_BASE),
    *(_stock(t) for t in LONG_ONLY),
    _stock(
        "PLTR",
        (
            Part(
                "stocks_daily/PLTR__zoomies.csv",
                _ZOOMIES,
                since=date(2026, 6, 1),
                note="adjusted closes; equal to closes because no dividend was paid through 2026-05-29",
            ),
        ),
    ),
    _stock("SOUN"),
    *(
        _adjusted(
            t, Part(f"stocks_daily/{t}__zoomies.csv", _ZOOMIES), (Check(_clashrohit(t), how="return", limit=2e-3),)
        )
        for t in ADJUSTED
    ),
    _adjusted(
        "FMC",
        _clashrohit("FMC"),
        (),
        "Ends 2026-01-06: no later prices are at hand.",
        since=date(2023, 12, 29),
        checked=("No second file of this stock is at hand; every session has a row.",),
    ),
    *(
        _adjusted(
            t,
            Part(_TRANSCRIBED, column(t, "close")),
            (Check(Part("stocks_daily/SOUN__sungkyu.csv", prices("Date", close="Close")), limit=1e-6),)
            if t == "SOUN"
            else (),
            "The source has no dates: they were set by alignment on the trading calendar.",
            checked=(
                "Dates were checked by the inventory on ten names at two dates; SOUN, which pays no dividend, equals a dated file on all days.",
            ),
        )
        for t in SMALL
    ),
]

RECIPES = [*INDICES, *map(_fund, FUNDS), *STOCKS]
