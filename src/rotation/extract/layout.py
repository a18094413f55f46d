"""Lines → blocks: what a saved page looks like once its links and styles are gone.

A heading, a list item, a table's row and the page's own furniture never run into their neighbours; hard-wrapped lines
are one paragraph; a share's quote and its change are one block.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from .grammar import grammar
from .lines import SHORT_LINE, TERMINAL, WIDE, goes_on, is_titled, kind_of
from .records import Block, Page
from .sentences import CLOSING, sentences
from .tokens import tokens

LINE = re.compile(r"(?P<line>\S[^\n\r]*)")     # blanks before it are passed over, never matched: they may be a million
MOST_PAGES, MOST_LINES = 2_000, 12_000       # what is beyond them is one page, one paragraph: hostile texts only


def pages(text: str) -> list[Page]:
    """The sections of a text between form feeds: tokens, blocks and sentences, with offsets of the whole text."""
    found, start = [], 0
    for part in text.split("\f", MOST_PAGES):
        found.append(_page(text, start, start + len(part)))
        start += len(part) + 1
    return found


def _page(text: str, start: int, end: int) -> Page:
    toks = tokens(text, start, end, grammar().classes)
    blocks = _linked(_blocks(text, _lines(text, start, end), [t.start for t in toks]), text)
    return Page(text, start, end, toks, blocks, sentences(text, toks, blocks))


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = [(m.start("line"), m.start("line") + len(m["line"].rstrip()))
             for m in islice(LINE.finditer(text, start, end), MOST_LINES)]
    if len(found) == MOST_LINES:
        found[-1] = found[-1][0], end
    return found


def _blocks(text: str, lines: list[tuple[int, int]], starts: list[int]) -> list[Block]:
    runs: list[_Run] = []
    for start, end in lines:
        kind = kind_of(text[start:end]) if end - start < 2000 else "paragraph"
        above = runs[-1] if runs else None
        if kind == "quote" and above and above.kind == "row" and WIDE.search(text, start, end):
            kind = "row"                          # a table of symbols and prices among other rows
        if above and above.kind == "heading" and goes_on(text[start]) and not is_titled(text[above.start:above.end]):
            above.kind = "paragraph"              # a short line that the next one continues was no heading
        if above and _continues(text, above, kind, start, end):
            above.end, above.line = end, start
        else:
            runs.append(_Run(kind, start, end, start))
    return [Block(r.kind, r.start, r.end, bisect_left(starts, r.start), bisect_left(starts, r.end)) for r in runs]


@dataclass(slots=True)
class _Run:
    """Lines found to belong together so far; ``line`` is the start of the last."""

    kind: str
    start: int
    end: int
    line: int


def _continues(text: str, above: _Run, kind: str, start: int, end: int) -> bool:
    """Whether a line goes on with the run of lines above it: a hard-wrapped paragraph, or a quote and its change."""
    if kind == "quote":
        return above.kind == "quote" and text[start] in "+-−–0123456789$"
    if above.kind not in ("paragraph", "item") or kind not in ("paragraph", "heading", "row"):
        return False
    gap = text[above.end:start]
    if kind == "row" and WIDE.search(text, start, end):
        return False
    if gap.count("\n") + gap.count("\r") - gap.count("\r\n") > 1:
        return False
    last, length = text[above.end - 1], above.end - above.line
    if last in TERMINAL:
        wrapped = SHORT_LINE < length < 110 and end - start < 110
        return wrapped and kind == "paragraph" and not _sentence_line(text[start:end])
    if last in CLOSING + ":" and kind != "paragraph":
        return False
    return text[start].islower() or text[start] in "(,;.)%$" or last in ",;–—-/&" or length > 45


def _sentence_line(line: str) -> bool:
    return line[-1] in TERMINAL and line[0].isupper() and len(line) > SHORT_LINE


def _linked(blocks: list[Block], text: str) -> list[Block]:
    """Each block with the heading above it and the line that introduces it ("…:", or a table's first row)."""
    found: list[Block] = []
    heading = lead = None
    for i, block in enumerate(blocks):
        introduces = text[block.end - 1] == ":"
        if block.kind == "heading" or (block.kind == "paragraph" and not introduces):
            lead = None
        linked = block.kind in ("item", "row", "quote") or introduces or heading is not None or lead is not None
        above = None if block.kind == "heading" else heading
        found.append(Block(block.kind, block.start, block.end, block.first, block.last, above, lead) if linked
                     else block)
        if block.kind == "heading":
            heading = i
        if introduces or (block.kind == "row" and lead is None):
            lead = i
    return found
