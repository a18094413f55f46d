"""The sentences of the valuation chapter that depend on the data or on what an edition may see.

A sentence is recorded whole where its evidence can be missing, so that it reads as one in every edition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import EvidenceMissing
from ..report import Quantity, words
from ..wording import day, interval, quantity
from . import valuation as study
from .valuation import LARGE, SMALL, UNRELEASED, Prediction

if TYPE_CHECKING:
    from ..chapter import Chapter

LSEG, FTSE = "lseg-2023-12-russell-2000-review", "ftse-russell-2023-09-30-us2000"
YEAR, REGIME = "2025", "2010 to 2025"
SPLITS = {YEAR: ("2024-12-31", "2025-12-31"), REGIME: ("2010-03-31", "2025-12-31")}
PE, PB = ("bloomberg/RUT_pe_forward", "bloomberg/GSPC_pe_forward"), ("bloomberg/RUT_price_to_book",
                                                                    "bloomberg/GSPC_price_to_book")
WORKBOOK = ("spdji/SP600_pe_operating", "spdji/SP500_pe_operating")


def sentence(make: Callable[[], Quantity], otherwise: str) -> Quantity:
    """A recorded sentence, or ``otherwise`` where its evidence is not public at this edition."""
    try:
        return make()
    except EvidenceMissing:
        return words(otherwise, formula="release date of the evidence against the edition's date")


def sentences(book: Chapter, ratios: pd.DataFrame, found: Sequence[Prediction]) -> dict[str, Quantity]:
    """Every recorded sentence, by the name under which the prose calls it."""
    return {**_placed(book), **_record(book, ratios, found), **_growth(book), **_level(book)}


# ---------------------------------------------------------------- where the multiples stand now

def _placed(book: Chapter) -> dict[str, Quantity]:
    absent = f"cannot be placed: the figures are {UNRELEASED}"
    pairs = {
        "earners": (FTSE, "pe_trailing_ex_negative", "Russell 3000", "pe_trailing_ex_negative"),
        "all_sectors": (LSEG, "pe_forward", "Russell 1000", "pe_forward"),
        "no_health_care": (LSEG, "pe_forward_ex_health_care", "Russell 1000", "pe_forward"),
    }
    return {
        "forward_told": sentence(lambda: _stands(book, "pe_forward"), absent),
        "book_told": sentence(lambda: _stands(book, "price_to_book"), absent),
        "screened_told": sentence(lambda: _screened(book), absent),
        **{name: sentence(lambda pair=pair: _pair(book, *pair), absent) for name, pair in pairs.items()},
        "losers_now": _losers(book),
    }


def _stands(book: Chapter, metric: str) -> Quantity:
    pair = study.pair_told(book, metric)
    return words(f"stands at {pair.text.replace(' (', f' to the {LARGE} (')}", formula=pair.formula, inputs=pair.inputs)


def _screened(book: Chapter) -> Quantity:
    reported, expected = (study.year_pair_told(book, year) for year in (2025, 2026))
    text = (f"stands at {reported.text} on the operating earnings of 2025, and at {expected.text} on those expected "
            "for 2026")
    return words(text, formula=reported.formula, inputs=reported.inputs)


def _pair(book: Chapter, document: str, metric: str, large: str, large_metric: str) -> Quantity:
    pair = study.document_pair_told(book, document, (SMALL, metric), (large, large_metric))
    return words(f"stood at {pair.text}", formula=pair.formula, inputs=pair.inputs)


def _losers(book: Chapter) -> Quantity:
    rows = [row for row in book.reference.rows("documented_figures")
            if row["metric"] == "share_unprofitable" and row["subject"] == SMALL]
    last = max(rows, key=lambda row: (row["as_of"], row["document"]))
    return Quantity(float(last["value"]), "%", 0, formula="the last published share of companies with losses",
                    inputs=(last["document"],))


# ---------------------------------------------------------------- the record of the ratios

def _record(book: Chapter, ratios: pd.DataFrame, found: Sequence[Prediction]) -> dict[str, Quantity]:
    absent = f"The quarterly record of both multiples is {UNRELEASED}"
    return {
        "unusual": sentence(lambda: _unusual(ratios), absent),
        "parity": sentence(lambda: _parity(ratios), absent),
        "drift": sentence(lambda: _drift(ratios), absent),
        "extreme": sentence(lambda: _extreme(ratios["pb"]), absent),
        "jump_2020": sentence(lambda: _jump(book), f"the record that would show it is {UNRELEASED}"),
        "predicts": sentence(lambda: _predicts(found), f"That cannot be tested yet: the record is {UNRELEASED}"),
    }


def _unusual(ratios: pd.DataFrame) -> Quantity:
    pe, pb = (study.standing(ratios[name], 4) for name in ("pe", "pb"))
    text = (f"At the end of {pe.on.year} the forward multiple of the {SMALL} was {pe.last:.2f} times that of the "
            f"{LARGE}, place {pe.rank} from below among {pe.n} quarter-ends (mean {pe.mean:.2f}). Its price to book "
            f"was {pb.last:.2f} times that of the {LARGE}, place {pb.rank} from below (mean {pb.mean:.2f}). Earnings "
            f"overlap by a year, so these quarters hold only {pe.n_effective} independent observations: enough for a "
            "rank, not for a percentile")
    return words(text, n=pe.n, formula="last ratio against its own record; quarters // 4", inputs=(*PE, *PB))


def _parity(ratios: pd.DataFrame) -> Quantity:
    n, pe, pb = len(ratios), int((ratios["pe"] < 1).sum()), int((ratios["pb"] < 1).sum())
    if not n:
        raise EvidenceMissing("the multiples were not public")
    text = (f"On forward earnings the {SMALL} was the cheaper index at {pe or 'none'} of {n} quarter-ends, on book "
            f"value at {'all' if pb == n else pb} of them")
    return words(text, n=n, formula="quarter-ends with a ratio below one", inputs=(*PE, *PB))


def _drift(ratios: pd.DataFrame) -> Quantity:
    if ratios.empty:
        raise EvidenceMissing("the multiples were not public")
    start, end = ratios.loc[:"2019-12-31"].iloc[-1], ratios.loc[:"2025-12-31"].iloc[-1]
    told = [f"from {start[name]:.2f} to {end[name]:.2f}" for name in ("pe", "pb")]
    cheaper = bool((end < start).all())
    verdict = "small caps became cheaper against large caps on both, and that is the kernel of truth in the headlines"
    text = (f"From the end of 2019 to the end of 2025 the ratio went {told[0]} on forward earnings and {told[1]} on "
            f"book value: {verdict if cheaper else 'the two do not agree on a direction'}")
    return words(text, formula="ratios at the last quarter-ends of 2019 and 2025", inputs=(*PE, *PB))


def _extreme(ratio: pd.Series) -> Quantity:
    s = study.standing(ratio, 4)
    text = (f"On price to book the low of this record is {s.low:.3f}, on {day(s.low_on)}, against {s.last:.3f} on "
            f"{day(s.on)}")
    return words(text, n=s.n, inputs=PB, formula="lowest and last ratio of the record")


def _jump(book: Chapter) -> Quantity:
    before, after = (study.last_known(study.value_of(book, PE[0]), when)[0] for when in ("2020-03-31", "2020-06-30"))
    text = (f"in the second quarter of 2020 the forward multiple of the {SMALL} went from {before:.1f} to "
            f"{after:.1f}, as multiples do when losses eat the denominator")
    return words(text, inputs=PE[:1], formula="values at 2020-03-31 and 2020-06-30")


def _predicts(found: Sequence[Prediction]) -> Quantity:
    adjusted = study.corrected(found)
    if not adjusted:
        raise EvidenceMissing("the multiples were not public")
    verdict = study.prediction_verdict(found)
    longest = max(f.horizon for f in found)
    windows = min(f.n_effective for f in found if f.horizon == longest)
    hits = any(p < 0.05 for p in adjusted.values())
    text = (f"{'Sometimes' if hits else 'Not measurably'}: over one and two quarters {verdict.text}. A year and more "
            f"cannot be tested, since the record holds only {windows} independent windows of {longest} quarters")
    return words(text, n=len(adjusted), inputs=(*PE, *PB),
                 formula="Holm-adjusted p below 0.05; quarter-ends // horizon")


# ---------------------------------------------------------------- earnings and growth

def _growth(book: Chapter) -> dict[str, Quantity]:
    split = study.decomposition(book, SPLITS)
    return {
        "needed_told": sentence(lambda: _needed(book), f"The multiples that would tell are {UNRELEASED}"),
        "expected_told": sentence(lambda: _expected(book), f"How expected earnings moved over 2025 is {UNRELEASED}"),
        "recovery": sentence(lambda: _recovery(book), f"The record of expected earnings is {UNRELEASED}"),
        "owner_600": sentence(lambda: _owner(book), "The index owner's estimates for the S&P SmallCap 600 are "
                                                    + UNRELEASED),
        "split_told": sentence(lambda: _split(split, YEAR),
                               f"For 2025 the split needs multiples that are {UNRELEASED}"),
        "regime": sentence(lambda: _regime(split), f"the record itself is {UNRELEASED}"),
    }


def _needed(book: Chapter) -> Quantity:
    found = study.growth_needed(book)
    text = (f"Earnings of the {SMALL} would have to grow {found.text.lstrip('+')} more than those of the {LARGE} to "
            "bring the two forward multiples level at unchanged prices" if found.value > 0 else
            f"None on this definition: the forward multiple of the {SMALL} is already the lower one")
    return words(text, formula=found.formula, inputs=found.inputs)


def _expected(book: Chapter) -> Quantity:
    names = ("bloomberg/RUT_eps_forward", "bloomberg/GSPC_eps_forward")
    small, large = (study.growth_of(book, name, "2024-12-31", "2025-12-31") for name in names)
    text = (f"Over 2025 the earnings expected for the year ahead changed by {small.text} for the {SMALL} and by "
            f"{large.text} for the {LARGE}")
    return words(text, formula=small.formula, inputs=names)


def _recovery(book: Chapter) -> Quantity:
    found = study.growth_of(book, "bloomberg/RUT_eps_forward", "2020-06-30", "2021-06-30")
    text = (f"In the year from June 2020 expected earnings of the {SMALL} rose by {found.text.lstrip('+')}: a recovery "
            "from a collapse, told in per cent")
    return words(text, formula=found.formula, inputs=found.inputs)


def _owner(book: Chapter) -> Quantity:
    found = study.growth_of(book, "spdji/SP600_eps_operating", "2025-12-31", "2026-12-31")
    text = (f"The nearest figure found is the index owner's estimate for the S&P SmallCap 600 in 2026, {found.text} in "
            "January 2026. If an earlier vintage of it is the source, the number moved to another index and another "
            "year on the way")
    return words(text, formula=found.formula, inputs=found.inputs)


def _split(split: pd.DataFrame, window: str) -> Quantity:
    told = study.decomposition_told(split, window)
    return words(f"Over {window} the {SMALL} made {_against(told)}; {study.split_reading(split, window).text}",
                 formula=told.formula, inputs=PE)


def _regime(split: pd.DataFrame) -> Quantity:
    told = study.decomposition_told(split, REGIME)
    return words(f"over all of it the {SMALL} made {_against(told)}", formula=told.formula, inputs=PE)


def _against(told: Quantity) -> str:
    """``−2.8 log points against the S&P 500: …``."""
    return told.text.replace(" log points", f" log points against the {LARGE}", 1)


# ---------------------------------------------------------------- levels

def _level(book: Chapter) -> dict[str, Quantity]:
    absent = f"The workbook with both indices is {UNRELEASED}"
    return {"gap_told": sentence(lambda: _gap(study.yearly_spread(book)), absent),
            "trailing_told": sentence(lambda: _trailing(study.trailing_history(book)),
                                      f"The owner's record of trailing operating earnings is {UNRELEASED}")}


def _gap(spread: pd.DataFrame) -> Quantity:
    found, known = study.gap_interval(spread), spread[~spread["estimate"].astype(bool)]["gap"]
    word = "less" if found.value < 0 else "more"
    behind = known[known < 0].index
    turn = f", and more in every year since {behind[-1] + 1}" if len(behind) and behind[-1] < known.index[-1] else ""
    text = (f"On average over {found.n} years of reported earnings the S&P SmallCap 600 yielded "
            f"{quantity(abs(found.value), 'pp', 1)} {word} than the {LARGE} (95% interval of the gap "
            f"{interval(found.low, found.high, 'pp')}){turn}. Neighbouring years resemble each other, so even that "
            "interval is too narrow")
    return words(text, n=found.n, inputs=WORKBOOK, formula="mean of the yearly gaps in earnings yield, t interval")


def _trailing(history: pd.DataFrame) -> Quantity:
    found = study.trailing_told(history)
    return words(f"On trailing operating earnings the {LARGE} stands at {found.text}", n=found.n, formula=found.formula,
                 inputs=found.inputs)


def columns_of_growth(rows: Sequence[dict[str, object]]) -> dict[str, str]:
    """Headings of the table of growth; the caution only where a row has one."""
    shown = {"what": "Earnings", "window": "Window", "percent": "Growth", "units": "In index units"}
    return shown | ({"note": "Caution"} if any(row["note"] for row in rows) else {})
