"""How well the extraction meets what people annotated: shares over a corpus, and each difference.

    python scripts/score_extraction.py five|dev|held_out|DIR [--errors]

``five``: the five articles against data/claims (needs the texts, ``--texts DIR``). ``dev`` and ``held_out``: the two
halves of tests/corpus; whoever works on the extraction does not read the second.

``family``: a metric outside the vocabulary's families must have the very name that the annotation has; ``listed``: over
the numbers whose metric is in a family; ``grouped``: all metrics outside the families count as one.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from rotation.articles import load_articles
from rotation.command import main_with
from rotation.errors import InputError
from rotation.extract import extract
from rotation.extract.gold import Annotated, Expected, Miss, Score, read_annotated, score
from rotation.files import read_mapping
from rotation.paths import DATA, ROOT

NAMES = ("digits", "F1", "value_unit", "family", "listed", "grouped", "subject", "complete", "direction", "span")


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("corpus", help="five, dev, held_out, or a folder of annotated articles")
    out.add_argument("--errors", action="store_true", help="tell each difference")
    out.add_argument("--texts", type=Path, help="where the five texts are; default: $ROTATION_TEXTS or ../shared",
                     default=Path(os.environ.get("ROTATION_TEXTS") or ROOT.parent / "shared" / "articles"))
    return out


def run(arguments: argparse.Namespace) -> str:
    articles = list(_five(arguments.texts) if arguments.corpus == "five" else _corpus(arguments.corpus))
    genres: dict[str, Score] = {}
    total = Score()
    for one in articles:
        found = extract(one.text, one.name, one.meta.get("published") or None)
        genre = one.meta.get("genre", one.name)
        score(one.name, one.text, one.records, found, genres.setdefault(genre, Score()))
        _, misses = score(one.name, one.text, one.records, found, total)
        if arguments.errors:
            print(*map(_told, misses), sep="\n", end="\n" if misses else "")
    print(f"{'':<14}" + "".join(f"{name:>11}" for name in ("numbers", *NAMES)))
    for name, counts in [*genres.items(), ("all", total)]:
        print(_row(name, counts))
    return f"{len(articles)} articles, {total.expected} check-worthy numbers"


def _five(texts: Path) -> Iterator[Annotated]:
    for name, article in load_articles(DATA).items():
        path = texts / article.text_file
        if not path.is_file():
            raise InputError(str(path), "no such file", "the article's text", "name the folder with --texts")
        records = read_mapping(DATA / "claims" / f"{name}.yml")
        yield Annotated(name, {"published": article.published_at.isoformat()}, path.read_bytes().decode("utf-8"),
                        tuple(sorted(_gold(records), key=lambda one: one.start)))


def _gold(records: dict) -> Iterator[Expected]:
    for claim in records["claims"]:
        spans = [tuple(map(int, text.split("-"))) for text in claim["appearances"]]
        if claim["stated"] is not None:
            for start, end in [(claim["start"], claim["end"]), *spans]:
                yield Expected(start, end, claim["stated"], claim["unit"], claim["value"], (claim["metric"],),
                               (claim["subject"],), claim["direction"], claim["complete"])
    for one in records["exclusions"]:
        yield Expected(one["start"], one["end"], one["surface"], exclusion=one["reason"])


def _corpus(name: str) -> Iterator[Annotated]:
    folder = ROOT / "tests" / "corpus" / name if name in ("dev", "held_out") else Path(name)
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise InputError(str(folder), "no annotated articles", "*.txt", "name another folder")
    return map(read_annotated, paths)


def _told(miss: Miss) -> str:
    return f"{miss.article}: {miss.what}: {miss.surface!r}: expected {miss.expected}; found {miss.found}"


def _row(name: str, counts: Score) -> str:
    shares = [counts.covered / counts.digits if counts.digits else 1.0, counts.f1,
              *(counts.share(part) for part in NAMES[2:])]
    return f"{name:<14}{counts.expected:>11}" + "".join(f"{share:>11.3f}" for share in shares)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
