"""Documents behind a number, and the rows of the reference tables that were read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..ledger import Entry
from ..reference import Reference, Row
from ..report import plain_key
from ..wording import day

CITING = ("announcements", "company_events", "company_results", "documented_figures", "fomc_meetings", "index_moves",
          "index_sectors", "index_totals", "memberships", "policy_events", "rate_moves")
FEW = 4                         # rows shown of one document


class Documents:
    """What the edition's documents are and what cites them."""

    def __init__(self, reference: Reference):
        self.all = reference.all_documents
        self._reference = reference
        self._citing: dict[str, list[tuple[str, Row]]] | None = None

    def told(self, name: str) -> dict[str, object]:
        """A document in words."""
        document = self.all[name]
        told = {"kind": "document", "title": document.title, "publisher": document.publisher, "url": document.url,
                "dated": day(document.date), "released": day(document.released_at), "read": document.read_as,
                "where": document.where}
        return {key: value for key, value in told.items() if value}

    def rows(self, names: Iterable[str], number: Mapping[str, str], entry: Entry | None) -> list[dict[str, object]]:
        """Of each document that a number names, the rows that speak of what the number is about."""
        wanted = _about(number, entry)
        tables = []
        for name in names:
            found = [(table, row) for table, row in self._of(name) if _score(row, wanted)]
            found.sort(key=lambda pair: -_score(pair[1], wanted))
            for table in dict.fromkeys(table for table, _ in found[:FEW]):
                tables.append(_table(table, name, [row for where, row in found[:FEW] if where == table]))
        return tables

    def _of(self, name: str) -> Sequence[tuple[str, Row]]:
        if self._citing is None:
            self._citing = {}
            for table in CITING:
                for row in self._reference.rows(table):
                    self._citing.setdefault(row.get("document") or "", []).append((table, row))
        return self._citing.get(name, ()) if name in self.all else ()


def _about(number: Mapping[str, str], entry: Entry | None) -> dict[str, int]:
    """Words that a row about the same thing would hold, and how much each tells."""
    wanted = dict.fromkeys(number["id"].split(".")[1:], 2) | {plain_key(number["text"]): 3}
    wanted |= {plain_key(number["value"]): 3, number["as_of"]: 0}
    if entry is not None:
        wanted |= {plain_key(str(word)): 4 for word in (entry.claim.subject, entry.claim.comparand) if word}
        for _, period, metric, value in (row for row in _measured(entry) if len(row) == 4):
            wanted |= {plain_key(str(value)): 4, plain_key(str(metric)): 2, plain_key(str(period)): 1}
    return {word: weight for word, weight in wanted.items() if word and weight}


def _measured(entry: Entry) -> Sequence[Sequence[str]]:
    return entry.primary.measurement.rows if entry.primary else ()


def _score(row: Row, wanted: Mapping[str, int]) -> int:
    cells = {plain_key(str(value)) for key, value in row.items() if value and key != "document"}
    joined = "_".join(sorted(cells))
    near = sum(1 for cell in cells for word in wanted if len(cell) > 3 and cell in word and cell != word)
    return sum(weight for word, weight in wanted.items() if word in cells) + near if joined else 0


def _table(table: str, document: str, rows: Sequence[Row]) -> dict[str, object]:
    columns = [key for key in rows[0] if key != "document" and any(row.get(key) for row in rows)]
    return {"head": columns, "body": [[str(row.get(key) or "") for key in columns] for row in rows],
            "told": f"read from {document}, kept in data/reference/{table}"}
