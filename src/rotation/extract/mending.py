"""What a page keeps apart by its style alone is kept apart in its text: spans, footnote marks, definitions, cells."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_LEFT, _RIGHT = re.compile(r"[\w%)]"), re.compile(r"[\w$€£¥+−(▲▼-]")
_CELL = 120      # letters; a cell with more is no cell of figures but a piece of the page's layout
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"))


def mend(tree: HtmlElement) -> HtmlElement:
    """The tree itself, changed; inner elements first."""
    for element in reversed(list(tree.iter(*_MENDERS))):
        if element.getparent() is not None:
            _MENDERS[element.tag](element)
    return tree


def apart(left: str, right: str) -> bool:
    """Whether two pieces, printed side by side without a space, are two words and one of them is a figure."""
    left, right = left[-1:], right[:1]
    return bool(_LEFT.match(left) and _RIGHT.match(right)) and not (left.isalpha() and right.isalpha())


def _span(span: HtmlElement) -> None:
    """``<span>24.57</span><span>+0.38</span>``."""
    following = span.getnext()
    if not span.tail and following is not None and following.tag == "span" and apart(_end(span), _begin(following)):
        span.tail = " "


def _begin(element: HtmlElement) -> str:
    return next((text for text in element.itertext() if text), "")


def _end(element: HtmlElement) -> str:
    """The last letter that an element prints; its last child's tail, or inside that child, or its own text."""
    while len(element):
        if element[-1].tail:
            return element[-1].tail
        element = element[-1]
    return element.text or ""


def _raised(sup: HtmlElement) -> None:
    """A raised figure is a footnote's mark, "[1]", or the upper half of a fraction, never another digit."""
    mark = sup.text_content().strip()
    if mark.isdigit():
        fraction = (sup.tail or "").lstrip()[:1] in ("/", "⁄")
        _flatten(sup, f" {mark}" if fraction else f" [{mark}]")


def _term(term: HtmlElement) -> None:
    """``<dt>Forward P/E<dd>18.4`` is one line, as it is on the page."""
    definition = term.getnext()
    if definition is not None and definition.tag == "dd" and _is_line(definition):
        joined = f"{term.text_content().strip().rstrip(':')}: {definition.text_content().strip()}"
        _flatten(term, joined)
        definition.drop_tree()


def _is_line(element: HtmlElement) -> bool:
    return all(child.tag in INLINE for child in element.iterdescendants())


def _cell(cell: HtmlElement) -> None:
    """A cell of figures is one piece of its row, whatever stands in it."""
    if not len(cell) or next(cell.iter("table"), None) is not None:
        return
    length = 0
    for text in cell.itertext():
        length += len(text.strip())
        if length > _CELL:
            return
    for child in cell.iterdescendants():
        if child.tag not in INLINE:
            child.tail = f" {child.tail or ''}"
    _flatten(cell, cell.text_content())


def _flatten(element: HtmlElement, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text


_MENDERS = {"span": _span, "sup": _raised, "dt": _term, "td": _cell, "th": _cell}
