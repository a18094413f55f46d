"""Which figures are of ordinary parts: drawing one twice is drawing it once, silently.

Known kinds of artists on plain axes with linear or date scales, texts in the standard font; a figure with anything else
is none. A new kind enters with a test that its bytes are those of the default engine.
"""

from __future__ import annotations

import math

_ARTISTS = {"matplotlib.lines": ("Line2D",), "matplotlib.patches": ("Rectangle", "Polygon", "PathPatch"),
            "matplotlib.text": ("Text", "Annotation"), "matplotlib.spines": ("Spine",),
            "matplotlib.legend": ("Legend",), "matplotlib.axis": ("XAxis", "YAxis"),
            "matplotlib.collections": ("PathCollection", "LineCollection", "PolyCollection",
                                       "FillBetweenPolyCollection")}
_OURS = ("matplotlib.ticker", "matplotlib.dates", "matplotlib.category", "pandas.plotting.")   # they only compute
_OPEN = ("FuncFormatter", "LogLocator", "MultipleLocator", "IndexLocator")     # a user's function; thousands of ticks
_WORDS = ("fmt", "_fmt", "unit", "_unit", "_units", "_symbol", "defaultfmt", "formats", "zero_formats",
          "offset_formats")
_SIGNS = "–—−‘’“”…·€≤≥\n"                             # beyond Latin letters, in the font that comes with matplotlib


def ordinary(figure: object) -> bool:
    """Whether the figure has nothing but parts that are known."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rc = matplotlib.rcParams
    return (type(figure) is Figure and type(figure.canvas) is FigureCanvasAgg and "draw" not in vars(figure)
            and figure.get_layout_engine() is None and not figure.subfigs and figure.get_agg_filter() is None
            and not figure.canvas.callbacks.callbacks.get("draw_event")
            and rc["font.family"] == ["sans-serif"] and rc["font.sans-serif"][0] == "DejaVu Sans"
            and not rc["text.usetex"] and not rc["axes.formatter.use_mathtext"] and not rc["axes.formatter.use_locale"]
            and all(map(_axes, figure.axes))
            and all(_artist(child) for child in figure.get_children() if child not in figure.axes))


def _axes(axes: object) -> bool:
    from matplotlib.axes import Axes

    return (type(axes) is Axes and axes.get_aspect() == "auto" and not axes.child_axes
            and axes.get_axes_locator() is None and axes.get_agg_filter() is None
            and len(axes._twinned_axes.get_siblings(axes)) == 1
            and _axis(axes.xaxis) and _axis(axes.yaxis) and all(map(_artist, axes.get_children())))


def _axis(axis: object) -> bool:
    tools = (axis.get_major_locator(), axis.get_major_formatter(), axis.get_minor_locator(), axis.get_minor_formatter())
    return (axis.get_scale() == "linear" and axis.get_ticks_position() in ("bottom", "left", "default", "unknown")
            and all(map(_computes, tools)) and all(_readable(word) for tool in tools for word in _words(tool))
            and _text(axis.label))


def _computes(tool: object) -> bool:
    """Whether a locator or formatter is the libraries' own and calls nobody else's function."""
    if _given_words(tool):
        return True
    kind = type(tool)
    return (kind.__module__.startswith(_OURS) and kind.__name__ not in _OPEN
            and all(isinstance(form, str) for form in getattr(tool, "scaled", {}).values())
            and not getattr(tool, "_useMathText", False) and not getattr(tool, "_usetex", False))


def _given_words(tool: object) -> dict | None:
    """The words by place that ``set_ticks(places, words)`` wraps into a function of matplotlib's own."""
    wrapped = getattr(tool, "func", None)
    name = getattr(getattr(wrapped, "func", None), "__qualname__", "")
    return wrapped.args[0] if name == "Axis._format_with_dict" else None


def _words(tool: object) -> list[str]:
    """What a formatter was given to print."""
    given = [*getattr(tool, "seq", ()), *(_given_words(tool) or {}).values(), *getattr(tool, "scaled", {}).values()]
    for name in _WORDS:
        word = getattr(tool, name, "")
        given += word if isinstance(word, (list, tuple)) else [word]
    return [str(word) for word in given]


def _artist(artist: object) -> bool:
    kind = type(artist)
    if (kind.__name__ not in _ARTISTS.get(kind.__module__, ()) or artist.get_agg_filter() is not None
            or artist.get_path_effects() or artist.get_sketch_params() or "draw" in vars(artist)):
        return False
    if kind.__name__ in ("Text", "Annotation"):
        return _text(artist)
    if kind.__name__ == "Legend":
        return artist._mode is None and all(map(_text, (*artist.get_texts(), artist.get_title())))
    return True


def _text(text: object) -> bool:
    return (_readable(text.get_text()) and text.get_fontfamily() == ["sans-serif"] and not text.get_usetex()
            and not text.get_wrap() and getattr(text, "arrow_patch", None) is None
            and all(map(_finite, (*text.get_position(), *getattr(text, "xy", ())))))


def _finite(value: object) -> bool:
    try:
        return math.isfinite(value)
    except TypeError:
        return False


def _readable(text: str) -> bool:
    """Whether the standard font has every sign, and none means mathematics."""
    return all((" " <= sign < "\u0180" and sign not in "$\x7f") or sign in _SIGNS for sign in text)
