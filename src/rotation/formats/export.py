"""The formats of a built site: one file and PDF, put into the site and named on its downloads page."""

from __future__ import annotations

import html
import os
import re
import tempfile
from pathlib import Path

from ..errors import InputError
from ..files import read_text
from . import pdf, single

PAGE = "downloads.html"
NOTE = "Not investment advice"
WORDS = {single.NAME: "The whole book as one HTML file", pdf.NAME: "The whole book as PDF"}
_PLACE = re.compile(r"<!--formats-->.*?<!--/formats-->", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def export(site: Path, on_paper: bool = True) -> dict[str, int]:
    """Write the formats into the site; each with its size in bytes. What was there before stays until all are made.

    InputError for a folder without a site, or without Chromium if the PDF is wanted.
    """
    page = site / PAGE
    if not page.is_file():
        raise InputError(str(site), f"no {PAGE}", "a built site", "build it with make book")
    with tempfile.TemporaryDirectory(dir=site.parent, prefix=".formats-") as scratch:
        document = Path(scratch) / single.NAME
        document.write_text(single.single(site), encoding="utf-8")
        if on_paper:
            title = html.unescape(_TITLE.search(read_text(document))[1])
            (Path(scratch) / pdf.NAME).write_bytes(pdf.printed(document, title, NOTE))
        made = {path.name: path.stat().st_size for path in sorted(Path(scratch).iterdir())}
        (Path(scratch) / PAGE).write_text(offered(read_text(page), made), encoding="utf-8")
        for name in (*made, PAGE):
            os.replace(Path(scratch) / name, site / name)
    return made


def offered(page: str, made: dict[str, int]) -> str:
    """The downloads page with links to the files that were made."""
    rows = "".join(f'<li><a href="{name}" download>{WORDS[name]}</a> ({size(n)})</li>' for name, n in made.items())
    return _PLACE.sub(lambda _: f"<!--formats--><ul>{rows}</ul><!--/formats-->", page)


def size(n: int) -> str:
    """A number of bytes as a reader takes it."""
    return f"{n / 1_000_000:.1f} MB" if n >= 1_000_000 else f"{max(1, round(n / 1000))} kB"
