"""Multiples, discounts and premiums, and the earnings beneath them.

Both legs of a comparison always share producer and definition; the text of each measurement names it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

import pandas as pd

from ..claims import interval_of
from ..errors import EvidenceMissing
from ..intervals import printed_magnitude
from ..records import Claim, Measurement
from ..valuation import discount
from ..wording import day, decimal, listed, number, quantity
from .registry import World, check
from .tell import released, sign_holds

DISCOUNT = "1 − multiple of the small / multiple of the large"
NAMES = {"pe_forward": "forward P/E", "pe_trailing": "trailing P/E", "price_to_book": "price to book"}
STALE_DAYS = 100     # a quarterly figure stands for at most the quarter after it


# ---------------------------------------------------------------- series of multiples

def _at(world: World, series: str, when: datetime.date) -> tuple[float, datetime.date]:
    """The last figure up to a day, no older than a quarter, and its date."""
    values = world.market.value(series).dropna().loc[: str(when)]
    if values.empty or (pd.Timestamp(when) - values.index[-1]).days > STALE_DAYS:
        raise EvidenceMissing(f"{_title(world, series)}: no figure near {day(when)} was public at this edition.")
    return float(values.iloc[-1]), values.index[-1].date()


def _of_year(world: World, series: str, year: int) -> float:
    """The figure of one calendar year, as the workbook states or estimates it."""
    values = world.market.value(series).dropna()
    values = values[values.index.year == year]
    if values.empty:
        raise EvidenceMissing(f"{_title(world, series)}: no figure for {year} was public at this edition.")
    return float(values.iloc[-1])


def _title(world: World, series: str) -> str:
    return world.market.certificate(series).title


def _subject(world: World, series: str) -> str:
    """Who a certificate's figure is of: the title up to its colon."""
    return _title(world, series).partition(":")[0]


def _definition(world: World, series: str) -> str:
    """What a certificate's figure is: the title after its colon, up to the comma about dates."""
    return _title(world, series).partition(":")[2].strip().partition(", ")[0]


def _word(size: float) -> str:
    return f"{'discount' if size > 0 else 'premium'} of {quantity(abs(100 * size), '%', 1)}"


def _named(metric: str) -> str:
    """A metric as a reader says it."""
    return NAMES.get(metric, metric.replace("_", " "))


def _row(series: str, when: datetime.date, value: float) -> tuple[str, str, str, str]:
    return series, when.isoformat(), "value", f"{value:.2f}"


@check()
def multiple_on(claim: Claim, world: World, *, series: str, date: str) -> Measurement:
    """A multiple as its producer published it for a date (or the last one before, a quarter old at most)."""
    value, last = _at(world, series, world.day(claim, date))
    return Measurement(
        value=decimal(value), formula="as published", inputs=(series,), end=last,
        text=f"{_title(world, series)}: {number(value, 2)} on {day(last)}",
        released_at=released(world, (series,), last), rows=(_row(series, last, value),),
    )


@check()
def unnamed_multiple(claim: Claim, world: World, *, series: list, date: str) -> Measurement:
    """A multiple whose kind the text does not name: the kind that meets the print, if any does.

    EvidenceMissing where none does: a number without its kind cannot be refuted.
    """
    known = [(name, *_at(world, name, world.day(claim, date))) for name in series]
    interval = interval_of(claim)
    for name, value, last in known:
        if interval.is_near(decimal(value)):
            return multiple_on(claim, world, series=name, date=last.isoformat())
    told = listed([f"{_definition(world, name)} {number(value, 2)} ({day(last)})" for name, value, last in known])
    raise EvidenceMissing(f"The text lost the kind of multiple. None at hand gives it: {told}.")


@check()
def discount_between(claim: Claim, world: World, *, small: str, large: str, date: str) -> Measurement:
    """Discount of one published multiple to another at a date, in per cent; negative: a premium."""
    (a, last), (b, _) = (_at(world, name, world.day(claim, date)) for name in (small, large))
    size = discount(a, b)
    return Measurement(
        value=decimal(100 * size), formula=DISCOUNT, inputs=(small, large), end=last,
        text=f"{_pair_text(world, small, large, a, b)} on {day(last)}, the first at a {_word(size)}",
        released_at=released(world, (small, large), last), rows=(_row(small, last, a), _row(large, last, b)),
    )


def _pair_text(world: World, small: str, large: str, a: float, b: float) -> str:
    return (f"{_definition(world, small)} of the {_subject(world, small)} {number(a, 2)}, "
            f"of the {_subject(world, large)} {number(b, 2)}")


def _year_pair(world: World, first: str, second: str, year: int, holds: Callable[[float, float], bool]) -> Measurement:
    """Two multiples on the earnings of one calendar year, told as the discount or premium of the first."""
    a, b = _of_year(world, first, year), _of_year(world, second, year)
    when, word = datetime.date(year, 12, 31), _word(discount(a, b))
    return Measurement(
        holds=holds(a, b), found=word, formula=DISCOUNT, inputs=(first, second),
        text=f"{_pair_text(world, first, second, a, b)} on the earnings of {year}, the first at a {word}",
        released_at=released(world, (first, second), when), rows=(_row(first, when, a), _row(second, when, b)),
    )


@check()
def cheaper_on_year_earnings(claim: Claim, world: World, *, small: str, large: str, year: int) -> Measurement:
    """Whether ``small`` stands below ``large`` on the earnings of one calendar year (a yes or no)."""
    return _year_pair(world, small, large, year, lambda a, b: 0 < a < b)


@check()
def dearer_on_year_earnings(claim: Claim, world: World, *, series: str, other: str, year: int) -> Measurement:
    """Whether ``series`` stands above ``other`` on the earnings of one calendar year (a yes or no)."""
    return _year_pair(world, series, other, year, lambda a, b: a > b > 0)


@check()
def between_year_discounts(claim: Claim, world: World, *, small: str, large: str, years: list) -> Measurement:
    """Whether a printed discount lies between the discounts on the earnings of two calendar years.

    A multiple of expected earnings at the turn of a year can mean either year; both are ordinary.
    """
    sizes = [100 * discount(_of_year(world, small, year), _of_year(world, large, year)) for year in years]
    printed = interval_of(claim)
    told = listed([f"{quantity(size, '%', 1)} on the earnings of {year}"
                   for size, year in zip(sizes, years, strict=True)])
    return Measurement(
        holds=printed.low <= max(sizes) and min(sizes) <= printed.high, found=told, formula=DISCOUNT,
        inputs=(small, large),
        text=f"{_subject(world, small)} against {_subject(world, large)}, {_definition(world, small)}: discount {told}",
        released_at=released(world, (small, large), datetime.date(max(years), 12, 31)),
    )


def _common(world: World, names: tuple[str, str], when: datetime.date) -> pd.DataFrame:
    """Two series on the dates that both have, up to a day."""
    columns = [world.market.value(name).loc[: str(when)] for name in names]
    return pd.concat(columns, axis=1, join="inner").dropna()


@check()
def share_of_quarters_cheaper(claim: Claim, world: World, *, small: str, large: str, date: str) -> Measurement:
    """Whether ``small`` stood below ``large`` at most of the quarter-ends on record up to a day."""
    when = world.day(claim, date)
    pair = _common(world, (small, large), when)
    if pair.empty:
        raise EvidenceMissing(f"{_title(world, small)}: nothing was public at this edition.")
    below = int((pair.iloc[:, 0] < pair.iloc[:, 1]).sum())
    last = pair.index[-1].date()
    return Measurement(
        holds=below > len(pair) / 2, found=f"{below} of {len(pair)} quarters", n=len(pair), end=last,
        text=(f"{_definition(world, small)} of the {_subject(world, small)} below that of the {_subject(world, large)} "
              f"in {below} of {len(pair)} quarters since {pair.index[0].year}"),
        formula="quarter-ends with the smaller multiple", inputs=(small, large),
        released_at=released(world, (small, large), last),
    )


@check()
def lowest_ratio(claim: Claim, world: World, *, small: str, large: str, date: str) -> Measurement:
    """Whether the ratio of two multiples stood at the lowest of its record at a day."""
    when = world.day(claim, date)
    pair = _common(world, (small, large), when)
    if pair.empty:
        raise EvidenceMissing(f"{_title(world, small)}: nothing was public at this edition.")
    ratio = pair.iloc[:, 0] / pair.iloc[:, 1]
    rank, last, low = int((ratio <= ratio.iloc[-1]).sum()), ratio.index[-1].date(), ratio.idxmin().date()
    return Measurement(
        holds=rank == 1, found=f"rank {rank} of {len(ratio)}", n=len(ratio), end=last,
        text=(f"{_definition(world, small)} of the {_subject(world, small)} over that of the {_subject(world, large)}: "
              f"{number(ratio.iloc[-1], 3)} on {day(last)}, rank {rank} from below of {len(ratio)} quarters since "
              f"{ratio.index[0].year}; the lowest was {number(ratio.min(), 3)} on {day(low)}"),
        formula="ratio of the multiples against its own record", inputs=(small, large),
        released_at=released(world, (small, large), last),
    )


@check()
def above_own_median(claim: Claim, world: World, *, series: str, year: int) -> Measurement:
    """Whether a multiple stands above the median of its earlier calendar years (losses left out)."""
    return _against_own_median(world, series, year, above=True)


@check()
def below_own_median(claim: Claim, world: World, *, series: str, year: int) -> Measurement:
    """Whether a multiple stands below the median of its earlier calendar years (losses left out)."""
    return _against_own_median(world, series, year, above=False)


def _against_own_median(world: World, series: str, year: int, above: bool) -> Measurement:
    values = world.market.value(series).dropna()
    values, now = values[(values.index.year < year) & (values > 0)], _of_year(world, series, year)
    middle = float(values.median())
    return Measurement(
        holds=(now > middle) == above and now != middle, found=f"{number(now, 1)} against {number(middle, 1)}",
        text=(f"{_definition(world, series)} of the {_subject(world, series)} on the earnings of {year} "
              f"{number(now, 1)}, median of the {len(values)} years before {number(middle, 1)}"),
        formula="multiple against the median of earlier years", n=len(values), inputs=(series,),
        released_at=released(world, (series,), datetime.date(year, 12, 31)),
    )


# ---------------------------------------------------------------- earnings beneath the multiples

def _growth(world: World, claim: Claim, series: str, start: str, end: str
            ) -> tuple[float, datetime.date, datetime.date]:
    (a, first), (b, last) = (_at(world, series, world.day(claim, text)) for text in (start, end))
    if a <= 0:
        raise EvidenceMissing(f"{_title(world, series)} was not positive on {day(first)}: growth has no meaning.")
    return b / a - 1, first, last


@check()
def earnings_growth(claim: Claim, world: World, *, series: str, start: str, end: str) -> Measurement:
    """Growth of one earnings series between two dates, in per cent."""
    rate, first, last = _growth(world, claim, series, start, end)
    return Measurement(
        value=decimal(100 * rate), formula="earnings at the end / earnings at the start − 1", inputs=(series,),
        text=(f"{_subject(world, series)}, {_definition(world, series)}: {quantity(100 * rate, '%', 1, signed=True)} "
              f"({day(first)} to {day(last)})"),
        start=first, end=last, released_at=released(world, (series,), last),
    )


@check()
def growth_turned(claim: Claim, world: World, *, series: str, start: str, middle: str, end: str) -> Measurement:
    """Whether earnings grew faster (direction up) or slower (down) in the second stretch than in the first."""
    first, begin, mid = _growth(world, claim, series, start, middle)
    second, _, last = _growth(world, claim, series, middle, end)
    told = f"{quantity(100 * first, '%', 1, signed=True)}, then {quantity(100 * second, '%', 1, signed=True)}"
    return Measurement(
        holds=sign_holds(second - first, claim.direction), found=told, inputs=(series,), start=begin, end=last,
        text=f"{_subject(world, series)}, {_definition(world, series)}: {told} ({day(begin)}, {day(mid)}, {day(last)})",
        formula="growth of the second stretch minus growth of the first", released_at=released(world, (series,), last),
    )


@check()
def growth_compared(claim: Claim, world: World, *, series: str, other: str, start: str, end: str) -> Measurement:
    """Whether the earnings of ``series`` grew more than those of ``other`` (direction down: less)."""
    (a, first, last), (b, _, _) = (_growth(world, claim, name, start, end) for name in (series, other))
    return Measurement(
        holds=sign_holds(a - b, claim.direction), found=quantity(100 * (a - b), "pp", 1, signed=True),
        text=(f"{_definition(world, series)} from {day(first)} to {day(last)}: {_subject(world, series)} "
              f"{quantity(100 * a, '%', 1, signed=True)}, {_subject(world, other)} "
              f"{quantity(100 * b, '%', 1, signed=True)}"),
        formula="growth of the first minus growth of the second", inputs=(series, other), start=first, end=last,
        released_at=released(world, (series, other), last),
    )


# ---------------------------------------------------------------- figures of documents

def _figures(world: World, document: str, subject: str, metric: str) -> dict[str, Decimal]:
    """A document's figures of one quantity by date; EvidenceMissing if it came out after this edition."""
    world.reference.document(document)
    rows = world.reference.find("documented_figures", document=document, subject=subject, metric=metric)
    if not rows:
        raise EvidenceMissing(f"{document} has no {metric.replace('_', ' ')} of {subject}.")
    return {row["as_of"]: Decimal(row["value"]) for row in rows}


def _latest(figures: dict[str, Decimal], when: datetime.date) -> tuple[str, Decimal]:
    known = [name for name in figures if name <= when.isoformat()]
    if not known:
        raise EvidenceMissing(f"No figure up to {day(when)}.")
    return max(known), figures[max(known)]


def _documented_pair(claim: Claim, world: World, document: str, small: str, large: str, metric: str, date: str
                     ) -> tuple[Decimal, Decimal, str]:
    when = world.day(claim, date)
    last, a = _latest(_figures(world, document, small, metric), when)
    return a, _latest(_figures(world, document, large, metric), datetime.date.fromisoformat(last))[1], last


def _documented_text(world: World, document: str, small: str, large: str, metric: str, a: Decimal, b: Decimal,
                     last: str) -> str:
    source = world.reference.document(document)
    return (f"{source.publisher.partition(',')[0]}, {_named(metric)} on {day(datetime.date.fromisoformat(last))}: "
            f"{small} {number(a, 2)}, {large} {number(b, 2)}, a {_word(float(1 - a / b))}")


@check(basis="document")
def documented_discount(claim: Claim, world: World, *, document: str, small: str, large: str, metric: str,
                        date: str = "claim_date") -> Measurement:
    """Discount between two multiples of one document at the last date up to ``date``, in per cent."""
    a, b, last = _documented_pair(claim, world, document, small, large, metric, date)
    return Measurement(
        value=100 * (1 - a / b), formula=DISCOUNT, inputs=(document,), end=datetime.date.fromisoformat(last),
        text=_documented_text(world, document, small, large, metric, a, b, last),
        released_at=world.reference.document(document).released_at,
        rows=((document, last, f"{small} {metric}", f"{a}"), (document, last, f"{large} {metric}", f"{b}")),
    )


@check(basis="document")
def documented_cheaper(claim: Claim, world: World, *, document: str, small: str, large: str, metric: str,
                       date: str = "claim_date") -> Measurement:
    """Whether ``small`` has the smaller of two multiples of one document at the last date up to ``date``."""
    a, b, last = _documented_pair(claim, world, document, small, large, metric, date)
    return Measurement(
        holds=a < b, found=_word(float(1 - a / b)), formula=DISCOUNT, inputs=(document,),
        end=datetime.date.fromisoformat(last),
        text=_documented_text(world, document, small, large, metric, a, b, last),
        released_at=world.reference.document(document).released_at,
        rows=((document, last, f"{small} {metric}", f"{a}"), (document, last, f"{large} {metric}", f"{b}")),
    )


@check(basis="document")
def documented_bounds(claim: Claim, world: World, *, document: str, small: str, large: str, metric: str,
                      date: str = "claim_date") -> Measurement:
    """Two multiples printed as bounds, ``small`` below one figure and ``large`` above another.

    They bound the discount from below: it exceeds 1 − small / large. A claim without a number holds if that bound
    is a discount. A printed number is contradicted if the bound lies above it; else EvidenceMissing, since a bound
    cannot confirm a number.
    """
    a, b, last = _documented_pair(claim, world, document, small, large, metric, date)
    size, interval = 100 * (1 - a / b), interval_of(claim)
    told = f"a discount of more than {quantity(size, '%', 1)}"
    if size <= 0 or (interval is not None and size <= interval.high):
        raise EvidenceMissing(f"{document} prints bounds only ({told}): they do not decide it.")
    source = world.reference.document(document)
    return Measurement(
        holds=interval is None, found=told, formula=f"more than {DISCOUNT}", inputs=(document,),
        text=(f"{source.publisher.partition(',')[0]}, {_named(metric)} on {day(datetime.date.fromisoformat(last))}: "
              f"{small} below {number(a, 0)}, {large} above {number(b, 0)}, {told}"),
        end=datetime.date.fromisoformat(last), released_at=source.released_at,
        rows=((document, last, f"{small} {metric}", f"below {a}"), (document, last, f"{large} {metric}", f"above {b}")),
    )


@check(basis="document")
def documented_discount_range(claim: Claim, world: World, *, small_document: str, small: str, small_metrics: list,
                              large_document: str, large: str, large_metric: str, date: str) -> Measurement:
    """Discount of a multiple printed as a range (``small_metrics``: its two ends) to one of another document.

    Both are of one day. The value is the point of the resulting range nearest to the printed number, in per cent.
    """
    when = world.day(claim, date).isoformat()
    ends = [_figures(world, small_document, small, metric)[when] for metric in small_metrics]
    base = _figures(world, large_document, large, large_metric)[when]
    low, high = sorted(100 * (1 - end / base) for end in ends)
    interval = interval_of(claim)
    sources = [world.reference.document(name) for name in (small_document, large_document)]
    return Measurement(
        value=min(max(low, interval.low), high), formula=f"{DISCOUNT}, at both ends of the range",
        inputs=(small_document, large_document), end=datetime.date.fromisoformat(when),
        text=(f"{small} P/E {number(min(ends), 0)} to {number(max(ends), 0)} ({sources[0].publisher}), {large} "
              f"{_named(large_metric)} {number(base, 1)} ({sources[1].publisher}), both of "
              f"{day(datetime.date.fromisoformat(when))}: a discount of {quantity(low, '%', 1)} to "
              f"{quantity(high, '%', 1)}"),
        released_at=max(source.released_at for source in sources),
        rows=(*((small_document, when, metric, f"{end}") for metric, end in zip(small_metrics, ends, strict=True)),
              (large_document, when, large_metric, f"{base}")),
    )


@check(basis="document")
def documented_in_window(claim: Claim, world: World, *, document: str, subject: str, metric: str, start: str,
                         end: str) -> Measurement:
    """Of a document's figures inside a printed period, the one nearest to the claim's number.

    A claim "as of November" is met by any week of November; the text gives the whole range.
    """
    first, last = world.day(claim, start).isoformat(), world.day(claim, end).isoformat()
    known = _figures(world, document, subject, metric)
    inside = {name: value for name, value in known.items() if first <= name <= last}
    if not inside:
        raise EvidenceMissing(f"{document} has no figure from {first} to {last}.")
    interval = interval_of(claim)
    when = min(inside, key=lambda name: (abs(interval.difference(inside[name])), name))
    source = world.reference.document(document)
    return Measurement(
        value=inside[when], formula="weekly figure of the period nearest to the print", inputs=(document,),
        text=(f"{source.publisher.partition(',')[0]}, weekly: {subject} {_named(metric)} "
              f"{number(inside[when], 2)} on {day(datetime.date.fromisoformat(when))}, from "
              f"{number(min(inside.values()), 2)} to {number(max(inside.values()), 2)} over the period "
              f"({len(inside)} weeks)"),
        end=datetime.date.fromisoformat(when), released_at=source.released_at, n=len(inside),
        rows=((document, when, metric, f"{inside[when]}"),),
    )


@check(basis="document")
def high_among_documented(claim: Claim, world: World, *, printed: str, documents: list, subject: str, metric: str
                          ) -> Measurement:
    """Whether another claim's figure exceeds most documented figures of its own definition."""
    value = printed_magnitude(world.claim(printed).stated)[0]
    known = _known(world, documents, subject, metric)
    below = sum(figure < value for figure in known.values())
    return Measurement(
        holds=below > len(known) / 2, found=f"above {below} of {len(known)}", n=len(known),
        inputs=(*documents, printed),
        text=(f"{number(value, 2)} (claim {printed}) is above {below} of the {len(known)} published figures of the "
              f"{subject} {_named(metric)} with losses left in, "
              f"{number(min(known.values()), 2)} to {number(max(known.values()), 2)} "
              f"from {min(known)} to {max(known)}"),
        formula="share of documented figures below the print",
        released_at=max(world.reference.document(name).released_at for name in documents),
    )


def _known(world: World, documents: Sequence[str], subject: str, metric: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name in documents:
        found |= _figures(world, name, subject, metric)
    return found


# ---------------------------------------------------------------- the article's own figures

@check(basis="internal")
def printed_pair_is_discount(claim: Claim, world: World, *, small: str, large: str) -> Measurement:
    """Whether two multiples that the article itself prints make the first the cheaper one."""
    a, b = (printed_magnitude(world.claim(name).stated)[0] for name in (small, large))
    return Measurement(
        holds=a < b, found=_word(float(1 - a / b)), formula=DISCOUNT, inputs=(small, large),
        text=f"{number(a, 2)} against {number(b, 2)} is a {_word(float(1 - a / b))} (claims {small}, {large})",
    )
