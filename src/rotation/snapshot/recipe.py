"""What the table is made of: where rows come from (Part) and what a series is (Recipe)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

Reader = Callable[[Path], pd.DataFrame]


@dataclass(frozen=True)
class Part:
    """Rows of one raw file. ``reader`` returns our columns over ascending dates; rows count from ``since`` on."""

    file: str  # below the source folder
    reader: Reader
    since: date | None = None  # first row taken; the part before ends the day before
    note: str = ""  # a fault of the file and what is done about it


@dataclass(frozen=True)
class Check:
    """A second source and how to compare with it.

    ``how``: ``level`` compares closes or values, ``return`` one-day changes (adjusted against adjusted), ``total``
    our close-plus-dividend return against the one-day change of an adjusted close, ``points`` values that may be
    zero or negative, by their difference.
    """

    part: Part
    how: str = "level"
    limit: float = 1e-3  # largest difference let through (relative for level, else of returns)
    since: date | None = None
    until: date | None = None  # the second source is no good after this day


@dataclass(frozen=True)
class Recipe:
    series: str
    title: str
    producer: str
    carrier: str
    basis: str
    unit: str
    frequency: str
    columns: tuple[str, ...]
    decimals: int
    release: Mapping[str, object]
    revised: str
    publish: str
    terms: str
    parts: tuple[Part, ...]
    since: date | None = None  # first row of the series
    until: date | None = None
    dividends_through: date | None = None
    checks: tuple[Check, ...] = ()
    checked: tuple[str, ...] = ()  # what was verified by other means
    notes: tuple[str, ...] = ()
    highs_since: date | None = None  # highs and lows before are left out: not used
    join: float = 1e-4  # largest relative difference between neighbouring parts
    gaps: tuple[date, ...] = ()  # observations the producer never published, kept as empty cells
    extra: Mapping[str, object] = field(default_factory=dict)
