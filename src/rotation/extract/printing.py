"""Mentions out: JSON lines for programs, YAML and a table for people.

Surfaces are somebody else's text. JSON and YAML escape control characters by themselves; the table shows them as
``\\x1b``, so that no article moves a terminal's cursor.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal

import yaml

from .records import Mention

FIELDS = tuple(field.name for field in fields(Mention))
_COLUMNS = ("at", "surface", "value", "unit", "subject", "metric", "direction", "time", "read as")
_WIDEST = 40
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def json_lines(mentions: Iterable[Mention]) -> str:
    """One object a line, fields in the vocabulary's order; UTF-8 is left as it is."""
    return "".join(json.dumps(_record(one), ensure_ascii=False) + "\n" for one in mentions)


def yaml_list(mentions: Iterable[Mention]) -> str:
    """A list of mappings, a field a line."""
    records = [_record(one) for one in mentions]
    return yaml.dump(records, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120) if records else "[]\n"


def table(mentions: Sequence[Mention], width: int | None = None) -> str:
    """Aligned columns, cut to ``width`` terminal cells (None: as wide as it is)."""
    rows = [_COLUMNS, *map(_cells, mentions)]
    widths = [min(_WIDEST, max(_width(row[n]) for row in rows)) for n in range(len(_COLUMNS))]
    lines = ("  ".join(_fitted(cell, room) for cell, room in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join((_cut(line, width) if width else line) + "\n" for line in lines)


def visible(text: str) -> str:
    """Control, format and separator characters as escapes; everything that prints as it is."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
                   for letter in text)


def _record(one: Mention) -> dict[str, object]:
    record = {name: getattr(one, name) for name in FIELDS}
    return {**record, "value": _plain(one.value)}


def _plain(value: object) -> object:
    """Numbers as JSON has them; a range as a list."""
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 1 << 53 else float(value)
    return value


def _cells(one: Mention) -> tuple[str, ...]:
    state = "claim" if one.check_worthy else one.exclusion or "no claim"
    return tuple(map(visible, (
        f"{one.start}-{one.end}", one.surface, _value(one.value), one.unit or "", one.subject or "", one.metric or "",
        {"up": "up", "down": "down"}.get(one.direction, ""), one.as_of or one.period or "",
        state if one.complete else f"{state}, incomplete")))


def _value(value: object) -> str:
    value = _plain(value)
    if isinstance(value, list):
        return " to ".join(map(_value, value))
    return f"{value:.12g}" if isinstance(value, float) else "" if value is None else str(value)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else not unicodedata.combining(one) for one in text)


def _fitted(text: str, room: int) -> str:
    text = _cut(text, room)
    return text + " " * (room - _width(text))


def _cut(text: str, room: int) -> str:
    """At most ``room`` cells, an ellipsis where something is missing."""
    if _width(text) <= room:
        return text
    while text and _width(text) > room - 1:
        text = text[: min(len(text) - 1, room)]
    return text + "…"
