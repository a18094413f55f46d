"""The two verbs: ``add`` an article, and extract it ``again``. Everything is made in memory, then put in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..articles import article_of, load_articles
from ..claims import claim_of, load_claims
from ..errors import InputError
from ..extract.documents import Document, read
from ..extract.records import Mention
from ..files import read_mapping, read_text
from ..paths import data_folder, folder
from ..records import REJECTED, Article
from . import records
from .claims import drafts_of, paragraphs_in
from .digests import content_of, digest, is_edited
from .filing import put_in_place
from .metadata import Given, article_record, changed, slug_of
from .review import (
    Check,
    Kept,
    Told,
    follow,
    free_mentions,
    highest_number,
    is_kept,
    keep,
    kept_checks,
    numbered,
    out_of_place,
    paragraphs_of,
    wants_check,
)
from .wellformed import refuse_checks, refuse_claims

if TYPE_CHECKING:
    from ..checks import World
    from ..checks.engine import Plans

STAGES = ("claims", "checks", "articles")      # the article last: readers begin with it


@dataclass(frozen=True)
class Added:
    """What came of an article, for the report."""

    article: Article
    mentions: tuple[Mention, ...]
    claims: tuple[Mapping[str, object], ...]        # every record of the file, kept ones included
    exclusions: tuple[Mapping[str, object], ...]
    entries: tuple[object, ...]                     # ledger entries of the claims that are not rejected
    contradictions: tuple[object, ...]              # those that this article takes part in
    written: tuple[Path, ...]
    told: Told | None = None                        # of a second extraction


def add(source: Path | str, given: Given, data: Path, input_format: str | None = None) -> Added:
    """Draft a new article and write its three files. InputError, and nothing written, for anything that cannot be."""
    home = _home(data)
    document = read(source, input_format)
    slug = slug_of(given, document, source)
    paths = _paths(home, slug)
    for path in paths.values():
        if path.exists():
            cut_short = "delete it, if an addition that was cut short has left it"
            raise InputError(f"article {slug!r}", f"{path.name} in {path.parent.name}/ already", "a name that is free",
                             "choose another with --slug, or " + ("extract this article anew with --again"
                                                                  if paths["articles"].exists() else cut_short))
    record = article_record(given, document, slug)
    article = article_of("the new article", record)
    mentions = _mentions(document, article)
    drafts = drafts_of(document.text, mentions, slug, article.published_at)
    claims, highest = numbered(drafts.claims, (), {}, slug, 0, Told())
    texts = [records.claim_text(one) for one in claims]
    tried = _tried(home, article, claims)
    files = {paths["claims"]: records.claims_text(slug, highest, texts, drafts.exclusions),
             paths["checks"]: records.checks_text(slug, tried.texts),
             paths["articles"]: records.article_text(record)}
    return Added(article, mentions, tuple(claims), drafts.exclusions, tried.entries, tried.contradictions,
                 tuple(put_in_place(files, new=True)))


def again(source: Path | str, slug: str, data: Path, input_format: str | None = None) -> Added:
    """Extract a registered article anew: what people decided stays, drafts and proposals are made anew."""
    home = _home(data)
    paths = _paths(home, slug)
    articles = load_articles(home)
    if slug not in articles:
        raise InputError(f"article {slug!r}", "no such article", "the id of an article in data/articles",
                         "add it first, without --again")
    document = read(source, input_format)
    old = _Old.read(home, paths, articles[slug])
    record = changed(old.article, _measured(document))
    article = article_of(str(paths["articles"]), record)
    mentions, told = _mentions(document, article), Told()
    now = follow(old.claims, mentions, document.text_sha256 == old.article["text_sha256"])
    kept = _kept(old, now, document.text, told)
    _read_otherwise(kept, document, mentions, article, told)
    theirs = kept_checks(old.checks, told)
    drafts, highest = _redrafted(old, now, kept, document, mentions, article, told)
    checked = {name for check in theirs for name in check.claims}
    kept += [out_of_place(one, old.claim_blocks.get(str(one["id"])), told) for one in old.claims["claims"]
             if one["id"] in told.withdrawn and one["id"] in checked]
    claims = sorted([*(one.record for one in kept), *drafts.claims], key=lambda one: _number(one["id"]))
    texts = {one.record["id"]: one.text for one in kept} | {one["id"]: records.claim_text(one) for one in drafts.claims}
    tried = _tried(home, article, claims, theirs, old.proposed)
    files = {paths["claims"]: records.claims_text(slug, highest, [texts[one["id"]] for one in claims],
                                                  drafts.exclusions),
             paths["checks"]: records.checks_text(slug, tried.texts),
             paths["articles"]: _article_file(old, record)}
    return Added(article, mentions, tuple(claims), drafts.exclusions, tried.entries, tried.contradictions,
                 tuple(put_in_place(files)), told)


def _home(data: Path) -> Path:
    """A data folder of which every part that is written is its own."""
    home = data_folder(data)
    for stage in STAGES:
        if not (home / stage).is_dir():
            raise InputError("option --data", f"{data} without {stage}/", "a whole copy of data/",
                             "copy data/ and name the copy")
    return home


def _paths(home: Path, slug: str) -> dict[str, Path]:
    return {stage: home / stage / f"{slug}.yml" for stage in STAGES}


def _mentions(document: Document, article: Article) -> tuple[Mention, ...]:
    from ..extract import extract

    return tuple(extract(document.text, article.id, article.published_at))


def _number(name: object) -> int:
    return int(str(name).rpartition("/")[2])


def _measured(document: Document) -> dict[str, object]:
    from .metadata import paragraphs

    return {"text_sha256": document.text_sha256, "paragraphs": paragraphs(document.text)}


# ---------------------------------------------------------------- what was there

@dataclass(frozen=True)
class _Old:
    """The three files of an article as they stand, with the lines of their records."""

    article: Mapping[str, object]
    article_lines: str
    claims: Mapping[str, object]
    claim_blocks: Mapping[str, str]
    checks: tuple[tuple[Mapping[str, object], str | None], ...]

    @classmethod
    def read(cls, home: Path, paths: Mapping[str, Path], article: Article) -> _Old:
        claims = _plain(read_mapping(paths["claims"]))
        refuse_claims(home, paths["claims"], article, claims)
        checks = []
        if paths["checks"].is_file():
            refuse_checks(paths["checks"], read_mapping(paths["checks"]))
            checks = _plain(read_mapping(paths["checks"])).get("checks") or []
        blocks = _blocks(paths["claims"], "claims", claims["claims"])
        check_blocks = _blocks(paths["checks"], "checks", checks) if checks else {}
        return cls(read_mapping(paths["articles"]), read_text(paths["articles"]), claims,
                   {str(claims["claims"][n]["id"]): block for n, block in blocks.items()},
                   tuple((one, check_blocks.get(n)) for n, one in enumerate(checks or ())))

    @property
    def proposed(self) -> set[str]:
        """Claims whose check was proposed and is unchanged."""
        return {str(one.get("claim")) for one, _ in self.checks if one.get("proposed") and not is_edited(one)}


def _plain(value: object) -> object:
    """Dates as the text that they are printed as."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _blocks(path: Path, section: str, parsed: Sequence[Mapping[str, object]]) -> dict[int, str]:
    """The lines of each record by its place, if the file is laid out one record a block."""
    import yaml

    found = records.blocks(read_text(path), section)
    if len(found) != len(parsed or ()):
        return {}
    out = {}
    for n, (block, record) in enumerate(zip(found, parsed, strict=True)):
        try:
            if _plain(yaml.safe_load(block)) == [record]:
                out[n] = block
        except yaml.YAMLError:
            continue            # anchors and aliases reach across records: such a one is written anew
    return out


def _article_file(old: _Old, record: Mapping[str, object]) -> str:
    """The metadata with people's lines untouched."""
    lines = old.article_lines.splitlines(keepends=True)
    fresh = {key: f"{key}: {records.scalar(record[key])}\n" for key in ("text_sha256", "paragraphs")
             if record[key] != old.article[key]}
    return "".join(fresh.get(line.partition(":")[0], line) for line in lines)


# ---------------------------------------------------------------- a second extraction

def _kept(old: _Old, now: Mapping, text: str, told: Told) -> list[Kept]:
    paragraph_of = paragraphs_in(text)
    return [paragraphs_of(keep(one, old.claim_blocks.get(str(one["id"])), now, told), paragraph_of)
            for one in old.claims["claims"] if is_kept(one)]


def _read_otherwise(kept: Sequence[Kept], document: Document, mentions: Sequence[Mention], article: Article, told: Told
                    ) -> None:
    """Tell of kept claims whose number a fresh draft would read in another way than the draft they began as."""
    fresh = {(one["start"], one["end"]): content_of(str(one["drafted"]))
             for one in drafts_of(document.text, mentions, article.id, article.published_at).claims}
    for one in kept:
        drafted = one.record.get("drafted")
        if drafted and one.spans and fresh.get(one.spans[0], "") != content_of(str(drafted)):
            told.otherwise.append(str(one.record["id"]))


@dataclass(frozen=True)
class _Redrafted:
    claims: tuple[dict[str, object], ...]
    exclusions: tuple[Mapping[str, object], ...]


def _redrafted(old: _Old, now: Mapping, kept: Sequence[Kept], document: Document, mentions: Sequence[Mention],
               article: Article, told: Told) -> tuple[_Redrafted, int]:
    """Drafts and exclusions of the numbers that no kept claim covers."""
    free = free_mentions(mentions, [span for one in kept for span in one.spans])
    taken = {str(one.record.get("statement")) for one in kept}
    drafts = drafts_of(document.text, free, article.id, article.published_at, taken)
    before = [one for one in old.claims["claims"] if not is_kept(one)]
    claims, highest = numbered(drafts.claims, before, now, article.id, highest_number(old.claims), told)
    return _Redrafted(tuple(claims), drafts.exclusions), highest


# ---------------------------------------------------------------- checks, verdicts, contradictions

@dataclass(frozen=True)
class _Tried:
    """The checks as the file will hold them, and what they come to."""

    texts: Sequence[str]
    entries: tuple[object, ...]
    contradictions: tuple[object, ...]


def _tried(home: Path, article: Article, claims: Sequence[Mapping[str, object]], theirs: Sequence[Check] = (),
           before: Iterable[str] = ()) -> _Tried:
    """Propose a check for each claim that is to have one, and run every check of the article."""
    from ..checks.engine import plan_of
    from ..ledger import entry_of
    from ..proposals import Proposer, load_table

    world, plans = _world(home, article, claims, theirs)
    proposer, status = Proposer(world, load_table(home)), {one["id"]: one for one in claims}
    texts = [(_number(check.claims[0]), check.text) for check in theirs]
    entries = []
    for claim in world.claims.values():
        if claim.article != article.id:
            continue
        plan = plans.by_claim.get(claim.id)
        record = proposer.check(claim) if plan is None and wants_check(status[claim.id], before) else None
        if record is not None:
            record = {**record, "proposed": True, "drafted": digest({**record, "proposed": True})}
            texts.append((_number(claim.id), records.check_text(claim.id, record)))
            plan = plan_of(f"proposed check of claim {claim.id}", record)
        entries.append(entry_of(claim, plan or plans.for_claim(claim), world))
    return _Tried([text for _, text in sorted(texts)], tuple(entries), _contradictions(world, article))


def _world(home: Path, article: Article, claims: Sequence[Mapping[str, object]], theirs: Sequence[Check]
           ) -> tuple[World, Plans]:
    """The world of the newest data with this article in it, and the plans that people wrote."""
    from ..checks import World
    from ..checks.engine import load_plans, plan_of
    from ..ledger import CALENDAR
    from ..market import Market
    from ..reference import Reference

    known = load_articles(home)
    others = load_claims(home, {name: one for name, one in known.items() if name != article.id})
    mine = {str(one["id"]): claim_of("the draft", article.id, dict(one)) for one in claims}
    everything = dict(sorted({**others, **mine}.items()))
    live = {name: claim for name, claim in everything.items() if claim.status != REJECTED}
    as_of = Market(folder(home, "market")).newest(CALENDAR)
    world = World(Market(folder(home, "market"), as_of), Reference(home, as_of), live, {**known, article.id: article},
                  as_of, frozenset(everything) - frozenset(live))
    plans = load_plans(home, everything, leave_out=article.id)
    own = {name: plan_of(f"check of claim {name}", dict(check.record)) for check in theirs for name in check.claims}
    return world, replace(plans, by_claim={**plans.by_claim, **own})


def _contradictions(world: World, article: Article) -> tuple[object, ...]:
    """Contradictions by rule in which the article takes part: with the claims of others, and with its own."""
    from ..crosscheck import against

    made = {name: one.last_close for name, one in world.articles.items()}
    own = [claim for claim in world.claims.values() if claim.article == article.id]
    return against(own, [claim for claim in world.claims.values() if claim.article != article.id], made)
