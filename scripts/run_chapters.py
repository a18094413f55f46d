"""Execute chapters with papermill: all, or those named, with parameters checked before anything runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.command import main_with
from rotation.notebooks import execute_all, parse_parameters, plan_runs
from rotation.paths import BUILD, CHAPTERS
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
        execute_all(runs, progress=progress.step)
    return f"{len(runs)} chapters executed into {out}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
