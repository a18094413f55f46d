"""Pages of numbers: one for every cell that computed some, a list for every chapter, and the data that a click opens.

    numbers/<chapter>/<cell>.html#<anchor>     what is known of a number, to be read without any script
    numbers/<chapter>/<cell>.js                the same as data: ``rotation.take(name, {...})``
    numbers/<chapter>/index.html               every number of the chapter
    code/<module>.html#<function>              the source of what computed it
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sphinx.application import Sphinx

from .dossiers.code import called, definitions, names_in
from .files import read_text
from .number_links import code_page, document_of, list_page, number_page
from .provenance import ranges
from .record_pages import Page, changed, records
from .site_files import put, taken

CHAPTERS = "chapters/"
DESCRIBED = 3                       # numbers that a page's description names
LINKED = 60                         # counted claims that a page links singly


def setup(app: Sphinx) -> None:
    """Register what makes the pages."""
    app.connect("html-collect-pages", number_pages)
    app.connect("html-collect-pages", code_pages)


# ---------------------------------------------------------------- numbers

def number_pages(app: Sphinx) -> Iterator[Page]:
    """The pages that have to be written; every data file is put beside them."""
    table = records(app, "numbers")
    if table is None:
        return
    pages, files = [], {}
    for chapter, cells in _by_chapter(table["cells"]).items():
        notebook = _Notebook(app, chapter)
        pages.append(_list(chapter, cells, notebook))
        order = list(cells)
        for n, cell in enumerate(order):
            shown = _shown(chapter, cell, cells[cell], table["inputs"], notebook)
            name = number_page(chapter, cell)
            beside = {"before": _neighbour(chapter, order[n - 1] if n else None),
                      "after": _neighbour(chapter, order[n + 1] if n + 1 < len(order) else None)}
            pages.append(Page(name, {**shown, **beside, **_frame(chapter, cell, cells[cell], notebook)}, "number.html"))
            files[f"{name}.js"] = taken(name, _data(shown))
    put(app, "numbers", files)
    yield from changed(app, "numbers", pages)


def _by_chapter(cells: Mapping[str, Sequence[Mapping]]) -> dict[str, dict[str, Sequence[Mapping]]]:
    found: dict[str, dict[str, Sequence[Mapping]]] = {}
    for name, numbers in cells.items():
        chapter, _, cell = name.partition("#")
        found.setdefault(chapter, {})[cell] = numbers
    return found


def _neighbour(chapter: str, cell: str | None) -> tuple[str, str] | None:
    return (number_page(chapter, cell), f"Numbers of {cell}") if cell else None


def _frame(chapter: str, cell: str, numbers: Sequence[Mapping], notebook: _Notebook) -> dict[str, object]:
    some = ", ".join(str(number["text"]) for number in numbers[:DESCRIBED])
    return {"title": f"{notebook.title}: numbers of {cell}", "within": document_of(chapter),
            "description": f"{len(numbers)} computed numbers with formula, inputs, rows and code: {some}"[:158],
            "trail": [(document_of(chapter), notebook.title), (list_page(chapter), "Every number"), ("", cell)],
            "headings": [{"level": 2, "anchor": "inputs", "text": "Inputs"},
                         {"level": 2, "anchor": "code", "text": "Code"}]}


def _shown(chapter: str, cell: str, numbers: Sequence[Mapping], inputs: Mapping[str, Mapping], notebook: _Notebook
           ) -> dict[str, object]:
    """Everything of one cell: its numbers, the inputs they name, the code."""
    used = sorted({name for number in numbers for key in ("inputs", "beside") for name in number.get(key, ())})
    return {"chapter": chapter, "cell": cell, "home": document_of(chapter), "chapter_title": notebook.title,
            "numbers": [_number(number) for number in numbers],
            "inputs": {name: {**inputs[name], **_page_of(name, inputs[name])} for name in used},
            "source": notebook.source(cell), "functions": notebook.functions(cell, numbers)}


def _number(number: Mapping) -> dict[str, object]:
    key = number["id"].partition(".")[2] or number["id"]
    claims = number.get("claims")
    if claims is None:
        return {**number, "key": key}
    return {**number, "key": key, "claims": claims[:LINKED], "claims_more": ranges(claims[LINKED:])}


def _page_of(name: str, told: Mapping) -> dict[str, object]:
    if told.get("kind") == "series":
        return {"page": "series/" + name.replace("/", "-")}
    return {"page": "claims/" + name.replace("/", "-")} if told.get("kind") == "claim" else {}


def _data(shown: Mapping[str, object]) -> dict[str, object]:
    """What a click opens: numbers by anchor."""
    return {**{key: shown[key] for key in ("home", "cell", "chapter_title", "inputs", "source", "functions")},
            "numbers": {number["anchor"]: number for number in shown["numbers"]}}


def _list(chapter: str, cells: Mapping[str, Sequence[Mapping]], notebook: _Notebook) -> Page:
    total = sum(map(len, cells.values()))
    content = {"title": f"{notebook.title}: every number", "within": document_of(chapter),
               "description": f"All {total} computed numbers of the page, each with formula, inputs, rows and code.",
               "trail": [(document_of(chapter), notebook.title), ("", "Every number")], "total": total,
               "headings": [], "before": None, "after": None, "home": document_of(chapter),
               "chapter_title": notebook.title,
               "cells": [{"name": cell, "page": number_page(chapter, cell),
                          "numbers": [[number["anchor"], number["text"], number["id"].partition(".")[2]]
                                      for number in numbers]} for cell, numbers in cells.items()]}
    return Page(list_page(chapter), content, "numbers.html")


# ---------------------------------------------------------------- code

class _Notebook:
    """The code of a chapter's cells and what it calls; a made page has none, and its module stands for it."""

    def __init__(self, app: Sphinx, chapter: str):
        docname = document_of(chapter)
        title = app.env.titles.get(docname)
        self.title = " ".join(title.astext().split()) if title is not None else chapter
        self._code = _definitions(app)
        self._cells: dict[str, str] = {}
        path = Path(app.srcdir) / f"{docname}.ipynb"
        if path.is_file():
            cells = json.loads(read_text(path))["cells"]
            self._cells = {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"}
        self._names = names_in(self._cells.values())
        self._module = f"rotation.pages.{'article' if '/' in chapter else chapter}"

    def source(self, cell: str) -> str:
        return self._cells.get(cell, "")

    def functions(self, cell: str, numbers: Sequence[Mapping]) -> list[dict[str, str]]:
        """What the cell calls of ours, and the checks that decided the claims among its numbers."""
        found = called(self.source(cell), self._names, self._code)
        checks = dict.fromkeys(number["check"] for number in numbers if number.get("check"))
        found += [(module, check) for check in checks for module in self._code
                  if module.startswith("rotation.checks.") and check in self._code[module]]
        if not self._cells and self._module in self._code:
            found.insert(0, (self._module, ""))
        return [self._told(module, name) for module, name in dict.fromkeys(found)]

    def _told(self, module: str, name: str) -> dict[str, str]:
        if not name:
            return {"name": module, "page": code_page(module), "anchor": "main", "about": "what makes the page"}
        _, _, signature, about = self._code[module][name]
        return {"name": f"{module}.{name}", "page": code_page(module), "anchor": name, "about": about,
                "signature": signature}


def _definitions(app: Sphinx) -> dict[str, dict[str, tuple[int, int, str, str]]]:
    held = app.builder.__dict__
    if "rotation_definitions" not in held:
        held["rotation_definitions"] = {name: definitions(text) for name, text in (records(app, "code") or {}).items()}
    return held["rotation_definitions"]


def code_pages(app: Sphinx) -> Iterator[Page]:
    """One page a module of ours that takes part in computing numbers."""
    pages = [_code(app, name, text) for name, text in (records(app, "code") or {}).items()]
    yield from changed(app, "code", pages)


def _code(app: Sphinx, name: str, text: str) -> Page:
    lines, parts, at = text.splitlines(), [], 0
    for function, (first, last, _, _) in _definitions(app)[name].items():
        if first - 1 > at:
            parts.append(["", "\n".join(lines[at:first - 1])])
        parts.append([function, "\n".join(lines[first - 1:last])])
        at = last
    if at < len(lines):
        parts.append(["", "\n".join(lines[at:])])
    path = f"src/{name.replace('.', '/')}.py"
    content = {"title": name, "parts": parts, "path": path, "link": _repository(app, path), "headings": [],
               "description": f"Source of the module {name} as it computed the numbers of this book.",
               "trail": [("chapters/method", "Method"), ("", name)], "before": None, "after": None}
    return Page(code_page(name), content, "code.html")


def _repository(app: Sphinx, path: str) -> str:
    """The file in the repository, where one is configured."""
    options = app.config.html_theme_options
    url, branch = options.get("repository_url") or "", options.get("repository_branch") or "main"
    return f"{url.rstrip('/')}/blob/{branch}/{path}" if url.startswith("https://") else ""
