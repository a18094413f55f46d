"""The index of companies: who is named, in which articles, and how the statements about each fared."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ..chapter import stock_page
from ..charts import bars
from ..ledger import Entry, Ledger
from ..markup import escape
from ..provenance import claims
from ..report import Html, Quantity
from ..studies import articles as study
from .article import FATE_FORMULAS
from .page import Page, Speaker, rendered

NAME = "companies"
TITLE = "Companies"
COLUMNS = {"company": "Company", "ticker": "Ticker", "articles": "Articles", "claims": "Statements", "held": "Hold",
           "context": "Context", "wrong": "Wrong", "open": "Open"}


def companies_page(ledger: Ledger, made: Collection[str]) -> tuple[Page, ...]:
    """The index; ``made`` holds the names of the pages that there are (``stocks/oii``). No page where none is one of a
    company."""
    listed = ledger.world.reference.find("companies") if made else []
    rows = [row for row in listed if stock_page(row["ticker"]) in made]
    if not rows:
        return ()
    say, about = Speaker(NAME, ledger.as_of, {}), {row["ticker"]: _about(ledger, row["ticker"]) for row in rows}
    everyone = {entry.claim.id: entry for entries in about.values() for entry in entries}
    named = [entries for entries in about.values() if entries]
    say.record("answer", companies=_counted(named, "shares with a statement about their company"),
               **{name: _count(found, FATE_FORMULAS[name]) for name, found in study.fates(everyone.values()).items()},
               claims=_count(list(everyone.values()), "statements about a company"))
    largest = max(map(len, about.values()), default=0)
    order = sorted(rows, key=lambda row: (row["name"].lower(), row["ticker"]))
    table = say.table("companies", [_row(row, about[row["ticker"]], largest) for row in order], COLUMNS, "ticker")
    return (Page(f"chapters/{NAME}", TITLE, rendered("companies.md", title=TITLE, num=say.role, table=table),
                 say.numbers),)


def _about(ledger: Ledger, ticker: str) -> list[Entry]:
    """Statements whose subject is the company, alone or with others."""
    return [entry for entry in ledger.entries if ticker in re.split(r"[^A-Z.]+", entry.claim.subject or "")]


def _row(row: Mapping[str, str], entries: Sequence[Entry], largest: int) -> dict[str, object]:
    found = study.fates(entries)
    articles = sorted({entry.claim.article for entry in entries})
    ways = ", ".join(f'<a href="../articles/{escape(name)}.html">{escape(name)}</a>' for name in articles)
    way = f'<a href="../{stock_page(row["ticker"])}.html"><bdi>{escape(row["name"])}</bdi></a>'
    return {"company": Html(way + bars.stacked(study.counts(found), largest), row["name"]), "ticker": row["ticker"],
            "articles": Html(ways, " ".join(articles)), "claims": _count(entries, "statements about the company"),
            **{fate: _count(held, FATE_FORMULAS[fate]) for fate, held in found.items()}}


def _count(found: Sequence[Entry], formula: str) -> Quantity:
    return Quantity(len(found), "count", places=0, formula=formula, rows=claims(entry.claim.id for entry in found))


def _counted(found: Sequence[Sequence[Entry]], formula: str) -> Quantity:
    return Quantity(len(found), "count", places=0, formula=formula, inputs=("companies",),
                    rows=claims(entry.claim.id for entries in found for entry in entries))
