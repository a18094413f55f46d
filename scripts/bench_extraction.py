"""How fast numbers come out of text: articles of 8 KB a second on one core, and seconds for a megabyte of hostile text.

    python scripts/bench_extraction.py [--hostile-only | --articles-only] [--bytes 1000000]

Articles are the annotated ones of tests/corpus/dev, cut into pieces of 8,000 letters. Wanted: 60 a second, and 2
seconds a megabyte. Exit 1 where a bound is not met.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from hostile_texts import HOSTILE, MARKDOWN, PAGES

from rotation.command import main_with
from rotation.errors import CheckFailed, InputError
from rotation.extract import extract
from rotation.extract.documents import read
from rotation.extract.gold import read_annotated
from rotation.paths import ROOT

ARTICLE, WANTED, PATIENCE = 8_000, 60.0, 2.0


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    one = out.add_mutually_exclusive_group()
    one.add_argument("--articles-only", action="store_true")
    one.add_argument("--hostile-only", action="store_true")
    out.add_argument("--bytes", type=int, default=1_000_000, metavar="N", help="size of a hostile text")
    return out


def run(arguments: argparse.Namespace) -> str:
    told, slow = [], []
    if not arguments.hostile_only:
        speed, figures = _articles()
        told.append(f"{speed:,.0f} articles of {ARTICLE:,} letters and {figures:,.0f} numbers a second")
        slow += ["articles"] if speed < WANTED else []
    if not arguments.articles_only:
        seconds = _hostile(arguments.bytes)
        told.append(f"slowest hostile text: {max(seconds, key=seconds.get)}, {max(seconds.values()):.2f} s")
        slow += [name for name, spent in seconds.items() if spent > PATIENCE * max(1.0, arguments.bytes / 1e6)]
    if slow:
        raise CheckFailed(f"too slow: {', '.join(slow)} ({'; '.join(told)})")
    return "; ".join(told)


def _articles() -> tuple[float, float]:
    """Articles a second of processor time, best of three rounds over the corpus, and how many numbers each holds."""
    text = "\n\n".join(read_annotated(path).text for path in sorted((ROOT / "tests/corpus/dev").glob("*.txt")))
    pieces = [text[at:at + ARTICLE] for at in range(0, len(text) - ARTICLE, ARTICLE)] or [text]
    figures = sum(len(extract(piece)) for piece in pieces)     # and the lexicon is loaded, once a process
    articles = sum(map(len, pieces)) / ARTICLE
    return articles / min(_seconds(lambda: [extract(piece) for piece in pieces]) for _ in range(3)), figures / articles


def _hostile(size: int) -> dict[str, float]:
    extract("5")
    seconds = {}
    for name, make in HOSTILE.items():
        text = make(size)
        seconds[name] = _seconds(lambda text=text: extract(text))
        print(f"{name:<38}{seconds[name]:6.2f} s", flush=True)
    for kind, kinds, begin in (("html", PAGES, "<html>"), ("markdown", MARKDOWN, "")):
        for name, make in kinds.items():
            raw, told = (begin + make(size)).encode(), f"{kind}: {name}"
            seconds[told] = _seconds(lambda raw=raw, kind=kind: _answered(raw, kind))
            print(f"{told:<38}{seconds[told]:6.2f} s", flush=True)
    return seconds


def _answered(raw: bytes, kind: str) -> None:
    """Records, or the refusal of a page that shows no text: both are an answer."""
    with suppress(InputError):
        extract(read(raw, kind).text)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    return main_with(parser(), run, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
