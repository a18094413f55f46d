"""What happened next and the scorecards: small figures by hand, and the record read a second way."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from rotation import ledger, paths
from rotation.errors import EvidenceMissing
from rotation.studies import outlook, scorecard


def entry(outcome: str, verdict: str = "", kind: str = "forecast", method: str = "beats"):
    claim = SimpleNamespace(id="000/001", kind=kind, article="000", topic="other", stated=None)
    return SimpleNamespace(claim=claim, method=method, verdict=SimpleNamespace(outcome=outcome, verdict=verdict,
                                                                               hindsight=False))


def test_outcomes_add_up():
    entries = [entry("came_true"), entry("came_true"), entry("did_not"), entry("pending"), entry("", "incomplete"),
               entry("untestable", method="untestable"), entry("untestable")]
    found = outlook.count_outcomes(entries)
    assert (found.total, found.decided, found.incomplete) == (7, 3, 1)       # 2 + 1 decided, 7 in all
    assert found.hit_rate().value == pytest.approx(2 / 3)
    assert len(outlook.without_horizon(entries)) == 1                        # the other lacks evidence
    assert outlook.count_outcomes([entry("pending")]).hit_rate() is None


def sectors(margins: list[float], named: list[bool]) -> pd.DataFrame:
    return pd.DataFrame({"margin": margins, "named": named, "ahead": [m > 0 for m in margins]})


@pytest.mark.parametrize(("margins", "named", "p"), [
    # 2 of 4 lead and both are named: 1 way of 6 to draw both leaders
    ([0.2, 0.1, -0.1, -0.2], [True, True, False, False], 1 / 6),
    # one leader named of two named: at least one of the two leaders in 5 of 6 draws
    ([0.2, 0.1, -0.1, -0.2], [True, False, True, False], 5 / 6),
    # none of the named leads: certain
    ([0.2, 0.1, -0.1, -0.2], [False, False, True, True], 1.0),
])
def test_picks_against_chance(margins, named, p):
    assert outlook.pick_test(sectors(margins, named)).p == pytest.approx(p)


def test_picks_before_their_window():
    with pytest.raises(EvidenceMissing):
        outlook.pick_test(None)


@pytest.mark.parametrize(("margins", "state", "ahead"), [
    ([0.01, 0.03], "has held so far", "ahead from 2 of 2 dates"),
    ([-0.01, 0.03], "has held from some dates only", "ahead from 1 of 2 dates"),
    ([-0.01, -0.03], "has not held so far", "ahead from 0 of 2 dates"),
    ([None, None], "cannot be judged yet", "no close after an article yet"),
])
def test_the_lead_in_words(margins, state, ahead):
    told = outlook.lead([SimpleNamespace(margin=margin) for margin in margins])
    assert (told["lead_state"].text, told["lead_ahead"].text) == (state, ahead)


@pytest.fixture(scope="module")
def newest():
    return ledger.build(paths.DATA)


def test_returns_since_the_articles_by_hand(newest):
    rows = outlook.since_publication(newest.world.market, newest.world.articles, newest.as_of)
    assert [row.article.published_at for row in rows] == sorted(row.article.published_at for row in rows)
    rows = [row for row in rows if row.article.id in scorecard.FIRST]
    assert [row.article.id for row in rows] == ["001", "003", "000", "004", "002"]
    close = newest.world.market.close("yahoo/RUT")
    expected = close.loc[str(rows[0].end)] / close.loc["2025-12-05"] - 1
    assert rows[0].small == pytest.approx(expected)
    fund = newest.world.market.close("yahoo/IWM")  # a second source: the fund, dividends left out of both
    assert rows[0].small == pytest.approx(fund.loc[str(rows[0].end)] / fund.loc["2025-12-05"] - 1, abs=0.01)


def test_base_rate_takes_windows_apart(newest):
    rate = outlook.base_rate(newest.world.market, date(2025, 12, 10), 0.05, 170)
    assert rate.estimate.n == -(-rate.windows // 170)   # every 170th window, counted back
    assert rate.estimate.low < rate.estimate.value < rate.estimate.high
    with pytest.raises(EvidenceMissing):
        outlook.base_rate(newest.world.market, date(2025, 12, 10), None, 0)


def test_standings_cover_the_pending_and_only_them(newest):
    pending = {e.claim.id for e in newest.entries if e.verdict.outcome == "pending"}
    rows = outlook.standings(newest)
    assert {row.entry.claim.id for row in rows} == pending
    assert all(row.horizon > newest.as_of for row in rows)
    assert all(row.measurement or row.reason for row in rows)


def test_scores_count_every_claim_once(newest):
    parts = scorecard.by_article(newest.entries, newest.world.articles)
    assert sum(part.claims for part in parts[:-1]) == parts[-1].claims == len(newest.entries)
    for part in parts:
        assert sum(part.counts.values()) == part.claims
        assert part.upheld + part.faulted + part["conflicting_evidence"] == part.decided


def test_the_widest_miss_comes_first(newest):
    found = [scorecard.relative_miss(entry) for entry in scorecard.misses(newest.entries, "%")]
    assert found == sorted(found, reverse=True)
    assert all(miss >= 0 for miss in found)
