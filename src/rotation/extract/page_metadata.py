"""What a page's own metadata prints: title, date, address, publisher, authors. Nothing is guessed from the text.

JSON-LD of an article goes before ``<meta>`` tags, these before the microdata and ``<title>``. All of it is somebody
else's text: white space and control characters become single spaces, and an address is http or https or none.
"""

from __future__ import annotations

import json
import re
from datetime import date
from email.utils import parsedate

_ARTICLES = frozenset(("article", "newsarticle", "analysisnewsarticle", "reportagenewsarticle", "blogposting", "report",
                       "opinionnewsarticle", "liveblogposting", "scholarlyarticle", "webpage"))
_META = {
    "title": ("og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title"),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "dc.date.issued",
                  "parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "article.published"),
    "url": ("og:url",),
    "publisher": ("og:site_name", "dc.publisher", "publisher", "application-name"),
    "authors": ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author"),
}
_FIELD_OF = {name: (field, rank) for field, names in _META.items() for rank, name in enumerate(names)}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+")
_ISO = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)")
_LENGTH, _AUTHORS, _NODES = 300, 20, 2_000     # more than that is no title, no byline, no description of one article
_BYTES = 500_000


class Metadata:
    """Gathers from the parser's events; ``fields`` gives title, published, url, publisher, authors."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[int, str]]] = {field: [] for field in _META}
        self._collect: list[str] | None = None
        self._tag = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "meta":
            self._meta(attributes)
        elif tag == "link" and (attributes.get("rel") or "").lower() == "canonical":
            self._add("url", -1, attributes.get("href"))
        elif tag == "time" and attributes.get("itemprop") == "datePublished":
            self._add("published", 50, attributes.get("datetime"))
        elif tag == "title" or (tag == "script" and "ld+json" in (attributes.get("type") or "")):
            self._collect, self._tag = [], tag

    def data(self, piece: str) -> None:
        if self._collect is not None:
            self._collect.append(piece)

    def end(self, tag: str) -> None:
        if self._collect is None or tag != self._tag:
            return
        text, self._collect = "".join(self._collect), None
        if tag == "title":
            self._add("title", 90, text)
        elif len(text) <= _BYTES:
            self._json(text)

    def put(self, field: str, text: str) -> None:
        """One value that an author wrote for one field."""
        self._add(field, 0, text)

    def fields(self) -> dict[str, object]:
        """The best of what was found; authors are those of one source, in its order."""
        one = {field: next((made for _, text in sorted(self._found[field], key=lambda one: one[0])
                            if (made := _SHAPES.get(field, _clean)(text))), None) for field in _META}
        ranks = [rank for rank, text in self._found["authors"] if _author(text)]
        names = (_author(text) for rank, text in self._found["authors"] if ranks and rank == min(ranks))
        return {**one, "authors": tuple(dict.fromkeys(filter(None, names)))[:_AUTHORS]}

    def _meta(self, attributes: dict[str, str]) -> None:
        for key in ("property", "name", "itemprop"):
            field, rank = _FIELD_OF.get((attributes.get(key) or "").lower(), (None, 0))
            if field:
                self._add(field, rank, attributes.get("content"))
                return

    def _add(self, field: str, rank: int, text: object) -> None:
        if isinstance(text, str) and text.strip() and len(self._found[field]) < _NODES:
            self._found[field].append((rank, text[: 4 * _LENGTH]))

    def _json(self, text: str) -> None:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return
        for node in _nodes(found):
            self._node(node)

    def _node(self, node: dict) -> None:
        kinds = {str(kind).lower() for kind in _listed(node.get("@type"))}
        if not kinds & _ARTICLES:
            return
        rank = -9 if kinds - {"webpage"} else -5       # the article itself goes before the page that it stands on
        self._add("title", rank, node.get("headline"))
        self._add("published", rank, node.get("datePublished"))
        self._add("url", rank, node.get("url"))
        for field, key in (("publisher", "publisher"), ("authors", "author")):
            for one in _listed(node.get(key)):
                self._add(field, rank, one.get("name") if isinstance(one, dict) else one)


def _nodes(found: object) -> list[dict]:
    """The objects of a JSON-LD document, nearest first, as many as one page has reason to print."""
    nodes, queue = [], [found]
    for item in queue:
        if len(queue) > _NODES:
            break
        if isinstance(item, list):
            queue.extend(item[:_NODES])
        elif isinstance(item, dict):
            nodes.append(item)
            queue.extend(item[key] for key in ("@graph", "mainEntity") if key in item)
    return nodes


def _listed(item: object) -> list:
    return item[:_NODES] if isinstance(item, list) else [] if item is None else [item]


def _clean(text: str) -> str | None:
    made = _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()[:_LENGTH].strip()
    return made or None


def _author(text: str) -> str | None:
    """A name; a profile's address is none."""
    name = re.sub(r"^by\s+", "", _clean(text) or "", flags=re.IGNORECASE)
    return None if not name or re.match(r"https?:|www\.|@", name) else name


def _address(text: str) -> str | None:
    made = text.strip()
    return made if re.fullmatch(r"https?://[^\s\x00-\x20\"'<>\\^`{|}\x7f-\x9f]{1,1000}", made, re.IGNORECASE) else None


def _day(text: str) -> str | None:
    """The date as printed, its time and zone left aside; None for what is no date."""
    match = _ISO.match(text.strip())
    parts = tuple(map(int, match.groups())) if match else (parsedate(text) or ())[:3]
    try:
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        return None


_SHAPES = {"published": _day, "url": _address, "authors": _author}
