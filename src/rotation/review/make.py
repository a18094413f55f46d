"""The review's two files, made from two versions of one repository."""

from __future__ import annotations

from pathlib import Path

from ..files import write_text
from .compare import compare
from .markdown import markdown
from .page import page
from .records import Review
from .tell import tell
from .versions import read_version


def review(root: Path, base: str, head: str | None, out: Path) -> Review:
    """Compare ``base`` with ``head`` (None: the working tree) and write ``report.md`` and ``index.html``.

    InputError for a revision that git does not know; nothing of the working tree is touched.
    """
    found = compare(read_version(root, base), read_version(root, head))
    telling = tell(found)
    write_text(out / "report.md", markdown(telling))
    write_text(out / "index.html", page(telling))
    return found
