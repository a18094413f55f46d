"""One figure or a range of two, with the unit that the rule or the page gives it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .. import figures
from ..records import Token
from .match import Match, Reading, reading, words
from .money import home, money_unit, subunit_of
from .neighbours import inherited

SPACERS = ("ZAR", "NOK", "DKK", "SEK", "EUR", "PLN", "CZK")       # where thousands are parted by spaces
WIDEST_RANGE = 12            # "rose 0.2% to 3.1%" and "from 3 to 400" are two figures, not a range


@reading
def figure(m: Match) -> Reading | None:
    """One magnitude with its unit."""
    number = m.value("n")
    if number is None:
        return None
    power = figures.scale(m.toks("k")) if m.rule.unit == "money" else 0
    unit = "pp" if _second_share(m) else m.rule.unit or _unprinted(m, number)
    unit = money_unit(m) if unit == "money" else unit
    worth = figures.plain(number.scaleb(power))
    return Reading(worth, unit, m.plus, m.sign, m.rule.exclusion or placeholder(m, worth))


def placeholder(m: Match, worth: object) -> str | None:
    """``+0.00 (0.00%)``: the change that a quote box shows when it shows none."""
    if m.toks("n")[0].text[0] == "0" and len(m.toks("n")[0].text) > 2 and m.toks("n")[0].text.isdecimal():
        return "identifier"                              # 037833100
    quoted = m.block.kind in ("quote", "row")
    return "placeholder" if worth == 0 and quoted else None


def _second_share(m: Match) -> bool:
    """The second of "from 5 to 3pts"."""
    last = m.scan.found[-1] if m.scan.found else None
    return m.rule.unit == "points" and last is not None and last.form == "point_shared" and m.first - last.last == 1


def _unprinted(m: Match, number: Decimal) -> str | None:
    """The unit of a figure that prints none: of a labelled change, of its neighbour, of a quote box."""
    before = [t.lower for t in m.before(3)]
    if before[-1:] == [":"] and before[:1] in (["percent"], ["%"], ["pct"]) and before[1] in ("change", "chg"):
        return "%"
    if before[-1:] and before[-1] in words("ADVANCERS") and number == number.to_integral_value():
        return "count"
    return "USD" if priced(m) else inherited(m, number)


def priced(m: Match) -> bool:
    """A figure without a sign in a quote box is a price."""
    return m.rule.unit is None and m.block.kind == "quote"


@reading
def shared(m: Match) -> Reading | None:
    """The first of two amounts whose scale word stands once, if the two are then of one size."""
    number, other = m.value("n"), figures.value(m.scan.tokens[m.span("n")[1] + 1:m.span("k")[0]], m.scan.comma)
    return figure(m) if number and other and number < 20 * other else None


@reading
def spaced(m: Match) -> Reading | None:
    """Groups of three parted by spaces: two groups at least, or one with a decimal comma or a currency after it."""
    toks = m.toks("n")
    head = toks[-1].text.partition(",")[0]
    sure = len(toks) > 2 or "," in toks[-1].text or m.toks("c") or home(m, SPACERS) or m.scan.comma
    if len(head) != 3 or not sure or (len(toks) == 2 and m.block.kind == "row"):
        return None
    number = figures.digits_value("".join(t.text for t in toks).replace(",", "."), False)
    unit = money_unit(m)
    counts = "," not in toks[-1].text and m.after[:1].isalpha() and m.after not in words("NOTHING")
    return None if number is None else Reading(figures.plain(number), unit or ("count" if counts else None))


@reading
def brackets(m: Match) -> Reading | None:
    """Accounting's minus; not the second figure of a quote box, which repeats the first as a percentage."""
    before = m.scan.found[-1] if m.scan.found else None
    if before and m.rule.unit != "money" and before.last == m.first and before.sign:
        return None
    found = figure(m)
    return found and Reading(found.value, found.unit, None, -1, found.exclusion)


@reading
def scaled(m: Match) -> Reading | None:
    number = m.value("n")
    if number is None:
        return None
    number = number.scaleb(figures.scale(m.toks("k")))
    return Reading(figures.plain(number), inherited(m, number) or "count", m.plus, m.sign)


@reading
def brackets_percent(m: Match) -> Reading | None:
    """(0.5%) in a cell of its own; beside a figure it only says the same again."""
    before = m.before()[0] if m.before() else None
    if before is None or before.text[-1] not in "%0123456789":
        return figure(m)
    return None if m.scan.page.text[before.end:m.scan.tokens[m.first].start] in ("", " ") else figure(m)


@reading
def shortened(m: Match) -> Reading | None:
    """145.02-04: the second end leaves out what both share."""
    head, tail = m.toks("a")[0].text, m.toks("b")[0].text
    if len(head.rpartition(".")[2]) not in (2, 4) or "." not in head:
        return None
    low, high = m.value("a"), figures.digits_value(head[:-2] + tail, m.scan.comma)
    if low is None or high is None or low >= high:
        return None
    return Reading((figures.plain(low), figures.plain(high)), "%" if m.toks("u") else money_unit(m))


@reading
def range(m: Match) -> Reading | None:
    """Two ends by magnitude; below zero the sign says so, across zero the lower end keeps it."""
    low, high = m.value("a"), m.value("b")
    if low is None or high is None or (m.rule.unit is None and paired(m)):
        return None
    signs = m.sign, m.sign_of("i")
    if (signs[0] == 0 > signs[1] and m.toks("i")[0].text != "-") or (signs[0] < 0 and signs[1] >= 0 and _worded(m)):
        return _across(m, low * (signs[0] or 1), high * (signs[1] or 1))
    if low > high and (signs[0] < 0 or _reversed(m, low, high)):
        low, high = high, low
    if not is_range(m, low, high):
        return None
    return Reading((figures.plain(low), figures.plain(high)), m.rule.unit, None, m.sign)


def _worded(m: Match) -> bool:
    """Whether "to" or "and" stands between the ends: then each has a sign of its own."""
    return bool({t.lower for t in _between(m)} & {"to", "and"})


def _between(m: Match) -> Sequence[Token]:
    return m.scan.tokens[m.span("a")[1]:m.span("b")[0]]


def _across(m: Match, low: Decimal, high: Decimal) -> Reading | None:
    if low >= high:
        return None
    return Reading((figures.plain(low), figures.plain(high)), m.rule.unit)


def _reversed(m: Match, low: Decimal, high: Decimal) -> bool:
    """Support at 25,150-25,100: levels a little apart, told downwards."""
    return m.rule.unit is None and high >= 100 and low <= high * Decimal("1.25") and not _worded(m)


def paired(m: Match) -> bool:
    """"highs/lows: 41-129": two figures, because two nouns with a stroke between announce them."""
    before = [t.lower for t in m.before(7)]
    return sum(word in words("PAIRED") for word in before) > 1 and any(sign in before for sign in "/-–")


@reading
def money_range(m: Match) -> Reading | None:
    low, high = m.value("a"), m.value("b")
    scales = [figures.scale(m.toks("k", i)) for i in (0, 1) if m.toks("k", i)]
    inner = m.span("k") and m.span("k")[0] < m.span("b")[0]
    high_power = scales[-1] if scales and not (inner and len(scales) == 1) else 0
    low_power = scales[0] if scales else 0
    if low is not None and high is not None:
        low, high = low.scaleb(low_power), high.scaleb(high_power)
    if not is_range(m, low, high):
        return None
    unit = money_unit(m) if m.rule.unit == "money" else m.rule.unit
    return Reading((figures.plain(low), figures.plain(high)), unit, None, m.sign)


def is_range(m: Match, low: Decimal | None, high: Decimal | None) -> bool:
    """Two ends in order, near enough, and not the two levels of a move ("rose from 3% to 5%")."""
    if low is None or high is None or not (low < high or (m.sign < 0 and low != high)):
        return False
    joined = {t.lower for t in m.scan.tokens[m.span("a")[1]:m.span("b")[0]]}
    if "to" not in joined:
        return low == 0 or high <= 1000 * low
    if low and high > WIDEST_RANGE * low:
        return False
    before = [t.lower for t in m.before(6)]
    moves = words("MOVE")
    if before and before[-1] == "from":
        return not any(word in moves for word in before[:-1]) and not _follows_a_move(m)
    return not (before and before[-1] in moves and before[-1] not in ("up", "down") and high > Decimal("2.5") * low)


def _follows_a_move(m: Match) -> bool:
    """"the yield went from 3.84% to 4.57% and oil from $71 to $91": as the figures before, two levels."""
    last = m.scan.found[-2:]
    tokens = m.scan.tokens
    return len(last) == 2 and m.first - last[1].last < 6 and tokens[last[0].first - 1].lower == "from" and (
        tokens[last[0].last].lower == "to" and last[1].first - last[0].last == 1)


@reading
def subunit_range(m: Match) -> Reading | None:
    low, high, unit = m.value("a"), m.value("b"), subunit_of(m)
    if unit is None or not is_range(m, low, high):
        return None
    return Reading((figures.plain(low.scaleb(-unit[1])), figures.plain(high.scaleb(-unit[1]))), unit[0])
