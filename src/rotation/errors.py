"""What can go wrong, said to the person who can mend it.

One root, few children. Scripts print the message as one line and leave with the error's ``exit_code``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RotationError(Exception):
    """Anything the project itself refuses; never a bug of ours."""

    exit_code = 1


class CheckFailed(RotationError):
    """Everything could be read and ran, and a check says no."""


class InputError(RotationError):
    """Something handed to us is wrong: which record, what was found, what was expected, what to do."""

    exit_code = 2

    def __init__(self, record: str, found: str, expected: str, action: str):
        self.record, self.found, self.expected, self.action = record, found, expected, action
        super().__init__(record, found, expected, action)

    def __str__(self) -> str:
        text = f"{self.record}: found {self.found}; expected {self.expected}; {self.action}"
        return " ".join(text.split())  # one line, whatever the input held


class EvidenceMissing(RotationError):
    """A check needs evidence that is not to be had, or not yet at this edition's date."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to do about an unknown name: the nearest known one, or the whole list."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "choose one of " + ", ".join(known)
