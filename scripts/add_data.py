"""Put new rows into a certified series.

add_data.py FILE… --series ID [--data DIR] [--replace] [--certificate FILE] [--yes]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rotation.add_data import apply, describe, plan
from rotation.errors import RotationError
from rotation.market import MARKET


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        change = plan(options.files, options.series, options.data, options.replace, options.certificate)
        print("\n".join(describe(change)))
        if change.empty or not (options.yes or _agreed()):
            print("nothing to write" if change.empty else "nothing written")
            return 0
        print(f"certified anew: {apply(change, options.data)}")
    except RotationError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Prove new rows, show what they change, merge them and certify the series anew."
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV with a header: date and columns of the series"
    )
    parser.add_argument("--series", required=True, help="id, e.g. yahoo/IWM")
    parser.add_argument("--data", type=Path, default=MARKET, help="the store (default: data/market)")
    parser.add_argument("--replace", action="store_true", help="let new figures replace certified ones")
    parser.add_argument("--certificate", type=Path, help="certificate of a new series, without coverage and hash")
    parser.add_argument("--yes", action="store_true", help="do not ask at a terminal")
    return parser


def _agreed() -> bool:
    return not sys.stdin.isatty() or input("write this? [y/N] ").strip().lower() in ("y", "yes")


if __name__ == "__main__":
    raise SystemExit(main())
