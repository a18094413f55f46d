"""What the libraries do at a first use, done before the first fork: tables read and shown, figures drawn and encoded.

A first use loads further modules, reads fonts and fills caches, and the interpreter adapts the functions that run
often; a fork has all that at no cost. Nothing here changes a setting, a registry, a random state or pyplot's list of
figures: a notebook cannot tell that it was done.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings

_ROUNDS = 2                 # enough for the interpreter to adapt what matters
_LOADED = ("pandas.io.formats.html", "pandas.io.formats.string", "pandas.plotting._matplotlib"
           "pyarrow.pandas_compat")       # loaded at a first use; loading registers nothing
_TABLE = "date,small,large\n" + "".join(f"2024-{1 + day // 28:02d}-{1 + day % 28:02d},{100 + day % 9}.5,{200 - day}\n"
                                        for day in range(150))


def exercise() -> None:
    """Use each library as a notebook will. What is not there, or fails here, will fail where it can be told."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for work in (_load, *(_tables, _figures, _cells) * _ROUNDS):
            with contextlib.suppress(Exception):
                work()


def _load() -> None:
    importlib.import_module("PIL.Image").preinit()          # what saving the first picture loads
    for name in _LOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _tables() -> None:
    import pandas as pd

    table = pd.read_csv(io.StringIO(_TABLE), parse_dates=["date"], index_col="date")
    change = table.pct_change().dropna()
    monthly = table.resample("ME").last()
    worst = (table / table.cummax()).min()
    for one in (table.tail(), change.describe(), change.corr().round(3), monthly, change.rolling(20).std().tail(),
                table.groupby("small").mean(), pd.DataFrame({"last": table.iloc[-1], "worst": worst})):
        repr(one)
        one._repr_html_()


def _figures() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((3, 2))
    FigureCanvasAgg(figure)
    one, two = figure.subplots(1, 2)
    one.plot(range(9), range(9), label="one")
    one.legend()
    one.set_title("Title")
    two.bar(range(3), range(3))
    two.set_ylabel("0123456789 %,.-")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _cells() -> None:
    """What the shell does with a cell before and after it runs, without a shell."""
    import ast

    from IPython.core.compilerop import CachingCompiler
    from IPython.core.inputtransformer2 import TransformerManager

    source = TransformerManager().transform_cell("import json\ntable = json.loads('[1]')\ntable\n")
    CachingCompiler()(ast.parse(source), "<cell>", "exec")
