"""The spans of a replay, by one process or by several: the rows are the same."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from ..errors import CheckFailed, RotationError
from .evidence import Evidence
from .inputs import digest_of_inputs
from .spans import Replay, Span, days_between, spans
from .store import HOME, Spans
from .table import Row

Told = Callable[[str, int, int], None]      # a span's name, spans done, spans in all


@dataclass(frozen=True)
class Replayed:
    """All rows, sorted; how many days they cover, and how many evaluations were needed now."""

    rows: tuple[Row, ...]
    days: int
    claims: int
    evaluations: int


def replay(data: Path, first: object, last: object, workers: int = 1, home: Path | None = HOME,
           told: Told = lambda *_: None) -> Replayed:
    """The replay of the trading days from ``first`` to ``last``; kept spans are not made again."""
    days = days_between(first, last)
    kept = Spans(digest_of_inputs(data), days[0], home)
    cut = spans(days)
    have = [kept.find(span) for span in cut]
    evidence = Evidence(data)
    evidence.check_days(days)
    left = [span for _, span in have if span is not None]
    rows = [list(rows) for rows, _ in have]
    evaluations = 0
    for done, (span, made, needed) in enumerate(_made(evidence, left, workers), 1):
        n = next(n for n, whole in enumerate(cut) if span.days[0] in whole.days)
        rows[n] += made
        kept.keep(cut[n], rows[n])
        evaluations += needed
        told(span.name, done, len(left))
    return Replayed(tuple(sorted(row for part in rows for row in part)), len(days), len(evidence.claims), evaluations)


def _made(evidence: Evidence, left: Sequence[Span], workers: int) -> Iterator[tuple[Span, list[Row], int]]:
    forks = "fork" in multiprocessing.get_all_start_methods()
    of = min(workers, len(left)) if forks else 1
    if of <= 1:
        replay = Replay(evidence)
        for span in left:
            before = replay.evaluations
            yield span, replay.rows(span), replay.evaluations - before
        return
    evidence.prepare()
    yield from _shared(evidence, left, of)


# ---------------------------------------------------------------- several processes

def _shared(evidence: Evidence, left: Sequence[Span], of: int) -> Iterator[tuple[Span, list[Row], int]]:
    """Each worker is handed one span at a time; the longest first, so that none waits long at the end."""
    context = multiprocessing.get_context("fork")
    waiting = sorted(left, key=lambda span: len(span.days))
    team = [_Worker(context, evidence) for _ in range(of)]
    try:
        for worker in team:
            worker.send(waiting.pop())
        busy = {worker.pipe: worker for worker in team}
        while busy:
            for pipe in wait(list(busy)):
                answer = busy[pipe].receive()
                if waiting:
                    busy[pipe].send(waiting.pop())
                else:
                    del busy[pipe]
                yield answer
    finally:
        for worker in team:
            worker.end()


class _Worker:
    """A fork that has the evidence, and the pipe to it."""

    def __init__(self, context: multiprocessing.context.BaseContext, evidence: Evidence):
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_work, args=(there, evidence), daemon=True)
        self.process.start()
        there.close()

    def send(self, span: Span) -> None:
        self.pipe.send(span)

    def receive(self) -> tuple[Span, list[Row], int]:
        try:
            answer = pickle.loads(self.pipe.recv_bytes())
        except (EOFError, OSError):
            self.process.join(1)
            raise CheckFailed(f"a worker of the replay ended with {self.process.exitcode} before it was done; "
                              "choose fewer workers if memory is short") from None
        if isinstance(answer, RotationError):
            raise answer
        return answer

    def end(self) -> None:
        """Without waiting for an answer that nobody will read."""
        self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()


def _work(pipe: Connection, evidence: Evidence) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)         # the process that leads is interrupted, and ends this one
    replay = Replay(evidence)
    while True:
        try:
            span = pipe.recv()
        except EOFError:
            return
        before = replay.evaluations
        try:
            answer: object = (span, replay.rows(span), replay.evaluations - before)
        except RotationError as error:
            answer = error
        pipe.send_bytes(pickle.dumps(answer))
