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
FONTS = "DejaVu Sans, Verdana, Bitstream Vera Sans, sans-serif"
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
    """The same picture in fewer bytes and without a style of its own: a tenth of a point is finer than a line is wide,
    blanks draw nothing, and what is styled says so in attributes (a page may forbid styles that stand inside it)."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s*style="([^"]*)"', _attributes, svg)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", svg)
    svg = svg if "xlink:href" in svg else re.sub(r' xmlns:xlink="[^"]*"', "", svg)
    svg = re.sub(r' id="[a-z][a-z0-9.]*_\d+"', "", svg)  # nothing refers to these
    svg = re.sub(r'(?<=[\s"(,])-?\d+\.\d{2,}', lambda match: _short(match[0]), svg)
    svg = re.sub(r' d="([^"]*)"', lambda match: f' d="{_short_path(match[1])}"', svg)
    svg = re.sub(r"(?<=[>\"])\s+(?=[<>])", "", svg)
    return _without_wrappers(_own_names(_on_any_ground(svg)))


def _attributes(style: re.Match[str]) -> str:
    """A style as attributes, without what every element has from the root."""
    pairs = [part.split(":", 1) for part in style[1].split(";") if ":" in part]
    told = {name.strip(): value.strip() for name, value in pairs if name.strip() != "font-family"}
    if told.get("text-anchor") == "start":
        del told["text-anchor"]
    font = told.pop("font", None)
    told |= {"font-size": re.search(r"[\d.]+px", font)[0]} if font and "px" in font else {}
    told |= {"font-weight": "bold"} if font and ("bold" in font or "700" in font) else {}
    if told.get("fill") == INK and "stroke" not in told:
        del told["fill"]
    if told.get("stroke-linejoin") == "round":
        del told["stroke-linejoin"]
    if told.get("stroke-linecap") == "square":          # as at the root; what is left without a word is butt
        del told["stroke-linecap"]
    elif told.get("fill") == "none" and told.get("stroke", "none") != "none":
        told.setdefault("stroke-linecap", "butt")
    return "".join(f' {name}="{value.removesuffix("px")}"' for name, value in told.items())


def _on_any_ground(svg: str) -> str:
    """The root says what is common; the white sheets behind picture and axes go, so that it stands on any ground."""
    svg = re.sub(r'<path d="[^"]*" fill="#ffffff"/>', "", svg)
    root = f' font-family="{FONTS}" fill="{INK}" stroke-linejoin="round" stroke-linecap="square"'
    return re.sub(r' version="1.1"', root, svg, count=1)


def _own_names(svg: str) -> str:
    """Short names for what is referred to; only this picture sees them."""
    names = dict.fromkeys(re.findall(r' id="([^"]+)"', svg))
    for number, name in enumerate(names):
        svg = re.sub(rf'(?<=[#"]){re.escape(name)}(?=[)"])', f"{chr(97 + number % 26)}{number // 26 or ''}", svg)
    return svg


def _without_wrappers(svg: str) -> str:
    """Groups that say nothing are taken away, the innermost first."""
    before = ""
    while before != svg:
        before = svg
        svg = re.sub(r"<g>((?:(?!</?g[ >]).)*)</g>", r"\1", svg, flags=re.DOTALL)
    return svg


def _short(number: str) -> str:
    if 0.001 < abs(float(number)) < 1:
        return number  # a scale or an opacity, not a position
    text = f"{float(number):.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _short_path(path: str) -> str:
    return re.sub(r"\s*([MLCQZz])\s*", r"\1", " ".join(path.split()))
