"""Figures of one quantity against each other: of one date, of near dates, or undated.

A block holds the statements of one (family, subject, comparand). Work in it is linear up to sorting: equal bands
are merged, and a block with many different ones compares each with the majority's (``majority``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..wording import plural
from . import vocabulary as words
from .chance import chance_of, seldom
from .majority import Bucket, couples
from .statements import Band, Statement
from .telling import Contradiction, Side, allowed, contradiction, figure, unit_word
from .vocabulary import RETURN
from .windows import Window

NEAR_DATES = 4         # dates on which a figure is compared with those of the next ones
NEAR_DAYS = 92         # and how far apart these may lie
ENOUGH = 3             # articles that agree on an undated figure make it known ...
BEYOND = 5             # "more than" a number is not so many times it
FORECASTS_DIFFER = Decimal("0.25")      # two forecasts less than so much of the larger apart are two opinions
OUTVOTED = 4           # ... against one in so many


def disagreements(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Numbers of one quantity that cannot both be right: of the same date, or undated and of near days."""
    measures: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for made in block:
        if made.band is not None and not made.vague and made.family not in (words.CUTS,):
            measures[measure(made)].append(made)
    for key in sorted(measures):
        yield from _of_one_measure(measures[key])


def measure(made: Statement) -> tuple[str, ...]:
    """What is told apart within a quantity: the very indices, and a week or month that nobody gave the first day of."""
    loose = made.family == RETURN and (made.window is None or (
        made.mention.metric in words.LOOSE_WINDOWS and not made.mention.period))
    return *made.exact, made.mention.metric if loose else ""


def _of_one_measure(group: Sequence[Statement]) -> Iterator[Contradiction]:
    dated: dict[tuple, list[Statement]] = defaultdict(list)
    for made in group:
        dated[made.when].append(made)
    for when in sorted(dated, key=repr):
        yield from _undated(dated[when]) if when == () else _same_date(dated[when])
    yield from _near_dates([group for group in dated.values() if group[0].window is not None])


def _same_date(group: Sequence[Statement]) -> Iterator[Contradiction]:
    by_unit: dict[str | None, list[Statement]] = defaultdict(list)
    for made in group:
        by_unit[made.unit].append(made)
    for unit in sorted(by_unit, key=str):
        for (_, ones), (_, others) in couples(buckets(_turned(by_unit[unit]))):
            found = conflict(ones[0], others[0])
            if found is not None:
                yield _disagreement(ones, others, *found, moved="")


def buckets(group: Sequence[tuple[Band, Statement]]) -> list[Bucket]:
    """The group by what its numbers allow, in order of size."""
    bands: dict[tuple, Side] = defaultdict(Side)
    by_key: dict[tuple, Band] = {}
    for band, made in group:
        key = bool(made.implied), band.low, band.high, band.open, made.mention.direction == "none"
        bands[key].append(made)
        by_key[key] = band
    return sorted(((by_key[key], made) for key, made in bands.items()), key=lambda item: _size(item[0]))


def _turned(group: Sequence[Statement]) -> list[tuple[Band, Statement]]:
    """The bands; a magnitude without a direction takes the sign that most of the others have."""
    down = sum(made.band.sign for made in group if made.mention.direction != "none" and not made.implied) < 0
    return [(made.band.mirrored() if down and _unsigned(made) and made.band.sign > 0 else made.band, made)
            for made in group]


def _unsigned(made: Statement) -> bool:
    return made.mention.direction == "none" and made.family not in _SIGNED and not made.implied


_SIGNED = {*words.DISCOUNTS, words.FAIR_VALUE}       # a level that has no direction, and a sign of its own


def _size(band: Band) -> tuple:
    return band.low if band.low is not None else band.high, repr(band)


def conflict(a: Statement, b: Statement) -> tuple[Band, Band, Decimal] | None:
    """The two bands and the gap between them; magnitudes alone where one of them prints no direction."""
    if a.implied and b.implied:
        return None
    one, other = a.band, b.band
    if (_unsigned(a) or _unsigned(b)) and not (a.implied or b.implied):
        one, other = (band.mirrored() if band.sign < 0 else band for band in (one, other))
    gap = one.gap(other)
    gap = _far_beyond(one, other) if gap is None else gap
    if gap is None or (_forecasts(a, b) and gap < FORECASTS_DIFFER * max(abs(a.figure), abs(b.figure))):
        return None
    return one, other, gap


def _far_beyond(one: Band, other: Band) -> Decimal | None:
    """How far a figure lies beyond a bound of one side, where it is many times the bound: over 2 is not 2,000."""
    for a, b in ((one, other), (other, one)):
        near, far = (a.low, b.low) if a.high is None else (a.high, b.high)
        if None in (a.low, a.high) and near and far and far / near > BEYOND:
            return abs(far - near)
    return None


def _forecasts(a: Statement, b: Statement) -> bool:
    """Two houses' forecasts, which may differ without either being wrong."""
    return (a.mention.kind == b.mention.kind == "forecast" and a.mention.article != b.mention.article
            and a.figure is not None and b.figure is not None and a.band.sign * b.band.sign >= 0)


def _disagreement(ones: Sequence[Statement], others: Sequence[Statement], one: Band, other: Band, gap: Decimal,
                  moved: str) -> Contradiction:
    a, b = ones[0], others[0]
    opposite = " and of opposite sign" if one.sign * other.sign < 0 else ""
    unit = "%" if a.family in words.DISCOUNTS else a.unit
    formula = next((f"{made.implied}. " for made in (a, b) if made.implied), "")
    decides = (f"{formula}{_source(a)} {allowed(one, unit)}, {_source(b)} {allowed(other, unit)}: "
               f"{f'{figure(gap)} apart' if gap else 'no value is in both'}{opposite}.{moved}")
    return contradiction("figures", (ones, others), decides)


def _source(made: Statement) -> str:
    return f"{' and '.join(made.claims)} {'imply' if made.implied else 'allows'}"


# ---------------------------------------------------------------- without a date

def _undated(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """Figures of nobody knows when: within an article, against many that agree, or turned round in sign."""
    articles: dict[str, list[Statement]] = defaultdict(list)
    for made in group:
        articles[made.mention.article].append(made)
    for article in sorted(articles):
        yield from _same_date(articles[article])
    if len(articles) > ENOUGH:
        yield from _outvoted(group)
    yield from _turned_round(group)


def _outvoted(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """One article against the many that print one value: were they of different days, the many would scatter."""
    by_value: dict[tuple, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for made in group:
        by_value[made.unit, made.band.low, made.band.high][made.mention.article].append(made)
    (_, most), *rest = sorted(by_value.items(), key=lambda item: (-len(item[1]), repr(item[0])))
    known = Side(made for statements in most.values() for made in statements)
    clear = [made for _, others in rest for statements in others.values() for made in statements
             if made.unit == known[0].unit and conflict(made, known[0])]
    if len(most) < ENOUGH or len({made.mention.article for made in clear}) * OUTVOTED > len(most):
        return
    for made in sorted(clear, key=lambda made: made.order):
        if made.mention.article not in most:
            yield _disagreement([made], known, *conflict(made, known[0]),
                                moved=f" None of them gives a date; {len(most)} articles print the one.")


def _turned_round(group: Sequence[Statement]) -> Iterator[Contradiction]:
    by_sign: dict[tuple, dict[int, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for made in group:
        if made.figure is not None and made.band.sign and made.mention.direction != "none" and made.digits > 1:
            by_sign[made.figure.normalize(), made.mention.unit][made.band.sign].append(made)
    printed: dict[str | None, set[Decimal]] = defaultdict(set)
    for made in group:
        if made.figure is not None:
            printed[made.mention.unit].add(made.figure)
    for (value, unit), sides in sorted(by_sign.items(), key=repr):
        if len(sides) == 2 and seldom(chance_of(sides[1][0], printed[unit]), usual=True):
            yield contradiction("signs", (sides[1], sides[-1]),
                                f"{figure(value)} {unit_word(unit)} stands with opposite signs, and neither gives a "
                                f"date.")


# ---------------------------------------------------------------- of near days

def _near_dates(groups: Sequence[list[Statement]]) -> Iterator[Contradiction]:
    """Extremes of one date against extremes of the next dates, less what the figure can have moved between."""
    groups = sorted((group for group in groups if _drifts(group[0])),
                    key=lambda group: (group[0].window.end, repr(group[0].when)))
    for at, group in enumerate(groups):
        for later in groups[at + 1: at + 1 + NEAR_DATES]:
            if _comparable(group[0].window, later[0].window, group[0].family):
                yield from _extremes(group, later)


def _drifts(made: Statement) -> bool:
    return made.family in words.DRIFT_POINTS or made.family in words.DRIFT_SHARE


def _comparable(a: Window, b: Window, family: str) -> bool:
    """Ends near each other, and one at least is the day of the article, not a printed date; returns share their base.

    Two printed dates that differ are two quantities: a range with dates, no contradiction.
    """
    undated = not (a.printed and b.printed)
    return undated and 0 < a.days_to(b) <= NEAR_DAYS and (family != RETURN or a.start == b.start)


def _extremes(group: Sequence[Statement], later: Sequence[Statement]) -> Iterator[Contradiction]:
    seen = set()
    for low_side, high_side in ((group, later), (later, group)):
        a = min((m for m in low_side if m.band.high is not None), key=lambda m: (m.band.high, m.claims), default=None)
        b = max((m for m in high_side if m.band.low is not None), key=lambda m: (m.band.low, m.claims), default=None)
        if a is None or b is None or not _one_unit(a, b) or (b.claims, a.claims) in seen:
            continue
        seen.add((a.claims, b.claims))
        found = conflict(a, b)
        if found and found[2] > could_move(a, b):
            alike = [[m for m in side if m.band == x.band] for side, x in ((low_side, a), (high_side, b))]
            yield _disagreement(*alike, *found, moved=_moved(a, b))


def _one_unit(a: Statement, b: Statement) -> bool:
    return a.unit == b.unit or a.family in words.DISCOUNTS


def could_move(a: Statement, b: Statement) -> Decimal:
    """The square root of the days between, times what a day can bring; in the figure's unit."""
    root = Decimal(a.window.days_to(b.window)).sqrt()
    if a.family in words.DRIFT_POINTS:
        return words.DRIFT_POINTS[a.family] * root
    return words.DRIFT_SHARE[a.family] * root * abs(a.band.high if a.band.high is not None else a.band.low)


def _moved(a: Statement, b: Statement) -> str:
    days = plural(abs((a.window.end - b.window.end).days), "day")
    move = figure(could_move(a, b))
    return f" The dates are {days} apart, in which it could plausibly move by {move}."
