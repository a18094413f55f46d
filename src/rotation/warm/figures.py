"""A drawing that nobody sees is not made.

After each cell pyplot draws every new figure onto its canvas; then the inline backend draws it with all strokes
disabled, measures it, draws it once more to encode it, and closes it. The first two drawings show nowhere. For a figure
of ordinary parts they also leave nothing behind that measuring does not settle by itself, neither a changed layout nor
a word on a stream: they are left out, by telling pyplot that the first was made, and by a ``draw`` of the figure's own
that passes over the second and is gone. Any other figure (a layout engine, a twin or an inset, a user's own artist,
formatter or callback, a sign that the font may lack) is drawn as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from .ordinary import ordinary


def spare_unseen_drawings(shell: object) -> None:
    """Look at new figures before pyplot does: it registers its own look when a backend is chosen, after this."""
    shell.events.register("post_execute", _spare)


def _spare() -> None:
    pyplot, inline = sys.modules.get("matplotlib.pyplot"), sys.modules.get("matplotlib_inline.backend_inline")
    if pyplot is None or inline is None or not _closes_after_printing(inline):
        return
    for manager in pyplot._pylab_helpers.Gcf.get_all_fig_managers():
        figure = manager.canvas.figure
        if figure.stale and ordinary(figure):
            figure.stale = False
            figure.draw = _passing_over_the_first(figure)


def _closes_after_printing(inline: object) -> bool:
    """Whether the inline backend is about to print every figure as a cropped PNG, and to close it."""
    settings = inline.InlineBackend.instance()
    return (inline.show._draw_called and settings.close_figures and set(settings.figure_formats) == {"png"}
            and settings.print_figure_kwargs == {"bbox_inches": "tight"} and settings.shell is not None)


def _passing_over_the_first(figure: object) -> Callable[[object], None]:
    """A figure's ``draw`` that does nothing once, if its renderer's strokes are disabled, and then is the class's."""
    def draw(renderer: object) -> None:
        figure.__dict__.pop("draw", None)
        if "draw_path" not in vars(renderer):
            figure.draw(renderer)

    return draw
