"""The rotation chapter's results as quantities: numbers for its prose and rows for its tables.

Nothing is measured here: ``studies.sectors`` measures, this module names, scales and words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from .. import provenance, statistics
from ..chapter import chapter_of
from ..ledger import Entry, Ledger
from ..market import Market
from ..report import Quantity, percent, points, resting, words
from ..verdicts import INCOMPLETE
from ..wording import MONTHS, day, interval, listed, quantity
from .sectors import (
    PAIRS,
    SECTOR_NAMES,
    Choice,
    Distinct,
    Margin,
    Mix,
    Pair,
    Records,
    RunRank,
    Span,
    Spanning,
    Years,
    sectors_ahead,
    summarise_choice,
    trading_close,
)

# ---------------------------------------------------------------- numbers for the prose

PRICE = "close at the end / close at the start − 1, small minus large"
TOTAL = "total return of the first fund minus total return of the second"


def told_year(years: Years, margins: Mapping[str, Margin], inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """The year and its halves in numbers and words."""
    found = {}
    for key, m in margins.items():
        ends = provenance.ends(inputs, m.span.start, m.span.end)
        found[f"{key}_margin"] = points(m.gap, formula=PRICE, inputs=inputs, as_of=m.span.end, rows=ends)
        found[f"{key}_end"] = Quantity(m.span.end, "date", formula="last close of the window", inputs=inputs, rows=ends)
    year = margins["year"]
    over = bool(year.span.end >= trading_close(date(years.year, 12, 31)))
    own = provenance.ends(inputs, year.span.start, year.span.end)
    known = _known_years(years, inputs)
    return found | resting({
        "year_answer": words(_answer(year.gap, over), formula="sign of the margin of the year", inputs=inputs),
        "streak_told": words(_streak(years, over), formula="years in a row up to this one without a positive margin",
                             inputs=inputs, rows=known),
        "conclusion": words(_conclusion(year.gap, over), formula="signs of the margins of the year and of its halves"),
        "year_small": percent(year.small, formula="price return", inputs=inputs[:1],
                              rows=provenance.ends(inputs[:1], year.span.start, year.span.end)),
        "year_large": percent(year.large, formula="price return", inputs=inputs[1:],
                              rows=provenance.ends(inputs[1:], year.span.start, year.span.end)),
        "year_word": words("led" if year.gap > 0 else "lagged", formula="sign of the margin of the year"),
        "second_word": words(
            "led" if _gap(margins, "second") > 0 else "lagged", formula="sign of the margin of the second half"
        ),
    }, own, inputs) | resting({
        "year_rank": count(
            years.rank, formula="rank of the margin among calendar years, widest lead first", inputs=inputs
        ),
        "year_of": count(len(years.known), formula="calendar years with a base, up to this one", inputs=inputs),
        "widest": points(years.widest["margin"], formula="widest calendar-year margin", inputs=inputs),
        "widest_year": words(str(int(years.widest["year"])), formula="year of the widest margin", inputs=inputs),
        "after_told": words(_after(margins), formula="price returns since the end of the year", inputs=inputs,
                            rows=_after_ends(margins, inputs)),
    }, known, inputs)


def _after_ends(margins: Mapping[str, Margin], inputs: tuple[str, ...]) -> tuple[str, ...]:
    after = margins.get("after")
    return provenance.ends(inputs, after.span.start, after.span.end) if after else ()


def _known_years(years: Years, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The closes of all calendar years up to this one."""
    known = years.known
    return provenance.windows(inputs, known["start"].iloc[0], known["end"].iloc[-1]) if "start" in known else ()


def _answer(gap: float, over: bool) -> str:
    return f"{'Not over' if gap <= 0 else 'Yes, over'} the year{'' if over else ' so far'}."


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _streak(years: Years, over: bool) -> str:
    n = years.behind_since
    if n == 0:
        return f"Before that, small companies last led in {years.last_lead}."
    place = ORDINALS[n - 1] if n <= len(ORDINALS) else f"number {n}"
    verb = "was" if over else "is on course to be"
    return (f"It {verb} the {place} calendar year in a row in which small companies did not lead; "
            f"they last did in {years.last_lead}.")


def _conclusion(gap: float, over: bool) -> str:
    if gap > 0:
        return "Small companies were ahead over the year as well."
    return ("What the articles called a rotation was a catch-up inside a year that large companies "
            f"{'won' if over else 'led up to this edition'}.")


def told_pair(pair: Pair, year: int, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """Everything the two price indices say of one year."""
    return (told_year(pair.years, pair.margins, inputs) | told_choice(summarise_choice(pair.grid), inputs)
            | told_run(pair.run, inputs) | resting({"quarters_told": quarters_told(pair.quarters, year)}, (), inputs))


def quarters_told(quarters: pd.DataFrame, year: int) -> Quantity:
    """Which quarters of a year small companies led, as far as they are known."""
    own = quarters[quarters["quarter"].str.startswith(str(year))]
    led = own[own["margin"] > 0]
    ahead = [row["quarter"][4:] + ("" if row["complete"] else " so far") for _, row in led.iterrows()]
    told = (f"Of the {len(own)} quarters of {year} that this edition sees, small companies led in "
            f"{f'{len(ahead)}: {listed(ahead)}' if ahead else 'none'}.")
    return words(told, n=len(own), formula="quarters with a positive margin, price returns")


def told_beta(rolling: pd.DataFrame, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """The last rolling beta with its interval."""
    last = rolling.iloc[-1]
    low, high, n = last["beta_low"], last["beta_high"], int(last["n"])
    how = {"formula": "least squares of weekly log returns, robust errors", "inputs": inputs}
    end = rolling.index[-1]
    return resting({
        "beta_now": Quantity(last["beta"], "", 2, low=low, high=high, n=n, **how),
        "beta_interval": words(interval(low, high, "", 2), **how),
        "beta_n": count(n, formula="weeks"),
    }, provenance.windows(inputs, end - pd.Timedelta(weeks=n), end), inputs)


def _gap(margins: Mapping[str, Margin], key: str) -> float:
    return margins[key].gap if key in margins else float("nan")


def _after(margins: Mapping[str, Margin]) -> str:
    if "after" not in margins:
        return "What came after the year is not yet known at this edition."
    m = margins["after"]
    word = "ahead" if m.gap > 0 else "behind"
    return (
        f"From the last close of {m.span.start.year} to {day(m.span.end)} the Russell 2000 returned "
        f"{quantity(100 * m.small, '%', 1)} and the S&P 500 {quantity(100 * m.large, '%', 1)}: small companies were "
        f"{word} by {quantity(abs(100 * m.gap), 'pp', 1)}."
    )


def count(value: int, **more: object) -> Quantity:
    """A whole number."""
    return Quantity(int(value), "count", places=0, **more)


def told_run(found: RunRank, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """The largest run of the year and its rank among years."""
    formula = "largest rise of the price ratio from a close to a later close of one calendar year"
    own = provenance.ends(inputs, found.run.start, found.run.end)
    return resting({
        "run_gain": percent(found.run.gain, formula=formula, inputs=inputs),
        "run_median": percent(found.median, n=found.of, formula=f"median of the years: {formula}", inputs=inputs),
        "run_start": Quantity(found.run.start, "date", formula="start of that rise", inputs=inputs),
        "run_end": Quantity(found.run.end, "date", formula="end of that rise", inputs=inputs),
        "run_rank": count(found.rank, formula="rank of that rise among years, largest first", inputs=inputs),
        "run_of": count(found.of, formula="calendar years up to this one", inputs=inputs),
        "run_months": words(f"From {MONTHS[found.run.start.month - 1]} to {MONTHS[found.run.end.month - 1]}.",
                            formula="months of that rise"),
        "run_word": words(
            "smaller" if found.run.gain < found.median else "larger", formula="against the median of the years"
        ),
    }, own, inputs)


def told_choice(found: Choice, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """What the start-by-end grid shows."""
    formula = "start-by-end grid of month ends and the April low, price returns"
    named = {}
    for key, (start, end, gap) in (("best", found.best), ("worst", found.worst)):
        named |= resting({
            f"{key}_margin": points(gap, formula=formula, inputs=inputs),
            f"{key}_start": Quantity(start, "date", formula=formula),
            f"{key}_stop": Quantity(end, "date", formula=formula),
        }, provenance.ends(inputs, start, end), inputs)
    return named | {
        "windows": count(found.windows, formula=formula, inputs=inputs),
        "windows_ahead": count(found.ahead, formula=f"windows with a lead: {formula}", inputs=inputs),
    }


def told_breadth(matrix: pd.DataFrame, styles: pd.DataFrame, ahead: pd.DataFrame) -> dict[str, Quantity]:
    """Breadth, leading sectors and the style pairs that decide what kind of rotation it was."""
    sectors_only = matrix.drop(index="S&P 500")
    found: dict[str, Quantity] = {}
    spans, funds = matrix.attrs["spans"], (*SECTOR_NAMES, "yahoo/SPY")
    for key in ("year", "first", "second"):
        told: dict[str, Quantity] = {}
        told[f"ahead_{key}"] = count(
            ahead.loc[key, "ahead"], formula="sector funds ahead of the S&P 500 fund, total return"
        )
        told[f"leaders_{key}"] = words(
            listed(list(sectors_only[key].nlargest(3).index)), formula="three best sector funds, total return"
        )
        told[f"laggards_{key}"] = words(
            listed(list(sectors_only[key].nsmallest(3).index)), formula="three worst sector funds, total return"
        )
        found |= resting(told, provenance.windows(funds, spans[key].start, spans[key].end), funds)
    found["sectors"] = count(len(sectors_only), formula="sector funds")
    for name, pair in PAIR_IDS.items():
        for key in ("year", "first", "second"):
            found[f"{name}_{key}"] = points(styles.loc[pair, key], formula=TOTAL, inputs=PAIRS[pair],
                                            rows=_span_rows(PAIRS[pair], styles, key))
    for key in ("first", "second"):
        named = [name for name in NAMED if matrix.loc[name, key] > matrix.loc["S&P 500", key]]
        found[f"named_{key}"] = words(listed(named) or "none", formula="named sectors ahead of the S&P 500 fund")
    found["turn_told"] = _turn(sectors_only["second"], styles.loc[PAIR_IDS["value"], "second"])
    found["value_word"] = words(
        "led" if found["value_second"].value > 0 else "lagged", formula="sign of large value minus large growth"
    )
    found["equal_word"] = words(
        "led" if found["equal_year"].value > 0 else "lagged", formula="sign of equal weight minus cap weight"
    )
    found["broad_word"] = words(
        "broad" if 2 * ahead.loc["second", "ahead"] > len(sectors_only) else "narrow",
        formula="whether more than half of the sectors were ahead in the second half",
    )
    return resting(found, _span_rows(funds, matrix, "second"), funds)


def _span_rows(names: Iterable[str], table: pd.DataFrame, key: str) -> tuple[str, ...]:
    """The rows of a window of a table whose columns are windows: returns with dividends need all of them."""
    span = table.attrs.get("spans", {}).get(key)
    return provenance.windows(names, span.start, span.end) if span else ()


def _turn(second: pd.Series, value: float) -> Quantity:
    stayed, growth = "Information Technology" in second.nlargest(3).index, value < 0
    told = {
        (True, True): "Not from technology to value.", (True, False): "Towards value, with technology still in front.",
        (False, True): "Away from technology, but not to value.", (False, False): "From technology to value.",
    }[stayed, growth]
    return words(told, formula="three best sectors and sign of value minus growth in the second half")


NAMED = ("Industrials", "Financials", "Health Care")
PAIR_IDS = {
    "size": "Size: Russell 2000 − Russell 1000",
    "quality": "Size, profitable at entry: S&P SmallCap 600 − S&P 500",
    "biotech": "Small biotech − S&P 500",
    "banks": "Regional banks − S&P 500",
    "value": "Large value − large growth",
    "smallvalue": "Small value − small growth",
    "equal": "Equal weight − cap weight, S&P 500",
}


def told_tests(found: Distinct, span: Span, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """The three tests: estimate, interval, n and p."""
    b, r, v = found.breaks, found.ranks, found.variance
    own = provenance.windows(inputs, span.start, span.end)
    return resting({
        "break_p": Quantity(
            b.p, "", places=2, n=b.n, formula=f"{b.method}; weekly relative log returns", inputs=inputs
        ),
        "break_at": Quantity(b.break_at.date(), "date", formula="first week of the second regime", inputs=inputs),
        "break_low": Quantity(b.low.date(), "date", formula="earliest date of the 95% set", inputs=inputs),
        "break_high": Quantity(b.high.date(), "date", formula="latest date of the 95% set", inputs=inputs),
        "break_n": count(b.n, formula="weeks", inputs=inputs),
        "break_end": Quantity(span.end, "date", formula="last close of the test"),
    }, own, inputs) | resting({
        "rank_rho": Quantity(r.value, "", places=2, low=r.low, high=r.high, n=r.n, formula=r.method),
        "rank_interval": words(interval(r.low, r.high, "", 2), formula="Fisher z interval of the rank correlation"),
        "rank_p": Quantity(r.p, "", places=2, n=r.n, formula="two-sided permutation p"),
        "rank_null": words(
            interval(r.null_low, r.null_high, "", 2), n=r.n, formula="central 95% of permuted rank correlations"
        ),
        "rank_n": count(r.n, formula="sectors"),
    }, (), SECTOR_NAMES) | resting({
        "ratio": Quantity(v.value, "", places=2, low=v.low, high=v.high, n=v.n, formula=v.method, inputs=inputs),
        "ratio_interval": words(interval(v.low, v.high, "", 2), formula="95% interval of the variance ratio"),
        "ratio_told": words(
            "Neither mean reversion nor trend can be told from a random walk."
            if v.low <= 1 <= v.high
            else f"That is {'mean reversion' if v.value < 1 else 'trend'} beyond a random walk, before correction.",
            formula="whether the interval of the variance ratio holds one",
        ),
        "ratio_p": Quantity(v.p, "", places=2, n=v.n, formula="p of a ratio of one"),
        "ratio_n": count(v.n, formula="months"),
        "ratio_years": count(v.n_effective, formula="windows of one year that do not overlap"),
        "tests": count(len(found.corrected), formula="tests declared"),
        "before": count(found.before, formula="tests with p below 0.05 before correction"),
        "after": count(found.after, formula="tests significant after Holm's correction"),
        "verdict": words(
            "No test here can tell it from ordinary ups and downs." if found.after == 0
            else "One or more tests tell it from ordinary ups and downs.",
            formula="whether any test survives the correction"
        ),
        "tests_told": words(_significant(found), n=len(found.corrected), formula="tests with p below 0.05, Holm"),
        "break_word": words(
            "no significant break" if b.p >= 0.05 else "a significant break", formula="p of the break test against 0.05"
        ),
    }, own, inputs)


def _significant(found: Distinct) -> str:
    of = len(found.corrected)
    if not found.before:
        return f"None of the {of} tests is significant, with or without correction."
    verb = "is" if found.before == 1 else "are"
    return f"Before correction {found.before} of the {of} tests {verb} significant; after it, {found.after or 'none'}."


def told_funds(matrix: pd.DataFrame, styles: pd.DataFrame, mix: Mix, rolling: pd.DataFrame, inputs: tuple[str, ...]
               ) -> dict[str, Quantity]:
    """What the funds and the two indices' co-movement say: sectors, styles, sector mix, beta."""
    return told_breadth(matrix, styles, sectors_ahead(matrix)) | told_mix(mix) | told_beta(rolling, inputs)


def told_mix(mix: Mix) -> dict[str, Quantity]:
    """The sector mix in numbers; the large index's weights may not be released yet."""
    funds = ("yahoo/IWM", "yahoo/IWB", *SECTOR_NAMES)
    return resting({
        "mix_start": Quantity(mix.start, "date", formula="date of the weights"),
        "mix_end": Quantity(mix.end, "date", formula="last close"),
        "mix_gap": points(mix.gap, formula=TOTAL, inputs=("yahoo/IWM", "yahoo/IWB")),
        "mix_small": percent(mix.small, formula="total return of the Russell 2000 fund", inputs=("yahoo/IWM",)),
        "mix_large": percent(
            mix.as_large_sectors, formula="sum over sectors of weight times return of the large-company sector fund"
        ),
        "mix_within": points(
            mix.small - mix.as_large_sectors,
            formula="return of the small fund minus the return of its mix in large companies",
        ),
        "mix_told": words(_mix_told(mix), formula="difference of the weights times sector return, summed"),
        "mix_top": words(
            listed(list(mix.table["contribution"].nlargest(2).index)), formula="two largest contributions"
        ),
    }, provenance.windows(funds, mix.start, mix.end), funds)


def _mix_told(mix: Mix) -> str:
    if mix.weights_of is None:
        return "How much of it comes from the sector mix is open: weights of the Russell 1000 are not yet released."
    part = quantity(100 * mix.allocation, "pp", 1, signed=True)
    return f"With the Russell 1000's weights of {day(mix.weights_of)}, the different mix accounts for {part} of it."


def told_records(found: Mapping[str, Records]) -> dict[str, Quantity]:
    """Counts of record closes and intraday records by index, and the last record close of the first one."""
    told = {}
    for name, r in found.items():
        key = name.lower()
        told[f"{key}_closes"] = count(len(r.closes), formula="record closes of the year", inputs=(f"yahoo/{name}",),
                                      rows=_single(name, r.closes))
        told[f"{key}_highs"] = count(len(r.highs), formula="intraday record high of the year, counted",
                                     inputs=(f"yahoo/{name}",), rows=_single(name, r.highs))
        told[f"{key}_last"] = (
            Quantity(r.closes[-1], "date", formula="last record close", inputs=(f"yahoo/{name}",),
                     rows=_single(name, r.closes[-1:]))
            if r.closes
            else words("none this year", formula="last record close", inputs=(f"yahoo/{name}",))
        )
    return told


def _single(name: str, days: Iterable[date]) -> tuple[str, ...]:
    days = tuple(days)
    return (provenance.days(f"yahoo/{name}", *days),) if days else ()


def told_spanning(tests: Mapping[str, tuple[str, Spanning]]) -> dict[str, Quantity]:
    """Slopes on size and the return a year that the factors leave over."""
    everything, found = {}, {key: s for key, (_, s) in tests.items()}
    for key, s in found.items():
        a, told = s.alpha(), {}
        told[f"{key}_alpha"] = points(
            a.value, low=a.low, high=a.high, n=a.n, formula=f"constant times {s.periods}; {a.method}"
        )
        told[f"{key}_interval"] = words(
            interval(100 * a.low, 100 * a.high, "pp", 1), formula="95% interval of the constant a year"
        )
        told[f"{key}_n"] = count(a.n, formula="observations")
        told[f"{key}_start"], told[f"{key}_end"] = (
            Quantity(d, "date", formula="first and last observation") for d in (s.start, s.end)
        )
        told[f"{key}_r2"] = percent(s.fit.r_squared, places=0, n=a.n, formula="R squared")
        everything |= resting(told, provenance.windows(s.inputs, s.start, s.end), s.inputs)
    told = everything
    lean = "leaned" if found["profit"].fit.coef["RMW"] < 0 else "did not lean"
    profit = found["profit"]
    told["profit_lean"] = words(f"{lean} towards unprofitable companies", formula="sign of the slope on profitability")
    told["spanning_answer"] = words(_left_over(found["daily"], found["profit"]),
                                    formula="whether the 95% intervals of the daily constants hold zero")
    return resting(told, provenance.windows(profit.inputs, profit.start, profit.end), profit.inputs)


def _left_over(*daily: Spanning) -> str:
    open_ones = [s.alpha().low <= 0 <= s.alpha().high for s in daily]
    if all(open_ones):
        return "Beyond the factors nothing is left over that can be told from zero."
    return "Whether anything is left over depends on the factors." if any(open_ones) else \
        "The factors leave something over that differs from zero."


# ---------------------------------------------------------------- rows of tables


BOTH_LEGS = 6                   # newest years of which a table shows both returns beside their margin


def period_rows(pair: Pair, inputs: tuple[str, ...]) -> list[dict[str, object]]:
    """Quarters from the year in question on, then every calendar year, newest first; of old years the margin alone."""
    years = margin_rows(pair.years.table[::-1], "year", inputs)
    older = [{**row, "small": "", "large": ""} for row in years[BOTH_LEGS:]]
    return margin_rows(pair.quarters[::-1], "quarter", inputs) + years[:BOTH_LEGS] + older


def margin_rows(table: pd.DataFrame, label: str, inputs: tuple[str, ...] = ()) -> list[dict[str, object]]:
    """One row a period: small, large, margin and whether it is over; ``label`` is the column that names the period."""
    return [
        {
            "period": str(row[label]),
            **_legs(row, "a", "b", inputs),
            "until": "" if row["complete"] else f"to {day(row['end'].date())}",
        }
        for _, row in table.iterrows()
    ]


def _legs(row: Mapping[str, object], small: str, large: str, inputs: tuple[str, ...]) -> dict[str, Quantity]:
    """Both returns of a window and their margin, with the closes they rest on."""
    def ends(names: tuple[str, ...]) -> tuple[str, ...]:
        return provenance.ends(names, row["start"], row["end"]) if "start" in row else ()

    return {"small": percent(row[small], formula="price return", inputs=inputs[:1], rows=ends(inputs[:1])),
            "large": percent(row[large], formula="price return", inputs=inputs[1:], rows=ends(inputs[1:])),
            "margin": points(row["margin"], formula=PRICE, inputs=inputs, rows=ends(inputs))}


def chosen_rows(table: pd.DataFrame, inputs: tuple[str, ...]) -> list[dict[str, object]]:
    """One row a window that an article chose."""
    return [
        {
            "window": row["label"],
            "articles": row["articles"],
            "start": day(row["start"]),
            "end": day(row["end"]),
            **_legs(row, "small", "large", inputs),
        }
        for _, row in table.iterrows()
    ]


def matrix_rows(
    matrix: pd.DataFrame, make: Callable[..., Quantity], name: str, formula: str
) -> list[dict[str, object]]:
    """One row a name, one cell a window; an empty cell where a series does not reach."""
    return [
        {name: label, **{key: None if np.isnan(value) else make(
            value, formula=formula, inputs=_series_of(label), rows=_span_rows(_series_of(label), matrix, key))
            for key, value in row.items()}}
        for label, row in matrix.iterrows()
    ]


def _series_of(label: str) -> tuple[str, ...]:
    """The funds behind a row of a table of sectors or pairs."""
    return PAIRS.get(label) or tuple(name for name, sector in {**SECTOR_NAMES, "yahoo/SPY": "S&P 500"}.items()
                                     if sector == label)


def record_rows(found: Records, market: Market, series: str) -> list[dict[str, object]]:
    """One row a record day: the close and the high, marked where it was a record."""
    close, high = market.close(series), market.high(series)
    return [
        {
            "day": day(d),
            "close": "record" if d in found.closes else "",
            "high": "record" if d in found.highs else "",
            "back": percent(
                float(close.loc[str(d)] / high.loc[str(d)] - 1), formula="close / intraday high − 1", inputs=(series,),
                rows=(provenance.days(series, d),)
            ),
        }
        for d in found.days
    ]


def spanning_rows(tests: Mapping[str, tuple[str, Spanning]]) -> list[dict[str, object]]:
    """One row a factor, one column a regression: slopes with intervals; then what is left over, R squared and n."""
    rows: dict[str, dict[str, object]] = {name: {"what": name} for name in SPANNING_ROWS}
    for key, (_, s) in tests.items():
        own = {"inputs": s.inputs, "rows": provenance.windows(s.inputs, s.start, s.end)}
        for name in s.fit.coef.index.drop("const"):
            rows[_factor_name(name)][key] = Quantity(s.fit.coef[name], "", places=2, low=s.fit.low[name],
                                                     high=s.fit.high[name], n=s.fit.n, formula=s.fit.method, **own)
        a = s.alpha()
        rows["Left over, a year"][key] = points(a.value, low=a.low, high=a.high, n=a.n, formula=a.method, **own)
        rows["R squared"][key] = percent(s.fit.r_squared, places=0, formula="R squared", **own)
        rows["Observations"][key] = count(a.n, formula="observations", **own)
    return list(rows.values())


def _factor_name(name: str) -> str:
    return {"MKT_RF": "Market", "SMB": "Size", "SMB5": "Size", "HML": "Value", "RMW": "Profitability",
            "CMA": "Investment"}[name]


def tested_rows(ranks: pd.DataFrame, ratios: Mapping[str, Mapping[int, statistics.Estimate]]
                ) -> list[dict[str, object]]:
    """Rank correlations between the halves of each year, then variance ratios of each series and horizon."""
    return _rank_rows(ranks) + _ratio_rows(ratios)


def _rank_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    how = "Spearman rank correlation of the sectors' total returns, Fisher z interval"
    return [{"test": f"Sector ranks, halves of {int(row['year'])}", **resting({
        "found": Quantity(row["rho"], "", places=2, low=row["low"], high=row["high"], n=int(row["n"]), formula=how),
        "p": Quantity(row["p"], "", places=2, formula="two-sided permutation p"),
        "n": count(row["n"], formula="sectors"),
    }, _year_rows(int(row["year"])), SECTOR_NAMES)} for _, row in table.iterrows()]


def _year_rows(year: int) -> tuple[str, ...]:
    first, last = (trading_close(date(y, 12, 31)) for y in (year - 1, year))
    return provenance.windows(SECTOR_NAMES, first, last)


def _ratio_rows(found: Mapping[str, Mapping[int, statistics.Estimate]]) -> list[dict[str, object]]:
    return [{"test": f"{label}, {months} months", **resting({
        "found": Quantity(e.value, "", places=2, low=e.low, high=e.high, n=e.n, formula=e.method),
        "p": Quantity(e.p, "", places=2, formula="p of a ratio of one"),
        "n": count(e.n, formula="months"),
        "independent": count(e.n_effective, formula="windows that do not overlap"),
    }, (), ("french/SMB_monthly",) if label == "Size factor" else ("yahoo/RUT", "yahoo/GSPC"))}
        for label, ratios in found.items() for months, e in ratios.items()]


# ---------------------------------------------------------------- claims, headings, words for pictures

MARGIN_COLUMNS = {
    "period": "Period",
    "small": "Russell 2000",
    "large": "S&P 500",
    "margin": "Margin",
    "until": "So far",
}
CHOSEN_COLUMNS = {
    "window": "Window",
    "articles": "Article",
    "start": "From",
    "end": "To",
    "small": "Russell 2000",
    "large": "S&P 500",
    "margin": "Margin",
}
RECORD_COLUMNS = {"day": "Day", "close": "Close", "high": "Intraday high", "back": "Close against high"}
TEST_COLUMNS = {"test": "Test", "found": "Result", "p": "p", "n": "n", "independent": "Separate windows"}
SPANNING_ROWS = ("Market", "Size", "Value", "Profitability", "Investment", "Left over, a year", "R squared",
                 "Observations")
SPANNING_COLUMNS = {"what": "Slope on", "daily": "Daily", "profit": "Daily, wider", "monthly": "Monthly",
                    "size": "Size factor"}


def _own(ledger: Ledger, chapter: str) -> list[Entry]:
    return [entry for entry in ledger.entries if chapter_of(entry) == chapter]


def measured_claims(ledger: Ledger, chapter: str) -> list[Entry]:
    """The claims of a chapter with a decided verdict or a measured proxy."""
    return [entry for entry in _own(ledger, chapter) if entry.decided or entry.primary]


def told_claims(ledger: Ledger, chapter: str) -> dict[str, Quantity]:
    """How many claims there are, and how many the copy or the evidence leaves open."""
    own = _own(ledger, chapter)
    lost = sum(entry.verdict.verdict == INCOMPLETE for entry in own)
    later = sum("After this edition" in entry.verdict.justification for entry in own)
    measured = {entry.claim.id for entry in measured_claims(ledger, chapter)}
    open_ones = provenance.claims(entry.claim.id for entry in own if entry.claim.id not in measured)
    return {
        "claims_all": count(len(own), formula="claims on performance and rotation, forecasts apart",
                            rows=provenance.claims(entry.claim.id for entry in own)),
        "unmeasured": count(len(own) - len(measured_claims(ledger, chapter)), formula="claims without a measurement",
                            rows=open_ones),
        "unmeasured_why": words(_why_unmeasured(lost, later), formula="verdicts of the claims without a measurement",
                                rows=open_ones),
    }


def _why_unmeasured(lost: int, later: int) -> str:
    parts = [f"{lost} lost words in the copy"] + ([f"{later} were made after this edition's date"] if later else [])
    return f"{', '.join(parts)}, and for the others"


SHORT = {"first": "First half", "second": "Second half", "low": "From 8 April", "after": "Year after"}


def span_columns(spans: Mapping[str, Span]) -> dict[str, str]:
    """Short column headings of a table of windows."""
    return {key: SHORT.get(key, span.label) for key, span in spans.items()}


def span_caption(spans: Mapping[str, Span]) -> str:
    """The closes between which the columns of a table of windows run."""
    return "; ".join(f"{SHORT.get(key, span.label)}: {_short_day(span.start)} to {_short_day(span.end)}"
                     for key, span in spans.items()) + "."


def _short_day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def grid_data(grid: pd.DataFrame) -> dict[str, list[object]]:
    """The cells of a start-by-end grid as plotted: the starts, and one list an end, empty cells as None."""
    cells = {f"{end:%Y-%m-%d}": [None if np.isnan(v) else v for v in column] for end, column in grid.items()}
    return {"first close": list(grid.index), **cells}


def alt_years(years: Years) -> str:
    leads = int((years.known["margin"] > 0).sum())
    return (
        f"Bars of the Russell 2000 minus the S&P 500 by calendar year: {leads} leads in {len(years.known)} years up to "
        f"{years.year}, which shows {quantity(100 * years.row['margin'], 'pp', 1, signed=True)}."
    )


def alt_grid(found: Choice) -> str:
    return (
        f"A triangle of {found.windows} windows, start by end: small companies ahead in {found.ahead}; the best "
        f"{quantity(100 * found.best[2], 'pp', 1, signed=True)}, the worst "
        f"{quantity(100 * found.worst[2], 'pp', 1, signed=True)}."
    )


def alt_strength(ratio: pd.Series, found: RunRank) -> str:
    peak, run = ratio.loc["2000-01-01":].idxmax(), found.run
    return (
        f"The ratio peaks in {peak.year} and ends at {quantity(100 * ratio.iloc[-1] / ratio[peak], '%', 0)} of that "
        f"peak; in {run.year} it rises by {quantity(100 * run.gain, '%', 1)} from {day(run.start)} to {day(run.end)}."
    )


def alt_ranks(shift: pd.DataFrame) -> str:
    up, down = shift["shift"].idxmax(), shift["shift"].idxmin()
    return (
        f"Lines join the ranks of {len(shift)} sectors: {up} gains most places ({int(shift['shift'].max())}), "
        f"{down} loses most "
        f"({-int(shift['shift'].min())}); {shift.index[0]} is first in the second half."
    )


def alt_breadth(table: pd.DataFrame) -> str:
    return (
        f"Equal over cap weight goes from {table['equal'].iloc[0]:.0f} to {table['equal'].iloc[-1]:.0f}; the number of "
        f"sectors "
        f"ahead moves between {int(table['ahead'].min())} and {int(table['ahead'].max())}."
    )


def alt_mix(mix: Mix) -> str:
    first, last = mix.table["contribution"].idxmax(), mix.table["contribution"].idxmin()
    return f"Bars of {len(mix.table)} contributions: {first} adds most, {last} costs most."


def alt_risk(beta: pd.DataFrame, falls: pd.DataFrame) -> str:
    last = beta.iloc[-1]
    deepest = [f"{name} {quantity(100 * falls[name].min(), '%', 0)}" for name in falls]
    return (
        f"Beta moves between {beta['beta'].min():.2f} and {beta['beta'].max():.2f} and ends at {last['beta']:.2f}; "
        f"correlation moves between {beta['correlation'].min():.2f} and {beta['correlation'].max():.2f} and ends at "
        f"{last['correlation']:.2f}; deepest falls at month ends: {listed(deepest)}."
    )
