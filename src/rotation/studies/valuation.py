"""The valuation chapter's analysis: multiples of one definition side by side, their history, what they explain.

Every function reads through a chapter (``book.market``, ``book.reference``, ``book.ledger``), so nothing released
after the edition's date is seen. What is not public yet comes back as an empty frame; the chapter then says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .. import statistics, valuation
from ..errors import EvidenceMissing
from ..intervals import printed_magnitude
from ..provenance import days, ends
from ..report import Quantity, words
from ..returns import on_common_dates
from ..wording import day, number

if TYPE_CHECKING:
    from ..chapter import Chapter

UNRELEASED = "not yet public at this edition"
SMALL, LARGE = "Russell 2000", "S&P 500"
METRICS = {
    "pe_forward": "P/E, forward, losses left in", "pe_trailing": "P/E, trailing, losses left in",
    "pe_trailing_ex_negative": "P/E, trailing, loss-makers left out", "price_to_book": "Price to book",
    "pe_forward_ex_health_care": "P/E, forward, without health care",
    "pe_trailing_ex_negative_low": "P/E, trailing, loss-makers left out (lower end)",
    "pe_trailing_ex_negative_high": "P/E, trailing, loss-makers left out (upper end)",
}
OWN_WORDS = {  # a document whose figure has another definition than its metric alone says
    ("comtex-2025-09-25-small-cap-discount", SMALL): "P/E, forward, loss-makers left out (below this)",
    ("comtex-2025-09-25-small-cap-discount", LARGE): "P/E, forward (above this)",
}
INDICES = (SMALL, "S&P SmallCap 600", "IWM", "Russell 1000", "Russell 3000", LARGE)
WEEKLY = ("bloomberg-weekly-2025-12-26", "bloomberg-weekly-2026-01-16")  # earlier first
MACHINE_WRITTEN = ("ainvest-2025-12-09-russell-renaissance",)             # corroborates nothing
COPIES = ("siblis-2022-12-31-russell-2000",)                              # a table of its own in the text


def released(make: Callable[[], Quantity]) -> Quantity:
    """A quantity, or the words that say that its evidence is not public at this edition."""
    try:
        return make()
    except EvidenceMissing:
        return words(UNRELEASED, formula="release date of the evidence against the edition's date")


# ---------------------------------------------------------------- multiples side by side

@dataclass(frozen=True)
class Multiple:
    """One published multiple: of which index, by which definition, from whom, for which day."""

    index: str
    definition: str
    source: str             # document or series id
    publisher: str
    as_of: str
    value: float


def documented_multiples(book: Chapter, since: str) -> list[Multiple]:
    """Every documented multiple from ``since`` on, one row per index, definition, source and day."""
    found = []
    for row in book.reference.rows("documented_figures"):
        if row["metric"] not in METRICS or row["subject"] not in INDICES or row["as_of"] < since:
            continue
        if row["document"] in (*WEEKLY, *MACHINE_WRITTEN, *COPIES):
            continue
        publisher = book.reference.document(row["document"]).publisher.partition(",")[0]
        definition = OWN_WORDS.get((row["document"], row["subject"]), METRICS[row["metric"]])
        found.append(Multiple(row["subject"], definition, row["document"], publisher, row["as_of"],
                              float(row["value"])))
    return found


def weekly_pair(book: Chapter, metric: str) -> tuple[Multiple, Multiple]:
    """Small and large multiple of one producer for the last week that this edition may see.

    EvidenceMissing before the first weekly file was public.
    """
    rows = [row for row in book.reference.rows("documented_figures")
            if row["document"] in WEEKLY and row["metric"] == metric and row["subject"] in (SMALL, LARGE)]
    if not rows:
        raise EvidenceMissing("no weekly valuation file was public")
    last = max((row["as_of"], row["document"]) for row in rows)
    pair = {row["subject"]: row for row in rows if (row["as_of"], row["document"]) == last}
    return tuple(Multiple(name, METRICS[metric], last[1], "Bloomberg", last[0], float(pair[name]["value"]))
                 for name in (SMALL, LARGE))


def workbook_multiples(book: Chapter) -> list[Multiple]:
    """Operating and reported multiples of the S&P indices on the earnings of the last calendar years."""
    found = []
    for series, index in (("SP600", "S&P SmallCap 600"), ("SP500", LARGE)):
        for kind in ("operating", "reported"):
            name = f"spdji/{series}_pe_{kind}"
            values = value_of(book, name).dropna().loc["2024":]
            released = book.market.certificate(name).released_at
            found += [Multiple(index, f"P/E on {kind} earnings of {when.year}", name, "S&P Dow Jones Indices",
                               _priced_on(when.date(), released), float(x)) for when, x in values.items()]
    return found


def _priced_on(year_end: date, released: date | None) -> str:
    """The day of the price behind a yearly multiple: the year's end, or the file's month before the year is over."""
    return year_end.isoformat() if released is None or year_end <= released else f"{released:%Y-%m}"


def all_multiples(book: Chapter, since: str) -> list[Multiple]:
    """Documented, weekly and workbook multiples, by definition, index and day: what compares stands together."""
    found = documented_multiples(book, since) + workbook_multiples(book)
    for metric in ("pe_forward", "price_to_book"):
        try:
            found += list(weekly_pair(book, metric))
        except EvidenceMissing:
            continue
    return sorted(found, key=lambda m: (_family(m.definition), m.definition, INDICES.index(m.index), m.as_of, m.source))


def _family(definition: str) -> int:
    """Place of a definition in the table: forward, trailing, by calendar year, book value."""
    families = ("P/E, forward, losses left in", "P/E, forward", "P/E, trailing", "P/E on operating", "P/E on reported")
    return next((n for n, start in enumerate(families) if definition.startswith(start)), len(families))


def multiples_rows(multiples: Sequence[Multiple]) -> list[dict[str, object]]:
    """Rows for a table; ``row`` is unique."""
    return [{
        "row": f"{m.index} {m.definition} {m.source} {m.as_of}", "index": m.index, "definition": m.definition,
        "source": m.publisher, "as_of": m.as_of.replace("-", "\u2011"),   # no line breaks at these hyphens
        "value": Quantity(m.value, "x", 2, formula="as published", inputs=(m.source,)),
    } for m in multiples]


def value_of(book: Chapter, series: str) -> pd.Series:
    """The visible values of a series, empty where it is not public."""
    try:
        return book.market.value(series)
    except EvidenceMissing:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([], name="date"))


def pair_told(book: Chapter, metric: str) -> Quantity:
    """The last visible pair of one producer in words: discount or premium, both multiples, the day."""
    a, b = weekly_pair(book, metric)
    word, size = valuation.implied_relation(a.value, b.value)
    text = f"a {word} of {100 * size:.1f}% ({a.value:.2f} against {b.value:.2f} on {day(date.fromisoformat(a.as_of))})"
    return words(text, formula="1 − multiple of the small / multiple of the large", inputs=(a.source,))


def year_pair_told(book: Chapter, year: int) -> Quantity:
    """The S&P SmallCap 600 against the S&P 500 on the operating earnings of one year, in words."""
    names = tuple(f"spdji/{name}_pe_operating" for name in ("SP600", "SP500"))
    pair = [value_of(book, name).dropna() for name in names]
    pair = [float(values[values.index.year == year].iloc[-1]) for values in pair if (values.index.year == year).any()]
    if len(pair) < 2:
        raise EvidenceMissing("the workbook was not public")
    word, size = valuation.implied_relation(*pair)
    text = f"a {word} of {100 * size:.1f}% ({pair[0]:.2f} against {pair[1]:.2f})"
    return words(text, formula="1 − multiple of the small / multiple of the large", inputs=names)


def document_pair_told(book: Chapter, document: str, small: tuple[str, str], large: tuple[str, str]) -> Quantity:
    """Two multiples of one document, each (subject, metric), in words: discount or premium, both figures."""
    book.reference.document(document)
    found = [book.reference.find("documented_figures", document=document, subject=subject, metric=metric)
             for subject, metric in (small, large)]
    if not all(found):
        raise EvidenceMissing(f"{document} has no such pair")
    a, b = (float(rows[0]["value"]) for rows in found)
    word, size = valuation.implied_relation(a, b)
    return words(f"a {word} of {100 * size:.1f}% ({a:.2f} against {b:.2f})", inputs=(document,),
                 formula="1 − multiple of the small / multiple of the large")


# ---------------------------------------------------------------- what the articles printed

@dataclass(frozen=True)
class Print:
    """Two figures of one article and the relation their arithmetic implies; ``said`` is what it wrote of them."""

    claims: tuple[str, str]
    first: str
    second: str
    said: str


PRINTS = (
    Print(("002/021", "002/022"), "Russell 2000, forward", "S&P 500, forward", "a discount of over thirty per cent"),
    Print(("003/036", "003/038"), "Russell 2000, trailing", "its 20-year average", "significantly above"),
    Print(("003/036", "002/020"), "Russell 2000, trailing (article 003)", "S&P 500, kind lost (article 002)",
          "nothing: two articles, one month apart"),
)


def printed(book: Chapter, claim: str) -> float:
    """The middle magnitude that a claim prints (claims are the record, whatever the edition's date)."""
    return float(printed_magnitude(book.ledger.world.claim(claim).stated)[0])


def prints_rows(book: Chapter) -> list[dict[str, object]]:
    """Each printed pair with the discount or premium it implies."""
    rows = []
    for pair in PRINTS:
        a, b = (printed(book, name) for name in pair.claims)
        word, size = valuation.implied_relation(a, b)
        rows.append({
            "pair": " and ".join(pair.claims), "first": f"{pair.first}: {a:g}", "second": f"{pair.second}: {b:g}",
            "implied": Quantity(100 * size, "%", 1, formula="1 − first / second, sign told apart", inputs=pair.claims),
            "word": word, "said": pair.said,
        })
    return rows


def implied_multiple(book: Chapter, discount: str, large: str) -> Quantity:
    """The small-cap multiple that a printed discount and a printed large-cap multiple imply."""
    value = (1 - printed(book, discount) / 100) * printed(book, large)
    return Quantity(value, "x", 1, formula="(1 − printed discount) × printed multiple", inputs=(discount, large))


# ---------------------------------------------------------------- two definitions of one index

@dataclass(frozen=True)
class Reconciliation:
    """What makes a P/E without loss-makers and one with losses both true: the curve and two points on it."""

    pe_positive: float
    pe_aggregate: float
    ratio: float
    curve: pd.DataFrame         # w, l as fractions
    at: Mapping[float, float]   # l for chosen w


def reconcile(book: Chapter, aggregate: str, discount: str, large: str, shares: Sequence[float]) -> Reconciliation:
    """The identity PE_pos / PE_agg = (1 − w)(1 − l) applied to three printed figures.

    ``aggregate`` is the claim of the trailing P/E; ``discount`` and ``large`` are the claims whose product is taken
    for the multiple without loss-makers. ``shares`` are loss-makers' shares of market value (fractions).
    """
    positive = float(implied_multiple(book, discount, large).value)
    total = printed(book, aggregate)
    at = {w: valuation.compatible_l(w, positive, total) for w in shares}
    return Reconciliation(positive, total, positive / total, valuation.compatible_curve(positive, total, 41), at)


def loss_maker_rows(book: Chapter) -> list[dict[str, object]]:
    """Documented shares of companies with losses (by number, not by value)."""
    return [{
        "row": f"{row['subject']} {row['as_of']} {row['document']}", "index": row["subject"], "as_of": row["as_of"],
        "share": Quantity(float(row["value"]), "%", 0, formula="as published", inputs=(row["document"],)),
        "source": book.reference.document(row["document"]).publisher,
    } for row in book.reference.rows("documented_figures") if row["metric"] == "share_unprofitable"]


# ---------------------------------------------------------------- history of the spreads

def yearly_spread(book: Chapter) -> pd.DataFrame:
    """Earnings yields of S&P SmallCap 600 and S&P 500 on calendar-year operating earnings, in per cent.

    Columns small, large, gap (points), estimate; index: year. Yields pass through zero where the P/E jumps (2020).
    """
    pair = [value_of(book, f"spdji/{name}_pe_operating").dropna() for name in ("SP600", "SP500")]
    frame = pd.concat(pair, axis=1, keys=["small", "large"]).dropna()
    yields = 100 * valuation.earnings_yield(frame) if len(frame) else frame
    yields = yields.assign(gap=yields["small"] - yields["large"])
    yields.index = yields.index.year if len(yields) else yields.index
    extra = book.market.certificate("spdji/SP600_pe_operating").extra
    first_estimate = date.fromisoformat(str(extra.get("estimates_from", "9999-12-31"))).year
    return yields.assign(estimate=[year >= first_estimate for year in yields.index])


def gap_interval(spread: pd.DataFrame) -> statistics.Estimate:
    """Mean gap of the years with reported earnings and its t interval; EvidenceMissing without years."""
    known = spread.loc[~spread["estimate"].astype(bool), "gap"] if len(spread) else spread.get("gap", pd.Series())
    if len(known) < 3:
        raise EvidenceMissing("the workbook was not public")
    return statistics.mean_t_interval(known)


def quarterly_ratios(book: Chapter) -> pd.DataFrame:
    """Russell 2000 over S&P 500: ``pe`` (forward, losses left in) and ``pb``, quarter-ends; empty before release."""
    columns = {key: value_of(book, f"bloomberg/RUT_{name}") / value_of(book, f"bloomberg/GSPC_{name}")
               for key, name in (("pe", "pe_forward"), ("pb", "price_to_book"))}
    return pd.DataFrame(columns).dropna()


@dataclass(frozen=True)
class Standing:
    """Where the last value of a record stands: rank from below, never a percentile of so few."""

    last: float
    on: date
    rank: int
    n: int
    n_effective: int
    mean: float
    low: float
    low_on: date
    below_one: int


def standing(ratio: pd.Series, overlap: int) -> Standing:
    """Rank of the last ratio; ``overlap``: periods over which neighbours share their earnings."""
    if ratio.empty:
        raise EvidenceMissing("the multiples were not public")
    rank = int((ratio <= ratio.iloc[-1]).sum())
    return Standing(float(ratio.iloc[-1]), ratio.index[-1].date(), rank, len(ratio),
                    statistics.effective_n(len(ratio), overlap), float(ratio.mean()), float(ratio.min()),
                    ratio.idxmin().date(), int((ratio < 1).sum()))


def cape_history(book: Chapter, needed: int) -> pd.DataFrame:
    """Shiller's CAPE by month with its expanding percentile (0 to 100), NaN before ``needed`` months."""
    cape = value_of(book, "shiller/cape").dropna()
    return pd.DataFrame({"cape": cape, "percentile": 100 * statistics.expanding_percentile(cape, needed)})


def trailing_history(book: Chapter) -> pd.DataFrame:
    """Trailing operating P/E of the S&P 500 by quarter with its expanding percentile; empty before release."""
    pe = value_of(book, "spdji/SP500_pe_operating_4q").dropna()
    if pe.empty:
        return pd.DataFrame({"pe": pe, "percentile": pe})
    return pd.DataFrame({"pe": pe, "percentile": 100 * valuation.percentile_in_history(pe, horizon=4)})


def price_ratio(book: Chapter) -> pd.Series:
    """Russell 2000 over S&P 500 by quarter-end, 1 at the first; a ratio of prices, not a valuation."""
    small, large = on_common_dates(book.market.close("yahoo/RUT"), book.market.close("yahoo/GSPC"))
    ratio = small / large
    ratio = ratio.groupby(ratio.index.to_period("Q")).tail(1)
    return ratio / ratio.iloc[0]


# ---------------------------------------------------------------- does the spread predict?

@dataclass(frozen=True)
class Prediction:
    """Slope of the later relative return on one spread, or the reason why there is none."""

    spread: str
    horizon: int            # quarters
    n: int
    n_effective: int
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    reason: str = ""


def predictions(book: Chapter, horizons: Sequence[int], needed: int) -> list[Prediction]:
    """Regressions of the Russell 2000's later log return over the S&P 500's on the log ratio of multiples.

    Newey-West errors; below ``needed`` independent windows no slope is given. Prices at the quarter-ends of the
    multiples, so the base is known when the window starts.
    """
    ratios = quarterly_ratios(book)
    if ratios.empty:
        return [Prediction(name, h, 0, 0, reason=UNRELEASED) for name in ("pe", "pb") for h in horizons]
    prices = [book.market.close(f"yahoo/{name}").reindex(ratios.index, method="ffill") for name in ("RUT", "GSPC")]
    return [_prediction(name, np.log(ratios[name]), *prices, horizon, needed)
            for name in ratios.columns for horizon in horizons]


def _prediction(name: str, spread: pd.Series, small: pd.Series, large: pd.Series, horizon: int, needed: int
                ) -> Prediction:
    later = valuation.forward_relative_return(small, large, horizon)
    n = len(later)
    try:
        fit = valuation.predictive_regression(spread, later, horizon, needed=needed)
    except EvidenceMissing:
        return Prediction(name, horizon, n, n // horizon, reason=f"fewer than {needed} independent windows")
    found = fit.estimate("spread")
    return Prediction(name, horizon, n, n // horizon, found.value, found.low, found.high, found.p)


def corrected(found: Sequence[Prediction]) -> dict[tuple[str, int], float]:
    """Holm-adjusted p values of the regressions that could be run."""
    tested = {(f.spread, f.horizon): f.p for f in found if f.p is not None}
    if not tested:
        return {}
    table = statistics.holm({f"{name}/{h}": p for (name, h), p in tested.items()})
    return {(name, h): float(table.loc[f"{name}/{h}", "adjusted"]) for name, h in tested}


def predictions_rows(found: Sequence[Prediction]) -> list[dict[str, object]]:
    """Rows for a table: slope with interval, n, independent windows, p after Holm."""
    names = {"pe": "forward P/E", "pb": "price to book"}
    inputs = {"pe": ("bloomberg/RUT_pe_forward", "bloomberg/GSPC_pe_forward"),
              "pb": ("bloomberg/RUT_price_to_book", "bloomberg/GSPC_price_to_book")}
    adjusted = corrected(found)
    return [{
        "row": f"{f.spread} {f.horizon}", "spread": names[f.spread], "horizon": f"{f.horizon}",
        "n": Quantity(f.n, "count", 0, formula="quarter-ends with a later return"),
        "independent": Quantity(f.n_effective, "count", 0, formula="n // horizon"),
        "slope": f.reason if f.slope is None else Quantity(
            f.slope, "", 2, low=f.low, high=f.high, n=f.n, inputs=(*inputs[f.spread], "yahoo/RUT", "yahoo/GSPC"),
            formula="slope of the later relative log return on the log ratio, Newey-West interval"),
        "p": "" if f.p is None else Quantity(adjusted[f.spread, f.horizon], "", 2,
                                             formula="p of a zero slope, Holm over the regressions run"),
    } for f in found]


def prediction_verdict(found: Sequence[Prediction]) -> Quantity:
    """What the regressions say, in words."""
    adjusted = corrected(found)
    if not adjusted:
        return words(UNRELEASED, formula="release date of the evidence against the edition's date")
    hits = sum(p < 0.05 for p in adjusted.values())
    text = f"{hits or 'none'} of {len(adjusted)} regressions {'finds' if hits < 2 else 'find'} a slope apart from zero"
    return words(text, n=len(adjusted), formula="Holm-adjusted p below 0.05")


# ---------------------------------------------------------------- growth

GROWTH = (  # series, base, new, unit words, what
    ("bloomberg/RUT_eps_forward", "2020-06-30", "2021-06-30", "Russell 2000, earnings expected a year ahead"),
    ("bloomberg/RUT_eps_forward", "2024-12-31", "2025-12-31", "Russell 2000, earnings expected a year ahead"),
    ("bloomberg/GSPC_eps_forward", "2024-12-31", "2025-12-31", "S&P 500, earnings expected a year ahead"),
    ("spdji/SP600_eps_operating", "2023-12-31", "2024-12-31", "S&P SmallCap 600, operating earnings of the year"),
    ("spdji/SP600_eps_operating", "2024-12-31", "2025-12-31", "S&P SmallCap 600, operating earnings of the year"),
    ("spdji/SP600_eps_operating", "2025-12-31", "2026-12-31", "S&P SmallCap 600, operating earnings of the year"),
    ("spdji/SP500_eps_operating", "2025-12-31", "2026-12-31", "S&P 500, operating earnings of the year"),
)


def last_known(values: pd.Series, day: str) -> tuple[float, date]:
    """The last value of a series up to a day, and its date; EvidenceMissing where none is visible."""
    known = values.dropna().loc[:day]
    if known.empty:
        raise EvidenceMissing("not public")
    return float(known.iloc[-1]), known.index[-1].date()


def growth_rows(book: Chapter) -> list[dict[str, object]]:
    """Growth of earnings in per cent and in index units, with a warning where the base is near zero.

    Normal earnings are the highest of the series up to the base.
    """
    rows = []
    for series, base, new, what in GROWTH:
        values = value_of(book, series).dropna()
        month = day(date.fromisoformat(new)).split()[1]
        row = {"row": f"{what} {base}", "what": what, "window": f"{base[:4]} to {new[:4]}, {month}"}
        try:
            (a, first), (b, last) = last_known(values, base), last_known(values, new)
        except EvidenceMissing:
            rows.append(row | {"percent": UNRELEASED, "units": "", "note": ""})
            continue
        found = valuation.growth_from_base(a, b, float(values.loc[:base].max()))
        formula = "new / base − 1"
        rows.append(row | {
            "percent": "" if found.rate is None else Quantity(100 * found.rate, "%", 1, True, formula=formula,
                                                              inputs=(series,), rows=(days(series, first, last),)),
            "units": Quantity(found.change, "points", 1, True, formula="new − base", inputs=(series,),
                              rows=(days(series, first, last),)),
            "note": found.warning,
        })
    return rows


def growth_of(book: Chapter, series: str, base: str, new: str) -> Quantity:
    """Growth of one earnings series between two dates, in per cent."""
    values = value_of(book, series)
    (a, first), (b, last) = last_known(values, base), last_known(values, new)
    rate = valuation.growth_from_base(a, b).rate
    return Quantity(100 * rate, "%", 1, True, formula="new / base − 1", inputs=(series,),
                    rows=(days(series, first, last),))


def growth_needed(book: Chapter) -> Quantity:
    """Growth of Russell 2000 earnings, over that of the S&P 500, that would close the forward premium at once."""
    a, b = weekly_pair(book, "pe_forward")
    return Quantity(100 * valuation.price_implied_growth(a.value, b.value), "%", 1, True, inputs=(a.source,),
                    formula="multiple of the small / multiple of the large − 1")


# ---------------------------------------------------------------- re-rating or earnings?

def decomposition(book: Chapter, windows: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Log price return of each index and of the difference, split into re-rating and expected earnings (points).

    Rows: (window, who) with total, rerating, earnings, start, end; empty before the multiples were public.
    """
    rows = []
    for label, (start, end) in windows.items():
        try:
            legs = {name: _leg(book, code, start, end) for name, code in ((SMALL, "RUT"), (LARGE, "GSPC"))}
        except EvidenceMissing:
            continue
        parts = {name: valuation.decompose_return(leg) for name, (leg, *_) in legs.items()}
        parts["Difference"] = valuation.decompose_relative_return(*(leg for leg, *_ in legs.values()))
        first, last = legs[SMALL][1:]
        rows += [{"window": label, "who": who, "total": 100 * p.total, "rerating": 100 * p.rerating,
                  "earnings": 100 * p.earnings, "start": first, "end": last} for who, p in parts.items()]
    return pd.DataFrame(rows, columns=["window", "who", "total", "rerating", "earnings", "start", "end"])


def _leg(book: Chapter, code: str, start: str, end: str) -> tuple[valuation.ValuationLeg, date, date]:
    pe, eps = value_of(book, f"bloomberg/{code}_pe_forward"), value_of(book, f"bloomberg/{code}_eps_forward")
    (a, first), (b, last) = last_known(pe, start), last_known(pe, end)
    return valuation.ValuationLeg(a, b, last_known(eps, start)[0], last_known(eps, end)[0]), first, last


def decomposition_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows for a table, in log points."""
    inputs = tuple(f"bloomberg/{code}_{what}" for code in ("GSPC", "RUT") for what in ("eps_forward", "pe_forward"))
    return [{
        "row": f"{r.window} {r.who}", "window": r.window, "who": r.who,
        **{key: Quantity(getattr(r, key), "", 1, True, formula=f"log change, {words_}", inputs=inputs,
                         rows=ends(inputs, r.start, r.end))
           for key, words_ in (("total", "price"), ("rerating", "multiple"), ("earnings", "expected earnings"))},
    } for r in frame.itertuples()]


def _difference(frame: pd.DataFrame, window: str) -> pd.Series:
    rows = frame[(frame["window"] == window) & (frame["who"] == "Difference")]
    if rows.empty:
        raise EvidenceMissing("the multiples were not public")
    return rows.iloc[0]


def decomposition_told(frame: pd.DataFrame, window: str) -> Quantity:
    """The relative return of one window and its two parts, in words."""
    r = _difference(frame, window)
    total, earnings, rerating = (number(r[key], 1, signed=True) for key in ("total", "earnings", "rerating"))
    text = f"{total} log points: {earnings} from expected earnings, {rerating} from the multiple"
    return words(text, formula="log change of multiple and of expected earnings, small minus large")


def split_reading(frame: pd.DataFrame, window: str) -> Quantity:
    """Which of the two parts helped small caps and which hurt, in words."""
    r = _difference(frame, window)
    word = {True: "helped", False: "hurt"}
    same = (r.earnings > 0) == (r.rerating > 0)
    text = f"expected earnings {word[r.earnings > 0]} small caps {'and so did' if same else 'and'} the multiple"
    return words(text if same else f"{text} {word[r.rerating > 0]} them", formula="signs of the two parts")


# ---------------------------------------------------------------- the first screen, and words for pictures

def answers(book: Chapter) -> dict[str, Quantity]:
    """The numbers of the chapter's prose, by the name under which the prose calls them (sentences: valuation_told)."""
    return {"forward": released(lambda: pair_told(book, "pe_forward")),
            "book": released(lambda: pair_told(book, "price_to_book")),
            **_answers_printed(book), **_answers_history(book)}


def _answers_printed(book: Chapter) -> dict[str, Quantity]:
    small, large = printed(book, "002/021"), printed(book, "002/022")
    truth = reconcile(book, "003/036", "002/004", "002/020", (0.2, 0.4))
    identity = {"formula": "1 − (multiple without loss-makers / multiple with losses) / (1 − w)",
                "inputs": ("003/036", "002/004", "002/020")}
    return {
        "printed_pe": _print(book, "003/036", "x", 2), "printed_discount": _print(book, "002/004", "%", 0),
        "printed_small": _print(book, "002/021", "x", 2), "printed_large": _print(book, "002/022", "x", 2),
        "printed_other": _print(book, "002/020", "x", 2), "printed_growth": _print(book, "004/026", "%", 0),
        "printed_premium": Quantity(100 * valuation.premium(small, large), "%", inputs=("002/021", "002/022"),
                                    formula="printed small-cap multiple / printed large-cap multiple − 1"),
        "implied_positive": implied_multiple(book, "002/004", "002/020"),
        "identity_ratio": Quantity(truth.ratio, "", 2, **(identity | {
            "formula": "implied multiple without loss-makers / printed trailing multiple"})),
        "losses_at_20": Quantity(100 * truth.at[0.2], "%", 0, **identity),
        "losses_at_40": Quantity(100 * truth.at[0.4], "%", 0, **identity),
    }


def _print(book: Chapter, claim: str, unit: str, places: int) -> Quantity:
    return Quantity(printed(book, claim), unit, places, formula="as the article prints it", inputs=(claim,))


def _answers_history(book: Chapter) -> dict[str, Quantity]:
    cape = cape_history(book, 360)
    shiller = ("shiller/cape",)
    ratio = price_ratio(book)
    return {
        "needed": Quantity(valuation.INDEPENDENT, "count", 0, formula="declared"),
        "cape": Quantity(float(cape["cape"].iloc[-1]), "x", 1, n=len(cape), inputs=shiller, formula="last month known"),
        "cape_month": words(day(cape.index[-1].date()).partition(" ")[2], formula="last month known", inputs=shiller),
        "cape_percentile": Quantity(float(cape["percentile"].iloc[-1]), "%", 1, n=len(cape), inputs=shiller,
                                    formula="share of the months up to then that do not exceed it"),
        "cape_independent": Quantity(statistics.effective_n(len(cape), 120), "count", 0, formula="months // 120",
                                     inputs=shiller),
        "price_ratio": Quantity(float(ratio.iloc[-1]), "", 2, inputs=("yahoo/RUT", "yahoo/GSPC"),
                                formula="price ratio now / price ratio at the start"),
    }


def trailing_told(history: pd.DataFrame) -> Quantity:
    """The last trailing multiple and its expanding percentile, in words."""
    if history.empty:
        raise EvidenceMissing("the workbook was not public")
    last = history.iloc[-1]
    text = (f"{last['pe']:.1f}, above {last['percentile']:.0f}% of {len(history)} quarters "
            f"({statistics.effective_n(len(history), 4)} independent)")
    return words(text, n=len(history), inputs=("spdji/SP500_pe_operating_4q",),
                 formula="expanding percentile of the last quarter")


def reported_loss_shares(book: Chapter) -> tuple[float, float]:
    """Lowest and highest documented share of loss-making companies in the Russell 2000 since 2020 (fractions)."""
    shares = [float(row["value"]) / 100 for row in book.reference.rows("documented_figures")
              if row["metric"] == "share_unprofitable" and row["subject"] == SMALL and row["as_of"] >= "2020"]
    return min(shares), max(shares)


def yearly_points(history: pd.DataFrame) -> pd.DataFrame:
    """Decembers and the last month of a monthly history: enough for a picture."""
    keep = (history.index.month == 12) | (history.index == history.index[-1])
    return history[keep].dropna(subset=[history.columns[0]])


def identity_alt(curve: pd.DataFrame) -> str:
    """The picture of the compatible pairs in words."""
    losses, share = curve["l"].iloc[0], curve["w"].iloc[-1]
    return (f"A falling line of pairs: with no loss-makers' share of value, losses would be {losses:.0%} of profits; "
            f"with no losses, the share would be {share:.0%}. The reported share of loss-making companies is shaded.")


def spread_alt(spread: pd.DataFrame) -> str:
    """The picture of the yearly gap in words."""
    if spread.empty:
        return f"An empty frame: {UNRELEASED}."
    ahead = int((spread["gap"] > 0).sum())
    return (f"Earnings yields of S&P 600 and S&P 500 for {len(spread)} calendar years from {spread.index[0]} to "
            f"{spread.index[-1]}; the S&P 600 has the higher yield in {ahead}. Its yield is lowest in "
            f"{spread['small'].idxmin()} at {spread['small'].min():.1f}%. The last gap is "
            f"{spread['gap'].iloc[-1]:+.1f} points.")


def ratios_alt(ratios: pd.DataFrame) -> str:
    """The picture of the two ratios in words."""
    if ratios.empty:
        return f"An empty frame: {UNRELEASED}."
    pe, pb = ratios["pe"], ratios["pb"]
    return (f"Two lines of {len(ratios)} quarters. Forward price-earnings: from {pe.iloc[0]:.2f} to a peak of "
            f"{pe.max():.2f} in {pe.idxmax():%B %Y}, now {pe.iloc[-1]:.2f}, above one in {(pe > 1).sum()} quarters. "
            f"Price to book: from {pb.iloc[0]:.2f} to {pb.iloc[-1]:.2f}, below one in {(pb < 1).sum()} quarters.")


def cape_alt(cape: pd.DataFrame) -> str:
    """The picture of the CAPE in words."""
    values = cape["cape"]
    return (f"CAPE from {cape.index[0].year} to {cape.index[-1].year}, last {values.iloc[-1]:.1f}, highest December "
            f"{values.max():.1f} in {values.idxmax().year}; its percentile is now {cape['percentile'].iloc[-1]:.0f}.")


def split_alt(frame: pd.DataFrame) -> str:
    """The picture of the decomposition in words."""
    rows = frame[frame["who"] == "Difference"]
    if rows.empty:
        return f"An empty frame: {UNRELEASED}."
    return " ".join(f"{r.window}: relative return {r.total:+.1f} log points, {r.earnings:+.1f} expected earnings, "
                    f"{r.rerating:+.1f} multiple." for r in rows.itertuples())


def price_alt(ratio: pd.Series) -> str:
    """The picture of the price ratio in words."""
    return (f"Price ratio from 1 in {ratio.index[0].year} to {ratio.iloc[-1]:.2f}; highest {ratio.max():.2f} in "
            f"{ratio.idxmax().year}, lowest {ratio.min():.2f} in {ratio.idxmin().year}.")
