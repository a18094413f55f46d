"""Articles in: a file, standard input or bytes → ``Document``, the text that every offset refers to.

Plain text is taken as it stands: UTF-8, newlines untranslated, a byte order mark is one code point. Of a saved web page
the main text is read (``html``), of Markdown what a reader would see (``markdown``). Refused, with ``InputError``:
what is not there, not text, not UTF-8, blank, or larger than ``LIMIT``.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

# A long annual report is 2 MB of text. Hostile text is read in about two seconds a megabyte, so that no file may hold
# anybody up for more than some ten seconds.
LIMIT = 4_000_000
FORMATS = ("text", "html", "markdown")
STDIN = "-"
_SUFFIXES = {".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown"}
_MARKUP = re.compile(r"[\ufeff\s]{0,64}(?:<\?xml[^>]{0,200}>\s{0,64})?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_BLANK = "\ufeff\u200b\u200c\u200d\u2060"   # printed by nothing, and no white space for str.strip
_BINARY = ((b"%PDF", "a PDF file"), (b"PK\x03\x04", "a zip archive or office document"), (b"\x1f\x8b", "gzip data"),
           (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"))


@dataclass(frozen=True, slots=True)
class Document:
    """One article's text, and what a saved page's own metadata prints about it; None where it prints nothing."""

    text: str
    format: str                     # text, html, markdown
    sha256: str                     # of the bytes as they came
    text_sha256: str                # of ``text`` in UTF-8
    title: str | None = None
    published: str | None = None    # ISO date
    url: str | None = None          # http or https only
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()  # runs of digits that the page shows and ``text`` does not hold
    note: str = ""                  # why the text was read in another way than usual


def read(source: Path | str | bytes, input_format: str | None = None) -> Document:
    """The document at a path, of standard input (``-``), or in bytes; ``input_format`` is one of FORMATS or None."""
    if input_format not in (None, *FORMATS):
        raise InputError("input format", repr(input_format), " or ".join(FORMATS), "choose one")
    where = named(source)
    raw = _bytes(where, source)
    text = _decoded(where, raw)
    if not text.strip().strip(_BLANK).strip():
        raise InputError(where, "no text" if raw else "an empty file", "an article", "name another file")
    chosen = input_format or _format(source, text)
    made = _READERS[chosen](text)
    if not made["text"].strip():
        raise InputError(where, f"{chosen} that shows no text", "an article", "name another file, or another format")
    return Document(format=chosen, sha256=hashlib.sha256(raw).hexdigest(),
                    text_sha256=hashlib.sha256(made["text"].encode()).hexdigest(), **made)


def named(source: Path | str | bytes) -> str:
    """What an error calls the source."""
    if isinstance(source, bytes):
        return "the bytes given"
    return "standard input" if str(source) == STDIN else ascii(str(source))[1:-1][:300]


def _bytes(where: str, source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        return _limited(where, source)
    if str(source) == STDIN:
        if sys.stdin is None:        # closed by whoever started us
            raise InputError(where, "nothing: it is closed", "an article", "name a file")
        return _limited(where, sys.stdin.buffer.read(LIMIT + 1))
    try:
        with open(source, "rb", opener=_opener) as file:
            _no_device(where, os.fstat(file.fileno()))
            return _limited(where, file.read(LIMIT + 1))
    except FileNotFoundError:
        raise InputError(where, "no such file", "an article", "check the path") from None
    except IsADirectoryError:
        raise InputError(where, "a folder", "an article", "name the files in it") from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "a path that no file can have"
        raise InputError(where, problem, "an article that can be read", "check the path") from None


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)      # a pipe that nobody writes to must not hold us up


def _no_device(where: str, found: os.stat_result) -> None:
    """Only files and pipes are articles; the size of a file is known before a byte is read."""
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)):
        raise InputError(where, "neither a file nor a pipe", "an article", "check the path")
    if found.st_size > LIMIT:
        raise _too_large(where, f"{found.st_size / 1e6:,.1f} MB")


def _limited(where: str, raw: bytes | None) -> bytes:
    if len(raw or b"") > LIMIT:
        raise _too_large(where, f"more than {LIMIT / 1e6:,.0f} MB")
    return raw or b""


def _too_large(where: str, found: str) -> InputError:
    return InputError(where, found, f"at most {LIMIT / 1e6:,.0f} MB (a long annual report has 2)",
                      "cut the article out of the file")


def _decoded(where: str, raw: bytes) -> str:
    for magic, what in _BINARY:
        if raw.startswith(magic):
            raise InputError(where, what, "UTF-8 text, HTML or Markdown", "save the article as text")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(where, "UTF-16 (byte 0)", "UTF-8", "save the file as UTF-8")
    if (nul := raw.find(b"\0")) >= 0:
        raise InputError(where, f"a NUL byte at offset {nul}: a binary file", "UTF-8 text", "save the article as text")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(where, f"a byte that is not UTF-8 at offset {error.start} (0x{raw[error.start]:02x})",
                         "UTF-8 text", "save the file as UTF-8") from None


def _format(source: Path | str | bytes, text: str) -> str:
    """By the name's ending; a page is known by how it begins, whatever its name."""
    if _MARKUP.match(text):
        return "html"
    return "text" if isinstance(source, bytes) else _SUFFIXES.get(Path(source).suffix.lower(), "text")


def _plain(text: str) -> dict[str, object]:
    return {"text": text}


def _page(text: str) -> dict[str, object]:
    from .html import main_text  # a tenth of a second, for pages only
    return main_text(text)


def _markdown(text: str) -> dict[str, object]:
    from .markdown import plain_text
    return plain_text(text)


_READERS = {"text": _plain, "html": _page, "markdown": _markdown}
