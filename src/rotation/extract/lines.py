"""What one line of a page is by its own look: heading, paragraph, item, row, quote, furniture, publication, bio."""

from __future__ import annotations

import re
from functools import lru_cache

from .classes import lexicon

ITEM = re.compile(r"(?:[•▪◦‣·∙●○■□*➢➤✓–—-]|\(?\d{1,2}[.)]|\(?[a-hA-H][.)]|\((?:i{1,3}|iv|v|vi{1,3})\))(?=[ \t\u00a0])")
CELLS = re.compile(r"\t|\S {2,}\S|\S\s*\|\s*\S|\S *\.{4,} *\S")
WIDE = re.compile(r"\S(?:\t| {3,})\S")
CHANGE = re.compile(r"[+\-−–]?\$?\d[\d,]*\.\d+ ?\(?[+\-−–]?\d+\.\d+ ?%\)?$")
QUOTE = re.compile(r"\^?[A-Z][A-Z0-9.&^-]{0,9}\s+[$€£]?\d[\d,]*\.\d+")
TERMINAL = ".!?…"
LONG_HEADING = 130
SHORT_LINE = 60


@lru_cache(maxsize=1)
def _furniture() -> dict:
    source = lexicon("furniture")
    alternatives = "|".join(re.escape(part.lower()) for part in sorted(source["begins"], key=len, reverse=True))
    return {
        "lines": frozenset(line.lower() for line in source["lines"]),
        "begins": re.compile(alternatives), "contains": [part.lower() for part in source["contains"]],
        "publication": re.compile(source["publication"].replace(" |", "|").strip()),
        "bio": source["bio"],
        "unfinished": frozenset(source["unfinished"]),
    }


def kind_of(line: str) -> str:
    """What one line is by its own look."""
    words = _furniture()
    if ITEM.match(line):
        return "item"
    if len(line) > 400:
        return "bio" if _holds(line[:200].lower(), words["bio"]) else "paragraph"
    lower = line.lower()
    if lower in words["lines"] or words["begins"].match(lower):
        return "furniture"
    if len(line) <= 160 and words["publication"].search(lower):
        return "publication"
    if len(line) < 120 and _holds(lower, words["contains"]):
        return "furniture"
    if _holds(lower, words["bio"]):
        return "bio"
    if QUOTE.fullmatch(line) or CHANGE.fullmatch(line):
        return "quote"
    if CELLS.search(line) and _celled(line):
        return "row"
    return "heading" if _is_heading(line) else "paragraph"


def _holds(line: str, parts: list[str]) -> bool:
    return any(part in line for part in parts)


def _celled(line: str) -> bool:
    """Two or more cells: a tab, bars, or wide gaps that do not merely follow a full stop."""
    cells = re.split(r"\t| {2,}|\s*\|\s*| ?\.{4,} ?", line.strip("| "))
    cells = [cell for cell in cells if cell]
    if len(cells) < 2 or max(map(len, cells)) > 60:
        return False
    return "\t" in line or "|" in line or not any(cell[-1] in TERMINAL for cell in cells[:-1] if len(cell) > 12)


def _is_heading(line: str) -> bool:
    if line[0] == "#":
        return True
    if len(line) > LONG_HEADING or line[-1] in ".,;…–—-&/(":
        return False
    if not (line[0].isupper() or line[0].isdigit() or line[0] in "\"“‘'"):
        return False
    if line[-1] == ":":
        return len(line) < SHORT_LINE and line.istitle()
    words = [w for w in line.split() if w[0].isalpha()]
    if (line[-1] in "!?" and len(words) > 12) or (words and words[-1].lower() in _furniture()["unfinished"]):
        return False
    capitals = sum(w[0].isupper() for w in words)
    return len(line) <= SHORT_LINE or capitals * 2 >= len(words)


def is_titled(line: str) -> bool:
    """Written as titles are: nearly all longer words begin with a capital."""
    words = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
    return 5 * sum(w[0].isupper() for w in words) >= 4 * len(words)


def goes_on(first: str) -> bool:
    """Whether a line that begins so goes on with the one before."""
    return first.islower() or first in ",;.)%"
