"""The ledger as files beside its page: CSV and JSON for people and programs, a script for the page's own filters.

They hold what ``data/ledger.csv`` holds: printed figures, derived results, verdicts and reasons, and no series.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from ..files import read_text

LEDGER = "data/ledger.csv"
NOTE = ("Statements are in our words. Computed values are derived from certified data; the series themselves are not "
        "part of this file. Not investment advice.")


def files(source: Path, table: Mapping[str, object]) -> dict[str, str]:
    """Name below ``claims/`` to text; no CSV for a book that has no ledger."""
    path = source / LEDGER
    found = {"ledger.js": script(table)}
    if path.is_file():
        text = read_text(path)
        found |= {"ledger.csv": text, "ledger.json": as_json(text, table)}
    return dict(sorted(found.items()))


def as_json(text: str, table: Mapping[str, object]) -> str:
    """The same rows as JSON, with the date and a note on terms."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    content = {"title": f"{table['book']}: the ledger", "as_of": table["as_of"], "note": NOTE, "claims": rows}
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def script(table: Mapping[str, object]) -> str:
    """What the ledger's filters need beyond the page's own rows, by claim: topic, subject, stated, computed, metric.

    Topics and subjects are numbered, so that the file stays small.
    """
    claims = table["claims"].values()
    topics, subjects = (sorted({claim[key] for claim in claims}) for key in ("topic", "subject"))
    rows = {claim["id"]: [topics.index(claim["topic"]), subjects.index(claim["subject"]), claim["stated"],
                          claim["found"]["text"] if claim["found"] else "", claim["metric"]] for claim in claims}
    content = json.dumps({"topics": topics, "subjects": subjects, "claims": rows}, ensure_ascii=False,
                         separators=(",", ":"))
    return f'rotation.take("claims/ledger", {content.replace("<", chr(92) + "u003c")});\n'
