"""A Dask cluster of this machine's, to try one with: a scheduler and workers on loopback, ended afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rotation.errors import CheckFailed

PATIENCE = 60             # seconds in which a scheduler must listen


@contextmanager
def cluster(workers: int, root: Path) -> Iterator[str]:
    """The address of a scheduler whose workers have the checkout ``root`` as their project."""
    variables = {**os.environ, "ROTATION_ROOT": str(root), "PYTHONPATH": str(root / "src")}
    with tempfile.TemporaryDirectory(prefix="rotation-cluster-") as scratch:
        told = Path(scratch) / "scheduler.json"
        where = ["--scheduler-file", str(told), "--no-dashboard"]
        commands = [["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *where],
                    *[["distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *where]] * workers]
        running = [subprocess.Popen([sys.executable, "-m", *command], cwd=scratch, env=variables,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
        try:
            yield _address(told)
        finally:
            for process in running:
                process.kill()
                process.wait()


def _address(told: Path) -> str:
    """What the scheduler has written down, as soon as it has."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, ValueError, KeyError):
            return json.loads(told.read_text(encoding="utf-8"))["address"]
        time.sleep(0.1)
    raise CheckFailed(f"the scheduler did not listen within {PATIENCE} s")
