"""Labels of companies and funds, prices without a date, and how a named share fared over ordinary windows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from .. import returns
from ..errors import EvidenceMissing, InputError
from ..intervals import printed_magnitude
from ..market import Market
from ..records import Claim, Document, Measurement
from ..reference import Reference
from ..stocks import best_quote_dates, index_weight_bound, quote_matches
from ..wording import day, decimal, listed, number, quantity
from .performance import total_return_index
from .registry import World, check
from .tell import sign_holds

# Words an article uses for a GICS sector. Anything else is compared as printed.
SECTOR_WORDS = {
    "healthcare": "Health Care", "health care": "Health Care", "biotech": "Health Care", "industrial": "Industrials",
    "industrials": "Industrials", "financial": "Financials", "financials": "Financials", "bank": "Financials",
    "technology": "Information Technology", "tech": "Information Technology", "energy": "Energy",
    "materials": "Materials", "consumer discretionary": "Consumer Discretionary",
    "consumer staples": "Consumer Staples", "utilities": "Utilities", "real estate": "Real Estate",
    "communication services": "Communication Services",
}
EXCHANGE_WORDS = {"NYSEARCA": "NYSE Arca", "NASDAQ": "NASDAQ", "NYSE": "NYSE"}
# How the company table names its lists, and the documents they are.
LISTS = {
    "S&P 500 constituents 2025-08-12": "sp500-gics-2025-08-12", "IWM holdings 2025-11-11": "iwm-holdings-2025-11-11",
    "IWB holdings 2026-04-13": "iwb-holdings-2026-04-13",
}
SIZE_INDICES = ("S&P 500", "Russell 1000", "Russell 2000", "S&P MidCap 400", "S&P SmallCap 600")
LARGE_FUND, SMALL_FUND = "yahoo/SPY", "yahoo/IWM"
FUND_NAMES = {LARGE_FUND: "the S&P 500 fund SPY", SMALL_FUND: "the Russell 2000 fund IWM"}


def _company(world: World, ticker: str) -> dict[str, str]:
    rows = world.reference.find("companies", ticker=ticker)
    if not rows:
        raise EvidenceMissing(f"No dated list of companies here holds {ticker}.")
    return rows[0]


def basis_documents(reference: Reference, basis: str) -> list[Document]:
    """The documents that a basis of the company table names, oldest release first, whatever the edition."""
    named = [name for phrase, name in LISTS.items() if phrase in basis]
    named += re.findall(r"document ([\w.-]+)", basis)
    known = [reference.all_documents[name] for name in named if name in reference.all_documents]
    return sorted(known, key=lambda document: (document.released_at, document.id))


def first_visible(reference: Reference, basis: str, what: str) -> Document | None:
    """The oldest document behind a basis; EvidenceMissing where all came out after the edition's date."""
    documents = basis_documents(reference, basis)
    seen = [document for document in documents if reference.visible(document.id)]
    if documents and not seen:
        raise EvidenceMissing(f"The first list with {what} was released on {day(documents[0].released_at)}, "
                              "after this edition.")
    return seen[0] if seen else None


def _label_found(world: World, row: dict[str, str], field: str, holds: bool, text: str, formula: str) -> Measurement:
    what = {"exchange": "exchange", "gics": "sector"}[field]
    source = first_visible(world.reference, row[f"{field}_basis"], f"the {what} of {row['name']}")
    return Measurement(
        holds=holds, found=row["gics_sector" if field == "gics" else field], formula=formula, text=text,
        inputs=(source.id,) if source else ("companies",),
        released_at=source.released_at if source else None,
    )


@check(basis="document")
def exchange_listing(claim: Claim, world: World, *, ticker: str | None = None) -> Measurement:
    """Whether a company is listed on the exchange printed (``label``)."""
    row = _company(world, ticker or claim.subject)
    if not row["exchange"]:
        raise EvidenceMissing(f"No document here gives the exchange of {row['name']}.")
    holds = EXCHANGE_WORDS.get(claim.label, claim.label) == row["exchange"]
    note = f"; {row['note']}" if not holds and row["note"] else ""
    return _label_found(world, row, "exchange", holds, f"{row['name']} is listed on {row['exchange']}{note}",
                        "exchange of the primary listing")


@check(basis="document")
def gics_sector(claim: Claim, world: World, *, ticker: str | None = None, label: str | None = None) -> Measurement:
    """Whether a company's GICS sector is the one that the text's words stand for (``comparand``)."""
    row = _company(world, ticker or claim.subject)
    if not row["gics_sector"]:
        raise EvidenceMissing(f"No dated list here gives the GICS sector of {row['name']}.")
    printed = (label or claim.comparand or claim.label or "").lower()
    holds = SECTOR_WORDS.get(printed, printed).lower() == row["gics_sector"].lower()
    return _label_found(world, row, "gics", holds, f"GICS files {row['name']} under {row['gics_sector']}",
                        "GICS sector of a dated holdings or constituents list")


@check(basis="document")
def symbol_is_index(claim: Claim, world: World, *, series: str, fund: bool = False) -> Measurement:
    """Whether a printed symbol is the index itself, or (``fund``) a fund that carries the index's name."""
    certificate = world.market.certificate(series)
    name, symbol = certificate.title.partition(",")[0], series.partition("/")[2]
    is_index = certificate.basis == "price_index"
    holds = not is_index and claim.subject in name if fund else is_index
    told = f"{symbol} is {'the index' if is_index else 'a fund'}, {name}"
    if fund:
        told = f"the fund {'follows' if holds else 'does not carry the name of'} the index named"
    return Measurement(
        holds=holds, found="the index" if is_index else "a fund", inputs=(series,), formula="what the symbol quotes",
        text=told,
    )


# ---------------------------------------------------------------- membership

def membership(reference: Reference, ticker: str, index: str, when: date) -> dict[str, str]:
    """The row of the last list that was public on a day; the nearest later one where there was none."""
    rows = reference.find("memberships", ticker=ticker, index=index)
    if not rows:
        raise EvidenceMissing(f"No dated list of the {index} here says whether it held {ticker}.")
    known = [row for row in rows if row["document"] and _released(reference, row) <= when]
    if known:
        return max(known, key=lambda row: (_released(reference, row), row["as_of"]))
    return min(rows, key=lambda row: (_distance(row["as_of"], when), row["as_of"]))


def _released(reference: Reference, row: dict[str, str]) -> date:
    return reference.all_documents[row["document"]].released_at


def _distance(as_of: str, when: date) -> int:
    """Days between a list's date (the middle of a month where no day is given) and a claim's date."""
    listed_on = date.fromisoformat(as_of if len(as_of) == 10 else f"{as_of}-15")
    return abs((listed_on - when).days)


def member_of(reference: Reference, ticker: str, when: date, indices: Sequence[str] = SIZE_INDICES) -> dict[str, dict]:
    """The size indices whose lists say that they hold a company: index -> membership row."""
    found = {}
    for index in indices:
        try:
            row = membership(reference, ticker, index, when)
        except EvidenceMissing:
            continue
        if row["member"] == "true":
            found[index] = row
    return found


@check(basis="document")
def index_membership(claim: Claim, world: World, *, ticker: str | None = None, index: str | None = None,
                     member: bool = True) -> Measurement:
    """Whether a company was in an index, by the last list public at the claim's date (else the nearest)."""
    row = membership(world.reference, ticker or claim.subject, index or claim.comparand or claim.label,
                     world.date_of(claim))
    found = row["member"] == "true"
    return Measurement(
        holds=found == member, found="a member" if found else "not a member",
        inputs=(row["document"] or "memberships",), formula="listed among the constituents",
        text=f"{row['ticker']} was {'' if found else 'not '}in the {row['index']} ({row['basis']})",
        released_at=_released(world.reference, row) if row["document"] else None,
    )


@check(basis="document")
def size_class(claim: Claim, world: World, *, ticker: str | None = None, small: str = "Russell 2000",
               large: str = "S&P 500") -> Measurement:
    """Whether a company called small (``label`` small-cap) is in the small index and not in the large one.

    A label "large-cap" or "mega-cap" asks for the large index instead.
    """
    name, when = ticker or claim.subject, world.date_of(claim)
    used = [membership(world.reference, name, index, when) for index in (small, large)]
    in_small, in_large = (row["member"] == "true" for row in used)
    called_large = any(word in (claim.label or "small").lower() for word in ("large", "mega"))
    held = member_of(world.reference, name, when)
    told = listed([f"the {index} ({row['as_of']})" for index, row in held.items()]) or "none of the size indices"
    lack = "" if called_large or in_small else f", not in the {small} ({used[0]['as_of']})"
    return Measurement(
        holds=in_large if called_large else in_small and not in_large, found=listed(held) or "none",
        inputs=tuple(dict.fromkeys(row["document"] for row in used)), formula="membership of the size indices",
        text=f"{name} was in {told}{lack}",
        released_at=max(_released(world.reference, row) for row in used),
    )


@check(basis="document")
def sector_weight_leader(claim: Claim, world: World, *, index: str = "Russell 1000") -> Measurement:
    """Whether a company weighs more in an index than the average member of its sector there."""
    row = membership(world.reference, claim.subject, index, world.date_of(claim))
    sector = _company(world, claim.subject)["gics_sector"]
    total = world.reference.find("index_sectors", index=index, sector=sector, as_of=row["as_of"])[0]
    weight, average = float(row["weight_pct"]), float(total["weight_pct"]) / int(total["constituents"])
    return Measurement(
        holds=weight > average, found=quantity(weight, "%", 3), inputs=(row["document"],), n=int(total["constituents"]),
        formula="weight in the index above the sector's weight / the sector's members",
        text=(f"{claim.subject} weighed {quantity(weight, '%', 3)} of the {index} on "
              f"{day(date.fromisoformat(row['as_of']))}; the average of its {total['constituents']} {sector} "
              f"members was {quantity(average, '%', 3)}"),
        released_at=_released(world.reference, row),
    )


@check(basis="document")
def index_push(claim: Claim, world: World, *, index: str, start: str, end: str, least: float = 0.1) -> Measurement:
    """Whether a share could have added at least so many points to an index: its weight times its return.

    A company that the index does not hold adds nothing.
    """
    row = membership(world.reference, claim.subject, index, world.date_of(claim))
    first, last = world.close_day(claim, start), world.close_day(claim, end)
    path, used = total_return_path(world.market, claim.subject, last)
    own = returns.price_return(path, first, last)
    bound = index_weight_bound(float(row["weight_pct"] or 0) / 100, own)
    told = f"a weight of {row['weight_pct']}%" if row["member"] == "true" else "no weight"
    return Measurement(
        holds=sign_holds(bound, claim.direction) and abs(100 * bound) >= least, inputs=(row["document"], used),
        found=quantity(100 * bound, "pp", 3, signed=True), formula="weight × return, in points of the index",
        text=(f"{claim.subject} had {told} in the {index} ({row['basis'].partition(';')[0]}); "
              f"with a return of {quantity(100 * own, '%', 1)} since {day(first)} "
              f"it moved the index by {quantity(100 * bound, 'pp', 2)}"),
        start=first, end=last, released_at=_released(world.reference, row),
    )


# ---------------------------------------------------------------- prices without a date

@check()
def last_price(claim: Claim, world: World, *, least: int = 6) -> Measurement:
    """An undated price of a quote box: the close of the one day that most prices of the box equal.

    All prices of the article's box are dated together; fewer than ``least`` matches date nothing.
    """
    held = set(world.market.names())
    box = {other.subject: float(printed_magnitude(other.reads or other.stated)[0]) for other in world.claims.values()
           if other.article == claim.article and other.metric == claim.metric and other.stated
           and f"yahoo/{other.subject}" in held}
    if claim.subject not in box:
        raise EvidenceMissing(f"No closes of {claim.subject} are held here.")
    when, matched = world.once(("quote box", *sorted(box.items())), lambda: _dated_box(world.market, box))
    if when is None or matched < least:
        raise EvidenceMissing(f"No day up to this edition has {least} closes that equal the box of {len(box)} prices.")
    series = f"yahoo/{claim.subject}"
    value = decimal(round(world.market.figure(series, when), 2))
    # released_at stays empty: the box cannot have been printed before the close that it prints.
    return Measurement(
        value=value, formula="close of the day that the whole quote box matches", inputs=(series,), n=len(box),
        start=when, end=when, rows=((series, str(when), "close", f"{value}"),),
        text=(f"{claim.subject} closed at {number(value, 2)} on {day(when)}, "
              f"the day whose closes equal {matched} of the {len(box)} prices"),
    )


def _dated_box(market: Market, box: Mapping[str, float]) -> tuple[date | None, int]:
    """The last of the days that most prices of a box equal, and how many do; None if none ever did."""
    table = quote_matches(box, {ticker: market.close(f"yahoo/{ticker}") for ticker in box})
    when = best_quote_dates(table)[-1:]
    return (when[0].date(), int(table.loc[when[0], "matched"])) if len(when) else (None, 0)


# ---------------------------------------------------------------- how a share fared

@dataclass(frozen=True)
class Window:
    """One ordinary window up to a day: its first day and its name."""

    name: str
    start: date


@cache
def ordinary_windows(last: date) -> tuple[Window, ...]:
    """The windows every loose word about a share is tested on: year to date, three months, one month."""
    end = pd.Timestamp(last)
    return (
        Window("year to date", date(last.year - 1, 12, 31)),
        Window("three months", (end - pd.DateOffset(months=3)).date()),
        Window("one month", (end - pd.DateOffset(months=1)).date()),
    )


def total_return_path(market: Market, ticker: str, last: date) -> tuple[pd.Series, str]:
    """Closes with dividends in, up to ``last``, and the series they come from.

    Raw closes with certified dividends where both reach the day, else adjusted closes.
    EvidenceMissing where neither does.
    """
    return market.once(("path", ticker, last), lambda: _longest_path(market, ticker, last))


def _longest_path(market: Market, ticker: str, last: date) -> tuple[pd.Series, str]:
    for series in (f"yahoo/{ticker}", f"yahoo/{ticker}_adj"):
        path = _path_through(market, series, last)
        if path is not None:
            return path, series
    raise EvidenceMissing(f"No closes with dividends of {ticker} here reach {day(last)}.")


def _path_through(market: Market, series: str, last: date) -> pd.Series | None:
    if series not in market.names():
        return None
    certificate = market.certificate(series)
    try:
        path = market.close(series)
    except EvidenceMissing:
        return None
    if certificate.basis != "adjusted_close":
        if not certificate.dividends_through or certificate.dividends_through < last:
            return None
        path = total_return_index(market, series)
    return path if path.index[-1] >= pd.Timestamp(last) else None


def home_fund(reference: Reference, ticker: str, when: date) -> str:
    """The fund of a share's home market: SPY for a member of the S&P 500, IWM for every other."""
    return LARGE_FUND if "S&P 500" in member_of(reference, ticker, when, ("S&P 500",)) else SMALL_FUND


def window_gaps(market: Market, ticker: str, fund: str | None, last: date) -> tuple[dict[str, float], tuple[str, ...]]:
    """Total return over each ordinary window, minus a fund's where one is named; and the series used.

    Windows that begin before the share's first close are left out.
    """
    path, series = total_return_path(market, ticker, last)
    other, used = total_return_path(market, fund.partition("/")[2], last) if fund else (None, None)
    gaps = {}
    for window in ordinary_windows(last):
        if path.index[0] > pd.Timestamp(window.start):
            continue
        own = _over(market, series, path, window.start, last)
        gaps[window.name] = own - (_over(market, used, other, window.start, last) if fund else 0.0)
    return gaps, (series, used) if fund else (series,)


def _over(market: Market, series: str, path: pd.Series, start: date, last: date) -> float:
    """Return of a path that reaches the last day: later rows change nothing in it."""
    return market.once(("window return", series, start, last), lambda: returns.window_return(path, start, last))


@check()
def ordinary_lead(claim: Claim, world: World, *, ticker: str | None = None, relative: bool = True, least: int = 2,
                  end: str = "claim_date") -> Measurement:
    """Whether a share did well (direction up) or badly (down) over ordinary windows that end on one day.

    Windows: year to date, three months, one month; total returns, minus the share's home fund (SPY for members
    of the S&P 500, else IWM) or (``relative`` false) as they are. Holds with at least ``least`` of them.
    """
    name, last = ticker or claim.subject, world.close_day(claim, end)
    fund = home_fund(world.reference, name, last) if relative else None
    gaps, used = window_gaps(world.market, name, fund, last)
    if len(gaps) < least:
        raise EvidenceMissing(f"The closes of {name} here cover {len(gaps)} of the ordinary windows.")
    right = [window for window, gap in gaps.items() if sign_holds(gap, claim.direction)]
    unit = "pp" if fund else "%"
    told = listed([f"{quantity(100 * gap, unit, 1, signed=True)} {window}" for window, gap in gaps.items()])
    whole = f"{name}{f' minus {FUND_NAMES[fund]}' if fund else ''}, total returns to {day(last)}: {told}"
    return Measurement(
        holds=len(right) >= least, found=f"{len(right)} of {len(gaps)} windows", inputs=used, n=len(gaps), end=last,
        formula=f"total return{' minus that of the home fund' if fund else ''}: year to date, three months, one month",
        text=whole if least > 1 or not right else f"true of {listed(right)}",
        released_at=max(world.released(series, last) for series in used),
    )


@check()
def deepest_drop(claim: Claim, world: World, *, months: int = 3, by: float = 10.0) -> Measurement:
    """Whether a share fell by at least ``by`` per cent from a close to a later one within some months."""
    if months < 1:
        raise InputError(f"check of claim {claim.id}", f"months {months}", "at least one", "mend the reading")
    last = world.close_day(claim, "claim_date")
    path, series = total_return_path(world.market, claim.subject, last)
    window = path.loc[str((pd.Timestamp(last) - pd.DateOffset(months=months)).date()): str(last)]
    fall = window / window.cummax() - 1
    low = fall.idxmin()
    high = window.loc[:low].idxmax()
    return Measurement(
        holds=bool(-100 * fall[low] >= by), found=quantity(100 * fall[low], "%", 1), inputs=(series,),
        formula="lowest close / highest close before it − 1, in the window", start=high.date(), end=low.date(),
        text=f"{claim.subject} fell {quantity(-100 * fall[low], '%', 1)} from {day(high.date())} to {day(low.date())}",
        released_at=world.released(series, last),
    )


@check()
def sector_lead(claim: Claim, world: World, *, fund: str, end: str = "claim_date") -> Measurement:
    """Whether a share returned more than its sector's fund in the year to date, dividends in both."""
    last = world.close_day(claim, end)
    start = ordinary_windows(last)[0].start
    legs = [total_return_path(world.market, name, last) for name in (claim.subject, fund.partition("/")[2])]
    own, sector = (returns.window_return(path, start, last) for path, _ in legs)
    used = tuple(series for _, series in legs)
    return Measurement(
        holds=own > sector, found=quantity(100 * (own - sector), "pp", 1, signed=True), inputs=used,
        start=start, end=last,
        formula="total return of the share minus that of the sector fund, year to date",
        text=(f"{claim.subject} returned {quantity(100 * own, '%', 1)} in the year to {day(last)}, "
              f"{used[1].partition('/')[2]} {quantity(100 * sector, '%', 1)}"),
        released_at=max(world.released(series, last) for series in used),
    )
