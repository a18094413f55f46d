"""The book as built: whole, strict, the same by three builders, and stopped by whatever a reader could trip over."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from running import digests, own_book, script

from rotation import site
from rotation.book import SENTENCES, shown
from rotation.chapter import claim_anchor
from rotation.errors import CheckFailed
from rotation.files import read_rows
from rotation.market import Market
from rotation.number_links import stock_page
from rotation.paths import CHAPTERS, DATA, ROOT

pytestmark = pytest.mark.book
MOST_ROWS = 40       # of a series that is not ours to republish, in one run on one page


class Page(HTMLParser):
    """What the tests ask of a page: its ids, its links, what it loads, its title."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.loads, self.classes = set(), [], [], []
        self.path = path
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if found.get("id"):
            self.ids.add(found["id"])
        if tag == "a" and found.get("href") is not None:
            self.links.append((found["href"], (found.get("class") or "").split()))
        address = found.get("src") or (found.get("href") if tag == "link" else None)
        if address:
            self.loads.append(address)


@pytest.fixture(scope="module")
def pages(book) -> dict[str, Page]:
    return {path.stem: Page(path) for path in book.pages}


# ---------------------------------------------------------------- whole


def test_every_page_of_the_table_of_contents_is_there(book):
    articles = {path.stem for path in (DATA / "articles").glob("*.yml")}
    tickers = [row["ticker"] for row in read_rows(DATA / "reference" / "companies.csv")]
    companies = {stock_page(ticker).rpartition("/")[2] for ticker in tickers}
    written = {name.rpartition("/")[2] for name in site.pages_of_toc(ROOT / "_toc.yml")}
    expected = written | articles | companies | {"companies"}
    assert {path.stem for path in book.pages} == expected
    assert book.said.startswith(f"{len(expected)} pages, ")
    assert len(book.said.splitlines()) == 1


@pytest.mark.parametrize(("page", "sentence"), SENTENCES.items())
def test_a_page_says_what_it_must(book, page, sentence):
    assert sentence in (book.html / f"{page}.html").read_text(encoding="utf-8")


def test_the_first_page_leads_to_the_book(book):
    assert "chapters/index.html" in (book.html / "index.html").read_text(encoding="utf-8")


def test_the_build_leaves_the_tree_as_it_was(book):
    assert book.tree[0] == book.tree[1]


@pytest.mark.parametrize("table", ["ledger.csv", "contradictions.csv", "numbers.csv"])
def test_the_committed_tables_are_those_of_this_build(book, table):
    assert (book.home / table).read_bytes() == (DATA / table).read_bytes(), "run make book and commit"


@pytest.mark.parametrize("name", sorted(path.stem for path in CHAPTERS.glob("*.ipynb")))
def test_the_committed_chapters_are_those_of_this_build(book, name):
    committed = (CHAPTERS / f"{name}.ipynb").read_bytes()
    assert (book.home / "chapters" / f"{name}.ipynb").read_bytes() == committed, "run make book and commit"


# ---------------------------------------------------------------- what a reader clicks and loads


def test_every_link_inside_the_book_leads_somewhere(book, pages):
    dead = []
    for name, page in pages.items():
        for link, _ in page.links:
            if re.match(r"[a-z]+:|//", link) or link in ("", "#"):
                continue
            target, _, anchor = link.partition("#")
            path = (page.path.parent / target).resolve() if target else page.path
            known = next((other for other in pages.values() if other.path == path), None)
            if path.stem == "claim_ledger" and "=" in anchor:       # what to show there, not where
                anchor = ""
            if not path.exists() or (anchor and known and anchor not in known.ids):
                dead.append((name, link))
    assert not dead


def test_a_claim_leads_to_its_row_on_its_articles_page(pages, newest):
    """From the article to the whole ledger and back."""
    for entry in newest.entries:
        assert claim_anchor(entry.claim.id) in pages[entry.claim.article].ids
    for name in newest.world.articles:
        assert any(link == f"../articles/{name}.html" and "article" in classes
                   for link, classes in pages["claim_ledger"].links), name


def test_a_made_page_is_light(book):
    for path in (book.html / "articles").glob("*.html"):
        assert path.stat().st_size < 300_000, path.name


def test_no_page_loads_anything_from_elsewhere(pages):
    assert not {(name, load) for name, page in pages.items() for load in page.loads if re.match(r"https?:|//", load)}


def test_no_page_shows_python_or_a_failure(book):
    for path in book.pages:
        shown = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))
        for trace in ("Traceback (most", "np.float64", "<module>", "{num}`", "{claim}`", "Unknown id", "dtype:"):
            assert trace not in html.unescape(shown), (path.stem, trace)


# ---------------------------------------------------------------- data that are not ours to republish


def derived() -> dict[str, list[str]]:
    """Figures of every series that may only be published as what was derived from it, as printed in its file."""
    market = Market(DATA / "market")
    names = [name for name in market.names() if market.certificate(name).publish == "derived"]
    return {name: [row.split(",")[1] for row in (DATA / "market" / f"{name}.csv").read_text().splitlines()[1:]]
            for name in names}


def places_of(figures: list[str]) -> dict[str, list[int]]:
    """Each figure with its positions in the series, trailing zeros dropped."""
    places: dict[str, list[int]] = {}
    for n, figure in enumerate(figures):
        places.setdefault(figure.rstrip("0").rstrip("."), []).append(n)
    return places


def longest_run(tokens: list[str], places: dict[str, list[int]]) -> int:
    """Longest stretch of figures, in the series' own order without gaps, that the tokens repeat."""
    best, before = 0, {}
    for token in tokens:
        if token in places:
            before = {n: before.get(n - 1, 0) + 1 for n in places[token]}
            best = max(best, *before.values())
    return best


def figures_in(text: str) -> list[str]:
    """Every decimal figure of a text in order, thousands separators and trailing zeros dropped."""
    return [token.replace(",", "").rstrip("0").rstrip(".") for token in re.findall(r"\d[\d,]*\.\d+", text)]


def test_no_owners_series_is_republished(book):
    series = {name: places_of(figures) for name, figures in derived().items() if len(figures) > MOST_ROWS}
    assert len(series) > 20
    published = [path for path in [*book.html.rglob("*"), *book.home.glob("*.csv")]
                 if path.suffix in (".html", ".csv", ".js", ".json", ".txt", ".ipynb", ".md")]
    assert len(published) > 20
    for path in published:
        text = re.sub(r"<svg.*?</svg>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        tokens = figures_in(re.sub(r'"image/svg\+xml": \[.*?\n *\]', " ", text, flags=re.DOTALL))
        runs = {name: run for name, places in series.items() if (run := longest_run(tokens, places)) > MOST_ROWS}
        assert not runs, path


RUNS = [
    # tokens, figures, longest run
    ("1.5 2.5 3.5", "1.5 2.5 3.5", 3),
    ("1.5 9.9 2.5 x 3.5", "1.5 2.5 3.5", 3),      # other figures between do not hide it
    ("1.5 3.5", "1.5 2.5 3.5", 1),
    ("3.5 2.5 1.5", "1.5 2.5 3.5", 1),
    ("2.5 1.5 2.5 3.5", "1.5 2.5 3.5", 3),
    ("7.5", "1.5", 0),
]


@pytest.mark.parametrize(("tokens", "figures", "longest"), RUNS)
def test_a_republished_run_would_be_found(tokens, figures, longest):
    assert longest_run(tokens.split(), places_of(figures.split())) == longest


# ---------------------------------------------------------------- three builders, one book


@pytest.fixture(scope="module")
def staged(book, tmp_path_factory) -> Path:
    source = tmp_path_factory.mktemp("staged") / "source"
    files, made = shown(book.home / "chapters", book.home / "stocks")
    for name in ("ledger.csv", "contradictions.csv", "numbers.csv"):
        assert files[name] == (book.home / name).read_text(encoding="utf-8")
    site.stage(source, book.home / "chapters", files, made)
    return source


def run(*command: object, cwd: Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def same_pages(book, html_folder: Path) -> None:
    for path in book.pages:
        assert (html_folder / path.relative_to(book.html)).read_bytes() == path.read_bytes(), path.name


def test_plain_sphinx_builds_the_same_pages(book, staged, tmp_path):
    site.configure(staged)
    run(sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", tmp_path / "trees", staged, tmp_path / "html",
        cwd=tmp_path)
    same_pages(book, tmp_path / "html")


def test_jupyter_book_builds_the_same_pages(book, staged, tmp_path):
    """Jupyter Book's own command, from a copy without our generated configuration."""
    (staged / "conf.py").unlink(missing_ok=True)
    run(Path(sys.executable).parent / "jupyter-book", "build", staged, "--path-output", tmp_path, "-q", cwd=tmp_path)
    same_pages(book, tmp_path / "_build" / "html")


# ---------------------------------------------------------------- what stops a build


@pytest.fixture
def small(tmp_path) -> Path:
    """A book of five pages and one notebook that computes little: built in seconds, spoilt at will."""
    root = own_book(tmp_path / "book", ("stock",))
    (root / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": "chapters/index", "chapters": [
        {"file": f"chapters/{name}"} for name in ("stock", "method", "glossary", "references")]}), "utf-8")
    for name, text in {"index": "# Index\n\nA book.\n", "method": "# Method\n\n## How a verdict is made\n",
                       "glossary": "# Glossary\n\nprice return\n", "references": "# References\n"}.items():
        (root / "chapters" / f"{name}.md").write_text(text, encoding="utf-8")
    cells = json.loads((root / "chapters" / "stock.ipynb").read_text(encoding="utf-8"))
    cells["cells"] = [cell for cell in cells["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    cells["cells"].insert(0, {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Stock"]})
    (root / "chapters" / "stock.ipynb").write_text(json.dumps(cells), encoding="utf-8")
    return root


@pytest.fixture
def last_site(tmp_path) -> Path:
    """A folder with an earlier site in it."""
    out = tmp_path / "out"
    (out / "html").mkdir(parents=True)
    (out / "html" / "index.html").write_text("the last good site\n", encoding="utf-8")
    return out


def add(root: Path, text: str) -> None:
    path = root / "chapters" / "index.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + text + "\n", encoding="utf-8")


def add_cell(root: Path, text: str) -> None:
    path = root / "chapters" / "stock.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"].append({"cell_type": "code", "id": "added", "metadata": {}, "source": [text], "outputs": [],
                          "execution_count": None})
    path.write_text(json.dumps(made), encoding="utf-8")


STOPS = [
    # what is wrong with a page                                              words of the one line
    (lambda root: None, None),                                               # nothing: the guard of this table
    (lambda root: add(root, "It is {num}`stock.no_such_number`."), "no_such_number"),
    (lambda root: add(root, "See {claim}`000/999`."), "000/999"),
    (lambda root: add(root, "See {article}`999`."), "999"),
    (lambda root: add(root, "See [](no-such-target)."), "no-such-target"),
    (lambda root: add(root, "See {cite}`nobody1900`."), "nobody1900"),
    (lambda root: add(root, "```{nosuchdirective}\n```"), "nosuchdirective"),
    (lambda root: (root / "chapters" / "glossary.md").write_text("# Glossary\n", "utf-8"), "price return"),
    (lambda root: (root / "chapters" / "references.md").unlink(), "references"),
]


@pytest.mark.parametrize(("spoil", "words"), STOPS, ids=[str(words) for _, words in STOPS])
def test_a_fault_in_a_page_stops_the_site_and_keeps_the_last(small, last_site, monkeypatch, spoil, words):
    before = digests(last_site)
    spoil(small)
    monkeypatch.setattr(site, "ROOT", small)
    tables = {name: (DATA / name).read_text(encoding="utf-8") for name in ("ledger.csv", "numbers.csv")}
    sentences = {page: said for page, said in SENTENCES.items() if "corrections" not in page}
    if words is None:
        assert site.build(last_site / "html", small / "chapters", tables, sentences) == 5
        return
    with pytest.raises(CheckFailed) as fault:
        site.build(last_site / "html", small / "chapters", tables, sentences)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)
    assert digests(last_site) == before
    assert [path.name for path in last_site.iterdir()] == ["html"]


def test_a_failing_cell_stops_the_book_with_one_line(small, last_site):
    before = digests(last_site)
    add_cell(small, "1 / 0")
    done = script("build_book", "--out", last_site, root=small)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "stock, cell" in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert digests(last_site) == before


UNPROVEN = [
    # page text, sentences, words
    ("All is well.", {"p": "All is well."}, None),
    ("All is well.", {"p": "Something else."}, "does not say"),
    ("See {num}`x`.", {}, "a role reached the page unresolved"),
    ("See {claim}`x`.", {}, "a role reached the page unresolved"),
    ("<nav>{num}`x`</nav><article><h1>{num}`x`</h1>Others' title.</article>", {}, None),
    ("<article><h1>A</h1>See {article}`x`.</article>", {}, "a role reached the page unresolved"),
]


@pytest.mark.parametrize(("text", "sentences", "words"), UNPROVEN)
def test_a_site_is_proved_before_it_is_put_in_place(tmp_path, text, sentences, words):
    (tmp_path / "p.html").write_text(text, encoding="utf-8")
    if words is None:
        site.prove(tmp_path, ["p"], sentences)
        return
    with pytest.raises(CheckFailed, match=words):
        site.prove(tmp_path, ["p"], sentences)


def test_a_missing_page_is_no_site(tmp_path):
    with pytest.raises(CheckFailed, match="no page was built"):
        site.prove(tmp_path, ["p"], {})
