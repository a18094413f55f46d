"""Running chapters: papermill executes, this module checks before and makes the result reproducible after.

Two runs of one notebook on the same data are byte-identical: timestamps, durations, paths, the random id of
an injected cell and the interpreter's version are taken out; figures get their alternative text.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import CheckFailed, InputError, RotationError, suggestion
from .files import write_text
from .parameters import check_parameters, declared_parameters, plain
from .paths import CHAPTERS, DATA, ROOT, data_folder
from .report import FIGURE_MIME, NUMBERS_MIME, unpacked
from .schedulers import Cluster, Forks, Processes, Scheduler, cores

KERNEL = "python3"
WARM, DEFAULT = "warm", "default"
ENGINES = (WARM, DEFAULT)
TOOLS = ("papermill", "papermill.execute", "nbclient", "nbformat", __name__, "rotation.warm.engine")
# Loading these in a cell says nothing, starts nothing and depends on nothing that a cell could have done before.
LIBRARIES = ("numpy", "pandas", "matplotlib", "scipy", "statsmodels", "exchange_calendars", "rotation")
_VOLATILE = ("papermill", "execution", "widgets")
_NEVER = ("MPLBACKEND", "MATPLOTLIBRC", "LANG", "LANGUAGE", "PYTHONIOENCODING")
_INPUT_ERROR = re.compile(r"(.*?): found (.*); expected (.*); (.*)")


@dataclass(frozen=True)
class Run:
    """One notebook to execute: where it comes from, where the executed copy goes, its parameters."""

    source: Path
    target: Path
    parameters: Mapping[str, object]
    trace: Path | None = None           # where a warm kernel writes what it read

    @property
    def name(self) -> str:
        return self.source.stem


def chapter_files(folder: Path = CHAPTERS) -> dict[str, Path]:
    """Every notebook of the book by name."""
    return {path.stem: path for path in sorted(folder.glob("*.ipynb"))}


def parse_parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """``-p NAME VALUE`` pairs; values are YAML, as with ``papermill -y``."""
    found: dict[str, object] = {}
    for name, text in pairs:
        try:
            found[name] = plain(yaml.safe_load(text))
        except yaml.YAMLError:
            raise InputError(f"parameter {name}", repr(text), "a YAML value", "quote the value") from None
    return found


def plan_runs(names: Sequence[str], parameters: Mapping[str, object], out: Path, shared: Mapping[str, object],
              source: Path = CHAPTERS) -> list[Run]:
    """What to run. ``parameters`` must be declared by every chosen chapter, ``shared`` go where they are declared.

    Raises InputError, before anything runs, for an unknown chapter or parameter or a value of another type.
    """
    files = chapter_files(source)
    for name in names:
        if name not in files:
            raise InputError("run_chapters", f"chapter {name!r}", f"one of {', '.join(files)}", suggestion(name, files))
    named = {**shared, **parameters}.get("data")
    if named and isinstance(named, str):
        data_folder(Path(named))
    runs = []
    for name in names or files:
        declared = declared_parameters(files[name])
        mine = {key: value for key, value in shared.items() if key in declared}
        check_parameters(declared, {**mine, **parameters}, f"chapter {name}")
        runs.append(Run(files[name], out / f"{name}.ipynb", {**mine, **parameters}))
    return runs


def execute_all(runs: Sequence[Run], workers: int | None = None,
                progress: Callable[[str, int, int], None] | None = None, engine: str = "",
                scheduler: Scheduler | None = None) -> None:
    """Execute the runs in parallel; all failures are told together and no failed notebook replaces a good one.

    Wrong input found inside a notebook is told once, for the first chapter that met it.
    """
    failed = [error for _, error in endings(runs, scheduler or scheduler_for(runs, workers, engine), progress) if error]
    wrong = [error for error in failed if isinstance(error, InputError)]
    if wrong:
        raise min(wrong, key=str)
    if failed:
        raise CheckFailed("; ".join(sorted(map(str, failed))))


def endings(runs: Sequence[Run], scheduler: Scheduler, progress: Callable[[str, int, int], None] | None = None
            ) -> list[tuple[Run, RotationError | None]]:
    """Every run with what went wrong with it, in the order of ``runs``."""
    found: dict[int, RotationError | None] = {}
    for n, error in scheduler.map(f"{__name__}:execute", runs):
        found[n] = error
        if progress:
            progress(runs[n].name, len(found), len(runs))
    return [(run, found[n]) for n, run in enumerate(runs)]


def is_warm(engine: str = "") -> bool:
    """Whether notebooks run in warm forks: by choice, or where the system has what they need."""
    return (engine or (WARM if hasattr(os, "pidfd_open") else DEFAULT)) == WARM


def scheduler_for(runs: Sequence[Run], workers: int | None = None, engine: str = "", address: str | None = None,
                  traced: Sequence[Path] = ()) -> Scheduler:
    """A cluster's if an address is given, else this machine's: warm forks where the system has what they need, else
    (or by choice) a pool of processes.

    One more than there are cores, as a notebook's two processes wait for each other.
    """
    if address:
        return Cluster(address, is_warm(engine), libraries_of(runs))
    if not is_warm(engine):
        return Processes(workers or cores())
    return Forks(workers or cores() + 1, environment(), libraries_of(runs), TOOLS, shared_ledger(runs), traced)


def libraries_of(runs: Sequence[Run]) -> tuple[str, ...]:
    """Modules that the notebooks import and that may be loaded before."""
    found = {name for source in {run.source for run in runs} for name in _imports(source)}
    return tuple(sorted(name for name in found if name.partition(".")[0] in LIBRARIES))


def _imports(notebook: Path) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        try:
            tree = ast.parse("".join(cell["source"]))
        except SyntaxError:
            continue                                  # a magic, or a fault that the run will tell
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def shared_ledger(runs: Sequence[Run]) -> tuple[str, Sequence[object]] | None:
    """The ledger that most runs will ask for, if more than one does."""
    wanted = Counter(_ledger_of(run) for run in runs)
    wanted.pop(None, None)
    for asked, times in wanted.most_common(1):
        if times > 1:
            return "rotation.ledger:keep", (Path(asked[0]) if asked[0] else DATA, asked[1], list(asked[2]))
    return None


def _ledger_of(run: Run) -> tuple[str, str, tuple[str, ...]] | None:
    """Data folder, date and articles of a chapter; None for a notebook that is none."""
    if "rotation.chapter" not in set(_imports(run.source)):
        return None
    asked = {**declared_parameters(run.source), **run.parameters}
    return str(asked.get("data", "")), str(asked.get("as_of", "newest")), tuple(asked.get("articles", ()))


def environment() -> dict[str, str]:
    """What a notebook runs in: ours, with nothing that would change a figure's bytes or the way text and time read."""
    ours = {name: value for name, value in os.environ.items() if name not in _NEVER and not name.startswith("LC_")}
    return ours | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
                   "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def execute(run: Run) -> None:
    """Execute one notebook with papermill and write the cleaned result, atomically."""
    import papermill  # heavy: only the processes that execute pay for it
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    kept = environment()
    os.environ.clear()
    os.environ.update(kept)
    if run.trace and _engine():
        os.environ["ROTATION_TRACE"] = str(run.trace)
    with tempfile.TemporaryDirectory() as scratch:
        source, output = _as_written(run.source, Path(scratch)), Path(scratch) / run.target.name
        try:
            with _stderr_into(Path(scratch) / "kernel.log"):
                papermill.execute_notebook(str(source), str(output), parameters=dict(run.parameters) or None,
                                           engine_name=_engine(), kernel_name=KERNEL, progress_bar=False,
                                           log_output=False, cwd=str(ROOT),
                                           extra_arguments=["--log-level=CRITICAL"])
        except PapermillExecutionError as error:
            raise _failure(f"{run.name}, cell {error.cell_index}", error.ename, error.evalue) from None
        except DeadKernelError as error:
            raise CheckFailed(" ".join(f"{run.name}: the kernel died: {error}".split())) from None
        except RuntimeError as error:                 # what the client says of a kernel that never answered
            raise CheckFailed(" ".join(f"{run.name}: the kernel did not start: {error}".split())) from None
        write_text(run.target, dump(clean(json.loads(output.read_text(encoding="utf-8")))))


def _as_written(source: Path, scratch: Path) -> Path:
    """The notebook, or a copy of it without the parameters that an earlier run in place put into it: they are replaced
    by others, but not by none."""
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
        written = [cell for cell in content["cells"] if not is_injected(cell)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return source                                   # no notebook, as who runs it will say
    if len(written) == len(content["cells"]):
        return source
    copy = scratch / f"written-{source.name}"
    copy.write_text(dump({**content, "cells": written}), encoding="utf-8")
    return copy


def is_injected(cell: Mapping) -> bool:
    """Whether papermill wrote the cell: the parameters of a run."""
    return "injected-parameters" in cell["metadata"].get("tags", ())


def _engine() -> str | None:
    """papermill's name of the engine: ours if whoever started this process keeps a warm one."""
    return "rotation" if os.environ.get("ROTATION_WARM") else None


@contextmanager
def _stderr_into(log: Path) -> Iterator[None]:
    """Send file descriptor 2 into a file for a while: a kernel inherits it, and what it logs while it is being shut
    down is not for the reader of our one line. What a cell raises reaches us through the notebook."""
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("wb") as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)


def _failure(where: str, name: str, text: str) -> RotationError:
    """What went wrong in a cell: wrong input keeps its four parts (and exit code 2), the rest is a failed check."""
    told = _INPUT_ERROR.fullmatch(text) if name == InputError.__name__ else None
    if told:
        return InputError(f"{where}: {told[1]}", *told.groups()[1:])
    return CheckFailed(" ".join(f"{where}: {name}: {text}".split()))


def clean(notebook: dict) -> dict:
    """The executed notebook without anything that depends on when, where or by which interpreter it ran."""
    for key in _VOLATILE:
        notebook["metadata"].pop(key, None)
    notebook["metadata"]["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": KERNEL}
    notebook["metadata"]["language_info"] = {"name": "python"}
    for position, cell in enumerate(notebook["cells"]):
        _clean_cell(cell, position)
    return notebook


def _clean_cell(cell: dict, position: int) -> None:
    for key in _VOLATILE:
        cell["metadata"].pop(key, None)
    if is_injected(cell):
        cell["id"] = "injected-parameters"
        cell["metadata"]["tags"] = ["injected-parameters", "remove-cell"]
    for output in cell.get("outputs", ()):
        output.get("metadata", {}).pop("execution", None)
        _describe_figure(cell, output)
    cell.setdefault("id", f"cell-{position:02d}")


def _describe_figure(cell: dict, output: dict) -> None:
    """Put a figure's computed words where MyST-NB takes the alternative text and the caption from."""
    about = output.get("data", {}).get(FIGURE_MIME)
    if not about:
        return
    shown = cell["metadata"].setdefault("mystnb", {})
    shown["image"] = {"alt": about["alt"]}
    if about["caption"]:
        name = "fig-" + about["id"].replace(".", "-").replace("_", "-")
        shown["figure"] = {"caption": about["caption"], "name": name}


def dump(notebook: dict) -> str:
    """A notebook as text, as Jupyter writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def recorded_numbers(notebook: Path) -> list[tuple[str, list[dict[str, str]]]]:
    """The numbers an executed notebook recorded, with the anchor of the cell that computed them."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        (f"{notebook.stem}#{cell['id']}", unpacked("".join(output["data"][NUMBERS_MIME])))
        for cell in cells if cell["cell_type"] == "code"
        for output in cell["outputs"] if NUMBERS_MIME in output.get("data", {})
    ]
