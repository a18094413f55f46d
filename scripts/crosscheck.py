"""Cross-check claims against each other, within and between articles.

    python scripts/crosscheck.py CLAIMS.jsonl… [--workers N] --out FILE.csv

In: one JSON object a line, the fields of a numeric mention. Out: id, kind, claims, what, decides; sorted, and the
same bytes for any order of the input and any number of workers. Articles registered in data/articles lend their
undated statements the last close before publication; other records may carry ``published_at``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.articles import load_articles
from rotation.command import main_with
from rotation.crosscheck import contradictions_in_files, csv_of
from rotation.errors import InputError
from rotation.files import write_text
from rotation.paths import DATA


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("claims", nargs="+", type=Path, metavar="CLAIMS.jsonl", help="numeric mentions, JSON lines")
    out.add_argument("--workers", type=int, default=1, help="processes to share the work (the result is the same)")
    out.add_argument("--data", type=Path, default=DATA, help="where articles/ registers dates; default: data/")
    out.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    return out


def run(arguments: argparse.Namespace) -> str:
    if not 1 <= arguments.workers <= 64:
        raise InputError("option --workers", str(arguments.workers), "a number from 1 to 64", "choose fewer processes")
    made = {name: article.last_close for name, article in load_articles(arguments.data.resolve()).items()}
    found = contradictions_in_files(arguments.claims, made, arguments.workers)
    write_text(arguments.out, csv_of(found.rows))
    internal = sum(row.kind == "internal" for row in found.rows)
    return (f"{found.mentions:,} mentions: {len(found.rows):,} contradictions, {internal:,} within an article and "
            f"{len(found.rows) - internal:,} between articles; {arguments.out}")


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
