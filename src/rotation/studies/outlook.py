"""What happened next: outcomes of the forecasts, and the market since each article, as an edition may see them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import pandas as pd

from .. import provenance, wording
from ..chapter import Chapter, claim_anchor, rows_of
from ..checks.engine import UNTESTABLE, Try
from ..checks.registry import World, lookup
from ..errors import EvidenceMissing
from ..intervals import printed_period
from ..ledger import Entry, Ledger
from ..market import Market
from ..records import Article, Measurement
from ..reference import Reference
from ..report import Html, Quantity, percent, points, words
from ..returns import last_on_or_before, price_return, rolling_margins, total_return_index
from ..statistics import Estimate, sign_test, wilson_interval
from ..verdicts import INCOMPLETE
from ..wording import day, plural, quantity

Found = TypeVar("Found")
SMALL, LARGE = "yahoo/RUT", "yahoo/GSPC"
SECTORS = {
    "yahoo/XLE": "Energy", "yahoo/XLK": "Technology", "yahoo/XLI": "Industrials", "yahoo/XLB": "Materials",
    "yahoo/XLRE": "Real estate", "yahoo/XLP": "Consumer staples", "yahoo/XLU": "Utilities",
    "yahoo/XLV": "Health care", "yahoo/XLF": "Financials", "yahoo/XLY": "Consumer discretionary",
    "yahoo/XLC": "Communication services",
}
STYLES = {
    "Value minus growth, large companies (CRSP)": ("yahoo/VTV", "yahoo/VUG"),
    "Value minus growth, large companies (Russell 1000)": ("yahoo/IWD", "yahoo/IWF"),
    "Value minus growth, small companies (CRSP)": ("yahoo/VBR", "yahoo/VBK"),
    "Small minus large (S&P SmallCap 600 and S&P 500)": ("yahoo/IJR", "yahoo/SPY"),
    "Mid-caps minus large (S&P MidCap 400 and S&P 500)": ("yahoo/IJH", "yahoo/SPY"),
    "Equal weight minus cap weight (S&P 500)": ("yahoo/RSP", "yahoo/SPY"),
}


# ---------------------------------------------------------------- the forecasts

@dataclass(frozen=True)
class Outcomes:
    """How many forecasts ended how. ``incomplete``: the copy lost their subject, nothing to resolve."""

    total: int
    came_true: int
    did_not: int
    pending: int
    untestable: int
    incomplete: int

    @property
    def decided(self) -> int:
        return self.came_true + self.did_not

    def hit_rate(self) -> Estimate | None:
        """Share of the decided forecasts that came true with its Wilson interval; None before any is decided."""
        return wilson_interval(self.came_true, self.decided) if self.decided else None


def forecasts(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The forecasts among ledger entries, in order of claim id."""
    return tuple(entry for entry in entries if entry.claim.kind == "forecast")


def count_outcomes(entries: Iterable[Entry]) -> Outcomes:
    """Counts of outcomes; a forecast whose subject was lost counts as incomplete."""
    words = Counter(entry.verdict.outcome or INCOMPLETE for entry in entries)
    return Outcomes(sum(words.values()), *(words[word] for word in
                                           ("came_true", "did_not", "pending", "untestable", "incomplete")))


def distinct_tests(ledger: Ledger, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """One entry for each different test: two forecasts that one window decides are one piece of evidence."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        seen.setdefault(_test_of(ledger, entry), entry)
    return tuple(seen.values())


def _test_of(ledger: Ledger, entry: Entry) -> str:
    plan = ledger.plans.for_claim(entry.claim)
    return repr((plan.method, sorted(plan.tries[0].parameters.items(), key=str), entry.claim.direction)) if plan else ""


def decided(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Forecasts that came true or did not."""
    return tuple(entry for entry in entries if entry.verdict.outcome in ("came_true", "did_not"))


def without_horizon(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Untestable by their own words, whatever the evidence; the rest of the untestable lack evidence."""
    return tuple(entry for entry in entries if entry.verdict.outcome == "untestable" and entry.method == UNTESTABLE)


@dataclass(frozen=True)
class Standing:
    """How a pending forecast stands at the edition's date: not an outcome."""

    entry: Entry
    horizon: date | None        # None where the text sets none and the forecast is not yet made
    measurement: Measurement | None
    reason: str = ""


def standings(ledger: Ledger) -> tuple[Standing, ...]:
    """Every pending forecast of the ledger with its own test run up to the edition's date instead of its horizon."""
    pending = [entry for entry in forecasts(ledger.entries) if entry.verdict.outcome == "pending"]
    return tuple(_standing(ledger, entry) for entry in pending)


def _standing(ledger: Ledger, entry: Entry) -> Standing:
    plan = ledger.plans.for_claim(entry.claim)
    printed = plan.horizon or entry.claim.horizon
    horizon = printed_period(printed)[1] if printed else None
    if entry.claim_date > ledger.as_of:
        return Standing(entry, horizon, None, "not yet made at this edition's date")
    try:
        return Standing(entry, horizon, _so_far(entry, plan.tries[0], ledger.world))
    except EvidenceMissing as missing:
        return Standing(entry, horizon, None, str(missing).rstrip(".") + ".")


def _so_far(entry: Entry, attempt: Try, world: World) -> Measurement:
    parameters = dict(attempt.parameters)
    if attempt.method == "inflation_against":
        parameters["end"] = _last_month(world, parameters["series"], parameters["start"])
    for name in ("end", "until", "date"):
        if name in parameters and attempt.method != "inflation_against":
            parameters[name] = _latest(world, parameters, parameters[name])
    if "start" in parameters and str(parameters["start"]) >= str(parameters.get("end", "9999")):
        raise EvidenceMissing("Its window has not begun at this edition's date.")
    return lookup(attempt.method, entry.claim.id).function(entry.claim, world, **parameters)


def _latest(world: World, parameters: Mapping[str, object], end: object) -> date:
    """The horizon, the edition's date or the last figure of the test's shortest series, whichever comes first."""
    wanted = date.fromisoformat(str(end))
    named = [parameters[key] for key in ("series", "other") if isinstance(parameters.get(key), str)]
    lasts = [world.market.series(name).dropna(how="all").index[-1].date() for name in named]
    return min([wanted, world.as_of, *lasts])


def _last_month(world: World, series: str, start: str) -> str:
    last = f"{world.market.value(series).dropna().index[-1]:%Y-%m}"
    if last < start:
        raise EvidenceMissing(f"No figure from {start} on is published at this edition's date.")
    return last


# ---------------------------------------------------------------- since the articles

@dataclass(frozen=True)
class Since:
    """Price returns from an article's last close before publication to the edition's date; None before there is one."""

    article: Article
    start: date
    end: date
    small: float | None
    large: float | None

    @property
    def margin(self) -> float | None:
        """Small minus large, a difference of price returns."""
        return None if self.small is None else self.small - self.large


def since_publication(market: Market, articles: Mapping[str, Article], as_of: date,
                      small: str = SMALL, large: str = LARGE) -> tuple[Since, ...]:
    """One row an article, oldest publication first."""
    return tuple(_since(market, article, as_of, small, large) for article in _by_publication(articles))


def _since(market: Market, article: Article, as_of: date, small: str, large: str) -> Since:
    a, b = market.close(small), market.close(large)
    end = min(last_on_or_before(close, as_of) for close in (a, b)).date()
    if article.last_close >= end:
        return Since(article, article.last_close, end, None, None)
    return Since(article, article.last_close, end, price_return(a, article.last_close, end),
                 price_return(b, article.last_close, end))


@dataclass(frozen=True)
class BaseRate:
    """How often small caps led over windows as long as the one under study, before it began."""

    sessions: int
    estimate: Estimate          # share of non-overlapping windows with a lead, exact p against one half
    windows: int                # all overlapping windows
    at_least: float | None      # share of all of them with a lead at least as wide as the one observed


def base_rate(market: Market, start: date, observed: float | None, sessions: int,
              small: str = SMALL, large: str = LARGE) -> BaseRate:
    """Leads over ``sessions`` trading days in every window that ended by ``start``.

    The share is taken over windows that do not overlap, counted back from ``start``. EvidenceMissing for a
    window of no length.
    """
    if sessions < 1:
        raise EvidenceMissing("No trading day lies between the article and this edition.")
    before = [market.close(name).loc[: str(start)] for name in (small, large)]
    margins = rolling_margins(*before, sessions)["margin"]
    apart = margins.iloc[::-1].iloc[::sessions]
    share = None if observed is None else float((margins >= observed).mean())
    return BaseRate(sessions, sign_test(apart), len(margins), share)


def sessions_between(market: Market, start: date, end: date, series: str = LARGE) -> int:
    """Trading days after ``start`` and up to ``end``."""
    days = market.close(series).index
    return int(((days > pd.Timestamp(start)) & (days <= pd.Timestamp(end))).sum())


def relative_path(market: Market, start: date, end: date, small: str = SMALL, large: str = LARGE) -> pd.Series:
    """Ratio of the two closes, 100 at the first date of the window, at the last close of each week."""
    a, b = (market.close(name).loc[str(start): str(end)] for name in (small, large))
    ratio = (a / b).dropna()
    weekly = ratio.groupby(ratio.index.to_period("W")).tail(1)
    return 100 * weekly / ratio.iloc[0]


# ---------------------------------------------------------------- sectors and styles

def sector_margins(market: Market, start: date, end: date, named: Iterable[str], benchmark: str = "yahoo/SPY"
                   ) -> pd.DataFrame:
    """Sector funds minus the benchmark fund, price returns of one window, best first.

    Columns ``label``, ``price_return``, ``margin`` (fractions), ``named``, ``ahead``; index the series' ids. Both
    legs end on the last common close up to ``end``. EvidenceMissing if the window has no length yet.
    """
    closes = {name: market.close(name) for name in (*SECTORS, benchmark)}
    last = min(last_on_or_before(close, end) for close in closes.values()).date()
    if last <= start:
        raise EvidenceMissing("The window has not begun at this edition's date.")
    base = price_return(closes[benchmark], start, last)
    rows = {name: price_return(closes[name], start, last) for name in SECTORS}
    table = pd.DataFrame({"label": pd.Series(SECTORS), "price_return": pd.Series(rows)})
    table["margin"] = table["price_return"] - base
    table["named"] = [name in set(named) for name in table.index]
    table["ahead"] = table["margin"] > 0
    table.attrs.update(start=start, end=last)
    return table.sort_values("margin", ascending=False)


@dataclass(frozen=True)
class Picks:
    """Named sectors against chance: how many of them led, and how likely as many or more are without skill."""

    named: int
    named_ahead: int
    sectors: int
    ahead: int
    p: float
    mean_named: float       # mean margin of the named, fraction
    mean_others: float


def pick_test(table: pd.DataFrame | None) -> Picks:
    """Exact (hypergeometric) one-sided p of at least so many leaders among the named sectors."""
    if table is None:
        raise EvidenceMissing("The window has not begun at this edition's date.")
    named = table[table["named"]]
    total, ahead, size, hits = len(table), int(table["ahead"].sum()), len(named), int(named["ahead"].sum())
    ways = sum(math.comb(ahead, k) * math.comb(total - ahead, size - k) for k in range(hits, min(size, ahead) + 1))
    return Picks(size, hits, total, ahead, ways / math.comb(total, size), float(named["margin"].mean()),
                 float(table[~table["named"]]["margin"].mean()))


@dataclass(frozen=True)
class StyleMargin:
    """One style pair over one window; ``end`` is the earliest end of its legs."""

    label: str
    first: str
    second: str
    start: date
    end: date
    margin: float | None


def style_margins(market: Market, start: date, as_of: date) -> tuple[StyleMargin, ...]:
    """Differences of price returns from ``start`` to the last close that both funds have."""
    return tuple(_style(market, label, pair, start, as_of) for label, pair in STYLES.items())


def _style(market: Market, label: str, pair: tuple[str, str], start: date, as_of: date) -> StyleMargin:
    closes = [market.close(name) for name in pair]
    end = min([as_of, *(close.index[-1].date() for close in closes)])
    if end <= start:
        return StyleMargin(label, *pair, start, end, None)
    margin = price_return(closes[0], start, end) - price_return(closes[1], start, end)
    return StyleMargin(label, *pair, start, end, margin)


# ---------------------------------------------------------------- the Fed, inflation, volatility

@dataclass(frozen=True)
class FedSince:
    """Decisions of the FOMC after a day and up to the edition's date."""

    meetings: int
    cuts: int
    hikes: int
    lower: float        # target range in force, per cent
    upper: float
    last: date


def fed_since(reference: Reference, after: date, as_of: date) -> FedSince:
    """Counts of decisions announced after ``after``; the range is that of the last decision up to ``as_of``."""
    rows = [row for row in reference.rows("fomc_meetings") if date.fromisoformat(row["announcement"]) <= as_of]
    since = [row["decision"] for row in rows if date.fromisoformat(row["announcement"]) > after]
    last = rows[-1]
    return FedSince(len(since), since.count("cut"), since.count("hike"), float(last["lower"]), float(last["upper"]),
                    date.fromisoformat(last["announcement"]))


@dataclass(frozen=True)
class Inflation:
    """Twelve-month change of a price index, per cent: its last published month and the mean of a year so far."""

    month: str          # as a reader says it
    last: float
    mean: float | None  # None before the year's first month is published
    months: int


def inflation(market: Market, series: str, year: int) -> Inflation:
    """Published twelve-month changes; a month the producer never published is left out."""
    level = market.value(series)
    rate = (100 * (level / level.shift(12) - 1)).dropna()
    of_year = rate[rate.index.year == year]
    month = day(rate.index[-1].date()).partition(" ")[2]
    return Inflation(month, float(rate.iloc[-1]), float(of_year.mean()) if len(of_year) else None, len(of_year))


def mean_level(market: Market, series: str, start: date, end: date) -> float | None:
    """Mean of a daily level over a closed window; None if nothing of it is visible."""
    values = market.value(series).dropna().loc[str(start): str(end)]
    return float(values.mean()) if len(values) else None


# ---------------------------------------------------------------- tables: rows as a reader meets them

NOT_YET = "not yet known"
LAST = "last day on which every leg has a close"
ORDER = ("came_true", "did_not", "pending", "untestable", "")


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Forecasts with the decided first, then the pending, then what cannot be resolved; by claim id inside."""
    return sorted(entries, key=lambda entry: (ORDER.index(entry.verdict.outcome), entry.claim.id))


def outcome_rows(book: Chapter) -> list[dict[str, object]]:
    """Counts of outcomes by article, in order of publication; one row for all at the end."""
    groups = [(article, [e for e in forecasts(book.ledger.entries) if e.claim.article == article.id])
              for article in _by_publication(book.articles)]
    rows = [{"article": f"{article.id} ({day(article.published_at)})", **_counts(entries)}
            for article, entries in groups]
    return [*rows, {"article": "all", **_counts(forecasts(book.ledger.entries))}]


def _counts(entries: Sequence[Entry]) -> dict[str, Quantity]:
    found = count_outcomes(entries)
    names = ("total", "came_true", "did_not", "pending", "untestable", "incomplete")
    return {name: count(getattr(found, name), formula=f"forecasts: {name.replace('_', ' ')}") for name in names}


def counts_told(entries: Sequence[Entry]) -> dict[str, Quantity]:
    """Counts of outcomes for the prose, and how many are untestable by their own words."""
    by_words = len(without_horizon(entries))
    return {**_counts(entries), "no_horizon": count(by_words, formula="untestable by their own words")}


def count(n: int, **more: object) -> Quantity:
    """A whole number of things."""
    return Quantity(n, "count", places=0, **more)


def percent_or_words(fraction: float | None, **more: object) -> Quantity:
    """A fraction in per cent, or that it is not yet known."""
    return words(NOT_YET, **_kept(more)) if fraction is None else percent(fraction, **more)


def points_or_words(fraction: float | None, **more: object) -> Quantity:
    """A difference in points, or that it is not yet known."""
    return words(NOT_YET, **_kept(more)) if fraction is None else points(fraction, **more)


def level_or_words(value: float | None, unit: str, places: int, **more: object) -> Quantity:
    """A level in its unit, or that it is not yet known."""
    return words(NOT_YET, **_kept(more)) if value is None else Quantity(value, unit, places=places, **more)


def _kept(more: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in more.items() if key in ("formula", "inputs", "n")}


def since_rows(rows: Sequence[Since]) -> list[dict[str, object]]:
    """Rows of the table of returns since each article."""
    return [{
        "article": row.article.id, "published": day(row.article.published_at), "start": day(row.start),
        **{name: percent_or_words(value, formula=_PRICE, inputs=(series,),
                                  rows=provenance.ends((series,), row.start, row.end))
           for name, value, series in (("small", row.small, SMALL), ("large", row.large, LARGE))},
        "margin": points_or_words(row.margin, formula="Russell 2000 minus S&P 500, price returns",
                                  inputs=(SMALL, LARGE), rows=provenance.ends((SMALL, LARGE), row.start, row.end)),
    } for row in rows]


_PRICE = "close at the edition's date / last close before publication − 1"


def lead(rows: Sequence[Since]) -> dict[str, Quantity]:
    """The margins since the articles in three phrases: their range, how many are leads, and what that says."""
    margins = [row.margin for row in rows if row.margin is not None]
    common = {"formula": "Russell 2000 minus S&P 500 from each article's last close, price returns",
              "inputs": (SMALL, LARGE), "n": len(margins)}
    if not margins:
        return {"lead_range": words(NOT_YET, **common), "lead_ahead": words("no close after an article yet", **common),
                "lead_state": words("cannot be judged yet", **common)}
    ends = [quantity(100 * bound, "pp", 1, signed=True) for bound in (min(margins), max(margins))]
    ahead = sum(margin > 0 for margin in margins)
    state = {len(margins): "has held so far", 0: "has not held so far"}.get(ahead, "has held from some dates only")
    return {"lead_range": words(ends[0] if ends[0] == ends[1] else " to ".join(ends), **common),
            "lead_ahead": words(f"ahead from {ahead} of {plural(len(margins), 'date')}", **common),
            "lead_state": words(state, **common)}


def hit_rates(ledger: Ledger, entries: Sequence[Entry]) -> dict[str, Quantity]:
    """The hit rate of the decided forecasts, once each and once a test, as phrases with their counts."""
    closed = decided(entries)
    once = distinct_tests(ledger, closed)
    return {"hit_rate": _hit_rate(closed, "came true among decided forecasts, Wilson interval"),
            "distinct": _hit_rate(once, "the same, forecasts that one test decides counted once")}


def _hit_rate(entries: Sequence[Entry], formula: str) -> Quantity:
    found = count_outcomes(entries)
    rate = found.hit_rate()
    if rate is None:
        return words("none is decided yet", formula=formula)
    interval = wording.interval(100 * rate.low, 100 * rate.high, "%", 0)
    share = quantity(100 * rate.value, "%", 0)
    return words(f"{found.came_true} of {found.decided}, {share} {interval}", n=found.decided, formula=formula)


def fed_told(found: FedSince) -> dict[str, Quantity]:
    """The FOMC since a day in numbers for the prose."""
    source = ("fomc_meetings",)
    easing = "none" if not found.cuts else plural(found.cuts, "cut")
    how = "FOMC decisions announced after the day and up to the edition's date"
    counts = {name: count(getattr(found, name), formula=how, inputs=source) for name in ("meetings", "cuts", "hikes")}
    return {**counts, "easing": words(easing, formula=how, inputs=source),
            "lower": Quantity(found.lower, "%", places=2, formula="target range, lower end", inputs=source),
            "upper": Quantity(found.upper, "%", places=2, formula="target range, upper end", inputs=source)}


def fed_rows(reference: Reference, start: date, as_of: date) -> list[dict[str, object]]:
    """Rows of the FOMC's decisions from ``start`` on; before it, the last one known."""
    rows = [row for row in reference.rows("fomc_meetings") if date.fromisoformat(row["announcement"]) <= as_of]
    shown = [row for row in rows if date.fromisoformat(row["announcement"]) >= start] or rows[-1:]
    return [{"date": day(date.fromisoformat(row["announcement"])),
             "decision": words(row["decision"], formula="as announced", inputs=(row["document"],)),
             "range": words(f"{row['lower']}% to {row['upper']}%", formula="as announced", inputs=(row["document"],))}
            for row in shown]


def inflation_told(found: Inflation, series: str) -> dict[str, Quantity]:
    """Inflation in numbers for the prose."""
    how = "index / index twelve months before − 1"
    return {"pce_last": Quantity(found.last, "%", places=1, formula=how, inputs=(series,)),
            "pce_months": count(found.months, formula="months published", inputs=(series,)),
            "pce_month": words(found.month, formula="last month published at the edition's date", inputs=(series,)),
            "pce_mean": level_or_words(found.mean, "%", 1, n=found.months, inputs=(series,),
                                       formula=f"mean of the months published, {how}")}


def volatility_told(market: Market, start: date, end: date, series: str = "fred/VIXCLS") -> dict[str, Quantity]:
    """Mean of the volatility index after ``start`` and up to ``end``, and in the 183 days before."""
    now = mean_level(market, series, start + timedelta(days=1), end)
    before = mean_level(market, series, start - timedelta(days=182), start)
    how = {"formula": "mean of daily closes", "inputs": (series,)}
    means = {"vix_now": now, "vix_before": before}
    return {name: level_or_words(value, "points", 1, **how) for name, value in means.items()}


def window_told(table: pd.DataFrame | None) -> dict[str, Quantity]:
    """Technology's margin and the end of the sector window for the prose."""
    margin = None if table is None else float(table.loc["yahoo/XLK", "margin"])
    return {"technology": points_or_words(margin, formula="technology fund minus S&P 500 fund, price returns",
                                          inputs=("yahoo/XLK", "yahoo/SPY")),
            "sector_end": Quantity(NOT_YET, "text", formula=LAST) if table is None
            else Quantity(table.attrs["end"], "date", formula=LAST)}


def dividend_effect(market: Market, start: date, as_of: date, small: str = "yahoo/IWM", large: str = "yahoo/SPY"
                    ) -> Quantity:
    """Total-return margin minus price-return margin of two funds, to the last day both dividends are certified."""
    end = min([as_of, *(market.certificate(name).dividends_through for name in (small, large))])
    how = {"formula": "margin of total returns minus margin of price returns, to the last certified dividend",
           "inputs": (small, large)}
    if end <= start:
        return words(NOT_YET, **how)
    total, price = (_margin(market, small, large, start, end, basis) for basis in (True, False))
    return points(total - price, places=2, **how)


def _margin(market: Market, small: str, large: str, start: date, end: date, with_dividends: bool) -> float:
    paths = [market.close(name) for name in (small, large)]
    if with_dividends:
        paths = [total_return_index(path, market.dividend(name), market.certificate(name).dividends_through)
                 for path, name in zip(paths, (small, large), strict=True)]
    last = min(last_on_or_before(path, end) for path in paths)
    return price_return(paths[0], start, last) - price_return(paths[1], start, last)


def window_caption(table: pd.DataFrame) -> str:
    """The window of the sector table in words."""
    return f"Price returns from {day(table.attrs['start'])} to {day(table.attrs['end'])}"


def path_alt(path: pd.Series) -> str:
    """What the picture of relative strength shows."""
    low, first, last = (stamp.date() for stamp in (path.idxmin(), path.index[0], path.index[-1]))
    return (f"Line of the Russell 2000 over the S&P 500 from {day(first)} to {day(last)}, 100 at the start. "
            f"Lowest {path.min():.1f} on {day(low)}, last {path.iloc[-1]:.1f}.")


def sector_alt(table: pd.DataFrame) -> str:
    """What the picture of sectors shows."""
    told = ", ".join(f"{row.label}{' (named)' if row.named else ''} {quantity(100 * row.margin, 'pp', 1, signed=True)}"
                     for row in table.itertuples())
    return f"Dots of sector funds against the S&P 500 fund, best first: {told}."


def sector_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of the table of sectors, best first."""
    inputs = [(name, "yahoo/SPY") for name in table.index]
    first, last = table.attrs.get("start"), table.attrs.get("end")
    ends = [[provenance.ends(names, first, last) if first else () for names in (pair[:1], pair)] for pair in inputs]
    return [{
        "sector": row.label, "named": "yes" if row.named else "",
        "price_return": percent(row.price_return, formula="close at the end / close at the start − 1", inputs=pair[:1],
                                rows=rows[0]),
        "margin": points(row.margin, formula="sector fund minus S&P 500 fund, price returns", inputs=pair,
                         rows=rows[1]),
    } for row, pair, rows in zip(table.itertuples(), inputs, ends, strict=True)]


def picks_told(picks: Picks | None, complete: bool) -> dict[str, Quantity]:
    """The pick test in numbers for the prose; words before the window has begun, no conclusion before its end."""
    what = "exact hypergeometric probability of as many leaders among the named sectors, one-sided"
    if picks is None:
        told = {name: words(NOT_YET, formula=what) for name in
                ("named_ahead", "all_ahead", "pick_p", "mean_named", "mean_others")}
        return {**told, "pick_word": words("is not yet to be judged", formula="p below 0.05")}
    common = {"inputs": (*SECTORS, "yahoo/SPY"), "n": picks.sectors}
    word = f"{'can' if picks.p < 0.05 else 'cannot'} be told from chance" if complete else "is not yet to be judged"
    ahead = "sectors ahead of the S&P 500 fund"
    return {
        "named_ahead": words(f"{picks.named_ahead} of {picks.named}", formula=f"named {ahead}", **common),
        "all_ahead": words(f"{picks.ahead} of {picks.sectors}", formula=ahead, **common),
        "pick_p": Quantity(picks.p, "", places=2, formula=what, **common),
        "mean_named": points(picks.mean_named, formula="mean margin of the named sectors", **common),
        "mean_others": points(picks.mean_others, formula="mean margin of the other sectors", **common),
        "pick_word": words(word, formula="p below 0.05", **common),
    }


def base_rate_told(rate: BaseRate | None) -> dict[str, Quantity]:
    """The base rate in numbers for the prose; words before there is a window."""
    if rate is None:
        return {name: words(NOT_YET, formula=_RATE) for name in ("sessions", "base_rate", "base_windows", "base_wide")}
    found, inputs = rate.estimate, (SMALL, LARGE)
    return {
        "sessions": count(rate.sessions, formula="trading days of the window", inputs=(LARGE,)),
        "base_rate": percent(found.value, low=found.low, high=found.high, n=found.n, places=0, formula=_RATE,
                             inputs=inputs),
        "base_windows": count(found.n, formula="windows that do not overlap", inputs=inputs),
        "base_wide": percent_or_words(rate.at_least, n=rate.windows, inputs=inputs,
                                      formula="share of all (overlapping) windows with a lead at least as wide"),
    }


_RATE = "share of non-overlapping windows of that length in which the Russell 2000 led, Wilson interval"


def style_rows(rows: Sequence[StyleMargin]) -> list[dict[str, object]]:
    """Rows of the table of style pairs, each with its own last common close."""
    return [{"pair": row.label, "end": day(row.end) if row.margin is not None else "",
             "margin": points_or_words(row.margin, formula="difference of price returns",
                                       inputs=(row.first, row.second),
                                       rows=provenance.ends((row.first, row.second), row.start, row.end))}
            for row in rows]


def standing_rows(rows: Sequence[Standing]) -> list[dict[str, object]]:
    """Rows of the table of pending forecasts: decided when, and where its own test stands at the edition's date."""
    return [{"claim": claim_link(row.entry.claim.id), "statement": row.entry.claim.statement,
             "horizon": day(row.horizon) if row.horizon else "", "so_far": _standing_words(row), "detail": _detail(row)}
            for row in rows]


def _standing_words(row: Standing) -> Quantity:
    found = row.measurement
    if found is None:
        return words("no figure yet", formula="the forecast's own test up to the edition's date")
    return words(_would(row), formula=found.formula, inputs=found.inputs, n=found.n, rows=rows_of(found))


def _would(row: Standing) -> str:
    interval = row.entry.interval
    held = (row.measurement.holds if row.measurement.holds is not None
            else interval is not None and row.measurement.value in interval)
    return "on course" if held else "not on course"


def _detail(row: Standing) -> str:
    return row.measurement.text if row.measurement else row.reason


def standing_counts(rows: Sequence[Standing]) -> dict[str, Quantity]:
    """How many pending forecasts stand where; not outcomes."""
    found = Counter("no figure" if row.measurement is None else _would(row) for row in rows)
    how = "pending forecasts by their own test, run to the edition's date"
    names = {"on_course": "on course", "off_course": "not on course", "no_figure": "no figure"}
    return {name: count(found[word], formula=how) for name, word in names.items()}


def claim_link(claim: str) -> Html:
    """A claim's id, linked to its row on the same page."""
    return Html(f'<a href="#{claim_anchor(claim)}">{claim}</a>', claim)


def _by_publication(articles: Mapping[str, Article]) -> list[Article]:
    return sorted(articles.values(), key=lambda article: (article.published_at, article.id))


def or_none(function: Callable[..., Found], *arguments: object) -> Found | None:
    """A measure, or None where its evidence is not public at this edition's date."""
    try:
        return function(*arguments)
    except EvidenceMissing:
        return None
