"""What an addition comes to, for the terminal: a few lines, nothing of the text in them that could steer a terminal."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ..wording import listed, plural
from .adding import Added
from .review import Told

MANY = 8              # contradictions or ids told in full


def report(added: Added) -> str:
    """The report of one addition or second extraction."""
    drafted = [one for one in added.claims if one.get("status") == "draft"]
    again = sum(len(one["appearances"]) for one in added.claims)
    lines = [
        f"{added.article.id}: {plural(len(added.mentions), 'number')} read, {plural(len(drafted), 'claim')} drafted"
        + (f" ({again} of the numbers repeat one)" if again else ""),
        f"excluded: {_counted(one['reason'] for one in added.exclusions) or 'nothing'}",
        f"provisional verdicts: {_counted(_word(entry) for entry in added.entries) or 'none'}",
        f"contradictions: {len(added.contradictions) or 'none'}",
        *_contradictions(added),
        *(_second(added.told) if added.told else ()),
        f"written: {listed(_short(path) for path in added.written) or 'nothing changed'}",
        *_next(added, drafted),
    ]
    return "\n".join(_plain(line) for line in lines)


def _counted(words: Iterable[str]) -> str:
    counts = sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count} {word.replace('_', ' ')}" for word, count in counts)


def _word(entry: object) -> str:
    return entry.verdict.verdict or entry.verdict.outcome


def _contradictions(added: Added) -> list[str]:
    shown = [f"  {' '.join(row.claims)}: {row.what} {row.decides}" for row in added.contradictions[:MANY]]
    more = len(added.contradictions) - len(shown)
    return [*shown, *([f"  and {more} more"] if more > 0 else [])]


def _second(told: Told) -> list[str]:
    groups = (
        ("claims somebody had edited, kept", told.edited), ("kept claims that stand elsewhere now", told.moved),
        ("ANCHOR LOST, look for them in the new text", told.lost),
        ("kept claims that would be read otherwise now", told.otherwise),
        ("drafts made anew", told.refreshed), ("new claims", told.new),
        ("drafts withdrawn, their number is gone", told.withdrawn), ("checks somebody had changed, kept", told.checks),
    )
    return [f"{what}: {_ids(names)}" for what, names in groups if names]


def _ids(names: list[str]) -> str:
    return f"{len(names)}" if len(names) > 5 * MANY else " ".join(sorted(names))


def _next(added: Added, drafted: list) -> list[str]:
    name = added.article.id
    if not drafted and not added.told:
        return ["next: no number here is a claim; people can still add claims without one"]
    return [f"next: review data/claims/{name}.yml (set status to accepted, edited or rejected) and "
            f"data/checks/{name}.yml (delete proposed and drafted), then make ledger book"]


def _short(path: Path) -> str:
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def _plain(line: str) -> str:
    return "".join(ch if ch.isprintable() else " " for ch in line)
