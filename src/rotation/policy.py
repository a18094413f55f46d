"""Rate moves, what followed them, and how relative returns answer to short rates.

``moves``: a DataFrame with ``announcement`` and ``change_bp`` (signed basis points), and for levels
``effective``, ``lower`` (or ``target_or_lower``) and ``upper`` in per cent. ``meetings`` also has a row for
every hold (change_bp 0). The clock of every event starts at the announcement, never at the effective date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from .errors import EvidenceMissing, InputError, suggestion
from .returns import Day, log_relative_returns, on_common_dates, stamp, weekly_closes
from .statistics import (
    Placebo,
    Regression,
    clustered_mean_interval,
    holm,
    mean_t_interval,
    minimum_detectable_effect,
    newey_west,
    overlap_clusters,
    placebo_distribution,
    rolling_ols,
    shifted_placebo,
    sign_test,
)

HORIZONS = (1, 21, 63, 126, 252)    # trading days: a day, a month, a quarter, half a year, a year
QUIET_DAYS = 365                   # calendar days; 250 sessions, the placebo's spacing, are just under a year
KINDS = {"cut": -1, "hike": 1}


# ---------------------------------------------------------------- the record of decisions

def _dated(moves: pd.DataFrame, by: str = "announcement") -> pd.DataFrame:
    table = moves.copy()
    table[by] = pd.to_datetime(table[by])
    return table.sort_values(by, kind="stable").reset_index(drop=True)


def of_kind(moves: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The cuts or the hikes, by announcement."""
    if kind not in KINDS:
        raise InputError("kind", repr(kind), "cut or hike", suggestion(kind, KINDS))
    table = _dated(moves)
    return table[np.sign(table["change_bp"]) == KINDS[kind]].reset_index(drop=True)


def first_moves(
    moves: pd.DataFrame, quiet_days: int = QUIET_DAYS, kind: str = "cut", known_from: Day | None = None,
) -> pd.DataFrame:
    """Moves of a kind with none of that kind announced in the ``quiet_days`` before: the universe rule, fixed
    in advance.

    A move counts only if the record reaches back that far: ``known_from``, by default the first announcement.
    """
    every, table = _dated(moves), of_kind(moves, kind)
    known = every["announcement"].min() if known_from is None else stamp(known_from)
    since = table["announcement"].diff().fillna(table["announcement"] - known)
    return table[(since.dt.days > quiet_days)].reset_index(drop=True)


def meeting_changes(meetings: pd.DataFrame, two_year: pd.Series | None = None) -> pd.DataFrame:
    """announcement, effective, lower_before, upper_before, lower, upper, change_bp, d2y: the calendar of
    decisions.

    ``d2y``: change of the 2-year yield on the announcement day (its unit), NaN without a reading. InputError
    when a row's stated change is not the step between its range and the one before.
    """
    table = _dated(meetings)
    for bound in ("lower", "upper"):
        table[f"{bound}_before"] = table[bound].shift()
    steps = ((table["upper"] - table["upper_before"]) * 100).round(6)
    wrong = steps.notna() & (steps != table["change_bp"])
    if wrong.any():
        row = table[wrong].iloc[0]
        raise InputError(f"meeting {row['announcement']:%Y-%m-%d}", f"a change of {row['change_bp']} bp",
                         f"{steps[wrong].iloc[0]:g} bp from the ranges", "correct the range or the change")
    table["d2y"] = [_change_or_nan(two_year, day) for day in table["announcement"]]
    columns = ["announcement", "effective", "lower_before", "upper_before", "lower", "upper",
               "change_bp", "d2y"]
    return table[[name for name in columns if name in table]]


def change_around(series: pd.Series, day: Day, before: int = 1, after: int = 0) -> float:
    """Reading ``after`` observations past the day's (0: its own) minus the one ``before`` observations
    earlier.

    In the series' unit (yields in per cent give percentage points). EvidenceMissing if the day has no
    reading.
    """
    known = series.dropna()
    if stamp(day) not in known.index:
        raise EvidenceMissing(f"no reading on {stamp(day):%Y-%m-%d}")
    position = known.index.get_loc(stamp(day))
    if position - before < 0 or position + after >= len(known):
        raise EvidenceMissing(f"no reading around {stamp(day):%Y-%m-%d}")
    return float(known.iloc[position + after] - known.iloc[position - before])


def _change_or_nan(series: pd.Series | None, day: Day) -> float:
    try:
        return float("nan") if series is None else change_around(series, day)
    except EvidenceMissing:
        return float("nan")


def cuts_in_year(moves: pd.DataFrame, year: int, as_of: Day | None = None) -> int:
    """Cuts announced in a calendar year, up to and including ``as_of``: the number of the latest one."""
    cuts = of_kind(moves, "cut")["announcement"]
    return int(((cuts.dt.year == year) & (cuts <= _limit(as_of))).sum())


def consecutive_cuts(meetings: pd.DataFrame, as_of: Day | None = None) -> int:
    """Meetings in a row, ending with the last one on or before ``as_of``, that cut; needs the holds in the
    table.
    """
    table = _dated(meetings)
    cut = (table.loc[table["announcement"] <= _limit(as_of), "change_bp"] < 0).to_numpy()[::-1]
    return int(np.cumprod(cut).sum())


def range_on(moves: pd.DataFrame, day: Day, by: str = "effective") -> tuple[float, float]:
    """(lower, upper) in per cent in force on a day, or (``by="announcement"``) announced by then.

    A single target is its own lower and upper bound. EvidenceMissing before the first row.
    """
    table = _dated(moves, by)
    table = table[table[by] <= stamp(day)]
    if table.empty:
        raise EvidenceMissing(f"no target on record by {stamp(day):%Y-%m-%d}")
    row = table.iloc[-1]
    lower = row["lower"] if "lower" in row else row["target_or_lower"]
    upper = row.get("upper")
    return float(lower), float(lower if upper is None or pd.isna(upper) else upper)


def _limit(as_of: Day | None) -> pd.Timestamp:
    return pd.Timestamp.max if as_of is None else stamp(as_of)


# ---------------------------------------------------------------- event study

def event_base(index: pd.DatetimeIndex, announcement: Day) -> int:
    """Position of the close from which an announcement's windows run; -1 before the first close.

    The close of the announcement day if it is a trading day: statements come in trading hours, so that close
    already holds the day's reaction, shown apart. Otherwise (a weekend move) the previous close, so the first
    session after the announcement is in the window.
    """
    return int(index.searchsorted(stamp(announcement), side="right")) - 1


def event_windows(
    close_a: pd.Series, close_b: pd.Series, announcements: Iterable[Day], horizons: Sequence[int] = HORIZONS,
) -> pd.DataFrame:
    """Log return of a minus b from each announcement's base close over trading-day horizons.

    Index: announcement. Columns: ``base``, ``day`` (close before to close of the announcement day, NaN if it
    was no trading day) and one for each horizon, NaN while incomplete. Announcements outside the data are
    left out.
    """
    a, b = on_common_dates(close_a, close_b)
    relative = np.log(a / b)
    days = [stamp(day) for day in announcements]
    covered = [day for day in days if a.index[0] <= day <= a.index[-1]]
    rows = [_event_row(relative, day, horizons) for day in covered]
    columns = ["base", "day", *horizons]
    return pd.DataFrame(rows, index=pd.DatetimeIndex(covered, name="announcement"), columns=columns)


def _event_row(relative: pd.Series, day: pd.Timestamp, horizons: Sequence[int]) -> list:
    i, n = event_base(relative.index, day), len(relative)
    values, base = relative.to_numpy(), relative.index[i]
    on_day = values[i] - values[i - 1] if base == day and i > 0 else np.nan
    return [base, on_day, *(values[i + h] - values[i] if i + h < n else np.nan for h in horizons)]


def event_study(
    close_a: pd.Series, close_b: pd.Series, announcements: Iterable[Day], horizons: Sequence[int] = HORIZONS,
    primary: int = 252, variants: int | None = None, draws: int = 10_000, seed: int = 0, min_gap: int = 250,
) -> pd.DataFrame:
    """One row a horizon: what followed the events and whether it can be told from random dates.

    Columns: primary, n, n_effective, mean, low, high, p, positive, sign_low, sign_high, sign_p, placebo_low,
    placebo_high, placebo_p, placebo_kind, mde (power 0.8), loo_low, loo_high (extreme leave-one-out means),
    variants, p_holm (Holm over the horizons that are not primary; NaN for the primary one).

    Events whose windows overlap in a chain are one cluster and n_effective counts clusters: the t interval
    has n_effective - 1 degrees of freedom, ``positive`` is the share of clusters with a positive mean.
    Without overlap all this is the plain t interval and sign test over n events. The placebo draws as many
    dates ``min_gap`` sessions apart, away from the true windows where there is room; events closer than
    ``min_gap`` (or overlapping) are moved in time as a whole pattern instead. Horizons with fewer than two
    clusters have only n, n_effective and mean.
    """
    windows = event_windows(close_a, close_b, announcements, horizons)
    daily = log_relative_returns(close_a, close_b)
    tried = len(horizons) if variants is None else variants
    rows = [_study_row(windows, daily, h, tried, {"draws": draws, "seed": seed}, min_gap) for h in horizons]
    table = pd.DataFrame(rows, index=pd.Index(horizons, name="horizon"))
    table.insert(0, "primary", table.index == primary)
    others = table.loc[~table["primary"], "p"].dropna() if "p" in table else pd.Series(dtype=float)
    table["p_holm"] = holm(others)["adjusted"] if len(others) else np.nan
    return table


def _study_row(
    windows: pd.DataFrame, daily: pd.Series, horizon: int, variants: int, options: dict, min_gap: int,
) -> dict:
    from scipy import stats

    values = windows[horizon].dropna()
    positions = daily.index.searchsorted(windows.loc[values.index, "base"])
    clusters = overlap_clusters(positions, horizon)
    row = {"n": len(values), "n_effective": len(set(clusters)), "mean": values.mean(), "variants": variants}
    if row["n_effective"] < 2:
        return row
    mean = clustered_mean_interval(values, clusters, variants=variants)
    signs = sign_test(values.groupby(clusters).mean(), variants=variants)
    placebo, kind = _placebo(daily, horizon, values, positions, options, min_gap)
    spread = (mean.high - mean.low) / 2 / stats.t.ppf(0.975, mean.n_effective - 1) * np.sqrt(mean.n_effective)
    loo = [values.drop(day).mean() for day in values.index]
    return row | {
        "low": mean.low, "high": mean.high, "p": mean.p,
        "positive": signs.value, "sign_low": signs.low, "sign_high": signs.high, "sign_p": signs.p,
        "placebo_low": placebo.low, "placebo_high": placebo.high, "placebo_p": placebo.p, "placebo_kind": kind,
        "mde": minimum_detectable_effect(mean.n_effective, spread), "loo_low": min(loo), "loo_high": max(loo),
    }


def _placebo(
    daily: pd.Series, horizon: int, values: pd.Series, positions: np.ndarray, options: dict, min_gap: int,
) -> tuple[Placebo, str]:
    options = {**options, "observed": float(values.mean())}
    if np.diff(np.sort(positions)).min() < max(min_gap, horizon):
        return shifted_placebo(daily, horizon, positions, **options), "pattern shifted in time"
    spaced = {"horizon": horizon, "n_events": len(values), "min_gap": min_gap, **options}
    try:
        return placebo_distribution(daily, exclude=values.index, **spaced), "spaced dates away from the events"
    except EvidenceMissing:
        return placebo_distribution(daily, **spaced), "spaced dates"


def event_path(
    close_a: pd.Series, close_b: pd.Series, announcements: Iterable[Day], before: int = 21, after: int = 252,
) -> pd.DataFrame:
    """Log relative return of a over b since the base close, every event a column, sessions -before..after as
    rows.

    Zero at session 0; NaN where the data do not reach. For the fan chart: thin lines.
    """
    a, b = on_common_dates(close_a, close_b)
    relative = np.log(a / b).to_numpy()
    offsets = np.arange(-before, after + 1)
    windows = event_windows(close_a, close_b, announcements, ())
    paths = {}
    for day in windows.index:
        positions = event_base(a.index, day) + offsets
        inside = (positions >= 0) & (positions < len(relative))
        path = np.where(inside, relative[np.clip(positions, 0, len(relative) - 1)], np.nan)
        paths[day] = path - path[before]
    return pd.DataFrame(paths, index=pd.Index(offsets, name="session"))


def event_path_mean(paths: pd.DataFrame) -> pd.DataFrame:
    """mean, low, high, n at every session (95% t interval across events; NaN below two): the fan's thick
    line.
    """
    rows = {}
    for session, values in paths.iterrows():
        known = values.dropna()
        if len(known) < 2:
            rows[session] = (np.nan, np.nan, np.nan, len(known))
        else:
            e = mean_t_interval(known)
            rows[session] = (e.value, e.low, e.high, e.n)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high", "n"])
    return table.rename_axis("session")


# ---------------------------------------------------------------- sensitivity to short rates

def rate_sensitivity_inputs(small: pd.Series, large: pd.Series, two_year: pd.Series) -> pd.DataFrame:
    """Weekly ``relative`` (small minus large, simple returns), ``d2y`` (change of the yield, its unit),
    ``large``.

    All three are read on the same days: the last day of each week on which all exist.
    """
    small, large = on_common_dates(small, large)
    yields = two_year.dropna()
    common = small.index.intersection(yields.index)
    s, g = weekly_closes(small.loc[common]), weekly_closes(large.loc[common])
    frame = pd.DataFrame({"relative": s.pct_change() - g.pct_change(), "d2y": yields.loc[s.index].diff()})
    return frame.assign(large=g.pct_change()).iloc[1:]


def rate_sensitivity(
    relative: pd.Series, d2y: pd.Series, large: pd.Series, lags: int | None = None,
) -> Regression:
    """r_small_minus_large = a + b d(2y) + c r_large + e with Newey-West errors; names ``d2y`` and ``large``.

    b is the relative return a percentage point of yield goes with, at an unchanged large-cap return.
    """
    return newey_west(relative, pd.DataFrame({"d2y": d2y, "large": large}), lags)


def rolling_rate_sensitivity(frame: pd.DataFrame, window: int = 104) -> pd.DataFrame:
    """The same over a rolling window of weeks: columns const, d2y, large, each with _low and _high, and n."""
    return rolling_ols(frame["relative"], frame[["d2y", "large"]], window)


def sensitivity_by_era(frame: pd.DataFrame, eras: Mapping[str, tuple[Day, Day]]) -> pd.DataFrame:
    """start, end, b, low, high, p, n, lags and Holm-adjusted p of d2y in each era (both ends included)."""
    rows = {}
    for name, (start, end) in eras.items():
        part = frame.loc[stamp(start): stamp(end)]
        e = rate_sensitivity(part["relative"], part["d2y"], part["large"])
        b = e.estimate("d2y", variants=len(eras))
        rows[name] = (part.index[0], part.index[-1], b.value, b.low, b.high, b.p, b.n, e.lags)
    columns = ["start", "end", "b", "low", "high", "p", "n", "lags"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("era")
    return table.assign(p_holm=holm(table["p"])["adjusted"])
