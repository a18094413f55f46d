"""Whether one index is cheaper than another, by every producer, definition and date that is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from ..checks.registry import World
from ..claims import interval_of
from ..errors import EvidenceMissing
from ..records import Claim
from ..wording import day
from .grid import Family
from .questions import STATED, Test, near, sign
from .table import ordinary

METHODS = ("documented_cheaper", "documented_discount", "cheaper_on_year_earnings")
SINGLE = ("documented_in_window",)


def test_of(claim: Claim) -> tuple[Test, str]:
    """What a discount in per cent must be to uphold the claim: the printed figure, or any discount at all."""
    interval = interval_of(claim) if claim.stated and claim.unit == "%" else None
    if interval is not None:
        return near(interval, 0.0), STATED
    return sign("up")


def families(claim: Claim, test: Test, world: World) -> tuple[Family, ...]:
    """Discounts of the smaller to the larger, in per cent: a family a definition, a value a date."""
    when = world.date_of(claim)
    found = [*_of_series(when, world), *_of_documents(claim, when, world)]
    return tuple(_family(what, sizes, test) for what, sizes in found if sizes)


def levels(claim: Claim, parameters: dict, tolerance: float, world: World) -> tuple[Family, ...]:
    """One multiple of one index as every document printed it near the claim's day."""
    when, test = world.date_of(claim), near(interval_of(claim), tolerance)
    found: dict[str, dict[str, float]] = {}
    for row in world.reference.find("documented_figures", subject=parameters["subject"], metric=parameters["metric"]):
        producer = _producer(row, world)
        if producer and _recent(row["as_of"], when):
            found.setdefault(producer, {})[row["as_of"]] = float(Decimal(row["value"]))
    return tuple(_family(producer, sizes, test) for producer, sizes in sorted(found.items()))


def _family(what: str, sizes: dict[str, float], test: Test) -> Family:
    values = np.array(sorted(sizes.values()))
    first, last = min(sizes), max(sizes)
    told = [day(date.fromisoformat(one)) if len(one) == 10 else one for one in dict.fromkeys((first, last))]
    return Family(what, " to ".join(told), int(test(values).sum()), tuple(float(f"{value:.4g}") for value in values))


def _of_series(when: date, world: World) -> Iterator[tuple[str, dict[str, float]]]:
    held = frozenset(world.market.names())
    for row in ordinary().multiples:
        if not held.issuperset((row["small"], row["large"])):
            continue
        try:
            pair = [world.market.value(row[leg]).dropna() for leg in ("small", "large")]
        except EvidenceMissing:
            continue
        yearly = world.market.certificate(row["small"]).frequency == "yearly"
        days = [stamp for stamp in pair[0].index.intersection(pair[1].index) if
                (stamp.year in (when.year, when.year + 1) if yearly else _recent(stamp.date().isoformat(), when))]
        sizes = {stamp.date().isoformat(): 100 * (1 - pair[0][stamp] / pair[1][stamp]) for stamp in days
                 if pair[0][stamp] > 0 and pair[1][stamp] > 0}
        yield f"{row['what']} ({row['small'].partition('/')[0]})", sizes


def _of_documents(claim: Claim, when: date, world: World) -> Iterator[tuple[str, dict[str, float]]]:
    """Two figures of one document, metric and day."""
    table, place = ordinary(), world.reference.folder
    if not any((place / f"documented_figures.{kind}").exists() for kind in ("csv", "d")):
        return
    smaller, larger = (table.pairs.get(word or "", ()) for word in (claim.subject, claim.comparand))
    found: dict[str, dict[str, float]] = {}
    for metric in table.documented:
        rows = world.reference.find("documented_figures", metric=metric)
        for a in rows:
            for b in rows:
                same = all(a[key] == b[key] for key in ("document", "as_of")) and _recent(a["as_of"], when)
                producer = _producer(a, world)
                if same and producer and a["subject"] in smaller and b["subject"] in larger:
                    what = f"{metric.replace('_', ' ')}, {a['subject']} and {b['subject']} ({producer})"
                    size = 100 * (1 - Decimal(a["value"]) / Decimal(b["value"]))
                    found.setdefault(what, {})[a["as_of"]] = float(size)
    yield from sorted(found.items())


def _producer(row: dict[str, str], world: World) -> str:
    """Who published a figure; empty for a publisher of the articles themselves, who corroborates nothing."""
    publisher = world.reference.document(row["document"]).publisher.partition(",")[0]
    return "" if publisher in {article.publisher for article in world.articles.values()} else publisher


def _recent(as_of: str, when: date) -> bool:
    """Of a day, no later than the statement and no older than a quarter."""
    if len(as_of) != 10:
        return False
    return timedelta(0) <= when - date.fromisoformat(as_of) <= timedelta(days=ordinary().days)
