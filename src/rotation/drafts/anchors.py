"""Where the numbers of old records stand in a changed text.

The old text is not kept, only its numbers in their order: both texts are rows of printed figures, and these are
aligned. A record keeps its number where the same figure stands in the same company, or where it is the only such
figure left on both sides and reads the same. Otherwise its anchor is lost, and a person is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

COMPANY = 3          # so many figures in a row that agree are the same passage
MOST = 4_000         # figures a text, beyond which aligning would take minutes; then only lone figures are found


@dataclass(frozen=True)
class Place:
    """One number of a text: where it stands, its printed text, and what it is read as."""

    start: int
    end: int
    surface: str
    reading: tuple[str | None, str | None] = (None, None)      # subject and metric; unknown for exclusions


def moved(old: Sequence[Place], new: Sequence[Place]) -> dict[tuple[int, int], Place]:
    """(start, end) of an old place → the place in the new text where it stands without doubt."""
    old, new = sorted(old, key=_start), sorted(new, key=_start)
    found = _in_company(old, new) if max(len(old), len(new)) <= MOST else {}
    return found | _alone([one for one in old if (one.start, one.end) not in found],
                          [one for one in new if one not in set(found.values())])


def _start(place: Place) -> int:
    return place.start


def _in_company(old: Sequence[Place], new: Sequence[Place]) -> dict[tuple[int, int], Place]:
    """Matches inside runs of at least COMPANY figures, or of a whole short text, or of figures that read the same."""
    rows = SequenceMatcher(None, [one.surface for one in old], [one.surface for one in new], autojunk=False)
    found = {}
    for block in rows.get_matching_blocks():
        whole = 0 < block.size == len(old)
        for n in range(block.size):
            before, after = old[block.a + n], new[block.b + n]
            if block.size >= COMPANY or whole or _alike(before, after):
                found[before.start, before.end] = after
    return found


def _alone(old: Sequence[Place], new: Sequence[Place]) -> dict[tuple[int, int], Place]:
    """Figures left over once on each side that read the same."""
    left, right = _by_surface(old), _by_surface(new)
    pairs = [(left[surface][0], right[surface][0]) for surface in left
             if len(left[surface]) == len(right.get(surface, ())) == 1]
    return {(before.start, before.end): after for before, after in pairs if _alike(before, after)}


def _alike(before: Place, after: Place) -> bool:
    return before.reading == after.reading and None not in before.reading


def _by_surface(places: Sequence[Place]) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[place.surface].append(place)
    return found
