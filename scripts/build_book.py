"""Build an edition: ledger, executed chapters, numbers, site. The last good site stays until the new one is whole."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.book import build_edition
from rotation.command import main_with
from rotation.editions import LATEST


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--edition", default=LATEST, help="a name from data/editions; default: latest")
    out.add_argument("--as-of", help="another date for the edition: an ISO date or 'newest'")
    out.add_argument("--data", type=Path, help="another data folder, laid out like data/")
    out.add_argument("--out", type=Path, help="where html/, ledger.csv, contradictions.csv, chapters/ go")
    return out


def run(arguments: argparse.Namespace) -> str:
    built = build_edition(arguments.edition, arguments.as_of, arguments.data, arguments.out)
    return f"{built.pages} pages, {built.claims} claims, as of {built.as_of}: open {built.index}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
