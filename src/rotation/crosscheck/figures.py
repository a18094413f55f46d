"""Figures of one quantity against each other, and one figure that is given to two quantities.

A block holds the statements of one (subject, family, comparand). Work in it is linear up to sorting: equal
bands are merged, and a block with many different ones compares each with its neighbours only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from ..wording import plural
from . import vocabulary as words
from .statements import Band, Statement
from .telling import Contradiction, allowed, contradiction, figure
from .vocabulary import DISCOUNT, RETURN
from .windows import Window

MOST_PAIRS = 12        # different figures of one date compared each with each; beyond, with their neighbours
NEAR_DATES = 4         # dates on which a figure is compared with those of the next ones
NEAR_DAYS = 92         # and how far apart these may lie
_UNLIKE = {"date", "year", "count", None}

Bucket = tuple[Band, list[Statement]]


def disagreements(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Numbers of one quantity that cannot both be right: of the same date, or undated and of near days."""
    dated: dict[tuple, list[Statement]] = defaultdict(list)
    for made in block:
        if made.band is not None and not made.vague and made.family not in (words.CUTS,):
            dated[_when(made)].append(made)
    for when in sorted(dated, key=repr):
        undated = when[0] is None and _drifts(dated[when][0])
        yield from _undated(dated[when]) if undated else _same_date(dated[when])
    yield from _near_dates([dated[when] for when in sorted(dated, key=repr) if when[0] is not None])


def _when(made: Statement) -> tuple:
    """The window; undated figures stand together."""
    return (made.window.start, made.window.end, made.window.slack) if made.window else (None, None, 0)


def _same_date(group: Sequence[Statement]) -> Iterator[Contradiction]:
    by_unit: dict[str | None, list[Statement]] = defaultdict(list)
    for made in group:
        by_unit[made.unit].append(made)
    for unit in sorted(by_unit, key=str):
        for (_, ones), (_, others) in _couples(_buckets(by_unit[unit])):
            found = _conflict(ones[0], others[0])
            if found is not None:
                yield _disagreement(ones, others, *found, moved="")
    yield from _other_units(by_unit)


def _undated(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """A figure that moves from day to day, without a day: within its article only, or turned round in sign."""
    articles: dict[str, list[Statement]] = defaultdict(list)
    figures: dict[tuple, dict[int, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for made in group:
        articles[made.mention.article].append(made)
        if made.figure is not None and made.band.sign and made.mention.direction != "none":
            figures[made.figure.normalize(), made.unit][made.band.sign].append(made)
    for article in sorted(articles):
        yield from _same_date(articles[article])
    for (value, unit), by_sign in sorted(figures.items(), key=repr):
        if len(by_sign) == 2:
            yield contradiction("signs", (by_sign[1], by_sign[-1]),
                                f"{figure(value)} {_unit(unit)} stands with opposite signs, and neither gives a date.")


def _buckets(group: Sequence[Statement]) -> list[Bucket]:
    """The group by what its numbers allow, in order of size."""
    bands: dict[tuple, list[Statement]] = defaultdict(list)
    for made in group:
        band = made.band
        bands[bool(made.implied), band.low, band.high, band.open, made.mention.direction == "none"].append(made)
    return sorted(((made[0].band, made) for made in bands.values()), key=lambda item: _size(item[0]))


def _size(band: Band) -> tuple:
    return band.low if band.low is not None else band.high, repr(band)


def _couples(buckets: Sequence[Bucket]) -> Iterator[tuple[Bucket, Bucket]]:
    if len(buckets) <= MOST_PAIRS:
        yield from combinations(buckets, 2)
        return
    for at, bucket in enumerate(buckets):       # the nearest figure above that is clear of this one
        clear = next((other for other in buckets[at + 1: at + 1 + MOST_PAIRS] if bucket[0].gap(other[0]) is not None),
                     None)
        if clear or at + 1 < len(buckets):
            yield bucket, clear or buckets[-1]


def _conflict(a: Statement, b: Statement) -> tuple[Band, Band, Decimal] | None:
    """The two bands and the gap between them; magnitudes alone where one of them prints no direction."""
    if a.implied and b.implied:
        return None
    one, other = a.band, b.band
    if a.family != DISCOUNT and "none" in (a.mention.direction, b.mention.direction) and not (a.implied or b.implied):
        one, other = (band.mirrored() if band.sign < 0 else band for band in (one, other))
    gap = one.gap(other)
    return None if gap is None else (one, other, gap)


def _disagreement(ones: Sequence[Statement], others: Sequence[Statement], one: Band, other: Band, gap: Decimal,
                  moved: str) -> Contradiction:
    a, b = ones[0], others[0]
    opposite = " and of opposite sign" if one.sign * other.sign < 0 else ""
    unit = "%" if a.family == DISCOUNT else a.unit
    formula = next((f"{made.implied}. " for made in (a, b) if made.implied), "")
    decides = (f"{formula}{_source(a)} {allowed(one, unit)}, {_source(b)} {allowed(other, unit)}: "
               f"{f'{figure(gap)} apart' if gap else 'no value is in both'}{opposite}.{moved}")
    return contradiction("figures", (ones, others), decides)


def _source(made: Statement) -> str:
    return f"{' and '.join(made.claims)} {'imply' if made.implied else 'allows'}"


def _other_units(by_unit: dict[str | None, list[Statement]]) -> Iterator[Contradiction]:
    """The same figure printed in two units that are different quantities: per cent and percentage points."""
    figures: dict[tuple, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for unit, group in by_unit.items():
        for made in group:
            if unit not in _UNLIKE and made.figure is not None and made.mention.unit != "bp":
                figures[made.figure.normalize(), made.sign][unit].append(made)
    for key in sorted(figures, key=repr):
        for one, other in combinations(sorted(figures[key]), 2):
            yield contradiction("units", (figures[key][one], figures[key][other]),
                                f"{figure(key[0])} is printed once in {_unit(one)} and once in {_unit(other)} for the "
                                "same quantity; these are different quantities, so one of the two is wrong.")


def _unit(unit: str) -> str:
    return {"%": "per cent", "pp": "percentage points", "x": "times", "USD": "dollars"}.get(unit, unit)


def _near_dates(groups: Sequence[list[Statement]]) -> Iterator[Contradiction]:
    """Extremes of one date against extremes of the next dates, less what the figure can have moved between."""
    groups = sorted((group for group in groups if _drifts(group[0])),
                    key=lambda group: (group[0].window.end, repr(_when(group[0]))))
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
        if a is None or b is None or (a.unit != b.unit and a.family != DISCOUNT) or (b.claims, a.claims) in seen:
            continue
        seen.add((a.claims, b.claims))
        found = _conflict(a, b)
        if found and found[2] > _could_move(a, b):
            alike = [[m for m in side if m.band == x.band] for side, x in ((low_side, a), (high_side, b))]
            yield _disagreement(*alike, *found, moved=_moved(a, b))


def _could_move(a: Statement, b: Statement) -> Decimal:
    """The square root of the days between, times what a day can bring."""
    root = Decimal(a.window.days_to(b.window)).sqrt()
    if a.family in words.DRIFT_POINTS:
        return words.DRIFT_POINTS[a.family] * root
    return words.DRIFT_SHARE[a.family] * root * abs(a.band.high)


def _moved(a: Statement, b: Statement) -> str:
    days = plural(abs((a.window.end - b.window.end).days), "day")
    move = figure(_could_move(a, b))
    return f" The dates are {days} apart, in which it could plausibly move by {move}."


# ---------------------------------------------------------------- one figure, two owners

def figure_key(made: Statement) -> tuple[str, str] | None:
    """Statements that print the same number for the same kind of quantity meet under this key."""
    if made.figure is None or made.implied or made.unit in _UNLIKE:
        return None
    return made.mention.metric or "", f"{made.figure.normalize():f} {made.unit}"


def borrowed(group: Sequence[Statement]) -> Iterator[Contradiction]:
    """One figure for two periods of one article, for two bases, two days of an index, or two entities."""
    yield from _two(group, "periods", lambda m: (m.mention.article, *m.key), _period, _is_growth,
                    "the same growth is printed for {} and for {}; if both held it would compound to {twice}")
    yield from _two(group, "bases", lambda m: (words.name(m.mention.subject), _end(m)),
                    lambda m: words.side(m.mention.comparand), _is_relative,
                    "one figure is given against two bases: {} and {}")
    yield from _two(group, "days", lambda m: m.key, _end, _is_level,
                    "a level to five digits belongs to one day, here it has two: {} and {}")
    yield from _two(group, "entities", lambda m: (m.comparand, _end(m), m.window.start if m.window else None),
                    lambda m: words.name(m.mention.subject), _is_precise,
                    "a figure to five digits belongs to one entity, here it has two: {} and {}")


def _two(group: Sequence[Statement], rule: str, same: object, other: object, fits: object, text: str
         ) -> Iterator[Contradiction]:
    """Statements alike in ``same`` that differ in ``other``: exactly two values, or nobody can say what was meant."""
    alike: dict[object, dict[object, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for made in group:
        if fits(made) and other(made) is not None:
            alike[same(made)][other(made)].append(made)
    for key in sorted(alike, key=repr):
        if len(alike[key]) == 2:
            (one, ones), (two, others) = sorted(alike[key].items(), key=lambda item: str(item[0]))
            surface = ones[0].mention.surface or figure(ones[0].figure)
            both = f"{figure(100 * ((1 + ones[0].figure / 100) ** 2 - 1))}%"
            yield contradiction(rule, (ones, others), f"{surface}: {text.format(one, two, twice=both)}.")


def _end(made: Statement) -> object:
    return made.window.end if made.window else None


def _period(made: Statement) -> str | None:
    """The growth period as text, where it is a quarter or longer."""
    window = made.window
    if window is None or not window.printed or (window.end - window.start).days < 80:
        return None
    year = (window.start.month, window.start.day, window.end.month, window.end.day) == (1, 1, 12, 31)
    return str(window.end.year) if year else f"{window.start.isoformat()} to {window.end.isoformat()}"


def _is_growth(made: Statement) -> bool:
    return made.mention.metric in words.GROWTH and made.digits >= 2


def _is_relative(made: Statement) -> bool:
    return made.family not in words.OWN and bool(made.mention.comparand) and made.digits >= 3


def _is_level(made: Statement) -> bool:
    return made.mention.metric in words.LEVELS and made.digits >= 5 and made.window is not None


def _is_precise(made: Statement) -> bool:
    return made.digits >= 5 and made.window is not None and made.window.printed
