"""Work in a process of its own whose reads are seen: what it loads and reads is no burden on the one who asks.

    with Apart(roots) as apart:
        asked = apart.ask("rotation.made:tables", data, as_of)
        ... (something else meanwhile)
        value, seen = asked()

Answers come in the order of the questions. A later question finds the process as the earlier ones left it, so what is
``seen`` counts everything since the process began.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ..errors import CheckFailed
from .trace import Seen, Trace, modules_below


class Apart:
    """A fork, made at the first question. It ends when it is closed, or its owner dies."""

    def __init__(self, roots: Sequence[Path]):
        self._roots, self._pid = roots, 0
        self._questions: BinaryIO | None = None
        self._answers: BinaryIO | None = None

    def ask(self, function: str, *arguments: object) -> Callable[[], tuple[object, Seen]]:
        """Have ``module:function`` called; what is returned waits for its value, or raises what it raised."""
        if not hasattr(os, "fork"):
            return lambda: (_named(function)(*arguments), Seen(unseen=frozenset(["runs where nothing is traced"])))
        if self._questions is None:
            self._begin()
        with suppress(BrokenPipeError):                         # it was killed, as its answer will tell
            pickle.dump((function, arguments), self._questions)
            self._questions.flush()
        return self._answer

    def _begin(self) -> None:
        (asked, ask), (hear, tell) = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid:
            os.close(asked)
            os.close(tell)
            self._questions, self._answers = os.fdopen(ask, "wb"), os.fdopen(hear, "rb")
            return
        try:
            os.close(ask)
            os.close(hear)
            signal.signal(signal.SIGINT, signal.SIG_IGN)        # the owner is interrupted, and then ends us
            _serve(os.fdopen(asked, "rb"), os.fdopen(tell, "wb"), Trace(self._roots))
        finally:
            os._exit(0)

    def _answer(self) -> tuple[object, Seen]:
        try:
            done, value, seen = pickle.load(self._answers)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise CheckFailed("the process that makes tables and pages was killed; run again") from None
        if not done:
            raise value
        return value, Seen.from_json(seen)

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            for end in (self._questions, self._answers):
                with suppress(OSError):
                    end.close()


def _serve(questions: BinaryIO, answers: BinaryIO, trace: Trace) -> None:
    loaded = frozenset(sys.modules)
    while True:
        try:
            function, arguments = pickle.load(questions)
        except (EOFError, OSError):
            return
        answers.write(_answer_to(function, arguments, trace, loaded))
        answers.flush()


def _answer_to(function: str, arguments: Sequence[object], trace: Trace, loaded: Set[str]) -> bytes:
    try:
        outcome = True, _named(function)(*arguments)
    except Exception as error:
        outcome = False, error
    try:
        seen = trace.seen()
        seen = replace(seen, read=seen.read | modules_below(trace.roots, loaded))
        told = pickle.dumps((*outcome, seen.to_json()))
        pickle.loads(told)
    except Exception:                                           # what cannot travel is told in words
        told = pickle.dumps((False, RuntimeError(f"{type(outcome[1]).__name__}: {outcome[1]}"), ""))
    return told


def _named(function: str) -> Callable[..., object]:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)
