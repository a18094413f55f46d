"""What was drafted, in a few characters: content, and of claims the place. A record that says else was edited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

PLACE = ("start", "end", "surface_start", "surface_end", "paragraph", "appearances")
_APART = ("id", "claim", "status", "anchor", "drafted", "proposed", *PLACE)


def digest(record: Mapping[str, object]) -> str:
    """``content-place`` of a claim record, ``content`` of a check, whatever its layout in the file."""
    content = _hash({key: value for key, value in record.items() if key not in _APART})[:8]
    return f"{content}-{_hash({key: record.get(key) for key in PLACE})[:4]}" if "start" in record else content


def content_of(drafted: str) -> str:
    """The part of a digest that says what the record says."""
    return drafted.partition("-")[0]


def is_edited(record: Mapping[str, object]) -> bool:
    """Whether somebody changed a drafted record; what was never drafted is somebody's own."""
    return record.get("drafted") != digest(record)


def _hash(fields: Mapping[str, object]) -> str:
    plain = json.dumps(_plain(fields), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: object) -> object:
    """Values as YAML may have read them: dates as text, 10 and 10.0 as one number, pairs as lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return value
    return value.isoformat() if isinstance(value, date) else repr(float(value))
