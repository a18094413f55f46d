"""Statements on their way from one process to another: flat tuples of text and numbers, which travel much faster.

A statement that lies in two blocks of a parcel travels once. Equality is kept, to the last digit of a decimal.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from .statements import Band, Mention, Statement
from .windows import Window

Group = tuple[tuple, list[Statement]]        # a key, and statements under it

_NAMES = tuple(field.name for field in fields(Mention) if field.name != "made")
_fields_of = attrgetter(*_NAMES)


def packed(groups: Iterable[Group]) -> bytes:
    """Groups of statements as bytes for ``unpacked``."""
    places: dict[int, int] = {}
    flat: list[tuple] = []
    keys = []
    for key, block in groups:
        for made in block:
            if id(made) not in places:
                places[id(made)] = len(flat)
                flat.append(_flat(made))
        keys.append((key, [places[id(made)] for made in block]))
    return pickle.dumps((flat, keys), protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(parcel: bytes) -> Iterator[Group]:
    """The groups that ``packed`` was given; for bytes of our own processes only."""
    flat, keys = pickle.loads(parcel)
    made = [_restored(*one) for one in flat]
    for key, places in keys:
        yield key, [made[place] for place in places]


def _flat(made: Statement) -> tuple:
    mention, band, window = made.mention, made.band, made.window
    return (
        _fields_of(mention), mention.made and mention.made.toordinal(),
        band and (_text(band.low), _text(band.high), band.open),
        window and (window.start.toordinal(), window.end.toordinal(), window.printed, window.slack),
        _text(made.figure), _text(made.larger),
        (made.family, made.subject, made.comparand, made.sign), (made.unit, made.digits, made.claims),
        (made.implied, made.exact),
    )


def _restored(said: tuple, day: int | None, band: tuple | None, window: tuple | None, figure: str | None,
              larger: str | None, who: tuple, number: tuple, rest: tuple) -> Statement:
    mention = object.__new__(Mention)            # not through __init__, which is slow for a frozen record
    mention.__dict__.update(zip(_NAMES, said, strict=True), made=day and date.fromordinal(day))
    family, subject, comparand, sign = who
    unit, digits, claims = number
    made = object.__new__(Statement)
    made.__dict__.update(
        mention=mention, family=family, subject=subject, comparand=comparand, sign=sign,
        band=band and Band(_number(band[0]), _number(band[1]), band[2]), unit=unit, figure=_number(figure),
        digits=digits,
        window=window and Window(date.fromordinal(window[0]), date.fromordinal(window[1]), window[2], window[3]),
        claims=claims, larger=_number(larger), implied=rest[0], exact=rest[1])
    return made


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
