"""Digits that measure nothing: names, codes, markers."""

from __future__ import annotations

from .match import Match, Reading, reading


@reading
def name(m: Match) -> Reading | None:
    return Reading(None, None, exclusion=m.rule.exclusion)


@reading
def mix(m: Match) -> Reading | None:
    low, high = (int(t.text) for t in m.toks("n") if t.text.isdecimal())
    return name(m) if low + high == 100 or (low, high) == (24, 7) else None


@reading
def marker(m: Match) -> Reading | None:
    return name(m) if 0 < int(m.toks("n")[0].text) <= 20 else None


@reading
def section_marker(m: Match) -> Reading | None:
    """The number that a section begins with, before a bar: at the head of its block."""
    return marker(m) if m.first == m.block.first else None


@reading
def footnote(m: Match) -> Reading | None:
    """A note's digit glued to a word; letters before a digit are otherwise a part of it (v2, c5)."""
    word = m.before()[0].text
    return name(m) if len(word) > 3 and word.islower() and len(m.toks("n")[0].text) == 1 else None


@reading
def footnote_dot(m: Match) -> Reading | None:
    """A note's digit glued to the full stop of a sentence: a word stands before the stop."""
    word = m.before(2)[0] if len(m.before(2)) == 2 else None
    glued = word is not None and word.end == m.before()[0].start and word.text.isalpha() and len(word.text) > 1
    return name(m) if glued else None


@reading
def share_code(m: Match) -> Reading | None:
    return name(m) if len(m.toks("n")[0].text) >= 4 and m.scan.tokens[m.last - 1].text.isupper() else None


@reading
def phone(m: Match) -> Reading | None:
    tail = m.toks("n")[-1].text
    return name(m) if len(tail) == 4 else None


@reading
def code(m: Match) -> Reading | None:
    """A product's code: letters glued to digits, or capitals before a dash (B-21). A word before a dash is none."""
    head = m.scan.tokens[m.first].text
    if head[0].isdigit():
        return name(m)
    glued = m.scan.tokens[m.span("n")[0] - 1].text.isalpha()
    if not head.isascii() or len(head) > 12 or (not glued and (not head.isupper() or head == "Q")):
        return None
    return name(m)


@reading
def named(m: Match) -> Reading | None:
    """"Boeing 737", "Phase 3": mostly written with a capital, as names are."""
    head = m.scan.tokens[m.first]
    return name(m) if head.text != head.lower or head.lower in ("phase", "tier", "level", "stage") else None


@reading
def unread(m: Match) -> Reading | None:
    return name(m)
