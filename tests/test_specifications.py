"""Grids of ordinary specifications: what is varied, how it is counted, and where there is nothing to vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from conftest import EDITIONS, ledger_of
from rotation import ledger, returns
from rotation.checks.engine import Plan
from rotation.specifications import STATED, Family, Grid, NoGrid, grid_of
from rotation.specifications.questions import METHODS, near, sign
from rotation.specifications.table import ordinary
from rotation.trading_days import offset


def grid(book: ledger.Ledger, claim: str) -> Grid | NoGrid:
    return grid_of(book[claim].claim, book.plans.for_claim(book[claim].claim), book.world)


# ---------------------------------------------------------------- counting


def test_a_grid_counts_what_its_families_count():
    made = Grid("pp", "above zero", (Family("a", "w", 2, (-1.0, 1.0, 2.0)), Family("b", "w", 0, (-3.0,))))
    assert (made.n, made.held, made.share, made.mostly) == (4, 2, 0.5, 1)


@pytest.mark.parametrize(("direction", "margin", "values", "held"), [
    ("up", 0, [-1, 0, 1], [False, False, True]),        # no difference is no lead
    ("down", 0, [-1, 0, 1], [True, False, False]),
    ("down", 50, [-60, -50, 10], [True, False, False]),
    ("none", 0, [-1, 0, 1], [True, False, True]),
])
def test_what_a_sign_asks(direction, margin, values, held):
    test, _ = sign(direction, margin)
    assert list(test(np.array(values, dtype=float))) == held


def test_a_stated_figure_is_met_where_a_verdict_would_be_accurate_or_mostly(newest):
    entry = newest["001/018"]                           # 0.8%: 0.75 to 0.85, mostly accurate from 0.7 to 0.9
    test = near(entry.interval, 0.0)
    assert list(test(np.array([0.69, 0.7, 0.75, 0.9, 0.91]))) == [False, True, True, True, False]
    assert list(near(entry.interval, 0.1)(np.array([0.6, 1.0, 1.01]))) == [True, True, False]


# ---------------------------------------------------------------- windows


@pytest.mark.parametrize(("sessions", "days"), [(250, 5), (60, 5), (59, 2), (20, 2), (19, 1), (5, 1), (4, 0), (1, 0)])
def test_how_far_the_ends_of_a_window_are_moved(sessions, days):
    assert ordinary().reach_of(sessions) == days


def test_the_grid_of_a_year_to_date_lead_by_hand(newest):
    """Claim 000/001: eleven starts around the year's base, six ends up to the day of the statement."""
    made = grid(newest, "000/001")
    first = made.families[0]
    a, b = (newest.world.market.close(name) for name in ("yahoo/RUT", "yahoo/GSPC"))
    starts = [offset(date(2024, 12, 31), n) for n in range(-5, 6)]
    ends = [offset(date(2025, 12, 12), n) for n in range(-5, 1)]
    gaps = sorted(100 * (returns.price_return(a, s, e) - returns.price_return(b, s, e)) for s in starts for e in ends)
    assert first.what == "Russell 2000 minus S&P 500, price return"
    assert first.values == pytest.approx(gaps, rel=2e-3)
    assert first.held == sum(gap > 0 for gap in gaps)
    assert made.n == 66 * len(made.families) == 330


def test_instruments_and_bases_are_not_mixed(newest):
    told = [family.what for family in grid(newest, "000/001").families]
    assert told == list(dict.fromkeys(told))
    assert not any("Russell 2000 minus SPDR" in what or "ETF minus S&P 500" in what for what in told)
    assert any("total return" in what for what in told)


def test_no_window_ends_after_the_statement(newest):
    """A statement of 12 December: what came later may not speak for or against it."""
    early = ledger_of("2025-12-18")
    one, other = grid(newest, "000/001"), grid(early, "000/001")
    assert [family.values for family in one.families] == [family.values for family in other.families]


def test_a_stated_figure_moves_by_a_day_at_most(newest):
    made = grid(newest, "001/018")
    assert made.asks == STATED
    assert all("up to 1 trading day" in family.window for family in made.families)


# ---------------------------------------------------------------- multiples


def test_cheaper_by_every_definition_at_hand(newest):
    made = grid(newest, "001/007")
    assert made.unit == "%"
    assert {"price to book (bloomberg)", "forward P/E, losses left in (bloomberg)"} <= {f.what for f in made.families}
    publishers = {article.publisher for article in newest.world.articles.values()}
    assert not any(f"({publisher})" in family.what for publisher in publishers for family in made.families)


# ---------------------------------------------------------------- every claim


@pytest.mark.parametrize("as_of", [ledger.NEWEST, *EDITIONS])
def test_every_claim_has_a_grid_or_a_reason(as_of):
    book = ledger_of(as_of)
    made = {name: grid(book, name) for name in book.by_id}
    for name, one in made.items():
        if isinstance(one, NoGrid):
            assert one.reason.endswith("."), name
        else:
            assert one.n >= 1, name
            assert all(list(family.values) == sorted(family.values) for family in one.families), name
            assert all(0 <= family.held <= family.n for family in one.families), name
    if as_of == ledger.NEWEST:
        assert sum(isinstance(one, Grid) for one in made.values()) > 100


def test_a_return_that_was_measured_has_a_grid(newest):
    for entry in newest.entries:
        if entry.method in METHODS and entry.primary is not None and not entry.claim.lost:
            assert isinstance(grid(newest, entry.claim.id), Grid), entry.claim.id


def test_nothing_to_vary(newest):
    lost = next(entry for entry in newest.entries if entry.claim.lost)
    assert "lost" in grid(newest, lost.claim.id).reason
    cause = next(entry for entry in newest.entries if entry.method == "cause" and not entry.claim.lost)
    assert "never the cause" in grid(newest, cause.claim.id).reason
    assert grid_of(newest["000/001"].claim, None, newest.world).reason == "No check has been written for this claim."


def test_a_reason_stands_for_every_method_it_names():
    from rotation.checks import REGISTRY

    own = {"lost_words", "untestable", "judgement", "*"}
    assert not set(ordinary().no_grid) - own - set(REGISTRY)


def test_what_a_store_does_not_hold_is_left_out(newest):
    """A plan whose series is known asks only for instruments that are there."""
    plan: Plan = newest.plans.for_claim(newest["000/001"].claim)
    one = replace(plan, tries=plan.tries[:1])
    assert grid_of(newest["000/001"].claim, one, newest.world).n == 66 * 5
