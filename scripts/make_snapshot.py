"""Build data/market from the raw market files: make_snapshot.py [--source DIR] [--out DIR] [SERIES...]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rotation.errors import RotationError
from rotation.paths import DATA, ROOT
from rotation.snapshot.make import make
from rotation.snapshot.reference import write_recessions
from rotation.snapshot.table import recipes


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build data/market from the raw market files.")
    parser.add_argument("series", nargs="*", help="ids of series to make; all without")
    parser.add_argument(
        "--source", type=Path, default=ROOT.parent / "shared" / "market", help="folder of the raw files"
    )
    parser.add_argument("--out", type=Path, default=DATA / "market", help="folder of the snapshot")
    options = parser.parse_args(arguments)
    try:
        written = make(options.source, options.out, recipes(options.series))
        if not options.series and options.out == DATA / "market":
            write_recessions(options.source, DATA / "reference" / "nber_recessions.csv")
    except RotationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{len(written)} series written to {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
