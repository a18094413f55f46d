"""Figures that documents give: company results, multiples, probabilities, dates of events."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..errors import EvidenceMissing, InputError
from ..records import Claim, Measurement
from ..wording import day, quantity
from .registry import World, check
from .tell import places_for


def _figure(world: World, document: str, subject: str, metric: str, as_of: str | None, period: str | None
            ) -> dict[str, str]:
    world.reference.document(document)  # EvidenceMissing if it came out after this edition
    rows = world.reference.find("documented_figures", document=document, subject=subject, metric=metric)
    rows = [row for row in rows if as_of in (None, row["as_of"]) and period in (None, row["period"])]
    if len(rows) != 1:
        raise InputError(f"figure {metric} of {subject} in {document}", f"{len(rows)} rows",
                         "one row of data/reference/documented_figures", "name as_of or period as well")
    return rows[0]


@check(basis="document")
def documented(claim: Claim, world: World, *, document: str, subject: str, metric: str, as_of: str | None = None,
               period: str | None = None, scale: float = 1) -> Measurement:
    """A figure that a document gives for the same quantity, in the claim's unit after ``scale``."""
    row = _figure(world, document, subject, metric, as_of, period)
    source = world.reference.document(document)
    value = Decimal(row["value"]) * Decimal(str(scale))
    when = date.fromisoformat(row["as_of"]) if len(row["as_of"]) == 10 else None
    return Measurement(
        value=value, formula="as the document prints it", inputs=(document,), end=when, released_at=source.released_at,
        text=(f"{source.publisher}, {day(source.date)}: {subject} {metric.replace('_', ' ')} "
              f"{quantity(value, row['unit'], places_for(claim))}{_of(row)}"),
        rows=((document, row["as_of"] or row["period"], metric, row["value"]),),
    )


def _of(row: dict[str, str]) -> str:
    when = row["as_of"] or row["period"]
    return f" ({when})" if when else ""


@check(basis="document")
def documented_threshold(claim: Claim, world: World, *, document: str, subject: str, metric: str, than: float,
                         test: str, as_of: str | None = None, period: str | None = None) -> Measurement:
    """Whether a documented figure stands ``above``, ``at_least``, ``below`` or ``at_most`` a threshold."""
    from .tell import OPERATORS

    row = _figure(world, document, subject, metric, as_of, period)
    source = world.reference.document(document)
    value = Decimal(row["value"])
    shown = quantity(value, row["unit"], max(0, -value.as_tuple().exponent))
    return Measurement(
        holds=OPERATORS[test](value, Decimal(str(than))), found=shown, formula=f"documented figure {test} {than}",
        inputs=(document,), released_at=source.released_at,
        text=f"{source.publisher}, {day(source.date)}: {subject} {metric.replace('_', ' ')} {shown}{_of(row)}",
    )


def _after_writing(claim: Claim, world: World, released: date) -> date | None:
    """A release only if the article could not know it: a quarter is described after its end, not on its last day."""
    return released if released > world.articles[claim.article].published_at else None


@check(basis="document")
def company_result(claim: Claim, world: World, *, ticker: str, fiscal_period: str, metric: str, scale: float = 1
                   ) -> Measurement:
    """A reported result of a company, from its own release, in the claim's unit after ``scale``."""
    rows = world.reference.find("company_results", ticker=ticker, fiscal_period=fiscal_period, metric=metric)
    if not rows:
        raise EvidenceMissing(f"No document here gives the {metric.replace('_', ' ')} of {ticker} for {fiscal_period}.")
    row = rows[0]
    source = world.reference.document(row["document"])
    value = Decimal(row["value"]) * Decimal(str(scale))
    return Measurement(
        value=value, formula="as the company reports it", inputs=(row["document"],),
        released_at=_after_writing(claim, world, source.released_at),
        text=f"{source.publisher}, {day(source.date)}: {metric.replace('_', ' ')} {row['as_reported']}",
        rows=((row["document"], fiscal_period, metric, row["value"]),),
    )


@check(basis="document")
def says(claim: Claim, world: World, *, document: str, holds: bool, finding: str) -> Measurement:
    """What a document says about a statement without a number; ``finding`` is told in our own words.

    The yes or no is a reading of the document, kept beside the words that justify it.
    """
    source = world.reference.document(document)
    return Measurement(
        holds=holds, found="confirmed" if holds else "contradicted", inputs=(document,),
        formula="read in the document", text=f"{source.publisher}, {day(source.date)}: {finding}",
        released_at=source.released_at,
    )


def _result(world: World, ticker: str, fiscal_period: str, metric: str) -> dict[str, str]:
    rows = world.reference.find("company_results", ticker=ticker, fiscal_period=fiscal_period, metric=metric)
    if not rows:
        raise EvidenceMissing(f"No document here gives the {metric.replace('_', ' ')} of {ticker} for {fiscal_period}.")
    return rows[0]


@check(basis="document")
def result_compared(claim: Claim, world: World, *, ticker: str, fiscal_period: str, metric: str, than: float,
                    test: str) -> Measurement:
    """Whether a reported result stands ``above``, ``at_least``, ``below`` or ``at_most`` a threshold."""
    from .tell import OPERATORS

    row = _result(world, ticker, fiscal_period, metric)
    source = world.reference.document(row["document"])
    return Measurement(
        holds=OPERATORS[test](Decimal(row["value"]), Decimal(str(than))), found=row["as_reported"],
        formula=f"reported result {test.replace('_', ' ')} {than}", inputs=(row["document"],),
        released_at=source.released_at,
        text=(f"{source.publisher}, {day(source.date)}: {ticker} {metric.replace('_', ' ')} of {fiscal_period}: "
              f"{row['as_reported']}"),
        rows=((row["document"], fiscal_period, metric, row["value"]),),
    )


@check(basis="document")
def result_growth(claim: Claim, world: World, *, ticker: str, fiscal_period: str, base: str, metric: str,
                  than: float = 0.0) -> Measurement:
    """Whether a result grew by more than ``than`` per cent from one reported period to another."""
    new, old = (_result(world, ticker, period, metric) for period in (fiscal_period, base))
    source = world.reference.document(new["document"])
    growth = 100 * (Decimal(new["value"]) / Decimal(old["value"]) - 1)
    return Measurement(
        holds=growth > Decimal(str(than)), found=quantity(growth, "%", 0), inputs=(new["document"],),
        formula="result / result of the period before − 1", released_at=source.released_at,
        text=(f"{source.publisher}, {day(source.date)}: {metric.replace('_', ' ')} {quantity(growth, '%', 0)} up, from "
              f"{old['value']} to {new['value']} {new['unit']}"),
        rows=((new["document"], fiscal_period, metric, new["value"]), (old["document"], base, metric, old["value"])),
    )
