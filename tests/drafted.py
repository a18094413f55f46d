"""Articles for tests, written as annotated text, and mentions made of them without the extractor.

``[[10%|return_ytd|Russell 2000|up]]`` is a claim (surface, metric, subject, direction, then key=value fields of a
mention); ``[[2025|x=date_of_another_claim]]`` an exclusion. ``article`` gives the plain text and its mentions.
"""

from __future__ import annotations

import re
from dataclasses import fields

from rotation.extract.records import Mention

MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_NUMBER, _WORD = re.compile(r"\d.*\d|\d", re.DOTALL), re.compile(r"[a-z]+")
_FIELDS = {item.name for item in fields(Mention)}


def article(marked: str, name: str = "a") -> tuple[str, tuple[Mention, ...]]:
    """The plain text and the mentions that its marks stand for, in text order."""
    text, found, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last: mark.start()]
        surface, *parts = mark[1].split("|")
        found.append((len(text), surface, parts))
        text += surface
        last = mark.end()
    text += marked[last:]
    return text, tuple(_mention(text, name, *one) for one in found)


def _mention(text: str, name: str, at: int, surface: str, parts: list[str]) -> Mention:
    given = dict(part.split("=", 1) for part in parts if "=" in part)
    plain = [part for part in parts if "=" not in part]
    core = _NUMBER.search(surface) or _WORD.search(surface)
    metric, subject, direction = (*plain, None, None, "none")[:3] if "x" not in given else (None, None, "none")
    values: dict[str, object] = {
        "article": name, "start": at + core.start(), "end": at + core.end(), "surface_start": at,
        "surface_end": at + len(surface), "surface": surface, "value": _value(surface, given), "unit": _unit(surface),
        "qualifier": None, "subject": subject or None, "metric": metric or None, "comparand": None, "as_of": None,
        "period": None, "direction": direction or "none", "kind": "observation", "topic": "market_performance",
        "check_worthy": "x" not in given, "exclusion": given.get("x"), "complete": given.get("complete") != "no",
    }
    return Mention(**(values | {key: value for key, value in given.items() if key in _FIELDS - {"complete", "value"}}))


def _value(surface: str, given: dict[str, str]) -> object:
    if "value" in given:
        return given["value"] if given.get("unit") in ("date", "year") else float(given["value"])
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", surface)
    return float(numbers[0].replace(",", "")) if numbers else None


def _unit(surface: str) -> str:
    return "%" if "%" in surface else "x" if surface.endswith("x") else "USD" if "$" in surface else "points"


LEAD = ("Markets\n\nThe [[Russell 2000|x=name]] gained [[10%|return_ytd|Russell 2000|up]] so far in "
        "[[2025|x=date_of_another_claim]], the [[S&P 500|x=name]] [[8%|return_ytd|S&P 500|up]].\n\n")
BODY = ("It closed at [[2,200.00|index_close|Russell 2000|as_of=2025-12-05]]. The multiple was "
        "[[22.4x|pe_forward|Acme Corp]].\n\nAgain, the gain of [[10%|return_ytd|Russell 2000|up]] is large. "
        "A sum of [[$5|fund_flow||complete=no]] left.\n")
