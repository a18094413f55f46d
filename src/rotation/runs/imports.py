"""Which of our modules a notebook or a function stands on: read from the sources, transitively, nothing is run."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_NAME = PACKAGE.name


def module_files(names: Iterable[str]) -> frozenset[Path]:
    """The source files of the given modules (``rotation.chapter``) and of all of ours that they import."""
    found: set[Path] = set()
    waiting = [path for name in names for path in _files(name)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path, _stamp(path))
    return frozenset(found)


def notebook_imports(notebook: str) -> frozenset[str]:
    """The modules of ours that the code cells of a notebook (its JSON text) import."""
    cells = [cell for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
    return frozenset(name for cell in cells for name in _names(_python("".join(cell["source"])), ""))


def _python(source: str) -> ast.AST:
    """A cell as Python: shell lines and magics are no imports of ours; a cell that does not parse imports nothing."""
    lines = ["pass" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])


@cache
def _imported(path: Path, _stamp: tuple[int, int]) -> list[Path]:
    tree = ast.parse(path.read_bytes())
    inside = path.relative_to(PACKAGE.parent).with_suffix("").parts
    package = ".".join(inside[:-1])
    return [file for name in _names(tree, package) for file in _files(name)]


def _stamp(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_mtime_ns, about.st_size


def _names(tree: ast.AST, package: str) -> list[str]:
    """Dotted names of ours in the import statements; ``from x import y`` may mean a module or a thing in one."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] == _NAME]


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _files(name: str) -> list[Path]:
    """The module's file and its packages' ``__init__``; nothing where the name is not a module."""
    parts = name.split(".")[1:]
    files = [PACKAGE / "__init__.py"]
    for length in range(1, len(parts) + 1):
        place = PACKAGE.joinpath(*parts[:length])
        files += [place.with_suffix(".py"), place / "__init__.py"]
    return [file for file in files if file.is_file()]
