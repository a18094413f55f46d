"""What a process reads, seen from inside: files opened, folders listed, paths looked for.

The interpreter's audit events tell of every ``open``, ``listdir`` and ``scandir``; a mere question whether a path
exists is no event, so ``os.stat``, ``os.lstat`` and ``os.access`` are wrapped. Only paths under the given roots are
kept: the rest of the machine is what the lock and the interpreter's version stand for.

What cannot be seen is told instead (``Seen.unseen``): another process, a connection, a database under the roots, and a
file written there, which no kept result would write again. A run of which any of that is told is not to be kept.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..files import is_aside

PACKAGE = os.path.join(Path(__file__).resolve().parents[1], "")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_IGNORED = frozenset(("__pycache__", ".git", ".venv", "_build", ".ipynb_checkpoints"))
_BEYOND = {"subprocess.Popen": "starts a process", "os.system": "starts a process", "os.fork": "starts a process",
           "os.forkpty": "starts a process", "os.posix_spawn": "starts a process", "os.spawn": "starts a process",
           "os.exec": "starts a process", "socket.connect": "opens a connection"}
_IMPORTERS = ("<frozen importlib", os.path.join(os.path.dirname(os.__file__), "importlib", ""))
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")
_KINDS = ("read", "listed", "asked", "unseen")


@dataclass(frozen=True)
class Seen:
    """Absolute paths by what was done with them; ``asked`` holds those that were only looked for, ``unseen`` words for
    what else was done."""

    read: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unseen: frozenset[str] = field(default=frozenset())

    def to_json(self) -> str:
        return json.dumps({name: sorted(getattr(self, name)) for name in _KINDS})

    @classmethod
    def from_json(cls, text: str) -> Seen:
        return cls(**{name: frozenset(paths) for name, paths in json.loads(text).items()})

    @classmethod
    def of(cls, parts: Iterable[Seen]) -> Seen:
        """Everything that several processes of one run saw."""
        parts = list(parts)
        read, listed, asked, unseen = (frozenset().union(*(getattr(part, name) for part in parts)) for name in _KINDS)
        return cls(read, listed, asked - read - listed, unseen)


class Trace:
    """Sees from its creation on, in this process and (with what was seen so far) in its forks.

    A hook cannot be taken away again: one trace a process.
    """

    def __init__(self, roots: Sequence[Path]):
        # the longest first: a data folder under _build is a root of its own
        self.roots = sorted((os.path.join(os.path.abspath(root), "") for root in roots), key=len, reverse=True)
        self.begin()
        for name in ("stat", "lstat", "access"):
            self._wrap(name)
        sys.addaudithook(self._hear)

    def begin(self, seen: Seen | None = None) -> None:
        """Forget, or go on from what another saw."""
        self._seen: dict[str, set[str]] = {name: set(getattr(seen, name)) if seen else set() for name in _KINDS}

    def seen(self) -> Seen:
        """What was seen so far."""
        return Seen.of([Seen(**{name: frozenset(paths) for name, paths in self._seen.items()})])

    def _hear(self, event: str, arguments: tuple) -> None:
        if event in ("open", "os.listdir") and _importing(1):
            return                                      # see modules_below
        if event == "open":
            path, mode, flags = arguments
            if not isinstance(path, str | bytes):
                return                                  # a descriptor: its path was seen when it was opened
            if not _writes(mode, flags):
                self._note("read", path)
            elif self._inside(path):
                self._seen["unseen"].add("writes a file")
        elif event in ("os.listdir", "os.scandir"):
            self._note("listed", arguments[0] if arguments[0] is not None else ".")
        elif event in _BEYOND:
            self._seen["unseen"].add(_BEYOND[event])
        elif event in _CHANGES and any(isinstance(path, str | bytes) and self._inside(path) for path in arguments):
            self._seen["unseen"].add("changes a folder")
        elif event == "sqlite3.connect" and arguments[0] != ":memory:" and self._inside(arguments[0]):
            self._seen["unseen"].add("opens a database")

    def _note(self, where: str, path: object) -> None:
        try:
            full = "" if is_aside() else self._inside(os.fspath(path))
        except (TypeError, ValueError):
            return                                      # a descriptor, or nothing that can be a path
        if full and not (full.endswith(".py") and full.startswith(PACKAGE)):    # see imports
            self._seen[where].add(full)

    def _inside(self, path: str | bytes) -> str:
        """The absolute path if it lies under a root and is of interest there, else nothing."""
        full = os.path.abspath(os.fsdecode(path))
        below = os.path.join(full, "")
        for root in self.roots:
            if below.startswith(root):
                return "" if _IGNORED.intersection(below[len(root):].split(os.sep)) else full
        return ""

    def _wrap(self, name: str) -> None:
        plain = getattr(os, name)

        def asked(path: object, *arguments: object, **options: object) -> object:
            if not isinstance(path, int) and options.get("dir_fd") is None:
                self._note("asked", path)
            return plain(path, *arguments, **options)

        asked.__name__, asked.__qualname__, asked.__doc__ = name, name, plain.__doc__
        setattr(os, name, asked)
        for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            if plain in able:
                able.add(asked)


def modules_below(roots: Sequence[str], before: Iterable[str] = ()) -> frozenset[str]:
    """Sources of the loaded modules under the roots that were not there before. Which one the interpreter opens depends
    on what is compiled; which are loaded does not."""
    loaded = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    files = {os.path.abspath(file) for name, file in loaded.items() if isinstance(file, str) and name not in before}
    return frozenset(file for file in files if file.startswith(tuple(roots)) and file.endswith(".py")
                     and not _IGNORED.intersection(file.split(os.sep)))


def _importing(depth: int) -> bool:
    """Whether the interpreter asks, to find and load a module or what is installed."""
    asker = sys._getframe(depth + 1).f_code.co_filename
    return asker.startswith(_IMPORTERS)


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITES)
