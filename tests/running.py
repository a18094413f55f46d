"""Running the project's scripts as a person would: a process of its own, its exit code and what it printed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from rotation.command import main_with
from rotation.paths import ROOT


def script(name: str, *arguments: object, root: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``scripts/<name>.py``; ``root`` is another book (see ``own_book``)."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"} | ({"ROTATION_ROOT": str(root)} if root else {})
    command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


def in_process(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Like ``script``, without the second that a new process costs: the same parser, run and error line."""
    path = ROOT / "scripts" / f"{name}.py"
    module = runpy.run_path(str(path), run_name=name)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main_with(module["parser"](), module["run"], list(map(str, arguments)))
    return subprocess.CompletedProcess([name, *arguments], code, out.getvalue(), err.getvalue())


def own_book(folder: Path, chapters: tuple[str, ...] = ()) -> Path:
    """A book of our own to spoil: settings and the named notebooks copied (none: all), data linked."""
    folder.mkdir(parents=True)
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy2(ROOT / name, folder / name)
    others = [path.name for path in (ROOT / "chapters").glob("*.ipynb") if chapters and path.stem not in chapters]
    shutil.copytree(ROOT / "chapters", folder / "chapters", ignore=shutil.ignore_patterns(".*", *others))
    (folder / "data").symlink_to(ROOT / "data")
    return folder


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by path: two equal dictionaries are two equal folders."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}
