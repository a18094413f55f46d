"""What a page is about as a whole: its country, the names it prints most, the company or fund it is by or about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from .names import names
from .records import Entity
from .scene import Scene
from .wordlists import words

REGIONS = ("World", "Europe", "Asia")
OPENING = 90                     # words within which a page names whom it is about
TITLE = 14                       # tokens of a title
MARKETS = {"United States": "US equities", "United Kingdom": "UK equities", "Euro area": "European equities"}


def home_of(scene: Scene) -> str:
    """The economy that most names of the page belong to; the United States where none do."""
    home = names().home
    counts = Counter(home[e.name] for e in scene.entities if e.name in home and home[e.name] not in REGIONS
                     and e.kind not in ("sector", "commodity"))
    return counts.most_common(1)[0][0] if counts else "United States"


def economy_of(scene: Scene, home: str) -> str:
    """The economy that a page's figures of prices and growth are about: whose bank or country it names most."""
    counts = Counter(names().home[e.name] for e in scene.entities if e.kind in ("economy", "central_bank")
                     and names().home.get(e.name, REGIONS[0]) not in REGIONS)
    first, count = counts.most_common(1)[0] if counts else (home, 0)
    return first if count >= 2 * counts[home] else home


def mostly(scene: Scene) -> dict[str, Entity]:
    """For each kind, the name that the page prints most often (the first of equals)."""
    counts: dict[str, Counter[str]] = {}
    first: dict[str, Entity] = {}
    for entity in scene.entities:
        counts.setdefault(entity.kind, Counter())[entity.name] += 1
        first.setdefault(entity.name, entity)
    return {kind: first[counter.most_common(1)[0][0]] for kind, counter in counts.items()}


def principal_of(scene: Scene) -> tuple[Entity | None, bool]:
    """The company or fund that the page is by or about, and whether it is its own report."""
    counts = Counter(e.name for e in scene.entities if e.kind in ("company", "fund"))
    own = sum(back.kind in ("own", "company", "fund") for back in scene.backs)
    early = scene.stream.at[min(len(scene.stream.at), OPENING) - 1] if scene.stream.at else 0
    for entity in scene.entities:
        if entity.kind not in ("company", "fund") or entity.first > early:
            continue
        if own and is_house(entity.name):
            return replace(entity, kind="fund"), True
        fund, alone = entity.kind == "fund", counts[entity.name] + own >= 4 and len(counts) <= 4
        if entity.first < TITLE and (fund or own >= 3):
            return entity, fund or alone
        main = counts[entity.name] >= 2 and counts[entity.name] * 2 >= sum(counts.values())
        if main or (fund and own > 1):
            return entity, fund or alone
    return (_house(scene) if own > 1 else None), False


def is_house(name: str) -> bool:
    """Whether a name ends as those of asset managers do: what such a page says of "us" is said of a fund."""
    return name.split()[-1].lower() in words("houses")


def _house(scene: Scene) -> Entity | None:
    """The manager who signs at the head of a page: "ALDER POINT CAPITAL"; "we" and "our composite" are then theirs."""
    block = scene.page.blocks[0]
    title = scene.page.text[block.start:block.end].strip("# ")
    if not 2 <= len(title.split()) <= 5 or not is_house(title):
        return None
    return Entity(0, 0, 0, 0, title.title() if title.isupper() else title, "fund")


def benchmark_of(scene: Scene) -> Entity:
    """The index that stands most often on the page, one named beside the word "benchmark" before all; else nobody's."""
    counts: Counter[str] = Counter()
    for entity in scene.entities:
        if entity.kind == "index":
            first, last = scene.word_span(entity.first, entity.last)
            around = scene.stream.words[max(0, first - 5):last + 3]
            counts[entity.name] += 1 + 3 * ("benchmark" in around)
    name = counts.most_common(1)[0][0] if counts else "benchmark"
    return Entity(0, 0, 0, 0, name, "index")


@cache
def market_of(home: str) -> Entity:
    """The equity market of a country."""
    known = (name for name, at in names().home.items() if at == home and name.endswith(" equities"))
    return Entity(0, 0, 0, 0, MARKETS.get(home) or next(known, f"{home} equities"), "group")


@cache
def bank_of(home: str, otherwise: str = "FOMC") -> Entity:
    """The central bank of a country; the other one where none is known."""
    name = next((bank for bank in names().banks if names().home[bank] == home), otherwise)
    return Entity(0, 0, 0, 0, name, "central_bank")


def bank_of_rate(spelt: Sequence[str]) -> Entity | None:
    """The central bank whose policy rate is called by its name among these words."""
    found = next((bank for rate, bank in names().rates.items() if rate[0] in spelt and _within(spelt, rate)), None)
    return None if found is None else Entity(0, 0, 0, 0, found, "central_bank")


def _within(spelt: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(spelt[i:i + size]) == phrase for i in range(len(spelt) - size + 1))
