"""Terms that come from tables: documented figures, company results, decisions of the FOMC, months of inflation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ..intervals import printed_period
from .dates import _period, day
from .terms import Terms, term

NEAR_DAYS = 10                    # a figure of the same days: a claim's week and the half before
RESULTS = {                       # metric of a claim -> how company_results name it, most specific first
    "revenue_growth_yoy": ("revenue_growth_yoy", "net_sales_growth_yoy"),
    "net_income_growth_yoy": ("net_income_growth_yoy",),
    "operating_income_growth_yoy": ("operating_income_growth_yoy",),
    "eps_growth_yoy": ("eps_diluted_growth_yoy",), "eps_gaap_diluted": ("eps_diluted",),
    "eps_adjusted_diluted": ("eps_diluted_adjusted",), "net_income": ("net_income", "net_earnings"),
    "operating_income": ("operating_income",), "revenue_quarterly": ("revenue", "net_sales"),
    "assets_under_management": ("assets_under_management",), "debt_repaid": ("debt_repaid",),
}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


# ---------------------------------------------------------------- documented figures

def _figures(terms: Terms, document_id: str, subject: object, metric: str) -> list[str]:
    rows = terms.world.reference.find("documented_figures", document=document_id, subject=str(subject), metric=metric)
    return [row["as_of"] for row in rows if len(row["as_of"]) == 10]


def _span(terms: Terms) -> tuple[date, date]:
    """The printed period or day, else the days up to the claim's date."""
    found, exact = _period(terms), day(terms)
    if exact:
        return exact - timedelta(days=NEAR_DAYS), exact + timedelta(days=3)
    if found:
        return found[0], min(found[1], terms.article.published_at)
    return terms.article.last_close - timedelta(days=NEAR_DAYS), terms.article.published_at


def _first(terms: Terms, subjects: Iterable[object]) -> str | None:
    """The first of the entry's documents with a figure of each subject in the claim's days."""
    first, last = (one.isoformat() for one in _span(terms))
    metric = terms.claim.metric if terms.claim.metric in ("cut_probability", "neutral_rate") else "pe_forward"
    for name in terms.entry.get("documents") or ("bloomberg-weekly-2025-12-26", "bloomberg-weekly-2026-01-16"):
        if all(any(first <= one <= last for one in _figures(terms, name, subject, metric)) for subject in subjects):
            return name
    return None


@term
def document(terms: Terms) -> str | None:
    """A document of the entry with a figure of the subject for the claim's days."""
    fed = terms.claim.metric in ("cut_probability", "neutral_rate")
    subject = "FOMC" if fed else terms.get("multiple_subject")
    return _first(terms, [subject]) if subject else None


@term
def pair_document(terms: Terms) -> str | None:
    """A document with a figure of both legs for the claim's days."""
    pair = terms.get("multiple_subject"), terms.get("other_multiple_subject")
    return _first(terms, pair) if all(pair) else None


@term
def figures_from(terms: Terms) -> date:
    """From when a documented figure is of the claim's days."""
    return _span(terms)[0]


@term
def figures_to(terms: Terms) -> date:
    """Until when a documented figure is of the claim's days."""
    return _span(terms)[1]


@term
def earnings_years(terms: Terms) -> list[int]:
    """The year of the claim and the next: a multiple of expected earnings can mean either."""
    return [terms.made.year, terms.made.year + 1]


# ---------------------------------------------------------------- company results

@term
def ticker(terms: Terms) -> str | None:
    """The subject, where results of it are held."""
    held = terms.world.reference.find("company_results", ticker=str(terms.claim.subject))
    return terms.claim.subject if held else None


def _result(terms: Terms) -> dict[str, str]:
    """The row of the printed quarter, else of the last one reported before publication."""
    wanted = _fiscal(terms)
    names = RESULTS[terms.claim.metric]
    rows = [row for row in terms.world.reference.find("company_results", ticker=str(terms.claim.subject))
            if row["metric"] in names and wanted in (None, row["fiscal_period"]) and _reported(terms, row)]
    return max(rows, key=lambda row: (row["fiscal_period"], -names.index(row["metric"])))


def _fiscal(terms: Terms) -> str | None:
    found = _period(terms)
    if not found:
        return None
    return f"{found[1].year}Q{(found[1].month + 2) // 3}" if (found[1] - found[0]).days < 100 else "none"


def _reported(terms: Terms, row: dict[str, str]) -> bool:
    return terms.world.reference.document(row["document"]).released_at <= terms.article.published_at


@term
def fiscal_period(terms: Terms) -> str:
    """The quarter that the claim is about."""
    return _result(terms)["fiscal_period"]


@term
def result_metric(terms: Terms) -> str:
    """The result's name in the table."""
    return _result(terms)["metric"]


@term
def result_scale(terms: Terms) -> int:
    """What turns the table's unit into the claim's."""
    word = _result(terms)["unit"].partition(" ")[0]
    return SCALES.get(word, 1)


@term
def box(terms: Terms) -> int | None:
    """How many prices of a quote box have to agree: six, where the article prints that many."""
    held = set(terms.world.market.names())
    prices = {other.subject for other in terms.world.claims.values() if other.article == terms.claim.article
              and other.metric == "last_price" and f"yahoo/{other.subject}" in held}
    return 6 if len(prices) >= 6 and terms.claim.subject in prices else None


# ---------------------------------------------------------------- decisions

MOST_MOVES = 12                 # meetings a year: a larger count counts something else


def _meetings(terms: Terms) -> list[dict[str, str]]:
    return terms.world.reference.rows("fomc_meetings")


@term
def fed_day(terms: Terms) -> date | None:
    """The claim's date, if the table of decisions reaches back to it."""
    return terms.made if terms.made.isoformat() >= _meetings(terms)[0]["announcement"] else None


@term
def fed_year(terms: Terms) -> int | None:
    """The year in which the claim was made, if the table covers it and the count can be one of decisions."""
    covered = terms.made.year >= int(_meetings(terms)[0]["announcement"][:4])
    return terms.made.year if covered and float(str(terms.claim.value)) <= MOST_MOVES else None


@term
def meeting(terms: Terms) -> date | None:
    """The decision that a change of the range is about: of the day, of the month, else the last change before."""
    exact, found = day(terms), _period(terms)
    rows = [row for row in _meetings(terms) if row["announcement"] <= terms.article.published_at.isoformat()
            and row["decision"] != "hold"]
    if exact:
        return exact if any(row["announcement"] == exact.isoformat() for row in rows) else None
    if found:
        rows = [row for row in rows if found[0].isoformat() <= row["announcement"] <= found[1].isoformat()]
        return date.fromisoformat(rows[0]["announcement"]) if len(rows) == 1 else None
    return date.fromisoformat(rows[-1]["announcement"])


@term
def decision(terms: Terms) -> str:
    """What a dated decision was, by the direction of the claim."""
    return "hike" if terms.claim.direction == "up" else "cut"


@term
def meeting_or_day(terms: Terms) -> date | None:
    """The printed day; of a printed month its decision, else its first day. None where the table does not reach."""
    if day(terms):
        return day(terms) if fed_day(terms) else None
    first, last = (one.isoformat() for one in printed_period(str(terms.claim.value)))
    inside = [row["announcement"] for row in _meetings(terms) if first <= row["announcement"] <= last]
    covered = _meetings(terms)[0]["announcement"] <= first <= terms.world.as_of.isoformat()
    return date.fromisoformat(inside[0] if inside else first) if covered else None


@term
def next_meeting(terms: Terms) -> date | None:
    """The first decision after publication, where it is on record and the text gives no date."""
    after = terms.article.last_close.isoformat()
    rows = [row for row in _meetings(terms) if row["announcement"] > after and row["scheduled"] == "true"]
    return date.fromisoformat(rows[0]["announcement"]) if rows and not _period(terms) else None


@term
def range_date(terms: Terms) -> str | None:
    """The claim's date, for a printed range."""
    return "claim_date" if isinstance(terms.claim.value, list | tuple) else None


@term
def fomc_statement(terms: Terms) -> str:
    """The last statement of the FOMC before publication."""
    rows = [row for row in _meetings(terms) if row["announcement"] <= terms.article.published_at.isoformat()]
    return rows[-1]["document"]


@term
def basis_points(terms: Terms) -> float:
    """Yields are printed to the basis point by some and to a tenth by others: three of them, in the claim's unit."""
    return 3 if terms.claim.unit == "bp" else 0.03


# ---------------------------------------------------------------- months and quarters

def _month_of(terms: Terms, series: str, back: int = 0) -> str | None:
    """The month that the claim is about, else the last one out before publication; ``back`` months earlier."""
    found = _period(terms)
    if found and (found[1] - found[0]).days < 32:
        return f"{found[0]:%Y-%m}" if back == 0 else None
    return _out(terms, series, terms.article.published_at)[-1 - back]


@term
def cpi_month(terms: Terms) -> str | None:
    """The month of consumer prices."""
    return _month_of(terms, "fred/CPIAUCSL")


@term
def cpi_month_before(terms: Terms) -> str | None:
    """The month of consumer prices before it, where none is printed."""
    return _month_of(terms, "fred/CPIAUCSL", 1)


def _out(terms: Terms, series: str, by: date) -> list[str]:
    """The months of a series that were out by a day, oldest first, of the last thirty years or so."""
    stamps = terms.world.market.value(series).dropna().index[-400:]
    return [f"{stamp:%Y-%m}" for stamp in stamps if terms.world.released(series, stamp.date()) <= by]


@term
def cpi_latest(terms: Terms) -> str:
    """The last month of consumer prices that was out before publication, whatever month is printed."""
    return _out(terms, "fred/CPIAUCSL", terms.article.published_at)[-1]


@term
def cpi_next(terms: Terms) -> str | None:
    """A month of consumer prices that came out in the week of publication: the lag on record is a usual one."""
    return _next(terms, "fred/CPIAUCSL")


@term
def pce_next(terms: Terms) -> str | None:
    """The same of the prices of personal consumption."""
    return _next(terms, "fred/PCEPI")


def _next(terms: Terms, series: str) -> str | None:
    before, after = (_out(terms, series, terms.article.published_at + timedelta(days=n)) for n in (0, 7))
    return after[-1] if after[-1:] != before[-1:] else None


@term
def pce_month(terms: Terms) -> str | None:
    """The month of the prices of personal consumption."""
    return _month_of(terms, "fred/PCEPI")


@term
def first_month(terms: Terms) -> str | None:
    """The first of several printed months."""
    found = _period(terms)
    return f"{found[0]:%Y-%m}" if found and (found[1] - found[0]).days > 31 else None


@term
def last_month(terms: Terms) -> str | None:
    """The last of several printed months."""
    found = _period(terms)
    return f"{found[1]:%Y-%m}" if first_month(terms) else None


@term
def quarter_first(terms: Terms) -> date | None:
    """The first day of the printed quarter, else of the last one out before publication."""
    found = _period(terms)
    if found:
        return found[0] if 80 < (found[1] - found[0]).days < 100 else None
    values = terms.world.market.value("fred/GDPC1").dropna()
    limit = terms.article.published_at
    public = [stamp for stamp in values.index[-80:] if terms.world.released("fred/GDPC1", stamp.date()) <= limit]
    return public[-1].date()
