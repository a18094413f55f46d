"""What a number measures, about whom, when and which way, whether it is worth checking: small texts, one number."""

from __future__ import annotations

import pytest

from rotation.extract import extract
from rotation.extract.periods import span

ACME = "Acme Rockets, Inc. (NYSE: ACMR)"
YIELD = "The yield on the 10-year Treasury"


def ask(text: str, surface: str, published: str = "2024-06-12"):
    """The mention of a number by its surface (or its beginning)."""
    found = [mention for mention in extract(text, "x", published) if mention.surface.startswith(surface)]
    assert found, [mention.surface for mention in extract(text, "x", published)]
    return found[0]


@pytest.mark.parametrize(("text", "surface", "metric", "subject", "direction"), [
    ("The Dow fell 270.29 points, or 0.8%, to 33,414.24 on Tuesday.", "270.29", "point_change_1d",
     "Dow Jones Industrial Average", "down"),
    ("The Dow fell 270.29 points, or 0.8%, to 33,414.24 on Tuesday.", "0.8%", "return_1d",
     "Dow Jones Industrial Average", "down"),
    ("The Russell 2000 is up 6.9% so far this year.", "6.9%", "return_ytd", "Russell 2000", "up"),
    ("The S&P 500 trades at 21.4 times forward earnings.", "21.4", "pe_forward", "S&P 500", "none"),
    ("The index's trailing P/E is 17.2. The Russell 1000's is 25.", "17.2", "pe_trailing", "Russell 1000", "none"),
    ("Small caps trade at a 31% discount to fair value.", "31%", "discount_to_fair_value", "US small-caps", "none"),
    (f"{ACME} said revenue rose 9% to $180.7 million.", "9%", "revenue_growth_yoy", "ACMR", "up"),
    (f"{ACME} said revenue rose 9% to $180.7 million.", "$180.7", "revenue_quarterly", "ACMR", "none"),
    (f"{ACME} earned $61 million, or $0.98 per share.", "$0.98", "eps_gaap_diluted", "ACMR", "none"),
    ("The Fed cut rates by 25 basis points in September.", "25", "policy_rate_change", "FOMC", "down"),
    ("The federal funds rate stands in a range of 4.25% to 4.50%.", "4.25%", "fed_funds_target_range", "FOMC", "none"),
    ("Futures put the odds of a cut in December at 52%.", "52%", "cut_probability", "FOMC", "none"),
    ("Consumer prices in the euro area rose 2.4% from a year earlier.", "2.4%", "inflation_rate", "Euro area", "up"),
    ("The unemployment rate in the U.S. was 4.1%.", "4.1%", "unemployment_rate", "United States", "none"),
    (f"{YIELD} fell 4 basis points to 4.21%.", "4 basis", "yield_change", "US 10-year Treasury", "down"),
    (f"{YIELD} fell 4 basis points to 4.21%.", "4.21%", "yield_level", "US 10-year Treasury", "none"),
    ("Brent crude settled at $72.33 a barrel.", "$72.33", "last_price", "Brent crude", "none"),
    ("Investors pulled $4.2 billion from small-cap ETFs last week.", "$4.2", "fund_flow", "US small-cap ETFs", "down"),
    ("The Fed's third consecutive rate cut came in December.", "third", "consecutive_cuts", "FOMC", "none"),
    ("Small-cap value stocks then lost 8.3%.", "8.3%", "return_unspecified", "US small-cap value", "down"),
])
def test_metric_subject_direction(text, surface, metric, subject, direction):
    mention = ask(text, surface)
    assert (mention.metric, mention.subject, mention.direction) == (metric, subject, direction)


@pytest.mark.parametrize(("text", "expected"), [
    ("Infosys and Wipro gained 4.1% and 5.1%, respectively.", {"4.1%": "Infosys", "5.1%": "Wipro"}),
    ("The Dow, the S&P 500 and the Russell 2000 rose 1%, 2% and 3%, respectively.",
     {"1%": "Dow Jones Industrial Average", "2%": "S&P 500", "3%": "Russell 2000"}),
    ("Small-cap EPS growth is projected to beat large-caps (22% vs. 15%).",
     {"22%": "US small-caps", "15%": "US large-caps"}),
    ("The fund index rose 14.0%, compared with 15.3% for the Russell 2000 Value.", {"15.3%": "Russell 2000 Value"}),
    ("The Russell 2000's 10.4% return compares with the S&P 500's 17.8%.",
     {"10.4%": "Russell 2000", "17.8%": "S&P 500"}),
    ("While the Morningstar US Growth Index lost 2.4%, the DAX gained 3.1%.",
     {"2.4%": "Morningstar US Growth Index", "3.1%": "DAX"}),
    ("The Russell 2000 closed higher. It gained 1.2% on the day.", {"1.2%": "Russell 2000"}),
    ("Stocks fell. The S&P 500 outperformed the Russell 2000 with a gain of 3%.", {"3%": "S&P 500"}),
])
def test_who_is_who(text, expected):
    assert {surface: ask(text, surface).subject for surface in expected} == expected


def test_tables_by_label_and_header():
    text = ("Index | Last | Chg | % | YTD\n"
            "S&P 500 | 6,737.49 | -113.43 | -1.66% | +14.6%\n"
            "Russell 2000 | 2,382.98 | -67.82 | -2.77% | +6.9%\n")
    told = {m.surface: (m.subject, m.metric, m.unit, m.direction) for m in extract(text) if m.check_worthy}
    assert told["2,382.98"] == ("Russell 2000", "index_close", "points", "none")
    assert told["-67.82"] == ("Russell 2000", "point_change_1d", "points", "down")
    assert told["+14.6%"] == ("S&P 500", "return_ytd", "%", "up")


def test_a_caption_scales_what_prints_no_scale():
    text = ("Acme Rockets, Inc. (NYSE: ACMR) reported. Acme Rockets sells rockets.\n\nResults ($ in millions)\n\n"
            "                    Q2 2024    Q2 2023\nNet sales             412.6      380.9\n")
    assert [m.value for m in extract(text) if m.surface == "412.6"] == [412_600_000]


@pytest.mark.parametrize(("text", "surface", "reason"), [
    ("The Russell 2000 trades at a 12-month high.", "Russell 2000", "name"),
    ("The S&P 500 rose 3% over the past 12 months.", "12 months", "window_length"),
    ("As of December 5, 2025, the S&P 500 traded at 23x earnings.", "December 5, 2025", "date_of_another_claim"),
    ("Three reasons explain why the S&P 500 rose.", "Three", "rhetorical_count"),
    ("The fund beat its benchmark in the first half.", "first half", "date_of_another_claim"),
])
def test_what_is_not_worth_checking(text, surface, reason):
    mention = ask(text, surface)
    assert (mention.check_worthy, mention.exclusion) == (False, reason)


@pytest.mark.parametrize(("text", "surface", "metric"), [
    ("The Russell 2000 hit a record high on December 10, 2025.", "December 10, 2025", "record_high_date"),
    ("The S&P 500 fell to its lowest level since 2009.", "2009", "level_superlative_window"),
    ("It was the Dow's worst day since 1987.", "1987", "level_superlative_window"),
    ("Small caps outperformed large-cap benchmarks in 2025.", "2025", "relative_return_sign"),
    ("Powell's December 12 remarks could move markets.", "December 12", "policy_event_date"),
    ("The Fed has signalled two rate cuts for next year.", "two", "cuts_projected"),
])
def test_dates_and_counts_that_are_claims(text, surface, metric):
    mention = ask(text, surface)
    assert (mention.check_worthy, mention.metric) == (True, metric)


def test_a_figure_with_lost_words_takes_its_subject_from_its_first_mention():
    text = ("Small-cap EPS growth is expected to reach 22% this year.\n\n"
            "The case is simple.\n\nis projected at 22%, driven by a recovery in demand.")
    first, second = [m for m in extract(text) if m.surface == "22%"]
    assert (second.metric, second.subject, second.complete) == (first.metric, first.subject, False)


@pytest.mark.parametrize(("printed", "period"), [
    ("2025-11", "2025-11-01/2025-11-30"), ("2025-Q3", "2025-07-01/2025-09-30"), ("2024-02", "2024-02-01/2024-02-29"),
    ("2025", "2025-01-01/2025-12-31"), ("2025-H1", "2025-01-01/2025-06-30"), ("2025-12-05", "2025-12-05"),
    ("0000-01", "0000"), ("2025-13", "2025-13")])
def test_periods_are_first_and_last_day(printed, period):
    assert span(printed) == period


def test_relative_dates_need_the_date_of_publication():
    text = "The Russell 2000 gained 3% last month."
    assert ask(text, "3%", "2024-06-12").period == "2024-05-01/2024-05-31"
    assert extract(text, "x")[1].period is None


@pytest.mark.parametrize(("published", "text", "day"), [
    ("2025-12-13", "The S&P 500 fell 1.1% on Friday.", "2025-12-12"),
    ("2025-12-15", "The S&P 500 fell 1.1% in Friday's session.", "2025-12-12"),
    ("2025-12-12", "The S&P 500 fell 1.1% on Friday.", "2025-12-12"),
    ("2025-12-12", "The S&P 500 fell 1.1% last Friday.", "2025-12-05"),
    ("2025-12-12", "The S&P 500 fell 1.1% yesterday.", "2025-12-11"),
    ("2025-12-12", "The S&P 500 has fallen 1.1% since Tuesday.", None),
    ("2025-12-12", "On Tuesday, December 2, the S&P 500 fell 1.1%.", "2025-12-02"),
    (None, "The S&P 500 fell 1.1% on Friday.", None),
])
def test_a_weekday_is_the_last_one_before_publication(published, text, day):
    found = next(one for one in extract(text, published=published) if one.surface == "1.1%")
    assert found.as_of == day


@pytest.mark.parametrize(("text", "kind"), [
    ("The Fed's target range for the federal funds rate stands at 4.25% to 4.50%.", "observation"),
    ("The Fed is expected to lower its target range to 4.25% to 4.50%.", "forecast"),
])
def test_a_target_in_force_is_no_forecast(text, kind):
    found = next(one for one in extract(text) if one.surface == "4.25% to 4.50%")
    assert (found.metric, found.kind) == ("fed_funds_target_range", kind)


@pytest.mark.parametrize(("text", "kind"), [
    ("The Dow closed at 40,003.59 on May 17, 2024.", "observation"),
    ("The Dow closed at 40,003.59 in May.", "observation"),
    ("The Dow may reach 40,003.59.", "forecast"),
])
def test_may_is_a_month_too(text, kind):
    assert next(one for one in extract(text) if one.surface == "40,003.59").kind == kind


@pytest.mark.parametrize(("text", "metric"), [
    ("The S&P 500 closed at a record high of 6,090.27.", "index_close"),
    ("The S&P 500 finished at an all-time high of 6,090.27.", "index_close"),
    ("The S&P 500 touched an intraday record of 6,090.27.", "index_intraday_high"),
])
def test_a_record_is_of_the_close_or_of_the_hour(text, metric):
    assert next(one for one in extract(text) if one.surface == "6,090.27").metric == metric


@pytest.mark.parametrize("text", ["Core inflation, which leaves out food and energy, was 3.3% in June.",
                                  "Core CPI was 3.3% in June."])
def test_core_inflation_has_no_food_and_energy(text):
    assert next(one for one in extract(text) if one.surface == "3.3%").metric == "core_inflation_rate"


def test_a_form_feed_ends_all_context():
    first, second = "The Russell 2000 rose 3% on Friday.", "It gained 4% this week."
    together = extract(f"{first}\f{second}")
    alone = extract(second)
    assert [m.subject for m in together[-len(alone):]] == [m.subject for m in alone]
