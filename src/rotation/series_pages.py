"""A page a series: its certificate in plain words, what rests on it, a small line, and its rows where the terms allow.

    series/<provider>-<id>.html        series/<provider>-<id>.csv (of series that may be published as they are)
    series/index.html                  all of them
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sphinx.application import Sphinx

from .dossiers.series import LINE_HEIGHT, LINE_WIDTH, page_of
from .number_links import number_page
from .record_pages import Page, changed, records
from .report import anchor
from .site_files import put
from .staged_tables import NUMBERS, table

INDEX = "series/index"
NAMED = 120                     # numbers and claims that a page names; the rest it counts


def setup(app: Sphinx) -> None:
    """Register what makes the pages."""
    app.connect("html-collect-pages", series_pages)


def series_pages(app: Sphinx) -> Iterator[Page]:
    """The pages that have to be written; files of rows are put beside them."""
    series = records(app, "series")
    if series is None:
        return
    numbers = table(app, NUMBERS, "id")
    put(app, "series", {f"{page_of(name)}.csv": told["csv"] for name, told in series.items() if told.get("csv")})
    names = list(series)
    pages = [_page(told, numbers, names) for told in series.values()]
    yield from changed(app, "series", [_index(series), *pages])


def _page(told: Mapping, numbers: Mapping[str, Mapping[str, str]], names: list[str]) -> Page:
    at = names.index(told["id"])
    users = [{"text": numbers[name]["text"], "key": name, "anchor": anchor(name), "page": _home(numbers[name])}
             for name in told["numbers"] if name in numbers]
    claims = [{"id": name, "page": "claims/" + name.replace("/", "-")} for name in told["claims"]]
    shown = {key: value for key, value in told.items() if key not in ("csv", "numbers", "claims")}
    content = {**shown, "series": told["id"], "has_csv": bool(told.get("csv")), "file": _file(told["id"]),
               "users": users[:NAMED], "users_more": len(users[NAMED:]), "claims": claims[:NAMED],
               "claims_more": len(claims[NAMED:]), "width": LINE_WIDTH, "height": LINE_HEIGHT,
               "title": f"{told['title']} ({told['id']})", "trail": [(INDEX, "Series"), ("", told["id"])],
               "description": f"{told['title']}: producer, terms, checks, and what was computed from it."[:158],
               "before": _neighbour(names[at - 1]) if at else None, "headings": [],
               "after": _neighbour(names[at + 1]) if at + 1 < len(names) else None}
    return Page(page_of(told["id"]), content, "series.html")


def _file(name: str) -> str:
    return page_of(name).rpartition("/")[2] + ".csv"


def _neighbour(name: str) -> tuple[str, str]:
    return page_of(name), name


def _home(row: Mapping[str, str]) -> str:
    return number_page(row["chapter"], row["cell"].partition("#")[2])


def _index(series: Mapping[str, Mapping]) -> Page:
    rows = [{"id": name, "page": page_of(name), "title": told["title"], "publish": told["publish"],
             "seen": told.get("seen"), "used": len(told["numbers"]) + len(told["claims"])}
            for name, told in series.items()]
    return Page(INDEX, {"title": "Series", "rows": rows, "headings": [], "before": None, "after": None,
                        "trail": [("chapters/method", "Method"), ("", "Series")],
                        "description": f"The {len(rows)} certified series that every computed number rests on."},
                "series_index.html")
