"""What a number measures and which way it went: sentences, rows and labels as newspapers and releases print them."""

from __future__ import annotations

import pytest

from rotation.extract import extract
from rotation.extract.gold import family

SENTENCES = [
    # returns, levels, highs
    ("The Russell 2000 is still [16%] under its November 2024 peak.", "drawdown_from_high", "down"),
    ("It is up [8.7%] for the year, versus 1.9% for the S&P 500.", "return_ytd", "up"),
    ("The S&P 500 is up 8.7% for the year, versus [1.9%] for the Russell 2000.", "return_ytd", "up"),
    ("Analysts look for profits of small companies to rise [18%] next year.", "eps_growth", "up"),
    ("Microsoft's Azure grew [48%].", "revenue_growth_yoy", "up"),
    ("Sterling was buying [$1.3064].", "exchange_rate", "none"),
    ("The index fell back to its 200-day average, now [2,008].", "moving_average_level", "none"),
    ("Breadth: NYSE adv [1,187] / dec 1,556.", "market_breadth", "none"),
    ("More than [85] stocks hit their 52-week high.", "new_highs", "none"),
    # valuation
    ("The S&P 500 trades on a NTM P/E of [21.3x].", "pe_forward", "none"),
    ("The fund's TTM P/E is [15.2x].", "pe_trailing", "none"),
    ("Apple trades at an EV/EBITDA of [14x].", "ev_to_ebitda", "none"),
    ("The index has a div yield of [1.4%].", "dividend_yield", "none"),
    ("Historic yield: [3.1%]", "dividend_yield", "none"),
    ("Pelham Foods (PLHM) offers a free cash flow yield of [12%].", "free_cash_flow_yield", "none"),
    ("Large caps sit [1.6] standard deviations above their average.", "valuation_z_score", "none"),
    # companies
    ("Hollis Express (HLX) agreed to be bought for [$31.50] a share.", "offer_price", "none"),
    ("Merchandise margin: minus [180bp]", "gross_margin_change", "down"),
    ("Lakeshore (LKSO) posted a net loss per share of [$0.06].", "eps_gaap_diluted", "down"),
    ("The efficiency ratio improved to [54.7%].", "efficiency_ratio", "none"),
    ("Fenwick Advisers oversees [$31 billion].", "assets_under_management", "none"),
    ("Small-cap ETFs absorbed [$3.7bn] in the week.", "fund_flow", "up"),
    ("Foreigners sold a net [218.4bn won].", "fund_flow", "down"),
    ("EPS beats: [79%]", "earnings_beat_rate", "none"),
    # policy and macro
    ("The Bank of England responded with a half-point rise to [5.0%].", "policy_rate_level", "none"),
    ("The Fed moved to the current [1.00%-1.25%].", "fed_funds_target_range", "none"),
    ("The RBI cut its cash reserve ratio to [4%].", "cash_reserve_ratio", "none"),
    ("Consumer prices rose [8.5%] in the year to July.", "inflation_rate", "up"),
    ("US inflation rose to [8.5%].", "inflation_rate", "none"),
    ("US core inflation eased to [3.1%] in May.", "core_inflation_rate", "none"),
    ("US wage growth slowed to [5.1%].", "wage_growth", "up"),
    ("Hourly pay rose only [0.2%] in the United States.", "wage_growth", "up"),
    ("The RBI raised growth to [6.8%] for India.", "gdp_growth", "up"),
    ("High-yield OAS widened to [317 bps].", "credit_spread", "none"),
    ("New US cases averaged [145,000].", "covid_cases", "none"),
]


def read(text: str):
    """The mention that stands between the brackets."""
    at = text.index("[")
    plain = text.replace("[", "").replace("]", "")
    return next(mention for mention in extract(plain) if mention.surface_end > at)


@pytest.mark.parametrize(("text", "metric", "direction"), SENTENCES)
def test_metric_and_direction(text, metric, direction):
    found = read(text)
    assert (family(found.metric), found.direction) == (family(metric), direction), found.metric


def test_cells_of_their_own_in_brackets_are_negative():
    text = "In millions     2021     2020\nNet loss   (31,784)   (25,330)\n"
    found = [one for one in extract(text) if one.check_worthy]
    assert [one.direction for one in found if one.metric] == ["down", "down"]


def test_amounts_have_the_size_of_what_they_measure():
    [price, profit] = [one for one in extract("Sahyadri Gears (SHYG) hit ₹1,184.60 after net profit of ₹212 crore.")
                       if one.check_worthy]
    assert price.metric == "last_price"
    assert profit.metric == "net_income"
