"""The $terms of the table of proposals: what a claim's subject, dates and unit come to.

``Terms.get(name)`` is the value of a term for one claim, None where it cannot be known. A term is a function of
``dates``, ``series`` or ``figures`` registered under its name; its docstring says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..checks import World
from ..errors import EvidenceMissing, InputError
from ..records import Article, Claim

Term = Callable[["Terms"], object]
TERMS: dict[str, Term] = {}
SERIES_KEYS = ("price", "total", "rate", "group")
_UNKNOWN = (EvidenceMissing, InputError, LookupError, ValueError, ArithmeticError)


def term(function: Term) -> Term:
    """Register a term under its function's name."""
    TERMS[function.__name__] = function
    return function


@dataclass
class Terms:
    """The terms of one claim under one entry of the table; computed when asked for."""

    claim: Claim
    world: World
    table: Mapping[str, object]
    entry: Mapping[str, object]
    _known: dict[str, object] = field(default_factory=dict)

    @property
    def article(self) -> Article:
        return self.world.articles[self.claim.article]

    @property
    def made(self) -> date:
        """The claim's date."""
        return self.world.date_of(self.claim)

    def get(self, name: str) -> object:
        """The value of a term; None where it cannot be known. InputError for a term that does not exist."""
        if name not in TERMS:
            raise InputError("data/checks/proposals.yml", f"${name}", "a term of rotation.proposals", "mend the name")
        if name not in self._known:
            try:
                value = TERMS[name](self)
            except _UNKNOWN:
                value = None
            self._known[name] = value.isoformat() if isinstance(value, date) else value
        return self._known[name]

    def fill(self, value: object) -> object:
        """A value of the table, with a $term replaced by what it comes to."""
        return self.get(value[1:]) if isinstance(value, str) and value.startswith("$") else value

    def subject(self, name: str | None) -> Mapping[str, object]:
        """The table's entry for a subject, borrowed ones followed; a held company has one of its own."""
        own: dict[str, object] = {}
        for _ in range(5):
            entry = self._subjects.get((name or "").casefold())
            if entry is None or "as" not in entry:
                break
            own, name = {**entry, **own}, entry["as"]
        found = {**(self._company(name) if entry is None else self._held(entry)), **own}
        return {**found, "proxy": True} if found.get("fund") else found

    def _held(self, entry: Mapping[str, object]) -> dict[str, object]:
        """The entry without series that this data folder does not hold."""
        held = set(self.world.market.names())
        return {key: value for key, value in entry.items() if key not in SERIES_KEYS
                or set(value if isinstance(value, list) else [value]) <= held}

    @property
    def _subjects(self) -> Mapping[str, Mapping[str, object]]:
        if "_subjects" not in self._known:
            self._known["_subjects"] = {key.casefold(): value for key, value in self.table["subjects"].items()}
        return self._known["_subjects"]

    def _company(self, name: str | None) -> Mapping[str, object]:
        held = set(self.world.market.names())
        plain, adjusted = f"yahoo/{name}", f"yahoo/{name}_adj"
        known = [series for series in (plain, adjusted) if series in held]
        if not known:
            return {}
        return {"price": known[0], "total": known[-1], **({"close": plain} if plain in held else {})}

    @property
    def legs(self) -> list[Mapping[str, object]]:
        """The entries of the subject and, if one is named, of the comparand."""
        names = [self.claim.subject, *([self.claim.comparand] if self.claim.comparand else [])]
        return [self.subject(name) for name in names]

    @property
    def proxy(self) -> bool:
        """Whether a series only stands in for the claim's subject or comparand."""
        return any(leg.get("proxy") for leg in self.legs)

    @property
    def tolerance(self) -> float | None:
        """How far what stands in for them differs."""
        return max((leg["tolerance"] for leg in self.legs if "tolerance" in leg), default=None)
