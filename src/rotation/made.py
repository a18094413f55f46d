"""What is made of the ledger beside the notebooks: its tables, the pages of articles, the table of all numbers.

Called in a process of its own (``runs.apart``), which keeps the ledger between the two questions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from . import crosscheck, ledger
from .claim_pages import Earlier, claim_table, earlier_of
from .dossiers import code_records, explore_records, number_records, series_records
from .files import csv_text, parse_rows
from .pages import Page, article_pages, companies_page, numbers_of, replay_page
from .replay import NAME as REPLAY
from .replay import Row, load_replay, replay_csv
from .report import NUMBER_COLUMNS, numbers_rows

_built: dict[tuple[Path, str], ledger.Ledger] = {}


def tables(data: Path, as_of: str) -> dict[str, object]:
    """``ledger.csv`` and ``contradictions.csv``, and what the closing line says of the ledger."""
    book = _ledger(data, as_of)
    return {"tables": {"ledger.csv": book.to_csv(), "contradictions.csv": crosscheck.contradictions_csv(book)},
            "claims": len(book.entries), "as_of": book.as_of.isoformat()}


def pages(data: Path, as_of: str, cells: Sequence[tuple[str, list[dict[str, str]]]]) -> dict[str, object]:
    """The made pages as name, title and text, and ``numbers.csv`` of chapters and these pages together.

    ``records``: by name below ``data/``, what the pages of single records are made from. They are staged with the book
    and kept nowhere else.
    """
    book = _ledger(data, as_of)
    made, numbers = made_of(book, cells, replayed(data))
    return {"pages": [[page.name, page.title, page.text] for page in made], "numbers.csv": numbers,
            "records": {**records(book, numbers, replayed(data), earlier_of(data, book.as_of)),
                        "records/figures.json": json.dumps([{**figure.about(), "svg": figure.svg} for page in made
                                                            for figure in page.figures], ensure_ascii=False)}}


def records(book: ledger.Ledger, numbers: str, rows: Sequence[Row], earlier: Sequence[Earlier]) -> dict[str, str]:
    """``records/<kind>.json``: a table a kind of record page, as JSON text."""
    told = parse_rows(numbers, "numbers.csv", NUMBER_COLUMNS)
    ids = {row["id"] for row in told}
    evidence = {entry.claim.id: entry.finding.evidence if entry.finding else () for entry in book.entries}
    dossiers = {"numbers": number_records(book, told), "code": code_records(),
                "explore": explore_records(book.world.market),
                "series": series_records(book.world.market, told, evidence)}
    return {**{f"records/{kind}.json": json.dumps(table, ensure_ascii=False) for kind, table in dossiers.items()},
            "records/claims.json": json.dumps(claim_table(book, rows, ids, earlier), ensure_ascii=False),
            "records/replay.csv": replay_csv(row for row in rows if row.date <= book.as_of.isoformat())}


def replayed(data: Path) -> tuple[Row, ...]:
    """The rows of a data folder's replay; none where it has none."""
    path = data / REPLAY
    return load_replay(path) if path.is_file() else ()


def made_of(book: ledger.Ledger, cells: Sequence[tuple[str, list[dict[str, str]]]], rows: Sequence[Row] = ()
            ) -> tuple[tuple[Page, ...], str]:
    """The pages themselves, and ``numbers.csv``."""
    made = (*article_pages(book, {row["id"]: row for row in numbers_rows(cells)}), replay_page(book, rows),
            *companies_page(book, {cell.partition("#")[0] for cell, _ in cells}))
    return made, csv_text(numbers_rows([*cells, *numbers_of(made)]), NUMBER_COLUMNS)


def _ledger(data: Path, as_of: str) -> ledger.Ledger:
    if (data, as_of) not in _built:
        _built[data, as_of] = ledger.build(data, as_of)
    return _built[data, as_of]
