"""Asking a zygote for forks: kernels, jobs and branches, as processes that can be polled, signalled, waited for."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from ..errors import CheckFailed

ADDRESS = "ROTATION_WARM"                  # the zygote's socket, for the processes that its owner starts
PRELOAD = "ROTATION_WARM_PRELOAD"          # modules to load, separated by spaces
TRACED = "ROTATION_TRACED"                 # roots below which a zygote and its forks see what they read
TRACE = "ROTATION_TRACE"                   # the file into which a kernel writes at its end what it read
OWN = (ADDRESS, PRELOAD, TRACED, TRACE)    # ours alone: a notebook sees none of them
# Read when the interpreter starts or a library is imported, and never again: a fork cannot make up for them.
SETTLED = ("PYTHON", "LANG", "LC_", "TZ", "LD_", "HOME", "XDG_", "MPLCONFIGDIR", "IPYTHON", "JUPYTER_", "OMP_", "MKL_",
           "OPENBLAS_", "NUMEXPR_", "NPY_", "PANDAS_", "ARROW_", "ROTATION_ROOT", "VIRTUAL_ENV")
# A process with threads cannot be forked whole: linear algebra and Arrow's allocator each start one if they may.
THREADLESS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
              "JE_ARROW_MALLOC_CONF": "background_thread:false"}
_LIMITS = tuple(getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_"))
_LENGTH = 8
_NONE_YET = os.devnull                     # names no zygote: the first who asks starts one
_START = "import sys; sys.path.pop(0); from rotation.warm.zygote import main; main()"   # no folder of the asker's
_mine: dict[str, Zygote] = {}


class Zygote:
    """A running zygote that this process owns. It ends, with all its forks, when it is closed or the owner dies."""

    def __init__(self, preload: Sequence[str] = (), environment: Mapping[str, str] | None = None):
        self._home = tempfile.TemporaryDirectory(prefix="rotation-warm-")
        self.address = os.path.join(self._home.name, "socket")
        surroundings = {**(os.environ if environment is None else environment)}
        Path(self._home.name, "settled").write_text(settled(surroundings), encoding="utf-8")
        surroundings.pop(ADDRESS, None)
        surroundings |= {**THREADLESS, PRELOAD: " ".join(preload)}
        with listening(self.address) as listener:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, str(listener.fileno())],
                stdin=subprocess.PIPE, env=surroundings, pass_fds=[listener.fileno()], start_new_session=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and every fork that still runs."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.cleanup()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def listening(where: str) -> socket.socket:
    """A listening socket at a path."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(where)
    listener.listen(128)
    return listener


def settled(environment: Mapping[str, str]) -> str:
    """What an interpreter with this environment settles when it starts, as text to compare."""
    return json.dumps({name: value for name, value in sorted(environment.items())
                       if name.startswith(SETTLED) and THREADLESS.get(name) is None})


def address(environment: Mapping[str, str] | None = None) -> str:
    """The zygote to ask: the one named in the environment, else one of this process's own, started now.

    One that was started with another hash seed, locale or the like (``SETTLED``) is not asked.
    """
    wanted = settled(os.environ if environment is None else environment)
    named = os.environ.get(ADDRESS)
    if named and _settled_of(named) == wanted:
        return named
    if wanted not in _mine or not _mine[wanted].alive():
        _mine[wanted] = Zygote(os.environ.get(PRELOAD, "").split(), environment)
        atexit.register(_mine[wanted].close)
    return _mine[wanted].address


def keep_warm(libraries: Sequence[str]) -> None:
    """Kernels that this process starts are forks of a zygote of its own, started at the first and kept to its end."""
    os.environ.setdefault(ADDRESS, _NONE_YET)
    os.environ[PRELOAD] = " ".join(libraries)


@cache
def _settled_of(where: str) -> str:
    try:
        return Path(where).with_name("settled").read_text(encoding="utf-8")
    except OSError:
        return ""


class Fork:
    """A fork of the zygote, with the manners of ``subprocess.Popen``. Closing it ends the process."""

    stdin = stdout = stderr = None

    def __init__(self, request: Mapping[str, object], files: Sequence[int], where: str | None = None):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.returncode: int | None = None
        self.result: bytes = b""
        answer = self._ask(request, files, where or address())
        if answer is None:
            raise CheckFailed("the warm process that is forked for each notebook has ended; run again")
        self.pid = int(answer["pid"])

    def _ask(self, request: Mapping[str, object], files: Sequence[int], where: str) -> dict | None:
        head = pickle.dumps(dict(request))
        try:
            self._socket.connect(where)
            socket.send_fds(self._socket, [len(head).to_bytes(_LENGTH, "big")], list(files))
            self._socket.sendall(head)
        except OSError:
            return None
        return self._receive()

    def fileno(self) -> int:
        """Readable when the process has ended."""
        return self._socket.fileno()

    def poll(self) -> int | None:
        """The exit code (negative: the signal), None while it runs."""
        if self.returncode is None and select.select([self._socket], [], [], 0)[0]:
            self._finish()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end. subprocess.TimeoutExpired after ``timeout`` seconds."""
        if self.returncode is None:
            if not select.select([self._socket], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._finish()
        return self.returncode

    def _finish(self) -> None:
        answer = self._receive()
        if answer is None:                            # the zygote was killed, and the fork with it
            answer = {"exit": -signal.SIGKILL, "result": b""}
            with contextlib.suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)
        self.returncode, self.result = int(answer["exit"]), answer["result"]
        self._socket.close()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go: the zygote kills the process group if it still runs."""
        self._socket.close()

    def _receive(self) -> dict | None:
        try:
            head = _read(self._socket, _LENGTH)
            return pickle.loads(_read(self._socket, int.from_bytes(head, "big")))
        except (EOFError, ConnectionError):
            return None


class Branch:
    """A fork of a zygote that has loaded or computed more, and is forked in its turn; the zygote stays as it was.

    ``function`` (``module:name``) is called once in it. If that fails, or says anything that a notebook's reader would
    have seen (a warning, a printed word), it is as if it had not been called. Whoever asks before it is ready waits.
    """

    def __init__(self, zygote: Zygote, function: str = "", arguments: Sequence[object] = (),
                 preload: Sequence[str] = ()):
        self.address = f"{zygote.address}-{next(_numbers)}"
        self._lifeline, theirs = socket.socketpair()
        self._fork: Fork | None = None
        request = {"branch": function, "arguments": arguments, "preload": tuple(preload), **surroundings()}
        self._asking = threading.Thread(target=self._ask, daemon=True,
                                        args=(request, theirs, listening(self.address), zygote.address))
        self._asking.start()                  # the zygote may still be loading; whoever asks for a branch need not wait

    def _ask(self, request: Mapping[str, object], theirs: socket.socket, listener: socket.socket, where: str) -> None:
        with listener, theirs, contextlib.suppress(CheckFailed):      # whoever needs the branch will be told
            self._fork = Fork(request, (theirs.fileno(), 1, 2, listener.fileno()), where)

    def close(self) -> None:
        """End the branch and its forks; so does letting go of it."""
        self._lifeline.close()
        self._asking.join()
        if self._fork:
            self._fork.close()


_numbers = itertools.count(1)


def surroundings(cwd: str | os.PathLike | None = None, env: Mapping[str, str] | None = None) -> dict[str, object]:
    """What a fork takes over from the one who asks: folder, environment, limits, umask."""
    return {
        "cwd": os.fspath(cwd) if cwd else os.getcwd(),
        "env": dict(os.environ if env is None else env),
        "limits": {limit: resource.getrlimit(limit) for limit in _LIMITS},
        "umask": _umask(),
    }


def _umask() -> int:
    """The umask, read without the moment in which another thread would see a changed one."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def call(function: str, *arguments: object, where: str | None = None, **options: object) -> Fork:
    """Run ``module:function`` in a fork; ``answer(fork)`` gives its return value or raises what it raised."""
    request = {"job": function, "arguments": arguments, **surroundings(**options)}
    with open(os.devnull, "rb") as nothing:
        return Fork(request, (nothing.fileno(), 1, 2), where)


def answer(fork: Fork) -> object:
    """The return value of a job that has ended. CheckFailed if it died without one."""
    code = fork.wait()
    if not fork.result:
        raise CheckFailed(f"a job ended with {code} and said nothing")
    done, value = pickle.loads(fork.result)
    if not done:
        raise value
    return value


def _read(connection: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        part = connection.recv(length - len(found))
        if not part:
            raise EOFError
        found += part
    return found


def told(message: Mapping[str, object]) -> bytes:
    """A message of the zygote as bytes."""
    body = pickle.dumps(dict(message))
    return len(body).to_bytes(_LENGTH, "big") + body
