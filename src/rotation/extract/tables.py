"""Tables: the unit of a column whose cells have none, and the scale that a caption sets ("in millions")."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from .classes import lexicon
from .cues import cues
from .dates import months
from .names import names
from .phrases import listed, words_of
from .records import Block, Number
from .scene import Place, Scene, cells
from .units import SPAN_FORMS

SCALES = {"thousands": 3, "thousand": 3, "000s": 3, "k": 3, "millions": 6, "million": 6, "mn": 6, "m": 6, "mm": 6,
          "mln": 6,
          "billions": 9, "billion": 9, "bn": 9, "b": 9, "crore": 7, "crores": 7, "lakh": 5}
SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "usd": "USD", "eur": "EUR",
         "gbp": "GBP", "rs": "INR", "₩": "KRW", "dollars": "USD"}
ENTRY, LISTED = 12, 14           # tokens of a list's entry, and how many entries up its caption is looked for
LABEL = 10                       # words of a label before a colon
CAPTION = 40                     # tokens of a paragraph that may still be a caption
HIGHEST_YIELD = 20               # per cent; a bond's figure above it is a price
QUOTED = ("index", "company", "currency", "commodity", "bond")
CURRENCY_SIGNS = frozenset("$€£¥₹₩")
FIGURE = frozenset("0123456789(+-−–$€£¥₹₩")        # what a figure begins with
Cell = tuple[int, int]           # its tokens, end exclusive
PERIODS = frozenset(("week", "month", "quarter", "year"))       # "last week" heads no column of last prices
AVERAGES = frozenset(("average", "avg", "median", "mean", "norm"))     # beside columns of multiples one of them too
GAPS = frozenset(("na", "--", "—", "nm"))       # a row with one of these has figures missing, and is no header
NEARBY = 6                        # blocks above a row in which its table's caption is looked for


def place_in_tables(scene: Scene) -> set[int | None]:
    """Give every number of a table its label and its column's header; the blocks that are headers."""
    blocks = scene.page.blocks
    rows = {i: cells(scene, block) for i, block in enumerate(blocks) if block.kind == "row"}
    data = {place.index for place in scene.places if _is_data(place.number)}
    leads = _leads(scene, rows, data)
    for place in scene.places:
        row, lead = rows.get(place.index, ()), leads.get(place.index)
        if len(row) < 2 or _is_sentence(row, place):
            continue
        if _names_itself(scene, row, place):
            continue
        own = _own_label(scene, row, place)
        column = (0, 0) if own else _column(row, rows.get(lead, ()) if lead not in data else (), place.number.first)
        label = own or row[0] if not row[0][0] <= place.number.first < row[0][1] else (row[0][0], place.number.first)
        place.row = (*scene.word_span(*label), *scene.word_span(*column))
    return {lead for lead in leads.values() if lead in rows} - data


def _leads(scene: Scene, rows: dict[int, list[Cell]], data: set[int]) -> dict[int, int | None]:
    """The header of each row: the nearest row above it without a figure, else the first of the table."""
    figured = data | {place.index for place in scene.places if place.number.unit in (None, "count")
                      and not place.number.exclusion and place.number.form not in SPAN_FORMS}
    found: dict[int, int | None] = {}
    header, before = None, -2
    for i, row in rows.items():
        header = header if i == before + 1 else None
        block = scene.page.blocks[i]
        found[i] = block.lead if header is None else header
        texts = [token.lower for token in scene.page.tokens[block.first:block.last]]
        if i not in figured and len(row) > 1 and not GAPS & set(texts) and any(text[0].isalpha() for text in texts):
            header = i
        before = i
    return found


def _names_itself(scene: Scene, row: Sequence[Cell], place: Place) -> bool:
    """"KOSPI 5,012.4 | KOSDAQ 1,087.9": a cell that holds its own name; the number's sentence is then the cell."""
    cell = next(((a, b) for a, b in row[1:] if a <= place.number.first < b), None)
    if cell is None:
        return False
    low, high = scene.word_span(*cell)
    named = any(e.kind in QUOTED for _, e in scene.entities_in(low, place.first))
    if named:
        place.low, place.high = low, high
    return named


def _own_label(scene: Scene, row: Sequence[Cell], place: Place) -> Cell | None:
    """"UK 17.8 (12.9)   Japan 22.5 (21.7)": a row of cells that each begin with a name and go on with its figures."""
    tokens = scene.page.tokens
    heads = [next((i for i in range(a, b) if tokens[i].text[0] in FIGURE), a) for a, b in row]
    named = all(head > a and tokens[a].text[0].isalpha() for head, (a, _) in zip(heads, row, strict=True))
    if len(row) < 3 or not named:
        return None
    return next(((a, head) for head, (a, b) in zip(heads, row, strict=True) if head <= place.number.first < b), None)


def _is_sentence(row: Sequence[Cell], place: Place) -> bool:
    """"Fed | Dec. 10 cut odds now 45.8%": a label and a sentence."""
    return len(row) == 2 and row[1][1] - row[1][0] > 8 and place.number.first >= row[1][0]


def _is_data(number: Number) -> bool:
    """A figure that a table holds, not one that heads its column."""
    if number.exclusion or number.unit in ("date", "year") or number.form in SPAN_FORMS:
        return False
    return number.unit not in (None, "count") or not isinstance(number.value, int) or number.value > 250


def _column(row: Sequence[Cell], head: Sequence[Cell], token: int) -> Cell:
    """The header's cell above a number: counted from the right, because headers often leave out the first."""
    at = next((i for i, (a, b) in enumerate(row) if a <= token < b), len(row) - 1)
    back = len(row) - at
    return head[-back] if 0 < back <= len(head) else (0, 0)


def column_unit(scene: Scene, place: Place) -> str | None:
    """The class of unit that a cell's header, label or caption gives it; None where they are silent."""
    low, high, head, tail = place.row
    words, source = scene.stream.words, lexicon("tables")
    corner = [_spelt_out(scene, block) for block in _corner(scene, place)]
    if not AVERAGES.isdisjoint(words[head:tail]) and any(_says(said, source["header"]["x"]) for said in corner):
        return "x"
    if not CURRENCY_SIGNS.isdisjoint(words[head:tail]):
        return "money"
    if _is_priced(scene, place) and _says(words[head:tail], source["header"]["price"]):
        return "money"
    for unit in ("x", "%", "bp", "points", "count"):
        if unit == "points" and (not _is_index(scene, place) or not PERIODS.isdisjoint(words[head:tail])):
            continue
        if _says(words[head:tail], source["header"][unit]):
            return unit
    for unit in ("count", "points", "%", "x"):
        if _says(words[low:high], source["label"][unit]):
            return unit
    if high - low < 6 and _says(words[low:high], source["label"]["price"]):
        return "price"
    if head == tail and place.number.unit is None and (kind := _first_cell(scene, place)):
        return kind
    if caption_scale(scene, place)[1] is not None:
        return "money"
    if place.number.unit is None and (unit := _of_bond(scene, place)):
        return unit
    if place.number.unit is None and (ratio := _captioned_multiple(scene, place)):
        return ratio
    captioned = [*(_spelt_out(scene, block) for block in _around(scene, place)), *corner]
    if any(_captions(caption, source["caption"]["listed"]) for caption in captioned):
        return "%"
    if _is_money(scene, low, high):
        return "money"
    if any(_captions(caption, source["caption"]["%"]) for caption in captioned):
        return "%"
    return "points" if _is_index(scene, place) and place.number.unit is None else None


def _of_bond(scene: Scene, place: Place) -> str | None:
    """"US 2y  4.50  +3": of a bond a decimal is its yield, a signed whole number its change in basis points."""
    low, high = place.row[:2]
    label = names().labels.get(" ".join(scene.stream.words[low:high]), ("", ""))[1]
    if label != "bond" and all(e.kind != "bond" for _, e in scene.entities_in(low, high)):
        return None
    whole = isinstance(place.number.value, int)
    if whole and (place.number.sign or _says(scene.stream.words[place.row[2]:place.row[3]], "chg; change")):
        return "bp"
    return "%" if not whole and place.size < HIGHEST_YIELD and not place.number.sign else None


def _captioned_multiple(scene: Scene, place: Place) -> str | None:
    """"Forward P/E (average / percentile)" over rows without a header: of its figures, the whole ones rank."""
    said = [_spelt_out(scene, block) for block in _around(scene, place) if block.kind != "row"]
    phrases = lexicon("tables")["caption"]["listed_x"]
    if place.row[2] != place.row[3] or not any(_says(spelt, phrases) for spelt in said):
        return None
    ranked = isinstance(place.number.value, int) and any("percentile" in spelt for spelt in said)
    return "count" if ranked else "x"


def _is_priced(scene: Scene, place: Place) -> bool:
    """Whether the row is of a share, a fund or a commodity, whose last figure is a price."""
    kinds = {e.kind for _, e in scene.entities_in(*place.row[:2])}
    return place.number.unit is None and bool(kinds & {"company", "fund", "commodity"}) and "index" not in kinds


def _spelt_out(scene: Scene, block: Block) -> Sequence[str]:
    return scene.stream.words[slice(*scene.word_span(block.first, block.last))]


def _corner(scene: Scene, place: Place) -> Sequence[Block]:
    """The header's own row, whose first cell may caption the table: "Annual returns (%)  1 yr  3 yr"."""
    head = place.row[2]
    at = bisect_right(scene.block_firsts, scene.stream.at[head]) - 1 if place.row[3] > head else -1
    return scene.page.blocks[at:at + 1] if at >= 0 else ()


def list_caption(scene: Scene, place: Place) -> int | None:
    """The line over a list of short entries, if the number stands in one."""
    return scene.of_block("list_caption", place.index, _list_caption)


def _list_caption(scene: Scene, at: int) -> int | None:
    blocks = scene.page.blocks
    if not _is_entry(blocks[at]) or blocks[at].kind == "row":
        return None
    above = range(at - 1, max(-1, at - LISTED), -1)
    found = next((back for back in above if not _is_entry(blocks[back]) or not _ends_in_figure(scene, back)), None)
    return None if found is None or blocks[found].last - blocks[found].first > CAPTION else found


def _ends_in_figure(scene: Scene, index: int) -> bool:
    """An entry does; "Flows (USD m, week to 14 Feb)" heads entries."""
    block = scene.page.blocks[index]
    tail = scene.page.tokens[max(block.first, block.last - 4):block.last]
    return any("0" <= token.text[0] <= "9" for token in tail) and not any(token.lower in months() for token in tail)


def listed_unit(scene: Scene, place: Place) -> str | None:
    """"Health care 24.9 [13.2]" in a list under "Sector weights (% of portfolio)"."""
    caption = list_caption(scene, place)
    if caption is None or place.number.sign:
        return None
    said, source = _spelt_out(scene, scene.page.blocks[caption]), lexicon("tables")["caption"]
    if _captions(said, source["listed"]):
        return "%"
    return "x" if _says(said, source["listed_x"]) else None


def _captions(words: Sequence[str], phrases: str) -> bool:
    """Whether a line says the unit of others: it does not print the sign after a figure of its own."""
    figured = any(word == "%" and words[i - 1][0].isdigit() for i, word in enumerate(words) if i)
    return not figured and _says(words, phrases)


def _is_entry(block: Block) -> bool:
    return block.kind in ("heading", "item", "row") and block.last - block.first <= ENTRY


def is_amount(scene: Scene, place: Place) -> bool:
    """"Market cap  4.86B": an amount of money by its label."""
    return _says(scene.stream.words[slice(*place.row[:2])], lexicon("tables")["label"]["money"])


def label_unit(scene: Scene, place: Place) -> str | None:
    """The class of unit that "Trailing P/E:" or "Holdings:" gives the figure right after the colon."""
    colon = place.first - 1
    if place.row or not 0 < colon - place.low < LABEL or scene.stream.words[colon] != ":":
        return None
    words = scene.stream.words[place.low:colon]
    labels = lexicon("tables")["label"].items()
    return next((unit for unit, phrases in labels if unit not in ("price", "money") and _says(words, phrases)), None)


def _says(words: Sequence[str], phrases: str) -> bool:
    """Whether any of the phrases stands among the words."""
    single, longer = _spelt(phrases)
    if not single.isdisjoint(words):
        return True
    text = f" {' '.join(words)} " if longer and len(words) > 1 else ""
    return bool(text) and any(phrase in text for phrase in longer)


@lru_cache(maxsize=64)
def _spelt(phrases: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Phrases of one word, and those of several with a blank on each side."""
    spelt = [words_of(phrase) for phrase in listed(phrases)]
    return frozenset(w[0] for w in spelt if len(w) == 1), tuple(f" {' '.join(w)} " for w in spelt if len(w) > 1)


def _around(scene: Scene, place: Place) -> Sequence[Block]:
    """The lines above a table, and the note under it."""
    blocks, at = scene.page.blocks, place.index
    below = next((blocks[i] for i in range(at + 1, min(at + 12, len(blocks))) if blocks[i].kind != "row"), None)
    return [*_above(scene, place), *([below] if below and below.last - below.first < 9 else [])]


def _first_cell(scene: Scene, place: Place) -> str | None:
    """The figure right after a label, in a table without header: a rate of exchange, or an index's level."""
    low, high = place.row[:2]
    kinds = {e.kind for _, e in scene.entities_in(low, high)}
    earlier = scene.places[max(0, place.rank - 2):place.rank]
    if sum(other.index == place.index and not other.number.exclusion for other in earlier) > 1:
        return None
    if kinds & {"company", "fund", "commodity"} or (not kinds and _is_ticker(scene, low, high)):
        return "money"
    if place.first - high > 1:
        return None
    return "money" if "currency" in kinds else "points" if "index" in kinds and place.number.sign == 0 else None


def _is_ticker(scene: Scene, low: int, high: int) -> bool:
    """"ALNY  412.66  -0.41%": a line of a list of shares."""
    texts = [scene.page.tokens[scene.stream.at[i]].text for i in range(low, min(high, low + 2))]
    return len(texts) == 1 and texts[0].isupper() and 1 < len(texts[0]) <= 5


def _is_index(scene: Scene, place: Place) -> bool:
    low, high = place.row[:2]
    return any(e.kind == "index" for _, e in scene.entities_in(low, high))


def _reads_points(scene: Scene, low: int, high: int) -> bool:
    """A label like "ISM manufacturing": a quantity whose level is printed in points."""
    quantities = cues().quantities
    return any(hit.weight > 1 and quantities[hit.what].readings[0].unit == "points"
               for hit in scene.hits["q"].within(low, high))


def _is_money(scene: Scene, low: int, high: int) -> bool:
    quantities = cues().quantities
    return any(quantities[hit.what].reads("money") and hit.weight > 1 for hit in scene.hits["q"].within(low, high))


def _above(scene: Scene, place: Place) -> Sequence[Block]:
    """The blocks of the table above a row, its caption included."""
    return scene.of_block("above", place.index, _blocks_above)


def _blocks_above(scene: Scene, at: int) -> Sequence[Block]:
    blocks, found = scene.page.blocks, []
    for back in range(at - 1, max(-1, at - 40), -1):
        if blocks[back].kind == "row" and not _is_section(scene, blocks[back]):
            if len(found) < NEARBY or back == blocks[at].lead:
                found.append(blocks[back])
            continue
        found.append(blocks[back])
        if blocks[back].kind in ("heading", "row") or len(found) > NEARBY:
            break
    return found


def captions(scene: Scene, place: Place) -> Sequence[Block]:
    """The lines above a table that say what it shows."""
    return [block for block in _above(scene, place) if block.last - block.first < 20
            and (block.kind != "row" or _is_section(scene, block))][:2]


def _is_section(scene: Scene, block: Block) -> bool:
    """"2 | RATES (yield, %)": a heading with a bar."""
    texts = [token.text for token in scene.page.tokens[block.first:block.first + 3]]
    return len(texts) == 3 and texts[0].isdecimal() and texts[1] == "|" and texts[2][0].isupper()


def caption_scale(scene: Scene, place: Place) -> tuple[int, str | None]:
    """(power of ten, currency or None) of "($ in millions)" above the table; per-share rows are never scaled."""
    low, high, head, tail = place.row or (0, 0, 0, 0)
    words = scene.stream.words
    if {"share", "eps", "dps"} & set(words[low:high]):
        return 0, None
    in_header = next((SIGNS[word] for word in words[head:tail] if word in CURRENCY_SIGNS and word in SIGNS), None)
    if in_header and not _scale(words[head:tail]):
        return 0, in_header
    above = (b for b in _above(scene, place) if b.kind != "paragraph" or b.last - b.first < CAPTION)
    spans = [(head, tail), (low, high), *(scene.word_span(*_for_all(scene, b, place)) for b in above)]
    for a, b in spans:
        scale = _scale(words[a:b])
        if scale:
            return scale
    return 0, None


def _for_all(scene: Scene, block: Block, place: Place) -> Cell:
    """What a line above a table says for all its columns: of a header with a cell for each, its first cell alone."""
    row = cells(scene, block) if block.kind == "row" and place.row[2] < place.row[3] else ()
    if len(row) < 3 or len(row) != len(cells(scene, place.block)):
        return block.first, block.last
    return row[0]


def _scale(words: Sequence[str]) -> tuple[int, str | None] | None:
    for i, word in enumerate(words):
        if word not in SCALES:
            continue
        before = words[max(0, i - 4):i]
        sign = next((SIGNS[w] for w in (*before, *words[i + 1:i + 3]) if w in SIGNS), None)
        if "in" in before[-3:] or (sign and not any(w[0].isdigit() for w in before)):
            return SCALES[word], sign or "USD"
    return None


def scaled(value: object, power: int) -> object:
    """A value times a power of ten, exactly."""
    if isinstance(value, tuple | list):
        return [scaled(part, power) for part in value]
    if isinstance(value, int):
        return value * 10 ** power
    number = Decimal(str(value)).scaleb(power)
    return int(number) if number == number.to_integral_value() else float(number)
