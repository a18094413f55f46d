"""The book's table of contents as pages show it: drawn once for the whole site, and a short cut of it for each page.

A navigation that lists every page on every page makes a site quadratic in pages. So each page is shown the parts, the
entries near its own, its own branch, and how many entries were left out, with a link to the page that lists them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 12          # a list of so many entries is shown whole
BEGINNING = 3     # what is shown of a longer list elsewhere in the book
NEAR = 4          # neighbours of the page's own entry on either side in a longer list


@dataclass(frozen=True)
class Entry:
    """One page of the contents: its document name, its title as plain text, the pages below it."""

    page: str
    title: str
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the book: its caption (may be empty) and its pages."""

    caption: str
    entries: tuple[Entry, ...]


@dataclass
class Contents:
    """The whole table of contents, and where each page stands in it."""

    root: str
    parts: tuple[Part, ...]
    titles: Mapping[str, str]
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)     # the pages over a page, nearest last
    _part: dict[str, str] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _place: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._add(self.root, (), "")
        for part in self.parts:
            self._walk(part.entries, (), part.caption)

    def _walk(self, entries: Iterable[Entry], above: tuple[str, ...], caption: str) -> None:
        for entry in entries:
            self._add(entry.page, above, caption)
            self._walk(entry.below, (*above, entry.page), caption)

    def _add(self, page: str, above: tuple[str, ...], caption: str) -> None:
        if page not in self._place:         # a page listed twice stands where it is listed first
            self._place[page] = len(self._order)
            self._order.append(page)
            self._above[page], self._part[page] = above, caption

    def neighbours(self, page: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """The page before and the page after in reading order, each with its title."""
        if page not in self._place:
            return None, None
        place = self._place[page]
        return self._named(place - 1), self._named(place + 1)

    def _named(self, place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(self._order):
            return None
        page = self._order[place]
        return page, self.titles.get(page, page)

    def trail(self, page: str, within: str = "") -> list[tuple[str, str]]:
        """What leads to a page: the book, its part (no page: an empty name), the pages above it."""
        if page == self.root:
            return []
        base = within if within in self._place else page
        above = [*self._above.get(base, ()), *([base] if base != page else [])]
        part = self._part.get(base, "")
        return [(self.root, self.titles.get(self.root, self.root)), *([("", part)] if part else []),
                *((one, self.titles.get(one, one)) for one in above)]

    def seen_from(self, page: str, within: str = "") -> list[dict[str, object]]:
        """The navigation of a page: parts with the entries to show. ``here`` is "page" for the page itself and "above"
        for what leads to it; an entry with a ``gap`` says how many others stand there."""
        base = page if page in self._place else within
        path = (*self._above.get(base, ()), base)
        return [{"caption": part.caption, "entries": _shown(part.entries, path, page)} for part in self.parts]


def _shown(entries: Sequence[Entry], path: Sequence[str], page: str) -> list[dict[str, object]]:
    at = next((place for place, entry in enumerate(entries) if entry.page in path), None)
    found: list[dict[str, object]] = []
    for first, last in _spans(len(entries), at):
        if first > (before := _end(found)):
            found.append({"gap": first - before})
        for place in range(first, last):
            found.append({**_entry(entries[place], path, page), "place": place})
    if (left := len(entries) - _end(found)) > 0:
        found.append({"gap": left})
    return found


def _end(found: Sequence[Mapping[str, object]]) -> int:
    return int(found[-1]["place"]) + 1 if found else 0


def _spans(length: int, at: int | None) -> list[tuple[int, int]]:
    if length <= FEW:
        return [(0, length)]
    if at is None:
        return [(0, BEGINNING)]
    return [(max(0, at - NEAR), min(length, at + NEAR + 1))]


def _entry(entry: Entry, path: Sequence[str], page: str) -> dict[str, object]:
    on_the_way = entry.page in path
    here = "page" if entry.page == page else "above" if on_the_way else ""
    below = _shown(entry.below, path, page) if on_the_way else []
    return {"page": entry.page, "title": entry.title, "here": here, "below": below}
