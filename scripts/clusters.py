"""A Dask cluster of this machine's, to try one with: a scheduler and workers on loopback, ended afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rotation.errors import CheckFailed

PATIENCE = 60             # seconds in which a scheduler must listen


@contextmanager
def cluster(workers: int, root: Path) -> Iterator[str]:
    """The address of a scheduler whose workers have the checkout ``root`` as their project."""
    address = f"127.0.0.1:{_free_port()}"
    host, port = address.split(":")
    variables = {**os.environ, "ROTATION_ROOT": str(root), "PYTHONPATH": str(root / "src")}
    commands = [["distributed.cli.dask_scheduler", "--host", host, "--port", port, "--no-dashboard"],
                *[["distributed.cli.dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-dashboard",
                   "--no-nanny"]] * workers]
    with tempfile.TemporaryDirectory(prefix="rotation-cluster-") as scratch:
        running = [subprocess.Popen([sys.executable, "-m", *command], cwd=scratch, env=variables,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
        try:
            _wait_for(host, int(port))
            yield f"tcp://{address}"
        finally:
            for process in running:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
    raise CheckFailed(f"the scheduler did not listen within {PATIENCE} s")
