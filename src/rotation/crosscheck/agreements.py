"""What other articles print of the same quantity, and that it can be the same number. It makes nothing accurate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..records import Claim
from ..wording import day
from .blocks import new_and_known, statements
from .figures import conflict, measure
from .statements import Band, Mention, Statement, event_days
from .telling import allowed


@dataclass(frozen=True, order=True)
class Agreement:
    """A new claim and the known claims of other articles that say the same of one quantity.

    ``common`` is what all of them allow: ``between 10.35 and 10.45%``, or the day of an event.
    """

    claim: str
    others: tuple[str, ...]
    common: str


def agreements(new: Sequence[Mention | Claim], known: Sequence[Mention | Claim], made: Mapping[str, date] | None = None
               ) -> tuple[Agreement, ...]:
    """For each new claim with a number or a date: who else prints that quantity, of that time, and does not differ.

    Sorted by claim. Figures without a date agree with nothing, because nobody can say that they are of one time.
    ``made`` gives the day of each article; see ``against`` for what differs.
    """
    groups: dict[tuple, list[Statement]] = defaultdict(list)
    for one in statements(new_and_known(new, known, made)):
        days = event_days(one.mention)
        if days:
            groups[one.key, one.mention.metric, days].append(one)
        elif not one.implied and not one.vague and one.when != ():
            groups[one.key, measure(one), one.when, one.unit].append(one)
    found = {agreement for group in groups.values() for one in group if one.mention.fresh
             for agreement in _agreement(one, group)}
    return tuple(sorted(found))


def _agreement(one: Statement, group: Sequence[Statement]) -> list[Agreement]:
    others = [other for other in group if not other.mention.fresh and other.mention.article != one.mention.article]
    days = event_days(one.mention)
    if not days:
        others = [other for other in others if one.band and other.band and not conflict(one, other)
                  and one.band.sign * other.band.sign >= 0]
    if not others:
        return []
    names = tuple(sorted({claim for other in others for claim in other.claims}))
    return [Agreement(one.claims[0], names, _days(*days) if days else allowed(_common(one, others), one.unit))]


def _days(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _common(one: Statement, others: Sequence[Statement]) -> Band:
    """What the claim allows and each other too; where three do not meet in one value, what the claim allows."""
    bands = [one.band, *(other.band for other in others)]
    lows, highs = ([x for x in ends if x is not None] for ends in zip(*((b.low, b.high) for b in bands), strict=True))
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return one.band
    return Band(low, high, one.band.open)
