"""A telling as Markdown (GitHub's): every text from a version is escaped, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .tell import Card, Diff, Section, Table, Telling

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "`": "&#96;", "@": "&#64;", "\\": "&#92;"}
_MARKS = frozenset("*_[]#~$!{}")
_ADDRESS = re.compile(r"(?<=:)//|(?<=www)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """Text as itself in Markdown: no markup, no table cell, no mention, no link comes of it."""
    plain = "".join(_ENTITIES.get(ch, f"\\{ch}" if ch in _MARKS else ch) for ch in text)
    return _ADDRESS.sub(lambda found: "".join(f"&#{ord(ch)};" for ch in found.group()), plain)


def sentence(text: str) -> str:
    """Escaped text that starts a line: no list, rule or underline comes of its first sign either."""
    return re.sub(r"^(\s*)([-+=])|^(\s*\d+)(?=[.)]\s)", r"\1\3\\\2", escape(text))


def markdown(telling: Telling) -> str:
    """The whole report."""
    lines = ["# What moved", "", f"From {escape(telling.old)} to {escape(telling.new)}.", ""]
    for warning in telling.warnings:
        lines += [f"**Mind:** {escape(warning)}", ""]
    counts = Table(("what", "how many"), tuple((part.title, str(part.count)) for part in telling.sections))
    lines += [*_table(counts), ""]
    for section in telling.sections:
        if section.count:
            lines += _section(section)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section) -> Iterable[str]:
    yield from (f"## {section.title} ({section.count})", "", sentence(section.lead), "")
    if section.table:
        yield from (*_table(section.table), "")
    for card in section.cards:
        yield from _card(card)


def _card(card: Card) -> Iterable[str]:
    yield from (f"### {escape(card.title)}", "")
    for note in card.notes:
        yield from (sentence(note), "")
    if isinstance(card.body, Table):
        yield from (*_table(card.body), "")
    elif isinstance(card.body, Diff):
        yield from (*_diff(card.body), "")


def _table(table: Table) -> Iterable[str]:
    yield "| " + " | ".join(table.columns) + " |"
    yield "|" + " --- |" * len(table.columns)
    for row in table.rows:
        yield "| " + " | ".join(escape(cell) for cell in row) + " |"


def _diff(diff: Diff) -> Iterable[str]:
    """A fence longer than any run of backticks inside it."""
    longest = max((len(run) for line in diff.lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return (f"{fence}diff", *diff.lines, fence)
