"""Was there a rotation: margins by year and quarter, chosen windows, sectors, styles, breadth and the tests.

Everything is read through ``Market``, already cut at the edition's date. Indices (levels, records, margins) are
price returns; funds (sectors, styles, breadth) are total returns, computed from closes and dividends up to the last
certified dividend. Returns and margins are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from .. import returns, sectors, statistics
from ..errors import EvidenceMissing
from ..market import Market
from ..reference import Reference
from ..trading_days import is_trading_day, previous_trading_day

APRIL_LOW = date(2025, 4, 8)  # lowest close of 2025 of both indices
SECTOR_NAMES = {
    "yahoo/XLC": "Communication Services",
    "yahoo/XLY": "Consumer Discretionary",
    "yahoo/XLP": "Consumer Staples",
    "yahoo/XLE": "Energy",
    "yahoo/XLF": "Financials",
    "yahoo/XLV": "Health Care",
    "yahoo/XLI": "Industrials",
    "yahoo/XLK": "Information Technology",
    "yahoo/XLB": "Materials",
    "yahoo/XLRE": "Real Estate",
    "yahoo/XLU": "Utilities",
}
PAIRS = {
    "Size: Russell 2000 − Russell 1000": ("yahoo/IWM", "yahoo/IWB"),
    "Size, profitable at entry: S&P SmallCap 600 − S&P 500": ("yahoo/IJR", "yahoo/SPY"),
    "Small biotech − S&P 500": ("yahoo/XBI", "yahoo/SPY"),
    "Regional banks − S&P 500": ("yahoo/KRE", "yahoo/SPY"),
    "Large value − large growth": ("yahoo/IWD", "yahoo/IWF"),
    "Small value − small growth": ("yahoo/VBR", "yahoo/VBK"),
    "Equal weight − cap weight, S&P 500": ("yahoo/RSP", "yahoo/SPY"),
    "Mega-cap growth − equal weight": ("yahoo/MGK", "yahoo/RSP"),
    "Quality − S&P 500": ("yahoo/QUAL", "yahoo/SPY"),
    "Momentum − S&P 500": ("yahoo/MTUM", "yahoo/SPY"),
    "Low volatility − S&P 500": ("yahoo/USMV", "yahoo/SPY"),
}
FUNDS = tuple(dict.fromkeys([*SECTOR_NAMES, *(name for pair in PAIRS.values() for name in pair), "yahoo/SPY"]))


# ---------------------------------------------------------------- dates and windows


@dataclass(frozen=True)
class Span:
    """A window from close to close with its name."""

    label: str
    start: date
    end: date


def trading_close(when: date) -> date:
    """The day itself, or the last trading day before it."""
    return when if is_trading_day(when) else previous_trading_day(when)


def year_spans(market: Market, year: int, series: Sequence[str]) -> dict[str, Span]:
    """The windows of one year as far as an edition sees them: ``year``, ``first``, ``second`` half, ``low``, ``after``.

    Each ends with the last close that every series has. ``second``, ``low`` or ``after`` is left out while it has
    not begun.
    """
    newest = min(market.newest(name) for name in series)
    base, middle, end = (
        trading_close(date(y, m, d)) for y, m, d in ((year - 1, 12, 31), (year, 6, 30), (year, 12, 31))
    )
    planned = {
        "year": (str(year), base, end),
        "first": (f"first half of {year}", base, middle),
        "second": (f"second half of {year}", middle, end),
        "low": ("since the low of 8 April", APRIL_LOW, end),
        "after": (f"since the end of {year}", end, newest),
    }
    return {
        key: Span(label, start, min(stop, newest))
        for key, (label, start, stop) in planned.items()
        if start < min(stop, newest)
    }


def total_return(market: Market, series: str) -> pd.Series:
    """A fund's closes with dividends reinvested, up to the last certified dividend."""
    certificate = market.certificate(series)
    index = returns.total_return_index(market.close(series), market.dividend(series), certificate.dividends_through)
    return index.loc[: str(certificate.dividends_through)]


def fund_paths(market: Market, names: Sequence[str] = FUNDS) -> dict[str, pd.Series]:
    """Total-return paths of funds, all cut at their earliest end, so that every comparison ends on one day."""
    paths = {name: total_return(market, name) for name in names}
    last = min(path.index[-1] for path in paths.values())
    return {name: path.loc[:last] for name, path in paths.items()}


def fitted(spans: Mapping[str, Span], paths: Mapping[str, pd.Series]) -> dict[str, Span]:
    """The same windows, cut at the last day of the paths."""
    last = min(path.index[-1] for path in paths.values()).date()
    return {key: replace(span, end=min(span.end, last)) for key, span in spans.items() if span.start < last}


# ---------------------------------------------------------------- small against large


@dataclass(frozen=True)
class Margin:
    """Two price returns over one span and their difference."""

    span: Span
    small: float
    large: float

    @property
    def gap(self) -> float:
        return self.small - self.large


def margin(small: pd.Series, large: pd.Series, span: Span) -> Margin:
    """Small and large over one span."""
    a, b = (returns.price_return(close, span.start, span.end) for close in (small, large))
    return Margin(span, a, b)


@dataclass(frozen=True)
class Years:
    """Calendar-year margins and where one year stands among them."""

    table: pd.DataFrame  # year, start, end, a, b, margin, complete
    year: int

    @property
    def row(self) -> pd.Series:
        return self.table.set_index("year").loc[self.year]

    @property
    def known(self) -> pd.DataFrame:
        """The years up to this one."""
        return self.table[self.table["year"] <= self.year]

    @property
    def rank(self) -> int:
        """1 is the widest lead of the small among the years up to this one."""
        return int((self.known["margin"] > self.row["margin"]).sum()) + 1

    @property
    def widest(self) -> pd.Series:
        """The widest lead among the years up to this one."""
        return self.known.loc[self.known["margin"].idxmax()]

    @property
    def last_lead(self) -> int:
        """The last year before this one in which the small led."""
        before = self.table[(self.table["year"] < self.year) & (self.table["margin"] > 0)]
        return int(before["year"].iloc[-1])

    @property
    def behind_since(self) -> int:
        """Years in a row without a lead, counting this one."""
        behind = self.table.loc[self.table["year"] <= self.year, "margin"] <= 0
        return int(behind[::-1].cumprod().sum())


def calendar_years(small: pd.Series, large: pd.Series, year: int) -> Years:
    """Every calendar year both series cover; the first (begun in autumn 1987) is left out, it has no base."""
    return Years(returns.calendar_year_margins(small, large), year)


def quarters(small: pd.Series, large: pd.Series, first_year: int) -> pd.DataFrame:
    """Margins of every quarter from ``first_year`` on."""
    table = returns.quarterly_margins(small, large)
    return table[table["quarter"] >= f"{first_year}Q1"].reset_index(drop=True)


# ---------------------------------------------------------------- the windows that articles chose

CHOSEN = (
    # label, articles, first close, last close
    ("Year to the last close before article 001", "001", "2024-12-31", "2025-12-05"),
    ("Year to the last close before article 003", "003", "2024-12-31", "2025-12-10"),
    ("Year to the last close before article 000", "000", "2024-12-31", "2025-12-12"),
    ("Year to the last close before article 004", "004", "2024-12-31", "2025-12-17"),
    ("Low of 8 April to the end of September", "000", "2025-04-08", "2025-09-30"),
    ("Month of November", "001, 003", "2025-10-31", "2025-11-28"),
    ("Holiday week to 28 November", "003", "2025-11-21", "2025-11-28"),
    ("Week to 5 December", "001", "2025-11-28", "2025-12-05"),
    ("Day of 5 December", "001", "2025-12-04", "2025-12-05"),
    ("Autumn, September to November", "004", "2025-08-29", "2025-11-28"),
)


def chosen_windows(small: pd.Series, large: pd.Series) -> pd.DataFrame:
    """label, articles, start, end, small, large, margin: the windows behind the articles' claims, where visible."""
    rows = []
    for label, articles, start, end in CHOSEN:
        if pd.Timestamp(end) <= min(small.index[-1], large.index[-1]):
            found = margin(small, large, Span(label, date.fromisoformat(start), date.fromisoformat(end)))
            rows.append((label, articles, found.span.start, found.span.end, found.small, found.large, found.gap))
    return pd.DataFrame(rows, columns=["label", "articles", "start", "end", "small", "large", "margin"])


def window_choice(small: pd.Series, large: pd.Series, year: int) -> pd.DataFrame:
    """Margins for every start (rows) and end (columns): month ends of a year, and the April low as a start."""
    last = min(small.index[-1], large.index[-1])
    months = [trading_close(d.date()) for d in pd.date_range(f"{year - 1}-12-31", f"{year}-12-31", freq="ME")]
    visible = [d for d in months if pd.Timestamp(d) <= last]
    ends = visible[1:] + ([last.date()] if visible[-1] < last.date() <= months[-1] else [])
    starts = sorted({*visible[:-1], *([APRIL_LOW] if pd.Timestamp(APRIL_LOW) < last else [])})
    return returns.window_grid(small, large, starts, ends)


@dataclass(frozen=True)
class Choice:
    """What the choice of a window does to the answer."""

    windows: int
    ahead: int
    best: tuple[date, date, float]
    worst: tuple[date, date, float]

    @property
    def share(self) -> float:
        return self.ahead / self.windows


def summarise_choice(grid: pd.DataFrame) -> Choice:
    """Counts and extremes of a start-by-end grid."""
    cells = grid.stack().dropna()
    best, worst = cells.idxmax(), cells.idxmin()
    ends = [(a.date(), b.date(), float(cells[(a, b)])) for a, b in (best, worst)]
    return Choice(len(cells), int((cells > 0).sum()), *ends)


# ---------------------------------------------------------------- the run of the year, and whether runs are rare


@dataclass(frozen=True)
class Run:
    """The largest gain of small over large between two closes of one year, in logs of the price ratio."""

    year: int
    start: date
    end: date
    gain: float  # ratio at the end / ratio at the start − 1


def largest_run(ratio: pd.Series, year: int) -> Run:
    """Trough to later peak of relative strength inside one calendar year (from the last close before it)."""
    base = ratio.loc[: f"{year - 1}-12-31"].iloc[-1:]
    path = pd.concat([base, ratio.loc[f"{year}-01-01" : f"{year}-12-31"]])
    gains = path / path.cummin() - 1
    end = gains.idxmax()
    return Run(year, path.loc[:end].idxmin().date(), end.date(), float(gains.max()))


def runs(small: pd.Series, large: pd.Series, last_year: int) -> tuple[Run, ...]:
    """The largest run of every full year up to ``last_year`` (as far as visible)."""
    ratio = sectors.relative_strength(small, large)
    return tuple(largest_run(ratio, year) for year in range(ratio.index[0].year + 1, last_year + 1))


@dataclass(frozen=True)
class RunRank:
    """Where one year's run stands among the runs of the years before."""

    run: Run
    rank: int  # 1 is the largest
    of: int
    median: float


def rank_run(found: Sequence[Run], year: int) -> RunRank:
    """Rank of a year's run among those of all years up to it."""
    known = [run for run in found if run.year <= year]
    mine = next(run for run in known if run.year == year)
    return RunRank(
        mine, 1 + sum(run.gain > mine.gain for run in known), len(known), float(np.median([r.gain for r in known]))
    )


@dataclass(frozen=True)
class Pair:
    """Small and large followed through one year: closes, windows, margins, and where the year stands."""

    small: pd.Series
    large: pd.Series
    spans: dict[str, Span]
    margins: dict[str, Margin]
    years: Years
    quarters: pd.DataFrame
    grid: pd.DataFrame
    chosen: pd.DataFrame
    ratio: pd.Series  # price of small over price of large
    run: RunRank


def follow(market: Market, small: str, large: str, year: int) -> Pair:
    """Everything the chapter asks of two price indices in one year, as far as the edition sees it."""
    a, b = market.close(small), market.close(large)
    spans = year_spans(market, year, (small, large))
    margins = {key: margin(a, b, span) for key, span in spans.items()}
    run = rank_run(runs(a, b, year), year)
    return Pair(a, b, spans, margins, calendar_years(a, b, year), quarters(a, b, year), window_choice(a, b, year),
                chosen_windows(a, b), sectors.relative_strength(a, b), run)


# ---------------------------------------------------------------- sectors, styles, breadth


def sector_returns(paths: Mapping[str, pd.Series], spans: Mapping[str, Span]) -> pd.DataFrame:
    """Total return of the eleven sector funds and the S&P 500 fund (rows) in every span (columns)."""
    closes = {label: paths[name] for name, label in SECTOR_NAMES.items()} | {"S&P 500": paths["yahoo/SPY"]}
    matrix = sectors.sector_matrix(closes, {key: (span.start, span.end) for key, span in spans.items()})
    matrix.attrs["spans"] = dict(spans)
    return matrix


def style_margins(paths: Mapping[str, pd.Series], spans: Mapping[str, Span]) -> pd.DataFrame:
    """Margin of each style pair (rows) in every span (columns)."""
    margins = sectors.style_pairs(paths, PAIRS, {key: (span.start, span.end) for key, span in spans.items()})
    margins.attrs["spans"] = dict(spans)
    return margins


def sectors_ahead(matrix: pd.DataFrame) -> pd.DataFrame:
    """ahead, of, share, low, high per span: sector funds ahead of the S&P 500 fund."""
    return sectors.lead_counts(matrix.drop(index="S&P 500"), matrix.loc["S&P 500"].to_dict())


def rolling_breadth(paths: Mapping[str, pd.Series], since: str, sessions: int = 63) -> pd.DataFrame:
    """equal (equal weight over cap weight, 100 at ``since``) and ahead (sector funds ahead over the trailing
    sessions), weekly.
    """
    equal = sectors.relative_strength(paths["yahoo/RSP"], paths["yahoo/SPY"])
    moves = pd.DataFrame({name: paths[name].pct_change(sessions) for name in SECTOR_NAMES})
    ahead = moves.gt(paths["yahoo/SPY"].pct_change(sessions), axis=0).sum(axis=1)
    frame = pd.DataFrame({"equal": 100 * equal / equal.loc[since:].iloc[0], "ahead": ahead}).loc[since:]
    return frame.iloc[::-1].iloc[::5].iloc[::-1]


@dataclass(frozen=True)
class Mix:
    """What the sector mix of the Russell 2000 would have returned with the returns of large-company sectors."""

    table: pd.DataFrame  # small, large (weights or NaN), sector (return), contribution, allocation
    start: date
    end: date
    small: float  # the fund of the small index
    large: float  # the fund of the large index
    weights_of: date | None  # date of the large weights; None while they are not released

    @property
    def as_large_sectors(self) -> float:
        return float(self.table["contribution"].sum())

    @property
    def allocation(self) -> float:
        """Points that the difference of the mixes explains; NaN without the large weights."""
        return float(self.table["allocation"].sum(min_count=len(self.table)))

    @property
    def gap(self) -> float:
        return self.small - self.large


def sector_mix(
    reference: Reference,
    paths: Mapping[str, pd.Series],
    end: date,
    small: str = "Russell 2000",
    large: str = "Russell 1000",
) -> Mix:
    """Contribution of each sector: weight at the start times the return of the large-company sector fund.

    It starts with the dated weights of the small index. The large index's weights are of a later date, so they
    describe its usual mix, not its mix at the start.
    """
    dated, weights = _weights(reference, small)
    other_date, other = _weights(reference, large, missing_ok=True)
    span = Span("", trading_close(dated), end)
    move = pd.Series(
        {label: returns.price_return(paths[name], span.start, end) for name, label in SECTOR_NAMES.items()}
    )
    table = pd.DataFrame({"small": weights, "large": other, "sector": move}).reindex(list(SECTOR_NAMES.values()))
    table["contribution"] = sectors.contribution(table["small"], table["sector"])
    table["allocation"] = (table["small"] - table["large"]) * table["sector"]
    funds = (returns.price_return(paths[name], span.start, end) for name in ("yahoo/IWM", "yahoo/IWB"))
    return Mix(table, span.start, end, *funds, other_date)


def _weights(reference: Reference, index: str, missing_ok: bool = False) -> tuple[date | None, pd.Series]:
    """Sector weights (fractions that sum to one) of the newest list that is released, and its date."""
    totals = [row for row in reference.find("index_totals", index=index) if len(row["as_of"]) == 10]
    if not totals:
        if missing_ok:
            return None, pd.Series(np.nan, index=list(SECTOR_NAMES.values()))
        raise EvidenceMissing(f"No dated sector weights of the {index} are released at this edition.")
    as_of = max(row["as_of"] for row in totals)
    found = reference.find("index_sectors", index=index, as_of=as_of)
    weights = pd.Series(
        {row["sector"]: float(row["weight_pct"]) for row in found if row["sector"] in SECTOR_NAMES.values()}
    )
    return date.fromisoformat(as_of), weights / weights.sum()


# ---------------------------------------------------------------- records


@dataclass(frozen=True)
class Records:
    """All-time highs of one index inside one span."""

    closes: tuple[date, ...]
    highs: tuple[date, ...]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({*self.closes, *self.highs}))


def records(market: Market, series: str, span: Span) -> Records:
    """Record closes and intraday records of a span, measured against the whole history of the series."""
    found = (returns.record_closes(market.close(series)), returns.record_highs(market.high(series)))
    return Records(*(tuple(d.date() for d in days if span.start < d.date() <= span.end) for days in found))


RECORD_INDICES = ("RUT", "GSPC", "IXIC", "DJI")


def all_records(market: Market, span: Span) -> dict[str, Records]:
    """Records of the four indices that articles name, inside one span."""
    return {name: records(market, f"yahoo/{name}", span) for name in RECORD_INDICES}


# ---------------------------------------------------------------- tests


@dataclass(frozen=True)
class Spanning:
    """A regression on factors and the return a year that they leave unexplained."""

    fit: statistics.Regression
    start: date
    end: date
    periods: int  # observations a year
    inputs: tuple[str, ...] = ()  # series that were regressed

    def alpha(self) -> statistics.Estimate:
        """Unexplained return a year: the constant times the observations a year."""
        e = self.fit.estimate("const")
        return statistics.Estimate(
            e.value * self.periods,
            e.low * self.periods,
            e.high * self.periods,
            e.n,
            e.n_effective,
            e.method,
            e.variants,
            e.level,
            e.p,
        )


def factors(market: Market, names: Sequence[str], frequency: str) -> pd.DataFrame:
    """French factor returns as fractions, common dates only."""
    frame = pd.DataFrame({name: market.value(f"french/{name}_{frequency}") for name in names})
    return frame.dropna() / 100


def _factor_ids(names: Sequence[str], frequency: str) -> tuple[str, ...]:
    return tuple(f"french/{name}_{frequency}" for name in names)


def spanning_daily(market: Market, small: str, large: str, names: Sequence[str]) -> Spanning:
    """Daily small minus large on factors, over the days for which the factors are released."""
    x = factors(market, names, "daily")
    y = _moves(market.close(small)) - _moves(market.close(large))
    return _span(y, x, 252, (small, large, *_factor_ids(names, "daily")))


def spanning_monthly(market: Market, small: str, large: str, names: Sequence[str]) -> Spanning:
    """Monthly small minus large on factors, since both indices exist."""
    x = factors(market, names, "monthly")
    closes = [returns.monthly_closes(market.close(name)) for name in (small, large)]
    y = _by_month(_moves(closes[0]) - _moves(closes[1]))
    return _span(y, _by_month(x), 12, (small, large, *_factor_ids(names, "monthly")))


def size_on_factors(market: Market, names: Sequence[str], size: str = "SMB5") -> Spanning:
    """The size factor itself on the other factors, monthly from 1963."""
    frame = _by_month(factors(market, [size, *names], "monthly"))
    return _span(frame[size], frame[list(names)], 12, _factor_ids([size, *names], "monthly"))


def _moves(close: pd.Series) -> pd.Series:
    return close.pct_change().dropna()


def _by_month(frame: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Month ends as the index: exchanges and factor files close a month on different days of record."""
    return frame.set_axis(frame.index.to_period("M").to_timestamp("M").normalize(), axis=0)


def _span(y: pd.Series, x: pd.DataFrame, periods: int, inputs: tuple[str, ...]) -> Spanning:
    frame = pd.concat([y.rename("relative"), x], axis=1, join="inner").dropna()
    if len(frame) < 5 * (x.shape[1] + 1):
        raise EvidenceMissing(f"{len(frame)} observations are too few for {x.shape[1]} factors.")
    fit = sectors.spanning_regression(frame["relative"], frame[list(x.columns)])
    return Spanning(fit, frame.index[0].date(), frame.index[-1].date(), periods, inputs)


@dataclass(frozen=True)
class Distinct:
    """The three tests of a rotation against ordinary fluctuation, and their correction."""

    breaks: statistics.BreakTest  # primary: weekly relative returns of two years
    ranks: statistics.RankCorrelation  # sectors, first half against second half
    variance: statistics.Estimate  # variance ratio of monthly relative returns at one year
    corrected: pd.DataFrame  # p, adjusted, before, after

    @property
    def before(self) -> int:
        """Tests significant before correction."""
        return int(self.corrected["before"].sum())

    @property
    def after(self) -> int:
        return int(self.corrected["after"].sum())


def distinct(
    small: pd.Series,
    large: pd.Series,
    halves: tuple[pd.Series, pd.Series],
    span: Span,
    months: int,
    draws: int,
    permutations: int,
    seed: int,
) -> Distinct:
    """Break in mean weekly relative return over ``span``, rank correlation of the halves, variance ratio, Holm."""
    breaks = sectors.leadership_break(
        small.loc[str(span.start) : str(span.end)], large.loc[str(span.start) : str(span.end)], draws=draws, seed=seed
    )
    ranks = sectors.half_rank_correlation(*halves, draws=permutations, seed=seed)
    monthly = returns.log_relative_returns(returns.monthly_closes(small), returns.monthly_closes(large))
    variance = statistics.variance_ratio(monthly, months, variants=3)
    found = statistics.holm({"break": breaks.p, "ranks": ranks.p, "variance": variance.p})
    return Distinct(breaks, ranks, variance, found)


def two_years(year: int, end: date) -> Span:
    """The window of the break test: from the last close two years before the year's end."""
    return Span("two years", trading_close(date(year - 2, 12, 31)), end)


def halves(matrix: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Total returns of the sector funds in the two halves of the year, without the index."""
    first, second = (matrix[key].drop("S&P 500") for key in ("first", "second"))
    return first, second


def variance_ratios(relative: pd.Series, months: Sequence[int]) -> dict[int, statistics.Estimate]:
    """Variance ratios of a monthly relative log return at several horizons."""
    return {q: statistics.variance_ratio(relative, q, variants=len(months)) for q in months}


def half_years(
    paths: Mapping[str, pd.Series], first_year: int, last_year: int, draws: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """year, rho, low, high, n, p: rank correlation of the sectors' total returns between the halves of full years."""
    rows = []
    for year in range(first_year, last_year + 1):
        base, middle, end = (
            trading_close(date(y, m, d)) for y, m, d in ((year - 1, 12, 31), (year, 6, 30), (year, 12, 31))
        )
        if pd.Timestamp(end) > paths["yahoo/SPY"].index[-1]:
            break
        halves = [
            pd.Series({n: returns.price_return(paths[n], a, b) for n in SECTOR_NAMES})
            for a, b in ((base, middle), (middle, end))
        ]
        found = sectors.half_rank_correlation(*halves, draws=draws, seed=seed)
        rows.append((year, found.value, found.low, found.high, found.n, found.p))
    return pd.DataFrame(rows, columns=["year", "rho", "low", "high", "n", "p"])


def ratio_table(
    market: Market, small: pd.Series, large: pd.Series, months: Sequence[int]
) -> dict[str, dict[int, statistics.Estimate]]:
    """Variance ratios of the two indices' relative return and, over a century, of the size factor."""
    pair = returns.log_relative_returns(returns.monthly_closes(small), returns.monthly_closes(large))
    size = np.log1p(factors(market, ["SMB"], "monthly")["SMB"])
    return {"Russell 2000 over S&P 500": variance_ratios(pair, months), "Size factor": variance_ratios(size, months)}


def spanning_tests(market: Market, small: str, large: str) -> dict[str, tuple[str, Spanning]]:
    """The regressions of the chapter: key, what is regressed on what, and the result."""
    three = ("MKT_RF", "SMB5", "HML")
    return {
        "daily": ("Russell 2000 − S&P 500, daily", spanning_daily(market, small, large, three)),
        "profit": ("the same with profitability", spanning_daily(market, small, large, (*three, "RMW"))),
        "monthly": (
            "Russell 2000 − S&P 500, monthly",
            spanning_monthly(market, small, large, ("MKT_RF", "SMB", "HML")),
        ),
        "size": ("size factor, monthly", size_on_factors(market, ("MKT_RF", "HML", "RMW", "CMA"))),
    }


def month_ends(series: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    """Last observation of every month: for drawing a long line."""
    return series.groupby(series.index.to_period("M")).tail(1)


def quarter_ends(series: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
    """Last observation of every quarter: for drawing decades."""
    return series.groupby(series.index.to_period("Q")).tail(1)


def half_year_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Last observation of every second quarter, the newest one kept: for a band over decades."""
    return quarter_ends(frame).iloc[::-2].iloc[::-1]


def week_ends(series: pd.Series | pd.DataFrame, since: str) -> pd.Series:
    """Last observation of every week from a day on: for drawing a short line."""
    recent = series.loc[since:]
    return recent.groupby(recent.index.to_period("W")).tail(1)
