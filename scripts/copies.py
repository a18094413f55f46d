"""Copies of the project as it stands, to be built in or edited."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rotation.paths import ROOT


def project_files() -> list[str]:
    """What is under version control, and what of the library is about to be; by name from the root."""
    asked = (["git", "ls-files", "-z"], ["git", "ls-files", "-z", "--others", "--exclude-standard", "src"])
    told = [subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode() for command in asked]
    return sorted(name for name in "".join(told).split("\0") if name and (ROOT / name).is_file())


def copy_project(home: Path, without: tuple[str, ...] = ()) -> Path:
    """The project's files below ``home``, but those whose names begin with one of ``without``."""
    for name in project_files():
        if not name.startswith(without):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, home / name)
    return home
