"""Rates, inflation, labour, spreads and volatility, as FRED carries them."""

from __future__ import annotations

from datetime import date

from .readers import column, us_dates
from .recipe import Check, Part, Recipe

FREE = "Published by the {owner}, a part of the US government or its central bank; public domain at source."
OWNED = "Belongs to {owner}; FRED carries it by permission. Used for derived figures with attribution; not for republication."
DAY_AFTER = {"lag_days": 1}
SHUTDOWN = "Government shutdowns moved the releases of the rows listed as exceptions; the lag holds for the others."
BOARD, LABOR, ANALYSIS = (
    "Board of Governors of the Federal Reserve System",
    "Bureau of Labor Statistics",
    "Bureau of Economic Analysis",
)


def _fred(
    name: str,
    title: str,
    owner: str,
    file: str,
    raw: str,
    *,
    basis="rate",
    unit="percent",
    frequency="daily",
    decimals=2,
    release=DAY_AFTER,
    revised="never",
    free=True,
    since: date | None = None,
    parts=(),
    checks=(),
    checked=(),
    notes=(),
    gaps=(),
    until=None,
) -> Recipe:
    terms = (FREE if free else OWNED).format(owner=owner)
    return Recipe(
        series=f"fred/{name}",
        title=title,
        producer=owner,
        carrier="FRED, Federal Reserve Bank of St. Louis",
        basis=basis,
        unit=unit,
        frequency=frequency,
        columns=("value",),
        decimals=decimals,
        release=release,
        revised=revised,
        publish="free" if free else "derived",
        terms=terms,
        parts=parts or (Part(f"macro/fred_{file}__heliar-k.csv", column(raw)),),
        since=since,
        until=until,
        checks=checks,
        checked=checked or ("Read from the newest stored copy; no second copy is at hand.",) if not checks else checked,
        notes=notes,
        gaps=gaps,
    )


def _treasury(name: str, term: str, since: date) -> Recipe:
    return _fred(
        name,
        f"Treasury yield at constant maturity, {term}",
        BOARD,
        "rates",
        name,
        since=since,
        notes=("Days without a quotation have no row.",),
    )


_TARGET = "macro/DFEDTAR_1982_2008__hussamalazzawi.csv"
_DAILY_NOTE = (
    "Every calendar day has a row.",
    "The series steps on the day a change took effect, not on the day it was announced.",
)
_VINTAGE = "The newest vintage only: a figure of that month as it stood then may differ."

RATES = [
    _fred(
        "DFEDTARU",
        "Federal funds target range, upper limit",
        BOARD,
        "rates",
        "DFEDTARU",
        release={"lag_days": 0},
        notes=_DAILY_NOTE,
    ),
    _fred(
        "DFEDTARL",
        "Federal funds target range, lower limit",
        BOARD,
        "rates",
        "DFEDTARL",
        release={"lag_days": 0},
        notes=_DAILY_NOTE,
    ),
    _fred(
        "DFEDTAR",
        "Federal funds target rate (before the range of December 2008)",
        BOARD,
        "",
        "",
        decimals=4,
        release={"lag_days": 0},
        parts=(Part(_TARGET, us_dates("DFEDTAR", "DATE"), note="dates are written month/day/year"),),
        checks=(Check(Part("macro/DFEDTAR_2000_2008__jmata4803.csv", column("DFEDTAR", date="DATE")), limit=1e-9),),
        notes=_DAILY_NOTE,
    ),
    _fred(
        "DFF",
        "Effective federal funds rate, daily",
        BOARD,
        "rates",
        "DFF",
        since=date(1982, 1, 1),
        checks=(Check(Part("macro/DFF__jmata4803.csv", column("DFF", date="DATE")), limit=1e-9),),
        notes=("Every calendar day has a row.",),
    ),
    _fred(
        "FEDFUNDS",
        "Effective federal funds rate, monthly average",
        BOARD,
        "rates",
        "FEDFUNDS",
        frequency="monthly",
        release={"lag_days": 32},
    ),
    _treasury("DGS3MO", "3 months", date(1981, 9, 1)),
    _treasury("DGS2", "2 years", date(1976, 6, 1)),
    _treasury("DGS5", "5 years", date(1982, 1, 1)),
    _treasury("DGS10", "10 years", date(1962, 1, 2)),
    _treasury("DGS30", "30 years", date(1982, 1, 1)),
]


def _exceptions(late: tuple[tuple[str, str, str], ...]) -> dict[str, list[dict]]:
    """Rows (month, day of release, document) that the lag does not hold for, as a certificate lists them."""
    rows = [
        {"date": date.fromisoformat(f"{month}-01"), "released_at": date.fromisoformat(day), "document": document}
        for month, day, document in late
    ]
    return {"exceptions": rows} if rows else {}


def _monthly(
    name: str,
    title: str,
    owner: str,
    file: str,
    raw: str,
    lag: int,
    *,
    decimals: int,
    basis="index_level",
    unit="index",
    gaps=(),
    since=None,
    frequency="monthly",
    revised="yes, by later releases",
    notes=(),
    late=(),
    **more,
) -> Recipe:
    counted = f"Dated by the first day of its {'quarter' if frequency == 'quarterly' else 'month'}; the lag counts from there."
    return _fred(
        name,
        title,
        owner,
        file,
        raw,
        basis=basis,
        unit=unit,
        frequency=frequency,
        decimals=decimals,
        release={"lag_days": lag, **_exceptions(late)},
        revised=revised,
        gaps=gaps,
        since=since,
        notes=(counted, _VINTAGE, *notes),
        **more,
    )


_NEVER = "October 2025 was never collected (government shutdown): an empty cell, not a zero."
_OCTOBER = (date(2025, 10, 1),)
# An empty October counts as released with November's figure, which said that there would be none.
_LATE_CPI = (
    ("2025-09", "2025-10-24", "wunc-2025-10-24-cpi"),
    ("2025-10", "2025-12-18", "newindiaabroad-2025-11-21-cpi"),
    ("2025-11", "2025-12-18", "ainvest-2025-12-18-cpi"),
)
_LATE_JOBS = (
    ("2025-09", "2025-11-20", "livemint-2025-11-20-jobs"),
    ("2025-10", "2025-12-16", "newindiaabroad-2025-11-21-cpi"),
    ("2025-11", "2025-12-16", "californiainsider-2025-12-16-jobs"),
    ("2026-01", "2026-02-11", "asianet-2026-02-11-jobs"),
)
_LATE_PCE = (
    ("2025-09", "2025-12-05", "menafn-2025-12-05-pce"),
    ("2025-10", "2026-01-22", "actionforex-2026-01-22-pce"),
    ("2025-11", "2026-01-22", "actionforex-2026-01-22-pce"),
    ("2025-12", "2026-02-20", "bea-2026-02-20-home"),
    ("2026-01", "2026-03-13", "finanznachrichten-2026-03-13-pce"),
)
_LATE_PRODUCTION = (
    ("2025-09", "2025-12-03", "finanznachrichten-2025-12-03-production"),
    ("2025-10", "2025-12-23", "rttnews-2025-12-23-production"),
    ("2025-11", "2025-12-23", "rttnews-2025-12-23-production"),
)
_LATE_GDP = (("2025-07", "2025-12-23", "aba-2025-12-23-gdp"), ("2025-10", "2026-02-20", "bea-2026-02-20-home"))
_PCE_AFTER = "No document was found for February 2026 and later; the lag stands."
PRICES_AND_JOBS = [
    _monthly(
        "CPIAUCSL",
        "Consumer prices, all urban consumers, seasonally adjusted (1982-84 = 100)",
        LABOR,
        "inflation",
        "CPI",
        45,
        decimals=3,
        gaps=_OCTOBER,
        late=_LATE_CPI,
        notes=(_NEVER, SHUTDOWN),
    ),
    _monthly(
        "CPILFESL",
        "Consumer prices without food and energy, seasonally adjusted (1982-84 = 100)",
        LABOR,
        "inflation",
        "CORE_CPI",
        45,
        decimals=3,
        gaps=_OCTOBER,
        late=_LATE_CPI,
        notes=(_NEVER, SHUTDOWN),
    ),
    _monthly(
        "PCEPI",
        "Prices of personal consumption (2017 = 100)",
        ANALYSIS,
        "inflation",
        "PCE",
        62,
        decimals=3,
        late=_LATE_PCE,
        notes=(SHUTDOWN, _PCE_AFTER),
    ),
    _monthly(
        "PCEPILFE",
        "Prices of personal consumption without food and energy (2017 = 100)",
        ANALYSIS,
        "inflation",
        "CORE_PCE",
        62,
        decimals=3,
        late=_LATE_PCE,
        notes=(SHUTDOWN, _PCE_AFTER),
    ),
    _monthly(
        "UNRATE",
        "Unemployment rate",
        LABOR,
        "labor",
        "UNRATE",
        40,
        decimals=1,
        basis="rate",
        unit="percent",
        gaps=_OCTOBER,
        late=_LATE_JOBS,
        notes=(_NEVER, SHUTDOWN),
    ),
    _monthly(
        "INDPRO",
        "Industrial production (2017 = 100)",
        BOARD,
        "growth",
        "INDPRO",
        48,
        decimals=4,
        since=date(1947, 1, 1),
        late=_LATE_PRODUCTION,
        notes=(SHUTDOWN,),
    ),
    _monthly(
        "GDPC1",
        "Real gross domestic product, annual rate, billions of chained dollars",
        ANALYSIS,
        "growth",
        "GDP",
        122,
        decimals=3,
        basis="level",
        unit="USD billion",
        frequency="quarterly",
        late=_LATE_GDP,
        notes=(
            "The raw column is named GDP; its level (24,270.599 for 2026 Q2) and start of 1947 are those of the real series.",
            SHUTDOWN,
        ),
    ),
]

EXPECTATIONS = [
    _fred("T5YIE", "Breakeven inflation, 5 years", "Federal Reserve Bank of St. Louis", "inflation", "T5YIE"),
    _fred("T10YIE", "Breakeven inflation, 10 years", "Federal Reserve Bank of St. Louis", "inflation", "T10YIE"),
    _monthly(
        "EXPINF1YR",
        "Expected inflation, 1 year",
        "Federal Reserve Bank of Cleveland",
        "inflation",
        "EXPINF_1Y",
        16,
        decimals=2,
        basis="rate",
        unit="percent",
    ),
    _monthly(
        "EXPINF10YR",
        "Expected inflation, 10 years",
        "Federal Reserve Bank of Cleveland",
        "inflation",
        "EXPINF_10Y",
        16,
        decimals=2,
        basis="rate",
        unit="percent",
    ),
    _monthly(
        "MICH",
        "Expected price change over the next year, households' median",
        "University of Michigan, Surveys of Consumers",
        "inflation",
        "MICH",
        60,
        decimals=1,
        basis="survey",
        unit="percent",
        free=False,
        revised="never",
    ),
]

ICE = "ICE Data Indices"
SPREADS = [
    _fred(
        "BAA10Y",
        "Moody's Baa corporate yield less the 10-year Treasury yield",
        "Moody's",
        "credit",
        "BAA10Y",
        basis="spread",
        free=False,
    ),
    _fred(
        "AAA10Y",
        "Moody's Aaa corporate yield less the 10-year Treasury yield",
        "Moody's",
        "credit",
        "AAA10Y",
        basis="spread",
        free=False,
    ),
    _fred(
        "BAMLH0A0HYM2",
        "ICE BofA US High Yield option-adjusted spread",
        ICE,
        "volatility",
        "HY_OAS",
        basis="spread",
        free=False,
        notes=("The stored copy starts 2023-07-31.",),
    ),
    _fred(
        "BAMLC0A0CM",
        "ICE BofA US Corporate option-adjusted spread",
        ICE,
        "volatility",
        "IG_OAS",
        basis="spread",
        free=False,
        notes=("The stored copy starts 2023-07-31.",),
    ),
    _fred(
        "VIXCLS",
        "Cboe Volatility Index, close",
        "Cboe Exchange",
        "volatility",
        "VIX",
        basis="volatility",
        unit="percent a year",
        free=False,
    ),
]

RECIPES = [*RATES, *PRICES_AND_JOBS, *EXPECTATIONS, *SPREADS]
