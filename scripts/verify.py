"""Prove that the book is the same, byte for byte, wherever and however it is built: site, notebooks, tables.

Few builds prove it. One stands for all others: this checkout, from nothing. Another one has everything different at
once: folder, time zone, locale, umask, hash seed, number of workers, engine; a third goes on from a build of an edited
book. If any differs, single differences are tried one by one, to say which it is. Where dask.distributed is installed,
pages that a cluster's workers make are compared with local ones. Exit code 1 names the first file that differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from clusters import cluster
from copies import copy_project

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.paths import ROOT
from rotation.progress import Progress

TICKERS = ("OII", "IVZ", "AAPL")
EDITED = ("chapters/method.md", "data/claims/001.yml", "chapters/stock.ipynb")
Files = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """One way to build: what is different from how one usually does."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    umask: int = 0o022
    alone: bool = False                 # on one processor
    folder: str = "book"


USUAL = Way("from nothing")
SINGLE = (
    Way("another folder", folder="a book elsewhere/and/deeper"),
    Way("another time zone", {"TZ": "Pacific/Kiritimati"}),
    Way("another locale", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    Way("another umask", umask=0o077),
    Way("another hash seed", {"PYTHONHASHSEED": "4242"}),
    Way("one worker", alone=True),
    Way("papermill's default engine", arguments=("--engine", "default")),
)
ALL = Way("all at once", {name: value for way in SINGLE for name, value in way.variables.items()},
          ("--engine", "default"), 0o077, True, SINGLE[0].folder)


def run(command: Sequence[str], root: Path, way: Way = USUAL) -> None:
    """Run one of the scripts of a checkout; CheckFailed with its words if it fails."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("ROTATION_", "LC_"))}
    variables |= {"ROTATION_ROOT": str(root), "PYTHONPATH": str(root / "src"), "PYTHONHASHSEED": "0", "TZ": "UTC",
                  "OPENBLAS_NUM_THREADS": "1", **way.variables}

    def prepare() -> None:
        os.umask(way.umask)
        if way.alone and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    done = subprocess.run([sys.executable, *command], cwd=root, env=variables, capture_output=True, check=False,
                          preexec_fn=prepare)
    if done.returncode:
        raise CheckFailed(f"{way.name}: {command[0]} ended with {done.returncode}: "
                          f"{done.stderr.decode(errors='replace').strip()[-600:]}")


def built(root: Path, way: Way, out: Path | None = None) -> Files:
    """Build the book of a checkout; every file's digest, by name."""
    home = out or root / "_build" / "verify"
    run(["scripts/build_book.py", "--out", str(home), *way.arguments], root, way)
    return digests(home)


def digests(home: Path) -> Files:
    """Every file below a folder by content."""
    return {path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(home.rglob("*"))
            if path.is_file() and not path.relative_to(home).parts[0].startswith(".")}      # not the workshop


def difference(one: Files, other: Files) -> str:
    """The first file that is not the same in both, and how many there are; nothing if there is none."""
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    return f"{names[0]} ({len(names)} of {len({*one, *other})} files)" if names else ""


def over_an_edited_book(root: Path) -> Files:
    """Build, edit, build, take the edit back, build: what the last build made over the others."""
    built(root, USUAL)
    before = {name: (root / name).read_bytes() for name in EDITED}
    for name, content in before.items():
        (root / name).write_bytes(_edited(name, content))
    built(root, USUAL)
    for name, content in before.items():
        (root / name).write_bytes(content)
    return built(root, USUAL)


def _edited(name: str, content: bytes) -> bytes:
    if name.endswith(".md"):
        return content + b"\n\n## Another part\n\nOf this page.\n"
    old, new = (b"# One company", b"# A company") if name.endswith(".ipynb") else (b"statement: ", b"statement: So: ")
    return content.replace(old, new, 1)


def swept(root: Path, home: Path) -> tuple[Files, Files]:
    """Pages of a few companies, made here and by a cluster of two workers."""
    run(["scripts/sweep.py", "--anew", "--out", str(home / "here"), *TICKERS], root)
    with cluster(2, root) as address:
        run(["scripts/sweep.py", "--scheduler", address, "--out", str(home / "far"), *TICKERS], root)
    return digests(home / "here"), digests(home / "far")


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--each", action="store_true", help="try every difference alone too")
    return out


def verify(arguments: argparse.Namespace) -> str:
    """Every comparison, as a table on standard output."""
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="rotation-verify-") as scratch, Progress("builds", 6) as progress:
        home = Path(scratch)

        def tell(name: str, found: str) -> None:
            rows.append((name, found))
            progress.step(name, len(rows), max(6, len(rows)))

        usual = built(ROOT, Way("from nothing", arguments=("--anew",)), home / "usual")
        tell("from nothing, here", "")
        tell("all at once", difference(usual, built(copy_project(home / "all" / ALL.folder), ALL)))
        if rows[-1][1] or arguments.each:
            for n, way in enumerate(SINGLE):
                tell(way.name, difference(usual, built(copy_project(home / str(n) / way.folder), way)))
        copy = copy_project(home / "ein Bänd für sich")
        tell("over an edited book", difference(usual, over_an_edited_book(copy)))
        tell("a cluster", difference(*swept(copy, home)) if find_spec("distributed") else "not tried: make cluster")
    width = max(len(name) for name, _ in rows)
    print("\n".join(f"{name:{width}}  {found or 'the same'}" for name, found in rows), flush=True)
    bad = [f"{name}: {found}" for name, found in rows if found and not found.startswith("not tried")]
    if bad:
        raise CheckFailed(f"not the same bytes: {bad[0]}")
    return f"{len(usual)} files, the same in every way that was tried"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), verify))
