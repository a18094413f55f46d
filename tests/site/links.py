"""Every link, anchor, picture, script, style sheet and download of a built site leads to something that is there.

    python tests/site/links.py SITE

Each page is read once: what it defines (anchors) and what it asks for. Links to other hosts are counted and not
followed. Exit code 1 if something leads nowhere.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ADDRESSES = {
    "a": ("href",), "link": ("href",), "area": ("href",), "use": ("href",), "image": ("href",), "form": ("action",),
    "script": ("src",), "iframe": ("src",), "audio": ("src",), "object": ("data",), "video": ("src", "poster"),
    "img": ("src", "srcset"), "source": ("src", "srcset"),
}
SHOWN = 40
LEDGER = "chapters/claim_ledger.html"
FILTERS = re.compile(r"\w+=[^&]*(&\w+=[^&]*)*")        # #verdict=inaccurate&article=002: what to show, not where


@dataclass
class Page(HTMLParser):
    """What a page defines and what it asks for."""

    ids: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """One element."""
        found = dict(attributes)
        if name := found.get("id"):
            (self.twice.append if name in self.ids else self.ids.add)(name)
        for attribute in ADDRESSES.get(tag, ()):
            value = found.get(attribute)
            if value is not None:
                self.asked += [part.split()[0] for part in value.split(",")] if attribute == "srcset" else [value]
        if tag == "meta" and (found.get("http-equiv") or "").lower() == "refresh":
            self.asked.append((found.get("content") or "").partition("url=")[2])


def read(path: Path) -> Page:
    """A page of the site."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def faults(site: Path) -> Iterator[str]:
    """One line for each address that leads nowhere, and for each anchor that a page defines twice."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {name: read(site / name) for name in sorted(files) if name.endswith(".html")}
    for name, page in pages.items():
        yield from (f"{name}: the anchor {one} stands there twice" for one in page.twice)
        for address in sorted(set(page.asked)):
            if told := _fault(name, address, files, pages):
                yield f"{name}: {address} {told}"


def _fault(name: str, address: str, files: set[str], pages: dict[str, Page]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    path = unquote(parts.path)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    if target not in files:
        return "is not there"
    anchor = unquote(parts.fragment)
    if target == LEDGER and FILTERS.fullmatch(anchor):
        return ""
    return "has no such anchor" if anchor and target in pages and anchor not in pages[target].ids else ""


def main(site: Path) -> int:
    """Tell what is wrong; the exit code."""
    found = list(faults(site))
    pages = sum(1 for _ in site.rglob("*.html"))
    for line in found[:SHOWN]:
        print(f"    {line}")
    print(f"links, anchors, pictures, downloads of {pages} pages: {len(found) or 'no'} faults")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
