"""A page's article as a part of one long document: ids of its own, links that stay inside, pictures inlined.

Links to what the document does not hold become plain text; addresses of the web stay.
"""

from __future__ import annotations

import base64
import html
import posixpath
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

ID_LISTS = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for")
LEFT_OUT = {"downloads", "headerlink", "js-only", "colophon"}      # classes of what is of no use in a single file
NUMBERS = ("every-number-of-this-page", "every-number-of-this-chapter")    # sections: the document has one list of all
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MIME = {".svg": "image/svg+xml", ".png": "image/png"}
Find = Callable[[str, str], str]                # (page, anchor) -> id in the document; empty if it is not there


def slug(page: str) -> str:
    """A page's id in the document."""
    return page.replace("/", "-")


def local(page: str, anchor: str) -> str:
    """The id of a place on a page."""
    return f"{slug(page)}..{anchor}" if anchor else slug(page)


def part(article: str, page: str, site: Path, find: Find) -> str:
    """The article of a page, rewritten. ``site``: the folder of the built pages."""
    rewriter = _Rewriter(page, site, find)
    rewriter.feed(article)
    rewriter.close()
    return "".join(rewriter.out)


class _Rewriter(HTMLParser):
    """Writes what it reads, with other ids and addresses. The input is our own well-formed HTML."""

    def __init__(self, page: str, site: Path, find: Find):
        super().__init__(convert_charrefs=False)
        self.page, self.site, self.find = page, site, find
        self.out: list[str] = []
        self._left_out = 0                      # depth inside something that is left out
        self._links: list[str] = []             # closing tags of the links that are open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        classes = set(found.get("class", "").split())
        if self._left_out or classes & LEFT_OUT or tag in ("script", "button") or found.get("id", "") in NUMBERS:
            self._left_out += tag not in VOID
            return
        if tag == "a":
            tag, found = self._link(found)
            self._links.append(f"</{tag}>")
        self.out.append(_tag(tag, self._placed(tag, found)))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if not self._left_out:
            found = self._placed(tag, {name: value or "" for name, value in attributes})
            self.out.append(_tag(tag, found)[:-1] + "/>")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= tag not in VOID
        else:
            self.out.append(self._links.pop() if tag == "a" and self._links else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._left_out:
            self.out.append(text)

    def _placed(self, tag: str, found: Mapping[str, str]) -> dict[str, str]:
        """Ids made the page's own, a picture made part of the file."""
        placed = dict(found)
        if "id" in placed:
            placed["id"] = local(self.page, placed["id"])
        for name in set(ID_LISTS) & set(placed):
            placed[name] = " ".join(local(self.page, one) for one in placed[name].split())
        if tag == "img":
            placed["src"] = self._picture(placed.get("src", ""))
            placed.pop("loading", None)
        return placed

    def _picture(self, source: str) -> str:
        if source.startswith("data:"):
            return source
        path = self.site / posixpath.normpath(posixpath.join(posixpath.dirname(self.page), source))
        return f"data:{MIME[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"

    def _link(self, found: dict[str, str]) -> tuple[str, dict[str, str]]:
        """A link with its address in the document; a mere span where the document has no such place."""
        way = found.get("href", "")
        if way.startswith(("http://", "https://", "mailto:")) or "href" not in found:
            return "a", found
        path, _, anchor = way.partition("#")
        page = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), path)) if path else self.page
        place = self.find(page.removesuffix(".html"), anchor)
        kept = {name: value for name, value in found.items() if name in ("id", "class", "title")}
        return ("a", {**kept, "href": f"#{place}"}) if place else ("span", kept)


def _tag(tag: str, attributes: Mapping[str, str]) -> str:
    written = (f' {name}="{html.escape(value)}"' if value else f" {name}" for name, value in attributes.items())
    return f"<{tag}{''.join(written)}>"
