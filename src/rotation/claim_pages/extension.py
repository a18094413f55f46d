"""The pages of claims, of contradictions and of editions, the feed of verdict changes, and the ledger's downloads.

    claims/002-017.html  contradictions.html  editions.html  feed.xml  claims/ledger.csv  claims/ledger.json

A Sphinx extension: it shows ``data/records/claims.json`` of the staged book (``claim_table``), and what it needs of the
rest: which pages name a claim, where a number opens, which pages there are to link to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup
from sphinx.application import Sphinx

from ..files import read_text
from ..markup import shortened
from ..record_pages import Page, changed, records
from ..site_files import put
from . import downloads, feed, switch
from .addresses import Addresses
from .changes import moved_readings
from .told import day_of

KIND, LEDGER = "claims", "chapters/claim_ledger"
FEED, CONTRADICTIONS, EDITIONS = "feed.xml", "contradictions", "editions"
TRAIL = [(LEDGER, "Every claim")]
WINDOW = 60                     # characters of a statement in a window's title
KINDS = {"internal": "Within one article", "cross_article": "Between articles"}
SECTIONS = (("verdict", "Verdict"), ("picture", "Stated and found"), ("evidence", "Evidence"),
            ("alternatives", "Alternatives considered"), ("history", "History"), ("where", "Where it stands"),
            ("cite", "Cite this"))
_NAMED = re.compile(r"\{claim\}`([^`]+)`|claims/([a-z0-9-]+-\d{3,})\.html|id=\\?\"claim-([a-z0-9-]+-\d{3,})\\?\"")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the pages and the files."""
    app.connect("html-collect-pages", collect)
    app.connect("html-page-context", with_filters)
    switch.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def collect(app: Sphinx) -> Iterator[Page]:
    """Every page that has to be written."""
    table = records(app, KIND)
    if table is not None:
        put(app, KIND, _files(app, table))
        yield from changed(app, KIND, _pages(app, table))


def with_filters(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> str | None:  # noqa: ARG001
    """The ledger's page has a template of its own, which brings its filters."""
    return "ledger.html" if pagename == LEDGER else None


def _pages(app: Sphinx, table: Mapping[str, object]) -> Iterator[Page]:
    addresses = Addresses(app, table)
    named = naming_pages(app, table["claims"])
    order = list(table["claims"])
    for n, name in enumerate(order):
        around = [order[n - 1] if n else None, order[n + 1] if n + 1 < len(order) else None]
        yield _claim(table["claims"][name], table, addresses, named.get(name, ()), around)
    yield _contradictions(table, addresses)
    yield _editions(app, table)


# ---------------------------------------------------------------- one claim

def _claim(claim: Mapping[str, object], table: Mapping[str, object], addresses: Addresses,
           named: Sequence[tuple[str, str]], around: list[str | None]) -> Page:
    article = table["articles"][claim["article"]]
    before, after = ((addresses.claim(one), f"Claim {one}") if one else None for one in around)
    conflicts = [row for row in table["contradictions"] if row["id"] in claim["contradictions"]]
    context = {
        "title": f"{claim['id']}: {shortened(claim['statement'], WINDOW)}", "within": LEDGER,
        "description": shortened(f"{claim['words'].capitalize()}. {claim['statement']} {claim['why']}", 155),
        "trail": [(LEDGER, "Every claim"), (f"articles/{claim['article']}", f"Article {claim['article']}")],
        "before": before, "after": after, "headings": _headings(claim), "claim": claim, "article": article,
        "others": {name: other for name, other in _others(conflicts, table).items() if name != claim["id"]},
        "conflicts": conflicts, "kinds": KINDS, "evidence": [addresses.evidence(name) for name in claim["evidence"]],
        "behind": {name: addresses.evidence(name)["page"] for one in claim["readings"]
                   for name in (row[0] for row in one.get("rows", ()))},
        "number": addresses.number(claim["found"]["number"]) if claim["found"] else None,
        "chapters": [(page, anchor, addresses.title(page)) for page, anchor in named],
        "stock": addresses.stock(claim["subject"]),
        "as_of": day_of(table["as_of"]), "book": table["book"], "day": day_of,
        "review": in_script(addresses.with_base(claim["review"])), "address": addresses.absolute(claim["slug"]),
    }
    return Page(addresses.claim(claim["id"]), context, "claim.html")


def _headings(claim: Mapping[str, object]) -> list[dict[str, object]]:
    shown = [(anchor, text) for anchor, text in SECTIONS if anchor != "picture" or claim["picture"]]
    return [{"level": 2, "anchor": anchor, "text": text} for anchor, text in shown]


def _others(conflicts: list[Mapping[str, object]], table: Mapping[str, object]) -> dict[str, str]:
    """The other claims of these contradictions, with what they say."""
    names = sorted({name for row in conflicts for name in row["claims"]})
    return {name: table["claims"][name]["statement"] for name in names if name in table["claims"]}


def in_script(content: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(content, ensure_ascii=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


# ---------------------------------------------------------------- which pages name a claim

def naming_pages(app: Sphinx, claims: Mapping[str, object]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each claim the chapters and made pages that name it, each with the claim's anchor there or none."""
    slugs = {claim.replace("/", "-"): claim for claim in claims}
    found: dict[str, dict[str, str]] = {}
    for page in sorted(app.env.found_docs):
        if page == LEDGER or page.startswith("articles/"):      # these name all of theirs
            continue
        for said, linked, anchored in _NAMED.findall(read_text(Path(app.env.doc2path(page)))):
            claim = said or slugs.get(linked or anchored)
            if claim in claims and (anchored or page not in found.get(claim, {})):
                found.setdefault(claim, {})[page] = f"claim-{anchored}" if anchored else ""
    return {claim: tuple(pages.items()) for claim, pages in found.items()}


# ---------------------------------------------------------------- pages about several

def _contradictions(table: Mapping[str, object], addresses: Addresses) -> Page:
    rows = [{**row, "parties": [addresses.party(name) for name in row["claims"]],
             "articles": sorted({name.rpartition("/")[0] for name in row["claims"]})}
            for row in table["contradictions"]]
    groups = [{"anchor": kind, "title": title, "rows": [row for row in rows if row["kind"] == kind]}
              for kind, title in KINDS.items()]
    touched = {name for row in rows for name in row["claims"]}
    context = {"title": "Where the articles contradict each other, and themselves", "within": LEDGER, "trail": TRAIL,
               "description": f"{len(rows)} conflicts between statements of the five articles, with the arithmetic "
                              "that decides each.",
               "headings": [{"level": 2, "anchor": one["anchor"], "text": one["title"]} for one in groups],
               "groups": groups, "ranges": table["ranges"], "n": len(rows), "touched": len(touched),
               "as_of": day_of(table["as_of"])}
    return Page(CONTRADICTIONS, context, "contradictions.html")


def _editions(app: Sphinx, table: Mapping[str, object]) -> Page:
    """What changed since the edition before; where there is none, that."""
    before = table["editions"][-1] if table["editions"] else None
    moved = [_moved(claim) for claim in table["claims"].values() if before and len(claim["editions"]) > 1
             and claim["editions"][-1]["word"] != claim["editions"][-2]["word"]]
    ways: dict[tuple[str, str], int] = {}
    for one in moved:
        ways[one["old"]["words"], one["new"]["words"]] = ways.get((one["old"]["words"], one["new"]["words"]), 0) + 1
    numbers = {key: value for key, value in (records(app, "editions") or {}).items() if key != "csv"}
    context = {"title": "What changed between editions", "within": LEDGER, "trail": TRAIL,
               "description": "Which verdicts flipped between the edition as published and the latest, and why.",
               "headings": [{"level": 2, "anchor": "flipped", "text": "Verdicts that flipped"},
                            {"level": 2, "anchor": "numbers", "text": "Numbers that moved"}] if before else [],
               "earlier": before, "before": None, "after": None, "moved": moved, "numbers": numbers, "day": day_of,
               "as_of": day_of(table["as_of"]),
               "ways": sorted(ways.items(), key=lambda pair: (-pair[1], pair[0])), "claims": len(table["claims"])}
    return Page(EDITIONS, context, "editions.html")


def _moved(claim: Mapping[str, object]) -> dict[str, object]:
    """A claim whose verdict is another than an edition before, with the days on which evidence moved it."""
    old, new = claim["editions"][-2:]
    daily = claim["daily"] if claim["daily"] and claim["daily"]["way"] != "again" else None
    days = [one for one in daily["flips"] if one["date"] > old["as_of"]] if daily else []
    return {"claim": claim, "old": old, "new": new, "days": days, "readings": moved_readings(old, new)}


# ---------------------------------------------------------------- files

def _files(app: Sphinx, table: Mapping[str, object]) -> dict[str, str]:
    """The feed and the downloads, by name below the site."""
    beside = {f"{KIND}/{name}": text for name, text in downloads.files(Path(app.srcdir), table).items()}
    numbers = (records(app, "editions") or {}).get("csv")
    between = {f"{KIND}/editions.csv": numbers} if numbers else {}
    return {FEED: feed.atom(table, app.config.html_baseurl or ""), **beside, **between}
