"""Addresses of numbers, of companies and of our code on the site; known to whoever links to one."""

from __future__ import annotations

import re

CHAPTERS = "chapters/"


def document_of(chapter: str) -> str:
    """The document of what numbers call a chapter; a made page is called by its folder too."""
    return chapter if "/" in chapter else CHAPTERS + chapter


def number_page(chapter: str, cell: str) -> str:
    """The document that tells of the numbers of a cell; the number's anchor comes after it."""
    return f"numbers/{chapter.replace('/', '-')}/{cell}"


def list_page(chapter: str) -> str:
    """The document that lists every number of a chapter."""
    return number_page(chapter, "index")


def code_page(module: str) -> str:
    """The document with a module's source; a function's name is its anchor."""
    return f"code/{module}"


def claim_document(claim: str) -> str:
    """The document of a claim: ``claims/002-017``."""
    return f"claims/{claim.replace('/', '-')}"


def series_document(series: str) -> str:
    """The document of a series: ``series/yahoo-RUT``."""
    return "series/" + series.replace("/", "-")


def stock_page(ticker: str) -> str:
    """The document of a company: ``stocks/brk-b`` for BRK.B."""
    return f"stocks/{'-'.join(re.findall('[a-z0-9]+', ticker.lower()))}"
