"""How fast numbers come out of text: articles of 8 KB a second on one core, and seconds for a megabyte of hostile text.

    python scripts/bench_extraction.py [--hostile-only | --articles-only] [--bytes 1000000]

Articles are the annotated ones of tests/corpus/dev, cut into pieces of 8,000 letters. Wanted: 60 a second, and 2
seconds a megabyte. Exit 1 where a bound is not met.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import count

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.extract import extract
from rotation.extract.documents import read
from rotation.extract.gold import read_annotated
from rotation.paths import ROOT

ARTICLE, WANTED, PATIENCE = 8_000, 60.0, 2.0


def repeated(piece: str) -> Callable[[int], str]:
    """Texts of any size that say one thing again and again."""
    return lambda size: piece * (size // len(piece))


def _counted(size: int) -> str:
    """Numbers that are all different, so that no cache helps."""
    out, length = [], 0
    for n in count():
        if length >= size:
            return "".join(out)
        out.append(f"It rose {n}.{n % 97}% to ${n},{n % 1000:03}. ")
        length += len(out[-1])
    return ""


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": repeated("7"),
    "digits and commas": repeated("7,"),
    "digits and dots": repeated("7."),
    "digits and spaces": repeated("7 "),
    "digits and dashes": repeated("7-"),
    "digits and slashes": repeated("7/"),
    "digits a line": repeated("7\n"),
    "blank lines": repeated("\n"),
    "spaces": lambda size: "5" + " " * size + "%",
    "a line of spaces": lambda size: "Up 5%\n" + " " * size + "\nUp 6%",
    "hard spaces": repeated(" \xa0"),
    "one word": repeated("a"),
    "one line": repeated("The index rose 5.5% to 2,400 points in March, "),
    "short lines": repeated("Up 5%\n"),
    "different numbers": _counted,
    "brackets": lambda size: "(" * (size // 2) + "5" + ")" * (size // 2),
    "brackets with figures": repeated("(5 "),
    "square brackets": repeated("[["),
    "quotes never closed": repeated('"5 '),
    "curly quotes never closed": repeated("“5 said "),
    "apostrophes": repeated("'5's "),
    "signs": repeated("+-±−%$€£"),
    "per cent": repeated("5%%"),
    "dollars": repeated("$"),
    "bait for backtracking": repeated("5%–5 to 5 and between 5 "),
    "ranges without end": repeated("5 to "),
    "between": repeated("between 5 and "),
    "dates": repeated("December 10, 2025, "),
    "half dates": repeated("December "),
    "fiscal": repeated("Q3 2025 FY"),
    "number words": repeated("twenty-five "),
    "ordinals": repeated("third consecutive "),
    "respectively": repeated("5%, 6% and 7% for the S&P 500, the Nasdaq 100 and the Russell 2000, respectively, "),
    "names": repeated("Russell 2000 S&P 500 "),
    "tickers": repeated("(NASDAQ: ABCD) $ABCD "),
    "capitals": repeated("Alpha Beta Gamma "),
    "holes": repeated(" , , 5 . , "),
    "full stops": repeated("."),
    "abbreviations": repeated("U.S. Inc. vs. No. 5 "),
    "list markers": repeated("- 5. 5) "),
    "table": repeated("a | 5 | 5% | -5\n"),
    "pipes": repeated("|"),
    "colons": repeated("Key figures: 5:\n"),
    "headings": repeated("# 5\n"),
    "form feeds": repeated("5%\f"),
    "carriage returns": repeated("5%\r"),
    "other scripts": repeated("٥٪ 五 ५ ５ ² ① "),
    "combining": lambda size: "5" + "\u0301" * size,
    "zero width": repeated("5\u200b"),
    "astral": repeated("𝟓🙂"),
    "controls": repeated("\x01\x1b[5m"),
}
PAGES: dict[str, Callable[[int], str]] = {
    "nested elements": repeated("<div>5 "),
    "paragraphs": repeated("<p>The index rose 5.5% today.</p>"),
    "cells": repeated("<table><tr><td>5<td>6"),
    "entities": lambda size: '<!DOCTYPE html [<!ENTITY a "55555">]><p>' + "&a;&#53;" * (size // 8),
}


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
        print(f"{name:<28}{seconds[name]:6.2f} s", flush=True)
    for name, make in PAGES.items():
        raw = ("<html>" + make(size)).encode()
        seconds[f"page: {name}"] = _seconds(lambda raw=raw: extract(read(raw).text))
        print(f"{'page: ' + name:<28}{seconds[f'page: {name}']:6.2f} s", flush=True)
    return seconds


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    return main_with(parser(), run, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
