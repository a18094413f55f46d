"""Small bars that stand in a table's cell: vector, without letters, in the page's own colours by class.

The figures stand beside them in the row, so a bar says nothing that cannot be read; it is hidden from those who listen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def stacked(parts: Mapping[str, int], whole: int) -> str:
    """One bar as an SVG element: each part a ``rect`` of the class of its name; ``whole`` fills the width."""
    return strip(parts.items(), whole)


def strip(parts: Iterable[tuple[str, int]], whole: int, after: int = 0) -> str:
    """The same of parts in a row, of which a name may stand more than once; ``after`` leaves room before the first."""
    left, drawn = after, []
    for name, size in parts:
        if size:
            drawn.append(f'<rect class="{name}" x="{_share(left, whole)}" width="{_share(size, whole)}" height="8"/>')
        left += size
    return ('<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f'{"".join(drawn)}</svg>')


def _share(size: int, whole: int) -> str:
    return f"{100 * size / whole:.1f}".removesuffix(".0") if whole else "0"
