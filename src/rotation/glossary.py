"""The glossary's terms, linked from their first use on every page.

A term is what an entry of the glossary defines, in each of its names: "percentage point (pp), basis point (bp)" are
four names of one entry. Names that are everyday words as well are linked only in wordings that mean the term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

PAGE = "chapters/glossary"
# Everyday words: the wordings in which each is the term.
WORDINGS: Mapping[str, tuple[str, ...]] = {
    "value": ("value stocks", "value funds", "value against growth", "value minus growth", "value and growth"),
    "growth": ("growth stocks", "growth funds", "growth against value"),
    "discount": ("at a discount", "forward discount", "discount to"),
    "premium": ("at a premium", "premium to"),
    "margin": ("a margin of", "margin in points"),
    "forward": ("forward earnings", "forward multiple", "forward price-earnings"),
    "trailing": ("trailing earnings", "trailing multiple", "trailing price-earnings"),
    "announcement": ("announcement close", "announcement day"),
    "n": ("n and interval", "independent n"),
    "claim": ("claims", "claim"),
    "decided": ("could be decided", "of the decided"),
    "upheld": ("upheld", "upholds"),
    "specification": ("ordinary specifications",),
    "outcome": ("outcome instead", "outcome of a forecast"),
    "reading": ("ordinary reading", "primary reading", "other readings"),
    "horizon": ("forecast horizon", "horizons"),
    "edition": ("edition's date", "this edition"),
    "generator": ("one generator",),
    "rotation": ("a rotation",),        # not where it is the story's name
    "as of": (),                      # stands beside every date; the edition's entry is linked by "edition's date"
    "losses in": ("losses left in", "losses in"),
}
# No link inside these: a link or a heading already, code, and what is not a sentence.
CLOSED = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.math, nodes.raw, nodes.term,
          nodes.rubric, nodes.thead)
_ENTRY = re.compile(r"^(?P<term>\S.*)\n: ", re.MULTILINE)
_ALIAS = re.compile(r"\(([^)]*)\)")


@dataclass(frozen=True)
class Term:
    """One entry: its anchor on the glossary's page and the wordings that mean it."""

    anchor: str
    wordings: tuple[str, ...]


def terms(text: str) -> tuple[Term, ...]:
    """Every entry of a glossary in Markdown: a line, and below it one that starts with a colon."""
    return tuple(Term(anchor(entry["term"]), tuple(_wordings(names(entry["term"])))) for entry in _ENTRY.finditer(text))


def anchor(term: str) -> str:
    """The anchor of an entry, from its first name."""
    return "term-" + "-".join(re.findall(r"[a-z0-9]+", names(term)[0].lower()))


def names(term: str) -> list[str]:
    """The names that an entry's line gives: parted by commas, abbreviations in parentheses."""
    found = [_ALIAS.sub("", part).strip() for part in term.split(",")]
    return [name for name in [*found, *_ALIAS.findall(term)] if name]


def _wordings(found: Iterable[str]) -> Iterator[str]:
    for name in found:
        yield from WORDINGS.get(name, (name,))


class Linker:
    """Finds the first use of each term in the sentences of one page."""

    def __init__(self, known: Iterable[Term]):
        self._anchor = {_plain(wording): term.anchor for term in known for wording in term.wordings}
        # the longest first: "price-earnings ratio of earners only" before "price-earnings ratio"
        ordered = sorted(self._anchor, key=lambda wording: (-len(wording), wording))
        either = "|".join(re.escape(wording).replace("'", "['’]") for wording in ordered)
        self._pattern = re.compile(rf"(?<![\w/&-])(?:{either})s?(?![\w/&-])", re.IGNORECASE) if ordered else None

    def found(self, text: str, seen: set[str]) -> Iterator[tuple[int, int, str]]:
        """First uses in a text as (start, end, anchor); ``seen`` holds the anchors that the page has linked, and gains
        these."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            name = self._meant(match[0])
            if name and name not in seen:
                seen.add(name)
                yield match.start(), match.end(), name

    def _meant(self, used: str) -> str | None:
        """The anchor; none for an abbreviation's letters in lower case."""
        for wording in (used, used.removesuffix("s")):
            if (name := self._anchor.get(_plain(wording))) is not None:
                return name if wording.isupper() or not _plain(wording).isupper() else None
        return None


def _plain(wording: str) -> str:
    """As compared: abbreviations keep their capitals, other words lose them."""
    straight = wording.replace("’", "'")
    return straight if straight.isupper() else straight.lower()


# ---------------------------------------------------------------- in Sphinx


def anchor_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Give each entry of the glossary its anchor."""
    if app.env.docname == PAGE:
        for term in doctree.findall(nodes.term):
            term["ids"] = [anchor(term.astext())]
    elif (path := _file(app)).is_file():
        app.env.note_dependency(str(path))


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term in the page's sentences."""
    if docname == PAGE or not _file(app).is_file():
        return
    linker, seen = _linker(app), set()
    home = relative_uri(app.builder.get_target_uri(docname), app.builder.get_target_uri(PAGE))
    for paragraph in doctree.findall(nodes.paragraph):
        for text in list(paragraph.findall(nodes.Text)):
            if not _closed(text):
                _link(text, linker.found(text.astext(), seen), home)


def _link(text: nodes.Text, found: Iterable[tuple[int, int, str]], home: str) -> None:
    words, parts, done = text.astext(), [], 0
    for start, end, name in found:
        parts += [nodes.Text(words[done:start]),
                  nodes.reference("", words[start:end], refuri=f"{home}#{name}", classes=["term"], internal=True)]
        done = end
    if parts:
        text.parent.replace(text, [part for part in (*parts, nodes.Text(words[done:])) if part.astext()])


def _closed(text: nodes.Text) -> bool:
    above = text.parent
    while above is not None and not isinstance(above, nodes.document):
        if isinstance(above, CLOSED):
            return True
        above = above.parent
    return False


def _file(app: Sphinx) -> Path:
    return Path(app.srcdir) / f"{PAGE}.md"


def _linker(app: Sphinx) -> Linker:
    held = app.__dict__.get("rotation_glossary")
    if held is None:
        held = app.__dict__["rotation_glossary"] = Linker(terms(_file(app).read_text(encoding="utf-8")))
    return held


def setup(app: Sphinx) -> dict[str, object]:
    """Register the anchors and the links."""
    app.connect("doctree-read", anchor_terms)
    app.connect("doctree-resolved", link_terms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
