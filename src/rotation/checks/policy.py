"""Decisions of the FOMC, rates and inflation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..errors import EvidenceMissing, InputError
from ..intervals import printed_magnitude
from ..records import Claim, Measurement
from ..wording import day, decimal, listed, number, quantity
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
    span = "" if len(chosen) == 1 else f", mean of {len(chosen)} months ({number(chosen.min(), 1)}% to {number(chosen.max(), 1)}%)"
    return Measurement(
        value=decimal(value), formula="index / index twelve months before − 1", inputs=(series,), n=len(chosen),
        text=f"{world.market.certificate(series).title}: {quantity(value, '%', places_for(claim))}{span}",
        start=chosen.index[0].date(), end=last, released_at=released(world, (series,), last),
    )


