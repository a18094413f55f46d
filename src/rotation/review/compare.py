"""What moved from one version to another: pure, from records to records."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields

from ..records import Claim
from ..verdicts import DECIDED
from .records import (
    Change,
    Check,
    FieldChange,
    Moved,
    NumberChange,
    Picture,
    ProseChange,
    Record,
    Review,
    Row,
    Series,
    SeriesChange,
    Side,
    Version,
)
from .versions import flat

EXAMPLES = 5          # rows of a series that are shown
_REASONS = ("low", "high", "low_open", "high_open", "difference", "hindsight", "basis", "method", "evidence")
_DEFAULTS = {item.name: item.default for item in fields(Claim) if item.default is not MISSING}
_FIRM = (*DECIDED, "came_true", "did_not")
_COVERAGE = ("coverage.", "sha256")
_EMPTY = Series("", "", {})


def compare(old: Version, new: Version) -> Review:
    """Everything a reviewer of the step from ``old`` to ``new`` should look at."""
    both = [_moved(claim, old, new) for claim in sorted(set(old.ledger) & set(new.ledger))]
    return Review(
        old=old.name, new=new.name,
        flips=tuple(sorted((m for m in both if flipped(m)), key=_gravity)),
        moved=tuple(m for m in both if not flipped(m) and m.old.computed != m.new.computed),
        reasons=tuple(m for m in both if not flipped(m) and m.old.computed == m.new.computed
                      and (m.others or m.old != m.new)),
        claims=_claims(old, new),
        checks=_checks(old, new),
        series=tuple(_series(old, new)),
        numbers=tuple(_numbers(old.numbers, new.numbers)),
        contradictions=_changes(old.contradictions, new.contradictions),
        prose=tuple(_prose(old.prose, new.prose)),
        pictures=_changes(_told(old.pictures), _told(new.pictures)),
        documents=_changes(old.documents, new.documents),
        records=_changes(old.records, new.records),
        code=_changes({path: {"digest": digest} for path, digest in old.code.items()},
                      {path: {"digest": digest} for path, digest in new.code.items()}),
        stale=tuple(sorted(set(new.claims) ^ set(new.ledger))),
    )


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Fields that differ, in the new record's order, then those that only the old one had."""
    names = [*new, *(name for name in old if name not in new)]
    return tuple(FieldChange(name, old.get(name), new.get(name)) for name in names
                 if (old.get(name) or "") != (new.get(name) or ""))


def _changes(old: Mapping[str, Row], new: Mapping[str, Row]) -> tuple[Change, ...]:
    found = []
    for name in sorted(set(old) | set(new)):
        moved = differences(old.get(name, {}), new.get(name, {}))
        if moved or (name in old) != (name in new):
            found.append(Change(_kind(name, old, new), name, moved))
    return tuple(found)


def _kind(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    if name not in old:
        return "added"
    return "edited" if name in new else "removed"


# ---------------------------------------------------------------- the ledger

def verdict_of(row: Row) -> str:
    """The word that stands for a ledger row: its verdict, or a forecast's outcome."""
    return row.get("verdict") or row.get("outcome") or "none"


def flipped(moved: Moved) -> bool:
    return moved.old.verdict != moved.new.verdict


def _gravity(moved: Moved) -> tuple[int, str]:
    """From one firm verdict to another first, then verdicts lost or won, then the rest."""
    firm = (moved.old.verdict in _FIRM) + (moved.new.verdict in _FIRM)
    return -firm, moved.claim


def _moved(claim: str, old: Version, new: Version) -> Moved:
    before, after = old.ledger[claim], new.ledger[claim]
    others = differences({key: before.get(key, "") for key in _REASONS}, {key: after.get(key, "") for key in _REASONS})
    one, two = _side(before), _side(after)
    causes = _causes(claim, old, new) if one != two or others else ()
    return Moved(claim, after.get("statement", ""), after.get("stated", ""), after.get("unit", ""), one, two, causes,
                 others)


def _side(row: Row) -> Side:
    return Side(verdict_of(row), row.get("computed", ""), row.get("justification", ""))


def _causes(claim: str, old: Version, new: Version) -> tuple[str, ...]:
    """What changed among the things this verdict rests on: its record, its check, its evidence, else the code."""
    found = [*_record_causes(claim, old, new), *_evidence_causes(claim, old, new)]
    if found:
        return tuple(found)
    if old.code != new.code:
        return ("code: its record, check and evidence are the same; see the modules that changed",)
    return ("nothing that it names: another date of the edition, or evidence that its reading does not list",)


def _record_causes(claim: str, old: Version, new: Version) -> Iterable[str]:
    edited = differences(flat(old.claims.get(claim, {})), flat(new.claims.get(claim, {})))
    if edited:
        yield "claim record: " + ", ".join(change.field for change in edited)
    before, after = governing(claim, old), governing(claim, new)
    if before is None or after is None:
        if before is not after:
            yield f"check: {before.key if before else 'none'} before, {after.key if after else 'none'} now"
        return
    readings = differences(flat(before.record), flat(after.record))
    if before.key != after.key:
        yield f"check: {before.key} before, {after.key} now"
    if readings:
        yield "check: " + ", ".join(change.field for change in readings)


def _evidence_causes(claim: str, old: Version, new: Version) -> Iterable[str]:
    used = {*old.ledger[claim].get("evidence", "").split(), *new.ledger[claim].get("evidence", "").split()}
    for name in sorted(used):
        if old.series.get(name) != new.series.get(name):
            yield f"data: {name}"
        if old.documents.get(name) != new.documents.get(name):
            yield f"document: {name}"
        if name != claim and old.claims.get(name) != new.claims.get(name):
            yield f"claim it is compared with: {name}"


def governing(claim: str, version: Version) -> Check | None:
    """The check that decides a claim: its own, else the first rule that matches (as the engine chooses)."""
    own = next((check for check in version.checks if check.claim == claim), None)
    record = version.claims.get(claim)
    if own or record is None:
        return own
    return next((check for check in version.checks if check.claim is None and _matches(check.record, record)), None)


def _matches(rule: Record, claim: Record) -> bool:
    when = rule.get("when")
    if not isinstance(when, Mapping) or not when:
        return False
    for key, wanted in when.items():
        actual = claim.get(key, _DEFAULTS.get(key))
        if (actual not in wanted) if isinstance(wanted, list) else (actual != wanted):
            return False
    return True


# ---------------------------------------------------------------- claims and checks

def _claims(old: Version, new: Version) -> tuple[Change, ...]:
    before = {name: flat(record) for name, record in old.claims.items()}
    after = {name: flat(record) for name, record in new.claims.items()}
    return tuple(Change(change.kind, change.id, change.fields,
                        str({**old.claims.get(change.id, {}), **new.claims.get(change.id, {})}.get("statement", "")),
                        (change.id,)) for change in _changes(before, after))


def _checks(old: Version, new: Version) -> tuple[Change, ...]:
    """Checks that differ, the same change to several claims told once, with the claims that each decides."""
    before = {check.key: flat(check.record) for check in old.checks}
    after = {check.key: flat(check.record) for check in new.checks}
    changes = _changes(before, after)
    touched = _decided_by(old, new) if changes else {}
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        alike = (change.kind, change.fields) if change.id.startswith("claim ") else (change.id,)
        groups.setdefault(alike, []).append(change)
    return tuple(_joined(group, touched) for group in groups.values())


def _joined(group: list[Change], touched: Mapping[str, tuple[str, ...]]) -> Change:
    claims = tuple(sorted({claim for change in group for claim in touched.get(change.id, ())}))
    rest = f" and {len(group) - 1} more" if len(group) > 1 else ""
    return Change(group[0].kind, group[0].id + rest, group[0].fields, claims=claims)


def _decided_by(old: Version, new: Version) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for version in (old, new):
        for claim in version.claims:
            check = governing(claim, version)
            if check is not None:
                found.setdefault(check.key, set()).add(claim)
    return {key: tuple(sorted(claims)) for key, claims in found.items()}


# ---------------------------------------------------------------- data

def _series(old: Version, new: Version) -> Iterable[SeriesChange]:
    for name in sorted(set(old.series) | set(new.series)):
        before, after = old.series.get(name), new.series.get(name)
        if before != after:
            claims = sorted({claim for version in (old, new) for claim, row in version.ledger.items()
                             if name in row.get("evidence", "").split()})
            yield _one_series(name, _kind(name, old.series, new.series), before or _EMPTY, after or _EMPTY, claims)


def _one_series(name: str, kind: str, before: Series, after: Series, claims: Iterable[str]) -> SeriesChange:
    one, two = _rows(before), _rows(after)
    rows = [FieldChange(day, one.get(day), two.get(day)) for day in sorted(set(one) | set(two))
            if one.get(day) != two.get(day)]
    shown = sorted(rows, key=lambda row: (row.old is None or row.new is None, row.field))[:EXAMPLES]
    return SeriesChange(
        kind, name, added=sum(row.old is None for row in rows), removed=sum(row.new is None for row in rows),
        changed=sum(row.old is not None and row.new is not None for row in rows),
        examples=tuple(shown) if kind == "edited" else (),
        old_coverage=_coverage(one), new_coverage=_coverage(two), old_sha256=before.sha256, new_sha256=after.sha256,
        fields=_certificate(before, after) if kind == "edited" else (), claims=tuple(claims),
        uncertified=bool(after.sha256) and after.certificate.get("sha256") != after.sha256,
    )


def _certificate(before: Series, after: Series) -> tuple[FieldChange, ...]:
    """Certificate fields other than those that follow from the rows."""
    return tuple(change for change in differences(before.certificate, after.certificate)
                 if not change.field.startswith(_COVERAGE))


def _rows(series: Series) -> dict[str, str]:
    """Rows by date; the header counts as a row, so that a renamed column is told."""
    return {day: rest for day, _, rest in (line.partition(",") for line in series.csv.splitlines())}


def _coverage(rows: Mapping[str, str]) -> str:
    days = [day for day in rows if day != "date"]
    return f"{min(days)} to {max(days)}, {len(days)} rows" if days else ""


# ---------------------------------------------------------------- what is told

def _numbers(old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterable[NumberChange]:
    for name in sorted(set(old) | set(new)):
        before, after = printed(old.get(name)), printed(new.get(name))
        if before != after or (name in old) != (name in new):
            chapter = (new.get(name) or old[name]).get("chapter", "")
            yield NumberChange(_kind(name, old, new), name, chapter, before, after)


def printed(row: Row | None) -> str:
    """A number as prose prints it, with its interval and n where it has them."""
    if row is None:
        return ""
    interval = f" [{row['low']} to {row['high']}]" if row.get("low") and row.get("high") else ""
    return row.get("text", "") + interval + (f", n = {row['n']}" if row.get("n") else "")


def _prose(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> Iterable[ProseChange]:
    for page in sorted(set(old) | set(new)):
        before, after = old.get(page, ()), new.get(page, ())
        if before != after or (page in old) != (page in new):
            lines = [line.rstrip("\n") for line in difflib.unified_diff(before, after, n=2, lineterm="")][2:]
            yield ProseChange(_kind(page, old, new), page, tuple(lines))


def _told(pictures: Mapping[str, Picture]) -> dict[str, Row]:
    return {name: {"chapter": picture.chapter, "data": picture.digest, "says": picture.alt}
            for name, picture in pictures.items()}
