"""Why a verdict moved from one day to the next: told from the two evaluations and from what became public between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..ledger import Entry, computed_text
from ..records import Reading
from ..wording import day, listed
from .evidence import Day, Evidence, Found
from .table import FIRST_READ, READ_AGAIN
from .watch import News

SHOWN = 4            # names in a list; the rest is counted


def begun(when: date, again: bool) -> str:
    """The first row of a claim."""
    return f"{FIRST_READ} {day(when)}." if again else "The replay begins."


def moved(evidence: Evidence, after: Day, old: Found, new: Found, news: News) -> str:
    """What came, and which readings of the claim fared otherwise for it."""
    rereads = evidence.rereads(new.entry.claim)
    came = [_reread(old.entry, new.entry, after.day) if rereads else "", _days(old, new, news, rereads),
            _documents(new, news), "" if rereads else _series(evidence, old, new, news)]
    return " ".join(part for part in [*came, _fared(old.entry, new.entry)] if part)


def _reread(old: Entry, new: Entry, when: date) -> str:
    start, was = (entry.primary.measurement.start if entry.primary else None for entry in (new, old))
    anew = f"; its window now begins on {day(start)}" if start and was and (start - was).days > 20 else ""
    return f"{READ_AGAIN} {day(when)}{anew}."


def _days(old: Found, new: Found, news: News, rereads: bool) -> str:
    asked = old.watch.days | (set() if rereads else new.watch.days)
    came = sorted(when for when in asked if news.since < when <= news.day)
    return f"Came: {listed([day(when) for when in came])}." if came else ""


def _documents(new: Found, news: News) -> str:
    used = set(new.entry.finding.evidence) if new.entry.finding else set()
    out = sorted(news.documents & new.watch.documents)
    named = [name for name in out if name in used] or out
    return f"Released: {_some(named)}." if named else ""


def _series(evidence: Evidence, old: Found, new: Found, news: News) -> str:
    single = {name for came, name in old.watch.figures | new.watch.figures if news.since < came <= news.day}
    grown = sorted(single | evidence.grown(new.watch.series, news.since, news.day))   # of some this is the first look
    return f"New rows: {_some(grown)}." if grown else ""


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _fared(old: Entry, new: Entry) -> str:
    """The readings whose outcome is another; of the first one also what was found."""
    pairs = list(zip(_readings(old), _readings(new), strict=False))
    told = [f"{b.label}: {a.outcome}, now {b.outcome}" for a, b in pairs if a.outcome != b.outcome]
    values = computed_text(old), computed_text(new)
    found = f"Found {values[1] or 'nothing'}, before {values[0] or 'nothing'}" if values[0] != values[1] else ""
    return "".join(f"{part}." if not part.endswith(".") else part for part in [_joined([*told, found])] if part)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)


def _readings(entry: Entry) -> tuple[Reading, ...]:
    return entry.finding.readings if entry.finding else ()
