"""Tokens → names: what the lexicon knows, what the text introduces itself ("Viking Therapeutics (NASDAQ: VKTX)"), and
what only looks like a company.

A name that the text introduced is known by its short forms too. Everything is one pass over the words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .company_shapes import PLAIN, company_shapes, learn
from .introductions import block_of, introduced, lone_tickers
from .names import Name, Names, names, own_names
from .phrases import END, POSSESSIVE, Stream, Trie
from .records import Entity, Page, Token
from .wordlists import words

SETTLING = ("economy", "central_bank", "index", "currency")      # names that say which country is spoken of
REGIONS = ("", "World", "Europe", "Asia")


def find_entities(page: Page, stream: Stream, companies: Mapping[str, str] | None = None
                  ) -> tuple[list[Entity], list[Entity]]:
    """Names of the page in text order, disjoint; and the descriptions that refer back ("the index"), without a name."""
    known, local = names(), own_names(companies or {})
    given = [_as_known(stream, known, entity) for entity in introduced(page, known)]
    for entity in given:
        if entity.kind in ("company", "fund"):
            learn(local, page.tokens[entity.first:entity.last], entity.name, entity.kind)
    found = _listed(stream, known, local, {e.first: e for e in given})
    found = _merged(found, list(lone_tickers(page, known)))
    found = _merged(found, list(company_shapes(page, known, found)))
    back = [e for e in found if not e.name and e.kind != "ignored"]
    named = [replace(e, kind="speaker") if e.kind == "company" and _speaks(stream, e) else e for e in found if e.name]
    return _in_full(_at_home(named, page), page), back


def _speaks(stream: Stream, entity: Entity) -> bool:
    """"strategists at Fenwick Advisers", "Goldman Sachs economists": who says something, not whom it is said about."""
    first, last = stream.word(entity.first), stream.word(entity.last)
    after = stream.words[last:last + 4]
    if after[:1] and after[0] in words("commentators"):
        return True
    before = stream.words[max(0, first - 9):first]
    if before[-1:] and before[-1] in ("at", "of", "from", "with") and not words("manages").intersection(after):
        return bool(words("commentators").intersection(before[-5:]) or words("quoted").intersection(before))
    return False


def _in_full(found: list[Entity], page: Page) -> list[Entity]:
    """A central bank that the page never calls by its initials keeps its long name."""
    full = {e.name for e in found if e.name in names().in_full}
    full -= {e.name for e in found if e.name in full and page.text[e.start:e.end].lower() == e.name.lower()}
    return [replace(e, name=names().in_full[e.name]) if e.name in full else e for e in found] if full else found


def _at_home(found: list[Entity], page: Page) -> list[Entity]:
    """"The 10-year yield" is the bond of the country that is spoken of."""
    known, here, settled, within = names(), "", [], -1
    for entity in found:
        home, block = known.home.get(entity.name, ""), block_of(page, entity.first)
        if block != within and page.blocks[block].kind != "paragraph":
            here = ""
        within = block
        if entity.kind == "bond" and home == "United States" and here not in ("", home):
            entity = _bond_of(page, entity, here)
        elif entity.kind in SETTLING and home not in REGIONS and entity.name != "US dollar":
            here = "" if home == "United States" else home
        settled.append(entity)
    return settled


def _bond_of(page: Page, entity: Entity, home: str) -> Entity:
    printed = page.text[entity.start:entity.end].lower()
    if any(sign in printed for sign in words("american_bonds")):
        return entity
    name = names().bonds.get((home, entity.name.removeprefix("US ").split(" ")[0]))
    return entity if name is None else replace(entity, name=name)


def _begins_inside(stream: Stream, roots: dict, begin: int, end: int) -> bool:
    """"the Bank of England": a name that begins inside a description and goes on behind it."""
    inner = (_longest(roots, stream, at) for at in range(begin + 1, end))
    return any(hit and not hit[1].back and hit[0] > end for hit in inner)


def _as_known(stream: Stream, known: Names, entity: Entity) -> Entity:
    """An index or a fund with a ticker behind it keeps its own name."""
    hit = _longest(known.trie.root, stream, stream.word(entity.first))
    if hit and not hit[1].back and hit[1].kind != "company" and stream.word(entity.last) - hit[0] <= 1:
        return replace(entity, name=hit[1].name, kind=hit[1].kind)
    return replace(entity, kind=known.tickers.get(entity.name, entity.kind))


# ---------------------------------------------------------------- names of the lexicon and short forms

def _listed(stream: Stream, known: Names, local: Trie, taken: dict[int, Entity]) -> list[Entity]:
    """What the two tries know, the longest first, and the names that stand before their ticker."""
    tokens, found, skip = stream.tokens, [], 0
    roots, own = known.trie.root, local.root
    for begin, word in enumerate(stream.words):
        if begin < skip:
            continue
        entity = taken.get(stream.at[begin])
        if entity is None and (word in roots or word in own):
            entity = _hit(stream, roots, own, begin, tokens)
        if entity:
            found.append(entity)
            skip = stream.word(entity.last)
    return found


def _hit(stream: Stream, roots: dict, own: dict, begin: int, tokens: Sequence[Token]) -> Entity | None:
    hits = [hit for root in (own, roots) if (hit := _longest(root, stream, begin))]
    if not hits:
        return None
    end, name = max(hits, key=lambda hit: hit[0])
    if name.back and _begins_inside(stream, roots, begin, end):
        return None
    if not _counts(stream, begin, (end, name)) or _exchange(stream, begin, end):
        return None
    first, last = stream.at[begin], stream.at[end - 1] + 1
    if name.kind == "economy" and last < len(tokens) and tokens[last].text == "$" and (
            tokens[last].start == tokens[last - 1].end):
        return None                                             # "US$0.66"
    return Entity(tokens[first].start, tokens[last - 1].end, first, last, name.name, name.kind)


def _longest(root: dict, stream: Stream, begin: int) -> tuple[int, Name] | None:
    """The longest phrase from here whose spelling agrees: (word after it, what it names)."""
    spelt = stream.words
    node, at, best = root.get(spelt[begin]), begin + 1, None
    while node is not None:
        for name in node.get(END, ()):
            if _spelt(stream, begin, name.spelling):
                best = (at, name)
                break
        node = node.get(spelt[at]) if at < len(spelt) else None
        at += 1
    return best


def _spelt(stream: Stream, begin: int, spelling: tuple[str, ...]) -> bool:
    tokens, at = stream.tokens, stream.at
    for i, wanted in enumerate(spelling):
        if wanted[0].isupper():
            text = tokens[at[begin + i]].text
            if not text[0].isupper() or (wanted.isupper() and len(wanted) > 1 and len(wanted) < 6 and text != wanted):
                return False
    return True


def _counts(stream: Stream, begin: int, hit: tuple[int, Name]) -> bool:
    """Whether an ordinary word is meant as a name here."""
    end, name = hit
    after = stream.words[end] if end < len(stream.words) else ""
    if name.kind == "bond" and end - begin <= 2 and stream.words[begin][0].isdigit():
        around = stream.words[max(0, begin - 6):end + 4]
        return after in words("bond_words") or "yield" in around or "treasury" in around
    if not name.wordy:
        return True
    if name.kind == "group":
        return after in words("company_verbs") or after in words("group_verbs")
    token = stream.at[end - 1]
    behind = stream.tokens[token + 1].lower if token + 1 < len(stream.tokens) else ""
    possessive = name.kind == "company" and behind in POSSESSIVE
    shares = stream.words[max(0, begin - 2):begin] == ["shares", "of"]
    return possessive or shares or after == "(" or after in words("company_verbs") or _inside_sentence(stream, begin)


def _inside_sentence(stream: Stream, begin: int) -> bool:
    """A capital where a sentence does not begin."""
    at = stream.at[begin]
    before = stream.tokens[at - 1].text if at else "."
    return before not in ".!?:•" and before[0].islower() and stream.tokens[at].text[0].isupper()


def _exchange(stream: Stream, begin: int, end: int) -> bool:
    """"(NASDAQ: VKTX)": the exchange is no index here."""
    spelt = stream.words
    return begin > 0 and spelt[begin - 1] == "(" and end < len(spelt) and spelt[end] == ":"


def _merged(a: Sequence[Entity], b: Sequence[Entity]) -> list[Entity]:
    """Both, in text order; where two overlap, the earlier list's, unless it is a plain word inside the other's name."""
    wide = sorted((e.first, e.last) for e in b)
    a = [e for e in a if e.kind not in PLAIN or not _covered(wide, e)]
    taken = sorted((e.first, e.last) for e in a)
    kept = [e for e in b if not _overlaps(taken, e)]
    return sorted([*a, *kept], key=lambda e: e.first)


def _covered(wide: Sequence[tuple[int, int]], entity: Entity) -> bool:
    """Whether one of the wide names begins before an entity and reaches to its end."""
    at = bisect_right(wide, (entity.first, entity.first))
    return any(first < entity.first and entity.last <= last for first, last in wide[max(0, at - 2):at])


def _overlaps(taken: Sequence[tuple[int, int]], entity: Entity) -> bool:
    at = bisect_right(taken, (entity.last - 1, 1 << 60)) - 1
    return at >= 0 and taken[at][1] > entity.first
