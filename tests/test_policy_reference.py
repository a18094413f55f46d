"""The policy tables: each level follows from the one before, each date from a document or a named step."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rotation.errors import InputError
from rotation.files import read_rows
from rotation.paths import DATA, ROOT
from rotation.reference import Reference

REFERENCE = Reference(DATA)
MEETINGS = REFERENCE.rows("fomc_meetings")
MOVES = REFERENCE.rows("rate_moves")
TARGET_RANGE = DATA / "market" / "fred" / "DFEDTARU.csv"


def maker():
    spec = importlib.util.spec_from_file_location(
        "make_policy_reference", ROOT / "scripts" / "make_policy_reference.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


MAKER = maker()


def day(text: str) -> date:
    return date.fromisoformat(text)


def first_cuts(moves, quiet_days: int = 365) -> list[str]:
    """Announcement days of cuts with no cut in the days before."""
    cuts = [move["announcement"] for move in moves if Decimal(move["change_bp"]) < 0]
    return [
        cut for before, cut in itertools.pairwise(cuts) if day(cut) - day(before) > timedelta(days=quiet_days)
    ]


# ---------------------------------------------------------------- meetings


@pytest.mark.parametrize(
    ("announcement", "effective", "decision", "change_bp", "lower", "upper"),
    [
        ("2020-03-03", "2020-03-04", "cut", "-50", "1.00", "1.25"),
        ("2020-03-15", "2020-03-16", "cut", "-100", "0.00", "0.25"),  # a Sunday
        ("2022-06-15", "2022-06-16", "hike", "75", "1.50", "1.75"),
        ("2024-09-18", "2024-09-19", "cut", "-50", "4.75", "5.00"),
        ("2025-07-30", "", "hold", "0", "4.25", "4.50"),
        ("2025-12-10", "2025-12-11", "cut", "-25", "3.50", "3.75"),
        ("2026-07-29", "", "hold", "0", "3.50", "3.75"),
    ],
)
def test_known_decisions(announcement, effective, decision, change_bp, lower, upper):
    (row,) = REFERENCE.find("fomc_meetings", announcement=announcement)
    found = tuple(row[name] for name in ("effective", "decision", "change_bp", "lower", "upper"))
    assert found == (effective, decision, change_bp, lower, upper)


def test_meetings_are_in_order_without_repetition():
    days = [row["announcement"] for row in MEETINGS]
    assert days == sorted(set(days))
    assert (days[0], days[-1], len(days)) == ("2020-01-29", "2026-07-29", 55)


def test_every_range_is_a_quarter_point_wide():
    assert {Decimal(row["upper"]) - Decimal(row["lower"]) for row in MEETINGS} == {Decimal("0.25")}


def test_before_plus_change_is_after():
    for before, after in itertools.pairwise(MEETINGS):
        assert Decimal(before["upper"]) + Decimal(after["change_bp"]) / 100 == Decimal(after["upper"]), after


def test_decision_is_the_sign_of_the_change():
    sign = {"cut": -1, "hold": 0, "hike": 1}
    for row in MEETINGS:
        change = Decimal(row["change_bp"])
        assert sign[row["decision"]] == (change > 0) - (change < 0), row


def test_moves_take_effect_the_day_after_and_holds_never():
    for row in MEETINGS:
        expected = (
            "" if row["decision"] == "hold" else (day(row["announcement"]) + timedelta(days=1)).isoformat()
        )
        assert row["effective"] == expected, row


def test_only_march_2020_was_unscheduled():
    unscheduled = [row["announcement"] for row in MEETINGS if row["scheduled"] == "false"]
    assert unscheduled == ["2020-03-03", "2020-03-15", "2020-03-23"]


def test_cuts_of_2025_are_three_in_a_row():
    cuts = [
        row["announcement"] for row in MEETINGS if row["decision"] == "cut" and row["announcement"] > "2025"
    ]
    assert cuts == ["2025-09-17", "2025-10-29", "2025-12-10"]
    between = [row["decision"] for row in MEETINGS if cuts[0] <= row["announcement"] <= cuts[-1]]
    assert between == ["cut", "cut", "cut"]


# ---------------------------------------------------------------- moves


def test_moves_and_meetings_agree_from_2020():
    moved = [(r["announcement"], r["effective"], r["change_bp"]) for r in MEETINGS if r["decision"] != "hold"]
    assert [
        (r["announcement"], r["effective"], r["change_bp"]) for r in MOVES if r["announcement"] >= "2020"
    ] == moved


def test_moves_chain():
    for before, after in itertools.pairwise(MOVES):
        level = Decimal(before["upper"] or before["target_or_lower"])
        assert level + Decimal(after["change_bp"]) / 100 == Decimal(
            after["upper"] or after["target_or_lower"]
        ), after


def test_no_announcement_comes_after_its_effect():
    for row in MOVES:
        lag = (day(row["effective"]) - day(row["announcement"])).days
        assert lag == (1 if row["announcement"] >= "2015" else 0), row


def test_announcement_basis_says_whether_a_document_dates_it():
    for row in MOVES:
        basis = row["announcement_basis"]
        if basis.startswith(("document", "statement list")):
            assert row["document"], row
        else:
            assert basis.startswith(("target series step", "day before the effective date")), row
            assert "no document" in basis or "no announcement" in basis, row


def test_every_first_cut_since_the_russell_2000_has_its_own_document():
    cuts = [cut for cut in first_cuts(MOVES) if cut >= "1987-09-10"]
    assert cuts == [
        "1989-06-06",
        "1995-07-06",
        "1998-09-29",
        "2001-01-03",
        "2007-09-18",
        "2019-07-31",
        "2024-09-18",
    ]
    for cut in cuts:
        (row,) = [move for move in MOVES if move["announcement"] == cut]
        assert row["announcement_basis"].startswith("document"), row


def test_a_list_or_statement_cannot_date_a_move_before_it_was_published():
    for row in MOVES:
        if row["document"]:
            released = REFERENCE.document(row["document"]).released_at
            assert released >= day(row["announcement"]), row


def test_effective_dates_are_the_steps_of_the_target_range():
    rows = [row for row in read_rows(TARGET_RANGE) if row["value"]]
    steps = {
        after["date"]: Decimal(after["value"])
        for before, after in itertools.pairwise(rows)
        if before["value"] != after["value"]
    }
    moves = {row["effective"]: Decimal(row["upper"]) for row in MOVES if row["effective"] >= "2017"}
    assert {step: level for step, level in steps.items() if step >= "2017"} == {
        step: level for step, level in moves.items() if step >= min(steps)
    }


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    "table", ["fomc_meetings", "rate_moves", "announcements", "policy_events", "documented_figures"]
)
def test_every_document_resolves(table):
    cited = {row["document"] for row in REFERENCE.rows(table) if row["document"]}
    assert cited
    assert cited <= set(REFERENCE.all_documents)


def test_statement_documents_carry_the_boards_address():
    for row in MEETINGS:
        stem = "monetary" + row["announcement"].replace("-", "")
        assert stem in REFERENCE.document(row["document"]).url


def test_minutes_are_not_visible_before_their_release():
    seen = Reference(DATA, as_of=date(2025, 12, 29))
    assert not seen.visible("fomc-2025-12-10-minutes")
    assert seen.visible("fomc-2025-12-10")


# ---------------------------------------------------------------- the maker


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", "5"), ("1/4", "0.25"), ("3-1/2", "3.5"), ("3-3/4", "3.75"), ("0", "0")],
)
def test_percent(text, value):
    assert MAKER.percent(text) == Decimal(value)


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("to maintain the target range for the federal funds rate at 0 to 1/4 percent", "0", "0.25"),
        ("to raise the target range for the federal funds rate to 3-3/4 to 4 percent", "3.75", "4"),
        (
            "the target range for the federal funds rate by 1/2 percentage point, to 1 to 1-1/4 percent",
            "1",
            "1.25",
        ),
        (
            "the target range for the federal funds rate at 1\u2014\x911/2 to 1-3/4 percent",
            "1.5",
            "1.75",
        ),  # spoiled hyphen
        ("maintain the federal funds rate in a target range of 0 to 1/4 percent", "0", "0.25"),
    ],
)
def test_stated_range(sentence, low, high):
    assert MAKER.stated_range(f"The Committee decided {sentence}.", "x") == (Decimal(low), Decimal(high))


def test_a_statement_without_a_range_is_refused():
    with pytest.raises(InputError, match="no target range"):
        MAKER.stated_range("The Committee met.", "monetary20990101a")


def test_target_steps_report_level_before_and_after():
    levels = [
        (date(2001, 1, 2), Decimal("6.5")),
        (date(2001, 1, 3), Decimal("6")),
        (date(2001, 1, 4), Decimal("6")),
    ]
    (step,) = MAKER.target_steps(levels)
    assert (step.day, step.before, step.lower, step.upper) == (
        date(2001, 1, 3),
        Decimal("6.5"),
        Decimal("6"),
        None,
    )
    assert MAKER.change_bp(step) == -50  # (6 - 6.5) x 100


def test_a_step_two_days_after_the_statement_is_refused():
    statement = MAKER.Statement(date(2025, 12, 10), "t", "u", Decimal("3.5"), Decimal("3.75"))
    late = MAKER.Step(date(2025, 12, 12), Decimal("4"), Decimal("3.5"), Decimal("3.75"))
    with pytest.raises(InputError, match="no step of DFEDTARU"):
        MAKER.effective_day(statement, [late])


def test_a_missing_source_is_wrong_input(tmp_path, capsys):
    assert MAKER.main(["--source", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "fomc_statements" in capsys.readouterr().err
