"""Checks of labels, quote boxes and loose words about shares: small worlds on disk, arithmetic visible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from rotation import ledger
from rotation.articles import load_articles
from rotation.checks import companies, documents
from rotation.checks.registry import World
from rotation.claims import load_claims
from rotation.errors import EvidenceMissing
from rotation.market import Market
from rotation.paths import DATA
from rotation.records import Claim
from rotation.reference import Reference

NEWEST = date(2026, 8, 21)


@pytest.fixture(scope="module")
def worlds():
    """Worlds by edition date, each read once."""
    articles = load_articles(DATA)
    claims = load_claims(DATA, articles)
    made: dict[date, World] = {}

    def world(as_of: date = NEWEST) -> World:
        if as_of not in made:
            made[as_of] = World(Market(DATA / "market", as_of), Reference(DATA, as_of), claims, articles, as_of)
        return made[as_of]

    return world


def claim(subject: str, **more) -> Claim:
    """A claim of article 003 (last close before publication: 10 December 2025)."""
    fields = {"id": "003/900", "article": "003", "statement": "", "topic": "named_stocks", "kind": "observation",
              "metric": "return_unspecified", **more}
    return Claim(subject=subject, **fields)


# ---------------------------------------------------------------- labels

@pytest.mark.parametrize(("subject", "printed", "holds", "document"), [
    ("PLTR", "NYSE", False, "pltr-bloomberg-2024-11-18"),       # moved in 2024
    ("AMTB", "NASDAQ", False, "amtb-2025q3-release"),           # the oldest release that gives the exchange
    ("ORCL", "NYSE", True, "orcl-2026q2-release"),
    ("AAPL", "NASDAQ", True, "iwb-holdings-2026-04-13"),        # the only list: hindsight
])
def test_exchange_rests_on_the_oldest_document(worlds, subject, printed, holds, document):
    found = companies.exchange_listing(claim(subject, label=printed), worlds())
    assert (found.holds, found.inputs) == (holds, (document,))
    assert found.released_at == worlds().reference.document(document).released_at


def test_a_list_that_came_later_is_missing_before(worlds):
    with pytest.raises(EvidenceMissing, match="13 April 2026"):
        companies.exchange_listing(claim("AAPL", label="NASDAQ"), worlds(date(2026, 1, 9)))


@pytest.mark.parametrize(("subject", "comparand", "holds"), [
    ("OII", "Industrials", False), ("OII", "Energy", True), ("XMTR", "Health Care", False),
    ("IBM", "Industrials", False),
    ("FMC", "Industrials", False), ("TSLA", "Information Technology", False), ("CAT", "Industrials", True),
])
def test_sector(worlds, subject, comparand, holds):
    assert companies.gics_sector(claim(subject, comparand=comparand), worlds()).holds is holds


@pytest.mark.parametrize(("index", "ticker", "when", "as_of"), [
    ("S&P 500", "IVZ", date(2025, 12, 12), "2025-11"),      # released 30 November: known; December's list was not
    ("S&P 500", "IVZ", date(2026, 1, 8), "2025-12"),
    ("Russell 2000", "OII", date(2025, 12, 12), "2025-11-11"),
    ("Russell 1000", "IVZ", date(2025, 12, 12), "2026-04-13"),  # none was public: the nearest later one
])
def test_membership_is_the_last_list_public_on_the_day(worlds, index, ticker, when, as_of):
    assert companies.membership(worlds().reference, ticker, index, when)["as_of"] == as_of


@pytest.mark.parametrize(("subject", "label", "holds", "found"), [
    ("IVZ", "small-cap", False, "S&P 500 and Russell 1000"),
    ("SOUN", "small-cap", True, "Russell 2000"),
    ("WAL", "small-caps", False, "Russell 1000 and S&P MidCap 400"),
    ("ORCL", "mega-caps", True, "S&P 500 and Russell 1000"),
])
def test_size(worlds, subject, label, holds, found):
    measured = companies.size_class(claim(subject, label=label), worlds())
    assert (measured.holds, measured.found) == (holds, found)


@pytest.mark.parametrize(("subject", "series", "is_index", "follows"), [
    ("Russell 2000", "yahoo/IWM", False, True), ("S&P 500", "yahoo/IWM", False, False),
    ("Nasdaq Composite", "yahoo/IXIC", True, False),
])
def test_a_symbol_is_an_index_or_a_fund_on_it(worlds, subject, series, is_index, follows):
    assert companies.symbol_is_index(claim(subject), worlds(), series=series).holds is is_index
    assert companies.symbol_is_index(claim(subject), worlds(), series=series, fund=True).holds is follows


def test_a_share_outside_the_index_cannot_push_it(worlds):
    found = companies.index_push(claim("VKTX", direction="up"), worlds(), index="Russell 2000", start="year_end_before",
                                 end="claim_date")
    assert (found.holds, found.found) == (False, "0.000\N{NO-BREAK SPACE}pp")


# ---------------------------------------------------------------- quote box

def test_every_price_of_the_box_is_the_close_of_one_day(worlds):
    quoted = [c for c in worlds().claims.values() if c.metric == "last_price" and c.article == "004"]
    for c in quoted:
        found = companies.last_price(c, worlds())
        assert (found.value, found.end) == (Decimal(c.stated), date(2025, 12, 18))
    assert len(quoted) == 10


def test_the_box_cannot_be_dated_before_its_day(worlds):
    with pytest.raises(EvidenceMissing, match="No day up to this edition"):
        companies.last_price(worlds().claim("004/121"), worlds(date(2025, 12, 17)))


# ---------------------------------------------------------------- loose words

def test_ordinary_windows():
    assert [(w.name, w.start) for w in companies.ordinary_windows(date(2025, 12, 10))] == [
        ("year to date", date(2024, 12, 31)), ("three months", date(2025, 9, 10)), ("one month", date(2025, 11, 10))]


def test_windows_before_the_first_close_are_left_out(worlds):
    gaps, used = companies.window_gaps(worlds().market, "XMTR", None, date(2025, 12, 12))  # closes from June 2025
    assert (list(gaps), used) == (["three months", "one month"], ("yahoo/XMTR_adj",))


@pytest.mark.parametrize(("subject", "direction", "holds", "found"), [
    ("CAT", "up", True, "3 of 3 windows"), ("FMC", "up", False, "0 of 3 windows"),
    ("JPM", "up", False, "1 of 3 windows"),
    ("MSFT", "down", True, "3 of 3 windows"), ("AAPL", "down", False, "1 of 3 windows"),
])
def test_ordinary_lead(worlds, subject, direction, holds, found):
    measured = companies.ordinary_lead(claim(subject, direction=direction), worlds())
    assert (measured.holds, measured.found) == (holds, found)


def test_lead_a_second_way(worlds):
    """Caterpillar minus SPY in the year to 10 December 2025, from adjusted closes instead of closes and dividends."""
    market, gaps = worlds().market, companies.window_gaps(worlds().market, "CAT", "yahoo/SPY", date(2025, 12, 10))[0]
    adjusted = market.close("yahoo/CAT_adj")
    own = adjusted["2025-12-10"] / adjusted["2024-12-31"] - 1
    spy = market.close("yahoo/SPY")
    paid = market.dividend("yahoo/SPY").loc["2025-01-01":"2025-12-10"]
    fund = spy["2025-12-10"] / spy["2024-12-31"] * (1 + paid / spy.shift().reindex(paid.index)).prod() - 1
    assert gaps["year to date"] == pytest.approx(own - fund, abs=0.003)


@pytest.mark.parametrize(("subject", "fund"), [("IVZ", "yahoo/SPY"), ("FMC", "yahoo/IWM"), ("WAL", "yahoo/IWM")])
def test_home_fund(worlds, subject, fund):
    assert companies.home_fund(worlds().reference, subject, date(2025, 12, 10)) == fund


def test_deepest_drop_is_close_to_close(worlds):
    found = companies.deepest_drop(claim("NVDA"), worlds())
    closes = worlds().market.close("yahoo/NVDA")
    assert (found.start, found.end) == (date(2025, 10, 29), date(2025, 11, 28))
    plain = 100 * (closes["2025-11-28"] / closes["2025-10-29"] - 1)
    assert plain == pytest.approx(-14.5, abs=0.05)
    assert found.holds


# ---------------------------------------------------------------- company results

def test_a_result_known_when_the_article_was_written_is_no_hindsight(worlds):
    c = worlds().claim("000/043")          # a quarter to 30 September, released 22 October, article of 14 December
    found = documents.company_result(c, worlds(), ticker="OII", fiscal_period="2025Q3", metric="revenue_growth_yoy")
    assert (found.value, found.released_at) == (Decimal(9), None)


def test_growth_between_two_reported_periods(worlds):
    found = documents.result_growth(claim("SERV"), worlds(), ticker="SERV", fiscal_period="2025Q3", base="2024Q3",
                                    metric="revenue", than=25)
    assert (found.holds, found.found) == (True, "209%")     # 0.687 / 0.222 - 1
    assert not documents.result_growth(claim("SERV"), worlds(), ticker="SERV", fiscal_period="2025Q3", base="2024Q3",
                                       metric="revenue", than=210).holds


@pytest.mark.parametrize(("than", "test", "holds"), [(0, "above", True), (28, "above", False), (28, "at_least", True)])
def test_result_compared(worlds, than, test, holds):
    found = documents.result_compared(claim("XMTR"), worlds(), ticker="XMTR", fiscal_period="2025Q3",
                                      metric="revenue_growth_yoy", than=than, test=test)
    assert found.holds is holds


# ---------------------------------------------------------------- verdicts of the topic

@pytest.fixture(scope="module")
def topic():
    return ledger.build(DATA).of_topic("named_stocks")


def test_every_claim_has_a_check(topic):
    assert [e.claim.id for e in topic if "No check has been written" in e.verdict.justification] == []


@pytest.mark.parametrize(("claim_id", "verdict"), [
    ("000/041", "inaccurate"),      # Oceaneering is energy
    ("000/047", "inaccurate"),      # Xometry is industrials
    ("000/076", "inaccurate"),      # Invesco is in the S&P 500
    ("003/012", "missing_context"),     # IWM is a fund
    ("003/058", "accurate"),     # Amazon is tech in speech, and the words name no scheme
    ("003/047", "not_enough_evidence"),     # a price is no flow: it never refutes one
    ("003/050", "not_enough_evidence"),     # ... and never proves one
    ("000/074", "not_enough_evidence"), ("003/087", "not_enough_evidence"),
    ("003/073", "accurate"), ("003/074", "missing_context"),    # both dropped; one led the market all the same
    ("003/103", "accurate"),     # FMC: below two billion dollars
    ("004/045", "inaccurate"),      # no weight, no push
    ("004/057", "inaccurate"),      # nothing soared
    ("004/074", "accurate"), ("004/075", "accurate"), ("004/090", "missing_context"),
])
def test_verdicts(topic, claim_id, verdict):
    assert next(e for e in topic if e.claim.id == claim_id).verdict.verdict == verdict


def test_most_numbers_are_decided(topic):
    numbers = [e for e in topic if e.claim.stated and e.verdict.verdict != "incomplete" and e.claim.kind != "forecast"]
    assert sum(e.decided for e in numbers) >= 0.6 * len(numbers)


def test_bank_falls_a_second_way():
    """The day's fall from rounded closes of the adjusted series: ratio of two numbers, nothing else."""
    market = Market(DATA / "market")
    for series, fall in (("yahoo/ZION_adj", -13.1), ("yahoo/WAL_adj", -10.8)):
        closes = market.close(series)
        assert 100 * (closes[pd.Timestamp("2025-10-16")] / closes[pd.Timestamp("2025-10-15")] - 1) == pytest.approx(
            fall, abs=0.05)


def test_falls_and_gains_that_the_reasons_tell():
    market = Market(DATA / "market")
    oracle, invesco = market.close("yahoo/ORCL"), market.close("yahoo/IVZ_adj")
    week = 100 * (oracle["2025-12-12"] / oracle["2025-12-05"] - 1)
    month = 100 * (invesco["2025-11-21"] / invesco["2025-10-21"] - 1)
    assert (round(week), round(month)) == (-13, 2)


def test_a_small_company_is_worth_what_its_shares_cost():
    (row,) = Reference(DATA).find("documented_figures", subject="FMC", metric="market_value")
    shares = 124.92                                                           # million, by the same document
    close = Market(DATA / "market").close("yahoo/FMC_adj")["2025-11-10"]      # 14.09 USD less a dividend paid later
    assert float(row["value"]) == pytest.approx(shares * close / 1000, rel=0.01)


def test_checks_file_is_one_topic():
    assert Path(DATA / "checks" / "named_stocks.yml").read_text(encoding="utf-8").startswith("topic: named_stocks\n")
