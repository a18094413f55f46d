"""Execute chapters with papermill: all, or those named, with parameters checked before anything runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.command import main_with
from rotation.kept import Kept, counted, run_all, told
from rotation.notebooks import ENGINES, parse_parameters, plan_runs
from rotation.paths import BUILD, CHAPTERS, DATA
from rotation.progress import Progress


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("chapters", nargs="*", metavar="CHAPTER", help="names of notebooks in chapters/; default: all")
    out.add_argument("--as-of", help="edition date, ISO, or 'newest'")
    out.add_argument("--data", type=Path, help="another data folder, laid out like data/")
    out.add_argument("--out", type=Path, help="folder of the executed copies; default: in place, "
                                              "or _build/chapters when parameters are given")
    out.add_argument("-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
                     help="a notebook parameter; the value is YAML")
    out.add_argument("--engine", choices=ENGINES, default="", help="how notebooks run: warm forks (where the system "
                                                                   "can), or papermill's default engine")
    out.add_argument("--anew", action="store_true", help="run everything, whatever is kept of earlier runs")
    return out


def run(arguments: argparse.Namespace) -> str:
    given = parse_parameters(arguments.parameter)
    if arguments.as_of:
        given["as_of"] = arguments.as_of
    if arguments.data:
        given["data"] = str(arguments.data.resolve())
    out = arguments.out or (BUILD / "chapters" if given else CHAPTERS)
    runs = plan_runs(arguments.chapters, given, out, {})
    with Progress("chapters", len(runs)) as progress:
        ended = run_all(runs, Kept(arguments.data or DATA, arguments.anew), progress.step, arguments.engine)
    told(ended)
    return f"{len(runs)} chapters executed into {out}: {counted(ended)}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
