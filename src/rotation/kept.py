"""Notebooks and tables through the store: what is the same is not made again.

A notebook's result is kept with its source (without outputs), its parameters, the interpreter and the lock, with every
file of ours that it or the process it was forked from read, listed or looked for, and with the modules that it and its
runner import. Under papermill's default engine nobody sees what a notebook reads: it always runs, and nothing is kept.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import CheckFailed, InputError, RotationError
from .files import write_text
from .notebooks import Run, environment, is_injected, is_warm, scheduler_for
from .paths import BUILD, DATA, ROOT
from .report import FIGURE_MIME
from .runs import Digests, Found, Seen, Store, digest, module_files
from .runs.compiled import distrust
from .runs.imports import PACKAGE, notebook_imports

STORE = BUILD / "store"
LOCKS = BUILD / "locks"             # not in the store, which may be deleted at any time
UNTRACED = "the default engine keeps nothing"
ANEW = "everything anew, as asked"
RUNNER = ("rotation.notebooks", "rotation.kept", "rotation.warm.engine", "rotation.warm.kernel", "rotation.warm.zygote",
          "rotation.warm.provisioner")
_VOLATILE = ("papermill", "execution", "widgets", "kernelspec", "language_info")
_Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Ended:
    """One run: what went wrong with it, and why it ran; no reason means that its kept result was served."""

    run: Run
    error: RotationError | None
    why: str


class Kept:
    """Results that are kept under ``_build/store``; every complaint of the store is one line on stderr, told once."""

    def __init__(self, data: Path = DATA, anew: bool = False):
        distrust(PACKAGE)
        roots = (ROOT, ROOT.resolve(), DATA.resolve(), data.absolute(), data.resolve(), PACKAGE)
        self.roots = tuple(dict.fromkeys(roots))
        self.anew, self._told = anew, set()
        self._imported: dict[frozenset[str], frozenset[Path]] = {}
        self.digests = Digests(ROOT, environment())
        self.store = Store(STORE, self.digests, self._note)

    def find(self, name: str, fixed: Mapping[str, str]) -> Found:
        """What is kept of a name, or why nothing is."""
        return Found(None, ANEW) if self.anew else self.store.find(name, fixed)

    def keep(self, name: str, fixed: Mapping[str, str], seen: Seen, modules: Iterable[str], since: int,
             result: bytes, written: Iterable[str] = ()) -> None:
        """Keep a result with what it stood on, unless something of that changed since (nanoseconds of a file's change),
        or the run did what a trace does not see. ``written``: what it only asked for, and its run wrote."""
        own = self._modules(frozenset(modules))
        stands_on = Digests(ROOT, environment()).of(seen, own)
        contents = map(Path, (*own, *seen.read, *seen.listed))
        presences = map(Path, seen.asked.difference(written))
        # Looked at after the digests were taken: what changes from now on is seen by who asks for the result.
        if not (seen.unseen or any(changed_since(path, since) for path in contents)
                or any(path.is_file() and changed_since(path, since) for path in presences)):
            self.store.keep(name, fixed, stands_on, result)

    def _modules(self, names: frozenset[str]) -> frozenset[Path]:
        if names not in self._imported:
            self._imported[names] = module_files(names)
        return self._imported[names]

    def _note(self, text: str) -> None:
        if text.partition(": ")[2] not in self._told:
            self._told.add(text.partition(": ")[2])
            print(f"note: {text}", file=sys.stderr)


def surroundings() -> dict[str, str]:
    """What every result depends on: the interpreter, the lock, what is installed."""
    installed = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    lock = ROOT / "requirements.txt"
    return {"Python": f"{platform.python_implementation()} {sys.version}",
            "the lock": digest(lock.read_bytes()) if lock.is_file() else "none",
            "what is installed": digest("\n".join(installed).encode())}


def fixed_of(run: Run, around: Mapping[str, str]) -> dict[str, str]:
    """What is known of a notebook's run before it runs."""
    return {**around, "the notebook": source_digest(run.source.read_bytes()),
            "a parameter": json.dumps(dict(run.parameters), sort_keys=True, default=str)}


def source_digest(notebook: bytes) -> str:
    """A notebook's content without what running it writes into it."""
    try:
        content = json.loads(notebook)
        for key in _VOLATILE:
            content["metadata"].pop(key, None)
        content["cells"] = [cell for cell in content["cells"] if not is_injected(cell)]
        for cell in content["cells"]:
            _without_results(cell)
    except (ValueError, KeyError, TypeError, AttributeError):
        return digest(notebook)
    return digest(json.dumps(content, sort_keys=True).encode())


def _without_results(cell: dict) -> None:
    outputs = cell.pop("outputs", ())
    cell.pop("execution_count", None)
    for key in _VOLATILE:
        cell["metadata"].pop(key, None)
    if not cell["metadata"].get("tags", True):              # papermill gives every cell a list of tags
        del cell["metadata"]["tags"]
    if any(FIGURE_MIME in output.get("data", {}) for output in outputs):
        shown = cell["metadata"].get("mystnb", {})
        for key in ("image", "figure"):
            shown.pop(key, None)
        if not shown:
            cell["metadata"].pop("mystnb", None)
    if isinstance(cell["source"], list):
        cell["source"] = "".join(cell["source"])


def name_of(run: Run) -> str:
    """Under what name a run is kept: the notebook's, and the page's where it makes many."""
    return run.name if run.target.stem == run.name else f"{run.name}--{run.target.stem}"


def explain(runs: Sequence[Run], kept: Kept) -> list[tuple[str, str]]:
    """Each run by name with the reason for which it would run; none if it would not."""
    around = surroundings()
    found = [(run.target.stem, kept.find(name_of(run), fixed_of(run, around))) for run in runs]
    return [(name, "" if one.result is not None else one.why) for name, one in found]


def run_all(runs: Sequence[Run], kept: Kept, progress: _Told | None = None, engine: str = "",
            address: str | None = None) -> list[Ended]:
    """Serve what is kept, run the rest in parallel, keep what that made; in the order of ``runs``."""
    if address or not is_warm(engine):
        return _untraced(runs, progress, engine, address)
    around, found = surroundings(), {}
    fixed = [fixed_of(run, around) for run in runs]
    asked = [kept.find(name_of(run), known) for run, known in zip(runs, fixed, strict=True)]
    for n, (run, one) in enumerate(zip(runs, asked, strict=True)):
        if one.result is not None:
            write_text(run.target, one.result.decode("utf-8"))
            found[n] = Ended(run, None, "")
    waiting = [n for n in range(len(runs)) if n not in found]
    if waiting:
        with _beside() as (scratch, since):
            traced = [replace(runs[n], trace=scratch / f"{n}.json") for n in waiting]
            scheduler = scheduler_for(traced, engine=engine, traced=kept.roots)
            for place, error in scheduler.map("rotation.notebooks:execute", traced):
                n = waiting[place]
                found[n] = Ended(runs[n], error, asked[n].why)
                if error is None:
                    _keep(kept, traced[place], fixed[n], since)
                if progress:
                    progress(runs[n].target.stem, len(found), len(runs))
        kept.store.bound()
    return [found[n] for n in range(len(runs))]


def _untraced(runs: Sequence[Run], progress: _Told | None, engine: str, address: str | None) -> list[Ended]:
    found = {}
    for n, error in scheduler_for(runs, engine=engine, address=address).map("rotation.notebooks:execute", runs):
        found[n] = Ended(runs[n], error, UNTRACED)
        if progress:
            progress(runs[n].target.stem, len(found), len(runs))
    return [found[n] for n in range(len(runs))]


def _keep(kept: Kept, run: Run, fixed: Mapping[str, str], since: int) -> None:
    try:
        seen = Seen.from_json(run.trace.read_text(encoding="utf-8"))
        source, result = run.source.read_bytes(), run.target.read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return                                          # it ended without its last words: nobody knows what it read
    if source_digest(source) != fixed["the notebook"]:
        return
    own = {str(run.source.absolute()), str(run.source.resolve())}       # its outputs are no part of what it reads
    seen = replace(seen, read=seen.read - own, asked=seen.asked | (seen.read & own))
    modules = (*RUNNER, *notebook_imports(source.decode("utf-8")))
    kept.keep(name_of(run), fixed, seen, modules, since, result, own)


def began() -> int:
    """When this process began, in nanoseconds as files count them, a little early: what it has loaded since may be
    older than a file that is there now. 0 where no system tells."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        ago = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
        return time.time_ns() - int((ago + _COARSE) * 1e9)
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


_COARSE = 0.05                      # seconds: what the clocks of processes and files leave out


@contextmanager
def _beside() -> Iterator[tuple[Path, int]]:
    """A folder for traces, and when it was made, as the file system counts."""
    with tempfile.TemporaryDirectory(prefix="rotation-trace-") as scratch:
        yield Path(scratch), now_of(Path(scratch))


def now_of(folder: Path) -> int:
    """The file system's own time: that of a file made now."""
    mark = folder / "now"
    mark.touch()
    return mark.stat().st_ctime_ns


def changed_since(path: Path, since: int) -> bool:
    """Whether a file or folder may have changed since; of one that is not there, its folder tells."""
    for place in (path, path.parent):
        with suppress(OSError):
            return place.stat().st_ctime_ns >= since
    return False


def told(ended: Sequence[Ended]) -> None:
    """What went wrong, all together; wrong input found inside a notebook once, for the first that met it."""
    failed = [one.error for one in ended if one.error]
    wrong = [error for error in failed if isinstance(error, InputError)]
    if wrong:
        raise min(wrong, key=str)
    if failed:
        raise CheckFailed("; ".join(sorted(set(map(str, failed)))))     # one template can fail alike for many companies


def counted(ended: Sequence[Ended]) -> str:
    """How many ran and how many were kept, in words."""
    ran = sum(bool(one.why) for one in ended)
    return f"{ran} of {len(ended)} notebooks ran, {len(ended) - ran} kept"


@contextmanager
def alone(what: Path) -> Iterator[None]:
    """One at a time makes ``what``: a second waits. Where no lock can be had, nobody waits."""
    lock = None
    with suppress(ImportError, OSError):
        import fcntl

        LOCKS.mkdir(parents=True, exist_ok=True)
        lock = os.open(LOCKS / digest(os.fsencode(what))[:16], os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"note: another build of {what} is under way; waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)
