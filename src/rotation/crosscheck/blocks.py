"""From mentions to contradictions: statements, then blocks that do not know each other, then one sorted result.

Mentions are read and paired article by article; then workers share the blocks. No step compares all pairs, so a
hundred thousand mentions take time in proportion; the result does not depend on the order of the input or the
number of workers.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date

from ..records import Claim
from . import events, figures, orders
from . import vocabulary as words
from .pairs import Pair, implied, wanted_pairs
from .statements import Mention, Statement, made_mapping, statements_of
from .telling import Contradiction

PARTS = 8              # pieces of work, whatever the number of workers
QUANTITY_RULES = (figures.disagreements, orders.opposites, orders.slight_leads, events.dates, events.cut_counts,
                  events.labels)


@dataclass(frozen=True)
class Blocks:
    """The statements of one part of the work, by quantity and by printed figure."""

    quantities: Mapping[tuple, list[Statement]]
    printed: Mapping[tuple, list[Statement]]


def contradictions(mentions: Sequence[Mention | Claim], made: Mapping[str, date] | None = None, workers: int = 1
                   ) -> tuple[Contradiction, ...]:
    """Every contradiction among ``mentions``, sorted; ``made`` gives the day of each article that is registered."""
    days = made or {}
    plain = [made_mapping(Mention.of(one) if isinstance(one, Claim) else one, days) for one in mentions]
    wanted = wanted_pairs([(one.subject, one.comparand) for one in plain if _compares(one)])
    blocks = _blocks(_statements(wanted, plain))
    return _distinct(row for part in _judge_all(blocks, workers) for row in part)


def _compares(one: Mention) -> bool:
    return one.metric is not None and words.family(one.metric) in (words.RELATIVE, words.DISCOUNT, "eps_growth_gap")


_shared: Sequence[Blocks] = ()      # what forked workers inherit, so that only numbers travel to them


def _judge_all(blocks: Sequence[Blocks], workers: int) -> list[list[Contradiction]]:
    """Every part judged, here or in forked processes (where the system cannot fork: here)."""
    global _shared
    if workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return [_judge(part) for part in blocks]
    _shared = blocks
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_judge_shared, range(len(blocks))))
    finally:
        _shared = ()


def _judge_shared(part: int) -> list[Contradiction]:
    return _judge(_shared[part])


def _part(key: object) -> int:
    return zlib.crc32(repr(key).encode()) % PARTS


def _statements(wanted: frozenset[Pair], mentions: Sequence[Mention]) -> list[Statement]:
    """What the mentions of some articles say, and what each article's own figures imply."""
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for mention in mentions:
        by_article[mention.article].extend(statements_of(mention))
    return [made for article in sorted(by_article) for made in
            by_article[article] + implied(by_article[article], wanted)]


def _blocks(statements: Iterable[Statement]) -> list[Blocks]:
    quantities: list[dict] = [defaultdict(list) for _ in range(PARTS)]
    printed: list[dict] = [defaultdict(list) for _ in range(PARTS)]
    for made in statements:
        quantities[_part(made.key)][made.key].append(made)
        key = figures.figure_key(made)
        if key is not None:
            printed[_part(key)][key].append(made)
    return [Blocks(*pair) for pair in zip(map(dict, quantities), map(dict, printed), strict=True)]


def _judge(blocks: Blocks) -> list[Contradiction]:
    found: list[Contradiction] = []
    for key in sorted(blocks.quantities):
        block = _ordered(blocks.quantities[key])
        if len(block) > 1:
            found += [row for rule in QUANTITY_RULES for row in rule(block)]
    for key in sorted(blocks.printed):
        if len(blocks.printed[key]) > 1:
            found += figures.borrowed(_ordered(blocks.printed[key]))
    return found


def _ordered(block: list[Statement]) -> list[Statement]:
    return sorted(block, key=lambda made: (made.claims, made.subject, made.family))


def _distinct(rows: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Sorted, and of rows with the same claims and rule the first."""
    first: dict[tuple, Contradiction] = {}
    for row in sorted(rows):
        first.setdefault((row.claims, row.rule), row)
    return tuple(first.values())
