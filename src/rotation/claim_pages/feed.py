"""Changes of verdicts as an Atom feed (RFC 4287): what an edition changed, and days on which evidence moved one.

Its dates are those of the data. Names of entries are made of what they say: the same change has the same name in
every build and at every address.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from .told import day_of

ATOM = "http://www.w3.org/2005/Atom"
NAMES = uuid.UUID("6f0a3d0e-6a0f-5c55-9f0f-2b7c5f0d9a11")      # what all names are made under; never to be changed
NEWEST = 60                                                      # a feed tells news; editions.html has all


@dataclass(frozen=True, order=True)
class Change:
    """One entry: the newest first, an edition's before those of its day."""

    date: str
    key: str
    title: str
    text: str
    page: str


def atom(table: Mapping[str, object], base: str = "") -> str:
    """The feed's text; addresses are whole where the site's own is known."""
    ElementTree.register_namespace("", ATOM)
    base = base.rstrip("/") + "/" if base else ""
    changes = sorted(_changes(table), reverse=True)[:NEWEST]
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(root, "id", _name("feed"))
    _add(root, "title", f"{table['book']}: changes of verdicts")
    _add(root, "updated", _moment(changes[0].date if changes else table["as_of"]))
    _add(_add(root, "author"), "name", table["book"])
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}feed.xml")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}editions.html")
    for change in changes:
        _entry(root, change, base)
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _entry(root: ElementTree.Element, change: Change, base: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _name(change.key))
    _add(entry, "title", change.title)
    _add(entry, "updated", _moment(change.date))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{base}{change.page}")
    _add(entry, "summary", change.text, type="text")


def _changes(table: Mapping[str, object]) -> Iterator[Change]:
    yield from _edition(table)
    for claim in table["claims"].values():
        if claim["daily"] and claim["daily"]["way"] != "again":
            yield from _days(claim, claim["daily"]["flips"])


def _edition(table: Mapping[str, object]) -> Iterator[Change]:
    if not table["editions"]:
        return
    before = table["editions"][-1]
    moved = [claim["id"] for claim in table["claims"].values()
             if len(claim["editions"]) > 1 and claim["editions"][-1]["word"] != claim["editions"][-2]["word"]]
    text = f"{len(moved)} of {len(table['claims'])} verdicts are others than in the edition {before['title']}, " \
           f"of {day_of(before['as_of'])}."
    yield Change(table["as_of"], f"edition {before['name']} {before['as_of']} {table['as_of']} {len(moved)}",
                 f"The edition of {day_of(table['as_of'])}", text, "editions.html")


def _days(claim: Mapping[str, object], flips: Iterable[Mapping[str, str]]) -> Iterator[Change]:
    for flip in flips:
        title = f"Claim {claim['id']}: {flip['before']} became {flip['after']}"
        yield Change(flip["date"], f"claim {claim['id']} {flip['date']} {flip['word']}", _clean(title),
                     _clean(f"{claim['statement']} {flip['reason']}"), f"claims/{claim['slug']}.html")


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or (char >= " " and not "\ud800" <= char <= "\udfff"
                                                               and char not in "\ufffe\uffff"))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _name(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMES, key)}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
