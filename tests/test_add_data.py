"""Adding rows: what is refused, what is shown, what is written."""

from __future__ import annotations

import hashlib
import importlib.util
from datetime import date
from pathlib import Path

import pytest
import yaml

from rotation.add_data import apply, describe, dividends_through, plan, same
from rotation.errors import InputError
from rotation.market import Market
from rotation.paths import ROOT

ROWS = ["2025-12-11,2590.61,2593.89", "2025-12-12,2551.46,2595.98"]
CERTIFICATE = {
    "series": "yahoo/TINY",
    "title": "Tiny",
    "producer": "nobody",
    "carrier": "a test",
    "basis": "price_index",
    "unit": "points",
    "frequency": "daily",
    "columns": ["close", "high"],
    "decimals": 2,
    "coverage": {"start": date(2025, 12, 11), "end": date(2025, 12, 12), "rows": 2},
    "release": {"lag_days": 0},
    "revised": "never",
    "dividends_through": None,
    "publish": "derived",
    "terms": "none",
    "source": [],
    "retrieved_at": date(2026, 1, 1),
    "checked": ["by hand"],
    "notes": ["kept"],
}


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "store" / "yahoo" / "TINY.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(["date,close,high", *ROWS, ""]), encoding="utf-8")
    certificate = {**CERTIFICATE, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    path.with_suffix(".meta.yml").write_text(yaml.safe_dump(certificate), encoding="utf-8")
    return path.parents[1]


def given(folder: Path, *rows: str, header="date,close,high", name="new.csv") -> Path:
    path = folder.parent / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def planned(folder: Path, *rows: str, header="date,close,high", **options):
    return plan([given(folder, *rows, header=header)], "yahoo/TINY", folder, **options)


def test_new_rows_are_merged_and_certified_anew(folder):
    change = planned(folder, "2025-12-15,2530.674,2566.50", "2025-12-16,2519.30,")
    apply(change, folder)
    assert (folder / "yahoo" / "TINY.csv").read_text(encoding="utf-8").splitlines() == [
        "date,close,high",
        *ROWS,
        "2025-12-15,2530.67,2566.50",
        "2025-12-16,2519.30,",
    ]
    certificate = Market(folder).certificate("yahoo/TINY")
    assert (certificate.start, certificate.end, certificate.rows) == (date(2025, 12, 11), date(2025, 12, 16), 4)
    assert certificate.extra["notes"] == ["kept", "Rows of 2025-12-15 to 2025-12-16 (2) were added from new.csv."]
    assert not list(folder.rglob("*.new"))


def test_release_exceptions_are_kept(folder):
    meta = folder / "yahoo" / "TINY.meta.yml"
    late = [{"date": date(2025, 12, 12), "released_at": date(2025, 12, 20), "document": "a-notice"}]
    raw = yaml.safe_load(meta.read_text(encoding="utf-8")) | {"release": {"lag_days": 0, "exceptions": late}}
    meta.write_text(yaml.safe_dump(raw), encoding="utf-8")
    apply(planned(folder, "2025-12-15,2530.67,2566.50"), folder)
    assert yaml.safe_load(meta.read_text(encoding="utf-8"))["release"] == {"lag_days": 0, "exceptions": late}
    assert Market(folder).released("yahoo/TINY", date(2025, 12, 12)) == date(2025, 12, 20)


def test_the_same_rows_again_change_nothing(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    change = planned(folder, "2025-12-12,2551.4600,2595.98", "2025-12-11,2590.61,2593.89")  # other order, more digits
    assert change.empty
    assert change.unchanged == 2
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_silent_cell_keeps_what_is_certified(folder):
    change = planned(folder, "2025-12-12,2551.46", "2025-12-15,2530.67", header="date,close")
    assert change.rows[date(2025, 12, 12)] == ROWS[1]
    assert change.rows[date(2025, 12, 15)] == "2025-12-15,2530.67,"


# rows -> where, and what the refusal says
REFUSED = [
    ("contradiction", ["2025-12-12,2551.48,2595.98"], "yahoo/TINY, 2025-12-12", "close 2551.48"),
    ("a session is skipped", ["2025-12-16,2519.30,"], "yahoo/TINY", "no row for 2025-12-15"),
    ("a Sunday", ["2025-12-14,2551.46,", "2025-12-15,2530.67,"], "yahoo/TINY", "a row on 2025-12-14"),
    ("twice", ["2025-12-15,2530.67,", "2025-12-15,2530.67,"], "new.csv:3", "2025-12-15 for the second time"),
    ("zero", ["2025-12-15,0,"], "yahoo/TINY:4", "close 0"),
    ("no close", ["2025-12-15,,2566.50"], "yahoo/TINY:4", "no close"),
    ("bad date", ["15 Dec 2025,2530.67,"], "new.csv:2", "15 Dec 2025"),
    ("a word", ["2025-12-15,halt,"], "new.csv:2", "halt"),
]


@pytest.mark.parametrize(("rows", "record", "found"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_bad_rows_are_refused(folder, rows, record, found):
    with pytest.raises(InputError) as refusal:
        planned(folder, *rows)
    assert refusal.value.record.endswith(record)
    assert found in refusal.value.found


@pytest.mark.parametrize("header", ["day,close", "date,price", "date,high", "date,close,close", "date,close,volume"])
def test_unknown_headers_are_refused(folder, header):
    with pytest.raises(InputError) as refusal:
        planned(folder, "2025-12-15" + ",1" * header.count(","), header=header)
    assert refusal.value.found == header


def test_replace_takes_the_new_figure_and_shows_both(folder):
    change = planned(folder, "2025-12-12,2551.48,", replace=True)
    assert change.changed == ((date(2025, 12, 12), ROWS[1], "2025-12-12,2551.48,2595.98"),)
    assert f"  ~ {ROWS[1]}  ->  2025-12-12,2551.48,2595.98" in describe(change)


def test_a_file_that_moved_is_refused(folder):
    path = folder / "yahoo" / "TINY.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2551.46", "2551.47"), encoding="utf-8")
    with pytest.raises(InputError, match="sha256"):
        planned(folder, "2025-12-15,2530.67,")


def test_a_jump_is_remarked(folder):
    change = planned(folder, "2025-12-15,1275.73,")  # 1275.73 / 2551.46 - 1 = -50.0%
    assert change.remarks == ("2025-12-15: close moved -50.0% in a day; is it a split?",)


def test_an_unknown_series_needs_a_certificate(folder):
    with pytest.raises(InputError, match="did you mean 'yahoo/TINY'"):
        plan([given(folder, "2025-12-15,1,")], "yahoo/TINI", folder)


def test_a_new_series_comes_with_its_certificate(folder):
    template = folder.parent / "template.yml"
    fields = {key: value for key, value in CERTIFICATE.items() if key not in ("coverage", "series")}
    template.write_text(yaml.safe_dump(fields), encoding="utf-8")
    change = plan([given(folder, "2025-12-15,10.00,", "2025-12-16,10.50,")], "yahoo/NEW", folder, template=template)
    apply(change, folder)
    assert Market(folder).close("yahoo/NEW").tolist() == [10.0, 10.5]


def test_rows_of_a_file_released_as_a_whole_need_a_new_certificate(folder):
    path = folder / "yahoo" / "TINY.meta.yml"
    path.write_text(
        yaml.safe_dump(
            {**yaml.safe_load(path.read_text(encoding="utf-8")), "release": {"released_at": date(2026, 1, 16)}}
        ),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="2026-01-16"):
        planned(folder, "2025-12-15,2530.67,")


@pytest.mark.parametrize(
    ("old", "new", "agree"),
    [
        ("2551.46", "2551.4600", True),
        ("2551.46", "2551.4649", True),
        ("2551.46", "2551.47", False),
        ("2551.46", "2551.5", True),
        ("4.19", "4.2", True),
        ("4.19", "4.3", False),
        ("0.501250", "0.5013", True),
    ],
)
def test_rounding_is_no_contradiction(old, new, agree):
    assert same(old, new) is agree


# known through, days that tell of dividends -> known through
@pytest.mark.parametrize(
    ("told", "through"),
    [
        (["2026-05-04", "2026-05-05"], "2026-05-05"),
        (["2026-05-05", "2026-05-06"], "2026-05-01"),  # 4 May is silent: nothing after it is certain
        ([], "2026-05-01"),
    ],
)
def test_dividends_are_certified_over_unbroken_sessions(tmp_path, told, through):
    certificate = Market().certificate("yahoo/IJR")
    assert certificate.dividends_through == date(2026, 5, 1)
    new = {date.fromisoformat(day): {"close": "1", "dividend": ""} for day in told}
    assert dividends_through(certificate, new) == date.fromisoformat(through)


# ---------------------------------------------------------------- the script


def script():
    specification = importlib.util.spec_from_file_location("add_data_script", ROOT / "scripts" / "add_data.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.main


def test_the_script_writes_and_leaves_with_0(folder, capsys):
    path = given(folder, "2025-12-15,2530.67,2566.50")
    assert script()([str(path), "--series", "yahoo/TINY", "--data", str(folder), "--yes"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "yahoo/TINY: 1 added, 0 changed, 2 unchanged"
    assert out[1] == "  + 2025-12-15,2530.67,2566.50"
    assert Market(folder).newest("yahoo/TINY") == date(2025, 12, 15)


def test_the_script_says_one_line_and_leaves_with_2(folder, capsys):
    path = given(folder, "2025-12-12,2551.48,")
    assert script()([str(path), "--series", "yahoo/TINY", "--data", str(folder), "--yes"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "--replace" in err
