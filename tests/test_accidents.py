"""Accidents to a build of a small book: the last good site stands whole, and the next build is equal to a clean one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rotation.files import exchanged, sweep, write_text
from rotation.paths import ROOT

sys.path.append(str(ROOT / "scripts"))
from prove_safety import LEFT, LONGEST, SITE, small_disk
from small_book import SmallBook
from small_edits import EDITS, row, template


def site(book: SmallBook) -> dict[str, bytes]:
    return {name: content for name, content in book.made().items() if name.startswith(SITE)}


def edited(book: SmallBook, seed: int) -> None:
    for edit in (row, template):
        edit(book, random.Random(seed))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> SmallBook:
    book = SmallBook.make(tmp_path_factory.mktemp("incremental") / "book")
    done = book.build()
    assert done.code == 0, done.said
    return book


@pytest.mark.book
def test_a_killed_build_and_two_at_once(built, tmp_path):
    before = site(built)
    edited(built, 1)
    copy = built.copied(tmp_path / "clean" / "book")
    assert copy.build().code == 0
    began = time.monotonic()
    for share in (0.2, 0.6):
        running = built.start()
        time.sleep(share * 4)
        os.kill(running.pid, signal.SIGKILL)
        said = running.communicate(timeout=LONGEST)[1]
        assert len(said.splitlines()) <= 1, said
        assert site(built) in (before, site(copy))
    first, second = built.start(), built.start()
    said = [one.communicate(timeout=LONGEST)[1] for one in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert built.made() == copy.made()
    assert time.monotonic() - began < 3 * LONGEST
    assert not [path for pattern in LEFT for path in built.home.glob(pattern)]


@pytest.mark.book
def test_a_full_disk_and_one_that_may_only_be_read(built, tmp_path):
    try:
        with small_disk(tmp_path / "disk", 200) as disk:
            _without_space(built, disk)
    except OSError as error:
        pytest.skip(str(error))


def _without_space(built: SmallBook, disk: Path) -> None:
    shutil.copytree(built.home, disk / "book", ignore=shutil.ignore_patterns("__pycache__"))
    for path in built.home.parent.glob("*.outside"):
        shutil.copy2(path, disk)
    book = SmallBook(disk / "book")
    assert book.build().code == 0
    before = site(book)
    edited(book, 2)
    (disk / "filler").write_bytes(b"\0" * (shutil.disk_usage(disk).free - 8192))
    full = book.build(TMPDIR=str(disk))
    (disk / "filler").unlink()
    assert site(book) == before
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    locked = book.build()
    assert site(book) == before
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    for done, codes in ((full, (2,)), (locked, (2,))):
        lines = [line for line in done.said.splitlines() if not line.startswith("note:")]
        assert done.code in codes, done.said
        assert len(lines) == 1, done.said
        assert lines[0].startswith("error: ")
    assert book.build().code == 0
    assert site(book) != before


def test_what_killed_writers_left_is_swept(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f".a.csv.{dead.pid}-abcd1234", f".a.csv.{os.getpid()}-abcd1234", ".hidden", ".a-b-12345678"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / f".html.site-{dead.pid}-abcd1234").mkdir()
    sweep(tmp_path, ".html.site-")
    assert len(list(tmp_path.iterdir())) == 4
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f".a.csv.{os.getpid()}-abcd1234", ".hidden", ".a-b-12345678"])


def test_two_folders_change_names_in_one_step(tmp_path):
    for name in ("one", "two"):
        write_text(tmp_path / name / "file", name)
    if not exchanged(tmp_path / "one", tmp_path / "two"):
        pytest.skip("this system exchanges no names")
    assert (tmp_path / "one" / "file").read_text(encoding="utf-8") == "two"
    assert not exchanged(tmp_path / "one", tmp_path / "none")


def test_every_kind_of_edit_is_told_apart():
    assert len({kind.__name__ for kind in EDITS}) == len(EDITS)
