"""Numbers out of articles: every figure of a text, what it says, of what, and whether it could be right or wrong.

    python scripts/extract_claims.py FILE… [--format jsonl|yaml|table] [--published DATE] [--out FILE]
    python scripts/extract_claims.py FILE --print-text

FILE is UTF-8 text, a saved web page, Markdown, or - for standard input. Offsets count code points of the text that
--print-text emits. What a page shows and the text leaves out is told on standard error.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from rotation.articles import load_articles
from rotation.command import leave_quietly, with_one_line
from rotation.errors import InputError, RotationError
from rotation.extract import documents, extract, printing
from rotation.extract.documents import Document
from rotation.extract.records import Mention
from rotation.files import write_text
from rotation.paths import DATA
from rotation.records import Article
from rotation.reference import Reference


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("files", nargs="+", metavar="FILE", help="an article; - for standard input")
    out.add_argument("--format", choices=("jsonl", "yaml", "table"), default="jsonl", help="default: jsonl")
    out.add_argument("--print-text", action="store_true", help="the text that offsets refer to, and nothing else")
    out.add_argument("--published", metavar="DATE", help="YYYY-MM-DD; default: the registered or the page's own date")
    out.add_argument("--article", metavar="ID", help="default: the registered id, else the name of the file")
    out.add_argument("--input-format", choices=documents.FORMATS, help="default: by ending and beginning of the file")
    out.add_argument("--data", type=Path, default=DATA, help="where articles/ and reference/ are; default: data/")
    out.add_argument("--workers", type=int, default=1, help="processes to share the files (the result is the same)")
    out.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")
    return out


@dataclass(frozen=True)
class Order:
    """One text to read, and what is known about it beforehand."""

    name: str
    document: Document
    article: str
    published: str | None
    warnings: tuple[str, ...]


def run(arguments: argparse.Namespace) -> bytes:
    """What is to be printed; with --out one line that tells what was written."""
    _check(arguments)
    registered = load_articles(arguments.data.resolve())
    orders = [_order(file, arguments, registered) for file in arguments.files]
    _check_unique(orders)
    for order in orders:
        sys.stderr.writelines(f"{documents.named(order.name)}: {line}\n" for line in order.warnings)
    if arguments.print_text:
        return _emitted(orders[0].document.text, arguments.out, f"the text of {orders[0].article}")
    companies = {row["ticker"]: row["name"] for row in Reference(arguments.data.resolve()).rows("companies")}
    mentions = [one for found in _extracted(orders, companies, arguments.workers) for one in found]
    told = f"{len(mentions):,} numbers, {sum(one.check_worthy for one in mentions):,} of them claims"
    return _emitted(_written(mentions, arguments), arguments.out, told, people=arguments.format == "table")


def _check(arguments: argparse.Namespace) -> None:
    if sys.stdout is None and not arguments.out:
        raise InputError("standard output", "it closed", "a place to print to", "name a file with --out")
    if not 1 <= arguments.workers <= 64:
        raise InputError("option --workers", str(arguments.workers), "a number from 1 to 64", "choose fewer processes")
    if arguments.published is not None and not _is_day(arguments.published):
        raise InputError("option --published", repr(arguments.published), "a date as YYYY-MM-DD", "mend the date")
    if arguments.out and any(arguments.out.resolve() == Path(file).resolve() for file in arguments.files):
        raise InputError("option --out", str(arguments.out), "a file other than the article", "choose another name")
    if len(arguments.files) > 1 and (arguments.article or arguments.print_text):
        option = "--print-text" if arguments.print_text else "--article"
        raise InputError(f"option {option}", f"{len(arguments.files)} files", "one file", "read them one by one")
    if arguments.article is not None and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,99}", arguments.article, re.ASCII):
        raise InputError("option --article", ascii(arguments.article)[:80], "letters, digits, dots and dashes",
                         "choose another id")


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _order(file: str, arguments: argparse.Namespace, registered: dict[str, Article]) -> Order:
    document = documents.read(file, arguments.input_format)
    known = _registered(file, document, registered)
    published = arguments.published or (known.published_at.isoformat() if known else document.published)
    article = arguments.article or (known.id if known else _stem(file))
    return Order(file, document, article, published, tuple(_warnings(document, known)))


def _registered(file: str, document: Document, registered: dict[str, Article]) -> Article | None:
    """The registered article with this text, or else with this file's name."""
    by_hash = (one for one in registered.values() if document.sha256 == one.text_sha256)
    by_name = (one for one in registered.values() if Path(file).name == one.text_file)
    return next(by_hash, None) or next(by_name, None)


def _warnings(document: Document, known: Article | None) -> Iterator[str]:
    if document.note:
        yield document.note
    if document.left_out:
        yield (f"{len(document.left_out)} runs of digits on the page are not part of the text "
               f"({', '.join(document.left_out[:8])}{', …' if len(document.left_out) > 8 else ''})")
    if known and known.text_sha256 != document.sha256:
        yield f"registered as article {known.id}, whose text was another one"


def _stem(file: str) -> str:
    return "stdin" if file == documents.STDIN else Path(file).stem.encode("utf-8", "replace").decode()


def _check_unique(orders: Sequence[Order]) -> None:
    times = Counter(order.article for order in orders)
    for order in orders:
        if times[order.article] > 1:
            raise InputError(documents.named(order.name), f"the id {order.article!a} a second time",
                             "an id of its own for every article", "rename the file, or read it alone with --article")


def _extracted(orders: Sequence[Order], companies: dict[str, str], workers: int) -> list[tuple[Mention, ...]]:
    work = partial(_mentions, companies=companies)
    if workers == 1 or len(orders) == 1:
        return list(map(work, orders))
    with ProcessPoolExecutor(min(workers, len(orders))) as pool:
        return list(pool.map(work, orders, chunksize=max(1, len(orders) // (8 * workers))))


def _mentions(order: Order, companies: dict[str, str]) -> tuple[Mention, ...]:
    return extract(order.document.text, article=order.article, published=order.published, companies=companies)


def _written(mentions: Sequence[Mention], arguments: argparse.Namespace) -> str:
    if arguments.format == "table":
        return printing.table(mentions, None if arguments.out else shutil.get_terminal_size((120, 24)).columns)
    return printing.yaml_list(mentions) if arguments.format == "yaml" else printing.json_lines(mentions)


def _emitted(text: str, out: Path | None, told: str, people: bool = False) -> bytes:
    """Programs get UTF-8 whatever the terminal; people get what their terminal can show."""
    if out is None:
        return text.encode(sys.stdout.encoding if people else "utf-8", "backslashreplace")
    try:
        write_text(out, text)
    except OSError as error:
        raise InputError("option --out", f"{out}: {error.strerror}", "a file that can be written",
                         "choose another place") from None
    return f"{told}; {out}\n".encode("utf-8", "backslashreplace")


def _print(printed: bytes) -> None:
    if sys.stdout is None:
        return                          # with --out nothing has to be said
    try:
        sys.stdout.buffer.write(printed)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_quietly()                 # what the buffer still holds would fail once more
        raise InputError("standard output", str(error.strerror), "a place to print to", "make room") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Bytes as they are, which is why this does not end like the other scripts; a reader who left is no error."""
    try:
        printed = run(with_one_line(parser()).parse_args(arguments))
        _print(printed)
    except RotationError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        leave_quietly()
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
