"""One worker's part of a cross-check of files: read its lines, hand over what others need, judge its own blocks.

The steps alternate between own work and an exchange (``workers`` carries it):

1. ``read``     parse the lines that are dealt to it. Tells what is compared with what, and of which articles it has
                figures that may imply others.
2. ``legs``     such figures of one article that several workers have go to one of them.
3. ``imply``    the implied statements; every statement is put under its keys. Tells which keys there are.
4. ``parcels``  blocks that several workers have a part of go to the one that has most.
5. ``judge``    the rules, block by block.

With one worker the same steps run without an exchange, so the result cannot depend on the number of workers.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..errors import InputError
from .blocks import Blocks, Key, compared, distinct, judge, keys_of
from .jsonl import Line, mention_of
from .pairs import Wanted, implied, leg_key, may_imply
from .parcels import Group
from .statements import Mention, Statement, statements_of
from .telling import Contradiction


@dataclass(frozen=True)
class Seen:
    """What a worker tells of its lines: how many mentions, who is compared with whom, how many legs by digest."""

    mentions: int
    compared: frozenset[tuple]
    legs: Mapping[int, int]


class Misread(Exception):
    """An InputError with the place of its line, so that of several workers' errors the first can be told."""

    def __init__(self, place: tuple[int, int], error: InputError):
        self.place, self.error = place, error
        super().__init__(place, error)


class Portion:
    """The state of one worker between the steps."""

    def __init__(self, made: Mapping[str, date]):
        self.made = made
        self.statements: list[Statement] = []
        self.legs = Keyed()
        self.blocks = Keyed()

    def read(self, mine: Iterable[Line]) -> Seen:
        """Misread at the first line that cannot be read."""
        count, pairs = 0, set()
        for line in mine:
            mention = self._mention(line)
            if mention is not None:
                count += 1
                pairs |= compared((mention,))
                self.statements += self._statements(line, mention)
        for made in self.statements:
            if may_imply(made):
                self.legs.put(leg_key(made), made)
        return Seen(count, frozenset(pairs), self.legs.sizes())

    def _mention(self, line: Line) -> Mention | None:
        try:
            mention = mention_of(line)
        except InputError as error:
            raise Misread(line.place, error) from None
        if mention is not None and mention.made is None and mention.article in self.made:
            return replace(mention, made=self.made[mention.article])
        return mention

    def _statements(self, line: Line, mention: Mention) -> list[Statement]:
        try:
            return statements_of(mention)
        except InputError as error:
            told = InputError(f"{line.where}, {error.record}", error.found, error.expected, error.action)
            raise Misread(line.place, told) from None

    def imply(self, wanted: Wanted, received: Iterable[Group]) -> Mapping[int, int]:
        """Put everything under its keys; how many statements there are for each digest of a key."""
        self.legs.take(received)
        follow = [made for legs in self.legs.blocks.values() if len(legs) > 1 for made in implied(legs, wanted)]
        for made in (*self.statements, *follow):
            for key in keys_of(made):
                self.blocks.put(key, made)
        self.statements, self.legs = [], Keyed()
        return self.blocks.sizes()

    def judge(self, received: Iterable[Group]) -> tuple[Contradiction, ...]:
        """What the rules find in the blocks that are kept here."""
        self.blocks.take(received)
        return distinct(judge(self.blocks.blocks))


class Keyed:
    """Statements by key, and what a worker tells others of its keys."""

    def __init__(self) -> None:
        self.blocks: Blocks = defaultdict(list)
        self.digests: dict[Key, int] = {}

    def put(self, key: Key, made: Statement) -> None:
        """One statement under one key."""
        self.blocks[key].append(made)

    def sizes(self) -> dict[int, int]:
        """How many statements for each digest; equal keys have one digest in every process, unequal ones may."""
        self.digests = {key: zlib.crc32(repr(key).encode()) for key in self.blocks}
        found: dict[int, int] = defaultdict(int)
        for key, digest in self.digests.items():
            found[digest] += len(self.blocks[key])
        return dict(found)

    def parcels(self, owners: Mapping[int, int], me: int) -> dict[int, list[Group]]:
        """For each other worker the blocks it owns, by ``owners`` of digests; they are no longer kept here."""
        found: dict[int, list[Group]] = defaultdict(list)
        for key, digest in self.digests.items():
            owner = owners.get(digest, me)
            if owner != me:
                found[owner].append((key, self.blocks.pop(key)))
        return found

    def take(self, received: Iterable[Group]) -> None:
        """What other workers had under keys of this one."""
        for key, block in received:
            self.blocks[key] += block
