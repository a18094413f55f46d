"""Labels of companies and funds: sector, exchange, index membership, size class, prices without a date."""

from __future__ import annotations

from datetime import date

from ..errors import EvidenceMissing
from ..intervals import printed_magnitude
from ..records import Claim, Measurement
from ..trading_days import trading_days
from ..wording import day, decimal, listed, number
from .registry import World, check

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


def _company(world: World, ticker: str) -> dict[str, str]:
    rows = world.reference.find("companies", ticker=ticker)
    if not rows:
        raise EvidenceMissing(f"No dated list of companies here holds {ticker}.")
    return rows[0]


@check(basis="document")
def exchange_listing(claim: Claim, world: World, *, ticker: str | None = None) -> Measurement:
    """Whether a company is listed on the exchange printed (``label``)."""
    row = _company(world, ticker or claim.subject)
    if not row["exchange"]:
        raise EvidenceMissing(f"No document here gives the exchange of {row['name']}.")
    holds = EXCHANGE_WORDS.get(claim.label, claim.label) == row["exchange"]
    return Measurement(
        holds=holds, found=row["exchange"], inputs=("companies",), formula="exchange of the primary listing",
        text=f"{row['name']} is listed on {row['exchange']} ({row['exchange_basis']})",
    )


@check(basis="document")
def gics_sector(claim: Claim, world: World, *, ticker: str | None = None, label: str | None = None) -> Measurement:
    """Whether a company's GICS sector is the one it is filed under in the text."""
    row = _company(world, ticker or claim.subject)
    if not row["gics_sector"]:
        raise EvidenceMissing(f"No dated list here gives the GICS sector of {row['name']}.")
    printed = (label or claim.label or "").lower()
    return Measurement(
        holds=SECTOR_WORDS.get(printed, printed).lower() == row["gics_sector"].lower(), found=row["gics_sector"],
        inputs=("companies",), formula="GICS sector of a dated holdings or constituents list",
        text=f"{row['name']} is in {row['gics_sector']} by GICS ({row['gics_basis']})",
    )


def _membership(world: World, ticker: str, index: str, when: date) -> dict[str, str]:
    rows = [row for row in world.reference.find("memberships", ticker=ticker, index=index)]
    if not rows:
        raise EvidenceMissing(f"No dated list of the {index} here says whether it held {ticker}.")
    return min(rows, key=lambda row: (_distance(row["as_of"], when), row["as_of"]))


def _distance(as_of: str, when: date) -> int:
    """Days between a list's date (the middle of a month where no day is given) and a claim's date."""
    listed_on = date.fromisoformat(as_of if len(as_of) == 10 else f"{as_of}-15")
    return abs((listed_on - when).days)


@check(basis="document")
def index_membership(claim: Claim, world: World, *, ticker: str | None = None, index: str | None = None,
                     member: bool = True) -> Measurement:
    """Whether a company was in an index, by the dated list nearest to the claim's date."""
    name = index or claim.label or claim.comparand
    row = _membership(world, ticker or claim.subject, name, world.date_of(claim))
    found = row["member"] == "true"
    return Measurement(
        holds=found == member, found="a member" if found else "not a member",
        inputs=(row["document"] or "memberships",), formula="listed among the constituents",
        text=f"{row['ticker']} was {'' if found else 'not '}in the {name} ({row['basis']}; {row['confidence']})",
    )


@check(basis="document")
def size_class(claim: Claim, world: World, *, ticker: str | None = None, small: str = "Russell 2000",
               large: str = "S&P 500") -> Measurement:
    """Whether a company called small (``label`` small-cap) is in the small index and not in the large one.

    A label "large-cap" or "mega-cap" asks for the large index instead.
    """
    name, when = ticker or claim.subject, world.date_of(claim)
    in_small = _membership(world, name, small, when)["member"] == "true"
    in_large = _membership(world, name, large, when)["member"] == "true"
    called_large = any(word in (claim.label or "small").lower() for word in ("large", "mega"))
    told = [index for index, member in ((small, in_small), (large, in_large)) if member]
    return Measurement(
        holds=in_large if called_large else in_small and not in_large, found=listed(told) or "neither index",
        inputs=("memberships",), formula="membership of the size indices",
        text=f"{name} was in {f'the {listed(told)}' if told else f'neither the {small} nor the {large}'} around {day(when)}",
    )


@check()
def last_price(claim: Claim, world: World, *, series: str, start: str, end: str, date: str | None = None
               ) -> Measurement:
    """An undated price: the close of ``date`` if given, else whether any close of a window equals it."""
    closes = world.market.close(series)
    printed = printed_magnitude(claim.stated)[0]
    if date:
        when = world.close_day(claim, date)
    else:
        days = trading_days(world.day(claim, start), world.day(claim, end))
        window = closes.reindex(days).dropna()
        when = (window - float(printed)).abs().idxmin().date()
    value = decimal(round(float(closes.loc[str(when)]), 2))
    return Measurement(
        value=value, formula="close of the day that the quote box matches", inputs=(series,), start=when, end=when,
        text=f"{series.partition('/')[2]} closed at {number(value, 2)} on {day(when)}",
        released_at=world.released(series, when), rows=((series, when.isoformat(), "close", f"{value}"),),
    )
