"""Claims against claims as a table: what conflicts, within an article and between articles, and what decides."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..chapter import Chapter, claim_page
from ..crosscheck import Contradiction, in_ledger
from ..ledger import Entry, Ledger
from ..report import Html, Quantity, Table
from ..wording import day, listed

COLUMNS = {"kind": "Where", "claims": "Claims", "what": "What conflicts", "decides": "What decides"}
RANGE_COLUMNS = {"quantity": "Quantity", "values": "Values with their dates"}
KINDS = {"internal": "within the article", "cross_article": "between articles"}
RANGED = {"x", "%", "pp", "points", "USD"}


@dataclass(frozen=True)
class Counts:
    """How many contradictions there are, how many of each kind, and how many claims they touch."""

    total: int
    internal: int
    cross_article: int
    claims: int


def found(ledger: Ledger) -> tuple[Contradiction, ...]:
    """Every contradiction of an edition, those within one article first."""
    return tuple(sorted(in_ledger(ledger), key=lambda row: (row.kind != "internal", row.claims, row.rule)))


def counts(rows: Sequence[Contradiction]) -> Counts:
    """The numbers a chapter says about them."""
    kinds = Counter(row.kind for row in rows)
    return Counts(len(rows), kinds["internal"], kinds["cross_article"], len({c for row in rows for c in row.claims}))


def recorded(rows: Sequence[Contradiction]) -> dict[str, Quantity]:
    """The counts as quantities for prose."""
    n = counts(rows)
    return {
        "contradictions": _count(n.total, "contradictions of this edition"),
        "contradictions_internal": _count(n.internal, "contradictions within one article"),
        "contradictions_between": _count(n.cross_article, "contradictions between articles"),
        "contradictions_claims": _count(n.claims, "distinct claims named in contradictions"),
    }


def _count(n: int, formula: str) -> Quantity:
    return Quantity(n, "count", 0, formula=formula)


def rows(ledger: Ledger) -> list[dict[str, object]]:
    """Rows for a chapter's table: id, kind, claims as links, what, decides."""
    return [{"id": row.id, "kind": KINDS[row.kind], "claims": _links(row.claims), "what": row.what,
             "decides": row.decides} for row in found(ledger)]


def table(book: Chapter, id: str = "contradictions") -> Table:
    """The contradictions of this edition as a chapter's table."""
    return book.table(id, rows(book.ledger), COLUMNS, key="id")


def ranges(ledger: Ledger) -> list[dict[str, object]]:
    """One quantity with several printed values of different days: shown with their dates, never averaged."""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        claim = entry.claim
        dated = entry.article.last_close <= ledger.as_of and not claim.lost and claim.kind != "forecast"
        if dated and claim.unit in RANGED and claim.stated and claim.subject and not claim.period:
            groups[claim.subject, claim.metric or ""].append(entry)
    return [_range(*key, group) for key, group in sorted(groups.items())
            if len({e.claim.article for e in group}) > 1 and len({e.claim.stated for e in group}) > 1]


def _range(subject: str, metric: str, group: Sequence[Entry]) -> dict[str, object]:
    ordered = sorted(group, key=lambda entry: (entry.claim_date, entry.claim.id))
    told = listed(f"{entry.claim.stated} ({entry.claim.id}, {day(entry.claim_date)})" for entry in ordered)
    return {"id": f"{subject} {metric}", "quantity": f"{subject}, {metric.replace('_', ' ')}", "values": told}


def _links(claims: Sequence[str]) -> Html:
    links = " ".join(f'<a href="{html.escape(claim_page(claim))}">{html.escape(claim)}</a>' for claim in claims)
    return Html(links, " ".join(claims))
