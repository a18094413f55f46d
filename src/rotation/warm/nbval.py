"""nbval's kernels as forks: another manager that starts and waits for them; its comparison is untouched."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .client import ADDRESS, Branch, Zygote


def use() -> None:
    """nbval's kernels of this process are forks from now on."""
    from nbval import kernel

    from .manager import WarmBlockingManager

    kernel.KernelManager = WarmBlockingManager


def start(libraries: Sequence[str], once: tuple[str, Sequence[object]] | None) -> list:
    """A zygote, and a branch of it that has called ``once``, for this process and those that it starts.

    Close what is returned from the last to the first.
    """
    zygote = Zygote(libraries)
    running = [zygote, Branch(zygote, *once)] if once else [zygote]
    os.environ[ADDRESS] = running[-1].address
    return running
