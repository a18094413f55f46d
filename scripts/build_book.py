"""Build an edition: ledger, executed chapters, numbers, site. The last good site stays until the new one is whole."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation import kept
from rotation.book import Built, build_edition, explain, order
from rotation.command import main_with
from rotation.editions import LATEST
from rotation.notebooks import ENGINES


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--edition", default=LATEST, help="a name from data/editions; default: latest")
    out.add_argument("--all-editions", action="store_true", help="the latest edition, with the others as folders of "
                                                                 "its site and ways between them")
    out.add_argument("--as-of", help="another date for the edition: an ISO date or 'newest'")
    out.add_argument("--data", type=Path, help="another data folder, laid out like data/")
    out.add_argument("--out", type=Path, help="where html/, ledger.csv, contradictions.csv, chapters/ go")
    out.add_argument("--engine", choices=ENGINES, default="", help="how notebooks run: warm forks (where the system "
                                                                   "can), or papermill's default engine")
    out.add_argument("--anew", action="store_true", help="run everything, whatever is kept of earlier builds")
    out.add_argument("--explain", action="store_true", help="build nothing; say what would run and why, a line a "
                                                            "notebook, and what the last build ran")
    return out


def run(arguments: argparse.Namespace) -> str:
    if arguments.all_editions:
        from rotation.edition_set import build_all  # what it needs, a build of one edition does not load

        return "\n".join(map(told, build_all(arguments.data, arguments.out, arguments.engine, arguments.anew)))
    asked = (arguments.edition, arguments.as_of, arguments.data, arguments.out, arguments.engine, arguments.anew)
    if arguments.explain:
        return "\n".join(explain(order(*asked)))
    return told(build_edition(*asked))


def told(built: Built) -> str:
    """The closing line of one edition."""
    return (f"{built.pages} pages, {built.claims} claims, as of {built.as_of}, {kept.counted(built.ended)}: "
            f"open {built.index}")


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
