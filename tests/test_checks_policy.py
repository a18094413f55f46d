"""Checks on policy and the economy: tables on small worlds, and key results of the data a second way."""

import math
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rotation import easing, ledger, paths, policy
from rotation.checks import policy as checks
from rotation.errors import EvidenceMissing, InputError
from rotation.market import Market
from rotation.reference import Reference
from rotation.statistics import newey_west


class Document(SimpleNamespace):
    pass


def meeting(day, decision, lower, upper, effective=""):
    return {"announcement": day, "decision": decision, "lower": lower, "upper": upper, "effective": effective,
            "document": f"doc-{day}", "change_bp": "0"}


MEETINGS = [
    meeting("2025-07-30", "hold", "4.25", "4.50"), meeting("2025-09-17", "cut", "4.00", "4.25", "2025-09-18"),
    meeting("2025-12-10", "cut", "3.75", "4.00", "2025-12-11"),
]


class Tables:
    """A reference of a few rows, every document released on the day of its name."""

    def __init__(self, **tables):
        self.tables = tables

    def rows(self, name):
        return self.tables[name]

    def find(self, name, **wanted):
        return [row for row in self.tables[name] if all(row[k] == v for k, v in wanted.items())]

    def document(self, name):
        return Document(id=name, released_at=date.fromisoformat(name.removeprefix("doc-")))


class Series:
    """A market of value series, public ``lag`` days after their date."""

    def __init__(self, lag=0, **values):
        self.values, self.lag = values, lag

    def value(self, name):
        return self.values[name]

    def certificate(self, name):
        return SimpleNamespace(title=name, columns=("value",), decimals=2, frequency="monthly")


def world(as_of="2026-01-31", **parts):
    market = parts.get("market")

    def day(claim, text):
        found = date(2025, 12, 31) if text in ("claim_date", "last_close") else date.fromisoformat(text)
        if found > date.fromisoformat(as_of):
            raise EvidenceMissing("later")
        return found

    return SimpleNamespace(
        reference=Tables(**parts.get("tables", {"fomc_meetings": MEETINGS})), market=market, day=day,
        released=lambda name, when: when + timedelta(days=market.lag), as_of=date.fromisoformat(as_of),
        once=lambda key, make: make(),
    )


def claim(direction="down", value=None):
    return SimpleNamespace(id="t/1", direction=direction, value=value, unit=None, stated=None)


def monthly(start, values):
    return pd.Series(values, pd.date_range(start, periods=len(values), freq="MS"))


# ---------------------------------------------------------------- decisions

@pytest.mark.parametrize(("start", "direction", "holds", "found"), [
    ("2025-07-30", "down", True, "−50\u00a0bp"),   # 4.50 -> 4.00
    ("2025-09-17", "down", True, "−25\u00a0bp"),   # 4.25 -> 4.00
    ("2025-12-10", "down", False, "0\u00a0bp"),    # the last decision is its own start
    ("2025-07-30", "up", False, "−50\u00a0bp"),
])
def test_a_stance_is_what_was_decided(start, direction, holds, found):
    got = checks.range_moved(claim(direction), world(), start=start)
    assert (got.holds, got.found) == (holds, found)


@pytest.mark.parametrize(("until", "holds", "n"), [
    ("2025-09-16", True, 0), ("2025-09-17", False, 1), ("2025-12-31", False, 2),
])
def test_a_first_cut_to_come_is_not_one_after_others(until, holds, n):
    got = checks.none_before(claim(), world(), decision="cut", since="2025-01-01", until=until)
    assert (got.holds, got.n) == (holds, n)


EVENTS = [{"date": d, "event": "press conference", "who": "Chair", "document": f"doc-{d}"}
          for d in ("2025-10-29", "2025-12-10")]


CONFERENCE = {"event": "press conference", "who": "Chair"}


@pytest.mark.parametrize(("printed", "expected"), [
    ("2025-12-12", date(2025, 12, 10)), ("2025-10-01", date(2025, 10, 29)),
])
def test_an_event_is_the_one_nearest_to_the_printed_day(printed, expected):
    got = checks.event_date(claim(value=printed), world(tables={"policy_events": EVENTS}), **CONFERENCE)
    assert (got.value, got.released_at) == (expected, expected)


def test_an_event_that_is_not_on_record_is_missing_evidence():
    with pytest.raises(EvidenceMissing, match="press conference"):
        checks.event_date(claim(value="2025-12-12"), world(tables={"policy_events": []}), **CONFERENCE)


MOVES = [{"announcement": d, "change_bp": b, "document": f"doc-{d}"} for d, b in
         (("2022-03-16", "25"), ("2024-09-18", "-50"), ("2025-09-17", "-25"))]   # 364 days apart: one cycle


@pytest.mark.parametrize(("after", "holds"), [("2025-01-01", False), ("2024-09-18", True), ("2024-09-19", False)])
def test_an_easing_cycle_begins_with_its_first_cut(after, holds):
    got = checks.easing_began(claim(), world(tables={"rate_moves": MOVES}), after=after)
    assert (got.holds, got.end) == (holds, date(2024, 9, 18))


# ---------------------------------------------------------------- rates and activity

@pytest.mark.parametrize(("at_least", "at_most", "holds"), [(-0.25, 0.25, True), (-0.25, 0.1, False), (0.21, 1, False)])
def test_stable_is_a_declared_band(at_least, at_most, holds):
    market = Series(rate=monthly("2025-09-01", [4.0, 4.1, 4.2]))                # + 0.20
    got = checks.change_between(claim(), world(market=market), series="rate", start="2025-09-01", end="2025-12-31",
                                at_least=at_least, at_most=at_most)
    assert (got.holds, got.found) == (holds, "+0.20")


def test_only_what_was_public_on_the_day_counts():
    market = Series(lag=45, rate=monthly("2025-09-01", [4.0, 4.1, 4.2, 5.0]))     # December is public in January
    got = checks.change_between(claim(), world(market=market), series="rate", start="2025-09-01", end="2025-12-31",
                                at_least=-1, at_most=1)
    assert got.end == date(2025, 11, 1)
    assert got.text.endswith("in November 2025")          # the month, not its first day


@pytest.mark.parametrize(("sign", "direction", "holds", "found"), [
    (-1, "up", True, "+0.50\u00a0pp"),      # (4.0 - 3.2) - (4.0 - 3.7)
    (1, "down", True, "−0.50\u00a0pp"),     # (4.0 + 3.2) - (4.0 + 3.7)
    (-1, "down", False, "+0.50\u00a0pp"),
])
def test_a_spread_and_a_sum_of_two_rates(sign, direction, holds, found):
    market = Series(a=monthly("2025-01-01", [4.0, 4.0]), b=monthly("2025-01-01", [3.7, 3.2]))
    got = checks.combined_change(claim(direction), world(market=market), first="a", second="b", sign=sign,
                                 start="2025-01-15", end="2025-12-31", name="curve")
    assert (got.holds, got.found) == (holds, found)


@pytest.mark.parametrize(("last", "holds"), [(3.1, True), (2.9, False)])
def test_elevated_is_above_the_mean_of_the_years_before(last, holds):
    market = Series(rate=monthly("2025-01-01", [2.0, 4.0, last]))                # mean before: 3
    got = checks.above_own_mean(claim("none"), world(market=market), series="rate", years=1)
    assert (got.holds, got.n) == (holds, 2)


def test_growth_is_annualised_from_quarters():
    level = pd.Series([100, 101, 102.01, 104.0502], pd.date_range("2025-01-01", periods=4, freq="QS"))
    got = checks.above_own_mean(claim("none"), world(market=Series(gdp=level)), series="gdp", years=1, growth=True)
    assert (got.holds, got.found) == (True, "8.2")                               # 1.02 ** 4 - 1


@pytest.mark.parametrize(("months", "holds"), [(1, True), (2, False)])
def test_growth_gains_against_an_earlier_month(months, holds):
    level = monthly("2024-01-01", [100] * 12 + [104, 101, 103])                  # 4%, 1%, 3%
    got = checks.growth_gained(claim("up"), world(market=Series(ip=level)), series="ip", months=months)
    assert (got.holds, got.found) == (holds, "3.0%")


# ---------------------------------------------------------------- small against large

class Closes:
    def __init__(self, **closes):
        self.closes = closes

    def close(self, name):
        return self.closes[name]

    def value(self, name):
        return self.closes[name]

    def certificate(self, name):
        return SimpleNamespace(title=f"{name}, price")


def prices(relative):
    """A small and a large index whose log ratio is the given path; large stands at 100."""
    index = pd.bdate_range("2000-01-03", periods=len(relative))
    return Closes(s=pd.Series(100 * np.exp(relative), index), g=pd.Series(100.0, index)), index


def cut_world(relative, positions):
    market, index = prices(np.asarray(relative))
    moves = [{"announcement": "1995-01-02", "change_bp": "25", "document": ""}]
    moves += [{"announcement": f"{index[i]:%Y-%m-%d}", "change_bp": "-25", "document": ""} for i in positions]
    return world(market=market, tables={"rate_moves": moves})


def cuts(events, clear=False, **made):
    return checks.after_cuts(claim("up"), cut_world(**made), events=events, horizon=10, small="s", large="g",
                             interval_clear=clear)


JUMPS = np.repeat([0.0, 0.02, 0.05, 0.06], 300)      # +2%, +3%, +1% at sessions 300, 600, 900


@pytest.mark.parametrize(("positions", "mean", "holds"), [
    ([295, 595, 895], 2.0, True),       # (2 + 3 + 1) / 3, three of three
    ([295, 595], 2.5, True),
    ([295, 700], 1.0, False),           # (2 + 0) / 2: ahead once in two is not more often than not
])
def test_the_record_asks_for_a_lead_on_average_and_more_often_than_not(positions, mean, holds):
    got = cuts("first", relative=JUMPS, positions=positions)
    assert float((got.low + got.high) / 2) == pytest.approx(mean)
    assert (got.holds, got.n) == (holds, len(positions))


def test_the_interval_has_n_minus_one_degrees_of_freedom():
    got = cuts("first", relative=JUMPS, positions=[295, 595, 895], clear=True)
    half = stats.t.ppf(0.975, 2) * 1 / math.sqrt(3)                               # sd of 2, 3, 1 is 1
    assert (float(got.low), float(got.high)) == (pytest.approx(2 - half), pytest.approx(2 + half))
    assert not got.holds


def test_overlapping_cuts_are_one_stretch():
    got = cuts("any", relative=JUMPS, positions=[295, 298, 595, 895])
    assert "4 cuts in 3 separate stretches" in got.text
    assert got.n == 4


def test_a_cycle_runs_from_its_first_to_its_last_cut():
    got = cuts("cycle", relative=JUMPS, positions=[295, 305, 595, 605])           # +2% and +3%
    assert (got.n, float((got.low + got.high) / 2)) == (2, pytest.approx(2.5))


def test_an_unknown_kind_of_event_is_refused():
    with pytest.raises(InputError, match="first or any or cycle"):
        cuts("last", relative=JUMPS, positions=[295, 595])


@pytest.mark.parametrize(("b", "holds"), [(-3.0, True), (3.0, False), (0.0, None)])
def test_an_interval_around_zero_decides_nothing(b, holds, monkeypatch):
    found = SimpleNamespace(n=99, coef={"d2y": b / 100}, low={"d2y": (b - 1) / 100}, high={"d2y": (b + 1) / 100})
    monkeypatch.setattr(checks, "_weekly", lambda *_: found)
    if holds is None:
        with pytest.raises(EvidenceMissing, match="decides nothing"):
            checks.answers_to_rates(claim(), None, days="weekly")
    else:
        assert checks.answers_to_rates(claim(), None, days="weekly").holds is holds


STYLE = [                              # b of growth minus value on the yield; noise of 0.1 pp a week around it
    (-3.0, True),
    (3.0, False),
    (0.0, None),                       # around zero: decides nothing
]


@pytest.mark.parametrize(("b", "holds"), STYLE)
def test_growth_falls_behind_value_when_the_yield_rises(b, holds):
    weeks = pd.date_range("2024-01-05", periods=120, freq="W-FRI")
    step = np.where(np.arange(120) % 3 == 0, 0.1, -0.05)                      # change of the yield, points
    noise = np.where(np.arange(120) % 2 == 0, 0.001, -0.001)
    growth = pd.Series(100 * np.cumprod(1 + b / 100 * step + noise), weeks)
    closes = {"yahoo/G": growth, "yahoo/V": pd.Series(50.0, weeks)}
    certificate = SimpleNamespace(title="Yield, 10 years")
    market = SimpleNamespace(close=closes.get, value=lambda _: pd.Series(4 + np.cumsum(step), weeks),
                             certificate=lambda _: certificate)
    world = SimpleNamespace(market=market, released=lambda _, day: day, once=lambda key, make: make())
    names = {"growth": "yahoo/G", "value": "yahoo/V"}
    if holds is None:
        with pytest.raises(EvidenceMissing, match="Growth fund G minus value fund V per point of yield at 10 years"):
            checks.style_answers_to_rates(claim(), world, yields="y", **names)
        return
    got = checks.style_answers_to_rates(claim(), world, yields="y", **names)
    assert (got.holds, got.n, got.end) == (holds, 119, weeks[-1].date())
    assert float(got.low) < b < float(got.high)


# ---------------------------------------------------------------- the data, a second way

@pytest.fixture(scope="module")
def market():
    return Market()


@pytest.fixture(scope="module")
def moves():
    return easing.moves_frame(Reference(paths.DATA).rows("rate_moves"))


def test_first_cuts_since_1987_are_the_seven_of_the_record(moves):
    days = policy.first_moves(moves)["announcement"]
    assert [f"{d:%Y-%m-%d}" for d in days if d.year > 1987] == [
        "1989-06-06", "1995-07-06", "1998-09-29", "2001-01-03", "2007-09-18", "2019-07-31", "2024-09-18"]


def test_the_year_after_first_cuts_by_hand(market, moves):
    """The log relative return as a difference of two log returns, positions counted on the S&P 500 alone."""
    small, large = market.close("yahoo/RUT"), market.close("yahoo/GSPC")
    found = []
    for day in ("1989-06-06", "1995-07-06", "1998-09-29", "2001-01-03", "2007-09-18", "2019-07-31", "2024-09-18"):
        end = large.index[large.index.get_loc(day) + 252]
        found.append(math.log(small[end] / small[day]) - math.log(large[end] / large[day]))
    got = policy.event_windows(small, large, policy.first_moves(moves)["announcement"], (252,))[252]
    assert got.tolist() == pytest.approx(found)
    assert sum(x > 0 for x in found) == 2


def test_the_sign_of_the_weekly_answer_holds_with_funds_and_another_yield(market):
    """Closes of two funds and the 5-year yield since 2000, by least squares: b stays above zero."""
    funds = (market.close(f"yahoo/{name}") for name in ("IJR", "SPY"))
    frame = policy.rate_sensitivity_inputs(*funds, market.value("fred/DGS5"))
    got = policy.rate_sensitivity(frame["relative"], frame["d2y"], frame["large"])
    design = np.c_[np.ones(len(frame)), frame["d2y"], frame["large"]]
    by_hand = np.linalg.lstsq(design, frame["relative"], rcond=None)[0]
    assert got.coef["d2y"] == pytest.approx(by_hand[1])
    assert by_hand[1] > 0


def test_with_the_cut_of_november_1987_first_cuts_have_the_record_that_the_rule_tells(market, moves):
    assert moves.set_index("announcement")["change_bp"].loc["1987-07-02"] == -12.5    # why it is no first cut
    days = [*policy.first_moves(moves)["announcement"], pd.Timestamp("1987-11-04")]
    small, large = market.close("yahoo/RUT"), market.close("yahoo/GSPC")
    got = policy.event_windows(small, large, sorted(days), (252,))[252].dropna()
    assert (len(got), int((got > 0).sum()), f"{100 * got.mean():.1f}") == (8, 3, "-0.1")


def test_growth_against_value_by_least_squares(market):
    """Returns from Friday to Friday without the package's helpers: the 10-year yield's slope, the 2-year's sign."""
    weekly = {name: market.close(f"yahoo/{name}").resample("W-FRI").last().pct_change() for name in ("IWF", "IWD")}
    for name, slope in (("DGS10", -1.2), ("DGS2", -0.7)):
        change = market.value(f"fred/{name}").dropna().resample("W-FRI").last().diff()
        frame = pd.DataFrame({"gap": weekly["IWF"] - weekly["IWD"], "change": change}).dropna()
        assert 100 * np.polyfit(frame["change"], frame["gap"], 1)[0] == pytest.approx(slope, abs=0.2)


@pytest.mark.parametrize("name", ["DGS2", "DGS10"])
def test_growth_against_value_is_open_since_2022_and_with_value_held_fixed(market, name):
    frame = policy.rate_sensitivity_inputs(market.close("yahoo/IWF"), market.close("yahoo/IWD"),
                                           market.value(f"fred/{name}"))
    late = frame.loc["2022-01-01":]
    for b in (newey_west(late["relative"], late["d2y"]),
              policy.rate_sensitivity(frame["relative"], frame["d2y"], frame["large"])):
        assert b.low["d2y"] < 0 < b.high["d2y"]


VERDICTS = {
    "003/067": "missing_context", "000/025": "not_enough_evidence", "001/033": "not_enough_evidence",
    "003/132": "not_enough_evidence", "003/181": "not_enough_evidence", "004/116": "missing_context",
    "001/009": "accurate", "001/012": "inaccurate", "002/029": "accurate", "002/053": "missing_context",
    "002/056": "inaccurate", "003/008": "accurate", "003/009": "accurate", "003/024": "accurate", "004/008": "accurate",
    "004/009": "inaccurate", "004/019": "accurate", "004/020": "inaccurate",
}


def test_the_verdicts_that_readers_will_look_up():
    book = ledger.build(paths.DATA)
    assert {name: book[name].verdict.verdict for name in VERDICTS} == VERDICTS
    open_ones = [book[name].verdict.justification for name in ("000/025", "001/033", "003/132", "003/181")]
    assert all("announcement days: " in text and "decides nothing" in text for text in open_ones)
    assert "(2025-04)" in book["004/116"].verdict.justification       # the third quarter came out on 23 December 2025
    same = {book[name].verdict.verdict for name in ("000/026", "001/008", "002/053")}
    assert same == {"missing_context"}                                            # the same question, the same answer
    without = [e.claim.id for e in book.of_topic("fed_policy", "macro") if e.claim.kind != "forecast" and not e.method]
    assert without == []
