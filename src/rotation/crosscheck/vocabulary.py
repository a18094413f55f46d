"""Words that mean the same: families of metrics, names of one entity, hedges, and how fast a figure can move.

Everything a rule takes for granted about words stands here, so that it can be argued with in one place.
"""

from __future__ import annotations

import re
from decimal import Decimal

RETURN, RELATIVE, DISCOUNT = "return", "relative return", "valuation discount"
CUTS = "rate cuts"
IMPLIED = {"return": RELATIVE, "multiple": DISCOUNT, "eps_growth": "eps_growth_gap"}

RETURNS = ("return_1d", "return_1w", "return_1m", "return_ytd", "return_since_low", "return_period",
           "return_unspecified", "sector_return")
MULTIPLES = ("pe_forward", "pe_trailing", "price_to_book")
FAMILY = {
    **dict.fromkeys(RETURNS, RETURN),
    **dict.fromkeys(("relative_return_sign", "relative_return_gap", "relative_return_superlative"), RELATIVE),
    **dict.fromkeys(("pe_discount", "valuation_discount", "valuation_premium"), DISCOUNT),
    **dict.fromkeys(("cuts_in_year", "consecutive_cuts", "rate_cut_date"), CUTS),
}

EXCLUSIVE = {"gics_sector", "exchange_listing", "size_class"}   # a thing has one of these
# A figure of the subject alone: whatever the sentence compares it with, it is the same figure.
OWN = {RETURN, CUTS, *EXCLUSIVE, *MULTIPLES, "return_annualized", "index_close", "index_intraday_high", "index_level",
       "last_price", "market_cap", "volatility_index_level", "pe_unspecified", "pe_trailing_20y_average",
       "pe_10y_average", "eps_growth", "revenue_growth_yoy", "net_income_growth_yoy", "eps_growth_yoy", "gdp_growth",
       "revenue_quarterly", "revenue_annual", "eps_gaap_diluted", "eps_adjusted_diluted", "net_income",
       "operating_income", "operating_margin", "free_cash_flow", "assets_under_management", "debt_repaid",
       "debt_outstanding", "dividend_per_share", "fed_funds_target_range", "policy_rate_level", "policy_rate_change",
       "cuts_projected", "cut_probability", "neutral_rate", "inflation_rate", "core_inflation_rate",
       "inflation_target", "yield_level", "yield_change", "market_trough_date", "policy_event_date"}
GROWTH = {"eps_growth", "revenue_growth_yoy", "net_income_growth_yoy", "eps_growth_yoy", "gdp_growth"}
LEVELS = {"index_close", "index_intraday_high", "index_level"}
# Numbers that are anchors or lengths, or of which there can be several at once: never one figure against another.
MANY = {"record_high_date", "record_close_dates", "consecutive_record_sessions", "level_superlative_window",
        "losing_streak", "underperformance_window", "relative_valuation_superlative", "fund_flow",
        "leadership_rotation", "outperformance_in_cut_cycles", "index_membership"}
NUMERIC_ONLY = {"policy_rate_change", "policy_rate_level"}       # a direction here belongs to the number

# Two dated events of this kind closer than this many days are one event.
SAME_EVENT_DAYS = {"rate_cut_date": 35, "policy_event_date": 7, "market_trough_date": 92, "sector_crisis_date": 31}

# How far a figure can be thought to move in a day: points of its unit, or a share of it (multiples, levels);
# in d days the square root of d times as far. Families without an entry are compared for the same date only.
DRIFT_POINTS = {RETURN: Decimal(2), RELATIVE: Decimal("1.5"), DISCOUNT: Decimal(1), "cut_probability": Decimal(10)}
DRIFT_SHARE = {**dict.fromkeys(MULTIPLES, Decimal("0.015")), **dict.fromkeys(LEVELS, Decimal("0.02")),
               "market_cap": Decimal("0.04"), "last_price": Decimal("0.04")}

SOFT = {"potential", "may", "might", "could", "can", "often", "tend", "tends", "likely", "possible", "possibly",
        "historical", "historically", "for years", "certain", "periods", "some", "sometimes", "expected"}

SMALL, LARGE = "US small-caps", "US large-caps"
_SIDES = {
    SMALL: {"russell 2000", "us small-caps", "us small caps", "small caps", "small-caps", "small-cap stocks",
            "s&p smallcap 600"},
    LARGE: {"s&p 500", "us large-caps", "us large caps", "large caps", "large-caps", "large-cap stocks", "russell 1000",
            "large-cap benchmarks", "large-cap indices", "us equities", "broad us market", "us market"},
}
_NAMES = {"us small-caps": "russell 2000", "us small caps": "russell 2000", "small caps": "russell 2000",
          "small-caps": "russell 2000", "small-cap stocks": "russell 2000", "us large-caps": "s&p 500",
          "us large caps": "s&p 500", "large caps": "s&p 500", "large-caps": "s&p 500", "large-cap stocks": "s&p 500",
          "spx": "s&p 500", "s&p500": "s&p 500", "magnificent 7": "magnificent seven", "healthcare": "health care"}
SECTORS = {"communication services", "consumer discretionary", "consumer staples", "energy", "financials",
           "health care", "industrials", "information technology", "materials", "real estate", "utilities"}


def family(metric: str) -> str:
    """The family within which figures are compared; a metric without one is its own."""
    return FAMILY.get(metric, metric)


def name(text: str | None) -> str:
    """One spelling of an entity. A group of small (large) caps stands for the index that serves as its proxy."""
    plain = re.sub(r"\s+", " ", (text or "").strip().lower())
    plain = plain.removeprefix("the ").removesuffix(" index")
    return _NAMES.get(plain, plain)


def side(text: str | None) -> str:
    """The entity for questions of order alone: all small-cap measures are one side, all large-cap ones another."""
    plain = name(text)
    for known, members in _SIDES.items():
        if plain in members:
            return known
    sector = plain.removeprefix("russell 2000 ")
    return sector if sector in SECTORS else plain


def components(text: str | None) -> list[str]:
    """``Financials, Energy and Health Care`` as three sectors; anything else as itself."""
    parts = [part.strip() for part in re.split(r",| and ", text or "") if part.strip()]
    return parts if len(parts) > 1 and all(name(part) in SECTORS for part in parts) else [text or ""]


def is_soft(qualifier: str | None) -> bool:
    """A hedge that takes the edge off a statement of order: in some periods, often, may."""
    text = (qualifier or "").lower().replace("_", " ")
    return text in SOFT or bool(SOFT & set(text.split()))
