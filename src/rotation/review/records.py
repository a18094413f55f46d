"""The records of a review: two versions in, one list of changes out. All frozen, all sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Row = Mapping[str, str]
Record = Mapping[str, object]


@dataclass(frozen=True)
class Check:
    """How one claim, or every claim that a rule matches, is tested; ``record`` without the names of claims."""

    key: str                               # "claim 000/019", or "rule …" with what it matches
    record: Record
    claim: str | None = None               # None for a rule


@dataclass(frozen=True)
class Series:
    """One data series: the CSV's text as it is, and its certificate flattened to dotted names."""

    csv: str
    sha256: str                            # of the CSV as found, whatever the certificate says
    certificate: Row


@dataclass(frozen=True)
class Picture:
    """A figure of an executed chapter: the digest of the plotted data and what it says in words."""

    chapter: str
    digest: str
    alt: str


@dataclass(frozen=True)
class Version:
    """Everything of one version that a review looks at, by id."""

    name: str
    ledger: Mapping[str, Row] = field(default_factory=dict)
    claims: Mapping[str, Record] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()         # in the order in which they are tried
    series: Mapping[str, Series] = field(default_factory=dict)
    numbers: Mapping[str, Row] = field(default_factory=dict)
    contradictions: Mapping[str, Row] = field(default_factory=dict)
    prose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    documents: Mapping[str, Row] = field(default_factory=dict)     # a document's record and the rows that rest on it
    records: Mapping[str, Row] = field(default_factory=dict)       # articles, exclusions, editions, tables
    code: Mapping[str, str] = field(default_factory=dict)          # module path -> digest


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; None where the record did not have it."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Change:
    """One record that was ``added``, ``removed`` or ``edited``."""

    kind: str
    id: str
    fields: tuple[FieldChange, ...] = ()
    statement: str = ""                    # of a claim
    claims: tuple[str, ...] = ()           # which claims it touches


@dataclass(frozen=True)
class Side:
    """What the ledger says about a claim in one version."""

    verdict: str
    computed: str
    justification: str


@dataclass(frozen=True)
class Moved:
    """A claim whose verdict, computed figure or reasons differ between the versions."""

    claim: str
    statement: str
    stated: str
    unit: str
    old: Side
    new: Side
    causes: tuple[str, ...]
    others: tuple[FieldChange, ...] = ()   # further computed columns of the ledger


@dataclass(frozen=True)
class SeriesChange:
    """A data series: rows by date, coverage and hash before and after; certificate fields that changed."""

    kind: str
    id: str
    added: int
    removed: int
    changed: int
    examples: tuple[FieldChange, ...]      # the first few rows, by date
    old_coverage: str
    new_coverage: str
    old_sha256: str
    new_sha256: str
    fields: tuple[FieldChange, ...]
    claims: tuple[str, ...]
    uncertified: bool = False              # the new file's hash is not the one that its certificate gives


@dataclass(frozen=True)
class NumberChange:
    """A number in prose: text and interval before and after."""

    kind: str
    id: str
    chapter: str
    old: str
    new: str


@dataclass(frozen=True)
class ProseChange:
    """The words of one page as a line diff, without file headers."""

    kind: str
    page: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """Everything that moved from ``old`` to ``new``; every tuple in a fixed order."""

    old: str
    new: str
    flips: tuple[Moved, ...] = ()
    moved: tuple[Moved, ...] = ()
    reasons: tuple[Moved, ...] = ()        # same verdict, same figure, other reasons, intervals or evidence
    claims: tuple[Change, ...] = ()
    checks: tuple[Change, ...] = ()
    series: tuple[SeriesChange, ...] = ()
    numbers: tuple[NumberChange, ...] = ()
    contradictions: tuple[Change, ...] = ()
    prose: tuple[ProseChange, ...] = ()
    pictures: tuple[Change, ...] = ()
    documents: tuple[Change, ...] = ()
    records: tuple[Change, ...] = ()
    code: tuple[Change, ...] = ()
    stale: tuple[str, ...] = ()            # claims of the new version that its ledger does not hold, or the reverse
