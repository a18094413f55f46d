"""Which money a sign, a code or a word means."""

from __future__ import annotations

from functools import lru_cache

from .. import figures
from ..classes import lexicon
from .match import Match, Reading, reading, words

CENTS = ("AUD", "NZD", "CAD", "ZAR", "EUR", "HKD", "SGD")          # moneys of a hundred cents, beside the dollar
DOLLARS = 8                      # figures back that are asked for their dollar
WEIGHED = 12                     # tokens before pounds that are asked for a metal
REACH = 60                       # tokens of a line that are asked for its country


@lru_cache(maxsize=1)
def _currencies() -> tuple[dict[str, str], dict[str, str]]:
    """Signs, codes and words → ISO code; prefixes of a dollar sign → ISO code."""
    plain, dollars = {}, {}
    for code, entry in lexicon("units")["currencies"].items():
        for word in (*entry.get("signs", ()), *entry.get("codes", ())):
            plain[word] = code
        plain |= {word.lower(): code for word in entry.get("words", ())}
        dollars |= dict.fromkeys(entry.get("dollar", ()), code)
    return plain, dollars


def dollars() -> dict[str, str]:
    """Prefixes of a dollar sign → ISO code."""
    return _currencies()[1]


def money_unit(m: Match) -> str | None:
    """ISO code; pounds of copper and the like are a count."""
    if any(t.lower in ("pounds", "pound") for t in m.toks("w")) and _weighed(m):
        return "count"
    return _money(m)


def _weighed(m: Match) -> bool:
    around = m.scan.tokens[max(m.block.first, m.first - WEIGHED):min(m.block.last, m.last + 4)]
    return not words("WEIGHED").isdisjoint(t.lower for t in around) and not _in_pounds(m)


def _money(m: Match) -> str | None:
    plain, dollars = _currencies()
    toks = [*m.toks("c"), *m.toks("w")]
    if [t.text for t in toks] == ["$"]:
        return _local_dollar(m) or "USD"
    lands = lexicon("units")["lands"]
    for token in toks:
        if token.lower in lands:
            return lands[token.lower]
        if token.text in dollars and len(toks) > 1:
            return dollars[token.text]
        code = plain.get(token.text) or plain.get(token.lower)
        if code:
            return (home(m, ("NOK", "DKK")) or code) if token.lower == "kr" else code
    return None


def subunit_of(m: Match) -> tuple[str, int] | None:
    toks = m.toks("w")
    entry = lexicon("units")["subunits"].get(toks[0].lower) if toks else None
    if not entry:
        return None
    local = _local_dollar(m) if entry[0] == "USD" else None
    prefix = next((dollars()[t.text] for t in m.scan.tokens[m.first:m.last] if t.text in dollars()), None)
    return prefix or local or (home(m, CENTS) if entry[0] == "USD" else None) or entry[0], int(entry[1])


def home(m: Match, wanted: tuple[str, ...]) -> str | None:
    """The money of the country that the line, or else the whole page, is about, if it is among ``wanted``."""
    homes, tokens = _homes(), m.scan.tokens
    before = (homes[t.text] for t in reversed(tokens[max(m.block.first, m.first - REACH):m.first]) if t.text in homes)
    code = next(before, None) or m.scan.home(homes)
    return code if code in wanted else None


def _local_dollar(m: Match) -> str | None:
    """A bare dollar sign after "C$2.41 a share" in the same paragraph is a Canadian dollar too."""
    for other in reversed(m.scan.found[-DOLLARS:]):
        if other.first < m.block.first:
            return None
        prefix = m.scan.tokens[other.first].text
        if other.unit in CENTS and (prefix in dollars() or (other.form == "money" and prefix == "$")):
            return other.unit
        if other.unit == "USD":
            return None
    return None


@lru_cache(maxsize=1)
def _homes() -> dict[str, str]:
    return {str(word): code for code, listed in lexicon("units")["homes"].items() for word in listed}


@reading
def subunit(m: Match) -> Reading | None:
    number, unit = m.value("n"), subunit_of(m)
    if number is None or unit is None or (m.toks("w")[0].text == "c" and len(m.toks("n")) > 1):
        return None
    return Reading(figures.plain(number.scaleb(-unit[1])), unit[0], None, m.sign)


@reading
def rand(m: Match) -> Reading | None:
    """R12.50, where the page speaks of South Africa."""
    number = m.value("n")
    power = figures.scale(m.toks("k"))
    if number is None or home(m, ("ZAR",)) is None:
        return None
    m.number = (m.span("n")[0], m.span("n")[0] + 1)
    return Reading(figures.plain(number.scaleb(power)), "ZAR")


@reading
def penny(m: Match) -> Reading | None:
    """A penny by itself: of a pound where the page speaks of pounds, of a dollar otherwise."""
    return Reading(0.01, "GBP" if _in_pounds(m) else "USD")


def _in_pounds(m: Match) -> bool:
    """Whether the section prints a pound sign; another section of the text says nothing about this one."""
    page = m.scan.page
    return page.text.find("£", page.start, page.end) >= 0
