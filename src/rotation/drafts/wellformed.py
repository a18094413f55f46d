"""Whether files that people have edited can be extracted anew: what a second extraction relies on, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..claims import load_claims
from ..errors import InputError
from ..files import mapping
from ..records import Article

PLACES = ("start", "end", "surface_start", "surface_end")
_ID = re.compile(r"[^/]+/\d{1,6}")
_SPAN = re.compile(r"\d{1,9}-\d{1,9}")


def refuse_claims(home: Path, path: Path, article: Article, content: Mapping[str, object]) -> None:
    """InputError where a claims file is not one that the ledger takes, or a number in it has no place in a text."""
    load_claims(home, {article.id: article})
    for record in _records(path, content, "claims"):
        where = f"{path}, claim {record.get('id')}"
        _refuse(where, "id", record.get("id"), _ID.fullmatch(str(record.get("id"))), f"{article.id}/001, and so on")
        if record.get("start") is not None:
            _refuse(where, "stated", record.get("stated"), record.get("stated"), "the number as printed")
            _refuse_places(where, record)
        for span in record.get("appearances") or ():
            _refuse(where, "appearances", span, _SPAN.fullmatch(str(span)), "places as 120-123")
    for record in _records(path, content, "exclusions"):
        where = f"{path}, exclusion at {record.get('start')}"
        _refuse_places(where, {**record, "end": record.get("end"), "start": record.get("start")})
        _refuse(where, "surface", record.get("surface"), record.get("surface"), "the number as printed")
    highest = content.get("numbered")
    _refuse(str(path), "numbered", highest, highest is None or _is_place(highest), "the highest number given so far")


def refuse_checks(path: Path, content: Mapping[str, object]) -> None:
    """InputError where a checks file is no list of records."""
    for record in _records(path, content, "checks"):
        _refuse(str(path), "claim of a check", record.get("claim") or record.get("claims"),
                record.get("claim") or record.get("claims"), "the id of a claim")


def _records(path: Path, content: Mapping[str, object], section: str) -> Iterator[Mapping[str, object]]:
    found = content.get(section) or []
    _refuse(str(path), section, found, isinstance(found, list), "a list of records")
    for record in found:
        yield mapping(f"{path}, {section}", record)


def _refuse_places(where: str, record: Mapping[str, object]) -> None:
    for key in PLACES:
        if key in record:
            _refuse(where, key, record[key], _is_place(record[key]), "a number of code points")


def _is_place(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _refuse(where: str, key: str, found: object, good: object, expected: str) -> None:
    if not good:
        raise InputError(where, f"{key} {str(found)[:60]!r}", expected, "mend the record")
