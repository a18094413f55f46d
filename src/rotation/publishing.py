"""What a published site needs beside its pages: the downloads page, a picture for links, a map for search engines.

    downloads.html   what may be taken along, and how to cite it
    card.png         1200 × 630 pixels: the book's title and what it found, from recorded numbers
    sitemap.xml, robots.txt    only where the site's own address is known (``html_baseurl``)
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

from sphinx.application import Sphinx

from .figure_pages import figures_of, kept_png
from .files import read_text, write_text
from .formats.datapackage import tables_of
from .formats.export import size
from .record_pages import Page, changed
from .staged_tables import NUMBERS, table

DOWNLOADS = "downloads"
LEDGER_FILES = ("claims/ledger.csv", "claims/ledger.json")
CARD = "card.png"
HEADLINE = ("sector_rotation.year_word", "sector_rotation.year_margin", "claim_ledger.claims",
            "claim_ledger.upheld_share", "claim_ledger.as_of")
LINES = ((196, 23, "#e3b04b"), (238, 16, "#fff"), (262, 16, "#fff"))     # of the card: place, letters, colour
LEFT_OUT = ("search", "genindex")        # pages that are no answer to anybody's question


def setup(app: Sphinx) -> dict[str, object]:
    """Register the page and the files."""
    app.connect("html-collect-pages", downloads_page)
    app.connect("html-page-context", with_card)
    app.connect("build-finished", write, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


# ---------------------------------------------------------------- the downloads page

def downloads_page(app: Sphinx) -> Iterator[Page]:
    """What may be taken along: whole book, tables, figures; and how to cite."""
    numbers = _numbers(app)
    if not numbers:
        return
    as_of = next(iter(numbers.values()))["as_of"] if "claim_ledger.as_of" not in numbers else \
        numbers["claim_ledger.as_of"]["value"]
    tables = [{"name": name, "rows": text.count("\n") - 1, "size": size(len(text.encode()))}
              for name, text in sorted(tables_of(Path(app.srcdir)).items())]
    page = Page(DOWNLOADS, {
        "title": "Downloads", "description": "The book as one file and on paper, its tables as a data package, every "
        "figure's data, and how to cite it.", "tables": tables, "figures": list(_figures(app)),
        "ledger": [name for name in LEDGER_FILES if (Path(app.outdir) / name).is_file()],
        "bibtex": bibtex(app.config.html_title, str(app.config.author), as_of, app.config.html_baseurl or ""),
        "as_of": as_of, "author": app.config.author, "version": version("rotation"),
        "headings": [{"level": 2, "anchor": anchor, "text": text} for anchor, text in (
            ("whole", "The whole book"), ("tables", "Tables"), ("figures", "Figures"), ("cite", "Cite"))],
    }, "downloads.html")
    yield from changed(app, DOWNLOADS, [page])


def bibtex(title: str, author: str, as_of: str, address: str) -> str:
    """The book's entry for a list of references: the edition by its date."""
    fields = {"title": f"{{{title}}}", "author": f"{{The authors of {author}}}" if author == title else author,
              "year": as_of[:4], "note": f"Edition as of {as_of}, version {version('rotation')}",
              **({"url": address} if address else {})}
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items()]
    return "\n".join(["@misc{greatrotationchecked,", *lines, "}"])


def _figures(app: Sphinx) -> Iterator[dict[str, object]]:
    for path in sorted((Path(app.srcdir) / "chapters").glob("*.ipynb")):
        for _, about in figures_of(read_text(path)):
            yield {"id": about["id"], "caption": about["caption"], "csv": bool(about.get("csv")),
                   "page": f"chapters/{path.stem}"}


# ---------------------------------------------------------------- the card

def with_card(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:  # noqa: ARG001
    """The picture's whole address, which is what other sites ask for."""
    context["downloads"] = bool(_numbers(app))
    if app.config.html_baseurl:
        context["card"] = f"{app.config.html_baseurl.rstrip('/')}/{CARD}"


def card_svg(title: str, told: tuple[str, ...]) -> str:
    """The card: the title, one finding large, the rest small. 600 × 315 units."""
    lines = "".join(f'<text x="40" y="{y}" font-size="{letters}" fill="{colour}">{escape(text)}</text>'
                    for text, (y, letters, colour) in zip(told, LINES, strict=False))
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 315" width="600" height="315" '
            'font-family="DejaVu Sans"><rect width="600" height="315" fill="#14405e"/>'
            '<path d="M40 118l26-30 22 17 31-39" fill="none" stroke="#e3b04b" stroke-width="6" stroke-linecap="round" '
            'stroke-linejoin="round"/><text x="40" y="54" font-size="15" fill="#c9d8e4">Five articles, every claim '
            'tested</text><text x="136" y="110" font-size="27" font-weight="bold" fill="#fff">'
            f"{escape(title)}</text>{lines}</svg>")


def told(numbers: dict[str, dict[str, str]]) -> tuple[str, ...]:
    """The card's sentences; none where the book has not recorded what they need."""
    if not all(name in numbers for name in HEADLINE):
        return ()
    word, margin, claims, share, as_of = (numbers[name]["text"] for name in HEADLINE)
    return (f"In 2025 small companies {word}: {margin}", f"{claims} claims checked; of those that could be decided",
            f"{share} hold. As of {as_of}.")


def _numbers(app: Sphinx) -> dict[str, dict[str, str]]:
    return table(app, NUMBERS, "id") if (Path(app.srcdir) / NUMBERS).is_file() else {}


# ---------------------------------------------------------------- files

def write(app: Sphinx, failure: Exception | None) -> None:
    """Put the card, and what a site with an address has, beside the pages."""
    if failure or app.builder.name != "html":
        return
    out, base = Path(app.outdir), (app.config.html_baseurl or "").rstrip("/")
    (out / CARD).write_bytes(kept_png(app, card_svg(app.config.html_title, told(_numbers(app)))))
    if base:
        write_text(out / "sitemap.xml", sitemap(base, _pages(out)))
        write_text(out / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n")
    for name in () if base else ("sitemap.xml", "robots.txt"):
        (out / name).unlink(missing_ok=True)


def _pages(out: Path) -> Iterator[str]:
    """Every page by name, except those of code and single numbers, which nobody looks for by themselves."""
    for path in sorted(out.rglob("*.html")):
        name = path.relative_to(out).as_posix()
        if path.stem not in LEFT_OUT and not name.startswith(("numbers/", "code/")) and name != "index.html":
            yield name


def sitemap(base: str, pages: Iterator[str]) -> str:
    """The site's map, by the protocol of sitemaps.org, version 0.9; without dates, which nobody here knows."""
    rows = "".join(f"<url><loc>{escape(f'{base}/{page}')}</loc></url>\n" for page in pages)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{rows}</urlset>\n")
