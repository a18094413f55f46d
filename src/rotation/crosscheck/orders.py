"""Statements of direction and order: up against down, ahead against behind, cheap against dear.

Grouped by article, so that a pair of articles gives one row however often each repeats itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..wording import day, listed, plural
from . import vocabulary as words
from .figures import NEAR_DAYS
from .statements import Statement
from .telling import Contradiction, allowed, claims_of, contradiction
from .vocabulary import DISCOUNT, RELATIVE, RETURN

TALK_DAYS = 14         # undated statements of order made within this many days speak of one stretch of the market
MOST_ARTICLES = 144    # pairs of articles compared each with each; beyond, each with the nearest of the other side
MOST_STATEMENTS = 8    # of one article and side
SLIGHT = {"slight", "slightly", "narrow", "narrowly", "marginal", "marginally", "modest"}
SLIGHT_SHARE = Decimal("0.25")   # a lead of more than a quarter of the larger return is not slight
_NUMBERED = {RETURN, *words.NUMERIC_ONLY}


def opposites(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Opposite sides taken on one question in one window; figures printed or implied count as sides."""
    takes = [made for made in block if _side_of(made) and made.family not in (words.CUTS, *words.EXCLUSIVE)]
    ups, downs = (_by_article(takes, side) for side in (1, -1))
    for one, other in _articles(ups, downs):
        pairs = [(a, b) for a in ups[one] for b in downs[other] if _opposed(a, b)]
        for figures in (False, True):
            chosen = [(a, b) for a, b in pairs if bool(_figure_of(a, b)) is figures]
            if chosen:
                yield _row({a for a, _ in chosen}, {b for _, b in chosen}, figures)


def _side_of(made: Statement) -> int:
    """The side a statement takes: its figure's, else its word's."""
    if made.implied or (made.band is not None and made.family in (RELATIVE, DISCOUNT, *_NUMBERED)):
        return made.band.sign
    return made.sign if made.asserts_order else 0


def _by_article(takes: Sequence[Statement], side: int) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for made in sorted(takes, key=lambda made: made.claims):
        if _side_of(made) == side and len(found[made.mention.article]) < MOST_STATEMENTS:
            found[made.mention.article].append(made)
    return {article: statements for article, statements in found.items() if statements}


def _articles(ups: dict[str, list[Statement]], downs: dict[str, list[Statement]]) -> Iterator[tuple[str, str]]:
    if len(ups) * len(downs) <= MOST_ARTICLES:
        yield from ((one, other) for one in sorted(ups) for other in sorted(downs))
        return
    order = {article: at for at, article in enumerate(sorted({**ups, **downs}, key=lambda a: _first(a, ups, downs)))}
    found = set()
    for ours, theirs, turned in ((ups, downs, False), (downs, ups, True)):
        ranked = sorted(theirs, key=order.get)
        at = 0
        for article in sorted(ours, key=order.get):
            while at + 1 < len(ranked) and order[ranked[at + 1]] <= order[article]:
                at += 1
            found |= {(other, article) if turned else (article, other) for other in ranked[max(0, at - 1): at + 2]}
    yield from sorted(found)


def _first(article: str, ups: dict[str, list[Statement]], downs: dict[str, list[Statement]]) -> tuple:
    made = (ups.get(article) or downs[article])[0]
    return str(made.window.end if made.window else ""), article


def _figure_of(a: Statement, b: Statement) -> Statement | None:
    return next((made for made in (a, b) if made.band is not None), None)


def _opposed(a: Statement, b: Statement) -> bool:
    """Different articles' figures are left to the rule of figures; here one side at least speaks in words."""
    if (a.band is not None and b.band is not None) or not _same_question(a, b):
        return False
    figure = _figure_of(a, b)
    if figure is None or figure.band.sign == 0 or a.window is None or b.window is None:
        return figure is None
    bound = figure.band.low if figure.band.sign > 0 else figure.band.high
    days = Decimal(a.window.days_to(b.window)) if a.mention.article != b.mention.article else Decimal(0)
    return abs(bound) > words.DRIFT_POINTS.get(a.family, Decimal(0)) * days.sqrt()


def _same_question(a: Statement, b: Statement) -> bool:
    """One window printed twice, or statements of the present made within a fortnight of each other."""
    if a.family not in (RELATIVE, DISCOUNT, RETURN) and a.mention.metric != b.mention.metric:
        return False
    if a.window is None or b.window is None:
        return a.window is b.window and a.mention.article == b.mention.article
    if a.family == DISCOUNT:
        return a.window.days_to(b.window) <= NEAR_DAYS
    if a.window.printed and b.window.printed:
        return a.window.start == b.window.start and a.window.days_to(b.window) <= TALK_DAYS * (a.family == RELATIVE)
    if a.family == RETURN:
        return a.window == b.window
    return abs((a.window.end - b.window.end).days) <= TALK_DAYS


def _row(ups: set[Statement], downs: set[Statement], figures: bool) -> Contradiction:
    sides = [sorted(side, key=lambda made: made.claims) for side in (ups, downs)]
    if not figures:
        return contradiction("order", sides, _words_decide(*sides))
    numbered = min((m for side in sides for m in side if m.band is not None), key=lambda made: made.claims)
    spoken = [made for side in sides for made in side if made.band is None]
    first = f"{numbered.implied}; " if numbered.implied else f"{numbered.claims[0]} prints {numbered.mention.surface}; "
    unit = "%" if numbered.family == DISCOUNT else numbered.unit
    return contradiction("order", sides, f"{first}whatever the rounding, {allowed(numbered.band, unit)}: "
                                         f"{_question(numbered)}, which {listed(claims_of(spoken))} "
                                         f"{'denies' if len(spoken) == 1 else 'deny'}.")


def _question(made: Statement) -> str:
    """What a figure says in words."""
    up = made.band.sign > 0
    if made.family == DISCOUNT:
        return f"{made.subject} are {'cheaper' if up else 'dearer'} than {made.comparand}"
    if made.family == RELATIVE:
        return f"{made.subject} are {'ahead of' if up else 'behind'} {made.comparand}"
    return f"{made.mention.subject} went {'up' if up else 'down'}"


def _words_decide(ups: Sequence[Statement], downs: Sequence[Statement]) -> str:
    a, b = ups[0], downs[0]
    against = f" and {a.comparand}" if a.comparand else ""
    metric = a.family if a.family in (RELATIVE, RETURN) else (a.mention.metric or "").replace("_", " ")
    up, down = ("ahead", "behind") if a.family == RELATIVE else ("up", "down")
    return (f"The {metric} of {a.subject}{against}: {up} in {listed(claims_of(ups))}, {down} in "
            f"{listed(claims_of(downs))}; {_apart(a, b)}.")


def _apart(a: Statement, b: Statement) -> str:
    """Why the two speak of one time."""
    if a.window is None or b.window is None or a.mention.article == b.mention.article:
        return "one article says both, without telling them apart"
    if a.window == b.window:
        return f"both of the window that ends on {day(a.window.end)}"
    days = plural(abs((a.window.end - b.window.end).days), "day")
    return f"the days they speak of are {days} apart, and neither keeps to a window that would let the other stand"


def slight_leads(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """A lead called slight beside the article's own two returns that make it a large one."""
    gaps: dict[str, list[Statement]] = defaultdict(list)
    for made in block:
        if made.implied and made.family == RELATIVE and made.band.sign:
            gaps[made.mention.article].append(made)
    for made in block:
        if made.family == RELATIVE and SLIGHT & set((made.mention.qualifier or "").lower().split()):
            for gap in gaps[made.mention.article]:
                if gap.band.sign == made.sign:
                    yield from _not_slight(made, gap)


def _not_slight(made: Statement, gap: Statement) -> Iterator[Contradiction]:
    least = min(abs(gap.band.low), abs(gap.band.high))
    larger = gap.larger
    if larger and least > SLIGHT_SHARE * larger:
        share = f"{100 * least / larger:.0f}"
        yield contradiction("order", ([made], [gap]),
                            f"{gap.implied}: a lead of at least {share}% of the larger return is not "
                            f"{made.mention.qualifier}.")
