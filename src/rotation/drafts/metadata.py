"""What is recorded of an article: where it came from and when, how long it is, its hash. Never its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import InputError
from ..extract.documents import STDIN, Document

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
SLUG_LENGTH = 60             # of a name that is given
DERIVED_LENGTH = 40          # of one made from a title: it stands before every claim
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}   # of Windows
TEXT_LENGTH = 300
UNKNOWN_GENERATOR = "not known"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TITLE_END = re.compile(r"[.,;:!]$")


@dataclass(frozen=True)
class Given:
    """What the person who adds an article says about it; None where nothing is said."""

    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: str | None = None
    slug: str | None = None
    generator: str | None = None


def slug_of(given: Given, document: Document, source: Path | str) -> str:
    """The article's id: as given, else from its title, else from the file's name. Never a path."""
    if given.slug is not None:
        if not SLUG.fullmatch(given.slug) or given.slug in RESERVED:
            raise InputError("option --slug", ascii(given.slug)[:80], f"1 to {SLUG_LENGTH} of a-z, 0-9 and hyphens, no "
                             "device name of Windows", "choose a short name, for example reuters-2026-02-03")
        return given.slug
    stem = "" if str(source) == STDIN else Path(source).stem
    for text in (given.title or title_of(document), stem):
        found = _slug(text or "")
        if found and not found.isdigit():
            return found if found not in RESERVED else f"article-{found}"
    raise InputError("the article", "neither title nor file name that makes a name", "a name for the article",
                     "give one with --slug")


def _slug(text: str) -> str:
    """Words joined by hyphens; cut between words where they are too many."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:DERIVED_LENGTH]
        if len(longer) > DERIVED_LENGTH:
            break
        slug = longer
    return slug


def title_of(document: Document) -> str | None:
    """The title that the page prints; of plain text the first line, if it looks like one."""
    if document.title:
        return plain_line("the page's title", document.title)
    first = next((line.strip() for line in document.text.split("\n") if line.strip()), "").lstrip("\ufeff# ")
    short = 0 < len(first) <= 150 and not _TITLE_END.search(first)
    return plain_line("the title", first) if short else None


def plain_line(what: str, text: str) -> str | None:
    """A text on one line, without control characters; InputError where it is longer than a line of metadata."""
    line = " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
    if len(line) > TEXT_LENGTH:
        raise InputError(what, f"{len(line):,} characters", f"at most {TEXT_LENGTH}", "shorten it")
    return line or None


def published_of(given: Given, document: Document) -> tuple[date, str]:
    """The day of publication, and on what the date rests."""
    if given.published is not None:
        try:
            day = _day(given.published)
        except ValueError:
            raise InputError("option --published", ascii(given.published)[:40], "a day, as 2026-02-03",
                             "write it as YYYY-MM-DD") from None
        return day, "printed" if document.published == day.isoformat() else "given by whoever added the article"
    if document.published:
        return date.fromisoformat(document.published), "printed"
    raise InputError("the article", "no day of publication", "the day it appeared: relative dates, prices and verdicts "
                     "depend on it", "give it with --published YYYY-MM-DD, or save the page as HTML with its metadata")


def _day(text: str) -> date:
    """A day as it must be written: Python takes 20260203 and 2026-W06-2 as well. ValueError for anything else."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def url_of(given: Given, document: Document) -> str | None:
    """An address of the web, or none."""
    text = given.url if given.url is not None else document.url
    if text is None or (given.url is None and not _is_web(text)):
        return None
    if not _is_web(text):
        raise InputError("option --url", ascii(text)[:80], f"an http or https address without a password, at "
                         f"most {TEXT_LENGTH} plain characters long", "copy it from the browser")
    return text


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
        plain = text.isascii() and text.isprintable() and not re.search(r"[\s<>\"'`\\]", text)
        web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        return plain and web and len(text) <= TEXT_LENGTH
    except ValueError:
        return False


def article_record(given: Given, document: Document, slug: str) -> dict[str, object]:
    """The record of ``data/articles/<slug>.yml``."""
    from ..trading_days import previous_trading_day

    published, basis = published_of(given, document)
    return {
        "id": slug,
        "title": plain_line("option --title", given.title) if given.title else title_of(document),
        "publisher": _line("option --publisher", given.publisher or document.publisher),
        "authors": _authors(given.authors or document.authors),
        "published_at": published, "published_basis": basis, "url": url_of(given, document),
        "generator": _line("option --generator", given.generator) or UNKNOWN_GENERATOR,
        "text_sha256": document.text_sha256, "text_file": f"{slug}.txt", "paragraphs": paragraphs(document.text),
        "last_close": previous_trading_day(published),
    }


def _line(what: str, text: str | None) -> str | None:
    return plain_line(what, text) if text else None


def _authors(names: Sequence[str]) -> list[str]:
    lines = [plain_line("option --author", name) for name in names[:20]]
    return [line for line in lines if line]


def paragraphs(text: str) -> int:
    """Lines that are not empty."""
    return max(1, sum(bool(line.strip()) for line in text.split("\n")))


def changed(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    """An article's record after a second extraction: people's metadata stay, what describes the text is renewed."""
    fresh = {key: new[key] for key in ("text_sha256", "paragraphs")}
    return {**old, **fresh}
