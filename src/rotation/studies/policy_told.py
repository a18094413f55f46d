"""Every number of the prose on the Fed, by the name under which the prose calls it: one function a section."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..chapter import Chapter
from ..errors import EvidenceMissing
from ..report import Quantity, percent, points, resting, words
from ..statistics import Estimate, mean_t_interval
from ..wording import interval, listed
from . import policy as study
from . import policy_rows as rows
from .policy import EventStudy, Evidence, Sensitivity, Variant

STRETCH_LEFT_OUT = "2001"   # the longest string of cuts, and the one before the strongest lead of small caps
DATES = {"v_july": "002/056", "v_powell": "001/012", "v_december": "004/009"}
PRINTED_LEAD = "001/037"
DECISION = "2025-12-10"


def calendar(book: Chapter, decisions: pd.DataFrame) -> dict[str, Quantity]:
    """Cuts on which the 2-year yield rose, and the verdicts on the dates of the articles."""
    cuts = decisions[decisions["decision"] == "cut"]
    hawkish = cuts[cuts["d2y"] > 0]
    return {
        "hawkish": words(f"{len(hawkish)} of the {len(cuts)}", formula="cuts with a higher 2-year yield on the day",
                         inputs=("fred/DGS2", "fomc_meetings")),
        "hawkish_behind": words(str((hawkish["relative"] < 0).sum()), inputs=rows.PAIR,
                                formula="of those days, small minus large below zero"),
        **rows.verdict_words(book, DATES), "dates_right": rows.decided_words(book),
    }


def first(book: Chapter, found: EventStudy, primary: int, mean: pd.DataFrame) -> dict[str, Quantity]:
    """The primary test: mean, interval, count, what it could detect, and the words that follow from them."""
    row, values = found.at(primary), found.windows[primary].dropna()
    n = int(row["n"])
    return resting({
        "primary": percent(abs(row["mean"]), n=n, formula="size of the mean " + rows.RELATIVE, inputs=rows.PAIR),
        "primary_ci": rows.range_words(row["low"], row["high"], "t interval, n − 1 degrees of freedom"),
        "led_primary": words(rows.led(row["mean"]), formula="sign of the mean", inputs=rows.PAIR),
        "ahead_primary": rows.ahead_words(values),
        "n_first": words(str(len(values)), formula="first cuts inside the data", inputs=("rate_moves",)),
        "mde": percent(row["mde"], formula="smallest mean detected with 80% power at the 5% level", n=n),
        "loo_low": rows.relative(row["loo_low"], formula="lowest mean with one event left out"),
        "loo_high": rows.relative(row["loo_high"], formula="highest mean with one event left out"),
        "printed_lead": _printed(book, PRINTED_LEAD), **rows.first_words(found, primary, mean),
    }, (), rows.PAIR)


def _printed(book: Chapter, claim: str) -> Quantity:
    """The magnitude as the article prints it, a range told with "to"."""
    stated = book.ledger.world.claim(claim).stated
    return words(stated.replace("-", " to ").replace("–", " to "), formula="as the article prints it", inputs=(claim,))


def every(found: EventStudy, row: pd.Series, e: Evidence, parts: pd.DataFrame, whole: pd.DataFrame
          ) -> dict[str, Quantity]:
    """Every cut: the year after, the stretches, the day itself and whole cycles; ``row`` is the primary test's."""
    year = found.at(int(row.name))
    return resting({**_year(year, row), **_without(year, parts), **_day(study.on_the_day(e, e.cuts)),
                    **_cycles(whole["relative"])}, (), rows.PAIR)


def _year(year: pd.Series, row: pd.Series) -> dict[str, Quantity]:
    sign = "changes its sign" if year["mean"] * row["mean"] < 0 else "keeps its sign"
    return {
        "any": rows.relative(year["mean"], low=year["low"], high=year["high"], n=int(year["n"])),
        "any_ci": rows.range_words(year["low"], year["high"], "t interval over stretches"),
        "zero_any": words(rows.holds_zero(year["low"], year["high"]), formula="whether the interval holds zero"),
        "n_any": words(str(int(year["n"])), formula="cuts with a full year after them", inputs=("rate_moves",)),
        "stretches_any": words(str(int(year["n_effective"])), formula="groups of cuts whose windows overlap"),
        "placebo_any": rows.p_value(year["placebo_p"], year["placebo_kind"]),
        "turn_word": words(sign, formula="signs of the two means"),
    }


def _without(year: pd.Series, parts: pd.DataFrame) -> dict[str, Quantity]:
    mean = parts.set_index("first")["without"].loc[STRETCH_LEFT_OUT].iloc[0]
    shift = "falls to" if mean < year["mean"] else "rises to"
    return {"any_without": rows.relative(mean, formula="mean over cuts outside the stretch"),
            "any_shift": words(shift, formula="mean without the stretch against the whole mean")}


def _day(day: Estimate) -> dict[str, Quantity]:
    said = "Nothing that can be told from chance" if day.low <= 0 <= day.high else "Something, but little"
    return {
        "day_any": rows.estimate(day, places=2),
        "day_any_ci": words(interval(100 * day.low, 100 * day.high, "%", 2), formula=day.method),
        "n_day": words(str(day.n), formula="announcement days of cuts with trading", inputs=("rate_moves",)),
        "day_word": words(said, formula="whether the interval holds zero"),
    }


def _cycles(relative: pd.Series) -> dict[str, Quantity]:
    cycle = mean_t_interval(relative)
    return {"cycle": rows.estimate(cycle), "cycle_ci": rows.range_words(cycle.low, cycle.high, cycle.method),
            "ahead_cycles": rows.ahead_words(relative)}


def rates(found: Sensitivity, signs: dict[str, float], recent: str) -> dict[str, Quantity]:
    """b over all weeks, in the era named ``recent``, on announcement days, in the last window; and their words."""
    era, last = found.eras.loc[recent], found.rolling.iloc[-1]
    b = pd.Series({"b": found.whole.value, "low": found.whole.low, "high": found.whole.high, "n": found.whole.n})
    days = pd.Series({"b": found.decisions.value, "low": found.decisions.low, "high": found.decisions.high,
                      "n": found.decisions.n})
    last = pd.Series({"b": last["d2y"], "low": last["d2y_low"], "high": last["d2y_high"], "n": last["n"]})
    daily = "log return of the day on the change of the yield"
    return resting({
        **_coefficient("b", b), **_coefficient("b_recent", era), **_coefficient("b_days", days, daily),
        **_coefficient("b_last", last), **_rolling(found.rolling["d2y"], signs), **rows.rate_words(found),
        "weeks": words(f"{found.weeks:,}", formula="weeks with closes and yields", inputs=rows.RATE_INPUTS),
        "zero_days": words(rows.holds_zero(days["low"], days["high"]), formula="whether the interval holds zero"),
        "recent_word": words(rows.same_sign(b["b"], era), formula="signs of b over all weeks and since then"),
    }, (), rows.RATE_INPUTS)


def _coefficient(name: str, row: pd.Series, formula: str = rows.REGRESSION) -> dict[str, Quantity]:
    """A coefficient with its interval, and the interval as words of its own."""
    value = points(row["b"], low=row["low"], high=row["high"], n=int(row["n"]), formula=formula,
                   inputs=rows.RATE_INPUTS)
    return {name: value, f"{name}_ci": rows.range_words(row["low"], row["high"], f"95% interval; {formula}", "pp")}


def _rolling(b: pd.Series, signs: dict[str, float]) -> dict[str, Quantity]:
    turns = "changes sign more than once" if _turns(b) > 1 else "changes sign" if _turns(b) else "keeps its sign"
    share = "share of windows whose whole band lies "
    return {"above": percent(signs["above"], places=0, formula=share + "above zero"),
            "below": percent(signs["below"], places=0, formula=share + "below zero"),
            "stable_word": words(turns, formula="signs of the rolling estimate")}


def _turns(b: pd.Series) -> int:
    signs = b.dropna().gt(0)
    return int((signs != signs.shift()).iloc[1:].sum())


def family(tests: pd.DataFrame, others: Sequence[Variant]) -> dict[str, Quantity]:
    """How many tests were made, how many survive the correction, and whether the variants agree."""
    before, after = study.significant(tests)
    agree = all(v.mean.low <= 0 <= v.mean.high for v in others)
    return resting({
        "variants_word": words("None of them changes the answer: every interval holds zero" if agree
                               else "They do not all agree", formula="whether every interval holds zero"),
        "tests": rows.count_words(len(tests), "further test"),
        "before": words("1 lies" if before == 1 else f"{before or 'none'} lie", formula="p below 0.05"),
        "after": words("1 does" if after == 1 else f"{after or 'none'} do", formula="Holm-adjusted p below 0.05"),
        "survivors": rows.survivors(tests),
    }, (), tuple(dict.fromkeys([*rows.RATE_INPUTS, *(name for v in others for name in v.inputs)])))


def priced(market: pd.DataFrame, e: Evidence) -> dict[str, Quantity]:
    """What was priced before the decision of December 2025, what the Committee projected, what the day brought."""
    return {
        "priced": rows.listed_probabilities(market), "projections": rows.projections(market),
        "futures": rows.projected(market, "Dow Jones", "policy_rate_level", "federal funds futures"),
        "decision_day": rows.day_words(study.decision_day(e, DECISION)),
    }


# ---------------------------------------------------------------- pictures in words

def range_alt(target: pd.DataFrame, e: Evidence) -> str:
    """The picture of the target range in words."""
    return (f"The target for the federal funds rate in steps from {target.index[0]:%Y} to {e.small.index[-1]:%Y}, last "
            f"{target['upper'].iloc[-1]:.2f}% at its upper bound, with first cuts marked in "
            f"{listed([f'{d:%Y}' for d in e.first_cuts])}.")


def fan_alt(paths: pd.DataFrame, mean: pd.DataFrame) -> str:
    """The picture of the paths after first cuts in words."""
    if mean.empty:
        raise EvidenceMissing("No first cut lies inside the data.")
    end, ends = 100 * mean.iloc[-1], 100 * paths.iloc[-1]
    return (f"{paths.shape[1]} thin lines and their mean from {-mean.index[0]} trading days before to {mean.index[-1]} "
            f"after a first cut. The mean ends at {end['mean']:.1f}% with a 95% interval from {end['low']:.1f}% to "
            f"{end['high']:.1f}%; single cycles end between {ends.min():.0f}% and {ends.max():.0f}%.")


def rolling_alt(drawn: pd.DataFrame, signs: dict[str, float], window: int) -> str:
    """The picture of the rolling sensitivity in words."""
    last = 100 * drawn.iloc[-1]
    return (f"Rolling sensitivity over {window} weeks from {drawn.index[0]:%Y} to {drawn.index[-1]:%Y}: the whole band "
            f"lies above zero in {100 * signs['above']:.0f}% of the windows, below in {100 * signs['below']:.0f}%, "
            f"around zero in the rest; the last value is {last['d2y']:.1f} with a band from {last['d2y_low']:.1f} to "
            f"{last['d2y_high']:.1f}.")
