"""Figures on pages: the picture on light and on dark ground, its words, its source, and what may be taken along.

    figures/<id>.svg, figures/<id>-dark.svg, figures/<id>.png, figures/<id>.csv

A figure travels in its cell's output (``report.Figure``). On a narrow screen it keeps the size at which its smallest
letters can be read and scrolls in its own region.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from .charts.dark import dark
from .files import read_text
from .markup import escape_html
from .record_pages import records
from .report import FIGURE_MIME
from .site_files import put, taken
from .wording import day, listed

FIGURES = "figures/"
SCALE = 4 / 3                       # CSS pixels a point
PNG_ZOOM = 2
_PLACE = re.compile(r'<figure data-figure="([^"]+)" data-drawn="\w+"></figure>')
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def setup(app: Sphinx) -> None:
    """Register what shows figures and puts their files in place."""
    app.connect("doctree-read", show_figures, priority=100)        # before images are collected
    app.connect("html-collect-pages", figure_files)


def figures_of(notebook: str) -> Iterator[tuple[int, dict]]:
    """The figures of an executed notebook with the number of their cell; ``svg`` is added to what travels."""
    for number, cell in enumerate(json.loads(notebook)["cells"]):
        for output in cell.get("outputs", ()):
            if about := output.get("data", {}).get(FIGURE_MIME):
                yield number, {**about, "svg": "".join(output["data"]["image/svg+xml"])}


# ---------------------------------------------------------------- on the page

def show_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Put our own markup in the place of the picture that MyST-NB drew."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        _show_made(app, doctree)
        return
    figures = dict(figures_of(read_text(path)))
    for cell in list(doctree.findall(nodes.container)):
        about = figures.get(cell.get("cell_index", -1))
        if about is None or cell.get("nb_element") != "cell_code":
            continue
        for output in cell.children:
            if output.get("nb_element") == "cell_code_output":
                markup = figure_html(app, app.env.docname, about)
                output.children = []
                output += nodes.raw("", markup, format="html")


def _show_made(app: Sphinx, doctree: nodes.document) -> None:
    """The figures of a made page, whose text only names them."""
    for raw in doctree.findall(nodes.raw):
        if "data-figure=" in (text := raw.astext()):
            made = {about["id"]: about for about in records(app, "figures") or ()}
            told = _PLACE.sub(lambda found: figure_html(app, app.env.docname, made[html.unescape(found[1])]),  # noqa: B023
                              text)
            raw.children, raw.rawsource = [nodes.Text(told)], told


def figure_html(app: Sphinx, docname: str, about: Mapping[str, object]) -> str:
    """A figure with its caption, source and downloads, as seen from a document."""
    size = _SIZE.search(str(about["svg"]))
    width, height = (round(SCALE * float(side)) for side in size.groups())
    way = relative_uri(f"{docname}.html", f"{FIGURES}{about['id']}")
    alt = escape_html(str(about["alt"]))
    pictures = "".join(f'<img class="{ground}" src="{way}{mark}.svg" alt="{alt}" width="{width}" height="{height}" '
                       'loading="lazy">' for ground, mark in (("on-light", ""), ("on-dark", "-dark")))
    name = "fig-" + str(about["id"]).replace(".", "-").replace("_", "-")
    return (f'<figure class="picture" id="{name}"><div class="scroll" role="region" tabindex="0" '
            f'aria-label="Figure">{pictures}</div><figcaption><p>{escape_html(str(about["caption"]))} '
            f'{_source(app, docname, about)}</p>{_downloads(app, way, about)}</figcaption></figure>')


def _source(app: Sphinx, docname: str, about: Mapping[str, object]) -> str:
    series = _producers(app)
    names = [name for name in about.get("sources") or () if name in series]
    producers = listed(dict.fromkeys(escape_html(series[name][0]) for name in names))
    links = ", ".join(f'<a href="{relative_uri(f"{docname}.html", _page(name))}">{escape_html(name)}</a>'
                      for name in names[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    source = f"Source: {producers} ({links}{more}), computed. " if names else ""
    when = f"As of {day(date.fromisoformat(str(about['as_of'])))}." if about.get("as_of") else ""
    return f"{source}{when}"


def _page(series: str) -> str:
    return f"series/{series.replace('/', '-')}.html"


def _producers(app: Sphinx) -> dict[str, list[str]]:
    """Who made a series, by id."""
    held = app.__dict__
    if "rotation_producers" not in held:
        told = records(app, "series") or {}
        held["rotation_producers"] = {name: [str(value) for key, value in one["certificate"] if key == "Producer"]
                                      for name, one in told.items()}
    return held["rotation_producers"]


def _downloads(app: Sphinx, way: str, about: Mapping[str, object]) -> str:
    kinds = {"csv": "Data (CSV)", "svg": "SVG", "png": "PNG"}
    what = escape_html(str(about["id"]))
    links = "".join(f'<li><a href="{way}.{kind}" download aria-label="{word} of {what}">{word}</a></li>'
                    for kind, word in kinds.items() if kind != "csv" or about.get("csv"))
    if about["id"] in (records(app, "explore") or {}):
        links += (f'<li class="js-only"><button type="button" aria-expanded="false" '
                  f'data-explore="{FIGURES}{what}">Explore</button></li>')
    return f'<ul class="downloads">{links}</ul>'


# ---------------------------------------------------------------- files

def figure_files(app: Sphinx) -> Iterator[object]:
    """Put the files of all figures in place. No page comes of it."""
    files: dict[str, str | bytes] = {}
    found: list[Mapping[str, object]] = list(records(app, "figures") or ())
    for path in sorted(Path(app.srcdir).rglob("*.ipynb")):
        found += [about for _, about in figures_of(read_text(path))]
    for about in found:
        name, svg = f"{FIGURES}{about['id']}", str(about["svg"])
        files |= {f"{name}.svg": svg, f"{name}-dark.svg": dark(svg), f"{name}.png": kept_png(app, svg)}
        if about.get("csv"):
            files[f"{name}.csv"] = str(about["csv"])
    for id, data in (records(app, "explore") or {}).items():
        if f"{FIGURES}{id}.svg" in files:
            files[f"{FIGURES}{id}.js"] = taken(f"{FIGURES}{id}", data)
    put(app, "figures", files)
    yield from ()


def kept_png(app: Sphinx, svg: str) -> bytes:
    """The picture as pixels on white; kept beside the doctrees by content, since drawing takes a tenth of a second."""
    kept = Path(app.doctreedir) / "png" / f"{hashlib.sha256(svg.encode()).hexdigest()[:24]}.png"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(png(svg))
    return kept.read_bytes()


def png(svg: str) -> bytes:
    """Pixels of a picture, drawn with the fonts that matplotlib brings along: the same bytes on every machine."""
    import resvg_py
    from matplotlib import get_data_path

    fonts = [str(Path(get_data_path()) / "fonts" / "ttf" / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, background="#ffffff", zoom=PNG_ZOOM, dpi=96, font_files=fonts,
                                       skip_system_fonts=True, font_family="DejaVu Sans"))
