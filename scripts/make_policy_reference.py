"""Write the policy reference tables from the FOMC's own statements and FRED's target series.

    python scripts/make_policy_reference.py [--source ../shared/market] [--out data/reference]

Makes ``fomc_meetings.csv`` (every decision from 2020, holds too), ``rate_moves.csv`` (every move of the
target from 1982) and ``documents.d/fomc_statements.yml``. Announcement dates that a target series cannot
give (it steps on another day in each era) are typed in ``announcements.csv`` beside the tables, each with
its document.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import yaml

from rotation.errors import InputError, RotationError
from rotation.files import read_rows
from rotation.paths import DATA, ROOT

STATEMENTS = "text/fomc_statements__heliar-k.csv"
RANGE = "macro/fred_rates__heliar-k.csv"
TARGET = "macro/DFEDTAR_1982_2008__hussamalazzawi.csv"
STORED_COPY = "stored copy: heliar-k/market-base, data/fed/statements.csv, commit ea74518ee9fe"

# Not on the calendar of 2020 as published on 2020-03-02 (document fomc-calendar-2020-03-02).
UNSCHEDULED = {date(2020, 3, 3), date(2020, 3, 15), date(2020, 3, 23)}
FIRST_ANNOUNCED = date(1994, 2, 4)   # before this day the Committee announced nothing

NUMBER = r"\d+(?:-\d/\d)?|\d/\d"
SENTENCE = re.compile(
    r"(?:the|a) (?:target range for the federal funds rate|federal funds rate in a target range)"
    rf"(?: by \d/\d percentage point,?)? (?:to|at|of) ({NUMBER}) to ({NUMBER}) percent"
)
MEETING_COLUMNS = (
    "announcement", "effective", "scheduled", "decision", "change_bp", "lower", "upper", "document",
)
MOVE_COLUMNS = (
    "announcement", "effective", "change_bp", "target_or_lower", "upper", "announcement_basis", "document",
)


Row = tuple[str, ...]
Typed = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Statement:
    """One statement: the day it came out, its address, and the target range it names, in per cent."""

    day: date
    title: str
    url: str
    lower: Decimal
    upper: Decimal

    @property
    def document(self) -> str:
        return f"fomc-{self.day.isoformat()}"


@dataclass(frozen=True)
class Step:
    """One step of a target series: the day it shows and the levels (per cent) before and after.

    In the era of a single target ``upper`` is None and ``before`` and ``lower`` are that target.
    """

    day: date
    before: Decimal
    lower: Decimal
    upper: Decimal | None


# ---------------------------------------------------------------- statements

def percent(text: str) -> Decimal:
    """A level as the Committee writes it, ``3-1/2`` or ``1/4`` or ``5``, in per cent."""
    whole, _, fraction = text.rpartition("-") if "-" in text else ("0", "", text)
    if "/" not in fraction:
        return Decimal(text)
    over, under = fraction.split("/")
    return Decimal(whole) + Decimal(over) / Decimal(under)


def stated_range(text: str, record: str) -> tuple[Decimal, Decimal]:
    """The target range a statement names, in per cent.

    The stored copy spoils some hyphens of fractions into a long dash and a control character.
    """
    flat = " ".join(re.sub("[\u2010-\u2015][\x80-\x9f]*", "-", text).split())
    found = SENTENCE.search(flat)
    if not found:
        raise InputError(record, "no target range", "a sentence on the target range",
                         "read the statement and widen the pattern")
    return percent(found[1]), percent(found[2])


def read_statements(path: Path) -> list[Statement]:
    """Every stored FOMC statement, by date."""
    csv.field_size_limit(sys.maxsize)
    rows = [row for row in read_rows(path) if row["kind"] == "statement"]
    return sorted((as_statement(row) for row in rows), key=lambda statement: statement.day)


def as_statement(row: dict[str, str]) -> Statement:
    day = datetime.strptime(row["date"], "%Y%m%d").date()
    lower, upper = stated_range(row["body"], row["id"])
    return Statement(day, row["title"], row["url"], lower, upper)


# ---------------------------------------------------------------- series

def read_range(path: Path) -> Iterator[tuple[date, Decimal, Decimal]]:
    for row in read_rows(path):
        if row["DFEDTARU"]:
            yield date.fromisoformat(row["date"]), Decimal(row["DFEDTARL"]), Decimal(row["DFEDTARU"])


def read_target(path: Path) -> Iterator[tuple[date, Decimal]]:
    for row in read_rows(path):
        yield datetime.strptime(row["DATE"], "%m/%d/%Y").date(), Decimal(row["DFEDTAR"])


def target_steps(levels: Iterable[tuple[date, Decimal]]) -> Iterator[Step]:
    """Steps of the single target, before the range."""
    before = None
    for day, level in levels:
        if before is not None and level != before:
            yield Step(day, before, level, None)
        before = level


def range_steps(levels: Iterable[tuple[date, Decimal, Decimal]], before: Decimal) -> Iterator[Step]:
    """Steps of the range, told by its upper bound; the first step comes from the single target ``before``."""
    for day, lower, upper in levels:
        if upper != before:
            yield Step(day, before, lower, upper)
        before = upper


def change_bp(step: Step) -> Decimal:
    """Change of the target, or of the range's upper bound, in basis points."""
    return (step.lower if step.upper is None else step.upper) * 100 - step.before * 100


# ---------------------------------------------------------------- tables

def meeting_rows(statements: list[Statement], steps: list[Step]) -> list[Row]:
    """One row a statement. A hold has no effective date: nothing took effect."""
    before = level_before(statements[0].day, steps)
    rows = []
    for statement in statements:
        rows.append(meeting_row(statement, statement.upper - before, steps))
        before = statement.upper
    return rows


def level_before(day: date, steps: list[Step]) -> Decimal:
    return [step.upper for step in steps if step.day < day and step.upper is not None][-1]


def meeting_row(statement: Statement, change: Decimal, steps: list[Step]) -> Row:
    decision = "hold" if change == 0 else "hike" if change > 0 else "cut"
    effective = "" if decision == "hold" else effective_day(statement, steps).isoformat()
    scheduled = "false" if statement.day in UNSCHEDULED else "true"
    return (statement.day.isoformat(), effective, scheduled, decision, plain(change * 100),
            level(statement.lower), level(statement.upper), statement.document)


def effective_day(statement: Statement, steps: list[Step]) -> date:
    """The day the series steps to the announced range: the announcement or the day after, nothing else."""
    for step in steps:
        gap = (step.day - statement.day).days
        if 0 <= gap <= 1 and (step.lower, step.upper) == (statement.lower, statement.upper):
            return step.day
    raise InputError(statement.document, "no step of DFEDTARU within a day", f"a step to {statement.upper}",
                     "compare the statement with the series")


def move_rows(steps: Iterable[Step], meetings: list[Row], typed: Typed) -> list[Row]:
    """Every move; announced when the typed document says, else the statement, else the step, marked so."""
    announced = {row[1]: row for row in meetings if row[1]}
    days = [(step, step.day.isoformat()) for step in steps]
    return [move_row(step, announced.get(day), typed.get(day)) for step, day in days]


def move_row(step: Step, meeting: Row | None, typed: dict[str, str] | None) -> Row:
    announcement, effective, basis, document = announcement_of(step, meeting, typed)
    upper = "" if step.upper is None else level(step.upper)
    return (announcement, effective, plain(change_bp(step)), level(step.lower), upper, basis, document)


def announcement_of(step: Step, meeting: Row | None, typed: dict[str, str] | None) -> Row:
    """Announcement day, effective day, basis and document of one move."""
    day = step.day.isoformat()
    if typed:
        return typed["announcement"], typed["effective"], typed["basis"], typed["document"]
    if meeting:
        return meeting[0], day, "document", meeting[7]
    if step.day < FIRST_ANNOUNCED:
        return day, day, "target series step, effective date; no announcement before February 1994", ""
    return day, day, "target series step; no document read", ""


def document_record(statement: Statement) -> dict[str, object]:
    return {
        "id": statement.document, "title": f"{statement.title} ({statement.day.isoformat()})",
        "publisher": "Board of Governors of the Federal Reserve System", "url": statement.url,
        "date": statement.day, "released_at": statement.day,
        "read_as": f"{STORED_COPY}, row {Path(statement.url).stem}",
        "where": "the sentence on the target range for the federal funds rate", "note": None,
    }


# ---------------------------------------------------------------- text

def plain(figure: Decimal) -> str:
    """Basis points without superfluous zeros."""
    return format(figure.normalize(), "f") if figure else "0"


def level(figure: Decimal) -> str:
    """A level in per cent, at least two decimals (sixteenths before 1990 need four)."""
    text = format(figure.normalize(), "f")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


def write_table(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


class Plain(yaml.SafeDumper):
    """Writes a repeated value out again: anchors are for machines."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class names it
        return True


def write_records(path: Path, records: list[dict[str, object]]) -> None:
    text = yaml.dump(records, Dumper=Plain, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(text, encoding="utf-8", newline="\n")


def read_typed(path: Path) -> dict[str, dict[str, str]]:
    """Announcements that rest on a document, by the day on which the series steps."""
    if not path.is_file():
        return {}
    return {row["step"]: row for row in read_rows(path)}


def make(source: Path, out: Path) -> str:
    """Write the three files; returns one line that says what they hold."""
    statements = read_statements(source / STATEMENTS)
    target = list(target_steps(read_target(source / TARGET)))
    ranged = list(range_steps(read_range(source / RANGE), before=target[-1].lower))
    meetings = meeting_rows(statements, ranged)
    moves = move_rows(target + ranged, meetings, read_typed(out / "announcements.csv"))
    write_table(out / "fomc_meetings.csv", MEETING_COLUMNS, meetings)
    write_table(out / "rate_moves.csv", MOVE_COLUMNS, moves)
    records = [document_record(statement) for statement in statements]
    write_records(out / "documents.d" / "fomc_statements.yml", records)
    return f"{len(meetings)} decisions, {len(moves)} moves"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT / "../shared/market", help="raw market files")
    parser.add_argument("--out", type=Path, default=DATA / "reference")
    options = parser.parse_args(arguments)
    try:
        print(make(options.source, options.out))
    except RotationError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
