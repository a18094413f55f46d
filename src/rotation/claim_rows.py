"""Every claim of a ledger as one light table: a group a verdict, a row a claim, each with its anchor and its page.

Five hundred rows have to fit a page that a phone loads, so a row holds no more than it must: its end tags, which HTML
leaves to the browser, are left out, and the verdict stands once above its group. ``ledger.js`` makes of it a table to
be filtered and sorted; without a script it is the complete list, worst verdicts first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .markup import escape_html
from .wording import plural


@dataclass(frozen=True)
class ClaimRow:
    """One claim: its verdict as a class and in words, its anchor here, its page, and what it says."""

    verdict: str
    words: str
    id: str
    anchor: str
    page: str
    statement: str
    mark: str = ""                  # our own markup: that nobody has reviewed it yet


@dataclass(frozen=True)
class ClaimRows:
    """The table as a cell shows it; rows of one verdict stand together."""

    rows: Sequence[ClaimRow]

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/plain": f"{len(self.rows)} claims", "text/html": self.as_html()}

    def as_html(self) -> str:
        """A line a row, so that a change of one is a change of one line."""
        groups = [(key, list(rows)) for key, rows in groupby(self.rows, key=lambda row: (row.verdict, row.words))]
        ways = " · ".join(f'<a href="#verdict-{verdict}">{words}</a> {len(rows)}' for (verdict, words), rows in groups)
        body = "".join(_group(verdict, words, rows) for (verdict, words), rows in groups)
        return (f'<p class="ways verdicts">{ways}</p>\n<table class="ledger"><thead><tr><th scope="col">Claim</th>'
                f'<th scope="col">What the article says</th></tr></thead>\n{body}</table>')


def _group(verdict: str, words: str, rows: Sequence[ClaimRow]) -> str:
    head = (f'<tbody id="verdict-{verdict}" class="{verdict}"><tr><th colspan="2" scope="rowgroup">{words}: '
            f"{plural(len(rows), 'claim')}\n")
    return head + "".join(
        f'<tr id="{row.anchor}"><td><a href={row.page}>{row.id}</a><td>{escape_html(row.statement)}{row.mark}\n'
        for row in rows)
