"""Words that mean the same: families of metrics, hedges, and how fast a figure can move. Names stand in ``names``.

Everything a rule takes for granted about words stands here, so that it can be argued with in one place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .names import LARGE, SECTORS, SMALL, components, name, side

__all__ = ["LARGE", "SECTORS", "SMALL", "components", "family", "hedge", "is_soft", "name", "side"]
RETURN, RELATIVE, DISCOUNT = "return", "relative return", "valuation discount"
BOOK_DISCOUNT, FAIR_VALUE = "book discount", "discount to fair value"
DISCOUNTS = {DISCOUNT, BOOK_DISCOUNT}            # between two entities: each has its own base
PREMIUMS = {"valuation_premium", "pe_premium", "pb_premium", "premium_to_fair_value"}
CUTS = "rate cuts"
IMPLIED = {"return": RELATIVE, "multiple": DISCOUNT, "eps_growth": "eps_growth_gap"}

RETURNS = ("return_1d", "return_1w", "return_1m", "return_ytd", "return_since_low", "return_period",
           "return_unspecified", "sector_return")
MULTIPLES = ("pe_forward", "pe_trailing", "price_to_book")
FAMILY = {
    **dict.fromkeys(RETURNS, RETURN),
    **dict.fromkeys(("relative_return_sign", "relative_return_gap", "relative_return_superlative"), RELATIVE),
    **dict.fromkeys(("pe_discount", "pe_premium", "valuation_discount", "valuation_premium"), DISCOUNT),
    **dict.fromkeys(("pb_discount", "pb_premium"), BOOK_DISCOUNT),
    **dict.fromkeys(("discount_to_fair_value", "premium_to_fair_value"), FAIR_VALUE),
    **dict.fromkeys(("cuts_in_year", "consecutive_cuts", "rate_cut_date"), CUTS),
}

EXCLUSIVE = {"gics_sector", "exchange_listing", "size_class"}   # a thing has one of these
# A figure of the subject alone: whatever the sentence compares it with, it is the same figure.
OWN = {RETURN, CUTS, FAIR_VALUE, *EXCLUSIVE, *MULTIPLES, "return_annualized", "index_close", "index_intraday_high",
       "index_level", "last_price", "market_cap", "volatility_index_level", "pe_unspecified", "pe_trailing_20y_average",
       "pe_10y_average", "eps_growth", "revenue_growth_yoy", "net_income_growth_yoy", "eps_growth_yoy", "gdp_growth",
       "revenue_quarterly", "revenue_annual", "eps_gaap_diluted", "eps_adjusted_diluted", "net_income",
       "operating_income", "operating_margin", "free_cash_flow", "assets_under_management", "debt_repaid",
       "debt_outstanding", "dividend_per_share", "fed_funds_target_range", "policy_rate_level", "policy_rate_change",
       "cuts_projected", "cut_probability", "neutral_rate", "inflation_rate", "core_inflation_rate",
       "inflation_target", "yield_level", "yield_change", "market_trough_date", "policy_event_date"}
GROWTH = {"eps_growth", "revenue_growth_yoy", "net_income_growth_yoy", "eps_growth_yoy", "gdp_growth"}
LEVELS = {"index_close", "index_intraday_high", "index_level"}
PRICES = {*LEVELS, "last_price"}
# Figures that stay the same for long, or that many share: the same one twice tells nothing.
STICKY = {"policy_rate_level", "policy_rate_change", "fed_funds_target_range", "inflation_target", "inflation_rate",
          "core_inflation_rate", "neutral_rate", "dividend_per_share", "dividend_change", "cut_probability",
          "cuts_projected", "pe_trailing_20y_average", "pe_10y_average", "yield_change", "eps_guidance_range",
          "debt_repaid", "debt_outstanding", "gdp_growth", "inflation_expectations"}
ONLY_BELOW = {"under", "below", "less_than", "fewer_than", "up_to", "at_most", "as_much_as", "maximum"}
# Numbers that are anchors or lengths, or of which there can be several at once: never one figure against another.
MANY = {"record_high_date", "record_close_dates", "consecutive_record_sessions", "level_superlative_window",
        "losing_streak", "underperformance_window", "relative_valuation_superlative", "fund_flow",
        "leadership_rotation", "outperformance_in_cut_cycles", "index_membership"}
LOOSE_WINDOWS = {"return_1w", "return_1m"}       # a week or month back, to a day or two
RATE_CHANGES = {"policy_rate_change", "yield_change"}        # where a per cent printed means a point
NUMERIC_ONLY = {"policy_rate_change", "policy_rate_level"}       # a direction here belongs to the number

# Two dated events of this kind closer than this many days are one event.
SAME_EVENT_DAYS = {"rate_cut_date": 35, "policy_event_date": 7, "market_trough_date": 92, "sector_crisis_date": 31}
# Moves between meetings: two cuts so near each other that were two all the same.
TWO_MOVES = {(date.fromisoformat(one), date.fromisoformat(other)) for one, other in (
    ("2001-01-03", "2001-01-31"), ("2001-04-18", "2001-05-15"), ("2001-09-17", "2001-10-02"),
    ("2008-01-22", "2008-01-30"), ("2008-10-08", "2008-10-29"), ("2020-03-03", "2020-03-15"))}

# How far a figure can be thought to move in a day: points of its unit, or a share of it (multiples, levels);
# in d days the square root of d times as far. Families without an entry are compared for the same date only.
DRIFT_POINTS = {RETURN: Decimal(2), RELATIVE: Decimal("1.5"), DISCOUNT: Decimal(1), "cut_probability": Decimal(10)}
DRIFT_SHARE = {**dict.fromkeys(MULTIPLES, Decimal("0.015")), **dict.fromkeys(LEVELS, Decimal("0.02")),
               "market_cap": Decimal("0.04"), "last_price": Decimal("0.04")}

SOFT = {"potential", "may", "might", "could", "can", "often", "tend", "tends", "likely", "possible", "possibly",
        "historical", "historically", "for years", "certain", "periods", "some", "sometimes", "expected"}

def family(metric: str) -> str:
    """The family within which figures are compared; a metric without one is its own."""
    return FAMILY.get(metric, metric)


def hedge(qualifier: str | None) -> str:
    """The qualifier as one word of the vocabulary: ``less than`` is ``less_than``."""
    return (qualifier or "").strip().lower().replace(" ", "_").replace("-", "_")


def is_soft(qualifier: str | None) -> bool:
    """A hedge that takes the edge off a statement of order: in some periods, often, may."""
    text = (qualifier or "").lower().replace("_", " ")
    return text in SOFT or bool(SOFT & set(text.split()))
