"""Counts, ordinals, shares in words, ratios."""

from __future__ import annotations

from decimal import Decimal

from .. import figures
from .magnitudes import paired, placeholder, priced
from .match import Match, Reading, reading, words
from .neighbours import inherited


@reading
def count(m: Match) -> Reading | None:
    number = m.value("n")
    if number is None:
        return None
    whole = number == number.to_integral_value() and not m.sign
    worth = figures.plain(number)
    counts = whole and (m.rule.name != "counted" or m.after not in words("NOTHING"))
    unit = "count" if counts else "USD" if priced(m) else inherited(m, number)
    return Reading(worth, unit, m.plus, m.sign, m.rule.exclusion or placeholder(m, worth))


@reading
def cardinal(m: Match) -> Reading | None:
    """A number word: what it counts decides; "one" is mostly a pronoun."""
    number = m.value("n")
    after, before = m.after, m.before()[0].lower if m.before() else ""
    if number == 1 and (after in words("NOTONEAFTER") or before in words("NOTONEBEFORE") or not after[:1].isalpha()):
        return None
    nouns = {t.lower for t in m.scan.tokens[m.last:m.last + 3]}
    if before in ("-", "‑") and m.scan.tokens[m.first - 1].end == m.scan.tokens[m.first].start:
        return None
    idle = (number == 1 and after not in words("ONEMORE")) or nouns & words("RHETORICAL")
    heading = m.block.kind == "heading"
    return Reading(figures.plain(number), "count", exclusion="rhetorical_count" if idle or heading else None)


@reading
def ordinal(m: Match) -> Reading | None:
    """A place in a count of events. A first counts nothing; "first half" is a part of the year."""
    words = [t.lower for t in m.toks("n")]
    number = sum(figures.ORDINAL_OF.get(word, 0) + figures.CARDINALS.get(word, 0) for word in words)
    if number == 1 and not m.rule.exclusion:
        return None
    return Reading(number, "count", exclusion=m.rule.exclusion)


def _parts(m: Match) -> Decimal | None:
    toks = m.toks("n")
    part = next((figures.PARTS[t.lower] for t in toks if t.lower in figures.PARTS), None)
    times = next((figures.CARDINALS[t.lower] for t in toks if t.lower in figures.CARDINALS), 1)
    return None if part is None else part * times


@reading
def fraction_point(m: Match) -> Reading | None:
    part = _parts(m)
    return None if part is None else Reading(round(figures.plain(part), 4), "pp")


@reading
def fraction(m: Match) -> Reading | None:
    """A share in words, as a percentage."""
    part = _parts(m)
    return None if part is None or part > 1 else _share(part)


def _share(part: Decimal) -> Reading:
    return Reading(figures.plain(part * 100), "%")


@reading
def half_word(m: Match) -> Reading | None:
    """Half of something, or a fall by half."""
    before = m.before()[0].lower if m.before() else ""
    after = m.after
    if before in ("first", "second", "latter", "other"):
        return None
    if after != "of" and before not in ("by", "than", "nearly", "almost", "about"):
        return None
    return _share(Decimal("0.5"))


@reading
def by_a_part(m: Match) -> Reading | None:
    before = [t.lower for t in m.before(4)]
    return _share(_parts(m)) if "by" in before or "than" in before[-3:] else None


@reading
def half_year_word(m: Match) -> Reading | None:
    return Reading(None, "count", exclusion=m.rule.exclusion)


@reading
def some_in_ten(m: Match) -> Reading | None:
    some, all_ = m.value("a"), m.value("b")
    if not some or not all_ or some >= all_ or all_ not in (3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100):
        return None
    return _share(some / all_)


@reading
def ratio(m: Match) -> Reading | None:
    """1/4 of them; not the two figures of "highs/lows: 41/129"."""
    number = m.value("n")
    return None if number is None or number >= 1 or paired(m) else _share(number)


@reading
def figure_to_one(m: Match) -> Reading | None:
    """9-to-1, 3:2, as the first over the second."""
    above, below = m.value("a"), m.value("b")
    return Reading(figures.plain(above / below), "x") if above is not None and below else None


@reading
def times(m: Match) -> Reading | None:
    number = m.value("n")
    after = m.scan.tokens[m.last].lower if m.last < len(m.scan.tokens) else ""
    return Reading(figures.plain(number), "count" if after in ("this", "since", "in", "last", "over", "so") else "x")


@reading
def decade(m: Match) -> Reading | None:
    if m.toks("n")[0].lower == "decades" and not m.toks("a"):
        return None
    if m.toks("a"):
        m.number = (m.span("a")[0], m.span("n")[1])
    number = m.value("a") or Decimal(1)
    return Reading(int(number * 10), "count")


@reading
def dozen(m: Match) -> Reading | None:
    return Reading(int((m.value("a") or Decimal(1)) * 12), "count", exclusion=m.rule.exclusion)
