"""The ledger: one row a claim, every verdict recomputed from the evidence that an edition may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from .articles import choose, load_articles
from .checks import Plan, World, find, load_plans
from .checks.engine import JUDGEMENT, UNTESTABLE, Plans
from .claims import claim_date, interval_of, load_claims
from .errors import InputError
from .files import csv_text, seen_files
from .intervals import StatedInterval, printed_period
from .market import Market
from .paths import DATA, data_folder, folder
from .records import REJECTED, Article, Claim, Finding, Reading, Verdict
from .reference import Reference
from .verdicts import CONFLICTING, DECIDED, INCOMPLETE, NOT_ENOUGH, verdict
from .wording import day

CALENDAR = "yahoo/GSPC"        # the last S&P 500 close dates an edition
NEWEST = "newest"
PROVISIONAL = "Provisional, not yet reviewed"      # how the justification of an unreviewed claim begins
COLUMNS = (
    "claim", "article", "topic", "kind", "subject", "metric", "comparand", "direction", "qualifier", "as_of",
    "period", "stated", "unit", "low", "high", "low_open", "high_open", "computed", "difference", "verdict",
    "hindsight", "outcome", "basis", "method", "evidence", "justification", "start", "end", "appearances",
    "paragraph", "complete", "statement",
)


@dataclass(frozen=True)
class Entry:
    """One claim with everything that was found out about it."""

    claim: Claim
    article: Article
    claim_date: date
    interval: StatedInterval | None
    finding: Finding | None
    verdict: Verdict
    basis: str
    method: str
    provisional: bool = False       # no person has reviewed the claim, or the way it is tested

    @property
    def primary(self) -> Reading | None:
        """The reading that the sentence itself asks for, where it could be measured."""
        if self.finding is None or not self.finding.readings:
            return None
        first = self.finding.readings[0]
        return first if first.measurement is not None else None

    @property
    def decided(self) -> bool:
        """Whether the evidence decided the claim, or the forecast came to its end."""
        return self.verdict.verdict in DECIDED or self.verdict.outcome in ("came_true", "did_not")


@dataclass(frozen=True)
class Ledger:
    """Every claim of an edition, in order of claim id."""

    as_of: date
    entries: tuple[Entry, ...]
    world: World
    plans: Plans

    def __getitem__(self, claim: str) -> Entry:
        if claim not in self.by_id:
            raise InputError(f"claim {claim!r}", "no such claim in the ledger", "an id of data/ledger.csv",
                             "check the id")
        return self.by_id[claim]

    @property
    def by_id(self) -> Mapping[str, Entry]:
        return {entry.claim.id: entry for entry in self.entries}

    def of_topic(self, *topics: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.claim.topic in topics)

    def to_csv(self) -> str:
        """The ledger as the text of ``data/ledger.csv``."""
        return csv_text((row(entry) for entry in self.entries), COLUMNS)


def resolve_as_of(data: Path, as_of: str | date, articles: Mapping[str, Article]) -> date:
    """The edition's date: ``newest`` is the last S&P 500 close in the data.

    InputError for a text that is no date, or a date outside the span from the earliest article's last
    close to the newest data.
    """
    newest = Market(folder(data, "market")).newest(CALENDAR)
    first = min(article.last_close for article in articles.values())
    if as_of == NEWEST:
        return newest
    if not isinstance(as_of, date):
        try:
            as_of = date.fromisoformat(str(as_of))
        except ValueError:
            raise InputError("parameter as_of", repr(as_of), "an ISO date or 'newest'",
                             "write it as YYYY-MM-DD") from None
    if not first <= as_of <= newest:
        raise InputError("parameter as_of", as_of.isoformat(), f"a date from {first} to {newest}",
                         "choose a date that the articles and the data cover")
    return as_of


def build(data: Path, as_of: str | date = NEWEST, article_ids: Sequence[str] | None = None) -> Ledger:
    """Test every claim of the chosen articles with the evidence released by ``as_of``."""
    data = data_folder(data)
    articles = load_articles(data)
    chosen = choose(articles, list(article_ids or ()))
    day_of = resolve_as_of(data, as_of, articles)
    before, ledger = _kept.pop((data, day_of, tuple(chosen)), ((), None))
    if ledger is not None and before == seen_files(data, DATA):
        return ledger
    written = load_claims(data, articles)
    plans = load_plans(data, written)
    claims = {name: claim for name, claim in written.items() if claim.status != REJECTED}
    world = World(Market(folder(data, "market"), day_of), Reference(data, day_of), claims, articles, day_of,
                  frozenset(written) - frozenset(claims))
    entries = tuple(entry_of(claim, plans.for_claim(claim), world) for claim in claims.values()
                    if claim.article in chosen)
    return Ledger(day_of, entries, world, plans)


def keep(data: Path, as_of: str | date = NEWEST, article_ids: Sequence[str] | None = None) -> Callable[[], bool]:
    """Build a ledger for the next ``build`` of the same, in this process or in forks of it.

    It is handed out once, and only while no file of the data folders was changed, added or removed. What is returned
    tells whether it has been asked for.
    """
    data = data_folder(data)
    before = seen_files(data, DATA)
    found = build(data, as_of, article_ids)
    chosen = choose(found.world.articles, list(article_ids or ()))
    key = data, found.as_of, tuple(chosen)
    _kept[key] = before, found
    return lambda: key not in _kept


_kept: dict[tuple[Path, date, tuple[str, ...]], tuple[tuple[tuple[str, str], ...], Ledger]] = {}


def entry_of(claim: Claim, plan: Plan | None, world: World) -> Entry:
    """One claim, tested as its plan says with what the world may see."""
    article = world.articles[claim.article]
    made = claim_date(claim, article)
    finding, found, basis, method = _decide(claim, plan, world, made)
    provisional = claim.provisional or bool(plan and plan.proposed)
    if provisional:
        found = replace(found, justification=f"{PROVISIONAL}: {found.justification}")
    return Entry(claim, article, made, interval_of(claim), finding, found, basis, method, provisional)


def _decide(claim: Claim, plan: Plan | None, world: World, made: date) -> tuple[Finding | None, Verdict, str, str]:
    forecast = claim.kind == "forecast"
    if claim.lost:
        finding = Finding(claim, "lost_words", "internal", ())
        return finding, verdict(finding), "internal", "lost_words"
    if not world.reached(made):
        return None, _after_this_edition(made, world.edition, forecast), "", plan.method if plan else ""
    if plan is None:
        return None, _without_check(claim), "", ""
    if plan.method == JUDGEMENT:
        return None, Verdict(plan.verdict, plan.why), plan.basis, plan.method
    if plan.method == UNTESTABLE:
        return None, Verdict("", plan.why, outcome="untestable"), plan.basis, plan.method
    finding = find(claim, plan, world)
    published = world.articles[claim.article].published_at
    found = _forecast(finding, plan, world) if forecast else verdict(finding, published)
    return finding, found, plan.basis, plan.method


def _without_check(claim: Claim) -> Verdict:
    """A claim that nobody has said how to test; the tests keep the committed ledger free of these."""
    forecast = claim.kind == "forecast"
    return Verdict("" if forecast else NOT_ENOUGH, "No check has been written for this claim.",
                   outcome="untestable" if forecast else "")


def _after_this_edition(made: date, as_of: date, forecast: bool) -> Verdict:
    reason = f"After this edition: the statement is of {day(made)}, the edition of {day(as_of)}."
    return Verdict("" if forecast else NOT_ENOUGH, reason, outcome="pending" if forecast else "")


def _forecast(finding: Finding, plan: Plan, world: World) -> Verdict:
    printed = plan.horizon or finding.claim.horizon  # ours may be more exact: the day of a meeting, of a release
    if not printed:
        raise InputError(plan.where, "a forecast without a horizon", "a horizon, or method: untestable",
                         "give the horizon with its reason in why, or say that the text sets none")
    horizon = printed_period(printed)[1]
    if not world.reached(horizon):
        return Verdict("", " ".join([f"To be decided on {day(horizon)}.", finding.why]).strip(), outcome="pending")
    decided = verdict(finding)
    if decided.verdict in (NOT_ENOUGH, INCOMPLETE, CONFLICTING) or finding.readings[0].outcome == "unknown":
        return Verdict("", decided.justification, outcome="untestable")
    held = finding.readings[0].outcome in ("inside", "near", "beyond")
    return Verdict("", decided.justification, outcome="came_true" if held else "did_not")


def row(entry: Entry) -> dict[str, object]:
    """One ledger row: plain strings, in the columns' own words."""
    claim, interval, measured = entry.claim, entry.interval, entry.primary
    value = measured.measurement.value if measured else None
    return {
        "claim": claim.id, "article": claim.article, "topic": claim.topic, "kind": claim.kind,
        "subject": claim.subject, "metric": claim.metric, "comparand": claim.comparand,
        "direction": claim.direction, "qualifier": claim.qualifier, "as_of": claim.as_of, "period": claim.period,
        "stated": claim.stated, "unit": claim.unit,
        "low": _bound(interval.low) if interval else None, "high": _bound(interval.high) if interval else None,
        "low_open": _flag(interval.low_open) if interval else None,
        "high_open": _flag(interval.high_open) if interval else None,
        "computed": computed_text(entry),
        "difference": _bound(interval.difference(value)) if interval and value is not None else None,
        "verdict": entry.verdict.verdict, "hindsight": _flag(entry.verdict.hindsight),
        "outcome": entry.verdict.outcome, "basis": entry.basis, "method": entry.method,
        "evidence": " ".join(entry.finding.evidence) if entry.finding else "",
        "justification": entry.verdict.justification, "start": claim.start, "end": claim.end,
        "appearances": " ".join(f"{start}-{end}" for start, end in claim.appearances),
        "paragraph": claim.paragraph, "complete": _flag(claim.complete), "statement": claim.statement,
    }


def computed_text(entry: Entry) -> str:
    """The primary reading's result: a decimal in the claim's unit, a date, or a word."""
    if entry.primary is None:
        return ""
    measurement = entry.primary.measurement
    if measurement.value is None:
        return measurement.found or ("yes" if measurement.holds else "no")
    return _bound(measurement.value)


def _bound(value: Decimal | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value.quantize(Decimal('0.000001')):f}" if value.as_tuple().exponent < -6 else f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _flag(value: bool) -> str:
    return "true" if value else "false"
