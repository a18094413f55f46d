"""Small cited tables (``data/reference``) and the documents they rest on.

Everything is cut by release: a document published after ``as_of`` does not exist, and neither does a row
that cites it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import fields
from datetime import date
from functools import cached_property
from pathlib import Path

from .errors import EvidenceMissing, InputError, suggestion
from .files import mapping, read_rows, read_yaml
from .paths import folder
from .records import Document

Row = dict[str, str]


class Reference:
    """The reference tables as an edition dated ``as_of`` may see them (None: everything)."""

    def __init__(self, data: Path, as_of: date | None = None):
        self.folder = folder(data, "reference")
        self.as_of = as_of
        self._whole = _Whole(self.folder)

    def at(self, as_of: date | None) -> Reference:
        """The same tables as an edition at another date may see them. What was read is shared."""
        other = copy(self)
        other.as_of = as_of
        return other

    @property
    def all_documents(self) -> dict[str, Document]:
        """Every document, whatever its date, by id."""
        return self._whole.documents

    def document(self, name: str) -> Document:
        """One document; EvidenceMissing if it was released after the edition's date."""
        if name not in self.all_documents:
            raise InputError(f"document {name!r}", "no such document", "an id of data/reference/documents",
                             suggestion(name, self.all_documents))
        document = self.all_documents[name]
        if not self.visible(name):
            raise EvidenceMissing(f"{document.title} was released on {document.released_at}, after this edition.")
        return document

    def visible(self, name: str) -> bool:
        """Whether a document exists at the edition's date."""
        return not self.as_of or self.all_documents[name].released_at <= self.as_of

    def rows(self, table: str) -> list[Row]:
        """Rows of ``data/reference/<table>.csv`` (and of ``<table>.d/*.csv``) whose documents are visible."""
        return [row for row in self._whole.rows(table) if self._row_visible(row)]

    def find(self, table: str, **wanted: str) -> list[Row]:
        """Rows of a table whose columns equal the given values."""
        return [row for row in self._whole.find(table, wanted) if self._row_visible(row)]

    def _row_visible(self, row: Row) -> bool:
        name = row.get("document")
        return not name or self.visible(name)


class _Whole:
    """Everything in the folder, whatever the edition: read once, proved, found by index."""

    def __init__(self, place: Path):
        self.folder = place
        self._tables: dict[str, list[Row]] = {}
        self._indices: dict[tuple[str, ...], dict[tuple[str | None, ...], list[Row]]] = {}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every document by id, sorted."""
        documents: dict[str, Document] = {}
        for path in self._parts("documents", "yml"):
            for record in read_yaml(path) or []:
                document = _document(path, record)
                if document.id in documents:
                    raise InputError(f"{path}, document {document.id}", "an id that is taken", "a unique id",
                                     "merge the two records")
                documents[document.id] = document
        return dict(sorted(documents.items()))

    def rows(self, table: str) -> list[Row]:
        """Every row of a table; each cites a document that exists, or none."""
        if table not in self._tables:
            parts = self._parts(table, "csv")
            if not parts:
                raise InputError(str(self.folder / f"{table}.csv"), "no such table", "a reference table",
                                 "check the name")
            self._tables[table] = [self._cited(table, row) for path in parts for row in read_rows(path)]
        return self._tables[table]

    def find(self, table: str, wanted: Mapping[str, str]) -> list[Row]:
        """Every row whose columns equal the given values, in the table's order."""
        key = (table, *wanted)
        if key not in self._indices:
            index: dict[tuple[str | None, ...], list[Row]] = {}
            for row in self.rows(table):
                index.setdefault(tuple(row.get(column) for column in wanted), []).append(row)
            self._indices[key] = index
        values = tuple(wanted.values())
        plain = all(value is None or isinstance(value, str) for value in values)    # a cell is text, or not there
        return self._indices[key].get(values, []) if plain else []

    def _cited(self, table: str, row: Row) -> Row:
        name = row.get("document")
        if name and name not in self.documents:
            raise InputError(f"table {table}, row {list(row.values())[:3]}", f"document {name!r}",
                             "the id of a document", suggestion(name, self.documents))
        return row

    def _parts(self, table: str, suffix: str) -> list[Path]:
        single = self.folder / f"{table}.{suffix}"
        parts = sorted((self.folder / f"{table}.d").glob(f"*.{suffix}"))
        return ([single] if single.is_file() else []) + parts


def _document(path: Path, record: dict) -> Document:
    known = {field.name for field in fields(Document)}
    mapping(f"{path}, a document", record)
    for key in ("id", "title", "publisher", "url", "date", "released_at", "read_as"):
        if not record.get(key):
            raise InputError(f"{path}, document {record.get('id')}", f"no {key}", "a value that was read",
                             "open the document and record it, or leave the document out")
    for key in ("date", "released_at"):
        if not isinstance(record[key], date):
            raise InputError(f"{path}, document {record['id']}, {key}", repr(record[key]), "an ISO date",
                             "write it as YYYY-MM-DD")
    return Document(**{key: value for key, value in record.items() if key in known})
