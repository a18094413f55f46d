"""Our code as the pages of numbers show it: the modules that compute, and what a name in a cell stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..files import read_text

PACKAGE = Path(__file__).resolve().parents[1]
PACKAGES = ("charts", "checks", "crosscheck", "pages", "studies")
MODULES = ("chapter", "claims", "easing", "intervals", "ledger", "market", "policy", "reference", "report",
           "returns", "sectors", "statistics", "stocks", "trading_days", "valuation", "verdicts", "wording")


def code_records() -> dict[str, str]:
    """Source by dotted name of every module that takes part in computing a number."""
    paths = [path for name in PACKAGES for path in sorted((PACKAGE / name).glob("*.py"))]
    paths += [PACKAGE / f"{name}.py" for name in MODULES]
    named = {_dotted(path): path for path in paths if path.is_file() and path.name != "__init__.py"}
    return {name: read_text(path) for name, path in sorted(named.items())}


def _dotted(path: Path) -> str:
    return ".".join(("rotation", *path.relative_to(PACKAGE).with_suffix("").parts))


def definitions(source: str) -> dict[str, tuple[int, int, str, str]]:
    """Functions and classes of a module: first and last line, signature, first sentence of the docstring."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            found[node.name] = first, node.end_lineno or first, _signature(node), _first_words(node)
    return found


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){returns}"


def _first_words(node: ast.FunctionDef | ast.ClassDef) -> str:
    return " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())


def names_in(cells: Iterable[str]) -> dict[str, str]:
    """What the names stand for that a notebook imports from us: ``study`` for ``rotation.studies.valuation``."""
    found: dict[str, str] = {}
    for node in (node for cell in cells for node in ast.walk(_tree(cell))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rotation"):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def called(cell: str, names: Mapping[str, str], code: Mapping[str, Mapping[str, object]]) -> list[tuple[str, str]]:
    """Functions of ours that a cell names, as (module, function), in order; ``code``: definitions by module."""
    found: dict[tuple[str, str], None] = {}
    for node in ast.walk(_tree(cell)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module, name = names.get(node.value.id, ""), node.attr
        elif isinstance(node, ast.Name):
            module, _, name = names.get(node.id, "").rpartition(".")
        else:
            continue
        if name in code.get(module, ()):
            found[module, name] = None
    return list(found)


def _tree(cell: str) -> ast.Module:
    try:
        return ast.parse(cell)
    except SyntaxError:                 # a line for the shell, say
        return ast.Module([], [])
