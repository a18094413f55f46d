"""Reading a version: a git revision unpacked beside (never checked out), or the working tree as it is."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..files import read_rows, read_text, read_yaml
from ..report import FIGURE_MIME
from .records import Check, Picture, Record, Row, Series, Version

PARTS = ("data", "chapters", "src/rotation")
WORKING_TREE = "working tree"
_TARGETS = ("claim", "claims")


def read_version(root: Path, revision: str | None = None) -> Version:
    """The version that ``revision`` names in the repository at ``root``; None is the working tree.

    InputError for a revision that git does not know and for records that cannot be read.
    """
    if revision is None:
        _git(root, "rev-parse", "--git-dir")
        return _told(root, WORKING_TREE)
    commit = _commit(root, revision)
    with tempfile.TemporaryDirectory(prefix="rotation-review-") as scratch:
        _unpack(root, commit, Path(scratch))
        return _told(Path(scratch), f"{revision} ({commit[:10]})")


def _told(folder: Path, name: str) -> Version:
    """Read a folder; a complaint names the version, not the place where it was unpacked."""
    try:
        return version_of(folder, name)
    except InputError as error:
        where = error.record.replace(f"{folder}/", "")
        raise InputError(f"{name}: {where}", error.found, error.expected, error.action) from None


def version_of(folder: Path, name: str) -> Version:
    """Read a folder laid out like the repository; parts that it lacks are empty."""
    data, chapters = folder / "data", folder / "chapters"
    notebooks = {path.stem: _notebook(path) for path in sorted(chapters.glob("*.ipynb"))}
    return Version(
        name=name,
        ledger=_by_id(data / "ledger.csv", "claim"),
        claims={str(record.get("id")): record for record in _listed(data / "claims", "claims")},
        checks=tuple(_checks(data / "checks")),
        series=dict(_series(data / "market")),
        numbers=_by_id(data / "numbers.csv", "id"),
        contradictions=_by_id(data / "contradictions.csv", "id"),
        prose={**_pages(chapters), **{name: _words(cells) for name, cells in notebooks.items()}},
        pictures=dict(_pictures(notebooks)),
        documents=_documents(data / "reference"),
        records=dict(_other_records(data)),
        code=_code(folder / "src" / "rotation"),
    )


# ---------------------------------------------------------------- git

def _commit(root: Path, revision: str) -> str:
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False)
    if done.returncode:
        raise InputError(f"revision {revision!r}", "nothing that git knows by that name", "a commit, branch or tag",
                         "see git log --oneline; a shallow clone needs git fetch first")
    return done.stdout.decode().strip()


def _unpack(root: Path, commit: str, target: Path) -> None:
    """The parts that matter as plain files; links and everything else that is no file are left out."""
    held = _git(root, "ls-tree", "-d", "--name-only", commit, *PARTS).stdout.decode().splitlines()
    if not held:
        return
    archive = _git(root, "-c", "core.autocrlf=false", "archive", "--format=tar", commit, "--", *held).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if member.isfile():
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tar.extractfile(member).read())


def _git(root: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError("review", "no git program", "git on the PATH", "install git") from None
    if check and done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no word of why"]
        raise InputError(f"git in {root}", lines[-1], "a git repository of the book", "run it inside a clone")
    return done


# ---------------------------------------------------------------- tables and records

def _by_id(path: Path, key: str) -> dict[str, Row]:
    rows = read_rows(path) if path.is_file() else []
    if rows and key not in rows[0]:
        raise InputError(str(path), f"columns {', '.join(rows[0])}", f"a column {key!r}", "mend the header")
    return {row[key]: row for row in rows}


def _mapping(path: Path) -> Record:
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise InputError(str(path), type(content).__name__, "a YAML mapping", "mend the file")
    return content


def _listed(folder: Path, key: str) -> Iterator[Record]:
    for path in sorted(folder.glob("*.yml")):
        yield from _records(path, _mapping(path).get(key))


def _records(path: Path, content: object) -> Iterator[Record]:
    for record in content if isinstance(content, list) else [content] if content else []:
        if not isinstance(record, dict):
            raise InputError(str(path), f"{record!r}", "a list of mappings", "mend the file")
        yield {str(key): _plain(value) for key, value in record.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _checks(folder: Path) -> Iterator[Check]:
    for path in sorted(folder.glob("*.yml")):
        content = _mapping(path)
        for record in _records(path, content.get("checks")):
            rest = {key: value for key, value in record.items() if key not in _TARGETS}
            for claim in record.get("claims") or [record.get("claim")]:
                yield Check(f"claim {claim}", rest, str(claim))
        yield from _rules(path, content.get("rules"))


def _rules(path: Path, content: object) -> Iterator[Check]:
    seen: dict[str, int] = {}
    for record in _records(path, content):
        when = record.get("when") or {}
        key = f"rule {path.stem}: " + ", ".join(f"{name} {text(value)}" for name, value in when.items())
        seen[key] = seen.get(key, 0) + 1
        yield Check(key if seen[key] == 1 else f"{key} (no. {seen[key]})", record)


def text(value: object) -> str:
    """A field as a reviewer reads it: lists in brackets, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(text(item) for item in value) + "]"
    return str(_plain(value))


def flat(record: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """A nested record as dotted names: ``reading.start``, ``alternatives.1.role`` (counted from 1)."""
    found: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            value = {str(n): item for n, item in enumerate(value, 1)}
        if isinstance(value, Mapping):
            found |= flat(value, f"{name}.")
        else:
            found[name] = text(value)
    return found


# ---------------------------------------------------------------- data and documents

def _series(folder: Path) -> Iterator[tuple[str, Series]]:
    for path in sorted(folder.glob("*/*.csv")):
        meta = path.with_suffix(".meta.yml")
        certificate = flat(_mapping(meta)) if meta.is_file() else {}
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield f"{path.parent.name}/{path.stem}", Series(read_text(path), digest, certificate)


def _documents(folder: Path) -> dict[str, Row]:
    """Each document's record; ``rows`` are the lines of the reference tables that rest on it."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("documents*")):
        for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
            for record in _records(file, read_yaml(file)):
                found[str(record.get("id"))] = flat(record)
    for path in sorted(folder.rglob("*.csv")):
        for row in read_rows(path):
            if row.get("document"):
                _append(found.setdefault(row["document"], {}), f"rows in {path.stem}", row)
    return found


def _append(record: dict[str, str], key: str, row: Row) -> None:
    line = ", ".join(value for name, value in row.items() if value and name != "document")
    record[key] = f"{record[key]}; {line}" if key in record else line


def _other_records(data: Path) -> Iterator[tuple[str, Row]]:
    for kind in ("articles", "editions"):
        for path in sorted((data / kind).glob("*.yml")):
            yield f"{kind}/{path.stem}", flat(_mapping(path))
    for path in sorted((data / "claims").glob("*.yml")):
        for record in _records(path, _mapping(path).get("exclusions")):
            yield f"exclusion {path.stem}:{record.get('start')}-{record.get('end')}", flat(record)
    for path in sorted((data / "reference").rglob("*.csv")):
        for n, row in enumerate(row for row in read_rows(path) if not row.get("document")):
            first = next(iter(row.values()), str(n))
            yield f"{path.stem}: {first} ({_digest(row)})", row


def _digest(row: Row) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:6]


def _code(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*.py"))}


# ---------------------------------------------------------------- chapters

def _notebook(path: Path) -> list[dict]:
    try:
        return json.loads(read_text(path))["cells"]
    except (ValueError, KeyError, TypeError):
        raise InputError(str(path), "no notebook", "a notebook with cells", "restore the file") from None


def _pages(folder: Path) -> dict[str, tuple[str, ...]]:
    return {path.stem: tuple(read_text(path).splitlines()) for path in sorted(folder.glob("*.md"))}


def _words(cells: Iterable[dict]) -> tuple[str, ...]:
    """Every markdown cell's lines, an empty line between cells."""
    lines: list[str] = []
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            lines += [*"".join(cell.get("source", "")).splitlines(), ""]
    return tuple(lines)


def _pictures(notebooks: Mapping[str, list[dict]]) -> Iterator[tuple[str, Picture]]:
    for name, cells in notebooks.items():
        for cell in cells:
            for output in cell.get("outputs", ()):
                about = output.get("data", {}).get(FIGURE_MIME)
                if about:
                    yield about["id"], Picture(name, about["data"], about["alt"])
