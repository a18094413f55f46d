"""Results by what they were made from. Safe to delete, to kill and to share; bounded in size.

    <home>/<name>/<address>/entry.json   what the run stood on: {key: digest}, and the digest of its result
    <home>/<name>/<address>/result       the bytes

An entry is written into a folder of its own and renamed into place, so it is whole or absent. One that is neither
(truncated, foreign, of another format) is thrown away with a note and the run is made again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .digests import Digests, digest

FORMAT = 1
VARIANTS = 6                         # results kept of one name: a few editions, and the last few edits
LIMIT = 2 * 1024 ** 3                # bytes of the whole store
_HOW = {"read": "", "list": "names in ", "has": "presence of ", "variable": "variable "}
KINDS = {"fixed", *_HOW}


@dataclass(frozen=True)
class Found:
    """A result that still holds, or why there is none."""

    result: bytes | None
    why: str = ""


class Store:
    """Kept results under one folder."""

    def __init__(self, home: Path, digests: Digests, note: Callable[[str], None] = lambda _: None,
                 limit: int = LIMIT):
        self.home, self.digests, self.note, self.limit = home, digests, note, limit

    def find(self, name: str, fixed: Mapping[str, str]) -> Found:
        """The result of a run whose every dependency is as it was; ``fixed`` are those known before it runs."""
        entries = self._entries(name)
        if not entries:
            return Found(None, "never run")
        changes: list[list[str]] = []
        for place, entry in entries:
            changed = self._changed(entry["stands_on"], fixed)
            if changed:
                changes.append(changed)
                continue
            result = self._result(place, entry)
            if result is not None:
                with suppress(OSError):             # a store that may only be read still serves
                    os.utime(place)
                return Found(result)
        return Found(None, _told(min(changes, key=len)) if changes else "its kept result was damaged")

    def keep(self, name: str, fixed: Mapping[str, str], stood_on: Mapping[str, str], result: bytes) -> None:
        """Keep a result. Without space or permission the run still counts, it is only not kept."""
        stands_on = {**{f"fixed:{key}": value for key, value in fixed.items()}, **stood_on}
        entry = {"format": FORMAT, "stands_on": stands_on, "result": digest(result)}
        text = json.dumps(entry, indent=0, sort_keys=True)
        place = self.home / _safe(name) / digest(text.encode())
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(dir=self.home, prefix=f".new-{os.getpid()}-"))
            try:
                (beside / "result").write_bytes(result)
                (beside / "entry.json").write_text(text, encoding="utf-8")
                os.replace(beside, place)
            except OSError:
                shutil.rmtree(beside, ignore_errors=True)
                if not place.is_dir():
                    raise
        except OSError as error:
            self.note(f"{name}: not kept ({error.strerror or error})")
            return
        self._trim(place.parent)

    def bound(self) -> None:
        """Throw away the least recently used results until the whole is within its limit."""
        self._sweep()
        places, sizes = [], {}
        for place in self.home.glob("[!.]*/*/"):
            with suppress(OSError):                     # another build has thrown it away meanwhile
                sizes[place] = sum(file.stat().st_size for file in place.iterdir())
                places.append((place.stat().st_mtime_ns, place))
        total = sum(sizes.values())
        for _, place in sorted(places):
            if total <= self.limit:
                return
            total -= sizes[place]
            shutil.rmtree(place, ignore_errors=True)

    def _sweep(self) -> None:
        """Throw away what killed writers left."""
        for left in self.home.glob(".new-*"):
            writer = left.name.split("-")[1]
            if not (writer.isdigit() and os.path.exists(f"/proc/{writer}")):
                shutil.rmtree(left, ignore_errors=True)

    def _entries(self, name: str) -> list[tuple[Path, dict]]:
        """Every readable entry of a name, most recently used first."""
        try:
            places = sorted((self.home / _safe(name)).iterdir(), key=lambda place: -place.stat().st_mtime_ns)
        except OSError:
            return []
        return [(place, entry) for place in places if (entry := self._entry(name, place)) is not None]

    def _entry(self, name: str, place: Path) -> dict | None:
        try:
            text = (place / "entry.json").read_text(encoding="utf-8")
            entry = json.loads(text)
            sound = (entry["format"] == FORMAT and isinstance(entry["result"], str)
                     and all(key.partition(":")[0] in KINDS for key in entry["stands_on"])
                     and digest(text.encode()) == place.name)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            sound = False
        if not sound:
            self._discard(name, place)
            return None
        return entry

    def _result(self, place: Path, entry: Mapping[str, object]) -> bytes | None:
        try:
            result = (place / "result").read_bytes()
        except OSError:
            result = None
        if result is None or digest(result) != entry["result"]:
            self._discard(place.parent.name, place)
            return None
        return result

    def _discard(self, name: str, place: Path) -> None:
        self.note(f"{name}: a kept result was damaged and is thrown away ({place.name[:12]})")
        shutil.rmtree(place, ignore_errors=True)
        with suppress(OSError):
            place.unlink(missing_ok=True)

    def _changed(self, stands_on: Mapping[str, str], fixed: Mapping[str, str]) -> list[str]:
        """Keys whose content is not what it was."""
        before = {key.removeprefix("fixed:"): value for key, value in stands_on.items() if key.startswith("fixed:")}
        changed = [f"fixed:{key}" for key in sorted(before.keys() | fixed.keys()) if before.get(key) != fixed.get(key)]
        return changed + [key for key, value in stands_on.items()
                          if not key.startswith("fixed:") and self.digests.present(key) != value]

    def _trim(self, folder: Path) -> None:
        try:
            places = sorted(folder.iterdir(), key=lambda place: -place.stat().st_mtime_ns)
        except OSError:
            return
        for place in places[VARIANTS:]:
            shutil.rmtree(place, ignore_errors=True)


def _told(changed: list[str]) -> str:
    """The first changes in words."""
    names = [_word(key) for key in changed]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more} changed"


def _word(key: str) -> str:
    how, _, name = key.partition(":")
    return name if how == "fixed" else f"{_HOW[how]}{name}"


def _safe(name: str) -> str:
    """A name as one folder name: nothing in it can lead elsewhere."""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:80]
    return plain if plain == name else f"{plain}-{digest(name.encode())[:12]}"
