"""Named stocks: who is called what, what followed publication, and how much one share can move an index.

Everything is read through a chapter (``book.market``, ``book.reference``, ``book.ledger``), so an edition sees only
what was released by its date. Returns are fractions. A share that cannot be measured stays in the table with the
reason: nothing is dropped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import scipy.stats

from .. import provenance, returns, stocks
from ..chapter import VERDICT_WORDS, Chapter, chapter_of, claim_anchor, claim_page, stock_page, verdict_mark
from ..checks.companies import SIZE_INDICES, SMALL_FUND, first_visible, home_fund, member_of, membership
from ..errors import EvidenceMissing, InputError, suggestion
from ..intervals import printed_magnitude
from ..ledger import Entry
from ..market import Market
from ..report import Html, Quantity, percent, points, resting, words
from ..statistics import Estimate, holm, mean_t_interval, sign_test
from ..stocks import HORIZONS
from ..trading_days import next_trading_day, offset
from ..wording import day, listed

SECTOR_FUNDS = {
    "Communication Services": "XLC", "Consumer Discretionary": "XLY", "Consumer Staples": "XLP", "Energy": "XLE",
    "Financials": "XLF", "Health Care": "XLV", "Industrials": "XLI", "Information Technology": "XLK",
    "Materials": "XLB", "Real Estate": "XLRE", "Utilities": "XLU",
}
LABEL_METRICS = ("gics_sector", "exchange_listing", "index_membership", "size_class")
# Claims whose direction says that a share is a winner (up) or a loser (down) of the rotation.
SIDE_METRICS = frozenset((
    "return_unspecified", "return_1d", "return_1m", "return_period", "fund_flow", "market_cap", "financial_strength",
    "sector_stabilization", "layoffs", "revenue_growth_yoy", "index_contribution",
))
FUNDAMENTALS = frozenset((
    "revenue_growth_yoy", "net_income_growth_yoy", "eps_adjusted_diluted", "assets_under_management", "debt_repaid",
    "financial_strength", "revenue_quarterly", "growth_yoy_unspecified",
))
WINNER, LOSER = "winner", "loser"
HOLDS = ("accurate", "mostly_accurate")
TOTAL, PRICE = "total return", "price return"


# ---------------------------------------------------------------- who is named

@dataclass(frozen=True)
class Role:
    """A share as one article casts it."""

    ticker: str
    name: str
    article: str
    published: date
    side: str                   # winner or loser, by the direction of the article's own statements
    sector: str                 # GICS; empty where no dated list gives it


def companies(book: Chapter) -> dict[str, Mapping[str, str]]:
    """Every company of the reference table, by ticker; sector and exchange empty until a list with them is out."""
    return {row["ticker"]: _seen(book, row) for row in book.reference.rows("companies")}


def _seen(book: Chapter, row: Mapping[str, str]) -> dict[str, str]:
    out = dict(row)
    for column, basis in (("gics_sector", "gics_basis"), ("exchange", "exchange_basis")):
        try:
            first_visible(book.reference, row[basis], column)
        except EvidenceMissing:
            out[column] = ""
    return out


def company(book: Chapter, ticker: str) -> Mapping[str, str]:
    """One company; an unknown ticker is an InputError with the nearest known one."""
    rows = companies(book)
    if ticker not in rows:
        raise InputError("parameter ticker", repr(ticker), "a company that the articles name",
                         suggestion(str(ticker).upper(), rows))
    return rows[ticker]


def entries_of(book: Chapter, ticker: str) -> tuple[Entry, ...]:
    """The ledger's entries whose subject is the company, alone or with others."""
    return tuple(entry for entry in book.ledger.entries if ticker in re.split(r"[^A-Z]+", entry.claim.subject or ""))


def roles(book: Chapter) -> tuple[Role, ...]:
    """Winners and losers as the articles cast them, in order of article and ticker."""
    listed_companies, signs = companies(book), {}
    for entry in book.ledger.entries:
        claim = entry.claim
        if claim.subject in listed_companies and claim.metric in SIDE_METRICS and claim.direction in ("up", "down"):
            key = (claim.article, claim.subject)
            signs[key] = signs.get(key, 0) + (1 if claim.direction == "up" else -1)
    return tuple(
        Role(ticker, listed_companies[ticker]["name"], article, book.articles[article].published_at,
             WINNER if sign > 0 else LOSER, listed_companies[ticker]["gics_sector"])
        for (article, ticker), sign in sorted(signs.items()) if sign)


# ---------------------------------------------------------------- labels

@dataclass(frozen=True)
class LabelCount:
    checked: int
    wrong: int
    partly: int
    undecided: int


def label_entries(book: Chapter) -> tuple[Entry, ...]:
    """Claims that put a company into a sector, an exchange, an index or a size."""
    rows = companies(book)
    return tuple(e for e in book.ledger.entries if e.claim.subject in rows and e.claim.metric in LABEL_METRICS)


def other_entries(book: Chapter) -> tuple[Entry, ...]:
    """The chapter's other claims; the labels have a table of their own."""
    labels = {entry.claim.id for entry in label_entries(book)}
    return tuple(e for e in book.ledger.entries if chapter_of(e) == book.name and e.claim.id not in labels)


def label_count(entries: Sequence[Entry]) -> LabelCount:
    """How many labels were checked, are wrong, hold on one reading only, or could not be decided."""
    verdicts = [entry.verdict.verdict for entry in entries]
    undecided = sum(v in ("not_enough_evidence", "incomplete") for v in verdicts)
    wrong, partly = verdicts.count("inaccurate"), verdicts.count("missing_context")
    return LabelCount(len(verdicts) - undecided, wrong, partly, undecided)


def label_rows(book: Chapter, only: str = "") -> list[dict[str, object]]:
    """One row a company (or one company): each printed label, what the lists say, and whether they agree."""
    entries, rows = label_entries(book), []
    for ticker, row in companies(book).items():
        own = [e for e in entries if e.claim.subject == ticker]
        if own and only in ("", ticker):
            cells = {metric: _label_cell([e for e in own if e.claim.metric == metric]) for metric in LABEL_METRICS}
            way = f'<a href="../{stock_page(ticker)}.html">{html.escape(ticker)}</a>'       # but not to where it stands
            rows.append({"ticker": ticker if only else Html(way, ticker), "name": row["name"], **cells})
    return rows


def _label_cell(entries: Sequence[Entry]) -> Html | str:
    marked = [_label_markup(e, again=any(_short(e) == _short(f) for f in entries[:n])) for n, e in enumerate(entries)]
    return Html("; ".join(marked)) if marked else ""


def _label_markup(entry: Entry, again: bool) -> str:
    anchor = claim_anchor(entry.claim.id)  # the ledger leads here
    text = "again" if again else html.escape(_short(entry))
    printed = f'<a id="{anchor}" href="{claim_page(entry.claim.id)}">{text}</a>'
    if entry.verdict.verdict == "accurate":
        return f"{printed} ✓"
    found = entry.primary.measurement.found if entry.primary else "not known"
    mark = verdict_mark(entry.verdict.verdict, provisional=entry.provisional)
    return f"{printed} → {html.escape(found)} {mark.markup}"


def _short(entry: Entry) -> str:
    """The class that a printed label stands for, shorter than some labels themselves."""
    claim = entry.claim
    return (claim.label if claim.metric == "exchange_listing" else claim.comparand or claim.label) or ""


# ---------------------------------------------------------------- weight

@dataclass(frozen=True)
class Weight:
    """A share's weight in the Russell 2000 and what it can have added between two closes."""

    ticker: str
    name: str
    listed: date
    weight: float               # fraction on the day of the list
    before: float | None        # points added from the start of the year to the list, weight carried back by prices
    after: float | None         # points added from the list to the end, weight of the list
    inputs: tuple[str, ...] = ()


def index_weights(book: Chapter, end: date, index: str = "Russell 2000") -> tuple[Weight, ...]:
    """Every named company's weight in an index and its contribution, largest weight first.

    Contribution is start weight times return. Before the list's day the start weight is the list's, carried back
    by the two returns (constant shares): w0 = w (1 + index) / (1 + share). Shares without a weight add nothing.
    """
    found = []
    for ticker, row in companies(book).items():
        entry = membership(book.reference, ticker, index, end)
        if entry["member"] == "true":
            found.append(_weight(book, ticker, row["name"], entry, end))
    return tuple(sorted(found, key=lambda w: (-w.weight, w.ticker)))


def _weight(book: Chapter, ticker: str, name: str, entry: Mapping[str, str], end: date) -> Weight:
    when, weight = date.fromisoformat(entry["as_of"]), float(entry["weight_pct"]) / 100
    start = date(when.year - 1, 12, 31)
    own = total_path(book.market, ticker)
    fund = total_path(book.market, SMALL_FUND.partition("/")[2])
    try:
        past, market = (returns.window_return(path, start, when) for path in (own, fund))
        before = stocks.index_weight_bound(weight * (1 + market) / (1 + past), past)
    except (EvidenceMissing, AttributeError):
        before = None
    after = None if own is None else stocks.index_weight_bound(weight, returns.window_return(own, when, end))
    legs = tuple(name for name in (_total_series(book.market, ticker), SMALL_FUND) if name)
    return Weight(ticker, name, when, weight, before, after, legs)


# ---------------------------------------------------------------- paths

def total_path(market: Market, ticker: str) -> pd.Series | None:
    """Closes with dividends in, from the series that reaches furthest; None where there is none."""
    paths = [path for path in (_total(market, f"yahoo/{ticker}{kind}") for kind in ("", "_adj")) if path is not None]
    return max(paths, key=lambda path: (path.index[-1], len(path))) if paths else None


def _total_series(market: Market, ticker: str) -> str | None:
    """The series that ``total_path`` takes."""
    path = total_path(market, ticker)
    names = (f"yahoo/{ticker}", f"yahoo/{ticker}_adj")
    return next((name for name in names if path is not None and path.equals(_total(market, name))), None)


def _total(market: Market, series: str) -> pd.Series | None:
    return market.once(("a share's total return", series), lambda: _total_of(market, series))


def _total_of(market: Market, series: str) -> pd.Series | None:
    if series not in market.names():
        return None
    certificate = market.certificate(series)
    try:
        close = market.close(series)
    except EvidenceMissing:
        return None
    if certificate.basis in ("adjusted_close", "price_index"):
        return close if certificate.basis == "adjusted_close" else None
    if certificate.dividends_through is None:
        return None
    return returns.total_return_index(close, market.dividend(series), certificate.dividends_through)


def price_path(market: Market, series: str) -> pd.Series | None:
    """Closes as traded; None where only adjusted ones exist."""
    if series not in market.names() or market.certificate(series).basis == "adjusted_close":
        return None
    try:
        return market.close(series)
    except EvidenceMissing:
        return None


def sector_fund(sector: str) -> str | None:
    """The large-cap sector fund of a GICS sector; there are no small-cap ones in the data."""
    return SECTOR_FUNDS.get(sector)


# ---------------------------------------------------------------- outcomes

@dataclass(frozen=True)
class Outcome:
    """What a share did from the first close after publication over one horizon, or why that is not known."""

    role: Role
    horizon: int
    base: date
    end: date
    basis: str = ""
    stock: float | None = None
    market_excess: float | None = None      # minus the Russell 2000
    sector_excess: float | None = None      # minus the sector's fund; None without a sector
    noise: float | None = None              # 1.96 daily sd of the year before times root of the horizon
    reason: str = ""                        # why there is no number
    inputs: tuple[str, ...] = ()            # series of the share, of the market, of the sector's fund if it has one

    @property
    def known(self) -> bool:
        return self.market_excess is not None


def outcomes(book: Chapter, cast: Sequence[Role], horizons: Sequence[int] = HORIZONS) -> tuple[Outcome, ...]:
    """One outcome a role and horizon: total returns where both legs have certified dividends, else price returns."""
    return tuple(found for role in cast for found in _outcomes(book, role, tuple(horizons)))


def _outcomes(book: Chapter, role: Role, horizons: tuple[int, ...]) -> list[Outcome]:
    base = next_trading_day(role.published)
    tables = [(basis, _excess(legs, role.published, horizons)) for basis, legs in _legs(book, role)]
    return [_outcome(book, role, base, h, tables) for h in horizons]


def _legs(book: Chapter, role: Role) -> list[tuple[str, dict[str, pd.Series | None]]]:
    fund = sector_fund(role.sector)
    total = {"stock": total_path(book.market, role.ticker), "market": total_path(book.market, "IWM"),
             "sector": total_path(book.market, fund) if fund else None}
    price = {"stock": price_path(book.market, f"yahoo/{role.ticker}"), "market": price_path(book.market, "yahoo/RUT"),
             "sector": price_path(book.market, f"yahoo/{fund}") if fund else None}
    return [(TOTAL, total), (PRICE, price)]


def _excess(legs: Mapping[str, pd.Series | None], published: date, horizons: Sequence[int]) -> pd.DataFrame | None:
    if legs["stock"] is None or legs["market"] is None:
        return None
    others = {name: leg for name, leg in legs.items() if name != "stock" and leg is not None}
    try:
        return stocks.excess_returns(legs["stock"], others, published, horizons)
    except EvidenceMissing:
        return None


def _outcome(book: Chapter, role: Role, base: date, horizon: int, tables: Sequence[tuple[str, pd.DataFrame | None]]
             ) -> Outcome:
    end = offset(base, horizon)
    if end > book.as_of:
        return Outcome(role, horizon, base, end, reason="pending")
    for basis, table in tables:
        row = None if table is None else table.loc[horizon]
        if row is not None and not np.isnan(row["market_excess"]) and row["end"].date() == end:
            sector = row.get("sector_excess")
            return Outcome(role, horizon, base, end, basis, float(row["stock"]), float(row["market_excess"]),
                           None if sector is None else float(sector), float(row["market_noise"]),
                           inputs=_legs_of(book.market, role, basis))
    return Outcome(role, horizon, base, end, reason=_why_unknown(book, role.ticker, end))


def _legs_of(market: Market, role: Role, basis: str) -> tuple[str, ...]:
    """The series behind an outcome: share, Russell 2000 (its fund where dividends count), fund of the sector."""
    fund = sector_fund(role.sector)
    if basis == PRICE:
        return tuple(f"yahoo/{name}" for name in (role.ticker, "RUT", fund) if name)
    names = (_total_series(market, role.ticker), "yahoo/IWM", _total_series(market, fund) if fund else None)
    return tuple(name for name in names if name)


def _why_unknown(book: Chapter, ticker: str, end: date) -> str:
    total = total_path(book.market, ticker)
    if total is None:
        return "no closes in the data"
    if total.index[-1].date() < end:
        return f"closes end {day(total.index[-1].date())}"
    return "fund dividends uncertified"


def known(found: Sequence[Outcome], side: str, horizon: int) -> tuple[Outcome, ...]:
    """The outcomes of one side and horizon that have a number."""
    return tuple(o for o in found if o.known and o.role.side == side and o.horizon == horizon)


def side_mean(found: Sequence[Outcome], side: str, horizon: int, against: str = "market_excess", variants: int = 1
              ) -> Estimate | None:
    """Mean excess return of one side's shares with a t interval over names; None below two.

    Names share their dates, so the interval treats as independent what is not: it is too narrow, if anything.
    """
    values = [getattr(o, against) for o in known(found, side, horizon) if getattr(o, against) is not None]
    if len(values) < 2:
        return None
    return mean_t_interval(values, variants=variants, n_effective=articles_of(found, side, horizon))


def articles_of(found: Sequence[Outcome], side: str, horizon: int) -> int:
    """How many publication dates stand behind one side's outcomes."""
    return len({o.role.published for o in known(found, side, horizon)})


def side_share(found: Sequence[Outcome], side: str, horizon: int) -> Estimate | None:
    """Share of one side's shares that beat the Russell 2000, with Wilson's interval; None without any."""
    values = [o.market_excess for o in known(found, side, horizon)]
    return sign_test(values) if values else None


def outcome_rows(found: Sequence[Outcome], side: str) -> list[dict[str, object]]:
    """One row a role: excess over the Russell 2000 and the sector's fund at each horizon, or the reason for none."""
    rows = {}
    for o in found:
        if o.role.side != side:
            continue
        key = f"{o.role.ticker} ({o.role.article})"
        row = rows.setdefault(key, {"key": key, "name": o.role.name, "sector": o.role.sector or "not known"})
        row[f"m{o.horizon}"] = _points(o, o.market_excess, o.inputs[:2])
        row[f"s{o.horizon}"] = _points(o, o.sector_excess, (*o.inputs[:1], *o.inputs[2:]))
    return list(rows.values())


def _points(o: Outcome, value: float | None, inputs: tuple[str, ...]) -> Quantity | str:
    if not o.known:
        return f"pending, {day(o.end)}" if o.reason == "pending" else o.reason
    if value is None:
        return "no sector"
    rows = provenance.windows(inputs, o.base, o.end) if o.basis == TOTAL else provenance.ends(inputs, o.base, o.end)
    return points(value, as_of=o.end, formula=f"{o.basis} minus the benchmark's, from {day(o.base)}", inputs=inputs,
                  rows=rows)


def side_gap(found: Sequence[Outcome], horizon: int, level: float = 0.95) -> Estimate | None:
    """Winners' mean excess minus losers', Welch's interval over names; None below two on a side."""
    a, b = ([o.market_excess for o in known(found, side, horizon)] for side in (WINNER, LOSER))
    if min(len(a), len(b)) < 2:
        return None
    test = scipy.stats.ttest_ind(a, b, equal_var=False)
    bounds = test.confidence_interval(level)
    dates = articles_of(found, WINNER, horizon)
    return Estimate(float(np.mean(a) - np.mean(b)), float(bounds.low), float(bounds.high), len(a) + len(b), dates,
                    "difference of means, Welch", 1, level, float(test.pvalue))


@dataclass(frozen=True)
class Partial:
    """What a share that left the data did against the Russell 2000 fund up to its last close."""

    end: date
    sessions: int
    excess: float


def partial_outcome(book: Chapter, role: Role) -> Partial | None:
    """From the first close after publication to the last close in the data; None where there is none after it."""
    own, market = total_path(book.market, role.ticker), total_path(book.market, "IWM")
    if own is None or own.index[-1].date() <= next_trading_day(role.published):
        return None
    base, end = pd.Timestamp(next_trading_day(role.published)), min(own.index[-1], market.index[-1])
    sessions = len(own.loc[base:end]) - 1
    return Partial(end.date(), sessions, returns.relative_return(own, market, base, end))


def dot_table(found: Sequence[Outcome], side: str, horizon: int) -> pd.DataFrame:
    """label, excess over the Russell 2000, noise; best first."""
    measured = known(found, side, horizon)
    twice = {o.role.ticker for o in measured if sum(p.role.ticker == o.role.ticker for p in measured) > 1}
    rows = [(f"{o.role.ticker} {o.role.article}" if o.role.ticker in twice else o.role.ticker, o.market_excess, o.noise)
            for o in measured]
    table = pd.DataFrame(rows, columns=["label", "excess", "noise"])
    return table.sort_values(["excess", "label"], ascending=[False, True]).reset_index(drop=True)


@dataclass(frozen=True)
class Tally:
    """Whether the cast shares could be measured at one horizon."""

    named: int
    measured: int
    unmeasured: tuple[str, ...]     # "CHGG (no closes in the data)"
    pending: int


def tally(found: Sequence[Outcome], side: str, horizon: int) -> Tally:
    """How many roles of a side were measured, are pending, or cannot be, and why."""
    chosen = [o for o in found if o.role.side == side and o.horizon == horizon]
    lost = tuple(f"{o.role.ticker} ({o.reason})" for o in chosen if not o.known and o.reason != "pending")
    return Tally(len(chosen), sum(o.known for o in chosen), lost, sum(o.reason == "pending" for o in chosen))


# ---------------------------------------------------------------- model and baskets

@dataclass(frozen=True)
class Abnormal:
    """A share's cumulative abnormal return over an event window, or why there is none."""

    ticker: str
    name: str
    label: str
    fund: str
    model: stocks.MarketModel | None
    reason: str = ""
    inputs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()      # the year of estimation and the event


def publication_models(book: Chapter, cast: Sequence[Role], sessions: int = 21, estimation: int = 252
                       ) -> tuple[Abnormal, ...]:
    """A market model a role: estimated up to publication, abnormal from the first close after it."""
    return tuple(_abnormal(book, role.ticker, role.name, role.article, next_trading_day(role.published), role.published,
                           sessions, estimation) for role in cast)


def event_models(book: Chapter, events: Mapping[str, str], estimation: int = 252) -> tuple[Abnormal, ...]:
    """A market model of one day a company: ``events`` maps tickers to the ISO day of the fall."""
    known_companies = companies(book)
    out = []
    for ticker, text in sorted(events.items()):
        when = date.fromisoformat(text)
        before = offset(when, -1)
        out.append(_abnormal(book, ticker, known_companies[ticker]["name"], day(when), before, before, 1, estimation))
    return tuple(out)


def _abnormal(book: Chapter, ticker: str, name: str, label: str, base: date, last: date, sessions: int, estimation: int
              ) -> Abnormal:
    """Abnormal returns of the ``sessions`` after the close of ``base``; the model ends on ``last``."""
    try:
        fund = home_fund(book.reference, ticker, last)
        own, market = total_path(book.market, ticker), total_path(book.market, fund.partition("/")[2])
        first, end = next_trading_day(base), offset(base, sessions)
        if own is None or own.index[-1].date() < end or market.index[-1].date() < end:
            why = "pending" if end > book.as_of else _why_unknown(book, ticker, end)
            return Abnormal(ticker, name, label, fund, None, why)
        model = stocks.market_model(own, market, (offset(last, -estimation), last), (first, end))
    except EvidenceMissing as missing:
        return Abnormal(ticker, name, label, "", None, str(missing))
    inputs = tuple(leg for leg in (_total_series(book.market, ticker), fund) if leg)
    rows = provenance.windows(inputs, offset(last, -estimation), end)
    return Abnormal(ticker, name, label, fund, model, inputs=inputs, rows=rows)


def significance(found: Sequence[Abnormal]) -> tuple[int, int, int]:
    """Models estimated, significant at 5% before, and after Holm's correction."""
    p = {f"{a.ticker} {a.label}": a.model.p for a in found if a.model}
    table = holm(p) if p else None
    return (len(p), int(table["before"].sum()), int(table["after"].sum())) if p else (0, 0, 0)


@dataclass(frozen=True)
class BasketTest:
    """An article's winners against random shares of the same sectors, or why the test cannot be run."""

    article: str
    result: stocks.RandomBaskets | None
    members: tuple[str, ...]
    left_out: tuple[str, ...]       # named, without a price or without another share of the sector
    reason: str = ""
    inputs: tuple[str, ...] = ()


def basket_tests(book: Chapter, cast: Sequence[Role], horizon: int, draws: int, seed: int) -> tuple[BasketTest, ...]:
    """One test an article. The pool is every other share named in any article that has prices."""
    articles = sorted({role.article for role in cast if role.side == WINNER})
    return tuple(_basket(book, [r for r in cast if r.article == name and r.side == WINNER], name, horizon, draws, seed)
                 for name in articles)


def _basket(book: Chapter, chosen: Sequence[Role], article: str, horizon: int, draws: int, seed: int) -> BasketTest:
    base = next_trading_day(chosen[0].published)
    end = offset(base, horizon)
    names = [role.ticker for role in chosen]
    if end > book.as_of:
        return BasketTest(article, None, (), tuple(names), f"pending until {day(end)}")
    sectors = pd.Series({t: row["gics_sector"] for t, row in companies(book).items() if t != "GOOG"})
    moved = _returns(book, sectors.index, base, end)
    members = _drawable(names, moved, sectors)
    left = tuple(name for name in names if name not in members)
    try:
        result = stocks.random_matched_baskets(members, moved, sectors, draws, seed)
    except EvidenceMissing:
        return BasketTest(article, None, (), left, "no other share of the sectors has prices")
    legs = (_total_series(book.market, ticker) for ticker in moved.index)
    return BasketTest(article, result, tuple(members), left, inputs=tuple(name for name in legs if name))


def _returns(book: Chapter, tickers: Sequence[str], base: date, end: date) -> pd.Series:
    """Total returns between two closes of every share that has both."""
    paths = {ticker: total_path(book.market, ticker) for ticker in tickers}
    reach = {t: p for t, p in paths.items() if p is not None and p.index[-1] >= pd.Timestamp(end)}
    return pd.Series({t: returns.price_return(p, base, end) for t, p in reach.items()}, dtype=float)


def _drawable(names: Sequence[str], moved: pd.Series, sectors: pd.Series) -> list[str]:
    """Chosen shares with a return whose sector holds at least as many others (and two)."""
    priced = [name for name in names if name in moved.index]
    others = sectors.reindex(moved.index.difference(priced)).value_counts()
    wanted = sectors.reindex(priced).value_counts()
    return [name for name in priced if others.get(sectors[name], 0) >= max(wanted[sectors[name]], 2)]


# ---------------------------------------------------------------- quote box

@dataclass(frozen=True)
class BoxPrice:
    ticker: str
    printed: float
    matches: int                    # days on which the share closed at the printed price
    alone: date | None              # the last of them


def quote_box(book: Chapter) -> tuple[tuple[BoxPrice, ...], date | None, int]:
    """The prices of the fullest box that an article prints, the day that most of them were closes on (None: fewer
    than six), and how many matched.
    """
    prices = max(_boxes(book).values(), key=len, default={})
    closes = {ticker: book.market.close(f"yahoo/{ticker}") for ticker in prices}
    rows = tuple(_box_price(ticker, price, closes[ticker]) for ticker, price in sorted(prices.items()))
    if not prices:
        return rows, None, 0
    box = stocks.date_quote_box(prices, closes)
    best, most = stocks.best_quote_dates(box), int(box["matched"].max())
    return rows, (best[-1].date() if most >= 6 else None), most


def _boxes(book: Chapter) -> dict[str, dict[str, float]]:
    """Undated prices by article and share, where closes of the share are held."""
    held, boxes = set(book.market.names()), {}
    for claim in (entry.claim for entry in book.ledger.entries if entry.claim.metric == "last_price"):
        if claim.stated and f"yahoo/{claim.subject}" in held:
            price = float(printed_magnitude(claim.reads or claim.stated)[0])
            boxes.setdefault(claim.article, {})[claim.subject] = price
    return boxes


def _box_price(ticker: str, price: float, close: pd.Series) -> BoxPrice:
    days = stocks.price_matches(close, price)
    return BoxPrice(ticker, price, len(days), days[-1].date() if len(days) else None)


# ---------------------------------------------------------------- pictures

def relative_paths(book: Chapter, cast: Sequence[Role], start: str, end: str) -> dict[str, pd.Series]:
    """Share over Russell 2000 fund, total returns, 100 at ``start``, fortnightly; empty where there are no closes."""
    market, out = total_path(book.market, "IWM"), {}
    for role in sorted({r.ticker: r for r in cast}.values(), key=lambda r: r.ticker):
        out[role.ticker] = _relative(total_path(book.market, role.ticker), market, start, end)
    return out


def _relative(own: pd.Series | None, market: pd.Series, start: str, end: str) -> pd.Series:
    if own is None:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    ratio = sectors_ratio(own, market).loc[start:end]
    weekly = returns.weekly_closes(100 * ratio / ratio.iloc[0], running=True) if len(ratio) > 5 else ratio
    return weekly.iloc[::-2].iloc[::-1]  # every second week, the last one kept: small pictures show no more


def sectors_ratio(own: pd.Series, market: pd.Series) -> pd.Series:
    """One path over another on their common days."""
    a, b = returns.on_common_dates(own, market)
    return a / b


def marks(book: Chapter, ticker: str, events: Sequence[str] = ("results",)) -> dict[str, list[date]]:
    """Publication days of the articles that name a company, and the days of its results."""
    named = sorted({e.article.published_at for e in entries_of(book, ticker)})
    rows = [row for row in book.reference.find("company_events", ticker=ticker)
            if row["event"] in events and len(row["date"]) == 10]
    return {"published": named, "results": sorted(date.fromisoformat(row["date"]) for row in rows)}


def price_paths(book: Chapter, ticker: str, start: str) -> dict[str, pd.Series]:
    """The share, the Russell 2000 fund and the sector's fund, total returns, 100 at ``start``, weekly."""
    row = company(book, ticker)
    fund = sector_fund(row["gics_sector"])
    names = {ticker: ticker, "Russell 2000": "IWM", **({f"{row['gics_sector']} ({fund})": fund} if fund else {})}
    paths = {label: total_path(book.market, name) for label, name in names.items()}
    if paths[ticker] is None:
        return {}
    first = max(pd.Timestamp(start), paths[ticker].index[0])
    return {label: returns.weekly_closes(100 * p.loc[first:] / p.loc[first:].iloc[0], running=True)
            for label, p in paths.items() if p is not None}


# ---------------------------------------------------------------- one company

@dataclass(frozen=True)
class Profile:
    """What is known of one company: lists, articles, and where its closes end."""

    ticker: str
    name: str
    sector: str
    exchange: str
    indices: tuple[str, ...]
    weight: float | None            # in the Russell 2000, fraction
    articles: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    closes: tuple[date, date] | None
    entries: tuple[Entry, ...]


def profile(book: Chapter, ticker: str) -> Profile:
    """Everything the chapter says first about one company."""
    row, entries = company(book, ticker), entries_of(book, ticker)
    articles = tuple(sorted({e.claim.article for e in entries}))
    when = min((book.articles[a].published_at for a in articles), default=book.as_of)
    held = member_of(book.reference, ticker, when, SIZE_INDICES)
    weight = held.get("Russell 2000", {}).get("weight_pct")
    path = total_path(book.market, ticker)
    return Profile(
        ticker, row["name"], row["gics_sector"], row["exchange"], tuple(held),
        float(weight) / 100 if weight else None, articles,
        tuple((r.article, r.side) for r in roles(book) if r.ticker == ticker),
        None if path is None else (path.index[0].date(), path.index[-1].date()), entries,
    )


def event_rows(book: Chapter, ticker: str) -> list[dict[str, str]]:
    """Dated events of one company that documents give."""
    rows = book.reference.find("company_events", ticker=ticker)
    return [{"key": f"{row['date']}, {row['event'].replace('_', ' ')}", "note": row["note"]} for row in rows]


def result_rows(book: Chapter, ticker: str) -> list[dict[str, object]]:
    """Reported results of one company as its documents print them."""
    return [{"key": f"{row['fiscal_period']} {row['metric'].replace('_', ' ')}",
             "reported": words(row["as_reported"], formula="as printed", inputs=(row["document"],))}
            for row in book.reference.find("company_results", ticker=ticker)]



# ---------------------------------------------------------------- told

NOT_YET = "not yet known"


def told(estimate: Estimate | None, formula: str, inputs: tuple[str, ...] = ()) -> Quantity:
    """An estimate of an excess return in points with its interval, or the words that it is not known yet."""
    if estimate is None:
        return words(NOT_YET, formula=formula)
    return points(estimate.value, low=estimate.low, high=estimate.high, n=estimate.n, formula=formula, inputs=inputs)


def interval_words(estimate: Estimate | None) -> Quantity:
    """The interval alone, for the middle of a sentence."""
    text = told(estimate, "").interval_text if estimate else NOT_YET
    return words(text, formula="95% t interval over names")


def verb(estimate: Estimate | None) -> Quantity:
    """What an interval allows one to say of a group against its benchmark."""
    if estimate is None:
        return words("cannot yet be compared with", formula="sign of the 95% interval")
    doubt = "neither reliably beat nor reliably trailed"
    text = "beat" if estimate.low > 0 else "trailed" if estimate.high < 0 else doubt
    return words(text, formula="sign of the 95% interval")


def summary_rows(found: Sequence[Outcome], horizons: Sequence[int]) -> list[dict[str, object]]:
    """One row a side and horizon: mean excess over market and sector, share ahead, n, publication dates."""
    return [_summary_row(found, side, h) for side in (WINNER, LOSER) for h in horizons]


def _summary_row(found: Sequence[Outcome], side: str, horizon: int) -> dict[str, object]:
    share, counted = side_share(found, side, horizon), tally(found, side, horizon)
    inputs = tuple(sorted({name for o in known(found, side, horizon) for name in o.inputs}))
    ahead = words("none yet") if share is None else percent(
        share.value, places=0, low=share.low, high=share.high, n=share.n, formula="share above zero, Wilson interval")
    return {"key": f"{side}s, {horizon} days", **resting({
        "market": _mean_cell(found, side, horizon, "market_excess", "mean of stock minus Russell 2000"),
        "sector": _mean_cell(found, side, horizon, "sector_excess", "mean of stock minus its sector's fund"),
        "ahead": ahead,
        "n": Quantity(counted.measured, "count", 0, formula="roles measured"),
        "of": Quantity(counted.named, "count", 0, formula="roles named"),
    }, (), inputs)}


def _mean_cell(found: Sequence[Outcome], side: str, horizon: int, against: str, formula: str) -> Quantity:
    estimate = side_mean(found, side, horizon, against)
    if estimate is None and known(found, side, horizon):
        return words("one share is no mean", formula=formula)
    return told(estimate, formula)


def family(found: Sequence[Outcome], horizons: Sequence[int], primary: int) -> tuple[int, int, int]:
    """Secondary means (every side, horizon and benchmark but the primary): tested, significant before, after Holm."""
    p = {}
    for side in (WINNER, LOSER):
        for h in horizons:
            for against in ("market_excess", "sector_excess"):
                estimate = side_mean(found, side, h, against)
                if estimate and (side, h, against) != (WINNER, primary, "market_excess"):
                    p[f"{side} {h} {against}"] = estimate.p
    if not p:
        return 0, 0, 0
    table = holm(p)
    return len(p), int(table["before"].sum()), int(table["after"].sum())


def lost_words(counted: Tally) -> Quantity:
    """Shares without a number and why, for a sentence."""
    return words("; ".join(counted.unmeasured) or "none", formula="roles without an outcome")


def weight_rows(weights: Sequence[Weight]) -> list[dict[str, object]]:
    """One row a member: weight and the points it can have added before and after the list."""
    rows = []
    for w in weights:
        cells = {"before": w.before, "after": w.after}
        rows.append({
            "key": w.ticker, "name": w.name,
            "weight": Quantity(100 * w.weight, "%", 3, formula="market value / the fund's equities",
                               inputs=("memberships",)),
            **{k: "no closes" if v is None else points(v, places=3, formula="start weight × return",
                                                       inputs=("memberships", *w.inputs)) for k, v in cells.items()},
        })
    return rows


def model_rows(found: Sequence[Abnormal]) -> list[dict[str, object]]:
    """One row a model: beta, abnormal return with interval, days estimated; or the reason for none."""
    return [{"key": f"{a.ticker}, {a.label}", "name": a.name, **_model_cells(a)} for a in found]


def _model_cells(a: Abnormal) -> dict[str, object]:
    if a.model is None:
        return {"car": a.reason}
    m = a.model
    return {
        **resting({
            "beta": Quantity(m.beta, "", 2, formula=f"slope on {a.fund}"),
            "car": points(m.car, low=m.low, high=m.high, n=m.n, formula="sum of log returns − alpha − beta × market"),
            "n": Quantity(m.n, "count", 0, formula="days of the estimation window"),
        }, a.rows, a.inputs),
        "until": day(m.estimation_end.date()),
    }


def basket_rows(tests: Sequence[BasketTest]) -> list[dict[str, object]]:
    """One row an article: the basket, the random ones, and who could not take part."""
    return [_basket_row(t) for t in tests]


def _basket_row(t: BasketTest) -> dict[str, object]:
    row: dict[str, object] = {"key": t.article, "members": " ".join(t.members) or "none",
                              "left": " ".join(t.left_out) or "none"}
    if t.result is None:
        return {**row, "observed": t.reason}
    r = t.result
    return row | resting({
        "observed": percent(r.observed, n=r.n, formula="mean total return of the members"),
        "random": percent(r.mean, low=r.low, high=r.high, n=len(r.draws), formula="random baskets: mean, central 95%"),
        "below": percent(r.percentile, places=0, formula="share of random baskets at or below the observed one"),
        "pool": Quantity(r.pool, "count", 0, formula="shares that could be drawn"),
    }, (), t.inputs)


def fundamentals(book: Chapter) -> tuple[Entry, ...]:
    """Claims about a company's own figures."""
    rows = companies(book)
    return tuple(e for e in book.ledger.entries if e.claim.subject in rows and e.claim.metric in FUNDAMENTALS)


def box_rows(prices: Sequence[BoxPrice]) -> list[dict[str, object]]:
    """One row a printed price: how many days it was the close, and the last of them."""
    equal = "days whose close equals the price within half a cent"
    return [{"key": p.ticker, "printed": f"{p.printed:.2f}", **resting(
        {"matches": Quantity(p.matches, "count", 0, formula=equal)}
        | ({"last": Quantity(p.alone, "date", formula=f"last of the {equal}")} if p.alone else {}),
        (provenance.days(f"yahoo/{p.ticker}", p.alone),) if p.alone else (), (f"yahoo/{p.ticker}",)),
        **({} if p.alone else {"last": "none"})} for p in prices]


def last_publication(book: Chapter) -> date:
    """Last close before the youngest article that names companies (the youngest at all where none does), or the
    edition's date if that is earlier."""
    naming = {role.article for role in roles(book)} or set(book.articles)
    return min(max(book.articles[name].last_close for name in naming), book.as_of)


def told_cast(book: Chapter, cast: Sequence[Role]) -> dict[str, Quantity]:
    """How many companies and parts there are, and how many labels fail."""
    entries = label_entries(book)
    counts = label_count(entries)
    wrong = sorted({companies(book)[e.claim.subject]["name"] for e in entries if e.verdict.verdict == "inaccurate"})
    named = {e.claim.subject for e in entries} | {role.ticker for role in cast}
    return {
        "companies": Quantity(len(named), "count", 0, formula="companies with a label or a part",
                              inputs=("companies", "ledger")),
        "cast_size": Quantity(len(cast), "count", 0, formula="company and article pairs cast as winner or loser",
                              inputs=("companies", "ledger")),
    } | resting({
        "labels_checked": Quantity(counts.checked, "count", 0, formula="labels with a verdict"),
        "labels_wrong": Quantity(counts.wrong, "count", 0, formula="labels with the verdict inaccurate"),
        "labels_partly": Quantity(counts.partly, "count", 0, formula="labels with the verdict missing context"),
        "labels_told": words(_labels_told(counts, wrong), n=counts.checked, formula="labels by verdict"),
        "labels_headline": words(_labels_headline(counts), formula="share of checked labels that are wrong"),
    }, provenance.claims(e.claim.id for e in entries), ("memberships",))


def _labels_told(counts: LabelCount, wrong: Sequence[str]) -> str:
    if not counts.checked:
        return "The articles that carry them appeared after this edition's date, so none is checked here."
    verb_ = "holds" if counts.partly == 1 else "hold"
    partly = f" and {counts.partly} {verb_} on one reading only" if counts.partly else ""
    return (f"Of {counts.checked} labels that could be checked (sector, exchange, index, size) {counts.wrong} "
            f"{'is' if counts.wrong == 1 else 'are'} wrong{partly}. The wrong ones concern "
            f"{listed(wrong) or 'no company'}.")


def _labels_headline(counts: LabelCount) -> str:
    if not counts.checked:
        return "Not known at this edition."
    share = counts.wrong / counts.checked
    return "Mostly, with telling exceptions." if 0 < share < 0.25 else "Yes." if not share else "Often not."


def told_outcomes(found: Sequence[Outcome], primary: int) -> dict[str, Quantity]:
    """The first screen's numbers and the sentences that depend on them."""
    horizons = sorted({o.horizon for o in found})
    out = {"primary_sessions": Quantity(primary, "count", 0, formula="horizon of the primary test")}
    for side in (WINNER, LOSER):
        out |= _told_side(found, side, primary)
    gap, counts = side_gap(found, primary), family(found, horizons, primary)
    out |= {"sides_headline": words(_sides_headline(found, primary), formula="signs of the two intervals"),
            "sides_detail": words(_sides_detail(found, primary, gap), n=gap.n if gap else None,
                                  formula="means and 95% t intervals over names; Welch's for the difference"),
            "sector_told": words(_sector_told(found, primary), formula="mean of stock minus its sector's fund"),
            "gap_told": words(_gap_told(gap), formula="winners' mean minus losers' mean, Welch's interval")}
    out["family_told"] = words(_family_told(*counts), n=counts[0], formula="secondary means, Holm at 5%")
    measured = known(found, WINNER, primary) + known(found, LOSER, primary)
    outside = sum(abs(o.market_excess) > o.noise for o in measured)
    out |= _told_basket(known(found, WINNER, primary)) | {
        "noise_told": words(_noise_told(outside, len(measured)), n=len(measured),
                            formula="absolute excess above 1.96 past standard deviations"),
        "dates": Quantity(len({o.role.published for o in found}), "count", 0, formula="distinct publication dates"),
        "oii_told": _told_share(found, "OII", primary),
        "sides_told": words(_sides_told(found, primary), formula="sign of each interval against the part"),
    }
    return resting(out, (), sorted({name for o in measured for name in o.inputs}))


def _sides_headline(found: Sequence[Outcome], horizon: int) -> str:
    winners, losers = (side_mean(found, side, horizon) for side in (WINNER, LOSER))
    if winners is None or losers is None:
        ends = [o.end for o in found if o.horizon == horizon]
        return f"Too early to say: the first window closes on {day(min(ends))}." if ends else "Nobody is cast."
    won = "won" if winners.low > 0 else "lost" if winners.high < 0 else "did not win"
    lost = "the losers lost" if losers.high < 0 else "the losers won" if losers.low > 0 else "the losers did not lose"
    return f"The winners {won}; {lost}."


def _mean_and_interval(estimate: Estimate | None) -> str:
    return f"{told(estimate, '').text}, {interval_words(estimate).text}"


def _sides_detail(found: Sequence[Outcome], horizon: int, gap: Estimate | None) -> str:
    if gap is None:
        return f"No comparison over {horizon} trading days can be made yet ({_window_words(found, horizon)})."
    winners, losers = (side_mean(found, side, horizon) for side in (WINNER, LOSER))
    w, l_ = (tally(found, side, horizon) for side in (WINNER, LOSER))
    return (f"Measured {horizon} trading days after publication, the winners {verb(winners).text} the Russell 2000: "
            f"mean difference {told(winners, '').text}, 95% interval {interval_words(winners).text}, "
            f"{w.measured} of {w.named} parts. The losers {verb(losers).text} it: {_mean_and_interval(losers)}, "
            f"{l_.measured} of {l_.named} parts. Winners minus losers, the fairer comparison: "
            f"{_mean_and_interval(gap)} ({_window_words(found, horizon)}).")


def _sector_told(found: Sequence[Outcome], horizon: int) -> str:
    winners, losers = (side_mean(found, side, horizon, "sector_excess") for side in (WINNER, LOSER))
    if winners is None or losers is None:
        return "Nothing can be set against the funds of the sectors yet."
    return (f"Against the funds of their own sectors the winners' mean is {_mean_and_interval(winners)}, the losers' "
            f"{_mean_and_interval(losers)}.")


def _gap_told(gap: Estimate | None) -> str:
    if gap is None:
        return "that is not known yet."
    zero = "spans zero" if gap.low < 0 < gap.high else "excludes zero"
    return f"their difference is {told(gap, '').text}, and its 95% interval, {interval_words(gap).text}, {zero}."


def _family_told(tests: int, before: int, after: int) -> str:
    if not tests:
        return "No secondary mean can be tested yet."
    return (f"Of {tests} secondary means (other horizons, the sector funds, the losers) {before} are significant at 5% "
            f"before and {after} after Holm's correction.")


def _noise_told(outside: int, of: int) -> str:
    if not of:
        return "No single share can be set against its own noise yet."
    return (f"{outside or 'None'} of the {of} single shares {'lies' if outside < 2 else 'lie'} outside the band that "
            "daily noise of the year before makes ordinary.")


def _sides_told(found: Sequence[Outcome], horizon: int) -> str:
    winners, losers = (_phrase(side_mean(found, side, horizon), sign) for side, sign in ((WINNER, 1), (LOSER, -1)))
    if not known(found, WINNER, horizon) or not known(found, LOSER, horizon):
        return "Neither side can be judged yet."
    return f"Taken alone, the articles {losers} about the losers and {winners} about the winners."


def _window_words(found: Sequence[Outcome], horizon: int) -> str:
    chosen = [o for o in found if o.horizon == horizon]
    if not chosen:
        return "no window"
    first, last = min(o.base for o in chosen), max(o.end for o in chosen)
    return f"first closes from {day(first)}, last ends on {day(last)}"


def _told_side(found: Sequence[Outcome], side: str, horizon: int) -> dict[str, Quantity]:
    mean = side_mean(found, side, horizon)
    counted, name = tally(found, side, horizon), f"{side}s"
    return {
        f"{name}_mean": told(mean, "mean of stock minus Russell 2000, from the first close after publication"),
        f"{name}_interval": interval_words(mean), f"{name}_verb": verb(mean),
        f"{name}_lost": lost_words(counted),
    }


def _told_share(found: Sequence[Outcome], ticker: str, horizon: int) -> Quantity:
    """One share against index and sector, as a sentence that sets the two side by side."""
    own = next((o for o in found if o.role.ticker == ticker and o.horizon == horizon and o.known), None)
    formula = f"{ticker} minus the Russell 2000, and minus its sector's fund"
    if own is None or own.sector_excess is None:
        return words("What that does to an outcome is not yet known at this edition.", formula=formula)
    index, sector = points(own.market_excess).text, points(own.sector_excess).text
    near = abs(own.sector_excess) < abs(own.market_excess) / 4
    end = "what looks like a stock pick is a sector" if near else "the sector does not explain it"
    return words(f"After {horizon} trading days it stood {index} against the Russell 2000 and {sector} against the "
                 f"fund of its true sector: {end}.", formula=formula, as_of=own.end)


def _phrase(estimate: Estimate | None, sign: int) -> str:
    """Whether a side went the way it was cast (``sign`` 1 up, -1 down), as the middle of a sentence."""
    if estimate is None:
        return "cannot be judged yet"
    if sign * estimate.low > 0 and sign * estimate.high > 0:
        return "were right"
    wrong = sign * estimate.low < 0 and sign * estimate.high < 0
    return "were wrong" if wrong else "show no skill that this test can see"


def _told_basket(measured: Sequence[Outcome]) -> dict[str, Quantity]:
    formula = "mean over winners, bought at the first close after publication; the Russell 2000 over the same windows"
    if not measured:
        text = "Not yet known at this edition: no holding period is over."
        return {"basket_told": words(text, formula=formula)}
    own = percent(float(np.mean([o.stock for o in measured]))).text
    fund = percent(float(np.mean([o.stock - o.market_excess for o in measured]))).text
    text = (f"Equal amounts in each of the {len(measured)} winners that can be measured, bought at the first close "
            f"after publication and held for {measured[0].horizon} trading days, returned {own}; the same money in the "
            f"Russell 2000, {fund}.")
    return {"basket_told": words(text, n=len(measured), formula=formula)}


def told_weights(book: Chapter, weights: Sequence[Weight]) -> dict[str, Quantity]:
    """The heaviest member, all together, the index itself, and whether Viking was in it."""
    heaviest, after = weights[0], [w.after for w in weights if w.after is not None]
    total = book.reference.find("index_totals", index="Russell 2000")[0]
    row = membership(book.reference, "VKTX", "Russell 2000", last_publication(book))
    fund = total_path(book.market, "IWM")
    return {
        "heaviest": words(heaviest.name, formula="largest weight among the named members"),
        "heaviest_weight": Quantity(100 * heaviest.weight, "%", 2, formula="market value / the fund's equities"),
        "heaviest_weight_points": points(heaviest.weight, places=2, formula="weight × 100%"),
        "weights_sum": percent(sum(w.weight for w in weights), places=2, n=len(weights), formula="sum of weights"),
        "weights_after": points(sum(after), places=2, n=len(after), formula="sum of weight × return since the list"),
        "index_after": percent(returns.window_return(fund, heaviest.listed, last_publication(book)), places=1,
                               formula="total return of the Russell 2000 fund since the list", inputs=("yahoo/IWM",)),
        "largest_weight": words(f"{float(total['largest_weight_pct']):.2f}%", formula="largest weight of the list",
                                inputs=(total["document"],)),
        "viking_member": words("was in it" if row["member"] == "true" else "was not in it at all",
                               formula="listed among the fund's holdings", inputs=(row["document"],)),
        **_told_fmc(book),
    }


def _told_fmc(book: Chapter) -> dict[str, Quantity]:
    role = next((r for r in roles(book) if r.ticker == "FMC"), None)
    part = partial_outcome(book, role) if role else None
    formula, inputs = "FMC minus IWM, total returns, to its last close", ("yahoo/FMC_adj", "yahoo/IWM")
    if part is None:
        return {"fmc_phrase": words("FMC has no close after publication yet.", formula=formula, inputs=inputs)}
    told_excess = points(part.excess).text
    text = (f"FMC's closes here end on {day(part.end)}; up to then, {part.sessions} trading days after the first "
            f"close, it stood {told_excess} against the Russell 2000 fund.")
    return {"fmc_phrase": words(text, formula=formula, inputs=inputs, as_of=part.end)}


def told_offer(book: Chapter, ticker: str) -> dict[str, Quantity]:
    """What visible documents say of a company that was being bought, as a sentence."""
    name = companies(book)[ticker]["name"]
    when = {row["event"]: (date.fromisoformat(row["date"]), row["document"])
            for row in book.reference.find("company_events", ticker=ticker) if len(row["date"]) == 10}
    if "acquisition_agreed" not in when:
        text = f"No offer for {name} was known at this edition."
        return {f"{ticker.lower()}_phrase": words(text, formula="as the documents say")}
    text = f"{name} was under a cash offer from {day(when['acquisition_agreed'][0])}"
    if "acquisition_closed" in when:
        text += f" and left the exchange on {day(when['acquisition_closed'][0])}"
    text += ": its price had a ceiling, and it belongs in no momentum table."
    used = tuple(sorted(document for _, document in when.values()))
    return {f"{ticker.lower()}_phrase": words(text, formula="as the documents say", inputs=used)}


def told_verdicts(book: Chapter, claims: Mapping[str, str]) -> dict[str, Quantity]:
    """The verdicts of single claims as words: key -> claim id."""
    return {key: words(_verdict_word(book, claim), formula=f"verdict of claim {claim}")
            for key, claim in claims.items()}


def _verdict_word(book: Chapter, claim: str) -> str:
    entry = book.ledger.by_id.get(claim)
    if entry is None:
        return "not in this selection"
    if "After this edition" in entry.verdict.justification:
        return "not yet printed at this edition"
    return VERDICT_WORDS[entry.verdict.verdict]


def told_fundamentals(book: Chapter) -> dict[str, Quantity]:
    """How many printed company figures could be compared, and how many agree."""
    numbers = [e for e in fundamentals(book) if e.claim.stated and e.decided]
    right = sum(e.verdict.verdict in HOLDS for e in numbers)
    word = "Not yet known." if not numbers else "The figures, yes." if right == len(numbers) else "Not all."
    return {"fundamentals_word": words(word, formula="whether all figures with a verdict agree"),
            "fundamentals_numbers": Quantity(len(numbers), "count", 0, formula="figures with a verdict"),
            "fundamentals_right": Quantity(right, "count", 0, formula="figures that agree with the release")}


def told_models(found: Sequence[Abnormal], sessions: int) -> dict[str, Quantity]:
    """How many publication models there are and how many are significant."""
    n, before, after = significance(found)
    text = "No window is over at this edition, so no model can be tested yet."
    if n:
        moved = "publication left no trace" if not after else "some shares moved by more than their model allows"
        text = (f"Of {n} parts with a model, the abnormal return is significant at 5% for {before or 'none'} before "
                f"and for {after or 'none'} after Holm's correction: {moved}.")
    return {"event_sessions": Quantity(sessions, "count", 0, formula="days of the event window"),
            "models_told": words(text, n=n, formula="market models of the year up to publication, Holm at 5%")}


def told_baskets(tests: Sequence[BasketTest]) -> dict[str, Quantity]:
    """One sentence on where the articles' baskets fell."""
    ran = [t for t in tests if t.result]
    formula = "place of the observed basket among random ones"
    if not ran:
        return {"baskets_phrase": words("No basket can be scored at this edition yet.", formula=formula)}
    below = [t.article for t in ran if t.result.observed < t.result.low]
    above = [t.article for t in ran if t.result.observed > t.result.high]
    parts = [f"that of {listed(names)} fell {where} the central 95%"
             for names, where in ((below, "below"), (above, "above")) if names]
    rest = len(ran) - len(below) - len(above)
    return {"baskets_phrase": words(f"Of {len(ran)} baskets {rest} lie within what chance gives"
                                    f"{'; ' + ' and '.join(parts) if parts else ''}.", formula=formula)}


def told_box(prices: Sequence[BoxPrice], when: date | None, matched: int) -> dict[str, Quantity]:
    """The day the quote box fits, and how well."""
    text = f"No day up to this edition fits: at most {matched} of {len(prices)} prices were closes of one day."
    if when:
        text = f"The best common day is {day(when)}: {matched} of {len(prices)} prices were closes of that day."
    return {"box_told": words(text, n=len(prices), formula="day whose closes equal most printed prices")}


# ---------------------------------------------------------------- what pictures show, as data and words

def dot_data(groups: Mapping[str, pd.DataFrame]) -> dict[str, list]:
    """The dots of every group as plotted data."""
    return {f"{name}, {column}": values for name, table in groups.items()
            for column, values in table.to_dict("list").items()}


def dot_alt(groups: Mapping[str, pd.DataFrame], horizon: int) -> str:
    """Best and worst of every group in words."""
    parts = " ".join(f"{name}: {_extremes(table)}." for name, table in groups.items())
    return f"Dot plot of returns minus the Russell 2000 {horizon} trading days after publication. {parts}"


def _extremes(table: pd.DataFrame) -> str:
    if not len(table):
        return "nothing measured yet"
    best, worst = (f"{row['label']} {100 * row['excess']:+.0f} points" for _, row in table.iloc[[0, -1]].iterrows())
    return f"{len(table)} shares, best {best}, worst {worst}"


def path_data(paths: Mapping[str, pd.Series]) -> dict[str, list]:
    """Every path as plotted data, by day; nothing where a path has no close."""
    frame = pd.DataFrame({name: path for name, path in paths.items() if len(path)}).sort_index()
    return {"day": list(frame.index)} | {name: [round(float(v), 4) if v == v else None for v in frame[name]]
                                         for name in frame}


def path_alt(paths: Mapping[str, pd.Series], side: str) -> str:
    """Where every path ended, in words."""
    ends = [f"{name} {path.iloc[-1]:.0f}" if len(path) else f"{name} without closes" for name, path in paths.items()]
    return f"Small pictures of the {side} over the Russell 2000 fund, 100 at the start; they end at: {', '.join(ends)}."



# ---------------------------------------------------------------- one company, told

def roles_of(book: Chapter, ticker: str) -> tuple[Role, ...]:
    """The parts of one company."""
    company(book, ticker)
    return tuple(role for role in roles(book) if role.ticker == ticker)


def told_profile(own: Profile) -> dict[str, Quantity]:
    """Who the company is, by the lists, and what the articles make of it."""
    decided = [e for e in own.entries if e.decided]
    held = sum(e.verdict.verdict in HOLDS or e.verdict.outcome == "came_true" for e in decided)
    alone = len(own.articles) == 1
    sides = [f"a {side}" if alone else f"a {side} (article {article})" for article, side in own.sides]
    names = [f"the {name}{_weight_words(own) if name == 'Russell 2000' else ''}" for name in own.indices]
    lists = "as the lists and documents of this edition say"
    return {
        "name": words(own.name, formula=lists, inputs=("companies",)),
        "ticker": words(own.ticker, formula="parameter of this page"),
        "lists_told": words(_lists_sentence(own, names), formula=lists, inputs=("companies", "memberships")),
        "articles_told": words(_articles_sentence(own, sides), formula="articles with a claim about it"),
        "claims_told": words(_claims_sentence(len(decided), held), n=len(decided),
                             formula="claims with a verdict; of them accurate, mostly accurate or come true"),
        "closes": words(_closes_sentence(own), formula="first and last close of its total returns"),
    }


def _lists_sentence(own: Profile, names: Sequence[str]) -> str:
    sector = f"GICS, the common scheme of sectors, files it under {own.sector}" if own.sector else \
        "No list of this edition gives its sector"
    exchange = f"its shares trade on {own.exchange}" if own.exchange else "no document here gives its exchange"
    indices = f"it was in {listed(names)}" if names else "no list here has it in a size index"
    return f"{sector}; {exchange}; {indices}."


def _articles_sentence(own: Profile, sides: Sequence[str]) -> str:
    if not own.articles:
        return "No article of this selection makes a statement about it."
    named = f"It appears in {listed(f'article {name}' for name in own.articles)}"
    return f"{named}, cast as {listed(sides)}." if sides else f"{named}, without praise or blame."


def _claims_sentence(decided: int, held: int) -> str:
    if not decided:
        return "No statement about it could be decided at this edition."
    return f"Of {decided} statement{'s' if decided > 1 else ''} about it that could be decided, {held or 'none'} " \
        f"{'holds' if held < 2 else 'hold'}."


def _weight_words(own: Profile) -> str:
    return f" (weight {100 * own.weight:.3f}%)" if own.weight else ""


def _closes_sentence(own: Profile) -> str:
    if own.closes is None:
        return "So the picture below stays empty."
    first, last = (day(when) for when in own.closes)
    return f"Its closes here run from {first} to {last}."


def told_company(found: Sequence[Outcome], primary: int) -> dict[str, Quantity]:
    """What followed the first article that casts the company, as a sentence."""
    first = next((o for o in found if o.horizon == primary), None)
    formula = "share minus the Russell 2000 and minus its sector's fund; 1.96 × past daily sd × root of the horizon"
    return {"outcome_told": words(_outcome_sentence(first), as_of=first.end if first and first.known else None,
                                  formula=formula)}


def _outcome_sentence(first: Outcome | None) -> str:
    if first is None:
        return "No article casts it as a winner or a loser, so nothing is measured after publication."
    if not first.known:
        pending = f"that window closes on {day(first.end)}, after this edition"
        why = {"pending": pending, "no closes in the data": "the data hold no closes of it"}.get(
            first.reason, f"its {first.reason}" if first.reason.startswith("closes end") else first.reason)
        return f"What it did in the {first.horizon} trading days after publication cannot be told: {why}."
    sector = "" if first.sector_excess is None else \
        f" and {points(first.sector_excess).text} against its sector's fund"
    return (f"{first.horizon} trading days after the first close that followed article {first.role.article} it stood "
            f"{points(first.market_excess).text} against the Russell 2000{sector}. Daily noise of the year before "
            f"makes ±{100 * first.noise:.0f} points ordinary over such a window.")


def horizon_rows(found: Sequence[Outcome]) -> list[dict[str, object]]:
    """One row a part and horizon of one company."""
    return [{
        "key": f"{o.role.article}, {o.horizon} days", "part": o.role.side, "window": f"{day(o.base)} to {day(o.end)}",
        "market": _points(o, o.market_excess, o.inputs[:2]),
        "sector": _points(o, o.sector_excess, (*o.inputs[:1], *o.inputs[2:])),
        "noise": percent(o.noise, places=0, formula="1.96 past standard deviations", inputs=o.inputs[:2])
        if o.noise is not None else "",
    } for o in found]


def price_alt(paths: Mapping[str, pd.Series], ticker: str) -> str:
    """Where the lines of one company's picture end."""
    if not paths:
        return f"No closes of {ticker} are in the data."
    ends = ", ".join(f"{name} {path.iloc[-1]:.0f} on {day(path.index[-1].date())}" for name, path in paths.items())
    first = day(next(iter(paths.values())).index[0].date())
    return f"Total returns since {first}, 100 at the start; the lines end at: {ends}."


def told_quarter(book: Chapter, cast: Sequence[Role], horizon: int) -> dict[str, Quantity]:
    """Whether small beat large while the outcomes ran, from the first publication to the last window's end."""
    formula, inputs = "total returns of IWM and SPY over the outcomes' windows", ("yahoo/IWM", "yahoo/SPY")
    bases = [next_trading_day(role.published) for role in cast]
    small, large = (total_path(book.market, name) for name in ("IWM", "SPY"))
    end = offset(max(bases), horizon) if bases else None
    if end is None or end > book.as_of or small.index[-1].date() < end:
        return {"quarter_phrase": words("the same stretch of the market", formula=formula, inputs=inputs)}
    base = min(bases)
    gap = returns.relative_return(small, large, base, end)
    word = "beat" if gap > 0 else "trailed"
    return {"quarter_phrase": words(f"one quarter in which small companies {word} large ones by "
                                    f"{abs(100 * gap):.1f} points", formula=formula, inputs=inputs)}
