"""What most statements of one quantity allow, by sort and sweep: the answer to a block with very many figures.

With a few different figures each is compared with each. With many, that would be a table of pairs as long as the
square of their number, and would say the same thing over and over. Instead the values that most articles allow are
found once, in one sweep over the sorted ends of the bands; every figure that does not allow them is told once,
against the figure among the majority's that most articles print and that it cannot meet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, combinations

from .statements import Band, Statement

MOST_PAIRS = 12        # different figures of one date compared each with each; beyond, with the majority's
_NEVER = Decimal("Infinity")

Bucket = tuple[Band, list[Statement]]


def couples(buckets: Sequence[Bucket]) -> Iterator[tuple[Bucket, Bucket]]:
    """Which figures to compare: each with each, or each that the majority does not allow with one of the majority's."""
    if len(buckets) <= MOST_PAIRS:
        yield from combinations(buckets, 2)
        return
    inside = _majority(buckets)
    cluster = [bucket for bucket, held in zip(buckets, inside, strict=True) if held]
    below, above = _Heaviest(cluster, upwards=True), _Heaviest(cluster, upwards=False)
    for bucket, held in zip(buckets, inside, strict=True):
        partner = None if held else below.clear_of(bucket[0]) or above.clear_of(bucket[0])
        if partner is not None:
            yield bucket, partner


def weight(bucket: Bucket) -> int:
    """How many articles print it; what only follows from two figures has no vote."""
    return len({made.mention.article for made in bucket[1] if not made.implied})


def _majority(buckets: Sequence[Bucket]) -> list[bool]:
    """Whether each bucket allows the value that most articles allow (of several such values, the least)."""
    events = sorted(event for at, (band, _) in enumerate(buckets) for event in _ends(band, at))
    depth, best, until = 0, -1, 0
    weights = [weight(bucket) for bucket in buckets]
    for n, (_, _, at, opens) in enumerate(events):
        depth += weights[at] if opens else -weights[at]
        if depth > best:
            depth, best, until = depth, depth, n
    held = [False] * len(buckets)
    for _, _, at, opens in events[:until + 1]:
        held[at] = opens
    return held


def _ends(band: Band, at: int) -> Iterator[tuple[Decimal, int, int, bool]]:
    """At one value, bands that leave it out close first and open last."""
    yield -_NEVER if band.low is None else band.low, 3 if band.open else 1, at, True
    yield _NEVER if band.high is None else band.high, 0 if band.open else 2, at, False


class _Heaviest:
    """For a band, the bucket with most articles among those that lie wholly below (above) it."""

    def __init__(self, cluster: Sequence[Bucket], upwards: bool):
        self.upwards = upwards
        ends = [(_end(band, upwards), bucket) for bucket in cluster for band in (bucket[0],)]
        ranked = sorted(ends, key=lambda item: (item[0], repr(item[1][0])), reverse=not upwards)
        self.ends = [end if upwards else -end for end, _ in ranked]
        self.best = list(accumulate((bucket for _, bucket in ranked), lambda a, b: b if weight(b) > weight(a) else a))

    def clear_of(self, band: Band) -> Bucket | None:
        """None where the band meets every bucket on this side."""
        edge = band.low if self.upwards else band.high
        if edge is None:
            return None
        edge = edge if self.upwards else -edge
        n = bisect_right(self.ends, edge)
        while n and self.best[n - 1][0].gap(band) is None:      # touching ends, both in
            n = bisect_left(self.ends, self.ends[n - 1])
        return self.best[n - 1] if n else None


def _end(band: Band, upper: bool) -> Decimal:
    if upper:
        return _NEVER if band.high is None else band.high
    return -_NEVER if band.low is None else band.low
