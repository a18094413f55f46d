"""A saved web page → the article's text, a block a line: list items with a dash, table rows as ``a | b | c``.

Where on the page the article stands is trafilatura's judgement. What is read there is everything that the page shows,
because a library that knows running text drops quote boxes, captions and cells, and figures with them. Named furniture
(menus, related stories) is left out; its figures are handed on, so that they can be told. Where no article is found,
or the page is built to choke a reader, the whole visible text is read.
"""

from __future__ import annotations

import copy
import logging
import re
from collections import Counter
from itertools import chain

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import use_config

from .mending import mend
from .visible import Line, Visible, lines_of, visible

_ELEMENTS = 20_000     # a long page has 5,000; beyond this trafilatura would need more than a second
_DEPTH = 200           # libxml2 cuts a tree at 256 levels, and with it the rest of the page
_MOST, _MUCH = 0.9, 0.2   # of the article's letters: what makes an element its container; too many for furniture
_FURNITURE = frozenset((
    "nav", "navigation", "navbar", "menu", "breadcrumb", "breadcrumbs", "footer", "cookie", "cookies",
    "consent", "onetrust", "newsletter", "signup", "subscribe", "subscription", "related", "recirc",
    "recommended", "recommendations", "trending", "popular", "comments", "comment", "disqus", "share",
    "sharing", "social", "advert", "advertisement", "ads", "ad", "promo", "sponsored", "taboola",
    "outbrain", "sidebar", "modal", "popup"))
_TAGS = frozenset(("nav", "footer", "aside"))
_WORD = re.compile(r"[A-Z]?[a-z]+")
_SPACE = re.compile(r"\s+")
_PRUNE = ["//nav", "//footer[not(ancestor::article)]"]
_DIGITS = re.compile(r"\d+")

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")       # its other way of reading tears short articles apart
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("trafilatura").propagate = False      # what it finds odd about a page is not for the reader


def main_text(page: str) -> dict[str, object]:
    """Fields of a Document: text, left_out, note, and the page's own metadata."""
    seen = visible(page)
    note = _unfit(seen)
    text = "" if note else _article(page)
    if not text:
        text, note = seen.text, note or "no article found on the page, the whole visible text was read"
    left = Counter(_DIGITS.findall(seen.text)) - Counter(_DIGITS.findall(text))
    return {"text": text + "\n" if text else "", "left_out": tuple(sorted(left.elements())), "note": note,
            **seen.metadata.fields()}


def _unfit(seen: Visible) -> str:
    if seen.deepest > _DEPTH:
        return f"elements nested {seen.deepest:,} deep, the whole visible text was read"
    if seen.elements > _ELEMENTS:
        return f"a page of {seen.elements:,} elements, the whole visible text was read"
    return ""


def _article(page: str) -> str:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = mend(lxml.html.document_fromstring(page.encode(), parser=parser))
        found = trafilatura.extract(_unwrapped(copy.deepcopy(tree)), favor_recall=True, include_comments=False,
                                    prune_xpath=_PRUNE, config=_CONFIG)
        return "\n".join(line.text for line in _chosen(tree, lines_of(tree), found or ""))
    except Exception:   # whatever a library stumbles over in a hostile page, the visible text can still be read
        return ""


def _unwrapped(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Line ends of the source are spaces on the page; they must not become lines of the article."""
    for element in tree.iter():
        if element.tag != "pre":
            element.text = _SPACE.sub(" ", element.text) if element.text else None
        element.tail = _SPACE.sub(" ", element.tail) if element.tail else None
    return tree


def _chosen(tree: lxml.html.HtmlElement, lines: list[Line], found: str) -> list[Line]:
    """The lines of the element that holds most of what was found, without the furniture in it."""
    wanted = {_key(line) for line in found.split("\n")} - {""}
    hits = [_key(line.text) in wanted for line in lines]
    letters: Counter[lxml.html.HtmlElement] = Counter()
    for line in (line for line, hit in zip(lines, hits, strict=True) if hit):
        for element in chain((line.owner,), line.owner.iterancestors()):
            letters[element] += len(line.text)
    if not letters:
        return []
    home, total = _container(tree, letters), letters[tree]
    inside = set(home.iter()) - _furniture(home, letters, total)
    first, last = (0, len(lines)) if home.tag not in ("body", "html") else _span(hits, lines)
    chosen = [line for line in lines[first:last] if line.owner in inside]
    return [*_headline(tree, lines, chosen), *chosen]


def _headline(tree: lxml.html.HtmlElement, lines: list[Line], chosen: list[Line]) -> list[Line]:
    """The page's first heading where it is the article's own, by the page's title, and stands outside."""
    title = _key(tree.findtext("head/title") or "")
    heading = next((line for line in lines if line.owner.tag == "h1"), None)
    mine = heading and _key(heading.text) in title and heading.text not in {line.text for line in chosen[:5]}
    return [heading] if mine else []


def _key(line: str) -> str:
    return re.sub(r"\W+", "", line)


def _container(tree: lxml.html.HtmlElement, letters: Counter[lxml.html.HtmlElement]) -> lxml.html.HtmlElement:
    home, enough = tree, _MOST * letters[tree]
    while (inner := next((child for child in home if letters[child] >= enough), None)) is not None:
        home = inner
    parent = home.getparent()
    return parent if home.tag in ("p", "table", "tbody", "ul", "ol", "li") and parent is not None else home


def _span(hits: list[bool], lines: list[Line]) -> tuple[int, int]:
    """From the first to the last line that was found; a first heading before them belongs to them."""
    found = [n for n, hit in enumerate(hits) if hit]
    heading = (n for n, line in enumerate(lines[:found[0]]) if line.owner.tag == "h1")
    return next(heading, found[0]), found[-1] + 1


def _furniture(home: lxml.html.HtmlElement, letters: Counter[lxml.html.HtmlElement],
               total: int) -> set[lxml.html.HtmlElement]:
    out: set[lxml.html.HtmlElement] = set()
    for element in home.iterdescendants():
        if element not in out and _is_furniture(element) and letters[element] < _MUCH * total:
            out.update(element.iter())
    return out


def _is_furniture(element: lxml.html.HtmlElement) -> bool:
    """By tag, by role, or by a whole word of its id and classes; what holds the headline is none."""
    if element.tag not in _TAGS and "hidden" not in element.attrib and element.get("role") != "navigation":
        named = f"{element.get('class', '')} {element.get('id', '')}"[:500]
        if not _FURNITURE.intersection(word.lower() for word in _WORD.findall(named)):
            return False
    return next(element.iter("h1", "article", "main"), None) is None
