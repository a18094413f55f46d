"""What several test files share: the ledger as committed data give it, and folders a test may spoil."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from rotation import ledger
from rotation.paths import DATA

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
