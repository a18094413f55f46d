"""Wrong input, as a person meets it: exit code 2, one line that names the record, and nothing half-written."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from running import digests, in_process, own_book, script
from tiny_data import CHECK, certify, claim, make, rows_of, write_yaml

from rotation.command import main_with
from rotation.drafts.filing import put_in_place
from rotation.files import write_text

RUT = "market/yahoo/RUT.csv"


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Spoil a file by replacing text that must be there."""
    def spoil(data: Path) -> None:
        text = (data / path).read_text(encoding="utf-8")
        assert old in text
        (data / path).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return spoil


def written(path: str, content: bytes) -> Callable[[Path], None]:
    return lambda data: (data / path).write_bytes(content)


def recertified(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Spoil a series and give it the hash that fits: what it says is wrong, not that it moved."""
    def spoil(data: Path) -> None:
        replaced(path, old, new)(data)
        meta = data / path.replace(".csv", ".meta.yml")
        write_yaml(meta, {**certificate(data), "sha256": hashlib.sha256((data / path).read_bytes()).hexdigest()})
    return spoil


def certificate(data: Path) -> dict:
    return yaml.safe_load((data / RUT.replace(".csv", ".meta.yml")).read_text(encoding="utf-8"))


def removed(path: str) -> Callable[[Path], None]:
    return lambda data: (data / path).unlink()


def claims(**changed: object) -> Callable[[Path], None]:
    """The one claim of article 000 with some fields spoilt."""
    return lambda data: write_yaml(data / "claims/000.yml", {"article": "000", "claims": [claim(**changed)]})


def checks(**changed: object) -> Callable[[Path], None]:
    return lambda data: write_yaml(data / "checks/tiny.yml", {"topic": "valuation", "checks": [{**CHECK, **changed}]})


def as_it_is(data: Path) -> None:
    """Nothing is spoilt: the arguments are wrong."""


LEDGER = [
    # what is wrong                                               arguments, words of the line: record, found, action
    (replaced(RUT, "2200.00", "2200.01"), (), (RUT, "sha256", "add_data.py")),
    (recertified(RUT, "2025-12-04,2200.00", "2025-12-03,2200.00"), (), (RUT, "a repeated date, 2025-12-03", "remove")),
    (recertified(RUT, "2025-12-04,2200.00", "2025-12-04,-2200.00"), (), (RUT, "close -2200 on 2025-12-04", "correct")),
    (recertified(RUT, "2025-12-04,2200.00", "2025-12-04,0"), (), (RUT, "close 0 on 2025-12-04", "empty cell")),
    (recertified(RUT, "2025-12-04,2200.00\n", ""), (), (RUT, "no row for 2025-12-04", "add")),
    (recertified(RUT, "2025-12-04,2200.00", "2025-12-04,high"), (), (RUT, "close 'high'", "correct")),
    (written(RUT, b""), (), (RUT, "sha256", "add_data.py")),
    (recertified(RUT, "date,close", "date,cloze"), (), (f"{RUT}:1", "date,cloze", "date,close")),
    (removed(RUT), (), ("yahoo/RUT", "no yahoo/RUT.csv")),
    (removed(RUT.replace(".csv", ".meta.yml")), (), ("RUT.meta.yml", "no certificate", "add_data.py")),
    (written(RUT.replace(".csv", ".meta.yml"), b"series: [yahoo/RUT\n"), (), ("RUT.meta.yml, line", "YAML")),
    (checks(claim="000/002"), (), ("check of claim '000/002'", "does not exist", "did you mean '000/001'?")),
    (checks(reading={"serie": "x"}), (), ("check of claim 000/001", "did you mean 'series'?")),
    (checks(reading={**CHECK["reading"], "series": "yahoo/RTU"}), (), ("check of claim 000/001", "'yahoo/RUT'?")),
    (written("checks/tiny.yml", b"- claim: 000/001\n"), (), ("tiny.yml", "a mapping")),
    (claims(appearances=["12 to 15"]), (), ("claim 000/001", "'12 to 15'", "give both offsets")),
    (claims(topic="valuations"), (), ("claim 000/001", "'valuations'", "did you mean 'valuation'?")),
    (claims(metrics="x"), (), ("claim 000/001", "'metrics'", "did you mean 'metric'?")),
    (claims(unit="percent"), (), ("claim 000/001", "'percent'", "unit")),
    (claims(stated="some", value=10), (), ("000/001", "no number")),
    (claims(as_of="soon"), (), ("000/001", "no date with a year")),
    (claims(statement=None), (), ("claim 000/001", "no statement")),
    (claims(id="001/001"), (), ("claim 001/001", "another article")),
    (claims(lost=["verb"]), (), ("claim 000/001", "'verb'")),
    (written("claims/000.yml", b'article: "000"\nclaims:\n  - id: "000/001\n'), (), ("000.yml, line", "mend the line")),
    (written("claims/000.yml", b'article: "000"\nclaims: [ten]\n'), (), ("000.yml", "'ten'", "a mapping")),
    (written("claims/000.yml", b""), (), ("000.yml", "an empty file", "restore")),
    (written("claims/000.yml", b"article: caf\xe9\n"), (), ("000.yml", "UTF-8")),
    (written("articles/000.yml", b"- id: x\n"), (), ("000.yml", "a mapping")),
    (replaced("articles/000.yml", "2025-12-05", "'5 December'"), (), ("000.yml, last_close", "'5 December'", "YYYY")),
    (replaced("articles/000.yml", "last_close", "last_clothes"), (), ("000.yml", "no last_close", "add")),
    (removed("claims/001.yml"), (), ("001.yml", "no such file", "check the path")),
    (as_it_is, ("--as-of", "2020-01-01"), ("as_of", "2020-01-01", "2025-12-05 to 2026-01-09")),
    (as_it_is, ("--as-of", "2026-01-10"), ("as_of", "2026-01-10", "2025-12-05 to 2026-01-09")),
    (as_it_is, ("--as-of", "Christmas"), ("as_of", "'Christmas'", "YYYY-MM-DD")),
]


def refused(done, *words: str) -> None:
    """Exit code 2 and one line on stderr with every word in it; nothing on stdout."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert re.fullmatch(r"error: .+: found .+; expected .+; .+", lines[0]), lines[0]
    for word in words:
        assert word in lines[0], (word, lines[0])


@pytest.mark.parametrize(("spoil", "arguments", "words"), LEDGER)
def test_the_ledger_refuses_bad_input(tmp_path, spoil, arguments, words):
    data, out = make(tmp_path / "data"), tmp_path / "out"
    spoil(data)
    refused(in_process("make_ledger", "--data", data, "--out", out, *arguments), *words)
    assert not out.exists()


@pytest.mark.parametrize(("spoil", "arguments", "words"), [LEDGER[0], LEDGER[11], LEDGER[-1]])
def test_a_refusal_reaches_the_shell(tmp_path, spoil, arguments, words):
    """Three of the rows above as a process of their own: exit code and line are the shell's."""
    data, out = make(tmp_path / "data"), tmp_path / "out"
    spoil(data)
    refused(script("make_ledger", "--data", data, "--out", out, *arguments), *words)
    assert not out.exists()


def test_the_same_folder_unspoilt_is_accepted(tmp_path):
    """The guard of the table above: without the fault the same command works."""
    done = script("make_ledger", "--data", make(tmp_path / "data"), "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "ledger.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_recertified_price_is_accepted(tmp_path):
    """The guard of the recertified rows: a fault-free change with its hash passes."""
    data = make(tmp_path / "data")
    recertified(RUT, "2025-12-04,2200.00", "2025-12-04,2201.00")(data)
    assert script("make_ledger", "--data", data, "--out", tmp_path / "out").returncode == 0


def test_a_data_folder_that_is_none(tmp_path):
    (tmp_path / "empty").mkdir()
    for name, word in (("missing", "missing"), ("empty", "without any of")):
        refused(in_process("make_ledger", "--data", tmp_path / name, "--out", tmp_path / "out"), "parameter data", word)
        refused(in_process("build_book", "--data", tmp_path / name, "--out", tmp_path / "out"), "parameter data", word)
        refused(in_process("run_chapters", "--data", tmp_path / name, "--out", tmp_path / "out"), "parameter data",
                word)
    assert not (tmp_path / "out").exists()


def test_a_ledger_in_place_survives_a_refusal(tmp_path):
    data, out = make(tmp_path / "data"), tmp_path / "out"
    assert script("make_ledger", "--data", data, "--out", out).returncode == 0
    before = digests(out)
    replaced(RUT, "2200.00", "2200.01")(data)
    refused(script("make_ledger", "--data", data, "--out", out), RUT)
    assert digests(out) == before


# ---------------------------------------------------------------- chapters

CHAPTERS = [
    # arguments                                                   words of the one line; told before anything runs
    (("-p", "as_off", "2025-12-05", "valuation"), ("chapter valuation", "'as_off'", "did you mean 'as_of'?")),
    (("-p", "articles", "001", "valuation"), ("parameter articles", "1 (int)", "list, like []")),
    (("-p", "as_of", "20251205", "valuation"), ("parameter as_of", "20251205 (int)", "str, like 'newest'")),
    (("-p", "articles", "[001", "valuation"), ("parameter articles", "'[001'", "quote the value")),
    (("valuatoin",), ("chapter 'valuatoin'", "did you mean 'valuation'?")),
    (("valuation", "nothing_like_it"), ("chapter 'nothing_like_it'",)),
]
INSIDE = [
    # arguments                                                   words of the line; told inside the notebook
    (("--as-of", "2020-01-01", "valuation"), ("as_of", "2020-01-01")),
    (("-p", "articles", '["009"]', "valuation"), ("parameter 'articles'", "'009'", "did you mean")),
    (("-p", "ticker", "IVZZ", "stock"), ("ticker", "'IVZZ'", "did you mean 'IVZ'?")),
]


@pytest.mark.parametrize(("arguments", "words"), CHAPTERS)
def test_a_chapter_refuses_bad_parameters(tmp_path, arguments, words):
    refused(in_process("run_chapters", "--out", tmp_path / "out", *arguments), *words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("arguments", "words"), INSIDE)
def test_a_chapter_refuses_what_only_the_data_can_tell(tmp_path, arguments, words):
    refused(script("run_chapters", "--out", tmp_path / "out", *arguments), *words)
    assert not (tmp_path / "out").exists()


def test_a_chapter_without_a_parameters_cell_is_refused(tmp_path):
    root = own_book(tmp_path / "book", ("valuation",))
    path = root / "chapters" / "valuation.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"].pop("tags", None)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    refused(script("run_chapters", "--out", tmp_path / "out", "valuation", root=root),
            "valuation.ipynb", "0 cells tagged 'parameters'", "tag the cell")


def test_a_notebook_that_is_no_notebook_is_refused(tmp_path):
    root = own_book(tmp_path / "book", ("valuation",))
    (root / "chapters" / "valuation.ipynb").write_text("# Valuation\n", encoding="utf-8")
    refused(script("run_chapters", "--out", tmp_path / "out", "valuation", root=root), "valuation.ipynb", "JSON")


# ---------------------------------------------------------------- the book

BOOK = [
    # arguments                                                   words of the one line
    (("--edition", "lates"), ("edition 'lates'", "did you mean 'latest'?")),
    (("--as-of", "2020-01-01"), ("as_of", "2020-01-01")),
    (("--as-of", "soon"), ("as_of", "'soon'")),
]


@pytest.fixture
def last_good_site(tmp_path) -> Path:
    """A folder that holds an earlier build."""
    out = tmp_path / "out"
    (out / "html" / "chapters").mkdir(parents=True)
    (out / "html" / "index.html").write_text("the last good site\n", encoding="utf-8")
    (out / "ledger.csv").write_text("claim\n", encoding="utf-8")
    return out


@pytest.mark.parametrize(("arguments", "words"), BOOK)
def test_the_book_refuses_bad_input_and_keeps_the_last_site(last_good_site, arguments, words):
    before = digests(last_good_site)
    refused(in_process("build_book", "--out", last_good_site, *arguments), *words)
    assert digests(last_good_site) == before


def test_the_book_refuses_spoilt_data_and_keeps_the_last_site(last_good_site, own_data):
    replaced(RUT, "168.97", "168.98")(own_data)
    before = digests(last_good_site)
    refused(script("build_book", "--out", last_good_site, "--data", own_data), RUT, "sha256", "add_data.py")
    assert digests(last_good_site) == before


EDITION = [
    ({"name": "mine", "as_of": "newest", "titel": "x"}, ("mine.yml", "'titel'", "did you mean 'title'?")),
    ({"name": "yours", "as_of": "newest"}, ("mine.yml", "'yours'", "name: mine")),
    ({"name": "mine"}, ("mine.yml", "as_of None")),
    ({"name": "mine", "as_of": "newest", "parameters": {"articles": "001"}}, ("parameter articles", "'001' (str)")),
]


@pytest.mark.parametrize(("content", "words"), EDITION)
def test_an_edition_that_is_not_well_formed_is_refused(last_good_site, tmp_path, content, words):
    data = make(tmp_path / "data")
    write_yaml(data / "editions" / "mine.yml", content)
    before = digests(last_good_site)
    refused(in_process("build_book", "--edition", "mine", "--out", last_good_site, "--data", data), *words)
    assert digests(last_good_site) == before


def test_what_a_refusal_says_is_one_line_whatever_the_input_holds(tmp_path):
    data = make(tmp_path / "data")
    claims(topic="two\nlines")(data)
    refused(script("make_ledger", "--data", data, "--out", tmp_path / "out"), "claim 000/001")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path, capsys):
    folder = tmp_path / "folder"
    folder.mkdir()
    parser = argparse.ArgumentParser()
    assert main_with(parser, lambda _: str(write_text(folder, "text")), []) == 2
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)
    assert f"{folder}: found" in error
    assert list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_addition_left_beside_is_thrown_away(tmp_path):
    """The number in the name is the writer's process: 2 ** 22 is the most that a process can have, so nobody's."""
    theirs, ours = (tmp_path / f".old.yml.{process}-abcdefgh" for process in (2 ** 22 + 1, os.getpid()))
    for path in (theirs, ours):
        path.write_text("half", encoding="utf-8")
    assert put_in_place({tmp_path / "new.yml": "a: 1\n"}, new=True) == [tmp_path / "new.yml"]
    assert sorted(tmp_path.iterdir()) == [ours, tmp_path / "new.yml"]


def test_a_series_may_grow(tmp_path):
    """Rows beyond the articles' dates are no fault."""
    data = make(tmp_path / "data")
    certify(data, "yahoo/RUT", rows_of("yahoo/RUT", "2026-02-27"))
    assert script("make_ledger", "--data", data, "--out", tmp_path / "out").returncode == 0
