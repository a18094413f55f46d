"""A claim's verdict in the vocabulary that search engines read: ClaimReview of schema.org.

The author is the book, the claim's author its publisher and the byline as printed. The rating's scale is that of the
method page; a claim that could not be decided has a verdict in words and no number.
"""

from __future__ import annotations

from datetime import date

from ..ledger import Entry
from ..records import Article

BEST, WORST = 5, 1
RATINGS = {"accurate": 5, "came_true": 5, "mostly_accurate": 4, "missing_context": 3, "conflicting_evidence": 3,
           "inaccurate": 1, "did_not": 1}
_TEAMS = ("team", "news", "finance", "staff", "desk", "editorial", "research")


def claim_review(entry: Entry, words: str, address: str, book: str, as_of: date) -> dict[str, object]:
    """The JSON-LD of one claim. ``words``: its verdict for a reader; ``address``: of its page; ``book``: the name."""
    return {
        "@context": "https://schema.org", "@type": "ClaimReview", "url": address, "datePublished": as_of.isoformat(),
        "inLanguage": "en", "claimReviewed": entry.claim.statement,
        "author": {"@type": "Organization", "name": book},
        "itemReviewed": {"@type": "Claim", "datePublished": entry.article.published_at.isoformat(),
                         "author": _authors(entry.article), "appearance": _appearance(entry.article)},
        "reviewRating": _rating(entry, words),
    }


def _authors(article: Article) -> list[dict[str, str]]:
    """The publisher, then the byline agents as printed; a name for the unknown where neither is."""
    names = [{"@type": "Organization", "name": article.publisher}] if article.publisher else []
    names += [{"@type": _kind(name), "name": name} for name in article.authors]
    return names or [{"@type": "Organization", "name": "publisher not printed"}]


def _kind(name: str) -> str:
    return "Organization" if any(word in _TEAMS for word in name.lower().split()) else "Person"


def _appearance(article: Article) -> dict[str, object]:
    found: dict[str, object] = {"@type": "Article", "headline": article.title or f"Article {article.id}",
                                "datePublished": article.published_at.isoformat()}
    return {**found, "url": article.url} if (article.url or "").startswith(("https://", "http://")) else found


def _rating(entry: Entry, words: str) -> dict[str, object]:
    value = RATINGS.get(entry.verdict.verdict or entry.verdict.outcome)
    told = {"@type": "Rating", "alternateName": words[:1].upper() + words[1:],
            "ratingExplanation": entry.verdict.justification}
    return told if value is None else {**told, "ratingValue": value, "bestRating": BEST, "worstRating": WORST}
