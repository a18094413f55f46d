"""Lengths of time: a window, an age, or something to check."""

from __future__ import annotations

from .. import dates, figures
from .match import Match, Reading, reading, words

WINDOWS = (1, 3, 6, 9, 12, 18, 24, 36, 60)       # months that returns are measured over


@reading
def duration(m: Match) -> Reading | None:
    number = m.value("n")
    if number is None:
        number = next((worth for t in m.toks("n") if (worth := figures.value([t])) is not None), None)
    return Reading(figures.plain(number), m.rule.unit, exclusion=m.rule.exclusion)


@reading
def months(m: Match) -> Reading | None:
    """12m as a window; "£5m (3m)" is an amount and the one before it."""
    number, last = m.value("n"), m.scan.found[-1] if m.scan.found else None
    amount = last is not None and m.first - last.last < 2 and last.unit not in (None, "count")
    return duration(m) if number in WINDOWS and not amount else None


@reading
def duration_range(m: Match) -> Reading | None:
    low, high = m.value("a"), m.value("b")
    if low is None or high is None:
        values = [figures.value([t]) for t in m.toks("n")]
        values = [v for v in values if v is not None]
        if len(values) != 2:
            return None
        low, high = values
    if low >= high:
        return None
    return Reading((figures.plain(low), figures.plain(high)), m.rule.unit, exclusion=m.rule.exclusion)


@reading
def span(m: Match) -> Reading | None:
    """A length of time in words: a window where the words around say so, a measure otherwise."""
    number = m.value("n")
    if number is None:
        return None
    before = m.before()[0].lower if m.before() else ""
    after = m.after
    unit = m.scan.tokens[m.span("n")[1]].lower if m.span("n")[1] < m.last else ""
    if after in ("ago", "earlier", "later", "prior", "after", "before"):
        return Reading(figures.plain(number), "count", exclusion="date_of_another_claim")
    digits = m.toks("n")[0].text[0].isdigit()
    window = (before in words("WINDOWED") or (before in ("last", "over") and digits)
              or m.after in ("ended", "ending", "through") or (m.after == "to" and _dated(m))
              or unit.startswith(("min", "hour", "hr")) or m.block.kind == "row")
    return Reading(figures.plain(number), "count", m.plus, exclusion="window_length" if window else None)


def _dated(m: Match) -> bool:
    """"to 30 June", "to March": the end of a window stands next."""
    after = m.scan.tokens[m.last + 1:m.last + 2]
    return bool(after) and (after[0].text.isdecimal() or after[0].lower in dates.months())
