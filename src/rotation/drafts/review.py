"""A second extraction of an article: what people decided stays, drafts are made anew, no number is used twice.

A claim stays if its status says so, or if somebody changed a draft (its digest tells). Its anchor is followed into a
changed text, or marked as lost. Everything that was merely drafted is drafted again and keeps its number where its
figure is still there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..claims import LOST_ANCHOR
from ..extract.records import Mention
from ..records import DRAFT, EDITED, REJECTED
from .anchors import Place, moved
from .digests import PLACE, content_of, digest, is_edited
from .records import check_text, claim_text

Span = tuple[int, int]


@dataclass(frozen=True)
class Kept:
    """A claim that a person has decided on, as it goes back into the file."""

    record: Mapping[str, object]
    text: str
    spans: tuple[Span, ...]             # what it covers in the new text; nothing where its anchor is lost


@dataclass
class Told:
    """What a second extraction did, by id, for the report."""

    edited: list[str] = field(default_factory=list)      # drafts that somebody had changed: kept, now "edited"
    moved: list[str] = field(default_factory=list)       # kept claims that stand elsewhere now
    lost: list[str] = field(default_factory=list)        # kept claims whose anchor is gone
    otherwise: list[str] = field(default_factory=list)   # kept claims whose number reads differently now
    refreshed: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)   # drafts whose number is gone or is no claim any more
    checks: list[str] = field(default_factory=list)      # proposed checks that somebody had changed: kept as their own


# ---------------------------------------------------------------- where things stand now

def places_of(document: Mapping[str, object]) -> list[Place]:
    """Every number of a claims file: claims with their further mentions, and exclusions."""
    places = []
    for record in document.get("claims") or ():
        if record.get("start") is not None and record.get("anchor") != LOST_ANCHOR:
            reading = record.get("subject"), record.get("metric")
            spans = [(record["start"], record["end"]), *(_span(text) for text in record.get("appearances") or ())]
            places += [Place(start, end, str(record["stated"]), reading) for start, end in spans]
    return places + [Place(one["start"], one["end"], str(one["surface"])) for one in document.get("exclusions") or ()]


def places_in(mentions: Iterable[Mention]) -> list[Place]:
    """Every number of an extraction."""
    return [Place(one.start, one.end, one.surface, (one.subject, one.metric) if one.check_worthy else (None, None))
            for one in mentions]


def follow(document: Mapping[str, object], mentions: Sequence[Mention], same_text: bool) -> dict[Span, Span]:
    """(start, end) of every old number → where it stands now; without an entry where that is not known."""
    old = places_of(document)
    if same_text:
        return {(one.start, one.end): (one.start, one.end) for one in old}
    return {span: (place.start, place.end) for span, place in moved(old, places_in(mentions)).items()}


def _span(text: object) -> Span:
    start, _, end = str(text).partition("-")
    return int(start), int(end)


# ---------------------------------------------------------------- what stays

def is_kept(record: Mapping[str, object]) -> bool:
    """Whether a person has decided on a claim, or changed its draft."""
    return record.get("status") != DRAFT or is_edited(record)


def keep(record: Mapping[str, object], block: str | None, now: Mapping[Span, Span], told: Told) -> Kept:
    """A claim that stays, its lines untouched except for where it stands."""
    changes: dict[str, object] = {}
    if record.get("status") == DRAFT:
        changes["status"] = EDITED
        told.edited.append(str(record["id"]))
    if record.get("start") is not None:
        changes |= _anchored(record, now, told)
    after = {key: value for key, value in {**record, **changes}.items() if not (key == "anchor" and value is None)}
    if "drafted" in record:         # the digest's first half still says what was drafted, the second follows the place
        drafted = f"{content_of(str(record['drafted']))}-{digest(after).partition('-')[2]}"
        changes, after = {**changes, "drafted": drafted}, {**after, "drafted": drafted}
    text = _rewritten(block, record, changes) if block else claim_text(after)
    return Kept(after, text, _covered(after))


def _anchored(record: Mapping[str, object], now: Mapping[Span, Span], told: Told) -> dict[str, object]:
    """The fields of a claim's place that change; ``anchor: lost`` where the number cannot be found again."""
    if record.get("anchor") == LOST_ANCHOR:
        told.lost.append(str(record["id"]))
        return {}
    spans = [(record["start"], record["end"]), *(_span(text) for text in record.get("appearances") or ())]
    found = [now[span] for span in spans if span in now]
    if not found:
        told.lost.append(str(record["id"]))
        return {"anchor": LOST_ANCHOR}
    start, end = found[0]
    if [tuple(span) for span in spans] == found:
        return {}
    told.moved.append(str(record["id"]))
    lead, tail = record["start"] - record["surface_start"], record["surface_end"] - record["end"]
    return {"start": start, "end": end, "surface_start": start - lead, "surface_end": end + tail,
            "appearances": [f"{a}-{b}" for a, b in found[1:]]}


def _covered(record: Mapping[str, object]) -> tuple[Span, ...]:
    if record.get("start") is None or record.get("anchor") == LOST_ANCHOR:
        return ()
    return ((record["start"], record["end"]), *(_span(text) for text in record.get("appearances") or ()))


def _rewritten(block: str, record: Mapping[str, object], changes: Mapping[str, object]) -> str:
    """The claim's own lines with some values replaced; a field that is not there yet goes to the end."""
    from .records import scalar

    for key, value in changes.items():
        if record.get(key) == value:
            continue
        line = f"  {key}: {scalar(value)}\n"
        pattern = re.compile(rf"^  {key}:.*\n", re.MULTILINE)
        if value is None:
            block = pattern.sub("", block)
        elif pattern.search(block):
            block = pattern.sub(lambda _, line=line: line, block, count=1)
        else:
            block += line
    return block


def paragraphs_of(kept: Kept, paragraph_of: Callable[[int], int]) -> Kept:
    """The kept claim with the paragraph in which its number stands now."""
    record = kept.record
    start = record.get("start")              # a person may have written anything there; the loader tells
    where = paragraph_of(start) if kept.spans and isinstance(start, int) else None
    if where is None or where == record.get("paragraph"):
        return kept
    changes: dict[str, object] = {"paragraph": where}
    after = {**record, **changes}
    if "drafted" in record:
        drafted = f"{content_of(str(record['drafted']))}-{digest(after).partition('-')[2]}"
        changes, after = {**changes, "drafted": drafted}, {**after, "drafted": drafted}
    return Kept(after, _rewritten(kept.text, record, changes), kept.spans)


def free_mentions(mentions: Iterable[Mention], held: Iterable[Span]) -> list[Mention]:
    """The mentions that no kept record covers."""
    spans = sorted(held)
    ends = [end for _, end in spans]
    return [one for one in mentions
            if (at := bisect_right(ends, one.start)) == len(spans) or spans[at][0] >= one.end]


# ---------------------------------------------------------------- numbers

def numbered(drafts: Sequence[dict[str, object]], old: Iterable[Mapping[str, object]], now: Mapping[Span, Span],
             article: str, highest: int, told: Told) -> tuple[list[dict[str, object]], int]:
    """The drafts with ids: that of the old draft whose number it is, else the next one; and the highest number."""
    owners: dict[Span, Mapping[str, object]] = {}
    for record in old:
        owners |= {now[span]: record for span in _covered(record) if span in now}
    used: set[str] = set()
    out = []
    for draft in drafts:
        spans = [(draft["start"], draft["end"]), *(_span(text) for text in draft["appearances"])]
        names = [str(owners[span]["id"]) for span in spans if span in owners]
        name = next((one for one in names if one not in used), None)
        if name is None:
            highest += 1
            name = f"{article}/{highest:03d}"
            told.new.append(name)
        else:
            told.refreshed.append(name)
        used.add(name)
        out.append({**draft, "id": name})
    told.withdrawn += sorted({str(record["id"]) for record in old} - used)
    return out, highest


def out_of_place(record: Mapping[str, object], block: str | None, told: Told) -> Kept:
    """A draft whose number is gone, kept because a person wrote a check for it."""
    told.withdrawn.remove(str(record["id"]))
    told.lost.append(str(record["id"]))
    changes = {"anchor": LOST_ANCHOR}
    return Kept({**record, **changes}, _rewritten(block, record, changes) if block else
                claim_text({**record, **changes}), ())


def highest_number(document: Mapping[str, object]) -> int:
    """The highest number that a claim of the file has or had."""
    ids = [int(str(record["id"]).rpartition("/")[2]) for record in document.get("claims") or ()]
    return max([*ids, int(document.get("numbered") or 0)], default=0)


# ---------------------------------------------------------------- checks

@dataclass(frozen=True)
class Check:
    """A check that a person wrote or changed."""

    claims: tuple[str, ...]
    text: str
    record: Mapping[str, object]        # without the claims and the marks of a proposal


def kept_checks(records: Iterable[tuple[Mapping[str, object], str | None]], told: Told) -> list[Check]:
    """Checks that are a person's: reviewed ones as they stand, changed proposals without their mark."""
    out = []
    for record, block in records:
        names = tuple(str(name) for name in record.get("claims") or [record.get("claim")])
        if record.get("proposed") and not is_edited(record):
            continue
        if record.get("proposed"):
            told.checks.append(names[0])
            block = block and re.sub(r"^  (?:proposed|drafted):.*\n", "", block, flags=re.MULTILINE)
        own = {key: value for key, value in record.items() if key not in ("proposed", "drafted")}
        plain = {key: value for key, value in own.items() if key not in ("claim", "claims")}
        out.append(Check(names, block or _check_text(own), plain))
    return out


def _check_text(record: Mapping[str, object]) -> str:
    names = record.get("claims")
    plain = {key: value for key, value in record.items() if key not in ("claim", "claims")}
    text = check_text(str(record.get("claim") or ""), plain)
    return text if not names else text.replace('claim: ""', f"claims: [{', '.join(map(str, names))}]", 1)


def wants_check(record: Mapping[str, object], before: Iterable[str]) -> bool:
    """Whether a check is to be proposed: for every draft, and for a kept claim whose check was only proposed."""
    return record.get("status") != REJECTED and (record.get("status") == DRAFT or record["id"] in set(before))


__all__ = ["PLACE", "Kept", "Told", "follow", "free_mentions", "highest_number", "is_kept", "keep", "kept_checks",
           "numbered", "paragraphs_of", "wants_check"]
