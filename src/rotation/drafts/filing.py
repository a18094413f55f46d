"""Several files in place together, or not at all: each is written beside its place, then all are renamed.

The last of them is the one that readers begin with. Whatever stops the renaming, an error or the user, puts back
what was there.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError
from ..files import sweep


def put_in_place(files: Mapping[Path, str], new: bool = False) -> list[Path]:
    """Write all files, in their order; the paths that changed. InputError where the folder cannot be written, and
    where a file that is to be ``new`` is there by now."""
    for folder in {path.parent for path in files}:
        sweep(folder)                # what a run that was killed has left beside
    before = {path: path.read_bytes() if not new and path.is_file() else None for path in files}
    wanted = {path: text.encode("utf-8") for path, text in files.items() if before[path] != text.encode("utf-8")}
    beside: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path, content in wanted.items():
            beside[path] = _beside(path, content)
        for path in wanted:
            if before[path] is not None:
                placed.append(path)
            _place(beside[path], path, before[path] is None)
            if before[path] is None:
                placed.append(path)
    except BaseException as error:
        _undo(placed, before)
        if isinstance(error, OSError):
            where = str(Path(error.filename).parent) if error.filename else "the data folder"
            raise InputError(where, error.strerror or "an error", "a folder that can be written",
                             "make room or ask for access; nothing was changed") from None
        raise
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)
    return list(wanted)


def _beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(name, 0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _place(beside: Path, path: Path, new: bool) -> None:
    """Rename; but never over a file that somebody else wrote while we worked."""
    if new:
        try:
            os.link(beside, path)
            return
        except FileExistsError:
            raise InputError(str(path), "a file that was written meanwhile", "a name that is free",
                             "choose another with --slug") from None
        except OSError:
            pass                    # a file system without links
    os.replace(beside, path)


def _undo(placed: list[Path], before: Mapping[Path, bytes | None]) -> None:
    for path in reversed(placed):
        with contextlib.suppress(OSError):
            if before[path] is None:
                path.unlink(missing_ok=True)
            else:
                os.replace(_beside(path, before[path]), path)
