"""One figure with two owners: two periods or days of one quantity, two bases, two entities.

Nothing in the two statements excludes the other; what speaks against them is that so exact a figure hardly comes
twice (``chance``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ..wording import day
from . import names
from . import vocabulary as words
from .chance import chance_of, odds, seldom
from .figures import could_move
from .statements import Statement
from .telling import Contradiction, contradiction, figure
from .windows import Window

ENOUGH_DIGITS = 3
FEW_DIGITS = 2                     # enough where one claim stands against several articles
QUOTED = 10                        # entities of which the same kind of figure is commonly printed for a day
SEVERAL = 3                        # articles
PERIOD_DAYS = 80
_UNLIKE = {"date", "year", "count", None}


def day_key(made: Statement) -> tuple | None:
    """Under this key meet statements that print one figure of one kind for one time; None if no rule compares it."""
    if made.figure is None or made.implied or made.unit in _UNLIKE:
        return None
    if made.digits < (FEW_DIGITS if made.mention.comparand else ENOUGH_DIGITS):
        return None
    return made.mention.metric or "", made.unit, made.figure.normalize(), made.mention.direction, made.when


def of_one_quantity(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """One figure for two periods of one article, or for two days of one quantity."""
    figures: dict[tuple, list[Statement]] = defaultdict(list)
    for made in block:
        if made.figure is not None and not made.implied and made.unit not in _UNLIKE and made.window is not None:
            figures[made.mention.metric, made.unit, made.figure.normalize(), made.sign, made.exact].append(made)
    printed = _printed(block)
    for key in sorted(figures, key=repr):
        if len(figures[key]) > 1:
            yield from _periods(figures[key])
            yield from _days(figures[key], printed[key[0], key[1]])


def _printed(block: Sequence[Statement]) -> dict[tuple, dict[tuple, set[Decimal]]]:
    """The figures that a metric has in the block, and when."""
    found: dict[tuple, dict[tuple, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for made in block:
        if made.figure is not None and made.window is not None:
            found[made.mention.metric, made.unit][made.when].add(made.figure)
    return found


def _periods(group: Sequence[Statement]) -> Iterator[Contradiction]:
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for made in group:
        if made.mention.metric in words.GROWTH and made.digits >= 2:
            by_article[made.mention.article].append(made)
    for article in sorted(by_article):
        for one, ones, two, others in _two_owners(by_article[article], _period):
            both = f"{figure(100 * ((1 + ones[0].figure / 100) ** 2 - 1))}%"
            yield contradiction("periods", (ones, others),
                                f"{_surface(ones[0])}: the same growth is printed for {one} and for {two}; if both "
                                f"held it would compound to {both}.")


def _days(group: Sequence[Statement], printed: dict[tuple, set[Decimal]]) -> Iterator[Contradiction]:
    """An exact figure belongs to one day (or period); here it has two."""
    exact = [made for made in group if made.window.printed and made.digits >= ENOUGH_DIGITS
             and made.mention.metric not in words.STICKY and not made.vague and not made.mention.qualifier]
    for _, ones, _, others in _two_owners(exact, lambda made: made.when):
        a, b = sorted((_coarsest(side) for side in (ones, others)), key=lambda made: made.window.end)
        if _apart(a, b):
            values = [value for found in printed.values() for value in found]
            rougher = _coarsest((a, b))
            chance = (len(printed) - 1) * chance_of(rougher, [a.figure], _room(a, b, values))
            if seldom(chance, usual=_lopsided(ones, others)):
                yield contradiction("days", (ones, others),
                                    f"{_surface(a)}: {_digits(a)} belongs to one day, here it has two: "
                                    f"{day(a.window.end)} and {day(b.window.end)} (by chance: {odds(chance)}).")


def _coarsest(side: Sequence[Statement]) -> Statement:
    """The one printed to fewest digits: so much is alike, and no more."""
    return max(side, key=lambda made: made.step)


def _lopsided(ones: Sequence[Statement], others: Sequence[Statement]) -> bool:
    """One claim against several articles: what one writer's slip looks like, and two true figures seldom do."""
    few, many = sorted((ones, others), key=len)
    return len(few) == 1 and len({made.mention.article for made in many}) >= SEVERAL


def _apart(a: Statement, b: Statement) -> bool:
    """Two times that do not mean the same: neither holds the other, and they do not end with the same close."""
    one, other = a.window, b.window
    if _close(one) == _close(other) or one.slack or other.slack:
        return False
    if a.family == words.RETURN and one.start == other.start:
        return True
    return not ((one.start <= other.start and other.end <= one.end)
                or (other.start <= one.start and one.end <= other.end))


def _close(window: Window) -> date:
    """The day itself, or the Friday before a day of the weekend."""
    return window.end - timedelta(days=max(0, window.end.weekday() - 4))


def _room(a: Statement, b: Statement, printed: Sequence[Decimal]) -> Decimal:
    """How far the figures of two days can lie apart: as far as it can move, or as those printed do."""
    drifts = a.family in words.DRIFT_POINTS or a.family in words.DRIFT_SHARE
    spread = could_move(a, b) if drifts and a.band is not None else abs(a.figure) / 5
    usual = sorted(printed)[len(printed) // 10: len(printed) - len(printed) // 10]      # without what is far off
    return max(spread, usual[-1] - usual[0])


def of_one_day(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """One figure of one day against two bases, or for two entities."""
    yield from _bases(block)
    yield from _entities(block)


def _bases(group: Sequence[Statement]) -> Iterator[Contradiction]:
    by_subject: dict[str, list[Statement]] = defaultdict(list)
    for made in group:
        if made.family not in words.OWN and made.mention.comparand:
            by_subject[words.name(made.mention.subject)].append(made)
    for subject in sorted(by_subject):
        for one, ones, two, others in _two_owners(by_subject[subject], _base):
            if ones[0].digits < ENOUGH_DIGITS and not _lopsided(ones, others):
                continue
            yield contradiction("bases", (ones, others),
                                f"{_surface(ones[0])}: one figure is given against two bases: {one} and {two}.")


def _base(made: Statement) -> str:
    return words.side(made.mention.comparand)


def _entities(group: Sequence[Statement]) -> Iterator[Contradiction]:
    exact = [made for made in group if made.window is not None and made.window.printed
             and made.digits >= ENOUGH_DIGITS and made.mention.metric not in words.STICKY and not made.vague
             and not made.mention.qualifier]
    for one, ones, two, others in _two_owners(exact, lambda made: words.name(made.mention.subject)):
        if names.akin(one, two) or ones[0].comparand != others[0].comparand:
            continue
        chance = QUOTED * chance_of(_coarsest((*ones, *others)), [ones[0].figure])
        if seldom(chance, usual=_lopsided(ones, others)):
            yield contradiction("entities", (ones, others),
                                f"{_surface(ones[0])}: {_digits(ones[0])} belongs to one entity, here it has two: "
                                f"{one} and {two} (by chance: {odds(chance)}).")


def _two_owners(group: Sequence[Statement], what: Callable[[Statement], object]
                 ) -> Iterator[tuple[object, list[Statement], object, list[Statement]]]:
    """The group by ``what``, where that has two values; of more, what several articles say beside each lone claim.

    Otherwise nobody can say what was meant.
    """
    found: dict[object, list[Statement]] = defaultdict(list)
    for made in group:
        value = what(made)
        if value is not None:
            found[value].append(made)
    by_value = sorted(found.items(), key=lambda item: str(item[0]))
    if len(by_value) == 2:
        yield (*by_value[0], *by_value[1])
    elif len(by_value) > 2:
        yield from _slips(by_value)


def _slips(by_value: Sequence[tuple[object, list[Statement]]]) -> Iterator[tuple]:
    """What several articles print of one, and lone claims of others."""
    common = max(by_value, key=lambda item: len(item[1]))
    rest = [item for item in by_value if item is not common]
    if all(_lopsided(others, common[1]) for _, others in rest):
        for item in rest:
            yield (*min(item, common, key=lambda one: str(one[0])), *max(item, common, key=lambda one: str(one[0])))


def _digits(made: Statement) -> str:
    return f"a figure to {made.digits} digits"


def _surface(made: Statement) -> str:
    return made.mention.surface or figure(made.figure)


def _period(made: Statement) -> str | None:
    """The growth period as text, where it is a quarter or longer."""
    window = made.window
    if window is None or not window.printed or (window.end - window.start).days < PERIOD_DAYS:
        return None
    year = (window.start.month, window.start.day, window.end.month, window.end.day) == (1, 1, 12, 31)
    return str(window.end.year) if year else f"{window.start.isoformat()} to {window.end.isoformat()}"
