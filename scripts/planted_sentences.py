"""Generated articles as text, for ``plant_contradictions``: a sentence for each record, and where its number stands."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from planted_world import BANKS, INDICES

A_PARAGRAPH = 4            # sentences
QUARTERS = ("first", "second", "third", "fourth")
#   metric: the sentences; {n} is the number with its hedge, {s} and {c} subject and comparand, {rose} the direction,
#   {on} ``on December 5, 2025`` and {q} ``in the third quarter of 2025``, both with the blank before, or nothing
SENTENCES = {
    "index_close": ("{S} closed at {n}{on}.", "{S} ended the session at {n} points{on}."),
    "return_ytd": ("{S} had {risen} {n} for the year{to}.", "Year to date, {s} was {up} {n}{to}."),
    "return_1d": ("{S} {rose} {n}{on}.",),
    "return_1m": ("{S} {rose} {n} over the past month{to}.",),
    "pe_forward": ("{S} traded at {n} forward earnings{on}.", "{S} had a forward P/E of {n}{on}."),
    "pe_trailing": ("{S} traded at {n} trailing earnings{on}.", "{S} had a trailing P/E of {n}{on}."),
    "pe_discount": ("{S} traded at a P/E discount of {n} to {c}{on}.",),
    "valuation_premium": ("{S} traded at a valuation premium of {n} to {c}{on}.",),
    "relative_return_gap": ("{S} was {ahead} {c} by {n} for the year{to}.",),
    "yield_level": ("{S} stood at {n}{on}.",),
    "yield_change": ("{S} {rose} {n}{on}.",),
    "revenue_quarterly": ("{S} reported revenue of {n}{q}.",),
    "net_income": ("{S} posted net income of {n}{q}.",),
    "revenue_growth_yoy": ("Revenue at {s} {rose} {n} from a year earlier{q}.",),
    "eps_gaap_diluted": ("{S} earned {n} per diluted share{q}.",),
    "market_cap": ("{S} had a market capitalization of {n}{on}.",),
    "last_price": ("Shares of {s} closed at {n}{on}.",),
    "rate_cut_date": ("{S} cut interest rates on {n}.",),
    "policy_rate_change": ("{S} {raised} its policy rate by {n}{on}.",),
}
WORDS = {"up": {"rose": "rose", "risen": "risen", "up": "up", "ahead": "ahead of", "raised": "raised"},
         "down": {"rose": "fell", "risen": "fallen", "up": "down", "ahead": "behind", "raised": "lowered"}}


def texts(records: Sequence[dict], seed: int) -> tuple[dict[str, str], dict[tuple[str, int], dict]]:
    """The text of each article, and the record of each (article, offset of its number's surface)."""
    draw = random.Random(seed)
    by_article: dict[str, list[dict]] = defaultdict(list)
    for record in records:
        by_article[record["article"]].append(record)
    found, places = {}, {}
    for article, said in sorted(by_article.items()):
        text = ""
        for n, record in enumerate(said):
            sentence, at = _sentence(draw, record)
            places[article, len(text) + at] = record
            text += sentence + ("\n\n" if n % A_PARAGRAPH == A_PARAGRAPH - 1 else " ")
        found[article] = text.rstrip() + "\n"
    return found, places


def _sentence(draw: random.Random, record: dict) -> tuple[str, int]:
    """The sentence and where in it the surface begins."""
    number = _long(record["value"]) if record["unit"] == "date" else record["surface"]
    hedged = f"{record['qualifier'].replace('_', ' ')} {number}" if record["qualifier"] else number
    subject, comparand = _entity(record["subject"]), _entity(record["comparand"] or "")
    day = record["as_of"] and _long(record["as_of"])
    words = {"S": subject[:1].upper() + subject[1:], "s": subject, "c": comparand, "n": "\0",
             "on": f" on {day}" if day else "", "to": f" as of {day}" if day else "",
             "q": _quarter(record["period"]) if record["period"] else "", **WORDS.get(record["direction"], WORDS["up"])}
    before, after = draw.choice(SENTENCES[record["metric"]]).format(**words).split("\0")
    return before + hedged + after, len(before) + len(hedged) - len(number)


def _entity(name: str) -> str:
    known = name in INDICES or name in BANKS or name.endswith((" Index", "yield", "Reserve", "Bank"))
    return f"the {name}" if known else name


def _quarter(period: str) -> str:
    year, quarter = period.split("-Q")
    return f" in the {QUARTERS[int(quarter) - 1]} quarter of {year}"


def _long(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"
