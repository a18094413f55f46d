"""What became of verdicts from one edition to the next, and from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .. import ledger as ledgers
from ..chapter import VERDICT_WORDS, computed_quantity
from ..files import read_mapping
from ..ledger import Entry, Ledger
from ..paths import folder
from ..replay import Row
from ..studies import replay as study
from ..studies.articles import word_of

OUTCOMES = {"inside": "holds", "near": "nearly holds", "beyond": "understated", "outside": "does not hold",
            "unknown": "could not be measured"}


@dataclass(frozen=True)
class Earlier:
    """An edition that stands before the one that is built, and what its ledger says."""

    name: str
    title: str
    ledger: Ledger

    @property
    def as_of(self) -> date:
        return self.ledger.as_of


def earlier_of(data: Path, as_of: date) -> tuple[Earlier, ...]:
    """The editions of ``data/editions`` with a fixed date before ``as_of``, the oldest first."""
    found = []
    for path in sorted(folder(data, "editions").glob("*.yml")):
        content = read_mapping(path)
        when = content.get("as_of")
        if isinstance(when, date) and when < as_of:
            found.append(Earlier(content["name"], content.get("title") or content["name"], ledgers.build(data, when)))
    return tuple(sorted(found, key=lambda one: (one.as_of, one.name)))


def states(entry: Entry, earlier: Iterable[Earlier], now: Ledger) -> list[dict[str, object]]:
    """The verdict of one claim in every edition up to this one, with what was computed and why."""
    editions = [(one.title, one.ledger) for one in earlier] + [("this edition", now)]
    return [_state(title, book, book.by_id[entry.claim.id]) for title, book in editions
            if entry.claim.id in book.by_id]


def _state(title: str, book: Ledger, entry: Entry) -> dict[str, object]:
    word, found = word_of(entry), computed_quantity(entry)
    return {"edition": title, "as_of": book.as_of.isoformat(), "word": word, "words": VERDICT_WORDS[word],
            "computed": found.text if found else "", "why": entry.verdict.justification,
            "readings": {one.label: OUTCOMES[one.outcome] for one in entry.finding.readings} if entry.finding else {}}


def moved_readings(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """The readings that fare otherwise in the later state: label, how it was, how it is."""
    return [(label, old["readings"].get(label, OUTCOMES["unknown"]), told) for label, told in new["readings"].items()
            if old["readings"].get(label, OUTCOMES["unknown"]) != told]


def daily(ledger: Ledger, rows: Sequence[Row]) -> Mapping[str, dict[str, object]]:
    """For each claim of the replay: whether it is read again at every close, and the days on which it moved."""
    made = study.replayed(ledger, rows)
    return {} if made is None else {name: _daily(history) for name, history in made.histories.items()}


def _daily(history: study.History) -> dict[str, object]:
    flips = [{"date": flip.row.date, "before": VERDICT_WORDS[flip.before], "after": VERDICT_WORDS[flip.row.stands],
              "before_word": flip.before, "word": flip.row.stands, "reason": flip.row.reason,
              "computed": flip.row.computed} for flip in history.flips]
    return {"way": history.way, "days": len(history.days), "held": sum(fate == "held" for fate in history.fates),
            "decided": history.decided, "flips": flips}

