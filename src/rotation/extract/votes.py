"""Votes for what a number measures: cues by their nearness, and what the build of a sentence says without any cue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .cues import AHEAD, Hit, Quantity, cues
from .marks import is_move
from .monies import spoken_money
from .records import Entity
from .scene import Place, Scene, near
from .sizes import is_step, of_a_size
from .subjects import FEARS, PRICED, Subjects
from .tables import captions, list_caption
from .units import quoted_like_an_index
from .wordlists import words

Vote = tuple[str, float, Hit | None]
NO_VOTE = (0.0, None)
HALF = 6.0                       # at this distance a cue counts half
LABEL, ROW, HEADER, CAPTION, LEAD, BEFORE, HEADING = 4.0, 2.0, 3.0, 9.0, 12.0, 20.0, 16.0
SMALL_COUNTS = ("record_high", "streak", "policy_step", "breadth", "halts", "relative_streak", "growth_streak",
                "policy_vote")
BOND_CUES = ("yield", "credit_spread")
SPREADS = ("curve", "credit_spread")
MULTIPLES = ("pe", "pb", "ps", "ev_ebitda")
RETURNS = {"company": 0.75, "fund": 0.75, "index": 0.8, "sector": 0.7, "group": 0.6, "commodity": 0.8, "currency": 0.6}
QUOTED = ("index", "company", "commodity", "bond", "currency", "group", "sector")
ANYBODY = ("bond", "index", "central_bank", "company", "economy", "currency", "group", "sector", "fund")
GROWING = 8                      # words between "EPS growth" and "outpace"
PER_SHARE = 1000                 # more than this is no price of a share that moved, and no earnings per share
PRICES = 100_000
AFTERWARDS = 6                   # a bond named further behind a number is not whose it is
OWNING = ("of", "at", "for")
POLICY = ("fed_funds", "policy_rate", "policy_step")
TECHNICAL = 30                   # words around a figure in which a chart is spoken of


class Votes:
    """Asks the neighbourhood of the numbers of one page."""

    def __init__(self, scene: Scene, subjects: Subjects):
        self.scene, self.subjects = scene, subjects
        self._near: tuple[int, Sequence[tuple[float, Hit]]] = (-1, ())      # one answer serves all units tried
        self._build: tuple[int, str, list[Vote]] = (-1, "", [])
        self._kinds_in: tuple[int, int, set[str]] = (-1, -1, set())
        self._returns_in: dict[int, bool] = {}          # blocks of tables: whether their captions speak of returns

    def tally(self, place: Place, unit: str, reached: Iterable[tuple[float, Hit]]
              ) -> dict[str, tuple[float, Hit | None]]:
        """Quantity → (votes, the cue that counts most): the strongest vote, and a quarter of every other."""
        votes: dict[str, tuple[float, Hit | None]] = {}
        for name, score, hit in (*self._of_cues(place, unit, reached), *self._built(place, unit)):
            most, told = votes.get(name, NO_VOTE)
            votes[name] = (score + 0.25 * most, hit) if score > most else (most + 0.25 * score, told)
        vetoes = self.scene.hits["v"].within(place.low, place.high) if votes else ()
        for name in {hit.what for hit in vetoes} & votes.keys():
            votes[name] = (votes[name][0] * 0.2, votes[name][1])
        return votes

    # ---- cues

    def near(self, place: Place) -> Sequence[tuple[float, Hit]]:
        """(distance, cue) of the sentence, of a table's label, header and caption."""
        if self._near[0] != place.rank:
            self._near = place.rank, list(self._nearest(place))
        return self._near[1]

    def _nearest(self, place: Place) -> Iterator[tuple[float, Hit]]:
        of = self.scene.word_after(place) == "of"
        for distance, hit in near(self.scene, place, "q"):
            if hit.last <= place.label <= place.first:
                distance = min(distance, LABEL)
            elif hit.first >= place.last:
                if hit.weight == AHEAD:
                    continue
                distance = _following(place, hit, distance) + (8.0 if of and hit.first > place.last else 0.0)
            yield distance, hit
        if place.row:
            yield from self._of_table(place)
        elif (caption := list_caption(self.scene, place)) is not None:
            yield from self._of_block(caption, CAPTION)

    def _of_table(self, place: Place) -> Iterator[tuple[float, Hit]]:
        low, high, head, tail = place.row
        quantities = self.scene.hits["q"]
        returns = self._shows_returns(place)
        yield from ((ROW, hit) for hit in quantities.within(low, high) if not (returns and hit.what in BOND_CUES))
        yield from ((HEADER, hit) for hit in quantities.within(head, tail))
        for block in captions(self.scene, place):
            yield from ((CAPTION, hit) for hit in quantities.within(*self.scene.word_span(block.first, block.last)))

    def _shows_returns(self, place: Place) -> bool:
        """Whether a table's caption says that it shows returns, so that "US Treasuries" is no yield."""
        if not place.row:
            return False
        if place.index not in self._returns_in:
            spans = [self.scene.word_span(b.first, b.last) for b in captions(self.scene, place)]
            hits = (hit for span in spans for hit in self.scene.hits["q"].within(*span))
            self._returns_in[place.index] = any(hit.what == "return" and hit.weight >= 1 for hit in hits)
        return self._returns_in[place.index]

    def around(self, place: Place) -> Sequence[tuple[float, Hit]]:
        """Cues of the line that introduces a list or a table, and of the sentence before."""
        found = list(self._of_block(place.block.lead, LEAD))
        if place.sentence and not place.row:
            hits = self.scene.hits["q"].within(*self.scene.sentence_words(place.sentence - 1))
            found += [(BEFORE, hit) for hit in hits]
        return found

    def over(self, place: Place) -> Sequence[tuple[float, Hit]]:
        """Cues of the heading."""
        return list(self._of_block(place.block.heading, HEADING))

    def _of_block(self, index: int | None, distance: float) -> Iterator[tuple[float, Hit]]:
        if index is not None:
            block = self.scene.page.blocks[index]
            hits = self.scene.hits["q"].within(*self.scene.word_span(block.first, block.last))
            yield from ((distance, hit) for hit in hits)

    def _of_cues(self, place: Place, unit: str, reached: Iterable[tuple[float, Hit]]) -> Iterator[Vote]:
        quantities = cues().quantities
        for distance, hit in reached:
            quantity = quantities[hit.what]
            if not quantity.reads(unit) or (quantity.needs and hit.what not in self._needed(place)):
                continue
            if self._can_be(place, quantity, unit) and not self._of_another(hit):
                suits = self._suits(place, quantity, hit) * of_a_size(place, quantity.name, unit)
                yield hit.what, hit.weight / (1.0 + distance / HALF) * suits, hit

    def _needed(self, place: Place) -> set[str]:
        """The quantities whose further word stands in the sentence."""
        return {hit.what for hit in self.scene.hits["n"].within(place.low, place.high)}

    def _of_another(self, hit: Hit) -> bool:
        """"EPS growth is projected to outpace …": what is ahead there is the growth, not a return."""
        if hit.what != "relative_return":
            return False
        quantities = cues().quantities
        return any(quantities[other.what].family == "growth" and other.weight > 1
                   for other in self.scene.hits["q"].within(hit.first - GROWING, hit.first))

    def _can_be(self, place: Place, quantity: Quantity, unit: str) -> bool:
        if unit == "x" and place.number.unit is None and quantity.name in ("breadth", "volume"):
            return False
        if quantity.name == "drawdown" and self.scene.stream.words[place.first - 1:place.first] in (["to"], ["at"]):
            return False
        most = 10_000 if quantity.name == "breadth" else 1000
        return unit != "count" or quantity.name not in SMALL_COUNTS or 0 < place.size < most

    def _suits(self, place: Place, quantity: Quantity, hit: Hit) -> float:
        """A quantity whose kind of subject is at hand is likelier; "growth" alone is an economy's only beside one."""
        kinds = self._kinds(place.low, place.high)
        if not quantity.subjects or quantity.subjects[0] in kinds:
            return 1.15
        principal = self.subjects.principal
        if principal and principal.kind == "fund" and "company" not in kinds and quantity.subjects[:1] != ("index",):
            return 1.15 if quantity.subjects[0] == "fund" else 0.6 if quantity.subjects[0] == "company" else 0.85
        if quantity.subjects == ("company",) and "index" in kinds and not kinds & {"company", "own"}:
            return 0.6
        if quantity.subjects[0] == "economy" and hit.weight <= 1.0 and "central_bank" not in kinds:
            return 0.3
        return 1.0 if kinds & set(quantity.subjects) else 0.85

    def _kinds(self, low: int, high: int) -> set[str]:
        """Kinds of the names among these words; one answer serves all numbers of a sentence."""
        if self._kinds_in[:2] != (low, high):
            kinds = {e.kind for _, e in self.scene.entities_in(low, high)}
            self._kinds_in = low, high, kinds | {e.kind for e in self.scene.backs_in(low, high)}
        return self._kinds_in[2]

    # ---- the build of the sentence

    def _built(self, place: Place, unit: str) -> Sequence[Vote]:
        """The same for all tiers in which a number's cues are looked for."""
        if self._build[:2] != (place.rank, unit):
            self._build = place.rank, unit, list(self._of_build(place, unit))
        return self._build[2]

    def _of_build(self, place: Place, unit: str) -> Iterator[Vote]:
        if unit == "%":
            yield "return", self._moved(place), None
            if self._grown(place):
                yield "revenue", 0.7, None
            if self._bracketed(place):
                yield "return", 2.2, None
            if place.row and self._of_growth(place):
                yield "revenue", 1.2, None
            if is_step(place) and self._of_policy(place):
                yield "fed_funds", 1.3, None
            if self._under_its_peak(place):
                yield "drawdown", 1.8, None
            if self._bonded(place):
                yield "yield", 0.9, None
        elif unit == "bp" and self._contributes(place):
            yield "contribution", 0.6, None
        elif unit == "bp" and self._bonded(place) and not self._apart(place):
            yield "yield", 1.4, None
        elif unit == "pp" and place.number.form == "fraction_point":
            yield "policy_step", 1.0, None
        if unit in ("bp", "pp", "%") and (bank := self._set_by_a_bank(place, unit)):
            yield bank, 1.6, None
        elif unit == "points":
            yield from self._level(place)
        elif unit == "money":
            yield from self._priced(place)

    def _bracketed(self, place: Place) -> bool:
        """"Celsius Holdings (+60.5%), whose sales doubled": a signed share right behind a name."""
        if not place.number.sign or self.scene.stream.words[place.first - 1:place.first] != ["("]:
            return False
        if self.subjects.reports and self.subjects.principal and self.subjects.principal.kind == "company":
            return False
        return any(e.kind in ("company", "index", "fund") and self.scene.stream.word(e.last) == place.first - 1
                   for _, e in self.scene.entities_in(place.low, place.first))

    def _of_growth(self, place: Place) -> bool:
        """A company's cell under "Growth"."""
        low, high, head, tail = place.row
        firm = any(e.kind == "company" for _, e in self.scene.entities_in(low, high))
        return firm and "growth" in self.scene.stream.words[head:tail] and tail - head <= 3

    def _under_its_peak(self, place: Place) -> bool:
        """"16% under its November 2024 peak"."""
        if self.scene.stream.words[place.first - 1:place.first] in (["to"], ["at"]):
            return False
        after = self.scene.stream.words[place.last:place.last + 7]
        return after[:1] and after[0] in words("under") and not words("peaks").isdisjoint(after[1:])

    def _grown(self, place: Place) -> bool:
        """"Azure grew 48%": companies grow by their sales, and shares do not grow."""
        before = self.scene.stream.words[max(place.low, place.first - 3):place.first]
        if place.row or words("grows").isdisjoint(before):
            return False
        entity = self.subjects.named(place, PRICED)
        return entity is not None and entity.kind == "company"

    def _set_by_a_bank(self, place: Place, unit: str) -> str | None:
        """"the Fed having raised by 150 basis points", "the SNB, which went to 1.00%": what the bank itself did."""
        banks = [e for _, e in self.scene.entities_in(place.low, place.first) if e.kind == "central_bank"]
        if not banks or place.row:
            return None
        between = self.scene.stream.words[self.scene.stream.word(banks[-1].last):place.first]
        stepped = len(between) <= 8 and any(word in words("steps_taken") for word in between)
        others = self.scene.hits["q"].within(self.scene.stream.word(banks[-1].last), place.first)
        if not stepped or any(hit.what not in (*POLICY, "policy_event", "rate_projection") for hit in others):
            return None
        return "policy_step" if unit != "%" else "policy_rate" if between[-1] in ("to", "at") else None

    def _of_policy(self, place: Place) -> bool:
        """A central bank or its rate is spoken of in the sentence."""
        named = "central_bank" in self._kinds(place.low, place.high)
        return named or any(hit.what in POLICY for hit in self.scene.hits["q"].within(place.low, place.high))

    def _contributes(self, place: Place) -> bool:
        """"Comfort Systems added 28 basis points": in a fund's letter, where no bond and no bank is spoken of."""
        principal = self.subjects.principal
        about_fund = principal is not None and principal.kind == "fund"
        before = self.scene.stream.words[max(place.low, place.first - 4):place.first]
        return about_fund and not words("contributing").isdisjoint(before) and not (
            self._kinds(place.low, place.high) & {"bond", "central_bank", "economy"})

    def _apart(self, place: Place) -> bool:
        """"the spread between two-year and 10-year yields": the bonds are named for what lies between them."""
        spreads = (hit for hit in self.scene.hits["q"].within(place.low, place.first) if hit.weight > 1)
        return any(hit.what in SPREADS for hit in spreads)

    def _bonded(self, place: Place) -> bool:
        """"The two-year held at 3.73%": the name nearest to the number is a bond's."""
        entity = self.subjects.named(place, ANYBODY)
        if entity is None or entity.kind != "bond" or self._shows_returns(place):
            return False
        return self.scene.stream.word(entity.first) - place.last <= AFTERWARDS

    def _moved(self, place: Place) -> float:
        """How much "the index rose 3%" speaks for a return: a name with a price, a verb, nothing measured between."""
        if self._still(place) or self._grown(place):
            return 0.0
        if not place.row and self._tied(place):
            return 1.5
        if not place.row and self.moving(place):
            return 1.2
        entity = self.subjects.named(place, PRICED)
        verbs = [distance for distance, hit in near(self.scene, place, "d") if hit.what != "not"]
        if place.number.sign or place.row:
            verbs.append(1.0)
        if entity is None and not place.row and (self._timed(place) or self._after_a_level(place)):
            return 0.9
        if entity is None or not verbs:
            return 0.0
        if not place.row and entity.first and self._measured(self.scene.stream.word(entity.first)):
            return 0.0
        reporting = entity.kind == "company" and self.subjects.reports
        if reporting and place.row:
            return 0.0
        return RETURNS.get(entity.kind, 0.0) * (0.4 if reporting else 1.0) / (1.0 + min(verbs) / HALF)

    def _still(self, place: Place) -> bool:
        """No sign, no row, and no verb of motion anywhere near: nothing that could speak for a return."""
        low, high = min(place.low, place.first - 3), max(place.high, place.last + 2)
        return not (place.number.sign or place.row or self.scene.hits["d"].within(low, high))

    def _timed(self, place: Place) -> bool:
        """"It is up 8.7% for the year": a verb of motion before the number, and a window right behind it."""
        verbs = self.scene.hits["d"].within(place.first - 3, place.first)
        moved = any(hit.what != "not" and place.first - hit.last <= 1 for hit in verbs)
        if not moved or self.scene.hits["q"].within(max(place.low, place.first - 9), verbs[0].first):
            return False
        return any(hit.weight > 1 for hit in self.scene.hits["w"].within(place.last, place.last + 3))

    def _after_a_level(self, place: Place) -> bool:
        """"119,284 (-0.7%)": a signed share in brackets behind a figure of no unit."""
        other = self.scene.number_before(place)
        bracket = place.number.sign != 0 and self.scene.stream.words[place.first - 1:place.first] == ["("]
        return bracket and other is not None and other.number.unit in (None, "points") and place.first - other.last <= 2

    def moving(self, place: Place) -> bool:
        """"PZ Cussons bucked the trend, up 4.8%": a verb of motion, and nothing measured since the name."""
        scene, quantities = self.scene, cues().quantities
        verbs = scene.hits["d"].within(place.first - 3, place.first)
        before = [e for _, e in scene.entities_in(place.low, place.first) if e.kind in PRICED]
        if not before or not any(hit.what != "not" and place.first - hit.last <= 1 for hit in verbs):
            return False
        first, last = scene.word_span(before[-1].first, before[-1].last)
        if self._measured(first):
            return False
        return not any(quantities[hit.what].family not in ("return", "level") and hit.weight >= 1
                       for hit in scene.hits["q"].within(last, place.first))

    def _tied(self, place: Place) -> bool:
        """"Mahindra jumped 5.8%", "a 6.1% fall in small-cap growth": name, motion and number side by side."""
        scene = self.scene
        for _, entity in scene.entities_in(place.low, place.high):
            first, last = scene.word_span(entity.first, entity.last)
            if entity.kind not in PRICED:
                continue
            near_by = 0 < place.first - last <= 4 and not self.subjects.roles.comparand(first)
            if near_by and not self._measured(first) and self._verb_follows(last, place.first):
                return True
            if place.last < first <= place.last + 5 and self.subjects.roles.held(place, first):
                return scene.directed(place.last, place.last + 2)
        return False

    def _measured(self, first: int) -> bool:
        """"profits of small companies rose 18%": what rose stands before the name."""
        stream = self.scene.stream.words
        return any(stream[hit.last] in (*OWNING, "in") and cues().quantities[hit.what].family not in ("return", "level")
                   for hit in self.scene.hits["q"].within(first - 5, first) if hit.last < first)

    def _verb_follows(self, last: int, first: int) -> bool:
        """A verb of motion directly behind a name, and no quantity before it."""
        verbs = [hit for hit in self.scene.hits["d"].within(last, first) if hit.what != "not"]
        return bool(verbs) and verbs[0].first - last <= 1 and not self.scene.hits["q"].within(last, verbs[0].first)

    def _level(self, place: Place) -> Iterator[Vote]:
        """"S&P 500: 3,674.84", "the VIX spiked to 65.7": a name that is quoted in points, and nothing else measured."""
        entity = self.subjects.named(place, QUOTED)
        if entity is None and place.block.kind in ("quote", "heading"):
            entity = self.subjects.line_before(place, ("index",))
        points = place.number.unit == "points"
        if points and self._ahead(place):
            yield "relative_return", 2.5, None
        elif points and entity and entity.kind in ("group", "sector"):
            yield "relative_return", 1.0, None
        if points and place.size <= 1 and self._kinds(place.low, place.high) & {"central_bank"}:
            yield "policy_step", 2.0, None
        if not points and not place.row and place.size >= PER_SHARE and self._is_technical(place):
            yield "index_level", 1.2, None
        if entity is None and not place.row and quoted_like_an_index(self.scene.text_of(place)):
            yield "index_level", 0.6, None
        if entity and entity.kind == "index" and (points or place.size >= 10) and not self._is_multiple(place):
            before = self.scene.stream.words[max(place.low, place.first - 3):place.first]
            placed = points or place.row is not None or not words("leading_in").isdisjoint(before)
            fear = (entity.name in FEARS or entity.name.endswith("VIX")) and not is_move(self.scene, place)
            yield "volatility" if fear else "index_level", 1.3 if placed else 0.45, None

    def _ahead(self, place: Place) -> bool:
        """"led growth by 7.4 points", "ten points behind its cousin", "a gap of fifteen points"."""
        if place.size > 99:
            return False
        before = self.scene.stream.words[max(place.low, place.first - 8):place.first]
        led = before[-1:] == ["by"] and not words("ahead_verbs").isdisjoint(before)
        gap = "of" in before[-4:] and not words("gaps").isdisjoint(before[-6:])
        return led or gap or self.scene.word_after(place) in words("ahead")

    def _is_technical(self, place: Place) -> bool:
        """"Support lies at 25,150; a move past 25,450 opens the door to 25,670"."""
        low, high = max(place.low, place.first - TECHNICAL), min(place.high, place.first + TECHNICAL)
        return not words("technical").isdisjoint(self.scene.stream.words[low:high])

    def _is_multiple(self, place: Place) -> bool:
        hits = self.scene.hits["q"].within(place.low, place.last + 4)
        return any(hit.what in MULTIPLES and hit.weight > 1 for hit in hits)

    def _priced(self, place: Place) -> Iterator[Vote]:
        """"Brent rose 0.3% to $80.11", "Sterling fell to $1.1213", "$61.4 million, or $0.98 per share"."""
        if place.number.unit is None and spoken_money(self.scene, place):
            yield "exchange_rate", 3.0, None
        entity = self.subjects.named(place, ("company", "commodity", "currency", "fund"))
        if entity is None and self.subjects.reports:
            entity = self.subjects.principal
        if entity and entity.kind in ("commodity", "currency"):
            if place.size >= PRICES * 10:
                return                                          # "390 billion yen" is an amount
            yield "price" if entity.kind == "commodity" else "exchange_rate", 0.9, None
        elif entity:
            yield from self._shares(place, entity)

    def _shares(self, place: Place, entity: Entity) -> Iterator[Vote]:
        before, amount = self.scene.stream.words[max(place.low, place.first - 3):place.first], place.size
        if entity.kind == "company" and amount < PER_SHARE and self._per_share(place, before):
            yield "eps", 1.6, None
        if place.block.kind == "quote":
            yield "price", 2.0, None
        elif amount < PRICES and not {"at", "to"}.isdisjoint(before[-2:]):
            yield "price", 1.3 if self._after_a_move(place) else 0.5, None
        elif amount < PER_SHARE and is_move(self.scene, place) and self.moving(place):
            yield "price", 0.9, None

    def _per_share(self, place: Place, before: Sequence[str]) -> bool:
        """"net income of $61.4 million, or $0.98 per share"."""
        other = self.scene.number_before(place)
        large = other is not None and other.unit == "money" and other.size >= PRICES
        return large and before[-1:] == ["or"]

    def _after_a_move(self, place: Place) -> bool:
        """"slid 7.6% to 105.4p": the figure before is a share's move, and so this is its price."""
        other = self.scene.number_before(place)
        if other is None or place.first - other.last > 2:
            return False
        if other.number.unit == "%":
            return self._tied(other) or self.moving(other)
        return other.unit == "money" and other.size < PER_SHARE and self.moving(other)


def _following(place: Place, hit: Hit, distance: float) -> float:
    """A cue after the number counts in full inside its noun phrase only."""
    gap = hit.first - place.last
    if gap <= 4 and distance <= gap + 2.5:
        return distance * 0.6
    return distance * (1.7 if gap <= 4 else 2.3) + 4.0
