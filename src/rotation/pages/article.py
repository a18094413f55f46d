"""A page an article: the answer first, then what is wrong, how far it could be checked, every claim in text order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from .. import provenance
from ..chapter import chapter_of, claim_anchor, claim_page, computed_quantity, entry_mark, stock_page
from ..charts import bars
from ..crosscheck import Contradiction
from ..ledger import Entry, Ledger
from ..markup import escape, shortened
from ..records import Article
from ..reference import Reference
from ..report import Html, Quantity, percent, plain_key
from ..studies import articles as study
from ..studies.scorecard import number_coverage
from ..wording import day, listed
from .page import Page, Speaker, page_name, rendered

FOLDER = "articles"
TITLE = 48                     # characters of a title in the table of contents
KIND_WORDS = {"internal": "within this article", "cross_article": "with another article"}
TOPIC_COLUMNS = {"topic": "Topic", "claims": "All", "held": "Hold", "context": "Context", "wrong": "Wrong",
                 "open": "Open"}
FATE_FORMULAS = {"held": "claims that are accurate, mostly accurate or came true",
                 "context": "claims that lack context, or on which sources conflict",
                 "wrong": "claims that are inaccurate or did not come true",
                 "open": "claims that could not be decided, or not yet"}


def article_pages(ledger: Ledger, numbers: Mapping[str, Mapping[str, str]]) -> tuple[Page, ...]:
    """One page an article of the ledger, in order of id. ``numbers`` are the rows that chapters recorded, by id."""
    conflicts = study.conflicts(ledger)
    return tuple(_page(article, study.in_text_order(e for e in ledger.entries if e.claim.article == name), ledger,
                       conflicts[name], numbers) for name, article in sorted(ledger.world.articles.items()))


def heading(article: Article) -> str:
    """The title as printed, or words for an article that prints none."""
    if article.title:
        return article.title
    return f"Untitled article{f' of {article.publisher}' if article.publisher else ''}, {day(article.published_at)}"


def _page(article: Article, entries: Sequence[Entry], ledger: Ledger, conflicts: Sequence[Contradiction],
          numbers: Mapping[str, Mapping[str, str]]) -> Page:
    name = page_name(FOLDER, article.id)
    say = Speaker(name, ledger.as_of, numbers)
    rows = [_claim(entry, say) for entry in entries]
    say.record("against", conflicts=_conflicts_counted(conflicts))
    content = {
        "num": say.role, "article": article, "heading": heading(article), "published": day(article.published_at),
        "as_of": day(ledger.as_of), "later": article.last_close > ledger.as_of, "byline": listed(article.authors),
        "kin": _links(study.same_generator(article, ledger.world.articles)),
        **_answer(entries, ledger, say), **_completeness(entries, say),
        "topics": _topics(entries, say) if entries else None,
        "rows": rows, "address": _address(article.url), "wrong": [row for row in rows if row.fate == "wrong"], 
        "paragraphs": _paragraphs(rows),
        "conflicts": [_conflict(row, article) for row in conflicts],
        "homes": _homes(entries), "companies": _companies(entries, ledger.world.reference),
        "shared": [_shared(pair) for pair in study.shared(entries, ledger)],
    }
    return Page(name, f"{article.id} · {shortened(content['heading'], TITLE)}", rendered("article.md", **content),
                say.numbers)


# ---------------------------------------------------------------- the answer


def _answer(entries: Sequence[Entry], ledger: Ledger, say: Speaker) -> dict[str, object]:
    fates, reasons, coverage = study.fates(entries), study.reasons(entries, ledger), number_coverage(entries)
    decided = [entry for entry in entries if study.fate(entry) != "open"]
    drafts, settled = [entry for entry in entries if entry.provisional], [e for e in coverage.claims if e.decided]
    say.record("answer", claims=_count(entries, "checkable statements recorded from the article"),
               decided=_count(decided, "claims with a verdict, and forecasts whose day has come"),
               **{name: _count(fates[name], how) for name, how in FATE_FORMULAS.items()},
               provisional=_count(drafts, "claims that no person has reviewed, or whose test none has"))
    say.record("checked", numbers=_count(coverage.claims, "claims that print a number, forecasts left out"),
               numbers_decided=_count(settled, "of them decided"),
               numbers_share=_part(settled, coverage.stated, "decided / claims that print a number"),
               decided_share=_part(decided, len(entries), "decided / all claims"))
    return {"counts": study.counts(fates), "decided": len(decided), "drafts": len(drafts), "coverage": coverage,
            "reasons": study.counts(reasons), "why_open": _reasons(reasons, len(entries), say) if reasons else None}


def _reasons(reasons: Mapping[str, Sequence[Entry]], claims: int, say: Speaker) -> Markup:
    rows = [{"why": study.OPEN_BECAUSE[name], "claims": _count(n, f"open claims: {study.OPEN_BECAUSE[name].lower()}"),
             "share": _part(n, claims, "of all claims")} for name, n in reasons.items()]
    return say.table("open", rows, {"why": "Why it is not decided", "claims": "Claims", "share": "Of all"}, "why")


def _completeness(entries: Sequence[Entry], say: Speaker) -> dict[str, object]:
    found = study.completeness([entry.claim for entry in entries])
    holed = [entry for entry in entries if entry.claim.lost or not entry.claim.complete]
    unreadable = [entry for entry in entries if entry.claim.lost]
    losses = {name: [entry for entry in unreadable if name in entry.claim.lost] for name in found.losses}
    say.record("complete", holed=_count(holed, "claims whose sentence lost words"),
               whole_share=percent(found.share, places=0, n=found.claims, formula="claims in whole sentences / claims",
                                   rows=_which([entry for entry in entries if entry not in holed])),
               unreadable=_count(unreadable, "claims that cannot be read without the lost words"),
               **{f"lost_{name}": _count(lost, f"claims that lost their {name}") for name, lost in losses.items()})
    return {"complete": found}


# ---------------------------------------------------------------- by topic


def _topics(entries: Sequence[Entry], say: Speaker) -> Markup:
    topics = study.by_topic(entries)
    largest = max(sum(study.counts(fates).values()) for fates in topics.values())
    rows = [_topic(name.replace("_", " ").capitalize(), fates, bars.stacked(study.counts(fates), largest))
            for name, fates in topics.items()]
    return say.table("topics", [*rows, _topic("All", study.fates(entries), "")], TOPIC_COLUMNS, "topic")


def _topic(name: str, fates: Mapping[str, Sequence[Entry]], bar: str) -> dict[str, object]:
    everyone = [entry for found in fates.values() for entry in found]
    return {"topic": Html(f"{escape(name)}{bar}", name), "claims": _count(everyone, "claims of the topic"),
            **{fate: _count(found, FATE_FORMULAS[fate]) for fate, found in fates.items()}}


# ---------------------------------------------------------------- claims


@dataclass(frozen=True)
class ClaimRow:
    """One claim as the page shows it. Texts are as recorded: the template escapes them."""

    id: str
    anchor: str
    paragraph: int                  # 0 where none is recorded
    statement: str
    stated: str | None
    found: Markup | None
    verdict: Markup                 # with its marks: hindsight, provisional
    fate: str
    why: str
    page: Markup


def _claim(entry: Entry, say: Speaker) -> ClaimRow:
    claim = entry.claim
    return ClaimRow(claim.id, claim_anchor(claim.id), claim.paragraph or 0, claim.statement, claim.stated,
                    _found(entry, say), Markup(entry_mark(entry).markup), study.fate(entry),
                    entry.verdict.justification, Markup(claim_page(claim.id)))


def _paragraphs(rows: Sequence[ClaimRow]) -> list[tuple[int, list[ClaimRow]]]:
    """Rows by paragraph of the article, in text order."""
    return [(paragraph, list(group)) for paragraph, group in groupby(rows, key=lambda row: row.paragraph)]


def _found(entry: Entry, say: Speaker) -> Markup | None:
    """What was measured: the number of the chapter that decides the claim; the page's own where that has none."""
    quantity = computed_quantity(entry)
    if quantity is None:
        return None
    key = plain_key(entry.claim.id)
    return (say.known_number(f"{chapter_of(entry)}.claims.{key}.computed")
            or say.number(claim_anchor(entry.claim.id), f"found.{key}", quantity))


# ---------------------------------------------------------------- other articles


def _conflicts_counted(conflicts: Sequence[Contradiction]) -> Quantity:
    return Quantity(len(conflicts), "count", places=0, inputs=("contradictions",),
                    formula="contradictions that a claim of this article has a part in",
                    rows=provenance.claims(claim for row in conflicts for claim in row.claims))


def _conflict(row: Contradiction, article: Article) -> dict[str, object]:
    return {"where": KIND_WORDS[row.kind], "what": row.what, "decides": row.decides,
            "claims": Markup(" ").join(_claim_link(claim) for claim in row.claims), "id": row.id,
            "articles": sorted({study.article_of(claim) for claim in row.claims} - {article.id})}


def _shared(pair: study.Shared) -> dict[str, object]:
    here, there = pair.here.claim, pair.there.claim
    dates = pair.here.claim_date == pair.there.claim_date
    word = "agree" if pair.agree else "differ" if dates else "differ, of different days"
    return {"quantity": f"{here.subject}, {(here.metric or '').replace('_', ' ')}", "word": word,
            "here": here.stated, "here_link": _claim_link(here.id), "here_day": day(pair.here.claim_date),
            "there": there.stated, "there_link": _claim_link(there.id), "there_day": day(pair.there.claim_date),
            "agree": pair.agree, "kin": pair.same_generator}


def _claim_link(claim: str) -> Markup:
    """A link to the claim's own page."""
    return Markup(f'<a href="{claim_page(claim)}">{escape(claim)}</a>')


def _homes(entries: Sequence[Entry]) -> Markup:
    """Links to the chapters that decide these claims, the one with most of them first."""
    counts = Counter(chapter_of(entry) for entry in entries)
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return Markup(listed(f'<a href="../chapters/{name}.html">{name.replace("_", " ")}</a>' for name in order))


def _companies(entries: Sequence[Entry], reference: Reference) -> Markup:
    """Links to the pages of the companies that these claims are about."""
    listed_here = (reference.folder / "companies.csv").is_file()
    known = {row["ticker"]: row["name"] for row in reference.rows("companies")} if listed_here else {}
    named = sorted({entry.claim.subject for entry in entries} & known.keys())
    return Markup(" · ".join(f'<a href="../{stock_page(name)}.html"><bdi>{escape(known[name])}</bdi></a> '
                             f"({escape(name)})" for name in named))


def _links(articles: Sequence[str]) -> Markup:
    return Markup(listed(f'<a href="{page_name(FOLDER, name).rpartition("/")[2]}.html">{escape(name)}</a>'
                         for name in articles))


def _address(url: str | None) -> str | None:
    """An address that may become a link: of the web, and nothing that a browser would run."""
    return url if url and url.startswith(("https://", "http://")) else None


def _count(found: Sequence[Entry], formula: str) -> Quantity:
    """How many claims, and which."""
    return Quantity(len(found), "count", places=0, formula=formula, rows=_which(found))


def _which(found: Sequence[Entry]) -> tuple[str, ...]:
    return provenance.claims(entry.claim.id for entry in found)


def _part(found: Sequence[Entry], whole: int, formula: str) -> Quantity:
    """A share of a count in per cent; of nothing it is none."""
    return percent(len(found) / whole if whole else 0.0, places=0, n=whole, formula=formula, rows=_which(found))
