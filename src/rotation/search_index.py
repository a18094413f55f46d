"""What the search page can find: a list of titles, addresses and words, written as a script that calls back.

Every extension may add to it through the event ``search-entries``: a function of the application that returns
``Found`` records, asked in every build. The words of chapters are taken while they are read and kept with Sphinx's
environment, so that a build over an earlier one writes the same list as a build from nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from .files import write_text

NAME = "search/index"           # what the search page asks for
KINDS = ("chapter", "article", "section", "claim", "ticker", "term", "series", "page")
MOST = 1200                     # characters of one place's text
KIND_OF = {"articles": "article", "stocks": "ticker"}       # by the page's folder
WORDS = "rotation_words"        # where the environment keeps the words of its pages
SKIPPED = (nodes.section, nodes.title, nodes.literal_block, nodes.table, nodes.raw, nodes.math_block, nodes.comment,
           nodes.substitution_definition)


class Found(NamedTuple):
    """One place that can be found. ``address``: from the top of the site, with its anchor."""

    kind: str
    title: str
    address: str
    text: str = ""


def setup(app: Sphinx) -> None:
    """Register the event, what fills it of chapters, and the writing of the list."""
    app.add_event("search-entries")
    app.connect("doctree-read", remember)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("search-entries", of_chapters)
    app.connect("build-finished", write, priority=100)


# ---------------------------------------------------------------- the words of pages

def remember(app: Sphinx, doctree: nodes.document) -> None:
    """Keep each section's anchor, title and words."""
    held = app.env.__dict__.setdefault(WORDS, {})
    held[app.env.docname] = [(section["ids"][0], _title(section), _own_words(section))
                             for section in doctree.findall(nodes.section) if section["ids"]]


def forget(app: Sphinx, env: object, docname: str) -> None:  # noqa: ARG001
    """The page is read anew, or gone."""
    env.__dict__.get(WORDS, {}).pop(docname, None)


def merge(app: Sphinx, env: object, docnames: Iterable[str], other: object) -> None:  # noqa: ARG001
    """Take over what another process has read."""
    held = env.__dict__.setdefault(WORDS, {})
    held.update({name: other.__dict__[WORDS][name] for name in docnames if name in other.__dict__.get(WORDS, {})})


def _title(section: nodes.section) -> str:
    return next((_one_line(child.astext()) for child in section.children if isinstance(child, nodes.title)), "")


def _own_words(section: nodes.section) -> str:
    """The sentences of a section without those of the sections below it."""
    found = (text for child in section.children for text in _texts(child))
    return _one_line(" ".join(found))[:MOST]


def _texts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, SKIPPED) or "cell" in _classes(node):
        return
    if isinstance(node, nodes.paragraph | nodes.term | nodes.caption | nodes.rubric):
        yield words(node)
        return
    for child in node.children:
        yield from _texts(child)


def words(node: nodes.Node) -> str:
    """What a reader sees of a node, on one line: tags that stand in it as such are no words."""
    return _one_line("".join(text for text in node.findall(nodes.Text) if not isinstance(text.parent, nodes.raw)))


def _classes(node: nodes.Node) -> list[str]:
    return node["classes"] if isinstance(node, nodes.Element) else []


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- the list

def of_chapters(app: Sphinx) -> Iterator[Found]:
    """Every page of the book and every section of it."""
    held = app.env.__dict__.get(WORDS, {})
    for page in sorted(held):
        address = app.builder.get_target_uri(page)
        kind = KIND_OF.get(page.partition("/")[0], "chapter")
        for number, (anchor, title, words) in enumerate(held[page]):
            if number == 0:
                yield Found(kind, title, address, words)
            elif title and kind != "ticker":         # whose sections are the same on every page
                yield Found("section", title, f"{address}#{anchor}", words)


def write(app: Sphinx, failure: Exception | None) -> None:
    """Write the list; the same list stays the same file."""
    if failure or app.builder.format != "html":
        return
    found = [entry for entries in app.emit("search-entries") for entry in entries or ()]
    write_text(Path(app.outdir) / f"{NAME}.js", as_script(found))


def as_script(found: Iterable[Found]) -> str:
    """The list as a script, one place a line, in order of kind and address."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    rows = sorted({(order[kind], title, address, _one_line(text)) for kind, title, address, text in found},
                  key=lambda row: (row[0], row[2], row[1], row[3]))
    lines = ",\n".join(_json(list(row) if row[3] else list(row[:3])) for row in rows)
    return f'rotation.take({_json(NAME)},{{"kinds":{_json(KINDS)},"entries":[\n{lines}\n]}});\n'


def _json(value: object) -> str:
    """JSON that means the same inside a script, whatever it says."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
