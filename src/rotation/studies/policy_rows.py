"""Table rows and data-dependent words of the chapter on the Fed: studies in, quantities out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from .. import provenance
from ..chapter import Chapter
from ..report import Quantity, percent, points, words
from ..statistics import Estimate
from ..trading_days import offset, previous_trading_day
from ..wording import interval, listed, plural
from .policy import DecisionDay, EventStudy, Sensitivity, Variant

PAIR = ("yahoo/RUT", "yahoo/GSPC")
RELATIVE = "log return, small over large"
REGRESSION = "coefficient b of r_small − r_large = a + b d(2-year yield) + c r_large + e"
METRICS = {"cut_probability": "probability of a cut", "cuts_projected": "cuts in the year",
           "policy_rate_level": "policy rate"}
LATER = "not yet released at this edition"
RATE_INPUTS = (*PAIR, "fred/DGS2")
COLUMNS = {   # headings of the chapter's tables, by table
    "calendar": {"announcement": "Announced", "decision": "Decision", "before": "Before", "after": "After",
                 "effective": "In effect", "d2y": "2-year yield", "relative": "Small over large"},
    "first": {"cut": "First cut", "hday": "On the day", "h1": "+1", "h21": "+21", "h63": "+63", "h126": "+126",
              "h252": "+252"},
    "first_statistics": {"horizon": "Days", "mean": "Mean [95% t interval]", "ahead": "Ahead, sign test",
                         "placebo": "Placebo", "mde": "Detectable", "loo": "Leave one out"},
    "every_statistics": {"horizon": "Days", "mean": "Mean [95% t interval]", "ahead": "Ahead, sign test",
                         "placebo": "Placebo", "mde": "Detectable"},
    "stretches": {"stretch": "Cuts from, to", "cuts": "Cuts", "mean": "Mean after 252 days",
                  "without": "Mean of all other cuts"},
    "cycles": {"cycle": "First to last cut", "cuts": "Cuts", "sessions": "Trading days",
               "relative": "Small over large"},
    "variants": {"variant": "Data", "basis": "Return", "n": "n", "mean": "Mean after a year [95% t interval]"},
    "rates": {"sample": "Sample", "n": "n", "b": "b, points per point of yield [95%]", "p": "p"},
    "family": {"test": "Test", "n": "n", "mean": "Estimate [95%]", "p": "p, before and after Holm"},
    "priced": {"as_of": "As of", "source": "Source", "what": "Quantity", "period": "For", "value": "Figure"},
}


def relative(value: float, **more: object) -> Quantity:
    """A log relative return told in per cent, signed."""
    return percent(value, signed=True, **{"formula": RELATIVE, "inputs": PAIR, **more})


def estimate(found: Estimate, **more: object) -> Quantity:
    """An estimate of a log relative return with its interval and n."""
    return relative(found.value, low=found.low, high=found.high, n=found.n, **{"formula": found.method, **more})


def p_text(value: float) -> str:
    """A p value to three places; below that the bound, never a zero."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def p_value(value: float, formula: str) -> Quantity:
    """A p value as a quantity, told as by ``p_text``."""
    return words(p_text(value), formula=formula) if value < 0.001 else Quantity(float(value), "", 3, formula=formula)


def unbroken(iso: str) -> str:
    """A date of a narrow column with hyphens at which no line breaks."""
    return iso.replace("-", "\u2011")


def range_words(low: float, high: float, formula: str, unit: str = "%") -> Quantity:
    """Two bounds (fractions) as one cell, without a value between them."""
    inputs = RATE_INPUTS if unit == "pp" else PAIR
    return words(interval(100 * low, 100 * high, unit, 1), formula=formula, inputs=inputs)


# ---------------------------------------------------------------- rows

def calendar_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """One row a decision: ranges, effective day, same-day change of the 2-year yield, small minus large."""
    return [_calendar_row(row) for row in table.itertuples()]


def _calendar_row(row: object) -> dict[str, object]:
    known = row.d2y == row.d2y
    return {
        "announcement": f"{row.announcement:%Y-%m-%d}", "decision": row.decision,
        "before": f"{row.lower_before:.2f}–{row.upper_before:.2f}%", "after": f"{row.lower:.2f}–{row.upper:.2f}%",
        "effective": row.effective or "–",
        "d2y": Quantity(100 * row.d2y, "bp", 0, signed=True, formula="change on the day", inputs=("fred/DGS2",),
                        rows=_day_before(("fred/DGS2",), row.announcement)) if known else None,
        "relative": relative(row.relative, places=2, formula="log return of the day",
                             rows=_day_before(PAIR, row.announcement))
        if row.relative == row.relative else None,
    }


def _day_before(names: Sequence[str], day: pd.Timestamp) -> tuple[str, ...]:
    """The observations of a day and of the session before."""
    return provenance.ends(names, previous_trading_day(day.date()), day)


def _after(base: pd.Timestamp, horizon: object, day: pd.Timestamp) -> tuple[str, ...]:
    """The closes of an event's window: of the day itself, or from the announcement's close to that of the horizon."""
    if not isinstance(horizon, int | np.integer):
        return _day_before(PAIR, day)
    return provenance.ends(PAIR, base, offset(base.date(), int(horizon)))


def event_rows(study: EventStudy) -> list[dict[str, object]]:
    """One row a first cut, and the mean: the day itself and every horizon."""
    columns = [name for name in study.windows.columns if name != "base"]
    rows = [{"cut": f"{day:%Y-%m-%d}", **{f"h{name}": relative(value, rows=_after(row["base"], name, day))
                                          for name, value in row[columns].dropna().items()}}
            for day, row in study.windows.iterrows()]
    means = study.windows[columns].mean()
    return [*rows, {"cut": "mean", **{f"h{name}": relative(means[name], n=len(rows)) for name in columns}}]


def statistic_rows(study: EventStudy, primary: int | None) -> list[dict[str, object]]:
    """One row a horizon: mean with interval, share ahead with sign test, placebo, detectable effect, leave-one-out."""
    return [_statistic_row(h, row, h == primary) for h, row in study.table.iterrows()]


def _statistic_row(horizon: int, row: pd.Series, primary: bool) -> dict[str, object]:
    n = int(row["n_effective"])
    return {
        "horizon": f"+{horizon}{' primary' if primary else ''}",
        "mean": relative(row["mean"], low=row["low"], high=row["high"], n=n, formula="mean, t interval, n − 1 df"),
        "ahead": words(f"{round(row['positive'] * n)} of {n}, p {row['sign_p']:.2f}",
                       formula="events, or groups of overlapping ones, ahead; exact sign test", inputs=PAIR),
        "placebo": words(f"{interval(100 * row['placebo_low'], 100 * row['placebo_high'], '%', 1)}, "
                         f"p {row['placebo_p']:.3f}", formula=f"95% of placebo means: {row['placebo_kind']}",
                         inputs=PAIR),
        "mde": percent(row["mde"], formula="smallest mean detected with 80% power at the 5% level", inputs=PAIR),
        "loo": range_words(row["loo_low"], row["loo_high"], "lowest and highest mean with one event left out"),
    }


def stretch_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """One row a stretch of cuts whose windows overlap."""
    return [{"stretch": f"{row.first:%Y-%m} to {row.last:%Y-%m}", "cuts": str(row.cuts),
             "mean": relative(row.mean, n=row.cuts), "without": relative(row.without)}
            for row in table.itertuples()]


def cycle_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """One row a whole cycle, first to last cut."""
    return [{"cycle": f"{row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}", "cuts": str(row.cuts),
             "sessions": str(row.sessions),
             "relative": relative(row.relative, rows=provenance.ends(PAIR, row.first, row.last))}
            for row in table.itertuples()]


def variant_rows(primary: EventStudy, horizon: int, others: Sequence[Variant]) -> list[dict[str, object]]:
    """The primary estimate beside the declared variants."""
    row = primary.at(horizon)
    first = {"variant": "Russell 2000 over S&P 500", "basis": "price", "n": str(int(row["n"])),
             "mean": relative(row["mean"], low=row["low"], high=row["high"], n=int(row["n"]))}
    return [first, *[{"variant": v.name, "basis": v.basis, "n": str(v.mean.n),
                      "mean": estimate(v.mean, inputs=v.inputs)} for v in others]]


def rate_rows(rates: Sensitivity) -> list[dict[str, object]]:
    """b over all weeks, by era, and on announcement days."""
    rows = [_rate_row("All weeks", rates.whole)]
    for name, r in rates.eras.iterrows():
        method = f"{REGRESSION}; Newey-West, {int(r['lags'])} lags"
        b = Estimate(r["b"], r["low"], r["high"], int(r["n"]), int(r["n"]), method, 1, p=r["p"])
        rows.append(_rate_row(f"Weeks, {name}", b))
    return [*rows, _rate_row("Announcement days", rates.decisions)]


def _rate_row(name: str, found: Estimate) -> dict[str, object]:
    b = points(found.value, low=found.low, high=found.high, n=found.n, formula=found.method,
               inputs=RATE_INPUTS)
    return {"sample": name, "n": f"{found.n:,}", "b": b, "p": p_value(found.p, found.method)}


def family_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Every test but the primary one, p before and after Holm's correction."""
    return [{"test": row.test, "n": f"{row.n:,}",
             "mean": points(row.mean, low=row.low, high=row.high, n=row.n, formula="as in its table"),
             "p": words(f"{p_text(row.p)}, {p_text(row.p_holm)}", formula="t test; Holm")}
            for row in table.itertuples()]


def priced_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """What was priced or projected, as the documents print it."""
    return [{"key": f"{row.as_of} {row.document} {row.metric} {row.period}", "as_of": unbroken(row.as_of),
             "source": row.publisher, "what": f"{METRICS[row.metric]}, {row.subject}",
             "period": unbroken(row.period),
             "value": Quantity(float(row.value), row.unit, 1 if "." in row.value else 0,
                               formula="as the document prints it", inputs=(row.document,))}
            for row in table.itertuples()]


# ---------------------------------------------------------------- words that depend on the data

def led(value: float) -> str:
    return "led" if value > 0 else "fell behind"


def holds_zero(low: float, high: float) -> str:
    return "holds zero" if low <= 0 <= high else "does not hold zero"


def count_words(n: int, singular: str, many: str | None = None) -> Quantity:
    return words(plural(n, singular, many), formula="count")


def ahead_words(values: pd.Series) -> Quantity:
    """``2 of 7``."""
    return words(f"{int((values > 0).sum())} of {len(values)}", formula="events with a small-cap lead", n=len(values),
                 inputs=PAIR)


def day_words(found: DecisionDay | None) -> Quantity:
    """The decision of December 2025 in the markets, in one sentence without its full stop."""
    if found is None:
        return words(f"The day itself: {LATER}", formula="day of the decision")
    fell = "fell" if found.d2y < 0 else "rose"
    text = (f"On the day the 2-year yield {fell} by {abs(found.d2y):.2f} percentage points, the Russell "
            f"2000 gained {100 * found.small:.1f}% and the S&P 500 {100 * found.large:.1f}%")
    return words(text, formula="changes of the day", inputs=RATE_INPUTS)


def listed_probabilities(table: pd.DataFrame) -> Quantity:
    """Lowest and highest probability of a cut that the documents of the week print."""
    found = table[table["metric"] == "cut_probability"]
    if found.empty:
        return words(LATER, formula="documents of the week")
    values = sorted(found["value"], key=float)
    text = f"{values[0]}%" if values[0] == values[-1] else f"{values[0]}% to {values[-1]}%"
    return words(text, formula="lowest and highest figure printed", n=len(found), inputs=tuple(found["document"]))


def projected(table: pd.DataFrame, publisher: str, metric: str, subject: str) -> Quantity:
    """One documented figure as words, or that it was not out yet."""
    found = table[(table["metric"] == metric) & (table["subject"] == subject)
                  & table["publisher"].str.startswith(publisher)]
    if found.empty:
        return words(LATER, formula="documented figure")
    row = found.iloc[0]
    suffix = "%" if row["unit"] == "%" else ""
    return words(f"{row['value']}{suffix}", formula="as the document prints it", inputs=(row["document"],))


def projections(table: pd.DataFrame) -> Quantity:
    """The Committee's median projections for 2026 in one clause, set against the level that futures had."""
    level, cuts = (projected(table, "FXStreet", metric, "FOMC") for metric in ("policy_rate_level", "cuts_projected"))
    if LATER in (level.text, cuts.text):
        return words(f"the Committee's own projections were {LATER}", formula="documented figure")
    text = (f"the Committee's median, published with the decision, was {level.text}, which leaves room for "
            f"{plural(int(cuts.text), 'cut')} in the year")
    return words(text, formula="as the document prints it", inputs=level.inputs)


def verdict_words(book: Chapter, claims: Mapping[str, str]) -> dict[str, Quantity]:
    """The verdict on single claims as words, by name; a claim made after the edition says so."""
    return {name: words(_verdict(book, claim), formula=f"verdict on claim {claim}", inputs=(claim,))
            for name, claim in claims.items()}


def _verdict(book: Chapter, claim: str) -> str:
    if claim.partition("/")[0] not in book.articles:
        return "not among the chosen articles"
    entry = book.ledger[claim]
    if entry.claim_date > book.as_of:
        return "a claim made after this edition"
    return entry.verdict.verdict.replace("_", " ")


def decided_words(book: Chapter) -> Quantity:
    """How many of the figures and dates that the evidence decided hold as printed or nearly so, in one clause."""
    entries = [e for e in book.ledger.of_topic("fed_policy", "macro")
               if e.claim.stated and e.claim.kind != "forecast" and e.decided]
    n, right = len(entries), sum(e.verdict.verdict in ("accurate", "mostly_accurate") for e in entries)
    formula = "claims with a number or a date that the evidence decided; of those, accurate or mostly accurate"
    return words(_share_right(right, n), n=n, formula=formula, inputs=("ledger",),
                 rows=provenance.claims(e.claim.id for e in entries))


def _share_right(right: int, n: int) -> str:
    if n == 0:
        return "No figure or date of the articles could be decided at this edition"
    if right == n and n < 3:
        return f"The only {'figure or date' if n == 1 else 'two figures or dates'} decided so far hold{'s' * (n == 1)}"
    return f"{right} of the {n} figures and dates that could be decided hold as printed or nearly so"


def first_words(study: EventStudy, primary: int, mean: pd.DataFrame) -> dict[str, Quantity]:
    """The words of the section on first cuts that depend on its numbers."""
    row, values = study.at(primary), study.windows[primary].dropna()
    after = mean.loc[1:].dropna()
    inside = bool(((after["low"] <= 0) & (after["high"] >= 0)).all())
    years = listed([f"{day:%Y}" for day in values.index[values > 0]]) or "no year"
    return {
        "answer_primary": words(_answer(row), formula="sign of the mean and whether its interval holds zero"),
        "conclusion_primary": words(_conclusion(row["low"], row["high"]), formula="whether the interval holds zero"),
        "path_word": words("drifts down" if mean["mean"].loc[126] < 0 else "drifts up", formula="mean at +126"),
        "band_word": words("holds zero on every day" if inside else "leaves zero on some days",
                           formula="95% band by session"),
        "ahead_years": words(years, formula="first cuts with a small-cap lead at the primary horizon"),
        "mde_word": words("is far too small to show up" if row["mde"] > 0.1 else "would probably show up",
                          formula="against the detectable effect"),
    }


def _conclusion(low: float, high: float) -> str:
    if low <= 0 <= high:
        return "neither an advantage nor a penalty that stands out from chance"
    return "an advantage that stands out from chance" if low > 0 else "a penalty that stands out from chance"


def same_sign(whole: float, era: pd.Series) -> str:
    """What a later era says beside the whole record: another sign, no certain sign, or the same."""
    if whole * era["b"] < 0 and (era["low"] > 0 or era["high"] < 0):
        return "the opposite sign"
    return "nothing certain either way" if era["low"] <= 0 <= era["high"] else "the same sign"


def _answer(row: pd.Series) -> str:
    if row["low"] > 0:
        return "Yes, after first cuts"
    return "Not after first cuts" if row["mean"] < 0 else "Not demonstrably after first cuts"


def rate_words(rates: Sensitivity) -> dict[str, Quantity]:
    """The words of the section on sensitivity that depend on its numbers."""
    whole, days, last = rates.whole, rates.decisions, rates.rolling.iloc[-1]
    expected = "the sign that the articles expect" if last["d2y"] < 0 else "not the sign that the articles expect"
    zero = ", but the band holds zero" if last["d2y_low"] <= 0 <= last["d2y_high"] else ", and the band leaves zero out"
    kind = "the pattern of the first kind prevails" if whole.low > 0 else "neither pattern prevails"
    return {
        "b_word": words(_sensitive(whole), formula="sign of b and its interval"),
        "b_sign": words("positive" if whole.value > 0 else "negative", formula="sign of b"),
        "kind_word": words(kind, formula="whether the interval of b lies above zero"),
        "rates_verdict": words(_rates_verdict(whole, days), formula="both intervals"),
        "b_last_word": words(expected + zero, formula="sign and band of the last window"),
    }


def _sensitive(whole: Estimate) -> str:
    if whole.low > 0:
        return "No, rather the reverse"
    return "Yes, as the articles expect" if whole.high < 0 else "Not measurably"


def _rates_verdict(whole: Estimate, days: Estimate) -> str:
    best = "unproven" if days.low <= 0 <= days.high else ("borne out" if days.high < 0 else "contradicted")
    most = "contradicted" if whole.low > 0 else ("borne out" if whole.high < 0 else "unproven")
    return f"The articles' mechanism is {best} where the test is best and {most} where the data are most"


def survivors(table: pd.DataFrame) -> Quantity:
    """Names of the tests that stay below 0.05 after the correction, with their sign."""
    kept = table[table["p_holm"] < 0.05]
    names = [f"{row.test[0].lower()}{row.test[1:]} ({'above' if row.mean > 0 else 'below'} zero)"
             for row in kept.itertuples()]
    return words(listed(names) or "nothing", formula="Holm-adjusted p below 0.05")
