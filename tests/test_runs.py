"""Runs that are kept: what a trace sees, what a module stands on, what the store serves, and what it throws away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rotation import kept
from rotation.errors import InputError
from rotation.runs import Apart, Digests, Seen, Store, module_files
from rotation.runs.compiled import distrust
from rotation.runs.imports import notebook_imports

READS = [
    # what is done in the traced folder                                          what is seen: read, listed, asked
    ("open('a.csv').read()", "a.csv", "", ""),
    ("Path('a.csv').read_text()", "a.csv", "", ""),
    ("import pandas; pandas.read_csv('a.csv')", "a.csv", "", ""),
    ("os.listdir('d')", "", "d", ""),
    ("list(os.scandir('d'))", "", "d", ""),
    ("sorted(Path('d').glob('*.txt'))", "", "d", ""),
    ("import glob; glob.glob('d/*.txt')", "", "d", ""),
    ("Path('no.csv').exists()", "", "", "no.csv"),
    ("Path('no.csv').is_file()", "", "", "no.csv"),
    ("os.access('no.csv', os.R_OK)", "", "", "no.csv"),
    ("os.path.getsize('a.csv')", "", "", "a.csv"),
    ("open('../outside.csv').read()", "../outside.csv", "", ""),
    ("Path('../new').exists() or open('a.csv').close()", "a.csv", "", ""),          # a question about a scratch file
    ("open('link.csv').read()", "link.csv", "", ""),
    ("open('linked/x.txt').read()", "linked/x.txt", "", ""),
    ("os.path.realpath('link.csv')", "", "", "link.csv"),
    ("list(os.walk('.'))", "", ".", ""),
    ("sorted(Path('.').rglob('*.txt'))", "", ".", ""),
    ("import sys; open(sys.prefix + '/pyvenv.cfg').read(); open('/etc/passwd').read()", "", "", ""),
    ("import sys; sys.path.insert(0, 'd'); import json; os.path.islink('a.csv')", "", "", "a.csv"),
    ("import contextlib\nwith contextlib.suppress(OSError): open('no.csv')", "no.csv", "", ""),
]


def traced(folder: Path, code: str) -> Seen:
    """What a fresh process sees of a piece of code."""
    (folder / "in" / "d").mkdir(parents=True)
    for name in ("in/a.csv", "in/d/x.txt", "outside.csv"):
        (folder / name).write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "in" / "link.csv").symlink_to(folder / "outside.csv")
    (folder / "in" / "linked").symlink_to(folder / "in" / "d")
    text = f"import os; from pathlib import Path; from rotation.runs import Trace; t = Trace([Path('.')])\n{code}\n" \
           "seen = t.seen(); t.begin(); print(seen.to_json())"
    done = subprocess.run([sys.executable, "-c", text], cwd=folder / "in", capture_output=True, text=True, check=True)
    return Seen.from_json(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("code", "read", "listed", "asked"), READS)
def test_a_trace_sees_what_is_read_listed_and_asked(tmp_path, code, read, listed, asked):
    seen = traced(tmp_path, code)
    inside = {name: {os.path.relpath(path, tmp_path / "in") for path in getattr(seen, name)}
              for name in ("read", "listed", "asked")}
    assert inside["read"] == ({read} if read else set())
    assert inside["listed"] >= ({listed} if listed else set())
    assert listed or not inside["listed"]
    assert {asked} - {""} <= inside["asked"]
    assert not seen.unseen


@pytest.mark.parametrize("code", ["os.system('true')", "import subprocess; subprocess.run(['true'])",
                                  "os.fork() or os._exit(0)",
                                  "open('b.csv', 'w')", "os.remove('a.csv')",
                                  "import sqlite3; sqlite3.connect('x.db')",
                                  "import multiprocessing as m; m.get_context('spawn').Process(target=int).start()",
                                  "import pyarrow.parquet", "os.posix_spawn('/bin/true', ['true'], {})"])
def test_what_a_trace_does_not_see_is_told(tmp_path, code):
    assert traced(tmp_path, code).unseen


@pytest.mark.parametrize(("code", "names"), [
    ("os.environ['HOME']", {"HOME"}),
    ("os.environ.get('NOT_THERE')", {"NOT_THERE"}),
    ("os.getenv('NOT_THERE', 'x')", {"NOT_THERE"}),
    ("'NOT_THERE' in os.environ", {"NOT_THERE"}),
    ("os.environb.get(b'NOT_THERE')", {"NOT_THERE"}),
    ("Path.home()", {"HOME"}),                                      # the library asks on the cell's behalf
    ("import matplotlib.pyplot", set()),                            # a package asks on its own
    ("os.environ['NEW'] = '1'", set()),
])
def test_a_trace_sees_which_variables_are_asked_for(tmp_path, code, names):
    assert traced(tmp_path, code).variables == names


def test_modules_are_followed_through_every_kind_of_import():
    names = {path.name for path in module_files(["rotation.chapter"])}
    assert {"chapter.py", "ledger.py", "market.py", "engine.py", "errors.py"} <= names      # relative, within, from
    assert not {"site.py", "book.py"} & names
    lines = ["%matplotlib inline\n", "def f():\n", "    from rotation.charts import *\n"]
    cell = {"cell_type": "code", "source": lines}
    assert "rotation.charts" in notebook_imports(json.dumps({"cells": [cell]}))


# ---------------------------------------------------------------- the store

@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "x.csv").write_text("1", encoding="utf-8")
    notes: list[str] = []
    made = Store(tmp_path / "store", Digests(tmp_path), notes.append)
    made.notes = notes
    keep(made, tmp_path, b"one")
    return made


def keep(store: Store, root: Path, result: bytes) -> None:
    store.digests = Digests(root)
    stood_on = store.digests.of(Seen(frozenset([str(root / "x.csv")])))
    store.keep("name", {"a parameter": "1"}, stood_on, result)


def asked(store: Store, root: Path, parameter: str = "1"):
    store.digests = Digests(root)
    return store.find("name", {"a parameter": parameter})


def test_the_same_is_served_and_another_is_told(store, tmp_path):
    assert asked(store, tmp_path).result == b"one"
    os.utime(tmp_path / "x.csv", (1, 1))
    assert asked(store, tmp_path).result == b"one"
    assert asked(store, tmp_path, "2").why == "a parameter changed"
    (tmp_path / "x.csv").write_text("2", encoding="utf-8")
    assert asked(store, tmp_path).why == "x.csv changed"
    keep(store, tmp_path, b"two")
    (tmp_path / "x.csv").write_text("1", encoding="utf-8")
    assert asked(store, tmp_path).result == b"one"              # an earlier variant
    (tmp_path / "x.csv").unlink()
    assert asked(store, tmp_path).result is None


def entry(store: Store) -> Path:
    return next(path for path in (store.home / "name").iterdir())


DAMAGE = {
    "truncated result": lambda place: (place / "result").write_bytes(b"o"),
    "another result": lambda place: (place / "result").write_bytes(b"two"),
    "no result": lambda place: (place / "result").unlink(),
    "truncated entry": lambda place: (place / "entry.json").write_text("{"),
    "empty entry": lambda place: (place / "entry.json").write_text(""),
    "binary entry": lambda place: (place / "entry.json").write_bytes(b"\xff\x00"),
    "foreign entry": lambda place: (place / "entry.json").write_text('{"format": 99, "stands_on": []}'),
    "changed entry": lambda place: (place / "entry.json").write_text(
        (place / "entry.json").read_text().replace("x.csv", "y.csv")),
    "no entry": lambda place: (place / "entry.json").unlink(),
    "foreign file": lambda place: (place.parent / "foreign").write_text("x"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_what_is_damaged_is_thrown_away_with_a_note(store, tmp_path, how):
    place = entry(store)
    DAMAGE[how](place)
    found = asked(store, tmp_path)
    assert found.result == (b"one" if how == "foreign file" else None)
    assert len(store.notes) == 1
    assert not (place.parent / "foreign").exists()
    keep(store, tmp_path, b"one")
    assert asked(store, tmp_path).result == b"one"


def test_a_store_is_bounded(store, tmp_path):
    for n in range(9):
        (tmp_path / "x.csv").write_text(f"v{n}", encoding="utf-8")
        keep(store, tmp_path, b"x" * 100)
    assert len(list((store.home / "name").iterdir())) <= 6
    (store.home / ".new-999999999-x").mkdir()
    store.limit = 0
    store.bound()
    assert not list(store.home.glob("*/*"))
    assert not list(store.home.glob(".new-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_a_note(store, tmp_path):
    store.home.chmod(0o500)
    (tmp_path / "x.csv").write_text("new", encoding="utf-8")
    keep(store, tmp_path, b"new")
    assert "not kept" in store.notes[0]


def test_a_store_that_is_a_file_is_a_note(tmp_path):
    (tmp_path / "store").write_text("", encoding="utf-8")
    notes: list[str] = []
    Store(tmp_path / "store", Digests(tmp_path), notes.append).keep("n", {}, {}, b"x")
    assert "not kept" in notes[0]


# ---------------------------------------------------------------- what changes while a run is on

WHILE = {
    # what happens to the file while the run is on                     which the run: read, asked for
    "nothing, read": (lambda path: None, "read", True),
    "nothing, asked": (lambda path: None, "asked", True),
    "changed, read": (lambda path: path.write_text("2", encoding="utf-8"), "read", False),
    "gone, read": (lambda path: path.unlink(), "read", False),
    "touched, read": (lambda path: path.touch(), "read", False),
    "made anew, asked": (lambda path: (path.unlink(), path.write_text("1", encoding="utf-8")), "asked", False),
}


@pytest.mark.parametrize("case", WHILE)
def test_a_run_under_which_something_changed_is_not_kept(tmp_path, monkeypatch, case):
    happens, how, is_kept = WHILE[case]
    monkeypatch.setattr(kept, "STORE", tmp_path / "store")
    path = tmp_path / "folder" / "x.csv"
    path.parent.mkdir()
    path.write_text("1", encoding="utf-8")
    time.sleep(0.02)                                            # the file system's clock moves in steps
    results, since = kept.Kept(), kept.now_of(tmp_path)
    happens(path)
    results.keep("name", {}, Seen(**{how: frozenset([str(path)])}), (), since, b"result")
    assert (results.find("name", {}).result == b"result") is is_kept
    results.keep("name", {}, Seen(**{how: frozenset([str(path)]), "unseen": frozenset(["x"])}), (), since, b"other")
    assert results.find("name", {}).result != b"other"


# ---------------------------------------------------------------- work apart, sources

def test_work_apart_gives_values_reads_and_errors(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    with Apart([tmp_path]) as apart:
        rows, seen = apart.ask("rotation.files:read_rows", tmp_path / "x.csv")()
        assert rows == [{"a": "1"}]
        assert seen.read == {str(tmp_path / "x.csv")}
        with pytest.raises(InputError, match="no such file"):
            apart.ask("rotation.files:read_text", tmp_path / "no")()


def test_a_source_saved_twice_in_a_second_is_compiled_again(tmp_path):
    source = tmp_path / "package" / "module.py"
    source.parent.mkdir()
    told = []
    for text in ("value = 1", "value = 2"):
        source.write_text(text, encoding="utf-8")
        os.utime(source, (2_000_000_000, 2_000_000_000))                # one second, one size
        distrust(source.parent)
        compile_module = "import sys; sys.path.insert(0, 'package'); import module; print(module.value)"
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        told.append(subprocess.run([sys.executable, "-c", compile_module], cwd=tmp_path, env=environment, text=True,
                                   capture_output=True, check=True).stdout.strip())
    assert told == ["1", "2"]
    os.utime(source, (1, 1))
    assert distrust(source.parent) == []


def cells(*outputs: dict, **changed: object) -> bytes:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": list(outputs),
            "execution_count": 1, **changed}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_source_is_the_same_whatever_running_it_wrote_into_it():
    plain = kept.source_digest(cells())
    assert plain == kept.source_digest(cells({"output_type": "stream", "text": "x"}, execution_count=7, source=["1"]))
    assert plain == kept.source_digest(cells(metadata={"tags": []}))
    injected = json.loads(cells())
    injected["cells"] += json.loads(cells(metadata={"tags": ["injected-parameters"]}, source="x = 2"))["cells"]
    assert plain == kept.source_digest(json.dumps(injected).encode())
    assert plain != kept.source_digest(cells(source="2"))
    assert plain != kept.source_digest(cells(metadata={"tags": ["x"]}))
    assert kept.source_digest(b"no notebook") != kept.source_digest(b"another")
