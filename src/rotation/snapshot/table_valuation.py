"""Ken French's factors, Shiller's sheet, the S&P earnings workbook and FactSet's charts."""

from __future__ import annotations

from datetime import date

from .readers import (
    SP_COLUMNS,
    column,
    factset,
    french_daily,
    french_monthly,
    shiller,
    sp_estimates,
    sp_forward,
    sp_quarterly,
    sp_yearly,
)
from .recipe import Check, Part, Recipe

OWNED = "Belongs to {owner}. Facts are quoted and computed with, with attribution; the file is not for republication."


def _recipe(series: str, title: str, owner: str, carrier: str, **more) -> Recipe:
    common = {
        "columns": ("value",),
        "publish": "derived",
        "terms": OWNED.format(owner=owner),
        "revised": "unknown",
        "decimals": 2,
    }
    return Recipe(series=series, title=title, producer=owner, carrier=carrier, **{**common, **more})


# ---------------------------------------------------------------- factors

FRENCH = "Kenneth R. French, Data Library"
FF3, FF5 = "factors/FF3_monthly_1926_2025-11__Alter-404.csv", "factors/us_ff5_mom__haribharadwaj.csv.gz"
DAILY = "factors/ff_daily_2025-2026__choijihee.parquet"
SMB_NOTE = "SMB of the three-factor and SMB5 of the five-factor set are two different averages: do not mix them."
FF3_NAMES = {"MKT_RF": "Mkt-RF", "SMB": "SMB", "HML": "HML", "RF": "RF"}
FF5_NAMES = {"SMB5": "SMB", "RMW": "RMW", "CMA": "CMA", "MOM": "Mom"}
DAILY_NAMES = {"MKT_RF": "mkt_rf", "SMB5": "smb", "HML": "hml", "RMW": "rmw", "CMA": "cma", "MOM": "umd", "RF": "rf"}


def _factor(name: str, frequency: str, parts: tuple[Part, ...], lag: int, **more) -> Recipe:
    return _recipe(
        f"french/{name}_{frequency}",
        f"US factor {name}, {frequency}",
        FRENCH,
        parts[0].file.split("__")[1].split(".")[0],
        basis="return",
        unit="percent",
        frequency=frequency,
        release={"lag_days": lag},
        parts=parts,
        **more,
    )


def _five(name: str) -> Part:
    return Part(FF5, column(name, date="Unnamed: 0"))


def _three_checks(name: str) -> tuple[Check, ...]:
    # The two files are other vintages of the library; its monthly figures moved by up to 0.08 percentage points.
    return (
        ()
        if name == "SMB"
        else (Check(_five({"MKT_RF": "MKT_RF", "HML": "HML", "RF": "RF"}[name]), how="points", limit=0.1),)
    )


FACTORS = [
    *(
        _factor(
            ours,
            "monthly",
            (Part(FF3, french_monthly(theirs)),),
            30,
            checks=_three_checks(ours),
            checked=("1,193 months without a gap.",),
            notes=("Dated by month end; the library is updated about a month later.", SMB_NOTE),
        )
        for ours, theirs in FF3_NAMES.items()
    ),
    *(
        _factor(
            ours,
            "monthly",
            (_five(theirs),),
            30,
            checked=("745 months from July 1963 without a gap.",),
            notes=("Dated by month end.", "Ends 2025-07.", SMB_NOTE),
        )
        for ours, theirs in FF5_NAMES.items()
    ),
    *(
        _factor(
            ours,
            "daily",
            (
                Part(
                    DAILY,
                    french_daily(theirs),
                    note="decimals times 100; the carrier's own fund proxies (July 2026 on) left out",
                ),
            ),
            60,
            checked=(
                "Compounded months of the market factor are within 0.03 points of the monthly file from April to November 2025; "
                "SMB follows the five-factor, not the three-factor, monthly file.",
            ),
            notes=("The carrier rounds to four decimals of a fraction.", SMB_NOTE),
        )
        for ours, theirs in DAILY_NAMES.items()
    ),
]


# ---------------------------------------------------------------- Shiller

SHILLER = "Robert J. Shiller, Irrational Exuberance data"
SHEET = "valuation/shiller_ie_data__SecondOrderEdge.xls"
OTHER = "valuation/sp500_shiller_fred__datasets.csv"
ESTIMATED = "The sheet estimates consumer prices of October 2025 (never collected), and what rests on them."


def _shiller(
    name: str, title: str, *, basis: str, unit: str, lag: int, until: date, checks=(), decimals=2, notes=()
) -> Recipe:
    return _recipe(
        f"shiller/{name}",
        f"S&P Composite, {title}",
        SHILLER,
        "the author's workbook",
        basis=basis,
        unit=unit,
        frequency="monthly",
        release={"lag_days": lag},
        decimals=decimals,
        parts=(Part(SHEET, shiller(name)),),
        until=until,
        checks=checks,
        checked=() if checks else ("Read from the author's sheet; no independent copy is at hand.",),
        notes=("Dated by the first day of the month; the lag counts from there.", *notes),
    )


def _other(name: str, limit: float, until: date | None = None) -> tuple[Check, ...]:
    return (Check(Part(OTHER, column(name, date="Date")), limit=limit, until=until),)


SHILLER_SERIES = [
    _shiller(
        "price",
        "monthly average of daily closes",
        basis="index_level",
        unit="points",
        lag=31,
        until=date(2026, 4, 1),
        checks=_other("SP500", 0.025, date(2026, 3, 1)),
        notes=(
            "Monthly averages of daily closes: July 1974 is 4.4% off the average of yahoo/GSPC, every other month since 1950 within 0.4%.",
            "The sheet's May 2026 is one day's close and was left out.",
        ),
    ),
    _shiller(
        "dividend",
        "dividends over twelve months",
        basis="per_share",
        unit="index points",
        lag=120,
        until=date(2026, 3, 1),
        notes=("Months between quarters are interpolated by the author.",),
    ),
    _shiller(
        "earnings",
        "as-reported earnings over twelve months",
        basis="per_share",
        unit="index points",
        lag=180,
        until=date(2026, 3, 1),
        checks=_other("Earnings", 1e-3, date(2023, 6, 1)),
        notes=(
            "Months between quarters are interpolated by the author.",
            "The newest quarters are the author's estimates.",
        ),
    ),
    _shiller(
        "cpi",
        "consumer price index",
        basis="index_level",
        unit="index",
        lag=45,
        until=date(2026, 3, 1),
        decimals=3,
        notes=(ESTIMATED,),
    ),
    _shiller("gs10", "long interest rate", basis="rate", unit="percent", lag=32, until=date(2026, 4, 1)),
    _shiller(
        "cape",
        "cyclically adjusted price-earnings ratio",
        basis="ratio",
        unit="x",
        lag=45,
        until=date(2026, 3, 1),
        checks=_other("PE10", 6e-3, date(2023, 8, 1)),
        notes=(ESTIMATED,),
    ),
]


# ---------------------------------------------------------------- S&P workbook

SPDJI = "S&P Dow Jones Indices"
YEARLY = "valuation/sp500_ind_df__rwkopcke.parquet"
ACTUALS, ESTIMATES = (
    "valuation/sp500_pe_df_actuals__rwkopcke.parquet",
    "valuation/sp500_pe_df_estimates__rwkopcke.parquet",
)
WORKBOOK = {"released_at": date(2026, 1, 16)}
KINDS = {"operating": "op", "reported": "rep"}
METRICS = {"eps": ("eps", "per_share", "index points"), "pe": ("p/e", "ratio", "x")}
INDEX_NAMES = {
    "SP500": "S&P 500",
    "SP400": "S&P MidCap 400",
    "SP600": "S&P SmallCap 600",
    "SP1500": "S&P Composite 1500",
}
SECTOR_INDICES = ("SP500", "SP600")
SECTORS = tuple(name for name in SP_COLUMNS if name != "total")


def _spdji(name: str, title: str, *, parts: tuple[Part, ...], release=WORKBOOK, **more) -> Recipe:
    return _recipe(f"spdji/{name}", title, SPDJI, "the index earnings workbook", release=release, parts=parts, **more)


def _yearly(index: str, metric: str, kind: str, sector: str = "total") -> Recipe:
    theirs, basis, unit = METRICS[metric]
    tail = "" if sector == "total" else f"_{sector}"
    where = "" if sector == "total" else f", {sector.replace('_', ' ')}"
    totals = {("SP500", "eps", "operating"): "12m_op_eps", ("SP500", "eps", "reported"): "12m_rep_eps"}
    same = totals.get((index, metric, kind)) if sector == "total" else None
    return _spdji(
        f"{index}_{metric}_{kind}{tail}",
        f"{INDEX_NAMES[index]}{where}: {kind} {'earnings' if metric == 'eps' else 'price-earnings ratio'}, calendar years",
        basis=basis,
        unit=unit,
        frequency="yearly",
        parts=(Part(YEARLY, sp_yearly(index, KINDS[kind], theirs, sector)),),
        checks=(Check(Part(ACTUALS, sp_quarterly(same)), limit=5e-3),) if same else (),
        checked=()
        if same
        else (
            "Read from the workbook as the carrier stored it; the S&P 500 totals of the same table agree with its quarterly sheet.",
        ),
        notes=_yearly_notes(sector, metric),
        extra={"estimates_from": date(2025, 12, 31)},
    )


def _yearly_notes(sector: str, metric: str) -> tuple[str, ...]:
    early = (
        ("Real estate became a sector of its own in 2016; earlier years are the producer's or carrier's back-fill.",)
        if sector == "real_estate"
        else ()
    )
    price = (
        (
            "Price at the year's end over the year's earnings; for 2026 a price of mid-January 2026 (ratio times earnings of the S&P 500 is its close "
            "of 2026-01-15).",
        )
        if metric == "pe"
        else ()
    )
    return (
        "Dated by year end. The workbook of 2026-01-16: 2025 and 2026 are estimates.",
        "Negative earnings are in: a ratio may be negative.",
        *price,
        *early,
    )


def _quarterly(name: str, title: str, column_name: str, basis: str, unit: str) -> Recipe:
    return _spdji(
        name,
        title,
        basis=basis,
        unit=unit,
        frequency="quarterly",
        parts=(Part(ACTUALS, sp_quarterly(column_name)),),
        checked=(
            "Four quarters add up to the 4-quarter figures; ratio times earnings is the S&P 500's quarter-end close (see the tests).",
        ),
        notes=("Dated by quarter end; quarters through 2025 Q3 are actual.",),
    )


FORWARD_NOTE = (
    "One point a workbook: operating earnings estimated for the four quarters that end after the workbook's date, so each point is "
    "what was published then (35 workbooks from 2017-07-05 to 2026-01-16)."
)
WORKBOOKS = [
    *(_yearly(index, metric, kind) for index in INDEX_NAMES for metric in METRICS for kind in KINDS),
    *(
        _yearly(index, metric, "operating", sector)
        for index in SECTOR_INDICES
        for metric in METRICS
        for sector in SECTORS
    ),
    _quarterly(
        "SP500_eps_operating_quarterly", "S&P 500: operating earnings by quarter", "op_eps", "per_share", "index points"
    ),
    _quarterly(
        "SP500_eps_reported_quarterly",
        "S&P 500: as-reported earnings by quarter",
        "rep_eps",
        "per_share",
        "index points",
    ),
    _quarterly(
        "SP500_eps_operating_4q",
        "S&P 500: operating earnings of four quarters",
        "12m_op_eps",
        "per_share",
        "index points",
    ),
    _quarterly(
        "SP500_eps_reported_4q",
        "S&P 500: as-reported earnings of four quarters",
        "12m_rep_eps",
        "per_share",
        "index points",
    ),
    _quarterly(
        "SP500_pe_operating_4q", "S&P 500: price over operating earnings of four quarters", "op_pe", "ratio", "x"
    ),
    _quarterly(
        "SP500_pe_reported_4q", "S&P 500: price over as-reported earnings of four quarters", "rep_pe", "ratio", "x"
    ),
    _spdji(
        "SP500_eps_operating_estimate_quarterly",
        "S&P 500: operating earnings by quarter, estimates of 2026-01-16",
        basis="per_share",
        unit="index points",
        frequency="quarterly",
        parts=(Part(ESTIMATES, sp_estimates("2026-Q1", "op_eps")),),
        checked=("The four quarters of 2026 add up to the yearly table's estimate (see the tests).",),
        notes=("Dated by quarter end; 2025 Q4 to 2026 Q4, all estimates.",),
        extra={"estimates_from": date(2025, 12, 31)},
    ),
    _spdji(
        "SP500_eps_forward_4q",
        "S&P 500: operating earnings of the next four quarters, by workbook date",
        basis="per_share",
        unit="index points",
        frequency="quarterly",
        release={"lag_days": 0},
        revised="never",
        parts=(Part(ESTIMATES, sp_forward("eps")),),
        checked=("The point of 2026-01-16 equals the yearly table's estimate for 2026.",),
        notes=(FORWARD_NOTE,),
    ),
    _spdji(
        "SP500_pe_forward_4q",
        "S&P 500: price over operating earnings of the next four quarters, by workbook date",
        basis="ratio",
        unit="x",
        frequency="quarterly",
        release={"lag_days": 0},
        revised="never",
        parts=(Part(ESTIMATES, sp_forward("pe")),),
        checked=("The workbook's own price (its ratio times its earnings) over our sum of its four quarters.",),
        notes=(FORWARD_NOTE,),
    ),
]


# ---------------------------------------------------------------- FactSet

CHARTS = "valuation/factset_sp500_eps_by_report_date__seung-gu.csv"
FACTSET = "FactSet, Earnings Insight"
_OCR = "Read off published charts by character recognition; points more than 4% off the median of the five around them were dropped."
FACTSET_SERIES = [
    _recipe(
        "factset/SP500_eps_next4q",
        "S&P 500: bottom-up earnings of the report's quarter and the three after it",
        FACTSET,
        "charts read by a carrier",
        basis="per_share",
        unit="index points",
        frequency="weekly",
        release={"lag_days": 0},
        revised="never",
        parts=(Part(CHARTS, factset("next4")),),
        checked=("Three of 379 reports were dropped as misread: 2019-06-07, 2022-07-08, 2022-10-21.",),
        notes=(
            _OCR,
            "Whole calendar quarters: the producer's own forward 12 months are weighted by time and may differ by a few per cent.",
        ),
    ),
    _recipe(
        "factset/SP500_eps_calendar_year",
        "S&P 500: bottom-up earnings of the report's calendar year",
        FACTSET,
        "charts read by a carrier",
        basis="per_share",
        unit="index points",
        frequency="weekly",
        release={"lag_days": 0},
        revised="never",
        parts=(Part(CHARTS, factset("year")),),
        checked=("Two of 379 reports were dropped as misread: 2019-06-07, 2022-04-08.",),
        notes=(_OCR,),
    ),
]

RECIPES = [*FACTORS, *SHILLER_SERIES, *WORKBOOKS, *FACTSET_SERIES]
