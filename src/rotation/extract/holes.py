"""Which sentences lost words with a stripped link, so that what depends on the lost words cannot be read.

Each rule looks at a sentence's tokens and the gaps between them and says its name, or nothing. The lists are in
``lexicon/holes.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from .classes import lexicon
from .phrases import listed
from .records import Block, Entity, Page, Sentence, Token
from .seams import apart, torn
from .wordlists import words

PROSE = frozenset(("paragraph", "item", "heading"))
STOPS = frozenset(".!?")
OPENING = "(\"“'‘"
LOOSE = 0.04                       # a page with more double spaces than this among its gaps is merely typed so
SPACED_SIGN = re.compile(r"\s[,.]")
SHORT = 6                          # tokens; a shorter line in lower case may be a caption
CLAUSE = 8                         # words in which a clause's verb must come


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(listed(lexicon("holes")[name]))


@cache
def _pairs() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in _list("pairs"))


class View:
    """One sentence as the rules see it."""

    def __init__(self, page: Page, sentence: Sentence, loose: bool, begun: dict[int, Entity]):
        self.text, self.loose, self.begun = page.text, loose, begun
        self.first, self.part = sentence.first, page.text[sentence.start:sentence.end]
        self.tokens: Sequence[Token] = page.tokens[sentence.first:sentence.last]
        self.words = [t.lower for t in self.tokens]
        self.blocks: Sequence[Block] = [page.blocks[i] for i in sentence.blocks]
        self.block, index = self.blocks[0], sentence.blocks[0]
        self.starts_block = self.block.first == sentence.first
        before = page.text[page.blocks[index - 1].end:self.block.start] if index else "\n\n"
        self.after_empty_line = before.count("\n") > 1

    def gap(self, i: int) -> str:
        """What stands between token ``i`` and the one before it."""
        return self.text[self.tokens[i - 1].end:self.tokens[i].start] if i else ""

    def word(self, i: int) -> str:
        """A word, or nothing beyond the sentence."""
        return self.words[i] if 0 <= i < len(self.words) else ""


def with_holes(page: Page, entities: Sequence[Entity] = ()) -> Page:
    """The page, its sentences parted where nothing is torn, and marked where words are missing."""
    loose, begun = _loosely_typed(page), {e.first: e for e in entities}
    found = []
    for sentence in apart(page):
        name = ""
        if sentence.blocks and sentence.last - sentence.first > 1 and page.blocks[sentence.blocks[0]].kind in PROSE:
            view = View(page, sentence, loose, begun)
            name = next((rule.__name__ for rule in RULES if rule(view)), "")
        found.append(replace(sentence, complete=False, hole=name) if name else sentence)
    return replace(page, sentences=found)


def _loosely_typed(page: Page) -> bool:
    part = page.text[page.start:page.end]
    return part.count("  ") > max(3, LOOSE * part.count(" "))


# ---------------------------------------------------------------- signs

def torn_apart(view: View) -> bool:
    """A sentence that runs over several paragraphs."""
    return any(torn(view.text, a, b) for a, b in pairwise(view.blocks))


def sign_after_gap(view: View) -> bool:
    """" ," and " ." (a decimal, an ellipsis and French spacing are none of these)."""
    if not SPACED_SIGN.search(view.part):
        return False
    return any(view.words[i] in (",", ".") and view.gap(i) and not view.gap(i).strip() and not _is_glued(view, i)
               for i in range(1, len(view.words)))


def _is_glued(view: View, i: int) -> bool:
    """".5" and "..." go on; a closing quotation mark does not."""
    if i + 1 >= len(view.tokens) or view.gap(i + 1):
        return False
    return view.tokens[i + 1].text[0] not in "\"”’')"


def doubled_comma(view: View) -> bool:
    """", ," """
    return "," in view.part and any(a == b == "," for a, b in pairwise(view.words))


def empty_brackets(view: View) -> bool:
    """"()" """
    return "(" in view.part and ("(", ")") in pairwise(view.words)


def wide_gap(view: View) -> bool:
    """Two spaces between two words, where the page is not typed so."""
    if view.loose or view.block.kind == "heading" or "  " not in view.part:
        return False
    return any(len(gap := view.gap(i)) > 1 and not gap.strip(" ") and view.tokens[i].text[0].islower()
               and view.tokens[i - 1].text[0].isalpha() for i in range(1, len(view.tokens)))


# ---------------------------------------------------------------- beginnings and ends

def begins_with_sign(view: View) -> bool:
    """A paragraph that begins with a comma, or with a hyphen glued to a word."""
    if view.words[0] in (",", ".", ";", ")"):
        return True
    if view.words[0] not in ("-", "–") or (view.block.kind == "item" and view.starts_block):
        return False
    return not view.gap(1) and view.tokens[1].text[0].islower()


def begins_in_the_middle(view: View) -> bool:
    """A paragraph or a sentence that begins in lower case."""
    at = next((i for i, word in enumerate(view.words) if word not in OPENING), 0)
    token = view.tokens[at]
    wrapped = view.starts_block and not view.after_empty_line
    if view.block.kind != "paragraph" or not token.text[0].islower() or wrapped:
        return False
    brand = view.word(at + 1) and not view.gap(at + 1) and view.tokens[at + 1].text[0].isupper()
    if token.lower in _list("lower_begin") or brand:
        return False
    return len(view.tokens) > SHORT or not all(t.text.islower() or not t.text[0].isalpha() for t in view.tokens)


def ends_in_the_middle(view: View) -> bool:
    """A paragraph's last line that stops at a word which governs another."""
    return view.words[-1] in words("tails") and view.block.kind == "paragraph"


# ---------------------------------------------------------------- words that miss others

def dangling(view: View) -> bool:
    """"as of ,", "according to .": a word that governs nothing."""
    return any(_dangles(view, i) for i in range(1, len(view.words)) if view.words[i] in (",", ".", "!", "?"))


def _dangles(view: View, i: int) -> bool:
    before, earlier = view.words[i - 1], view.word(i - 2)
    if before == "to" and earlier in _list("before_to"):
        return True
    if earlier in _list("phrasal") and before in ("of", "with", "from"):
        return False
    if view.words[i] == ",":
        return before in _list("before_comma")
    return i + 1 >= len(view.words) - 1 and before in _list("before_stop")


def impossible_pair(view: View) -> bool:
    """"between and", "which by", "with during"."""
    pairs = _pairs()
    return any(pair in pairs and view.tokens[i + 1].text[0].islower()
               and f"{pair[0]} {pair[1]} {view.word(i + 2)}" not in _list("pairs_whole")
               for i, pair in enumerate(pairwise(view.words)))


def date_then_verb(view: View) -> bool:
    """"as of November 2025 reflects": a date where the subject should be."""
    return any(word in words("opening") and _opens(view, i) and _only_a_date_before_verb(view, i + 1)
               for i, word in enumerate(view.words[:-2]) if i)


def _opens(view: View, i: int) -> bool:
    """Whether a preposition begins its clause: nothing but an adverb before it."""
    begin = next((at + 1 for at in range(i - 1, -1, -1) if view.words[at] in (",", ";", ":", "—")), 0)
    two = f"{view.words[i - 1]} {view.words[i]}" in _list("openers")
    return (two or view.words[i] in _list("openers")) and i - begin <= 1


def _only_a_date_before_verb(view: View, i: int) -> bool:
    at = i
    while at < len(view.words) and (view.words[at] in words("months") or view.words[at] in words("date_words")
                                    or view.words[at][0].isdigit()):
        at += 1
    return at > i and view.word(at) in _list("verbs")


def subject_without_verb(view: View) -> bool:
    """"small-cap stocks through November, outpacing …": a subject that goes straight on with a preposition."""
    return any(_lacks_verb(view, i, view.begun[view.first + i]) for i in range(len(view.words) - 2)
               if view.first + i in view.begun and _clause_begins(view, i))


def _lacks_verb(view: View, i: int, entity: Entity) -> bool:
    at = entity.last - view.first
    if view.word(at) not in _list("no_verb"):
        return False
    stop = next((k for k in range(at, min(at + CLAUSE, len(view.words))) if view.words[k] == ","), None)
    return stop is not None and i + 1 < stop and not _has_verb(view.words[at:stop])


def _clause_begins(view: View, i: int) -> bool:
    """At the head of the sentence, after "while", or after the comma that closes an opening phrase."""
    if i == 0 or view.words[i - 1] in ("while", "whereas"):
        return True
    return view.words[i - 1] == "," and not _has_verb(view.words[:i - 1])


def _has_verb(spelt: Sequence[str]) -> bool:
    return any(word.endswith("ed") or word in _list("verbs") for word in spelt)


RULES: tuple[Callable[[View], bool], ...] = (
    torn_apart, sign_after_gap, doubled_comma, empty_brackets, begins_with_sign, begins_in_the_middle, dangling,
    ends_in_the_middle, impossible_pair, wide_gap, date_then_verb, subject_without_verb)
