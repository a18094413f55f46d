"""Our way of running Sphinx against Sphinx itself: the same files from nothing, and after every edit over an old build.

ROTATION_EDITS=500 pytest tests/test_site_build.py -k random    a longer walk; ROTATION_SEED=N another one
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from running import digests

from rotation import site
from rotation.navigation import Contents, Entry, Part
from rotation.paths import ROOT

EDITS = int(os.environ.get("ROTATION_EDITS", "8"))
SEED = int(os.environ.get("ROTATION_SEED", "20251205"))
FOLDERS = ("chapters", "articles", "articles/deep")

# ---------------------------------------------------------------- navigation

LONG = tuple(Entry(f"long/{n}", f"Page {n}") for n in range(30))
BOOK = Contents("first", (
    Part("One", (Entry("a/x", "X", (Entry("a/b/y", "Y"), Entry("a/b/z", "Z"))), Entry("c", "C"))),
    Part("", LONG),
), {"first": "First", "a/x": "X", "a/b/y": "Y", "a/b/z": "Z", "c": "C", **{one.page: one.title for one in LONG}})


def told(entries: list[dict]) -> list[str]:
    """A navigation in short: a page's name, in brackets what leads to it, starred itself, a gap as its number."""
    found = []
    for entry in entries:
        if "gap" in entry:
            found.append(f"+{entry['gap']}")
            continue
        mark = {"page": f"*{entry['page']}", "above": f"[{entry['page']}]", "": entry["page"]}[entry["here"]]
        found += [mark, *(f"  {line}" for line in told(entry["below"]))]
    return found


@pytest.mark.parametrize(("page", "within", "first", "second"), [
    # a page, the page it is shown under, what stands in the first part, what in the second
    ("first", "", ["a/x", "c"], ["long/0", "long/1", "long/2", "+27"]),
    ("c", "", ["a/x", "*c"], ["long/0", "long/1", "long/2", "+27"]),
    ("a/x", "", ["*a/x", "  a/b/y", "  a/b/z", "c"], ["long/0", "long/1", "long/2", "+27"]),
    ("a/b/z", "", ["[a/x]", "  a/b/y", "  *a/b/z", "c"], ["long/0", "long/1", "long/2", "+27"]),
    ("record", "a/b/y", ["[a/x]", "  [a/b/y]", "  a/b/z", "c"], ["long/0", "long/1", "long/2", "+27"]),
    ("long/10", "", ["a/x", "c"], ["+6", "long/6", "long/7", "long/8", "long/9", "*long/10", "long/11", "long/12",
                                   "long/13", "long/14", "+15"]),
    ("long/29", "", ["a/x", "c"], ["+25", "long/25", "long/26", "long/27", "long/28", "*long/29"]),
    ("elsewhere", "", ["a/x", "c"], ["long/0", "long/1", "long/2", "+27"]),
])
def test_a_page_sees_its_branch_its_neighbours_and_how_many_are_left_out(page, within, first, second):
    assert [told(part["entries"]) for part in BOOK.seen_from(page, within)] == [first, second]


def test_a_navigation_does_not_grow_with_the_book():
    many = tuple(Entry(f"p{n}", str(n), tuple(Entry(f"p{n}/{m}", str(m)) for m in range(50))) for n in range(500))
    book = Contents("first", (Part("", many),), {})
    assert len(told(book.seen_from("p250/25")[0]["entries"])) < 30


@pytest.mark.parametrize(("page", "within", "trail"), [
    ("first", "", []),
    ("c", "", [("first", "First"), ("", "One")]),
    ("a/b/y", "", [("first", "First"), ("", "One"), ("a/x", "X")]),
    ("record", "a/b/y", [("first", "First"), ("", "One"), ("a/x", "X"), ("a/b/y", "Y")]),
    ("long/3", "", [("first", "First")]),
    ("elsewhere", "", [("first", "First")]),
])
def test_the_trail_leads_to_a_page(page, within, trail):
    assert BOOK.trail(page, within) == trail


@pytest.mark.parametrize(("page", "before", "after"), [
    ("first", None, ("a/x", "X")),
    ("a/b/z", ("a/b/y", "Y"), ("c", "C")),
    ("c", ("a/b/z", "Z"), ("long/0", "Page 0")),
    ("long/29", ("long/28", "Page 28"), None),
    ("elsewhere", None, None),
])
def test_pages_are_read_in_the_order_of_the_contents(page, before, after):
    assert BOOK.neighbours(page) == (before, after)


# ---------------------------------------------------------------- a small book

PAGES = {f"{FOLDERS[n % 3]}/p{n}": f"Page {n} & <b>its</b> *title*" for n in range(9)}


def page(name: str, title: str, body: str) -> str:
    label = "there-" + name.rpartition("/p")[2]
    return f"# {title}\n\nOf {name}: [its own](#{label}) and [another](/chapters/index.md).\n\n" \
           f"({label})=\n## Here, in {name}\n\n{body}\n"


def notebook(title: str, value: int) -> str:
    cells = [{"cell_type": "markdown", "id": "one", "metadata": {}, "source": f"# {title}\n"},
             {"cell_type": "code", "id": "two", "metadata": {}, "execution_count": 1, "source": "value",
              "outputs": [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {
                  "text/plain": str(value), "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'><!--{value}--></svg>"
              }}]}]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def contents(pages: dict[str, str], order: list[str]) -> str:
    """Two parts, the first with sections, and a title of its own for one page."""
    first, rest = order[0], order[1:]
    half = len(rest) // 2
    sections = [{"file": name} for name in rest[:half]]
    parts = [{"caption": "One & two", "chapters": [{"file": first, "sections": sections}]},
             {"caption": "Three", "chapters": [{"file": rest[half], "title": "Short"},
                                               *({"file": name} for name in rest[half + 1:]),
                                               {"file": "chapters/counted"}]}]
    assert set(order) == set(pages)
    return yaml.safe_dump({"format": "jb-book", "root": "chapters/index", "parts": parts}, sort_keys=False)


class Source:
    """A configured source that edits itself."""

    def __init__(self, root: Path, seed: int = SEED):
        self.root, self.random, self.count = root, random.Random(seed), 0
        self.titles, self.bodies = dict(PAGES), dict.fromkeys(PAGES, "Some words.")
        self.bodies["chapters/p0"] += "\n\n{num}`a.x` {cite}`someone2001`\n\n```{image} dot.png\n:alt: a dot\n```\n"
        self.bodies["chapters/p3"] += "\n\n[](#there-1) and {ref}`There <there-2>`\n"
        self.order = list(PAGES)
        root.mkdir(parents=True)
        shutil.copy2(ROOT / "_config.yml", root / "_config.yml")
        self.write("chapters/index.md", "# A book\n\nOf pages.\n")
        self.write("chapters/references.bib", "@book{someone2001, author={Some One}, title={A Title}, year={2001},"
                                              "publisher={P}}\n")
        self.write("chapters/dot.png", "not a picture\n")
        self.write("chapters/counted.ipynb", notebook("Counted", 1))
        self.write("articles/last.md", "# Sources\n\n```{bibliography}\n```\n")
        self.titles["articles/last"] = "Sources"
        self.order.append("articles/last")
        self.numbers("1 %")
        self.settle()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def numbers(self, text: str) -> None:
        head = "id,text,value,unit,low,high,n,as_of,chapter,cell,formula,inputs"
        self.write("data/numbers.csv", f"{head}\na.x,{text},1,%,,,1,2025-12-05,p1,c#c,f,i\n")

    def settle(self) -> None:
        """Write every page as it should be now; the same text is written again, with a new date."""
        for path in self.root.rglob("p[0-9]*.md"):
            path.unlink()
        for name, body in self.bodies.items():
            self.write(f"{name}.md", page(name, self.titles[name], body))
        self.write("_toc.yml", contents(self.titles, self.order))
        (self.root / "conf.py").unlink(missing_ok=True)
        site.configure(self.root)

    def edit(self, kind: str) -> None:
        self.count += 1
        name = self.random.choice(sorted(self.bodies))
        getattr(self, kind)(name)
        self.settle()

    def nothing(self, name: str) -> None: ...

    def text(self, name: str) -> None:
        self.bodies[name] += f"\n\nEdit {self.count} of it, word{self.count}.\n"

    def less_text(self, name: str) -> None:
        self.bodies[name] = self.bodies[name].split("\n\nEdit")[0]

    def heading(self, name: str) -> None:
        self.bodies[name] += f"\n\n## Heading {self.count}\n\nUnder it.\n"

    def title(self, name: str) -> None:
        self.titles[name] = f"Title {self.count} <i>&amp;</i>"

    def title_of_contents(self, name: str) -> None:
        self.order[0], self.order[-1] = self.order[-1], self.order[0]

    def contents(self, name: str) -> None:
        self.random.shuffle(self.order)

    def added(self, name: str) -> None:
        new = f"{self.random.choice(FOLDERS)}/p{self.count}{self.count % 7}"
        self.titles[new], self.bodies[new] = f"New page {self.count}", "New."
        self.order.insert(self.random.randrange(len(self.order)), new)

    def removed(self, name: str) -> None:
        gone = next((one for one in sorted(self.bodies) if one not in PAGES), None)
        if gone:
            del self.bodies[gone], self.titles[gone]
            self.order.remove(gone)

    def style(self, name: str) -> None:
        self.write("_static/rotation.css", f"body {{ --edit: {self.count}; }}\n")

    def script(self, name: str) -> None:
        path = self.root / "_static" / "extra.js"
        path.unlink() if path.exists() else self.write("_static/extra.js", f"/* {self.count} */\n")

    def settings(self, name: str) -> None:
        path = self.root / "_config.yml"
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.write("_config.yml", yaml.safe_dump({**settings, "title": f"Book {self.count}"}))

    def number(self, name: str) -> None:
        self.numbers(f"{self.count} %")

    def source(self, name: str) -> None:
        self.write("chapters/references.bib", f"@book{{someone2001, author={{Some One}}, title={{Title {self.count}}},"
                                              "year={2001},publisher={P}}\n")

    def picture(self, name: str) -> None:
        self.write("chapters/dot.png", f"picture {self.count}\n")

    def figure(self, name: str) -> None:
        self.write("chapters/counted.ipynb", notebook("Counted", self.count))

    def label(self, name: str) -> None:
        label = f"label-{self.count}"
        self.bodies[name] = f"({label})=\n\n### Labelled {label}\n\nSee {{ref}}`{label}`.\n\n" + self.bodies[name]

    def captions(self, name: str) -> None:
        self.bodies[name] += f"\n\n```{{figure}} /chapters/dot.png\n:name: f{self.count}\nFigure {self.count}\n```\n" \
                             f"\n{{numref}}`f{self.count}`\n"


KINDS = [name for name in vars(Source) if not name.startswith("_") and name not in
         ("write", "numbers", "settle", "edit")]


def ours(source: Path, out: Path, doctrees: Path, jobs: int = 2) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rotation.sphinx_build", str(source), str(out), str(doctrees),
                           "--jobs", str(jobs)], capture_output=True, text=True, check=False)


def plain(source: Path, out: Path, doctrees: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", "-W", "-n", "--keep-going", "-d",
                           str(doctrees), str(source), str(out)], capture_output=True, text=True, check=False)


def good(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    assert not done.stderr, done.stderr[-2000:]


@pytest.fixture
def source(tmp_path) -> Source:
    return Source(tmp_path / "source")


def differences(ours: Path, theirs: Path) -> set[str]:
    one, other = digests(ours), digests(theirs)
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}


@pytest.mark.book
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_file_is_what_plain_sphinx_makes(source, tmp_path, jobs):
    """Pages, what can be found, inventory, style sheets, build info: nothing is left out."""
    good(plain(source.root, tmp_path / "theirs" / "html", tmp_path / "their-trees"))
    good(ours(source.root, tmp_path / "ours" / "html", tmp_path / "our-trees", jobs))
    assert not differences(tmp_path / "ours" / "html", tmp_path / "theirs" / "html")


@pytest.mark.book
def test_random_edits_leave_what_a_clean_build_makes(source, tmp_path):
    """Every kind of edit at least once where there are enough edits, in an order that the seed decides."""
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    good(ours(source.root, out, trees))
    kinds = source.random.sample(KINDS, len(KINDS)) * (EDITS // len(KINDS) + 1)
    for number, kind in enumerate(kinds[:EDITS]):
        source.edit(kind)
        done = ours(source.root, out, trees)
        good(done)
        clean = tmp_path / f"clean-{number}"
        good(plain(source.root, clean / "html", clean / "trees"))
        assert not differences(out, clean / "html"), (number, kinds[: number + 1])
        shutil.rmtree(clean)


def written(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.html")
            if "_static" not in path.parts}


# Sphinx's last step, the first page, and pages with citations, which their extension asks for.
ALWAYS = {"contents.html", "search.html", "index.html", "chapters/index.html", "chapters/p0.html", "articles/last.html"}
SHOW = [
    # the edit                                          what is written besides
    (lambda book: None, set()),
    (lambda book: book.text("articles/p1"), {"articles/p1.html"}),
    (lambda book: book.heading("chapters/p6"), {"chapters/p6.html"}),
    (lambda book: book.number(""), set()),
    (lambda book: book.figure(""), {"chapters/counted.html"}),
    (lambda book: book.title("articles/p1"), None),
    (lambda book: book.contents(""), None),
    (lambda book: book.style(""), None),
]


@pytest.mark.book
def test_only_pages_that_show_what_changed_are_written(source, tmp_path):
    """All of them if it is a title, the order of the contents or a style sheet: every page shows those."""
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    good(ours(source.root, out, trees))
    for number, (edit, expected) in enumerate(SHOW):
        before = written(out)
        edit(source)
        source.settle()
        good(ours(source.root, out, trees))
        after = written(out)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed - ALWAYS == (set(after) - ALWAYS if expected is None else expected), number


@pytest.mark.book
def test_an_old_tree_hides_no_warning(source, tmp_path):
    """A label goes, and the page that refers to it is not touched: told as by a clean build, and nothing is left."""
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    good(ours(source.root, out, trees))
    path = source.root / "articles" / "deep" / "p2.md"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("there-2", "elsewhere-2"), encoding="utf-8")
    done = ours(source.root, out, trees)
    assert done.returncode == 1
    assert "chapters/p3.md" in done.stderr
    assert "there-2" in done.stderr
    assert not out.exists()
    assert not trees.exists()
    path.write_text(whole, encoding="utf-8")
    good(ours(source.root, out, trees))


@pytest.mark.book
@pytest.mark.parametrize("built_before", [False, True])
def test_a_label_that_two_pages_claim_is_told_whoever_reads_them(source, tmp_path, built_before):
    """Two pairs of pages, one of them read by two processes."""
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    if built_before:
        good(ours(source.root, out, trees))
    for first, second in (("chapters/p0", "chapters/p3"), ("chapters/p0", "articles/p1")):
        for name in (first, second):
            source.bodies[name] += f"\n\n(claimed-by-{second[-1]})=\n\n### Claimed\n\nWords.\n"
        source.settle()
        done = ours(source.root, out, trees)
        assert done.returncode == 1, second
        assert "duplicate label" in done.stderr


SPOILT = {
    "no state": lambda out, trees: (trees / "state.json").unlink(),
    "a state that is cut off": lambda out, trees: (trees / "state.json").write_text("{", encoding="utf-8"),
    "a state of another form": lambda out, trees: (trees / "state.json").write_text('{"format": 1}', encoding="utf-8"),
    "a page that was changed": lambda out, trees: (out / "chapters" / "p0.html").write_text("x", encoding="utf-8"),
    "a page that is gone": lambda out, trees: (out / "chapters" / "p0.html").unlink(),
    "a foreign page": lambda out, trees: (out / "chapters" / "p99.html").write_text("x", encoding="utf-8"),
    "a doctree that is cut off": lambda out, trees: (trees / "chapters" / "p3.doctree").write_bytes(b"x"),
    "an environment that is cut off": lambda out, trees: (trees / "environment.pickle").write_bytes(b"x"),
    "an index that is cut off": lambda out, trees: (trees / "search.pickle").write_bytes(b"x"),
}


@pytest.mark.book
def test_a_spoilt_tree_is_no_tree(source, tmp_path):
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    good(ours(source.root, out, trees))
    for words, spoil in SPOILT.items():
        source.edit("title")
        spoil(out, trees)
        good(ours(source.root, out, trees))
        clean = tmp_path / f"clean-{source.count}"
        good(plain(source.root, clean / "html", clean / "trees"))
        assert not differences(out, clean / "html"), words


@pytest.mark.book
def test_two_pictures_of_one_name_are_named_as_by_sphinx(source, tmp_path):
    """Their new names depend on the order of reading, so one process reads, from nothing."""
    out, trees = tmp_path / "ours" / "html", tmp_path / "our-trees"
    for number, name in enumerate(("articles", "articles/deep")):
        source.write(f"{name}/dot.png", f"another picture, {name}\n")
        source.bodies[f"{name}/p{number + 1}"] += "\n\n```{image} dot.png\n:alt: a dot\n```\n"
        source.settle()
        good(ours(source.root, out, trees))
        clean = tmp_path / f"clean-{number}"
        good(plain(source.root, clean / "html", clean / "trees"))
        assert not differences(out, clean / "html")
