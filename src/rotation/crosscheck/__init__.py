"""Claims against claims: within an article and between articles, with the arithmetic that decides.

``contradictions`` finds by rule, from the fields of mentions alone. ``contradictions_csv`` adds, for the
ledger, the relations that people wrote where the conflict lies in the meaning (``data/checks/contradictions.yml``).
"""

from __future__ import annotations

from collections.abc import Iterable

from ..files import csv_text
from ..ledger import Entry, Ledger
from ..market import Market
from .blocks import contradictions
from .relations import Relations, load_relations
from .statements import Mention
from .telling import Contradiction

COLUMNS = ("id", "kind", "claims", "what", "decides")
__all__ = ["COLUMNS", "Contradiction", "Mention", "contradictions", "contradictions_csv", "csv_of", "in_ledger"]


def contradictions_csv(ledger: Ledger) -> str:
    """The text of ``data/contradictions.csv``."""
    return csv_of(in_ledger(ledger))


def csv_of(rows: Iterable[Contradiction]) -> str:
    """Contradictions as CSV text, in their order."""
    return csv_text(({"id": row.id, "kind": row.kind, "claims": " ".join(row.claims), "what": row.what,
                      "decides": row.decides} for row in rows), COLUMNS)


def in_ledger(ledger: Ledger) -> tuple[Contradiction, ...]:
    """What the claims of an edition contradict: by rule, and by relation. An article written later takes no part."""
    present = {entry.claim.id: entry for entry in ledger.entries if entry.article.last_close <= ledger.as_of}
    known = load_relations(ledger)
    mentions = [_mention(entry) for entry in present.values()]
    by_rule = contradictions([mention for mention in mentions if mention.id not in known.settled])
    return tuple(sorted([*by_rule, *_told(known, {m.id: m for m in mentions}, ledger.world.market)]))


def _told(known: Relations, mentions: dict[str, Mention], market: Market) -> list[Contradiction]:
    return [relation.told([mentions[name] for name in relation.claims], market) for relation in known.relations
            if all(name in mentions for name in relation.claims)]


def _mention(entry: Entry) -> Mention:
    return Mention.of(entry.claim, entry.article.last_close)
