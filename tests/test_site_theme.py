"""What the theme does to a page: nothing inline, tables that scroll, links to run it, mathematics, what is found."""

from __future__ import annotations

import json

import pytest
from docutils import nodes

from rotation.launch import NOT_OURS, links
from rotation.layout import description, headings
from rotation.mathematics import UnknownMathError, mathml
from rotation.page_html import named_apart, scrolling, settled, without_inline
from rotation.search_index import Found, as_script, words

# ---------------------------------------------------------------- nothing inline


@pytest.mark.parametrize(("given", "left"), [
    ('<p style="color:red">a</p>', "<p>a</p>"),
    ("<p style='color:red' class=\"x\">a</p>", '<p class="x">a</p>'),
    ('<a href="#" onclick="alert(1)">a</a>', '<a href="#">a</a>'),
    ("<style scoped>p {}</style>\n<p>a</p>", "<p>a</p>"),
    ('<script>alert("<p>")</script><p>a</p>', "<p>a</p>"),
    ('<script type="text/javascript" src="x.js"></script>b', "b"),
    ('<script type="application/ld+json">{"a":1}</script>', '<script type="application/ld+json">{"a":1}</script>'),
    ('<pre>x style="a" &lt;p style="b"&gt;</pre>', '<pre>x style="a" &lt;p style="b"&gt;</pre>'),     # text stays
    ('<p>based on="what" it says</p>', '<p>based on="what" it says</p>'),
    ('<a class="num reference internal" href="a">1</a>', '<a class="num" href="a">1</a>'),
    ('<a class="reference external" href="a">1</a>', '<a href="a">1</a>'),
    ('<div class="cell docutils container" id="b">', '<div class="cell" id="b">'),
    ('<div role="doc-biblioentry">', '<div role="listitem">'),
])
def test_nothing_inline_is_left(given, left):
    assert without_inline(given) == left


@pytest.mark.parametrize(("given", "name"), [
    ("<table><caption>Returns <b>by</b> year</caption><tr><th>a</th></tr></table>", "Returns by year"),
    ("<table><tr><th>A &amp; B</th><th></th><th>C</th><th>D</th></tr></table>", "Table: A &amp; B, C"),
    ("<table><tr><td>1</td></tr></table>", "Table: of data"),
])
def test_a_table_scrolls_in_a_region_of_its_own_name(given, name):
    assert scrolling(given) == f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{given}</div>'


def test_only_the_outer_table_scrolls():
    inner = "<table><tr><td>1</td></tr></table>"
    assert scrolling(f"a<table><tr><td>{inner}</td></tr></table>b").count("scroll") == 1


def test_no_two_regions_have_one_name():
    one = '<div role="region" aria-label="Figure">'
    assert named_apart(one * 3) == one + one.replace("Figure", "Figure (2)") + one.replace("Figure", "Figure (3)")
    assert settled("<p>a</p>") == "<p>a</p>"


# ---------------------------------------------------------------- what a page says of itself

def section(*children: nodes.Node) -> nodes.document:
    document = nodes.Element()
    document += nodes.section("", *children, ids=["top"])
    return document


def test_a_description_is_the_first_paragraph_of_the_pages_own():
    inside = nodes.container("", nodes.paragraph("", "of a cell"), classes=["cell"])
    answer = nodes.container("", nodes.paragraph("", "It is", nodes.raw("", "<b>", format="html"), nodes.Text(" so.")),
                             classes=["answer"])
    assert description(section(inside, nodes.paragraph("", "Its  own\nwords."))) == "Its own words."
    assert description(section(inside, answer)) == "It is so."
    assert description(section(inside)) == ""
    assert len(description(section(nodes.paragraph("", "word " * 100)))) <= 159


def test_words_are_what_a_reader_sees():
    raw = nodes.raw("", '<a href="#x">', format="html")
    assert words(nodes.paragraph("", "", nodes.Text("see "), raw, nodes.Text("why"))) == "see why"


def entry(anchor: str, text: str, *below: nodes.Node) -> nodes.list_item:
    link = nodes.reference("", text, refuri="page", anchorname=anchor)
    return nodes.list_item("", nodes.paragraph("", "", link), *below)


def test_headings_are_the_pages_own_to_the_third_level():
    deepest = nodes.bullet_list("", entry("#d", "Four"))
    third = nodes.bullet_list("", entry("#c", "Three", deepest))
    second = nodes.bullet_list("", entry("#a", "One", third), entry("#b", "Two"))
    toc = nodes.bullet_list("", entry("", "Title", second))
    assert [(one["level"], one["anchor"], one["text"]) for one in headings(toc)] == [
        (2, "a", "One"), (3, "c", "Three"), (2, "b", "Two")]


# ---------------------------------------------------------------- where a notebook can be run

HUB = {"repository_url": "https://github.com/some/book.git/", "repository_branch": "main", "path_to_docs": ""}


@pytest.mark.parametrize(("options", "page", "suffix", "expected"), [
    ({}, "chapters/x", ".ipynb", []),
    ({"repository_url": ""}, "chapters/x", ".ipynb", []),
    ({"repository_url": NOT_OURS}, "chapters/x", ".ipynb", []),
    ({"repository_url": "javascript:alert(1)"}, "chapters/x", ".ipynb", []),
    (HUB, "articles/000", ".md", []),                     # made, not written
    (HUB, "chapters/x", ".md", [("Source", "https://github.com/some/book/blob/main/chapters/x.md")]),
    (HUB | {"repository_url": "https://github.com/some/book"}, "chapters/x y", ".ipynb", [
        ("Binder", "https://mybinder.org/v2/gh/some/book/main?urlpath=tree%2Fchapters%2Fx%2520y.ipynb"),
        ("Colab", "https://colab.research.google.com/github/some/book/blob/main/chapters/x%20y.ipynb"),
        ("Source", "https://github.com/some/book/blob/main/chapters/x%20y.ipynb")]),
    ({"repository_url": "https://gitlab.com/a/b", "path_to_docs": "book/"}, "chapters/x", ".ipynb", [
        ("Binder", "https://mybinder.org/v2/gl/a%2Fb/main?urlpath=tree%2Fbook%2Fchapters%2Fx.ipynb"),
        ("Source", "https://gitlab.com/a/b/blob/main/book/chapters/x.ipynb")]),
    ({"repository_url": "https://git.example.org/a/b"}, "chapters/x", ".ipynb", [
        ("Source", "https://git.example.org/a/b/blob/main/chapters/x.ipynb")]),
])
def test_buttons_appear_with_a_repository(options, page, suffix, expected):
    assert [tuple(link) for link in links(options, page, suffix)] == expected


# ---------------------------------------------------------------- mathematics

def test_mathematics_is_drawn_without_a_script():
    drawn = mathml(r"1 - \frac{25.95}{22.54} = -0.151", as_block=True)
    assert drawn.startswith("<math")
    assert "<mfrac>" in drawn
    assert 'display="block"' in drawn
    assert "style=" not in drawn


def test_unknown_mathematics_stops_the_build():
    with pytest.raises(UnknownMathError, match=r"foo"):
        mathml(r"\foo{x}")


# ---------------------------------------------------------------- what can be found

def test_what_can_be_found_is_a_script_that_nothing_in_it_can_end():
    rows = [Found("claim", "</script><b>\u2028", "claims/b.html", "x  y\n z"), Found("chapter", "First", "a.html"),
            Found("claim", "A", "claims/a.html"), Found("chapter", "First", "a.html")]
    text = as_script(rows)
    assert "<" not in text
    assert "\u2028" not in text
    found = json.loads(text.removeprefix('rotation.take("search/index",').removesuffix(");\n"))
    assert [[found["kinds"][row[0]], *row[1:]] for row in found["entries"]] == [
        ["chapter", "First", "a.html"], ["claim", "A", "claims/a.html"],
        ["claim", "</script><b>\u2028", "claims/b.html", "x y z"]]
    assert as_script(reversed(rows)) == text
