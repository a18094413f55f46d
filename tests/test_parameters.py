"""Parameters of a notebook: read from its own cell, checked before anything runs."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rotation.errors import InputError
from rotation.notebooks import parse_parameters
from rotation.parameters import check_parameters, declared_parameters, plain


def notebook(tmp_path, *sources: str, tags=("parameters",)):
    cells = [{"cell_type": "code", "id": f"c{n}", "metadata": {"tags": list(tags)}, "source": source,
              "outputs": [], "execution_count": None} for n, source in enumerate(sources)]
    path = tmp_path / "chapter.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_the_cell_is_the_declaration(tmp_path):
    source = 'as_of = "newest"  # a comment\nhorizons = [1, 12]\nshare = 0.5\nplain = True\nnothing = None'
    assert declared_parameters(notebook(tmp_path, source)) == {
        "as_of": "newest", "horizons": [1, 12], "share": 0.5, "plain": True, "nothing": None}


BAD_CELLS = [
    # cells of the notebook                    words of the refusal
    ([], "0 cells tagged 'parameters'"),
    (["a = 1", "b = 2"], "2 cells tagged 'parameters'"),
    (["a = b = 1"], "name = literal"),
    (["a, b = 1, 2"], "name = literal"),
    (["a = open('x')"], "plain value"),
    (["a = 1 +"], "line 1"),
    (["import os"], "name = literal"),
    (["a.b = 1"], "name = literal"),
]


@pytest.mark.parametrize(("sources", "words"), BAD_CELLS)
def test_a_cell_that_is_more_than_assignments_is_refused(tmp_path, sources, words):
    with pytest.raises(InputError, match=words):
        declared_parameters(notebook(tmp_path, *sources))


DECLARED = {"as_of": "newest", "articles": [], "horizons": [1, 12], "share": 0.5, "draws": 2000, "net": True}
GIVEN = [
    # given                          accepted, or words of the refusal
    ({}, None),
    ({"as_of": "2025-12-05"}, None),
    ({"articles": ["001"]}, None),             # an empty default takes any list
    ({"horizons": [3]}, None),
    ({"horizons": []}, None),
    ({"share": 1}, None),                      # a whole number is a fine fraction
    ({"draws": 500}, None),
    ({"as_off": "newest"}, "did you mean 'as_of'?"),
    ({"zzz": 1}, "choose one of articles, as_of"),
    ({"as_of": 20251205}, "str, like 'newest'"),
    ({"as_of": None}, "NoneType"),
    ({"horizons": ["3"]}, "list, like"),
    ({"horizons": 3}, "list, like"),
    ({"share": "half"}, "float, like 0.5"),
    ({"share": True}, "float, like 0.5"),      # yes is no number
    ({"draws": 0.5}, "int, like 2000"),
    ({"draws": True}, "int, like 2000"),
    ({"net": 1}, "bool, like True"),
]


@pytest.mark.parametrize(("given", "words"), GIVEN)
def test_a_value_is_of_the_defaults_type(given, words):
    if words is None:
        check_parameters(DECLARED, given, "chapter x")
        return
    with pytest.raises(InputError) as refusal:
        check_parameters(DECLARED, given, "chapter x")
    assert words in str(refusal.value)
    assert "chapter x" in refusal.value.record


PAIRS = [
    # as typed                       as the notebook gets it
    ("2025-12-05", "2025-12-05"),              # YAML would make a date of it
    ("IVZ", "IVZ"),
    ('["001"]', ["001"]),
    ("[2025-12-05, 2025-12-18]", ["2025-12-05", "2025-12-18"]),
    ("3", 3),
    ("0.5", 0.5),
    ("true", True),
    ('"001"', "001"),
]


@pytest.mark.parametrize(("typed", "value"), PAIRS)
def test_a_value_typed_at_the_shell_is_yaml(typed, value):
    assert parse_parameters([("name", typed)]) == {"name": value}


def test_a_date_is_plain_text():
    assert plain(date(2025, 12, 5)) == "2025-12-05"
    assert plain([date(2025, 12, 5), 1]) == ["2025-12-05", 1]
