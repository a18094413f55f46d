"""Metadata of the audited articles (``data/articles/<id>.yml``). The texts themselves are never stored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

from .errors import InputError, suggestion
from .files import read_mapping, read_text
from .paths import ROOT, folder
from .records import Article

TEXTS = Path(os.environ.get("ROTATION_TEXTS", ROOT.parent / "shared" / "articles"))


def load_articles(data: Path) -> dict[str, Article]:
    """Every article's metadata by id, in order of id."""
    files = sorted(folder(data, "articles").glob("*.yml"))
    articles = [article_of(str(path), read_mapping(path)) for path in files]
    return {article.id: article for article in articles}


def choose(articles: dict[str, Article], ids: list[str] | None) -> dict[str, Article]:
    """The articles with the given ids (all of them for None or an empty list)."""
    for name in ids or ():
        if name not in articles:
            raise InputError("parameter 'articles'", repr(name), "the id of an article in data/articles",
                             suggestion(str(name), articles))
    return {key: value for key, value in articles.items() if not ids or key in ids}


def article_of(where: str, content: Mapping[str, object]) -> Article:
    """One article from its record; InputError names ``where`` it stands and what is wrong with it."""
    names = {field.name for field in fields(Article)}
    missing = names - set(content)
    if missing:
        raise InputError(where, f"no {', '.join(sorted(missing))}", "every field of an article",
                         "add the field; null where the article does not print it")
    for key in ("published_at", "last_close"):
        if not isinstance(content[key], date):
            raise InputError(f"{where}, {key}", repr(content[key]), "an ISO date", "write it as YYYY-MM-DD")
    chosen = {key: content[key] for key in names}
    return Article(**{**chosen, "authors": tuple(chosen["authors"] or ())})


def read_article_text(article: Article, texts: Path = TEXTS) -> str | None:
    """The article's text where it is present, its hash verified; None where the texts are not here."""
    path = texts / article.text_file
    if not path.is_file():
        return None
    text = read_text(path)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != article.text_sha256:
        raise InputError(str(path), f"sha256 {found[:12]}…", f"{article.text_sha256[:12]}…",
                         "restore the text, or review every anchor of its claims and record the new hash")
    return text
