"""What the benchmark says of its goals, on made-up timings; and the notebooks that it runs on."""

from __future__ import annotations

import json

import pytest

from rotation.bench import Result, Sample
from rotation.bench_goals import Goal, as_lines, judged
from rotation.bench_notebooks import cells, generate, plain, template


def result(name, seconds, mb=100.0, cpu=0.0):
    return Result(name, (Sample(seconds, mb, mb, cpu),))


@pytest.mark.parametrize(("goal", "ours", "stock", "met"), [
    (Goal("a", "o", "s", ratio=8), 10, 80, True),               # 80 / 10 = 8
    (Goal("a", "o", "s", ratio=8), 10, 79, False),
    (Goal("a", "o", "s", ratio=0.85), 10, 8.5, True),           # 8.5 / 10 = 0.85
    (Goal("a", "o", seconds=45), 45, 1, True),
    (Goal("a", "o", seconds=45), 45.1, 1, False),
    (Goal("a", "o", "s", ratio=2, mb=99), 10, 80, False),       # fast, but 100 MB
    (Goal("a", "o", "s"), 10, 1, True),                         # asked nothing
])
def test_a_goal_is_met_or_missed(goal, ours, stock, met):
    rows = judged([goal], [result("o", ours), result("s", stock)], {})
    assert rows[0]["met"] is met
    assert ("MISSED" in "\n".join(as_lines(rows))) is not met


def test_a_share_of_the_work_is_scaled_and_said():
    rows = judged([Goal("a", "o", "s", ratio=9)], [result("o", 5, cpu=8), result("s", 3, cpu=3)], {"o": 0.5, "s": 0.02})
    assert (rows[0]["seconds"], rows[0]["stock_seconds"]) == (10, 150)      # 5 / 0.5, 3 / 0.02
    assert (rows[0]["ratio"], rows[0]["cpu_ratio"]) == (15, 9.38)           # 150 / 10, (3 / 0.02) / (8 / 0.5)
    assert [line.strip() for line in as_lines(rows)[-2:]] == ["a: o measured on 50.0% of the work and scaled",
                                                              "a: s measured on 2.0% of the work and scaled"]


def test_goals_without_their_jobs_leave_no_rows():
    assert judged([Goal("a", "o", "s")], [result("o", 1)], {}) == []


def test_the_generated_notebooks_are_of_the_size_that_they_say(tmp_path):
    first, second = generate(tmp_path, 2)
    assert [len(list((tmp_path / f"data{n:04d}").glob("*.csv"))) for n in (0, 1)] == [5, 5]
    assert sum("subplots" in cell for cell in cells()) == 4
    assert len(cells()) == 2 + 6 + 4                             # imports, files, tables, figures
    assert first.read_bytes() != second.read_bytes()
    before = first.read_bytes()
    assert generate(tmp_path, 2)[0].read_bytes() == before


def test_the_plain_program_renders_what_the_notebook_shows(tmp_path):
    (source,) = generate(tmp_path, 1)
    plain([source])
    shown = json.loads(source.with_suffix(".plain.json").read_text(encoding="utf-8"))
    assert sum(one.startswith("iVBOR") for one in shown) == 4    # PNG, in base64
    assert sum("<table" in one for one in shown) == 6


def test_the_template_declares_a_ticker(tmp_path):
    from rotation.parameters import declared_parameters

    assert declared_parameters(template(tmp_path))["ticker"] == "A"
