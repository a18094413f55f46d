"""The book's navigation, drawn once for the whole site and marked anew for each page.

The theme draws its sidebar from the table of contents for every page afresh, which makes a site quadratic in pages. Yet
the sidebars of two pages differ in three things only: where the links start from, which entry is the page itself, and
which entries lie above it. So the theme draws the sidebar once, as seen from the top of the site and from none of its
pages, and each page gets that text with its links led from the page's own folder and its own branch marked.

Nothing here knows how an entry looks: its parts are found in what the theme has drawn. An ``UnknownDrawing`` (an entry
of another shape, a page listed twice) is left to the theme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

_TAG = re.compile(r'<(?P<close>/)?(?P<name>ul|li|details|a)(?P<rest>(?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_LEVEL = re.compile(r"toctree-l\d+")
NOWHERE = "no page at all"        # a name that no document has
Edit = tuple[int, int, str]       # from where to where of the drawing, and what stands there instead


class UnknownDrawing(ValueError):
    """The theme has drawn something else than nested lists of pages, each with one link."""


@dataclass
class Entry:
    """One page in the navigation: its address from the top of the site, and what changes where it is marked."""

    parent: Entry | None
    above: list[Edit]                 # on this page and every page below it
    address: str = ""
    link: tuple[int, int] = (0, 0)    # where its opening tag stands
    span: tuple[int, int] = (0, 0)    # where its address stands inside that

    def marks(self) -> list[Edit]:
        """What marks this entry and all above it."""
        return [*self.above, *(self.parent.marks() if self.parent else [])]


@dataclass
class Navigation:
    """The sidebar of every page of a site, from one ``drawing`` of it that belongs to no page."""

    drawing: str
    _folders: dict[str, _Folder] = field(default_factory=dict)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every page by its address; UnknownDrawing if there is no telling."""
        return _read(self.drawing)

    def seen_from(self, address: str, above: Iterable[str] = ()) -> str:
        """The navigation as the page at ``address`` shows it.

        ``above``: the addresses of the pages that lead to this one, nearest first, for a page too deep to be drawn.
        """
        folder = address.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = _Folder(self.drawing, self.entries.values(), folder)
        if here := self.entries.get(address):
            return self._folders[folder].marked([*here.marks(), _own_link(self.drawing, here)])
        nearest = next((self.entries[one] for one in above if one in self.entries), None)
        return self._folders[folder].marked(nearest.marks() if nearest else [])


class _Folder:
    """The drawing with links that start from a folder: pieces of text between the places that a mark may touch."""

    def __init__(self, drawing: str, entries: Iterable[Entry], folder: str):
        entries = list(entries)
        links = {entry.link: _redirected(drawing, entry, folder) for entry in entries}
        marks = {edit[:2]: drawing[slice(*edit[:2])] for entry in entries for edit in entry.above}
        self._pieces: list[str] = []
        self._number: dict[tuple[int, int], int] = {}
        done = 0
        for (start, end), text in sorted({**links, **marks}.items()):
            self._number[start, end] = len(self._pieces) + 1
            self._pieces += [drawing[done:start], text]
            done = end
        self._pieces.append(drawing[done:])
        self._whole = "".join(self._pieces)

    def marked(self, edits: Iterable[Edit]) -> str:
        """The text with these places replaced."""
        edits = {self._number[start, end]: text for start, end, text in edits}
        if not edits:
            return self._whole
        pieces = self._pieces.copy()
        for number, text in edits.items():
            pieces[number] = text
        return "".join(pieces)


def _redirected(drawing: str, entry: Entry, folder: str) -> str:
    start, end = entry.link
    inner, after = entry.span
    return f"{drawing[start:inner]}{way(folder, entry.address)}{drawing[after:end]}"


def way(folder: str, address: str) -> str:
    """The relative address of a page as seen from any page of a folder but that page itself."""
    here, there = folder.split("/") if folder else [], address.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "../" * (len(here) - same) + "/".join(there[same:])


def _own_link(drawing: str, entry: Entry) -> Edit:
    """A page's link to itself leads nowhere."""
    start, end = entry.link
    return start, end, _with_class(drawing[start : entry.span[0]] + "#" + drawing[entry.span[1] : end], "current")


def _read(drawing: str) -> dict[str, Entry]:
    """The entries of nested lists: each knows the list it stands in, the one above it, its link and its disclosure."""
    found: dict[str, Entry] = {}
    lists: list[re.Match[str]] = []
    items: list[Entry] = []
    for tag in _TAG.finditer(drawing):
        name, attributes = tag["name"], dict(_ATTRIBUTE.findall(tag["rest"]))
        if tag["close"]:
            _close(name, lists, items)
        elif name == "ul":
            lists.append(tag)
        elif name == "li":
            items.append(_item(tag, attributes, lists, items))
        elif name == "details" and items and "open" not in attributes:
            items[-1].above.append((*tag.span(), '<details open="open">'))
        elif name == "a" and "internal" in attributes.get("class", "").split():
            _link(items, tag, attributes["href"], found)
    if lists or items:
        raise UnknownDrawing("a list without an end")
    return found


def _close(name: str, lists: list[re.Match[str]], items: list[Entry]) -> None:
    if name in ("ul", "li"):
        stack = lists if name == "ul" else items
        if not stack:
            raise UnknownDrawing(f"an end of {name} without its beginning")
        stack.pop()


def _item(tag: re.Match[str], attributes: dict[str, str], lists: list[re.Match[str]], items: list[Entry]) -> Entry:
    classes = attributes.get("class", "")
    level = _LEVEL.match(classes)
    if len(lists) != len(items) + 1 or not level or "current" in classes.split():
        raise UnknownDrawing("an entry outside its list, or marked already")
    marked = f"{level[0]} current active{classes[level.end():]}"
    around = lists[-1]
    return Entry(items[-1] if items else None, [
        (*tag.span(), tag[0].replace(f'class="{classes}"', f'class="{marked}"', 1)),
        (*around.span(), _with_class(around[0], "current"))])


def _link(items: list[Entry], tag: re.Match[str], address: str, found: dict[str, Entry]) -> None:
    if not items or items[-1].address or address in found or not address or "#" in address:
        raise UnknownDrawing("a page listed twice, or a link that is no page's")
    entry = found[address] = items[-1]
    entry.address, entry.link = address, tag.span()
    inner = tag.start() + tag[0].index(f' href="{address}"') + len(' href="')
    entry.span = (inner, inner + len(address))


def _with_class(tag: str, name: str) -> str:
    """An opening tag with a class put before its others."""
    if ' class="' in tag:
        return tag.replace(' class="', f' class="{name} ', 1)
    return f'{tag[:-1]} class="{name}">'


def remembered(draw: Callable[[], str]) -> Callable[[], Navigation | None]:
    """The navigation that ``draw`` makes the first time it is asked for; None if its shape is unknown."""
    kept: list[Navigation | None] = []

    def ask() -> Navigation | None:
        if not kept:
            navigation = Navigation(draw())
            try:
                kept.append(navigation if navigation.entries is not None else None)
            except UnknownDrawing:
                kept.append(None)
        return kept[0]

    return ask
