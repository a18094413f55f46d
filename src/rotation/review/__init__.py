"""What moved between two versions of the book, for the person who reviews a change.

``versions`` reads a version (a git revision or the working tree), ``compare`` says what moved (pure),
``tell`` puts it in a reviewer's order, ``markdown`` and ``page`` write it down.
"""

from .compare import compare
from .make import review
from .versions import read_version

__all__ = ["compare", "read_version", "review"]
