"""The benchmark's arithmetic and words, on made-up timings. No test here looks at a clock."""

from __future__ import annotations

import json

import pytest

from rotation.bench import (
    BOOK,
    CHAPTERS,
    JUPYTER_BOOK,
    LEDGER,
    PAPERMILL,
    SITE,
    Job,
    Result,
    Sample,
    as_json,
    as_table,
    measure,
    run_rounds,
    summary,
)
from rotation.errors import CheckFailed


def result(name, *seconds, total=100.0, largest=80.0):
    return Result(name, tuple(Sample(one, total, largest) for one in seconds))


ALL = (result(CHAPTERS, 9, 10, 30), result(PAPERMILL, 24, 25, 26), result(SITE, 8, 8, 8), result(JUPYTER_BOOK, 6, 6, 6),
       result(LEDGER, 2, 2.5, 4, largest=190), result(BOOK, 40, 42, 41, total=900, largest=300))


def test_medians_and_ratios():
    content = summary(ALL, claims=500, cores=2)
    assert [job["median_seconds"] for job in content["jobs"]] == [10, 25, 8, 6, 2.5, 41]
    assert [ratio["stock_over_ours"] for ratio in content["ratios"]] == [2.5, 0.75]      # 25 / 10, 6 / 8
    assert content["ledger"] == {"claims": 500, "claims_per_second": 200.0, "largest_process_mb": 190}  # 500 / 2.5
    assert (content["rounds"], content["cores"]) == (3, 2)


@pytest.mark.parametrize(("seconds", "total", "within"), [
    (59.9, 900, True), (60.0, 1536, True), (60.1, 900, False), (59.9, 1537, False),
])
def test_the_budget_is_time_and_memory_together(seconds, total, within):
    content = summary([result(BOOK, seconds, total=total)], claims=0, cores=2)
    assert content["budget"]["within"] is within
    assert ("OVER" in as_table(content)) is not within


def test_memory_is_the_worst_run():
    one = Result(BOOK, (Sample(1, 500, 200), Sample(1, 700, 100), Sample(1, 600, 300)))
    assert (one.total_mb, one.largest_mb) == (700, 300)


def test_jobs_left_out_leave_no_lines():
    content = summary([result(CHAPTERS, 1)], claims=1, cores=1)
    assert (content["ratios"], content["ledger"], content["budget"]) == ([], None, None)
    assert as_table(content).splitlines() == [
        "                                  median s   all MB  largest MB",
        "chapters, our runner                  1.00      100          80",
        "",
        "medians of 1 on 1 cores",
    ]


def test_the_file_holds_what_the_table_tells():
    content = summary(ALL, claims=500, cores=2)
    assert json.loads(as_json(content)) == content
    table = as_table(content)
    assert "chapters, papermill one by one takes 2.50 times as long as chapters, our runner" in table
    assert "ledger: 500 claims, 200 a second" in table
    assert "whole book: 41.0 s of 60 s, 900 MB of 1536 MB: within the budget" in table


def test_rounds_go_in_turn(tmp_path):
    jobs = [Job(name, (), tmp_path) for name in ("ours", "theirs")]
    order: list[str] = []

    def fake(job):
        order.append(job.name)
        return Sample(len(order), 0, 0)

    results = run_rounds(jobs, 2, fake)
    assert order == ["ours", "theirs", "ours", "theirs"]
    assert [[one.seconds for one in found.samples] for found in results] == [[1, 3], [2, 4]]


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path):
    job = Job("broken", [["sh", "-c", "echo first; echo last >&2; exit 3"]], tmp_path)
    with pytest.raises(CheckFailed, match=r"broken: sh ended with 3: first \| last"):
        measure(job)


def test_the_folder_is_prepared_before_each_run(tmp_path):
    job = Job("made", [["test", "-d", "made"]], tmp_path, lambda: (tmp_path / "made").mkdir())
    assert measure(job).largest_mb > 0
