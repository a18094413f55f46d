"""What holds for every text: offsets slice to the surface, no digit is lost, a form feed resets all context.

Texts are put together from what articles print, from what breaks readers, and from any letters at all.
"""

from __future__ import annotations

import json
import re
import runpy
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotation.extract import documents, extract, printing
from rotation.extract.records import Mention
from rotation.extract.visible import visible
from rotation.paths import ROOT
from rotation.records import DIRECTIONS, KINDS, TOPICS, UNITS

HOSTILE = runpy.run_path(str(ROOT / "scripts" / "hostile_texts.py"))["HOSTILE"]

PIECES = (
    "The S&P 500", "Russell 2000", "the index", "small caps", "Fed", "Treasury", "$TSLA", "(NASDAQ: VKTX)", "AI", "it",
    "rose", "fell", "up", "down", "gained", "trades at", "yields", "cut rates by", "outperformed", "lost", "is", "from",
    "1.68%", "22.4x", "25 basis points", "25-basis-point", "7pp", "30%+", "3.5%–3.75%", "3.50% to 3.75%", "4-5%",
    "$2.1 trillion",
    "€17.85", "¥500 billion", "(3.1)", "-0.4%", "+0.00 (0.00%)", "2,576.31", "5,537", "1/2", "3 ½", "0.5", ".5", "5.",
    "1,2,3",
    "December 10, 2025", "Dec. 5", "10 December 2025", "2025-12-10", "Q3 2025", "FY26", "2025", "in 2025", "October",
    "12:16 pm ET",
    "third consecutive", "two factors", "one more cut", "in nearly 25 years", "a decade", "twenty-five", "half",
    "first",
    "about", "over", "nearly", "at least", "between", "and", "to", "versus", "vs.", "respectively", "of", "in",
    "year-to-date",
    "5% and 6%, respectively", "ET3min", "VK2735", "COVID-19", "P/E of 22.4", "12–18 months", "1.", "2)", "- 3",
    "[4]", "#5",
    "٣٫٥٪", "５０％", "²", "①", "५", "𝟓", "Ⅳ", "½", "一九", "5\u0301", "5\u200b6", "\ufeff", "\u2028", "\x1b[5m",
    "\x00", "\x85",
    " ", "\n", "\n\n", "\r\n", "\t", ",", ", ,", " .", ".", ";", ":", "“", "”", '"', "(", ")", "[", "]", "|",
    "\n| 5 | 6% |\n", "—", "–", "−",
)
TAGS = (
    "<p>", "</p>", "<div class=related>", "</div>", "<table><tr><td>", "</td><td>", "</table>", "<li>", "<br>",
    "<span>",
    "</span>", "<sup>", "</sup>", "<dt>", "<dd>", "<script>", "</script>", "<!--", "-->", "&amp;", "&#53;", "&#0;",
    "<a href='",
    "<svg>", "<h1>", "<pre>", "<![CDATA[", "<?x ", "</html>", "<body>", "<title>", "<article>", "<nav>",
    "</article>",
)
SIGNS = (
    "# ", "* ", "> ", "```", "[", "](x5)", "**", "_", "`", "\n\n", "\n---\n", "\n| a | b |\n|---|---|\n| 5 | 6 |\n",
    "    5",
    "![5](6)", "<b>", "<!--", "1. ", "\\", "&amp;",
)
letters = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), letters), max_size=30).flatmap(
    lambda pieces: st.sampled_from((" ", "", "\n")).map(lambda joint: joint.join(pieces)))
pages = texts.map(lambda text: text.replace("\f", " "))
DATES = st.sampled_from((None, "2025-12-14"))


def moved(one: Mention, by: int) -> Mention:
    return replace(one, start=one.start + by, end=one.end + by, surface_start=one.surface_start + by,
                   surface_end=one.surface_end + by)


def check(text: str, found: tuple[Mention, ...]) -> None:
    """Everything that the vocabulary promises about places."""
    end = 0
    for one in found:
        assert text[one.surface_start:one.surface_end] == one.surface
        assert one.surface_start <= one.start < one.end <= one.surface_end
        assert end <= one.surface_start, "disjoint, in text order"
        end = one.surface_end
    assert not lost_digits(text, found)


def lost_digits(text: str, found: tuple[Mention, ...]) -> list[str]:
    """Runs of digits, of any script, that do not lie in exactly one record."""
    owner: list[int | None] = [None] * len(text)
    for n, one in enumerate(found):
        owner[one.surface_start:one.surface_end] = [n] * (one.surface_end - one.surface_start)
    runs = re.finditer("1+", "".join("1" if letter.isdigit() or letter.isdecimal() else "0" for letter in text))
    return [text[run.start():run.end()] for run in runs
            if None in (owners := set(owner[run.start():run.end()])) or len(owners) != 1]


@settings(deadline=None, max_examples=300)
@example("The S&P 500² rose 5²% to ②500, 10²5 up", None)
@given(texts, DATES)
def test_offsets_slice_to_the_surface_and_no_digit_is_lost(text, published):
    check(text, extract(text, published=published))


@settings(deadline=None, max_examples=200)
@example("It costs a penny.", "The rest costs £5.", None)
@given(pages, pages, DATES)
def test_a_form_feed_resets_all_context(first, second, published):
    joined = extract(first + "\f" + second, published=published)
    apart = [moved(one, 0) for one in extract(first, published=published)]
    apart += [moved(one, len(first) + 1) for one in extract(second, published=published)]
    assert list(joined) == apart


@settings(deadline=None, max_examples=200)
@given(texts)
def test_records_are_of_the_vocabulary(text):
    found = extract(text, article="a")
    for one in found:
        assert one.unit is None or one.unit in UNITS or re.fullmatch("[A-Z]{3}", one.unit)
        assert (one.direction in DIRECTIONS, one.kind in KINDS, one.topic in TOPICS) == (True, True, True)
        assert one.check_worthy is (one.exclusion is None)
        assert isinstance(one.complete, bool)
        assert one.article == "a"
        assert one.metric is None or re.fullmatch("[a-z0-9_]+", one.metric)


@settings(deadline=None, max_examples=100)
@given(texts)
def test_the_same_text_gives_the_same_records_that_json_can_hold(text):
    found = extract(text)
    assert found == extract(text)
    printed = printing.json_lines(found)
    assert [json.loads(line, parse_constant=pytest.fail)["surface"] for line in printed.splitlines()] == [
        one.surface for one in found]
    assert printing.table(found, 80).count("\n") == len(found) + 1


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(PIECES), letters, st.sampled_from(TAGS)), max_size=25))
def test_no_page_raises_and_no_figure_of_it_is_lost_in_silence(pieces):
    page = "<html><p>5" + "".join(pieces).replace("\0", "")
    document = documents.read(page.encode(), "html")
    shown, kept = (sorted(re.findall(r"\d+", text)) for text in (visible(page).text, document.text))
    assert not [run for run in set(shown) if shown.count(run) > kept.count(run) + document.left_out.count(run)]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(PIECES), letters, st.sampled_from(SIGNS)), max_size=25))
def test_no_markdown_raises_and_no_figure_of_it_is_lost_in_silence(pieces):
    source = "5 " + "".join(pieces).replace("\0", "")
    document = documents.read(source.encode(), "markdown")
    printed, kept = re.findall(r"\d+", source), re.findall(r"\d+", document.text)
    assert not [run for run in set(printed) if printed.count(run) > kept.count(run) + document.left_out.count(run)]


# ---------------------------------------------------------------- hostile text

@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_like_any_other(make):
    text = make(3_000)
    check(text, extract(text))


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_in_line_with_the_text(make):
    """Twice the text at most three times the time; processor time, best of several, since others work here too."""
    short, long = make(6_000), make(12_000)
    for attempt in range(3):
        ratio = best(long, attempt) / max(best(short, attempt), 0.01)
        if ratio < 3:
            return
    pytest.fail(f"twice the text took {ratio:.1f} times as long")


def best(text: str, attempt: int) -> float:
    seconds = []
    for _ in range(1 + attempt):
        began = time.process_time()
        extract(text)
        seconds.append(time.process_time() - began)
    return min(seconds)
