"""Make the book's other formats from a built site: one HTML file that works by itself, and a PDF (needs Chromium)."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotation.command import main_with
from rotation.formats.export import export, size
from rotation.paths import BUILD


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("site", nargs="?", type=Path, default=BUILD / "html", help="the folder of the site; default: "
                                                                                 "that of make book")
    out.add_argument("--no-pdf", action="store_true", help="the single file alone, which needs no browser")
    return out


def run(arguments: argparse.Namespace) -> str:
    made = export(arguments.site.resolve(), not arguments.no_pdf)
    return f"{', '.join(f'{name} ({size(n)})' for name, n in made.items())} in {arguments.site}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
