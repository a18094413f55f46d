"""Running chapters: papermill executes, this module checks before and makes the result reproducible after.

Two runs of one notebook on the same data are byte-identical: timestamps, durations, paths, the random id of
an injected cell and the interpreter's version are taken out; figures get their alternative text.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import CheckFailed, InputError, RotationError, suggestion
from .files import write_text
from .parameters import check_parameters, declared_parameters, plain
from .paths import CHAPTERS, ROOT, data_folder
from .report import FIGURE_MIME, NUMBERS_MIME, unpacked

KERNEL = "python3"
_VOLATILE = ("papermill", "execution", "widgets")
_INPUT_ERROR = re.compile(r"(.*?): found (.*); expected (.*); (.*)")


@dataclass(frozen=True)
class Run:
    """One notebook to execute: where it comes from, where the executed copy goes, its parameters."""

    source: Path
    target: Path
    parameters: Mapping[str, object]

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
                progress: Callable[[str, int, int], None] | None = None) -> None:
    """Execute the runs in parallel; all failures are told together and no failed notebook replaces a good one.

    Wrong input found inside a notebook is told once, for the first chapter that met it.
    """
    failures: list[str] = []
    wrong: list[InputError] = []
    with ProcessPoolExecutor(max_workers=workers or os.cpu_count() or 1) as pool:
        futures = {pool.submit(execute, run): run for run in runs}
        for done, future in enumerate(as_completed(futures), 1):
            try:
                future.result()
            except CheckFailed as failure:
                failures.append(str(failure))
            except InputError as error:
                wrong.append(error)
            if progress:
                progress(futures[future].name, done, len(runs))
    if wrong:
        raise min(wrong, key=str)
    if failures:
        raise CheckFailed("; ".join(sorted(failures)))


def execute(run: Run) -> None:
    """Execute one notebook with papermill and write the cleaned result, atomically."""
    import papermill  # heavy: only the processes that execute pay for it
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    os.environ.update(OPENBLAS_NUM_THREADS="1", PYTHONHASHSEED="0", MPLBACKEND="agg",
                      PYDEVD_DISABLE_FILE_VALIDATION="1")
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / run.target.name
        try:
            with _stderr_into(Path(scratch) / "kernel.log"):
                papermill.execute_notebook(str(run.source), str(output), parameters=dict(run.parameters) or None,
                                           kernel_name=KERNEL, progress_bar=False, log_output=False, cwd=str(ROOT),
                                           extra_arguments=["--log-level=CRITICAL"])
        except PapermillExecutionError as error:
            raise _failure(f"{run.name}, cell {error.cell_index}", error.ename, error.evalue) from None
        except DeadKernelError as error:
            raise CheckFailed(" ".join(f"{run.name}: the kernel died: {error}".split())) from None
        write_text(run.target, dump(clean(json.loads(output.read_text(encoding="utf-8")))))


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
    if "injected-parameters" in cell["metadata"].get("tags", ()):
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
