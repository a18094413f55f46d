"""Tokens → figures: value, unit, hedge, sign, and where the form alone says that nothing is measured.

Each position is tried against the grammar's rules that may begin with its letter; the first rule whose reading makes
sense wins (``readings``). Names found before are taken first: a digit inside a name is no figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from . import figures
from .grammar import Grammar, Rule, grammar
from .qualifiers import qualifier_after, qualifier_before
from .readings import READINGS, Match, Reading
from .records import Block, Entity, Number, Page

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|\b[\w-]{1,64}\.(?:com|org|net|io)/[^\s<>\"]{1,500}")
MOST = 15_000                    # figures of one page that are read; a megabyte of prose has fewer
MARKER = re.compile(r"(\(?)(\d{1,2})([.)])(?=[ \t\u00a0])")


def numbers(page: Page, entities: Sequence[Entity] = (), published: date | None = None) -> list[Number]:
    """The figures of a page in text order, disjoint; every digit lies in exactly one.

    ``published`` (or the date of the page's own masthead) supplies years that a date leaves out.
    """
    return Scan(page, entities, published).numbers()


class Scan:
    """One pass over one page."""

    def __init__(self, page: Page, entities: Sequence[Entity], published: date | None):
        self.page, self.published = page, published
        self.tokens = page.tokens
        self.grammar: Grammar = grammar()
        self.comma = figures.decimal_comma(page.text[page.start:page.end])
        self.starts = [b.first for b in page.blocks]
        self.printed_year: int | None = None
        self._home: set[str] | None = None
        self.found: list[Number] = []
        self.names = _name_spans(page, entities)
        self.letters, self.at, self.token_at = self._letters()

    def _letters(self) -> tuple[str, list[int], list[int]]:
        """The page as letters with gaps between; the place of each token's letter; the next token at each place."""
        barriers = set(self.starts)
        text, out, at, next_, place, end = self.page.text, [], [], [], 0, -1
        for i, token in enumerate(self.tokens):
            if token.start != end or i in barriers:
                out.append("¶" if i in barriers else _gap(text[end:token.start]) if token.start - end > 1
                           else "\n" if text[end] in "\r\n" else "\t" if text[end] == "\t" else " ")
                next_.append(i)
                place += 1
            out.append(token.kind)
            next_.append(i)
            at.append(place)
            place += 1
            end = token.end
        next_.append(len(at))
        return "".join(out), at, next_

    def numbers(self) -> list[Number]:
        i, count, by_letter = 0, len(self.tokens), self.grammar.by_letter
        skip = dict(self.names)
        tokens = self.tokens
        while i < count:
            if len(self.found) >= MOST:
                return self.found + self._rest(i)
            if i in skip:
                i = self._named(i, *skip[i])
            elif tokens[i].kind in by_letter:
                i = self._read(i, by_letter[tokens[i].kind])
            else:
                i += 1
        return self.found

    def _rest(self, i: int) -> list[Number]:
        """What stands after more figures than any text has: one record over all of it, unread."""
        tokens = self.tokens
        held = [k for k in range(i, len(tokens)) if tokens[k].text[0].isdigit()]
        if not held:
            return []
        start, end = tokens[held[0]].start, tokens[held[-1]].end
        return [Number(start, end, start, end, None, None, None, "rest", 0, held[0], held[-1] + 1, "unread")]

    def _named(self, first: int, last: int, form: str) -> int:
        """A name, an address or a list marker with digits: one record for the whole."""
        tokens = self.tokens
        held = [k for k in range(first, last) if tokens[k].text[0].isdigit() or tokens[k].lower in NAME_WORDS]
        digits = [k for k in held if tokens[k].text[0].isdigit()] or held
        if digits:
            exclusion = {"name": "name", "address": "identifier", "marker": "list_marker"}[form]
            self.found.append(Number(
                tokens[digits[0]].start, tokens[digits[-1]].end, tokens[first].start, tokens[last - 1].end,
                None, None, None, form, 0, first, last, exclusion))
        return last

    def _read(self, i: int, rules: Sequence[Rule]) -> int:
        block = self.block(i)
        for rule in rules:
            match = rule.regex.match(self.letters, self.at[i])
            if match and (not rule.blocks or block.kind in rule.blocks):
                number = self._number(rule, Match(self, rule, match, i), block)
                if number:
                    self.found.append(number)
                    return number.last
        return i + 1

    def home(self, homes: dict[str, str]) -> str | None:
        """The money of the one country that the page is about; None where it is about none, or about several."""
        if self._home is None:
            self._home = {homes[t.text] for t in self.tokens if t.text in homes}
        return next(iter(self._home)) if len(self._home) == 1 else None

    def block(self, i: int) -> Block:
        return self.page.blocks[bisect_right(self.starts, i) - 1]

    def _number(self, rule: Rule, match: Match, block: Block) -> Number | None:
        if self.names and any(k in self.names for k in range(match.first, match.last)):
            return None
        reading: Reading | None = READINGS[rule.read](match)
        if reading is None:
            return None
        tokens = self.tokens
        first, last = match.surface
        begin, end = match.number
        hedge = reading.qualifier or rule.qualifier
        if not hedge and not reading.exclusion and reading.unit not in ("date", "year"):
            hedge = qualifier_before(tokens, first) or qualifier_after(tokens, last)
        if reading.unit in ("date", "year") and isinstance(reading.value, (str, int)):
            self._keep_year(reading.value)
        exclusion = _page_exclusion(block, reading) or reading.exclusion
        return Number(
            tokens[begin].start, tokens[end - 1].end, tokens[first].start, tokens[last - 1].end,
            reading.value, reading.unit, hedge, rule.name, reading.sign, first, match.last, exclusion)

    def _keep_year(self, value: object) -> None:
        head = str(value)[:4]
        if head.isdecimal():
            self.printed_year = int(head)


NAME_WORDS = frozenset(figures.CARDINALS) - {"a", "an"} | frozenset(figures.ORDINAL_OF)


def _gap(text: str) -> str:
    if "\n" in text or "\r" in text:
        return "\n"
    return "\t" if "\t" in text or len(text) > 1 else " "


def _page_exclusion(block: Block, reading: Reading) -> str | None:
    if block.kind == "publication":
        dated = reading.unit in ("date", "year") or reading.time
        return "publication_date" if dated else "page_furniture"
    return {"furniture": "page_furniture", "bio": "bio"}.get(block.kind)


def _name_spans(page: Page, entities: Sequence[Entity]) -> dict[int, tuple[int, str]]:
    """First token → (last token, form) of names with digits, addresses and list markers."""
    spans: dict[int, tuple[int, str]] = {}
    for entity in entities:
        if any(t.text[0].isdigit() or t.lower in NAME_WORDS for t in page.tokens[entity.first:entity.last]):
            spans[entity.first] = (entity.last, "name")
    spans.update(_markers(page))
    spans.update(_addresses(page))
    return spans


def _markers(page: Page) -> dict[int, tuple[int, str]]:
    found = {}
    for block in page.blocks:
        match = MARKER.match(page.text, block.start, block.end) if block.kind == "item" else None
        if match:
            found[block.first] = (block.first + 2 + bool(match[1]), "marker")
    return found


def _addresses(page: Page) -> dict[int, tuple[int, str]]:
    text = page.text
    if not any(text.find(sign, page.start, page.end) >= 0
               for sign in ("http", "www.", "@", ".com/", ".org/", ".net/", ".io/")):
        return {}
    starts, found = [t.start for t in page.tokens], {}
    for match in ADDRESS.finditer(text, page.start, page.end):
        first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        if first < last:
            found[first] = (last, "address")
    return found
