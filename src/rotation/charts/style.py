"""The house style: sizes, colours, axes; and the one way a figure becomes a picture."""

from __future__ import annotations

import io
import re

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Colours hold a contrast of at least 3:1 on white and stay apart in the common colour-vision deficiencies.
INK, MUTED, GRID = "#1f2933", "#5f6b76", "#d9dee3"
SMALL, LARGE, THIRD, FOURTH = "#b4451f", "#1f5fa8", "#2c7a4b", "#7a4fa3"
GOOD, BAD, NEUTRAL, BAND = "#2c7a4b", "#b4451f", "#6b7680", "#9db7d6"
PALETTE = (SMALL, LARGE, THIRD, FOURTH, "#a87b00", "#3f8f8f", "#8a3f5f", "#56616b")
# Text stays text: smaller, selectable, sharp at any size. The layout is made with DejaVu Sans, which matplotlib
# brings along; where a reader has none, Verdana has the same widths.
FONTS = "'DejaVu Sans', Verdana, 'Bitstream Vera Sans', sans-serif"
WIDTH, HEIGHT = 7.2, 3.8  # inches; at 100 px an inch the text column of the book

_RC = {
    "font.family": "DejaVu Sans", "font.size": 10, "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "axes.edgecolor": MUTED, "axes.labelcolor": INK, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": GRID, "grid.linewidth": 0.6, "axes.axisbelow": True,
    "xtick.color": MUTED, "ytick.color": MUTED, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "text.color": INK, "legend.frameon": False, "legend.fontsize": 9, "lines.linewidth": 1.6,
    "figure.facecolor": "white", "axes.facecolor": "white", "svg.fonttype": "none",
    "xtick.bottom": False, "ytick.left": False, "path.simplify": True,
    "path.simplify_threshold": 0.4, "axes.prop_cycle": matplotlib.cycler(color=PALETTE),
}


def figure(rows: int = 1, columns: int = 1, height: float = HEIGHT, width: float = WIDTH, **more: object
           ) -> tuple[Figure, object]:
    """An empty figure in the house style and its axes (one, or an array of them); no global state is touched."""
    with matplotlib.rc_context(_RC):
        fig = Figure(figsize=(width, height), layout="constrained")
        return fig, fig.subplots(rows, columns, **more)


def direct_label(axis: Axes, x: object, y: float, text: str, color: str, **more: object) -> None:
    """A label at the end of a line, in its colour: easier to read than a legend."""
    axis.annotate(text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", color=color,
                  fontsize=9, **more)


def to_svg(fig: Figure, salt: str) -> str:
    """The figure as SVG text without clock or random ids: the same data draw the same bytes."""
    out = io.StringIO()
    with matplotlib.rc_context({**_RC, "svg.hashsalt": salt}):
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, dpi=100)
    return _compact(out.getvalue())


def _compact(svg: str) -> str:
    """The same picture in fewer bytes: a tenth of a point is finer than a line is wide, and blanks draw nothing."""
    svg = re.sub(r" font-family: [^;\"]*;", "", svg).replace("*{", f"text{{font-family: {FONTS}}}*{{", 1)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*\)"|<metadata>.*?</metadata>', "", svg, flags=re.DOTALL)
    svg = re.sub(r' id="[a-z][a-z0-9.]*_\d+"', "", svg)  # nothing refers to these
    svg = re.sub(r"<g>\s*(<text [^>]*>[^<]*</text>)\s*</g>", r"\1", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?<=[\s"(,])-?\d+\.\d{2,}', lambda match: _short(match[0]), svg)
    svg = re.sub(r' d="([^"]*)"', lambda match: f' d="{_short_path(match[1])}"', svg)
    return re.sub(r">\s+<", "><", svg)


def _short(number: str) -> str:
    if 0.001 < abs(float(number)) < 1:
        return number  # a scale or an opacity, not a position
    text = f"{float(number):.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _short_path(path: str) -> str:
    return re.sub(r"\s*([MLCQZz])\s*", r"\1", " ".join(path.split()))
