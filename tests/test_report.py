"""The only door into prose: every number has an id and a row, every figure its data and its words."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal as D

import pytest

from rotation.errors import InputError
from rotation.files import csv_text, read_rows
from rotation.market import Market
from rotation.paths import DATA
from rotation.reference import Reference
from rotation.report import (
    NUMBER_COLUMNS,
    NUMBERS_MIME,
    Figure,
    Html,
    Number,
    Quantity,
    Recorded,
    Table,
    anchor,
    numbers_rows,
    packed,
    percent,
    plain_key,
    points,
    unpacked,
    words,
)

DAY = date(2025, 12, 5)
TEXTS = [
    # quantity, text, text of its interval
    (percent(0.135), "13.5%", ""),
    (percent(0.135, low=0.1, high=0.17), "13.5%", "[10.0, 17.0]%"),
    (points(-0.0174, places=2), "−1.74\u00a0pp", ""),
    (points(0.01), "+1.0\u00a0pp", ""),
    (points(0.01, signed=False), "1.0\u00a0pp", ""),
    (Quantity(D("25.951"), "x", 2), "25.95×", ""),
    (Quantity(date(2025, 12, 10), "date"), "10 December 2025", ""),
    (words("cheaper"), "cheaper", ""),
    (percent(0.1, low=0.05), "10.0%", ""),          # half an interval is none
]


@pytest.mark.parametrize(("quantity", "text", "interval"), TEXTS)
def test_a_quantity_is_told(quantity, text, interval):
    assert (quantity.text, quantity.interval_text) == (text, interval)


def test_a_number_is_a_row():
    quantity = percent(0.1 + 0.2, low=0.25, high=0.35, n=7, formula="a / b − 1", inputs=("yahoo/RUT", "doc"))
    assert Number("valuation.margin", quantity, "valuation", DAY).row("valuation#cell") == {
        "id": "valuation.margin", "text": "30.0%", "value": "30", "unit": "%", "low": "25", "high": "35", "n": "7",
        "as_of": "2025-12-05", "chapter": "valuation", "cell": "valuation#cell", "formula": "a / b − 1",
        "inputs": "yahoo/RUT doc", "rows": ""}


VALUES = [
    (0.1 + 0.2, "0.3"), (1 / 3, "0.3333333333"), (12345.678901234, "12345.6789"), (0.0, "0"), (-0.0, "0"),
    (1e-12, "0"), (D("1.2300"), "1.23"), (2.1e12, "2100000000000"), (date(2025, 1, 2), "2025-01-02"), ("led", "led"),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_a_value_is_stored_without_float_noise(value, text):
    assert Number("a.b", Quantity(value, ""), "a", DAY).row()["value"] == text


def test_the_quantitys_own_date_beats_the_editions():
    assert Number("a.b", percent(0.1, as_of=date(2025, 1, 31)), "a", DAY).row()["as_of"] == "2025-01-31"


def table(**changed) -> Table:
    rows = ({"name": "Small", "gain": percent(0.1), "note": "a < b"}, {"name": "Large", "gain": None, "note": None})
    return Table(**{"id": "valuation.t", "columns": {"name": "Index", "gain": "Gain", "note": "Note"}, "rows": rows,
                    "key": "name", "chapter": "valuation", "as_of": DAY, **changed})


def test_every_quantity_of_a_table_is_a_number():
    assert [number.id for number in table().numbers()] == ["valuation.t.small.gain"]
    assert unpacked(table()._repr_mimebundle_()[NUMBERS_MIME])[0]["text"] == "10.0%"


def test_rows_that_are_not_shown_are_recorded():
    hidden = ({"name": "Other", "gain": percent(0.2), "note": ""},)
    whole = table(unshown=hidden)
    assert [number.id for number in whole.numbers()] == ["valuation.t.small.gain", "valuation.t.other.gain"]
    assert "20.0%" not in whole.as_html()


def test_what_an_output_carries_unpacks_to_the_rows_it_was_made_of():
    numbers = tuple(Number(f"valuation.n{i}", percent(i / 10, formula=f"f{i % 2}, \"quoted\"", inputs=("a", "b")),
                           "valuation", DAY) for i in range(5))
    assert sorted(unpacked(packed(numbers)), key=lambda row: row["id"]) == [number.row() for number in numbers]
    assert packed(numbers).count("quoted") == 2          # two formulas, each said once


def test_a_table_links_its_numbers_and_escapes_the_rest():
    markup = table(caption="<b>").as_html()
    assert '<a href="#n-t-small-gain">10.0%</a>' in markup
    assert "a &lt; b" in markup
    assert "<caption>&lt;b&gt;</caption>" in markup
    assert "None" not in markup


def test_hostile_text_reaches_no_page():
    hostile = "<script>alert(1)</script>"
    rows = ({"name": hostile, "gain": words(hostile), "note": Html("<em>ours</em>", "ours")},)
    markup = table(rows=rows, columns={"name": hostile, "gain": "g", "note": "n"}).as_html()
    assert "<script>" not in markup
    assert "<em>ours</em>" in markup


def test_row_keys_may_not_repeat():
    twice = ({"name": "Small", "gain": percent(0.1)}, {"name": "small", "gain": percent(0.2)})
    with pytest.raises(InputError, match="row keys used twice: small"):
        table(rows=twice).numbers()


KEYS = [("Russell 2000", "russell_2000"), ("S&P 500", "s_p_500"), ("22.4", "22.4"), ("  a  b ", "a_b"),
        ("000/001", "000_001")]


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_a_name_becomes_part_of_an_id(text, key):
    assert plain_key(text) == key


def test_an_anchor_is_fit_for_html():
    assert anchor("valuation.t.S&P 500.gain") == "n-t-s-p-500-gain"


def row(name: str, text: str) -> dict[str, str]:
    return {**dict.fromkeys(NUMBER_COLUMNS, ""), "id": name, "text": text}


def test_numbers_are_sorted_and_name_their_cell():
    found = numbers_rows([("b#two", [row("b.x", "2")]), ("a#one", [row("a.y", "1"), row("a.x", "3")])])
    assert [(r["id"], r["cell"]) for r in found] == [("a.x", "a#one"), ("a.y", "a#one"), ("b.x", "b#two")]


def test_one_id_may_not_have_two_texts():
    assert len(numbers_rows([("a#1", [row("a.x", "1")]), ("a#2", [row("a.x", "1")])])) == 1
    with pytest.raises(InputError, match=r"'2' in a#2; expected '1', as in a#1"):
        numbers_rows([("a#1", [row("a.x", "1")]), ("a#2", [row("a.x", "2")])])


def test_the_table_of_numbers_survives_commas_and_quotes():
    text = csv_text([row("a.x", 'a, "b"\nc')], NUMBER_COLUMNS)
    assert next(csv.DictReader(io.StringIO(text, newline="")))["text"] == 'a, "b"\nc'


def figure(**changed) -> Figure:
    return Figure(**{"id": "a.f", "svg": "<svg/>", "alt": "Small led.", "data": {"x": [1.0, 2.0]}, **changed})


DIGESTS = [
    # changed, same digest as before?
    ({}, True),
    ({"svg": "<svg></svg>"}, True),                       # the picture is not the data
    ({"data": {"x": [1.0, 2.0000001]}}, True),            # beyond a picture's precision
    ({"data": {"x": [1.0, 2.001]}}, False),
    ({"data": {"y": [1.0, 2.0]}}, False),
    ({"data": {"x": [2.0, 1.0]}}, False),
    ({"data": {"x": [1.0, None]}}, False),
]


@pytest.mark.parametrize(("changed", "same"), DIGESTS)
def test_a_figures_digest_is_of_its_data(changed, same):
    assert (figure(**changed).digest == figure().digest) is same


def test_what_is_recorded_reads_as_a_table():
    shown = Recorded((Number("a.x", percent(0.1, low=0, high=0.2), "a", DAY), Number("a.long", words("led"), "a", DAY)))
    assert shown.as_text() == "x: 10.0% [0.0, 20.0]%\nlong: led"


# ---------------------------------------------------------------- the committed numbers


@pytest.fixture(scope="module")
def numbers() -> list[dict[str, str]]:
    return read_rows(DATA / "numbers.csv", NUMBER_COLUMNS)


def test_the_committed_numbers_are_sorted_and_unique(numbers):
    ids = [number["id"] for number in numbers]
    assert ids == sorted(set(ids))


def test_every_number_belongs_to_a_chapter_and_says_how_it_came_about(numbers):
    for number in numbers:
        assert number["id"].startswith(number["chapter"] + "."), number["id"]
        assert number["cell"].startswith(number["chapter"] + "#"), number["id"]
        assert number["text"], number["id"]
        assert number["formula"], number["id"]


def test_an_interval_holds_its_number(numbers):
    for number in numbers:
        if number["low"] and number["high"]:
            assert float(number["low"]) <= float(number["value"]) <= float(number["high"]), number["id"]


def test_no_number_is_noise(numbers):
    """No float tails, no not-a-number, no Python in what a reader meets."""
    for number in numbers:
        assert not re.search(r"\b(?:nan|inf|NaT)\b|^None$|\bNone[,)\]]", number["text"]), number["id"]
        assert "np.float" not in number["text"] + number["value"], number["id"]
        assert len(number["value"].partition(".")[2]) <= 10 or number["unit"] == "text", number["id"]


def test_the_inputs_of_every_number_exist(numbers, newest):
    known = set(Market(DATA / "market").names()) | set(Reference(DATA).all_documents) | set(newest.by_id)
    known |= {path.stem for path in (DATA / "reference").glob("*.csv")}
    known |= {"ledger", "numbers", "contradictions", "replay"}
    unknown = {name: number["id"] for number in numbers for name in number["inputs"].split() if name not in known}
    assert not unknown
