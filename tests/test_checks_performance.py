"""Returns, records and windows as checks: small tables, and key verdicts computed a second way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from rotation import ledger, paths
from rotation.checks import performance, sectors
from rotation.errors import EvidenceMissing, InputError
from rotation.records import Claim

CLAIM = Claim("000/999", "000", "a test", "market_performance", "comparison", "Russell 2000", None, direction="up")


@pytest.fixture(scope="module")
def book():
    return ledger.build(paths.DATA)


@pytest.fixture(scope="module")
def world(book):
    return book.world


# ---------------------------------------------------------------- windows

@pytest.mark.parametrize(("name", "end", "start", "stop"), [
    ("year", date(2025, 12, 12), date(2024, 12, 31), date(2025, 12, 12)),
    ("year", date(2025, 12, 31), date(2024, 12, 31), date(2025, 12, 31)),
    ("april_low", date(2025, 12, 12), date(2025, 4, 8), date(2025, 12, 12)),
    ("quarter", date(2025, 12, 17), date(2025, 9, 17), date(2025, 12, 17)),
    ("month", date(2025, 12, 17), date(2025, 11, 17), date(2025, 12, 17)),
    ("month", date(2025, 12, 31), date(2025, 11, 28), date(2025, 12, 31)),       # 30 November was a Sunday
    ("2021", date(2025, 12, 31), date(2020, 12, 31), date(2021, 12, 31)),
    ("2025-08-31/2025-11-30", date(2025, 12, 31), date(2025, 8, 29), date(2025, 11, 28)),
])
def test_windows_start_at_a_close(name, end, start, stop):
    window = sectors.named_window(name, end)
    assert (window.start, window.end) == (start, stop)


def test_the_april_low_was_the_lowest_close_of_the_year(world):
    for series in ("yahoo/RUT", "yahoo/GSPC"):
        year = world.market.close(series).loc["2025"]
        assert year.idxmin().date() == sectors.APRIL_LOW


@pytest.mark.parametrize(("need", "held", "of", "holds"), [
    ("most", 3, 4, True), ("most", 2, 4, False), ("any", 1, 4, True), ("any", 0, 4, False), ("all", 4, 4, True),
    ("all", 3, 4, False),
])
def test_how_many_windows_are_needed(need, held, of, holds):
    assert sectors.NEEDS[need](held, of) is holds


def test_an_unknown_need_is_refused(world):
    with pytest.raises(InputError, match="most"):
        sectors.leads(CLAIM, world, series="yahoo/RUT", other="yahoo/GSPC", end="2025-12-12", need="half")


# ---------------------------------------------------------------- groups

def test_a_group_is_the_mean_of_its_members(world):
    window = sectors.named_window("2025-10-31/2025-11-28", date(2025, 12, 31))
    alone = [sectors._group(world, name, window, "price_return") for name in ("yahoo/XLU", "yahoo/XLV")]
    assert sectors._group(world, ["yahoo/XLU", "yahoo/XLV"], window, "price_return") == pytest.approx(sum(alone) / 2)


@pytest.mark.parametrize(("direction", "held"), [("up", 3), ("down", 1)])
def test_a_lead_one_way_is_a_lag_the_other(world, direction, held):
    found = sectors.leads(CLAIM, world, series="yahoo/RUT", other="yahoo/GSPC", end="2025-12-12", direction=direction)
    assert found.found == f"{held} of 4 windows"


@pytest.mark.parametrize(("direction", "held"), [("down", True), ("up", False)])
def test_two_of_three_defensive_sectors_lagged_although_their_mean_led(world, direction, held):
    claim = replace(CLAIM, direction=direction)
    group = ["yahoo/XLU", "yahoo/XLP", "yahoo/XLV"]
    found = sectors.most_lead(claim, world, series=group, other="yahoo/SPY", window="2025-09-30/2025-12-05",
                              end="2025-12-05")
    assert found.holds is held
    mean = sectors.leads(CLAIM, world, series=group, other="yahoo/SPY", windows=["2025-09-30/2025-12-05"],
                         end="2025-12-05")
    assert mean.holds


def test_a_window_after_the_edition_is_not_seen(world):
    early = replace(world, as_of=date(2025, 12, 5))
    with pytest.raises(EvidenceMissing):
        sectors.leads(CLAIM, early, series="yahoo/RUT", other="yahoo/GSPC", end="2025-12-05", windows=["2025"])


# ---------------------------------------------------------------- records and calendars

@pytest.mark.parametrize(("column", "day", "run"), [
    ("close", "2025-12-10", 1), ("close", "2025-12-11", 2), ("close", "2025-12-09", 0), ("high", "2025-12-10", 2),
])
def test_consecutive_records(world, column, day, run):
    found = performance.consecutive_record(CLAIM, world, series="yahoo/RUT", date=day, column=column)
    assert found.value == run


@pytest.mark.parametrize(("start", "end", "closed"), [
    ("2025-11-24", "2025-11-28", True), ("2025-12-01", "2025-12-10", False), ("2025-12-22", "2025-12-26", True),
])
def test_weeks_shortened_by_a_holiday(world, start, end, closed):
    assert sectors.holiday_week(CLAIM, world, start=start, end=end).holds is closed


def test_a_rise_without_precedent_is_the_largest_of_its_length(world):
    best = sectors.largest_rise(CLAIM, world, series="yahoo/RUT", end="2020-06-08", windows=["2020-03-18/2020-06-08"])
    late = sectors.largest_rise(CLAIM, world, series="yahoo/RUT", end="2025-12-10", windows=["month"])
    assert best.found == "best rank 1"
    assert not late.holds


# ---------------------------------------------------------------- key numbers a second way

def test_the_two_halves_of_the_pair_belong_to_different_dates(world):
    closes = {name: world.market.close(name) for name in ("yahoo/IWM", "yahoo/SPY")}
    dividends = {name: world.market.dividend(name) for name in closes}

    def simple_total(name, end):     # price plus dividends paid, not reinvested: a second formula
        paid = dividends[name].loc["2025-01-01": end].sum()
        return 100 * ((closes[name][end] + paid) / closes[name]["2024-12-31"] - 1)

    assert simple_total("yahoo/IWM", "2025-09-30") == pytest.approx(10.4, abs=0.2)
    assert simple_total("yahoo/SPY", "2025-11-28") == pytest.approx(17.8, abs=0.4)
    assert abs(simple_total("yahoo/SPY", "2025-09-30") - 17.81) > 2
    assert abs(simple_total("yahoo/IWM", "2025-11-28") - 10.4) > 2


@pytest.mark.parametrize(("fund", "index", "start", "end"), [
    ("yahoo/IWM", "yahoo/RUT", "2025-04-08", "2025-12-10"), ("yahoo/SPY", "yahoo/GSPC", "2025-04-08", "2025-12-10"),
])
def test_funds_confirm_the_indices(world, fund, index, start, end):
    moves = [world.market.close(name)[end] / world.market.close(name)[start] - 1 for name in (fund, index)]
    assert moves[0] == pytest.approx(moves[1], abs=0.01)


@pytest.mark.parametrize(("claim", "verdict"), [
    ("000/001", "inaccurate"),          # the year's lead that was a lag
    ("000/010", "missing_context"), ("000/011", "missing_context"),
    ("000/014", "accurate"),            # "in certain periods"
    ("001/013", "accurate"), ("001/018", "accurate"),
    ("000/013", "not_enough_evidence"), ("002/014", "not_enough_evidence"),     # flows at second hand: one treatment
    ("004/006", "not_enough_evidence"), ("004/030", "not_enough_evidence"),
    ("001/048", "inaccurate"),          # health care, the leader, called a laggard
    ("001/050", "missing_context"),     # two of three defensive sectors lagged, one of the two named did
    ("001/051", "not_enough_evidence"), ("001/055", "mostly_accurate"),
    ("002/001", "inaccurate"),          # the seven led in both windows
    ("003/017", "missing_context"),     # even the Dow
    ("003/019", "missing_context"), ("004/018", "accurate"),
    ("003/172", "missing_context"), ("003/173", "not_enough_evidence"), ("003/174", "not_enough_evidence"),
    ("003/175", "not_enough_evidence"),
    ("003/003", "accurate"), ("003/013", "accurate"), ("003/014", "missing_context"),
    ("003/023", "inaccurate"), ("003/145", "accurate"), ("003/146", "inaccurate"),
    ("004/005", "accurate"), ("004/011", "inaccurate"), ("004/012", "inaccurate"),
])
def test_verdicts_that_anchor_the_chapter(book, claim, verdict):
    assert book[claim].verdict.verdict == verdict


def test_every_claim_of_these_topics_has_a_check(book):
    own = [e for e in book.of_topic("market_performance", "sector_rotation", "other") if e.claim.kind != "forecast"]
    assert [e.claim.id for e in own if not e.claim.lost and not e.method] == []


def test_most_of_the_numbers_are_decided(book):
    own = book.of_topic("market_performance", "sector_rotation", "other")
    numbers = [e for e in own if e.claim.stated and not e.claim.lost and e.claim.kind != "forecast"]
    assert sum(e.decided for e in numbers) / len(numbers) > 0.6


def test_a_proxy_never_refutes(book):
    own = book.of_topic("market_performance", "sector_rotation")
    proxied = [e for e in own if e.finding and e.finding.readings and all(
        r.measurement and r.measurement.proxy for r in e.finding.readings if r.role in ("primary", "reading"))]
    assert proxied
    assert {e.verdict.verdict for e in proxied}.isdisjoint({"inaccurate"})


def test_the_companion_is_judged_in_its_own_band(world):
    claim = SimpleNamespace(id="000/011", article="000", unit="%", stated="17.81%", as_of=None, period=None)
    same = {"companion": "000/010", "series": "yahoo/IWM", "start": "2024-12-31", "basis": "total_return"}
    assert sectors.companion_holds(claim, world, end="2025-09-30", **same).holds          # its own date: it fits
    assert not sectors.companion_holds(claim, world, end="2025-11-28", **same).holds


def test_the_last_record_before_december(world):
    found = sectors.last_record_date(CLAIM, world, series="yahoo/GSPC", end="2025-12-05")
    closes = world.market.close("yahoo/GSPC").loc[:"2025-12-05"]
    assert found.value == closes.idxmax().date() == date(2025, 10, 28)


def test_margin_of_the_year_by_hand(book):
    rut, spx = Decimal("2551.46") / Decimal("2230.16"), Decimal("6827.41") / Decimal("5881.63")
    assert book["000/001"].primary.measurement.found == f"−{round(100 * (spx - rut), 1)}\u00a0pp"
