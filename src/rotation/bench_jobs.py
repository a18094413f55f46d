"""The jobs of the benchmark, ours and the stock tools', in a full and a quick form; and what each is asked to reach."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import bench_notebooks, bench_site
from .bench import Job
from .bench_goals import Goal
from .files import read_text, write_text
from .notebooks import chapter_files
from .paths import ROOT

_PAPERMILL = "from papermill.cli import papermill; papermill()"
_RUN_ALL = """import sys; from pathlib import Path; from rotation.notebooks import Run, execute_all
out, *sources = map(Path, sys.argv[1:]); execute_all([Run(one, out / one.name, {}) for one in sources])"""
_PLAIN = [sys.executable, "-m", "rotation.bench_notebooks"]
_COPIED = ("_config.yml", "_toc.yml", "_static", "chapters", "data", "scripts", "src", "requirements.txt",
           "pyproject.toml", "CITATION.cff", "CHANGELOG.md")
ANY_END = (0, 1)                    # a chapter whose committed outputs are older than its code fails: still timed


@dataclass(frozen=True)
class Sizes:
    """How much work a form of the benchmark does; ``stock_*`` is what the stock tool does of it."""

    notebooks: int = 50
    stock_notebooks: int = 50
    tickers: tuple[int, ...] = (500, 2000)
    run_tickers: int = 0            # 0: all of them
    stock_tickers: int = 10
    chapters: tuple[str, ...] = ()  # under nbval; none: all
    pages: tuple[int, ...] = (200, 1000)
    first_day: str = "2025-12-01"


FULL = Sizes()
QUICK = Sizes(notebooks=8, stock_notebooks=2, tickers=(500,), run_tickers=10, stock_tickers=2,
              chapters=("claim_ledger", "stock"), pages=(40,), first_day="2026-08-01")


@dataclass(frozen=True)
class Part:
    """Jobs that belong together, what they are asked to reach, and which of them do a share of the work only."""

    jobs: Sequence[Job]
    goals: Sequence[Goal]
    shares: dict[str, float] = field(default_factory=dict)


def notebooks(scratch: Path, sizes: Sizes) -> Part:
    """Many notebooks: ours, papermill's command one after the other, the same analysis as a program twice at once."""
    sources = bench_notebooks.generate(scratch / "notebooks", sizes.notebooks)
    out, count = scratch / "notebooks-out", len(sources)
    ours, stock, plain = f"{count} notebooks", f"{count} notebooks, papermill", f"{count} notebooks as plain Python"
    fresh = _fresh(out)
    jobs = [Job(ours, [[sys.executable, "-c", _RUN_ALL, str(out), *map(str, sources)]], ROOT, fresh),
            Job(stock, [_papermill(one, out) for one in sources[:sizes.stock_notebooks]], ROOT, fresh),
            Job(plain, [[*_PLAIN, *map(str, half)] for half in (sources[::2], sources[1::2])], ROOT, together=True)]
    goals = [Goal(f"{count} notebooks, against papermill", ours, stock, ratio=8),
             Goal(f"{count} notebooks, against plain Python", ours, plain, ratio=0.85)]
    return Part(jobs, goals, {stock: sizes.stock_notebooks / count})


def sweeps(scratch: Path, sizes: Sizes) -> Part:
    """A page a generated ticker."""
    page, out = bench_notebooks.template(scratch / "sweep"), scratch / "sweep-out"
    found = Part([], [], {})
    for count in sizes.tickers:
        names = [f"T{number:04d}" for number in range(sizes.run_tickers or count)]
        listed = scratch / f"tickers-{count}"
        write_text(listed, "\n".join(names) + "\n")
        ours, stock = f"sweep of {count} tickers", f"sweep of {count} tickers, papermill"
        command = [sys.executable, str(ROOT / "scripts" / "sweep.py"), "--anew", "--from", str(listed), "--template",
                   str(page), "--out", str(out)]
        found.jobs.extend([Job(ours, [command], ROOT, _fresh(out)),
                           Job(stock, [_papermill(page, out, name) for name in names[:sizes.stock_tickers]], ROOT,
                               _fresh(out))])
        found.goals.append(Goal(ours, ours, stock, ratio=9, mb=2048))
        found.shares.update({stock: sizes.stock_tickers / count, ours: len(names) / count})
    return found


def nbval(_scratch: Path, sizes: Sizes) -> Part:
    """The committed chapters compared cell by cell; nothing is written."""
    files = [str(path) for name, path in chapter_files().items() if not sizes.chapters or name in sizes.chapters]
    test = [sys.executable, "-m", "pytest", "-q", "--nbval"]
    what = "nbval over all chapters" if not sizes.chapters else f"nbval over {', '.join(sizes.chapters)}"
    stock = f"{what}, stock"
    jobs = [Job(what, [[*test, "-n", "2", "--dist", "loadfile", *files]], ROOT, codes=ANY_END),
            Job(stock, [[*test, "--stock-kernels", *files]], ROOT, codes=ANY_END)]
    return Part(jobs, [Goal(what, what, stock, ratio=4)])


def site(scratch: Path, sizes: Sizes) -> Part:
    """Sites of generated pages, nothing executed."""
    jobs = [job for pages in sizes.pages for job in bench_site.jobs(pages, scratch)]
    return Part(jobs, [Goal(bench_site.ours(pages), bench_site.ours(pages), bench_site.stock(pages),
                            ratio=20 if pages >= 1000 else 4 if pages >= 200 else None, mb=400)
                       for pages in sizes.pages])


def book(scratch: Path, _sizes: Sizes) -> Part:
    """A copy of this book: from nothing, with nothing changed, with one thing changed."""
    copy = scratch / "book"
    build = [[sys.executable, str(copy / "scripts" / "build_book.py")]]
    around = {"PYTHONPATH": str(copy / "src"), "ROTATION_ROOT": str(copy)}

    def job(name: str, prepare: Callable[[], None]) -> Job:
        return Job(name, build, copy, prepare, environment=around)

    _copy_book(copy)
    clean, same = "book, from nothing", "book, nothing changed"
    jobs = [job(clean, lambda: shutil.rmtree(copy / "_build", ignore_errors=True)), job(same, lambda: None)]
    goals = [Goal(same, same, clean, seconds=0.7)]
    for what, path, old, new in CHANGES:
        name = f"book, {what} changed"
        jobs.append(job(name, lambda path=copy / path, old=old, new=new: _swap(path, old, new)))
        goals.append(Goal(name, name, clean))
    return Part(jobs, goals)


# what, where, two texts of which one stands there: each run replaces the one that it finds by the other
CHANGES = (
    ("a CSV row", "data/reference/companies.csv", ",Oceaneering International,", ",Oceaneering,"),
    ("a claim", "data/claims/000.yml", "2000 beat large-cap", "2000 beat the large-cap"),
    ("a library line", "src/rotation/valuation.py", "from __future__", "# one line\nfrom __future__"),
)


def _swap(path: Path, old: str, new: str) -> None:
    text = read_text(path)
    write_text(path, text.replace(new, old, 1) if new in text else text.replace(old, new, 1))


def _copy_book(copy: Path) -> None:
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        elif source.is_file():
            copy.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy / name)


def replay(scratch: Path, sizes: Sizes) -> Part:
    """The ledger as of every trading day, from nothing."""
    what = "replay of 180 trading days" if sizes == FULL else f"replay from {sizes.first_day}"
    command = [sys.executable, str(ROOT / "scripts" / "replay.py"), "--fresh", "--from", sizes.first_day,
               "--to", "2026-08-21", "--out", str(scratch / "replay.csv")]
    return Part([Job(what, [command], ROOT)], [Goal(what, what, seconds=45 if sizes == FULL else None)])


PARTS = {"notebooks": notebooks, "sweeps": sweeps, "nbval": nbval, "site": site, "book": book, "replay": replay}


def _papermill(source: Path, out: Path, ticker: str = "") -> list[str]:
    target = out / f"{ticker or source.stem}.stock.ipynb"
    given = ["-p", "ticker", ticker] if ticker else []
    return [sys.executable, "-c", _PAPERMILL, str(source), str(target), "-k", "python3", "--no-progress-bar", *given]


def _fresh(out: Path) -> Callable[[], None]:
    def prepare() -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)

    return prepare
