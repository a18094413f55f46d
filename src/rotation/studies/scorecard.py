"""Scorecards: how the claims of each article and topic fared, and which corrections are the largest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .. import provenance
from ..chapter import VERDICT_WORDS, claim_page, computed_quantity
from ..intervals import StatedInterval
from ..ledger import Entry, Ledger
from ..records import Article
from ..report import Html, Quantity, percent, words
from ..statistics import Estimate, wilson_interval
from ..verdicts import ACCURATE, CONFLICTING, CONTEXT, INACCURATE, INCOMPLETE, MOSTLY, NOT_ENOUGH
from ..wording import plural

UPHELD = (ACCURATE, MOSTLY)
FAULTED = (CONTEXT, INACCURATE)
VERDICT_ORDER = (ACCURATE, MOSTLY, CONTEXT, INACCURATE, CONFLICTING, NOT_ENOUGH, INCOMPLETE)
OUTCOME_ORDER = ("came_true", "did_not", "pending", "untestable")
FIRST = ("000", "001", "002", "003", "004")     # the articles that the book began with; its prose is about them


@dataclass(frozen=True)
class Score:
    """Counts of verdicts and forecast outcomes of one group of claims."""

    name: str
    claims: int
    counts: Mapping[str, int] = field(default_factory=dict)
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)    # verdict or outcome -> claims

    def __getitem__(self, word: str) -> int:
        return self.counts.get(word, 0)

    def which(self, *words: str) -> tuple[str, ...]:
        """The claims with these verdicts or outcomes, as a number carries them; without a word all of them."""
        return provenance.claims(name for word in words or self.ids for name in self.ids.get(word, ()))

    @property
    def upheld(self) -> int:
        return sum(self[word] for word in UPHELD)

    @property
    def faulted(self) -> int:
        return sum(self[word] for word in FAULTED)

    @property
    def decided(self) -> int:
        """Claims with a verdict on what is right; forecasts and what cannot be told are left out."""
        return self.upheld + self.faulted + self[CONFLICTING]

    @property
    def forecasts(self) -> int:
        return sum(self[word] for word in OUTCOME_ORDER)

    def upheld_share(self) -> Estimate | None:
        """Accurate or mostly accurate among the decided, with its Wilson interval; None where nothing is decided."""
        return wilson_interval(self.upheld, self.decided) if self.decided else None


def score(name: str, entries: Iterable[Entry]) -> Score:
    """The score of one group: every claim once, by its verdict or (a forecast) its outcome."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.verdict.verdict or entry.verdict.outcome, []).append(entry.claim.id)
    counts = {word: len(ids) for word, ids in found.items()}
    return Score(name, sum(counts.values()), counts, {word: tuple(ids) for word, ids in found.items()})


def by_article(entries: Sequence[Entry], articles: Mapping[str, Article]) -> tuple[Score, ...]:
    """One score an article in order of id, and one for all of them."""
    parts = [score(name, (e for e in entries if e.claim.article == name)) for name in sorted(articles)]
    return (*parts, score("all", entries))


def by_key(entries: Sequence[Entry], key: str) -> tuple[Score, ...]:
    """One score for each value of a claim's field (``topic``, ``kind``), in order of the value."""
    values = sorted({getattr(entry.claim, key) for entry in entries})
    return tuple(score(value, (e for e in entries if getattr(e.claim, key) == value)) for value in values)


@dataclass(frozen=True)
class Numbers:
    """Claims that print a number, forecasts left out: how many the evidence decides."""

    stated: int
    decided: int
    claims: tuple[Entry, ...] = ()          # those that print one


def number_coverage(entries: Iterable[Entry]) -> Numbers:
    """Coverage of the printed numbers."""
    stated = tuple(entry for entry in entries if entry.claim.stated and entry.claim.kind != "forecast")
    return Numbers(len(stated), sum(entry.decided for entry in stated), stated)


def hindsight(entries: Iterable[Entry]) -> int:
    """Verdicts that rest on evidence released after the claim was made."""
    return sum(entry.verdict.hindsight for entry in entries)


def misses(entries: Iterable[Entry], unit: str) -> tuple[Entry, ...]:
    """Faulted claims with a printed number in ``unit`` and a computed value, widest miss first.

    The miss is the distance to the nearest bound of what was printed, relative to the printed magnitude.
    """
    found = [entry for entry in entries if entry.claim.unit == unit and entry.verdict.verdict in FAULTED
             and _numeric(entry.interval) and entry.primary and entry.primary.measurement.value is not None]
    return tuple(sorted(found, key=lambda entry: (-relative_miss(entry), entry.claim.id)))


def relative_miss(entry: Entry) -> float:
    """Distance of the computed value to the printed interval over the printed magnitude (its middle)."""
    interval, value = entry.interval, entry.primary.measurement.value
    middle = abs((interval.low + interval.high) / 2)
    return float(abs(interval.difference(value)) / middle) if middle else 0.0


def _numeric(interval: StatedInterval | None) -> bool:
    return interval is not None and interval.low is not None and interval.high is not None and not hasattr(
        interval.low, "year")


# ---------------------------------------------------------------- rows as a reader meets them

BRIEF = {"claims": "Claims", "decided": "Decided", "missing_context": "Context", "inaccurate": "Inaccurate",
         "upheld": "Upheld of the decided"}
COLUMNS = {
    "claims": "Claims", "accurate": "Accurate", "mostly_accurate": "Mostly", "missing_context": "Context",
    "inaccurate": "Inaccurate", "conflicting_evidence": "Conflict", "not_enough_evidence": "No evidence",
    "incomplete": "Lost", "forecasts": "Forecasts", "checked": "Decided", "upheld": "Upheld",
}


def score_rows(scores: Sequence[Score], key: str) -> list[dict[str, object]]:
    """Rows of a scorecard: one a group, its name under ``key``. A table registers only the columns it shows."""
    return [{key: found.name.replace("_", " "), "claims": _count(found.claims, "claims of the group", found.which()),
             **_by_word(found, VERDICT_ORDER),
             "forecasts": _count(found.forecasts, "forecasts, resolved in their own chapter",
                                 found.which(*OUTCOME_ORDER)),
             "decided": _count(found.decided, "claims with a verdict", found.which(*UPHELD, *FAULTED, CONFLICTING)),
             "checked": percent(found.decided / max(1, found.claims - found.forecasts), places=0,
                                n=found.claims - found.forecasts, formula="decided claims / claims, forecasts left out",
                                rows=found.which(*UPHELD, *FAULTED, CONFLICTING)),
             "upheld": _share(found)} for found in scores]


def _count(n: int, formula: str, rows: tuple[str, ...] = ()) -> Quantity:
    return Quantity(n, "count", places=0, formula=formula, rows=rows)


def _by_word(found: Score, words_: Sequence[str]) -> dict[str, Quantity]:
    """How many claims have each verdict or outcome."""
    return {word: _count(found[word], f"claims that are {word.replace('_', ' ')}", found.which(word))
            for word in words_}


def _which(entries: Iterable[Entry]) -> tuple[str, ...]:
    return provenance.claims(entry.claim.id for entry in entries)


def _share(found: Score) -> Quantity:
    how, rate = "accurate or mostly accurate / decided, Wilson interval", found.upheld_share()
    if rate is None:
        return words("none decided", formula=how)
    return percent(rate.value, low=rate.low, high=rate.high, n=rate.n, places=0, formula=how,
                   rows=found.which(*UPHELD, *FAULTED, CONFLICTING))


def summary(entries: Sequence[Entry]) -> dict[str, Quantity]:
    """The whole ledger in numbers for the prose."""
    all_of_them, numbers = score("all", entries), number_coverage(entries)
    return {
        "claims": _count(all_of_them.claims, "claims in the ledger", all_of_them.which()),
        "decided": _count(all_of_them.decided, "claims with a verdict",
                          all_of_them.which(*UPHELD, *FAULTED, CONFLICTING)),
        **{name: _count(getattr(all_of_them, name), how, all_of_them.which(*which)) for name, how, which in (
            ("upheld", "accurate or mostly accurate", UPHELD), ("faulted", "missing context or inaccurate", FAULTED),
            ("forecasts", "forecasts", OUTCOME_ORDER))},
        **_by_word(all_of_them, (*VERDICT_ORDER, *OUTCOME_ORDER)),
        "upheld_share": _share(all_of_them),
        "hindsight": _count(hindsight(entries), "verdicts on evidence released after the claim",
                            _which(entry for entry in entries if entry.verdict.hindsight)),
        "numbers": _count(numbers.stated, "claims that print a number, forecasts left out", _which(numbers.claims)),
        "numbers_decided": _count(numbers.decided, "of them decided",
                                  _which(entry for entry in numbers.claims if entry.decided)),
        "numbers_share": percent(numbers.decided / numbers.stated, places=0, n=numbers.stated,
                                 formula="decided / stated", rows=_which(numbers.claims)),
    }


def added(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The claims of articles that came later; each has its article's page, all of them one table of the ledger."""
    return tuple(entry for entry in entries if entry.article.id not in FIRST)


def told_articles(entries: Sequence[Entry]) -> dict[str, Quantity]:
    """How many articles there are, and what was added to the first ones, in words."""
    later, names = added(entries), {entry.article.id for entry in entries}
    new, drafts = {entry.article.id for entry in later}, sum(entry.provisional for entry in later)
    told = "No article has been added to these yet"
    if later:
        told = (f"{plural(len(new), 'article')} with {plural(len(later), 'claim')} came later; {drafts} of the claims "
                "are provisional: drafted by rule, and no person has reviewed them yet")
    return {"articles": Quantity(len(names), "count", places=0, formula="articles with a claim in this edition"),
            "added": words(told, n=len(later), formula="claims of articles after the first five", rows=_which(later)),
            "provisional": _count(drafts, "claims that nobody has reviewed",
                                  _which(entry for entry in later if entry.provisional))}


def front_rows(ledger: Ledger, ids: Sequence[str]) -> list[dict[str, object]]:
    """Chosen claims for the front page: what is said, what was found, the verdict, as this edition knows them."""
    return [{"claim": Html(f'<a href="{claim_page(claim)}">{claim}</a>', claim),
             "statement": ledger[claim].claim.statement, "stated": ledger[claim].claim.stated or "",
             "computed": computed_quantity(ledger[claim]) or words("not yet known", formula="not decided"),
             "verdict": words(VERDICT_WORDS[ledger[claim].verdict.verdict or ledger[claim].verdict.outcome],
                              formula="the claim's verdict or outcome", inputs=(claim,))} for claim in ids]


FRONT_COLUMNS = {"claim": "Claim", "statement": "What the article says", "stated": "Stated", "computed": "Computed",
                 "verdict": "Verdict"}


def alt(scores: Sequence[Score], labels: Sequence[str]) -> str:
    """What the picture of a scorecard shows."""
    parts = [f"{label}: {found.upheld} upheld, {found[CONTEXT]} missing context, {found[INACCURATE]} inaccurate of "
             f"{found.claims}" for found, label in zip(scores, labels, strict=True)]
    return "Stacked bars of verdicts. " + "; ".join(parts) + "."
