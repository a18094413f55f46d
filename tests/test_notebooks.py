"""The committed chapters: their shape, and that running them twice gives the same bytes."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
from running import digests, own_book, script

from rotation.errors import CheckFailed, InputError
from rotation.notebooks import Run, _failure, clean, dump, execute
from rotation.parameters import declared_parameters
from rotation.paths import CHAPTERS, DATA
from rotation.report import FIGURE_MIME, NUMBERS_MIME, packed, unpacked

NAMES = sorted(path.stem for path in CHAPTERS.glob("*.ipynb"))
# Chapters with fewer code cells than the house's eight, each with its reason.
FEWER = {"claim_ledger": "one table a topic and nothing else", "stock": "a page about one company at a time"}
LARGEST = 300_000
HOME = re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|work|opt|usr|var|mnt)/|[A-Z]:\\\\")

NOTHING = packed(())   # what an output without numbers carries


@cache
def notebook(name: str) -> dict:
    return json.loads((CHAPTERS / f"{name}.ipynb").read_text(encoding="utf-8"))


def code(name: str) -> list[dict]:
    return [cell for cell in notebook(name)["cells"] if cell["cell_type"] == "code"]


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_there_are_chapters():
    assert {"valuation", "fed_policy", "sector_rotation", "named_stocks", "what_happened_next", "claim_ledger",
            "stock"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_is_thin(name):
    cells = code(name)
    assert (3 if name in FEWER else 8) <= len(cells) <= 20
    for cell in cells:
        lines = [line for line in source(cell).splitlines() if line.strip()]
        assert 1 <= len(lines) <= (20 if "parameters" in tags(cell) else 6), source(cell)
        assert "parameters" in tags(cell) or all(len(line) <= 120 for line in lines), cell["id"]


@pytest.mark.parametrize("name", NAMES)
def test_the_work_is_done_elsewhere(name):
    """No function, class or loop of its own, no path, no setting of a plot, no cell magic, no silenced output."""
    for cell in code(name):
        tree = ast.parse(source(cell))
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.With)
        assert not [node for node in ast.walk(tree) if isinstance(node, kinds)], source(cell)
        assert not HOME.search(source(cell))
        assert not re.search(r"rcParams|plt\.|set_(?:title|xlabel|ylabel|size)|read_csv|open\(", source(cell))
        assert not source(cell).rstrip().endswith(";")


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_imports_the_project_only(name):
    for cell in code(name):
        for node in ast.walk(ast.parse(source(cell))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [
                alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(found.split(".")[0] in ("rotation", "datetime", "decimal") for found in names), names


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_was_executed_from_top_to_bottom(name):
    assert [cell["execution_count"] for cell in code(name)] == list(range(1, len(code(name)) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_an_error_or_a_warning(name):
    for cell in code(name):
        for output in cell["outputs"]:
            assert output["output_type"] in ("execute_result", "display_data"), (cell["id"], output)


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_is_small_and_plain(name):
    path = CHAPTERS / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert text == dump(clean(json.loads(text))), "run scripts/run_chapters.py"
    assert not HOME.search(text)
    assert "image/png" not in text                                          # nbval compares no bitmaps


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_declares_what_every_chapter_has(name):
    declared = declared_parameters(CHAPTERS / f"{name}.ipynb")
    assert {"as_of": "newest", "data": "", "articles": []}.items() <= declared.items()
    cell = next(cell for cell in code(name) if "parameters" in tags(cell))
    lines = source(cell).splitlines()
    bare = [line for n, line in enumerate(lines) if re.match(r"\w+ = ", line) and "#" not in line
            and not (n and lines[n - 1].startswith("#"))]
    assert not bare, "each parameter says what it is"
    opening = code(name)[code(name).index(cell) + 1]
    assert f'open_chapter("{name}", globals())' in source(opening)


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_names(name):
    ids = [cell["id"] for cell in notebook(name)["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", found) for found in ids)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_words_and_data(name):
    for cell in code(name):
        for output in cell["outputs"]:
            data = output.get("data", {})
            if "image/svg+xml" not in data:
                continue
            about = data[FIGURE_MIME]
            assert len(about["alt"].split()) >= 8, about["id"]
            assert about["data"] in "".join(data["text/plain"])
            assert cell["metadata"]["mystnb"]["image"]["alt"] == about["alt"]
            assert len("".join(data["image/svg+xml"])) < 60_000, about["id"]
            caption = re.sub(r"\b9[059]%(?= )", "", about["caption"])         # the level of an interval
            assert not re.search(r"\d[.,%]\d|\d%", caption), about["id"]     # computed words go into alt


@pytest.mark.parametrize("name", NAMES)
def test_the_chapters_numbers_are_in_the_committed_table(name):
    from rotation.files import read_rows

    committed = {row["id"]: row["text"] for row in read_rows(DATA / "numbers.csv")}
    for cell in code(name):
        for output in cell["outputs"]:
            for row in unpacked("".join(output.get("data", {}).get(NUMBERS_MIME, NOTHING))):
                assert committed.get(row["id"]) == row["text"], "run make book"


def test_the_committed_table_holds_no_number_that_no_chapter_computed():
    from rotation.files import read_rows

    computed = {row["id"] for name in NAMES for cell in code(name) for output in cell["outputs"]
                for row in unpacked("".join(output.get("data", {}).get(NUMBERS_MIME, NOTHING)))}
    chapters = {row["id"] for row in read_rows(DATA / "numbers.csv") if row["chapter"] in NAMES}
    assert chapters == computed                # the numbers of made pages are tested with them


# ---------------------------------------------------------------- running

TWICE = ("valuation", "claim_ledger")       # one with figures and estimates, one with every claim; nbval runs them all


@pytest.mark.book
def test_two_runs_are_the_same_bytes_and_those_committed(tmp_path):
    for out in ("one", "two"):
        assert script("run_chapters", "--out", tmp_path / out, *TWICE).returncode == 0
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    for name in TWICE:
        assert (tmp_path / "one" / f"{name}.ipynb").read_bytes() == (CHAPTERS / f"{name}.ipynb").read_bytes()


DYING = {
    "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "cells": [{"cell_type": "code", "id": "die", "metadata": {}, "execution_count": None, "outputs": [],
               "source": ["import os, sys; sys.stderr.write('noise'); os._exit(3)"]}],
}


@pytest.mark.book
def test_a_dying_kernel_is_one_line_and_its_noise_is_not_ours(tmp_path, capfd):
    source = tmp_path / "dying.ipynb"
    source.write_text(json.dumps(DYING), encoding="utf-8")
    with pytest.raises(CheckFailed, match="dying: the kernel died"):
        execute(Run(source, tmp_path / "out.ipynb", {}))
    assert not (tmp_path / "out.ipynb").exists()
    assert capfd.readouterr().err == ""
    os.write(2, b"ours again")
    assert capfd.readouterr().err == "ours again"


@pytest.mark.book
def test_every_chapter_runs_for_an_article_that_names_no_company(tmp_path):
    """An analyst may look at one article alone, the one without winners and losers included."""
    done = script("run_chapters", "--out", tmp_path, "-p", "articles", '["001"]')
    assert done.returncode == 0, done.stderr
    assert sorted(path.stem for path in tmp_path.glob("*.ipynb")) == NAMES


@pytest.mark.book
@pytest.mark.parametrize("as_of", ["2025-12-05"])
def test_every_chapter_runs_at_the_earliest_date(tmp_path, as_of):
    """Prose is shared by all editions: each id it uses must exist at each date (2026-01-09: test_editions)."""
    done = script("run_chapters", "--out", tmp_path, "--as-of", as_of)
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        made = json.loads((tmp_path / f"{name}.ipynb").read_text(encoding="utf-8"))
        ids = {row["id"] for cell in made["cells"] if cell["cell_type"] == "code" for output in cell["outputs"]
               for row in unpacked("".join(output.get("data", {}).get(NUMBERS_MIME, NOTHING)))}
        used = {found for cell in made["cells"] if cell["cell_type"] == "markdown"
                for found in re.findall(r"\{num\}`([^`]+)`", source(cell)) if found.startswith(f"{name}.")}
        assert not used - ids, (name, used - ids)


@pytest.mark.book
def test_plain_papermill_stops_at_a_misspelt_parameter(tmp_path):
    """papermill itself only logs it; the cell after the parameters refuses it."""
    command = [sys.executable, "-m", "papermill", str(CHAPTERS / "valuation.ipynb"), str(tmp_path / "out.ipynb"),
               "-p", "as_off", "2025-12-05", "--cwd", str(CHAPTERS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "did you mean 'as_of'?" in done.stderr + done.stdout


@pytest.mark.book
def test_plain_papermill_runs_a_chapter_from_its_own_folder(tmp_path):
    command = [sys.executable, "-m", "papermill", "stock.ipynb", str(tmp_path / "out.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHAPTERS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def failing(tmp_path, text: str):
    """A book whose stock chapter ends in a cell of ours."""
    root = own_book(tmp_path / "book", ("stock",))
    path = root / "chapters" / "stock.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"].append({"cell_type": "code", "id": "fails", "metadata": {}, "source": [text], "outputs": [],
                          "execution_count": None})
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


@pytest.mark.book
def test_a_failing_cell_is_told_and_replaces_nothing(tmp_path):
    path, target = failing(tmp_path, "1 / 0"), tmp_path / "out" / "stock.ipynb"
    target.parent.mkdir()
    target.write_text("the last good one", encoding="utf-8")
    with pytest.raises(CheckFailed, match=r"stock, cell \d+: ZeroDivisionError: division by zero"):
        execute(Run(path, target, {}))
    assert target.read_text(encoding="utf-8") == "the last good one"


FAILURES = [
    # name, text of the error                                                 class, exit code, words
    ("InputError", "a.csv: found x; expected y; do z", InputError, 2, "c, cell 3: a.csv: found x; expected y; do z"),
    ("InputError", "p: found 'a; b'; expected y; expected more; do z", InputError, 2, "do z"),
    ("InputError", "garbled", CheckFailed, 1, "InputError: garbled"),
    ("EvidenceMissing", "not yet", CheckFailed, 1, "EvidenceMissing: not yet"),
    ("KeyError", "'x'\nmore", CheckFailed, 1, "KeyError: 'x' more"),
]


@pytest.mark.parametrize(("name", "text", "kind", "code_", "told"), FAILURES)
def test_wrong_input_inside_a_notebook_stays_wrong_input(name, text, kind, code_, told):
    found = _failure("c, cell 3", name, text)
    assert (type(found), found.exit_code) == (kind, code_)
    assert told in str(found)
