"""Terms that name series: of the subject, of what it is compared with, of a multiple's producers."""

from __future__ import annotations

from .terms import Terms, term

BENCHMARK = "S&P 500"          # whom a leader leads where the text names nobody


def _leg(terms: Terms, key: str, other: bool = False) -> object:
    name = (terms.claim.comparand or BENCHMARK) if other else terms.claim.subject
    return terms.subject(name).get(key)


@term
def price(terms: Terms) -> object:
    """Price series of the subject."""
    return _leg(terms, "price")


@term
def total(terms: Terms) -> object:
    """Series of the subject whose returns can include dividends."""
    return _leg(terms, "total")


@term
def other_price(terms: Terms) -> object:
    """Price series of the comparand, or of the benchmark; never the subject's own."""
    found = _leg(terms, "price", other=True)
    return found if found != price(terms) else None


@term
def other_total(terms: Terms) -> object:
    """Series of the comparand whose returns can include dividends; never the subject's own."""
    found = _leg(terms, "total", other=True)
    return found if found != total(terms) else None


@term
def group(terms: Terms) -> object:
    """The subject's series, or those of its members."""
    return _leg(terms, "group") or _leg(terms, "price")


@term
def other_group(terms: Terms) -> object:
    """The comparand's series, or those of its members; never the subject's own."""
    found = _leg(terms, "group", other=True) or _leg(terms, "price", other=True)
    return found if found != group(terms) else None


@term
def group_name(terms: Terms) -> object:
    """The name of a subject with members."""
    return terms.claim.subject if _leg(terms, "group") else None


@term
def other_group_name(terms: Terms) -> object:
    """The name of a comparand with members."""
    return terms.claim.comparand if _leg(terms, "group", other=True) else None


@term
def index(terms: Terms) -> object:
    """Levels of the subject itself: never those of something that stands in."""
    entry = terms.subject(terms.claim.subject)
    return None if entry.get("proxy") else entry.get("price")


@term
def highs(terms: Terms) -> object:
    """Levels of the subject itself, where intraday highs are held."""
    name = index(terms)
    return name if name and "high" in terms.world.market.certificate(name).columns else None


@term
def close(terms: Terms) -> object:
    """Closes of a share as they were printed, not adjusted."""
    return _leg(terms, "close")


@term
def rate(terms: Terms) -> object:
    """Values of a yield."""
    return _leg(terms, "rate")


@term
def any_level(terms: Terms) -> object:
    """Levels or values of the subject."""
    return index(terms) or rate(terms)


@term
def any_column(terms: Terms) -> object:
    """The column in which they stand."""
    return "close" if index(terms) else "value"


def _stem(terms: Terms, name: str | None) -> str | None:
    """The index whose multiples stand for a subject."""
    known = terms.table["multiples"]
    while name is not None and name not in known:
        name = (terms.table["subjects"].get(name) or {}).get("as")
    return name


@term
def multiple_subject(terms: Terms) -> object:
    """The index whose multiples are held for the subject."""
    return _stem(terms, terms.claim.subject)


@term
def other_multiple_subject(terms: Terms) -> object:
    """The index whose multiples are held for the comparand."""
    return _stem(terms, terms.claim.comparand)


def _multiple(terms: Terms, key: str, other: bool = False) -> object:
    name = terms.get("other_multiple_subject" if other else "multiple_subject")
    return terms.table["multiples"][name].get(key)


@term
def multiples(terms: Terms) -> object:
    """Series of the claimed multiple by producer."""
    return _multiple(terms, terms.claim.metric)


@term
def spread(terms: Terms) -> object:
    """How far two producers of the multiple are apart on one day."""
    return _multiple(terms, "spread")


@term
def eps(terms: Terms) -> object:
    """Yearly earnings of the subject, or of what stands in for it."""
    return _multiple(terms, "eps")


@term
def past_eps(terms: Terms) -> object:
    """The same for a year that was over when the article appeared."""
    found = terms.get("year")
    return eps(terms) if found and found < terms.article.published_at.year else None


@term
def eps_stands_in(terms: Terms) -> bool:
    """Whether the earnings of subject or comparand are those of another index."""
    return any(_multiple(terms, "eps_proxy", other) for other in (False, True)
               if terms.get("other_multiple_subject" if other else "multiple_subject"))


@term
def other_eps(terms: Terms) -> object:
    """Yearly earnings of the comparand."""
    return _multiple(terms, "eps", other=True)


def _small_against_large(terms: Terms) -> bool:
    pair = terms.get("multiple_subject"), terms.get("other_multiple_subject")
    return pair in (("Russell 2000", "S&P 500"), ("S&P 600", "S&P 500"))


@term
def sp600_pe(terms: Terms) -> object:
    """The S&P SmallCap 600's multiple, for a claim of small caps against large caps."""
    return "spdji/SP600_pe_operating" if _small_against_large(terms) else None


@term
def sp500_pe(terms: Terms) -> object:
    """The S&P 500's multiple, for a claim of small caps against large caps."""
    return "spdji/SP500_pe_operating" if _small_against_large(terms) else None


@term
def own_multiple(terms: Terms) -> object:
    """The claim in which the article itself prints the subject's multiple."""
    return _own(terms, terms.claim.subject)


@term
def own_other_multiple(terms: Terms) -> object:
    """The claim in which the article itself prints the comparand's multiple, of the same kind."""
    first = terms.world.claims[_own(terms, terms.claim.subject)]
    return _own(terms, terms.claim.comparand, first.metric)


def _own(terms: Terms, subject: str | None, metric: str | None = None) -> str | None:
    kinds = (metric,) if metric else ("pe_forward", "pe_trailing")
    found = [other.id for other in terms.world.claims.values()
             if other.article == terms.claim.article and subject and other.subject == subject and other.metric in kinds
             and other.kind != "forecast" and not other.lost]
    return found[0] if len(found) == 1 else None
