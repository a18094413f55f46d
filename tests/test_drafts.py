"""Drafts of claims out of mentions: every number once, records that read back, sentences that are our own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
import yaml
from drafted import BODY, LEAD, article
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.claims import claim_of, interval_of
from rotation.drafts import records
from rotation.drafts.anchors import Place, moved
from rotation.drafts.claims import drafts_of, linked, named
from rotation.drafts.digests import digest, is_edited
from rotation.drafts.statements import RUN, WORD, Words, statement
from rotation.extract.records import Mention
from rotation.paths import DATA

PUBLISHED = date(2025, 12, 20)


def drafted(marked: str):
    text, mentions = article(marked)
    return text, drafts_of(text, mentions, "a", PUBLISHED)


def borrowed(text: str, sentence: str) -> bool:
    words, own = WORD.findall(text.lower()), WORD.findall(sentence.lower())
    runs = {tuple(words[n: n + RUN]) for n in range(len(words) - RUN + 1)}
    return any(tuple(own[n: n + RUN]) in runs for n in range(len(own) - RUN + 1))


# ---------------------------------------------------------------- every number in one record

def spans(drafts) -> list[tuple[int, int]]:
    claims = [(one["start"], one["end"]) for one in drafts.claims]
    again = [tuple(map(int, span.split("-"))) for one in drafts.claims for span in one["appearances"]]
    return sorted(claims + again + [(one["start"], one["end"]) for one in drafts.exclusions])


def test_every_run_of_digits_is_in_one_record():
    text, drafts = drafted(LEAD + BODY)
    for run in re.finditer(r"\d+", text):
        assert sum(a <= run.start() and run.end() <= b for a, b in spans(drafts)) == 1, run.group()


def test_the_same_quantity_is_one_claim():
    _, drafts = drafted(LEAD + BODY)
    gain = next(one for one in drafts.claims if one["stated"] == "10%")
    assert len(gain["appearances"]) == 1
    assert sum(one["stated"] == "10%" for one in drafts.claims) == 1


@pytest.mark.parametrize(("first", "second", "groups"), [
    ("10%|return_ytd|Dow|up", "10%|return_ytd|Dow|up", 1),
    ("10%|return_ytd|Dow|up", "10%|return_ytd|Nasdaq|up", 2),          # another subject
    ("10%|return_ytd|Dow|up", "10%|return_ytd|Dow|down", 2),           # another sign
    ("10%|return_ytd|Dow|up", "11%|return_ytd|Dow|up", 2),             # another figure: a conflict, not a repetition
    ("10%|return_1m|Dow|up|as_of=2025-11", "10%|return_1m|Dow|up", 1),
    ("10%|return_1m|Dow|up|as_of=2025-11", "10%|return_1m|Dow|up|as_of=2025-10", 2),
    ("10%|return_1m||up", "10%|return_1m||up", 2),                     # nobody knows whose
])
def test_what_makes_two_mentions_one(first, second, groups):
    _, mentions = article(f"[[{first}]] and [[{second}]]")
    assert len(linked(mentions)) == groups


def test_a_third_mention_joins_only_where_it_fits_all():
    _, mentions = article("[[10%|return_1m|Dow|up]] [[10%|return_1m|Dow|up|as_of=2025-11]] "
                          "[[10%|return_1m|Dow|up|as_of=2025-10]]")
    assert [len(group) for group in linked(mentions)] == [2, 1]


# ---------------------------------------------------------------- one record

def test_records_meet_the_schema():
    _, drafts = drafted(LEAD + BODY)
    file = records.claims_text("a", len(drafts.claims), [
        records.claim_text({**one, "id": f"a/{n:03d}"}) for n, one in enumerate(drafts.claims, 1)], drafts.exclusions)
    schema = json.loads((DATA / "schemas" / "claims.schema.json").read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(file))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_one_field_a_line():
    _, drafts = drafted(LEAD)
    lines = records.claim_text({**drafts.claims[0], "id": "a/001"}).splitlines()
    assert [line[2:].partition(":")[0] for line in lines] == [
        name for name in records.CLAIM_FIELDS if name not in ("reads", "anchor")]


def test_a_level_has_no_direction():
    """"Fell to 6,800" is 6,800, not minus 6,800."""
    _, drafts = drafted("[[6,800|index_close|S&P 500|down]] [[2%|return_1d|S&P 500|down]]")
    assert [one["direction"] for one in drafts.claims] == ["none", "down"]


@pytest.mark.parametrize(("marked", "lost"), [
    ("[[5%|return_ytd||up|complete=no]]", ["subject"]),
    ("[[5%|return_period|Dow|up|complete=no]]", ["window"]),
    ("[[5%|return_period|Dow|up|complete=no|as_of=2025-11]]", []),
    ("[[5%|pe_discount|Dow|complete=no]]", ["comparand"]),
    ("[[5%|return_ytd|Dow|up|complete=no]]", []),
    ("[[5%|return_ytd||up]]", []),                       # nothing lost: a person has to say whose
])
def test_what_an_incomplete_claim_lost(marked, lost):
    _, drafts = drafted(marked)
    assert drafts.claims[0]["lost"] == lost


@pytest.mark.parametrize(("surface", "value", "unit", "reads"), [
    ("10.4%", 10.4, "%", None),
    ("$2.1 trillion", 2.1e12, "USD", None),
    ("1.234,56", 1234.56, "points", "1234.56"),          # a comma for the point
    ("2,1 Billionen", 2.1e12, "EUR", "2.1 trillion"),    # no more digits than were printed
    ("a dozen", 12.0, "count", "12"),
    ("٢٥", 25.0, "%", None),                             # the interval rule reads other scripts' digits
])
def test_a_number_in_another_notation_reads_as_its_value(surface, value, unit, reads):
    mention = _mention(surface, value, unit)
    record = drafts_of(surface, [mention], "a", PUBLISHED).claims[0]
    assert record["reads"] == reads
    claim = claim_of("a test", "a", {**record, "id": "a/001"})
    interval = interval_of(claim)
    assert float(interval.low) <= value <= float(interval.high)


def _mention(surface: str, value: object, unit: str | None, **changed: object) -> Mention:
    base = Mention("a", 0, len(surface), 0, len(surface), surface, value, unit, None, "Dow", "return_ytd", None, None,
                   None, "none", "observation", "market_performance", True, None, True)
    return replace(base, **changed)


@pytest.mark.parametrize(("value", "unit"), [
    (float("inf"), "%"), (float("nan"), "%"), (-3.0, "%"), (10**400, "count"), (None, "%"), (5.0, None),
    (5.0, "furlongs"), ("2025-02-30", "date"), ("soon", "date"),
])
def test_what_no_record_can_hold_is_excluded_and_told(value, unit):
    found = drafts_of("5", [_mention("5", value, unit)], "a", PUBLISHED)
    assert not found.claims
    assert [one["reason"] for one in found.exclusions] == ["unread"]


@pytest.mark.parametrize(("field", "given", "kept"), [
    ("as_of", "2025-13", None), ("as_of", "yesterday", None), ("as_of", "2025-12", "2025-12"),
    ("period", "2025-12-01/2025-11-01", None), ("period", "2025-11-01/2025-11-30", "2025-11-01/2025-11-30"),
    ("subject", "x\n- id: y", "x - id: y"), ("subject", "\u202eevil\x1b[31m", "evil [31m"),
    ("metric", "Not A Metric; drop", None), ("kind", "identifier", "observation"), ("topic", "poetry", "other"),
    ("subject", " ".join("word" + str(n) for n in range(40)), "word0 word1 word2 word3 word4 word5 word6"),
])
def test_fields_are_of_the_vocabulary_or_empty(field, given, kept):
    record = drafts_of("5", [_mention("5", 5.0, "%", **{field: given})], "a", PUBLISHED).claims[0]
    assert record[field] == kept


@pytest.mark.parametrize(("changes", "horizon"), [
    ({"kind": "forecast", "period": "2026-01-01/2026-12-31"}, "2026-12-31"),
    ({"kind": "forecast", "as_of": "2026"}, "2026"),
    ({"kind": "forecast", "as_of": "2025-11"}, None),     # before publication: no horizon
    ({"kind": "forecast"}, None),
    ({"period": "2026-01-01/2026-12-31"}, None),          # no forecast
])
def test_the_horizon_of_a_forecast_lies_after_publication(changes, horizon):
    record = drafts_of("5", [_mention("5", 5.0, "%", **changes)], "a", PUBLISHED).claims[0]
    assert record["horizon"] == horizon


# ---------------------------------------------------------------- statements

def test_statements_say_their_number_and_are_unique():
    _, drafts = drafted(LEAD + BODY + "[[5%|return_1d||up]] then [[5%|return_1d||up]]")
    told = [one["statement"] for one in drafts.claims]
    assert len(set(told)) == len(told)
    assert not [one for one in drafts.claims if one["stated"] not in one["statement"]]
    assert all(re.fullmatch(r"\S.{9,}\.", one) for one in told)


@pytest.mark.parametrize(("surface", "metric", "direction", "told"), [
    ("▼1.3%", "return_1d", "down", "Dow: the one-day return is given as a loss of 1.3%."),
    ("(7.4)", "return_ytd", "down", "Dow: the year-to-date return is given as a loss of 7.4%."),
    ("12.66", "return_ytd", "up", "Dow: the year-to-date return is given as a gain of 12.66%."),
    ("+0.4%", "eps_growth", "up", "Dow: the earnings growth is given as a rise of 0.4%."),
    ("-0.8%", "durable_goods_orders", "none", "Dow: the durable goods orders is given as -0.8%."),
])
def test_statements_have_one_sign_and_a_unit(surface, metric, direction, told):
    mention = _mention(surface, 1.0, "%", metric=metric, direction=direction)
    assert drafts_of(surface, [mention], "a", PUBLISHED).claims[0]["statement"] == told


def test_a_surface_as_long_as_a_run_of_words_is_cut_to_its_number():
    text = "a yield of 2-1/4 to 2-1/2 percent"
    mention = replace(_mention(text[11:], [2.25, 2.5], "%"), start=11, end=25, surface_start=11, surface_end=len(text))
    record = drafts_of(text, [mention], "a", PUBLISHED).claims[0]
    assert (record["stated"], record["surface_start"], record["surface_end"]) == ("2-1/4 to 2-1/2", 11, 25)


@pytest.mark.parametrize("sentence", [
    "Russell 2000: the year-to-date return is given as a gain of 10%.",
    "Read by rule: figure, 10%; measure, year-to-date return; subject, Russell 2000; direction, up.",
])
def test_a_statement_never_repeats_eight_words_of_the_text(sentence):
    """Not even where the text itself is written in the words of the template."""
    marked = LEAD + sentence.replace("10%", "[[10%|return_ytd|Russell 2000|up]]").replace("2000", "[[2000|x=name]]", 1)
    text, drafts = drafted(marked)
    assert not [one["statement"] for one in drafts.claims if borrowed(text, one["statement"])]


def test_a_text_of_all_templates_leaves_plain_words():
    record = {**drafted(LEAD)[1].claims[0]}
    taken: set[str] = set()
    everything = ""
    for _ in range(20):                                   # a text that holds each telling in turn
        told = statement(record, Words(everything), taken)
        assert not borrowed(everything, told)
        everything += f" {told} "
        taken.add(told)
        if "a person has to put into words" in told:
            break
    else:
        pytest.fail("no end to the tellings")


# ---------------------------------------------------------------- YAML

ANY = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(max_examples=200, deadline=None)
@given(ANY)
def test_any_text_reads_back_from_its_line(text):
    line = records.scalar(text)
    assert "\n" not in line
    assert yaml.safe_load(f"key: {line}\n") == {"key": text}
    assert yaml.safe_load(records.scalar([text, {"a": text}])) == [text, {"a": text}]


@pytest.mark.parametrize("text", [
    "null", "Yes", "no", "on", "~", "1e3", "0x1F", "2025-12-10", "12:30", "- a", "a: b", "a #b", "&a", "*a",
    "!!python/object:os", "%TAG", "@x", "`x`", "{a", "[a", "'a", '"a', "", " a ", "a\u2028b", "a\u0085b", "\ufeff",
    "\U0001f4c8", "<script>", "S&P 500", "1_000", ".5", "="])
def test_words_that_yaml_takes_for_something_else(text):
    assert yaml.safe_load(f"key: {records.scalar(text)}\n") == {"key": text}


@pytest.mark.parametrize("number", [0, 5, 10.4, 2.1e12, 1e-7, 1.5e20, 226.76])
def test_numbers_read_back(number):
    assert yaml.safe_load(records.scalar(number)) == number


# ---------------------------------------------------------------- what was edited

def test_a_change_shows_and_another_layout_does_not():
    record = {**drafted(LEAD)[1].claims[0], "id": "a/001"}
    again = yaml.safe_load(records.claim_text(record))[0]
    assert not is_edited(record)
    assert not is_edited(again)
    assert not is_edited({**again, "id": "a/007"})
    for field, value in (("subject", "Nasdaq"), ("value", 11), ("lost", ["window"]), ("start", 7), ("note", "hm")):
        assert is_edited({**again, field: value}), field


def test_a_check_has_a_digest_of_its_content():
    check = {"method": "moved", "reading": {"series": "yahoo/RUT"}, "proposed": True}
    assert digest(check) == digest({**check, "claim": "a/001"})
    assert digest(check) != digest({**check, "reading": {"series": "yahoo/GSPC"}})


# ---------------------------------------------------------------- anchors in a changed text

def places(row: str, width: int = 10) -> list[Place]:
    return [Place(n * width, n * width + 1, word.strip("!"), ("S", "m") if word.endswith("!") else (None, None))
            for n, word in enumerate(row.split())]


@pytest.mark.parametrize(("old", "new", "found"), [
    ("a b c", "x a b c", {0: 1, 1: 2, 2: 3}),              # three in a row stand elsewhere
    ("a b c d", "a b x c d", {}),                          # two and two: short company, nothing read
    ("a! b! c d", "a! b! x c d", {0: 0, 1: 1}),            # what reads the same is found
    ("a b c d e f", "a b c d e f", {n: n for n in range(6)}),
    ("a b c x! d e f", "a b c d e f x!", {0: 0, 1: 1, 2: 2, 4: 3, 5: 4, 6: 5, 3: 6}),   # a sentence was moved
    ("a b c x! d e f", "a b c d e f x! x!", {0: 0, 1: 1, 2: 2, 4: 3, 5: 4, 6: 5}),      # where to, nobody can say
    ("a b c x! d e f", "a b c y d e f", {0: 0, 1: 1, 2: 2, 4: 4, 5: 5, 6: 6}),          # another figure, another claim
    ("a", "b", {}), ("", "a", {}), ("a", "", {}),
])
def test_numbers_are_followed_where_there_is_no_doubt(old, new, found):
    before, after = places(old), places(new)
    answer = moved(before, after)
    assert {start // 10: place.start // 10 for (start, _), place in answer.items()} == found


def test_names_are_cut_before_they_become_quotations():
    assert named("The Very Long Name Of A Fund That Goes On") == "The Very Long Name Of A Fund"
    assert named("   ") is None
