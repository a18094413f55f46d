"""The snapshot on disk: every certificate valid and true, terms present, and key figures against second sources."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache

import jsonschema
import pandas as pd
import pytest
import yaml

from rotation.errors import CheckFailed, InputError
from rotation.market import MARKET, Market
from rotation.paths import DATA, ROOT
from rotation.snapshot import make as maker
from rotation.snapshot import readers
from rotation.snapshot.recipe import Check, Part, Recipe
from rotation.snapshot.store import cell
from rotation.snapshot.table import recipes

SOURCE = ROOT.parent / "shared" / "market"
NAMES = Market().names()
OWNERS_FREE = {  # everything else is somebody's: publish must say derived
    "Board of Governors of the Federal Reserve System",
    "Bureau of Labor Statistics",
    "Bureau of Economic Analysis",
    "Federal Reserve Bank of St. Louis",
    "Federal Reserve Bank of Cleveland",
}
BY_HAND = tuple(
    f"bloomberg/{index}_{what}" for index in ("GSPC", "RUT") for what in ("eps_forward", "pe_forward", "price_to_book")
)


@cache
def market() -> Market:
    return Market()


@cache
def schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json.loads((DATA / "schemas" / "certificate.schema.json").read_text(encoding="utf-8"))
    )


def certificate_text(name: str) -> dict:
    raw = yaml.safe_load((MARKET / f"{name}.meta.yml").read_text(encoding="utf-8"))
    return json.loads(json.dumps(raw, default=str))


@pytest.mark.parametrize("name", NAMES)
def test_series_is_certified_and_proved(name):
    raw = certificate_text(name)
    assert [error.message for error in schema().iter_errors(raw)] == []
    assert raw["sha256"] == hashlib.sha256((MARKET / f"{name}.csv").read_bytes()).hexdigest()
    market().series(name)  # order, figures, sessions, coverage
    assert raw["publish"] == ("free" if raw["producer"] in OWNERS_FREE else "derived")


def test_the_schema_refuses_what_it_should():
    good = certificate_text("yahoo/RUT")
    for field, bad in [
        ("publish", "public"),
        ("basis", "index"),
        ("columns", ["value", "close"]),
        ("checked", []),
        ("sha256", "x"),
        ("release", {}),
        ("source", []),
        ("terms", ""),
        ("unheard_of", 1),
    ]:
        assert not schema().is_valid({**good, field: bad}), field


def test_no_file_without_its_partner_and_no_stray_line_end():
    files = {path.relative_to(MARKET).as_posix() for path in MARKET.rglob("*") if path.is_file()}
    assert files == {f"{name}{tail}" for name in NAMES for tail in (".csv", ".meta.yml")}
    for name in NAMES:
        content = (MARKET / f"{name}.csv").read_bytes()
        assert content.endswith(b"\n"), name
        assert b"\r" not in content, name


def test_the_snapshot_is_what_the_table_says():
    made = {recipe.series for recipe in recipes()}
    assert set(NAMES) - made == set(
        BY_HAND
    )  # certified with scripts/add_data.py from figures that are not in the raw files
    assert made <= set(NAMES)


def test_the_snapshot_stays_small():
    assert sum(path.stat().st_size for path in MARKET.rglob("*") if path.is_file()) < 15_000_000


# ---------------------------------------------------------------- known faults of the raw files stay out


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("yahoo/RUT", "2026-08-21"),
        ("yahoo/GSPC", "2026-08-21"),
        ("yahoo/IXIC", "2026-08-21"),
        ("yahoo/DJI", "2026-08-21"),
        ("yahoo/IWM", "2026-08-21"),
        ("yahoo/IJR", "2026-05-01"),
        ("yahoo/AMD", "2026-05-29"),
        ("yahoo/FMC_adj", "2026-01-06"),
        ("french/SMB5_daily", "2026-06-30"),
        ("shiller/cape", "2026-03-01"),
        ("factset/SP500_eps_next4q", "2025-11-07"),
    ],
)
def test_each_series_ends_where_it_ends(name, last):
    assert market().newest(name).isoformat() == last


@pytest.mark.parametrize("name", ["fred/CPIAUCSL", "fred/CPILFESL", "fred/UNRATE"])
def test_october_2025_is_a_gap_and_the_only_one(name):
    values = market().value(name)
    assert values.index[values.isna()].tolist() == [pd.Timestamp("2025-10-01")]
    assert (
        len(values)
        == 12 * (values.index[-1].year - values.index[0].year) + values.index[-1].month - values.index[0].month + 1
    )


@pytest.mark.parametrize("name", [name for name in NAMES if "dividend" in certificate_text(name)["columns"]])
def test_no_dividend_is_claimed_after_the_last_certified_day(name):
    paid, through = market().dividend(name), market().certificate(name).dividends_through
    assert through is not None
    assert paid.empty or paid.index[-1].date() <= through
    assert (paid > 0).all()


def test_shiller_has_no_zero_for_missing():
    assert all(
        (market().value(f"shiller/{name}") > 0).all() for name in ("price", "dividend", "earnings", "cpi", "cape")
    )


# ---------------------------------------------------------------- key figures against a second source

# Closes of 2025-12-18 as one of the articles prints them in its quote box: a source apart from ours.
QUOTE_BOX = {
    "AMZN": 226.76,
    "AAPL": 272.19,
    "AMD": 201.06,
    "BAC": 54.26,
    "GOOG": 303.75,
    "META": 664.45,
    "MSFT": 483.98,
    "NVDA": 174.14,
    "ORCL": 180.03,
    "TSLA": 483.37,
}


@pytest.mark.parametrize(("ticker", "printed"), QUOTE_BOX.items())
def test_closes_equal_the_printed_quotes(ticker, printed):
    assert round(market().close(f"yahoo/{ticker}")["2025-12-18"], 2) == printed


def test_sp500_closes_equal_the_workbooks_prices():
    # price-earnings ratio times earnings is the workbook's price at the quarter's end; its figures have two decimals
    price = market().value("spdji/SP500_pe_operating_4q") * market().value("spdji/SP500_eps_operating_4q")
    close = market().close("yahoo/GSPC").resample("QE").last()
    apart = (price / close - 1).abs().dropna()
    assert len(apart) == 148
    assert apart.max() < 5e-4


def test_four_quarters_add_up():
    for kind in ("operating", "reported"):
        total = market().value(f"spdji/SP500_eps_{kind}_quarterly").rolling(4).sum() - market().value(
            f"spdji/SP500_eps_{kind}_4q"
        )
        assert total.abs().max() < 0.005
    estimates = market().value("spdji/SP500_eps_operating_estimate_quarterly")["2026"]
    assert estimates.sum() == pytest.approx(
        market().value("spdji/SP500_eps_operating")["2026-12-31"], abs=0.005
    )  # 310.32
    assert market().value("spdji/SP500_eps_forward_4q").iloc[-1] == pytest.approx(estimates.sum(), abs=0.005)


def test_the_monthly_funds_rate_is_the_mean_of_the_daily_one():
    daily, monthly = market().value("fred/DFF"), market().value("fred/FEDFUNDS")
    apart = (daily.resample("MS").mean() - monthly).abs().dropna()
    assert apart.max() < 0.0051  # published to two decimals
    assert len(apart) == 535  # 1982-01 to 2026-07


def test_the_target_range_takes_over_where_the_target_ends():
    assert market().newest("fred/DFEDTAR") == date(2008, 12, 15)
    assert market().series("fred/DFEDTARU").index[0] == pd.Timestamp("2008-12-16")
    assert ((market().value("fred/DFEDTARU") - market().value("fred/DFEDTARL")).round(4) == 0.25).all()


def test_shiller_prices_are_monthly_means_of_the_index():
    apart = (
        (market().close("yahoo/GSPC").resample("MS").mean() / market().value("shiller/price") - 1)
        .abs()
        .dropna()["1950":]
    )
    assert apart.drop(pd.Timestamp("1974-07-01")).max() < 0.0031  # July 1974 is 4.4% off, see the certificate
    assert len(apart) == 916  # 1950-01 to 2026-04


def total_return(name: str) -> pd.Series:
    close = market().close(name)
    return (close + market().dividend(name).reindex(close.index).fillna(0)) / close.shift(1) - 1


def test_the_market_fund_follows_the_market_factor():
    fund = ((1 + total_return("yahoo/VTI")).resample("ME").prod() - 1) * 100
    factor = market().value("french/MKT_RF_monthly") + market().value("french/RF_monthly")
    apart = (fund - factor).loc["2005-02":"2025-11"]
    assert len(apart) == 250
    assert apart.std() < 0.25  # percentage points a month


@pytest.mark.parametrize(
    ("fund", "index", "daily"), [("yahoo/IWM", "yahoo/RUT", 0.0013), ("yahoo/SPY", "yahoo/GSPC", 0.0010)]
)
def test_funds_follow_their_index(fund, index, daily):
    apart = (total_return(fund) - market().close(index).pct_change(fill_method=None)).loc["2010":"2026-05-01"]
    assert apart.std() < daily


@pytest.mark.parametrize("ticker", ["BAC", "CAT", "CVS", "GOOGL", "GS", "IBM", "JPM", "ORCL"])
def test_adjusted_closes_carry_the_same_dividends(ticker):
    apart = total_return(f"yahoo/{ticker}") - market().close(f"yahoo/{ticker}_adj").pct_change(fill_method=None)
    assert apart.abs().max() < 1.2e-3


# ---------------------------------------------------------------- the maker


@pytest.mark.parametrize(
    ("figure", "column", "decimals", "text"),
    [
        (7674.3701171875, "close", 2, "7674.37"),
        (279.2799987792969, "close", 6, "279.28"),
        (45.53125, "close", 6, "45.5312"),
        (0.50125, "close", 6, "0.501250"),
        (float("nan"), "high", 2, ""),
        (0.8420, "dividend", 6, "0.842"),
        (4.0, "value", 2, "4.00"),
        (-17.41, "value", 2, "-17.41"),
    ],
)
def test_cells_are_written_as_published(figure, column, decimals, text):
    assert cell(figure, column, decimals) == text


def test_misread_points_are_outliers_not_steps():
    steps = pd.Series([100, 100, 100, 112, 112, 112, 112.0])  # a revision stays
    slip = pd.Series([100, 100, 161, 100, 100, 100, 100.0])  # a misread digit goes
    assert readers.misread(steps).sum() == 0
    assert readers.misread(slip).tolist() == [False, False, True, False, False, False, False]


def tiny(check: Check | None = None, **fields) -> Recipe:
    return Recipe(
        series="x/TINY",
        title="t",
        producer="p",
        carrier="c",
        basis="close",
        unit="USD",
        frequency="daily",
        columns=("close",),
        decimals=2,
        release={"lag_days": 0},
        revised="never",
        publish="derived",
        terms="t",
        parts=(Part("a/TINY__one.csv", readers.prices("date", close="close")),),
        checks=(check,) if check else (),
        **fields,
    )


def raw_folder(tmp_path, one: str, two: str):
    (tmp_path / "a").mkdir()
    for name, rows in (("one", one), ("two", two)):
        (tmp_path / "a" / f"TINY__{name}.csv").write_text("date,close\n" + rows, encoding="utf-8")
    line = "| a/TINY__{0}.csv | someone/{0} | {0}.csv | abc |\n"
    (tmp_path / "INVENTORY.md").write_text(line.format("one") + line.format("two"), encoding="utf-8")
    return tmp_path


SECOND = Check(Part("a/TINY__two.csv", readers.prices("date", close="close")), limit=1e-3)


def test_a_second_source_that_agrees_is_certified(tmp_path):
    source = raw_folder(tmp_path, "2025-12-11,100\n2025-12-12,101\n", "2025-12-12,101.05\n")  # 0.05 off 101: 5e-4
    maker.make(source, tmp_path / "out", [tiny(SECOND)])
    written = yaml.safe_load((tmp_path / "out/x/TINY.meta.yml").read_text(encoding="utf-8"))
    assert "on 1 dates" in written["checked"][0]
    assert "4.9e-04" in written["checked"][0]
    assert written["source"][0]["repository"] == "someone/one"


def test_a_second_source_that_contradicts_stops_the_maker(tmp_path):
    source = raw_folder(tmp_path, "2025-12-11,100\n2025-12-12,101\n", "2025-12-12,102\n")  # 1 off 102: 1e-2
    with pytest.raises(CheckFailed, match="2025-12-12"):
        maker.make(source, tmp_path / "out", [tiny(SECOND)])
    assert not (tmp_path / "out").exists()


def test_the_maker_needs_its_source(tmp_path):
    with pytest.raises(InputError, match="INVENTORY"):
        maker.make(tmp_path, tmp_path / "out", [])


@pytest.mark.skipif(
    not SOURCE.is_dir(),
    reason=f"RAW MARKET FILES ABSENT: {SOURCE} is not there, so the snapshot was NOT rebuilt from its sources",
)
def test_the_committed_snapshot_is_what_the_maker_makes(tmp_path):
    maker.make(SOURCE, tmp_path, recipes())
    for name in sorted(set(NAMES) - set(BY_HAND)):
        for tail in (".csv", ".meta.yml"):
            assert (tmp_path / f"{name}{tail}").read_bytes() == (MARKET / f"{name}{tail}").read_bytes(), f"{name}{tail}"
