"""One claim as a record of plain values: everything its page shows, in the order in which it shows it."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ..chapter import VERDICT_WORDS, chapter_of, computed_quantity
from ..checks.registry import REGISTRY, World
from ..crosscheck import Contradiction, in_ledger
from ..ledger import Entry, Ledger
from ..records import Article, Measurement, Reading
from ..replay import Row
from ..report import plain_key
from ..specifications import STATED, Grid, NoGrid, grid_of
from ..studies.articles import OPEN_BECAUSE, fate, in_text_order, why_open, word_of
from ..studies.contradictions import ranges
from ..wording import quantity
from . import changes
from .changes import OUTCOMES, Earlier
from .pictures import specification_curve, stated_against
from .review import claim_review

BOOK = "The Great Rotation, Checked"
ROLES = {"primary": "what the sentence asks for", "reading": "another ordinary reading",
         "source": "another source of equal standing", "context": "what a reader must know besides"}
BASES = {"computed": "computed from data", "internal": "the article's own figures", "document": "a document",
         "cross_article": "the articles against each other", "judgement": "a judgement, with its reason"}
ROWS = 12                       # the few rows behind a measurement; more are in the data themselves


def claim_table(ledger: Ledger, rows: Sequence[Row], numbers: Collection[str], earlier: Sequence[Earlier]
                ) -> dict[str, object]:
    """The claims in order of id, and what they share: articles, documents, series, contradictions.

    ``numbers`` are the ids of all recorded numbers: a claim's result that is one of them opens like any other.
    """
    conflicts = in_ledger(ledger)
    daily = changes.daily(ledger, rows)
    claims = {entry.claim.id: _claim(entry, ledger, numbers, earlier, conflicts, daily) for entry in ledger.entries}
    used = {name for claim in claims.values() for name in claim["evidence"]}
    return {"as_of": ledger.as_of.isoformat(), "book": BOOK, "claims": claims,
            "articles": {name: _article(one) for name, one in sorted(ledger.world.articles.items())},
            "order": {name: [entry.claim.id for entry in in_text_order(e for e in ledger.entries
                                                                       if e.claim.article == name)]
                      for name in sorted(ledger.world.articles)},
            "documents": _documents(ledger.world, used), "series": _series(ledger.world, used),
            "ranges": [[row["quantity"], row["values"]] for row in ranges(ledger)],
            "contradictions": [_conflict(row) for row in sorted(conflicts, key=_weight)],
            "editions": [{"name": one.name, "title": one.title, "as_of": one.as_of.isoformat()} for one in earlier]}


def _weight(row: Contradiction) -> tuple:
    return row.kind != "internal", row.claims, row.rule


def _claim(entry: Entry, ledger: Ledger, numbers: Collection[str], earlier: Sequence[Earlier],
           conflicts: Sequence[Contradiction], daily: Mapping[str, object]) -> dict[str, object]:
    claim, word = entry.claim, word_of(entry)
    plan = ledger.plans.for_claim(claim)
    slug = claim.id.replace("/", "-")
    return {
        "id": claim.id, "slug": slug, "article": claim.article, "statement": claim.statement,
        "claim_date": entry.claim_date.isoformat(), **_fields(entry),
        "word": word, "words": VERDICT_WORDS[word], "fate": fate(entry), "hindsight": entry.verdict.hindsight,
        "provisional": entry.provisional, "why": entry.verdict.justification,
        "open_because": OPEN_BECAUSE[why_open(entry, ledger)] if fate(entry) == "open" else "",
        "found": _found(entry, numbers), "picture": _picture(entry),
        "basis": BASES.get(entry.basis, ""), "method": entry.method, "method_says": _says(entry.method),
        "readings": [_reading(one) for one in entry.finding.readings] if entry.finding else [],
        "reason": entry.finding.why if entry.finding else plan.why if plan else "",
        "evidence": list(entry.finding.evidence) if entry.finding else list(plan.evidence) if plan else [],
        "grid": _grid(grid_of(claim, plan, ledger.world), entry),
        "editions": changes.states(entry, earlier, ledger), "daily": daily.get(claim.id),
        "contradictions": [row.id for row in conflicts if claim.id in row.claims],
        "chapter": chapter_of(entry),
        "review": claim_review(entry, VERDICT_WORDS[word], f"{slug}.html", BOOK, ledger.as_of),
    }


def _fields(entry: Entry) -> dict[str, object]:
    """What the article says and where; the stated interval in words."""
    claim = entry.claim
    return {"topic": claim.topic.replace("_", " "), "kind": claim.kind, "subject": claim.subject or "",
            "metric": (claim.metric or "").replace("_", " "), "comparand": claim.comparand or "",
            "direction": claim.direction, "qualifier": claim.qualifier or "", "stated": claim.stated or "",
            "unit": claim.unit or "", "dated": claim.as_of or "", "period": claim.period or "",
            "horizon": claim.horizon or "", "paragraph": claim.paragraph, "start": claim.start, "end": claim.end,
            "appearances": [list(pair) for pair in claim.appearances], "complete": claim.complete,
            "lost": list(claim.lost)}


# ---------------------------------------------------------------- what was found


def _found(entry: Entry, numbers: Collection[str]) -> dict[str, str] | None:
    result = computed_quantity(entry)
    if result is None:
        return None
    key = plain_key(entry.claim.id)
    known = (f"{chapter_of(entry)}.claims.{key}.computed", f"articles/{entry.claim.article}.found.{key}")
    return {"text": result.text, "interval": result.interval_text,
            "number": next((id for id in known if id in numbers), "")}


def _picture(entry: Entry) -> dict[str, str] | None:
    """Stated against found; None for a claim that prints no figure, or whose check answers yes or no."""
    if entry.primary is None or entry.interval is None or entry.primary.measurement.value is None:
        return None
    measured = entry.primary.measurement
    printed = (entry.claim.stated or "").partition(".")[2]
    places = 0 if entry.claim.unit == "count" else min(4, 1 + len(printed) - len(printed.lstrip("0123456789")))
    return stated_against(entry.claim.stated or "", entry.interval, measured.value, entry.claim.unit or "", places,
                          (measured.low, measured.high), measured.tolerance).as_record()


def _reading(reading: Reading) -> dict[str, object]:
    measured = reading.measurement
    about = {"label": reading.label, "role": ROLES[reading.role], "outcome": reading.outcome,
             "told": OUTCOMES[reading.outcome]}
    return {**about, "reason": reading.reason} if measured is None else {**about, **_measured(measured)}


def _measured(measured: Measurement) -> dict[str, object]:
    return {"text": measured.text, "formula": measured.formula, "inputs": list(measured.inputs),
            "n": measured.n, "proxy": measured.proxy, "tolerance": _tolerance(measured),
            "start": _day(measured.start), "end": _day(measured.end), "released_at": _day(measured.released_at),
            "rows": [_row(row) for row in measured.rows[:ROWS]], "more": max(0, len(measured.rows) - ROWS)}


def _row(row: tuple[str, ...]) -> list[str]:
    """A row behind a measurement, its figure without zeros that say nothing."""
    whole, point, rest = row[-1].partition(".")
    return [*row[:-1], f"{whole}{point}{rest.rstrip('0').ljust(2, '0')}" if point and rest.isdigit() else row[-1]]


def _tolerance(measured: Measurement) -> str:
    return f"{measured.tolerance:f}".rstrip("0").rstrip(".") if measured.tolerance else ""


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _says(method: str) -> str:
    """The first paragraph of a check's own definition, as its code has it."""
    if method not in REGISTRY:
        return ""
    text = inspect.getdoc(REGISTRY[method].function) or ""
    return " ".join(text.partition("\n\n")[0].replace("``", "").split())


def _grid(grid: Grid | NoGrid, entry: Entry) -> dict[str, object]:
    if isinstance(grid, NoGrid):
        return {"reason": grid.reason}
    values = [value for family in grid.families for value in family.values]
    picture = specification_curve(values, grid.held, grid.unit, grid.asks, _band(grid, entry))
    return {"n": grid.n, "held": grid.held, "share": round(100 * grid.share), "mostly": grid.mostly,
            "asks": grid.asks, "left_out": list(grid.left_out),
            "picture": picture.as_record() if len(values) > 1 else None,
            "families": [[family.what, family.window, family.n, family.held,
                          *(quantity(value, grid.unit, 1, grid.unit == "pp")
                            for value in (family.values[0], family.values[-1]))] for family in grid.families]}


def _band(grid: Grid, entry: Entry) -> tuple[float, float] | None:
    """What a stated figure allows, where the specifications are held against one; nothing for a bound on one side."""
    near = (entry.interval.near_low, entry.interval.near_high) if entry.interval else (None, None)
    if grid.asks != STATED or None in near:
        return None
    room = entry.primary.measurement.tolerance if entry.primary else 0
    return float(near[0] - room), float(near[1] + room)


# ---------------------------------------------------------------- what claims share


def _article(article: Article) -> dict[str, object]:
    return {"title": article.title or "", "publisher": article.publisher or "", "authors": list(article.authors),
            "published": article.published_at.isoformat(), "paragraphs": article.paragraphs}


def _documents(world: World, used: Collection[str]) -> dict[str, dict[str, str]]:
    known = world.reference.all_documents
    return {name: {"title": one.title, "publisher": one.publisher, "url": one.url, "date": one.date.isoformat(),
                   "read_as": one.read_as, "where": one.where or ""}
            for name, one in known.items() if name in used and world.reference.visible(name)}


def _series(world: World, used: Collection[str]) -> dict[str, str]:
    return {name: world.market.certificate(name).title for name in world.market.names() if name in used}


def _conflict(row: Contradiction) -> dict[str, object]:
    return {"id": row.id, "kind": row.kind, "claims": list(row.claims), "what": row.what, "decides": row.decides}
