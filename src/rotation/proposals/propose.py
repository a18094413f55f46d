"""From a claim to a check record, by the table of proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..checks import World, find
from ..checks.engine import UNTESTABLE, plan_of
from ..errors import EvidenceMissing, InputError
from ..files import mapping, read_mapping
from ..paths import DATA, folder
from ..records import Claim
from . import dates, figures, series  # noqa: F401 - they register terms
from .terms import Terms

TABLE = "proposals.yml"
SECTIONS = ("subjects", "multiples", "proposals", "forecasts", "lacking")
_OF_THE_ENTRY = ("label", "why", "basis")
_LEGS = {"$price", "$total", "$group", "$other_price", "$other_total", "$other_group"}
_WITHOUT_SUBJECT = ("inflation_rate", "core_inflation_rate")      # the domestic one is meant
_EARNINGS = {"$eps", "$past_eps", "$other_eps"}


def load_table(data: Path) -> dict:
    """The table of proposals of a data folder, or the book's own."""
    path = folder(data, "checks") / TABLE
    table = read_mapping(path if path.is_file() else DATA / "checks" / TABLE)
    for section in SECTIONS:
        if section not in table:
            raise InputError(str(path), f"no {section}", f"the sections {', '.join(SECTIONS)}", "restore the section")
    return table


@dataclass(frozen=True)
class Proposer:
    """Proposes checks for claims of one world; ``world.claims`` holds those of the new article as well."""

    world: World
    table: Mapping[str, object]

    def check(self, claim: Claim) -> dict[str, object] | None:
        """The record of the proposed check without the claim's id; None where the claim lost its words."""
        if claim.lost:
            return None
        for record in self._fitting(claim):
            if runnable := self._runnable(claim, record):
                return runnable
        return self._nothing(claim)

    def _fitting(self, claim: Claim) -> Iterator[dict[str, object]]:
        if claim.kind == "causal":
            yield {"method": "cause"}
        if claim.metric is None or (claim.subject is None and claim.metric not in _WITHOUT_SUBJECT):
            return
        for entry in self.table["forecasts" if claim.kind == "forecast" else "proposals"]:
            if _applies(entry, claim):
                record = _filled(entry, Terms(claim, self.world, self.table, entry))
                if record:
                    yield record

    def _runnable(self, claim: Claim, record: dict[str, object]) -> dict[str, object] | None:
        """The record without those of its alternatives that refuse their parameters; None where the record does."""
        if self._runs(claim, record):
            return record
        alone = {key: value for key, value in record.items() if key != "alternatives"}
        if alone == record or not self._runs(claim, alone):
            return None
        kept = [one for one in record["alternatives"] if self._runs(claim, {**alone, "alternatives": [one]})]
        return {**alone, **({"alternatives": kept} if kept else {})}

    def _runs(self, claim: Claim, record: dict[str, object]) -> bool:
        """Whether the check runs without refusing its own parameters; missing evidence is an answer."""
        if record["method"] == UNTESTABLE:
            return True
        try:
            find(claim, plan_of(f"proposed check of claim {claim.id}", record), self.world)
        except (InputError, EvidenceMissing, ArithmeticError, LookupError, TypeError, ValueError):
            return False            # a reading at odds with the claim (another unit, an impossible window)
        return True

    def _nothing(self, claim: Claim) -> dict[str, object]:
        horizon = Terms(claim, self.world, self.table, {}).get("horizon")
        if claim.kind == "forecast" and horizon is None:
            return {"method": UNTESTABLE, "why": "The text sets no horizon that a rule could read."}
        record = {"method": "no_evidence", "reading": {"lacks": self._lacks(claim)}}
        return {**record, "horizon": horizon} if claim.kind == "forecast" else record

    def _lacks(self, claim: Claim) -> str:
        if not claim.metric:
            return "a person to say what is measured, which no rule could read"
        if claim.subject is None:
            return "a person to say what the figure is about, which no rule could read"
        told = self.table["lacking"].get(claim.metric)
        return told or f"a source for this figure ({claim.metric.replace('_', ' ')} of {claim.subject})"


def _applies(entry: Mapping[str, object], claim: Claim) -> bool:
    if claim.metric not in _list(entry["metric"]) or ("unit" in entry and claim.unit not in _list(entry["unit"])):
        return False
    wanted = mapping("a proposal's when", entry.get("when") or {})
    return all(getattr(claim, key) in _list(value) for key, value in wanted.items())


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _filled(entry: Mapping[str, object], terms: Terms) -> dict[str, object] | None:
    """The entry with its $terms computed; None where one of the primary reading's is not known."""
    record = _try(entry, terms)
    if record is None:
        return None
    record |= {key: entry[key] for key in _OF_THE_ENTRY if key in entry}
    if "horizon" in entry:
        if (horizon := terms.fill(entry["horizon"])) is None:
            return None
        record["horizon"] = horizon
    others = [filled for one in entry.get("alternatives") or () if (filled := _alternative(one, terms))]
    others = [one for n, one in enumerate(others)
              if not any(_same(one, before, entry) for before in [record, *others[:n]])]
    return {**record, **({"alternatives": others} if others else {})}


def _alternative(entry: Mapping[str, object], terms: Terms) -> dict[str, object] | None:
    filled = _try(entry, terms)
    return filled and {"role": entry["role"], "label": entry["label"], **filled}


def _try(entry: Mapping[str, object], terms: Terms) -> dict[str, object] | None:
    """Method, reading, tolerance and proxy of one reading."""
    reading = {key: terms.fill(value) for key, value in (entry.get("reading") or {}).items()}
    optional = {"name", "other_name"}
    if any(value is None and key not in optional for key, value in reading.items()):
        return None
    record: dict[str, object] = {"method": entry["method"]} if "method" in entry else {}
    if reading:
        record["reading"] = {key: value for key, value in reading.items() if value is not None}
    used = {value for value in (entry.get("reading") or {}).values() if isinstance(value, str)}
    of_subject = not used.isdisjoint(_LEGS)
    tolerances = [terms.fill(entry.get("tolerance")), terms.tolerance if of_subject else None]
    if known := [value for value in tolerances if value is not None]:
        record["tolerance"] = max(known)
    if entry.get("proxy") or (of_subject and terms.proxy) or (used & _EARNINGS and terms.get("eps_stands_in")):
        record["proxy"] = True
    return record


def _same(one: Mapping[str, object], other: Mapping[str, object], entry: Mapping[str, object]) -> bool:
    method = entry["method"]
    return (one.get("method", method), one.get("reading")) == (other.get("method", method), other.get("reading"))
