"""From computed quantities to what a reader meets: the only door into prose, tables and figures.

Every quantity that leaves through here carries an id and becomes a row of ``data/numbers.csv``. Nothing
is computed here and no verdict is made.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from . import provenance, wording
from .errors import InputError
from .files import csv_text
from .markup import escape_html

NUMBERS_MIME = "application/vnd.rotation.numbers+csv"
FIGURE_MIME = "application/vnd.rotation.figure+json"
NUMBER_COLUMNS = ("id", "text", "value", "unit", "low", "high", "n", "as_of", "chapter", "cell", "formula", "inputs",
                  "rows")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DITTO, SAME = "^", "="         # the field above; the number's own text
_GROUPED = ("formula", "inputs", "unit", "n")  # what the numbers of one column have in common
_CARRIED = tuple(key for key in NUMBER_COLUMNS if key != "cell")


@dataclass(frozen=True)
class Quantity:
    """A computed quantity ready to be told: value in ``unit``, its interval, and where it came from.

    ``value`` may be a number, a date or finished words (``unit`` "text"); ``places`` are decimals printed.
    """

    value: float | Decimal | date | str
    unit: str = ""
    places: int = 1
    signed: bool = False
    low: float | Decimal | None = None
    high: float | Decimal | None = None
    n: int | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()
    as_of: date | None = None
    rows: tuple[str, ...] = ()      # the observations or claims behind it, as ``rotation.provenance`` writes them

    @property
    def text(self) -> str:
        """The quantity as printed; words and dates as themselves."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, date):
            return wording.day(self.value)
        return wording.quantity(self.value, self.unit, self.places, self.signed)

    @property
    def interval_text(self) -> str:
        if self.low is None or self.high is None:
            return ""
        return wording.interval(self.low, self.high, self.unit, self.places)


def percent(fraction: float, **more: object) -> Quantity:
    """A fraction told in per cent; ``low`` and ``high`` are fractions too."""
    return _scaled(fraction, "%", **more)


def points(fraction: float, **more: object) -> Quantity:
    """A difference of fractions told in percentage points, signed."""
    return _scaled(fraction, "pp", **{"signed": True, **more})


def _scaled(fraction: float, unit: str, **more: object) -> Quantity:
    for key in ("low", "high"):
        if more.get(key) is not None:
            more[key] = 100 * more[key]
    return Quantity(100 * fraction, unit, **more)


def resting(quantities: Mapping[str, Quantity], rows: Sequence[str] = (), inputs: Sequence[str] = ()
            ) -> dict[str, Quantity]:
    """Quantities of one computation with the rows and inputs they share, where they do not name their own."""
    return {key: replace(q, rows=q.rows or tuple(rows), inputs=q.inputs or tuple(inputs))
            for key, q in quantities.items()}


def words(text: str, **more: object) -> Quantity:
    """Finished words that depend on the data ("cheaper", "did not")."""
    return Quantity(text, "text", **more)


@dataclass(frozen=True)
class Number:
    """A quantity with its id: one row of ``data/numbers.csv``."""

    id: str
    quantity: Quantity
    chapter: str
    as_of: date

    def row(self, cell: str = "") -> dict[str, str]:
        q = self.quantity
        return {
            "id": self.id, "text": q.text, "value": _plain(q.value), "unit": q.unit, "low": _plain(q.low),
            "high": _plain(q.high), "n": "" if q.n is None else str(q.n), "as_of": (q.as_of or self.as_of).isoformat(),
            "chapter": self.chapter, "cell": cell, "formula": q.formula, "inputs": " ".join(q.inputs),
            "rows": " ".join(q.rows),
        }


def _plain(value: float | Decimal | date | str | None) -> str:
    """A value at full useful precision without float noise: at most ten significant digits."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    number = wording.decimal(value, 10)
    if number == 0:
        return "0"
    digits = max(0, 9 - number.adjusted())
    text = f"{round(number, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def anchor(number_id: str) -> str:
    """The HTML anchor of a number's entry on its chapter's page (so the chapter itself is not part of it)."""
    own = number_id.partition(".")[2] or number_id
    return "n-" + "".join(ch if ch.isalnum() else "-" for ch in own).lower()


def linked(number_id: str, text: str) -> str:
    """A number in a table: its text, with the name of its entry. The site makes of it the way to the number's page, and
    marks it as a number."""
    return f'<a href="#{anchor(number_id)}">{escape_html(text)}</a>'


@dataclass(frozen=True)
class Recorded:
    """What a recording cell shows: its numbers, in a table that Jupyter and nbval can read."""

    numbers: tuple[Number, ...]

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/plain": self.as_text(), NUMBERS_MIME: packed(self.numbers)}

    def as_text(self) -> str:
        return "\n".join(f"{n.id.removeprefix(f'{n.chapter}.')}: {n.quantity.text} {n.quantity.interval_text}".rstrip()
                         for n in self.numbers)


@dataclass(frozen=True)
class Table:
    """A table whose computed cells are Quantities; each gets the id ``<table>.<row key>.<column key>``.

    ``columns`` maps keys to headings; each row maps column keys to text, Quantity, Html or None. The row key
    is the value of ``key`` (a column) made plain. ``notes`` is one sentence below the table.
    """

    id: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, object]]
    key: str
    chapter: str
    as_of: date
    caption: str = ""
    row_ids: Sequence[str] = field(default_factory=tuple)
    unshown: Sequence[Mapping[str, object]] = ()    # rows whose numbers are recorded and shown elsewhere

    def numbers(self) -> tuple[Number, ...]:
        return tuple(
            Number(f"{self.id}.{row_key}.{column}", row[column], self.chapter, self.as_of)
            for row_key, row in zip(self._row_keys(), (*self.rows, *self.unshown), strict=True)
            for column in self.columns if isinstance(row.get(column), Quantity)
        )

    def _row_keys(self) -> list[str]:
        keys = [plain_key(_cell_text(row[self.key])) for row in (*self.rows, *self.unshown)]
        if len(set(keys)) != len(keys):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise InputError(f"table {self.id}", f"row keys used twice: {', '.join(twice)}", "one key a row",
                             "choose a column whose values differ")
        return keys

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/plain": self.as_text(), "text/html": self.as_html(),
                NUMBERS_MIME: packed(self.numbers())}

    def as_text(self) -> str:
        return f"{self.id}: {len(self.rows)} rows x {len(self.columns)} columns"

    def as_html(self) -> str:
        head = "".join(f'<th scope="col">{escape_html(title)}</th>' for title in self.columns.values())
        body = "".join(self._row_html(key, row, n) for n, (key, row) in enumerate(
            zip(self._row_keys(), self.rows, strict=False)))
        caption = f"<caption>{escape_html(self.caption)}</caption>" if self.caption else ""
        return (f'<div class="rotation-table"><table id="table-{escape_html(plain_key(self.id))}">{caption}'
                f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")

    def _row_html(self, row_key: str, row: Mapping[str, object], n: int) -> str:
        cells = "".join(self._cell_html(row_key, column, row.get(column)) for column in self.columns)
        row_id = f' id="{escape_html(self.row_ids[n])}"' if self.row_ids else ""
        return f"<tr{row_id}>{cells}</tr>"

    def _cell_html(self, row_key: str, column: str, value: object) -> str:
        if isinstance(value, Quantity):
            numeric = "" if isinstance(value.value, str | date) else ' class="n"'
            interval = f' <span class="ci">{escape_html(value.interval_text)}</span>' if value.interval_text else ""
            return f"<td{numeric}>{linked(f'{self.id}.{row_key}.{column}', value.text)}{interval}</td>"
        if isinstance(value, Html):
            return f"<td>{value.markup}</td>"
        text = "" if value is None else str(value)
        day = ' class="day"' if _ISO_DAY.fullmatch(text) else ""
        return f"<td{day}>{escape_html(text)}</td>"


@dataclass(frozen=True)
class Html:
    """Markup that this package wrote itself; everything else is escaped."""

    markup: str
    text: str = ""


def _cell_text(value: object) -> str:
    if isinstance(value, Quantity):
        return value.text
    return value.text if isinstance(value, Html) else str(value)


def plain_key(text: str) -> str:
    """A name as part of an id: letters, digits, dots and underscores."""
    return "_".join("".join(ch if ch.isalnum() or ch == "." else " " for ch in text).lower().split())


@dataclass(frozen=True)
class Figure:
    """A drawn figure with the data it shows: picture, words and digest travel together.

    ``digest`` is of the plotted data, so that a changed figure fails a test even where pictures are not
    compared. ``alt`` says in words what the figure shows, computed from the data. ``sources`` are ids of the series it
    rests on. ``withheld`` columns are drawn but not handed out: their owner allows derived figures only.
    """

    id: str
    svg: str
    alt: str
    data: Mapping[str, Sequence[object]]
    caption: str = ""
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    withheld: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        content = json.dumps({key: [_datum(v) for v in values] for key, values in self.data.items()}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        rows = max((len(values) for values in self.data.values()), default=0)
        return {
            "image/svg+xml": self.svg,
            "text/plain": f"{self.id}: {len(self.data)} series, {rows} rows, data {self.digest}",
            FIGURE_MIME: self.about(),
        }

    def about(self) -> dict[str, object]:
        """Everything but the picture, as it travels with it."""
        return {"id": self.id, "alt": self.alt, "caption": self.caption, "data": self.digest,
                "sources": list(self.sources), "as_of": self.as_of.isoformat() if self.as_of else "",
                "csv": self.csv()}

    def place(self) -> str:
        """Where a made page shows it: the site puts the picture there. The digest tells when it is another."""
        drawn = hashlib.sha256(self.svg.encode()).hexdigest()[:8]
        return f'<figure data-figure="{escape_html(self.id)}" data-drawn="{self.digest}{drawn}"></figure>'

    def csv(self) -> str:
        """The plotted data as a reader may take them along, at the precision of a picture."""
        shown = {name: [_shown(value) for value in values] for name, values in self.data.items()
                 if name not in self.withheld}
        rows = zip_longest(*shown.values(), fillvalue="")
        return csv_text([dict(zip(shown, row, strict=True)) for row in rows], tuple(shown))


def _datum(value: object) -> object:
    """One plotted value at the precision of a picture, so that the last bit of a float does not matter."""
    if value is None or isinstance(value, str | bool):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return float(f"{float(value):.6g}")


def _shown(value: object) -> str:
    datum = _datum(value)
    return "" if datum is None or datum != datum else f"{datum:.6g}" if isinstance(datum, float) else str(datum)


def packed(numbers: Sequence[Number]) -> str:
    """Numbers as an output carries them: CSV, a field that repeats the one above as a ditto mark.

    Numbers with the same formula stand together, so that most of what they share is said once.
    """
    rows = sorted((number.row() for number in numbers), key=lambda row: [row[key] for key in _GROUPED])
    rows = [{**row, "id": row["id"].removeprefix(f"{row['chapter']}."),
             "rows": provenance.shortened(row["rows"], row["inputs"].split())} for row in rows]
    told, above = [], dict.fromkeys(_CARRIED, "")
    for row in rows:
        told.append({key: DITTO if row[key] and row[key] == above[key] else row[key] for key in _CARRIED})
        if row["value"] == row["text"] and told[-1]["value"] != DITTO:
            told[-1]["value"] = SAME
        above = row
    return csv_text(told, _CARRIED)


def unpacked(text: str) -> list[dict[str, str]]:
    """Rows of ``data/numbers.csv`` (without the cell) from what an output carries."""
    rows, above = [], dict.fromkeys(_CARRIED, "")
    for told in csv.DictReader(io.StringIO(text, newline="")):
        told = {key: told.get(key, "") for key in _CARRIED}         # an output may be older than a column
        above = {key: above[key] if told[key] == DITTO else told[key] for key in _CARRIED}
        above["value"] = above["text"] if above["value"] == SAME else above["value"]
        own = provenance.lengthened(above["rows"], above["inputs"].split())
        rows.append({**above, "id": f"{above['chapter']}.{above['id']}", "cell": "", "rows": own})
    return rows


def numbers_rows(cells: Iterable[tuple[str, Sequence[Mapping[str, str]]]]) -> list[dict[str, str]]:
    """Rows of ``data/numbers.csv`` from (cell, recorded rows) pairs; an id that is taken is an error."""
    seen: dict[str, dict[str, str]] = {}
    for cell, recorded in cells:
        for record in recorded:
            row = {**record, "cell": cell}
            if row["id"] in seen and seen[row["id"]]["text"] != row["text"]:
                raise InputError(f"number {row['id']}", f"{row['text']!r} in {cell}",
                                 f"{seen[row['id']]['text']!r}, as in {seen[row['id']]['cell']}",
                                 "give the second number an id of its own")
            seen.setdefault(row["id"], row)
    return [seen[key] for key in sorted(seen)]


__all__ = ["Figure", "Html", "Number", "Quantity", "Recorded", "Table", "percent", "points", "resting", "words"]
