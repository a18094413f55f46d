"""A book of four short notebooks that may be edited everywhere: the library, one article's first claims, real data.

Everything under version control is copied but the chapters, the tests and what is said of the other articles.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from copies import copy_project

from rotation.book import SENTENCES
from rotation.paths import ROOT

ARTICLE, CLAIMS = "001", 12
SERIES = ("spdji/SP500_pe_operating", "spdji/SP600_pe_operating", "yahoo/GSPC", "yahoo/RUT")     # what they rest on
TABLES_MADE = ("ledger.csv", "contradictions.csv", "numbers.csv")
ELSEWHERE = ("chapters", "tests", ".ci", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/replay.csv",
             *(f"data/{name}" for name in TABLES_MADE))
TABLES = {"one": "a.csv", "two": "b.csv"}
COUNTED = """import os
from pathlib import Path
from rotation.files import read_rows
from rotation.paths import ROOT
from rotation.wording import listed
rows = read_rows(ROOT / "tables" / "{table}")
print(times * sum(int(row["value"]) for row in rows), listed(["x", "y"]), os.environ.get("SMALL_BOOK_{name}"))
print((ROOT / "tables" / "{name}.there").is_file(), len((ROOT.parent / "{name}.outside").read_text()))
print([path.name for path in sorted((ROOT / "{name}.d").glob("*.txt"))])"""
MARKET = """from rotation.chapter import open_chapter
from rotation.report import Quantity
book = open_chapter("market", globals())
close = book.market.series("yahoo/RUT")["close"].iloc[-1]
book.record(close=Quantity(float(close), "", places=2, formula="last close", inputs=("yahoo/RUT",)))"""
LEDGER = """from rotation.chapter import open_chapter
from rotation.report import Quantity
book = open_chapter("claim_ledger", globals())
book.record(claims=Quantity(len(book.ledger.entries), "", places=0, formula="count of claims"))"""
ROWS = 'print(book.ledger.to_csv())'
DATED = 'as_of = "newest"\ndata = ""\narticles = []'
NOTEBOOKS = {
    "one": ("# One\n\nCounted.", "times = 1", COUNTED.format(name="one", table="a.csv")),
    "two": ("# Two\n\nCounted.", "times = 1", COUNTED.format(name="two", table="b.csv")),
    "market": ("# Market\n\nIt closed at {num}`market.close`.", DATED, MARKET),
    "claim_ledger": ("# Every claim\n\n{num}`claim_ledger.claims` claims.", DATED, LEDGER, ROWS),
}
INDEX = "# A book\n\n{num}`claim_ledger.claims` claims, {claim}`001/001`, {article}`001`.\n"
CONTENTS = {"format": "jb-book", "root": "chapters/index", "parts": [
    {"caption": "First", "chapters": [{"file": "chapters/one"}, {"file": "chapters/two"}]},
    {"caption": "Articles", "chapters": [{"glob": "articles/*"}]},
    {"caption": "Rest", "chapters": [{"file": f"chapters/{name}"} for name in (
        "market", "claim_ledger", "replay", "method", "corrections", "glossary", "references")]}]}


def notebook(title: str, given: str, *work: str) -> str:
    """A notebook's text: a title in Markdown, its parameters, its work."""
    code = [{"cell_type": "code", "id": "given", "metadata": {"tags": ["parameters"]}, "source": given},
            *({"cell_type": "code", "id": f"work{n}", "metadata": {}, "source": source}
              for n, source in enumerate(work))]
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": title},
             *({**cell, "outputs": [], "execution_count": None} for cell in code)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@dataclass(frozen=True)
class Done:
    """A build's end: exit code, its words without its folder, which notebooks ran and why."""

    code: int
    said: str
    ran: dict[str, str]


@dataclass(frozen=True)
class SmallBook:
    """The book in a folder. ``undo`` takes back what was written since ``begin``."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)         # of the environment it is built in
    _before: list[tuple[str, bytes | None]] = field(default_factory=list)

    @classmethod
    def make(cls, home: Path) -> SmallBook:
        """Write it; the folder must not exist."""
        book = cls(copy_project(home, ELSEWHERE))
        book._cut_down()
        book._tell()
        return book

    def _cut_down(self) -> None:
        kept = self.edit_yaml(f"data/claims/{ARTICLE}.yml", _first_claims)
        for part in ("articles", "claims"):
            for path in (self.home / "data" / part).glob("*.yml"):
                if path.stem != ARTICLE:
                    path.unlink()
        for path in (self.home / "data" / "market").rglob("*.*"):
            if f"{path.parent.name}/{path.name.partition('.')[0]}" not in SERIES:
                path.unlink()
        for path in sorted((self.home / "data" / "checks").glob("*.yml")):
            self.edit_yaml(f"data/checks/{path.name}", lambda content: _checks_of(content, kept))

    def _tell(self) -> None:
        self.write("_toc.yml", yaml.safe_dump(CONTENTS, sort_keys=False))
        for name, cells in NOTEBOOKS.items():
            self.write(f"chapters/{name}.ipynb", notebook(*cells))
        for name, table in TABLES.items():
            self.write(f"tables/{table}", "day,value\n1,10\n2,20\n")
            self.write(f"{name}.d/first.txt", "")
            self.write(f"../{name}.outside", "x")
        self.write("chapters/index.md", INDEX)
        for page, sentence in {"chapters/references": "Sources", **SENTENCES}.items():
            self.write(f"{page}.md", f"# {page.partition('/')[2].title()}\n\n{sentence}.\n")
        shutil.copy2(ROOT / "chapters/references.bib", self.home / "chapters/references.bib")

    def path(self, name: str) -> Path:
        return self.home / name

    def read(self, name: str) -> str:
        return (self.home / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str | bytes) -> None:
        path = self.home / name
        self._before.append((name, path.read_bytes() if path.is_file() else None))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, name: str) -> None:
        self._before.append((name, (self.home / name).read_bytes()))
        (self.home / name).unlink()

    def append(self, name: str, text: str) -> None:
        self.write(name, self.read(name) + text)

    def begin(self) -> None:
        """From here on."""
        self._before[:] = [("", json.dumps(self.variables).encode())]

    def undo(self) -> None:
        """As it was at the beginning."""
        for name, content in reversed(self._before):
            path = self.home / name
            if not name:
                self.variables.clear()
                self.variables.update(json.loads(content))
            elif content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)

    def edit_yaml(self, name: str, change: object) -> object:
        """Write what ``change`` makes of a YAML file's content, in place or anew; returns what it gives back."""
        content = yaml.safe_load(self.read(name))
        told = change(content)
        self.write(name, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
        return told

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the book's own build_book.py, at the head of a group of processes."""
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("ROTATION_")}
        surroundings |= {"ROTATION_ROOT": str(self.home), "PYTHONPATH": str(self.home / "src"), "PYTHONHASHSEED": "0",
                         "OPENBLAS_NUM_THREADS": "1", "ROTATION_TEXTS": "", **self.variables, **environment}
        return subprocess.Popen([sys.executable, "scripts/build_book.py", *arguments], cwd=self.home, env=surroundings,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
                                preexec_fn=_heeds_interrupts)

    def build(self, *arguments: str, **environment: str) -> Done:
        """Build it, and wait for the end."""
        building = self.start(*arguments, **environment)
        said = "".join(building.communicate()).replace(str(self.home), "HOME")
        return Done(building.returncode, said, self._ran() if building.returncode == 0 else {})

    def _ran(self) -> dict[str, str]:
        newest = max((self.home / "_build" / "store").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return {name: why for name, why in json.loads(newest.read_text(encoding="utf-8")).items() if why}

    def made(self) -> dict[str, bytes]:
        """Everything a build makes, by name: site, notebooks, tables."""
        html = self.home / "_build" / "html"
        files = [*html.rglob("*"), *(self.home / "chapters").glob("*.ipynb"),
                 *(self.home / "data" / name for name in TABLES_MADE)]
        return {str(path.relative_to(self.home)): path.read_bytes() for path in files if path.is_file()}

    def copied(self, home: Path) -> SmallBook:
        """The same book elsewhere, never built. What a copy holds already is not copied again."""
        shutil.rmtree(home / "_build", ignore_errors=True)
        theirs = {path.relative_to(home): path for path in _below(home)}
        for path in _below(self.home):
            name = path.relative_to(self.home)
            if not _same_file(path, theirs.pop(name, None)):
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, home / name)
        for path in theirs.values():
            path.unlink()
        for name in TABLES:
            shutil.copy2(self.home.parent / f"{name}.outside", home.parent)
        return SmallBook(home, self.variables)


def _heeds_interrupts() -> None:
    """Whoever is started in the background has interrupts ignored, and what it starts inherits that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _below(home: Path) -> list[Path]:
    if not home.is_dir():
        return []
    parts = [place for place in home.iterdir() if place.name != "_build"]
    return [path for place in parts for path in (place.rglob("*") if place.is_dir() else [place]) if path.is_file()]


def _same_file(one: Path, other: Path | None) -> bool:
    if other is None:
        return False
    left, right = one.stat(), other.stat()
    return (left.st_mtime_ns, left.st_size) == (right.st_mtime_ns, right.st_size) and one.suffix != ".pyc"


def _first_claims(content: dict) -> set[str]:
    content["claims"] = content["claims"][:CLAIMS]
    return {claim["id"] for claim in content["claims"]}


def _checks_of(content: dict, kept: set[str]) -> None:
    """Take out what speaks of claims that are not there."""
    for part, records in content.items():
        if isinstance(records, list):
            content[part] = [record for record in records if _about(record) <= kept]


def _about(record: object) -> set[str]:
    """The claims that a record names, anywhere in it."""
    if isinstance(record, dict):
        record = list(record.values())
    if isinstance(record, list):
        return set().union(*map(_about, record))
    return set(re.findall(r"\b\d{3}/\d{3}\b", record)) if isinstance(record, str) else set()
