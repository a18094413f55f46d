"""The records that pass between stages: frozen, plain, and without behaviour beyond their own shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# ---------------------------------------------------------------- what was said

TOPICS = ("valuation", "fed_policy", "sector_rotation", "named_stocks", "market_performance", "macro", "other")
KINDS = ("observation", "comparison", "forecast", "event", "identifier", "classification", "causal")
UNITS = ("x", "%", "pp", "bp", "USD", "points", "count", "date", "year")
DIRECTIONS = ("up", "down", "none")
DRAFT, ACCEPTED, EDITED, REJECTED = STATUSES = ("draft", "accepted", "edited", "rejected")


@dataclass(frozen=True)
class Article:
    """Metadata of one article. Anything not printed in the article is None, or inferred with its reason."""

    id: str
    title: str | None
    publisher: str | None
    authors: tuple[str, ...]        # byline agents; never a human reviewer
    published_at: date
    published_basis: str            # "printed", or the reason for an inferred date
    url: str | None
    generator: str                  # which system wrote it: agreement inside one generator is no corroboration
    text_sha256: str
    text_file: str                  # file name under the articles folder, where the texts are present
    paragraphs: int
    last_close: date                # last trading close before publication


@dataclass(frozen=True)
class Claim:
    """One checkable statement of one article. ``id`` is ``<article>/<nnn>`` and is never reused."""

    id: str
    article: str
    statement: str                  # our own words
    topic: str
    kind: str
    subject: str | None
    metric: str | None
    comparand: str | None = None
    direction: str = "none"
    qualifier: str | None = None
    as_of: str | None = None        # ISO, as precise as printed
    period: str | None = None       # "start/end"
    stated: str | None = None       # surface as printed; None for a claim without a number
    value: object = None            # magnitude; a pair for a range; ISO string for a date; None without a number
    unit: str | None = None
    start: int | None = None        # offsets of the number itself, code points, end exclusive
    end: int | None = None
    surface_start: int | None = None
    surface_end: int | None = None
    paragraph: int | None = None    # non-empty lines counted from 1
    complete: bool = True           # False when the sentence lost words
    lost: tuple[str, ...] = ()      # what this claim needs and the copy lost: subject, figure, window, comparand
    appearances: tuple[tuple[int, int], ...] = ()
    label: str | None = None        # the printed label of a classification (an exchange, a sector)
    horizon: str | None = None      # forecasts: ISO date by which it can be decided, None if the text gives none
    reads: str | None = None        # the number in plain notation, where the surface is printed in another
    status: str | None = None       # one of STATUSES; None: written by a person
    anchor: str | None = None       # "lost" where a changed text no longer shows where the claim stands

    @property
    def provisional(self) -> bool:
        """Whether a person still has to look: a draft, or a claim that the changed text no longer holds."""
        return self.status == DRAFT or self.anchor is not None


# ---------------------------------------------------------------- what is known

@dataclass(frozen=True)
class LateRelease:
    """One row that became public on another day than the lag says, by a document that was opened."""

    date: date                      # of the row
    released_at: date
    document: str


@dataclass(frozen=True)
class Certificate:
    """Birth certificate of one series (``<series>.meta.yml``)."""

    series: str                     # "<provider>/<name>"
    title: str
    producer: str
    basis: str                      # price_index, close, adjusted_close, rate, index_level, ratio, return, ...
    unit: str
    frequency: str                  # daily, weekly, monthly, quarterly, yearly
    columns: tuple[str, ...]
    decimals: int
    start: date
    end: date
    rows: int
    release_lag_days: int | None    # a row is public this many days after its date, exceptions aside ...
    released_at: date | None        # ... or the whole file is, on this day
    revised: str                    # never, unknown, or how
    dividends_through: date | None
    publish: str                    # free, derived
    terms: str
    retrieved_at: date
    sha256: str
    release_exceptions: tuple[LateRelease, ...] = ()  # rows that the lag does not hold for
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """A document that was opened and read (``data/reference/documents.yml``)."""

    id: str
    title: str
    publisher: str
    url: str
    date: date                      # printed in the document
    released_at: date
    read_as: str                    # how it was read: stored copy, repository and path, ...
    where: str | None = None        # where the figure stands in it


# ---------------------------------------------------------------- what was found

@dataclass(frozen=True)
class Measurement:
    """One reading of the evidence. Exactly one of ``value`` (a quantity) and ``holds`` (a yes or no) is set."""

    formula: str                                # in words
    inputs: tuple[str, ...]                     # series and document ids
    value: Decimal | date | None = None         # signed, in the claim's unit
    holds: bool | None = None
    text: str = ""                              # the result as a reader would say it
    found: str = ""                             # the result in a word, for a claim without a number
    start: date | None = None
    end: date | None = None
    n: int | None = None
    low: Decimal | None = None                  # interval of an estimate
    high: Decimal | None = None
    released_at: date | None = None             # when the last piece of evidence became public
    proxy: bool = False
    tolerance: Decimal = Decimal(0)             # declared, e.g. a proxy's tracking difference, in the claim's unit
    rows: tuple[tuple[str, ...], ...] = ()      # the few rows behind it: (series, date, column, figure)


@dataclass(frozen=True)
class Reading:
    """One ordinary way to read a claim, its measurement, and how the claim fares under it."""

    label: str
    role: str                                   # primary, reading, context, source
    outcome: str                                # inside, near, beyond, outside, unknown
    measurement: Measurement | None
    reason: str = ""                            # why it could not be measured


@dataclass(frozen=True)
class Finding:
    """All readings of one claim; what the verdict rule decides on."""

    claim: Claim
    method: str
    basis: str                                  # computed, internal, cross_article, document, judgement
    readings: tuple[Reading, ...]
    why: str = ""                               # the check's own reason for its primary reading
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    verdict: str
    justification: str
    hindsight: bool = False
    outcome: str = ""                           # forecasts only
