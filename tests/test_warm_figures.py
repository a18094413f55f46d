"""Drawings that are left out leave no trace: a gallery of figures, byte by byte as papermill's own engine has them."""

from __future__ import annotations

import os

import matplotlib
import pytest
from test_warm import papermill
from torture import write_notebook

from rotation.warm.ordinary import ordinary

START = ("import datetime\nimport matplotlib.pyplot as plt, matplotlib.dates as md, matplotlib.ticker as tk\n"
         "import numpy as np, pandas as pd\nx = np.linspace(0, 9, 200)\n"
         "days = pd.date_range('2024-01-01', periods=200)\n"
         "table = pd.DataFrame({'a': np.sin(x), 'b': x ** 2}, index=days)\ncounts = [1e6, 2.5e6, 4e6]")
AXES = "fig, ax = plt.subplots()\n"
GALLERY = [
    # cell after START                                                                       spared its first drawings?
    (AXES + "ax.plot(x, np.sin(x), label='sine'); ax.legend(); ax.set_title('Title'); ax.set_xlabel('x')", True),
    (AXES + "ax.plot(days, table['a']); fig.autofmt_xdate(); ax.grid(alpha=.3)", True),
    ("axes = table.plot(subplots=True); fig = axes[0].figure", True),
    ("ax = table['b'].plot(title='one'); fig = ax.figure", True),
    ("ax = table.resample('ME').mean().plot.bar(); fig = ax.figure", True),
    ("ax = table.plot.scatter('a', 'b'); fig = ax.figure", True),
    ("axes = table.hist(bins=20); fig = plt.gcf()", True),
    ("ax = table.plot.box(); fig = ax.figure", True),
    (AXES + "ax.bar(['x', 'yy', 'zzz'], counts); ax.set_ylabel('millions')", True),
    (AXES + "ax.barh(range(3), counts); ax.set_yticks(range(3), ['a', 'b', 'c']); ax.invert_yaxis()", True),
    (AXES + "ax.hist(np.sin(x), bins=30, histtype='step'); ax.axvline(0, ls='--'); ax.axhspan(2, 4, alpha=.2)", True),
    (AXES + "ax.scatter(x, x ** 2, c=x, s=x * 9); ax.margins(0.2)", True),
    (AXES + "ax.fill_between(x, np.sin(x), 1); ax.text(2, .5, 'inside'); ax.annotate('here', (4, -1))", True),
    (AXES + "ax.errorbar(range(5), range(5), yerr=.4, label='e'); ax.legend(loc='upper left', title='Legend')", True),
    (AXES + "ax.stackplot(range(9), range(9), range(9)); ax.step(range(9), range(9), where='mid')", True),
    ("fig, axes = plt.subplots(2, 3, figsize=(9, 5), sharex=True, sharey='row')\n"
     "for n, ax in enumerate(axes.flat):\n    ax.plot(x, x ** n); ax.set_title(f'no {n}', loc='left')\n"
     "fig.suptitle('All'); fig.supylabel('left'); fig.legend(['curve'])", True),
    (AXES + "ax.plot(days, x); ax.xaxis.set_major_locator(md.MonthLocator())\n"
     "ax.xaxis.set_major_formatter(md.ConciseDateFormatter(md.MonthLocator()))", True),
    (AXES + "ax.plot(x); ax.yaxis.set_major_formatter(tk.PercentFormatter(1)); ax.tick_params(axis='x', rotation=45)",
     True),
    (AXES + "ax.plot(x * 1e-7); ax.set_xlim(50, 150); ax.spines[['top', 'right']].set_visible(False)", True),
    (AXES + "ax.axis('off'); ax.table([['a', 'b']])", False),
    (AXES + "ax.plot(x, x); ax.set_title(r'$\\alpha$')", False),
    (AXES + "ax.plot(x, x); ax.set_title('\\u4e2d')", False),
    (AXES + "ax.plot(x, 10 ** x); ax.set_yscale('log')", False),
    (AXES + "ax.plot(x, x); ax.xaxis.set_major_formatter(lambda value, place: print('told') or 'x')", False),
    (AXES + "ax.plot(x, x); ax.twinx().plot(x, -x)", False),
    (AXES + "ax.imshow(np.eye(3)); fig.colorbar(ax.images[0])", False),
    (AXES + "ax.plot(x, x); ax.xaxis.tick_top(); ax.set_title('over')", False),
    (AXES + "ax.annotate('arrow', (1, 1), (2, 2), arrowprops={'arrowstyle': '->'}); ax.set_aspect('equal')", False),
    ("fig, ax = plt.subplots(layout='constrained'); ax.plot(x, x); ax.set_ylabel('y')", False),
    ("fig = plt.figure(); fig.add_subplot(projection='polar').plot(x, x)", False),
    (AXES + "fig.canvas.mpl_connect('draw_event', lambda event: print('drawn')); ax.plot(x, x)", False),
    (AXES + "ax.plot(x, x, path_effects=[__import__('matplotlib.patheffects').patheffects.withStroke(linewidth=3)])",
     False),
]


@pytest.mark.parametrize(("cell", "spared"), GALLERY, ids=range(len(GALLERY)))
def test_which_figures_are_ordinary(cell, spared):
    names: dict[str, object] = {}
    with matplotlib.rc_context():
        matplotlib.use("agg")
        exec(START, names)
        exec(cell, names)
        found = ordinary(names["fig"])
        names["plt"].close("all")
    assert found is spared


def test_a_user_s_own_artist_is_not():
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    class Told(Line2D):
        pass

    figure = Figure()
    axes = figure.subplots()
    axes.add_line(Told([0, 1], [0, 1]))
    assert not ordinary(figure)


@pytest.mark.book
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_the_gallery_has_the_bytes_of_the_default_engine(tmp_path):
    after = ["print(fig.stale, fig.get_size_inches(), fig.dpi, 'draw' in vars(fig), type(fig.canvas).__name__)",
             "plt.ioff(); plt.plot(x); plt.show()",
             "plt.ion(); plt.plot(x); print('before'); plt.show(); print('after')",
             "%config InlineBackend.close_figures = False\n" + AXES + "ax.plot(x)", "ax.plot(x, -x); plt.close('all')",
             "%config InlineBackend.close_figures = True\n%config InlineBackend.figure_formats = ['retina']\n"
             + AXES + "ax.plot(x)"]
    source = write_notebook(tmp_path / "gallery.ipynb", [START, *(cell for cell, _ in GALLERY), *after])
    stock, warm = (papermill(source, engine) for engine in ("", "rotation"))
    assert stock[0] == warm[0] == ""
    assert [cell for (cell, left), (_, right) in zip(stock[1], warm[1], strict=True) if left != right] == []
    assert sum("image/png" in outputs for _, outputs in warm[1]) >= len(GALLERY)
