"""Figures of the built site: seen on light and dark ground, told in words that follow from their data, taken along."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
from xml.etree import ElementTree

import pytest
from built_site import figures

from rotation.charts.dark import COUNTERPARTS, GROUND, counterpart, dark
from rotation.figure_pages import figures_of, png
from rotation.layout import THEME

SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 9                        # units of a picture's letters; 640 CSS pixels show its 518 units, so 11 pixels
VENDORED = {                        # from the npm registry, unchanged
    "uplot-1.6.32.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uplot-1.6.32.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}
# A number in words: with its sign, without a unit. Days and years of a date are numbers too.
_NUMBER = re.compile(r"(?<![\w.])[+−-]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w])")
_PLAIN = re.compile(r"-?[\d.]+(?:e-?\d+)?")


@pytest.fixture(scope="module")
def drawn(book) -> dict[str, dict]:
    """What the executed chapters recorded of every figure, by id."""
    notebooks = sorted((book.home / "chapters").glob("*.ipynb"))
    return {about["id"]: about for path in notebooks for _, about in figures_of(path.read_text(encoding="utf-8"))}


@pytest.mark.book
def test_every_figure_has_words_caption_source_and_files(book, drawn):
    shown = {}
    for page in sorted((book.html / "chapters").glob("*.html")):
        for markup in figures(page):
            shown[re.search(r"figures/([\w.]+)\.svg", markup)[1]] = page, markup
    assert set(drawn) <= set(shown)
    assert len(drawn) > 15
    for id, about in drawn.items():
        page, markup = shown[id]
        alts = set(re.findall(r'<img[^>]* alt="([^"]*)"', markup))
        assert {html.unescape(alt) for alt in alts} == {about["alt"]}, id
        assert len(about["alt"]) > 40, id
        assert about["caption"], id
        assert "As of " in markup, id
        assert not about["sources"] or "Source: " in markup, id
        files = re.findall(r'(?:href|src)="([^"]*figures/[^"]*)"', markup)
        assert {name.rpartition(".")[2] for name in files} >= {"svg", "png", "csv"}, id
        assert all((page.parent / name).is_file() for name in files), id


@pytest.mark.book
def test_a_picture_brings_no_style_and_letters_that_can_be_read(book):
    for path in sorted((book.html / "figures").glob("*.svg")):
        text = path.read_text(encoding="utf-8")
        assert "style" not in text, path.name
        root = ElementTree.fromstring(text)
        sizes = [float(node.get("font-size", 10)) for node in root.iter(f"{SVG}text")]
        assert sizes, path.name
        width = float(root.get("viewBox").split()[2])
        assert min(sizes) * 640 / width >= 10.5 or min(sizes) >= 7, (path.name, min(sizes))


@pytest.mark.book
def test_pixels_are_those_of_the_picture(book):
    """The same bytes from the same picture, whoever draws them."""
    path = min((book.html / "figures").glob("*[!k].svg"), key=lambda one: one.stat().st_size)
    assert path.with_suffix(".png").read_bytes() == png(path.read_text(encoding="utf-8"))
    assert png(path.read_text(encoding="utf-8")).startswith(b"\x89PNG")


# ---------------------------------------------------------------- words that follow from the data


def columns(about: dict) -> dict[str, list[str]]:
    rows = list(csv.reader(io.StringIO(about["csv"])))
    return {name: [row[n] for row in rows[1:]] for n, name in enumerate(rows[0])}


def derivable(about: dict) -> list[float]:
    """What a reader can work out of a figure's data: its values and dates, how many there are, their sums, differences
    and ratios of first, last, lowest and highest; as they are and in per cent."""
    found: list[float] = []
    for values in columns(about).values():
        found += [float(part) for value in values if not _PLAIN.fullmatch(value)
                  for part in re.findall(r"\d{4}|\d+", value)]
        known = [float(value) for value in values if _PLAIN.fullmatch(value)]
        found += [len(values), len(known), len(set(values))]
        if known:
            marks = [known[0], known[-1], min(known), max(known)]
            found += known + [100 * one for one in known] + [sum(known), sum(known[:2])]
            found += [a - b for a in marks for b in marks] + [100 * a / b for a in marks for b in marks if b]
            found += [100 * (a / b - 1) for a in marks for b in marks if b]
            for sign in (1, -1):
                found += [sum(sign * one > 0 for one in known), sum(sign * (one - 1) > 0 for one in known)]
    cells = [float(value) for name, values in columns(about).items() for value in values
             if name[:4].isdigit() and _PLAIN.fullmatch(value)]
    return [*found, len(cells), sum(one > 0 for one in cells), len(columns(about))]


# Numbers that a text has from elsewhere than its figure's data, with the reason.
ELSEWHERE = {
    "fed_policy.range": "years of the first cuts, which are marks on the line",
    "fed_policy.fan": "how many cycles are drawn thin, and where single ones end",
    "fed_policy.rolling": "the window, and shares of all windows, of which one in a few is drawn",
    "sector_rotation.strength": "the run between two closes of the year, of which weeks are drawn",
    "sector_rotation.ranks": "places gained and lost, ranks of what is given",
    "named_stocks.dots": "how many trading days after publication",
    "valuation.cape": "the ratio itself is withheld: its owner allows derived figures only",
}


@pytest.mark.book
def test_numbers_in_the_words_follow_from_the_figures_data(drawn):
    """Every number of an alternative text is found again in the data, at the precision at which it is told."""
    missing = {}
    for id, about in drawn.items():
        told = _NUMBER.findall(re.sub(r"(?:Russell|S&P|Article) \d+", "", about["alt"]))
        known = derivable(about)
        lost = [token for token in told if not any(_is(token, value) for value in known)]
        if lost and id not in ELSEWHERE:
            missing[id] = lost
    assert not missing


def _is(token: str, value: float) -> bool:
    number = float(token.replace(",", "").replace("−", "-").lstrip("+"))
    places = len(token.partition(".")[2])
    return any(abs(number - sign * value) <= 0.501 * 10 ** -places for sign in (1, -1))


# ---------------------------------------------------------------- colours, library


COLOURS = [
    # light, dark
    ("#1f2933", COUNTERPARTS["#1f2933"]), ("#ffffff", GROUND), ("#123456", "#123456"),
    ("#b4451f", COUNTERPARTS["#b4451f"]),
]


@pytest.mark.parametrize(("light", "shown"), COLOURS)
def test_a_colour_has_its_counterpart(light, shown):
    assert counterpart(light) == shown
    assert dark(f'fill="{light}"') == f'fill="{shown}"'


def test_a_blend_of_the_scale_is_blended_anew():
    """Half way from white to the end of the scale: between the ground and the end's counterpart."""
    half = "#" + "".join(f"{(255 + int('1f5fa8'[n:n + 2], 16)) // 2:02x}" for n in (0, 2, 4))
    made = counterpart(half)
    assert made not in (half, GROUND, COUNTERPARTS["#1f5fa8"])
    for n in (1, 3, 5):
        low, high = sorted(int(colour[n:n + 2], 16) for colour in (GROUND, COUNTERPARTS["#1f5fa8"]))
        assert low <= int(made[n:n + 2], 16) <= high


@pytest.mark.parametrize(("name", "digest"), VENDORED.items())
def test_the_library_is_the_one_that_was_looked_at(name, digest):
    assert hashlib.sha256((THEME / "static" / name).read_bytes()).hexdigest() == digest
    assert "MIT" in (THEME / "static" / "uplot-1.6.32.LICENSE.txt").read_text(encoding="utf-8")
