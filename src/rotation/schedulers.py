"""Who runs independent pieces of work: forks of a warm process, fresh processes, or a cluster.

A scheduler maps a function, named ``module:function``, over items, and tells each item's end as it comes: None, or
the project's error. Anything else that is raised is a bug and is raised here. Closing it ends what still runs.
"""

from __future__ import annotations

import importlib
import os
import select
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Protocol

from .errors import InputError, RotationError

Ending = tuple[int, RotationError | None]     # an item's position, and what went wrong with it


class Scheduler(Protocol):
    """What a run of many notebooks needs to know about where it runs."""

    def map(self, function: str, items: Sequence[object]) -> Iterator[Ending]:
        """Call the function with every item; endings in the order in which they come."""


def call_named(function: str, item: object) -> RotationError | None:
    """Call ``module:function`` with one item; the project's own error is a result like any other."""
    module, _, name = function.partition(":")
    try:
        getattr(importlib.import_module(module), name)(item)
    except RotationError as error:
        return error
    return None


def call_warm(libraries: Sequence[str], function: str, item: object) -> RotationError | None:
    """As ``call_named``, in a process whose notebooks are forks of a warm one that lives as long as it does."""
    if hasattr(os, "pidfd_open"):
        from .warm.client import keep_warm

        keep_warm(libraries)
    return call_named(function, item)


@dataclass(frozen=True)
class Processes:
    """A pool of fresh interpreters."""

    workers: int

    def map(self, function: str, items: Sequence[object]) -> Iterator[Ending]:
        """As the protocol says."""
        from concurrent.futures import ProcessPoolExecutor, as_completed  # slow to load, and seldom asked for

        with ProcessPoolExecutor(max_workers=self.workers) as pool:
            futures = {pool.submit(call_named, function, item): n for n, item in enumerate(items)}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class Forks:
    """Forks of warm processes.

    The first loads ``libraries`` and is what notebooks are forked from; of it, one branch loads ``tools`` for the
    jobs that drive them, and another calls ``once`` (a function and its arguments) for what notebooks share.
    """

    workers: int
    environment: Mapping[str, str]
    libraries: Sequence[str] = ()
    tools: Sequence[str] = ()
    once: tuple[str, Sequence[object]] | None = None
    traced: Sequence[Path] = ()         # roots below which kernels see what they read

    def map(self, function: str, items: Sequence[object]) -> Iterator[Ending]:
        """As the protocol says."""
        from .warm.client import ADDRESS, TRACED, Branch, Zygote

        traced = {TRACED: os.pathsep.join(map(str, self.traced))} if self.traced else {}
        with Zygote(self.libraries, {**self.environment, **traced}) as zygote:
            jobs = Branch(zygote, preload=self.tools)
            kernels = Branch(zygote, *self.once) if self.once else zygote
            environment = {**self.environment, ADDRESS: kernels.address}
            yield from self._run(function, items, jobs.address, environment)

    def _run(self, function: str, items: Sequence[object], where: str, environment: Mapping[str, str]
             ) -> Iterator[Ending]:
        from .warm.client import answer, call

        waiting, running = list(enumerate(items))[::-1], {}
        while waiting or running:
            while waiting and len(running) < self.workers:
                n, item = waiting.pop()
                running[call(f"{__name__}:call_named", function, item, where=where, env=environment)] = n
            for fork in select.select(list(running), [], [])[0]:
                yield running.pop(fork), _ending(fork, answer)


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster that exists already: its workers share this machine's files and have this environment.

    An item whose worker dies is given to another one. Warm: each worker keeps a process of its own that has loaded
    ``libraries``, and forks it for each notebook.
    """

    address: str
    warm: bool = False
    libraries: Sequence[str] = ()

    def map(self, function: str, items: Sequence[object]) -> Iterator[Ending]:
        """As the protocol says."""
        distributed = _distributed()
        with distributed.Client(self.address, timeout=_PATIENCE) as client:
            call = (call_warm, tuple(self.libraries)) if self.warm else (call_named,)
            futures = [client.submit(*call, function, item, pure=False, retries=2) for item in items]
            positions = {future.key: n for n, future in enumerate(futures)}
            for future, ending in distributed.as_completed(futures, with_results=True):
                yield positions[future.key], ending


_PATIENCE = 10            # seconds in which a scheduler must answer


def _distributed() -> ModuleType:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise InputError("--scheduler", "no dask.distributed in this environment", "the extra requirements",
                         "make cluster") from None


def _ending(fork: object, answer: object) -> RotationError | None:
    """What a job said; that it died without a word is one item's failure, not the run's."""
    try:
        return answer(fork)
    except RotationError as error:
        return error


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
