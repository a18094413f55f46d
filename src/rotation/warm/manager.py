"""Managers and clients of warm kernels: Jupyter's own, with another way to start and no fixed pauses."""

from __future__ import annotations

import os
import queue
import tempfile
import time

from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.utils import ensure_async, run_sync
from traitlets import CaselessStrEnum, Type, default

from .provisioner import NAME


class _Prompt:
    """A client that knows when its kernel is ready by the messages themselves, not by a pause without any."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while not await self._answers():
            if not await ensure_async(self.parent.is_alive()):
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        """Ask who is there; whether the reply and the idle that closes it both came, so that nothing is under way."""
        asked = self.kernel_info()
        try:
            reply = await ensure_async(self.shell_channel.get_msg(timeout=1))
            while reply["parent_header"].get("msg_id") != asked:
                reply = await ensure_async(self.shell_channel.get_msg(timeout=1))
            self._handle_kernel_info_reply(reply)
            return await self._idle(asked)
        except queue.Empty:
            return False

    async def _idle(self, asked: str) -> bool:
        while True:
            message = await ensure_async(self.iopub_channel.get_msg(timeout=0.2))
            if (message["parent_header"].get("msg_id") == asked and message["msg_type"] == "status"
                    and message["content"]["execution_state"] == "idle"):
                return True


class WarmClient(_Prompt, AsyncKernelClient):
    """For callers with an event loop."""

    wait_for_ready = _Prompt._async_wait_for_ready


class WarmBlockingClient(_Prompt, BlockingKernelClient):
    """For callers without one."""

    wait_for_ready = run_sync(_Prompt._async_wait_for_ready)


class _Warm:
    """Starts ipykernels of this environment as forks, over sockets in a private folder."""

    def _private_sockets(self) -> str:
        """Socket files in a folder of this kernel's own; by default those of all kernels share the current one."""
        self._home = tempfile.TemporaryDirectory(prefix="rotation-kernel-")
        return os.path.join(self._home.name, "s")

    def cleanup_ipc_files(self) -> None:
        super().cleanup_ipc_files()
        if getattr(self, "_home", None):
            self._home.cleanup()

    @property
    def kernel_spec(self) -> KernelSpec | None:
        spec = super().kernel_spec
        if spec is not None and "kernel_provisioner" not in spec.metadata:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
        return spec

    async def _async_wait(self, pollinterval: float = 0.1) -> None:  # noqa: ARG002  (the parent's signature)
        """Told at once when the kernel has ended."""
        if self.has_kernel:
            await self.provisioner.wait()


class WarmKernelManager(_Warm, AsyncKernelManager):
    """For callers with an event loop: papermill."""

    client_factory: Type = Type(klass=WarmClient)
    transport = CaselessStrEnum(["tcp", "ipc"], default_value="ipc", config=True)

    @default("ip")
    def _own_folder(self) -> str:
        return self._private_sockets()


class WarmBlockingManager(_Warm, KernelManager):
    """For callers without one: nbval."""

    client_factory: Type = Type(klass=WarmBlockingClient)
    client_class = "rotation.warm.manager.WarmBlockingClient"
    transport = CaselessStrEnum(["tcp", "ipc"], default_value="ipc", config=True)

    @default("ip")
    def _own_folder(self) -> str:
        return self._private_sockets()
