"""The lexicon of names, compiled once: a trie over words whose meanings know how a name must be spelt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .classes import lexicon
from .phrases import Trie, listed, spelling_of

KINDS = ("index", "fund", "central_bank", "economy", "bond", "commodity", "currency", "sector", "group")


TENORS = (("10-year", "ten-year"), ("10-year", "Ten-year"), ("2-year", "two-year"), ("2-year", "Two-year"),
          ("5-year", "five-year"), ("30-year", "thirty-year"))
TAILS = ("plc", "AG", "SE", "SpA", "SA", "Ltd", "ASA")          # that nobody says


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase of the trie names. ``wordy``: also an ordinary word; ``back``: refers to the last such name."""

    name: str
    kind: str
    economy: str
    spelling: tuple[str, ...]
    wordy: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """All names, the legal forms and exchanges, and where each name is at home."""

    trie: Trie
    labels: dict[str, tuple[str, str]]          # a table's row label in lower case → name and kind
    themes: dict[str, dict[str, tuple[str, str]]]       # a word of its caption → row label → name and kind
    in_full: dict[str, str]                     # initials of a central bank → its long name
    legal: frozenset[str]
    exchanges: frozenset[str]
    home: dict[str, str]
    bonds: dict[tuple[str, str], str]           # economy and tenor ("10-year") → the bond
    banks: tuple[str, ...]                      # central banks
    rates: dict[tuple[str, ...], str]           # words of a policy rate → the bank that alone has it
    tickers: dict[str, str]                     # ticker → kind, of companies and funds


@lru_cache(maxsize=1)
def names() -> Names:
    """The names of the lexicon."""
    source, companies, trie, home = lexicon("entities"), lexicon("companies"), Trie(), {}
    legal = frozenset(listed(source["legal_forms"]))
    tickers: dict[str, str] = dict.fromkeys((*companies["tickers"], *companies["elsewhere"]), "company")
    for kind in KINDS:
        for economy, members in source[kind].items():
            for name, aliases in members.items():
                home[name] = economy
                _file(trie, name, kind, economy, [name, *listed(aliases)] if kind != "fund" else listed(aliases))
                if kind == "fund":
                    tickers[name] = kind
    for phrase in listed(source["ignored"]):
        trie.add(_words(phrase), Name("", "ignored", "", spelling_of(phrase), back=True))
    for kind, aliases in source["back"].items():
        for alias in listed(aliases):
            trie.add(_words(alias), Name("", kind, "", spelling_of(alias), back=True))
    for ticker, aliases in companies["tickers"].items():
        _file(trie, ticker, "company", "", listed(aliases))
    for aliases in companies["elsewhere"].values():
        if listed(aliases):
            _file(trie, _bare(listed(aliases)[0], legal), "company", "", listed(aliases))
    labels = {alias.lower(): (name, kind) for kind, members in source["labels"].items()
              for name, text in members.items() for alias in listed(text)}
    labels = {" ".join(_words(alias)): known for alias, known in labels.items()}
    labels = {**_sized(source), **_tenored(source), **labels}
    themes = {theme: {" ".join(_words(alias)): (name, "group") for name, text in members.items()
                      for alias in listed(text)} for theme, members in source["labels_under"].items()}
    in_full = source["in_full"]
    home.update({name: home[initials] for initials, name in in_full.items()})
    rates = {_words(rate): bank for bank, text in source["rates"].items() for rate in listed(text)}
    return Names(trie, labels, themes, in_full, legal, frozenset(listed(source["exchanges"])), home, _bonds(source),
                 tuple(name for members in source["central_bank"].values() for name in members), rates, tickers)


def _bonds(source: dict) -> dict[tuple[str, str], str]:
    found = {}
    for economy, members in source["bond"].items():
        for name in members:
            tenor = next((word for word in name.split() if word.endswith("-year")), None)
            if tenor:
                found.setdefault((economy, tenor), name)
    return found


def _sized(source: dict) -> dict[str, tuple[str, str]]:
    """"UK small", "EM large cap" → UK small-caps, EM large-caps."""
    longer = {"US": "United States", "UK": "United Kingdom", "EM": "Emerging markets"}
    return {" ".join(_words(f"{said}{comma} {printed}")): (f"{region} {size}", "group")
            for region in listed(source["regions"]) for said in (region, longer.get(region, region))
            for comma in ("", ",") for size, text in source["sizes"].items() for printed in listed(text)}


def _tenored(source: dict) -> dict[str, tuple[str, str]]:
    """"US 2y", "UK 10-yr", "Germany 10Y" → the bond."""
    return {" ".join(_words(f"{said} {tenor.removesuffix('-year')}{tail}")): (name, "bond")
            for (economy, tenor), name in _bonds(source).items()
            for said in (economy, *listed(source["short_economies"].get(economy)))
            for tail in ("y", "yr", "-yr", "-year", " year", " yr", "Y yield", "y yield", "-year yield")}


def _bare(name: str, legal: frozenset[str]) -> str:
    """A company's name without "plc" or "AG"."""
    head, _, tail = name.removeprefix("~").rpartition(" ")
    return head if head and tail in legal and tail in TAILS else name.removeprefix("~")


def _words(alias: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in spelling_of(alias))


def _file(trie: Trie, name: str, kind: str, economy: str, aliases: list[str]) -> None:
    if kind == "bond":
        aliases = [*aliases, *(alias.replace(digits, word) for alias in aliases for digits, word in TENORS
                               if alias.startswith(digits))]
    for alias in aliases:
        plain = alias.removeprefix("~")
        trie.add(_words(plain), Name(name, kind, economy, spelling_of(plain), plain != alias))


def own_names(companies: Mapping[str, str]) -> Trie:
    """A trie of the companies that the caller knows: ticker → name."""
    trie = Trie()
    for ticker, name in companies.items():
        plain = name.partition(",")[0]
        if len(plain) > 2:
            trie.add(_words(plain), Name(ticker, "company", "", spelling_of(plain)))
    return trie
