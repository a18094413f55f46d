"""Where things are, as absolute paths from the repository's root; no code counts ``../``."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import InputError


def find_root() -> Path:
    """The repository: ``ROTATION_ROOT`` if set, else the folder above this (editable) package."""
    named = os.environ.get("ROTATION_ROOT")
    root = Path(named) if named else Path(__file__).resolve().parents[2]
    if not (root / "_toc.yml").is_file():
        raise InputError(
            str(root), "no _toc.yml", "the book's repository",
            "install the package with 'pip install -e .' from the repository or set ROTATION_ROOT",
        )
    return root


ROOT = find_root()
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
BUILD = ROOT / "_build"


STAGES = ("articles", "claims", "checks", "market", "reference", "editions")


def data_folder(path: Path) -> Path:
    """``path`` made absolute; refused unless it holds at least one stage of a data folder."""
    if not path.is_dir():
        raise InputError("parameter data", str(path), "a folder laid out like data/", "check the path")
    if not any((path / stage).is_dir() for stage in STAGES) and not any(path.glob("*/*.meta.yml")):
        raise InputError("parameter data", f"{path} without any of {', '.join(STAGES)}",
                         "a folder laid out like data/", "check the path")
    return path.resolve()


def folder(data: Path, part: str) -> Path:
    """One stage of a data folder laid out like ``data/``; a stage it does not hold is the book's own.

    A folder that holds providers' series directly stands for ``market`` alone.
    """
    inside = data / part
    if inside.is_dir():
        return inside
    if part == "market" and any(data.glob("*/*.meta.yml")):
        return data
    return DATA / part
