"""Fetch fresh observations into a staging folder: the only code that touches the network.

``adapter.url(query)`` builds an address, ``transport.get(url)`` brings a whole answer or refuses,
``adapter.parse(bytes, symbol)`` is pure and yields tables in our layout, ``staging`` writes CSV and draft
certificate. A refusal of any kind is an ``InputError`` and leaves what was staged before as it was. Nothing
else imports this package but ``scripts/fetch.py``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ..errors import InputError, suggestion
from .adapter import Adapter, Query
from .fred import FRED
from .french import FRENCH
from .holdings import HOLDINGS
from .shiller import SHILLER
from .staging import Staged, stage, staging_folder
from .stooq import STOOQ
from .table import Table
from .transport import Answer, Policy, Transport
from .yahoo import YAHOO

PROVIDERS = {adapter.name: adapter for adapter in (FRED, FRENCH, HOLDINGS, SHILLER, STOOQ, YAHOO)}

__all__ = [
    "PROVIDERS",
    "Adapter",
    "Answer",
    "Policy",
    "Query",
    "Staged",
    "Table",
    "Transport",
    "fetch",
    "provider",
]


def provider(name: str) -> Adapter:
    if name not in PROVIDERS:
        raise InputError("provider", repr(name), "a provider we have an adapter for", suggestion(name, PROVIDERS))
    return PROVIDERS[name]


def fetch(
    name: str,
    symbol: str,
    *,
    out: Path,
    retrieved: date,
    since: date | None = None,
    base_url: str | None = None,
    transport: Transport | None = None,
) -> tuple[Staged, ...]:
    """One symbol of one provider, staged. ``retrieved`` is the retrieval date and the last date asked for."""
    adapter = provider(name)
    staging_folder(out)
    url = adapter.url(Query(symbol, since, retrieved), base_url)
    answer = (transport or Transport()).get(url)
    return stage(_tables(adapter, answer, symbol, since), adapter, answer, out, retrieved)


def _tables(adapter: Adapter, answer: Answer, symbol: str, since: date | None) -> tuple[Table, ...]:
    if adapter.lines and not answer.framed and not answer.body.endswith(b"\n"):
        raise InputError(
            answer.url,
            "a last line without an end, of undeclared length",
            "a whole answer",
            "fetch again later",
        )
    tables = tuple(table.since(since) for table in adapter.parse(answer.body, symbol))
    kept = tuple(table for table in tables if table.rows)
    if not kept:
        raise InputError(answer.url, f"no rows from {since}", "at least one", "ask for an earlier --since")
    if since is None:
        return kept
    return tuple(replace(table, notes=(*table.notes, f"Asked for rows from {since}.")) for table in kept)
