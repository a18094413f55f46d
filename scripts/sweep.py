"""One page a company from a template notebook, over any universe: what fails is listed, and the rest is made."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.command import main_with
from rotation.kept import Kept, run_all
from rotation.notebooks import ENGINES, is_warm, parse_parameters
from rotation.paths import BUILD, CHAPTERS, DATA
from rotation.progress import Progress
from rotation.sweeps import open_runs, plan_sweep, told_failures, universe, write_state


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("tickers", nargs="*", metavar="TICKER", help="default: the named stocks of the book")
    out.add_argument("--from", dest="listed", type=Path, metavar="FILE", help="a file with one ticker a line")
    out.add_argument("--template", type=Path, default=CHAPTERS / "stock.ipynb",
                     help="a notebook with a ticker parameter")
    out.add_argument("--data", type=Path, help="another data folder, laid out like data/")
    out.add_argument("--out", type=Path, default=BUILD / "sweep", help="folder of the executed copies")
    out.add_argument("-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
                     help="a notebook parameter for every page; the value is YAML")
    out.add_argument("--resume", action="store_true", help="run only what the last sweep into this folder did "
                                                           "not make; warm, what changed since too")
    out.add_argument("--anew", action="store_true", help="run every page, whatever is kept of earlier sweeps")
    out.add_argument("--engine", choices=ENGINES, default="", help="as for run_chapters")
    out.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, tcp://host:port (dask.distributed)")
    return out


def run(arguments: argparse.Namespace) -> str:
    given = parse_parameters(arguments.parameter)
    if arguments.data:
        given["data"] = str(arguments.data.resolve())
    runs = plan_sweep(arguments.template, universe(arguments.tickers, arguments.listed), given, arguments.out)
    traced = is_warm(arguments.engine) and not arguments.scheduler      # then what is kept knows what changed
    wanted = open_runs(runs, arguments.out) if arguments.resume and not traced else runs
    store = Kept(arguments.data or DATA, arguments.anew)
    with Progress("pages", len(wanted)) as progress:
        ended = run_all(wanted, store, progress.step, arguments.engine, arguments.scheduler)
    write_state(arguments.out, runs, [(one.run, one.error) for one in ended])
    ran = [(one.run, one.error) for one in ended if one.why]
    told_failures(ran if arguments.resume else [(one.run, one.error) for one in ended])
    return f"{len(ran)} of {len(runs)} pages executed into {arguments.out}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
