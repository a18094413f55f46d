"""Which observations stand behind a number, in a notation short enough to travel with it.

    yahoo/RUT:2024-12-31..2025-12-12      every observation of the window, both ends included
    yahoo/RUT:2024-12-31,2025-12-12       these days alone
    yahoo/RUT+GSPC:2025-12-12             the same of several series of one provider
    claims:000/001-005,008;001/003        claims of the ledger (``claims:-``: none of them)

A number that carries none rests on what its inputs name, as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .errors import InputError

CLAIMS = "claims"
NONE, ALL = "-", "*"
_SERIES = re.compile(r"[\w.-]+/[\w.^-]+(?:\+[\w.^-]+)*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Days:
    """Observations of series: of single days, or of every day from the first to the last."""

    series: tuple[str, ...]
    days: tuple[date, ...]
    between: bool = False


@dataclass(frozen=True)
class Claims:
    """Claims that were counted, by id, in order."""

    ids: tuple[str, ...]


def window(series: str, start: object, end: object) -> str:
    """Every observation of a series from ``start`` to ``end``."""
    return f"{series}:{_day(start)}..{_day(end)}"


def days(series: str, *when: object) -> str:
    """Single observations of a series."""
    return f"{series}:{','.join(sorted({_day(day) for day in when}))}"


def ends(names: Iterable[str], start: object, end: object) -> tuple[str, ...]:
    """The first and the last observation of a window, of each series: all that a return without dividends uses."""
    return tuple(days(name, start, end) for name in _together(names))


def windows(names: Iterable[str], start: object, end: object) -> tuple[str, ...]:
    """Every observation of a window, of each series."""
    return tuple(window(name, start, end) for name in _together(names))


def claims(ids: Iterable[str]) -> tuple[str, ...]:
    """Claims that a number counts; of none, a sign that there is none."""
    return (f"{CLAIMS}:{ranges(ids) or NONE}",)


def ranges(ids: Iterable[str]) -> str:
    """Ids of claims with neighbours drawn together: ``000/001-005,008;001/003``."""
    found: dict[str, list[str]] = {}
    for name in sorted(set(ids)):
        article, _, number = name.rpartition("/")
        found.setdefault(article, []).append(number)
    return ";".join(f"{article}/{','.join(_runs(numbers))}" for article, numbers in found.items())


def shortened(told: str, inputs: Iterable[str]) -> str:
    """The tokens of a number, with a star where they are of all its inputs, on the same days."""
    days = {token.partition(":")[2] for token in told.split()}
    if len(days) == 1 and told == _of_all(inputs, *days):
        return f"{ALL}:{days.pop()}"
    return told


def lengthened(told: str, inputs: Iterable[str]) -> str:
    """What ``shortened`` was given."""
    return _of_all(inputs, told.partition(":")[2]) if told.startswith(f"{ALL}:") else told


def _of_all(inputs: Iterable[str], days: str) -> str:
    return " ".join(f"{name}:{days}" for name in _together(inputs))


def parse(token: str) -> Days | Claims:
    """What a token says. InputError for one that says nothing."""
    name, _, told = token.partition(":")
    try:
        if name == CLAIMS:
            return Claims(() if told == NONE else tuple(_claims(told)))
        if _SERIES.fullmatch(name):
            parts = told.split("..") if ".." in told else told.split(",")
            provider, _, own = name.partition("/")
            series = tuple(f"{provider}/{one}" for one in own.split("+"))
            return Days(series, tuple(date.fromisoformat(part) for part in parts), ".." in told)
    except ValueError:
        pass
    raise InputError(f"rows {token!r}", "a notation that is not known", "see rotation.provenance", "correct the token")


def _together(names: Iterable[str]) -> list[str]:
    """Series of one provider under one name."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        provider, _, own = name.partition("/")
        found.setdefault(provider, []).append(own)
    return [f"{provider}/{'+'.join(own)}" for provider, own in found.items()]


def _day(when: object) -> str:
    return when.isoformat()[:10] if hasattr(when, "isoformat") else str(when)[:10]


def _runs(numbers: list[str]) -> list[str]:
    """Neighbouring numbers as a range: 001, 002, 003 become 001-003."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and number.isdigit() and int(number) == int(runs[-1][-1]) + 1 and len(number) == len(runs[-1][-1]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _claims(told: str) -> Iterable[str]:
    for part in told.split(";"):
        article, _, numbers = part.rpartition("/")
        for run in numbers.split(","):
            first, _, last = run.partition("-")
            if not _NUMBER.fullmatch(first) or not article:
                raise ValueError(run)
            for number in range(int(first), int(last or first) + 1):
                yield f"{article}/{number:0{len(first)}d}"
