"""Multiples, spreads and what they can and cannot say.

A P/E is price over earnings of one definition (aggregate or positive earners only; trailing or forward): this
module cannot see the definition, so the caller names it beside every figure. Discounts, premiums and growth
are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError
from .returns import on_common_dates
from .statistics import (
    Regression,
    default_lags,
    effective_n,
    expanding_percentile,
    hansen_hodrick,
    newey_west,
)

Multiple = float | pd.Series
INDEPENDENT = 30        # below this: points and an interval, no percentile and no regression
NEAR_ZERO = 0.25        # a base below this share of normal earnings makes a growth rate meaningless


# ---------------------------------------------------------------- pairs of multiples

def _positive(multiple: Multiple, name: str) -> Multiple:
    if not np.all(np.asarray(multiple, dtype=float)[~np.isnan(np.asarray(multiple, dtype=float))] > 0):
        raise InputError(name, "a multiple that is not positive", "positive multiples",
                         "drop losses with meaningful(), or compare earnings yields")
    return multiple


def discount(pe_small: Multiple, pe_large: Multiple) -> Multiple:
    """D = 1 - PE_small / PE_large, the large multiple in the denominator; negative when small is dearer."""
    return 1 - _positive(pe_small, "small multiple") / _positive(pe_large, "large multiple")


def premium(pe: Multiple, pe_base: Multiple) -> Multiple:
    """PE / PE_base - 1, base in the denominator: the mirror of ``discount``, not its equal in size."""
    return -discount(pe, pe_base)


def implied_relation(pe_a: float, pe_b: float) -> tuple[str, float]:
    """What a printed pair says about a against b: ("discount" | "premium" | "parity", size), b the
    denominator.
    """
    d = float(discount(pe_a, pe_b))
    if d == 0:
        return "parity", 0.0
    return ("discount", d) if d > 0 else ("premium", -d)


def earnings_yield(pe: Multiple) -> Multiple:
    """1 / PE, a fraction a year, negative for losses: it passes smoothly through zero where the P/E jumps.

    Averages and differences of it are meaningful where those of P/Es are not. InputError for a P/E of zero.
    """
    if np.any(np.asarray(pe, dtype=float) == 0):
        raise InputError("multiple", "zero", "a multiple other than zero", "leave a missing multiple empty")
    return 1 / pe


def meaningful(pe: pd.Series) -> pd.Series:
    """The multiples with a meaning: those of losses become empty, as producers print "NM"."""
    return pe.where(pe > 0)


def yield_gap(pe_small: Multiple, pe_large: Multiple) -> Multiple:
    """Earnings yield of small minus that of large: positive when small is cheaper, losses allowed."""
    return earnings_yield(pe_small) - earnings_yield(pe_large)


def log_pe_spread(pe_small: Multiple, pe_large: Multiple) -> Multiple:
    """ln(PE_small / PE_large): negative when small is cheaper, symmetric between discount and premium."""
    return np.log(_positive(pe_small, "small multiple") / _positive(pe_large, "large multiple"))


# ---------------------------------------------------------------- two definitions of one index

def aggregate_pe(caps: pd.Series, incomes: pd.Series) -> float:
    """sum(market value) / sum(net income), losses in; EvidenceMissing unless incomes sum above zero."""
    if incomes.sum() <= 0:
        raise EvidenceMissing("aggregate earnings are not positive: the P/E has no meaning")
    return float(caps.sum() / incomes.sum())


def positive_earners_pe(caps: pd.Series, incomes: pd.Series) -> float:
    """The same over the companies with positive income only: loss-makers' price and losses both vanish."""
    earners = incomes > 0
    return aggregate_pe(caps[earners], incomes[earners])


def loss_shares(caps: pd.Series, incomes: pd.Series) -> tuple[float, float]:
    """(w, l): loss-makers' share of market value, and losses over the profits of the profitable."""
    losers = incomes <= 0
    return float(caps[losers].sum() / caps.sum()), float(-incomes[losers].sum() / incomes[~losers].sum())


def pe_identity(w: float, l: float) -> float:  # noqa: E741 (the letters of the identity)
    """PE_pos / PE_agg = (1 - w)(1 - l), exact for one set of companies on one day.

    From PE_pos = (1-w) M / E and PE_agg = M / (E (1-l)), M the market value and E the profits of the
    profitable.
    """
    return (1 - w) * (1 - l)


def compatible_l(w: float, pe_pos: float, pe_agg: float) -> float:
    """The losses-to-profits ratio that, with loss-makers' share ``w``, makes both published figures true.

    NaN when no l in [0, 1) does.
    """
    if not 0 <= w < 1:
        raise InputError("w", str(w), "a share in [0, 1)", "give the loss-makers' share as a fraction")
    needed = 1 - (1 - discount(pe_pos, pe_agg)) / (1 - w)
    needed = 0.0 if abs(needed) < 1e-12 else needed
    return float(needed) if 0 <= needed < 1 else float("nan")


def compatible_curve(pe_pos: float, pe_agg: float, steps: int = 21) -> pd.DataFrame:
    """w, l: the pairs that reconcile a positive-earners P/E with an aggregate P/E, from w = 0 to l = 0.

    InputError if the positive-earners figure is the larger one: no loss-makers can explain that.
    """
    most = float(discount(pe_pos, pe_agg))
    if most < 0:
        raise InputError("positive-earners P/E", str(pe_pos), f"at most the aggregate P/E {pe_agg}",
                         "check which definition each figure has")
    w = np.linspace(0, most, steps)
    return pd.DataFrame({"w": w, "l": 1 - (1 - most) / (1 - w)})


# ---------------------------------------------------------------- growth

@dataclass(frozen=True)
class Growth:
    """Growth of earnings in both currencies a reader needs, with a warning when the rate means little."""

    rate: float | None      # fraction; None when the base is not positive
    change: float           # in the unit of earnings (index units)
    base: float
    warning: str = ""


def growth_from_base(base: float, new: float, normal: float | None = None) -> Growth:
    """new / base - 1 and new - base; warns of a base not positive or under a quarter of ``normal``."""
    if base <= 0:
        return Growth(None, new - base, base, "the base is not positive: a growth rate has no meaning")
    near = normal is not None and base < NEAR_ZERO * normal
    warning = f"the base is {base / normal:.0%} of normal earnings: small changes look large" if near else ""
    return Growth(new / base - 1, new - base, base, warning)


def forward_implied_growth(pe_trailing: float, pe_forward: float) -> float:
    """Earnings growth between the two denominators of one price: trailing / forward - 1."""
    return float(premium(pe_trailing, pe_forward))


def price_implied_growth(pe_now: float, pe_target: float, years: float = 1.0) -> float:
    """Yearly earnings growth that brings the multiple to ``pe_target`` at an unchanged price."""
    if years <= 0:
        raise InputError("years", str(years), "a positive horizon", "give the horizon in years")
    return float((1 + premium(pe_now, pe_target)) ** (1 / years) - 1)


# ---------------------------------------------------------------- history and prediction

def at_least_independent(n: float, needed: int = INDEPENDENT) -> None:
    """EvidenceMissing unless there are enough independent observations for more than points."""
    if n < needed:
        raise EvidenceMissing(f"{n:g} independent observations, {needed} needed: show points and an interval")


def percentile_in_history(series: pd.Series, horizon: int = 1, needed: int = INDEPENDENT) -> pd.Series:
    """Expanding percentile of each value among those known by then, NaN before ``needed`` independent ones.

    ``horizon``: periods over which neighbouring values overlap (4 for twelve-month earnings read quarterly).
    """
    at_least_independent(effective_n(series.count(), horizon), needed)
    return expanding_percentile(series, needed * horizon)


def forward_relative_return(a: pd.Series, b: pd.Series, horizon: int) -> pd.Series:
    """Log return of a minus b over the next ``horizon`` periods, dated by the base; the last have none."""
    a, b = on_common_dates(a, b)
    relative = np.log(a / b)
    return (relative.shift(-horizon) - relative).dropna()


def predictive_regression(
    spread: pd.Series, forward_return: pd.Series, horizon: int, errors: str = "newey_west",
    needed: int = INDEPENDENT,
) -> Regression:
    """Forward relative return on the spread known at its base, errors robust to the overlap; n_effective is n
    // h.

    ``errors``: newey_west (at least horizon - 1 lags) or hansen_hodrick. Raises EvidenceMissing below
    ``needed`` independent observations.
    """
    x = spread.rename("spread").to_frame()
    n = len(pd.concat([forward_return, x], axis=1, join="inner").dropna())
    at_least_independent(n // horizon, needed)
    if errors == "hansen_hodrick":
        return hansen_hodrick(forward_return, x, horizon)
    return newey_west(forward_return, x, max(horizon - 1, default_lags(n)), horizon=horizon)


@dataclass(frozen=True)
class ValuationLeg:
    """P/E and earnings per index unit of one index at the two ends of a window, one definition throughout."""

    pe_start: float
    pe_end: float
    eps_start: float
    eps_end: float


@dataclass(frozen=True)
class Decomposition:
    """Log price return split exactly: total = rerating + earnings."""

    total: float
    rerating: float
    earnings: float


def decompose_return(leg: ValuationLeg) -> Decomposition:
    """ln(P1/P0) of one index as ln(PE1/PE0) + ln(EPS1/EPS0); all four figures must be positive."""
    for name in ("pe_start", "pe_end", "eps_start", "eps_end"):
        _positive(getattr(leg, name), name)
    rerating = float(np.log(leg.pe_end / leg.pe_start))
    earnings = float(np.log(leg.eps_end / leg.eps_start))
    return Decomposition(rerating + earnings, rerating, earnings)


def decompose_relative_return(a: ValuationLeg, b: ValuationLeg) -> Decomposition:
    """Log price return of a minus b, split into relative re-rating and relative earnings growth."""
    left, right = decompose_return(a), decompose_return(b)
    rerating, earnings = left.rerating - right.rerating, left.earnings - right.earnings
    return Decomposition(rerating + earnings, rerating, earnings)
