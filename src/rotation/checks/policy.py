"""Decisions of the FOMC, rates and inflation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd

from .. import easing, policy
from ..errors import EvidenceMissing, InputError
from ..intervals import printed_magnitude
from ..records import Claim, Measurement
from ..returns import on_common_dates
from ..statistics import Regression, clustered_mean_interval, mean_t_interval, newey_west, overlap_clusters
from ..wording import day, decimal, interval, listed, number, plural, quantity
from .performance import same_figures
from .registry import World, check
from .tell import close_rows, places_for, released


def _meetings(world: World, until: date) -> list[dict[str, str]]:
    return [row for row in world.reference.rows("fomc_meetings") if date.fromisoformat(row["announcement"]) <= until]


def _told(row: dict[str, str]) -> str:
    return (f"{day(date.fromisoformat(row['announcement']))}: {row['decision']}, "
            f"{row['lower']}% to {row['upper']}%")


@check(basis="document")
def target_range(claim: Claim, world: World, *, date: str = "claim_date") -> Measurement:
    """Whether the FOMC's target range in force was the one printed, both ends exactly."""
    when = world.day(claim, date)
    row = _meetings(world, when)[-1]
    printed = printed_magnitude(claim.stated)
    holds = (Decimal(row["lower"]), Decimal(row["upper"])) == (printed[0], printed[-1])
    return Measurement(
        holds=holds, found=f"{row['lower']}%–{row['upper']}%", formula="target range of the last decision",
        inputs=(row["document"],), text=_told(row), end=when,
        released_at=world.reference.document(row["document"]).released_at,
    )


@check(basis="document")
def decision_on(claim: Claim, world: World, *, date: str, decision: str, by_effect: bool = False) -> Measurement:
    """Whether the FOMC announced this decision (cut, hold, hike) on the day; ``by_effect`` takes the effective day.

    Policy dates are never "one day off": the announcement is the event.
    """
    when = world.day(claim, date)
    column = "effective" if by_effect else "announcement"
    rows = world.reference.rows("fomc_meetings")
    row = next((row for row in rows if row[column] == when.isoformat()), None)
    near = min(rows, key=lambda r: abs((_day(r["announcement"]) - when).days))
    text = _told(row) if row else f"no decision of the FOMC on {day(when)}; the nearest: {_told(near)}"
    effective = f", in effect from {day(_day(row['effective']))}" if row and row["effective"] else ""
    return Measurement(
        holds=bool(row) and row["decision"] == decision, found=row["decision"] if row else "no decision",
        formula=f"decision of the day ({column} date)", inputs=((row or near)["document"],), text=text + effective,
        end=when, released_at=world.reference.document((row or near)["document"]).released_at,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


@check(basis="document")
def decision_date(claim: Claim, world: World, *, decision: str, nth_of_year: int, year: int) -> Measurement:
    """The announcement date of the n-th cut (or hike) of a year."""
    rows = [r for r in world.reference.rows("fomc_meetings")
            if r["decision"] == decision and r["announcement"].startswith(str(year))]
    if len(rows) < nth_of_year:
        raise EvidenceMissing(f"There were {len(rows)} decisions to {decision} in {year} by this edition.")
    row = rows[nth_of_year - 1]
    effective = f"; in effect from {day(_day(row['effective']))}" if row["effective"] else ""
    return Measurement(
        value=_day(row["announcement"]), formula="announcement date of the decision", inputs=(row["document"],),
        text=f"{decision} number {nth_of_year} of {year} was announced on {day(_day(row['announcement']))}{effective}",
        released_at=world.reference.document(row["document"]).released_at,
    )


@check(basis="document")
def moves_in_year(claim: Claim, world: World, *, decision: str, year: int, until: str = "claim_date") -> Measurement:
    """How many times the FOMC cut (or raised) in a year up to a day: a count."""
    when = world.day(claim, until)
    rows = [r for r in _meetings(world, when) if r["decision"] == decision and r["announcement"].startswith(str(year))]
    dates = listed([f"{_day(r['announcement']).day} {_day(r['announcement']):%B}" for r in rows])
    return Measurement(
        value=decimal(len(rows)), formula=f"decisions to {decision} announced in the year", n=len(rows), end=when,
        inputs=tuple(r["document"] for r in rows) or ("fomc_meetings",),
        text=f"{len(rows)} in {year} up to {day(when)}{f' ({dates})' if dates else ''}",
    )


@check(basis="document")
def moves_in_a_row(claim: Claim, world: World, *, decision: str, until: str = "claim_date") -> Measurement:
    """How many scheduled meetings in a row, up to a day, ended with this decision: a count."""
    when = world.day(claim, until)
    run: list[dict[str, str]] = []
    for row in reversed(_meetings(world, when)):
        if row["decision"] != decision:
            break
        run.append(row)
    dates = listed([day(_day(r["announcement"])) for r in reversed(run)])
    return Measurement(
        value=decimal(len(run)), formula="meetings in a row with this decision, counted back", n=len(run), end=when,
        inputs=tuple(r["document"] for r in run) or ("fomc_meetings",), text=f"{len(run)} in a row ({dates})",
    )


@check(basis="document")
def change_on(claim: Claim, world: World, *, date: str) -> Measurement:
    """The change of the target range that was announced on a day, in basis points (signed)."""
    when = world.day(claim, date)
    row = next((r for r in world.reference.rows("fomc_meetings") if r["announcement"] == when.isoformat()), None)
    if row is None:
        raise EvidenceMissing(f"The FOMC announced nothing on {when}.")
    value = Decimal(row["change_bp"])
    if claim.unit in ("%", "pp"):
        value = value / 100
    return Measurement(
        value=value, formula="upper bound after − before", inputs=(row["document"],), text=_told(row), end=when,
        released_at=world.reference.document(row["document"]).released_at,
    )


@check()
def series_change(claim: Claim, world: World, *, series: str, start: str, end: str, by: float = 0.0) -> Measurement:
    """Whether a rate or spread rose (direction up) or fell (down) between two days by more than ``by`` points."""
    values = world.market.value(series).dropna()
    first, last = (values.loc[: str(world.day(claim, text))].index[-1] for text in (start, end))
    change = float(values.loc[last] - values.loc[first])
    holds = change > by if claim.direction != "down" else change < -by
    title = world.market.certificate(series).title
    return Measurement(
        holds=holds, found=quantity(change, "pp", 2, signed=True), inputs=(series,), formula="last value − first value",
        text=(f"{title}: {number(values.loc[first], 2)} on {day(first.date())}, "
              f"{number(values.loc[last], 2)} on {day(last.date())}"), start=first.date(), end=last.date(),
        released_at=released(world, (series,), last.date()),
        rows=close_rows(world, series, (first.date(), last.date()), "value"),
    )


@check()
def twelve_month_rate(claim: Claim, world: World, *, series: str, month: str | None = None, start: str | None = None,
                      end: str | None = None) -> Measurement:
    """Twelve-month change of a price index, in per cent: of one month, or the mean over a window of months."""
    level = world.market.value(series)
    rate = 100 * (level / level.shift(12, freq=None) - 1)
    rate = rate.dropna()
    if bool(month) == bool(start and end):
        raise InputError(f"check of claim {claim.id}", "month and window both given or both missing", "one of the two",
                         "give month, or start and end")
    chosen = rate.loc[month: month] if month else rate.loc[start: end]
    if chosen.empty:
        raise EvidenceMissing(f"{series} has no observation for {month or f'{start} to {end}'} at this edition.")
    value, last = float(chosen.mean()), chosen.index[-1].date()
    spread = f"{number(chosen.min(), 1)}% to {number(chosen.max(), 1)}%"
    span = "" if len(chosen) == 1 else f", mean of {len(chosen)} months ({spread})"
    return Measurement(
        value=decimal(value), formula="index / index twelve months before − 1", inputs=(series,), n=len(chosen),
        text=f"{world.market.certificate(series).title}: {quantity(value, '%', places_for(claim))}{span}",
        start=chosen.index[0].date(), end=last, released_at=released(world, (series,), last),
    )

# ---------------------------------------------------------------- the record of decisions, without a number

@check(basis="document")
def range_moved(claim: Claim, world: World, *, start: str, end: str = "claim_date") -> Measurement:
    """Whether the FOMC lowered (direction down) or raised (up) its range between two days, by announcement."""
    first, last = _meetings(world, world.day(claim, start))[-1], _meetings(world, world.day(claim, end))[-1]
    change = 100 * (Decimal(last["upper"]) - Decimal(first["upper"]))
    holds = change < 0 if claim.direction == "down" else change > 0
    return Measurement(
        holds=holds, found=quantity(change, "bp", 0, signed=True), inputs=(first["document"], last["document"]),
        formula="upper bound at the end − upper bound at the start", start=_day(first["announcement"]),
        end=_day(last["announcement"]), released_at=world.reference.document(last["document"]).released_at,
        text=f"the range went from {first['lower']}%–{first['upper']}% to {last['lower']}%–{last['upper']}% "
             f"by {day(_day(last['announcement']))} ({quantity(change, 'bp', 0, signed=True)})",
    )


@check(basis="document")
def none_before(claim: Claim, world: World, *, decision: str, since: str, until: str = "claim_date") -> Measurement:
    """Whether the FOMC had *not* yet decided so (cut, hike) between two days."""
    first, last = world.day(claim, since), world.day(claim, until)
    rows = [r for r in _meetings(world, last) if r["decision"] == decision and _day(r["announcement"]) >= first]
    dates = listed([day(_day(r["announcement"])) for r in rows])
    return Measurement(
        holds=not rows, found=plural(len(rows), decision), formula="decisions of this kind in the window", n=len(rows),
        inputs=tuple(r["document"] for r in rows) or ("fomc_meetings",), start=first, end=last,
        text=f"{plural(len(rows), decision)} already made since {day(first)}{f' ({dates})' if dates else ''}",
    )


@check(basis="document")
def event_date(claim: Claim, world: World, *, event: str, who: str, schedule: str | None = None) -> Measurement:
    """The day of an event of the policy calendar nearest to the printed one; ``schedule`` announced it beforehand."""
    printed = _day(str(claim.value))
    rows = world.reference.find("policy_events", event=event, who=who)
    if not rows and not schedule:
        raise EvidenceMissing(f"No {event} of {who} is on record at this edition.")
    every = [_day(r["date"]) for r in rows]
    if not every:
        raise EvidenceMissing(f"No {event} of {who} had taken place by this edition.")
    found = min(every, key=lambda d: abs((d - printed).days))
    row = rows[every.index(found)]
    known = world.reference.document(schedule or row["document"])
    return Measurement(
        value=found, formula="day of the event in the calendar", inputs=(row["document"], known.id),
        text=f"{who}'s {event} was on {day(found)}, scheduled by {day(known.released_at)}",
        end=found, released_at=known.released_at,
    )


@check(basis="document")
def easing_began(claim: Claim, world: World, *, after: str, until: str = "claim_date") -> Measurement:
    """Whether the first cut of the easing cycle (none in the 365 days before) came on or after a day."""
    limit, last = world.day(claim, after), world.day(claim, until)
    firsts = policy.first_moves(_moves(world))
    row = firsts[firsts["announcement"] <= pd.Timestamp(last)].iloc[-1]
    began = row["announcement"].date()
    return Measurement(
        holds=began >= limit, found=day(began), inputs=(row["document"],), end=began,
        formula="latest cut with no cut in the 365 days before", text=f"the cycle's first cut was on {day(began)}",
        released_at=world.reference.document(row["document"]).released_at,
    )


# ---------------------------------------------------------------- rates, spreads and activity

@check()
def change_between(claim: Claim, world: World, *, series: str, start: str, end: str, at_least: float, at_most: float
                   ) -> Measurement:
    """Whether a series changed by ``at_least`` to ``at_most`` (its unit) between the last readings of two days."""
    values = _known(world, claim, series, end)
    first = values.loc[: str(world.day(claim, start))]
    change = float(values.iloc[-1] - first.iloc[-1])
    return Measurement(
        holds=at_least <= change <= at_most, found=number(change, 2, signed=True), inputs=(series,),
        formula=f"last reading − first reading between {at_least:g} and {at_most:g}",
        text=f"{_title(world, series)}: {number(first.iloc[-1], 2)} {_dated(world, series, first.index[-1])}, "
             f"{number(values.iloc[-1], 2)} {_dated(world, series, values.index[-1])}",
        start=first.index[-1].date(), end=values.index[-1].date(),
        released_at=released(world, (series,), values.index[-1].date()),
    )


@check()
def combined_change(claim: Claim, world: World, *, first: str, second: str, sign: int, start: str, end: str,
                    name: str) -> Measurement:
    """Whether ``first`` plus (sign 1) or minus (sign -1) ``second`` rose (direction up) or fell between two days."""
    values = (world.market.value(first) + sign * world.market.value(second)).dropna()
    a, b = (values.loc[: str(world.day(claim, text))].index[-1] for text in (start, end))
    change = float(values.loc[b] - values.loc[a])
    return Measurement(
        holds=change < 0 if claim.direction == "down" else change > 0, found=quantity(change, "pp", 2, signed=True),
        formula=f"change of {first} {'+' if sign > 0 else '−'} {second}", inputs=(first, second),
        text=f"{name}: {number(values.loc[a], 2)} on {day(a.date())}, {number(values.loc[b], 2)} on {day(b.date())}",
        start=a.date(), end=b.date(), released_at=released(world, (first, second), b.date()),
    )


@check()
def above_own_mean(claim: Claim, world: World, *, series: str, years: int, growth: bool = False,
                   date: str = "claim_date") -> Measurement:
    """Whether the last reading released by a day is above the mean of the years before (direction down: below).

    ``growth`` takes the annualised change of a quarterly level, in per cent, instead of the level itself.
    """
    values = _known(world, claim, series, date)
    values = 100 * ((values / values.shift(1)) ** 4 - 1).dropna() if growth else values
    past = values.loc[values.index[-1] - pd.DateOffset(years=years): values.index[-2]]
    value, mean = float(values.iloc[-1]), float(past.mean())
    what = "growth at an annual rate" if growth else "value"
    return Measurement(
        holds=value < mean if claim.direction == "down" else value > mean, found=number(value, 1), inputs=(series,),
        formula=f"last {what} against the mean of {years} years", n=len(past), end=values.index[-1].date(),
        text=f"{_title(world, series)}: {what} {number(value, 1)} ({values.index[-1]:%Y-%m}), "
             f"mean of the {years} years before {number(mean, 1)}",
        released_at=released(world, (series,), values.index[-1].date()),
    )


@check()
def growth_gained(claim: Claim, world: World, *, series: str, months: int, date: str = "claim_date") -> Measurement:
    """Whether twelve-month growth of a monthly index, as released by a day, exceeds that of ``months`` earlier."""
    level = _known(world, claim, series, date)
    rate = 100 * (level / level.shift(12) - 1).dropna()
    now, before = float(rate.iloc[-1]), float(rate.iloc[-1 - months])
    return Measurement(
        holds=now > before if claim.direction != "down" else now < before, found=quantity(now, "%", 1),
        inputs=(series,), formula=f"twelve-month growth against {months} months earlier", end=rate.index[-1].date(),
        text=f"{_title(world, series)}: twelve-month growth {quantity(now, '%', 1)} in {rate.index[-1]:%Y-%m}, "
             f"{quantity(before, '%', 1)} in {rate.index[-1 - months]:%Y-%m}",
        released_at=released(world, (series,), rate.index[-1].date()),
    )


def _title(world: World, series: str) -> str:
    return world.market.certificate(series).title


def _dated(world: World, series: str, stamp: pd.Timestamp) -> str:
    """``on 10 December 2025``; of a monthly figure, which is dated by the first of its month, the month alone."""
    words = day(stamp.date())
    return f"in {words.partition(' ')[2]}" if world.market.certificate(series).frequency == "monthly" else f"on {words}"


def _known(world: World, claim: Claim, series: str, when: str) -> pd.Series:
    """Readings that were public on a day (an edition knows more, the claim's readers did not)."""
    limit, values = world.day(claim, when), world.market.value(series).dropna()
    public = [world.released(series, stamp.date()) <= limit for stamp in values.index[-400:]]
    kept = pd.concat([values.iloc[:-400], values.iloc[-400:][public]]) if len(values) > 400 else values[public]
    if kept.empty:
        raise EvidenceMissing(f"{series} had no reading by {limit}.")
    return kept


# ---------------------------------------------------------------- small against large

SMALL, LARGE, TWO_YEAR = "yahoo/RUT", "yahoo/GSPC", "fred/DGS2"
EVENTS = ("first", "any", "cycle")


@check()
def after_cuts(claim: Claim, world: World, *, events: str, horizon: int = 252, small: str = SMALL, large: str = LARGE,
               interval_clear: bool = False) -> Measurement:
    """Whether small caps led large caps after rate cuts: on average *and* more often than not.

    ``events``: ``first`` (no cut in the 365 days before), ``any`` cut, both over ``horizon`` trading days from
    the announcement close; or the whole ``cycle`` from its first to its last cut. Events whose windows overlap
    are one cluster. Price returns, log of small over large. ``interval_clear`` asks for a 95% t interval above
    zero instead.
    """
    values, clusters, last = world.once(("after cuts", events, horizon, small, large),
                                        lambda: _event_values(claim, world, events, horizon, small, large))
    mean = clustered_mean_interval(values, clusters) if events == "any" else mean_t_interval(values)
    ahead = values.groupby(clusters).mean() if events == "any" else values
    leads = int((ahead > 0).sum())
    record = mean.value > 0 and leads > len(ahead) / 2
    return Measurement(
        holds=mean.low > 0 if interval_clear else record, found=quantity(100 * mean.value, "%", 1, signed=True),
        formula="mean log return of small over large; t interval over events or clusters", n=len(values),
        inputs=(small, large, "rate_moves"), low=decimal(100 * mean.low), high=decimal(100 * mean.high),
        text=_event_text(world, events, horizon, small, large, mean, leads, len(values), len(ahead)),
        start=values.index[0].date(), end=last, released_at=last,
    )


def _event_values(claim: Claim, world: World, events: str, horizon: int, small: str, large: str
                  ) -> tuple[pd.Series, pd.Series, date]:
    """Log relative returns by announcement, the cluster each belongs to, and the end of the last window."""
    if events not in EVENTS:
        raise InputError(f"check of claim {claim.id}", f"events {events!r}", " or ".join(EVENTS), "name one of them")
    a, b = world.once(("common closes", small, large),
                      lambda: on_common_dates(world.market.close(small), world.market.close(large)))
    if events == "cycle":
        cycles = world.once(("cycles",), lambda: easing.cycles(_moves(world)))
        table = easing.cycle_returns(a, b, cycles).set_index("first")
        return table["relative"], pd.Series(range(len(table)), index=table.index), table["last"].iloc[-1].date()
    chosen = world.once(("cuts", events), lambda: policy.first_moves(_moves(world)) if events == "first"
                        else policy.of_kind(_moves(world), "cut"))
    windows = policy.event_windows(a, b, chosen["announcement"], (horizon,)).dropna(subset=[horizon])
    if len(windows) < 2:
        raise EvidenceMissing(f"Fewer than two events with {horizon} trading days after them.")
    sessions = a.index
    positions = sessions.searchsorted(windows["base"])
    clusters = pd.Series(overlap_clusters(positions, horizon), index=windows.index)
    return windows[horizon], clusters, sessions[positions[-1] + horizon].date()


def _event_text(world: World, events: str, horizon: int, small: str, large: str, mean: object, leads: int, n: int,
                independent: int) -> str:
    names = f"{_title(world, small).partition(',')[0]} over {_title(world, large).partition(',')[0]}"
    span = "from the first to the last cut" if events == "cycle" else f"{horizon} trading days on"
    which = {"first": f"{n} first cuts", "any": f"{n} cuts in {independent} separate stretches", "cycle": f"{n} cycles"}
    lead = "led after" if events == "first" else "led in"
    bounds = interval(100 * mean.low, 100 * mean.high, "%", 1)
    return (f"{names}, {which[events]}, {span}: mean {quantity(100 * mean.value, '%', 1, signed=True)} "
            f"{bounds}, {lead} {leads} of {independent}")


@check()
def answers_to_rates(claim: Claim, world: World, *, days: str, start: str | None = None, small: str = SMALL,
                     large: str = LARGE) -> Measurement:
    """Whether small caps gain on large caps when the 2-year yield falls: b below zero with its whole interval.

    ``days``: ``weekly`` (r_small − r_large = a + b d2y + c r_large + e, Newey-West) or ``decisions`` (the same
    day's log returns on announcement days, robust errors). An interval around zero decides nothing.
    """
    b = _weekly(world, start, small, large) if days == "weekly" else _on_decisions(world, start, small, large)
    what = "weeks" if days == "weekly" else "announcement days"
    return _response(b, f"small minus large per point of 2-year yield, {b.n} {what}", (small, large, TWO_YEAR))


@check()
def style_answers_to_rates(claim: Claim, world: World, *, yields: str, start: str | None = None,
                           growth: str = "yahoo/IWF", value: str = "yahoo/IWD") -> Measurement:
    """Whether growth falls behind value in weeks in which a yield rises: b below zero with its whole interval.

    r_growth − r_value = a + b dy + e, price returns, Newey-West. An interval around zero decides nothing.
    """
    frame = _weekly_inputs(world, growth, value, yields).loc[start:]
    b = _regression(world, frame, ("style", *frame.columns), lambda: newey_west(frame["relative"], frame["d2y"]))
    first, last = (stamp.date() for stamp in (frame.index[0], frame.index[-1]))
    legs = f"growth fund {growth.partition('/')[2]} minus value fund {value.partition('/')[2]}"
    what = (f"{legs} per point of yield at {_title(world, yields).rpartition(', ')[2]}, {number(b.n, 0)} weeks "
            f"from {day(first)} to {day(last)}")
    return replace(_response(b, what, (growth, value, yields)), start=first, end=last,
                   released_at=released(world, (growth, value, yields), last))


def _response(b: Regression, what: str, inputs: tuple[str, ...]) -> Measurement:
    """The coefficient of the yield in percentage points per point; around zero it decides nothing."""
    value, low, high = (100 * x for x in (b.coef["d2y"], b.low["d2y"], b.high["d2y"]))
    text = f"{what}: {quantity(value, 'pp', 1, signed=True)} {interval(low, high, 'pp', 1)}"
    if low <= 0 <= high:
        raise EvidenceMissing(f"{text[0].upper()}{text[1:]}: an interval around zero, which decides nothing.")
    return Measurement(
        holds=high < 0, found=quantity(value, "pp", 1, signed=True), formula="regression coefficient of the yield",
        n=b.n, inputs=inputs, low=decimal(low), high=decimal(high), text=text,
    )


def _weekly(world: World, start: str | None, small: str, large: str) -> Regression:
    frame = _weekly_inputs(world, small, large, TWO_YEAR).loc[start:]
    return _regression(world, frame, ("weekly",), lambda: policy.rate_sensitivity(frame["relative"], frame["d2y"],
                                                                                  frame["large"]))


def _on_decisions(world: World, start: str | None, small: str, large: str) -> Regression:
    frame = world.once(("decision days", start, small, large), lambda: _decision_frame(world, start, small, large))
    return _regression(world, frame, ("decisions",), lambda: easing.day_response(frame))


def _decision_frame(world: World, start: str | None, small: str, large: str) -> pd.DataFrame:
    days = easing.decision_days(_moves(world), _moves(world, "fomc_meetings"), start or easing.ANNOUNCED_SINCE)
    return easing.day_returns(world.market.close(small), world.market.close(large), world.market.value(TWO_YEAR), days)


def _moves(world: World, table: str = "rate_moves") -> pd.DataFrame:
    return world.once(("moves", table), lambda: easing.moves_frame(world.reference.rows(table)))


def _weekly_inputs(world: World, small: str, large: str, yields: str) -> pd.DataFrame:
    closes = (world.market.close(name) for name in (small, large))
    return world.once(("weekly", small, large, yields),
                      lambda: policy.rate_sensitivity_inputs(*closes, world.market.value(yields)))


def _regression(world: World, frame: pd.DataFrame, key: tuple, fit: Callable[[], Regression]) -> Regression:
    """A fit of the frame alone, made once for the same figures: most days add none."""
    return world.once((*key, *same_figures(frame)), fit)
