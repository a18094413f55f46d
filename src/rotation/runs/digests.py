"""Content as short text: of files, listings, variables, of nothing. Read anew in every run, asked for once."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from .trace import Seen

MISSING = "missing"
_SIZE = 20


def digest(content: bytes) -> str:
    """A content's digest (BLAKE2b, 160 bits, hexadecimal)."""
    return hashlib.blake2b(content, digest_size=_SIZE).hexdigest()


class Digests:
    """Digests of paths as they are now, relative to a root where they lie under it, and of environment variables."""

    def __init__(self, root: Path, variables: Mapping[str, str] | None = None):
        self._root = root.resolve()
        self._variables = os.environ if variables is None else variables
        self._known: dict[str, str] = {}

    def present(self, key: str) -> str:
        """The present content of a dependency's key: ``read:data/x.csv``, ``list:data``, ``has:data/y``,
        ``variable:TZ``."""
        if key not in self._known:
            how, _, name = key.partition(":")
            self._known[key] = self._variable(name) if how == "variable" else _HOW[how](self._root / name)
        return self._known[key]

    def _variable(self, name: str) -> str:
        return digest(os.fsencode(self._variables[name])) if name in self._variables else MISSING

    def of(self, seen: Seen, modules: Iterable[Path] = ()) -> dict[str, str]:
        """Everything that a run stood on, by key."""
        keys = [self._key("read", path) for path in (*seen.read, *map(str, modules))]
        keys += [self._key("list", path) for path in seen.listed]
        keys += [self._key("has", path) for path in seen.asked]
        keys += [f"variable:{name}" for name in seen.variables]
        return {key: self.present(key) for key in sorted(set(keys))}

    def _key(self, how: str, path: str) -> str:
        inside = Path(path).is_relative_to(self._root)
        return f"{how}:{Path(path).relative_to(self._root) if inside else path}"


def _content(path: Path) -> str:
    try:
        about = path.stat()
        stamp = about.st_ctime_ns, about.st_mtime_ns, about.st_size, about.st_ino
        if stat.S_ISDIR(about.st_mode):
            return "folder"
        if _read.get(path, (None,))[0] != stamp:
            _read[path] = stamp, digest(path.read_bytes())
        return _read[path][1]
    except (OSError, ValueError):
        return MISSING


_read: dict[Path, tuple[tuple[int, ...], str]] = {}        # in this process: many runs stand on the same files


def _listing(path: Path) -> str:
    """The names in a folder, and which of them are folders."""
    try:
        with os.scandir(path) as entries:
            names = sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries
                           if entry.name != "__pycache__" and not entry.name.startswith("."))
    except OSError:
        return MISSING
    return digest("\n".join(names).encode())


def _presence(path: Path) -> str:
    """Whether something is there, and what kind: what a question without opening can have learnt."""
    return "folder" if path.is_dir() else "file" if path.is_file() else MISSING


_HOW = {"read": _content, "list": _listing, "has": _presence}
