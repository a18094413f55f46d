"""Names that no lexicon knows and no ticker introduces: runs of capitals that are built or behave like a company's."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .cues import cues
from .introductions import JOINTS
from .names import Name, Names, names
from .phrases import END, POSSESSIVE, Trie
from .records import Block, Entity, Page, Token
from .wordlists import words

OUTSIDE = ("furniture", "publication", "bio")
PLAIN = ("commodity", "sector", "currency", "group")      # names that are ordinary words, perhaps inside another's name
ROWS = 4                         # rows above and below in which a table shows what its rows are of
TOTALS = frozenset(("total", "average", "index", "median", "benchmark", "other", "cash", "sum", "market"))
OPENED = 12                      # tokens that a paragraph goes on for after a name that is its first sentence
APPOSITIONS = frozenset(("a", "an", "the", "which", "whose"))


def company_shapes(page: Page, known: Names, found: Sequence[Entity]) -> Iterator[Entity]:
    """Companies and funds by their looks, and the places where they are called by a short form."""
    held = sorted((e.first, e.last, e.kind) for e in found if e.name)
    free = [run for run in _runs(page) if _is_free(held, run)]
    shapes = [entity for run in free if (entity := _shape(page, run, known))]
    shapes += _beside_companies(page, free, found, {e.first for e in shapes})
    if any(e.kind in ("company", "own") and not e.name for e in found):
        shapes = [*_titular(page, free, {e.first for e in shapes}), *shapes]
    if not shapes:
        return
    forms, seen = Trie(), {e.first for e in shapes}
    for entity in sorted(shapes, key=lambda e: e.first - e.last):               # the longest name first
        learn(forms, page.tokens[entity.first:entity.last], entity.name, entity.kind)
    yield from (_called(page, forms, e.first, e.last) or e for e in shapes)
    for first, last, _ in free:
        entity = None if first in seen else _called(page, forms, first, last)
        if entity:
            yield entity


def _beside_companies(page: Page, free: Sequence[tuple[int, int, Block]], found: Sequence[Entity],
                      taken: set[int]) -> list[Entity]:
    """A name at the head of a table's row, where the rows above and below begin with companies."""
    heads = {e.first for e in found if e.name and e.kind == "company"} | taken
    rows = [i for i, block in enumerate(page.blocks) if block.kind == "row"]
    companies = [i for i in rows if page.blocks[i].first in heads]
    if len(companies) < 2:
        return []
    by_first = {page.blocks[i].first: i for i in rows}
    out = []
    for first, last, block in free:
        i = by_first.get(first)
        near_by = bisect_right(companies, i + ROWS) - bisect_right(companies, i - ROWS - 1) if i is not None else 0
        figured = last < block.last and page.tokens[last].text[0] in "0123456789$€£¥₹+-−(|"
        if near_by >= 2 and first not in taken and figured and page.tokens[first].text.lower() not in TOTALS:
            out.append(Entity(page.tokens[first].start, page.tokens[last - 1].end, first, last,
                              _printed(page, first, last), "company"))
    return out


def _titular(page: Page, free: Sequence[tuple[int, int, Block]], taken: set[int]) -> Iterator[Entity]:
    """"Oriel Semiconductor N.V. – earnings in brief": a title's first words that the text goes on to speak of."""
    tokens = page.tokens
    begun = Counter(tokens[first].text for first, _, block in free if block.kind != "heading")
    for first, last, block in free[:1]:
        word = tokens[first].text
        at_head = block.first == 0 and first <= 1 and first not in taken
        if at_head and begun[word] >= 2 and _is_telling(word) and word.lower() not in _ordinary():
            name = _printed(page, first, last)
            yield Entity(tokens[first].start, tokens[last - 1].end, first, last, name, "company")


def learn(trie: Trie, run: Sequence[Token], name: str, kind: str = "company") -> None:
    """File the short forms by which a text goes on to call a company: no legal form, its first word, its ticker."""
    legal = names().legal
    parts = [t.text for t in run if t.text[0].isalnum() or t.text == "&"]
    forms = {tuple(parts)}
    while len(parts) > 1 and parts[-1] in legal:
        parts = parts[:-1]
        forms.add(tuple(parts))
    if len(parts) > 1 and _is_telling(parts[0]):
        forms.add((parts[0],))
    if name.isalpha() and name.isupper() and 2 < len(name) < 6 and name not in words("not_tickers"):
        forms.add((name,))
    for form in forms:
        trie.add([word.lower() for word in form], Name(name, kind, "", form))


def _is_telling(word: str) -> bool:
    lower = word.lower()
    return len(word) > 3 and word[0].isupper() and lower not in words("generic") and lower not in cues().trie.root


def _is_free(held: Sequence[tuple[int, int, str]], run: tuple[int, int, Block]) -> bool:
    """Whether no known name lies in a run, except a plain word inside it."""
    first, last, _ = run
    at = bisect_right(held, (last - 1, 1 << 60, "")) - 1
    if at < 0 or held[at][1] <= first:
        return True
    return held[at][2] in PLAIN and held[at][0] > first and last - first > 1


def _runs(page: Page) -> Iterator[tuple[int, int, Block]]:
    """Runs of capitalised words, within their blocks."""
    tokens = page.tokens
    for block in page.blocks:
        i = block.last if block.kind in OUTSIDE else block.first
        while i < block.last:
            first, i = i, i + 1
            if not tokens[first].text[0].isupper() or tokens[first].lower in words("not_first"):
                continue
            while i < block.last and tokens[i].start - tokens[i - 1].end <= 1 and _goes_on(tokens, i, block.last):
                i += 1
            first += tokens[first].lower in words("trades") and i - first > 1
            yield first, i, block


def _goes_on(tokens: Sequence[Token], i: int, end: int) -> bool:
    if tokens[i].text[0].isupper():
        return True
    joint = tokens[i].text in ("&", "-") or tokens[i].lower in JOINTS - {"and"} or (
        tokens[i].text == "," and i + 1 < end and tokens[i + 1].text in words("legal_tails"))
    return joint and i + 1 < end and tokens[i + 1].text[0].isupper()


def _called(page: Page, forms: Trie, first: int, last: int) -> Entity | None:
    tokens = page.tokens
    for begin in range(first, last):
        node, best = forms.root, None
        for at in range(begin, last):
            node = node.get(tokens[at].lower)
            if node is None:
                break
            best = (at + 1, node[END][0]) if END in node else best
        if best:
            end, name = best                                    # the first filed: the longest name's form
            return Entity(tokens[begin].start, tokens[end - 1].end, begin, end, name.name, name.kind)
    return None


# ---------------------------------------------------------------- what a run looks like

class Run:
    """A run of capitals with the words around it."""

    def __init__(self, tokens: Sequence[Token], first: int, last: int, block: Block):
        self.tokens, self.first, self.last = tokens, first, last
        self.heading, self.title = block.kind == "heading", block.first == 0
        self.leads = block.kind == "item" and first - block.first <= 2
        self.opens = block.kind == "paragraph" and first == block.first and block.last - last > OPENED
        self.words = [t.text for t in tokens[first:last]]
        self.before = tokens[first - 1].lower if first else ""
        self.after = self._lower(last)
        if self.after == "." and self.words[-1] in words("legal_tails"):
            self.after = self._lower(last + 1)

    def _lower(self, i: int) -> str:
        return self.tokens[i].lower if i < len(self.tokens) else ""

    def figure_within(self, count: int) -> bool:
        """Whether a figure stands among the next tokens."""
        return any(t.text[0].isdigit() or t.text == "%" for t in self.tokens[self.last:self.last + count])

    def closed(self, sign: str, low: int, count: int) -> int | None:
        """The token of the next such sign, ``low`` tokens on at the earliest."""
        stop = min(self.last + count, len(self.tokens) - 4)
        return next((i for i in range(self.last + low, stop) if self.tokens[i].text == sign), None)


def _shape(page: Page, run: tuple[int, int, Block], known: Names) -> Entity | None:
    first, last, block = run
    tokens = page.tokens
    first += tokens[first].text == "The" and last - first > 1
    kind = _kind(Run(tokens, first, last, block), known)
    if kind is None:
        return None
    return Entity(tokens[first].start, tokens[last - 1].end, first, last, _printed(page, first, last), kind)


def _printed(page: Page, first: int, last: int) -> str:
    """The name as printed, without its legal tail."""
    tokens, end = page.tokens, last
    while end - first > 1 and (tokens[end - 1].text in words("legal_tails") or tokens[end - 1].text in ".,"):
        end -= 1
    return " ".join(page.text[tokens[first].start:tokens[end - 1].end].split())


def _kind(run: Run, known: Names) -> str | None:
    """company, fund or None."""
    if run.words[0] == "Dear":
        return None
    if _is_fund(run):
        return "fund"
    if _is_person(run):
        return None
    announcing = run.after in words("announcing")
    if _is_legal(run, known):
        return "company" if announcing or not run.heading else None
    if run.heading and not announcing:
        return None
    if run.words[0].lower() in _ordinary() and len(run.words) == 1:
        return None
    return "company" if _acts(run) else None


def _is_fund(run: Run) -> bool:
    if len(run.words) < 3:
        return False
    last = run.words[-1].title() if run.title else run.words[-1]
    return last == "Fund" or (last in words("fund_words") and (run.title or not run.heading)) or (
        last == "Trust" and (run.heading or run.after in ("plc", "–")))


def _is_person(run: Run) -> bool:
    described = run.after == "," and run._lower(run.last + 1) in words("offices")
    speaks = run.after in words("after_person") and not run.figure_within(4)         # "Tupelo Title added 88 bp"
    return run.before in words("personal") or speaks or (described and not _described(run))


def _is_legal(run: Run, known: Names) -> bool:
    last = run.words[-1].rstrip(".")
    public = last == "Group" or run.words[0].lower() in ("us", "federal")
    return len(run.words) > 1 and last in known.legal and not public


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """Words that begin a cue or a known name: at the head of a sentence they are no company."""
    return frozenset(cues().trie.root) | frozenset(names().trie.root) | words("ordinary") | words("calendar")


def _acts(run: Run) -> bool:
    """Shares that rise, results that are reported: beside the run, and a figure not far behind."""
    if any(word.lower() in words("calendar") for word in run.words):
        return False
    if run.before == "of" and run.first > 1 and run.tokens[run.first - 2].lower == "shares":
        return True
    if run.after in ("shares", "stock"):
        return True
    if run.after == "(":
        return _bracketed(run)
    if run.after in words("company_verbs") - {"is", "was"} and run.figure_within(7):
        return True
    if _contributes(run) or _leads_item(run):
        return True
    if run.words[0].lower() in _ordinary():
        return False
    if _is_coined(run) and run.after in words("company_verbs"):
        return True
    return _owns(run) or _described(run) or _moves(run) or _listed(run) or _enumerated(run)


def _is_coined(run: Run) -> bool:
    """"CooperCompanies", "NuMill": a capital inside a word is nobody's but a firm's."""
    return any(len(word) > 4 and not word.isupper() and any(map(str.isupper, word[2:])) for word in run.words)


def _moves(run: Run) -> bool:
    """"Torrin Imaging was up by a quarter": what shares are, and people are not."""
    return run.after in ("was", "is", "were", "are") and run._lower(run.last + 1) in words("standing")


def _listed(run: Run) -> bool:
    """"Top positions: Brightwater Paper 3.9%, Kestrel Trucking 3.4%, NuMill 2.8%": names and shares in a row."""
    if run.before not in (":", ",", ";", "and") or (len(run.words) < 2 and not _is_coined(run)):
        return False
    share = run.after[:1].isdigit() and run._lower(run.last + 1) in ("%", "per", "percent")
    return share and _ordinary().isdisjoint(word.lower() for word in run.words)


def _contributes(run: Run) -> bool:
    """"Our largest contributor was Castellan Bearings" and the like."""
    before = run.tokens[max(0, run.first - 8):run.first]
    held = any(t.lower in words("holdings") for t in before)
    apposed = run.before == "," and run.after == "," and run.tokens[run.first - 2].lower in words("holdings")
    return len(run.words) > 1 and held and (run.before in words("holding_links") or apposed)


def _leads_item(run: Run) -> bool:
    """"• Velmora Diagnostics. Antigen tests lifted its revenue 64%": a name at the head of an item."""
    described = run.after == "," and run._lower(run.last + 1) in APPOSITIONS
    if run.opens and run.after == "." and len(run.words) in (2, 3):
        return run.figure_within(OPENED) and _ordinary().isdisjoint(word.lower() for word in run.words)
    return run.leads and len(run.words) > 1 and (run.after in (".", ":", "—", "–") or described)


def _owns(run: Run) -> bool:
    """"Skogkraft's order intake rose": what companies have."""
    after = run.tokens[run.last:run.last + 4]
    long = len(run.words) > 1 or len(run.words[0]) > 3
    return len(after) > 1 and after[0].lower in POSSESSIVE and long and any(
        t.lower in words("company_things") for t in after[1:])


def _bracketed(run: Run) -> bool:
    """"Tamarack Bancshares (+38%)", "Hebden Hearth (5.9p interim dividend) leapt 14.6p"."""
    if run._lower(run.last + 1) in "+-−–" and run.figure_within(7):
        return True
    if len(run.words) > 1 and _is_share(run) and _ordinary().isdisjoint(word.lower() for word in run.words):
        return True
    closed = run.closed(")", 1, 24)
    return closed is not None and len(run.words) > 1 and run.tokens[closed + 1].lower in words("company_verbs")


def _is_share(run: Run) -> bool:
    """"Pell Valves (1.7% of NAV)"."""
    return run._lower(run.last + 1)[:1].isdigit() and run._lower(run.last + 2) in ("%", "per")


def _described(run: Run) -> bool:
    """"Coreweld, a maker of battery parts, fell 6%": a description between commas, then a verb and a figure."""
    if run.after != ",":
        return len(run.words) > 1 and run.after.endswith("ed") and run.figure_within(11)
    verbs, tokens = words("company_verbs"), run.tokens
    near = tokens[run.last + 1:run.last + 8]
    if len(run.words) > 1 and any(t.lower in verbs for t in near) and run.figure_within(12):
        return True
    closed = run.closed(",", 2, 24)
    if closed is None or run._lower(run.last + 1) not in APPOSITIONS:
        return False
    return tokens[closed + 1].lower in verbs and any(t.text[0].isdigit() for t in tokens[closed + 2:closed + 12])


def _enumerated(run: Run) -> bool:
    """"Western Alliance and Comerica fell 4.4% and 3.6%"."""
    ahead = run.tokens[run.last + 1:run.last + 9]
    verbs = words("company_verbs") | words("standing")
    return run.after in ("and", ",") and bool(ahead) and ahead[0].text[0].isupper() and run.figure_within(9) and any(
        t.lower in verbs for t in ahead[1:6])
