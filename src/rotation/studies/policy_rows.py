"""Table rows and data-dependent words of the chapter on the Fed: studies in, quantities out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..chapter import Chapter
from ..report import Quantity, percent, points, words
from ..statistics import Estimate
from ..wording import interval, listed, plural
from .policy import DecisionDay, EventStudy, Sensitivity, Variant

PAIR = ("yahoo/RUT", "yahoo/GSPC")
RELATIVE = "log return, small over large"
REGRESSION = "coefficient b of r_small − r_large = a + b d(2-year yield) + c r_large + e"
METRICS = {"cut_probability": "probability of a cut", "cuts_projected": "cuts in the year",
           "policy_rate_level": "policy rate"}
LATER = "not yet released at this edition"


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


def range_words(low: float, high: float, formula: str, unit: str = "%") -> Quantity:
    """Two bounds (fractions) as one cell, without a value between them."""
    return words(interval(100 * low, 100 * high, unit, 1), formula=formula)


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
        "d2y": Quantity(100 * row.d2y, "bp", 0, signed=True, formula="change on the day",
                        inputs=("fred/DGS2",)) if known else None,
        "relative": relative(row.relative, places=2, formula="log return of the day")
        if row.relative == row.relative else None,
    }


def event_rows(study: EventStudy) -> list[dict[str, object]]:
    """One row a first cut, and the mean: the day itself and every horizon."""
    columns = [name for name in study.windows.columns if name != "base"]
    rows = [{"cut": f"{day:%Y-%m-%d}", **{f"h{name}": relative(value) for name, value in row[columns].dropna().items()}}
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
                       formula="events, or groups of overlapping ones, ahead; exact sign test"),
        "placebo": words(f"{interval(100 * row['placebo_low'], 100 * row['placebo_high'], '%', 1)}, "
                         f"p {row['placebo_p']:.3f}", formula=f"95% of placebo means: {row['placebo_kind']}"),
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
             "sessions": str(row.sessions), "relative": relative(row.relative)}
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
               inputs=(*PAIR, "fred/DGS2"))
    return {"sample": name, "n": f"{found.n:,}", "b": b, "p": p_value(found.p, found.method)}


def family_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Every test but the primary one, p before and after Holm's correction."""
    return [{"test": row.test, "n": f"{row.n:,}",
             "mean": points(row.mean, low=row.low, high=row.high, n=row.n, formula="as in its table"),
             "p": words(f"{p_text(row.p)}, {p_text(row.p_holm)}", formula="t test; Holm")}
            for row in table.itertuples()]


def priced_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """What was priced or projected, as the documents print it."""
    return [{"key": f"{row.as_of} {row.document} {row.metric} {row.period}", "as_of": row.as_of,
             "source": row.publisher, "what": f"{METRICS[row.metric]}, {row.subject}", "period": row.period,
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
    """The decision of December 2025 in the markets, in one clause."""
    if found is None:
        return words(LATER, formula="day of the decision")
    fell = "fell" if found.d2y < 0 else "rose"
    text = (f"the 2-year yield {fell} {abs(round(100 * found.d2y))} basis points, the Russell 2000 gained "
            f"{100 * found.small:.1f}% and the S&P 500 {100 * found.large:.1f}%")
    return words(text, formula="changes of the day", inputs=(*PAIR, "fred/DGS2"))


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


def verdict_words(book: Chapter, claims: Mapping[str, str]) -> dict[str, Quantity]:
    """The verdict on single claims as words, by name; a claim made after the edition says so."""
    return {name: words(_verdict(book, claim), formula=f"verdict on claim {claim}") for name, claim in claims.items()}


def _verdict(book: Chapter, claim: str) -> str:
    if claim.partition("/")[0] not in book.articles:
        return "not among the chosen articles"
    entry = book.ledger[claim]
    return "made after this edition" if entry.claim_date > book.as_of else entry.verdict.verdict.replace("_", " ")


def decided_words(book: Chapter) -> dict[str, Quantity]:
    """How many figures and dates of the chapter were decided, and how many hold as printed or nearly."""
    entries = [e for e in book.ledger.of_topic("fed_policy", "macro")
               if e.claim.stated and e.claim.kind != "forecast" and e.decided]
    right = [e for e in entries if e.verdict.verdict in ("accurate", "mostly_accurate")]
    return {"decided": words(str(len(entries)), formula="claims with a number or a date that the evidence decided"),
            "right": words(str(len(right)), formula="of those, accurate or mostly accurate")}


def first_words(study: EventStudy, primary: int, mean: pd.DataFrame) -> dict[str, Quantity]:
    """The words of the section on first cuts that depend on its numbers."""
    row, values = study.at(primary), study.windows[primary].dropna()
    after = mean.loc[1:].dropna()
    inside = bool(((after["low"] <= 0) & (after["high"] >= 0)).all())
    years = listed([f"{day:%Y}" for day in values.index[values > 0]]) or "no year"
    return {
        "answer_primary": words(_answer(row), formula="sign of the mean and whether its interval holds zero"),
        "path_word": words("drifts down" if mean["mean"].loc[126] < 0 else "drifts up", formula="mean at +126"),
        "band_word": words("never leaves zero" if inside else "leaves zero on some days",
                           formula="95% band by session"),
        "ahead_years": words(years, formula="first cuts with a small-cap lead at the primary horizon"),
        "mde_word": words("lies well below that" if row["mde"] > 0.1 else "lies near that",
                          formula="against the detectable effect"),
    }


def _answer(row: pd.Series) -> str:
    if row["low"] > 0:
        return "Yes, after first cuts"
    return "Not after first cuts" if row["mean"] < 0 else "Not demonstrably after first cuts"


def rate_words(rates: Sensitivity) -> dict[str, Quantity]:
    """The words of the section on sensitivity that depend on its numbers."""
    whole, days, last = rates.whole, rates.decisions, rates.rolling.iloc[-1]
    expected = "the sign that the articles expect" if last["d2y"] < 0 else "not the sign that the articles expect"
    zero = " within a band around zero" if last["d2y_low"] <= 0 <= last["d2y_high"] else ""
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
        return "Yes, but with the opposite sign"
    return "Yes, with the sign the articles expect" if whole.high < 0 else "Not measurably"


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
