"""A world of true quantities for ``plant_contradictions``: indices, funds, companies and central banks, all drawn.

Amounts are whole thousandths of their unit. What follows from something else does follow: a fund has its index's
return within tracking difference, a discount comes from the two multiples, a trailing P/E lies above the forward one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

INDICES = {
    "Russell 2000": ("Russell 2000 Index", "the Russell 2000"),
    "S&P 500": ("S&P 500 Index", "SPX"),
    "Nasdaq Composite": ("Nasdaq Composite Index",),
    "Nasdaq-100": ("Nasdaq 100",),
    "Dow Jones Industrial Average": ("Dow", "DJIA"),
    "S&P MidCap 400": ("S&P 400",),
    "FTSE 100": (),
    "DAX": (),
    "Nikkei 225": (),
    "Euro Stoxx 50": (),
}
FUNDS = {
    "IWM": ("Russell 2000", ("iShares Russell 2000 ETF",)),
    "SPY": ("S&P 500", ("SPDR S&P 500 ETF Trust",)),
    "QQQ": ("Nasdaq-100", ("Invesco QQQ Trust",)),
    "DIA": ("Dow Jones Industrial Average", ()),
}
FIRST = ("Halden", "Corvane", "Brightmoor", "Tessaly", "Norwick", "Ardentis", "Quillon", "Maravel", "Ostwick",
         "Fenmore")
LAST = ("Instruments", "Robotics", "Therapeutics", "Logistics", "Bancorp")
COMPANIES = {
    "NVDA": ("Nvidia", "NVIDIA Corp."),
    "TSLA": ("Tesla", "Tesla, Inc."),
    "MSFT": ("Microsoft",),
    "ORCL": ("Oracle",),
    "IVZ": ("Invesco",),
    "OII": ("Oceaneering International",),
    "JPM": ("JPMorgan Chase",),
    "LLY": ("Eli Lilly",),
    **{f"{first} {last}": () for first in FIRST for last in LAST},
}
BANKS = {"FOMC": ("Federal Reserve", "the Fed"), "ECB": ("European Central Bank",), "BoE": ("Bank of England",)}


@dataclass(frozen=True)
class Truth:
    """One true quantity: ``mils`` thousandths of its unit (below zero: down), or a day for an event."""

    subject: str
    metric: str
    unit: str
    mils: int = 0
    as_of: str | None = None
    period: str | None = None
    comparand: str | None = None
    day: str | None = None
    places: int = 2  # the most decimals anybody prints
    signed: bool = False  # whether the text gives a direction


@dataclass
class World:
    """Truths, and the same by what they are."""

    truths: list[Truth] = field(default_factory=list)
    by_kind: dict[tuple, list[Truth]] = field(default_factory=lambda: defaultdict(list))

    def add(self, truth: Truth) -> Truth:
        self.truths.append(truth)
        self.by_kind[truth.metric].append(truth)
        return truth


def world(draw: random.Random) -> World:
    made = World()
    days = sorted(_weekday(date(2024, 1, 8) + timedelta(days=draw.randrange(690))) for _ in range(14))
    for index in INDICES:
        _index(made, draw, index, days)
    _pairs(made, draw, days)
    for company in COMPANIES:
        _company(made, draw, company, days)
    for bank in BANKS:
        _bank(made, draw, bank)
    return made


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _index(made: World, draw: random.Random, index: str, days: Sequence[date]) -> None:
    level = draw.randrange(1_500_000, 30_000_000)
    funds = [name for name, (followed, _) in FUNDS.items() if followed == index]
    for day in dict.fromkeys(days):
        as_of = day.isoformat()
        level += draw.randrange(-level // 40, level // 30)
        ytd = draw.choice((1, 1, -1)) * draw.randrange(1500, 28000)
        one_day = draw.choice((1, -1)) * draw.randrange(150, 3500)
        made.add(Truth(index, "index_close", "points", level, as_of))
        made.add(Truth(index, "return_ytd", "%", ytd, as_of, signed=True))
        made.add(Truth(index, "return_1d", "%", one_day, as_of, signed=True))
        if day.month != 1:  # in January a month and the year so far are one window
            made.add(
                Truth(index, "return_1m", "%", draw.choice((1, -1)) * draw.randrange(400, 9000), as_of, signed=True)
            )
        if index not in ("Russell 2000", "S&P 500", "Nasdaq-100"):
            forward = draw.randrange(13000, 29000)
            made.add(Truth(index, "pe_forward", "x", forward, as_of))
            made.add(Truth(index, "pe_trailing", "x", forward * draw.randrange(110, 140) // 100, as_of))
        for fund in funds:
            made.add(
                Truth(
                    fund, "last_price", "USD", level // (40 if fund == "QQQ" else 100 if fund == "DIA" else 10), as_of
                )
            )
            made.add(Truth(fund, "return_ytd", "%", ytd + draw.randrange(-120, 250), as_of, signed=True))
            made.add(Truth(fund, "return_1d", "%", one_day + draw.randrange(-60, 60), as_of, signed=True))


def _pairs(made: World, draw: random.Random, days: Sequence[date]) -> None:
    for day in dict.fromkeys(days):
        as_of = day.isoformat()
        small = draw.randrange(12000, 18000)
        made.add(Truth("Russell 2000", "pe_forward", "x", small, as_of))
        for other in ("S&P 500", "Nasdaq-100"):
            large = small * 1000 // draw.randrange(620, 850)
            made.add(Truth(other, "pe_forward", "x", large, as_of))
            made.add(
                Truth(
                    "Russell 2000",
                    "pe_discount",
                    "%",
                    100_000 - 100_000 * small // large,
                    as_of,
                    comparand=other,
                    places=1,
                )
            )
        made.add(
            Truth(
                "Dow Jones Industrial Average",
                "relative_return_gap",
                "pp",
                draw.choice((1, -1)) * draw.randrange(1500, 9000),
                as_of,
                comparand="Nasdaq Composite",
                signed=True,
            )
        )
    for name, low, high in (("10-year Treasury yield", 3000, 5000), ("2-year Treasury yield", 2500, 5000)):
        for day in dict.fromkeys(days):
            made.add(Truth(name, "yield_level", "%", draw.randrange(low, high), day.isoformat()))
            made.add(
                Truth(
                    name,
                    "yield_change",
                    "bp",
                    1000 * draw.choice((1, -1)) * draw.randrange(3, 30),
                    day.isoformat(),
                    places=0,
                    signed=True,
                )
            )


def _company(made: World, draw: random.Random, company: str, days: Sequence[date]) -> None:
    revenue = draw.randrange(80, 60_000) * 1_000_000_000
    for quarter in draw.sample(("2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"), 3):
        growth = draw.choice((1, 1, -1)) * draw.randrange(1500, 60000)
        sales = revenue * draw.randrange(700_000, 1_400_000) // 1_000_000
        made.add(Truth(company, "revenue_quarterly", "USD", sales, period=quarter))
        made.add(
            Truth(company, "net_income", "USD", sales * draw.randrange(50_000, 250_000) // 1_000_000, period=quarter)
        )
        made.add(Truth(company, "revenue_growth_yoy", "%", growth, period=quarter, places=1, signed=True))
        made.add(Truth(company, "eps_gaap_diluted", "USD", draw.randrange(150, 9000), period=quarter))
    for day in draw.sample(sorted(set(days)), 3):
        price = draw.randrange(9_000, 900_000)
        made.add(Truth(company, "last_price", "USD", price, day.isoformat()))
        made.add(
            Truth(
                company,
                "market_cap",
                "USD",
                revenue * draw.randrange(8_000_000, 40_000_000) // 1_000_000,
                day.isoformat(),
            )
        )
        made.add(
            Truth(
                company,
                "return_1d",
                "%",
                draw.choice((1, -1)) * draw.randrange(300, 15000),
                day.isoformat(),
                signed=True,
            )
        )


def _bank(made: World, draw: random.Random, bank: str) -> None:
    day = date(2024, 9, 18) + timedelta(days=draw.randrange(9))
    for _ in range(8):
        made.add(Truth(bank, "rate_cut_date", "date", day=day.isoformat()))
        made.add(
            Truth(
                bank, "policy_rate_change", "bp", -1000 * draw.choice((25, 50)), day.isoformat(), places=0, signed=True
            )
        )
        day += timedelta(days=7 * draw.randrange(6, 14))
