"""Cross-checks of files: the same bytes for any number of workers and any order, one line for what cannot be read."""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from runpy import run_path

import pytest

from rotation.command import main_with
from rotation.crosscheck import contradictions_in_files, csv_of, workers
from rotation.crosscheck.jsonl import dealt, lines, read_mentions, share_out
from rotation.errors import CheckFailed, InputError
from rotation.paths import ROOT

sys.path.append(str(ROOT / "scripts"))          # where the campaign has its other modules
PLANT = run_path(str(ROOT / "scripts" / "plant_contradictions.py"))


@pytest.fixture(autouse=True)
def _small_files_are_shared_too(monkeypatch):
    monkeypatch.setattr(workers, "LEAST_BYTES", 1)


@pytest.fixture(scope="module")
def records():
    return PLANT["corpus"](7, 30, 60)[0]


def write(path: Path, records) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def found(paths, number=1):
    return csv_of(contradictions_in_files(paths, {}, number).rows)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_any_number_of_workers(tmp_path, records, number):
    path = write(tmp_path / "all.jsonl", records)
    expected = found([path])
    assert expected.count("\n") > 60
    assert found([path], number) == expected
    assert contradictions_in_files([path], {}, number).mentions == len(records)


def test_any_order_of_files_and_lines(tmp_path, records):
    expected = found([write(tmp_path / "all.jsonl", records)])
    shuffled = list(records)
    random.Random(3).shuffle(shuffled)
    parts = [write(tmp_path / f"{n}.jsonl", shuffled[n::3]) for n in range(3)]
    assert found(parts, 2) == expected
    assert found(parts[::-1]) == expected


def test_workers_that_cannot_be_forked(tmp_path, records, monkeypatch):
    """Started afresh they share neither memory nor the seed of hashes with each other."""
    path = write(tmp_path / "all.jsonl", records)
    expected = found([path])
    monkeypatch.setattr(workers.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert found([path], 2) == expected


def test_an_article_in_several_files_is_one_article(tmp_path):
    """25.95 / 22.54 − 1 = 15.1%: dearer, though the legs and the claim are in three files, and with three workers."""
    base = {"article": "a", "as_of": "2025-12-31", "unit": "x", "end": 9, "direction": "none"}
    legs = [{**base, "start": 1, "subject": "Russell 2000", "metric": "pe_forward", "surface": "25.95x"},
            {**base, "start": 2, "subject": "S&P 500", "metric": "pe_forward", "surface": "22.54x"},
            {**base, "start": 3, "subject": "Russell 2000", "metric": "pe_discount", "surface": "30%+", "unit": "%"}]
    paths = [write(tmp_path / f"{n}.jsonl", [leg]) for n, leg in enumerate(legs)]
    for number in (1, 2, 3):
        row, = contradictions_in_files(paths, {}, number).rows
        assert row.claims == ("a:1-9", "a:2-9", "a:3-9")


# ---------------------------------------------------------------- what cannot be read

GOOD = {"article": "x", "start": 1, "end": 2, "subject": "S&P 500", "metric": "return_ytd", "surface": "1%",
        "unit": "%"}
CUTS = {**GOOD, "subject": "FOMC", "surface": "3", "unit": "count", "as_of": "2025"}


@pytest.mark.parametrize(("spoil", "told"), [
    (b"{", "Expecting property name"),
    (b'{"article": "x", "subject": "\xff"}', "not UTF-8"),
    (b'{"article": "x", "subject": null, "metric": "\\ud800"}', "not UTF-8"),
    (b"[" * 100_000, "JSON object"),
    (b'{"article": ' + b"9" * 5000 + b"}", "one JSON object"),
    (json.dumps({**GOOD, "surface": "a lot", "value": "much"}).encode(), "a number as printed"),
    (json.dumps({**GOOD, "value": {"a": 1}}).encode(), "value {'a': 1}"),
    (json.dumps({**GOOD, "kind": 7}).encode(), "kind 7"),
])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_first_wrong_line_is_told(tmp_path, spoil, told, number):
    """Two files are spoilt; whoever finds which, the first is told, with its line."""
    good = "".join(json.dumps({**GOOD, "subject": f"S{n}"}) + "\n" for n in range(40)).encode()
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_bytes(good + spoil + b"\n" + good)
    second.write_bytes(b"{\n" + good)
    with pytest.raises(InputError) as error:
        contradictions_in_files([first, second], {}, number)
    assert str(error.value).startswith(f"{first}, line 41")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_number_that_no_market_has_is_left_alone(tmp_path):
    """A surface of a million digits, a year zero, ten thousand cuts in a row: nothing is compared, nothing fails."""
    odd = [{**GOOD, "surface": "9" * 100_000 + "%"}, {**GOOD, "as_of": "0001-01-01"}, {**GOOD, "period": "9999"},
           {**GOOD, "value": float("nan"), "surface": None, "unit": None, "metric": "x", "subject": None},
           {**CUTS, "metric": "consecutive_cuts", "surface": "99999999999"}, {**CUTS, "metric": "cuts_in_year"}]
    assert contradictions_in_files([write(tmp_path / "odd.jsonl", odd)]).mentions == len(odd)


@pytest.mark.parametrize("what", ["missing.jsonl", "folder"])
def test_a_file_that_is_none(tmp_path, what):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=what):
        contradictions_in_files([tmp_path / what], {}, 2)


def test_a_mark_of_byte_order_and_other_line_ends(tmp_path):
    path = tmp_path / "claims.jsonl"
    one, other = (json.dumps({**GOOD, "start": start}).encode() for start in (1, 5))
    path.write_bytes(b"\xef\xbb\xbf" + one + b"\r\n\r\n" + other)
    assert [mention.id for mention in read_mentions([path])] == ["x:1-2", "x:5-2"]


def test_a_worker_that_dies_is_one_line(tmp_path, records, monkeypatch):
    monkeypatch.setattr(workers.Portion, "read", lambda self, mine: os._exit(9))
    with pytest.raises(CheckFailed, match="ended with 9"):
        contradictions_in_files([write(tmp_path / "all.jsonl", records)], {}, 2)


def test_script_leaves_the_last_good_output(tmp_path, capsys):
    names = run_path(str(ROOT / "scripts" / "crosscheck.py"))
    out = tmp_path / "out.csv"
    out.write_text("last good\n")
    (tmp_path / "bad.jsonl").write_text("{\n")
    arguments = [str(tmp_path / "bad.jsonl"), "--workers", "2", "--out", str(out)]
    assert main_with(names["parser"](), names["run"], arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert out.read_text() == "last good\n"


# ---------------------------------------------------------------- who reads what

@pytest.mark.parametrize("of", [1, 2, 4])
def test_every_line_is_dealt_to_one_worker(tmp_path, records, of):
    path = write(tmp_path / "all.jsonl", records)
    mine = [[line.place for line in dealt([path], me, of)] for me in range(of)]
    assert sorted(place for places in mine for place in places) == [line.place for line in lines([path])]
    assert max(map(len, mine)) <= 1.3 * len(records) / of


def test_a_topic_larger_than_a_share_goes_round():
    assert share_out({"a": 90, "b": 6, "c": 4}, 2) == {"a": -1, "b": 0, "c": 1}
    assert share_out({"a": 3, "b": 3, "c": 2, "d": 2}, 2) == {"a": 0, "b": 1, "c": 0, "d": 1}
