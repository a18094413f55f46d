"""Compiled modules that may not be what their sources say now.

The interpreter takes a compiled file for its source's if date and size are the same, and the date counts whole seconds:
a source that is saved twice in one second, equally long, is run as it was first. Such a compiled file is as old as its
source, to the second. It is thrown away and made again, once.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path


def distrust(package: Path) -> list[Path]:
    """Throw away every compiled file below a package that was written in the second of its source's date."""
    doubtful = []
    for source in package.rglob("*.py"):
        with suppress(OSError, NotImplementedError):
            compiled = Path(cache_from_source(str(source)))
            if int(compiled.stat().st_mtime) <= int(source.stat().st_mtime):
                compiled.unlink()
                doubtful.append(compiled)
    return doubtful
