"""Proposed checks run whatever the claim, keep away from what they cannot know, and agree with the reviewed ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ledger_of
from rotation import ledger
from rotation.checks.engine import plan_of
from rotation.checks.registry import REGISTRY
from rotation.ledger import Entry, entry_of
from rotation.paths import DATA
from rotation.proposals import Proposer, load_table
from rotation.proposals.terms import TERMS
from rotation.records import Claim

TABLE = load_table(DATA)
UPHELD, FAULTED = ("accurate", "mostly_accurate", "came_true"), ("inaccurate", "did_not")
FINAL = (*UPHELD, *FAULTED, "missing_context")


@cache
def proposer() -> Proposer:
    return Proposer(ledger_of(ledger.NEWEST).world, TABLE)


def proposed(claim: Claim) -> Entry:
    """The claim tested by its proposed check alone."""
    record = proposer().check(claim)
    return entry_of(claim, record and plan_of("a proposal", record), proposer().world)


def word(entry: Entry) -> str:
    return entry.verdict.verdict or entry.verdict.outcome


def a_claim(**fields: object) -> Claim:
    plain = {"id": "004/900", "article": "004", "statement": "A claim.", "topic": "other", "kind": "observation",
             "subject": "Russell 2000", "metric": "return_ytd", "direction": "up", "stated": "10%", "value": 10.0,
             "unit": "%"}
    return Claim(**{**plain, **fields})


# ---------------------------------------------------------------- against what people found

@cache
def compared() -> list[tuple[Entry, Entry]]:
    numbers = [entry for entry in ledger_of(ledger.NEWEST).entries
               if entry.claim.stated is not None and entry.claim.status is None]
    return [(entry, proposed(entry.claim)) for entry in numbers]


def test_most_proposals_come_to_the_reviewed_verdict():
    same = sum(word(reviewed) == word(ours) for reviewed, ours in compared())
    assert same / len(compared()) >= 0.8


def test_no_proposal_faults_what_the_review_upheld():
    wrong = [reviewed.claim.id for reviewed, ours in compared() if word(reviewed) in UPHELD and word(ours) in FAULTED]
    assert wrong == []


def test_no_proposal_upholds_what_the_review_faulted():
    wrong = [reviewed.claim.id for reviewed, ours in compared() if word(reviewed) in FAULTED and word(ours) in UPHELD]
    assert wrong == []


def test_where_they_differ_they_mostly_say_that_they_do_not_know():
    differ = Counter((word(reviewed), word(ours)) for reviewed, ours in compared() if word(reviewed) != word(ours))
    modest = sum(count for (_, ours), count in differ.items() if ours not in FINAL)
    assert modest >= 0.6 * sum(differ.values())


# ---------------------------------------------------------------- the table

def test_every_term_of_the_table_exists_and_each_method_takes_its_parameters():
    entries = [one for section in ("proposals", "forecasts") for one in TABLE[section]]
    for entry in entries:
        for one in (entry, *entry.get("alternatives", ())):
            method = REGISTRY[one.get("method", entry["method"])]
            reading = one.get("reading", {})
            assert set(reading) <= set(method.parameters), (entry["metric"], method.name)
            used = [value for value in (*reading.values(), one.get("tolerance"), one.get("horizon"))
                    if isinstance(value, str) and value.startswith("$")]
            assert {value[1:] for value in used} <= set(TERMS), entry["metric"]


def test_every_term_is_used():
    text = (DATA / "checks" / "proposals.yml").read_text(encoding="utf-8")
    assert [name for name in TERMS if f"${name}" not in text and name not in _INSIDE] == []


_INSIDE = {"eps_stands_in", "figures_from"}          # asked for by code, not by the table


def test_every_series_of_the_table_is_held():
    held = set(proposer().world.market.names())
    named = {value for entry in TABLE["subjects"].values() for key, value in entry.items()
             if key in ("price", "total", "rate", "factor")}
    named |= {one for entry in TABLE["subjects"].values() for one in entry.get("group", ())}
    named |= {one for entry in TABLE["multiples"].values() for value in entry.values() if isinstance(value, list)
              for one in value}
    assert named <= held


def test_borrowed_subjects_exist():
    subjects = TABLE["subjects"]
    assert [name for name, entry in subjects.items() if "as" in entry and entry["as"] not in subjects] == []


# ---------------------------------------------------------------- any claim

METRICS = sorted({metric for section in ("proposals", "forecasts") for entry in TABLE[section]
                  for metric in (entry["metric"] if isinstance(entry["metric"], list) else [entry["metric"]])})
DATES = ["2025-12-05", "2025-12", "2025", "2019-12-26", "1987-10-19", "2027-06-30", "1929-10", None]
VALUES = {"date": ["2025-12-10", "2025-12", "2025"], "year": ["2025", "2020", "1999"]}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_claim_makes_the_book_stop(data):
    """Whatever an extraction reads, the proposal is a plan that the engine takes and the ledger can show."""
    draw = data.draw
    unit = draw(st.sampled_from(["%", "pp", "bp", "x", "points", "count", "USD", "EUR", "date", "year"]))
    value = draw(st.sampled_from(VALUES.get(unit, [0.0, 3.0, 13.0, 6870.4, 2.1e12])))
    start, end = draw(st.sampled_from(DATES)), draw(st.sampled_from(DATES))
    claim = a_claim(
        metric=draw(st.sampled_from([*METRICS, "unknown_metric", None])), unit=unit, value=value, stated=str(value),
        subject=draw(st.sampled_from([*TABLE["subjects"], "FOMC", "IVZ", "ORCL", "Acme Corp", "United States", None])),
        comparand=draw(st.sampled_from(["S&P 500", "Russell 2000", "Magnificent 7", "Acme Corp", None])),
        direction=draw(st.sampled_from(["up", "down", "none"])), as_of=draw(st.sampled_from(DATES)),
        period=f"{start}/{end}" if start and end and start <= end else None,
        kind=draw(st.sampled_from(["observation", "comparison", "forecast", "event", "causal"])),
        qualifier=draw(st.sampled_from(["about", "over", "late", "mid", None])),
        article=draw(st.sampled_from(["000", "004"])))
    entry = proposed(claim)
    assert word(entry)
    assert entry.verdict.justification
    ledger.row(entry)


def test_a_plain_claim_gets_the_plain_check():
    record = proposer().check(a_claim())
    assert record["method"] == "window_return"
    assert record["reading"] == {"series": "yahoo/RUT", "start": "year_end_before", "end": "claim_date"}


@pytest.mark.parametrize(("fields", "words"), [
    ({"metric": None}, "what is measured"), ({"subject": None}, "what the figure is about"),
    ({"subject": "Acme Corp"}, "return ytd of Acme Corp"), ({"metric": "market_cap"}, "count of shares"),
])
def test_what_cannot_be_tested_says_what_it_would_take(fields, words):
    assert words in proposer().check(a_claim(**fields))["reading"]["lacks"]


def in_january(**fields: object) -> Entry:
    """A claim of an article of 18 January 2025, when neither a month nor a quarter of the year was whole."""
    article = replace(proposer().world.articles["004"], id="004", published_at=date(2025, 1, 18),
                      last_close=date(2025, 1, 17))
    world = replace(proposer().world, articles={**proposer().world.articles, "004": article})
    claim = a_claim(**fields)
    record = Proposer(world, proposer().table).check(claim)
    return entry_of(claim, plan_of("a proposal", record), world)


def test_a_reading_that_cannot_be_run_takes_no_other_with_it():
    """5,996.66 / 5,881.63 − 1 = 2.0 % on 17 January; the year to the end of its last whole month is no window."""
    fields = {"subject": "S&P 500", "period": "2025-01-01/2025-01-18"}
    assert word(in_january(**fields, stated="2.0%", value=2.0)) == "accurate"
    assert word(in_january(**fields, stated="7.0%", value=7.0)) == "inaccurate"


def test_a_record_without_a_history_is_not_known():
    """Highs of the day begin in 2020; whether one of 2018 was a record cannot be told from them."""
    fields = {"metric": "record_high_date", "subject": "S&P 500", "unit": "date", "kind": "event", "direction": "none"}
    assert word(in_january(**fields, stated="September 20, 2018", value="2018-09-20")) == "accurate"
    assert word(in_january(**fields, stated="September 21, 2018", value="2018-09-21")) == "inaccurate"


def test_a_high_that_was_a_close_is_a_close():
    """6,090.27 was the close of 6 December 2024, 6,099.97 the high of the day."""
    fields = {"metric": "index_intraday_high", "subject": "S&P 500", "unit": "points", "direction": "none",
              "as_of": "2024-12-06"}
    assert word(in_january(**fields, stated="6,099.97", value=6099.97)) == "accurate"
    assert word(in_january(**fields, stated="6,090.27", value=6090.27)) != "inaccurate"
    assert word(in_january(**fields, stated="6,190.27", value=6190.27)) == "inaccurate"


def test_lost_words_need_no_check():
    assert proposer().check(a_claim(lost=("subject",))) is None


def test_a_stand_in_is_marked_and_never_refutes():
    claim = a_claim(subject="US growth stocks", metric="return_1m", period="2025-11-01/2025-11-30", direction="down",
                    stated="9.99%", value=9.99)
    assert proposer().check(claim)["proxy"] is True
    assert word(proposed(claim)) == "not_enough_evidence"


def test_an_index_level_is_never_that_of_a_fund():
    claim = a_claim(subject="Nasdaq 100", metric="index_close", unit="points")
    assert proposer().check(claim)["method"] == "no_evidence"


def test_decisions_before_the_table_begins_are_not_counted():
    article = replace(proposer().world.articles["004"], last_close=date(2019, 12, 26), published_at=date(2019, 12, 27))
    world = replace(proposer().world, articles={**proposer().world.articles, "004": article})
    claim = a_claim(subject="FOMC", metric="cuts_in_year", unit="count", stated="three", value=3)
    assert Proposer(world, TABLE).check(claim)["method"] == "no_evidence"


def test_records_are_plain_yaml():
    for reviewed, _ in compared()[:20]:
        record = proposer().check(reviewed.claim)
        assert yaml.safe_load(yaml.safe_dump(record)) == record
