"""One small reader for each raw format. Each returns our columns over an ascending ``date`` index.

The faults they mend are those of the raw inventory: rows that run newest first, weekend rows filled forward, a
second header line, zeros that stand for missing, a proxy's rows between the producer's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd

from .. import trading_days
from .recipe import Reader


def prices(date: str, dividend: str | None = None, **columns: str) -> Reader:
    """Reader of a price CSV: ``date`` names its date column, ``columns`` maps ours to theirs."""
    return partial(_prices, day=date, columns=columns, dividend=dividend)


def _prices(path: Path, day: str, columns: Mapping[str, str], dividend: str | None) -> pd.DataFrame:
    raw = _csv(path).set_index(day)
    frame = _ascending(raw[list(columns.values())].set_axis(list(columns), axis=1))
    if dividend:
        paid = _ascending(raw[[dividend]])[dividend]
        frame["dividend"] = paid.where(paid > 0)  # 0 means no ex-date: an empty cell
    return frame


def with_dividends(closes: Reader) -> Reader:
    """Closes of ``X__source.csv`` with the cash dividends of ``X_dividends__source.csv`` beside it."""
    return partial(_with_dividends, closes=closes)


def _with_dividends(path: Path, closes: Reader) -> pd.DataFrame:
    frame = closes(path)
    paid = _csv(path.with_name(path.name.replace("__", "_dividends__"))).set_index("Date")["Dividend"]
    paid.index = pd.to_datetime(paid.index)
    astray = paid.index[paid.index >= frame.index[0]].difference(frame.index)
    if len(astray):
        raise ValueError(f"{path.name}: dividend on {astray[0].date()}, no session")
    return frame.assign(dividend=paid.reindex(frame.index))


def column(name: str, to: str = "value", date: str = "date", sessions: bool = False) -> Reader:
    """One column of a wide CSV without its empty cells; ``sessions`` drops rows on days without trading."""
    return partial(_column, name=name, to=to, day=date, sessions=sessions)


def _column(path: Path, name: str, to: str, day: str, sessions: bool) -> pd.DataFrame:
    values = _ascending(_csv(path).set_index(day)[[name]]).dropna().set_axis([to], axis=1)
    if sessions:
        values = values[[trading_days.is_trading_day(moment.date()) for moment in values.index]]
    return values


def us_dates(name: str, date: str) -> Reader:
    """A column of a CSV whose dates are written month/day/year."""
    return partial(_us_dates, name=name, day=date)


def _us_dates(path: Path, name: str, day: str) -> pd.DataFrame:
    raw = _csv(path)
    index = pd.DatetimeIndex(pd.to_datetime(raw[day], format="%m/%d/%Y"), name="date")
    return pd.DataFrame({"value": raw[name].to_numpy(float)}, index=index).dropna()


def two_headers(path: Path) -> pd.DataFrame:
    """A price CSV with a ticker line and an empty date line under its header; the close is adjusted."""
    raw = pd.read_csv(path, skiprows=[1, 2]).rename(columns={"Price": "date"})
    return _ascending(raw.set_index("date")[["Close"]].set_axis(["close"], axis=1))


def french_monthly(name: str) -> Reader:
    """One column of the three-factor file; months as yyyymm, figures in per cent."""
    return partial(_french_monthly, name=name)


def _french_monthly(path: Path, name: str) -> pd.DataFrame:
    raw = pd.read_csv(path, skipinitialspace=True)
    raw = raw[raw.iloc[:, 0].astype(str).str.fullmatch(r"\d{6}")]
    index = pd.PeriodIndex(raw.iloc[:, 0].astype(str), freq="M").to_timestamp(how="end").normalize()
    values = pd.to_numeric(raw[name], errors="raise").to_numpy(float)
    return pd.DataFrame({"value": values}, index=pd.DatetimeIndex(index, name="date"))


def french_daily(name: str) -> Reader:
    """One daily factor in per cent: the carrier's decimals times 100, its own proxies' rows left out."""
    return partial(_french_daily, name=name)


def _french_daily(path: Path, name: str) -> pd.DataFrame:
    raw = pd.read_parquet(path)
    raw = raw[raw["source"] == "french"].set_index("date")
    return _ascending((raw[[name]] * 100).round(6).set_axis(["value"], axis=1)).dropna()


def shiller(name: str) -> Reader:
    """One column of Shiller's sheet by month start. What the sheet leaves blank is left out, never 0."""
    return partial(_shiller, name=name)


SHILLER_COLUMNS = {"price": 1, "dividend": 2, "earnings": 3, "cpi": 4, "gs10": 6, "cape": 12}


def _shiller(path: Path, name: str) -> pd.DataFrame:
    sheet = _shiller_sheet(path)
    values = pd.to_numeric(sheet[SHILLER_COLUMNS[name]], errors="coerce")
    return pd.DataFrame({"value": values}).dropna()


@cache
def _shiller_sheet(path: Path) -> pd.DataFrame:
    import xlrd  # only the maker reads .xls

    sheet = xlrd.open_workbook(path).sheet_by_name("Data")
    rows = [sheet.row_values(row) for row in range(8, sheet.nrows)]
    rows = [row for row in rows if isinstance(row[0], float)]
    # The sheet writes October as 1871.1: two decimals tell the month.
    index = pd.DatetimeIndex([f"{row[0]:.2f}".replace(".", "-") + "-01" for row in rows], name="date")
    return pd.DataFrame(rows, index=index)


SP_COLUMNS = {
    "total": "index",
    "consumer_discretionary": "Consumer Discretionary",
    "consumer_staples": "Consumer Staples",
    "energy": "Energy",
    "financials": "Financials ",
    "health_care": "Health Care",
    "industrials": "Industrials",
    "information_technology": "Information Technology",
    "materials": "Materials",
    "communication_services": "Communication Services",
    "utilities": "Utilities",
    "real_estate": "Real Estate",
}


def sp_yearly(index: str, earnings: str, metric: str, sector: str) -> Reader:
    """Yearly EPS or P/E of one S&P index or sector, by year end. ``earnings``: op, rep; ``metric``: eps, p/e."""
    return partial(_sp_yearly, index=index, earnings=earnings, metric=metric, sector=sector)


def _sp_yearly(path: Path, index: str, earnings: str, metric: str, sector: str) -> pd.DataFrame:
    raw = pd.read_parquet(path)
    rows = raw[(raw["index_type"] == index) & (raw["earnings_type"] == earnings) & (raw["earnings_metric"] == metric)]
    days = pd.DatetimeIndex([f"{year}-12-31" for year in rows["year"]], name="date")
    return _ascending(pd.DataFrame({"value": rows[SP_COLUMNS[sector]].to_numpy(float)}, index=days)).dropna()


def sp_quarterly(name: str) -> Reader:
    """One column of the quarterly actuals, by quarter end; quarters that are not over are left out."""
    return partial(_sp_quarterly, name=name)


def _sp_quarterly(path: Path, name: str) -> pd.DataFrame:
    raw = pd.read_parquet(path, columns=["date", name]).dropna()
    frame = _ascending(raw.set_index("date").set_axis(["value"], axis=1).astype(float))
    return frame[frame.index.is_quarter_end]


def sp_estimates(vintage: str, name: str) -> Reader:
    """Quarterly estimates of one workbook (``vintage`` names its column), by quarter end."""
    return partial(_sp_estimates, vintage=vintage, name=name)


def _sp_estimates(path: Path, vintage: str, name: str) -> pd.DataFrame:
    rows = [row for row in pd.read_parquet(path, columns=[vintage])[vintage] if row]
    days = pd.DatetimeIndex([row["date"] for row in rows], name="date")
    return _ascending(pd.DataFrame({"value": [row[name] for row in rows]}, index=days, dtype=float))


def sp_forward(what: str) -> Reader:
    """By workbook date: operating EPS of the four quarters that end after it (``eps``), or price over that (``pe``)."""
    return partial(_sp_forward, what=what)


def _sp_forward(path: Path, what: str) -> pd.DataFrame:
    days = workbook_dates(path.with_name("record_dict__rwkopcke.json"))
    vintages = pd.read_parquet(path)
    found = {day: _next_four(vintages[quarter], day) for quarter, day in days.items() if quarter in vintages}
    frame = pd.DataFrame.from_dict(
        {day: pair for day, pair in found.items() if pair}, orient="index", columns=["eps", "pe"]
    )
    return _ascending(frame[[what]].set_axis(["value"], axis=1))


def workbook_dates(path: Path) -> dict[str, pd.Timestamp]:
    """Quarter label of a vintage -> date in the name of the workbook it was read from."""
    import json

    files = json.loads(path.read_text(encoding="utf-8"))["prev_used_files"]
    days = [pd.Timestamp(re.search(r"\d{4}-\d{2}-\d{2}", name).group()) for name in files]
    return {f"{day.year}-Q{day.quarter}": day for day in days}


def _next_four(vintage: pd.Series, day: pd.Timestamp) -> tuple[float, float] | None:
    rows = [row for row in vintage if row and pd.Timestamp(row["date"]) > day]
    rows = sorted(rows, key=lambda row: row["date"])[:4]
    if len(rows) < 4:
        return None
    eps = sum(row["op_eps"] for row in rows)
    price = rows[-1]["op_pe"] * rows[-1]["12m_op_eps"]  # the workbook's own price: its P/E times its EPS
    return eps, price / eps


def factset(quarters: str) -> Reader:
    """By report date, four quarters' bottom-up EPS: ``next4`` from the report's quarter on, ``year`` its year."""
    return partial(_factset, quarters=quarters)


def _factset(path: Path, quarters: str) -> pd.DataFrame:
    raw = pd.read_csv(path, dtype=str).set_index("Report_Date")
    eps = raw.apply(lambda column: pd.to_numeric(column.str.rstrip("*"), errors="coerce"))
    eps.index = pd.DatetimeIndex(eps.index, name="date")
    wanted = {day: _quarters(day, quarters) for day in eps.index}
    sums = [eps.loc[day].reindex(names).sum(min_count=4) for day, names in wanted.items()]
    frame = _ascending(pd.DataFrame({"value": sums}, index=eps.index)).dropna()
    return frame[~misread(frame["value"])]


def _quarters(day: pd.Timestamp, which: str) -> list[str]:
    first = day.to_period("Q") if which == "next4" else pd.Period(f"{day.year}Q1", "Q")
    return [f"Q{quarter.quarter}'{quarter.year % 100:02d}" for quarter in (first + step for step in range(4))]


def misread(values: pd.Series, limit: float = 0.04) -> pd.Series:
    """Points more than ``limit`` off the median of the five around them: a chart read wrongly, not a revision."""
    return (values / values.rolling(5, center=True, min_periods=1).median() - 1).abs() > limit


@cache
def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path)


def _ascending(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.set_axis(pd.DatetimeIndex(pd.to_datetime(frame.index), name="date")).sort_index()
    return frame.astype(np.float64)
