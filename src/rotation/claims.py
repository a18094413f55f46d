"""What the articles say: claim records (``data/claims/<id>.yml``), read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

from .errors import InputError, suggestion
from .files import mapping, read_mapping
from .intervals import StatedInterval, printed_period, stated_interval
from .paths import folder
from .records import DIRECTIONS, KINDS, STATUSES, TOPICS, UNITS, Article, Claim

LOSSES = ("subject", "figure", "window", "comparand")
LOST_ANCHOR = "lost"
_CLOSED = {"topic": TOPICS, "kind": KINDS, "direction": DIRECTIONS, "status": STATUSES, "anchor": (LOST_ANCHOR,)}
_FIELDS = {field.name for field in fields(Claim)} - {"article"}
_FREE = {"note", "label", "drafted"}      # for the reviewer, for labels without a number, and what was drafted
_REQUIRED = {"id", "statement", "topic", "kind"}


def load_claims(data: Path, articles: Mapping[str, Article]) -> dict[str, Claim]:
    """Every claim of the given articles by id, in order of id."""
    claims: dict[str, Claim] = {}
    for article in articles:
        path = folder(data, "claims") / f"{article}.yml"
        for record in _records(path, article):
            claim = claim_of(str(path), article, record)
            if claim.id in claims:
                raise InputError(f"{path}, claim {claim.id}", "an id that is taken", "a new id",
                                 "give the claim the next free number; ids are never reused")
            claims[claim.id] = claim
    return dict(sorted(claims.items()))


def _records(path: Path, article: str) -> list[dict]:
    content = read_mapping(path)
    if str(content.get("article")) != article:
        raise InputError(str(path), f"article {content.get('article')!r}", f"article: {article!r}",
                         "name the article the claims belong to")
    found = content.get("claims") or []
    if not isinstance(found, list):
        raise InputError(str(path), f"claims {str(found)[:60]!r}", "a list of records", "mend the file")
    return found


def claim_of(place: str, article: str, record: dict) -> Claim:
    """One claim from its record; InputError names the record in ``place`` and what is wrong with it."""
    where = f"{place}, claim {mapping(f'{place}, a claim', record).get('id')}"
    for key in record:
        if key not in _FIELDS | _FREE:
            raise InputError(where, f"unknown field {key!r}", "a field of a claim record", suggestion(key, _FIELDS))
    for key in _REQUIRED:
        if not record.get(key):
            raise InputError(where, f"no {key}", "a value", "fill the field")
    for key, closed in _CLOSED.items():
        if record.get(key, closed[-1]) not in closed:
            raise InputError(where, f"{key} {record[key]!r}", "a word of the vocabulary",
                             suggestion(str(record[key]), closed))
    if not str(record["id"]).startswith(f"{article}/"):
        raise InputError(where, "an id of another article", f"{article}/nnn", "mend the id")
    if record.get("stated") is not None and record.get("unit") not in UNITS and not _is_currency(record.get("unit")):
        raise InputError(where, f"unit {record.get('unit')!r}", "a unit of the vocabulary",
                         suggestion(str(record.get("unit")), UNITS))
    for name in record.get("lost") or ():
        if name not in LOSSES:
            raise InputError(where, f"lost {name!r}", "what the copy lost", suggestion(str(name), LOSSES))
    known = {key: value for key, value in record.items() if key in _FIELDS}
    known |= {
        "article": article,
        "lost": tuple(record.get("lost") or ()),
        "appearances": tuple(_span(where, text) for text in record.get("appearances") or ()),
        "label": record.get("label"),
    }
    claim = Claim(**{key: _plain(value) for key, value in known.items()})
    _readable(where, claim)
    return claim


def _readable(where: str, claim: Claim) -> None:
    """Refuse a number or a date that cannot be read, naming the claim it stands in."""
    try:
        interval_of(claim)
        for printed in (*(claim.period or "").split("/"), claim.as_of, claim.horizon):
            if printed:
                printed_period(printed)
    except InputError as error:
        raise InputError(f"{where}: {error.record}", error.found, error.expected, error.action) from None


def _is_currency(unit: object) -> bool:
    return isinstance(unit, str) and len(unit) == 3 and unit.isupper()


def _span(where: str, text: str) -> tuple[int, int]:
    start, dash, end = str(text).partition("-")
    if not dash or not start.isdigit() or not end.isdigit():
        raise InputError(where, f"appearance {text!r}", "'start-end'", "give both offsets")
    return int(start), int(end)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def interval_of(claim: Claim) -> StatedInterval | None:
    """The stated interval of a claim; None for one without a number."""
    if claim.value is None and claim.stated is None:
        return None
    if claim.unit in ("date", "year"):
        return stated_interval(str(claim.value), "date")
    sign = "none" if claim.unit == "count" else claim.direction      # six falling days are six, not minus six
    return stated_interval(claim.reads or claim.stated, claim.unit, claim.qualifier, sign)


def claim_date(claim: Claim, article: Article) -> date:
    """The date a claim describes or was made.

    The end of its period or its own date as printed (the end of a month or year, but never after the last
    close before publication); for an undated statement the last close before publication.
    """
    printed = claim.period.rpartition("/")[2] if claim.period else claim.as_of
    if printed:
        return min(printed_period(printed)[1], article.last_close)
    return article.last_close
