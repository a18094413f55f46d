"""What moved between two versions of the book: verdicts, figures, records, checks, data, numbers, prose."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.command import main_with
from rotation.paths import BUILD, ROOT
from rotation.review import review


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("base", metavar="BASE", help="the version before: a commit, branch or tag")
    out.add_argument("head", metavar="HEAD", nargs="?", help="the version after; default: the working tree")
    out.add_argument("--out", type=Path, default=BUILD / "review", help="where report.md and index.html go")
    return out


def run(arguments: argparse.Namespace) -> str:
    found = review(ROOT, arguments.base, arguments.head, arguments.out)
    return (f"{len(found.flips)} verdicts flipped, {len(found.moved)} figures moved, {len(found.claims)} claims, "
            f"{len(found.checks)} checks and {len(found.series)} series changed: open {arguments.out / 'index.html'}")


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
