"""The same picture for a dark ground: every colour of the house has its counterpart, and blends of them blend anew."""

from __future__ import annotations

import re

from . import style

GROUND = "#16181b"
COUNTERPARTS = {
    style.INK: "#e4e8ec", style.MUTED: "#a3adb7", style.GRID: "#343c45", style.SMALL: "#f08a63", style.LARGE: "#7fb2ec",
    style.THIRD: "#6cc190", style.FOURTH: "#bd9be0", style.NEUTRAL: "#9aa5b0", style.BAND: "#46638a",
    "#a87b00": "#dcae43", "#3f8f8f": "#74c4c4", "#8a3f5f": "#d58eae", "#56616b": "#9aa5af", "#ffffff": GROUND,
    "#cccccc": "#4a535c", "#000000": "#e4e8ec",
}
ENDS = (style.SMALL, style.LARGE)           # what the diverging scale of ``charts.sectors`` ends in
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_Rgb = tuple[int, ...]


def dark(svg: str) -> str:
    """A light picture's counterpart."""
    return _COLOUR.sub(lambda found: counterpart(found[0]), svg)


def counterpart(colour: str) -> str:
    """A colour on the dark ground: the house's own by table, a blend of white and an end of the scale blended anew."""
    if colour in COUNTERPARTS:
        return COUNTERPARTS[colour]
    end, part = min(((end, _part(colour, end)) for end in ENDS), key=lambda found: _distance(colour, *found))
    if _distance(colour, end, part) > 12:
        return colour
    mixed = zip(_rgb(GROUND), _rgb(COUNTERPARTS[end]), strict=True)
    return "#" + "".join(f"{round(a + part * 0.72 * (b - a)):02x}" for a, b in mixed)


def _rgb(colour: str) -> _Rgb:
    return tuple(int(colour[n:n + 2], 16) for n in (1, 3, 5))


def _part(colour: str, end: str) -> float:
    """How far from white to the end of the scale a colour lies, by the channel that moves most."""
    moved = [(255 - a, 255 - b) for a, b in zip(_rgb(colour), _rgb(end), strict=True)]
    way, whole = max(moved, key=lambda pair: pair[1])
    return way / whole


def _distance(colour: str, end: str, part: float) -> float:
    """The largest gap between a colour and the blend it is taken for, in steps of a channel."""
    return max(abs(a - (255 + part * (b - 255))) for a, b in zip(_rgb(colour), _rgb(end), strict=True))
