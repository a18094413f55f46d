"""Numeric mentions as JSON lines, one object a line, fields of the vocabulary; read strictly, told by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..files import read_text
from ..records import DIRECTIONS
from .statements import Mention

_TEXTS = ("subject", "metric", "comparand", "qualifier", "as_of", "period", "surface", "unit", "label", "horizon")
_NEEDED = ("article", "subject", "metric")


def read_mentions(paths: Sequence[Path]) -> Iterator[Mention]:
    """Every check-worthy mention of the files, in their order."""
    for path in paths:
        for n, line in enumerate(read_text(path).split("\n"), 1):
            if line.strip():
                record = _record(f"{path}, line {n}", line)
                if record.get("check_worthy", True):
                    yield _mention(f"{path}, line {n}", record)


def _record(where: str, line: str) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(where, f"{error.msg} at character {error.pos}", "one JSON object", "mend the line") from None
    if not isinstance(record, dict):
        raise InputError(where, type(record).__name__, "a JSON object", "mend the line")
    for name in _NEEDED:
        if name not in record:
            raise InputError(where, f"no {name!r}", "the fields of a numeric mention",
                             "write the field, null if unknown")
    return record


def _mention(where: str, record: Mapping[str, object]) -> Mention:
    for name in ("article", *_TEXTS):
        if not isinstance(record.get(name), str | None):
            raise InputError(where, f"{name} {record[name]!r}", "text or null", "write it in quotes")
    direction = record.get("direction") or "none"
    if direction not in DIRECTIONS:
        raise InputError(where, f"direction {direction!r}", " or ".join(DIRECTIONS), "use a word of the vocabulary")
    name = record.get("id") or record.get("claim") or f"{record['article']}:{record.get('start')}-{record.get('end')}"
    texts = {key: record.get(key) for key in _TEXTS}
    return Mention(
        id="_".join(str(name).split()), article=str(record["article"]), **{**texts, "surface": _surface(record)},
        direction=direction, value=record.get("value"), kind=record.get("kind") or "observation",
        complete=record.get("complete", True) is not False, made=_made(where, record),
        statement=record.get("statement") or "", lost=bool(record.get("lost")),
    )


def _surface(record: Mapping[str, object]) -> str | None:
    return record.get("surface") or record.get("stated")


def _made(where: str, record: Mapping[str, object]) -> date | None:
    """The day of the article, where the record gives it."""
    text = record.get("made") or record.get("published_at")
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise InputError(where, f"date {text!r}", "an ISO date", "write it as YYYY-MM-DD") from None
