"""Prove that incremental builds are clean ones: random edits of a small book, both after every one, same bytes.

The small book stands in a folder of its own with a copy of the library, so that everything may be edited
(``small_edits`` has the kinds). After each edit the book is built over the last build, and from nothing in another
folder. Both must make the same site, notebooks and tables, or fail with the same words, the last good site untouched;
and exactly those notebooks may have run that the edit concerns. Every third edit or so is taken back, as is every one
that fails: then nothing may run at all.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from small_book import Done, SmallBook
from small_edits import EDITS, SPOILING, Edit

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.progress import Progress


class Walk:
    """A small book, edited at random."""

    def __init__(self, home: Path, seed: int):
        self.home, self.dice, self.ran = home, random.Random(seed), 0
        self.book = SmallBook.make(home / "incremental" / "book")
        self.clean: dict[str, bytes] = {}

    def begin(self) -> None:
        """The first build, from which all others go on."""
        done = self.book.build()
        if done.code:
            raise CheckFailed(f"the small book does not build: {done.said.strip()}")
        self.clean = self.book.made()

    def kinds(self, edits: int) -> list[Edit]:
        """Each kind as often as any other, in random order."""
        return [kind for _ in range(edits // len(EDITS) + 1) for kind in self.dice.sample(EDITS, len(EDITS))][:edits]

    def step(self, kind: Edit) -> None:
        """One edit, both builds, and perhaps the way back. CheckFailed says what was different."""
        before = self.clean
        self.book.begin()
        concerned = kind(self.book, self.dice)
        copy = self.book.copied(self.home / "clean" / "book")
        with ThreadPoolExecutor(2) as pool:
            theirs = pool.submit(copy.build) if concerned is None or kind not in SPOILING else None
            done = self.book.build()
            clean = theirs.result() if theirs else Done(0, done.said, {})
        if concerned is None:
            self._failed(done, clean, before)
        else:
            self._good(done, clean, copy.made() if theirs else before, set(concerned))
        if concerned is None or (kind not in SPOILING and self.dice.random() < 0.35):
            self.book.undo()
            self._good(self.book.build(), None, before, set())

    def _failed(self, done: Done, clean: Done, before: dict[str, bytes]) -> None:
        if not (done.code == clean.code != 0 and done.said == clean.said):
            raise CheckFailed(f"it ended with {done.code} {done.said!r}, clean with {clean.code} {clean.said!r}")
        now = self.book.made()
        touched = [name for name in before if name.startswith("_build") and now.get(name) != before[name]]
        if touched:
            raise CheckFailed(f"it failed, and the last good site changed: {touched[:3]}")

    def _good(self, done: Done, clean: Done | None, expected: dict[str, bytes], concerned: set[str]) -> None:
        if done.code or (clean and clean.code):
            raise CheckFailed(f"it failed: {done.said.strip()} {clean.said.strip() if clean else ''}")
        now = self.book.made()
        other = sorted(name for name in {*now, *expected} if now.get(name) != expected.get(name))
        if other:
            raise CheckFailed(f"incremental and clean differ: {other[:5]}")
        if done.ran.keys() != concerned:
            raise CheckFailed(f"{done.ran} ran, and {sorted(concerned)} should have")
        self.clean, self.ran = expected, self.ran + len(done.ran)


def prove(home: Path, edits: int, seed: int, only: str = "") -> str:
    """Walk; what was done, in words."""
    walk, counts = Walk(home, seed), Counter()
    kinds = [kind for kind in EDITS if kind.__name__ == only] * edits if only else walk.kinds(edits)
    walk.begin()
    with Progress("edits", edits) as progress:
        for n, kind in enumerate(kinds):
            try:
                walk.step(kind)
            except CheckFailed as error:
                raise CheckFailed(f"seed {seed}, edit {n} ({kind.__name__}): {error}") from None
            counts[kind.__name__] += 1
            progress.step(kind.__name__, n + 1, edits)
    return (f"{edits} edits of {len(counts)} kinds with seed {seed}: incremental equal to clean after every one, and "
            f"{walk.ran} notebooks ran, each concerned by its edit")


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--edits", type=int, default=500, help="how many (default 500)")
    out.add_argument("--seed", type=int, default=1, help="which ones (default 1)")
    out.add_argument("--only", choices=sorted(kind.__name__ for kind in EDITS), default="", help="one kind alone")
    out.add_argument("--home", type=Path, help="where the book is made and left; default: a folder that is removed")
    return out


def run(arguments: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(prefix="rotation-proof-") as scratch:
        home = (arguments.home or Path(scratch)).resolve()
        return prove(home, arguments.edits, arguments.seed, arguments.only)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
