"""What the chapter on the Fed asks: what followed cuts, how small against large answers to rates, what was priced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from .. import easing, policy, returns
from ..chapter import Chapter
from ..errors import EvidenceMissing
from ..statistics import Estimate, clustered_mean_interval, holm, mean_t_interval, overlap_clusters, sign_test

TWO_YEAR = "fred/DGS2"
SMB = "french/SMB_monthly"
SMB_MONTHS = {1: "+1 month", 3: "+3 months", 6: "+6 months", 12: "+12 months"}
PRICED = ("cut_probability", "cuts_projected", "policy_rate_level")
PRICED_FROM = "2025-12-01"


@dataclass(frozen=True)
class Evidence:
    """The series and decisions of one run: closes by series id, decisions as frames, the 2-year yield."""

    small: pd.Series
    large: pd.Series
    two_year: pd.Series
    moves: pd.DataFrame
    meetings: pd.DataFrame
    quiet_days: int

    @property
    def first_cuts(self) -> pd.DatetimeIndex:
        """Announcement days of first cuts inside the data of both indices."""
        days = policy.first_moves(self.moves, self.quiet_days)["announcement"]
        return pd.DatetimeIndex(days[days >= max(self.small.index[0], self.large.index[0])])

    @property
    def cuts(self) -> pd.DatetimeIndex:
        """Announcement days of every cut inside the data of both indices."""
        days = policy.of_kind(self.moves, "cut")["announcement"]
        return pd.DatetimeIndex(days[days >= max(self.small.index[0], self.large.index[0])])


def evidence(book: Chapter, small: str, large: str, quiet_days: int = policy.QUIET_DAYS) -> Evidence:
    """Everything the chapter computes with, cut at the edition's date."""
    moves, meetings = (easing.moves_frame(book.reference.rows(name)) for name in ("rate_moves", "fomc_meetings"))
    return Evidence(book.market.close(small), book.market.close(large), book.market.value(TWO_YEAR), moves, meetings,
                    quiet_days)


# ---------------------------------------------------------------- the calendar

def calendar(e: Evidence, since: str) -> pd.DataFrame:
    """announcement, decision, effective, ranges before and after (%), change_bp, d2y (points), relative (log)."""
    table = policy.meeting_changes(e.meetings, e.two_year)
    table["decision"] = e.meetings["decision"].to_numpy()
    windows = policy.event_windows(e.small, e.large, table["announcement"], ())
    table["relative"] = windows["day"].reindex(table["announcement"]).to_numpy()
    return table[table["announcement"] >= since].reset_index(drop=True)


def target_range(e: Evidence, since: str) -> pd.DataFrame:
    """lower and upper bound of the target (%) by announcement day; a single target is both."""
    table = e.moves[e.moves["announcement"] >= since].set_index("announcement")
    return pd.DataFrame({"lower": table["target_or_lower"], "upper": table["upper"].fillna(table["target_or_lower"])})


# ---------------------------------------------------------------- what followed cuts

@dataclass(frozen=True)
class EventStudy:
    """Windows by event and the row of statistics by horizon (``policy.event_study``)."""

    windows: pd.DataFrame
    table: pd.DataFrame

    def at(self, horizon: int) -> pd.Series:
        return self.table.loc[horizon]


def event_study(e: Evidence, days: Sequence[pd.Timestamp], horizons: Sequence[int], primary: int, draws: int, seed: int
                ) -> EventStudy:
    """Log relative returns after the announcement closes of ``days``, with intervals, placebo and sign test."""
    table = policy.event_study(e.small, e.large, days, horizons, primary=primary, draws=draws, seed=seed)
    return EventStudy(policy.event_windows(e.small, e.large, days, horizons), table)


def paths(e: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Log relative return around first cuts by session: one column an event; and their mean with its interval."""
    single = policy.event_path(e.small, e.large, e.first_cuts)
    return single, policy.event_path_mean(single)


def on_the_day(e: Evidence, days: Sequence[pd.Timestamp]) -> Estimate:
    """Mean log relative return of the announcement day itself (close before to close)."""
    return mean_t_interval(policy.event_windows(e.small, e.large, days, ())["day"].dropna())


def stretches(e: Evidence, horizon: int) -> pd.DataFrame:
    """first, last, cuts, mean, without: cuts whose windows overlap, their mean and the whole mean without them."""
    values = policy.event_windows(e.small, e.large, e.cuts, (horizon,))[horizon].dropna()
    groups = pd.Series(overlap_clusters(e.small.index.searchsorted(values.index), horizon), index=values.index)
    grouped = values.groupby(groups)
    table = pd.DataFrame({"first": [g.index[0] for _, g in grouped], "last": [g.index[-1] for _, g in grouped],
                          "cuts": grouped.size().to_numpy(), "mean": grouped.mean().to_numpy()})
    return table.assign(without=easing.leave_one_group_out(values, groups).to_numpy())


def cycles(e: Evidence) -> pd.DataFrame:
    """first, last, cuts, sessions, relative: small over large from the first to the last cut of each cycle."""
    return easing.cycle_returns(e.small, e.large, easing.cycles(e.moves, e.quiet_days))


@dataclass(frozen=True)
class Variant:
    """One declared variant: its name, basis, values by event and the mean with its t interval (fractions)."""

    name: str
    basis: str
    inputs: tuple[str, ...]
    values: pd.Series
    mean: Estimate


def variants(book: Chapter, e: Evidence, pairs: Mapping[str, tuple[str, str]], horizon: int) -> list[Variant]:
    """The year after first cuts on other data: total-return funds, and the SMB factor (months after)."""
    found = [_fund_pair(book, e, name, pair, horizon) for name, pair in pairs.items()]
    found.append(_factor(book, e, 12))
    return [variant for variant in found if variant is not None]


def _fund_pair(book: Chapter, e: Evidence, name: str, pair: tuple[str, str], horizon: int) -> Variant | None:
    small, large = (_total(book, series) for series in pair)
    values = policy.event_windows(small, large, e.first_cuts, (horizon,))[horizon].dropna()
    if len(values) < 2:
        return None
    return Variant(name, "total return", tuple(pair), values, mean_t_interval(values))


def _total(book: Chapter, series: str) -> pd.Series:
    certificate = book.market.certificate(series)
    return returns.total_return_index(book.market.close(series), book.market.dividend(series),
                                      certificate.dividends_through)


def _factor(book: Chapter, e: Evidence, months: int) -> Variant:
    firsts = policy.first_moves(e.moves, e.quiet_days)["announcement"]
    values = easing.monthly_sums(book.market.value(SMB), firsts, months) / 100
    return Variant(f"French SMB, {months} months", "sum of monthly returns", (SMB,), values, mean_t_interval(values))


# ---------------------------------------------------------------- how small against large answers to rates

@dataclass(frozen=True)
class Sensitivity:
    """b, relative return (fraction) per percentage point of 2-year yield: whole, by era, rolling, on decision days."""

    whole: Estimate
    eras: pd.DataFrame
    rolling: pd.DataFrame
    decisions: Estimate
    decision_legs: Mapping[str, float]
    weeks: int


def sensitivity(e: Evidence, eras: Mapping[str, Sequence[str]], window: int) -> Sensitivity:
    """Weekly regressions with the large-cap return held fixed, and the same day's answer on announcement days."""
    frame = policy.rate_sensitivity_inputs(e.small, e.large, e.two_year)
    whole = policy.rate_sensitivity(frame["relative"], frame["d2y"], frame["large"])
    days = easing.day_returns(e.small, e.large, e.two_year, easing.decision_days(e.moves, e.meetings))
    legs = {name: float(easing.day_response(days, name).coef["d2y"]) for name in ("small", "large")}
    return Sensitivity(
        whole.estimate("d2y"), policy.sensitivity_by_era(frame, {k: tuple(v) for k, v in eras.items()}),
        policy.rolling_rate_sensitivity(frame, window), easing.day_response(days).estimate("d2y"), legs, len(frame),
    )


def rolling_signs(rolling: pd.DataFrame) -> Mapping[str, float]:
    """Shares of windows whose whole band of b lies above zero, below zero, and around it."""
    known = rolling.dropna(subset=["d2y_low", "d2y_high"])
    above, below = float((known["d2y_low"] > 0).mean()), float((known["d2y_high"] < 0).mean())
    return {"above": above, "below": below, "around": 1 - above - below}


# ---------------------------------------------------------------- the whole family of tests

def family(primary: EventStudy, horizon: int, every: EventStudy, e: Evidence, others: Sequence[Variant],
           rates: Sensitivity) -> pd.DataFrame:
    """test, n, mean, low, high, p, p_holm: every test of the chapter but the primary one, Holm over all of them.

    Estimates are fractions. Placebo, sign test and leave-one-out look at the same hypotheses again and are not
    counted twice.
    """
    rows = [_row("First cuts", h, primary.at(h)) for h in primary.table.index if h != horizon]
    rows += [_row("Every cut", h, every.at(h)) for h in every.table.index]
    rows += [_estimate("First cuts, on the day", on_the_day(e, e.first_cuts)),
             _estimate("Every cut, on the day", on_the_day(e, e.cuts)),
             _estimate("Whole cycles", mean_t_interval(cycles(e)["relative"]))]
    rows += [_estimate(f"First cuts, {v.name}", v.mean) for v in others]
    rows += [_estimate("Rate sensitivity, all weeks", rates.whole),
             _estimate("Rate sensitivity, announcement days", rates.decisions)]
    rows += [{"test": f"Rate sensitivity, {name}", "n": int(r["n"]), "mean": r["b"], "low": r["low"], "high": r["high"],
              "p": r["p"]} for name, r in rates.eras.iterrows()]
    table = pd.DataFrame(rows).dropna(subset=["p"]).reset_index(drop=True)
    return table.assign(p_holm=holm(table["p"])["adjusted"])


def _row(name: str, horizon: int, row: pd.Series) -> dict[str, object]:
    figures = {key: row[key] for key in ("mean", "low", "high", "p")}
    return {"test": f"{name}, +{horizon}", "n": int(row["n_effective"]), **figures}


def _estimate(name: str, found: Estimate) -> dict[str, object]:
    return {"test": name, "n": found.n, "mean": found.value, "low": found.low, "high": found.high, "p": found.p}


def significant(table: pd.DataFrame, level: float = 0.05) -> tuple[int, int]:
    """How many of the tests fall below ``level`` before and after the correction."""
    return int((table["p"] < level).sum()), int((table["p_holm"] < level).sum())


def leads(values: pd.Series) -> Estimate:
    """Share of events in which small caps led, with its Wilson interval and the sign test's p."""
    return sign_test(values)


# ---------------------------------------------------------------- what was priced

@dataclass(frozen=True)
class DecisionDay:
    """10 December 2025 in the markets: change of the 2-year yield (points) and the day's simple returns."""

    day: date
    d2y: float
    small: float
    large: float


def priced(book: Chapter) -> pd.DataFrame:
    """document, publisher, date, metric, as_of, period, value, unit, note: what was priced or projected then."""
    rows = [row for metric in PRICED for row in book.reference.find("documented_figures", metric=metric)
            if row["as_of"] >= PRICED_FROM and row["as_of"] < "2026"]
    for row in rows:
        document = book.reference.document(row["document"])
        row |= {"publisher": document.publisher, "released": document.released_at.isoformat()}
    table = pd.DataFrame(rows, columns=["as_of", "publisher", "metric", "subject", "period", "value", "unit", "note",
                                        "document", "released"])
    return table.sort_values(["as_of", "metric", "document"], kind="stable").reset_index(drop=True)


def decision_day(e: Evidence, day: str) -> DecisionDay | None:
    """One announcement day in the markets; None if the edition does not reach it."""
    try:
        d2y = policy.change_around(e.two_year, day)
    except EvidenceMissing:
        return None
    if pd.Timestamp(day) not in e.small.index:
        return None
    small, large = (float(s.pct_change().loc[day]) for s in (e.small, e.large))
    return DecisionDay(date.fromisoformat(day), d2y, small, large)


def thinned(frame: pd.DataFrame | pd.Series, step: int) -> pd.DataFrame | pd.Series:
    """Every ``step``-th row and the last one: enough for a drawing."""
    keep = np.unique(np.r_[np.arange(0, len(frame), step), len(frame) - 1])
    return frame.iloc[keep]


def clustered(values: pd.Series, groups: pd.Series) -> Estimate:
    """Mean of events with an interval over groups of overlapping ones."""
    return clustered_mean_interval(values, groups)
