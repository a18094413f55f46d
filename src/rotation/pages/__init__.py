"""Pages that are made, not written: one an article, and one of the replay, as MyST Markdown for the staged book.

    made = article_pages(ledger, numbers)

They are no notebooks: nothing is computed here that ``studies`` does not compute, and making one takes a hundredth of a
second. Every figure on them is a number with an id like a chapter's: one that a chapter has recorded is that
chapter's, every other one is the page's own.
"""

from .article import article_pages
from .companies import companies_page
from .page import Page, Speaker, numbers_of
from .replay import replay_page

__all__ = ["Page", "Speaker", "article_pages", "companies_page", "numbers_of", "replay_page"]
