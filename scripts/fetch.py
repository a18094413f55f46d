"""Fetch observations from a provider into the staging folder.

    python scripts/fetch.py PROVIDER SYMBOL… [--out DIR] [--base-url URL] [--since DATE] [--retrieved DATE]

    python scripts/fetch.py fred DGS2 DFEDTARU --since 2020-01-01
    python scripts/fetch.py yahoo ^RUT IWM --since 2026-01-01
    python scripts/fetch.py stooq ^rut
    python scripts/fetch.py french F-F_Research_Data_Factors
    python scripts/fetch.py shiller ie_data
    python scripts/fetch.py holdings IWM@2025-11-11

Each answer becomes ``DIR/<provider>/<series>.csv`` with a draft certificate ``<series>.meta.yml`` beside it
(default DIR: ``data/incoming``, not under version control). Merging into ``data/market`` is a second,
reviewed step: ``scripts/add_data.py FILE --series ID``. The clock is read only here, when --retrieved is
not given. Exit codes: 0 all symbols staged; 2 at least one refused (its staged files stay as they were).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rotation.errors import InputError
from rotation.fetch import PROVIDERS, Policy, Transport, fetch, provider
from rotation.paths import DATA

PAUSE = 1.0  # seconds between two requests to one provider


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2025-11-11") from None


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("provider", help=", ".join(PROVIDERS))
    parser.add_argument(
        "symbols",
        nargs="+",
        metavar="symbol",
        help="; ".join(f"{name}: {adapter.example}" for name, adapter in PROVIDERS.items()),
    )
    parser.add_argument("--out", type=Path, default=DATA / "incoming", help="staging folder")
    parser.add_argument("--base-url", help="another scheme and host in place of the provider's (tests, mirrors)")
    parser.add_argument("--since", type=day, help="first date wanted")
    parser.add_argument("--retrieved", type=day, help="retrieval date to certify (default: today, UTC)")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two symbols")
    parser.add_argument("--user-agent", default=Policy.user_agent, help="how we introduce ourselves")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    asked = arguments(argv)
    retrieved = asked.retrieved or datetime.now(UTC).date()
    try:
        provider(asked.provider)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    transport = Transport(Policy(user_agent=asked.user_agent))
    return max(one_symbol(asked, symbol, place, retrieved, transport) for place, symbol in enumerate(asked.symbols))


def one_symbol(asked: argparse.Namespace, symbol: str, place: int, retrieved: date, transport: Transport) -> int:
    """Fetch one symbol and print one line a file; a refusal is printed and does not stop the others."""
    if place:
        time.sleep(asked.pause)
    try:
        staged = fetch(
            asked.provider,
            symbol,
            out=asked.out,
            retrieved=retrieved,
            since=asked.since,
            base_url=asked.base_url,
            transport=transport,
        )
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    for file in staged:
        print(f"{file}, retrieved {retrieved}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
