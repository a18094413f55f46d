"""How long the build takes, against stock tools doing the same work on the same machine in the same run.

Times of another machine or day mean little, ratios within one run more: each round measures ours and theirs in
turn, and medians are compared. Nothing here is ever part of a test of speed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .errors import CheckFailed

BUDGET_SECONDS = 60.0
BUDGET_MB = 1536.0                # 1.5 GB
ROUNDS = 3
CHAPTERS, PAPERMILL = "chapters, our runner", "chapters, papermill one by one"
SITE, JUPYTER_BOOK = "site, staged and strict", "site, jupyter-book build"
LEDGER, BOOK = "ledger", "whole book"
PAIRS = ((CHAPTERS, PAPERMILL), (SITE, JUPYTER_BOOK))
_SAMPLE = 0.1                     # seconds between two looks at the memory
_MB = 1024 * 1024


@dataclass(frozen=True)
class Sample:
    """One run: wall seconds, memory in MB of all its processes together (sampled) and of the largest one, and the
    seconds that processors worked on it, which a busy machine changes less."""

    seconds: float
    total_mb: float
    largest_mb: float
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Job:
    """A named piece of work: ``commands`` run one after the other, or at once if ``together``; ``prepare`` before the
    clock starts. ``codes`` are the exit codes that are no failure, ``environment`` is added to ours."""

    name: str
    commands: Sequence[Sequence[str]]
    cwd: Path
    prepare: Callable[[], None] = lambda: None
    together: bool = False
    codes: tuple[int, ...] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """All runs of one job."""

    name: str
    samples: tuple[Sample, ...]

    @property
    def seconds(self) -> float:
        """Median wall time."""
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def cpu_seconds(self) -> float:
        """Median of the processors' seconds."""
        return statistics.median(sample.cpu_seconds for sample in self.samples)

    @property
    def total_mb(self) -> float:
        """The most memory that all processes together held in any run (a shared page counts in each)."""
        return max(sample.total_mb for sample in self.samples)

    @property
    def largest_mb(self) -> float:
        """Peak of the largest single process in any run."""
        return max(sample.largest_mb for sample in self.samples)


# ---------------------------------------------------------------- measuring

def run_rounds(jobs: Sequence[Job], rounds: int, measure: Callable[[Job], Sample],
               tell: Callable[[str], None] = lambda _: None) -> tuple[Result, ...]:
    """Every job once a round, in turn, so that a slow minute of the machine hits ours and theirs alike."""
    samples: dict[str, list[Sample]] = {job.name: [] for job in jobs}
    for n in range(1, rounds + 1):
        for job in jobs:
            tell(f"round {n} of {rounds}: {job.name}")
            samples[job.name].append(measure(job))
    return tuple(Result(name, tuple(found)) for name, found in samples.items())


def measure(job: Job) -> Sample:
    """Run a job's commands and time them. CheckFailed with the last words of a command that fails."""
    job.prepare()
    if job.together:
        with ThreadPoolExecutor(len(job.commands)) as pool:
            found = list(pool.map(_one, job.commands, [job] * len(job.commands)))
        seconds, total = max(one.seconds for one in found), sum(one.total_mb for one in found)
    else:
        found = [_one(command, job) for command in job.commands]
        seconds, total = sum(one.seconds for one in found), max(one.total_mb for one in found)
    return Sample(seconds, total, max(one.largest_mb for one in found), sum(one.cpu_seconds for one in found))


def _one(command: Sequence[str], job: Job) -> Sample:
    ours = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}   # it would end inline figures
    environment = {**ours, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
                   **job.environment}
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=job.cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = _Watch(child.pid)
    words = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)   # the usage of this child and of those that it waited for
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    if child.returncode not in job.codes:
        last = words.decode(errors="replace").strip().splitlines()[-3:]
        raise CheckFailed(f"{job.name}: {Path(command[0]).name} ended with {child.returncode}: {' | '.join(last)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Sample(seconds, watch.peak / _MB, usage.ru_maxrss * unit / _MB, usage.ru_utime + usage.ru_stime)


class _Watch(threading.Thread):
    """Looks now and then at the memory of a process and all its descendants."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.peak, self._done = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        import psutil  # heavy, and only benchmarks need it

        while not self._done.wait(_SAMPLE):
            try:
                process = psutil.Process(self.pid)
                held = [_held(one) for one in (process, *process.children(recursive=True))]
            except psutil.Error:
                continue
            self.peak = max(self.peak, sum(held))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _held(process: object) -> int:
    """Resident bytes, 0 for a process that has just ended."""
    import psutil

    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


# ---------------------------------------------------------------- telling

def summary(results: Sequence[Result], claims: int, cores: int) -> dict[str, object]:
    """The content of ``bench.json``: medians, ratios (stock over ours: above 1 we are faster), budget."""
    by_name = {result.name: result for result in results}
    return {
        "cores": cores,
        "rounds": max(len(result.samples) for result in results),
        "jobs": [_job(result) for result in results],
        "ratios": [_ratio(by_name[ours], by_name[stock]) for ours, stock in PAIRS if {ours, stock} <= set(by_name)],
        "ledger": _ledger(by_name.get(LEDGER), claims),
        "budget": _budget(by_name.get(BOOK)),
    }


def _ratio(ours: Result, stock: Result) -> dict[str, object]:
    return {"ours": ours.name, "stock": stock.name, "stock_over_ours": _round(stock.seconds / ours.seconds)}


def _job(result: Result) -> dict[str, object]:
    return {"name": result.name, "seconds": [_round(sample.seconds) for sample in result.samples],
            "median_seconds": _round(result.seconds), "cpu_seconds": _round(result.cpu_seconds),
            "total_mb": round(result.total_mb), "largest_process_mb": round(result.largest_mb)}


def _ledger(result: Result | None, claims: int) -> dict[str, object] | None:
    if result is None:
        return None
    return {"claims": claims, "claims_per_second": round(claims / result.seconds, 1),
            "largest_process_mb": round(result.largest_mb)}


def _budget(result: Result | None) -> dict[str, object] | None:
    """The whole build against its budget; memory is that of all processes together."""
    if result is None:
        return None
    return {"seconds": _round(result.seconds), "allowed_seconds": BUDGET_SECONDS, "mb": round(result.total_mb),
            "allowed_mb": BUDGET_MB,
            "within": result.seconds <= BUDGET_SECONDS and result.total_mb <= BUDGET_MB}


def _round(seconds: float) -> float:
    return round(seconds, 2)


def as_json(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def as_table(content: Mapping[str, object]) -> str:
    """The same content for a terminal."""
    lines = [f"{'':<32}{'median s':>10}{'all MB':>9}{'largest MB':>12}"]
    lines += [f"{job['name']:<32}{job['median_seconds']:>10.2f}{job['total_mb']:>9}{job['largest_process_mb']:>12}"
              for job in content["jobs"]]
    lines.append("")
    lines += [f"{ratio['stock']} takes {ratio['stock_over_ours']:.2f} times as long as {ratio['ours']}"
              for ratio in content["ratios"]]
    if ledger := content["ledger"]:
        lines.append(f"ledger: {ledger['claims']} claims, {ledger['claims_per_second']:.0f} a second")
    if budget := content["budget"]:
        word = "within" if budget["within"] else "OVER"
        lines.append(f"whole book: {budget['seconds']:.1f} s of {budget['allowed_seconds']:.0f} s, "
                     f"{budget['mb']} MB of {budget['allowed_mb']:.0f} MB: {word} the budget")
    lines.append(f"medians of {content['rounds']} on {content['cores']} cores")
    return "\n".join(lines)
