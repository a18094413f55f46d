"""Text files in and out: read with an error that names file and line, written beside and then renamed."""

from __future__ import annotations

import csv
import ctypes
import glob
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from .errors import InputError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path) -> str:
    """The file as UTF-8 text with newlines untranslated (offsets count code points of this)."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise InputError(str(path), "no such file", "a UTF-8 text file", "check the path") from None
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"a byte that is not UTF-8 at offset {error.start}", "UTF-8 text",
                         "save the file as UTF-8") from None


def seen_files(*folders: Path) -> tuple[tuple[str, str], ...]:
    """Every file below the folders with the digest of its content: equal answers, equal files."""
    with aside():
        found = {os.path.join(place, name) for folder in folders
                 for place, _, names in os.walk(folder, followlinks=True) for name in names}
        return tuple((name, hashlib.sha256(Path(name).read_bytes()).hexdigest()) for name in sorted(found))


_aside: list[None] = []


@contextmanager
def aside() -> Iterator[None]:
    """What is read in here is only compared, and no result depends on it: who traces reads (``runs``) leaves it out."""
    _aside.append(None)
    try:
        yield
    finally:
        _aside.pop()


def is_aside() -> bool:
    """Whether what is read now is only compared."""
    return bool(_aside)


def read_yaml(path: Path) -> object:
    """One YAML document; an error names the line."""
    try:
        content = yaml.load(read_text(path), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or "not YAML"
        raise InputError(where, f"text that does not parse ({problem})", "valid YAML",
                         "mend the line") from None
    if content is None:
        raise InputError(str(path), "an empty file", "a YAML mapping", "restore the file")
    return content


def read_mapping(path: Path) -> dict:
    """One YAML document that must be a mapping."""
    return mapping(str(path), read_yaml(path))


def mapping(where: str, found: object) -> dict:
    """``found`` itself, refused unless it is a mapping of keys to values; ``where`` names the record."""
    if not isinstance(found, dict):
        raise InputError(where, f"{found!r}"[:80], "a mapping of keys to values", "write it as key: value")
    return found


def read_rows(path: Path, columns: Sequence[str] | None = None) -> list[dict[str, str]]:
    """A CSV file as a list of dictionaries; a wrong header or a ragged row is an error."""
    return parse_rows(read_text(path), str(path), columns)


def parse_rows(text: str, path: str, columns: Sequence[str] | None = None) -> list[dict[str, str]]:
    """The same of a file's text; ``path`` names it in errors."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if columns is not None and list(reader.fieldnames or []) != list(columns):
        raise InputError(path, f"columns {reader.fieldnames}", f"columns {list(columns)}", "mend the header")
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise InputError(f"{path}, line {reader.line_num}", "a row of another length than the header",
                             f"{len(reader.fieldnames)} fields", "quote fields that hold commas")
        rows.append(row)
    return rows


def csv_text(rows: Iterable[dict[str, object]], columns: Sequence[str]) -> str:
    """Rows as CSV text: LF line ends, the given column order, None as empty."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(columns), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: "" if row[key] is None else row[key] for key in columns})
    return out.getvalue()


def write_text(path: Path, text: str) -> bool:
    """Write beside, then rename; True if the content changed. A failure leaves the old file in place."""
    content = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return True


def sweep(folder: Path, prefix: str = ".") -> None:
    """Throw away what writers that were killed left in a folder: ``<prefix>…<process id>-…``, of no living process."""
    for left in sorted(folder.glob(f"{glob.escape(prefix)}*-????????")):
        writer = left.name[:-9].rpartition(".")[2].rpartition("-")[2]
        if writer.isdigit() and os.path.isdir("/proc/self") and not os.path.exists(f"/proc/{writer}"):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def exchanged(one: Path, other: Path) -> bool:
    """Give each the other's name in one step, so that there is never nothing under either; False where that cannot be
    done."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "renameat2"):
        return False
    return library.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


_HERE, _EXCHANGE = -100, 2          # AT_FDCWD, RENAME_EXCHANGE
