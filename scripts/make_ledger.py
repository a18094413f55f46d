"""Recompute data/ledger.csv and data/contradictions.csv, or write them elsewhere for another date or data."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from rotation import crosscheck, ledger
from rotation.command import main_with
from rotation.files import write_text
from rotation.paths import BUILD, DATA


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--as-of", default=ledger.NEWEST, help="edition date, ISO, or 'newest'")
    out.add_argument("--data", type=Path, default=DATA, help="a data folder laid out like data/")
    out.add_argument("--out", type=Path, help="folder of the two files; default: data/ for the newest edition, "
                                              "else _build/ledger")
    return out


def run(arguments: argparse.Namespace) -> str:
    plain = arguments.as_of == ledger.NEWEST and arguments.data.resolve() == DATA
    out = arguments.out or (DATA if plain else BUILD / "ledger")
    book = ledger.build(arguments.data.resolve(), arguments.as_of)
    moved = [write_text(out / "ledger.csv", book.to_csv()),
             write_text(out / "contradictions.csv", crosscheck.contradictions_csv(book))]
    counts = Counter(entry.verdict.verdict or entry.verdict.outcome for entry in book.entries)
    told = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    change = "changed" if any(moved) else "nothing moved"
    return f"{len(book.entries)} claims as of {book.as_of}: {told}; {change} in {out}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
