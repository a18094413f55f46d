"""From mentions to contradictions: statements, then blocks that do not know each other, then one sorted result.

Statements meet under keys: one quantity, one kind of figure of one day, an index and its funds. Rules work inside a
block, in time that is linear up to sorting, so a hundred thousand mentions take time in proportion; the result does
not depend on the order of the input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from ..records import Claim
from . import coincidences, events, figures, orders, proxies, units
from . import vocabulary as words
from .pairs import Pair, implied, wanted_pairs
from .statements import Mention, Statement, made_mapping, statements_of
from .telling import Contradiction

RULES = {
    "quantity": (figures.disagreements, units.mismatches, orders.opposites, orders.slight_leads, events.dates,
                 events.cut_counts, events.labels, coincidences.of_one_quantity),
    "day": (coincidences.of_one_day,),
    "proxy": (proxies.against_proxies,),
}
Key = tuple
Blocks = dict[Key, list[Statement]]


def contradictions(mentions: Sequence[Mention | Claim], made: Mapping[str, date] | None = None
                   ) -> tuple[Contradiction, ...]:
    """Every contradiction among ``mentions``, sorted; ``made`` gives the day of each article that is registered."""
    return distinct(judge(blocks_of(statements(plain(mentions, made)))))


def against(new: Sequence[Mention | Claim], known: Sequence[Mention | Claim], made: Mapping[str, date] | None = None
            ) -> tuple[Contradiction, ...]:
    """The contradictions that involve at least one of the ``new`` mentions, sorted; new claims are told first.

    ``known`` are the mentions already there; only blocks that a new mention touches are looked at. ``made`` gives
    the day of each article, the new one too. InputError for a number that cannot be read.
    """
    both = new_and_known(new, known, made)
    touched = {key: block for key, block in blocks_of(statements(both)).items()
               if any(one.mention.fresh for one in block)}
    names = {one.id for one in both if one.fresh}
    return distinct(row for row in judge(touched) if names.intersection(row.claims))


def new_and_known(new: Sequence[Mention | Claim], known: Sequence[Mention | Claim], made: Mapping[str, date] | None
                  ) -> list[Mention]:
    """All of them with their days, the new ones marked."""
    return [*(replace(one, fresh=True) for one in plain(new, made)), *plain(known, made)]


def plain(mentions: Iterable[Mention | Claim], made: Mapping[str, date] | None) -> list[Mention]:
    """Claims as mentions, and each with its article's day where that is known."""
    return [made_mapping(Mention.of(one) if isinstance(one, Claim) else one, made or {}) for one in mentions]


# ---------------------------------------------------------------- statements and their blocks

def statements(mentions: Sequence[Mention]) -> list[Statement]:
    """What the mentions say, and what each article's own figures imply."""
    wanted = wanted_pairs(compared(mentions))
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for mention in mentions:
        by_article[mention.article].extend(statements_of(mention))
    return [one for article in sorted(by_article)
            for one in (*by_article[article], *implied(by_article[article], wanted))]


def compared(mentions: Iterable[Mention]) -> set[Pair]:
    """Subject and comparand of every mention that sets two things against each other."""
    return {(one.subject, one.comparand) for one in mentions if one.metric is not None
            and words.family(one.metric) in (words.RELATIVE, words.DISCOUNT, "eps_growth_gap")}


def keys_of(made: Statement) -> Iterator[Key]:
    """The blocks that a statement belongs to."""
    yield "quantity", *made.key
    day, proxy = coincidences.day_key(made), proxies.proxy_key(made)
    if day is not None:
        yield "day", *day
    if proxy is not None:
        yield "proxy", *proxy


def blocks_of(made: Iterable[Statement]) -> Blocks:
    """The statements by key."""
    found: Blocks = defaultdict(list)
    for one in made:
        for key in keys_of(one):
            found[key].append(one)
    return found


def judge(blocks: Blocks) -> Iterator[Contradiction]:
    """Every rule on every block that has something to compare."""
    for key, block in blocks.items():
        if len(block) > 1:
            ordered = _ordered(block)
            for rule in RULES[key[0]]:
                yield from rule(ordered)


def _ordered(block: list[Statement]) -> list[Statement]:
    """By claim; records with one id, which should not be, by all that they hold."""
    ordered = sorted(block, key=_rank)
    if any(a.claims == b.claims for a, b in pairwise(ordered)):
        ordered.sort(key=lambda made: (*_rank(made), repr(made)))
    return ordered


def _rank(made: Statement) -> tuple:
    return made.claims, made.subject, made.family


def distinct(rows: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Sorted, and of rows with the same claims and rule the first."""
    first: dict[tuple, Contradiction] = {}
    for row in sorted(rows, key=lambda row: (row.claims, row.rule, row.kind, row.what, row.decides)):
        first.setdefault((row.claims, row.rule), row)
    return tuple(first.values())
