"""Parameters of a notebook: declared once, in its own parameters cell, and checked before anything runs."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .errors import InputError, suggestion
from .files import read_text

Parameters = Mapping[str, object]


def declared_parameters(notebook: Path) -> dict[str, object]:
    """Names and defaults of the cell tagged ``parameters``; the defaults must be literals."""
    cells = [cell for cell in _cells(notebook) if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(cells) != 1:
        raise InputError(str(notebook), f"{len(cells)} cells tagged 'parameters'", "exactly one", "tag the cell")
    source = cells[0]["source"]
    return _literals(source if isinstance(source, str) else "".join(source), notebook)


def _cells(notebook: Path) -> list[dict]:
    try:
        return json.loads(read_text(notebook))["cells"]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise InputError(str(notebook), "text that is no notebook", "a notebook in JSON with cells",
                         "restore the file") from None


def _literals(source: str, notebook: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for statement in _parsed(source, notebook).body:
        simple = isinstance(statement, ast.Assign) and len(statement.targets) == 1
        if not simple or not isinstance(statement.targets[0], ast.Name):
            raise InputError(f"{notebook}, parameters cell", ast.unparse(statement), "name = literal",
                             "keep the parameters cell to plain assignments")
        found[statement.targets[0].id] = _literal(statement, notebook)
    return found


def _parsed(source: str, notebook: Path) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise InputError(f"{notebook}, parameters cell, line {error.lineno}", "text that is not Python",
                         "name = literal", "mend the line") from None


def _literal(statement: ast.Assign, notebook: Path) -> object:
    try:
        return ast.literal_eval(statement.value)
    except ValueError:
        raise InputError(f"{notebook}, parameters cell", ast.unparse(statement), "name = literal",
                         "give the default as a plain value") from None


def check_parameters(declared: Parameters, given: Parameters, where: str) -> None:
    """Refuse unknown names and values of another type than the default's."""
    for name, value in given.items():
        if name not in declared:
            raise InputError(where, f"parameter {name!r}", f"one of {', '.join(declared)}", suggestion(name, declared))
        if not _same_type(declared[name], value):
            raise InputError(f"{where}, parameter {name}", f"{value!r} ({type(value).__name__})",
                             f"{type(declared[name]).__name__}, like {declared[name]!r}", "give a value of that type")


def _same_type(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, int | float)
    if isinstance(default, list):
        return isinstance(value, list) and (not default or all(_same_type(default[0], item) for item in value))
    return isinstance(value, type(default))


def plain(value: object) -> object:
    """A YAML value as a notebook takes it: dates become ISO strings."""
    if isinstance(value, date):
        return value.isoformat()
    return [plain(item) for item in value] if isinstance(value, list) else value
