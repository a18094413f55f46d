"""What several test files share: the ledger as committed data give it, and folders a test may spoil."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from running import script

from rotation import ledger
from rotation.paths import DATA, ROOT

EDITIONS = ("2025-12-05", "2025-12-18", "2025-12-31", "2026-01-09")


@cache
def ledger_of(as_of: str) -> ledger.Ledger:
    """The ledger of the committed data at one date, built once a test process."""
    return ledger.build(DATA, as_of)


@pytest.fixture(scope="session")
def newest() -> ledger.Ledger:
    """The ledger of the committed edition."""
    return ledger_of(ledger.NEWEST)


@pytest.fixture
def own_data(tmp_path: Path) -> Path:
    """A copy of ``data/`` that a test may spoil."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("incoming"))


@dataclass(frozen=True)
class Book:
    """One strict build of the committed edition into a folder of its own."""

    home: Path                      # html/, chapters/, ledger.csv, contradictions.csv, numbers.csv
    code: int
    said: str
    tree: tuple[str, str]           # `git status` before and after

    @property
    def html(self) -> Path:
        return self.home / "html"

    @property
    def pages(self) -> list[Path]:
        """Chapters, made pages and those of companies; their names (stems) differ."""
        folders = (self.html / name for name in ("chapters", "articles", "stocks"))
        return sorted(path for folder in folders for path in folder.glob("*.html"))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book, built once for every worker of a run: the first one builds, the others wait."""
    home = tmp_path_factory.getbasetemp()
    shared = (home.parent if "PYTEST_XDIST_WORKER" in os.environ else home) / "book"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "told.json").is_file():
            (shared / "told.json").write_text(json.dumps(_build(shared / "out")), encoding="utf-8")
    made = Book(shared / "out", *json.loads((shared / "told.json").read_text(encoding="utf-8")))
    assert made.code == 0, made.said
    return made


def _build(out: Path) -> tuple[int, str, tuple[str, str]]:
    before = git_status()
    done = script("build_book", "--out", out)
    return done.returncode, done.stdout + done.stderr, (before, git_status())


def git_status() -> str:
    return subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True,
                          check=True).stdout
