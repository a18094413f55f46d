"""A cross-check of files by one process or by several; the rows are the same.

Workers are processes of their own that talk to this one only, over pipes: what one has for another passes through as
bytes that nobody unpacks on the way. Each step ends before the next begins, and this process always reads from all
before it writes to any, so no pipe can fill while two wait for each other.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

from ..errors import CheckFailed
from .blocks import distinct
from .jsonl import dealt, size_of
from .pairs import wanted_pairs
from .parcels import Group, packed, unpacked
from .portion import Misread, Portion, Seen
from .telling import Contradiction

LEAST_BYTES = 1 << 16          # a second process for less than this would cost more than it brings


@dataclass(frozen=True)
class Checked:
    """How many mentions were read, and what contradicts what."""

    mentions: int
    rows: tuple[Contradiction, ...]


def contradictions_in_files(paths: Sequence[Path], made: Mapping[str, date] | None = None, workers: int = 1) -> Checked:
    """Every contradiction among the mentions of some files of JSON lines, whatever their order.

    ``made`` gives the day of each article that is registered. InputError for the first line, in the order of the
    files, that cannot be read; CheckFailed if a worker dies.
    """
    of = min(workers, max(1, size_of(paths) // LEAST_BYTES))
    return _here(paths, made or {}) if of == 1 else _shared(paths, made or {}, of)


def _here(paths: Sequence[Path], made: Mapping[str, date]) -> Checked:
    with _without_collector():
        portion = Portion(made)
        try:
            seen = portion.read(dealt(paths, 0, 1))
        except Misread as misread:
            raise misread.error from None
        portion.imply(wanted_pairs(seen.compared), ())
        return Checked(seen.mentions, portion.judge(()))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of records without a circle: looking for circles would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# ---------------------------------------------------------------- the process that leads

def _shared(paths: Sequence[Path], made: Mapping[str, date], of: int) -> Checked:
    start = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(start)
    team = [_Worker(context, paths, made, n, of) for n in range(of)]
    try:
        return _lead(team)
    finally:
        for worker in team:
            worker.end()


def _lead(team: Sequence[_Worker]) -> Checked:
    seen: list[Seen] = _told(team)
    wanted = wanted_pairs(frozenset().union(*(one.compared for one in seen)))
    _tell(team, (wanted, _owners([one.legs for one in seen])))
    _pass_on(team)
    _tell(team, _owners(_told(team)))
    _pass_on(team)
    return Checked(sum(one.mentions for one in seen), distinct(row for rows in _told(team) for row in rows))


def _owners(sizes: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """For a digest that several workers have, the one that has most statements under it."""
    owners: dict[int, int] = {}
    most: dict[int, int] = {}
    for n, size in enumerate(sizes):
        for digest in size.keys() & most.keys():
            owners.setdefault(digest, next(m for m in range(n) if digest in sizes[m]))
            if size[digest] > most[digest]:
                owners[digest] = n
        most |= {digest: max(count, most.get(digest, 0)) for digest, count in size.items()}
    return owners


def _tell(team: Sequence[_Worker], message: object) -> None:
    content = pickle.dumps(message)
    for worker in team:
        worker.send(content)


def _told(team: Sequence[_Worker]) -> list:
    """What each worker says; of several that could not read a line the first line is told."""
    found = [pickle.loads(worker.receive()) for worker in team]
    misread = [answer for answer in found if isinstance(answer, Misread)]
    if misread:
        raise min(misread, key=lambda one: one.place).error
    return found


def _pass_on(team: Sequence[_Worker]) -> None:
    """Each worker has bytes for each; all are read before any is sent on."""
    parcels = [[worker.receive() for _ in team] for worker in team]
    for n, worker in enumerate(team):
        for parcel in parcels:
            worker.send(parcel[n])


class _Worker:
    """A process and the pipe to it."""

    def __init__(self, context: BaseContext, paths: Sequence[Path], made: Mapping[str, date], me: int, of: int):
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_work, args=(there, paths, made, me, of), daemon=True)
        self.process.start()
        there.close()

    def send(self, message: bytes) -> None:
        try:
            self.pipe.send_bytes(message)
        except OSError:
            raise self._died() from None

    def receive(self) -> bytes:
        try:
            return self.pipe.recv_bytes()
        except (EOFError, OSError):
            raise self._died() from None

    def _died(self) -> CheckFailed:
        self.process.join(1)
        return CheckFailed(f"a worker of the cross-check ended with {self.process.exitcode} before it was done; "
                           "choose fewer workers if memory is short")

    def end(self) -> None:
        """Without waiting for an answer that nobody will read."""
        self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()


# ---------------------------------------------------------------- a process that works

def _work(pipe: Connection, paths: Sequence[Path], made: Mapping[str, date], me: int, of: int) -> None:
    """The steps of a portion, each with its exchange. A line that cannot be read is told in place of an answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)         # the process that leads is interrupted, and ends this one
    gc.disable()                                         # see _without_collector
    portion = Portion(made)
    try:
        seen = portion.read(dealt(paths, me, of))
    except Misread as misread:
        pipe.send_bytes(pickle.dumps(misread))
        return
    pipe.send_bytes(pickle.dumps(seen))
    _steps(pipe, portion, me, of)


def _steps(pipe: Connection, portion: Portion, me: int, of: int) -> None:
    wanted, owners = pickle.loads(pipe.recv_bytes())
    legs = _exchange(pipe, of, portion.legs.parcels(owners, me))
    pipe.send_bytes(pickle.dumps(portion.imply(wanted, legs)))
    owners = pickle.loads(pipe.recv_bytes())
    blocks = _exchange(pipe, of, portion.blocks.parcels(owners, me))
    pipe.send_bytes(pickle.dumps(portion.judge(blocks)))


def _exchange(pipe: Connection, of: int, parcels: Mapping[int, Iterable[Group]]) -> list[Group]:
    """Send every worker its parcel, this one an empty one; what the others sent, in their order."""
    for n in range(of):
        pipe.send_bytes(packed(parcels.get(n, ())))
    return [group for _ in range(of) for group in unpacked(pipe.recv_bytes())]
