"""A review in a reviewer's order: sections of cards, tables and diffs. No markup here; the writers escape."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .records import Change, FieldChange, Moved, NumberChange, ProseChange, Review, SeriesChange

NOTHING = "—"
MANY = 12             # claims named in full before the rest is counted
_KINDS = ("edited", "added", "removed")


@dataclass(frozen=True)
class Table:
    """A table of plain text; the first column heads its row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Diff:
    """Lines of a unified diff."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One thing that moved: a title, sentences about it, and a table or diff."""

    title: str
    notes: tuple[str, ...] = ()
    body: Table | Diff | None = None


@dataclass(frozen=True)
class Section:
    """One question of the reviewer; ``count`` is what the summary shows."""

    id: str
    title: str
    lead: str
    count: int
    cards: tuple[Card, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Telling:
    """The whole report: what is compared, warnings, sections in order."""

    old: str
    new: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]


def tell(review: Review) -> Telling:
    """Verdicts first, then what they rest on, then what is said about them."""
    sections = (
        _claim_section("flips", "Verdicts that flipped", "From one firm verdict to another first.", review.flips),
        _claim_section("moved", "Computed figures that moved without a flip",
                       "The verdict is the same, the figure is not.", review.moved),
        _claim_section("reasons", "Other moves in the ledger",
                       "Verdict and figure are the same; the reasons, the interval or the evidence are not.",
                       review.reasons),
        _section("claims", "Claims added, removed or edited", "Is the record right?", review.claims),
        _section("checks", "Checks added, removed or changed", "Is the test fair?", review.checks),
        _series_section(review.series),
        _section("documents", "Documents and what rests on them", "Where does it come from?", review.documents),
        _numbers_section(review.numbers),
        _section("contradictions", "Contradictions that came, went or changed",
                 "Added is came, removed is went.", review.contradictions),
        _prose_section(review.prose),
        _section("figures", "Figures whose data changed", "By the digest of what is plotted.", review.pictures),
        _section("records", "Other records", "Articles, exclusions, editions and reference tables.", review.records),
        _code_section(review.code),
    )
    return Telling(visible(review.old), visible(review.new), tuple(_warnings(review)), sections)


def _warnings(review: Review) -> Iterable[str]:
    if review.stale:
        yield (f"The new version's ledger and claim records do not hold the same claims ({_some(review.stale)}): "
               "rebuild it with make ledger.")
    for change in review.series:
        if change.uncertified:
            yield f"{visible(change.id)}: the certificate does not give the hash of the file as it is."


# ---------------------------------------------------------------- claims

def _claim_section(name: str, title: str, lead: str, moved: Sequence[Moved]) -> Section:
    return Section(name, title, lead, len(moved), tuple(_claim_card(item) for item in moved))


def _claim_card(moved: Moved) -> Card:
    verdict = _arrow(moved.old.verdict, moved.new.verdict)
    stated = f" Stated: {visible(moved.stated)}." if moved.stated else ""
    notes = (visible(moved.statement) + stated, "What changed: " + visible("; ".join(moved.causes)) + ".")
    rows = [FieldChange("verdict", moved.old.verdict, moved.new.verdict),
            FieldChange(f"computed{_in(moved.unit)}", moved.old.computed, moved.new.computed),
            FieldChange("justification", moved.old.justification, moved.new.justification), *moved.others]
    if moved.old.verdict == moved.new.verdict:
        rows = [row for row in rows if row.old != row.new]
    return Card(f"{visible(moved.claim)}: {verdict}", notes, _fields(rows))


def _arrow(old: str, new: str) -> str:
    return " → ".join(dict.fromkeys(visible(word).replace("_", " ") for word in (old, new)))


def _in(unit: str) -> str:
    return f" ({unit})" if unit else ""


def _fields(changes: Iterable[FieldChange]) -> Table:
    return Table(("field", "before", "after"), tuple(
        (visible(change.field), visible(change.old or NOTHING), visible(change.new or NOTHING)) for change in changes))


# ---------------------------------------------------------------- records, checks, series

def _section(name: str, title: str, lead: str, changes: Sequence[Change]) -> Section:
    ordered = sorted(changes, key=lambda change: _KINDS.index(change.kind))  # stable: by id within a kind
    return Section(name, title, _kinds(lead, changes), len(changes), tuple(_card(change) for change in ordered))


def _kinds(lead: str, changes: Sequence[object]) -> str:
    counted = [f"{n} {kind}" for kind in _KINDS if (n := sum(change.kind == kind for change in changes))]
    return f"{lead} {', '.join(counted)}.".strip() if counted else lead


def _card(change: Change) -> Card:
    notes = [visible(change.statement)] if change.statement else []
    if change.claims and change.claims != (change.id,):
        notes.append(f"Decides {_count(len(change.claims), 'claim')}: {_some(change.claims)}.")
    return Card(f"{visible(change.id)}: {change.kind}", tuple(notes), _fields(change.fields) if change.fields else None)


def _series_section(changes: Sequence[SeriesChange]) -> Section:
    return Section("series", "Data series that changed", _kinds("Where does it come from?", changes), len(changes),
                   tuple(_series_card(change) for change in changes))


def _series_card(change: SeriesChange) -> Card:
    notes = [f"Rows: {change.added} added, {change.removed} removed, {change.changed} changed."]
    if change.claims:
        notes.append(f"Evidence of {_count(len(change.claims), 'claim')}: {_some(change.claims)}.")
    rows = [FieldChange("coverage", change.old_coverage, change.new_coverage),
            FieldChange("sha256", change.old_sha256[:16], change.new_sha256[:16]), *change.fields,
            *(FieldChange(f"row {row.field}", row.old, row.new) for row in change.examples)]
    return Card(f"{visible(change.id)}: {change.kind}", tuple(notes), _fields(rows))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(visible(name) for name in names[:MANY])
    return shown + (f" and {len(names) - MANY} more" if len(names) > MANY else "")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


# ---------------------------------------------------------------- what is told

def _numbers_section(changes: Sequence[NumberChange]) -> Section:
    ordered = sorted(changes, key=lambda change: _KINDS.index(change.kind))
    rows = tuple((visible(change.id), visible(change.chapter), visible(change.old or NOTHING),
                  visible(change.new or NOTHING)) for change in ordered)
    table = Table(("number", "chapter", "before", "after"), rows) if rows else None
    return Section("numbers", "Numbers in prose that moved", _kinds("As a reader meets them.", changes), len(changes),
                   table=table)


def _prose_section(changes: Sequence[ProseChange]) -> Section:
    cards = tuple(Card(f"{visible(change.page)}: {change.kind}", (_lines(change),),
                       Diff(tuple(visible(line) for line in change.lines))) for change in changes)
    return Section("prose", "Chapters whose prose changed",
                   "Is it clear, and does it say no more than was found?", len(changes), cards)


def _lines(change: ProseChange) -> str:
    added = sum(line.startswith("+") for line in change.lines)
    removed = sum(line.startswith("-") for line in change.lines)
    return f"{_count(added, 'line')} added, {_count(removed, 'line')} removed."


def _code_section(changes: Sequence[Change]) -> Section:
    rows = tuple((visible(change.id), change.kind) for change in changes)
    return Section("code", "Modules that changed", "Read these in the pull request itself.", len(changes),
                   table=Table(("module", "how"), rows) if rows else None)


def visible(text: str) -> str:
    """Text on one line in which nothing hides: control and direction marks are written out as code points."""
    return "".join(_seen(ch) for ch in " ".join(str(text).splitlines()))


def _seen(ch: str) -> str:
    if ch == "\t":
        return " "
    return f"⟨U+{ord(ch):04X}⟩" if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co") else ch
