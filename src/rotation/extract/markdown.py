"""Markdown → what a reader would see: a block a line, links as their text, tables as ``a | b | c``, code as is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .page_metadata import Metadata

_DIGITS = re.compile(r"\d+")
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n((?:[^\n]{0,500}\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_FIELDS = {"date": "published", "author": "authors"}
_CLOSING = ("paragraph_close", "heading_close", "table_close", "bullet_list_close", "ordered_list_close")
_PLAIN = ("text", "txt", "plain", "plaintext", "table", "markdown", "md")
_CODE = re.compile(r"(?m)^\s*[A-Za-z_][\w.]{0,40}\s*=\s|^\s*[{}]|[;{]\s*$|^\s*(?:def|import|SELECT)\s")
_GAP = re.compile(r"\n[ \t\r]*\n")
_SIGNS = re.compile(r"[][*_`<&~!\\\\]")
_PATIENCE = 1.5      # seconds that parsing may take; a report of 200 kB takes about one
_NESTING = 100        # deeper quotes and lists are left out by the parser; their figures are told as such


def plain_text(source: str) -> dict[str, object]:
    """Fields of a Document: text, left_out (figures of addresses, pictures and front matter), note, metadata."""
    front = _FRONT.match(source)
    printed = _printed(front.group(1)) if front else {}
    body = source[front.end():] if front else source.removeprefix("\ufeff")
    text = _text(body) if _seconds(body) < _PATIENCE else ""
    if not text:
        return {"text": source, "note": "too much to parse as Markdown, read as plain text", **printed}
    left = Counter(_DIGITS.findall(source)) - Counter(_DIGITS.findall(text))
    return {"text": text, "left_out": tuple(sorted(left.elements())), **printed}


def _printed(front: str) -> dict[str, object]:
    """What the front matter says in plain ``key: value`` lines; it is read as lines, never loaded as YAML."""
    metadata = Metadata()
    for key, value in re.findall(r"^(title|date|url|publisher|author):[ \t]*([^\r\n]*)", front, re.MULTILINE):
        metadata.put(_FIELDS.get(key, key), value.strip().strip("\"'"))
    return metadata.fields()


def _seconds(body: str) -> float:
    """How long the parser would need at worst, as measured: by letter, sign, line, and cell of a table."""
    seconds = 4e-6 * len(body)
    for part in _GAP.split(body):
        lines, signs = part.count("\n") + 1, len(_SIGNS.findall(part))
        cells = lines * max(line.count("|") for line in part.split("\n"))
        seconds += 4e-5 * lines + 1e-4 * signs + 5e-8 * signs ** 2 + 6e-5 * cells
    return seconds


def _text(body: str) -> str:
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    try:
        lines = _Lines().read(parser.parse(body))
    except Exception:   # whatever a library stumbles over, the source itself can still be read
        return ""
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


class _Lines:
    """Block tokens → lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.row: list[str] | None = None
        self.marker = ""                        # of the list item whose first line is to come

    def read(self, tokens: Sequence[Token]) -> list[str]:
        for token in tokens:
            if token.type == "inline":
                self._inline(_seen(token.children or ()))
            elif token.type in ("fence", "code_block"):
                if not _is_code(token):
                    self.lines.extend(token.content.rstrip("\n").split("\n"))
            elif token.type == "html_block":
                self.lines.extend(_html(token.content))
            else:
                self._frame(token)
        return self.lines

    def _frame(self, token: Token) -> None:
        if token.type == "list_item_open":
            self.marker = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "tr_open":
            self.row = []
        elif token.type == "tr_close":
            self.lines.append(" | ".join(self.row or ()))
            self.row = None
        elif token.type in _CLOSING and not token.hidden and self.lines[-1:] != [""]:
            self.lines.append("")

    def _inline(self, text: str) -> None:
        if self.row is not None:
            self.row.append(text.replace("\n", " "))
            return
        self.lines.extend((self.marker + text).split("\n"))
        self.marker = ""


def _is_code(token: Token) -> bool:
    """Whether a fenced block is a program or its data, and no table or text set in fixed width."""
    said = token.info.strip().lower()
    return bool(said and said not in _PLAIN) or bool(_CODE.search(token.content))


def _seen(children: Sequence[Token]) -> str:
    """A line's text: soft breaks are spaces, hard ones new lines, tags and pictures nothing."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(one.type, one.content if one.type in ("text", "code_inline") else "") for one in children)


def _html(content: str) -> list[str]:
    from .visible import visible  # only for the few that hold HTML
    return visible(content).text.split("\n")
