"""The valuation checks: their arithmetic on figures small enough to do by hand, then verdicts on the real evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

from rotation import ledger, paths
from rotation.checks import valuation as checks
from rotation.errors import EvidenceMissing, InputError
from rotation.market import Market
from rotation.records import Claim


def quarters(*figures: float, start: str = "2025-03-31") -> pd.Series:
    return pd.Series(figures, index=pd.date_range(start, periods=len(figures), freq="QE"), dtype=float)


def years(figures: dict[int, float]) -> pd.Series:
    return pd.Series(list(figures.values()), index=pd.to_datetime([f"{year}-12-31" for year in figures]), dtype=float)


class FakeWorld:
    """Series and documents by name; everything was released on one day."""

    def __init__(self, figures=None, rows=(), claims=None):
        self.figures, self.rows, self.claims = figures or {}, list(rows), claims or {}
        self.market = SimpleNamespace(
            value=self.figures.get, certificate=lambda name: SimpleNamespace(title=f"{name}: P/E, yearly"))
        source = SimpleNamespace(publisher="Maker, carried", released_at=date(2026, 1, 19))
        self.reference = SimpleNamespace(document=lambda name: source, find=self._find)

    def _find(self, table, **wanted):
        return [row for row in self.rows if all(row[key] == value for key, value in wanted.items())]

    def claim(self, name):
        return self.claims[name]

    def day(self, claim, text):
        return date.fromisoformat(text)

    def released(self, name, day):
        return date(2026, 1, 16)


def claim(stated: str | None = None, unit: str | None = None, direction: str = "none") -> Claim:
    return Claim(id="000/001", article="000", statement="s", topic="valuation", kind="comparison", subject=None,
                 metric=None, direction=direction, stated=stated, unit=unit, value=None)


def figure(subject: str, as_of: str, value: str, metric: str = "pe_forward") -> dict[str, str]:
    return {"document": "doc", "subject": subject, "metric": metric, "as_of": as_of, "value": value}


# ---------------------------------------------------------------- series

@pytest.mark.parametrize(("day", "value"), [
    ("2025-03-31", 20), ("2025-06-29", 20), ("2025-06-30", 21), ("2025-10-01", 22),
])
def test_a_multiple_is_the_last_one_published(day, value):
    world = FakeWorld({"a": quarters(20, 21, 22)})
    assert checks.multiple_on(claim(), world, series="a", date=day).value == value


@pytest.mark.parametrize("day", ["2025-01-01", "2026-02-01"])  # before the first; 124 days after the last
def test_a_stale_or_absent_multiple_is_no_evidence(day):
    with pytest.raises(EvidenceMissing):
        checks.multiple_on(claim(), FakeWorld({"a": quarters(20, 21, 22)}), series="a", date=day)


@pytest.mark.parametrize(("small", "large", "discount"), [(15, 20, 25), (20, 20, 0), (25, 20, -25)])  # 1 − 15/20 = 25%
def test_the_large_multiple_is_the_denominator(small, large, discount):
    world = FakeWorld({"a": quarters(small), "b": quarters(large)})
    assert checks.discount_between(claim(), world, small="a", large="b", date="2025-03-31").value == discount


@pytest.mark.parametrize(("small", "large", "holds"), [(22, 26, True), (26, 22, False), (20, 20, False)])
def test_cheaper_on_the_earnings_of_a_year(small, large, holds):
    world = FakeWorld({"a": years({2025: small}), "b": years({2025: large})})
    assert checks.cheaper_on_year_earnings(claim(), world, small="a", large="b", year=2025).holds is holds


def test_a_multiple_of_losses_is_refused_not_called_cheap():
    world = FakeWorld({"a": years({2025: -5}), "b": years({2025: 20})})
    with pytest.raises(InputError, match="not positive"):
        checks.cheaper_on_year_earnings(claim(), world, small="a", large="b", year=2025)


@pytest.mark.parametrize(("stated", "holds"), [
    ("10%", False), ("15%", True), ("20%", True), ("30%", True), ("32%", False),
])
def test_a_discount_between_the_two_years(stated, holds):
    # 17 / 20: 15% on this year's earnings; 14 / 20: 30% on the next
    world = FakeWorld({"a": years({2025: 17, 2026: 14}), "b": years({2025: 20, 2026: 20})})
    found = checks.between_year_discounts(claim(stated, "%"), world, small="a", large="b", years=[2025, 2026])
    assert found.holds is holds


@pytest.mark.parametrize(("small", "cheaper"), [
    ((9, 9, 11), True), ((9, 11, 11), False), ((9, 9, 9), True), ((10, 10, 10), False),
])
def test_most_quarters_below_the_large_multiple(small, cheaper):
    world = FakeWorld({"a": quarters(*small), "b": quarters(10, 10, 10)})
    found = checks.share_of_quarters_cheaper(claim(), world, small="a", large="b", date="2025-12-31")
    assert (found.holds, found.n) == (cheaper, 3)


@pytest.mark.parametrize(("ratios", "rank"), [((3, 2, 1), 1), ((1, 2, 3), 3), ((1, 3, 2), 2)])
def test_the_rank_of_the_last_ratio(ratios, rank):
    world = FakeWorld({"a": quarters(*ratios), "b": quarters(1, 1, 1)})
    found = checks.lowest_ratio(claim(), world, small="a", large="b", date="2025-12-31")
    assert (found.holds, found.found) == (rank == 1, f"rank {rank} of 3")


@pytest.mark.parametrize(("now", "above", "below"), [(21, True, False), (19, False, True), (20, False, False)])
def test_against_its_own_median_losses_left_out(now, above, below):
    world = FakeWorld({"a": years({2021: 18, 2022: -90, 2023: 20, 2024: 22, 2025: now})})  # median of 18, 20, 22 is 20
    assert checks.above_own_median(claim(), world, series="a", year=2025).holds is above
    assert checks.below_own_median(claim(), world, series="a", year=2025).holds is below


@pytest.mark.parametrize(("eps", "direction", "holds"), [
    ((100, 110, 132), "up", True),      # +10%, then +20%
    ((100, 120, 132), "up", False),     # +20%, then +10%
    ((100, 120, 132), "down", True),
])
def test_growth_that_turned(eps, direction, holds):
    world = FakeWorld({"e": quarters(*eps)})
    found = checks.growth_turned(claim(direction=direction), world, series="e", start="2025-03-31",
                                 middle="2025-06-30", end="2025-09-30")
    assert found.holds is holds


def test_growth_from_a_loss_has_no_meaning():
    with pytest.raises(EvidenceMissing, match="no meaning"):
        checks.growth_compared(claim(direction="up"), FakeWorld({"a": quarters(-1, 2), "b": quarters(1, 2)}),
                               series="a", other="b", start="2025-03-31", end="2025-06-30")


def test_a_multiple_without_its_kind_is_matched_or_left_open():
    world = FakeWorld({"a": quarters(26.25), "b": quarters(24.17)})
    found = checks.unnamed_multiple(claim("24.17x", "x"), world, series=["a", "b"], date="2025-03-31")
    assert (found.value, found.inputs) == (Decimal("24.17"), ("b",))
    with pytest.raises(EvidenceMissing, match="lost the kind"):
        checks.unnamed_multiple(claim("24.17x", "x"), world, series=["a"], date="2025-03-31")


# ---------------------------------------------------------------- documents and prints

ROWS = [figure("S", "2025-11-07", "22"), figure("L", "2025-11-07", "20"), figure("S", "2025-11-14", "15"),
        figure("L", "2025-11-14", "20"), figure("S", "2025-11-21", "24"), figure("L", "2025-11-21", "20")]


@pytest.mark.parametrize(("day", "discount"), [
    ("2025-11-07", -10), ("2025-11-13", -10), ("2025-11-14", 25), ("2025-12-31", -20),
])
def test_a_documented_pair_is_of_one_day(day, discount):
    reading = {"document": "doc", "small": "S", "large": "L", "metric": "pe_forward", "date": day}
    assert checks.documented_discount(claim(), FakeWorld(rows=ROWS), **reading).value == discount
    assert checks.documented_cheaper(claim(), FakeWorld(rows=ROWS), **reading).holds is (discount > 0)


@pytest.mark.parametrize(("stated", "end", "value"), [
    ("22.1x", "2025-11-30", 22), ("14x", "2025-11-30", 15), ("24x", "2025-11-15", 22),
])
def test_any_week_of_the_printed_period(stated, end, value):
    found = checks.documented_in_window(claim(stated, "x"), FakeWorld(rows=ROWS), document="doc", subject="S",
                                        metric="pe_forward", start="2025-11-01", end=end)
    assert found.value == value


@pytest.mark.parametrize(("stated", "holds"), [("36.75", False), ("74", True)])  # above 1 of 3; above 2 of 3
def test_high_among_figures_of_its_own_definition(stated, holds):
    known = {"2020": "73.09", "2021": "230.36", "2025": "33.44"}
    rows = [figure("S", day, value, "pe_trailing") for day, value in known.items()]
    world = FakeWorld(rows=rows, claims={"p": claim(stated, "x")})
    found = checks.high_among_documented(claim(), world, printed="p", documents=["doc"], subject="S",
                                         metric="pe_trailing")
    assert found.holds is holds


@pytest.mark.parametrize(("small", "large", "holds"), [("25.95x", "22.54x", False), ("16x", "22x", True)])
def test_the_larger_print_is_the_dearer_one(small, large, holds):
    world = FakeWorld(claims={"s": claim(small, "x"), "l": claim(large, "x")})
    assert checks.printed_pair_is_discount(claim(), world, small="s", large="l").holds is holds


BOUNDS = [figure("S", "2025-09-25", "16"), figure("L", "2025-09-25", "22")]     # below 16, above 22: more than 27.3%


@pytest.mark.parametrize(("stated", "holds"), [(None, True), ("20%", False), ("27%", None), ("30%+", None)])
def test_bounds_contradict_a_number_and_confirm_none(stated, holds):
    reading = {"document": "doc", "small": "S", "large": "L", "metric": "pe_forward", "date": "2025-12-05"}
    said = claim(stated, "%" if stated else None)
    if holds is None:
        with pytest.raises(EvidenceMissing, match="bounds only"):
            checks.documented_bounds(said, FakeWorld(rows=BOUNDS), **reading)
    else:
        assert checks.documented_bounds(said, FakeWorld(rows=BOUNDS), **reading).holds is holds


@pytest.mark.parametrize(("stated", "value"), [("30%+", 30), ("10%", 25), ("50%", 40)])  # 60 to 75 of 100: 25% to 40%
def test_a_range_answers_with_its_point_nearest_to_the_print(stated, value):
    rows = [figure("S", "2025-12-05", "75", "high"), figure("S", "2025-12-05", "60", "low"),
            figure("L", "2025-12-05", "100", "pe_trailing")]
    found = checks.documented_discount_range(
        claim(stated, "%"), FakeWorld(rows=rows), small_document="doc", small="S", small_metrics=["low", "high"],
        large_document="doc", large="L", large_metric="pe_trailing", date="2025-12-05")
    assert round(found.value) == value


@pytest.mark.parametrize(("a", "b", "holds"), [(36, 26, True), (26, 36, False), (20, 20, False)])
def test_dearer_on_the_earnings_of_a_year(a, b, holds):
    world = FakeWorld({"a": years({2025: a}), "b": years({2025: b})})
    assert checks.dearer_on_year_earnings(claim(), world, series="a", other="b", year=2025).holds is holds


# ---------------------------------------------------------------- the real evidence, by a second route

@cache
def verdicts():
    return {entry.claim.id: entry for entry in ledger.build(paths.DATA).of_topic("valuation")}


def test_every_valuation_claim_that_is_no_forecast_is_tested():
    untested = [name for name, entry in verdicts().items()
                if entry.claim.kind != "forecast" and not entry.claim.lost and entry.finding is None]
    assert untested == []


@pytest.mark.parametrize(("name", "verdict"), [
    ("000/018", "missing_context"), ("000/019", "accurate"), ("001/006", "mostly_accurate"),
    ("001/007", "missing_context"), ("002/004", "missing_context"), ("002/018", "missing_context"),
    ("002/021", "mostly_accurate"), ("002/022", "mostly_accurate"), ("003/036", "not_enough_evidence"),
    ("003/037", "missing_context"), ("003/170", "inaccurate"), ("004/028", "not_enough_evidence"),
    ("004/034", "missing_context"), ("000/021", "not_enough_evidence"), ("002/043", "incomplete"),
    ("003/010", "accurate"), ("003/026", "accurate"), ("003/027", "accurate"), ("004/031", "accurate"),
])
def test_verdicts(name, verdict):
    assert verdicts()[name].verdict.verdict == verdict


def test_the_same_question_gets_the_same_answer():
    opinions = {"003/026", "003/027"}          # "were considered": what somebody thought, not what a multiple says
    same = {entry.verdict.verdict for entry in verdicts().values()
            if entry.claim.metric == "valuation_discount" and entry.claim.subject in ("Russell 2000", "US small-caps")
            and not entry.claim.lost and entry.claim.id not in opinions}
    assert same == {"missing_context"}
    assert {verdicts()[name].method for name in opinions} == {"says"}


def test_multiples_are_prices_over_estimates():
    """Our own closes over the consensus earnings give the producer's multiple: two sources, one figure."""
    for code in ("RUT", "GSPC"):
        pe, eps = (Market().value(f"bloomberg/{code}_{what}") for what in ("pe_forward", "eps_forward"))
        close = Market().close(f"yahoo/{code}").reindex(pe.index, method="ffill")
        assert (close / eps / pe - 1).abs().max() < 2e-5


def test_leaving_out_the_loss_makers_turns_the_premium_into_the_discount_printed():
    # 1 − 19 / 28.3 = 32.9%, the end of the range nearest to the print that lies inside 30%+
    found = verdicts()["002/004"]
    assert float(found.primary.measurement.value) == pytest.approx(100 * (1 - 25.95 / 22.54))
    held = [r.measurement for r in found.finding.readings if r.outcome == "inside"]
    assert [round(float(m.value), 1) for m in held] == [round(100 * (1 - 19 / 28.3), 1)]


def test_the_forward_pair_of_december_by_price_and_earnings():
    # 2,521.48 / 101.0973 = 24.94 and 6,870.40 / 305.7553 = 22.47: a premium of 11%
    close = {code: Market().close(f"yahoo/{code}")["2025-12-05"] for code in ("RUT", "GSPC")}
    premium = close["RUT"] / 101.0973 / (close["GSPC"] / 305.7553) - 1
    assert round(premium, 3) == 0.110
    assert float(verdicts()["001/007"].primary.measurement.value) == pytest.approx(-100 * premium, abs=0.01)
