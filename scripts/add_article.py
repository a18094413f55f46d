"""Add an article: its metadata, a draft of every claim, a proposed check and a provisional verdict for each.

    python scripts/add_article.py article.txt --url https://… --published 2026-02-03
    python scripts/add_article.py article.txt --slug NAME --again      # extract it anew; what people decided stays
    python scripts/add_article.py page.html --print-text > NAME.txt    # the text that every offset refers to

In: UTF-8 text, a saved HTML page, Markdown, or - for standard input. Out: data/claims/NAME.yml, data/checks/NAME.yml
and data/articles/NAME.yml, together or not at all; never the text. A person reviews the drafts, see CONTRIBUTING.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rotation.command import main_with
from rotation.errors import InputError
from rotation.paths import DATA


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("article", help="the file, or - for standard input")
    out.add_argument("--url", help="where it appeared, http or https")
    out.add_argument("--published", metavar="DATE", help="the day it appeared, where the page does not print it")
    out.add_argument("--title", help="default: the page's own, or the first line")
    out.add_argument("--publisher")
    out.add_argument("--author", action="append", default=[], help="as printed; once for each")
    out.add_argument("--slug", metavar="NAME", help="the article's id; default: from the title or the file's name")
    out.add_argument("--generator", help="which system wrote it, if that is known")
    out.add_argument("--input-format", choices=("text", "html", "markdown"), help="default: by the file's name")
    out.add_argument("--data", type=Path, default=DATA, help="another data folder, a whole copy of data/")
    out.add_argument("--again", action="store_true", help="extract a registered article anew (with --slug)")
    out.add_argument("--print-text", action="store_true", help="only print the text that offsets refer to")
    return out


def run(arguments: argparse.Namespace) -> str:
    if arguments.print_text:
        _print_text(arguments)
    from rotation.drafts.adding import add, again
    from rotation.drafts.metadata import Given
    from rotation.drafts.telling import report

    if arguments.again:
        _only_the_text(arguments)
        return report(again(arguments.article, arguments.slug, arguments.data, arguments.input_format))
    given = Given(arguments.title, arguments.publisher, tuple(arguments.author), arguments.url, arguments.published,
                  arguments.slug, arguments.generator)
    return report(add(arguments.article, given, arguments.data, arguments.input_format))


def _print_text(arguments: argparse.Namespace) -> None:
    """The text and nothing else, not even a line's end: its hash is the article's."""
    from rotation.extract.documents import read

    sys.stdout.buffer.write(read(arguments.article, arguments.input_format).text.encode())
    sys.stdout.buffer.flush()
    raise SystemExit(0)


def _only_the_text(arguments: argparse.Namespace) -> None:
    """--again changes drafts, never what people recorded of the article."""
    metadata = ("url", "published", "title", "publisher", "author", "generator")
    if given := [name for name in metadata if getattr(arguments, name)]:
        raise InputError("option --again", f"--{given[0]} with it", "no metadata",
                         "edit data/articles/NAME.yml instead")
    if not arguments.slug:
        raise InputError("option --again", "no --slug", "the article's id", "name the article with --slug")


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
