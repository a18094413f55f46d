"""Plans (what ``data/checks`` says about a claim) and their execution into findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ..claims import interval_of
from ..errors import EvidenceMissing, InputError, suggestion
from ..files import mapping, read_mapping
from ..paths import folder
from ..records import Claim, Finding, Measurement, Reading
from ..verdicts import VERDICTS, measured_outcome
from .registry import World, lookup, validate_parameters

ROLES = ("primary", "reading", "source", "context")
BASES = ("computed", "internal", "cross_article", "document", "judgement")
_PLAN_KEYS = {"claim", "claims", "when", "method", "basis", "why", "label", "reading", "tolerance", "proxy",
              "alternatives", "horizon", "verdict", "evidence", "proposed", "drafted"}
_ALTERNATIVE_KEYS = {"role", "label", "method", "reading", "tolerance", "proxy"}
JUDGEMENT = "judgement"        # a typed verdict; allowed only with a reason
UNTESTABLE = "untestable"      # a forecast without horizon or threshold


@dataclass(frozen=True)
class Try:
    """One reading to be measured: a check by name with its parameters."""

    label: str
    role: str
    method: str
    parameters: Mapping[str, object]
    tolerance: Decimal = Decimal(0)
    proxy: bool = False


@dataclass(frozen=True)
class Plan:
    """How one claim, or every claim that a rule matches, is tested."""

    where: str
    tries: tuple[Try, ...]
    basis: str
    why: str = ""
    verdict: str = ""              # judgement only
    horizon: str | None = None     # forecasts: our own horizon where the text has none, with its reason in why
    when: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    proposed: bool = False         # made by rule for a new article; a person has yet to say that it is fair

    @property
    def method(self) -> str:
        return self.tries[0].method


@dataclass(frozen=True)
class Plans:
    """All plans: by claim, and rules that serve every claim with the same question."""

    by_claim: Mapping[str, Plan]
    rules: tuple[Plan, ...]

    def for_claim(self, claim: Claim) -> Plan | None:
        """The claim's own plan, else the first rule that matches it."""
        own = self.by_claim.get(claim.id)
        return own or next((rule for rule in self.rules if _matches(rule.when, claim)), None)


def load_plans(data: Path, claims: Mapping[str, Claim], leave_out: str | None = None) -> Plans:
    """Every plan of ``data/checks/*.yml``; a plan for a claim that does not exist is an error.

    The checks of an article that is not registered, or of the one to ``leave_out``, are left out.
    """
    by_claim: dict[str, Plan] = {}
    rules: list[Plan] = []
    articles = {claim.article for claim in claims.values()}
    for path in sorted(folder(data, "checks").glob("*.yml")):
        content = read_mapping(path)
        if "article" in content and (content["article"] not in articles or content["article"] == leave_out):
            continue
        rules += [plan_of(f"{path}, rule {n}", record) for n, record in enumerate(content.get("rules") or [], 1)]
        for record in content.get("checks") or []:
            for name in _targets(path, record):
                if name not in claims:
                    raise InputError(f"{path}, check of claim {name!r}", "a claim that does not exist",
                                     "the id of a claim in data/claims", suggestion(str(name), claims))
                if name in by_claim:
                    raise InputError(f"{path}, check of claim {name}",
                                     f"a second check (first: {by_claim[name].where})",
                                     "one check a claim", "merge them; further readings are alternatives")
                by_claim[name] = plan_of(f"{path}, check of claim {name}", record)
    return Plans(by_claim, tuple(rules))


def _targets(path: Path, record: dict) -> list[str]:
    names = mapping(f"{path}, a check", record).get("claims") or [record.get("claim")]
    if None in names:
        raise InputError(str(path), f"a check without a claim ({record.get('method')})", "claim: or claims:",
                         "name the claim it tests")
    return names


def plan_of(where: str, record: dict) -> Plan:
    """One plan from its record; InputError names ``where`` it stands and what is wrong with it."""
    _known(where, record, _PLAN_KEYS)
    method = record.get("method") or ""
    basis = record.get("basis")
    if method not in (JUDGEMENT, UNTESTABLE):
        basis = basis or lookup(method, where).basis
    if method == JUDGEMENT:
        basis = JUDGEMENT
        if record.get("verdict") not in VERDICTS or not record.get("why"):
            raise InputError(where, f"verdict {record.get('verdict')!r}, why {record.get('why')!r}",
                             "a verdict of the vocabulary and its reason", "give both")
    elif record.get("verdict"):
        raise InputError(where, "a typed verdict", "verdicts that are computed",
                         "remove it, or use method: judgement with its reason")
    if (basis or "judgement") not in BASES:
        raise InputError(where, f"basis {basis!r}", "a basis of the vocabulary", suggestion(str(basis), BASES))
    tries = [_try(where, {**record, "role": "primary"}, method)]
    tries += [_try(where, alternative, method) for alternative in record.get("alternatives") or []]
    return Plan(where, tuple(tries), basis or "judgement", " ".join((record.get("why") or "").split()),
                record.get("verdict") or "", _text(record.get("horizon")), record.get("when") or {},
                tuple(record.get("evidence") or ()), bool(record.get("proposed")))


def _try(where: str, record: dict, method: str) -> Try:
    role = record.get("role", "reading")
    if role != "primary":
        _known(where, record, _ALTERNATIVE_KEYS)
    if role not in ROLES:
        raise InputError(where, f"role {role!r}", "a role of a reading", suggestion(str(role), ROLES))
    name = record.get("method") or method
    parameters = mapping(f"{where}, reading", record.get("reading") or {})
    if name not in (JUDGEMENT, UNTESTABLE):
        validate_parameters(lookup(name, where), parameters, where)
    return Try(record.get("label") or "As stated", role, name, parameters,
               _tolerance(where, record.get("tolerance")), bool(record.get("proxy")))


def _known(where: str, record: dict, keys: Iterable[str]) -> None:
    for key in mapping(where, record):
        if key not in keys:
            raise InputError(where, f"unknown key {key!r}", "a key of a check", suggestion(str(key), keys))


def _tolerance(where: str, value: object) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        raise InputError(where, f"tolerance {value!r}", "a number in the claim's unit", "mend it") from None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _matches(when: Mapping[str, object], claim: Claim) -> bool:
    names = {item.name for item in fields(Claim)}
    for key, wanted in when.items():
        if key not in names:
            raise InputError("a rule in data/checks", f"field {key!r}", "a field of a claim", suggestion(key, names))
        actual = getattr(claim, key)
        if (actual not in wanted) if isinstance(wanted, list) else (actual != wanted):
            return False
    return bool(when)


def find(claim: Claim, plan: Plan, world: World) -> Finding:
    """Measure every reading of a claim. What cannot be measured becomes an unknown reading with its reason."""
    readings = tuple(_measure(claim, attempt, world, plan.where) for attempt in plan.tries
                     if attempt.method not in (JUDGEMENT, UNTESTABLE))
    used = [name for reading in readings if reading.measurement for name in reading.measurement.inputs]
    return Finding(claim, plan.method, plan.basis, readings, plan.why,
                   tuple(dict.fromkeys([*plan.evidence, *used])))


def _measure(claim: Claim, attempt: Try, world: World, where: str) -> Reading:
    function = lookup(attempt.method, where).function
    try:
        found: Measurement = function(claim, world, **attempt.parameters)
    except EvidenceMissing as missing:
        return Reading(attempt.label, attempt.role, "unknown", None, str(missing))
    except InputError as error:
        raise InputError(f"{where}: {error.record}", error.found, error.expected, error.action) from error
    found = replace(found, proxy=found.proxy or attempt.proxy,
                    tolerance=max(found.tolerance, attempt.tolerance))
    return Reading(attempt.label, attempt.role, measured_outcome(interval_of(claim), found), found)
