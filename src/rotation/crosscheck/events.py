"""Events and labels: one event with two dates, more cuts than a year's count allows, one thing with two labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ..wording import day
from . import vocabulary as words
from .statements import Statement, event_days
from .telling import Contradiction, Side, contradiction

NEIGHBOURS = 4                       # days of one kind of event compared with so many of the next
MOST_CUTS = 100                      # more in a row is a slip
MEETING_GAP = timedelta(weeks=8)     # the scheduled meetings, eight a year, lie six or seven weeks apart


def dates(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """Two days printed for what can only be one event."""
    days: dict[tuple[str, date], Side] = defaultdict(Side)
    for made in block:
        span = event_days(made.mention)
        if made.mention.metric in words.SAME_EVENT_DAYS and span and span[0] == span[1]:
            days[made.mention.metric, span[0]].append(made)
    ranked = sorted(days)
    pairs = ((ranked[at], later) for at in range(len(ranked)) for later in ranked[at + 1: at + 1 + NEIGHBOURS])
    for (metric, one), (other_metric, other) in pairs:
        limit = words.SAME_EVENT_DAYS[metric]
        if metric == other_metric and (other - one).days <= limit and (one, other) not in words.TWO_MOVES:
            yield contradiction("dates", (days[metric, one], days[metric, other]),
                                f"{day(one)} and {day(other)} are {(other - one).days} days apart; two events of this "
                                f"kind are more than {limit} days apart, so this is one event with two dates.")


def cut_counts(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """A dated cut that the counts of the same year leave no room for.

    If a year's cuts number n and n of them came in a row, the run ends with the last and began no earlier than
    n − 1 meeting gaps before it; a cut before that would be one more.
    """
    for year, counts in sorted(_counted(block, "cuts_in_year").items()):
        total = max(made.figure for made in counts)
        rows = [made for made in _counted(block, "consecutive_cuts").get(year, []) if made.figure >= total]
        if rows:
            yield from _before_the_run(year, rows, [made for made in counts if made.figure == total], block)


def _counted(block: Sequence[Statement], metric: str) -> dict[int, list[Statement]]:
    found: dict[int, list[Statement]] = defaultdict(list)
    for made in block:
        if made.mention.metric == metric and made.figure is not None and made.window is not None and (
                made.figure < MOST_CUTS):
            found[made.window.end.year].append(made)
    return found


def _before_the_run(year: int, rows: Sequence[Statement], counts: Sequence[Statement], block: Sequence[Statement]
                    ) -> Iterator[Contradiction]:
    run = max(rows, key=lambda made: (made.window.end, made.claims))
    began = run.window.end - (int(run.figure) - 1) * MEETING_GAP
    dated = [made for made in block if made.mention.metric == "rate_cut_date" and event_days(made.mention)]
    early = [made for made in dated if event_days(made.mention)[1] < began and event_days(made.mention)[0].year == year]
    if early:
        n, printed = int(run.figure), " or ".join(str(made.mention.value) for made in early)
        yield contradiction("counts", (early, sorted({*rows, *counts}, key=lambda made: made.claims)),
                            f"{n} cuts in a row up to {day(run.window.end)}, at meetings no more than eight weeks "
                            f"apart, began no earlier than {day(began)}; with {n} cuts in all in {year} none is left "
                            f"for {printed}: {n} + {len(early)} would make {n + len(early)}.")


def labels(block: Sequence[Statement]) -> Iterator[Contradiction]:
    """One company in two sectors, on two exchanges or of two sizes."""
    found: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for made in block:
        label = words.name(made.mention.comparand or made.mention.label)
        if made.mention.metric in words.EXCLUSIVE and label:
            found[made.mention.metric][label].append(made)
    for metric, by_label in sorted(found.items()):
        ranked = sorted(by_label)
        for one, other in pairwise(ranked):
            yield contradiction("labels", (by_label[one], by_label[other]),
                                f"{made_name(by_label[one][0])} has one {metric.replace('_', ' ')}, and it is called "
                                f"both {one} and {other}.")


def made_name(made: Statement) -> str:
    """The subject as it was printed in the record."""
    return made.mention.subject or made.subject
