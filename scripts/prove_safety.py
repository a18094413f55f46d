"""Prove that accidents do no harm: builds of a small book that are killed, interrupted, doubled, robbed of their store
or of space. During and after every one the last good site stands whole; the next build is equal to a clean one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from small_book import SmallBook
from small_edits import row, template, words

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.progress import Progress

EDITS = (row, template, words)
LONGEST = 120.0           # seconds that a build of the small book may take, on a busy machine
SITE = "_build/html/"
LEFT = ("_build/.html.site-*", "_build/.html.new", "_build/.html.previous", "_build/store/.new-*",
        "chapters/.*.ipynb.*", "data/.*.csv.*")


class Scene:
    """A small book with a good site, and its clean twin."""

    def __init__(self, home: Path, seed: int):
        self.home, self.dice, self.took = home, random.Random(seed), 5.0
        self.book = SmallBook.make(home / "incremental" / "book")
        self.rebuild("the first build")

    def edit(self) -> None:
        """Something that makes notebooks or pages anew."""
        self.before = self.site()
        self.dice.choice(EDITS)(self.book, self.dice)
        self.dice.choice(EDITS)(self.book, self.dice)

    def site(self) -> dict[str, bytes]:
        return {name: content for name, content in self.book.made().items() if name.startswith(SITE)}

    def whole(self, after: dict[str, bytes], what: str) -> None:
        """The site is the one before or the one after, nothing between."""
        if self.site() not in (self.before, after):
            raise CheckFailed(f"{what}: the site is neither the last good one nor the new one")

    def rebuild(self, what: str) -> None:
        """An ordinary build, equal to a clean one, that leaves nothing behind."""
        copy = self.book.copied(self.home / "clean" / "book")
        began = time.monotonic()
        done = self.book.build()
        self.took = time.monotonic() - began
        clean = copy.build()
        if done.code or clean.code:
            raise CheckFailed(f"{what}: the next build failed: {done.said.strip()} {clean.said.strip()}")
        now, expected = self.book.made(), copy.made()
        other = sorted(name for name in {*now, *expected} if now.get(name) != expected.get(name))
        if other:
            raise CheckFailed(f"{what}: the next build differs from a clean one: {other[:5]}")
        left = sorted(path.name for pattern in LEFT for path in self.book.home.glob(pattern))
        if left:
            raise CheckFailed(f"{what}: left behind: {left}")

    def expected(self) -> dict[str, bytes]:
        """The site that a clean build of the edited book makes."""
        copy = self.book.copied(self.home / "clean" / "book")
        copy.build()
        return {name: content for name, content in copy.made().items() if name.startswith(SITE)}


# ---------------------------------------------------------------- accidents

def killed(scene: Scene) -> str:
    """kill -9, of the build or of any process that it started."""
    return _stopped(scene, signal.SIGKILL, whole_group=False)


def interrupted(scene: Scene) -> str:
    """Ctrl-C: everybody hears it; one line, nothing goes on."""
    return _stopped(scene, signal.SIGINT, whole_group=True)


def _stopped(scene: Scene, number: signal.Signals, whole_group: bool) -> str:
    scene.edit()
    after = scene.expected()
    running = scene.book.start()
    pause = scene.dice.random() * scene.took
    time.sleep(pause)
    if whole_group:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, number)
    else:
        victims = [running.pid, *_below(running.pid)]
        with suppress(ProcessLookupError):
            os.kill(scene.dice.choice(victims) if scene.dice.random() < 0.5 else running.pid, number)
    said = running.communicate(timeout=LONGEST)[1]
    if whole_group and running.returncode not in (0, 130):
        raise CheckFailed(f"interrupted after {pause:.2f} s: exit code {running.returncode}: {said}")
    if len(said.splitlines()) > 3 or "Traceback" in said:
        raise CheckFailed(f"stopped after {pause:.2f} s: it said {said}")
    scene.whole(after, f"stopped by {number.name} after {pause:.2f} s")
    return f"exit {running.returncode}"


def doubled(scene: Scene) -> str:
    """Two builds at once, the second a little later: both are good."""
    scene.edit()
    first = scene.book.start()
    time.sleep(scene.dice.random() * scene.took / 2)
    second = scene.book.start()
    said = [one.communicate(timeout=LONGEST)[1] for one in (first, second)]
    if first.returncode or second.returncode:
        raise CheckFailed(f"two builds at once: {first.returncode}, {second.returncode}: {said}")
    return "both good"


def robbed(scene: Scene) -> str:
    """The store is deleted while a build runs."""
    scene.edit()
    running = scene.book.start()
    time.sleep(scene.dice.random() * scene.took)
    shutil.rmtree(scene.book.path("_build/store"), ignore_errors=True)
    said = running.communicate(timeout=LONGEST)[1]
    if running.returncode:
        raise CheckFailed(f"its store was deleted: {said}")
    return "good"


ACCIDENTS: tuple[Callable[[Scene], str], ...] = (killed, killed, interrupted, doubled, robbed)


def _below(pid: int) -> list[int]:
    found = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            found += [int(child), *_below(int(child))]
    return found


# ---------------------------------------------------------------- no space, no permission

@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; OSError where none may be mounted."""
    place.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)],
                             capture_output=True, text=True, check=False) if shutil.which("mount") else None
    if mounted is None or mounted.returncode:
        raise OSError(f"no file system can be mounted here: {mounted.stderr.strip() if mounted else 'no mount'}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def full_disk(scene: Scene, free: int) -> str:
    """A build with ``free`` bytes left on a disk that also holds its scratch files."""
    def fill(book: SmallBook) -> None:
        left = shutil.disk_usage(book.home).free
        (book.home.parent / "filler").write_bytes(b"\0" * max(0, left - free))

    return _without(scene, fill, lambda book: (book.home.parent / "filler").unlink(), (0, 1, 2))


def read_only(scene: Scene) -> str:
    """A build on a disk that may only be read: nothing to do is well, something is a clear error."""
    def remount(how: str) -> Callable[[SmallBook], None]:
        return lambda book: subprocess.run(["mount", "-o", f"remount,{how}", str(book.home.parent)], check=True)

    return _without(scene, remount("ro"), remount("rw"), (2,), scratch=scene.home)


def _without(scene: Scene, take: Callable[[SmallBook], object], give: Callable[[SmallBook], object],
             codes: tuple[int, ...], scratch: Path | None = None) -> str:
    with small_disk(scene.home / "disk", 160) as disk:
        shutil.copytree(scene.book.home, disk / "book", symlinks=True)
        for path in scene.book.home.parent.glob("*.outside"):
            shutil.copy2(path, disk)
        (disk / "scratch").mkdir()
        there = Scene.__new__(Scene)
        there.home, there.dice, there.took, there.book = scene.home, scene.dice, scene.took, SmallBook(disk / "book")
        there.rebuild("on a disk of its own")
        there.edit()
        after = there.expected()
        take(there.book)
        done = there.book.build(TMPDIR=str(scratch or disk / "scratch"))
        there.whole(after, "without space or permission")
        give(there.book)
        lines = [line for line in done.said.splitlines() if not line.startswith("note:")]
        if done.code not in codes or len(lines) != 1:
            raise CheckFailed(f"exit code {done.code}: {done.said}")
        there.rebuild("with space and permission again")
    return f"exit {done.code}: {lines[0]}"


# ---------------------------------------------------------------- the campaign

def prove(home: Path, times: int, seed: int) -> str:
    """Accidents in random order; what happened, counted."""
    scene, counts = Scene(home, seed), Counter()
    with Progress("accidents", times) as progress:
        for n in range(times):
            accident = scene.dice.choice(ACCIDENTS)
            try:
                counts[f"{accident.__name__}: {accident(scene)}"] += 1
                scene.rebuild(f"after being {accident.__name__}")
            except CheckFailed as error:
                raise CheckFailed(f"seed {seed}, accident {n} ({accident.__name__}): {error}") from None
            progress.step(accident.__name__, n + 1, times)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return f"{times} accidents with seed {seed}: the last good site stood, and the next build was clean ({told})"


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--accidents", type=int, default=30, help="how many (default 30)")
    out.add_argument("--seed", type=int, default=1, help="which ones (default 1)")
    return out


def run(arguments: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(prefix="rotation-safety-") as home:
        return prove(Path(home), arguments.accidents, arguments.seed)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
