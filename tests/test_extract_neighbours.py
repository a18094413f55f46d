"""Figures that lean on the figure before them: its unit, its measure, its date."""

import pytest

from rotation.extract import extract

UNITS = [
    ("Traders had priced 44 basis points of cuts; afterwards they priced 42.", "42", "bp"),
    ("The forward P/E of the Russell 2000 is 22.1, against 21.5 for the S&P 500.", "21.5", "x"),
    ("Pricing added 2.3 percentage points and volume took away 0.9.", "0.9", "pp"),
]


@pytest.mark.parametrize(("text", "surface", "unit"), UNITS)
def test_the_unit_is_said_once(text, surface, unit):
    assert [m.unit for m in extract(text) if m.surface == surface] == [unit]


MEASURES = [
    ("Inflation rose to 5.49% in September, a nine-month high, from 3.65%.", "3.65%", "inflation_rate"),
    ("Small caps rose 7.5% in July and then surrendered 4.8% in August and 5.2% in September.", "5.2%", "return_1m"),
    ("Brent futures settled up 12 cents, or 0.2%, at $74.45 a barrel.", "0.2%", "return_unspecified"),
    ("The Dow ended at 29,950.44, a gain of 470.63 points.", "470.63 points", "point_change_1d"),
    ("The Nikkei lost 2.4%, or 958.42 points, to 38,787.02.", "958.42 points", "point_change_1d"),
    ("GAAP EPS was $0.42 and adjusted EPS was $0.55.", "$0.42", "eps_gaap_diluted"),
    ("GAAP EPS was $0.42 and adjusted EPS was $0.55.", "$0.55", "eps_adjusted_diluted"),
    ("The yield on the Russell 2000 is 1.5%.", "1.5%", "dividend_yield"),
    ("The spread between two-year and 10-year yields widened to 15 basis points.", "15 basis points",
     "yield_curve_spread"),
    ("The RBI left its repo rate at 6.5% for a tenth straight meeting.", "tenth", "consecutive_holds"),
]


@pytest.mark.parametrize(("text", "surface", "metric"), MEASURES)
def test_the_measure_goes_on(text, surface, metric):
    assert [m.metric for m in extract(text, published="2025-03-07") if m.surface == surface] == [metric]


DATES = [
    ("The 10-year yield was 4.14% on Thursday, from 4.18% a day earlier.", "4.14%", "2025-03-06"),
    ("The 10-year yield was 4.14% on Thursday, from 4.18% a day earlier.", "4.18%", "2025-03-05"),
    ("The two-year yield was 4.0% on March 3, from 4.1% a week earlier.", "4.1%", "2025-02-24"),
    ("The 10-year yield was 4.14% on March 3, from 4.18%.", "4.18%", None),
    ("The policy rate is 0.5%, the highest since 2008.", "0.5%", None),
]


@pytest.mark.parametrize(("text", "surface", "as_of"), DATES)
def test_an_earlier_figure_has_its_own_date(text, surface, as_of):
    """Thursday 6 March less a day is Wednesday 5 March; Monday 3 March less seven days is 24 February."""
    assert [m.as_of for m in extract(text, published="2025-03-07") if m.surface == surface] == [as_of]
