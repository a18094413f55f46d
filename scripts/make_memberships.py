"""Write index membership of the named companies and the sector make-up of the indices.

    python scripts/make_memberships.py [--source ../shared/market/membership] [--out data/reference]

Reads ``companies.csv`` and ``index_moves.csv`` of the output folder; writes ``memberships.csv``,
``index_sectors.csv`` and ``index_totals.csv`` there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rotation.errors import RotationError
from rotation.files import csv_text, read_rows, write_text
from rotation.paths import DATA, ROOT
from rotation.snapshot_memberships import (
    MEMBER_COLUMNS,
    MOVE_COLUMNS,
    SECTOR_COLUMNS,
    TOTAL_COLUMNS,
    build,
    read_tickers,
)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT / "../shared/market/membership")
    parser.add_argument("--out", type=Path, default=DATA / "reference")
    options = parser.parse_args(argv)
    try:
        moves = read_rows(options.out / "index_moves.csv", MOVE_COLUMNS)
        tables = build(options.source, read_tickers(options.out / "companies.csv"), moves)
    except RotationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    written = [
        write_text(options.out / name, csv_text(rows, columns))
        for name, rows, columns in (
            ("memberships.csv", tables.memberships, MEMBER_COLUMNS),
            ("index_sectors.csv", tables.sectors, SECTOR_COLUMNS),
            ("index_totals.csv", tables.totals, TOTAL_COLUMNS),
        )
    ]
    print(f"{len(tables.memberships)} memberships, {sum(written)} of 3 files changed in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
