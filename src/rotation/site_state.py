"""What a build of the site remembers, and what has changed since: by content, never by date.

A later build may go on from an earlier one's doctrees and pages if and only if that one finished without a warning, was
made by the same tools from the same settings, and its pages are as it left them. Then a page is

* read anew if the content of a file that it was read from changed (its own, one it includes, a table it names);
* written anew if it was read anew, or if anything changed that one page may show of another: titles, the table of
  contents, labels, numbers of figures and sections, citations, style sheets.

Every other change (settings, a bibliography, a file that no page is known to be read from) makes everything anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from docutils import nodes

from .files import write_text

NAME = "state.json"
FORMAT = 2
THEME = Path(__file__).with_name("theme")
STATIC = "_static/"
RECORDS = "data/records/"           # what record pages are made from, which every build looks at (``record_pages``)
WITHOUT_EFFECT = ("_config.yml",)   # it has become conf.py
HANDLED = ("_toc.yml",)             # sphinx_build.changed_pages
EVERYTHING = (".bib", ".py", ".html", ".cfg", ".ini", ".conf")   # whatever page may be read from it

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")

# Of the environment: what only the page itself shows, or what is compared elsewhere.
OWN = {"all_docs", "app", "config", "config_status", "config_status_extra", "dependencies", "dlfiles", "doctreedir",
       "domaindata", "domains", "events", "images", "included", "original_image_uri", "project", "reread_always",
       "settings", "srcdir", "temp_data", "tocs", "toc_num_entries", "versioning_compare", "versioning_condition",
       "version", "ref_context", "rotation_tables", "rotation_words", "titles_old"}
OWN_DOMAINS = {"index"}             # only the index shows it, which is always written


@dataclass(frozen=True)
class State:
    """A finished build: its tools, the content of its source, what it left, and what pages show of each other."""

    tools: str = ""
    files: Mapping[str, str] = field(default_factory=dict)      # source file to content
    dates: Mapping[str, int] = field(default_factory=dict)      # source file to its date, for Sphinx
    read: tuple[str, ...] = ()                                  # files that some page was read from
    pages: tuple[str, ...] = ()
    left: Mapping[str, list[int]] = field(default_factory=dict)  # output file to date and size
    modules: Mapping[str, str] = field(default_factory=dict)    # our own code that took part
    shown: str = ""

    @staticmethod
    def load(doctrees: Path) -> State | None:
        """The state beside the doctrees; None if there is none that can be read."""
        try:
            content = json.loads((doctrees / NAME).read_text(encoding="utf-8"))
            return State(**content["state"]) if content["format"] == FORMAT else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def changes(source: Path, out: Path, doctrees: Path) -> Change:
        """What is different from the last finished build. If anything is, that build is not one to build upon twice."""
        now, before = contents(source), State.load(doctrees)
        if before is None or not before.holds(out):
            before = None
        change = Change.between(before, now)
        if not change.nothing:
            (doctrees / NAME).unlink(missing_ok=True)
        if before:
            before.restore_dates(source, now)
        return change

    def holds(self, out: Path) -> bool:
        """The tools are the same and the output is as it was left."""
        return (self.tools == tools() and {name: digest(Path(name)) for name in self.modules} == self.modules
                and left(out) == self.left)

    def knows(self, name: str) -> bool:
        """What follows from a change of this file is known."""
        page = name.rpartition(".")[0] in self.pages
        return (not name.endswith(EVERYTHING) and (page or name in self.read)) or name in HANDLED \
            or name.startswith((STATIC, RECORDS)) or name in WITHOUT_EFFECT or (name.endswith((".md", ".ipynb")))

    def restore_dates(self, source: Path, now: Mapping[str, str]) -> None:
        """Sphinx reads a page anew if its file is younger than the last reading: give what did not change its date."""
        for name, date in self.dates.items():
            path = source / name
            if now.get(name) == self.files[name] and path.stat().st_mtime_ns != date:
                os.utime(path, ns=(date, date))


@dataclass
class Change:
    """What a build has to go on from. ``shown`` becomes what pages show of each other once all are read."""

    now: Mapping[str, str]
    before: State
    files: frozenset[str]
    clean: bool
    shown: str = ""

    @classmethod
    def between(cls, before: State | None, now: Mapping[str, str]) -> Change:
        """What is different; everything if there is nothing to compare with."""
        if before is None:
            return cls(now, State(), frozenset(now), clean=True)
        files = frozenset(name for name in {*now, *before.files} if now.get(name) != before.files.get(name))
        return cls(now, before, files, clean=any(not before.knows(name) for name in files))

    @property
    def nothing(self) -> bool:
        """The output is what a build would make."""
        return not self.clean and not self.files - set(WITHOUT_EFFECT)

    @property
    def everywhere(self) -> bool:
        """Something changed that every page loads."""
        return self.clean or any(name.startswith(STATIC) for name in self.files)

    def finished(self, env: object, source: Path, out: Path, doctrees: Path) -> None:
        """Take away what no page needs any more, and remember the rest."""
        _take_away(self, env, out)
        read = {os.path.relpath(os.path.normpath(source / name), source).replace(os.sep, "/")
                for names in env.dependencies.values() for name in names}
        state = State(tools(), dict(self.now), {name: (source / name).stat().st_mtime_ns for name in self.now},
                      tuple(sorted(read)), tuple(sorted(env.all_docs)), left(out),
                      {name: digest(Path(name)) for name in own_modules()}, self.shown or self.before.shown)
        write_text(doctrees / NAME, json.dumps({"format": FORMAT, "state": asdict(state)}) + "\n")


def clear(*folders: Path) -> None:
    """Nothing is left to build upon."""
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)


def _take_away(change: Change, env: object, out: Path) -> None:
    """Output of pages that are gone, and pictures and downloads that no page shows any more."""
    for page in set(change.before.pages) - set(env.all_docs):
        for path in (out / f"{page}.html", *(out / "_sources").glob(f"{page}.*")):
            path.unlink(missing_ok=True)
    _keep(out / "_images", {unique for _, unique in env.images.values()})
    _keep(out / "_downloads", {unique for _, unique in env.dlfiles.values()})
    for folder in sorted((path for path in out.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _keep(folder: Path, names: set[str]) -> None:
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()


# ---------------------------------------------------------------- contents

def digest(path: Path) -> str:
    """The content of a file; empty if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder by its content."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in sorted(folder.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts}


def left(out: Path) -> dict[str, list[int]]:
    """Every file below a folder by date and size: nobody but a build writes there."""
    if not out.is_dir():
        return {}
    found = {path.relative_to(out).as_posix(): path.stat() for path in sorted(out.rglob("*")) if path.is_file()}
    return {name: [status.st_mtime_ns, status.st_size] for name, status in found.items()}


def tools() -> str:
    """The interpreter and every installed distribution with its version."""
    names = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return hashlib.sha256(repr((sys.version, names)).encode()).hexdigest()


def own_modules() -> list[str]:
    """The files of this package that are loaded now, and those of its theme."""
    package = __name__.partition(".")[0]
    loaded = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == package]
    theme = [str(path) for path in THEME.rglob("*") if path.is_file()]
    return sorted({*theme, *(module.__file__ for module in loaded if getattr(module, "__file__", None))})


# ---------------------------------------------------------------- what pages show of each other

def shown_elsewhere(env: object) -> str:
    """A digest of everything in Sphinx's environment that a page may show of another.

    Whatever is not known to be a page's own counts, so that an extension unheard of costs time and not truth.
    """
    held = {name: value for name, value in vars(env).items() if name not in OWN and not name.startswith("_")}
    held["domains"] = {name: data for name, data in env.domaindata.items() if name not in OWN_DOMAINS}
    held["metadata"] = {page: {name: value for name, value in about.items() if name != "wordcount"}
                        for page, about in env.metadata.items()}
    held["nb_metadata"] = {page: about for page, about in getattr(env, "nb_metadata", {}).items() if about}
    held["pages"] = sorted(env.all_docs)
    held["tops"] = {page: _top(toc) for page, toc in env.tocs.items()}
    if any(not tree.get("hidden") for toc in env.tocs.values() for tree in toc.findall() if tree.tagname == "toctree"):
        held["tocs"] = env.tocs             # a list of contents in a page shows sections too
    return hashlib.sha256(repr(_plain(held, set())).encode()).hexdigest()


def _top(toc: nodes.Element) -> list[str]:
    """What a sidebar shows of a page: its titles and the lists below it."""
    titles = [item[0].pformat() for item in toc.children if len(item)]
    return titles + [tree.pformat() for tree in toc.findall() if tree.tagname == "toctree"]


def same(one: object, other: object) -> bool:
    """Two things with the same content, whatever kind of comparison their class knows."""
    return repr(_plain(one, set())) == repr(_plain(other, set()))


def _plain(value: object, seen: set[int]) -> object:
    """The same for the same content: no order of sets and tables, no addresses."""
    if value is None or isinstance(value, str | int | float | bytes | bool):
        return value
    if isinstance(value, nodes.Node | os.PathLike):
        return value.pformat() if isinstance(value, nodes.Node) else os.fspath(value)
    if id(value) in seen:
        return "…"
    seen = {*seen, id(value)}
    if isinstance(value, Mapping):
        pairs = [(repr(_plain(key, seen)), _plain(held, seen)) for key, held in value.items()]
        return sorted(pairs, key=lambda pair: pair[0])
    if isinstance(value, set | frozenset):
        return sorted(repr(_plain(one, seen)) for one in value)
    if isinstance(value, Iterable):
        return [_plain(one, seen) for one in value]
    return [type(value).__name__, _plain(_attributes(value), seen)]


def _attributes(value: object) -> dict[str, object]:
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)} | getattr(value, "__dict__", {})
    return held or {"": _ADDRESS.sub("", repr(value))}
