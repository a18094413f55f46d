"""A provider, as far as the rest of the fetcher needs to know it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..errors import InputError
from .table import Table

SYMBOL = re.compile(r"[A-Za-z0-9^][A-Za-z0-9^.=_@/-]{0,79}")


@dataclass(frozen=True)
class Query:
    """What is asked of a provider: a symbol, and the window of dates, both ends included."""

    symbol: str
    since: date | None
    until: date  # the retrieval date


@dataclass(frozen=True)
class Adapter:
    """A URL builder and a pure parser, with what the certificate says about the source."""

    name: str
    base: str  # scheme and host, replaceable with --base-url
    address: Callable[[Query], str]  # path and query
    parse: Callable[[bytes, str], tuple[Table, ...]]
    producer: str
    carrier: str
    terms: str
    example: str
    windowed: bool = True  # False: the answer is one date's list, --since means nothing
    lines: bool = True  # the answer is text lines, so a whole one ends in a line end

    def url(self, query: Query, base: str | None = None) -> str:
        symbol = query.symbol
        if not SYMBOL.fullmatch(symbol) or ".." in symbol or "//" in symbol:
            raise InputError(f"{self.name} symbol", repr(symbol[:80]), f"a symbol like {self.example}", "mend it")
        if query.since and not self.windowed:
            raise InputError(
                f"{self.name} {symbol}",
                f"--since {query.since}",
                "no --since for a list of holdings",
                f"name the day in the symbol: {self.example}",
            )
        return (base or self.base).rstrip("/") + self.address(query)
