"""Claims against claims: within an article and between articles, with the arithmetic that decides.

``contradictions`` finds by rule, from the fields of mentions alone; ``contradictions_in_files`` does so for files of
any size with several processes. ``contradictions_csv`` adds, for the ledger, the relations that people wrote where the
conflict lies in the meaning (``data/checks/contradictions.yml``). For a new article ``against`` says what it
contradicts and ``agreements`` who else prints the same; ``mention_from`` makes a mention of an extracted record, and
``known_mentions`` those of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..files import csv_text
from .agreements import Agreement, agreements
from .blocks import against, contradictions
from .jsonl import mention_from
from .relations import Relations, load_relations
from .statements import Mention
from .telling import Contradiction
from .workers import contradictions_in_files

if TYPE_CHECKING:                   # the ledger brings pandas; a cross-check of files does without
    from ..ledger import Entry, Ledger
    from ..market import Market

COLUMNS = ("id", "kind", "claims", "what", "decides")
__all__ = ["COLUMNS", "Agreement", "Contradiction", "Mention", "against", "agreements", "contradictions",
           "contradictions_csv", "contradictions_in_files", "csv_of", "in_ledger", "known_mentions", "mention_from"]


def contradictions_csv(ledger: Ledger) -> str:
    """The text of ``data/contradictions.csv``."""
    return csv_of(in_ledger(ledger))


def csv_of(rows: Iterable[Contradiction]) -> str:
    """Contradictions as CSV text, in their order."""
    return csv_text(({"id": row.id, "kind": row.kind, "claims": " ".join(row.claims), "what": row.what,
                      "decides": row.decides} for row in rows), COLUMNS)


def in_ledger(ledger: Ledger) -> tuple[Contradiction, ...]:
    """What the claims of an edition contradict: by rule, and by relation. An article written later takes no part."""
    known = load_relations(ledger)
    mentions = _mentions(ledger)
    by_rule = contradictions([mention for mention in mentions if mention.id not in known.settled])
    return tuple(sorted([*by_rule, *_told(known, {m.id: m for m in mentions}, ledger.world.market)]))


def known_mentions(ledger: Ledger) -> tuple[Mention, ...]:
    """What the claims of an edition say, for ``against`` and ``agreements``; without those that people settled."""
    settled = load_relations(ledger).settled
    return tuple(mention for mention in _mentions(ledger) if mention.id not in settled)


def _mentions(ledger: Ledger) -> list[Mention]:
    """An article written later takes no part."""
    return [_mention(entry) for entry in ledger.entries if entry.article.last_close <= ledger.as_of]


def _told(known: Relations, mentions: dict[str, Mention], market: Market) -> list[Contradiction]:
    return [relation.told([mentions[name] for name in relation.claims], market) for relation in known.relations
            if all(name in mentions for name in relation.claims)]


def _mention(entry: Entry) -> Mention:
    return Mention.of(entry.claim, entry.article.last_close)
