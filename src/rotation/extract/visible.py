"""Everything a page shows, a block a line; from the parser's events, so that no nesting is too deep, or from a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.etree
import lxml.html

from .mending import INLINE, apart
from .page_metadata import Metadata

_HIDDEN = frozenset(("script", "style", "noscript", "template", "title", "select", "textarea", "iframe", "object"))
_OPENED = re.compile(r"([$€£¥(]) \|(?: \|)? (?=[\d(])")      # a sign in a cell of its own, beside its figure
_CLOSED = re.compile(r" \|(?: \|)? (?=[)%](?: \||$))")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, and the element in which it begins (None where the page was read by events)."""

    text: str
    owner: lxml.html.HtmlElement | None


def visible(page: str) -> Visible:
    """What a page shows, and its metadata."""
    target = Visible()
    parser = lxml.etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(page.encode())
    parser.close()
    return target


def lines_of(tree: lxml.html.HtmlElement) -> list[Line]:
    """The same lines of a tree, each with its element."""
    seen = Visible()
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            seen.owner = element
            seen.start(element.tag, element.attrib)
            seen.data(element.text or "")
        else:
            seen.end(element.tag)
            seen.owner = element.getparent()
            seen.data(element.tail or "")
    seen.close()
    return seen.lines


class Visible:
    """A target of the parser's events; ``lines`` and ``text`` when it is closed."""

    def __init__(self) -> None:
        self.metadata = Metadata()
        self.deepest = self.elements = 0
        self.lines: list[Line] = []
        self.owner: lxml.html.HtmlElement | None = None
        self._pieces: list[str] = []
        self._begun: lxml.html.HtmlElement | None = None
        self._depth = self._hidden = self._preformatted = 0
        self._item = False
        self._joint = ""                       # the span or raised figure that begins here

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        self._hidden += tag in _HIDDEN
        self._preformatted += tag == "pre"
        self.metadata.start(tag, attributes)
        self._joint = tag if tag in ("span", "sup") else ""
        self._break(tag)
        self._item = self._item or tag == "li"

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._hidden -= tag in _HIDDEN
        self._preformatted -= tag == "pre"
        self.metadata.end(tag)
        if tag not in ("td", "th"):
            self._break(tag)
        self._item = self._item and tag != "li"

    def data(self, piece: str) -> None:
        self.metadata.data(piece)
        if self._hidden or not piece:
            return
        first, *others = piece.split("\n") if self._preformatted else (piece,)
        self._add(first)
        for other in others:
            self._flush()
            self._add(other)

    def comment(self, text: str) -> None:
        pass

    def close(self) -> None:
        self._flush()

    def _add(self, piece: str) -> None:
        if self._joint and self._pieces and apart(self._pieces[-1], piece):
            self._pieces.append(" " if self._joint == "span" or piece[:1].isdigit() else "")
        if not self._pieces:
            self._begun = self.owner
        self._joint = ""
        self._pieces.append(piece)

    def _break(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._pieces.append(" | ")
        elif tag not in INLINE:
            self._flush()

    def _flush(self) -> None:
        line = " ".join("".join(self._pieces).split()).strip("| ")
        self._pieces.clear()
        if line:
            line = _CLOSED.sub("", _OPENED.sub(r"\1", line))
            self.lines.append(Line(f"- {line}" if self._item else line, self._begun))
            self._item = False
