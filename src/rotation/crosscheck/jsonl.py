"""Numeric mentions as JSON lines, one object a line, fields of the vocabulary; read strictly, told by file and line.

Several processes can read the same files together: ``dealt`` gives each its lines, by what the lines speak of, so
that what is to be compared mostly meets in one process.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

from ..errors import InputError
from ..records import DIRECTIONS
from . import vocabulary as words
from .statements import Mention

_TEXTS = ("subject", "metric", "comparand", "qualifier", "as_of", "period", "surface", "unit", "label", "horizon")
_NEEDED = ("article", "subject", "metric")
_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 20
_EVERY = 8             # one line in so many is looked at to see which topics are large
_ROUND = -1
_SUBJECT, _METRIC, _SURFACE = (re.compile(rb'"%s"\s*:\s*"([^"]*)' % name)
                               for name in (b"subject", b"metric", b"surface"))
_DIGITS = tuple(b"%d" % n for n in range(10))


class Line(NamedTuple):
    """One line that is not empty: its file, the number of the file, where the line begins, and its bytes."""

    path: Path
    file: int
    offset: int
    content: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Lines in the order of the files have places in order."""
        return self.file, self.offset

    @property
    def where(self) -> str:
        """File and line number; counted when somebody asks, because only errors do."""
        with self.path.open("rb") as file:
            return f"{self.path}, line {_newlines(file, self.offset) + 1}"


def _newlines(file: BinaryIO, stop: int) -> int:
    found = 0
    while stop > 0 and (block := file.read(min(stop, _BLOCK))):
        found, stop = found + block.count(b"\n"), stop - len(block)
    return found


def read_mentions(paths: Sequence[Path]) -> Iterator[Mention]:
    """Every check-worthy mention of the files, in their order. InputError names file and line."""
    for line in lines(paths):
        mention = mention_of(line)
        if mention is not None:
            yield mention


def size_of(paths: Sequence[Path]) -> int:
    """Bytes of all files. InputError for the first that cannot be read."""
    return sum(_size(path) for path in paths)


def _size(path: Path) -> int:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(str(path), (error.strerror or "no file").lower(), "a file of JSON lines", "check the path"
                         ) from None
    if not path.is_file():
        raise InputError(str(path), "no regular file", "a file of JSON lines", "write the claims to a file")
    return path.stat().st_size


def lines(paths: Sequence[Path], wanted: Callable[[int, bytes], bool] | None = None) -> Iterator[Line]:
    """The lines that hold anything; of those the ``wanted`` ones, by their number over all files and their bytes."""
    n = 0
    for number, path in enumerate(paths):
        offset = 0
        with path.open("rb") as file:
            for content in file:
                if (wanted is None or wanted(n, content)) and not content.isspace():
                    yield Line(path, number, offset, content if offset else content.removeprefix(_BOM))
                offset += len(content)
                n += 1


def dealt(paths: Sequence[Path], me: int, of: int) -> Iterator[Line]:
    """The lines of worker ``me`` of ``of``: each line goes to one worker, and all workers agree to which.

    Lines of one subject and family stay together as far as that leaves the workers equally much to do. It is a
    matter of speed only: what is compared with what is settled by keys, later.
    """
    if of == 1:
        return lines(paths)
    owner = _Dealer(paths, of).owner
    return lines(paths, lambda n, content: owner(n, content) == me)


class _Dealer:
    """Who gets a line. A sample of the lines tells which topics are large and how much there is to do."""

    def __init__(self, paths: Sequence[Path], of: int):
        self.of = of
        work: Counter[bytes] = Counter()
        for line in lines(paths, lambda n, _: n % _EVERY == 0):
            work[_topic(*_spoken_of(line.content))] += _work(line.content)
        self.owners = share_out(work, of)
        self.known: dict[tuple[bytes, bytes], int] = {}

    def owner(self, n: int, content: bytes) -> int:
        """The worker of line ``n``."""
        spoken = _spoken_of(content)
        found = self.known.get(spoken)
        if found is None:
            topic = _topic(*spoken)
            found = self.known[spoken] = self.owners.get(topic, crc32(topic) % self.of)
        return n % self.of if found == _ROUND else found


def share_out(work: Mapping[Hashable, int], of: int) -> dict[Hashable, int]:
    """Who of ``of`` workers gets which topic, the most work first, to whoever has least.

    A topic that is more than a worker's whole share has nobody: its lines go round.
    """
    fair = sum(work.values()) / of
    load, owners = [0] * of, {}
    for topic in sorted(work, key=lambda topic: (-work[topic], topic)):
        owners[topic] = _ROUND
        if work[topic] <= fair:
            owners[topic] = min(range(of), key=lambda n: (load[n], n))
            load[owners[topic]] += work[topic]
    return owners


def _spoken_of(content: bytes) -> tuple[bytes, bytes]:
    """Subject and metric as they stand in a line that nobody has parsed."""
    subject, metric = _SUBJECT.search(content), _METRIC.search(content)
    return subject[1] if subject else b"", metric[1] if metric else b""


def _topic(subject: bytes, metric: bytes) -> bytes:
    """One topic for all spellings of a subject; where two are compared, for small caps and large."""
    kind, plain = words.family(metric.decode(errors="replace")), subject.decode(errors="replace")
    known = words.side(plain) if kind in (words.RELATIVE, *words.DISCOUNTS) else words.name(plain)
    return f"{words.SMALL if known == words.LARGE else known} {kind}".encode()


def _work(content: bytes) -> int:
    """Roughly how much a line costs: a number twice as much as none, an exact one more."""
    surface = _SURFACE.search(content)
    digits = sum(map(surface[1].count, _DIGITS)) if surface else 0
    return 2 + 2 * (digits > 0) + (digits > 2)


def mention_of(line: Line) -> Mention | None:
    """The mention that a line holds; None for one that is not check-worthy. InputError without a place."""
    record = _parsed(line)
    _has_what_it_needs(record, line)
    return _mention(line, record) if record.get("check_worthy", True) else None


class _Named(NamedTuple):
    """The place of a record that stands on no line."""

    where: str


def mention_from(record: Mapping[str, object], where: str = "a record") -> Mention:
    """A mention from the fields of the vocabulary, as an extraction emits them; ``where`` names it in an InputError."""
    _has_what_it_needs(record, _Named(where))
    return _mention(_Named(where), record)


def _parsed(line: Line) -> Mapping[str, object]:
    try:
        record = json.loads(line.content.decode("utf-8"))
        if b"\\u" in line.content:
            json.dumps(record, ensure_ascii=False).encode("utf-8")       # half a surrogate pair cannot be written again
    except UnicodeError:
        raise InputError(line.where, "text that is not UTF-8", "one JSON object in UTF-8", "mend the line") from None
    except json.JSONDecodeError as error:
        raise InputError(line.where, f"{error.msg} at character {error.pos}", "one JSON object", "mend the line"
                         ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(line.where, f"{error}"[:80], "one JSON object", "mend the line") from None
    if not isinstance(record, dict):
        raise InputError(line.where, type(record).__name__, "a JSON object", "mend the line")
    return record


def _has_what_it_needs(record: Mapping[str, object], line: Line | _Named) -> None:
    for name in _NEEDED:
        if name not in record:
            raise InputError(line.where, f"no {name!r}", "the fields of a numeric mention",
                             "write the field, null if unknown")


def _mention(line: Line | _Named, record: Mapping[str, object]) -> Mention:
    for name in ("article", *_TEXTS):
        if not isinstance(record.get(name), str | None):
            raise InputError(line.where, f"{name} {record[name]!r}"[:120], "text or null", "write it in quotes")
    direction = record.get("direction") or "none"
    if direction not in DIRECTIONS:
        raise InputError(line.where, f"direction {direction!r}"[:120], " or ".join(DIRECTIONS),
                         "use a word of the vocabulary")
    name = record.get("id") or record.get("claim") or f"{record['article']}:{record.get('start')}-{record.get('end')}"
    return Mention(
        id="_".join(str(name).split()), article=str(record["article"]), direction=direction,
        **{**{key: record.get(key) for key in _TEXTS}, "surface": record.get("surface") or record.get("stated")},
        value=_value(line, record), kind=_text(line, record, "kind") or "observation",
        complete=record.get("complete", True) is not False, made=_made(line, record),
        statement=_text(line, record, "statement") or "", lost=bool(record.get("lost")),
    )


def _value(line: Line | _Named, record: Mapping[str, object]) -> object:
    found = record.get("value")
    for part in found if isinstance(found, list) else [found]:
        if not isinstance(part, str | int | float | None):
            raise InputError(line.where, f"value {found!r}"[:120], "a number, two of a range, or an ISO date",
                             "write the value as the vocabulary has it")
    return found


def _text(line: Line | _Named, record: Mapping[str, object], name: str) -> str | None:
    found = record.get(name)
    if not isinstance(found, str | None):
        raise InputError(line.where, f"{name} {found!r}"[:120], "text or null", "write it in quotes")
    return found


def _made(line: Line | _Named, record: Mapping[str, object]) -> date | None:
    """The day of the article, where the record gives it."""
    text = record.get("made") or record.get("published_at")
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise InputError(line.where, f"date {text!r}"[:120], "an ISO date", "write it as YYYY-MM-DD") from None
