"""Every number that the build is asked to reach, as ratios against the stock tools within one run.

bench.py [--quick] [--only PART…] [--out FILE]
Parts: notebooks, sweeps, nbval, site, book, replay; and build: this book's chapters, site and ledger as they are.
The full form takes hours (papermill and jupyter-book do), the quick one about two minutes on two free cores
(without the parts that build the whole book).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from rotation import bench, bench_jobs, ledger, site
from rotation.bench import Job
from rotation.bench_goals import as_lines, judged
from rotation.book import shown
from rotation.command import main_with
from rotation.files import write_text
from rotation.notebooks import chapter_files, execute_all, plan_runs
from rotation.paths import BUILD, DATA, ROOT

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PAPERMILL = "from papermill.cli import papermill; papermill()"
_SITE = """import sys; from pathlib import Path; from rotation import site
source, html = map(Path, sys.argv[1:])
site.configure(source)
site.build_html(source, html, html.parent / "doctrees")"""
_LEDGER = "import sys; from pathlib import Path; from rotation import ledger; ledger.build(Path(sys.argv[1])).to_csv()"
BUILT = "build"
LONG = (BUILT, "book")              # they build the whole book several times: the quick form does them only if asked


def jobs(scratch: Path) -> list[Job]:
    """This book's own build, in pieces; every run starts from nothing, its output folder removed beforehand."""
    source, out, executed = scratch / "source", scratch / "out", scratch / "executed"
    python = [sys.executable, "-c"]
    one_by_one = [[*python, _PAPERMILL, str(path), str(out / path.name), "-k", "python3", "--no-progress-bar"]
                  for path in chapter_files().values()]
    return [
        Job(bench.CHAPTERS, [_script("run_chapters.py", executed)], ROOT, lambda: _fresh(executed)),
        Job(bench.PAPERMILL, one_by_one, ROOT, lambda: _fresh(out)),
        Job(bench.SITE, [[*python, _SITE, str(source), str(out / "html")]], ROOT,
            lambda: _stage(source, executed, out)),
        Job(bench.JUPYTER_BOOK, [[*python, _JUPYTER_BOOK, "build", str(source), "--path-output", str(out)]], ROOT,
            lambda: _stage(source, executed, out)),
        Job(bench.LEDGER, [[*python, _LEDGER, str(DATA)]], ROOT),
        Job(bench.BOOK, [_script("build_book.py", out)], ROOT, lambda: _fresh(out)),
    ]


def _script(name: str, out: Path) -> list[str]:
    return [sys.executable, str(ROOT / "scripts" / name), "--anew", "--out", str(out)]     # nothing kept is served


def _fresh(out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()


def _stage(source: Path, executed: Path, out: Path) -> None:
    """The source that both sites are built from: executed chapters with the numbers that they recorded."""
    _fresh(out)
    if not executed.is_dir():
        execute_all(plan_runs([], {}, executed, {}))
    site.stage(source, executed, *shown(executed, BUILD / "stocks"))


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--quick", action="store_true", help="one round of small parts, scaled where that is said")
    out.add_argument("--rounds", type=int, default=bench.ROUNDS, help="rounds of the full form; medians are told")
    out.add_argument("--only", nargs="+", choices=(*bench_jobs.PARTS, BUILT), help="leave the other parts out")
    out.add_argument("--out", type=Path, default=BUILD / "bench.json", help="where the figures go")
    return out


def run(arguments: argparse.Namespace) -> str:
    sizes = bench_jobs.QUICK if arguments.quick else bench_jobs.FULL
    wanted = arguments.only or [name for name in (*bench_jobs.PARTS, BUILT) if not (arguments.quick and name in LONG)]
    with tempfile.TemporaryDirectory(prefix="rotation-bench-") as scratch:
        parts = [make(Path(scratch), sizes) for name, make in bench_jobs.PARTS.items() if name in wanted]
        chosen = [job for part in parts for job in part.jobs] + (jobs(Path(scratch)) if BUILT in wanted else [])
        results = bench.run_rounds(chosen, 1 if arguments.quick else arguments.rounds, bench.measure, _tell)
    shares = {name: share for part in parts for name, share in part.shares.items()}
    goals = judged([goal for part in parts for goal in part.goals], results, shares)
    claims = len(ledger.build(DATA).entries) if BUILT in wanted else 0
    content = {**bench.summary(results, claims, os.cpu_count() or 1), "goals": goals}
    write_text(arguments.out, bench.as_json(content))
    return "\n".join([*as_lines(goals), "", bench.as_table(content), f"written to {arguments.out}"])


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
