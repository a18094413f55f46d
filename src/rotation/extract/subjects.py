"""What a number is about: the fitting name that stands nearest, read the way a sentence is built.

A name with a possessive before the number, a name after "for the", the subject of the clause, a description that refers
back, the sentence before, the heading, and at last whatever the page is mostly about: in this order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from .names import names
from .principals import (
    MARKETS,
    REGIONS,
    bank_of,
    bank_of_rate,
    benchmark_of,
    economy_of,
    home_of,
    market_of,
    mostly,
    principal_of,
)
from .records import Entity
from .roles import Roles
from .scene import Place, Scene
from .tables import captions
from .wordlists import words

FAR = 75.0                       # a name further away than this in its sentence has nothing to do with the number
LONG = 400                       # words; a paragraph longer than this is about nobody in particular
MANY = 24                        # names of one sentence; of more, those on both sides of a number are asked
BACK = 3                         # sentences that a subject may stand before
OWN_VOICE = 4.0                  # "we" names its speaker less surely than a name does
OWNER = 16.0                     # and the owner of shares even less where their price is spoken of
PRICED = ("index", "fund", "company", "sector", "group", "commodity", "currency")
SIZED = ("large", "small", "value", "growth")
VALUED = ("premium", "discount", "multiple", "weight", "weighting", "exposure", "valuation")
LOST = ("begins_in_the_middle", "begins_with_sign")
FEARS = ("VIX", "MOVE Index")
SPEAKING = ("economy", "central_bank", "index", "currency", "bond")       # names that say which country is spoken of
Found = list[tuple[int, Entity, Entity]]                # place, who is meant, what is printed


class Subjects:
    """The names of one page, asked number by number."""

    def __init__(self, scene: Scene):
        self.scene, self.roles = scene, Roles(scene)
        self.home, self.mostly = home_of(scene), mostly(scene)
        self.economy = economy_of(scene, self.home)
        self.principal, self.reports = principal_of(scene)
        self.benchmark = benchmark_of(scene)
        self._asked: dict[tuple, Entity | None] = {}            # one answer serves all who ask the same
        self._of_kinds: dict[tuple[str, ...], tuple[list[int], list[Entity]]] = {}
        self._meant: dict[int, Entity | None] = {}               # whom the description at a token means
        self._implications: tuple[int, Sequence[tuple[float, Entity, bool]]] = -1, ()
        self._costs: dict[int, Sequence[tuple[float, str, Entity]]] = {}

    def _once(self, question: Callable[..., Entity | None], key: tuple, place: Place, kinds: Sequence[str]
              ) -> Entity | None:
        key = question.__name__, kinds, *key
        if key not in self._asked:
            self._asked[key] = question(place, kinds)
        return self._asked[key]

    def subject(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """The name that a number with these kinds of subject is about; None where the text gives none."""
        return self._once(self._subject, (place.rank,), place, kinds)

    def _subject(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        if kinds and kinds[0] == "economy":
            return self._economy(place, "company" in kinds)
        if self._lost(place):
            return None
        named = self._at_home(self.named(place, kinds))
        if named is None and kinds[:1] == ("central_bank",):
            named = self._steering(place)
        if named and not place.row and self._merely_compared(place, named):
            named = self._before(place, kinds) or named
        if named is not None and named is self.principal and named.kind == "fund" and "company" in kinds:
            named = self._topic(place) or named
        return named or self._on_the_line_before(place, kinds) or self._beyond(place, kinds)

    def _topic(self, place: Place) -> Entity | None:
        """"• Corvane Airports. Traffic fell; we sold": the company that the item is about, not its owner."""
        first, last = place.block.first, place.block.last
        low, high = self.scene.word_span(first, last)
        if place.row or high - low > LONG:
            return None
        here = [e for _, e in self.scene.entities_in(low, min(high, place.first)) if e.kind in ("company", "fund")]
        if not here or here[0].kind == "fund":
            return None
        spoken = self.scene.stream.words[place.low:place.high]
        leads = self.scene.stream.word(here[0].first) - low <= 3
        return here[-1] if leads or "it" in spoken else None

    def _merely_compared(self, place: Place, entity: Entity) -> bool:
        """"It trades at 15.8x, 30% below large caps": the only name is what another is compared with."""
        first = self.scene.stream.word(entity.first)
        if not place.low <= first < place.high:
            return False
        if first >= place.last and self._is_another_s(place, first):
            return True
        if self.scene.stream.words[first - 1] in words("leaving_out"):
            return first < place.last                           # "ex-energy +1.9%" of an index named before
        if not self.roles.comparand(first):
            return False
        return first >= place.last and not self.roles.held(place, first)

    def _is_another_s(self, place: Place, first: int) -> bool:
        """"It yields 1.4%, against 1.3% for the S&P 500": a name that another figure holds."""
        between = (other for other in self.scene.others(place) if place.last <= other.first and other.last <= first)
        return any(other.number.unit == place.number.unit and self.roles.held(other, first) for other in between)

    def _beyond(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """Where neither the sentence nor the row names anybody."""
        principal = self.principal
        if principal and kinds[0] == principal.kind == "fund":
            return principal
        listed = (place.row or place.label) and self.reports
        reporting = self.reports and principal and kinds[0] == principal.kind == "company"
        if principal and principal.kind in kinds and (listed or reporting):
            return principal
        if principal and "company" in kinds:
            named = self._before(place, ("company",) if kinds[0] == "company" else kinds)
            of_markets = kinds[0] == "index" and principal.kind == "fund"      # a market's multiple in a fund's letter
            return named or (of_markets and self._above(place, kinds)) or principal
        above = self._above(place, kinds) if place.row else None
        return above or self._before(place, kinds) or self._above(place, kinds) or self._default(place, kinds)

    def _at_home(self, entity: Entity | None) -> Entity | None:
        """"The stock market" is that of the page's country, unless it is called American."""
        if entity is None or entity.name != MARKETS["United States"] or self.home == "United States" or not entity.end:
            return entity
        printed = self.scene.page.text[entity.start:entity.end].lower()
        return entity if any(sign in printed for sign in words("american")) else market_of(self.home)

    def _steering(self, place: Place) -> Entity | None:
        """"Brazil lowered the Selic twice", "Poland cut by 75bp": the bank of the rate or of the country named."""
        if place.row:
            return None
        bank = bank_of_rate(self.scene.stream.words[place.low:min(place.high, place.low + LONG)])
        named = None if bank else self.in_sentence(place, ("economy",))
        if named is not None and names().home.get(named.name) not in (None, *REGIONS):
            bank = bank_of(names().home[named.name], "")
        return bank if bank and bank.name else None

    def _lost(self, place: Place) -> bool:
        """"from its April 8 bottom to …": whose it was stood in the words that are missing."""
        sentence = self.scene.page.sentences[place.sentence]
        if sentence.complete or place.number.unit != "date" or sentence.hole not in LOST:
            return False
        before = self.scene.stream.words[place.low:place.first]
        return len(before) <= 3 and bool({"its", "their"} & set(before))

    def _economy(self, place: Place, or_company: bool) -> Entity | None:
        """The economy named in the sentence, else the one whose bank, bond or currency is; else the page's."""
        named = self.in_sentence(place, ("economy",))
        if named is None and or_company and self.reports and self.principal and self.principal.kind == "company":
            return self.principal                               # of a company's own report: "Inventories rose 44%"
        if named is None:
            other = self.in_sentence(place, ("central_bank", "bond", "currency", "index"))
            if other is None and place.block.kind not in ("row", "quote"):
                kinds = ("economy", "central_bank")
                other = self._before(place, kinds) or self._above(place, kinds)
            home = names().home.get(other.name, "") if other else ""
            named = Entity(0, 0, 0, 0, home if home and home not in REGIONS else self.economy, "economy")
        return named

    # ---- the sentence or the row itself

    def named(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """Who is named in the number's own row or sentence."""
        return self._once(self._in_row if place.row else self.in_sentence, (place.rank,), place, kinds)

    def in_sentence(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """The name of these kinds with the least cost in the number's sentence."""
        best, least = None, FAR
        for cost, entity in self.candidates(place, kinds):
            if cost < least:
                best, least = entity, cost
        return best

    def candidates(self, place: Place, kinds: Sequence[str]) -> Iterator[tuple[float, Entity]]:
        """(cost, name) of every name and description in the sentence."""
        for cost, kind, meant in self._costed(place):
            if meant.kind in kinds and (kind in kinds or kind == "own"):
                cost += min(3.0, float(kinds.index(meant.kind)))
                if kind == "own":
                    cost += OWNER if kinds[0] == "company" and meant.kind == "fund" else OWN_VOICE
                yield cost, meant
        if "group" in kinds or "bond" in kinds:
            markets = "group" in kinds and "economy" not in kinds and "central_bank" not in kinds
            yield from ((cost, meant) for cost, meant, market in self._implied(place)
                        if (markets if market else meant.kind in kinds))

    def _costed(self, place: Place) -> Sequence[tuple[float, str, Entity]]:
        """(cost, kind as printed, who is meant): the same whatever kinds are asked for."""
        if place.rank not in self._costs:
            here, cost = place.number, self.roles.cost
            near_by = [e for _, e in self.scene.entities_in(place.low, place.high)]
            named = [(cost(place, e), e.kind, e) for e in _nearest(near_by, here.first)
                     if e.last <= here.first or here.last <= e.first]       # the yen of "3.4 trillion yen" is its unit
            backs = ((e, self.resolve(e)) for e in
                     _nearest(self.scene.backs_in(place.low, place.high), here.first))
            self._costs[place.rank] = [*named, *((cost(place, e), e.kind, meant) for e, meant in backs if meant)]
        return self._costs[place.rank]

    def _implied(self, place: Place) -> Sequence[tuple[float, Entity, bool]]:
        """(cost, who is meant, whether by a country's name) of what is no name by itself, once a number."""
        if self._implications[0] != place.rank:
            found = [(cost, meant, False) for cost, meant in self._shortened(place)]
            found += [(cost, meant, True) for cost, meant in self._markets(place)]
            self._implications = place.rank, found
        return self._implications[1]

    def _shortened(self, place: Place) -> Iterator[tuple[float, Entity]]:
        """"Price/book: UK small 1.2x", "US large: 15.8", "13% for large": names that only a label or a contrast has."""
        spelt, labels = self.scene.stream.words, names().labels
        end = place.first - (spelt[place.first - 1] == ":")
        for size in (4, 3, 2):
            if end - size >= place.low and (known := labels.get(" ".join(spelt[end - size:end]))):
                yield -8.0, Entity(0, 0, 0, 0, *known)
                return
        after = spelt[place.last:place.last + 3]
        if after[:1] == ["for"] and len(after) == 3 and after[1] in SIZED and (
                after[2] in ("ones", "one") or not after[2].isalpha()):
            yield -6.0, Entity(0, 0, 0, 0, *labels[after[1]])

    def _markets(self, place: Place) -> Iterator[tuple[float, Entity]]:
        """"a discount of 39%, and Europe at 32%", "14% in the US, 11% in Japan": a country's name for its shares."""
        for _, entity in self.scene.entities_in(place.low, place.high):
            if entity.kind != "economy":
                continue
            first, last = self.scene.word_span(entity.first, entity.last)
            between = self.scene.stream.words[last:place.first]
            at_hand = last <= place.first and between in ([], ["at"], ["on"], [":"], ["by"], ["("])
            valued = self.scene.stream.words[last:last + 1]
            if valued and valued[0] in VALUED and last + 1 <= place.first:
                at_hand = True                                  # "the US premium over the rest of the world is 41%"
            if at_hand or (0 < first - place.last <= 3 and self.roles.held(place, first)):
                yield 6.0, market_of(names().home[entity.name] if entity.name != "European Union" else "Europe")

    def _in_row(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """The row's label, else the column's header: a name of the text, or a label that the lexicon knows as one."""
        low, high, head, tail = place.row
        for a, b in ((low, high), (head, tail)):
            label = self.scene.stream.words[a:b]
            name, kind = self._labelled(place, " ".join(label))
            if kind in kinds:
                return Entity(0, 0, 0, 0, name, kind)
            found = [e for _, e in self.scene.entities_in(a, b) if e.kind in kinds]
            if found:
                return found[-1]
            if self.principal and self.principal.kind == "fund":
                if not words("benchmark_labels").isdisjoint(label):
                    return self.benchmark
                column = self.scene.stream.words[head:tail]
                if not words("own_labels").isdisjoint(label) and words("benchmark_labels").isdisjoint(column):
                    return self.principal
        return next((e for _, e in self.scene.entities_in(low, high) if e.kind in PRICED or e.kind == "bond"), None)

    def _labelled(self, place: Place, label: str) -> tuple[str, str]:
        """What a row's label names; under a caption of factors or flows, what it names there."""
        for theme, known in names().themes.items():
            if label not in known:
                continue
            spans = (self.scene.word_span(b.first, b.last) for b in captions(self.scene, place))
            if any(theme in word for a, b in spans for word in self.scene.stream.words[a:b]):
                return known[label]
        return names().labels.get(label, ("", ""))

    # ---- beyond the sentence

    def resolve(self, back: Entity) -> Entity | None:
        """Whom a description means: the page's principal, or the last name of its kind before it."""
        if back.first not in self._meant:
            self._meant[back.first] = self._resolved(back)
        return self._meant[back.first]

    def _resolved(self, back: Entity) -> Entity | None:
        if back.kind == "central_bank":
            return self._bank(back)
        if self.principal and back.kind in ("own", "company", "fund"):
            if back.kind == "own" or back.kind == self.principal.kind == "fund" or (
                    self.reports and self.principal.kind == "company"):
                return self.principal
            return self._last(back) or (self.principal if back.kind == self.principal.kind else None)
        return None if back.kind == "own" else self._last(back)

    def _last(self, back: Entity) -> Entity | None:
        about_fund = self.principal is not None and self.principal.kind == "fund"
        kinds = (back.kind, "fund") if back.kind == "company" and not about_fund else (back.kind,)
        if kinds not in self._of_kinds:
            held = [e for e in self.scene.entities if e.kind in kinds]
            self._of_kinds[kinds] = [e.last for e in held], held
        lasts, held = self._of_kinds[kinds]
        at = bisect_right(lasts, back.first)
        leading = (e for e in reversed(held[max(0, at - 5):at])
                   if not self.roles.comparand(self.scene.stream.word(e.first)))
        return next(leading, held[at - 1]) if at else self.mostly.get(back.kind)

    def _bank(self, back: Entity) -> Entity | None:
        """"The central bank" is that of the country spoken of last."""
        home = names().home
        before = (e for e in reversed(self.scene.entities[:bisect_right(self.scene.entities, back.first, key=_first)])
                  if e.kind in SPEAKING and home.get(e.name, REGIONS[0]) not in REGIONS and e.name != "US dollar")
        last = next(before, None)
        if last is None or last.kind == "central_bank":
            return last or self.mostly.get("central_bank") or bank_of(self.home)
        return bank_of(home[last.name])

    def _on_the_line_before(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        if place.block.kind not in ("quote", "heading") or place.high - place.low > place.last - place.first + 6:
            return None
        return self.line_before(place, kinds)

    def line_before(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """In a quote box the name stands on a line of its own above the figures."""
        for index in range(place.index - 1, max(-1, place.index - 4), -1):
            found = [e for e in self._of_block(index) if e.kind in kinds]
            if found:
                return found[0]
        return None

    def _of_block(self, index: int) -> list[Entity]:
        block = self.scene.page.blocks[index]
        return [e for _, e in self.scene.entities_in(*self.scene.word_span(block.first, block.last))]

    def _before(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """The subject of the sentences before, no further than the last heading."""
        return self._once(self._leader_before, (place.sentence, place.block.heading), place, kinds)

    def _leader_before(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        scene, heading = self.scene, place.block.heading
        for back in range(place.sentence - 1, max(-1, place.sentence - 1 - BACK), -1):
            blocks = scene.page.sentences[back].blocks
            if blocks and heading is not None and blocks[0] < heading:
                return None
            if blocks and not place.row and scene.page.blocks[blocks[-1]].kind == "row":
                continue                                        # what follows a table is not about its last row
            low, high = scene.sentence_words(back)
            found = [(e.first, e, e) for _, e in scene.entities_in(low, high) if e.kind in kinds]
            found += [(e.first, meant, e) for e in scene.backs_in(low, high)
                      if (meant := self.resolve(e)) and meant.kind in kinds]
            if found:
                return self._leading(sorted(found, key=lambda one: one[0]), kinds)
        return None

    def _leading(self, found: Found, kinds: Sequence[str]) -> Entity:
        """The first name of a sentence that is no comparand and of the kind most wanted."""
        def cost(order: int) -> float:
            _, meant, printed = found[order]
            first, last = self.scene.word_span(printed.first, printed.last)
            rank = min(2.0, float(kinds.index(meant.kind)))
            return 3.0 * order + rank + 0.5 * self.roles.penalty(printed, first, last)
        return found[min(range(len(found)), key=cost)][1]

    def _above(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """The line that introduces the block, then its heading."""
        return self._once(self._leader_above, (place.block.lead, place.block.heading), place, kinds)

    def _leader_above(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        for index in (place.block.lead, place.block.heading):
            found = [(e.first, e, e) for e in self._of_block(index) if e.kind in kinds] if index is not None else []
            if found:
                return self._leading(found, kinds)
        return None

    def _default(self, place: Place, kinds: Sequence[str]) -> Entity | None:
        """What the page is mostly about, of these kinds; no company that it has not named yet."""
        for kind in kinds:
            if kind == "economy":
                return Entity(0, 0, 0, 0, self.economy, "economy")
            if kind in self.mostly and (kind != "company" or self.mostly[kind].first < place.number.first):
                return self.mostly[kind]
            if kind == "central_bank":
                return bank_of(self.home)
        return None

    # ---- the market as a whole

    def at_large(self, place: Place, quantity: str) -> Entity | None:
        """The market as a whole; of leadership, the group that the sentence names or that the page is mostly about."""
        if quantity == "leadership":
            return self._leader_group(place)
        fear = next((e for _, e in self.scene.entities_in(place.low, place.high) if e.name in FEARS), None)
        return fear or market_of(self.home)

    def _leader_group(self, place: Place) -> Entity | None:
        market = market_of(self.home).name
        here = [e for _, e in self.scene.entities_in(place.low, place.high) if e.kind in ("group", "index")]
        if any(e.name != market for e in here):
            return self.in_sentence(place, ("group", "index")) or self.subject(place, ("group", "index"))
        common = Counter(e.name for e in self.scene.entities if e.kind == "group" and e.name != market).most_common(1)
        most = next((e for e in self.scene.entities if common and e.name == common[0][0]), None)
        return most or self.subject(place, ("group", "index"))


def _first(entity: Entity) -> int:
    return entity.first


def _nearest(found: Sequence[Entity], token: int) -> Sequence[Entity]:
    """Names in text order; of more than any sentence has, so many before a token and after it."""
    if len(found) <= MANY:
        return found
    at = bisect_right(found, token, key=_first)
    return found[max(0, at - MANY // 2):at + MANY // 2]
