"""One template over many companies: failures are listed, the rest is made, resuming runs what is open."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import digests, script
from torture import write_notebook

from rotation.errors import InputError
from rotation.ledger import build, keep
from rotation.paths import DATA
from rotation.sweeps import universe

CELLS = ["ticker = 'A'", "import os, time", "if ticker.startswith('BAD'): raise ValueError(f'no prices for {ticker}')",
         "print(ticker * 3)"]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = write_notebook(tmp_path / "page.ipynb", [*CELLS, f"'{secrets.token_hex(8)}' and None"])   # never kept before
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"][0]["metadata"]["tags"] = ["parameters"]
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x y", ".hidden", "A.", "-p", "A" * 30])
def test_a_ticker_is_a_ticker(name):
    with pytest.raises(InputError):
        universe([name])


def test_the_universe_is_the_books_own_or_what_is_named(tmp_path):
    (tmp_path / "list").write_text("# mine\nAAA\n\nBBB\nAAA\n", encoding="utf-8")
    assert universe([], tmp_path / "list") == ["AAA", "BBB"]
    assert universe(["X", "BRK.B"]) == ["X", "BRK.B"]
    assert len(universe([])) > 30


@pytest.mark.book
def test_a_sweep_makes_what_can_be_made_and_resumes(tmp_path, template):
    out, names = tmp_path / "out", [f"T{n}" for n in range(6)]
    sweep = ("--template", template, "--out", out, *names, "BAD1", "BAD2")
    done = script("sweep", *sweep)
    assert done.returncode == 1
    assert "2 of 8 pages failed" in done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines()[1:]] == ["BAD1", "BAD2"]
    assert sorted(path.stem for path in out.glob("*.ipynb")) == names
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.ipynb")}
    template.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    again = script("sweep", *sweep, "--resume")
    assert "2 of 2 pages failed" in again.stderr
    assert before == {path: path.stat().st_mtime_ns for path in out.glob("*.ipynb")}
    template.write_text(template.read_text(encoding="utf-8").replace("'BAD'", "'BAD2'"), encoding="utf-8")
    assert "1 of 8 pages failed" in script("sweep", *sweep, "--resume").stderr      # another template: all anew


@pytest.mark.book
def test_both_engines_make_the_same_pages(tmp_path):
    for engine in ("warm", "default"):
        done = script("sweep", "--out", tmp_path / engine, "--engine", engine, "AAPL", "OII")
        assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "warm") == digests(tmp_path / "default")


# ---------------------------------------------------------------- a ledger built once

def test_a_kept_ledger_is_handed_out_once():
    keep(DATA)
    first, second = build(DATA), build(DATA)
    assert first is not second
    assert first.to_csv() == second.to_csv()


@pytest.mark.parametrize("touched", ["claims/000.yml", "checks/new.yml", "market/new/x.csv"])
def test_a_kept_ledger_is_never_stale(tmp_path, monkeypatch, touched):
    """Any other content of the data folders, and it is built anew."""
    from rotation import ledger

    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("incoming"))
    keep(data)
    path = next(data.glob(touched.replace("000", "000*")), data / touched)
    path.parent.mkdir(parents=True, exist_ok=True)
    stamp = path.stat() if path.exists() else None
    path.write_bytes((path.read_bytes() if stamp else b"") + b"\n")
    if stamp:
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))      # an honest clock is not asked for
    monkeypatch.setattr(ledger, "load_claims", lambda *_: (_ for _ in ()).throw(RuntimeError("built anew")))
    with pytest.raises(RuntimeError, match="built anew"):
        build(data)


# ---------------------------------------------------------------- a cluster

@pytest.mark.book
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None and not os.environ.get("CI"),
                    reason="dask.distributed is not installed: make cluster")
def test_a_cluster_makes_the_same_pages_though_a_worker_dies(tmp_path, template):
    slow = template.read_text(encoding="utf-8").replace("import os, time", "import os, time; time.sleep(0.5)")
    template.write_text(slow, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    names = [f"T{n}" for n in range(10)]
    local = script("sweep", "--template", template, "--out", tmp_path / "local", *names)
    assert local.returncode == 0, local.stderr
    host, port = address.removeprefix("tcp://").split(":")
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", host, "--port", port, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard",
              "--no-nanny"]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
                 for command in (dask, worker, worker)]
    try:
        run = subprocess.Popen([sys.executable, "scripts/sweep.py", "--template", str(template), "--out",
                                str(tmp_path / "far"), "--scheduler", address, *names], cwd=DATA.parent,
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        until = time.monotonic() + 90
        while len(list((tmp_path / "far").glob("*.ipynb"))) < 3 and time.monotonic() < until and run.poll() is None:
            time.sleep(0.05)
        processes[1].send_signal(signal.SIGKILL)
        said = run.communicate(timeout=120)
        assert run.returncode == 0, said
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert digests(tmp_path / "local") == digests(tmp_path / "far")
