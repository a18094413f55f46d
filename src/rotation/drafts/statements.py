"""A claim's statement from its fields, by template: readable, our own words, never the article's.

No run of ``RUN`` words of an article may enter the project, so a statement that happens to repeat one (a figure is
often told in the only way there is) is told in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

RUN = 8
WORD = re.compile(r"[a-z0-9]+")
NAMES = {
    "return_1d": "one-day return", "return_1w": "one-week return", "return_1m": "one-month return",
    "return_ytd": "year-to-date return", "return_since_low": "return since the low",
    "return_period": "return over a period", "return_annualized": "annualised return",
    "return_unspecified": "return over a window not named", "sector_return": "sector return",
    "relative_return_gap": "return gap", "point_change_1d": "one-day change in points",
    "point_change_1w": "one-week change in points", "drawdown_from_high": "distance from the high",
    "index_close": "closing level", "index_intraday_high": "intraday high", "index_level": "level",
    "last_price": "price", "market_cap": "market value", "volatility_index_level": "volatility level",
    "pe_forward": "forward P/E", "pe_trailing": "trailing P/E", "pe_unspecified": "P/E of a kind not named",
    "pe_trailing_20y_average": "twenty-year average of the trailing P/E", "pe_10y_average": "ten-year average P/E",
    "pe_discount": "P/E discount", "pb_discount": "price-to-book discount", "eps_growth": "earnings growth",
    "eps_growth_gap": "gap in earnings growth", "revenue_growth_yoy": "revenue growth over a year",
    "net_income_growth_yoy": "growth of net income over a year", "eps_growth_yoy": "growth of earnings per share",
    "gdp_growth": "GDP growth", "eps_gaap_diluted": "diluted earnings per share",
    "revenue_quarterly": "quarterly revenue", "revenue_annual": "annual revenue",
    "eps_guidance_range": "guidance for earnings per share", "eps_surprise": "surprise in earnings per share",
    "eps_adjusted_diluted": "adjusted earnings per share", "fed_funds_target_range": "federal funds target range",
    "policy_rate_level": "policy rate", "policy_rate_change": "change of the policy rate",
    "cut_probability": "probability of a cut", "cuts_projected": "number of cuts projected",
    "cuts_in_year": "cuts counted in the year", "consecutive_cuts": "cuts in a row",
    "inflation_rate": "inflation rate", "core_inflation_rate": "core inflation rate", "yield_level": "yield",
    "yield_change": "change in yield", "fund_flow": "fund flow", "record_high_date": "record high",
    "record_close_dates": "record close", "consecutive_record_sessions": "records in a row",
    "level_superlative_window": "extreme of the level in so long a time",
}
_MOVES = {              # by a word of the metric, the first that fits
    "flow": {"up": "an inflow of", "down": "an outflow of"},
    "growth": {"up": "a rise of", "down": "a fall of"},
    "change": {"up": "a rise of", "down": "a fall of"},
    "return": {"up": "a gain of", "down": "a loss of"},
}
# Signs that the words say already: "a loss of (7.4)" would lose twice.
_SIGNS = re.compile(r"^[+\-−–▲▼△▽↑↓]\s*|^\((?=[^()]*\)%?$)|\)(?=%?$)")
_SIDES = {"up": "ahead of", "down": "behind"}


class Words:
    """The runs of ``RUN`` words in a text."""

    def __init__(self, text: str):
        words = WORD.findall(text.lower())
        self._runs = {hash(tuple(words[n: n + RUN])) for n in range(len(words) - RUN + 1)}

    def repeats(self, sentence: str) -> bool:
        """Whether a sentence shares a run of ``RUN`` words with the text."""
        words = WORD.findall(sentence.lower())
        return any(hash(tuple(words[n: n + RUN])) in self._runs for n in range(len(words) - RUN + 1))


def statement(record: Mapping[str, object], words: Words, taken: set[str]) -> str:
    """The first way of telling a record that repeats no run of the text and that no other claim is told in."""
    for sentence in _tellings(record):
        if sentence not in taken and not words.repeats(sentence):
            return sentence
    return f"Claim number {len(taken) + 1} of this article: a figure that a person has to put into words."


def _tellings(record: Mapping[str, object]) -> Iterator[str]:
    plain, labelled = _sentence(record), _labelled(record)
    place = f"paragraph {record['paragraph']}"
    for told in (plain, labelled):
        yield f"{told}."
        yield f"{told} ({place})."
        for n in range(2, 6):
            yield f"{told} ({place}, again: {n})."


def _sentence(record: Mapping[str, object]) -> str:
    subject, figure = record["subject"] or "A subject not known", _figure(record)
    if record["unit"] in ("date", "year") and record["direction"] in _SIDES and record["comparand"]:
        return f"{subject} is put {_SIDES[record['direction']]} {record['comparand']} for {figure}"
    said = "is dated" if record["unit"] == "date" else "is given as"
    verb = "is expected to be" if record["kind"] == "forecast" else said
    against = f" against {record['comparand']}" if record["comparand"] else ""
    return f"{subject}: the {_name(record)}{against} {verb} {_signed(record, figure)}{_when(record)}"


def _labelled(record: Mapping[str, object]) -> str:
    """The fields side by side, each with its name."""
    parts = [("figure", _figure(record)), ("measure", _name(record)), ("subject", record["subject"]),
             ("compared with", record["comparand"]), ("direction", record["direction"]),
             ("dated", record["as_of"] or record["period"])]
    return "Read by rule: " + "; ".join(f"{label}, {value}" for label, value in parts if value)


def _name(record: Mapping[str, object]) -> str:
    metric = str(record["metric"] or "measure not known")
    return NAMES.get(metric, metric.replace("_", " "))


def _figure(record: Mapping[str, object]) -> str:
    """The number as printed, on one line; one printed in very many words, by its value."""
    printed = " ".join(str(record["stated"]).split())
    told = printed if len(WORD.findall(printed.lower())) < RUN else str(record["value"])
    return f"{told}%" if record["unit"] == "%" and re.fullmatch(r"[\d.,+()\-−–▲▼ ]+", told) else told


def _signed(record: Mapping[str, object], figure: str) -> str:
    hedge, metric = str(record["qualifier"] or "").replace("_", " "), str(record["metric"] or "")
    if hedge and hedge in figure.lower():
        hedge = ""                                     # "over $2 billion" has it in its surface
    moves = next((words for part, words in _MOVES.items() if part in metric), {})
    if record["unit"] in ("date", "year") or record["direction"] not in moves:
        return f"{hedge} {figure}".strip()
    bare = _SIGNS.sub("", figure) if _SIGNS.match(figure) else figure
    return " ".join(filter(None, (moves[record["direction"]], hedge, bare)))


def _when(record: Mapping[str, object]) -> str:
    if record["unit"] in ("date", "year"):
        return ""
    if record["period"]:
        first, _, last = str(record["period"]).partition("/")
        return f", from {first} to {last}"
    return f", as of {record['as_of']}" if record["as_of"] else ""
