"""The book's own theme: what its templates are given for each page, and what a page's HTML may not hold.

The theme lives in ``theme/``: templates, one style sheet, small scripts. Sphinx fills it; this module hands it the
navigation, a description, the page's own headings, and addresses of the theme's files.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import mathematics, search_index
from .launch import links
from .markup import shortened
from .navigation import Contents, Entry, Part
from .page_html import settled
from .site_state import THEME

HOW = "How this was computed"
SEARCH = "search"
LEDGER_PAGE = "chapters/claim_ledger"
WAY_IN = "index"
CONTENTS = "contents"             # the page that lists every page
DESCRIPTION = 158                 # characters that search engines show
DEEPEST = 3                       # headings of this level are the last in "On this page"
ENDS_ANSWER = (nodes.section, nodes.container, nodes.raw, nodes.figure, nodes.table)
HTML_IN_CONTEXT = ("body", "title", "metatags", "toc")       # what Sphinx hands over as HTML


def setup(app: Sphinx) -> None:
    """Register the theme and what fills it."""
    app.add_html_theme("rotation", str(THEME))
    for transform in (PlainCode, OneFold, Answer):
        app.add_post_transform(transform)
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.connect("builder-inited", escape_by_default)
    app.connect("html-page-context", fill, priority=1000)       # after everything that adds style sheets and scripts
    app.connect("html-collect-pages", own_pages)
    search_index.setup(app)
    mathematics.setup(app)
    app.connect("build-finished", only_what_pages_use, priority=1000)


def escape_by_default(app: Sphinx) -> None:
    """Whatever a template prints is text, unless it says that it is HTML; and no index of Sphinx's own."""
    if app.builder.format == "html":
        app.builder.search = False
        app.builder.templates.environment.autoescape = True


class PlainCode(SphinxPostTransform):
    """A cell's code without colours: marking every word of what few readers unfold makes it three times as long."""

    default_priority = 150
    formats = ("html",)

    def run(self, **_: object) -> None:
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code_source":
                for code in cell.findall(nodes.literal_block):
                    code["language"] = "none"


class OneFold(SphinxPostTransform):
    """Cells in a row that show nothing but their folded code are folded once; each keeps its own anchor."""

    default_priority = 210          # after MyST-NB has folded them, at 199
    formats = ("html",)

    def run(self, **_: object) -> None:
        for cell in list(self.document.findall(_is_folded)):
            before = cell.parent[cell.parent.index(cell) - 1] if cell.parent.index(cell) else None
            if before is not None and _is_folded(before):
                self._join(before, cell)

    @staticmethod
    def _join(first: nodes.container, cell: nodes.container) -> None:
        cell.parent.remove(cell)
        inner = nodes.container("", *cell[0].children, ids=cell["ids"], classes=["cell"])
        first[0].append(inner)


def _is_folded(node: nodes.Node) -> bool:
    return (isinstance(node, nodes.container) and node.get("nb_element") == "cell_code" and len(node) == 1
            and isinstance(node[0], HideCodeCellNode))


class Answer(SphinxPostTransform):
    """What a chapter says before its first cell is its answer, and is set apart from how it was found."""

    default_priority = 220
    formats = ("html",)

    def run(self, **_: object) -> None:
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None or not self.env.doc2path(self.env.docname).endswith(".ipynb"):
            return
        said = [child for child in section.children if isinstance(child, nodes.Element)]
        start = next((n for n, child in enumerate(said) if isinstance(child, nodes.title)), -1) + 1
        end = next((n for n, child in enumerate(said) if n >= start and isinstance(child, ENDS_ANSWER)), len(said))
        if end > start:
            section[section.index(said[start]):section.index(said[end - 1]) + 1] = [
                nodes.container("", *said[start:end], classes=["answer"])]


def open_fold(translator: object, node: HideCodeCellNode) -> None:  # noqa: ARG001
    """A cell's code, folded without a script."""
    translator.body.append(f'<details class="how"><summary>{HOW}</summary>\n')


def close_fold(translator: object, node: HideCodeCellNode) -> None:  # noqa: ARG001
    """The end of what is folded."""
    translator.body.append("</details>\n")


def fill(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:  # noqa: ARG001
    """The context of the theme's templates (``layout.html`` says what each name is)."""
    for name in HTML_IN_CONTEXT:
        if name != "title" or doctree is not None:      # a record page's title is plain text
            context[name] = Markup(context.get(name) or "")
    contents, within = table_of_contents(app), context.get("within") or ""
    title = Markup(context["title"]).striptags() if doctree is not None else str(context.get("title") or "")
    is_root, name = pagename == context["root_doc"], context["docstitle"]
    context["plain_title"] = title or name
    context["window_title"] = name if is_root else f"{title} · {name}"
    context["asset"] = lambda file: _asset(app, context, file)
    context["navigation"] = contents.seen_from(pagename, within)
    context["neighbours"] = _beside(context, *contents.neighbours(pagename))
    context.setdefault("trail", contents.trail(pagename, within))
    if doctree is not None:
        context["description"] = description(doctree)
        context["headings"] = list(headings(app.env.tocs[pagename]))
        context["launch"] = links(app.config.html_theme_options, pagename, context.get("page_source_suffix", ""))
        context["body"] = Markup(settled(str(context["body"])))
    context["css_files"], context["script_files"] = [], []


# ---------------------------------------------------------------- of one page

def _beside(context: dict, before: tuple | None, after: tuple | None) -> dict[str, tuple | None]:
    """The neighbours that a page names itself, or those that the contents give it."""
    named = {"before": context.get("before", before), "after": context.get("after", after)}
    return {side: pair if isinstance(pair, tuple | list) else None for side, pair in named.items()}


def description(doctree: nodes.document) -> str:
    """The page's first words that are its own: its first paragraph outside tables, lists and cells."""
    for paragraph in doctree.findall(nodes.paragraph):
        around = paragraph.parent
        if not isinstance(around, nodes.section | nodes.document) and "answer" not in around["classes"]:
            continue
        if words := search_index.words(paragraph):
            return shortened(words, DESCRIPTION)
    return ""


def headings(toc: nodes.Node, level: int = 1) -> Iterator[dict[str, object]]:
    """The headings of a page below its title: level, anchor and text."""
    for item in toc.children:
        if not isinstance(item, nodes.list_item):
            continue
        for link in item[0].findall(nodes.reference) if level > 1 else ():
            yield {"level": level, "anchor": str(link.get("anchorname", "")).removeprefix("#"), "text": link.astext()}
        for below in item.children[1:]:
            if isinstance(below, nodes.bullet_list) and level < DEEPEST:
                yield from headings(below, level + 1)


# ---------------------------------------------------------------- of all pages

def table_of_contents(app: Sphinx) -> Contents:
    """The contents of the book, made once a build from the table of contents and the pages' titles."""
    held = app.builder.__dict__
    if "rotation_contents" not in held:
        held["rotation_contents"] = _contents(app)
    return held["rotation_contents"]


def _contents(app: Sphinx) -> Contents:
    site, env = app.env.external_site_map, app.env
    titles = {page: " ".join(title.astext().split()) for page, title in env.titles.items()}
    titles |= {name: item.title for name, item in site.items() if item.title}

    def entries(page: str, seen: frozenset[str]) -> tuple[Entry, ...]:
        return tuple(one for tree in site[page].subtrees for one in _tree(tree, seen)) if page in site else ()

    def _tree(tree: object, seen: frozenset[str]) -> Iterator[Entry]:
        for page in map(str, tree.files()):
            if page in env.titles and page not in seen:
                yield Entry(page, titles[page], entries(page, seen | {page}))

    root = app.config.root_doc
    first = frozenset({root})
    parts = tuple(Part(tree.caption or "", tuple(_tree(tree, first))) for tree in site.root.subtrees)
    return Contents(root, tuple(part for part in parts if part.entries), titles)


def own_pages(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Pages that no chapter is: the contents, the search, and the way in where the first page has another name."""
    contents = table_of_contents(app)
    yield CONTENTS, {"title": "Contents", "parts": contents.parts, "headings": [],
                     "description": "Every page of the book, part by part."}, "contents.html"
    ledger = LEDGER_PAGE if LEDGER_PAGE in app.env.found_docs else ""
    yield SEARCH, {"title": "Search", "headings": [], "ledger": ledger,
                   "description": "Find chapters, articles, claims, tickers and terms of the book."}, "search.html"
    if WAY_IN not in app.env.found_docs:
        first = app.builder.get_target_uri(app.config.root_doc)
        base = app.config.html_baseurl
        yield WAY_IN, {"title": "", "headings": [], "canonical": f"{base.rstrip('/')}/{first}" if base else first}, \
            "way_in.html"


# ---------------------------------------------------------------- files

def _asset(app: Sphinx, context: dict, file: str) -> str:
    """The address of a file of ``_static`` with a mark of its content, so that no old one is shown."""
    marks = app.builder.__dict__.setdefault("rotation_marks", {})
    if file not in marks:
        path = THEME / "static" / file
        path = path if path.is_file() else Path(app.outdir) / "_static" / file
        marks[file] = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"{context['pathto'](f'_static/{file}', True)}?v={marks[file]}"


def only_what_pages_use(app: Sphinx, failure: Exception | None) -> None:
    """Leave in ``_static`` the theme's files and the book's own; what extensions put there no page loads."""
    if failure or app.builder.format != "html":
        return
    keep = {path.relative_to(folder).as_posix() for folder in _own_static(app) for path in folder.rglob("*")}
    static = Path(app.outdir) / "_static"
    for path in sorted(static.rglob("*"), reverse=True):
        if path.relative_to(static).as_posix() not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _own_static(app: Sphinx) -> list[Path]:
    return [THEME / "static", *(Path(app.confdir) / entry for entry in app.config.html_static_path)]
