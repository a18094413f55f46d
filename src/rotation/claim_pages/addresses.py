"""Where things stand in the site, as far as this build makes them: nothing here leads to a page that is not there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx

from ..chapter import stock_page
from ..dossiers.series import page_of
from ..number_links import claim_document, document_of, number_page
from ..record_pages import records
from ..report import anchor

NUMBERS = "data/numbers.csv"
WEB = ("https://", "http://")


class Addresses:
    """Pages of one site by what they are about; page names are those of Sphinx's ``pathto``."""

    def __init__(self, app: Sphinx, table: Mapping[str, object]):
        self._app, self._table = app, table
        self._pages = frozenset(app.env.found_docs)
        self._numbers = _numbers(Path(app.srcdir) / NUMBERS)
        self._opened, self._series = records(app, "numbers") is not None, records(app, "series") or {}
        self._base = (app.config.html_baseurl or "").rstrip("/")

    def claim(self, name: str) -> str:
        """The page of a claim."""
        return claim_document(name)

    def title(self, page: str) -> str:
        """A page's title as plain text."""
        return self._app.env.titles[page].astext()

    def number(self, id: str) -> dict[str, str] | None:
        """Where a recorded number opens: a page and an anchor; None for one that is not recorded."""
        row = self._numbers.get(id)
        if row is None:
            return None
        chapter, _, cell = row["cell"].partition("#")
        page = number_page(chapter, cell) if self._opened else document_of(chapter)
        return {"id": id, "page": page, "anchor": anchor(id)}

    def stock(self, subject: str) -> str:
        """The page of a company; empty where there is none."""
        page = stock_page(subject)
        return page if page in self._pages else ""

    def evidence(self, name: str) -> dict[str, str]:
        """One piece of evidence: what kind it is, how it is called, and where it leads."""
        if name in self._table["claims"]:
            return {"kind": "claim", "id": name, "title": self._table["claims"][name]["statement"],
                    "page": self.claim(name), "url": ""}
        if name in self._table["documents"]:
            document = self._table["documents"][name]
            url = document["url"] if document["url"].startswith(WEB) else ""
            return {"kind": "document", "id": name, "page": "", **document, "url": url}
        page = page_of(name) if name in self._series else ""
        kind = "series" if name in self._table["series"] else "table"
        return {"kind": kind, "id": name, "title": self._table["series"].get(name, ""), "page": page, "url": ""}

    def party(self, name: str) -> dict[str, str]:
        """One side of a contradiction: the claim, its article and what it says."""
        claim = self._table["claims"].get(name)
        return {"id": name, "page": self.claim(name) if claim else "", "statement": claim["statement"] if claim else "",
                "article": name.rpartition("/")[0], "words": claim["words"] if claim else "",
                "word": claim["word"] if claim else ""}

    def absolute(self, slug: str) -> str:
        """A claim page's address for a citation: whole where the site's own is known, else from its top."""
        return f"{self._base}/claims/{slug}.html" if self._base else f"claims/{slug}.html"

    def with_base(self, review: Mapping[str, object]) -> Mapping[str, object]:
        """A review with the whole address of its page, where the site's own is known."""
        return {**review, "url": f"{self._base}/claims/{review['url']}"} if self._base else review


def _numbers(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}
