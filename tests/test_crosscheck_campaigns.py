"""Planted contradictions are found and nothing else is blamed; true claims are never inaccurate. Small forms of two
campaigns (``scripts/plant_contradictions.py``, ``scripts/round_true_claims.py``) and of a second generator."""

from __future__ import annotations

import json
import sys
from collections import Counter
from fractions import Fraction
from runpy import run_path

import planted_records
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.crosscheck import contradictions, contradictions_in_files, mention_from
from rotation.intervals import stated_interval
from rotation.paths import ROOT
from rotation.verdicts import judge
from rotation.wording import decimal

sys.path.append(str(ROOT / "scripts"))          # where the campaign has its other modules
PLANT = run_path(str(ROOT / "scripts" / "plant_contradictions.py"))
ROUND = run_path(str(ROOT / "scripts" / "round_true_claims.py"))
ENOUGH = 0.95


@pytest.mark.parametrize("seed", [101, 102])
def test_planted_contradictions_of_every_kind_are_found(seed):
    result = PLANT["campaign"](seed, 150, 140)
    assert {kind: result.recall(kind) >= ENOUGH for kind in PLANT["KINDS"]} == dict.fromkeys(PLANT["KINDS"], True)
    assert result.precision >= ENOUGH, result.false


def test_without_anything_planted_next_to_nothing_is_blamed():
    """Seven thousand true claims and their near misses."""
    assert len(PLANT["campaign"](103, 150, 0).false) <= 2


@pytest.mark.parametrize("seed", [201, 202])
def test_another_writers_contradictions_are_found(tmp_path, seed):
    records, wrong, tells = planted_records.corpus(seed, articles=150, planted=140)
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rows = contradictions_in_files([path]).rows
    found = Counter(wrong[claim][0] for claim in wrong if any(
        claim in row.claims and any(tells.get(other) == wrong[claim][1] for other in row.claims) for row in rows))
    planted = Counter(kind for kind, _ in wrong.values())
    assert {kind: found[kind] / planted[kind] >= ENOUGH for kind in planted} == dict.fromkeys(planted, True)
    assert sum(bool(set(row.claims) & set(wrong)) for row in rows) / len(rows) >= ENOUGH


# ---------------------------------------------------------------- one row of each kind, with its arithmetic

BASE = {"start": 1, "end": 2, "as_of": "2025-12-05", "direction": "none"}


def clash(one, other):
    """The rules that two records of two articles break."""
    return [row.rule for row in contradictions([mention_from({**BASE, "article": name, **record})
                                                for name, record in (("a", one), ("b", other))])]


INDEX = {"subject": "Russell 2000", "metric": "index_close", "unit": "points", "surface": "2,486.23"}
PE = {"subject": "S&P 500", "metric": "pe_forward", "unit": "x", "surface": "22.4x"}
CHEAP = {"subject": "Russell 2000", "comparand": "S&P 500", "metric": "pe_discount", "unit": "%", "surface": "20%"}
YTD = {"subject": "Russell 2000", "metric": "return_ytd", "unit": "%", "surface": "10.4%", "direction": "up"}
MONEY = {"subject": "NVDA", "metric": "revenue_quarterly", "unit": "USD", "surface": "$57.01 billion",
         "period": "2025-Q3"}
DEAR = {"subject": "S&P 500", "comparand": "RUT", "metric": "valuation_premium"}
CUT = {"subject": "FOMC", "metric": "policy_rate_change", "unit": "bp", "surface": "25 basis points",
       "direction": "down"}


@pytest.mark.parametrize(("one", "change", "rules"), [
    (PE, {"unit": "%", "surface": "22.4%"}, ["units"]),
    (PE, {"unit": "%", "surface": "22%"}, ["units"]),                               # 22 is 22.4 to two digits
    (PE, {"metric": "pe_trailing", "surface": "27.1x"}, []),                        # another definition
    (CUT, {"unit": "pp", "surface": "0.25 percentage points"}, []),                 # 25 / 100 = 0.25
    (CUT, {"unit": "%", "surface": "0.25%"}, []),
    (CUT, {"unit": "%", "surface": "25%"}, ["figures", "units"]),
    (MONEY, {"surface": "$57.01 million"}, ["figures"]),
    (MONEY, {"surface": "$57,010 million"}, []),
    (MONEY, {"surface": "$50 million", "qualifier": "over"}, ["figures"]),          # over 50 is not 57,010
    (MONEY, {"surface": "$50 billion", "qualifier": "over"}, []),
    (MONEY, {"surface": "$57.0", "value": 57.0e9}, []),                             # a column headed "billions"
    (MONEY, {"period": "2025-07-01/2025-09-30", "surface": "$56 billion"}, ["figures"]),      # one quarter
    (MONEY, {"subject": "NVIDIA Corporation", "surface": "$50 billion"}, ["figures"]),
    (CHEAP, {"metric": "valuation_premium"}, ["figures"]),
    (CHEAP, {**DEAR, "surface": "25%"}, []),                                        # 25 / 125 = 20%
    (CHEAP, DEAR, ["figures"]),                                                     # 20 / 120 = 16.7%
    (CHEAP, {"comparand": "Nasdaq-100", "surface": "35%"}, []),
    (CHEAP, {"metric": "pb_discount", "surface": "35%"}, []),
    (INDEX, {"unit": "USD", "surface": "$248.62"}, ["figures", "levels"]),
    (INDEX, {"metric": "last_price", "unit": "USD", "surface": "$248.62"}, ["levels"]),
    (INDEX, {"subject": "IWM", "metric": "last_price", "unit": "USD", "surface": "$248.62"}, []),
    (INDEX, {"subject": "IWM", "metric": "last_price", "unit": "USD", "surface": "$2,486.23"}, ["levels"]),
    (YTD, {"subject": "iShares Russell 2000 ETF", "surface": "11.6%"}, []),         # may differ: 0.3 + 1.5 × 339 / 365
    (YTD, {"subject": "iShares Russell 2000 ETF (IWM)", "surface": "14.1%"}, ["tracking"]),
    (YTD, {"subject": "iShares Russell 2000 ETF", "surface": "10.4%", "direction": "down"}, ["tracking"]),
    ({**PE, "surface": "under 30x", "qualifier": "under"}, {"surface": "22.4x", "qualifier": None}, []),
    ({**PE, "surface": "30x", "qualifier": "nearly"}, {"surface": "22.4x", "qualifier": None}, ["figures"]),
    ({**PE, "kind": "forecast"}, {"surface": "25.1x"}, []),                         # two houses
    ({**PE, "kind": "forecast"}, {"surface": "35.1x"}, ["figures"]),
])
def test_near_misses_and_hits(one, change, rules):
    assert clash(one, {**one, **change}) == rules


def test_undated_figures_of_several_articles_are_outvoted_only_by_many():
    """Four articles print one, the fifth another: were they of different days, the four would differ too."""
    same = [mention_from({**BASE, **MONEY, "period": None, "as_of": None, "article": name}) for name in "abcd"]
    other = mention_from({**BASE, **MONEY, "period": None, "as_of": None, "article": "e", "surface": "$46.7 billion"})
    assert [row.rule for row in contradictions([*same, other])] == ["figures"]
    assert contradictions([*same[:2], other]) == ()


def slips(common, changes, articles=4):
    """The rules broken where several articles print one record and others, one each, print it with a change."""
    told = [common] * articles + [{**common, **change} for change in changes]
    return [row.rule for row in contradictions([mention_from({**BASE, "article": f"a{n}", **record})
                                                for n, record in enumerate(told)])]


GAP = {"subject": "Russell 2000", "comparand": "S&P 500", "metric": "relative_return_gap", "unit": "pp",
       "surface": "6.0 percentage points", "direction": "up"}


@pytest.mark.parametrize(("common", "changes", "rules"), [
    (INDEX, [{"subject": "DAX"}], ["entities"]),
    (INDEX, [{"subject": "DAX"}, {"subject": "FTSE 100"}], ["entities", "entities"]),      # two writers slipped
    (INDEX, [{"subject": "DAX"}, {"subject": "DAX"}, {"subject": "FTSE 100"}], []),        # nobody can say who
    (INDEX, [{"as_of": "2025-11-05"}, {"as_of": "2025-10-01"}], ["days", "days"]),
    (GAP, [{"comparand": "Nasdaq-100"}], ["bases"]),
    (GAP, [{"comparand": "Nasdaq-100"}] * 2, []),                 # 6.0 against both may well be true
])
def test_a_lone_slip_beside_several_articles_is_told(common, changes, rules):
    assert slips(common, changes) == rules


def test_two_digits_against_two_bases_are_no_slip_beside_one_article():
    assert slips(GAP, [{"comparand": "Nasdaq-100"}], articles=1) == []


def test_a_day_may_hold_two_cuts_of_an_emergency():
    days = [{"subject": "FOMC", "metric": "rate_cut_date", "unit": "date", "value": day, "as_of": None}
            for day in ("2020-03-03", "2020-03-15")]
    assert clash(*days) == []


def test_a_block_of_very_many_figures_gives_rows_in_proportion():
    """Two thousand figures of one day, all different: those that the majority does not allow, once each."""
    records = [{**BASE, **PE, "article": f"a{n:04}", "surface": f"{20 + n / 100:.2f}x"} for n in range(2000)]
    records += [{**BASE, **PE, "article": f"b{n}", "surface": "22.4x"} for n in range(20)]
    rows = contradictions([mention_from(record) for record in records])
    assert 1900 < len(rows) <= 2000
    assert sum(any(claim.startswith("b") for claim in row.claims) for row in rows) > 1900


# ---------------------------------------------------------------- true claims, rounded four ways

def test_no_true_claim_is_inaccurate():
    verdicts = Counter(verdict for _, verdict in ROUND["verdicts"](5, 3000))
    assert verdicts.total() == 3000
    assert set(verdicts) <= {"accurate", "mostly_accurate"}


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10 ** 9), st.integers(0, 3), st.sampled_from(ROUND["MODES"]), st.sampled_from(("%", "x", "USD")),
       st.sampled_from((0, 3, 6, 9, 12)), st.booleans())
def test_any_rounding_of_a_true_figure_is_near_enough(thousandths, places, mode, unit, scale, down):
    true = Fraction(thousandths, 1000)
    text = ROUND["digits"](ROUND["rounded"](true, places, mode), places)
    word = {0: "", 3: " thousand", 6: " million", 9: " billion", 12: " trillion"}[scale if unit == "USD" else 0]
    surface = f"${text}{word}" if unit == "USD" else f"{text}{unit}"
    signed = (-1 if down else 1) * true * (10 ** scale if unit == "USD" else 1)
    interval = stated_interval(surface, unit, None, "down" if down else "none")
    assert judge(interval, decimal(signed.numerator) / decimal(signed.denominator)) in ("accurate", "mostly_accurate")
