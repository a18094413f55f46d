"""Pictures of the scorecards."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from ..studies.scorecard import Score
from . import style

GROUPS = (
    ("upheld", ("accurate", "mostly_accurate", "came_true"), style.GOOD),
    ("missing context", ("missing_context", "conflicting_evidence"), "#d9a441"),
    ("inaccurate", ("inaccurate", "did_not"), style.BAD),
    ("cannot be told (yet)", ("not_enough_evidence", "incomplete", "pending", "untestable"), style.GRID),
)


def stacked(scores: Sequence[Score], labels: Sequence[str]) -> Figure:
    """Claims of each group as stacked bars: upheld, missing context, inaccurate, not to be told; counts inside."""
    fig, axis = style.figure(height=0.62 * len(scores) + 1.1)
    left = [0] * len(scores)
    for name, words, color in GROUPS:
        sizes = [sum(score[word] for word in words) for score in scores]
        axis.barh(range(len(scores)), sizes, left=left, color=color, height=0.62, label=name)
        for row, (size, start) in enumerate(zip(sizes, left, strict=True)):
            if size >= 6:
                axis.text(start + size / 2, row, str(size), ha="center", va="center", fontsize=9,
                          color="white" if color in (style.GOOD, style.BAD) else style.INK)
        left = [start + size for start, size in zip(left, sizes, strict=True)]
    axis.set_yticks(range(len(scores)), labels)
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    axis.set_xlabel("claims")
    fig.legend(loc="outside upper left", ncols=4, handlelength=1, columnspacing=1.4)
    return fig
