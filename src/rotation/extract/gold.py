"""Articles annotated by people, and how well an extraction meets them.

An annotation stands in the text as ``⟦surface|…⟧``. A claim: surface, unit, value, metric, subject, direction, then
``key=value`` fields (``q`` qualifier, ``to`` comparand, ``as_of``, ``period``, ``kind``, ``topic``, ``n`` the number
itself where it is not "first digit to last digit") and the word ``incomplete``. An exclusion: surface, ``x=reason``.
Metric and subject may offer several answers, separated by `` / ``; the first is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import InputError
from ..files import read_text
from .names import names
from .phrases import END, spelling_of
from .records import Mention
from .wordlists import words

MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
HEADER = re.compile(r"# ([a-z_]+): (.*)\n")
TAILS = words("houses") | {"index", "yield", "inc", "inc.", "corp", "corp.", "plc", "ltd", "group", "co", "holdings"}
_DIGITS = re.compile(r"\d.*\d|\d", re.DOTALL)

FAMILIES = {
    "return": "return_1d return_1w return_1m return_ytd return_since_low return_period return_annualized "
              "return_unspecified sector_return relative_return_sign relative_return_gap relative_return_superlative "
              "outperformance_in_cut_cycles point_change_1d point_change_1w drawdown_from_high",
    "level": "index_close index_intraday_high index_level last_price market_cap volatility_index_level "
             "exchange_rate commodity_price price_target index_target high_52w price_range",
    "valuation": "pe_forward pe_trailing pe_unspecified pe_trailing_20y_average pe_10y_average pe_discount pb_discount "
                 "valuation_discount valuation_premium discount_to_fair_value premium_to_fair_value "
                 "relative_valuation_superlative price_to_book pb_unspecified pb_trailing pb_forward dividend_yield "
                 "valuation_percentile net_debt_to_ebitda price_to_sales ev_to_ebitda earnings_yield pe_average",
    "growth": "eps_growth eps_growth_gap revenue_growth_yoy net_income_growth_yoy eps_growth_yoy gdp_growth "
              "organic_revenue_growth order_growth_yoy operating_income_growth_yoy same_store_sales_growth "
              "comparable_sales_growth",
    "fundamental": "revenue_quarterly revenue_annual eps_gaap_diluted eps_adjusted_diluted net_income operating_income "
                   "operating_margin free_cash_flow assets_under_management debt_repaid debt_outstanding "
                   "dividend_per_share dividend_change eps_guidance_range revenue_guidance_range gross_margin "
                   "net_interest_income net_interest_margin operating_margin_change buyback_authorization "
                   "share_buyback backlog eps_surprise pretax_profit segment_revenue eps_consensus",
    "policy": "fed_funds_target_range policy_rate_level policy_rate_change rate_cut_date cuts_in_year consecutive_cuts "
              "cuts_projected cut_probability policy_event_date neutral_rate policy_rate_projection policy_vote "
              "rate_hike_date consecutive_hikes consecutive_holds",
    "macro": "inflation_rate core_inflation_rate inflation_target inflation_expectations yield_level yield_change "
             "unemployment_rate yield_curve_spread mortgage_rate payrolls_change",
    "flow": "fund_flow",
    "record": "record_high_date record_close_dates consecutive_record_sessions market_trough_date "
              "level_superlative_window losing_streak winning_streak underperformance_window",
}
_FAMILY = {metric: family for family, metrics in FAMILIES.items() for metric in metrics.split()}


@dataclass(frozen=True)
class Expected:
    """What a person says one number is. ``metrics`` and ``subjects`` are the answers that count as right."""

    start: int
    end: int
    surface: str
    unit: str | None = None
    value: object = None
    metrics: tuple[str | None, ...] = (None,)
    subjects: tuple[str | None, ...] = (None,)
    direction: str = "none"
    complete: bool = True
    exclusion: str | None = None

    @property
    def check_worthy(self) -> bool:
        return self.exclusion is None


@dataclass(frozen=True)
class Annotated:
    """One annotated article: its plain text and what stands in it, in text order."""

    name: str
    meta: dict[str, str]
    text: str
    records: tuple[Expected, ...]


@dataclass(frozen=True)
class Miss:
    """One difference, told for the person who mends the grammar."""

    article: str
    what: str
    surface: str
    expected: str
    found: str


@dataclass
class Score:
    """Counts over articles; the properties are the shares that we publish."""

    digits: int = 0
    covered: int = 0
    expected: int = 0
    claimed: int = 0
    matched: int = 0
    value_unit: int = 0
    family: int = 0
    listed: int = 0
    in_list: int = 0
    grouped: int = 0
    subject: int = 0
    complete: int = 0
    direction: int = 0
    span: int = 0

    def share(self, name: str) -> float:
        """Of matched records, the share that is right in ``name``; ``listed``: of those with a metric of the list."""
        among = self.in_list if name == "listed" else self.matched
        return getattr(self, name) / among if among else 1.0

    @property
    def precision(self) -> float:
        return self.matched / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_annotated(path: Path) -> Annotated:
    """An annotated article from a file."""
    return parse(read_text(path), path.stem)


def parse(source: str, name: str = "") -> Annotated:
    """Headers, plain text and records of an annotated text; InputError names the mark that cannot be read."""
    meta: dict[str, str] = {}
    at = 0
    while found := HEADER.match(source, at):
        meta[found[1]] = found[2].strip()
        at = found.end()
    body = source[at:].removeprefix("\n")
    pieces, records, length, last = [], [], 0, 0
    for mark in MARK.finditer(body):
        between = body[last:mark.start()]
        _plain(name, between)
        length += len(between)
        surface, *parts = mark[1].split("|")
        records.append(_record(name, length, surface, parts))
        pieces += [between, surface]
        length += len(surface)
        last = mark.end()
    _plain(name, body[last:])
    return Annotated(name, meta, "".join([*pieces, body[last:]]), tuple(records))


def _plain(name: str, text: str) -> None:
    if found := re.search(r"\d|⟦|⟧", text):
        where = text[max(0, found.start() - 30):found.end() + 30].replace("\n", " ")
        raise InputError(f"{name}: {where!r}", f"{found[0]!r} outside an annotation", "every digit in one", "mark it")


def _record(name: str, at: int, surface: str, parts: Sequence[str]) -> Expected:
    where = f"{name}: ⟦{surface}|{'|'.join(parts)}⟧"
    fields = dict(part.split("=", 1) for part in parts if re.match(r"(n|q|to|x|as_of|period|kind|topic)=", part))
    is_date = parts[:1] == ["date"] or fields.get("x") in ("publication_date", "date_of_another_claim")
    start, end = (0, len(surface)) if is_date and "n" not in fields else _core(where, surface, fields.get("n"))
    if "x" in fields:
        return Expected(at + start, at + end, surface, exclusion=fields["x"])
    if len(parts) < 4:
        raise InputError(where, f"{len(parts)} fields", "unit, value, metric, subject, direction", "write them")
    unit, value, metric, subject = parts[:4]
    direction = parts[4] if len(parts) > 4 and parts[4] in ("up", "down", "none") else "none"
    return Expected(at + start, at + end, surface, unit, _value(where, unit, value), _answers(metric),
                    _answers(subject), direction, "incomplete" not in parts)


def _core(where: str, surface: str, number: str | None) -> tuple[int, int]:
    if number:
        if number not in surface:
            raise InputError(where, f"n={number}", "a part of the surface", "mend it")
        at = surface.index(number)
        return at, at + len(number)
    found = _DIGITS.search(surface)
    return found.span() if found else (0, len(surface))


def _value(where: str, unit: str, text: str) -> object:
    if unit in ("date", "year"):
        return text
    try:
        ends = [float(part) for part in text.split("..")]
    except ValueError:
        raise InputError(where, f"value {text!r}", "a number, or low..high", "mend it") from None
    return ends if len(ends) == 2 else ends[0]


def _answers(text: str) -> tuple[str | None, ...]:
    return tuple(None if part.strip() in ("", "null", "None", "-") else part.strip() for part in text.split(" / "))


# ---------------------------------------------------------------- scoring

def score(article: str, text: str, expected: Sequence[Expected], found: Sequence[Mention],
          into: Score | None = None) -> tuple[Score, list[Miss]]:
    """Counts and differences of one article; records are matched by overlap of the number's own span."""
    total, misses = into or Score(), []
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    total.digits += len(runs)
    total.covered += sum(_held(run, found) == 1 for run in runs)
    misses += [Miss(article, "digits", text[run[0]:run[1]], "one record", str(_held(run, found))) for run in runs
               if _held(run, found) != 1]
    claims = [mention for mention in found if mention.check_worthy]
    total.claimed += len(claims)
    total.expected += sum(one.check_worthy for one in expected)
    taken: set[int] = set()
    for one in (one for one in expected if one.check_worthy):
        n = next((n for n, mention in enumerate(claims) if n not in taken
                  and mention.start < one.end and one.start < mention.end), None)
        if n is None:
            other = next((m for m in found if m.start < one.end and one.start < m.end), None)
            misses.append(Miss(article, "missed", one.surface, f"{one.metrics[0]} of {one.subjects[0]}",
                               f"excluded: {other.exclusion}" if other else "nothing"))
            continue
        taken.add(n)
        total.matched += 1
        misses += _compare(article, one, claims[n], total)
    misses += [Miss(article, "invented", claims[n].surface, _reason(claims[n], expected),
                    f"{claims[n].metric} of {claims[n].subject}") for n in range(len(claims)) if n not in taken]
    return total, misses


def _held(run: tuple[int, int], found: Sequence[Mention]) -> int:
    return sum(mention.surface_start <= run[0] and run[1] <= mention.surface_end for mention in found)


def _reason(mention: Mention, expected: Iterable[Expected]) -> str:
    one = next((one for one in expected if mention.start < one.end and one.start < mention.end), None)
    return f"excluded: {one.exclusion}" if one else "nothing"


def _compare(article: str, one: Expected, found: Mention, total: Score) -> Iterator[Miss]:
    _count_families(one, found, total)
    tests = {
        "value_unit": (found.unit == one.unit and same_value(found.value, one.value),
                       f"{one.value} {one.unit}", f"{found.value} {found.unit}"),
        "family": (family(found.metric) in {family(name) for name in one.metrics}, " / ".join(map(str, one.metrics)),
                   str(found.metric)),
        "subject": (any(same_subject(found.subject, name) for name in one.subjects), " / ".join(map(str, one.subjects)),
                    str(found.subject)),
        "complete": (found.complete == one.complete, str(one.complete), str(found.complete)),
        "direction": (found.direction == one.direction, one.direction, found.direction),
        "span": ((found.start, found.end) == (one.start, one.end), f"{one.start}-{one.end}",
                 f"{found.start}-{found.end}"),
    }
    for name, (right, wanted, was) in tests.items():
        setattr(total, name, getattr(total, name) + right)
        if not right:
            yield Miss(article, name, one.surface, wanted, was)


def _count_families(one: Expected, found: Mention, total: Score) -> None:
    """Two more readings of "the family is right": over metrics of the list alone, and with all others as one family.

    A metric outside the list is named by whoever annotates; that two people hit on one name says little about reading.
    """
    wanted = one.metrics[0] in _FAMILY
    right = family(found.metric) in {family(name) for name in one.metrics}
    total.in_list += wanted
    total.listed += wanted and right
    total.grouped += right or (found.metric not in _FAMILY and not all(name in _FAMILY for name in one.metrics))


def same_subject(found: str | None, expected: str | None) -> bool:
    """Whether two names mean the same: equal but for case, or two spellings of one entry of the lexicon of names.

    "BoE" and "Bank of England", "10-year Treasury yield" and "US 10-year Treasury", "MSFT" and "Microsoft".
    """
    if found is None or expected is None:
        return found is expected
    return not _meanings(found).isdisjoint(_meanings(expected))


@lru_cache(maxsize=4096)
def _meanings(name: str) -> frozenset[str]:
    """A name in lower case, and what the lexicon says it means; without "the", "Index", a legal tail."""
    parts = [word.lower() for word in spelling_of(name)]
    parts = parts[1:] if parts[:1] == ["the"] and len(parts) > 1 else parts
    found = {" ".join(parts)}
    while len(parts) > 1 and parts[-1] in TAILS:
        parts = parts[:-1]
        found.add(" ".join(parts))
    found |= {known for text in tuple(found) for known in _known(tuple(text.split(" ")))}
    return frozenset(name.lower() for name in found)


def _known(parts: tuple[str, ...]) -> Iterator[str]:
    node = names().trie.root
    for word in parts:
        node = node.get(word)
        if node is None:
            return
    yield from (names().in_full.get(known.name, known.name) for known in node.get(END, ()) if known.name)


def family(metric: str | None) -> str | None:
    """The vocabulary's family of a metric; a metric outside the list is its own."""
    return _FAMILY.get(metric or "", metric)


def same_value(found: object, expected: object) -> bool:
    """Whether two values are the same figure (numbers within a billionth, dates as text)."""
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(same_value, found, expected))
    if isinstance(found, list | tuple) or isinstance(expected, list | tuple):
        return False
    if isinstance(expected, str) or isinstance(found, str):
        return str(found) == str(expected)
    return found is not None and abs(float(found) - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))
