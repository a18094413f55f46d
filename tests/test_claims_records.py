"""The claim records on disk against their schemas, the vocabulary and the articles' texts.

The texts are not part of the repository. Tests that need them look in ``ROTATION_TEXTS`` (or the default of
``rotation.articles.TEXTS``) and are skipped, with the reason, where a text is absent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache

import jsonschema
import pytest
import yaml

from rotation import records
from rotation.articles import TEXTS, load_articles, read_article_text
from rotation.claims import LOSSES, interval_of, load_claims
from rotation.intervals import MONTHS, SCALE_WORD, printed_magnitude
from rotation.paths import DATA

IDS = sorted(path.stem for path in (DATA / "claims").glob("*.yml"))

# ------------------------------------------------------------------ reading


@cache
def load(folder: str, article: str) -> dict:
    """A record file as JSON would hold it (dates as ISO strings), which is what the schemas describe."""
    content = yaml.safe_load((DATA / folder / f"{article}.yml").read_text(encoding="utf-8"))
    return json.loads(json.dumps(content, default=date.isoformat))


def reviewed(article: str) -> list[dict]:
    """The claims that a person wrote or decided on."""
    return [c for c in load("claims", article)["claims"] if c.get("status") not in ("draft", "rejected")]


def schema(name: str) -> dict:
    return json.loads((DATA / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def text_of(article: str) -> str:
    text = read_article_text(load_articles(DATA)[article], TEXTS)
    if text is None:
        pytest.skip(f"text of article {article} is not in {TEXTS}; set ROTATION_TEXTS to check its anchors")
    return text


# ------------------------------------------------------------------ what can be wrong with an anchor


def spans(document: dict) -> list[tuple[int, int]]:
    """Number offsets of every record: claims that still have their place, their appearances, exclusions."""
    placed = [c for c in document["claims"] if c.get("anchor") is None]
    claims = [(c["start"], c["end"]) for c in placed if c["start"] is not None]
    again = [span(a) for c in placed for a in c["appearances"]]
    return claims + again + [(e["start"], e["end"]) for e in document["exclusions"]]


def span(appearance: str) -> tuple[int, int]:
    start, end = appearance.split("-")
    return int(start), int(end)


def coverage_problems(text: str, document: dict) -> list[str]:
    """Every run of digits must lie in exactly one record."""
    found = spans(document)
    return [
        f"{run.group()} at {run.start()}: in {n} records"
        for run in re.finditer(r"[0-9]+", text)
        if (n := sum(a <= run.start() and run.end() <= b for a, b in found)) != 1
    ] + [f"{a}-{b} cuts a word or number" for a, b in found if cuts(text, a) or cuts(text, b)]


def cuts(text: str, at: int) -> bool:
    """Whether an offset falls between two letters or two digits."""
    pair = text[max(at - 1, 0): at + 1]
    return len(pair) == 2 and (pair.isdigit() or (pair.isalpha() and pair.isascii()))


def claim_problems(text: str, claim: dict) -> list[str]:
    """What is wrong between one claim with a number and the text it points into."""
    start, end = claim["start"], claim["end"]
    problems = []
    if text[claim["surface_start"]: claim["surface_end"]] != claim["stated"]:
        problems.append(f"surface {text[claim['surface_start']: claim['surface_end']]!r}")
    if not claim["surface_start"] <= start < end <= claim["surface_end"]:
        problems.append("number outside its surface")
    if paragraph_at(text, start) != claim["paragraph"]:
        problems.append(f"stands in paragraph {paragraph_at(text, start)}")
    for a, b in [(start, end), *map(span, claim["appearances"])]:
        if not reads_as(text, a, b, claim):
            problems.append(f"{text[a:b]!r} at {a} does not read as {claim['value']!r}")
    return problems


def paragraph_at(text: str, offset: int) -> int:
    return sum(bool(line.strip()) for line in text[:offset].split("\n")[:-1]) + 1


def reads_as(text: str, start: int, end: int, claim: dict) -> bool:
    printed = text[start:end]
    if claim["unit"] in ("date", "year"):
        return date_fits(printed, claim["value"])
    scale = None if claim["unit"] in set(records.UNITS) - {"USD"} else SCALE_WORD.match(text, end)
    value = claim["value"] if isinstance(claim["value"], list) else [claim["value"]]
    told = claim.get("reads") or text[start: scale.end() if scale else end]
    return [float(x) for x in printed_magnitude(told)] == value


def date_fits(printed: str, value: str) -> bool:
    """Whether the parts of a date that are printed (month, day, year; in any order) fit ``value``."""
    words = re.findall(r"[a-z]+", printed.lower())
    months = [MONTHS[word] for word in words if word in MONTHS]
    year, *rest = (int(part) for part in value.split("-"))
    numbers = [int(n) for n in re.findall(r"[0-9]+", printed)]
    expected = [year] * (year in numbers) + rest[1:]
    return sorted(numbers) == sorted(expected) and months == rest[:1] and bool(numbers or months)


def exclusion_problems(text: str, item: dict) -> list[str]:
    start, end = item.get("surface_start", item["start"]), item.get("surface_end", item["end"])
    right = text[start:end] == item["surface"] and start <= item["start"] < item["end"] <= end
    return [] if right else [f"{item['surface']!r} is not at {start}-{end}"]


def borrowed(text: str, sentence: str, run: int = 8) -> list[str]:
    """Runs of eight consecutive words that ``sentence`` shares with ``text``."""
    def grams(words: list[str]) -> set[str]:
        return {" ".join(words[i: i + run]) for i in range(len(words) - run + 1)}

    return sorted(grams(words_of(sentence)) & grams(words_of(text)))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


# ------------------------------------------------------------------ the metrics of numbers

FAMILIES = {
    "return": "return_1d return_1w return_1m return_ytd return_since_low return_period return_annualized "
              "return_unspecified sector_return relative_return_sign relative_return_gap "
              "relative_return_superlative outperformance_in_cut_cycles point_change_1d point_change_1w "
              "drawdown_from_high",
    "level": "index_close index_intraday_high index_level last_price market_cap volatility_index_level",
    "valuation": "pe_forward pe_trailing pe_unspecified pe_trailing_20y_average pe_10y_average pe_discount "
                 "pb_discount valuation_discount valuation_premium discount_to_fair_value "
                 "premium_to_fair_value relative_valuation_superlative",
    "growth": "eps_growth eps_growth_gap revenue_growth_yoy net_income_growth_yoy eps_growth_yoy gdp_growth",
    "fundamental": "revenue_quarterly revenue_annual eps_gaap_diluted eps_adjusted_diluted net_income "
                   "operating_income operating_margin free_cash_flow assets_under_management debt_repaid "
                   "debt_outstanding dividend_per_share dividend_change eps_guidance_range",
    "policy": "fed_funds_target_range policy_rate_level policy_rate_change rate_cut_date cuts_in_year "
              "consecutive_cuts cuts_projected cut_probability policy_event_date neutral_rate",
    "macro": "inflation_rate core_inflation_rate inflation_target inflation_expectations yield_level "
             "yield_change",
    "flow": "fund_flow",
    "record": "record_high_date record_close_dates consecutive_record_sessions market_trough_date "
              "level_superlative_window losing_streak underperformance_window",
    "classification": "gics_sector index_membership exchange_listing size_class",
}
ADDED = {                                # metric of a number outside the families: why none of them fits
    "growth_yoy_unspecified": "the copy lost what grew",
    "leadership_rotation": "who leads changed, anchored by a bare year",
    "leadership_duration": "how long small caps lead once they do",
    "market_breadth": "how many shares carry the market",
    "mna_activity": "takeovers, anchored by a bare year",
    "quality_premium": "what profit and cash flow are worth against growth",
    "sector_crisis_date": "a month in which a sector fell",
}

# ------------------------------------------------------------------ the checkers can fail

SAMPLE = "Small caps\n\nrose 10.4% by June 2025, $2.1 trillion in all.\n"
#  offsets: 10.4 17-21, June 2025 26-35, $2.1 trillion 37-50


MONEY = {"start": 38, "end": 41, "surface_start": 37, "surface_end": 50, "stated": "$2.1 trillion",
         "unit": "USD"}


def sample_claim(**changes: object) -> dict:
    claim = {"start": 17, "end": 21, "surface_start": 17, "surface_end": 22, "stated": "10.4%",
             "value": 10.4, "unit": "%", "paragraph": 2, "appearances": []}
    return claim | changes


@pytest.mark.parametrize(("changes", "complaint"), [
    ({}, None),
    ({"stated": "10.4"}, "surface '10.4%'"),
    ({"start": 16}, "number outside its surface"),
    ({"paragraph": 3}, "stands in paragraph 2"),
    ({"value": 10.5}, "'10.4' at 17 does not read as 10.5"),
    ({"appearances": ["37-40"]}, "'$2.' at 37 does not read as 10.4"),
    (MONEY | {"value": 2.1e12}, None),
    (MONEY | {"value": 2.1e9}, "'2.1' at 38 does not read as 2100000000.0"),
])
def test_wrong_anchor_is_found(changes, complaint):
    problems = claim_problems(SAMPLE, sample_claim(**changes))
    assert (problems == []) if complaint is None else (complaint in problems)


@pytest.mark.parametrize(("number_spans", "problems"), [
    ([(17, 21), (26, 35), (38, 41)], 0),          # 10.4, June 2025, 2.1: five runs of digits, three records
    ([(17, 21), (26, 35)], 2),                    # 2 and 1 in no record
    ([(17, 21), (26, 35), (31, 35), (38, 41)], 1),  # 2025 in two records
    ([(17, 21), (28, 35), (38, 41)], 1),          # starts inside the month's name
])
def test_uncovered_digits_are_found(number_spans, problems):
    exclusions = [{"start": a, "end": b} for a, b in number_spans]
    assert len(coverage_problems(SAMPLE, {"claims": [], "exclusions": exclusions})) == problems


@pytest.mark.parametrize(("printed", "value", "fits"), [
    ("June 2025", "2025-06", True),
    ("April 8", "2025-04-08", True),              # the year is not printed
    ("December 10, 2025", "2025-12-10", True),
    ("October", "2025-10", True),
    ("2020", "2020", True),
    ("April 8", "2025-04-09", False),
    ("June 2025", "2025-07", False),
    ("June 2025", "2024-06", False),
    ("2020", "2021", False),
])
def test_dates_read_as_printed(printed, value, fits):
    assert date_fits(printed, value) is fits


def test_borrowed_words_are_found():
    text = "One two three, four five six seven eight nine."
    assert borrowed(text, "Here one two three four five six seven ends.") == []
    found = borrowed(text, "Two three four five six seven eight nine!")
    assert found == ["two three four five six seven eight nine"]


# ------------------------------------------------------------------ the files


def test_each_article_has_claims():
    assert IDS
    assert sorted(path.stem for path in (DATA / "articles").glob("*.yml")) == IDS


@pytest.mark.parametrize(("folder", "name"), [("articles", "article"), ("claims", "claims")])
@pytest.mark.parametrize("article", IDS)
def test_schema(article, folder, name):
    errors = jsonschema.Draft202012Validator(schema(name)).iter_errors(load(folder, article))
    assert [f"{error.json_path}: {error.message[:120]}" for error in errors] == []


def test_schema_speaks_the_vocabulary():
    claim = schema("claims")["$defs"]["claim"]["properties"]
    assert set(claim["topic"]["enum"]) == set(records.TOPICS)
    assert set(claim["kind"]["enum"]) == set(records.KINDS) - {"identifier"}   # identifiers are exclusions
    assert set(claim["direction"]["enum"]) == set(records.DIRECTIONS)
    assert set(claim["unit"]["anyOf"][0]["enum"]) == {*records.UNITS, None}   # else money, by ISO code
    assert tuple(claim["status"]["enum"]) == records.STATUSES
    assert set(claim["lost"]["items"]["enum"]) == set(LOSSES)


def test_metrics_of_numbers_are_known():
    """Each metric of a number belongs to a family or is added here with a reason."""
    known = {name for names in FAMILIES.values() for name in names.split()}
    used = {c["metric"] for a in IDS for c in reviewed(a) if c["stated"] is not None}
    assert sorted(used - known - set(ADDED)) == []


@pytest.mark.parametrize("article", IDS)
def test_ids_run_in_text_order(article):
    """Drafts are numbered as they come, so that a number once given stays: theirs are only never used twice."""
    claims = load("claims", article)["claims"]
    if "numbered" in load("claims", article):
        numbers = [int(c["id"].rpartition("/")[2]) for c in claims]
        assert numbers == sorted(set(numbers))
        assert not numbers or numbers[-1] <= load("claims", article)["numbered"]
        return
    assert [c["id"] for c in claims] == [f"{article}/{n:03d}" for n in range(1, len(claims) + 1)]
    starts = [c["start"] for c in claims if c["start"] is not None]
    assert starts == sorted(set(starts))
    assert [c["paragraph"] for c in claims] == sorted(c["paragraph"] for c in claims)


@pytest.mark.parametrize("article", IDS)
def test_statements_are_unique_and_carry_their_number(article):
    claims = load("claims", article)["claims"]
    assert [s for s, n in Counter(c["statement"] for c in claims).items() if n > 1] == []
    assert [c["id"] for c in reviewed(article) if c["stated"] and c["stated"] not in c["statement"]] == []


@pytest.mark.parametrize("article", IDS)
def test_what_a_claim_lacks_is_what_was_lost(article):
    """A claim without subject or metric says why: the copy lost it."""
    claims = reviewed(article)
    assert [c["id"] for c in claims if (c["subject"] is None or c["metric"] is None) and not c["lost"]] == []


@pytest.mark.parametrize("article", IDS)
def test_package_reads_every_claim_and_number(article):
    articles = load_articles(DATA)
    claims = load_claims(DATA, {article: articles[article]})
    assert len(claims) == len(load("claims", article)["claims"])
    assert [c.id for c in claims.values() if (interval_of(c) is None) != (c.stated is None)] == []


@pytest.mark.parametrize("article", IDS)
def test_anchors(article):
    text, claims = text_of(article), load("claims", article)["claims"]
    problems = {c["id"]: claim_problems(text, c) for c in claims if c["stated"] is not None and "anchor" not in c}
    assert {key: value for key, value in problems.items() if value} == {}


@pytest.mark.parametrize("article", IDS)
def test_every_run_of_digits_lies_in_one_record(article):
    text, document = text_of(article), load("claims", article)
    assert coverage_problems(text, document) == []
    assert [p for e in document["exclusions"] for p in exclusion_problems(text, e)] == []


@pytest.mark.parametrize("article", IDS)
def test_words_are_our_own(article):
    text, claims = text_of(article), load("claims", article)["claims"]
    ours = {c["id"]: f"{c['statement']} / {c.get('note', '')}" for c in claims}
    assert {key: runs for key, own in ours.items() if (runs := borrowed(text, own))} == {}


@pytest.mark.parametrize("article", IDS)
def test_metadata_fits_the_text(article):
    text, metadata = text_of(article), load("articles", article)   # text_of verifies the hash
    lines = [line for line in text.split("\n") if line.strip()]
    assert len(lines) == metadata["paragraphs"]
    assert metadata["title"] in (None, lines[0]) or "numbered" in load("claims", article)   # others say what they like
    assert metadata["last_close"] <= metadata["published_at"]
