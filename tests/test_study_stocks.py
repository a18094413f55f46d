"""The study of named stocks: roles, outcomes that are never dropped, weights, baskets, one company."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rotation.chapter import Chapter
from rotation.charts import stocks as draw
from rotation.errors import InputError
from rotation.paths import DATA
from rotation.studies import stocks as study


@pytest.fixture(scope="module")
def book():
    return Chapter("named_stocks", "newest", DATA, [])


@pytest.fixture(scope="module")
def early():
    return Chapter("named_stocks", "2026-01-09", DATA, [])


@pytest.fixture(scope="module")
def found(book):
    return study.outcomes(book, study.roles(book))


def outcome(found, ticker, horizon, article=None):
    return next(o for o in found
                if (o.role.ticker, o.horizon) == (ticker, horizon) and article in (None, o.role.article))


@pytest.mark.parametrize(("ticker", "article", "side"), [
    ("OII", "000", "winner"), ("AAPL", "003", "loser"), ("FMC", "003", "winner"), ("ORCL", "003", "loser"),
    ("ORCL", "004", "loser"), ("VKTX", "004", "winner"), ("ZION", "004", "loser"),
])
def test_parts_follow_the_articles_own_statements(book, ticker, article, side):
    assert {(r.ticker, r.article): r.side for r in study.roles(book)}[ticker, article] == side


def test_a_company_without_praise_or_blame_has_no_part(book):
    assert {"INTC", "AMD", "GOOG"} & {r.ticker for r in study.roles(book)} == set()


# ---------------------------------------------------------------- outcomes

def test_nothing_is_dropped(book, found):
    assert len(found) == 3 * len(study.roles(book))
    assert all(o.known != bool(o.reason) for o in found)


@pytest.mark.parametrize(("ticker", "horizon", "reason"), [
    ("CHGG", 21, "no closes in the data"), ("DENN", 63, "no closes in the data"),
    ("FMC", 21, "closes end 6 January 2026"),
    ("OII", 126, "closes end 22 April 2026"),
    ("CAT", 126, "fund dividends uncertified"),
])
def test_why_there_is_no_number(found, ticker, horizon, reason):
    assert outcome(found, ticker, horizon).reason == reason


def test_the_clock_starts_at_the_first_close_after_publication(found):
    """Article 000 appeared on Sunday 14 December 2025; its shares start on Monday's close."""
    assert outcome(found, "OII", 21).base == date(2025, 12, 15)
    assert outcome(found, "OII", 21).end == date(2026, 1, 15)


def test_an_excess_a_second_way(book, found):
    """Apple minus Russell 2000 over 126 days, by hand: two ratios of closes, both without dividends."""
    o = outcome(found, "AAPL", 126)
    apple, index = book.market.close("yahoo/AAPL"), book.market.close("yahoo/RUT")
    by_hand = apple["2026-06-16"] / apple["2025-12-12"] - index["2026-06-16"] / index["2025-12-12"]
    assert (o.basis, o.base, o.end) == (study.PRICE, date(2025, 12, 12), date(2026, 6, 16))
    assert o.market_excess == pytest.approx(by_hand)


def test_bases_are_never_mixed(found):
    assert {o.basis for o in found if o.known} == {study.TOTAL, study.PRICE}
    assert {o.horizon for o in found if o.basis == study.PRICE} == {126}


def test_the_sector_is_the_gics_one(found):
    """Oceaneering against energy, not against industrials as printed: nearly all of its lead is the sector's."""
    o = outcome(found, "OII", 63)
    assert o.role.sector == "Energy"
    assert o.market_excess > 0.3 > abs(10 * o.sector_excess)


def test_an_early_edition_waits(early):
    waiting = study.outcomes(early, study.roles(early))
    assert {o.reason for o in waiting} == {"pending"}
    assert study.told(study.side_mean(waiting, "winner", 63), "").text == study.NOT_YET


def test_the_side_mean_is_the_mean_of_its_parts(found):
    values = [o.market_excess for o in found if o.known and o.role.side == "winner" and o.horizon == 63]
    estimate = study.side_mean(found, "winner", 63)
    assert (estimate.n, estimate.n_effective) == (19, 3)      # 21 named, two without a price; three dates
    assert estimate.value == pytest.approx(sum(values) / 19)
    gap = study.side_gap(found, 63)
    assert gap.value == pytest.approx(estimate.value - study.side_mean(found, "loser", 63).value)
    assert gap.low < gap.value < gap.high


# ---------------------------------------------------------------- weight, models, baskets, box

def test_weights_carry_back_by_prices(book):
    """SoundHound, 0.1731% on 11 November: w0 = w (1 + index) / (1 + share); it added w0 times its return."""
    weight = next(w for w in study.index_weights(book, date(2025, 12, 17)) if w.ticker == "SOUN")
    own, fund = study.total_path(book.market, "SOUN"), study.total_path(book.market, "IWM")
    share, index = (p["2025-11-11"] / p["2024-12-31"] - 1 for p in (own, fund))
    assert weight.weight == pytest.approx(0.001731)
    assert weight.before == pytest.approx(0.001731 * (1 + index) / (1 + share) * share)
    assert weight.after == pytest.approx(0.001731 * (own["2025-12-17"] / own["2025-11-11"] - 1))


def test_models_end_before_the_event(book):
    models = study.event_models(book, {"ZION": "2025-10-16", "ORCL": "2025-12-11"})
    assert [m.model.estimation_end.date() for m in models] == [date(2025, 12, 10), date(2025, 10, 15)]
    assert all(m.model.high < 0 for m in models)
    assert {m.ticker: m.fund for m in models} == {"ORCL": "yahoo/SPY", "ZION": "yahoo/IWM"}


def test_baskets_say_who_could_not_take_part(book):
    tests = {t.article: t for t in study.basket_tests(book, study.roles(book), 63, 200, 1)}
    assert tests["000"].left_out == ("OII",)                # no other energy share has prices
    assert tests["003"].left_out == ("DENN", "FMC")         # no prices that far
    assert set(tests["003"].members) & set(tests["003"].left_out) == set()


def test_the_box_fits_one_day(book):
    prices, when, matched = study.quote_box(book)
    assert (len(prices), when, matched) == (10, date(2025, 12, 18), 10)
    assert all(p.alone == date(2025, 12, 18) for p in prices)


# ---------------------------------------------------------------- one company

@pytest.mark.parametrize(("ticker", "hint"), [("OIL", "'OII'"), ("oii", "'OII'"), ("APPL", "'AAPL'")])
def test_an_unknown_ticker_is_refused_with_a_suggestion(book, ticker, hint):
    with pytest.raises(InputError, match=hint):
        study.roles_of(book, ticker)


def test_a_ticker_is_a_word_of_its_own(book):
    assert all("FMC" in e.claim.subject.split() for e in study.entries_of(book, "FMC"))  # never FOMC
    assert "003/116" in {e.claim.id for e in study.entries_of(book, "GS")}               # "GS, JPM and BAC"


def test_sectors_of_later_lists_are_unknown_before(early, book):
    """Viking's sector stands only in a list of April 2026, Oceaneering's in one of November 2025."""
    assert [study.company(b, "VKTX")["gics_sector"] for b in (early, book)] == ["", "Health Care"]
    assert study.company(early, "OII")["gics_sector"] == "Energy"


def test_pictures_draw_without_closes(book):
    assert study.price_paths(book, "CHGG", "2024-12-31") == {}
    assert draw.company_paths({}, {}).axes
    assert draw.small_multiples({"CHGG": pd.Series(dtype=float, index=pd.DatetimeIndex([]))}, {}).axes
    assert draw.excess_dots({"none": pd.DataFrame(columns=["label", "excess", "noise"])}, "an index").axes


# ---------------------------------------------------------------- telling

def test_an_early_edition_speaks_in_sentences(early):
    """No window is over: nothing is told with holes in it."""
    cast = study.roles(early)
    told = study.told_outcomes(study.outcomes(early, cast), 63)
    assert told["sides_headline"].text == "Too early to say: the first window closes on 17 March 2026."
    assert told["sides_detail"].text.startswith("No comparison over 63 trading days can be made yet")
    for key in ("sector_told", "family_told", "sides_told", "noise_told", "oii_told", "basket_told"):
        assert "None" not in told[key].text, key
        assert told[key].text.endswith((".", "edition.")), key


def test_labels_that_appear_later_are_said_to():
    nothing, one = study.LabelCount(0, 0, 0, 9), study.LabelCount(8, 1, 1, 0)
    assert "none is checked here" in study._labels_told(nothing, [])
    assert "1 is wrong and 1 holds on one reading only" in study._labels_told(one, ["IBM"])


def test_the_newest_edition_leads_with_what_happened(book, found):
    assert study.told_outcomes(found, 63)["sides_headline"].text == "The winners did not win; the losers lost."


PAGES = [
    # ticker, what its page says of the weeks after publication
    ("CHGG", "cannot be told: the data hold no closes of it."),
    ("DENN", "cannot be told: the data hold no closes of it."),
    ("FMC", "cannot be told: its closes end 6 January 2026."),
    ("INTC", "No article casts it as a winner or a loser"),
    ("OII", "against its sector's fund. Daily noise"),
]


@pytest.mark.parametrize(("ticker", "said"), PAGES)
def test_a_page_says_in_a_sentence_what_it_cannot_measure(book, ticker, said):
    found = study.outcomes(book, study.roles_of(book, ticker), (63,))
    assert said in study.told_company(found, 63)["outcome_told"].text
    assert all(q.formula for q in study.told_profile(study.profile(book, ticker)).values())
