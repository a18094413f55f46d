"""Notebooks of a chapter's size, and the same analysis as a plain program: what runs of many notebooks are timed on.

Each reads five CSVs of its own (daily figures of 400 days), shows six tables and draws four figures. The plain program
is the cells one after the other in one process for all of its notebooks, with every table made into text and HTML and
every figure into a PNG, as a kernel makes them. Nothing in here looks like a chapter's text: only its size is meant.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from .files import write_text

FILES = ("small", "large", "value", "growth", "rates")
DAYS, COLUMNS = 400, ("open", "high", "low", "close", "volume")

_PARAMETERS = 'folder = "."\nnumber = 0'
_IMPORTS = """from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd"""
_READ = """read = {name: pd.read_csv(Path(folder) / f"{name}.csv", parse_dates=["date"], index_col="date")
        for name in ("small", "large", "value", "growth", "rates")}
close = pd.DataFrame({name: frame["close"] for name, frame in read.items()})
returns = close.pct_change().dropna()"""
_TABLES = (
    "close.tail(8)",
    "returns.describe()",
    "returns.corr().round(3)",
    'close.resample("ME").last().pct_change().tail(10).round(4)',
    'returns.rolling(63).std().dropna().resample("QE").last().mul(252 ** 0.5).round(4)',
    'pd.DataFrame({"total": close.iloc[-1] / close.iloc[0] - 1, "worst": (close / close.cummax() - 1).min()}).round(4)',
)
_FIGURES = (
    """figure, axes = plt.subplots(figsize=(7, 4))
(close / close.iloc[0] * 100).plot(ax=axes)
axes.set_title(f"Book {number}: 100 at the start")
axes.grid(alpha=0.3)""",
    """figure, axes = plt.subplots(figsize=(7, 4))
axes.plot(close.index, close["small"] / close["large"], label="small over large")
axes.plot(close.index, close["value"] / close["growth"], label="value over growth")
axes.legend(frameon=False)
axes.set_ylabel("ratio of closes")""",
    """figure, axes = plt.subplots(figsize=(7, 4))
axes.hist(returns["small"], bins=40, alpha=0.7, label="small")
axes.hist(returns["large"], bins=40, alpha=0.7, label="large")
axes.legend()
axes.set_xlabel("daily return")""",
    """figure, axes = plt.subplots(figsize=(7, 4))
monthly = close.resample("ME").last().pct_change().dropna()
axes.bar(range(len(monthly)), monthly["small"] - monthly["large"], color="tab:blue")
axes.axhline(0, color="black", linewidth=0.8)
axes.set_xticks(range(0, len(monthly), 3), [f"{day:%b %y}" for day in monthly.index[::3]])
axes.set_ylabel("small minus large")""",
)


def cells() -> list[str]:
    """The code cells after the parameters: tables and figures in turn, as a chapter has them."""
    found = [_IMPORTS, _READ]
    for n, table in enumerate(_TABLES):
        found.append(table)
        if n < len(_FIGURES):
            found.append(_FIGURES[n])
    return found


def generate(folder: Path, count: int) -> list[Path]:
    """So many notebooks below ``folder``, each with its five files beside it; their paths."""
    return [_one(folder, number) for number in range(count)]


def _one(folder: Path, number: int) -> Path:
    data = folder / f"data{number:04d}"
    for position, name in enumerate(FILES):
        write_text(data / f"{name}.csv", _series(number * len(FILES) + position))
    path = folder / f"book{number:04d}.ipynb"
    given = _PARAMETERS.replace('"."', json.dumps(str(data.resolve()))).replace("= 0", f"= {number}")
    write_text(path, notebook([given, *cells()]))
    return path


def notebook(code: list[str]) -> str:
    """A notebook of these code cells, the first tagged as parameters, each after a line of text."""
    found = []
    for n, source in enumerate(code):
        tags = {"tags": ["parameters"]} if n == 0 else {}
        found.append({"cell_type": "markdown", "id": f"text-{n:02d}", "metadata": {}, "source": f"Step {n}."})
        found.append({"cell_type": "code", "id": f"code-{n:02d}", "metadata": tags, "source": source, "outputs": [],
                      "execution_count": None})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": found, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5},
                      indent=1) + "\n"


def template(folder: Path) -> Path:
    """A page a ticker: the size of the stock template (four tables, one figure), one set of files for all."""
    first = _one(folder, 0)
    given = [f'folder = {json.dumps(str((folder / "data0000").resolve()))}\nnumber = 0\nticker = "A"']
    path = folder / "page.ipynb"
    figure = _FIGURES[0].replace("Book {number}", "{ticker}")
    write_text(path, notebook([*given, _IMPORTS, _READ, *_TABLES[:4], figure]))
    first.unlink()
    return path


def _series(seed: int) -> str:
    """Made-up daily figures: a drift and three waves of the seed's own; no chance, so the same bytes always."""
    lines = ["date," + ",".join(COLUMNS)]
    for day in range(DAYS):
        level = 100 * math.exp(0.0004 * day + 0.03 * math.sin(day / (9 + seed % 7)) + 0.02 * math.sin(day * 1.7 + seed))
        spread = level * (0.004 + 0.003 * math.sin(day * 0.9 + seed) ** 2)
        when = _date(day)
        lines.append(f"{when},{level - spread / 3:.4f},{level + spread:.4f},{level - spread:.4f},{level:.4f},"
                     f"{10000 + (day * 7919 + seed * 104729) % 5000}")
    return "\n".join(lines) + "\n"


def _date(day: int) -> str:
    from datetime import date, timedelta

    return str(date(2024, 1, 1) + timedelta(days=day + day // 5 * 2))       # Monday to Friday


def plain(sources: list[Path]) -> None:
    """The same analysis without a kernel: every cell of every notebook in this process, tables and figures rendered."""
    import matplotlib

    matplotlib.use("agg")
    for source in sources:
        code = [cell["source"] for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]
                if cell["cell_type"] == "code"]
        outputs, names = [], {}
        for cell in code:
            outputs += _shown(cell, names)
        write_text(source.with_suffix(".plain.json"), json.dumps(outputs))


def _shown(cell: str, names: dict[str, object]) -> list[str]:
    """Run one cell; its last expression as text and HTML, the figures that it opened as PNGs."""
    import ast
    import base64
    import io

    import matplotlib.pyplot as plt

    tree, found = ast.parse(cell), []
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        if hasattr(value, "_repr_html_"):
            found += [repr(value), value._repr_html_()]
    for number in plt.get_fignums():
        sink = io.BytesIO()
        plt.figure(number).savefig(sink, format="png", bbox_inches="tight")
        found.append(base64.b64encode(sink.getvalue()).decode())
    plt.close("all")
    return found


if __name__ == "__main__":
    plain([Path(name) for name in sys.argv[1:]])
