"""Values and units as market texts of any year print them: tables with the arithmetic visible."""

import pytest

from rotation.extract import extract

PUBLISHED = "2025-03-07"


def claims(text):
    """(surface, value, unit, direction) of what the text claims."""
    return [(m.surface, m.value, m.unit, m.direction) for m in extract(text, "a", PUBLISHED) if m.check_worthy]


def one(text, surface):
    """Value and unit of the one record with that surface."""
    found = [m for m in extract(text, "a", PUBLISHED) if m.surface == surface]
    assert len(found) == 1, [(m.surface, m.value, m.unit) for m in extract(text, "a", PUBLISHED)]
    return found[0].value, found[0].unit


RANGES = [
    ("The dollar fetched 145.02-04 yen in Tokyo.", "145.02-04 yen", [145.02, 145.04], "JPY"),      # 145.02 and 145.04
    ("The Fed kept its rate at 5.25-50% in May.", "5.25-50%", [5.25, 5.5], "%"),
    ("It guided to comps of -3.0% to -1.5% for the year.", "-3.0% to -1.5%", [1.5, 3], "%"),        # by magnitude
    ("It sees sales growth of -1% to 2% this year.", "-1% to 2%", [-1, 2], "%"),                    # across zero
    ("Growth of between -1% and 1% is expected.", "-1% and 1%", [-1, 1], "%"),
    ("Support for the Nifty 50 lies at 25,150–25,100 now.", "25,150–25,100", [25100, 25150], "points"),
    ("The stock trades at 1.2-1.4x sales.", "1.2-1.4x", [1.2, 1.4], "x"),
    ("Oil output of 1.2-1.4 million barrels a day.", "1.2-1.4 million", [1_200_000, 1_400_000], "count"),
    ("It will cut its copper output to 190-210 million pounds this year.", "190-210 million pounds",
     [190_000_000, 210_000_000], "count"),                                                          # a weight, no money
    ("The fund raised 190-210 million pounds from savers.", "190-210 million pounds",
     [190_000_000, 210_000_000], "GBP"),
]

SIGNS = [
    ("Operating loss was $(31.2) million, or (35)% of revenue.", "(35)%", 35, "%", "down"),
    ("Comparable sales beat the (4.5%) that analysts feared.", "(4.5%)", 4.5, "%", "down"),
    ("Revenue rose 5% (4.5% in constant currency).", "4.5%", 4.5, "%", "up"),                       # a remark, no minus
]

MONEY = [
    ("Turnover came to 7.02 tril. yen.", "7.02 tril. yen", 7_020_000_000_000, "JPY"),
    ("The deal is worth Rs 1,234 crore.", "Rs 1,234 crore", 12_340_000_000, "INR"),                 # 1,234 × 10⁷
    ("Revenue of ₹2.5 lakh crore was reported.", "₹2.5 lakh crore", 2_500_000_000_000, "INR"),    # 2.5 × 10⁵ × 10⁷
    ("SYDNEY: The ASX 200 rose. Wattle Gold will pay 14.5c fully franked.", "14.5c", 0.145, "AUD"),
    ("The company earned 14.5c a share.", "14.5c", 0.145, "USD"),
    ("The bank in Toronto earned C$2.41 a share, 9 cents better than expected.", "9 cents", 0.09, "CAD"),
    ("The bank earned C$2.41 a share and set aside $268 million.", "$268 million", 268_000_000, "CAD"),
    ("In Oslo it pays kr 5.50 a share.", "kr 5.50", 5.5, "NOK"),
    ("The dividend is 2.30 zł per share.", "2.30 zł", 2.3, "PLN"),
    ("In Johannesburg it earned R21.50 a share.", "R21.50", 21.5, "ZAR"),
    ("Oil fell US¢5 in London.", "US¢5", 0.05, "USD"),
    ("Shares fell to 105.4p in London.", "105.4p", 1.054, "GBP"),                                  # 105.4 / 100
    ("Net profit jumped to €1,2 Mrd. im Quartal.", "€1,2 Mrd", 1_200_000_000, "EUR"),
    ("Sales rose to €3.1bn from 2.9bn a year before.", "2.9bn", 2_900_000_000, "EUR"),
    ("The won firmed to 1,375.6 in Seoul.", "1,375.6", 1375.6, "KRW"),
    ("The real firmed to 4.87 per dollar.", "4.87", 4.87, "BRL"),
    ("The rupee closed at 83.37 against the dollar.", "83.37", 83.37, "INR"),
]

SAID_ONCE = [
    ("Unemployment rose to 4.5% from 4.2 in May.", "4.2", 4.2, "%"),
    ("Growth slowed to 2.5% vs. 3.1 expected.", "3.1", 3.1, "%"),
    ("Stock selection explained 310 of the 435 basis points.", "310", 310, "bp"),
    ("Traders expect a move of 25 or 50 basis points.", "25", 25, "bp"),
    ("We trimmed our overweight from 5 to 3pts.", "5", 5, "pp"),
    ("We trimmed our overweight from 5 to 3pts.", "3pts", 3, "pp"),
    ("Yields: 10Y 4.15, 2Y 3.61", "4.15", 4.15, "%"),
    ("IG spreads 93 bp (-4), HY 311 bp (-22)", "-22", 22, "bp"),
    ("A 30-year mortgage costs 7.02% (−7).", "−7", 7, "bp"),
    ("The S&P 500 gained 81.90, or 1.5%, to 5,537.11.", "81.90", 81.9, "points"),
    ("Percent Change: -0.22", "-0.22", 0.22, "%"),
]

LEVELS = [
    ("The Dow finished above 40,000 for the first time.", "40,000", 40_000, "points"),
    ("The VIX fell below 15 within nine sessions.", "15", 15, "points"),
    ("Fear & Greed 22/100 says extreme fear.", "22/100", 22, "points"),
    ("Trailing P/E, Russell 2000: 12.3", "12.3", 12.3, "x"),
    ("The S&P 500 has a P/E ratio of 15 and a premium.", "15", 15, "x"),
    ("Put/call: 0.97", "0.97", 0.97, "x"),
    ("NYSE adv 1,187, dec 1,556, unch 84.", "1,187", 1187, "count"),
    ("In March 2.3 estimates were raised for every one lowered.", "2.3", 2.3, "x"),
    ("Advancers led decliners by a 9-to-1 margin.", "9-to-1", 9, "x"),
    ("It announced a 3:2 stock split.", "3:2", 1.5, "x"),                                           # 3 / 2
    ("Number of holdings: 64", "64", 64, "count"),
]

POINTS = [
    ("Value stocks led growth stocks by 7.4 points over the quarter.", "7.4 points", 7.4, "pp"),
    ("Small caps finished ten points behind large caps.", "ten points", 10, "pp"),
    ("The Dow rose 432 points on Friday.", "432 points", 432, "points"),
    ("The Nasdaq fell 30 points on Friday.", "30 points", 30, "points"),
    ("The Bank of England raised rates by 0.75 points.", "0.75 points", 0.75, "pp"),
    ("A 25-basis-\npoint cut is likely.", "25-basis-\npoint", 25, "bp"),
    ("The spread is -1.2ppt.", "-1.2ppt", 1.2, "pp"),
]

DATES = [
    ("In 9M24 revenue rose 3%.", "9M24", "2024-01/2024-09", "date"),                           # January to September
    ("In 4QFY24 revenue rose 3%.", "4QFY24", "2024-Q4", "date"),
    ("In Q1'24 sales rose 4%.", "Q1'24", "2024-Q1", "date"),
    ("In 1H25 sales rose 4%.", "1H25", "2025-H1", "date"),
    ("At the close 9/30 it held 4% in cash.", "9/30", "2024-09-30", "date"),
]


@pytest.mark.parametrize(("text", "surface", "value", "unit"),
                         [*RANGES, *MONEY, *SAID_ONCE, *LEVELS, *POINTS, *DATES], ids=str)
def test_value_and_unit(text, surface, value, unit):
    assert one(text, surface) == (value, unit)


@pytest.mark.parametrize(("text", "surface", "value", "unit", "way"), SIGNS, ids=str)
def test_signs(text, surface, value, unit, way):
    assert [found for found in claims(text) if found[0] == surface] == [(surface, value, unit, way)]


HEDGES = [
    ("Sales rose c.5% in the year.", "approximately"), ("Sales rose ~5% in the year.", "approximately"),
    ("Sales rose >10% in the year.", "over"), ("Sales rose <2% in the year.", "under"),
]


@pytest.mark.parametrize(("text", "hedge"), HEDGES)
def test_hedges_in_signs(text, hedge):
    assert [m.qualifier for m in extract(text, "a", PUBLISHED) if m.check_worthy] == [hedge]


def test_highs_and_lows_are_two_figures():
    found = [(m.value, m.surface) for m in extract("52-week highs/lows: 41–129", "a", PUBLISHED)]
    assert found[1:] == [(41, "41"), (129, "129")]


def test_two_levels_of_a_move_are_no_range():
    assert [m.value for m in extract("Sales rose from 4% to 2%.", "a", PUBLISHED)] == [4, 2]


IDLE = [
    ("Strong earnings1 helped.", "1", "footnote"),
    ("Small caps came out ahead of the index.2 We held on.", "2", "footnote"),
    ("Call us. Tel. 020 7946 0958", "Tel. 020 7946 0958", "identifier"),
    ("Call +44 20 7946 0958 for details.", "+44 20 7946 0958", "identifier"),
    ("1. Valuation", "1.", "list_marker"), ("2) Momentum", "2)", "list_marker"),
    ("Kurokawa Motors (7292.T) soared.", "7292.T", "name"),
    ("The 30-share BSE Sensex slipped.", "30-share", "definition"),
    ("Brent fell. (US$1 = ¥150.70)", "US$1", "definition"),
    ("Turnover (12m) was low.", "12m", "window_length"),
    ("It fell in 2000-02 and never came back.", "2000-02", "date_of_another_claim"),
]


@pytest.mark.parametrize(("text", "surface", "reason"), IDLE)
def test_figures_that_measure_nothing(text, surface, reason):
    assert [(m.exclusion, m.check_worthy) for m in extract(text, "a", PUBLISHED) if m.surface == surface] == [
        (reason, False)]


FACTORS = """Exhibit 1: Factor returns, long/short, in percent
Value (B/P) ....... 9.6
Size .............. 4.2
Momentum .......... (5.8)
"""
ANNUAL = """Average annual total returns (%) as of 12/31/24
                      QTR     1YR     3YR
Fund (net)            3.41    9.70    4.41
Russell 2000 Value   -0.94    7.83    2.05
"""
SECTORS = """Sector weights (% of portfolio, index in brackets)
Health care 24.9 [13.2]
Energy 0.0 [2.7]
"""
VALUATIONS = """                 Trailing P/E   Forward P/E   15-yr median (fwd)
US large             18.9           15.6            15.9
US small             16.2           11.1            15.4
"""
RATES = """CURRENCIES
EUR/USD     1.1834
USDJPY      104.63
"""
BOX = """Brightwater Therapeutics (NASDAQ: BWTX)
Previous close  61.81
Day's range  61.90 - 64.75
Volume  1,904,336
Market cap  4.86B
Beta (5Y monthly)  1.42
"""
BRACKETED = """Forward P/E, 30 June 2022 (31 December 2021 in brackets)
US small: 11.2 [15.6]
UK small: 9.4 [13.0]

Some words end the list here.
"""
TABLES = [
    (BOX, [(61.81, "USD"), ([61.9, 64.75], "USD"), (1_904_336, "count"), (4_860_000_000, "USD"), (1.42, "x")]),
    (BRACKETED, [(11.2, "x"), (15.6, "x"), (9.4, "x"), (13, "x")]),
    (FACTORS, [(9.6, "%"), (4.2, "%"), (5.8, "%")]),
    (ANNUAL, [(3.41, "%"), (9.7, "%"), (4.41, "%"), (0.94, "%"), (7.83, "%"), (2.05, "%")]),
    (SECTORS, [(24.9, "%"), (13.2, "%"), (0, "%"), (2.7, "%")]),
    (VALUATIONS, [(18.9, "x"), (15.6, "x"), (15.9, "x"), (16.2, "x"), (11.1, "x"), (15.4, "x")]),
    (RATES, [(1.1834, "USD"), (104.63, "JPY")]),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_cells_without_a_unit(text, expected):
    assert [(value, unit) for _, value, unit, _ in claims(text)] == expected
