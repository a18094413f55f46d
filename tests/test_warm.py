"""Forks of a warm process against papermill's default engine: the same outputs, the same ends, nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from running import own_book
from torture import write_notebook, write_torture

from rotation.paths import ROOT

pytestmark = [pytest.mark.book, pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")]

RUN = """
import sys, papermill
try:
    papermill.execute_notebook(sys.argv[1], sys.argv[2], engine_name=sys.argv[3] or None, progress_bar=False,
                               kernel_name="python3", execution_timeout=float(sys.argv[4]) or None)
except Exception as error:
    print(type(error).__name__, str(error).splitlines()[0] if str(error) else "")
"""
MARK = "ROTATION_TEST_MARK"


def papermill(source: Path, engine: str, timeout: float = 0, mark: str = "", **surroundings: str
              ) -> tuple[str, list, float]:
    """What papermill said, the cells' outputs, the seconds it took; in a process and in the notebook's folder."""
    out = source.with_name(f"{source.stem}-{engine or 'default'}.ipynb")
    started = time.monotonic()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ROTATION_", "MPLBACKEND"))}
    environment |= {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", MARK: mark, **surroundings}
    command = [sys.executable, "-c", RUN, str(source), str(out), engine, str(timeout)]
    with source.with_suffix(".said").open("w+") as said:     # no pipe: what is left behind would hold it open
        done = subprocess.run(command, cwd=source.parent, stdout=said, stderr=subprocess.DEVNULL, check=False,
                              timeout=90, env=environment)
        said.seek(0)
        words = said.read().strip()
    seconds = time.monotonic() - started
    assert done.returncode == 0, words
    cells = [cell for cell in nbformat.read(out, 4).cells if cell.cell_type == "code"] if out.exists() else []
    return words, [(cell.source, plain(cell)) for cell in cells], seconds


def plain(cell: dict) -> str:
    """A cell's outputs without process ids and addresses; neighbouring pieces of one stream are one."""
    outputs: list[dict] = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream" and outputs and outputs[-1].get("name") == output["name"]:
            outputs[-1]["text"] += output["text"]
        else:
            outputs.append(dict(output))
    text = json.dumps([cell["execution_count"], outputs], sort_keys=True, indent=1)
    return re.sub(r"0x[0-9a-f]+", "ADDRESS", re.sub(r"(ipykernel_|pid=)\d+", r"\1PID", text))


def marked(mark: str) -> list[int]:
    """Processes with our mark in their environment that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def gone(mark: str, seconds: float = 5) -> bool:
    """Whether no marked process is left, at once or very soon."""
    until = time.monotonic() + seconds
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.05)
    return not marked(mark)


# ---------------------------------------------------------------- the same outputs

def test_the_torture_notebook_has_the_outputs_of_the_default_engine(tmp_path):
    source = write_torture(tmp_path)
    once, again, warm = (papermill(source, engine, TZ="Asia/Kolkata") for engine in ("", "", "rotation"))
    assert once[0] == warm[0]                            # what cells wrote past the kernel, and the error at the end
    triples = zip(once[1], again[1], warm[1], strict=True)
    stable = [(cell, left, right) for (cell, left), (_, twin), (_, right) in triples if left == twin]
    assert len(once[1]) - len(stable) <= 6, "cells in which the default engine differs from itself"
    assert [(cell, left, right) for cell, left, right in stable if left != right] == []


# ---------------------------------------------------------------- the same ends

CHILDREN = ("import os, subprocess, sys\nsubprocess.Popen(['sleep', '1000'])\n"
            "subprocess.Popen(['sleep', '1001'], start_new_session=True)\n"
            "if os.fork() == 0:\n    os.setsid()\n    os.fork() and os._exit(0)\n"
            "    os.execvp('sleep', ['sleep', '1002'])\n")
LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)); x = bytearray(8 << 30)"
ENDS = [
    # name, cells                                                        timeout, what papermill raises
    ("hang", ["while True: pass"], 3, "CellTimeoutError"),
    ("asleep", ["import time; time.sleep(1000)"], 3, "CellTimeoutError"),
    ("killed", ["import os; os.kill(os.getpid(), 9)"], 60, "DeadKernelError"),
    ("exit", ["import os; os._exit(3)"], 60, "DeadKernelError"),
    ("segfault", ["import ctypes; ctypes.string_at(0)"], 60, "DeadKernelError"),
    ("memory", [LIMIT], 60, "PapermillExecutionError"),
    ("children", [CHILDREN, "1 / 0"], 60, "PapermillExecutionError"),
    ("children of a dead one", [CHILDREN, "os._exit(0)"], 60, "DeadKernelError"),
    ("children of a good one", [CHILDREN, "'done'"], 60, ""),
    ("interrupted", ["raise KeyboardInterrupt"], 60, "PapermillExecutionError"),
    ("left", ["import sys; sys.exit(2)", "'not reached'"], 60, "PapermillExecutionError"),
]


@pytest.mark.parametrize(("name", "cells", "timeout", "told"), ENDS, ids=[end[0] for end in ENDS])
def test_a_notebook_ends_as_with_the_default_engine(tmp_path, name, cells, timeout, told):
    source = write_notebook(tmp_path / "end.ipynb", cells)
    mark = f"{os.getpid()}-{name}"
    stock, warm = (papermill(source, engine, timeout, mark + engine) for engine in ("", "rotation"))
    assert stock[0].partition(" ")[0] == told
    assert stock[0] == warm[0]
    if told != "DeadKernelError":                            # a dying kernel's last messages may come or not
        assert stock[1] == warm[1]
    assert warm[2] < 2 * stock[2] + 30, "in time, however busy the machine"
    assert gone(mark + "rotation"), "left behind"
    for pid in marked(mark):                                 # the default engine leaves them
        os.kill(pid, signal.SIGKILL)


# ---------------------------------------------------------------- a run of several notebooks

def book_of(folder: Path, **cells: str) -> Path:
    """A book whose chapters are one cell each."""
    root = own_book(folder, ("none",))
    for name, source in cells.items():
        write_notebook(root / "chapters" / f"{name}.ipynb", ["value = 1", source])
        path = root / "chapters" / f"{name}.ipynb"
        made = json.loads(path.read_text(encoding="utf-8"))
        made["cells"][0]["metadata"]["tags"] = ["parameters"]
        path.write_text(json.dumps(made), encoding="utf-8")
    return root


def running(root: Path, out: Path, mark: str, *arguments: str) -> subprocess.Popen:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ROTATION_")}
    command = [sys.executable, str(ROOT / "scripts" / "run_chapters.py"), "--out", str(out), *arguments]
    with root.with_name("stdout").open("w") as stdout, root.with_name("stderr").open("w") as stderr:
        return subprocess.Popen(command, cwd=ROOT, env={**environment, "ROTATION_ROOT": str(root), MARK: mark},
                                stdout=stdout, stderr=stderr, start_new_session=True, preexec_fn=_heeds_interrupts)


def _heeds_interrupts() -> None:
    """A shell that starts the tests in the background has interrupts ignored, and what it starts inherits that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def words_of(run: subprocess.Popen, root: Path) -> tuple[str, str]:
    """What a run printed, when it has ended."""
    run.wait(timeout=60)
    return tuple(root.with_name(stream).read_text(encoding="utf-8") for stream in ("stdout", "stderr"))


GOOD = "print('well')"


@pytest.mark.parametrize("engine", ["warm", "default"])
def test_one_bad_notebook_harms_no_other(tmp_path, engine):
    root = book_of(tmp_path / "book", a=GOOD, b="import os; os._exit(3)", c="1 / 0", d=CHILDREN, e=GOOD, f=LIMIT,
                   g="import os, signal; os.killpg(0, 9)" if engine == "warm" else "import os; os.kill(os.getpid(), 9)")
    out = tmp_path / "out"
    out.mkdir()
    (out / "c.ipynb").write_text("the last good one", encoding="utf-8")
    done = running(root, out, f"{os.getpid()}-many-{engine}", "--engine", engine)
    said = words_of(done, root)
    assert (done.returncode, said[0], said[1].count("\n")) == (1, "", 1)
    for told in ("b: the kernel died", "c, cell 1: ZeroDivisionError", "f, cell 1: MemoryError", "g: the kernel died"):
        assert told in said[1]
    assert sorted(path.stem for path in out.glob("*.ipynb")) == ["a", "c", "d", "e"]
    assert (out / "c.ipynb").read_text(encoding="utf-8") == "the last good one"
    left = marked(f"{os.getpid()}-many-{engine}") if engine == "default" else []
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert gone(f"{os.getpid()}-many-{engine}")


STOPS = [
    # what is done to the run                                            exit code, words on stderr
    ("interrupt", lambda run, mark: os.killpg(run.pid, signal.SIGINT), 130, "interrupted"),
    ("terminate", lambda run, mark: run.terminate(), -15, ""),
    ("kill", lambda run, mark: run.kill(), -9, ""),
    ("zygote", lambda run, mark: os.kill(child_of(child_of(run.pid)), signal.SIGKILL), 1, "error:"),
    ("guard", lambda run, mark: os.kill(child_of(run.pid), signal.SIGKILL), 1, "error:"),
]


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()[0])


@pytest.mark.parametrize(("name", "stop", "code", "words"), STOPS, ids=[stop[0] for stop in STOPS])
def test_a_run_that_is_stopped_ends_at_once_and_leaves_nothing(tmp_path, name, stop, code, words):
    root = book_of(tmp_path / "book", a=f"open({str(tmp_path / 'begun')!r}, 'w'); {CHILDREN.splitlines()[0]}\n"
                   "subprocess.Popen(['sleep', '1000'])\nimport time; time.sleep(1000)")
    out, mark = tmp_path / "out", f"{os.getpid()}-{name}"
    out.mkdir()
    (out / "a.ipynb").write_text("the last good one", encoding="utf-8")
    run = running(root, out, mark)
    until = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)
    assert len(marked(mark)) >= 4
    stop(run, mark)
    started = time.monotonic()
    said = words_of(run, root)
    assert time.monotonic() - started < 5
    assert run.returncode == code, said
    assert said[1].startswith(words)
    assert said[1].count("\n") == bool(words), said[1]
    assert gone(mark), [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in marked(mark)]
    assert (out / "a.ipynb").read_text(encoding="utf-8") == "the last good one"
    assert [path.name for path in out.iterdir()] == ["a.ipynb"]
