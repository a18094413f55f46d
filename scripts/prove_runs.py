"""Prove that incremental runs are clean ones: random edits of a small book, both after every one, same bytes.

The small book stands in a folder of its own with a copy of the library, so that everything may be edited: rows of
data, parameters, the library, notebooks, the lock, files that are only listed or looked for. After each edit an
incremental run, and one that may use nothing that is kept, must both fail with the same line or both make the same
files; and of two notebooks that read different tables, only the one that an edit concerns may have run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.paths import ROOT
from rotation.progress import Progress

TABLES = {"one": "a.csv", "two": "b.csv"}
CODE = """from pathlib import Path
from rotation.files import read_rows
from rotation.paths import ROOT
from rotation.wording import listed
rows = read_rows(ROOT / "tables" / "{table}")
print(times * sum(int(row["value"]) for row in rows), listed(["x", "y"]))
print((ROOT / "tables" / "{name}.there").is_file())
print([path.name for path in sorted((ROOT / "{name}.d").glob("*.txt"))])"""
LIBRARY = "src/rotation/wording.py"


class Book:
    """The small book in a folder."""

    def __init__(self, home: Path):
        self.home, self.code = home, home / "src"
        shutil.copytree(ROOT / "src", self.code, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        shutil.copytree(ROOT / "scripts", home / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "data", home / "data", ignore=shutil.ignore_patterns("incoming"))
        for name in ("requirements.txt", "_config.yml", "_toc.yml"):
            shutil.copy2(ROOT / name, home / name)
        (home / "chapters").mkdir()
        for name, table in TABLES.items():
            self.write(f"tables/{table}", "day,value\n1,10\n2,20\n")
            (home / f"{name}.d").mkdir()
            self.write(f"chapters/{name}.ipynb", notebook(CODE.format(name=name, table=table)))

    def write(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, out: str, *arguments: str) -> tuple[int, str, dict[str, str]]:
        """Exit code, what was said without its folders, and the content of every file made."""
        shutil.rmtree(self.home / out, ignore_errors=True)
        environment = {**os.environ, "ROTATION_ROOT": str(self.home), "PYTHONPATH": str(self.code),
                       "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run([sys.executable, "scripts/run_chapters.py", "--out", out, *arguments], cwd=self.home,
                              env=environment, capture_output=True, text=True, check=False)
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (self.home / out).glob("*.ipynb")}
        return done.returncode, done.stdout + done.stderr, files



def notebook(code: str) -> str:
    cells = [{"cell_type": "code", "id": "given", "metadata": {"tags": ["parameters"]}, "source": "times = 1"},
             {"cell_type": "code", "id": "work", "metadata": {}, "source": code}]
    made = [{**cell, "outputs": [], "execution_count": None} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


Edit = Callable[[Book, random.Random], int]         # returns how many notebooks may run


def edit_row(book: Book, dice: random.Random) -> int:
    book.write(f"tables/{dice.choice(list(TABLES.values()))}", f"day,value\n1,{dice.randrange(10**6)}\n")
    return 1


def touch(book: Book, dice: random.Random) -> int:
    os.utime(book.home / "tables" / dice.choice(list(TABLES.values())), (dice.randrange(10**9),) * 2)
    return 0


def edit_library(book: Book, dice: random.Random) -> int:
    path = book.home / LIBRARY
    path.write_text(path.read_text(encoding="utf-8") + f"\n_NOTE = {dice.randrange(10**9)}\n", encoding="utf-8")
    return 2


def edit_other_library(book: Book, dice: random.Random) -> int:
    path = book.home / "src/rotation/valuation.py"
    path.write_text(path.read_text(encoding="utf-8") + f"\n_NOTE = {dice.randrange(10**9)}\n", encoding="utf-8")
    return 0


def edit_notebook(book: Book, dice: random.Random) -> int:
    name = dice.choice(list(TABLES))
    path = book.home / f"chapters/{name}.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"][1]["source"] = CODE.format(name=name, table=TABLES[name]) + f"\nprint({dice.randrange(10**9)})"
    path.write_text(json.dumps(made), encoding="utf-8")
    return 1


def edit_default(book: Book, dice: random.Random) -> int:
    path = book.home / f"chapters/{dice.choice(list(TABLES))}.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"][0]["source"] = f"times = {dice.randrange(10**9)}"
    path.write_text(json.dumps(made), encoding="utf-8")
    return 1


def edit_lock(book: Book, dice: random.Random) -> int:
    book.write("requirements.txt", f"# {dice.randrange(10**9)}\n")
    return 2


def listed_file(book: Book, dice: random.Random) -> int:
    """Add a file to a listed folder, or take one away."""
    folder = book.home / f"{dice.choice(list(TABLES))}.d"
    there = sorted(folder.iterdir())
    if there and dice.random() < 0.5:
        dice.choice(there).unlink()
    else:
        (folder / f"{dice.randrange(10**9)}.txt").touch()
    return 1


def asked_file(book: Book, dice: random.Random) -> int:
    """Make or take away a file that is only asked for."""
    path = book.home / "tables" / f"{dice.choice(list(TABLES))}.there"
    path.unlink() if path.is_file() else path.touch()
    return 1


def spoil(book: Book, dice: random.Random) -> int:
    book.write(f"tables/{dice.choice(list(TABLES.values()))}", f"day,value\n1,x{dice.randrange(10**9)}\n")
    return 2


def unread(book: Book, dice: random.Random) -> int:
    book.write("data/unread.csv", f"{dice.randrange(10**9)}\n")
    return 0


EDITS: tuple[Edit, ...] = (edit_row, edit_row, edit_row, touch, edit_library, edit_other_library, edit_notebook,
                           edit_default, edit_lock, listed_file, asked_file, spoil, unread)


def prove(book: Book, edits: int, seed: int) -> int:
    """After every edit: the same result, and no needless run. CheckFailed with the seed and the edit if not."""
    dice, ran, broken = random.Random(seed), 0, False
    book.run("incremental")
    with Progress("edits", edits) as progress:
        for n in range(edits):
            edit = dice.choice(EDITS)
            may_run = edit(book, dice)
            code, said, made = book.run("incremental")
            clean = book.run("clean", "--anew")
            if (code, made) != (clean[0], clean[2]) or (code and said != clean[1]):
                raise CheckFailed(f"seed {seed}, edit {n} ({edit.__name__}): {said.strip()} against {clean[1].strip()}")
            times = int(said.partition(": ")[2].partition(" ")[0]) if code == 0 else 0
            if times > may_run and not broken:
                raise CheckFailed(f"seed {seed}, edit {n} ({edit.__name__}): {times} notebooks ran, {may_run} may have")
            ran, broken = ran + times, code != 0 or (broken and times > may_run)
            progress.step(edit.__name__, n + 1, edits)
    return ran


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--edits", type=int, default=500, help="how many (default 500)")
    out.add_argument("--seed", type=int, default=1, help="which ones (default 1)")
    return out


def run(arguments: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(prefix="rotation-proof-") as home:
        ran = prove(Book(Path(home) / "book"), arguments.edits, arguments.seed)
    return (f"{arguments.edits} edits with seed {arguments.seed}: incremental equal to clean after every one; "
            f"{ran} of {2 * arguments.edits} runs were made")


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
