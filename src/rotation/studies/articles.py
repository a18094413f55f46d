"""What a page about one article says of it: how complete, how far it could be checked, how it fared, who disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..crosscheck import Contradiction, in_ledger
from ..ledger import Entry, Ledger
from ..records import TOPICS, Article, Claim
from ..verdicts import FATES

# Why a claim is not decided, and what is counted: key -> words for a reader.
OPEN_BECAUSE: Mapping[str, str] = {
    "lost": "The copy lost words that the statement needs",
    "cause": "It names a cause; figures show what went together, not why",
    "no_evidence": "No evidence that may be used is at hand",
    "undecided": "The evidence at hand does not decide, or only a stand-in could be measured",
    "later": "It was made after this edition's date",
    "pending": "A forecast whose day has not come",
    "untestable": "No measure, threshold or horizon is given",
}
LOSSES = ("subject", "figure", "window", "comparand")


def word_of(entry: Entry) -> str:
    """The verdict's word, or for a forecast its outcome's."""
    return entry.verdict.verdict or entry.verdict.outcome


def fate(entry: Entry) -> str:
    """``held``, ``context``, ``wrong`` or ``open``."""
    return next(name for name, words in FATES.items() if word_of(entry) in words)


def in_text_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Claims as the text makes them: by paragraph, then by place; one without a number stays behind its neighbour."""
    placed, after = [], {}
    for entry in sorted(entries, key=lambda e: (e.claim.paragraph or 0, e.claim.id)):
        paragraph = entry.claim.paragraph or 0
        after[paragraph] = entry.claim.start if entry.claim.start is not None else after.get(paragraph, 0)
        placed.append((paragraph, after[paragraph], entry.claim.id, entry))
    return tuple(entry for *_, entry in sorted(placed, key=lambda found: found[:3]))


def fates(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The claims that met each fate."""
    entries = list(entries)
    return {name: [entry for entry in entries if fate(entry) == name] for name in FATES}


def counts(groups: Mapping[str, Sequence[Entry]]) -> dict[str, int]:
    """How many claims each group has."""
    return {name: len(found) for name, found in groups.items()}


def by_topic(entries: Sequence[Entry]) -> dict[str, dict[str, list[Entry]]]:
    """Fates of each topic that has claims, in the vocabulary's order."""
    groups = {topic: [e for e in entries if e.claim.topic == topic] for topic in TOPICS}
    return {topic: fates(group) for topic, group in groups.items() if group}


def why_open(entry: Entry, ledger: Ledger) -> str:
    """The reason, a key of ``OPEN_BECAUSE``, why an open claim is not decided."""
    if entry.claim.lost:
        return "lost"
    if entry.finding is None and entry.claim_date > ledger.as_of:
        return "later"
    if entry.verdict.outcome:
        return entry.verdict.outcome
    return entry.method if entry.method in ("cause", "no_evidence") else "undecided" if entry.method else "no_evidence"


def reasons(entries: Iterable[Entry], ledger: Ledger) -> dict[str, list[Entry]]:
    """The open claims that each reason keeps open; reasons that keep none are left out."""
    found: dict[str, list[Entry]] = {name: [] for name in OPEN_BECAUSE}
    for entry in entries:
        if fate(entry) == "open":
            found[why_open(entry, ledger)].append(entry)
    return {name: held for name, held in found.items() if held}


@dataclass(frozen=True)
class Completeness:
    """What the copy lost: claims in sentences with a hole, those among them that cannot be read without the words."""

    claims: int
    holed: int
    unreadable: int
    losses: Mapping[str, int]       # what the unreadable ones lack; one can lack several
    paragraphs: tuple[int, ...]     # where the holes are, counted from 1

    @property
    def share(self) -> float:
        """Of all claims, those whose sentence is whole; 1 for an article without claims."""
        return 1 - self.holed / self.claims if self.claims else 1.0


def completeness(claims: Sequence[Claim]) -> Completeness:
    """How complete the copy is, as far as its claims tell."""
    holed = [claim for claim in claims if claim.lost or not claim.complete]
    lost = Counter(name for claim in claims for name in claim.lost)
    return Completeness(len(claims), len(holed), sum(bool(claim.lost) for claim in claims),
                        {name: lost[name] for name in LOSSES if lost[name]},
                        tuple(sorted({claim.paragraph for claim in holed if claim.paragraph})))


def conflicts(ledger: Ledger) -> dict[str, tuple[Contradiction, ...]]:
    """The contradictions that each article has a part in, those with itself first."""
    found = sorted(in_ledger(ledger), key=lambda row: (row.kind != "internal", row.claims, row.rule))
    articles = ledger.world.articles
    return {name: tuple(row for row in found if any(article_of(claim) == name for claim in row.claims))
            for name in sorted(articles)}


def article_of(claim: str) -> str:
    """The article's part of a claim's id."""
    return claim.rpartition("/")[0]


@dataclass(frozen=True)
class Shared:
    """A quantity that two articles print: their claims, and whether what they print can both be so."""

    here: Entry
    there: Entry

    @property
    def agree(self) -> bool:
        a, b = self.here.interval, self.there.interval
        return _reaches(a.high, b.low) and _reaches(b.high, a.low)

    @property
    def same_generator(self) -> bool:
        return self.here.article.generator == self.there.article.generator


def _reaches(high: object, low: object) -> bool:
    return high is None or low is None or high >= low


def shared(entries: Sequence[Entry], ledger: Ledger) -> tuple[Shared, ...]:
    """Printed quantities of these claims that other articles print too, one pair each, in text order."""
    groups: dict[tuple, list[Entry]] = {}
    for entry in ledger.entries:
        if _comparable(entry):
            groups.setdefault(_quantity(entry.claim), []).append(entry)
    return tuple(Shared(entry, other) for entry in in_text_order(entries) if _comparable(entry)
                 for other in groups[_quantity(entry.claim)] if other.claim.article != entry.claim.article)


def _comparable(entry: Entry) -> bool:
    claim = entry.claim
    return bool(claim.stated and claim.subject and claim.metric and not claim.lost and claim.kind != "forecast")


def _quantity(claim: Claim) -> tuple:
    return claim.subject, claim.metric, claim.comparand, claim.unit


def same_generator(article: Article, articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The other articles that the same system wrote: their agreement is no corroboration."""
    return tuple(name for name, other in sorted(articles.items())
                 if name != article.id and other.generator == article.generator)
