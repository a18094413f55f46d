"""The replay: every state of every day against a ledger built for that day alone; what is kept, shared and refused."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from running import script
from tiny_data import LATE, claim, make, wordless, write_yaml

from conftest import ledger_of
from rotation import ledger
from rotation.charts import replay as charts
from rotation.charts.style import to_svg
from rotation.ledger import computed_text, entry_of
from rotation.market import Market, visible
from rotation.pages import numbers_of, replay_page
from rotation.paths import DATA
from rotation.replay import (
    FIRST,
    FIRST_READ,
    NAME,
    Evidence,
    Replay,
    Row,
    Span,
    days_between,
    load_replay,
    replay,
    replay_csv,
    spans,
    states_on,
)
from rotation.replay.evidence import releases
from rotation.replay.watch import News, Watch
from rotation.studies import replay as study

EARLY, LAST = date(2025, 6, 2), date.fromisoformat(LATE)
SEEDS = 3                       # days of the committed replay that a run of the tests proves


# ---------------------------------------------------------------- a folder that fits on a page

DAY = {"series": "yahoo/RUT", "start": "2024-12-31", "end": "2025-12-01"}
PRINTED = {"document": "late", "subject": "Small", "metric": "pe_forward"}
CLAIMS = [
    claim(),                                                                 # undated: read again, 10% so far
    claim(id="000/002", as_of="2025-12-01"),                                 # of one day: +10%
    claim(id="000/003", stated="22.4", value=22.4, unit="x", metric="pe_forward", direction="none"),   # a document
    wordless(id="000/004", kind="forecast", horizon="2025-12-31"),           # Small above 2,250 at the year's end
    wordless(id="000/005", kind="comparison"),                               # undated: Small ahead of Large so far
    wordless(id="000/006", lost=["subject"]),
    wordless(id="001/001", kind="event", as_of="2025-12-15"),
]
CHECKS = [
    {"claim": "000/001", "method": "window_return",
     "reading": {"series": "yahoo/RUT", "start": "year_end_before", "end": "claim_date"}},
    {"claim": "000/002", "method": "window_return", "reading": DAY},
    {"claim": "000/003", "method": "documented", "reading": PRINTED},
    {"claim": "000/004", "method": "level_compared",
     "reading": {"series": "yahoo/RUT", "date": "horizon", "than": 2250, "test": "above"}},
    {"claim": "000/005", "method": "beats",
     "reading": {"series": "yahoo/RUT", "other": "yahoo/GSPC", "start": "year_end_before", "end": "claim_date"}},
    {"claim": "001/001", "method": "moved",
     "reading": {"series": "yahoo/RUT", "start": "2025-12-01", "end": "claim_date"}},
]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return make(tmp_path / "data", CLAIMS, CHECKS)


def slowly(data: Path, day: date, rereads: set[str]) -> dict[str, tuple[str, ...]]:
    """The state of every claim on a day, from a ledger of that day and nothing else."""
    book, found = ledger.build(data, day), {}
    again = replace(book.world, kept={}, articles={name: replace(article, last_close=day)
                                                   for name, article in book.world.articles.items()})
    for entry in book.entries:
        name = entry.claim.id
        if name not in rereads:
            found[name] = (entry.verdict.verdict, entry.verdict.outcome, computed_text(entry))
        elif day >= entry.article.last_close:
            one = entry_of(entry.claim, book.plans.for_claim(entry.claim), again)
            found[name] = (one.verdict.verdict, one.verdict.outcome, "")
    return found


def told(rows: tuple[Row, ...], day: date, rereads: set[str]) -> dict[str, tuple[str, ...]]:
    """The same from the rows of a replay."""
    return {name: (row.verdict, row.outcome, "" if name in rereads else row.computed)
            for name, row in states_on(rows, day).items()}


def test_the_rows_are_those_worked_out_by_hand(tiny):
    rows = replay(tiny, date(2025, 12, 1), LAST, home=None).rows
    of = {name: [(row.date, row.stands, row.computed) for row in rows if row.claim == name] for name in
          ("000/001", "000/002", "000/003", "000/004", "000/005", "000/006")}
    assert of["000/001"] == [("2025-12-05", "accurate", "10"), ("2025-12-15", "inaccurate", "5")]   # then 15, then 0
    assert of["000/002"] == [("2025-12-01", "accurate", "10")]
    assert of["000/003"] == [("2025-12-01", "not_enough_evidence", ""), ("2026-01-05", "accurate", "22.4")]
    assert of["000/004"] == [("2025-12-01", "pending", ""), ("2025-12-31", "came_true", "2,300.00")]
    assert of["000/005"] == [("2025-12-05", "accurate", "+2.0\u00a0pp"), ("2025-12-15", "inaccurate", "−5.0\u00a0pp"),
                             ("2025-12-31", "accurate", "+5.0\u00a0pp"), ("2026-01-02", "inaccurate", "0.0\u00a0pp")]
    assert of["000/006"] == [("2025-12-01", "incomplete", "")]


def test_a_reason_says_what_came(tiny):
    reasons = {(row.date, row.claim): row.reason for row in replay(tiny, date(2025, 12, 1), LAST, home=None).rows}
    assert reasons["2025-12-05", "000/001"] == "First read at the close of 5 December 2025."
    moved = reasons["2025-12-15", "000/001"]
    assert moved == "Read again at the close of 15 December 2025. As stated: inside, now outside; Found 5, before 10."
    assert "its window now begins on 31 December 2025" in reasons["2026-01-02", "000/005"]
    assert reasons["2026-01-05", "000/003"].startswith("Released: late.")
    assert reasons["2025-12-31", "000/004"].startswith("Came: 31 December 2025.")


def test_every_day_is_that_of_its_own_ledger(tiny):
    rereads = {"000/001", "000/005"}
    rows = replay(tiny, EARLY, LAST, home=None).rows
    for day in days_between(date(2025, 12, 5), LAST):
        assert told(rows, day, rereads) == slowly(tiny, day, rereads), day


RULE = [
    # what differs from an undated observation tested at its own day; is it read again?
    ({}, {}, True),
    ({"kind": "comparison"}, {}, True),
    ({"kind": "event"}, {}, False),
    ({"kind": "causal"}, {}, False),
    ({"as_of": "2025-12-01"}, {}, False),
    ({"period": "2025-01-01/2025-12-01"}, {}, False),
    ({"lost": ["window"]}, {}, False),
    ({}, {"start": "2024-12-31", "end": "last_close"}, True),
    ({}, {"start": "2024-12-31", "end": "2025-12-01"}, False),      # nothing in its test moves with the day
    ({}, {"start": "2024-12-31", "end": "published"}, False),
    ({"stated": None, "value": None, "unit": None}, {"windows": ["year"]}, True),
    ({"stated": None, "value": None, "unit": None}, {"windows": ["2025-01-02/2025-12-01"]}, False),   # an idle end
]


@pytest.mark.parametrize(("fields", "reading", "again"), RULE)
def test_what_is_read_again(tmp_path, fields, reading, again):
    reading = {"series": "yahoo/RUT", **reading}
    method = "rose" if "windows" in reading else "window_return"
    if method == "window_return":
        reading = {"start": "year_end_before", "end": "claim_date", **reading}
    checks = [] if fields.get("lost") else [{"claim": "000/001", "method": method, "reading": reading}]
    evidence = Evidence(make(tmp_path / "data", [claim(**fields)], checks))
    assert evidence.rereads(evidence.claims["000/001"]) is again


# ---------------------------------------------------------------- the committed file


@cache
def committed() -> tuple[Row, ...]:
    return load_replay(DATA / NAME)


@cache
def evidence() -> Evidence:
    return Evidence(DATA)


def sampled(seed: int) -> date:
    return random.Random(seed).choice(days_between(evidence().earliest, evidence().newest()))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_day_of_the_committed_replay_is_that_of_its_own_ledger(seed):
    rereads = {name for name, one in evidence().claims.items() if evidence().rereads(one)}
    day = sampled(seed)
    assert told(committed(), day, rereads) == slowly(DATA, day, rereads), f"{day}: run make replay and commit"


def test_the_newest_day_of_the_committed_replay_is_the_committed_ledger():
    rereads = {name for name, one in evidence().claims.items() if evidence().rereads(one)}
    states = told(committed(), evidence().newest(), rereads)
    for entry in ledger_of(ledger.NEWEST).entries:
        if entry.claim.id not in rereads:
            found = entry.verdict.verdict, entry.verdict.outcome, computed_text(entry)
            assert states[entry.claim.id] == found, f"{entry.claim.id}: run make replay and commit"


@pytest.mark.parametrize("place", [0, 23, -2])
def test_days_of_the_committed_replay_are_made_again_to_the_letter(place):
    """Rows with their reasons: of the first days, of days around the turn of the year, and of the last ones."""
    days = days_between(FIRST, evidence().newest())
    first = place % len(days)
    span = Span(days[first - 1] if first else None, days[first: first + 2])
    made = Replay(evidence()).rows(span)
    known = {day.isoformat() for day in span.days}
    assert replay_csv(made) == replay_csv(row for row in committed() if row.date in known), "run make replay and commit"


def test_a_reason_does_not_depend_on_what_was_read_before():
    """On this day a forecast ends whose check looks at a series for the first time."""
    day = date(2026, 6, 30)
    rows = Replay(Evidence(DATA)).rows(Span(date(2026, 6, 29), (day,)))
    assert sorted(rows) == [row for row in committed() if row.date == day.isoformat()]


def test_the_committed_file_is_plain():
    assert (DATA / NAME).read_text(encoding="utf-8") == replay_csv(committed())
    assert {row.claim for row in committed()} == set(evidence().claims)
    assert committed()[0].date == FIRST.isoformat()


def test_a_row_is_written_only_where_something_moved():
    last: dict[str, Row] = {}
    for row in committed():
        before = last.get(row.claim)
        assert before is None or (row.verdict, row.outcome, row.computed) != (before.verdict, before.outcome,
                                                                              before.computed), row
        last[row.claim] = row


# ---------------------------------------------------------------- what an evaluation stands on


NEWS = News(date(2025, 12, 1), date(2025, 12, 2), frozenset({"a/b"}), frozenset({"doc"}))


@pytest.mark.parametrize(("watch", "moved"), [
    (Watch(), False),
    (Watch(series={"a/b"}), True),
    (Watch(series={"a/c"}), False),
    (Watch(documents={"doc"}), True),
    (Watch(days={date(2025, 12, 1)}), False),            # had come before
    (Watch(days={date(2025, 12, 2)}), True),
    (Watch(days={date(2025, 12, 3)}), False),
    (Watch(figures={(date(2025, 12, 2), "a/c")}), True),
    (Watch(figures={(date(2025, 11, 28), "a/b")}), False),          # one old figure of a series that grows
    (Watch(as_of=True), True),
])
def test_an_evaluation_runs_again_when_what_it_stood_on_moved(watch, moved):
    assert watch.moved(NEWS) is moved


@pytest.mark.parametrize("name", ["yahoo/RUT", "fred/CPIAUCSL", "fred/DGS2", "spdji/SP500_pe_operating"])
def test_releases_are_those_by_which_a_market_cuts(name):
    market = Market()
    frame, certificate = market.proved(name), market.certificate(name)
    days = releases(certificate, frame)
    assert [market.released(name, stamp.date()) for stamp in frame.index[-30:]] == sorted(days[-30:].astype(object))
    for day in (date(2025, 12, 1), date(2026, 1, 14), date(2026, 3, 11)):
        try:
            seen = len(visible(frame, certificate, day))
        except Exception:
            seen = 0
        assert seen == days.searchsorted(np.datetime64(day), side="right")


def test_far_fewer_evaluations_than_ledgers(tiny):
    made = replay(tiny, EARLY, LAST, home=None)
    assert made.evaluations < made.claims * made.days / 2


# ---------------------------------------------------------------- kept, shared out, refused


def test_the_rows_do_not_depend_on_the_workers(tiny):
    one, two, many = (replay(tiny, EARLY, LAST, workers, home=None).rows for workers in (1, 2, 7))
    assert one == two == many


def test_spans_are_short_and_whole():
    days = days_between(EARLY, LAST)
    cut = spans(days)
    assert [day for span in cut for day in span.days] == list(days)
    assert [span.before for span in cut] == [None, *(span.days[-1] for span in cut[:-1])]


def test_what_is_kept_is_not_made_again(tiny, tmp_path):
    whole = replay(tiny, EARLY, LAST, home=tmp_path / "kept")
    again = replay(tiny, EARLY, LAST, home=tmp_path / "kept")
    assert whole.evaluations
    assert not again.evaluations
    assert whole.rows == again.rows


def test_a_later_last_day_adds_that_day(tiny, tmp_path):
    kept = tmp_path / "kept"
    short = replay(tiny, EARLY, date(2026, 1, 8), home=kept)
    longer = replay(tiny, EARLY, LAST, home=kept)
    assert longer.evaluations <= 2 * len(CLAIMS) < short.evaluations       # the day before whole, then what moved
    assert longer.rows == replay(tiny, EARLY, LAST, home=None).rows


def test_a_damaged_span_is_made_again(tiny, tmp_path):
    kept = tmp_path / "kept"
    whole = replay(tiny, EARLY, LAST, home=kept)
    damaged = sorted(kept.rglob("*.csv"))
    damaged[0].write_text(damaged[0].read_text(encoding="utf-8")[:-40], encoding="utf-8")
    damaged[1].write_bytes(b"\xff\x00")
    assert replay(tiny, EARLY, LAST, home=kept).rows == whole.rows


@pytest.mark.parametrize("changed", ["claims/000.yml", "checks/tiny.yml", "reference/documents.yml"])
def test_another_record_is_another_replay(tiny, tmp_path, changed):
    kept = tmp_path / "kept"
    replay(tiny, EARLY, LAST, home=kept)
    with (tiny / changed).open("a", encoding="utf-8") as file:
        file.write("# looked at\n")
    assert replay(tiny, EARLY, LAST, home=kept).evaluations


BAD = [
    (("--from", "2026-02-01", "--to", "2026-01-01"), "no trading day from 2026-02-01 to 2026-01-01"),
    (("--to", "2026-01-12"), "a last day 2026-01-12"),
    (("--from", "yesterday"), "an ISO date"),
    (("--workers", "0"), "--workers"),
    (("--data", "nowhere"), "nowhere"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_wrong_input_is_one_line(tiny, tmp_path, arguments, said):
    out = tmp_path / "out.csv"
    done = script("replay", "--data", tiny, "--out", out, *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert not out.exists()


def test_the_script_writes_the_rows(tiny, tmp_path):
    out = tmp_path / "out.csv"
    done = script("replay", "--data", tiny, "--out", out, "--from", EARLY, "--workers", 1, "--fresh")
    assert done.returncode == 0, done.stderr
    assert load_replay(out) == replay(tiny, EARLY, LAST, home=None).rows


def test_a_check_that_cannot_be_read_ends_the_replay(tiny, tmp_path):
    write_yaml(tiny / "checks" / "tiny.yml", {"topic": "valuation", "rules": [], "checks": [
        {"claim": "000/001", "method": "window_return", "reading": {**DAY, "series": "yahoo/NONE"}}]})
    done = script("replay", "--data", tiny, "--out", tmp_path / "out.csv", "--workers", 2, "--fresh")
    assert done.returncode == 2
    assert "yahoo/NONE" in done.stderr


# ---------------------------------------------------------------- the page


@pytest.fixture
def made(tiny) -> study.Replayed:
    return study.replayed(ledger.build(tiny), replay(tiny, EARLY, LAST, home=None).rows)


def test_histories_counted_by_hand(made):
    """From 5 December to 9 January are 24 sessions; the first claim holds on the six before the fifteenth."""
    first = made.histories["000/001"]
    assert (first.way, len(first.days), first.runs) == (study.AGAIN, 24, (("held", 6), ("wrong", 18)))
    assert first.held == 6 / 24
    assert [flip.row.date for flip in made.histories["000/005"].flips] == ["2025-12-15", "2025-12-31", "2026-01-02"]
    assert made.histories["000/004"].way == study.FORECAST
    assert [(flip.row.claim, flip.row.date) for flip in made.flips(study.EVIDENCE)] == [("000/003", "2026-01-05")]
    assert made.by_month()["2025-12"] == {"again": 3, "evidence": 0, "forecast": 1}
    assert made.by_month()["2026-01"] == {"again": 1, "evidence": 1, "forecast": 0}
    assert {word: values[-1] for word, values in made.outcomes().items()} == {"pending": 0, "came_true": 1,
                                                                              "did_not": 0}
    assert {fate: values[-1] for fate, values in made.daily(study.AGAIN).items()} == {"held": 0, "context": 0,
                                                                                     "wrong": 2, "open": 0}


def test_an_earlier_edition_knows_no_later_day(tiny):
    rows = replay(tiny, EARLY, LAST, home=None).rows
    early = study.replayed(ledger.build(tiny, "2025-12-19"), rows)
    assert early.days[-1] == date(2025, 12, 19)
    assert early == study.replayed(ledger.build(tiny, "2025-12-19"), [row for row in rows if row.date <= "2025-12-19"])


@pytest.mark.parametrize("as_of", ["2025-12-05", "2026-01-09", ledger.NEWEST])
def test_the_page_says_what_was_counted(as_of):
    page = replay_page(ledger_of(as_of), committed())
    found = {row["id"]: row["text"] for _, rows in numbers_of([page]) for row in rows}
    counted = study.replayed(ledger_of(as_of), committed())
    assert found["replay.again"] == str(len(counted.of(study.AGAIN)))
    assert found["replay.flips"] == str(sum(len(one.flips) for one in counted.histories.values()))
    assert all(f"{{num}}`{name}`" in page.text for name in ("replay.again", "replay.other", "replay.forecasts"))
    assert len(page.text.encode()) < 230_000


def test_without_rows_the_page_says_so(tiny):
    page = replay_page(ledger.build(tiny), ())
    assert "nothing can be said of it here" in page.text
    assert not page.numbers


def test_the_pictures_are_small():
    counted = study.replayed(ledger_of(ledger.NEWEST), committed())
    pictures = [charts.standing(*counted.weekly(study.AGAIN)), charts.endings(counted.days, counted.outcomes())]
    assert all(len(to_svg(picture, "x")) < 40_000 for picture in pictures)


def test_a_first_row_says_whether_the_claim_is_read_again():
    first: dict[str, Row] = {}
    for row in committed():
        first.setdefault(row.claim, row)
    marked = {name for name, row in first.items() if row.reason.startswith(FIRST_READ)}
    assert marked == {name for name, one in evidence().claims.items() if evidence().rereads(one)}
