"""Claims out of text: every number of an article in one record, with what it is about and whether it can be checked."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from .context import Reader
from .entities import find_entities
from .holes import with_holes
from .layout import pages
from .limits import readable, unread
from .numbers import numbers
from .phrases import Stream
from .records import Mention, Number, Page

__all__ = ["extract"]


def extract(text: str, article: str = "", published: date | str | None = None,
            companies: Mapping[str, str] | None = None) -> tuple[Mention, ...]:
    """Every number of ``text``, in text order.

    Each run of digits lies in exactly one record: a claim, or an exclusion with its reason. ``published`` (a date or
    ISO text) is what relative dates are read against. ``companies`` maps tickers to names, beside those that the
    lexicon knows. A form feed ends a section and with it all context. No text raises.
    """
    found: list[Mention] = []
    day = _day(published)
    end = readable(text)
    with _uncollected():
        for page in pages(text[:end]):
            found += _read(page, article, day, companies)
    return (*found, *unread(text, end, article))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles, which the tens of thousands of small records of a page never form: a tenth faster."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(page: Page, article: str, published: date | None, companies: Mapping[str, str] | None) -> list[Mention]:
    stream = Stream(page.tokens)
    entities, backs = find_entities(page, stream, companies)
    page = with_holes(page, entities)
    figures = _swept(page, numbers(page, entities, published))
    return Reader(page, stream, entities, backs, figures, published, article).mentions()


def _swept(page: Page, found: list[Number]) -> list[Number]:
    """The figures, and whatever digits no rule has read, so that nothing is dropped silently."""
    ends = [number.surface_end for number in found]
    starts = [number.surface_start for number in found]
    missed = []
    for i, token in enumerate(page.tokens):
        text = token.text
        if not text.isalpha() and any(map(str.isdigit, text)):
            at = bisect_right(starts, token.start) - 1
            if at < 0 or ends[at] < token.end:
                missed.append(Number(token.start, token.end, token.start, token.end, token.text[:40], None, None,
                                     "unread", 0, i, i + 1, "unread"))
    return _joined(page.text, sorted([*found, *missed], key=lambda number: number.start) if missed else found)


def _joined(text: str, found: list[Number]) -> list[Number]:
    """"500²": one run of digits is one record, whatever stands raised beside it."""
    out: list[Number] = []
    for number in found:
        before = out[-1] if out else None
        at = number.surface_start
        if before and before.surface_end == at and text[at - 1].isdigit() and text[at].isdigit():
            kept = number if before.exclusion == "unread" else before
            out[-1] = replace(kept, surface_start=before.surface_start, surface_end=number.surface_end)
        else:
            out.append(number)
    return out


def _day(published: date | str | None) -> date | None:
    if isinstance(published, str):
        try:
            return date.fromisoformat(published[:10])
        except ValueError:
            return None
    return published
