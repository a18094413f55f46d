"""Reference tables and documents: strict reading, cut by release."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tiny_data import make_reference, write_yaml

from rotation.errors import EvidenceMissing, InputError
from rotation.paths import DATA
from rotation.reference import Reference


@pytest.fixture
def folder(tmp_path):
    make_reference(tmp_path / "reference")
    (tmp_path / "reference" / "plain.csv").write_text("name,value\na,1\nb,2\n", encoding="utf-8")
    return tmp_path


def test_a_document_is_invisible_before_its_release(folder):
    assert Reference(folder, date(2026, 1, 5)).document("late").id == "late"      # released that day
    with pytest.raises(EvidenceMissing, match="released on 2026-01-05, after this edition"):
        Reference(folder, date(2026, 1, 4)).document("late")
    assert Reference(folder).document("late").id == "late"                        # no edition: everything


VISIBLE = [(None, ["early", "other", "late"]), (date(2026, 1, 5), ["early", "other", "late"]),
           (date(2026, 1, 4), ["early", "other"]), (date(2025, 12, 2), [])]


@pytest.mark.parametrize(("as_of", "documents"), VISIBLE)
def test_a_row_is_as_visible_as_its_document(folder, as_of, documents):
    assert [row["document"] for row in Reference(folder, as_of).rows("documented_figures")] == documents


def test_rows_are_found_by_their_columns(folder):
    reference = Reference(folder)
    assert [row["value"] for row in reference.find("documented_figures", document="other", subject="Small")] == ["24.1"]
    assert reference.find("plain", name="c") == []


def test_a_table_may_stand_in_parts(folder):
    (folder / "reference" / "plain.d").mkdir()
    (folder / "reference" / "plain.d" / "more.csv").write_text("name,value\nc,3\n", encoding="utf-8")
    assert [row["name"] for row in Reference(folder).rows("plain")] == ["a", "b", "c"]


def spoil(folder, table: str, text: str) -> Reference:
    (folder / "reference" / table).write_text(text, encoding="utf-8")
    return Reference(folder)


def test_an_unknown_table_document_or_citation_is_refused(folder):
    with pytest.raises(InputError, match="no such table"):
        Reference(folder).rows("planes")
    with pytest.raises(InputError, match="did you mean 'late'"):
        Reference(folder).document("latte")
    with pytest.raises(InputError, match="did you mean 'early'"):
        spoil(folder, "cited.csv", "name,document\na,erly\n").rows("cited")


def test_a_ragged_row_is_refused_with_its_line(folder):
    with pytest.raises(InputError, match=r"ragged\.csv, line 3: found a row of another length"):
        spoil(folder, "ragged.csv", "name,value\na,1\nb,2,3\n").rows("ragged")


GOOD = {"id": "x", "title": "X", "publisher": "P", "url": "https://example.org", "date": date(2025, 1, 1),
        "released_at": date(2025, 1, 1), "read_as": "test"}
BAD = [
    ([{**GOOD, "url": None}], "no url"),
    ([{**GOOD, "read_as": ""}], "no read_as"),
    ([{**GOOD, "date": "January 2025"}], "an ISO date"),
    ([{**GOOD, "released_at": "soon"}], "an ISO date"),
    ([GOOD, GOOD], "an id that is taken"),
    (["x"], "a mapping"),
]


@pytest.mark.parametrize(("records", "words"), BAD)
def test_a_document_that_was_not_read_is_refused(folder, records, words):
    write_yaml(folder / "reference" / "documents.yml", records)
    with pytest.raises(InputError, match=words):
        _ = Reference(folder).all_documents


# ---------------------------------------------------------------- the committed ones


def test_every_committed_document_was_opened_and_is_no_older_than_its_text():
    for document in Reference(DATA).all_documents.values():
        assert document.url.startswith("https://") or document.url.startswith("http://"), document.id
        assert document.released_at >= document.date - timedelta(days=1), document.id  # printed east of New York
        assert len(document.read_as.split()) >= 2, document.id


def test_every_committed_table_can_be_read_at_every_date():
    for as_of in (None, date(2025, 12, 5), date(2026, 1, 9)):
        reference = Reference(DATA, as_of)
        for path in sorted((DATA / "reference").glob("*.csv")):
            assert isinstance(reference.rows(path.stem), list)
