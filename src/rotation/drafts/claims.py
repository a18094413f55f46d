"""Numeric mentions → drafts of claim records, and every other number with the reason why it is no claim."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ..claims import claim_of, interval_of
from ..errors import InputError
from ..extract.records import Mention
from ..intervals import printed_magnitude, printed_period
from ..records import DIRECTIONS, DRAFT, KINDS, TOPICS, UNITS
from .digests import digest
from .statements import RUN, WORD, Words, statement

UNREAD = "unread"                  # a number that no rule could make a claim of: a person has to look
NAME_LENGTH = 80
# A level has no direction of its own: "fell to 6,800" is 6,800.
LEVELS = re.compile(r"index_close|index_level|index_intraday_high|last_price|market_cap|volatility_index_level|pe_\w+|"
                    r"price_to_book|\w+_discount|\w+_premium|discount_\w+|premium_\w+|policy_rate_level|yield_level|"
                    r"fed_funds_target_range|inflation_rate|core_inflation_rate|inflation_target|neutral_rate|"
                    r"cut_probability|revenue_quarterly|revenue_annual|assets_under_management|dividend_per_share")
_METRIC = re.compile(r"[a-z][a-z0-9_]{0,60}")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_COMPARES = re.compile(r"relative_\w+|\w+_discount|\w+_premium|\w+_gap|outperformance_\w+|leadership_\w+")
_WINDOWED = ("return_period", "return_unspecified", "sector_return")
_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
_SAME = ("subject", "metric", "unit", "direction", "kind", "complete")


@dataclass(frozen=True)
class Drafts:
    """What an extraction makes of a text: claim records without ids, in text order, and exclusions."""

    claims: tuple[dict[str, object], ...]
    exclusions: tuple[dict[str, object], ...]


def drafts_of(text: str, mentions: Sequence[Mention], article: str, published: date, taken: Iterable[str] = ()
              ) -> Drafts:
    """Claim records without ids; every mention is in a claim or an exclusion. No statement is one of ``taken``."""
    claims, exclusions, paragraph_of = [], [], paragraphs_in(text)
    for group in linked([mention for mention in mentions if mention.check_worthy]):
        record = _record(group, published)
        if record is None or not _readable(record, article):
            exclusions += [_exclusion(replace(mention, exclusion=UNREAD)) for mention in group]
        else:
            claims.append({**record, "paragraph": paragraph_of(record["start"])})
    exclusions += [_exclusion(mention) for mention in mentions if not mention.check_worthy]
    exclusions.sort(key=lambda one: one["start"])
    return Drafts(tuple(_told(claims, Words(text), set(taken))), tuple(exclusions))


def paragraphs_in(text: str) -> Callable[[int], int]:
    """The paragraph of a place in ``text``: lines that are not empty, counted from 1."""
    starts, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(at)
        at += len(line) + 1
    return lambda place: max(1, bisect_right(starts, place))


def linked(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Mentions of one quantity together, in the order of the first of each."""
    groups: dict[tuple, list[list[Mention]]] = {}
    ordered: list[list[Mention]] = []
    for mention in mentions:
        key = (*(getattr(mention, name) for name in _SAME), repr(mention.value))
        fitting = [group for group in groups.get(key, ()) if all(_one_quantity(one, mention) for one in group)]
        if fitting:
            fitting[0].append(mention)
        else:
            ordered.append([mention])
            groups.setdefault(key, []).append(ordered[-1])
    return ordered


def _one_quantity(first: Mention, other: Mention) -> bool:
    """Same figure of the same thing, and nothing printed that tells the two apart."""
    if first.subject is None or first.metric is None:
        return False
    return all(getattr(first, name) in (None, getattr(other, name)) or getattr(other, name) is None
               for name in ("comparand", "as_of", "period", "qualifier"))


# ---------------------------------------------------------------- one record

def _record(group: Sequence[Mention], published: date) -> dict[str, object] | None:
    """The claim of a group of mentions; None where the vocabulary has no room for it."""
    first = _short(group[0])
    if (first.unit not in UNITS and not re.fullmatch(r"[A-Z]{3}", first.unit or "")) or not _finite(first.value):
        return None
    fields = {name: next((value for one in group if (value := getattr(one, name)) is not None), None)
              for name in ("comparand", "as_of", "period", "qualifier")}
    record: dict[str, object] = {
        "id": None, "statement": "",
        "topic": first.topic if first.topic in TOPICS else "other",
        "kind": first.kind if first.kind in KINDS and first.kind != "identifier" else "observation",
        "subject": named(first.subject), "metric": _matching(_METRIC, first.metric),
        "comparand": named(fields["comparand"]), "direction": _direction(first),
        "qualifier": named(fields["qualifier"]), "as_of": _dated(fields["as_of"]), "period": _period(fields["period"]),
        "stated": first.surface, "reads": None, "value": _value(first.value), "unit": first.unit,
        "start": first.start, "end": first.end, "surface_start": first.surface_start, "surface_end": first.surface_end,
        "paragraph": 1, "complete": bool(first.complete), "lost": [],
        "appearances": [f"{one.start}-{one.end}" for one in group[1:]], "horizon": None, "status": DRAFT,
    }
    if len(WORD.findall(first.surface.lower())) >= RUN:
        return None
    record["reads"] = _reads(record)
    record["lost"] = _lost(record)
    record["horizon"] = _horizon(record, published)
    return record


def _short(mention: Mention) -> Mention:
    """The mention itself; with the number alone as its surface where that would be a run of the article's words."""
    if len(WORD.findall(mention.surface.lower())) < RUN:
        return mention
    surface = mention.surface[mention.start - mention.surface_start: mention.end - mention.surface_start]
    return replace(mention, surface=surface, surface_start=mention.start, surface_end=mention.end)


def named(text: object) -> str | None:
    """A name as it may be kept: printable, on one line, and shorter than a run of the article's words."""
    plain = " ".join("".join(ch if ch.isprintable() else " " for ch in str(text or "")).split())[:NAME_LENGTH].strip()
    ends = [match.end() for match in WORD.finditer(plain.lower())]
    return (plain if len(ends) < RUN else plain[: ends[RUN - 2]]) or None


def _matching(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text and pattern.fullmatch(text) else None


def _direction(mention: Mention) -> str:
    if mention.direction not in DIRECTIONS or (LEVELS.fullmatch(mention.metric or "") and mention.unit != "year"):
        return "none"
    return mention.direction


def _dated(text: object) -> str | None:
    """An ISO date, as precise as it is printed, that exists."""
    try:
        return str(text) if text and _DATE.fullmatch(str(text)) and printed_period(str(text)) else None
    except InputError:
        return None


def _period(text: object) -> str | None:
    first, slash, last = str(text or "").partition("/")
    return f"{first}/{last}" if slash and _dated(first) and _dated(last) and first <= last else None


def _finite(value: object) -> bool:
    """Whether a value is a date or a number from 0 on that a float can hold."""
    try:
        return all(isinstance(one, str) or 0 <= float(one) < math.inf for one in _listed(_value(value)))
    except (TypeError, ValueError, OverflowError):
        return False


def _value(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def _lost(record: Mapping[str, object]) -> list[str]:
    """What an incomplete sentence lost of this claim: what its metric needs and the record has not."""
    if record["complete"]:
        return []
    if record["subject"] is None or record["metric"] is None:
        return ["subject"]
    metric = str(record["metric"])
    if metric in _WINDOWED and not record["period"] and not record["as_of"]:
        return ["window"]
    return ["comparand"] if _COMPARES.fullmatch(metric) and record["comparand"] is None else []


def _horizon(record: Mapping[str, object], published: date) -> str | None:
    """When a forecast can be decided: the end of what it is about, where that lies after publication."""
    if record["kind"] != "forecast":
        return None
    anchor = record["value"] if record["unit"] in ("date", "year") else None
    text = str(record["period"] or "").partition("/")[2] or record["as_of"] or anchor
    try:
        return str(text) if text and printed_period(str(text))[1] > published and _DATE.fullmatch(str(text)) else None
    except InputError:
        return None


# ---------------------------------------------------------------- does it read back

def _reads(record: Mapping[str, object]) -> str | None:
    """The number in plain notation where the surface does not say the value in it (1.234,56; a dozen; 二十)."""
    if record["unit"] in ("date", "year"):
        return None
    wanted = [Decimal(repr(float(item))) for item in _listed(record["value"]) if isinstance(item, int | float)]
    try:
        if [Decimal(repr(float(item))) for item in printed_magnitude(str(record["stated"]))] == wanted:
            return None
    except InputError:
        pass
    return " to ".join(_plainly(item, str(record["stated"])) for item in wanted) or None


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _plainly(value: Decimal, surface: str) -> str:
    """No more digits than were printed: 2,1 Billionen is 2.1 trillion, not two million millions to the unit."""
    digits = len(re.sub(r"\D", "", surface).strip("0")) or 1
    for power, word in _SCALES:
        if value >= Decimal(1).scaleb(power) and digits <= value.adjusted():
            return f"{value.scaleb(-power).normalize():f} {word}"
    return f"{value.normalize():f}" if value != value.to_integral() else f"{value:.0f}"


def _readable(record: Mapping[str, object], article: str) -> bool:
    """Whether the ledger's own loader takes the record and finds an interval for its number."""
    try:
        claim = claim_of("a draft", article, {**record, "id": f"{article}/000", "statement": "A draft."})
        return interval_of(claim) is not None
    except (InputError, ArithmeticError, ValueError, TypeError):
        return False


def _told(records: Iterable[dict[str, object]], words: Words, taken: set[str]) -> Iterable[dict[str, object]]:
    for record in records:
        record["statement"] = statement(record, words, taken)
        taken.add(record["statement"])
        yield {**record, "drafted": digest(record)}


def _exclusion(mention: Mention) -> dict[str, object]:
    """One line of the file. A surface as long as a run of words is cut to the number itself."""
    reason = _matching(_METRIC, mention.exclusion) or UNREAD
    long = len(WORD.findall(mention.surface.lower())) >= RUN
    surface = mention.surface[mention.start - mention.surface_start: mention.end - mention.surface_start]
    wide = {"surface_start": mention.surface_start, "surface_end": mention.surface_end}
    apart = (mention.surface_start, mention.surface_end) != (mention.start, mention.end) and not long
    return {"start": mention.start, "end": mention.end, **(wide if apart else {}),
            "surface": surface if long else mention.surface, "reason": reason}
