"""The YAML of drafted records: one field a line, in one order, and quoted so that it reads back as what it was.

Strings come out of hostile texts: whatever is not a plain word is double-quoted, with every character that YAML or a
terminal could take for more than text escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

CLAIM_FIELDS = (
    "id", "statement", "topic", "kind", "subject", "metric", "comparand", "direction", "qualifier", "as_of", "period",
    "stated", "reads", "value", "unit", "start", "end", "surface_start", "surface_end", "paragraph", "complete", "lost",
    "appearances", "horizon", "status", "anchor", "drafted",
)
OPTIONAL = ("reads", "status", "anchor", "drafted")          # written only where there is something to say
CHECK_FIELDS = ("method", "label", "why", "basis", "reading", "tolerance", "proxy", "alternatives", "horizon",
                "proposed", "drafted")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ /&.+'’-]{1,2}[A-Za-z0-9_]+)*\.?")
_RESERVED = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: object) -> str:
    """One value on one line; lists and mappings in flow style."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else _float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {scalar(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    return _text(str(value))


def _float(value: float) -> str:
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return text if not exponent else f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(power):+d}"


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return '"' + "".join(_ESCAPES.get(ch) or (ch if ch.isprintable() else _escaped(ch)) for ch in text) + '"'


def _escaped(ch: str) -> str:
    return f"\\u{ord(ch):04X}" if ord(ch) < 0x10000 else f"\\U{ord(ch):08X}"


def blocks(text: str, section: str) -> list[str]:
    """The records of one section of a file as their lines; none where the file is laid out in another way."""
    lines = text.splitlines(keepends=True)
    begin = next((n for n, line in enumerate(lines) if line.rstrip() == f"{section}:"), None)
    found: list[str] = []
    for line in lines[begin + 1:] if begin is not None else ():
        if line.startswith("- "):
            found.append(line)
        elif found and (line.startswith((" ", "#")) or not line.strip()):
            found[-1] += line
        elif line.strip():
            break
    return [block if block.endswith("\n") else f"{block}\n" for block in found]


def claim_text(record: Mapping[str, object]) -> str:
    """One claim as a block of lines."""
    own = [key for key in CLAIM_FIELDS if key in record and not (key in OPTIONAL and record[key] is None)]
    return _block([*own, *(key for key in record if key not in CLAIM_FIELDS)], record)


def check_text(claim: str, record: Mapping[str, object]) -> str:
    """One proposed check as a block of lines."""
    ordered = [key for key in CHECK_FIELDS if key in record]
    others = [key for key in record if key not in (*CHECK_FIELDS, "claim")]
    return _block(["claim", *ordered, *others], {**record, "claim": claim})


def _block(keys: Iterable[str], record: Mapping[str, object]) -> str:
    lines = []
    for key in keys:
        value = record[key]
        if key == "alternatives":
            lines += ["alternatives:", *(f"- {scalar(item)}" for item in value)]
        else:
            lines.append(f"{key}: {scalar(value)}")
    return "- " + "\n  ".join(lines) + "\n"


def claims_text(article: str, numbered: int, claims: Iterable[str], exclusions: Iterable[Mapping[str, object]]) -> str:
    """The file of an article's claims: its blocks, and one line an exclusion."""
    blocks, excluded = list(claims), [f"- {scalar(item)}\n" for item in exclusions]
    return "".join([f'article: "{article}"\n', f"numbered: {numbered}      # the highest number given so far\n",
                    "claims:\n" if blocks else "claims: []\n", *blocks,
                    "exclusions:\n" if excluded else "exclusions: []\n", *excluded])


def checks_text(article: str, checks: Iterable[str]) -> str:
    """The file of an article's checks."""
    blocks = list(checks)
    return "".join([f'article: "{article}"\n', "checks:\n" if blocks else "checks: []\n", *blocks])


def article_text(record: Mapping[str, object]) -> str:
    """The file of an article's metadata."""
    return "".join(f"{key}: {scalar(value)}\n" for key, value in record.items())
