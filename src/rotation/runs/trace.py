"""What a process reads, seen from inside: files opened, folders listed, paths looked for.

The interpreter's audit events tell of every ``open``, ``listdir`` and ``scandir``; a mere question whether a path
exists is no event, so ``os.stat``, ``os.lstat`` and ``os.access`` are wrapped, and so is the table of environment
variables. What belongs to the machine is not kept, since the lock and the interpreter's version stand for it: its
system folders, the installed packages, hidden folders of settings, variables that installed packages ask for.

What cannot be seen is told instead (``Seen.unseen``): another process, a connection, a database or a file that another
language's code opens, and a file written under the roots, which no kept result would write again. A run of which any of
that is told is not to be kept.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
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
_KINDS = ("read", "listed", "asked", "variables", "unseen")
_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
_PACKAGES = tuple(dict.fromkeys(os.path.join(place, "") for place in (
    os.path.join(_LIBRARY, "site-packages"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
_STANDARD = (_LIBRARY, "<frozen ", __file__)
_KERNEL = (os.path.join(PACKAGE, "warm", ""), *(f"{place}{name}" for place in _PACKAGES for name in (
    "ipykernel", "jupyter_client", "jupyter_core", "traitlets", "debugpy", "papermill", "nbclient")))
_INSTALLED = (*_PACKAGES, *_KERNEL)
_MACHINE = tuple(os.path.join(os.path.abspath(place), "") for place in dict.fromkeys(
    (*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.realpath(sys.base_prefix),
     "/usr", "/etc", "/lib", "/lib64", "/bin", "/sbin", "/proc", "/sys", "/dev", "/run", "/var/cache")))
_SCRATCH = os.path.join(tempfile.gettempdir(), "")
# Modules whose own code opens files, past the interpreter: loaded in a run, they may have.
_PAST_THE_INTERPRETER = frozenset((
    "pyarrow.csv", "pyarrow.dataset", "pyarrow.feather", "pyarrow.fs", "pyarrow.json", "pyarrow.orc", "pyarrow.parquet",
    "lxml.etree", "lxml.html", "h5py", "netCDF4", "tables", "duckdb", "polars"))


@dataclass(frozen=True)
class Seen:
    """Absolute paths by what was done with them; ``asked`` holds those that were only looked for. ``variables`` are
    names in the environment, ``unseen`` words for what else was done."""

    read: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
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
        found = {name: frozenset().union(*(getattr(part, name) for part in parts)) for name in _KINDS}
        return cls(**{**found, "asked": found["asked"] - found["read"] - found["listed"]})


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
        self._wrap_variables()
        self._wrap_starts()
        sys.addaudithook(self._hear)

    def begin(self, seen: Seen | None = None) -> None:
        """Forget, or go on from what another saw."""
        self._seen: dict[str, set[str]] = {name: set(getattr(seen, name)) if seen else set() for name in _KINDS}
        self._native = _PAST_THE_INTERPRETER & sys.modules.keys()

    def seen(self) -> Seen:
        """What was seen so far."""
        if _PAST_THE_INTERPRETER & sys.modules.keys() > self._native:
            self._seen["unseen"].add("may read past the interpreter")
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
            full = "" if is_aside() else self._whose(os.path.abspath(os.fsdecode(path)), where)
        except (TypeError, ValueError):
            return                                      # a descriptor, or nothing that can be a path
        if full and not (full.endswith(".py") and full.startswith(PACKAGE)):    # see imports
            self._seen[where].add(full)

    def _inside(self, path: str | bytes) -> str:
        """The absolute path if it lies under a root and is of interest there, else nothing."""
        full = os.path.abspath(os.fsdecode(path))
        return full if _of_interest(full, self.roots) else ""

    def _whose(self, full: str, where: str) -> str:
        """The absolute path again if a result may depend on it: the project's, or neither its nor the machine's."""
        if os.path.join(full, "").startswith(tuple(self.roots)):
            return full if _of_interest(full, self.roots) else ""
        return full if _is_foreign(full, where) and not _asked_by(_KERNEL) else ""

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


    def _wrap_variables(self) -> None:
        plain = type(os.environ).__getitem__

        def looked_up(variables: object, name: str | bytes) -> object:
            if isinstance(name, str | bytes) and not is_aside() and not _asked_by(_INSTALLED):
                self._seen["variables"].add(os.fsdecode(name))
            return plain(variables, name)

        type(os.environ).__getitem__ = looked_up

    def _wrap_starts(self) -> None:
        """Some start processes without an event: ``multiprocessing`` does."""
        with suppress(ImportError):
            import _posixsubprocess

            plain = _posixsubprocess.fork_exec

            def started(*arguments: object) -> object:
                self._seen["unseen"].add("starts a process")
                return plain(*arguments)

            _posixsubprocess.fork_exec = started


def _of_interest(full: str, roots: Sequence[str]) -> bool:
    """Whether an absolute path lies under one of the roots, and not in a folder there that no result depends on."""
    below = os.path.join(full, "")
    for root in roots:
        if below.startswith(root):
            return not _IGNORED.intersection(below[len(root):].split(os.sep))
    return False


def _is_foreign(full: str, where: str = "read") -> bool:
    """Whether a path that is not the project's is neither the machine's nor in a hidden folder. A mere question about a
    scratch file is no dependency: such files come and go with who asks."""
    below = os.path.join(full, "")
    return not (below.startswith(_MACHINE) or f"{os.sep}." in full or (where != "read" and below.startswith(_SCRATCH)))


def _asked_by(askers: tuple[str, ...]) -> bool:
    """Whether the first who asks, past the standard library and this module, is one of these (or nobody else)."""
    frame = sys._getframe(2)
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(askers):
            return True
        if not file.startswith(_STANDARD):
            return False
        frame = frame.f_back
    return True


def modules_below(roots: Sequence[str], before: Iterable[str] = ()) -> frozenset[str]:
    """Sources of the loaded modules that were not there before: under the roots, or anywhere that is not the machine's.
    Which one the interpreter opens depends on what is compiled; which are loaded does not."""
    loaded = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    files = {os.path.abspath(file) for name, file in loaded.items() if isinstance(file, str) and name not in before}
    ours = tuple(roots)
    return frozenset(file for file in files if file.endswith(".py")
                     and (_of_interest(file, ours) if file.startswith(ours) else _is_foreign(file)))


def _importing(depth: int) -> bool:
    """Whether the interpreter asks, to find and load a module or what is installed."""
    asker = sys._getframe(depth + 1).f_code.co_filename
    return asker.startswith(_IMPORTERS)


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITES)
