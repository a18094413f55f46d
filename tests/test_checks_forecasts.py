"""What decides a forecast: each check on figures small enough to do by hand, and the rule that resolves them."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from rotation import ledger, paths
from rotation.checks import forecasts
from rotation.errors import EvidenceMissing, InputError
from rotation.records import Claim
from rotation.returns import total_return_index
from rotation.verdicts import FORECAST_OUTCOMES


def series(values: dict[str, float]) -> pd.Series:
    return pd.Series(list(values.values()), index=pd.to_datetime(list(values)), dtype=float)


class FakeWorld:
    """Closes, values and meetings by name; days stand for themselves and end at ``as_of``."""

    def __init__(self, figures=None, meetings=(), as_of="2026-12-31"):
        self.figures, self.as_of = figures or {}, date.fromisoformat(as_of)
        certificate = SimpleNamespace(title="Thing, daily")
        self.market = SimpleNamespace(value=self.figures.get, close=self.figures.get,
                                      certificate=lambda name: certificate)
        self.reference = SimpleNamespace(rows=lambda table: list(meetings))

    def day(self, claim, text):
        found = text if isinstance(text, date) else date.fromisoformat(text)
        if found > self.as_of:
            raise EvidenceMissing("later")
        return found

    close_day = day

    def released(self, name, day):
        return day


def claim(**more) -> Claim:
    base = {"id": "000/001", "article": "000", "statement": "s", "topic": "other", "kind": "forecast",
            "subject": None, "metric": None, "direction": "up"}
    return Claim(**{**base, **more})


def meeting(day: str, decision: str, change: int) -> dict[str, str]:
    return {"announcement": day, "decision": decision, "change_bp": str(change)}


MEETINGS = [meeting("2025-12-10", "cut", -25), meeting("2026-01-28", "hold", 0), meeting("2026-03-18", "hike", 50),
            meeting("2026-06-17", "cut", -25)]


@pytest.mark.parametrize(("decision", "start", "end", "holds"), [
    ("cut", "2025-12-10", "2026-03-31", False),   # the day itself is not after it
    ("cut", "2025-12-09", "2026-03-31", True),
    ("cut", "2025-12-10", "2026-06-17", True),    # the last day counts
    ("hike", "2025-12-10", "2026-03-17", False),
])
def test_any_move(decision, start, end, holds):
    world = FakeWorld(meetings=MEETINGS)
    assert forecasts.any_move(claim(), world, decision=decision, start=start, end=end).holds is holds


@pytest.mark.parametrize(("start", "end", "unit", "value"), [
    ("2025-12-10", "2026-12-31", "bp", 50),       # the hike of March comes first
    ("2025-12-10", "2026-12-31", "pp", "0.5"),
    ("2026-03-18", "2026-12-31", "bp", -25),
    ("2025-12-10", "2026-02-28", "bp", 0),        # holds change nothing
])
def test_first_move(start, end, unit, value):
    world = FakeWorld(meetings=MEETINGS)
    assert forecasts.first_move(claim(unit=unit), world, start=start, end=end).value == Decimal(value)


VIX = {"2025-01-01": 10, "2025-01-02": 20, "2025-02-01": 14, "2025-02-02": 16}


@pytest.mark.parametrize(("test", "holds"), [("at_least", True), ("above", False), ("below", False)])
def test_mean_level_against(test, holds):
    # mean of February (14 + 16) / 2 = 15; of January (10 + 20) / 2 = 15
    found = forecasts.mean_level_against(claim(), FakeWorld({"v": series(VIX)}), series="v", start="2025-02-01",
                                         end="2025-02-28", before_start="2025-01-01", before_end="2025-01-31",
                                         test=test)
    assert (found.holds, found.found, found.n) == (holds, "15.0", 2)


def closes(first: float, last: float) -> pd.Series:
    return series({"2026-01-02": first, "2026-03-31": last / 2 + first / 2, "2026-06-30": last})


FUNDS = {"a": closes(100, 120), "b": closes(100, 111), "c": closes(100, 90), "m": closes(100, 110)}


@pytest.mark.parametrize(("names", "direction", "found", "holds"), [
    (["a", "b", "c"], "up", "2 of 3", True),      # +10, +1, −20 points
    (["a", "c"], "up", "1 of 2", False),          # half is not most
    (["a", "b", "c"], "down", "1 of 3", False),
])
def test_most_beat(names, direction, found, holds):
    result = forecasts.most_beat(claim(direction=direction), FakeWorld(FUNDS), series=names, other="m",
                                 start="2026-01-02", end="2026-06-30")
    assert (result.found, result.holds) == (found, holds)


def test_leader_changes():
    turned = {"a": closes(100, 120), "z": series({"2026-01-02": 100, "2026-03-31": 101, "2026-06-30": 140})}
    days = ["2026-01-02", "2026-03-31", "2026-06-30"]  # a leads with 110 / 100, then z with 140 / 101
    assert forecasts.leader_changes(claim(), FakeWorld(turned), series=["a", "z"], days=days).holds
    assert not forecasts.leader_changes(claim(), FakeWorld(FUNDS), series=["a", "c"], days=days).holds
    with pytest.raises(InputError, match="two windows"):
        forecasts.leader_changes(claim(), FakeWorld(FUNDS), series=["a"], days=days[:2])


@pytest.mark.parametrize(("direction", "slack", "holds"), [("up", 0, True), ("down", 0, False)])
def test_factor_return(direction, slack, holds):
    factor = series({"2026-01-02": 50, "2026-01-05": 10, "2026-01-06": -5})  # the first day lies outside
    found = forecasts.factor_return(claim(direction=direction), FakeWorld({"h": factor}), series="h",
                                    start="2026-01-02", end="2026-01-06", slack_days=slack)
    assert (found.holds, found.found) == (holds, "+4.5%")  # 1.10 × 0.95 − 1 = 0.045


def test_factor_return_not_yet_published():
    factor = series({"2026-01-05": 10})
    with pytest.raises(EvidenceMissing, match="not published"):
        forecasts.factor_return(claim(), FakeWorld({"h": factor}), series="h", start="2026-01-02", end="2026-01-20",
                                slack_days=10)


def test_inflation_against():
    level = series({f"{year}-{month:02}-01": base for year, base in ((2025, 100), (2026, 103))
                    for month in range(1, 13)})
    world = FakeWorld({"p": level})
    ask = {"series": "p", "than": 2.5, "test": "above", "start": "2026-01"}
    found = forecasts.inflation_against(claim(), world, end="2026-12", **ask)
    assert (found.holds, found.found, found.n) == (True, "3.00%", 12)
    with pytest.raises(EvidenceMissing, match="2027-01"):
        forecasts.inflation_against(claim(), world, end="2027-01", **ask)


def test_yearly_growth():
    world = FakeWorld({"s": series({"2024-12-31": 50, "2025-12-31": 60}),
                       "l": series({"2024-12-31": 200, "2025-12-31": 220}),
                       "loss": series({"2024-12-31": -1, "2025-12-31": 5})})
    assert forecasts.year_growth(claim(unit="%"), world, series="s", year=2025).value == 20       # 60 / 50
    assert forecasts.year_growth_gap(claim(unit="pp"), world, small="s", large="l", year=2025).value == 10  # 20 − 10
    for name, year in (("loss", 2025), ("s", 2026)):
        with pytest.raises(EvidenceMissing):
            forecasts.year_growth(claim(unit="%"), world, series=name, year=year)


# ---------------------------------------------------------------- the forecasts on record

@pytest.fixture(scope="module", params=["2025-12-05", "2026-01-09", "newest"])
def forecasts_at(request):
    book = ledger.build(paths.DATA, request.param)
    return request.param, {e.claim.id: e for e in book.entries if e.claim.kind == "forecast"}


def test_every_forecast_has_an_outcome_and_a_reason(forecasts_at):
    _, entries = forecasts_at
    for entry in entries.values():
        assert entry.claim.lost or entry.verdict.outcome in FORECAST_OUTCOMES, entry.claim.id
        assert "No check has been written" not in entry.verdict.justification, entry.claim.id


def test_what_each_edition_knows(forecasts_at):
    as_of, entries = forecasts_at
    expected = {
        "2025-12-05": {"001/036": "pending", "003/162": "pending", "004/102": "pending", "003/153": "pending"},
        "2026-01-09": {"001/036": "came_true", "003/162": "pending", "004/102": "pending", "002/007": "pending"},
        "newest": {"001/036": "came_true", "003/162": "came_true", "004/102": "came_true", "003/155": "did_not",
                   "003/156": "came_true", "004/112": "pending", "002/051": "pending", "003/163": "untestable",
                   "000/012": "untestable", "001/071": "untestable", "003/164": "untestable", "004/120": "untestable",
                   "001/038": "pending"},
    }[as_of]
    assert {claim: entries[claim].verdict.outcome for claim in expected} == expected


def test_sector_outcomes_hold_with_dividends():
    """A second basis: with dividends (certified to 1 May 2026) energy leads and financials lag all the same."""
    book = ledger.build(paths.DATA, "newest", ["003"])

    def total(name: str) -> float:
        market, end = book.world.market, "2026-05-01"
        certified = market.certificate(name).dividends_through
        index = total_return_index(market.close(name), market.dividend(name), certified)
        return float(index.loc[end] / index.loc["2025-12-10"] - 1)

    assert total("yahoo/XLE") > total("yahoo/SPY") > total("yahoo/XLF")
    assert (book["003/156"].verdict.outcome, book["003/155"].verdict.outcome) == ("came_true", "did_not")
