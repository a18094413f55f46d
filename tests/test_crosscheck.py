"""Claims against claims: a table for every rule with its arithmetic, properties, and the book's own contradictions."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest

from rotation.command import main_with
from rotation.crosscheck import (
    COLUMNS,
    Agreement,
    Mention,
    against,
    agreements,
    contradictions,
    contradictions_csv,
    csv_of,
    in_ledger,
    known_mentions,
    mention_from,
)
from rotation.crosscheck.relations import Relation
from rotation.errors import InputError
from rotation.files import read_rows
from rotation.ledger import build
from rotation.market import Market
from rotation.paths import DATA
from rotation.reference import Reference
from rotation.studies import contradictions as study

RUT, SPX = "Russell 2000", "S&P 500"


def said(article, subject, metric, surface=None, unit=None, **more):
    """A mention; its id is the article with a running letter given as ``n``."""
    name = f"{article}/{more.pop('n', '1')}"
    return Mention(id=name, article=article, subject=subject, metric=metric, surface=surface, value=surface, unit=unit,
                   **more)


def ytd(article, subject, figure, day="2025-12-12", **more):
    return said(article, subject, "return_ytd", figure, "%", as_of=day, direction=more.pop("direction", "up"), **more)


def pe(article, subject, figure, day="2025-12-31", **more):
    return said(article, subject, "pe_forward", figure, "x", as_of=day, **more)


def order(article, subject, comparand, direction, day=date(2025, 12, 12), **more):
    return said(article, subject, "relative_return_sign", comparand=comparand, direction=direction, made=day, **more)


def rules(*mentions, **more):
    return [row.rule for row in contradictions(mentions, **more)]


# ---------------------------------------------------------------- figures of one quantity

@pytest.mark.parametrize(("one", "other", "clash"), [
    # whichever way it was rounded, a printed 10.4 lies strictly between 10.3 and 10.5
    ("10.4%", "10.4%", False),
    ("10.4%", "10.40%", False),
    ("10.4%", "10%", False),        # 9 to 11
    ("10.4%", "10.5%", False),      # 10.45 is 10.4 cut off and 10.5 rounded
    ("10.4%", "10.6%", True),       # below 10.5 and above 10.5
    ("10.4%", "17.81%", True),      # 17.80 − 10.5 = 7.3 apart
    ("17.81%", "17%", False),       # cut off
    ("17.81%", "18%", False),
    ("17.81%", "17.83%", True),     # below 17.82 and above 17.82
])
def test_two_figures_of_one_day(one, other, clash):
    assert rules(ytd("a", RUT, one), ytd("b", RUT, other)) == (["figures"] if clash else [])


@pytest.mark.parametrize(("one", "other", "clash"), [
    (("13%", "over"), ("14.8%", None), False),       # more than 13
    (("13%", "over"), ("18%", None), False),         # understated is not contradicted
    (("13%", "over"), ("10.4%", None), True),        # below 10.5, more than 13
    (("30%+", None), ("20%", None), True),           # at least 30, below 21
    (("15%", "nearly"), ("15.1%", None), True),      # below 15, above 15.0
    (("15%", "nearly"), ("14.2%", None), False),     # 13.5 to 15
    (("10%", "about"), ("10.9%", None), False),      # 9 to 11
    (("10%", "about"), ("12.5%", None), True),       # above 12.4
])
def test_hedges_are_respected(one, other, clash):
    a, b = (ytd(article, RUT, figure, qualifier=hedge) for article, (figure, hedge) in (("a", one), ("b", other)))
    assert rules(a, b) == (["figures"] if clash else [])


@pytest.mark.parametrize(("mutation", "expected"), [
    ({"direction": "down"}, ["figures"]),                                  # 17.8 against −17.8
    ({"direction": "none"}, []),                                           # no direction printed: magnitudes alone
    ({"as_of": "2025-11-28"}, ["days"]),                                   # 2 × 2 × √14 = 15 points of room
    ({"as_of": "2025-11-28", "surface": "17.3%"}, []),                     # two printed dates, two quantities
    ({"subject": "S&P 500 Index"}, []),                                    # one entity, two spellings
    ({"subject": "Nasdaq Composite", "surface": "9%"}, []),                # two entities
    ({"surface": "17.81 points", "unit": "pp"}, ["units"]),                # per cent and percentage points
    ({"check": None}, []),
])
def test_one_thing_changed(mutation, expected):
    mutation = {key: value for key, value in mutation.items() if key != "check"}
    base = ytd("a", SPX, "17.81%")
    assert rules(base, replace(base, id="b/1", article="b", **mutation)) == expected


def test_the_arithmetic_stands_in_the_row():
    row, = contradictions([ytd("a", RUT, "10.4%"), ytd("b", RUT, "13%", qualifier="over")])
    assert row.kind == "cross_article"
    assert row.claims == ("a/1", "b/1")
    assert row.decides == "a/1 allows between 10.3 and 10.5%, b/1 allows more than 13%: 2.5 apart."


def test_undated_statements_of_the_present_take_their_articles_day():
    """Twenty per cent cheaper against 30% and more, 34 days on: 30 − 21 = 9, and √34 × 1 point = 5.8."""
    a = said("a", RUT, "pe_discount", "20%", "%", comparand=SPX, made=date(2025, 12, 5))
    b = said("b", RUT, "pe_discount", "30%+", "%", comparand=SPX, made=date(2026, 1, 8))
    assert rules(a, b) == ["figures"]
    assert rules(a, replace(b, surface="25%")) == []                 # 24 − 21 = 3 < 5.8
    assert rules(replace(a, made=None), replace(b, made=None)) == []  # nobody knows when
    assert rules(replace(a, as_of="2025-12-05"), replace(b, as_of="2026-01-08")) == []   # two printed dates: a range


def test_an_undated_daily_figure_is_only_compared_within_its_article():
    day = {"made": None, "as_of": None}
    a, b = replace(ytd("a", RUT, "2.48%"), **day), replace(ytd("b", RUT, "3.10%"), **day)
    assert rules(a, b) == []
    assert rules(a, replace(b, article="a")) == ["figures"]
    assert rules(a, replace(b, surface="2.48%", direction="down")) == ["signs"]


def test_month_and_its_days_are_one_window_and_a_week_can_be_the_month_so_far():
    november = ytd("a", RUT, "2.48%")
    november = replace(november, metric="return_period", as_of=None, period="2025-11")
    days = replace(november, id="b/1", article="b", period="2025-11-01/2025-11-30", surface="3.1%")
    assert rules(november, days) == ["figures"]
    week = said("a", RUT, "return_1w", "0.8%", "%", direction="up", as_of="2025-12-05", made=date(2025, 12, 5))
    fell = said("a", RUT, "return_unspecified", direction="down", as_of="2025-12", made=date(2025, 12, 5), n="2")
    assert rules(week, fell) == ["order"]                                 # 28 November to 5 December is both
    assert rules(week, replace(fell, made=date(2025, 12, 12))) == []      # by then December was longer


# ---------------------------------------------------------------- pairs of one article

def test_two_multiples_imply_a_premium_beside_a_printed_discount():
    """25.95 / 22.54 − 1 = 15.1%: dearer, where the text says at least 30% cheaper."""
    pair = [pe("a", RUT, "25.95x", n="1"), pe("a", SPX, "22.54x", n="2")]
    claim = said("a", RUT, "pe_discount", "30%+", "%", comparand=SPX, as_of="2025-12-31", n="3")
    row, = contradictions([*pair, claim])
    assert row.rule == "figures"
    assert row.kind == "internal"
    assert row.claims == ("a/1", "a/2", "a/3")
    assert "1 − 25.95 / 22.54 = −15.1%, a premium" in row.decides
    assert "−13.1% on the other definition" in row.decides
    assert rules(*pair, replace(claim, metric="valuation_premium", surface="15%")) == []
    assert rules(*pair, replace(claim, metric="valuation_premium", surface="15%", subject=SPX, comparand=RUT)) == [
        "figures"]                                                       # the premium is the other's
    assert rules(pe("a", RUT, "15.5x", n="1"), pair[1], claim) == []     # 1 − 15.5 / 22.54 = 31.2%


@pytest.mark.parametrize(("gap", "unit", "clash"), [
    ("7pp", "pp", False),     # 22 − 15 = 7; 21 to 23 less 14 to 16 is 5 to 9
    ("8pp", "pp", False),     # 7 to 9: the rounding allows it
    ("12pp", "pp", True),     # 11 to 13
])
def test_a_difference_of_growth(gap, unit, clash):
    year = {"period": "2025-01-01/2025-12-31", "direction": "up"}
    legs = [said("a", RUT, "eps_growth", "22%", "%", n="1", **year),
            said("a", SPX, "eps_growth", "15%", "%", n="2", **year)]
    stated = said("a", RUT, "eps_growth_gap", gap, unit, comparand=SPX, n="3", **year)
    assert rules(*legs, stated) == (["figures"] if clash else [])


# ---------------------------------------------------------------- statements of order

def test_order_against_figures_within_and_between_articles():
    """10.4 − 17.81 = −7.41: behind, whatever the rounding (−7.52 to −7.30)."""
    legs = [ytd("a", RUT, "10.4%", n="1"), ytd("a", SPX, "17.81%", n="2")]
    ahead = order("a", RUT, SPX, "up", n="3")
    assert rules(*legs, ahead) == ["order"]
    assert rules(*legs, replace(ahead, subject=SPX, comparand=RUT)) == []       # the S&P 500 ahead: agrees
    assert rules(*legs, replace(ahead, id="b/3", article="b")) == ["order"]
    assert rules(*legs, replace(ahead, qualifier="in certain periods")) == []   # hedged
    assert rules(*legs, replace(ahead, kind="forecast")) == []
    assert rules(*legs, replace(ahead, made=date(2026, 3, 1), article="b")) == []   # months later
    assert rules(*legs, replace(ahead, comparand="Nasdaq Composite")) == []


@pytest.mark.parametrize(("returns", "slight"), [
    (("10.4%", "17.81%"), False),      # 7.30 / 17.81 = 41%
    (("16.4%", "17.81%"), True),       # 1.30 / 17.81 = 7%
])
def test_a_slight_lead(returns, slight):
    legs = [ytd("a", name, figure, n=str(n)) for n, (name, figure) in enumerate(zip((RUT, SPX), returns, strict=True))]
    lead = order("a", SPX, RUT, "up", qualifier="slight", n="9")
    assert rules(*legs, lead) == ([] if slight else ["order"])


@pytest.mark.parametrize(("a", "b", "expected"), [
    ((RUT, SPX, "up"), (RUT, SPX, "down"), ["order"]),
    ((RUT, SPX, "up"), (SPX, RUT, "up"), ["order"]),                   # turned round
    (("US small-caps", None, "up"), (SPX, "US small-caps", "up"), ["order"]),
    ((RUT, SPX, "up"), (SPX, RUT, "down"), []),
    (("Health Care", None, "down"), ("Financials, Energy and Health Care", SPX, "up"), ["order"]),
    (("Utilities", None, "down"), ("Financials, Energy and Health Care", SPX, "up"), []),
    ((RUT, "Magnificent Seven", "up"), (RUT, SPX, "down"), []),        # another comparand
])
def test_opposite_directions(a, b, expected):
    assert rules(order("a", *a), order("b", *b, day=date(2025, 12, 5))) == expected
    assert rules(order("a", *a), order("b", *b, day=date(2025, 10, 1))) == []      # another stretch of the market


# ---------------------------------------------------------------- events, labels, borrowed figures

def cut(article, metric, value, unit="count", **more):
    return said(article, "FOMC", metric, value, unit, kind="event", made=date(2025, 12, 10), **more)


def test_a_cut_that_the_counts_leave_no_room_for():
    """Three in a row up to 10 December began after 10 December − 2 × 8 weeks = 20 August; of three, none in July."""
    counts = [cut("a", "cuts_in_year", "third"), cut("a", "consecutive_cuts", "third", n="2")]
    july = cut("b", "rate_cut_date", "2025-07", "date")
    row, = contradictions([*counts, july])
    assert row.rule == "counts"
    assert "20 August 2025" in row.decides
    assert "3 + 1 would make 4" in row.decides
    assert rules(*counts, replace(july, value="2025-09-17")) == []
    assert rules(counts[0], july) == []                                       # not in a row: July may be one of them
    assert rules(*counts, replace(july, value="2024-09-18")) == []


@pytest.mark.parametrize(("metric", "days", "clash"), [
    ("rate_cut_date", ("2025-12-10", "2025-12-11"), True),
    ("rate_cut_date", ("2025-10-29", "2025-12-10"), False),           # two meetings, 42 days apart
    ("rate_cut_date", ("2025-12-10", "2025-12"), False),              # the month holds the day
    ("market_trough_date", ("2025-04-08", "2025-04-07"), True),
    ("record_high_date", ("2025-12-10", "2025-12-11"), False),        # there can be many
])
def test_one_event_two_dates(metric, days, clash):
    a, b = (said(article, "FOMC", metric, day, "date", kind="event") for article, day in zip("ab", days, strict=True))
    assert rules(a, b) == (["dates"] if clash else [])


def test_labels():
    a = said("a", "XMTR", "gics_sector", comparand="Health Care", kind="classification")
    assert rules(a, replace(a, id="b/1", article="b", comparand="Industrials")) == ["labels"]
    assert rules(a, replace(a, id="b/1", article="b", comparand="Healthcare")) == []
    assert rules(a, replace(a, id="b/1", article="b", metric="index_membership")) == []


def test_one_figure_for_two_years_of_one_article():
    a = said("a", RUT, "eps_growth", "44%", "%", period="2025", direction="up")
    b = replace(a, id="a/2", period="2026")
    row, = contradictions([a, b])
    assert row.rule == "periods"
    assert "2025 and for 2026" in row.decides
    assert "107.36%" in row.decides                                     # 1.44 × 1.44 = 2.0736
    assert rules(a, replace(b, surface="43%")) == []
    assert rules(a, replace(b, article="b", id="b/1")) == []            # two articles: a coincidence is possible


@pytest.mark.parametrize(("mutation", "rule"), [
    ({"as_of": "2025-12-04"}, "days"),
    ({"subject": "Nasdaq Composite"}, "entities"),
])
def test_a_precise_level_has_one_day_and_one_owner(mutation, rule):
    a = said("a", SPX, "index_close", "6,870.40", "points", as_of="2025-12-05")
    b = replace(a, id="b/1", article="b", **mutation)
    assert rules(a, b) == [rule]
    assert rules(replace(a, surface="6,870"), replace(b, surface="6,870")) == []    # round: it happens


def test_a_gap_against_two_bases():
    a = said("a", RUT, "relative_return_gap", "4.52pp", "pp", comparand=SPX, direction="up", as_of="2025-12-05")
    b = replace(a, id="b/1", article="b", comparand="Nasdaq Composite")
    assert rules(a, b) == ["bases"]
    assert rules(a, replace(b, comparand="US large-caps")) == []


# ---------------------------------------------------------------- properties

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
QUANTITIES = [("return_ytd", "%", "up"), ("return_1d", "%", "down"), ("pe_forward", "x", "none"),
              ("eps_growth", "%", "up"), ("index_close", "points", "none"), ("relative_return_gap", "pp", "up")]


def corpus(seed, n=300, mutate=()):
    """``n`` true quantities, each said two to four times at its own precision and rounding, and planted errors."""
    draw = random.Random(seed)
    mentions, planted = [], set()
    for i in range(n):
        metric, unit, direction = QUANTITIES[i % len(QUANTITIES)]
        true = Decimal(draw.randrange(20_000, 90_000)) / 1000
        base = said("t", f"T{i}", metric, unit=unit, direction=direction, as_of="2025-12-05",
                    comparand=SPX if metric.startswith("relative") else None)
        for j in range(draw.randint(2, 4)):
            figure = true.quantize(Decimal(1).scaleb(-draw.randint(0, 2)), rounding=draw.choice(ROUNDINGS))
            mentions.append(_said_as(base, f"a{draw.randrange(60)}/{i}-{j}", figure))
        if mutate and i % 10 == 0:
            wrong = _wrong(mutate[(i // 10) % len(mutate)], base, true)
            if wrong is not None:
                mentions.append(replace(wrong, id=f"x{i}/1", article=f"x{i}"))
                planted.add(f"x{i}/1")
    draw.shuffle(mentions)
    return mentions, planted


def _said_as(base, name, figure):
    return replace(base, id=name, article=name.partition("/")[0], surface=f"{figure}{base.unit}", value=float(figure))


def _wrong(kind, base, true):
    exact = _said_as(base, "x/1", true.quantize(Decimal("0.01")))
    if kind == "sign":
        turned = {"up": "down", "down": "up"}.get(base.direction)
        return replace(exact, direction=turned) if turned else None
    if kind == "value":
        return _said_as(base, "x/1", (true * Decimal("1.3")).quantize(Decimal("0.01")))
    if kind == "entity":                                   # the next quantity of the same metric has another owner
        return replace(exact, subject=f"T{int(base.subject[1:]) + len(QUANTITIES)}")
    return exact


def test_true_paraphrases_in_four_roundings_are_left_alone():
    for seed in range(5):
        mentions, _ = corpus(seed)
        assert contradictions(mentions) == ()


@pytest.mark.parametrize("kind", ["sign", "value", "entity"])
def test_planted_errors_are_found_and_nothing_else_is_blamed(kind):
    mentions, planted = corpus(7, n=600, mutate=(kind,))
    rows = contradictions(mentions)
    assert planted
    assert planted <= {claim for row in rows for claim in row.claims}
    assert all(planted & set(row.claims) for row in rows)


def test_order_of_input_does_not_matter():
    mentions, _ = corpus(3, mutate=("sign", "value", "entity"))
    expected = csv_of(contradictions(mentions))
    assert csv_of(contradictions(list(reversed(mentions)))) == expected
    assert expected.count("\n") > 10


def test_many_claims_of_one_quantity_stay_one_row():
    """Ten thousand repeat 10.4%, one says 17%: one row, not ten thousand."""
    many = [replace(ytd("a", RUT, "10.4%"), id=f"a{i}/1", article=f"a{i}") for i in range(10_000)]
    row, = contradictions([*many, ytd("b", RUT, "17%")])
    assert len(row.claims) == 65            # sixty-four of the ten thousand by name
    assert "9,992 more" in row.what


def test_many_articles_on_two_sides_give_rows_in_proportion():
    ups = [order(f"u{i:03}", RUT, SPX, "up") for i in range(100)]
    downs = [order(f"d{i:03}", RUT, SPX, "down") for i in range(100)]
    rows = contradictions([*ups, *downs])
    assert {claim for row in rows for claim in row.claims} == {m.id for m in (*ups, *downs)}
    assert len(rows) <= 600


# ---------------------------------------------------------------- the script

def script(*arguments):
    from runpy import run_path

    from rotation.paths import ROOT
    names = run_path(str(ROOT / "scripts" / "crosscheck.py"))
    return main_with(names["parser"](), names["run"], [str(argument) for argument in arguments])


def lines(tmp_path, *records):
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def record(article, figure, **more):
    return {"article": article, "start": 10, "end": 15, "surface": figure, "value": 1, "unit": "%", "qualifier": None,
            "subject": RUT, "metric": "return_ytd", "comparand": None, "as_of": "2025-12-05", "period": None,
            "direction": "up", "kind": "observation", "check_worthy": True, "complete": True, **more}


def test_script_writes_the_columns(tmp_path, capsys):
    out = tmp_path / "out.csv"
    path = lines(tmp_path, record("x", "10.4%"), record("y", "13.9%"), record("z", "99%", check_worthy=False))
    assert script(path, "--workers", 2, "--out", out) == 0
    row, = read_rows(out, COLUMNS)
    assert (row["kind"], row["claims"]) == ("cross_article", "x:10-15 y:10-15")
    assert "2 mentions: 1 contradictions" in capsys.readouterr().out


def test_script_dates_the_undated_by_its_registered_article(tmp_path):
    """000 closes on 12 December and 003 on 10 December: 30 − 10.5 = 19.5 is more than 2 × √2 = 2.8."""
    out = tmp_path / "out.csv"
    script(lines(tmp_path, record("000", "10.4%", as_of=None), record("003", "31%", as_of=None)), "--out", out)
    assert len(read_rows(out, COLUMNS)) == 1


@pytest.mark.parametrize(("spoil", "told"), [
    ("{", "line 1"), ("[]", "a JSON object"), ('{"article": "x"}', "no 'subject'"),
    (json.dumps(record("x", "1%", direction="sideways")), "direction 'sideways'"),
    (json.dumps(record("x", "1%", subject=7)), "subject 7"),
    (json.dumps(record("x", "a lot", value="much")), "a lot"),
    (json.dumps(record("x", "1%", published_at="soon")), "date 'soon'"),
])
def test_script_refuses_wrong_input_by_line(tmp_path, capsys, spoil, told):
    path = tmp_path / "claims.jsonl"
    path.write_text(spoil + "\n", encoding="utf-8")
    assert script(path, "--out", tmp_path / "out.csv") == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_script_refuses_no_workers(tmp_path):
    assert script(lines(tmp_path, record("x", "1%")), "--workers", 0, "--out", tmp_path / "o.csv") == 2


# ---------------------------------------------------------------- the book's own

def claims_of(rows):
    return {row.claims for row in rows}


def test_committed_table_is_what_the_data_give(newest):
    assert (DATA / "contradictions.csv").read_text(encoding="utf-8") == contradictions_csv(newest)


def test_rows_name_existing_claims_and_their_articles(newest):
    rows = in_ledger(newest)
    assert len({row.id for row in rows}) == len(rows) >= 20
    for row in rows:
        articles = {newest[claim].claim.article for claim in row.claims}
        assert (row.kind == "internal") == (len(articles) == 1)
        assert row.what
        assert row.decides.endswith(".")
        assert not any(newest[claim].claim.lost for claim in row.claims) or row.rule == "window"


@pytest.mark.parametrize("claims", [
    ("000/001", "000/010", "000/011", "000/081"),   # outperformed, beside 10.4 and 17.81
    ("000/010", "000/011", "000/015"),              # slightly, beside 7.41 points
    ("000/010", "003/003"),                         # 10.4% and over 13%
    ("002/004", "002/021", "002/022"),              # 30%+ discount, beside 25.95 and 22.54
    ("001/007", "002/004"),                         # 20% and 30%+ cheaper
    ("002/006", "004/026"),                         # 22% and 44% for 2025
    ("004/026", "004/112"),                         # 44% for 2025 and for the coming year
    ("002/056", "003/008", "003/024", "004/008"),   # a July cut beside three in a row
    ("001/072", "003/024", "004/008"),              # nearing cuts, after two
    ("003/024", "004/008", "004/009"),              # 10 and 11 December
    ("001/012", "003/025"),                         # Powell on the 12th
    ("001/048", "003/160"),                         # healthcare behind and ahead
    ("000/010", "000/011", "004/011", "004/012"),   # widest margin, beside 10.4 and 17.81
    ("003/036", "003/038", "003/174"),              # attractive at 2.27 times the own average
])
def test_known_contradictions_are_in_the_table(newest, claims):
    assert claims in claims_of(in_ledger(newest))


@pytest.mark.parametrize("claims", [
    ("002/005", "002/006"), ("002/005", "002/007"),  # 22 − 15 = 7
    ("000/019", "001/006"), ("000/019", "002/022"), ("001/006", "002/022"),   # forward P/E of three dates: a range
    ("002/029", "003/009"),                          # 3.5%–3.75% and 3.50% to 3.75%
    ("003/024", "004/008"),                          # third and third
    ("003/013", "004/005"),                          # 2,576.31 and nearly 2,600
    ("001/055", "003/028"),                          # two growth indices
])
def test_consistent_pairs_are_not_blamed_on_each_other(newest, claims):
    assert not any(set(row.claims) == set(claims) for row in in_ledger(newest))


def test_an_early_edition_holds_only_what_had_been_said():
    """On 5 December 2025 only article 001 of the first five was written."""
    early = build(DATA, "2025-12-05")
    said_by_then = {e.claim.id for e in early.entries if e.article.last_close <= early.as_of}
    assert {name[:3] for name in said_by_then} & {"000", "001", "002", "003", "004"} == {"001"}
    named = {claim for row in in_ledger(early) for claim in row.claims}
    assert named
    assert named <= said_by_then


def test_the_study_links_every_claim_and_shows_ranges(newest):
    rows = study.rows(newest)
    counts = study.counts(study.found(newest))
    assert counts.total == len(rows) == counts.internal + counts.cross_article
    assert 'href="../claims/000-001.html"' in rows[0]["claims"].markup
    assert [row["values"] for row in study.ranges(newest) if row["id"] == "S&P 500 pe_forward"] == [
        "22.4 (000/019, 30 November 2025), 23x (001/006, 5 December 2025) and 22.54x (002/022, 31 December 2025)"]


@pytest.mark.parametrize(("relation", "mentions"), [
    ("order", [ytd("a", RUT, "18%"), ytd("a", SPX, "17%")]),
    ("difference", [ytd("a", RUT, "18%"), ytd("a", SPX, "18.0%")]),
    ("premium", [pe("a", RUT, "15x"), pe("a", SPX, "22x")]),
    ("dates", [cut("a", "rate_cut_date", "2025-12-10", "date"), cut("b", "rate_cut_date", "2025-12-10", "date")]),
    ("ordinal", [cut("a", "policy_rate_change", None), cut("b", "cuts_in_year", "first")]),
])
def test_a_relation_that_its_numbers_do_not_bear_out_is_refused(relation, mentions):
    with pytest.raises(InputError):
        Relation(relation, tuple(m.id for m in mentions), "what", "", "here").told(mentions, Market())


@pytest.mark.parametrize(("relation", "told"), [
    ('{relation: order, claims: ["000/999"], what: x}', "000/999"),
    ('{relation: ordre, claims: ["000/010"], what: x}', "did you mean 'order'"),
    ('{relation: order, claims: [], what: x}', "no claims"),
    ('{relation: exclusive, claims: ["000/010"], what: x}', "no fact"),
    ('{relation: order, claims: ["000/010"], what: x, documents: [nowhere]}', "nowhere"),
    ('{relation: order, claims: ["000/010"], what: x, because: y}', "because"),
])
def test_a_wrong_relation_is_refused_by_name(newest, tmp_path, relation, told):
    for name in ("checks", "reference"):
        (tmp_path / name).mkdir()
    (tmp_path / "checks" / "contradictions.yml").write_text(f"relations:\n- {relation}\n", encoding="utf-8")
    spoilt = replace(newest, world=replace(newest.world, reference=Reference(tmp_path)))
    with pytest.raises(InputError, match=told):
        contradictions_csv(spoilt)


# ---------------------------------------------------------------- a new article

def test_a_new_article_against_those_known():
    known = [ytd("a", RUT, "10.4%"), ytd("b", RUT, "10.4%"), ytd("b", SPX, "17.81%", n="2"), ytd("c", SPX, "9%", n="3")]
    new = [ytd("z", RUT, "13.9%"), ytd("z", SPX, "17.8%", n="2")]
    rows = against(new, known)
    assert [row.rule for row in rows] == ["figures", "figures"]            # 9% against 17.81% is old, and not told
    assert [row.claims for row in rows] == [("a/1", "b/1", "z/1"), ("c/3", "z/2")]
    assert rows[0].what.startswith("z/1: ")                                # the new one first
    assert {row.claims for row in rows} < {row.claims for row in contradictions([*known, *new])}


def test_a_new_claim_among_very_many_is_named():
    known = [replace(ytd("a", RUT, "10.4%"), id=f"a{i:03}/1", article=f"a{i:03}") for i in range(200)]
    row, = against([ytd("z", RUT, "10.4%")], [*known, ytd("b", RUT, "17%")])
    assert "z/1" in row.claims


def test_who_agrees_with_a_new_article():
    """10.4 cut off or rounded and 10.40: both allow 10.39 to 10.41."""
    known = [ytd("a", RUT, "10.40%"), ytd("b", RUT, "13%"), ytd("c", RUT, "10.4%", day="2025-12-05"),
             ytd("z", RUT, "10.4%", n="5"), cut("d", "rate_cut_date", "2025-12-10", "date")]
    new = [ytd("z", RUT, "10.4%"), cut("z", "rate_cut_date", "2025-12-10", "date", n="2")]
    assert agreements(new, known) == (Agreement("z/1", ("a/1",), "between 10.39 and 10.41%"),
                                      Agreement("z/2", ("d/1",), "10 December 2025"))
    undated = [replace(mention, as_of=None) for mention in (new[0], known[0])]
    assert agreements(undated[:1], undated[1:]) == ()


def test_what_the_ledger_knows(newest):
    """Every article as if it were new: what it contradicts is what the whole table has of it."""
    known = known_mentions(newest)
    for article in sorted({mention.article for mention in known}):
        rows = against([m for m in known if m.article == article], [m for m in known if m.article != article])
        assert {row.claims for row in rows} == {row.claims for row in contradictions(known)
                                                if any(claim.startswith(f"{article}/") for claim in row.claims)}


def test_a_record_becomes_a_mention():
    mention = mention_from(record("x", "10.4%"))
    assert (mention.id, mention.subject, mention.surface) == ("x:10-15", RUT, "10.4%")
    with pytest.raises(InputError, match="draft 7: found no 'metric'"):
        mention_from({"article": "x", "subject": RUT}, "draft 7")
