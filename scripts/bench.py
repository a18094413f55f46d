"""The book's build against stock tools, as ratios within one run: chapters, site, ledger, whole book.

bench.py [--quick] [--only JOB…] [--out FILE]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from rotation import bench, ledger, site
from rotation.bench import Job
from rotation.book import made_pages
from rotation.command import main_with
from rotation.files import read_text, write_text
from rotation.notebooks import chapter_files, execute_all, plan_runs
from rotation.paths import BUILD, DATA, ROOT

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_PAPERMILL = "from papermill.cli import papermill; papermill()"
_SITE = """import sys; from pathlib import Path; from rotation import site; from rotation.book import SENTENCES
from rotation.pages import Page
html, chapters, tables = map(Path, sys.argv[1:])
site.build(html, chapters, {path.name: path.read_text(encoding="utf-8") for path in tables.glob("*.csv")}, SENTENCES,
           [Page(f"articles/{path.stem}", path.stem, path.read_text(encoding="utf-8"), ())
            for path in sorted(tables.parent.glob("articles/*.md"))])"""
_LEDGER = "import sys; from pathlib import Path; from rotation import ledger; ledger.build(Path(sys.argv[1])).to_csv()"
JOBS = {"chapters": (bench.CHAPTERS, bench.PAPERMILL), "site": (bench.SITE, bench.JUPYTER_BOOK),
        "ledger": (bench.LEDGER,), "book": (bench.BOOK,)}


def jobs(scratch: Path) -> list[Job]:
    """What is measured. Every run starts from nothing: its output folder is removed before the clock starts."""
    source, out, executed = scratch / "source", scratch / "out", scratch / "executed"
    python = [sys.executable, "-c"]
    one_by_one = [[*python, _PAPERMILL, str(path), str(out / path.name), "-k", "python3", "--no-progress-bar"]
                  for path in chapter_files().values()]
    return [
        Job(bench.CHAPTERS, [_script("run_chapters.py", executed)], ROOT, lambda: _fresh(executed)),
        Job(bench.PAPERMILL, one_by_one, ROOT, lambda: _fresh(out)),
        Job(bench.SITE, [[*python, _SITE, str(out / "html"), str(executed), str(source / "data")]], ROOT,
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
    made, numbers = made_pages(ledger.build(DATA), executed)
    tables = {name: read_text(DATA / name) for name in ("ledger.csv", "contradictions.csv")}
    site.stage(source, executed, {**tables, "numbers.csv": numbers}, made)


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--quick", action="store_true", help="one round instead of three")
    out.add_argument("--only", nargs="+", choices=JOBS, default=list(JOBS), help="leave the other jobs out")
    out.add_argument("--out", type=Path, default=BUILD / "bench.json", help="where the figures go")
    return out


def run(arguments: argparse.Namespace) -> str:
    wanted = {name for job in arguments.only for name in JOBS[job]}
    claims = len(ledger.build(DATA).entries)
    with tempfile.TemporaryDirectory(prefix="rotation-bench-") as scratch:
        chosen = [job for job in jobs(Path(scratch)) if job.name in wanted]
        results = bench.run_rounds(chosen, 1 if arguments.quick else bench.ROUNDS, bench.measure, _tell)
    content = bench.summary(results, claims, os.cpu_count() or 1)
    write_text(arguments.out, bench.as_json(content))
    return f"{bench.as_table(content)}\nwritten to {arguments.out}"


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
