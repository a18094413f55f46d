"""What a notebook holds in its hand: parameters checked, data cut at the edition's date, a way to speak.

    book = open_chapter("valuation", globals())

is the cell after the parameters of every chapter. ``book.market`` and ``book.reference`` show only what was
released by ``book.as_of``; ``book.record``, ``book.table`` and ``book.figure`` are how results leave.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from . import ledger as ledgers
from . import provenance, report
from .articles import choose, load_articles
from .charts.style import to_svg
from .claim_rows import ClaimRow, ClaimRows
from .errors import InputError
from .figure_sources import SOURCES
from .ledger import Entry, Ledger
from .market import Market
from .markup import escape_html
from .number_links import stock_page
from .parameters import check_parameters, declared_parameters
from .paths import CHAPTERS, DATA, folder
from .records import Measurement
from .reference import Reference
from .report import Figure, Html, Number, Quantity, Recorded, Table, linked, plain_key

CHAPTER_OF_TOPIC = {
    "valuation": "valuation", "fed_policy": "fed_policy", "macro": "fed_policy",
    "sector_rotation": "sector_rotation", "market_performance": "sector_rotation", "other": "sector_rotation",
    "named_stocks": "named_stocks",
}
_SIMPLE = (str, int, float, list, dict, date, type(None))  # what a parameter can be; shells add functions and modules
FORECASTS = "what_happened_next"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PROVISIONAL_MARK = '<span class="provisional" title="drafted by rule; no person has reviewed it yet">provisional</span>'
VERDICT_WORDS = {
    "accurate": "accurate", "mostly_accurate": "mostly accurate", "missing_context": "missing context",
    "inaccurate": "inaccurate", "conflicting_evidence": "conflicting evidence",
    "not_enough_evidence": "not enough evidence", "incomplete": "incomplete", "pending": "pending",
    "came_true": "came true", "did_not": "did not", "untestable": "untestable",
}


MOST_ROWS = 60            # claims that a chapter shows one by one; of more, only those that do not hold, the rest by id
FAULTED = ("inaccurate", "missing_context", "conflicting_evidence", "did_not")
HOLDS = ("accurate", "mostly_accurate", "came_true")
READING_ORDER = (
    "inaccurate", "did_not", "missing_context", "conflicting_evidence", "mostly_accurate", "accurate", "came_true",
    "pending", "not_enough_evidence", "untestable", "incomplete",
)


def chapter_of(entry: Entry) -> str:
    """The chapter that decides a claim."""
    return FORECASTS if entry.claim.kind == "forecast" else CHAPTER_OF_TOPIC[entry.claim.topic]


def claim_anchor(claim: str) -> str:
    """The HTML anchor of a claim's row in its chapter."""
    return "claim-" + claim.replace("/", "-")


def claim_page(claim: str) -> str:
    """The address of a claim's own page, as seen from a chapter, an article's or a company's page."""
    return f"../claims/{claim.replace('/', '-')}.html"


class Chapter:
    """One run of one chapter. Everything it reads is cut at ``as_of``; everything it says is recorded."""

    def __init__(self, name: str, as_of: str | date, data: Path, article_ids: Sequence[str]):
        self.name, self.data = name, data
        self.articles = choose(load_articles(data), list(article_ids))
        self.as_of = ledgers.resolve_as_of(data, as_of, load_articles(data))
        self.market = Market(folder(data, "market"), self.as_of)
        self.reference = Reference(data, self.as_of)

    @cached_property
    def ledger(self) -> Ledger:
        """Every claim of the chosen articles, tested as of this edition."""
        return ledgers.build(self.data, self.as_of, list(self.articles))

    def record(self, **quantities: Quantity) -> Recorded:
        """Numbers for the prose: ``record(margin=points(...))`` becomes ``{num}`<chapter>.margin```."""
        return Recorded(tuple(
            Number(f"{self.name}.{key}", quantity, self.name, self.as_of) for key, quantity in quantities.items()))

    def table(self, id: str, rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], key: str,
              caption: str = "") -> Table:
        """A table whose Quantity cells are numbers with ids ``<chapter>.<id>.<row>.<column>``."""
        return Table(f"{self.name}.{id}", columns, tuple(rows), key, self.name, self.as_of, caption)

    def figure(self, id: str, fig: object, data: object, alt: str, caption: str = "", withheld: Sequence[str] = ()
               ) -> Figure:
        """A drawn matplotlib figure with the data it shows and its words for those who do not see it.

        ``data``: a table, several, or columns by name (``plotted``); ``withheld``: columns that are not handed out.
        """
        name = f"{self.name}.{id}"
        return Figure(name, to_svg(fig, name), " ".join(alt.split()), plotted(data), caption, SOURCES.get(name, ()),
                      self.as_of, tuple(withheld))

    def claims(self, entries: Sequence[Entry] | None = None, id: str = "claims") -> Table:
        """The claims this chapter decides: statement and why it is judged so, stated, computed, verdict."""
        entries = [e for e in self.ledger.entries if chapter_of(e) == self.name] if entries is None else entries
        columns = {"claim": "Claim", "statement": "What the article says, and what was found", "stated": "Stated",
                   "computed": "Computed", "verdict": "Verdict"}
        measured = sorted((entry for entry in entries if has_row(entry)), key=_weight)
        long = len(measured) > MOST_ROWS
        shown = [entry for entry in measured if not long or word_of(entry) in FAULTED]
        rows = [self._claim_row(entry, reasons=not long) for entry in shown]
        anchors = tuple(claim_anchor(entry.claim.id) for entry in shown)
        elsewhere = [entry for entry in measured if long and word_of(entry) not in FAULTED]
        held = [entry for entry in elsewhere if word_of(entry) in HOLDS]
        open_ = [entry for entry in elsewhere if word_of(entry) not in HOLDS]
        for found, make in ((held, _held), (open_, _open),
                            ([entry for entry in entries if not has_row(entry)], _left_out)):
            if found:
                rows.append(make(found))
                anchors += (f"claims-{make.__name__.strip('_').replace('_', '-')}",)
        return Table(f"{self.name}.{id}", columns, rows, "claim", self.name, self.as_of, row_ids=anchors,
                     unshown=[self._claim_row(entry) for entry in elsewhere])

    def ledger_rows(self, entries: Sequence[Entry]) -> ClaimRows:
        """Every claim as one light table, worst verdicts first: each leads to its own page."""
        return ClaimRows([_light_row(entry) for entry in sorted(entries, key=_weight)])

    def _claim_row(self, entry: Entry, reasons: bool = True) -> dict[str, object]:
        return {
            "claim": Html(f'<a href="{claim_page(entry.claim.id)}">{entry.claim.id}</a>', entry.claim.id),
            "statement": _statement_and_why(entry, reasons),
            "stated": entry.claim.stated or "",
            "computed": computed_quantity(entry),
            "verdict": entry_mark(entry),
        }


def plotted(data: object) -> dict[str, Sequence[object]]:
    """Columns as a figure carries them: a table's own with its index before them, of several one beside the other."""
    if isinstance(data, pd.DataFrame):
        return {data.index.name or "at": list(data.index), **{str(name): list(data[name]) for name in data}}
    if isinstance(data, Mapping):
        parts = [{f"{name}, at": list(held.index), name: list(held)} if isinstance(held, pd.Series) else {name: held}
                 for name, held in data.items()]
    else:
        parts = [plotted(table) for table in data]
    return {name if not n or name not in parts[0] else f"{name} {n + 1}": held
            for n, part in enumerate(parts) for name, held in part.items()}


def word_of(entry: Entry) -> str:
    """The verdict's word, or for a forecast its outcome's."""
    return entry.verdict.verdict or entry.verdict.outcome


def _weight(entry: Entry) -> tuple[int, str]:
    """What a reader should see first: what is wrong, then what lacks context, then what holds, then what is open."""
    return READING_ORDER.index(word_of(entry)), entry.claim.id


def _held(found: Sequence[Entry]) -> dict[str, object]:
    """A row for claims that hold, where there are too many to show: each leads to its page."""
    return _listed("held", "Claims that hold as printed or nearly so, each with what was found on its page:", found,
                   "claims here that hold")


def _open(found: Sequence[Entry]) -> dict[str, object]:
    """The same for claims that were measured and stay open."""
    return _listed("open", "Claims that could be measured and not decided:", found, "claims here that stay open")


def _listed(name: str, text: str, found: Sequence[Entry], formula: str) -> dict[str, object]:
    ids = sorted(entry.claim.id for entry in found)
    listed = " ".join(f'<a id="{claim_anchor(id)}" href="{claim_page(id)}">{id}</a>' for id in ids)
    return {"claim": name, "stated": "", "verdict": "", "statement": Html(f"{text} {listed}"),
            "computed": Quantity(len(found), "count", places=0, formula=formula, rows=provenance.claims(ids))}


def _left_out(found: Sequence[Entry]) -> dict[str, object]:
    """The last row: claims that nothing could be measured for stand in the ledger, with what each would take."""
    text = "Claims that are incomplete in the copy, or for which no evidence can be had: "
    return {
        "claim": "others", "statement": Html(f'{text}<a href="claim_ledger.html">the ledger says what each lacks</a>.'),
        "stated": "", "verdict": "",
        "computed": Quantity(len(found), "count", places=0, formula="claims here without a measurement",
                             rows=provenance.claims(entry.claim.id for entry in found)),
    }


def _statement_and_why(entry: Entry, reasons: bool) -> Html:
    """The statement with the justification below it: one column, so that both can be read on a phone. What holds needs
    no words here, and a long table has none: the claim's own page has them all."""
    if not reasons or word_of(entry) in HOLDS:
        return Html(escape_html(entry.claim.statement), entry.claim.statement)
    why = escape_html(entry.verdict.justification)
    return Html(f'{escape_html(entry.claim.statement)}<div class="why">{why}</div>', entry.claim.statement)


def computed_quantity(entry: Entry) -> Quantity | None:
    """The primary reading's result as a quantity, at the claim's precision plus one digit."""
    if entry.primary is None:
        return None
    m = entry.primary.measurement
    text = m.text or m.formula
    common = {"formula": m.formula, "inputs": m.inputs, "n": m.n, "rows": rows_of(m)}
    if m.value is None:
        return report.words(m.found or ("yes" if m.holds else "no"), **{**common, "formula": m.formula or text})
    if isinstance(m.value, date):
        return Quantity(m.value, "date", **common)
    step = entry.interval.step if entry.interval else None
    places = max(0, -step.as_tuple().exponent) + 1 if step else 2
    places = 0 if entry.claim.unit == "count" else places
    return Quantity(m.value, entry.claim.unit or "", min(places, 4), low=m.low, high=m.high, **common)


def rows_of(m: Measurement) -> tuple[str, ...]:
    """The observations behind a measurement: the few it names, else all of its window."""
    named: dict[str, list[str]] = {}
    for series, day, *_ in m.rows:
        if "/" in series and _ISO_DAY.fullmatch(day):
            named.setdefault(series, []).append(day)
    if named or not (m.start and m.end):
        return tuple(provenance.days(series, *found) for series, found in named.items())
    return provenance.windows((name for name in m.inputs if "/" in name and not name[0].isdigit()), m.start, m.end)


def _light_row(entry: Entry) -> ClaimRow:
    word = entry.verdict.verdict or entry.verdict.outcome
    mark = f" {PROVISIONAL_MARK}" if entry.provisional else ""
    return ClaimRow(word, VERDICT_WORDS[word], entry.claim.id, claim_anchor(entry.claim.id), claim_page(entry.claim.id),
                    entry.claim.statement, mark)


def has_row(entry: Entry) -> bool:
    """Whether the claim's chapter shows a row of its own: it was measured or decided, or it is a forecast."""
    return entry.primary is not None or entry.decided or entry.claim.kind == "forecast"


def evidence_text(entry: Entry, shown: int = 2) -> str:
    """Ids of the series, documents or claims behind a verdict, the first few of them."""
    used = entry.finding.evidence if entry.finding else ()
    more = f" +{len(used) - shown}" if len(used) > shown else ""
    return " ".join(used[:shown]) + more


def entry_mark(entry: Entry) -> Html:
    """The verdict or outcome of a claim with its marks: hindsight, and provisional until a person has reviewed it."""
    return verdict_mark(entry.verdict.verdict or entry.verdict.outcome, entry.verdict.hindsight, entry.provisional)


def verdict_mark(word: str, hindsight: bool = False, provisional: bool = False) -> Html:
    """A verdict as a word with a class for its colour, and marks for hindsight and for one that nobody has reviewed."""
    text = VERDICT_WORDS[word]
    later = ' <span class="hindsight" title="decided by evidence released after the claim">hindsight</span>'
    marks = f"{later if hindsight else ''}{f' {PROVISIONAL_MARK}' if provisional else ''}"
    return Html(f'<span class="verdict {word}">{text}</span>{marks}', f"{text}, provisional" if provisional else text)


def open_chapter(name: str, namespace: Mapping[str, object]) -> Chapter:
    """Check a notebook's parameters and open its data.

    ``namespace`` is the notebook's ``globals()``. A name that the parameters cell does not declare, or a
    value of another type, is refused with a suggestion before anything is computed.
    """
    declared = declared_parameters(CHAPTERS / f"{name}.ipynb")
    given = {key: value for key, value in namespace.items() if _is_parameter(key, value)}
    check_parameters(declared, given, f"chapter {name}")
    data = Path(given.get("data") or DATA)
    if not data.is_dir():
        raise InputError("parameter data", str(data), "a folder laid out like data/", "check the path")
    return Chapter(name, given.get("as_of", "newest"), data.resolve(), given.get("articles") or [])


def _is_parameter(key: str, value: object) -> bool:
    return not key.startswith("_") and key not in ("In", "Out") and isinstance(value, _SIMPLE)


__all__ = ["CHAPTER_OF_TOPIC", "Chapter", "chapter_of", "claim_anchor", "claim_page", "linked", "open_chapter",
           "plain_key", "stock_page"]
