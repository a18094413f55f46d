"""The ledger as of every trading day: which verdicts moved, when and why (data/replay.csv).

Undated statements about their own day are read again at each day's close, every other claim with what was public by
then. One row for each day on which a claim's state is another than the day before.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from rotation.command import main_with
from rotation.errors import InputError
from rotation.files import write_text
from rotation.ledger import CALENDAR, NEWEST
from rotation.market import Market
from rotation.paths import BUILD, DATA, data_folder, folder
from rotation.progress import Progress
from rotation.replay import FIRST, LENGTH, NAME, days_between, replay, replay_csv


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--from", dest="first", default=FIRST.isoformat(), help=f"first day, ISO ({FIRST})")
    out.add_argument("--to", dest="last", default=NEWEST, help="last day, ISO, or 'newest': the last close in the data")
    out.add_argument("--data", type=Path, default=DATA, help="a data folder laid out like data/")
    out.add_argument("--out", type=Path, help="the file; default: data/replay.csv for the book's own data and days, "
                                              "else _build/replay.csv")
    out.add_argument("--workers", type=int, default=2, help="processes; the file is the same for any number")
    out.add_argument("--fresh", action="store_true", help="make every day anew, whatever an earlier run has kept")
    return out


def run(arguments: argparse.Namespace) -> str:
    data = data_folder(arguments.data)
    newest = Market(folder(data, "market")).newest(CALENDAR)
    first = _day("--from", arguments.first)
    last = newest if arguments.last == NEWEST else _day("--to", arguments.last)
    if arguments.workers < 1:
        raise InputError("--workers", str(arguments.workers), "at least one", "give a number from 1")
    plain = (first, last, data) == (FIRST, newest, DATA)
    out = arguments.out or (DATA if plain else BUILD) / NAME
    with Progress("replay", -(-len(days_between(first, last)) // LENGTH)) as progress:
        made = replay(data, first, last, arguments.workers,
                      **({"home": None} if arguments.fresh else {}), told=progress.step)
    change = "changed" if write_text(out, replay_csv(made.rows)) else "nothing moved"
    return (f"{made.claims} claims on {made.days} trading days, {first} to {last}: {len(made.rows)} rows, "
            f"{made.evaluations} evaluations now; {change} in {out}")


def _day(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(where, repr(text), "an ISO date", "write it as YYYY-MM-DD") from None


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
