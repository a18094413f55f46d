"""An index and the funds that follow it: what the one returns the other returns, but never at the same level.

A fund's return may differ from its index's by what it pays out and what it costs; a fund's price is a fraction of
the index's level that stays the same for years.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import names
from . import vocabulary as words
from .figures import buckets, measure
from .majority import weight
from .statements import Statement
from .telling import Contradiction, Side, allowed, contradiction, figure
from .windows import Window

# What a fund and its index can differ by: a spread of closing times and fair values, and dividends with the years.
TRACKING = Decimal("0.3")          # percentage points
TRACKING_A_YEAR = Decimal("1.5")
WIDELY, MOST_OF_THEM = Decimal(2), Decimal("0.9")        # nine in ten within twice and half: that is usual
OTHER_SCALE = Decimal(5)           # a level so many times another is no level of the same thing, in any year
SAME_SCALE = (Decimal("0.7"), Decimal("1.4"))


def proxy_key(made: Statement) -> tuple | None:
    """An index and its funds meet under this key, returns and levels apart; None for anything else."""
    if made.band is None or made.implied or (made.family != words.RETURN and made.mention.metric not in words.PRICES):
        return None
    index = names.tracks(made.subject) or made.subject
    if index not in names.TRACKED:
        return None
    return "return" if made.family == words.RETURN else "level", index


def against_proxies(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Funds against their index."""
    if block[0].family == words.RETURN:
        yield from _returns(block)
    else:
        yield from _scales(block)
        yield from _levels(block)


# ---------------------------------------------------------------- returns

def _returns(block: Sequence[Statement]) -> Iterator[Contradiction]:
    dated: dict[tuple, list[Statement]] = defaultdict(list)
    for made in block:
        if not made.vague and made.window is not None and made.unit == "%":
            dated[made.when, measure(made)].append(made)
    for when in sorted(dated, key=repr):
        own = [made for made in dated[when] if not names.tracks(made.subject)]
        funds = [made for made in dated[when] if names.tracks(made.subject)]
        if own and funds:
            yield from _off_track(own, funds)


def _off_track(own: Sequence[Statement], funds: Sequence[Statement]) -> Iterator[Contradiction]:
    """Each figure of the fund against the index's that most articles print, and the other way round."""
    may = _tracking(own[0].window)
    seen = set()
    mine, theirs = _ranked(own), _ranked(funds)
    for ones, others in [*((mine[0], bucket) for bucket in theirs), *((bucket, theirs[0]) for bucket in mine[1:])]:
        a, b = ones[1][0], others[1][0]
        one, other = (x[0] if a.mention.direction != "none" != b.mention.direction or x[0].sign > 0
                      else x[0].mirrored() for x in (ones, others))
        gap = one.gap(other)
        if gap is not None and gap > may and (a.claims, b.claims) not in seen:
            seen.add((a.claims, b.claims))
            yield contradiction("tracking", (ones[1], others[1]),
                                f"{a.claims[0]} allows {allowed(one, '%')} for the index, {b.claims[0]} "
                                f"{allowed(other, '%')} for the fund that follows it: {figure(gap)} apart, where fees, "
                                f"dividends and closing times account for {figure(may)}.")


def _ranked(group: Sequence[Statement]) -> list:
    """Buckets, the one that most articles print first."""
    return sorted(buckets([(made.band, made) for made in group]), key=lambda bucket: (-weight(bucket), repr(bucket[0])))


def _tracking(window: Window) -> Decimal:
    return TRACKING + TRACKING_A_YEAR * (window.end - window.start).days / 365


# ---------------------------------------------------------------- levels

def _scales(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """One subject at two levels of which one is several times the other: an index with the price of its fund.

    Of one day they are compared as they are; of different days only where nearly all agree on what is usual.
    """
    subjects: dict[str, list[Statement]] = defaultdict(list)
    for made in block:
        if made.unit in ("points", "USD") and made.figure:
            subjects[made.subject].append(made)
    for subject in sorted(subjects):
        group = subjects[subject]
        usual = _median([abs(made.figure) for made in group])
        agree = sum(1 / WIDELY < abs(made.figure) / usual < WIDELY for made in group)
        if agree >= MOST_OF_THEM * len(group):
            yield from _unusual(group, usual)
        else:
            days: dict[tuple, list[Statement]] = defaultdict(list)
            for made in group:
                days[made.when].append(made)
            for _, of_day in sorted(days.items(), key=repr):
                yield from _unusual(of_day, _median([abs(made.figure) for made in of_day]))


def _unusual(group: Sequence[Statement], usual: Decimal) -> Iterator[Contradiction]:
    alike: dict[tuple, Side] = defaultdict(Side)
    for made in group:
        if 1 / OTHER_SCALE < abs(made.figure) / usual < OTHER_SCALE:
            alike[_day(made), made.when, made.band].append(made)
    known = sorted(alike.values(), key=lambda same: (_day(same[0]), same[0].claims))
    for made in sorted(group, key=lambda made: made.order):
        if not 1 / OTHER_SCALE < abs(made.figure) / usual < OTHER_SCALE:
            at = bisect_left(known, _day(made), key=lambda same: _day(same[0]))
            near = min(known[max(0, at - 1): at + 1], key=lambda same: abs(_day(same[0]) - _day(made)))
            yield _other_scale(made, near, usual)


def _median(values: Sequence[Decimal]) -> Decimal:
    """The upper one of an even number: of a level and a fund's price, the level."""
    return sorted(values)[len(values) // 2]


def _other_scale(made: Statement, alike: Sequence[Statement], usual: Decimal) -> Contradiction:
    more, less = sorted((abs(made.figure), abs(alike[0].figure)), reverse=True)
    return contradiction("levels", ([made], alike),
                         f"{figure(more)} is {figure((more / less).quantize(Decimal('0.1')))} times {figure(less)}: "
                         f"no level of one index, whatever the day; {figure(usual)} is what it usually has.")


def _day(made: Statement) -> int:
    """The day it speaks of as a number; statements without a date come first."""
    return made.window.end.toordinal() if made.window else 0


def _levels(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """A fund's price that is its index's level."""
    dated: dict[tuple, list[Statement]] = defaultdict(list)
    for made in block:
        dated[made.when].append(made)
    for when in sorted(dated, key=repr):
        own = [made for made in dated[when] if not names.tracks(made.subject)]
        funds = [made for made in dated[when] if names.tracks(made.subject)]
        if when != () and own and funds:
            mine, theirs = _ranked(own), _ranked(funds)
            for ones, others in [*((mine[0], bucket) for bucket in theirs), *((x, theirs[0]) for x in mine[1:])]:
                if _same_scale(ones[1][0], others[1][0]):
                    yield contradiction("levels", (ones[1], others[1]),
                                        f"{_surface(others[1][0])} for the fund and {_surface(ones[1][0])} for the "
                                        "index: a fund's price is a fraction of the index's level, so one of the two "
                                        "has the other's figure.")


def _same_scale(a: Statement, b: Statement) -> bool:
    return bool(a.figure and b.figure) and SAME_SCALE[0] < a.figure / b.figure < SAME_SCALE[1]


def _surface(made: Statement) -> str:
    return made.mention.surface or figure(made.figure)
