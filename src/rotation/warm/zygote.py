"""The process that is forked: it loads, then forks on request until its owner closes standard input. It never starts
a thread, so that a fork of it is a whole process."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import resource
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..runs.trace import Seen, Trace, modules_below
from .client import _LENGTH, PRELOAD, THREADLESS, TRACED, _read, told
from .exercise import exercise

# What a kernel of the stock ipykernel has loaded anyway, and what every notebook here loads.
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
          "IPython.core.pylabtools", "IPython.core.magics", "IPython.core.completerlib", "sqlite3")
ANALYSIS = ("numpy", "pandas", "matplotlib", "matplotlib.figure", "matplotlib.pyplot",
            "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg")


@dataclass
class Child:
    """A running fork: who asked, how it tells its result, its process descriptor."""

    pid: int
    asker: socket.socket
    result: int
    handle: int
    said: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Loaded:
    """What imports did beside loading: variables that the kernel's modules set, filters that analysis libraries added
    (newest first)."""

    environment: Mapping[str, str]
    filters: list


class Reads:
    """What this process read; what a kernel forked from it stands on."""

    def __init__(self, roots: Sequence[str]):
        self._trace = Trace([Path(root) for root in roots])
        self._shared, self._taken = Seen(), lambda: False
        self._loaded: frozenset[str] = frozenset()

    def shared(self, function: Callable[..., object]) -> Callable[..., None]:
        """The function, whose reads count for those forks only that take what it made. It returns a function that
        tells whether this process has; if it does not, everyone has."""
        def call(*arguments: object) -> None:
            before = self._trace.seen()
            self._trace.begin()
            taken = function(*arguments)
            self._shared, self._taken = self._trace.seen(), taken if callable(taken) else lambda: True
            self._trace.begin(before)

        return call

    def begin(self) -> None:
        """In a fork: what was done before does not say that this one did more than read."""
        before = self._trace.seen()
        self._trace.begin(replace(before, unseen=frozenset()))
        self._loaded = frozenset(sys.modules)

    def write(self, target: str) -> None:
        """Write what this process stands on."""
        own = self._trace.seen()
        own = replace(own, read=own.read | modules_below(self._trace.roots, self._loaded))
        unseen = own.unseen | self._shared.unseen
        parts = [own, self._shared] if self._taken() else [own]
        Path(target).write_text(replace(Seen.of(parts), unseen=unseen).to_json(), encoding="utf-8")


def load(names: str) -> Loaded:
    """Import what forks will need.

    pandas asks at import whether it runs in a terminal, and hides columns if so; a kernel is none.
    """
    environment = dict(os.environ)
    for name in KERNEL:
        importlib.import_module(name)
    environment = {name: value for name, value in os.environ.items() if name not in environment}
    before = list(warnings.filters)
    builtins.get_ipython = lambda: types.SimpleNamespace(kernel=True)
    try:
        _import_what_there_is((*ANALYSIS, *names.split()))
    finally:
        del builtins.get_ipython
    exercise()
    return Loaded(environment, [entry for entry in warnings.filters if entry not in before])


def _import_what_there_is(names: Sequence[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue              # an extra that is not installed: the notebook that needs it will say so


class Server:
    """Accepts requests, forks, reaps. One thread, one poll."""

    def __init__(self, listener: socket.socket, loaded: Loaded, trace: Reads | None = None):
        self.listener, self.loaded, self.trace = listener, loaded, trace
        self.children: dict[int, Child] = {}          # by process descriptor
        self.poll = select.poll()
        self.poll.register(listener, select.POLLIN)
        self.ends = (0, os.pidfd_open(os.getppid()))
        for descriptor in self.ends:
            self.poll.register(descriptor, select.POLLIN | select.POLLHUP)

    def serve(self) -> None:
        """Until the owner closes our standard input, or our parent dies; then every fork ends too."""
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor in self.ends:
                    self._end_all()
                    return
                if descriptor == self.listener.fileno():
                    self._accept()
                elif descriptor in self.children:
                    self._reap(self.children[descriptor])
                else:
                    self._hear(descriptor)

    def _accept(self) -> None:
        asker, _ = self.listener.accept()
        try:
            head, files, _, _ = socket.recv_fds(asker, _LENGTH, 4)
            request = pickle.loads(_read(asker, int.from_bytes(head, "big")))
        except (EOFError, OSError, pickle.UnpicklingError):
            asker.close()
            return
        told_result, result = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(told_result)
            self._become(request, files, result, asker)
        os.close(result)
        for descriptor in files:
            os.close(descriptor)
        os.set_blocking(told_result, False)
        child = Child(pid, asker, told_result, os.pidfd_open(pid))
        self.children[child.handle] = child
        for descriptor in (child.handle, told_result, asker.fileno()):
            self.poll.register(descriptor, select.POLLIN)
        self._tell(child, {"pid": pid})

    def _hear(self, descriptor: int) -> None:
        """A part of a result; or an asker that has gone, whose fork must go too."""
        for child in list(self.children.values()):
            if child.result == descriptor and not self._drain(child):
                self.poll.unregister(descriptor)
            elif child.asker.fileno() == descriptor:
                _kill_group(child.pid)
                self.poll.unregister(descriptor)

    def _drain(self, child: Child) -> bool:
        """Read what there is of the result; False at its end."""
        while True:
            try:
                part = os.read(child.result, 1 << 16)
            except BlockingIOError:
                return True
            if not part:
                return False
            child.said += part

    def _reap(self, child: Child) -> None:
        _, status = os.waitpid(child.pid, 0)
        self._drain(child)
        _kill_group(child.pid)                        # children that it left behind
        del self.children[child.handle]
        self._end_orphans()
        for descriptor in (child.handle, child.result, child.asker.fileno()):
            self._forget(descriptor)
        self._tell(child, {"exit": os.waitstatus_to_exitcode(status), "result": bytes(child.said)})
        os.close(child.handle)
        os.close(child.result)
        child.asker.close()

    def _forget(self, descriptor: int) -> None:
        try:
            self.poll.unregister(descriptor)
        except KeyError:
            return                                    # it had closed before

    @staticmethod
    def _tell(child: Child, message: Mapping[str, object]) -> None:
        try:
            child.asker.sendall(told(message))
        except OSError:
            return                                    # the asker has gone; poll will say so

    def _end_all(self) -> None:
        for child in self.children.values():
            _kill_group(child.pid)
        for child in self.children.values():
            os.waitpid(child.pid, 0)
        self.children.clear()
        self._end_orphans()

    def _end_orphans(self) -> None:
        """End what forks that have ended left behind in groups of its own.

        Every fork adopts its own orphans while it lives (``_adopt_orphans``); they come to us only when it is gone.
        """
        _end_children(all_but={child.pid for child in self.children.values()})

    # ---------------------------------------------------------------- in the fork

    def _become(self, request: Mapping[str, object], files: list[int], result: int, asker: socket.socket) -> None:
        code = 1
        try:
            for child in self.children.values():
                os.close(child.handle)
                os.close(child.result)
                child.asker.close()
            self.listener.close()
            asker.close()
            listener = files.pop() if "branch" in request else None
            _take_over(request, files, keep=result)
            code = self._branch(request, listener) if listener else self._run(request, result)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            _leave(code)

    def _run(self, request: Mapping[str, object], result: int) -> int:
        if "kernel" in request:
            from .kernel import run_kernel

            os.close(result)
            os.environ.update({**self.loaded.environment, **request["env"]})
            if self.trace:
                self.trace.begin()
            code = run_kernel(request["kernel"], self.loaded.filters)
            if self.trace and request["trace"]:
                self.trace.write(str(request["trace"]))
            return code
        try:
            outcome = True, _named(str(request["job"]))(*request["arguments"])
        except Exception as error:
            outcome = False, error
        with open(result, "wb") as sink:
            sink.write(_pickled(outcome))
        return 0


    def _branch(self, request: Mapping[str, object], listener: int) -> int:
        """Load more, compute what forks are to share, and serve in our turn."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.environ.update(THREADLESS)
        _import_what_there_is(request["preload"])
        if not (request["branch"] and self._handed_on(request, listener)):
            self._serve_on(listener)
        return 0

    def _handed_on(self, request: Mapping[str, object], listener: int) -> bool:
        """Compute in a fork, which then serves instead of us. False if that failed or said anything that a notebook's
        reader would have seen (a warning, a printed word): we are as if it had never been tried."""
        told, ready = os.pipe()
        other = os.fork()
        if other == 0:
            self._compute_and_serve(request, listener, ready)
        os.close(ready)
        good = bool(os.read(told, 1))
        os.close(told)
        if good:
            os.close(listener)
        os.waitpid(other, 0)                          # at once if it failed; else when all is over
        return good

    def _compute_and_serve(self, request: Mapping[str, object], listener: int, ready: int) -> None:
        try:
            _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            _adopt_orphans()
            function = _named(str(request["branch"]))
            if _silent(self.trace.shared(function) if self.trace else function, request["arguments"]):
                os.write(ready, b"1")
                os.close(ready)
                self._serve_on(listener)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(0)

    def _serve_on(self, listener: int) -> None:
        _settle()
        Server(socket.socket(fileno=listener), self.loaded, self.trace).serve()


def _end_children(all_but: Set[int] = frozenset()) -> None:
    while orphans := _children() - all_but:
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def _named(function: str) -> Callable[..., object]:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)


def _silent(function: Callable[..., object], arguments: Sequence[object]) -> bool:
    """Call; whether it returned, printed nothing, logged nothing and warned of nothing."""
    with tempfile.TemporaryFile() as said, _streams_into(said.fileno()), warnings.catch_warnings(record=True) as warned:
        try:
            function(*arguments)
        except Exception:
            return False
        sys.stdout.flush()
        sys.stderr.flush()
        return not warned and not os.fstat(said.fileno()).st_size


@contextlib.contextmanager
def _streams_into(descriptor: int) -> Iterator[None]:
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    for stream in kept:
        os.dup2(descriptor, stream)
    try:
        yield
    finally:
        for stream, original in kept.items():
            os.dup2(original, stream)
            os.close(original)


def _settle() -> None:
    """Before the first fork: one thread only, and pages that forks can share."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"{threads} threads in a process that is to be forked")
    gc.collect()
    gc.freeze()


def _pickled(outcome: tuple[bool, object]) -> bytes:
    """A result as bytes; what cannot travel is told in words."""
    try:
        body = pickle.dumps(outcome)
        pickle.loads(body)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(outcome[1]).__name__}: {outcome[1]}")))
    return body


def _take_over(request: Mapping[str, object], files: list[int], keep: int) -> None:
    """Become a process of the asker: session, descriptors, folder, environment, limits, clock zone, chance."""
    os.setsid()
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    _adopt_orphans()
    for target, descriptor in enumerate(files):
        os.dup2(descriptor, target)
    for descriptor in files:
        if descriptor > 2 and descriptor != keep:
            os.close(descriptor)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    os.umask(request["umask"])
    for limit, values in request["limits"].items():
        try:
            resource.setrlimit(limit, values)
        except (ValueError, OSError):
            continue                                  # a hard limit that we may not raise again
    os.chdir(request["cwd"])
    time.tzset()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()            # the standard library's generator reseeds itself


_DIE_WITH_PARENT, _CHILD_SUBREAPER = 1, 36            # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER


def _adopt_orphans() -> None:
    """Be the parent of what our children leave behind, instead of the system's first process.

    A kernel keeps its own as long as it lives, so that what comes to a zygote is always a dead fork's.
    """
    _prctl(_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _children() -> set[int]:
    """Process ids of our children, adopted ones included."""
    with open("/proc/thread-self/children", encoding="ascii") as listed:
        return {int(pid) for pid in listed.read().split()}


def _leave(code: int) -> None:
    """End as a program ends: exit functions run, streams are flushed; never back into the server's loop."""
    import atexit

    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            stream.flush()
    except BaseException:
        code = code or 1
    finally:
        os._exit(code)


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except OSError:
            continue                                  # nobody of that group is left, or it has no group yet


def _guard(zygote: int) -> None:
    """Stay behind, small, so that nothing outlives a zygote that the system kills for its size."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.waitpid(zygote, 0)
    _end_children()
    os._exit(0)


def main() -> None:
    """Load, then serve on the listening socket whose descriptor is the first argument."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # the owner is interrupted, and then closes our input
    _adopt_orphans()
    if zygote := os.fork():
        listener.close()
        _guard(zygote)
    # Read at import: by ipykernel, which else takes itself for one started by hand, and by the debugger.
    os.environ.update(JPY_PARENT_PID=str(os.getpid()), PYDEVD_DISABLE_FILE_VALIDATION="1")
    roots = os.environ.pop(TRACED, "")
    trace = Reads(roots.split(os.pathsep)) if roots else None
    loaded = load(os.environ.get(PRELOAD, ""))
    _settle()
    Server(listener, loaded, trace).serve()
