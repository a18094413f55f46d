"""How Jupyter starts a kernel warm: a provisioner that asks the zygote instead of starting a process.

A kernelspec names it (``metadata.kernel_provisioner.provisioner_name: rotation-warm``); nbval, Jupyter and papermill
then work as ever. A kernel that is not this environment's ipykernel is started the ordinary way.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from .client import OWN, TRACE, Fork, address, surroundings

NAME = "rotation-warm"
_LAUNCHER = ["-m", "ipykernel_launcher"]


class WarmProvisioner(LocalProvisioner):
    """A local kernel whose process is a fork."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        arguments = launcher_arguments(cmd)
        if arguments is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = start(arguments, **self._scrub_kwargs(kwargs))
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    async def wait(self) -> int | None:
        """Like the parent's, but told at once instead of looking ten times a second."""
        if isinstance(self.process, Fork) and self.process.poll() is None:
            await _readable(self.process.fileno())
        return await super().wait()


def launcher_arguments(cmd: list[str]) -> list[str] | None:
    """What follows the launcher in a command that starts our own interpreter's ipykernel; None for any other."""
    rest = [part for part in cmd[1:] if not part.startswith("-X")]
    ours = os.path.realpath(cmd[0]) == os.path.realpath(sys.executable)
    return rest[2:] if ours and rest[:2] == _LAUNCHER else None


def start(arguments: list[str], cwd: str | None = None, env: dict[str, str] | None = None, stdout: Any = None,
          stderr: Any = None, **_: object) -> Fork:
    """A kernel fork; ``stdout`` and ``stderr`` as Popen takes them (no pipes)."""
    with contextlib.ExitStack() as stack:
        files = [_nothing_to_read(stack), _descriptor(stdout, 1, stack),
                 _descriptor(stderr, 2, stack)]
        given = os.environ if env is None else env
        env = {name: value for name, value in given.items() if name not in OWN}
        request = {"kernel": arguments, "trace": given.get(TRACE, ""), **surroundings(cwd, env)}
        return Fork(request, files, address(env))


def _nothing_to_read(stack: contextlib.ExitStack) -> int:
    """Standard input as a kernel has it: a pipe that nobody writes to."""
    ours, theirs = os.pipe()
    os.close(theirs)
    stack.callback(os.close, ours)
    return ours


def _descriptor(target: Any, default: int, stack: contextlib.ExitStack) -> int:
    if target is None:
        return default
    if target in (subprocess.DEVNULL, subprocess.PIPE):
        return stack.enter_context(open(os.devnull, "wb")).fileno()
    return target if isinstance(target, int) else target.fileno()


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(descriptor, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)
