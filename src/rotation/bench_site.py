"""A site of generated pages, ours against ``jupyter-book build`` of the same source: how either grows with pages.

    python -m rotation.bench_site [--pages N…] [--rounds R] [--without-stock]

``jobs(pages, scratch)`` are the rows for ``rotation.bench.run_rounds``; nothing is executed, and every run starts from
nothing: output, doctrees and generated settings are removed before the clock starts.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from . import bench
from .files import write_text
from .paths import ROOT

PAGES = (200, 1000)
CAPTIONS, SECTION = 5, 10           # parts of the contents, pages of a section with the page that heads it
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
_OURS = """import sys; from pathlib import Path; from rotation import site
source, out = map(Path, sys.argv[1:])
site.configure(source)
site.build_html(source, out / "html", out / "doctrees")"""


def ours(pages: int) -> str:
    """The name of our row."""
    return f"site of {pages} pages"


def stock(pages: int) -> str:
    """The name of the row that it is measured against."""
    return f"site of {pages} pages, jupyter-book build"


def jobs(pages: int, scratch: Path) -> list[bench.Job]:
    """Ours and theirs over one source of so many pages, made below ``scratch``."""
    source, out = scratch / f"site-{pages}", scratch / f"out-{pages}"
    generate(source, pages)
    python = [sys.executable, "-c"]
    return [
        bench.Job(ours(pages), [[*python, _OURS, str(source), str(out)]], ROOT, lambda: _fresh(source, out)),
        bench.Job(stock(pages), [[*python, _JUPYTER_BOOK, "build", str(source), "--path-output", str(out)]], ROOT,
                  lambda: _fresh(source, out)),
    ]


def _fresh(source: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    (source / "conf.py").unlink(missing_ok=True)
    out.mkdir(parents=True)


def generate(source: Path, pages: int) -> None:
    """A book with this project's settings: parts with captions, sections of ten pages, each page with links to its
    neighbour, a table, a list and three levels of headings."""
    shutil.rmtree(source, ignore_errors=True)
    (source / "chapters").mkdir(parents=True)
    shutil.copy2(ROOT / "_config.yml", source / "_config.yml")
    shutil.copy2(ROOT / "chapters" / "references.bib", source / "chapters" / "references.bib")
    write_text(source / "chapters" / "index.md", "# A site\n\nOf generated pages.\n")
    for number in range(pages):
        write_text(source / f"{name(number)}.md", _text(number, pages))
    write_text(source / "_toc.yml", yaml.safe_dump(_contents(pages), sort_keys=False))


def name(number: int) -> str:
    """A page by its number."""
    return f"chapters/page{number:05d}"


def _text(number: int, pages: int) -> str:
    after = name((number + 1) % pages)
    return (f"# Page {number}\n\nThe lead of page {number}.\n\n## First part of {number}\n\n"
            f"Some *text*, some `code` and [the next page](/{after}.md).\n\n"
            f"| a | b |\n|---|---|\n| {number} | {number * number} |\n\n"
            f"## Second part of {number}\n\n- one\n- two\n\n### Deeper\n\nMore text about {number * 7}.\n")


def _contents(pages: int) -> dict[str, object]:
    numbers = list(range(pages))
    size = -(-pages // CAPTIONS)
    parts = [{"caption": f"Part {part + 1}", "chapters": _sections(numbers[part * size:(part + 1) * size])}
             for part in range(CAPTIONS)]
    return {"format": "jb-book", "root": "chapters/index", "parts": [part for part in parts if part["chapters"]]}


def _sections(numbers: Sequence[int]) -> list[dict[str, object]]:
    found = []
    for start in range(0, len(numbers), SECTION):
        head, *below = ({"file": name(number)} for number in numbers[start:start + SECTION])
        found.append({**head, **({"sections": below} if below else {})})
    return found


def run(arguments: argparse.Namespace) -> str:
    """Measure and say so, one line a job, ratios of wall time within the run."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="rotation-bench-") as scratch:
        for pages in arguments.pages:
            chosen = jobs(pages, Path(scratch))[: 1 if arguments.without_stock else 2]
            results = bench.run_rounds(chosen, arguments.rounds, bench.measure, _tell)
            lines += [f"{one.name}: {one.seconds:.1f} s, {one.total_mb:.0f} MB" for one in results]
            if len(results) > 1:
                lines.append(f"stock takes {results[1].seconds / results[0].seconds:.1f} times as long")
    return "\n".join(lines)


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The options."""
    out = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    out.add_argument("--pages", type=int, nargs="+", default=list(PAGES))
    out.add_argument("--rounds", type=int, default=1)
    out.add_argument("--without-stock", action="store_true", help="measure ours only")
    return out


if __name__ == "__main__":
    print(run(parser().parse_args()))
