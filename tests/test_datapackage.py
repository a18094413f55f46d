"""The data package: its descriptor says what its files hold, by the standard's rules, and they hold the book's."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import date

import pytest

from rotation.errors import InputError
from rotation.files import read_text
from rotation.formats.datapackage import RESOURCES, descriptor
from rotation.paths import DATA

ABOUT = {"title": "A book", "description": "What it is."}
SMALL = {"contradictions.csv": "id,kind,claims,what,decides\na,internal,000/001 000/002,x,1 − 2\n"}

# A cell of a type, as Table Schema 1 reads it; an empty one is missing.
READERS = {
    "string": lambda cell: True,
    "integer": lambda cell: re.fullmatch(r"-?\d+", cell) is not None,
    "number": lambda cell: re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", cell) is not None,
    "boolean": lambda cell: cell in {"true", "True", "TRUE", "1", "false", "False", "FALSE", "0"},
    "date": lambda cell: date.fromisoformat(cell).isoformat() == cell,
}


def faults(package: dict, files: dict[str, str]) -> list[str]:
    """What in a package contradicts its descriptor; nothing if it is valid."""
    tables = {one["name"]: list(csv.DictReader(io.StringIO(files[one["path"]], newline="")))
              for one in package["resources"]}
    found = [fault for one in package["resources"] for fault in _file_faults(one, files[one["path"]])]
    return found or [fault for one in package["resources"] for fault in _row_faults(one, tables)]


def _file_faults(one: dict, text: str):
    content = text.encode(one["encoding"])
    header = next(csv.reader(io.StringIO(text, newline="")))
    if one["bytes"] != len(content) or one["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        yield f"{one['name']}: another file"
    if header != [field["name"] for field in one["schema"]["fields"]]:
        yield f"{one['name']}: other columns"


def _row_faults(one: dict, tables: dict[str, list[dict[str, str]]]):
    rows, schema = tables[one["name"]], one["schema"]
    for field in schema["fields"]:
        cells = [row[field["name"]] for row in rows]
        if not all(READERS[field["type"]](cell) for cell in cells if cell):
            yield f"{one['name']}.{field['name']}: not all {field['type']}"
        if field.get("constraints", {}).get("required") and not all(cells):
            yield f"{one['name']}.{field['name']}: missing"
    keys = [tuple(row[column] for column in schema.get("primaryKey", ())) for row in rows]
    if "primaryKey" in schema and len(set(keys)) != len(keys):
        yield f"{one['name']}: a key twice"
    for link in schema.get("foreignKeys", ()):
        there = {row[link["reference"]["fields"]] for row in tables[link["reference"]["resource"]]}
        if not {row[link["fields"]] for row in rows} <= there:
            yield f"{one['name']}.{link['fields']}: refers to nothing"


FAULTY = [
    ("id,kind,claims,what,decides\na,internal,x,y,z\na,internal,x,y,z\n", "contradictions: a key twice"),
    ("id,kind,claims,what,decides\n,internal,x,y,z\n", "contradictions.id: missing"),
]


@pytest.mark.parametrize(("text", "told"), FAULTY)
def test_the_rules_find_a_fault(text, told):
    files = {"contradictions.csv": text}
    assert told in faults(descriptor(files, ABOUT), {f"data/{name}": text for name, text in files.items()})


def test_a_changed_file_is_not_the_one_described():
    assert faults(descriptor(SMALL, ABOUT), {"data/contradictions.csv": "id,kind\nb,internal\n"}) == [
        "contradictions: another file", "contradictions: other columns"]


def test_a_small_package_is_valid():
    assert faults(descriptor(SMALL, ABOUT), {f"data/{name}": text for name, text in SMALL.items()}) == []


FIGURES = [
    # a figure's column and its type
    (("1", "-2", ""), "integer"), (("1", "-2.5", "1e-05"), "number"), (("2025-12-31", ""), "date"),
    (("2025-12-31", "later"), "string"), (("", ""), "string"), (("nan",), "string"),
]


@pytest.mark.parametrize(("cells", "kind"), FIGURES)
def test_a_figures_data_has_types_that_its_cells_have(cells, kind):
    text = "a,b\n" + "".join(f"x,{cell}\n" for cell in cells)
    package = descriptor(SMALL, ABOUT, {"figures/part.one.csv": text})
    made = package["resources"][-1]
    assert made["name"] == "figure-part.one"
    assert made["schema"]["fields"] == [{"name": "a", "type": "string"}, {"name": "b", "type": kind}]
    files = {f"data/{name}": content for name, content in SMALL.items()} | {"figures/part.one.csv": text}
    assert faults(package, files) == []


def test_a_column_that_nobody_described_is_refused():
    with pytest.raises(InputError, match=r"contradictions\.csv: found column 'mood'.*describe the column"):
        descriptor({"contradictions.csv": "id,mood\n"}, ABOUT)


def test_every_field_has_a_type_of_the_standard_and_a_sentence():
    for resource in RESOURCES.values():
        assert all(kind in READERS and sentence for kind, sentence in resource.fields.values())
        assert set(resource.key) | set(resource.refers) <= set(resource.fields)


@pytest.mark.book
def test_the_site_carries_a_valid_package_with_the_books_own_tables(book):
    package = json.loads(read_text(book.html / "datapackage.json"))
    files = {one["path"]: read_text(book.html / one["path"]) for one in package["resources"]}
    assert faults(package, files) == []
    names = [one["name"] for one in package["resources"]]
    assert names[:len(RESOURCES)] == sorted(RESOURCES)
    assert all(re.fullmatch(r"figure-[a-z0-9._-]+", name) for name in names[len(RESOURCES):])
    assert len(set(names)) == len(names) > 40
    assert files["data/numbers.csv"] == read_text(book.home / "numbers.csv")
    assert files["data/ledger.csv"] == read_text(book.home / "ledger.csv")
    assert files["data/replay.csv"] == read_text(DATA / "replay.csv")
