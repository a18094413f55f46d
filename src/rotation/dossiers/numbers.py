"""A number as its page tells it: inputs with their dates, the rows behind it, the claims that it counts.

    {"cells": {"valuation#answers": [number, …]}, "inputs": {"yahoo/RUT": …, "fomc-2025-12-10": …}}

A number's ``rows`` are tables: ``{"head": […], "body": [[…], …], "told": "…"}``. Of a window they show the ends and say
how many rows lie between; of a free series with few rows they show all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

import pandas as pd

from .. import provenance
from ..errors import EvidenceMissing
from ..ledger import Entry, Ledger
from ..market import Market
from ..report import anchor, plain_key
from ..wording import day
from .documents import Documents
from .series import figures, release_words

FEW = 60                        # rows of a free series that are shown whole
SHOWN = ("text", "value", "unit", "low", "high", "n", "as_of", "formula")
TABLES = {"ledger": "data/ledger.csv", "contradictions": "data/contradictions.csv", "replay": "data/replay.csv",
          "numbers": "data/numbers.csv"}


def number_records(ledger: Ledger, rows: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """Every number of ``numbers.csv`` by the cell that computed it, and everything that they name as an input."""
    teller = _Teller(ledger)
    cells: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        cells.setdefault(row["cell"], []).append(teller.number(row))
    for numbers in cells.values():
        _tell_neighbours(numbers)
    return {"cells": {name: cells[name] for name in sorted(cells)}, "inputs": dict(sorted(teller.inputs.items()))}


def _tell_neighbours(numbers: Sequence[dict[str, object]]) -> None:
    """A number that names nothing follows from what its cell computed: say what the others of the cell rest on."""
    around = list(dict.fromkeys(name for number in numbers for name in number.get("inputs", ())))
    for number in numbers:
        if not {"inputs", "rows", "claims"} & set(number) and around:
            number["beside"] = around


class _Teller:
    """Looks up what numbers name; every input is told once."""

    def __init__(self, ledger: Ledger):
        self.ledger, self.market = ledger, ledger.world.market
        self.documents = Documents(ledger.world.reference)
        self.inputs: dict[str, dict[str, object]] = {}
        self._tables: dict[tuple, list[dict[str, object]]] = {}
        self._claims = {plain_key(name): name for name in ledger.by_id}

    def number(self, row: Mapping[str, str]) -> dict[str, object]:
        tokens = [provenance.parse(token) for token in row["rows"].split()]
        told = {"id": row["id"], "anchor": anchor(row["id"]), **{key: row[key] for key in SHOWN if row[key]}}
        names = list(dict.fromkeys([*row["inputs"].split(),
                                    *(name for token in tokens if isinstance(token, provenance.Days)
                                      for name in token.series)]))
        for name in names:
            self.inputs.setdefault(name, self._input(name))
        entry = self._entry(row["id"])
        days = [token for token in tokens if isinstance(token, provenance.Days)]
        tables = [table for token in _together(days) for table in self._rows(token, row["formula"])]
        tables += self.documents.rows(names, row, entry)
        claims = next((list(token.ids) for token in tokens if isinstance(token, provenance.Claims)), None)
        if not tables and claims is None:
            tables = self._whole(names)
        counted = {} if claims is None else {"claims": claims}
        return {**told, **counted, **_known(inputs=names, rows=tables, check=entry.method if entry else "",
                                 of=entry.claim.id if entry else "")}

    def _entry(self, id: str) -> Entry | None:
        """The claim that a number was computed for, if it is one claim's."""
        parts = id.split(".")
        name = next((self._claims[part] for part in parts if part in self._claims), None)
        return self.ledger[name] if name else None

    # ------------------------------------------------------------ inputs

    def _input(self, name: str) -> dict[str, object]:
        if name in self.ledger.by_id:
            claim = self.ledger[name].claim
            return _known(kind="claim", title=claim.statement, stated=claim.stated)
        if name in self.documents.all:
            return self.documents.told(name)
        if name in self.market.names():
            return self._series(name)
        return {"kind": "table", "title": TABLES.get(name, f"data/reference/{name}.csv")}

    def _series(self, name: str) -> dict[str, object]:
        certificate = self.market.certificate(name)
        told = {"kind": "series", "title": certificate.title, "producer": certificate.producer,
                "unit": certificate.unit, "frequency": certificate.frequency, "publish": certificate.publish,
                "terms": certificate.terms, "released": release_words(certificate),
                "retrieved": day(certificate.retrieved_at), "sha256": certificate.sha256}
        try:
            frame = self.market.series(name)
        except EvidenceMissing:
            return told
        return {**told, "first": day(frame.index[0].date()), "last": day(frame.index[-1].date()), "n": len(frame)}

    # ------------------------------------------------------------ rows

    def _rows(self, token: _Same, formula: str) -> list[dict[str, object]]:
        """The table of a token; many numbers share one."""
        key = (token.names, token.days, token.between, _columns(formula))
        if key not in self._tables:
            self._tables[key] = self._made(token, formula)
        return self._tables[key]

    def _made(self, token: _Same, formula: str) -> list[dict[str, object]]:
        frames = {name: _cut(self.market, name, token) for name in token.names}
        frames = {name: frame for name, frame in frames.items() if frame is not None and len(frame)}
        if not frames:
            return []
        free = all(self.market.certificate(name).publish == "free" for name in frames)
        most = max(len(frame) for frame in frames.values())
        whole = not token.between or (free and most <= FEW) or most <= 3
        shown = frames if whole else {name: frame.iloc[[0, -1]] for name, frame in frames.items()}
        return [{**self._table(shown, formula), "told": _told(token, frames, whole)}]

    def _table(self, frames: Mapping[str, pd.DataFrame], formula: str) -> dict[str, object]:
        wanted = _columns(formula)
        columns, by_day = [], {}
        for name, frame in frames.items():
            places = self.market.certificate(name).decimals
            kept = [column for column in frame.columns if column in wanted and frame[column].notna().any()]
            for column in kept:
                columns.append(f"{name} {column}")
            for when, row in frame[kept].iterrows():
                by_day.setdefault(when, {}).update(
                    zip((f"{name} {column}" for column in kept), figures(row, places), strict=True))
        body = [[f"{when:%Y-%m-%d}", *(by_day[when].get(column, "") for column in columns)] for when in sorted(by_day)]
        return {"head": ["date", *columns], "body": body}

    def _whole(self, names: Iterable[str]) -> list[dict[str, object]]:
        """Where a number does not say which part of its inputs it used: how far each goes."""
        tables = []
        for name in names:
            if self.inputs[name].get("kind") == "series" and self.inputs[name].get("n"):
                frame = self.market.series(name)
                ends = frame.iloc[[0, -1]] if len(frame) > 1 else frame
                tables.append({**self._table({name: ends}, ""), "whole": True,
                               "told": f"first and last of {len(frame):,} rows that this edition may see; the formula "
                                       "says which of them count"})
        return tables


def _columns(formula: str) -> frozenset[str]:
    """The columns that a formula speaks of."""
    return frozenset(("close", "value", *(word for word in ("high", "low", "dividend") if word in formula.split())))


class _Same:
    """Tokens of the same days: one table."""

    def __init__(self, names: Sequence[str], days: tuple[date, ...], between: bool):
        self.names, self.days, self.between = tuple(dict.fromkeys(names)), days, between


def _together(tokens: Sequence[provenance.Days]) -> list[_Same]:
    ordered = sorted(tokens, key=lambda token: (token.days, token.between))
    return [_Same([name for token in same for name in token.series], days, between)
            for (days, between), same in groupby(ordered, key=lambda token: (token.days, token.between))]


def _cut(market: Market, name: str, token: _Same) -> pd.DataFrame | None:
    """The rows of one series that a token names, as far as the edition may see them."""
    if name not in market.names():
        return None
    try:
        frame = market.series(name)
    except EvidenceMissing:
        return None
    stamps = [pd.Timestamp(when) for when in token.days]
    return frame.loc[stamps[0]:stamps[-1]] if token.between else frame.loc[frame.index.isin(stamps)]


def _told(token: _Same, frames: Mapping[str, pd.DataFrame], whole: bool) -> str:
    if not token.between:
        return "the rows of " + ("these days" if len(token.days) > 1 else "this day")
    counts = sorted({len(frame) for frame in frames.values()})
    number = " and ".join(f"{count:,}" for count in counts)
    span = f"{day(token.days[0])} to {day(token.days[-1])}"
    return f"all {number} rows, {span}" if whole else f"first and last of {number} rows, {span}"


def _known(**told: object) -> dict[str, object]:
    """What is given; empty texts and lists are left out."""
    return {key: value for key, value in told.items() if value not in ("", None, [], {})}
