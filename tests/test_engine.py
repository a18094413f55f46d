"""From a claim and its check to a verdict, on a data folder whose arithmetic can be done in the head."""

from __future__ import annotations

import pytest
from tiny_data import CHECK, EARLY, LATE, MIDDLE, YEAR, claim, make, wordless

from rotation import ledger
from rotation.errors import InputError

# Small gained 2200/2000 − 1 = 10%, Large 5400/5000 − 1 = 8% up to 5 December.
LARGE = {**YEAR, "series": "yahoo/GSPC"}
TO_15 = {**YEAR, "end": "2025-12-15"}                       # 2100/2000 − 1 = 5%
BEATS = {"series": "yahoo/RUT", "other": "yahoo/GSPC", "start": "year_end_before", "end": "claim_date"}
LAGS = {**BEATS, "series": "yahoo/GSPC", "other": "yahoo/RUT"}
PE = {"metric": "pe_forward", "unit": "x", "stated": "22.4", "value": 22.4, "direction": "none"}


def figure(document: str) -> dict[str, str]:
    return {"document": document, "subject": "Small", "metric": "pe_forward"}


def decide(tmp_path, claims, checks, as_of=LATE, rules=None, name="000/001"):
    return ledger.build(make(tmp_path, claims, checks, rules), as_of)[name]


VERDICTS = [
    # claim fields, check fields                                             verdict, computed, difference
    # the stated number against 10
    ({}, {}, "accurate", "10", "0"),
    ({"stated": "10.1%"}, {}, "mostly_accurate", "10", "-0.05"),                 # low 10.05, near from 10.0
    ({"stated": "10.4%"}, {}, "inaccurate", "10", "-0.35"),                      # low 10.35, near from 10.3
    ({"stated": "10.4%"}, {"tolerance": 0.3}, "mostly_accurate", "10", "-0.35"),  # near from 10.3 − 0.3
    ({"stated": "10.4%"}, {"tolerance": 0.29}, "inaccurate", "10", "-0.35"),
    ({"direction": "down"}, {}, "inaccurate", "10", "19.5"),                     # high −9.5
    ({"stated": "9%", "qualifier": "over"}, {}, "accurate", "10", "0"),          # (9, 11.25]
    ({"stated": "7%", "qualifier": "over"}, {}, "missing_context", "10", "1.25"),  # 7 × 1.25 = 8.75: understated
    ({"stated": "11%", "qualifier": "nearly"}, {}, "accurate", "10", "0"),       # [9.9, 11)
    # other ordinary readings are tried in fairness
    ({"stated": "8%"}, {}, "inaccurate", "10", "1.5"),
    ({"stated": "8%"}, {"alternatives": [{"reading": LARGE}]}, "missing_context", "10", "1.5"),
    ({"stated": "6%"}, {"alternatives": [{"reading": LARGE}]}, "inaccurate", "10", "3.5"),
    ({}, {"alternatives": [{"reading": LARGE}]}, "accurate", "10", "0"),         # and never sink it
    # context: what a reader must know
    ({}, {"alternatives": [{"role": "context", "method": "beats", "reading": BEATS}]}, "accurate", "10", "0"),
    ({}, {"alternatives": [{"role": "context", "method": "beats", "reading": LAGS}]}, "missing_context", "10", "0"),
    ({"stated": "9%"}, {"alternatives": [{"role": "context", "method": "beats", "reading": BEATS}]},
     "mostly_accurate", "10", "0.5"),                                            # 9 to 9.5, near up to 10
    ({"stated": "6%"}, {"alternatives": [{"role": "context", "method": "beats", "reading": BEATS}]},
     "inaccurate", "10", "3.5"),                                                 # context rescues nothing
    # sources of equal standing
    (PE, {"method": "documented", "reading": figure("early")}, "accurate", "22.4", "0"),
    (PE, {"method": "documented", "reading": figure("early"),
          "alternatives": [{"role": "source", "reading": figure("other")}]}, "conflicting_evidence", "22.4", "0"),
    ({**PE, "stated": "30"}, {"method": "documented", "reading": figure("early"),
                              "alternatives": [{"role": "source", "reading": figure("other")}]},
     "inaccurate", "22.4", "-7.1"),                                              # both say no: 29.5 to 30.5
    # a proxy may support, and never refutes
    ({"stated": "8%"}, {"reading": LARGE, "proxy": True}, "accurate", "8", "0"),
    ({"stated": "10%"}, {"reading": LARGE, "proxy": True}, "not_enough_evidence", "8", "-1.5"),
    ({"stated": "6%"}, {"reading": LARGE, "proxy": True, "alternatives": [{"reading": YEAR}]},
     "inaccurate", "8", "1.5"),                                                  # the alternative is no proxy
    # statements without a number
    (wordless(), {"method": "beats", "reading": BEATS}, "accurate", "+2.0 pp", ""),
    (wordless(direction="down"), {"method": "beats", "reading": BEATS}, "inaccurate", "+2.0 pp", ""),
    # nothing to check, nothing to check with
    ({"complete": False, "lost": ["figure"]}, {}, "incomplete", "", ""),
    ({}, {"method": "no_evidence", "reading": {"lacks": "a paid index"}}, "not_enough_evidence", "", ""),
    ({}, {"method": "judgement", "reading": {}, "verdict": "mostly_accurate", "why": "By definition."},
     "mostly_accurate", "", ""),
]


@pytest.mark.parametrize(("said", "tested", "verdict", "computed", "difference"), VERDICTS)
def test_a_claim_is_decided(tmp_path, said, tested, verdict, computed, difference):
    entry = decide(tmp_path, [claim(**said)], [{**CHECK, **tested}])
    row = ledger.row(entry)
    assert (row["verdict"], row["computed"].replace("\u00a0", " "), row["difference"] or "") == (
        verdict, computed, difference)
    assert row["justification"]
    assert row["outcome"] == ""


REASONS = [
    # claim fields, check fields                                             words of the justification
    ({"stated": "7%", "qualifier": "over"}, {}, "understated"),
    ({"lost": ["figure", "window"], "complete": False}, {}, "lost the figure and window"),
    ({}, {"method": "no_evidence", "reading": {"lacks": "a paid index"}}, "It would take a paid index."),
    ({}, {"reading": LARGE, "proxy": True}, "a proxy does not refute"),
    ({}, {"why": "An ordinary reader means the calendar year."}, "An ordinary reader means the calendar year."),
    ({}, {"label": "The year so far"}, "The year so far: Small, price return from 31 December 2024 to 5 December 2025"),
    ({"stated": "8%"}, {"alternatives": [{"label": "The large index", "reading": LARGE}]}, "The large index: Large"),
    (PE, {"method": "documented", "reading": figure("early"),
          "alternatives": [{"role": "source", "label": "Elsewhere", "reading": figure("other")}]}, "Elsewhere: Nobody"),
]


@pytest.mark.parametrize(("said", "tested", "words"), REASONS)
def test_the_verdict_says_why(tmp_path, said, tested, words):
    entry = decide(tmp_path, [claim(**said)], [{**CHECK, **tested}])
    assert words in entry.verdict.justification


def test_a_claim_without_a_check_says_so(tmp_path):
    entry = decide(tmp_path, [claim()], [])
    assert entry.verdict.verdict == "not_enough_evidence"
    assert "No check has been written" in entry.verdict.justification


# ---------------------------------------------------------------- what an edition may see

EDITIONS = [
    # claim fields, check fields, edition                                    verdict, hindsight, words
    ({"id": "001/001"}, {"claim": "001/001"}, EARLY, "not_enough_evidence", False, "After this edition"),
    ({"id": "001/001", "stated": "5%"}, {"claim": "001/001"}, MIDDLE, "accurate", False, "5.0"),  # 2100/2000 − 1
    ({"period": "2025-01-01/2025-12-15"}, {}, EARLY, "accurate", False, "10.0"),     # cut at the article's last close
    ({"period": "2024-12-31/2025-12-01"}, {}, EARLY, "accurate", False, "1 December 2025"),
    (PE, {"method": "documented", "reading": figure("late")}, MIDDLE, "not_enough_evidence", False,
     "was released on 2026-01-05, after this edition"),
    (PE, {"method": "documented", "reading": figure("late")}, LATE, "accurate", True, "22.4"),
    (PE, {"method": "documented", "reading": figure("early")}, LATE, "accurate", False, "22.4"),
    ({"stated": "5%"}, {"reading": TO_15}, EARLY, "not_enough_evidence", False, "lies after this edition"),
    ({"stated": "5%"}, {"reading": TO_15}, LATE, "accurate", True, "15 December"),   # known ten days after the claim
    ({"stated": "7%"}, {"alternatives": [{"reading": TO_15}]}, LATE, "inaccurate", False, "10.0"),
    ({"stated": "5%"}, {"alternatives": [{"reading": TO_15}]}, LATE, "missing_context", True, "5.0"),
    ({"stated": "5%"}, {"alternatives": [{"reading": TO_15}]}, EARLY, "inaccurate", False, "10.0"),
]


@pytest.mark.parametrize(("said", "tested", "as_of", "verdict", "hindsight", "words"), EDITIONS)
def test_an_edition_sees_what_was_released(tmp_path, said, tested, as_of, verdict, hindsight, words):
    name = said.get("id", "000/001")
    entry = decide(tmp_path, [claim(**said)], [{**CHECK, **tested}], as_of, name=name)
    assert (entry.verdict.verdict, entry.verdict.hindsight) == (verdict, hindsight)
    assert words in entry.verdict.justification


UP = {"method": "moved", "reading": {"series": "yahoo/RUT", "start": "claim_date", "end": "horizon"}}
FORECAST = wordless(kind="forecast", metric="return_period", horizon="2025-12-31")
TEN = claim(kind="forecast", horizon="2025-12-31")          # "10% by the end of the year"
TO_END = {**YEAR, "end": "2025-12-31"}                       # 2300/2000 − 1 = 15%

FORECASTS = [
    # claim, check fields, edition                                           outcome, words
    (FORECAST, UP, EARLY, "pending", "31 December 2025"),
    (FORECAST, UP, MIDDLE, "pending", "31 December 2025"),
    (FORECAST, UP, LATE, "came_true", "from 5 December 2025 to 31 December 2025"),   # 2200 -> 2300
    ({**FORECAST, "direction": "down"}, UP, LATE, "did_not", "4.5%"),                # 2300/2200 − 1 = 4.5%
    ({**FORECAST, "horizon": None}, {**UP, "horizon": "2025-12-31", "why": "Year end.",
                                     "reading": {**UP["reading"], "end": "2025-12-31"}},
     LATE, "came_true", "Year end."),
    ({**FORECAST, "horizon": "2026"}, {"reading": {"series": "yahoo/RUT", "start": "claim_date", "end": "as_of"},
                                       "method": "moved"}, LATE, "pending", "31 December 2026"),
    (TEN, {"reading": TO_END}, LATE, "did_not", "15.0"),
    ({**TEN, "stated": "15%"}, {"reading": TO_END}, LATE, "came_true", "15.0"),
    ({**TEN, "qualifier": "over"}, {"reading": TO_END}, LATE, "came_true", "15.0"),  # far over is true as well
    (TEN, {"reading": TO_END, "alternatives": [{"reading": YEAR}]}, LATE, "did_not", "15.0"),  # no rescue
    (TEN, {"method": "no_evidence", "reading": {"lacks": "a definition"}}, LATE, "untestable", "a definition"),
    (TEN, {"reading": TO_END, "proxy": True}, LATE, "untestable", "a proxy does not refute"),
    (FORECAST, {"method": "untestable", "reading": {}, "why": "No threshold."}, LATE, "untestable", "No threshold."),
    ({**FORECAST, "lost": ["subject"]}, UP, LATE, "", "lost the subject"),           # incomplete, like any other claim
]


@pytest.mark.parametrize(("said", "tested", "as_of", "outcome", "words"), FORECASTS)
def test_a_forecast_has_an_outcome_and_no_verdict(tmp_path, said, tested, as_of, outcome, words):
    entry = decide(tmp_path, [said], [{**CHECK, **tested}], as_of)
    assert entry.verdict.outcome == outcome
    assert entry.verdict.verdict == ("incomplete" if outcome == "" else "")
    assert words in entry.verdict.justification


def test_a_forecast_whose_own_reading_cannot_be_had_is_neither_hit_nor_miss(tmp_path):
    late = {"method": "no_evidence", "reading": {"lacks": "the index"},
            "alternatives": [{"method": "window_return", "reading": TO_END}]}
    entry = decide(tmp_path, [{**TEN, "stated": "15%"}], [{**CHECK, **late}])
    assert entry.verdict.outcome == "untestable"


def test_a_forecast_on_which_sources_differ_is_not_decided(tmp_path):
    said = claim(**PE, kind="forecast", horizon="2025-12-31")
    tested = {"method": "documented", "reading": figure("early"),
              "alternatives": [{"role": "source", "reading": figure("other")}]}
    assert decide(tmp_path, [said], [{**CHECK, **tested}]).verdict.outcome == "untestable"


# ---------------------------------------------------------------- rules and own checks

FIRST = {"when": {"metric": "return_ytd"}, "method": "window_return", "reading": YEAR}
SECOND = {"when": {"metric": "return_ytd"}, "method": "window_return", "reading": LARGE}

RULES = [
    # rules, own check                                                       computed
    ([FIRST], [], "10"),
    ([FIRST, SECOND], [], "10"),                                             # the first match wins
    ([SECOND, FIRST], [], "8"),
    ([FIRST], [{**CHECK, "reading": LARGE}], "8"),                           # a claim's own check beats every rule
    ([{**FIRST, "when": {"metric": ["return_1d", "return_ytd"]}}], [], "10"),  # any of a list
    ([{**FIRST, "when": {"metric": "return_1d"}}, SECOND], [], "8"),
    ([{**FIRST, "when": {"metric": "return_ytd", "direction": "down"}}, SECOND], [], "8"),  # every condition must hold
    ([{**FIRST, "when": {}}], [], ""),                                       # no condition: no claim, never all
]


@pytest.mark.parametrize(("rules", "checks", "computed"), RULES)
def test_rules_serve_claims_with_the_same_question(tmp_path, rules, checks, computed):
    assert ledger.row(decide(tmp_path, [claim()], checks, rules=rules))["computed"] == computed


def test_one_check_may_serve_several_claims(tmp_path):
    claims = [claim(), claim(id="000/002", stated="20%")]
    book = ledger.build(make(tmp_path, claims, [{**CHECK, "claim": None, "claims": ["000/001", "000/002"]}]), LATE)
    assert [entry.verdict.verdict for entry in book.entries] == ["accurate", "inaccurate"]


# ---------------------------------------------------------------- what a check may not say

REFUSED = [
    # check fields                                                           words of the refusal
    ({"verdict": "accurate"}, "a typed verdict"),
    ({"method": "judgement", "reading": {}, "verdict": "accurate"}, "its reason"),
    ({"method": "judgement", "reading": {}, "why": "So."}, "a verdict of the vocabulary"),
    ({"method": "judgement", "reading": {}, "why": "So.", "verdict": "true"}, "a verdict of the vocabulary"),
    ({"method": "window_retrun"}, "did you mean 'window_return'?"),
    ({"reading": {**YEAR, "serie": "x"}}, "did you mean 'series'?"),
    ({"reading": {"series": "yahoo/RUT", "start": "last_close"}}, "no 'end' for window_return"),
    ({"tolerence": 1}, "did you mean 'tolerance'?"),
    ({"tolerance": "wide"}, "a number in the claim's unit"),
    ({"basis": "guess"}, "a basis of the vocabulary"),
    ({"claim": "000/009"}, "a claim that does not exist"),
    ({"claim": None}, "a check without a claim"),
    ({"alternatives": [{"role": "sauce", "reading": YEAR}]}, "did you mean 'source'?"),
    ({"alternatives": [{"reading": YEAR, "why": "So."}]}, "unknown key 'why'"),
    ({"alternatives": [{"method": "beets", "reading": BEATS}]}, "did you mean 'beats'?"),
    ({"alternatives": [{"method": "beats", "reading": YEAR}]}, "no 'other' for beats"),
    ({"reading": {**YEAR, "series": "yahoo/RUTT"}}, "did you mean 'yahoo/RUT'?"),
    ({"reading": {**YEAR, "start": "yesterday"}}, "an ISO date or a named day of the claim"),
    ({"reading": {**YEAR, "start": "2025-12-04", "end": "2025-12-03"}}, "a start before its end"),
    ({"method": "documented", "reading": figure("erly")}, "did you mean 'early'?"),
    ({"method": "agrees_with", "reading": {"other": "000/077"}}, "no such claim"),
    ({"reading": "yahoo/RUT"}, "a mapping"),
]


@pytest.mark.parametrize(("tested", "words"), REFUSED)
def test_a_check_that_is_not_well_formed_is_refused_by_name(tmp_path, tested, words):
    with pytest.raises(InputError) as refusal:
        decide(tmp_path, [claim()], [{**CHECK, **tested}])
    assert words in str(refusal.value)
    assert "tiny.yml" in refusal.value.record


def test_a_second_check_of_one_claim_is_refused(tmp_path):
    with pytest.raises(InputError, match="a second check"):
        decide(tmp_path, [claim()], [CHECK, CHECK])


def test_a_forecast_without_any_horizon_is_refused(tmp_path):
    with pytest.raises(InputError, match="a forecast without a horizon"):
        decide(tmp_path, [{**FORECAST, "horizon": None}], [{**CHECK, "method": "moved"}])


def test_a_quantity_cannot_decide_a_claim_without_a_number(tmp_path):
    with pytest.raises(InputError, match="no stated number"):
        decide(tmp_path, [wordless()], [CHECK])


BAD_RULES = [({"when": {"metrick": "x"}}, "did you mean 'metric'?"), ({"verdict": "accurate"}, "a typed verdict")]


@pytest.mark.parametrize(("changed", "words"), BAD_RULES)
def test_a_rule_that_is_not_well_formed_is_refused(tmp_path, changed, words):
    with pytest.raises(InputError) as refusal:
        decide(tmp_path, [claim()], [], rules=[{**FIRST, **changed}])
    assert words in str(refusal.value)
