"""Checks by name: a function that turns a claim and the world into a Measurement.

A check's keyword-only parameters *are* its schema: a reading in ``data/checks`` may name those and no others.
A check raises EvidenceMissing where the evidence is not to be had; it never returns a guess.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ..claims import claim_date
from ..errors import EvidenceMissing, InputError, suggestion
from ..intervals import printed_period
from ..market import Market
from ..records import Article, Claim, Measurement
from ..reference import Reference
from ..trading_days import is_trading_day, previous_trading_day

Check = Callable[..., Measurement]
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class World:
    """Everything a check may look at, already cut at the edition's date."""

    market: Market
    reference: Reference
    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    as_of: date
    rejected: frozenset[str] = frozenset()      # ids of claims that a review refused: they decide nothing
    kept: dict[tuple, object] = field(default_factory=dict, compare=False, repr=False)      # see ``once``

    def reached(self, day: date) -> bool:
        """Whether the edition's date has come to a day. Whatever depends on that date asks here."""
        return day <= self.as_of

    @property
    def edition(self) -> date:
        """The edition's date for words. Nothing is decided by it: that is for ``reached``."""
        return self.as_of

    def once(self, key: tuple, make: Callable[[], Kept]) -> Kept:
        """A quantity that several claims ask for, made once. Leave it as it is.

        ``make`` itself looks at market and reference, and at nothing else that the key does not name: what it looks
        at is how it is known when it has to be made again.
        """
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def claim(self, name: str) -> Claim:
        """Another claim of the ledger (for arithmetic between claims)."""
        if name in self.rejected:
            raise EvidenceMissing(f"Claim {name} was rejected in review.")
        if name not in self.claims:
            raise InputError(f"claim {name!r}", "no such claim", "the id of a claim in data/claims",
                             suggestion(name, self.claims))
        return self.claims[name]

    def date_of(self, claim: Claim) -> date:
        return claim_date(claim, self.articles[claim.article])

    def day(self, claim: Claim, text: str | date) -> date:
        """A date as a reading names it.

        ISO dates stand for themselves; ``claim_date``, ``published``, ``last_close``, ``as_of``, ``horizon``,
        ``period_start``, ``period_end``, ``year_end_before`` (last close of the year before the claim date)
        are taken from the claim. EvidenceMissing if the day lies after the edition's date.
        """
        if isinstance(text, date):
            found = text
        else:
            found = self._named_day(claim, str(text))
        if not self.reached(found):
            raise EvidenceMissing(f"{found.isoformat()} lies after this edition ({self.edition.isoformat()}).")
        return found

    def _named_day(self, claim: Claim, text: str) -> date:
        article = self.articles[claim.article]
        if text == "claim_date":
            return self.date_of(claim)
        if text == "year_end_before":
            return previous_trading_day(date(self.date_of(claim).year, 1, 1))
        if text in ("published", "published_at"):
            return article.published_at
        if text == "last_close":
            return article.last_close
        if text == "as_of":
            return self.as_of
        if text == "horizon" and claim.horizon:
            return printed_period(claim.horizon)[1]
        if text in ("period_start", "period_end") and claim.period:
            start, _, end = claim.period.partition("/")
            return printed_period(start)[0] if text == "period_start" else printed_period(end)[1]
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputError(f"check of claim {claim.id}", f"date {text!r}", "an ISO date or a named day of the claim",
                             "see World.day") from None

    def close_day(self, claim: Claim, text: str | date) -> date:
        """Like ``day``, moved back to the last day with trading."""
        found = self.day(claim, text)
        return found if is_trading_day(found) else previous_trading_day(found)

    def released(self, series: str, day: date) -> date:
        """When the observation of ``day`` became public, from the series' certificate."""
        return self.market.released(series, day)


@dataclass(frozen=True)
class Registered:
    name: str
    function: Check
    basis: str
    parameters: Mapping[str, bool] = field(default_factory=dict)  # name -> required


REGISTRY: dict[str, Registered] = {}


def check(basis: str = "computed") -> Callable[[Check], Check]:
    """Register a function as a check under its own name; ``basis`` is the ledger's word for its evidence."""

    def register(function: Check) -> Check:
        parameters = {
            name: parameter.default is inspect.Parameter.empty
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }
        if function.__name__ in REGISTRY:
            raise ValueError(f"two checks are called {function.__name__}")
        REGISTRY[function.__name__] = Registered(function.__name__, function, basis, parameters)
        return function

    return register


def lookup(name: str, where: str) -> Registered:
    """A check by name; an unknown one is an error with a suggestion."""
    if name not in REGISTRY:
        raise InputError(where, f"method {name!r}", "a registered check", suggestion(name, REGISTRY))
    return REGISTRY[name]


def validate_parameters(registered: Registered, given: Mapping[str, object], where: str) -> None:
    """Refuse a reading that names a parameter the check does not have, or lacks one it needs."""
    for name in given:
        if name not in registered.parameters:
            raise InputError(where, f"parameter {name!r} of {registered.name}",
                             f"parameters {', '.join(registered.parameters) or '(none)'}",
                             suggestion(name, registered.parameters) if registered.parameters else "remove it")
    for name, required in registered.parameters.items():
        if required and name not in given:
            raise InputError(where, f"no {name!r} for {registered.name}", "every parameter the check needs",
                             "add it to the reading")
