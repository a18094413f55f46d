"""Editions: the book built for one date with one set of parameters (``data/editions/<name>.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .errors import InputError, suggestion
from .files import read_mapping
from .parameters import plain
from .paths import BUILD, CHAPTERS, DATA, folder

LATEST = "latest"
_KEYS = {"name", "title", "as_of", "parameters"}


@dataclass(frozen=True)
class Edition:
    """One edition. ``latest`` is committed; every other lives under ``_build/editions/<name>``."""

    name: str
    title: str
    as_of: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return BUILD if self.name == LATEST else BUILD / "editions" / self.name

    @property
    def chapters(self) -> Path:
        return CHAPTERS if self.name == LATEST else self.home / "chapters"

    @property
    def tables(self) -> Path:
        return DATA if self.name == LATEST else self.home

    @property
    def shared(self) -> dict[str, object]:
        """What goes to every notebook that declares it; nothing for ``latest``, whose defaults are its own."""
        own = {} if self.name == LATEST else {"as_of": self.as_of}
        return {**own, **self.parameters}


def load_edition(data: Path, name: str) -> Edition:
    """One edition by name; an unknown one is an error with a suggestion."""
    files = {path.stem: path for path in folder(data, "editions").glob("*.yml")}
    if name not in files:
        raise InputError(f"edition {name!r}", "no such edition", "a file in data/editions", suggestion(name, files))
    content = read_mapping(files[name])
    for key in content:
        if key not in _KEYS:
            raise InputError(str(files[name]), f"unknown key {key!r}", "a key of an edition", suggestion(key, _KEYS))
    if content.get("name") != name or "as_of" not in content:
        raise InputError(str(files[name]), f"name {content.get('name')!r}, as_of {content.get('as_of')!r}",
                         f"name: {name} and an as_of", "fill both")
    parameters = {key: plain(value) for key, value in (content.get("parameters") or {}).items()}
    return Edition(name, content.get("title") or name, str(plain(content["as_of"])), parameters)
