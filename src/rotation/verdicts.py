"""From a finding to a verdict: one rule, nothing typed.

Each reading of the evidence has an outcome against the stated interval (``inside``, ``near``, ``beyond``,
``outside``, ``unknown``) and a role:

``primary``  the reading that the sentence itself asks for;
``reading``  another ordinary reading, tried in fairness to the article;
``source``   the same reading from another source of equal standing;
``context``  what an ordinary reader would need to know: where it fails, the message changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from .errors import InputError
from .intervals import StatedInterval
from .records import Finding, Measurement, Reading, Verdict

ACCURATE = "accurate"
MOSTLY = "mostly_accurate"
CONTEXT = "missing_context"
INACCURATE = "inaccurate"
CONFLICTING = "conflicting_evidence"
NOT_ENOUGH = "not_enough_evidence"
INCOMPLETE = "incomplete"
VERDICTS = (ACCURATE, MOSTLY, CONTEXT, INACCURATE, CONFLICTING, NOT_ENOUGH, INCOMPLETE)
DECIDED = (ACCURATE, MOSTLY, CONTEXT, INACCURATE, CONFLICTING)
FORECAST_OUTCOMES = ("pending", "came_true", "did_not", "untestable")
# A claim's fate, in the order in which a bar shows it.
FATES: Mapping[str, tuple[str, ...]] = {
    "held": (ACCURATE, MOSTLY, "came_true"),
    "context": (CONTEXT, CONFLICTING),
    "wrong": (INACCURATE, "did_not"),
    "open": (NOT_ENOUGH, INCOMPLETE, "pending", "untestable"),
}

_FOR_OUTCOME = {"inside": ACCURATE, "near": MOSTLY, "beyond": CONTEXT, "outside": INACCURATE}
_HELD = ("inside", "near")


def outcome(interval: StatedInterval, computed: Decimal | date, tolerance: Decimal = Decimal(0)) -> str:
    """How a computed value fares against a stated interval: inside, near, beyond or outside.

    ``tolerance`` is what the check declares on top of the printed precision, in the claim's unit
    (a proxy's tracking difference, say); it makes a value near, never inside.
    """
    if computed in interval:
        return "inside"
    if interval.is_near(computed, Decimal(tolerance or 0)):
        return "near"
    if interval.overshoot > 0 and interval.high is not None and computed > interval.high:
        return "beyond"
    if interval.overshoot < 0 and interval.low is not None and computed < interval.low:
        return "beyond"
    return "outside"


def judge(interval: StatedInterval, computed: Decimal | date, tolerance: Decimal = Decimal(0)) -> str:
    """The verdict on one number under one reading.

    ``accurate`` inside the stated interval; ``mostly_accurate`` in the band the printed precision and the
    declared ``tolerance`` allow; ``missing_context`` beyond a quarter more than an "over"; else ``inaccurate``.
    """
    if isinstance(computed, float):
        computed = Decimal(repr(computed))
    return _FOR_OUTCOME[outcome(interval, computed, tolerance)]


def measured_outcome(interval: StatedInterval | None, measurement: Measurement) -> str:
    """The outcome of one measurement: its yes or no, or its value against the stated interval."""
    if measurement.holds is not None:
        return "inside" if measurement.holds else "outside"
    if interval is None:
        raise InputError("a measured value", "no stated number to judge it against", "a claim with a number",
                         "use a check that answers yes or no for a claim without a number")
    return outcome(interval, measurement.value, measurement.tolerance)


def verdict(finding: Finding, made_at: date | None = None) -> Verdict:
    """Decide a finding. Evidence released after ``made_at``, the day the claim was published, is hindsight."""
    name, reading = _decide(finding)
    return Verdict(
        verdict=name,
        justification=_justification(finding, name, reading),
        hindsight=_is_hindsight(reading, made_at) if name in DECIDED else False,
    )


def _decide(finding: Finding) -> tuple[str, Reading | None]:
    if finding.claim.lost:
        return INCOMPLETE, None
    known = [reading for reading in finding.readings if reading.outcome != "unknown"]
    ordinary = [reading for reading in known if reading.role in ("primary", "reading")]
    if not ordinary:
        return NOT_ENOUGH, None
    primary = ordinary[0] if ordinary[0].role == "primary" else None
    if primary and _sources_differ(primary, known):
        return CONFLICTING, primary
    if primary and primary.outcome in _HELD:
        return _held(primary, known)
    fallback = _first(ordinary, ("inside",)) or _first(ordinary, ("near",)) or _first(ordinary, ("beyond",))
    if fallback:
        return CONTEXT, fallback
    if all(reading.measurement.proxy for reading in ordinary):
        return NOT_ENOUGH, ordinary[0]
    return INACCURATE, ordinary[0]


def _held(primary: Reading, known: list[Reading]) -> tuple[str, Reading]:
    broken = next((r for r in known if r.role == "context" and r.outcome not in _HELD), None)
    if broken:
        return CONTEXT, broken
    return _FOR_OUTCOME[primary.outcome], primary


def _sources_differ(primary: Reading, known: list[Reading]) -> bool:
    others = [reading for reading in known if reading.role == "source"]
    return any((other.outcome in _HELD) != (primary.outcome in _HELD) for other in others)


def _first(readings: list[Reading], outcomes: tuple[str, ...]) -> Reading | None:
    return next((reading for reading in readings if reading.outcome in outcomes), None)


def _is_hindsight(reading: Reading | None, made_at: date | None) -> bool:
    released = reading.measurement.released_at if reading and reading.measurement else None
    return bool(released and made_at and released > made_at)


def _justification(finding: Finding, name: str, reading: Reading | None) -> str:
    if name == INCOMPLETE:
        return f"The copy of the article lost the {_listed(finding.claim.lost)} of this statement: nothing to check."
    if name == NOT_ENOUGH:
        return _missing(finding, reading)
    return _told(finding, name, reading)


def _missing(finding: Finding, reading: Reading | None) -> str:
    if reading is not None:
        return (f"Only a proxy could be measured ({reading.measurement.text}), "
                f"and a proxy does not refute. {finding.why}").strip()
    reasons = [r.reason for r in finding.readings if r.role in ("primary", "reading") and r.reason]
    return " ".join(dict.fromkeys([*reasons, finding.why])).strip() or "No admissible evidence."


def _told(finding: Finding, name: str, reading: Reading) -> str:
    first = finding.readings[0]
    parts = [_sentence(first)]
    if reading is not first:
        parts.append(_sentence(reading))
    elif name == CONTEXT and reading.outcome == "beyond":
        parts.append("That is more than a quarter beyond the bound printed: understated.")
    elif name == CONFLICTING:
        parts.extend(_sentence(r) for r in finding.readings if r.role == "source" and r.measurement)
    if finding.why:
        parts.append(finding.why)
    return " ".join(parts)


def _sentence(reading: Reading) -> str:
    if reading.measurement is None:
        return f"{reading.label}: {reading.reason}".rstrip(".") + "."
    return f"{reading.label}: {reading.measurement.text}".rstrip(".") + "."


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
