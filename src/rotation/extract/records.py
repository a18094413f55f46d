"""What the stages of an extraction hand to each other: frozen, plain, offsets in code points of the whole text.

text → ``Page`` (tokens, blocks, sentences) → ``Entity`` (names) → ``Number`` (figures as printed) → ``Mention``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Token(NamedTuple):
    """A word, a run of digits, or one sign. ``kind`` is the one-letter class that the grammar is written in.

    A tuple, because a text has thousands of them and a tuple is made in a third of the time.
    """

    start: int
    end: int
    text: str
    lower: str
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belong together; ``first``/``last`` bound its tokens (end exclusive)."""

    kind: str                 # heading, paragraph, item, row, quote, furniture, publication, bio
    start: int
    end: int
    first: int
    last: int
    heading: int | None = None    # index of the heading block that it stands under
    lead: int | None = None       # index of the block that introduces it ("…:" before a list, a table's header)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, joined over line breaks and over paragraphs that a stripped link tore apart."""

    start: int
    end: int
    first: int
    last: int
    blocks: tuple[int, ...]
    complete: bool = True         # False where words were lost
    hole: str = ""                # which rule saw the hole


@dataclass(frozen=True, slots=True)
class Page:
    """One section of a text (a form feed ends it, and all context with it)."""

    text: str
    start: int
    end: int
    tokens: Sequence[Token]
    blocks: Sequence[Block]
    sentences: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in the text: an index, a fund, a company, an institution, a group, a place, a product."""

    start: int
    end: int
    first: int                    # its tokens, end exclusive
    last: int
    name: str                     # normalised: "Russell 2000", "OII", "FOMC", "US small-caps"; as printed if unknown
    kind: str                     # index, fund, company, institution, group, sector, economy, product, other


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as printed, before anybody asks what it is about."""

    start: int
    end: int
    surface_start: int
    surface_end: int
    value: object                 # magnitude; (low, high) for a range; ISO text for a date
    unit: str | None
    qualifier: str | None
    form: str                     # the grammar rule that read it
    sign: int = 0                 # 1 or -1 where a sign or parentheses are printed
    first: int = 0                # its tokens, surface included, end exclusive
    last: int = 0
    exclusion: str | None = None  # set where the form alone decides (name, list_marker, placeholder, page_furniture)


@dataclass(frozen=True, slots=True)
class Mention:
    """One record of the vocabulary's numeric mention, fields in its order."""

    article: str
    start: int
    end: int
    surface_start: int
    surface_end: int
    surface: str
    value: object
    unit: str | None
    qualifier: str | None
    subject: str | None
    metric: str | None
    comparand: str | None
    as_of: str | None
    period: str | None
    direction: str
    kind: str
    topic: str
    check_worthy: bool
    exclusion: str | None
    complete: bool
