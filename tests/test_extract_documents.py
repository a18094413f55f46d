"""Articles in: what is read of text, pages and Markdown, what is told about it, and what the script prints."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from running import script
from saved_pages import NEWS, PAGES, TABLES, SavedPage

from rotation.articles import TEXTS, load_articles
from rotation.extract import printing
from rotation.extract.documents import read
from rotation.extract.records import Mention
from rotation.paths import DATA, ROOT

TEXT = "The index rose 1.5% on Friday.\r\nIt had fallen 0.5% on Thursday.\r\n"


def flat(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- plain text

@pytest.mark.parametrize("raw", [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("\r\n", "\n").encode(),
                                 "a\u2028b\x0b1\x0c2\x85\r3".encode(), "٣٫٥٪ и 5 %\n".encode()])
def test_plain_text_is_taken_as_it_stands(raw):
    document = read(raw)
    assert (document.format, document.text, document.left_out) == ("text", raw.decode("utf-8"), ())
    assert document.sha256 == document.text_sha256 == hashlib.sha256(raw).hexdigest()
    assert (document.title, document.published, document.authors) == (None, None, ())


def test_a_byte_order_mark_is_one_code_point():
    assert read(b"\xef\xbb\xbf5%").text.index("5") == 1


@pytest.mark.parametrize(("name", "content", "expected"), [
    ("a.txt", "Up 5%.", "text"), ("a", "Up 5%.", "text"), ("a.md", "Up 5%.", "markdown"),
    ("a.MARKDOWN", "Up 5%.", "markdown"), ("a.html", "<p>Up 5%.</p>", "html"), ("a.HTM", "<p>Up 5%.</p>", "html"),
    ("a.txt", "<!DOCTYPE html><html><body><p>Up 5%.</p></body></html>", "html"),
    ("a.md", "\ufeff\n <HTML><body><p>Up 5%.</p></body></HTML>", "html"),
    ("a.txt", "<p>Up 5%, says a text about markup.", "text"),
    ("a.txt", "<htmlish> 5%", "text"),
])
def test_the_format_is_known_by_ending_and_beginning(tmp_path, name, content, expected):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert read(path).format == expected
    assert read(path, "text").text == content


# ---------------------------------------------------------------- saved pages

@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_article_is_read_and_the_furniture_is_not(page: SavedPage):
    text = flat(read(page.html.encode()).text)
    assert not [words for words in page.kept if flat(words) not in text]
    assert not [words for words in page.left if words in text]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_figure_of_a_page_is_in_the_text_or_told_as_left_out(page: SavedPage):
    """Read by another hand than the extractor's: tags, scripts and styles cut off with a regular expression."""
    document = read(page.html.encode())
    body = page.html[page.html.index("<body"):]
    shown = re.sub(r"(?s)<(script|style|noscript)\b.*?</\1>|<[^>]*>", " ", body).replace("&amp;", "&")
    assert sorted(re.findall(r"\d+", shown)) == sorted([*re.findall(r"\d+", document.text), *document.left_out])


def test_rows_and_items_are_lines_of_their_own():
    lines = read(TABLES.html.encode()).text.splitlines()
    assert "Revenue | 412.6 | 381.0 | 8.3%" in lines
    assert "Net income | (3.1) | 31.4 | n.m." in lines
    assert "- Operating margin of 14.2%, up 110 basis points" in lines


def test_a_page_says_who_wrote_it_and_when():
    news, results = read(NEWS.html.encode()), read(TABLES.html.encode())
    assert (news.title, news.published) == ("Stocks slip after jobs report", "2024-07-05")
    assert news.publisher == "Example Wire"
    assert (news.url, news.authors) == ("https://wire.example/markets/stocks-slip", ("Jo Field",))
    assert (results.published, results.authors) == ("2023-10-26", ("A. Writer", "B. Writer"))


@pytest.mark.parametrize(("head", "expected"), [
    ("", {"title": None, "published": None, "url": None, "publisher": None, "authors": ()}),
    ("<title> A\n  B </title>", {"title": "A B"}),
    ('<meta name="date" content="20240229">', {"published": "2024-02-29"}),
    ('<meta name="date" content="20230229">', {"published": None}),
    ('<meta name="date" content="Fri, 05 Jul 2024 20:15:00 GMT">', {"published": "2024-07-05"}),
    ('<meta name="date" content="yesterday">', {"published": None}),
    ('<link rel="canonical" href="javascript:alert(1)">', {"url": None}),
    ('<link rel="canonical" href="https://a.example/&quot;&gt;&lt;script&gt;">', {"url": None}),
    ('<meta property="og:url" content="https://a.example/x?y=1">', {"url": "https://a.example/x?y=1"}),
    ('<meta name="author" content="https://a.example/jo"><meta name="author" content="By Jo">', {"authors": ("Jo",)}),
    ('<meta name="author" content="A\x1b[2J\u202eB">', {"authors": ("A [2J B",)}),
    ('<script type="application/ld+json">{"@type": ["NewsArticle"], "author": "Jo", "headline": "\\ud800x"}</script>',
     {"authors": ("Jo",), "title": "?x"}),
    ('<script type="application/ld+json">{"@graph": [{"@type": "Organization", "name": "Z"}, {"@type": "Report",'
     '"datePublished": "2020-01-02", "publisher": {"name": "P"}}]}</script>',
     {"published": "2020-01-02", "publisher": "P"}),
    ('<script type="application/ld+json">' + '[{"@graph":' * 5_000 + "</script>", {"title": None}),
    ('<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": 5}, "datePublished": 7}</script>',
     {"authors": (), "published": None}),
])
def test_metadata_is_what_the_page_prints_and_nothing_else(head, expected):
    page = f"<html><head>{head}</head><body><p>© 2021 – up 5% on July 5, 2024.</p></body></html>"
    document = read(page.encode(), "html")
    assert {key: getattr(document, key) for key in expected} == expected


@pytest.mark.parametrize(("body", "expected"), [
    ("<p>a <span>OII</span><span>24.57</span><span>+0.38</span> b</p>", "OII 24.57 +0.38"),
    ("<p>a margin of <span>5</span><span>.3%</span> b</p>", "margin of 5.3%"),
    ("<p>net sales of $2.5 billion<sup>2</sup> rose</p>", "$2.5 billion [2] rose"),
    ("<p>a yield of 3.4<sup>1</sup>, up</p>", "3.4 [1], up"),
    ("<p>rose 1<sup>1</sup>/<sub>2</sub> points</p>", "rose 1 1/2 points"),
    ("<p>the 2<sup>nd</sup> cut</p>", "the 2nd cut"),
    ("<p>4.25%&ndash;4.5&#37; &lt;5&gt; &amp;amp;</p>", "4.25%–4.5% <5> &amp;"),
    ("<p>a<br>5%<br/>b</p>", "a 5% b"),
    ("<p>Above <a href='javascript:alert(7)'>4%</a>, <b>not</b> below</p>", "Above 4%, not below"),
    ("<p onclick='x(8)'>up 5%</p><script>document.write('9%')</script><style>p{top:6px}</style>", "up 5%"),
    ("<p>a\x0cb 5%</p>", "a b 5%"),
    ("<table><tr><td>VIX</td><td>21.09</td></tr></table>", "VIX | 21.09"),
    ("<dl><dt>Forward P/E</dt><dd>18.4</dd></dl>", "Forward P/E: 18.4"),
])
def test_small_markup(body, expected):
    text = read(f"<html><body><article><p>One sentence about markets.</p>{body}</article></body></html>".encode()).text
    assert expected in flat(text)
    assert not [word for word in ("alert", "onclick", "9%", "6px", "\x0c") if word in text]


def test_a_headline_stays_with_its_article():
    page = ("<html><head><title>Revenue up 8% | Site</title></head><body><h1>Revenue up 8%</h1>"
            "<div class='body'>" + "<p>The company reported a good quarter, and it said more in a longer text.</p>" * 5)
    assert read((page + "</div></body></html>").encode()).text.startswith("Revenue up 8%\n")


# ---------------------------------------------------------------- Markdown

MARKDOWN = """---
title: "Weekly note"
date: 2024-03-01
author: Jo Field
tags: [a: 5
---
# Up 5% in *March*

The [S&P 500](https://a.example/9) rose
**2.5%**, `code 7`.

* first 1%
* second 2%

3. third ![chart 99](x.png)

| Index | Close |
|:---|---:|
| DAX | 17,900 |

```
raw 8  text
```

> quoted 6%

<div>block <b>4</b>%</div><script>44</script>
"""


def test_markdown_is_read_as_it_would_be_seen():
    document = read(MARKDOWN.encode(), "markdown")
    assert document.text.splitlines() == [
        "Up 5% in March", "", "The S&P 500 rose 2.5%, code 7.", "", "- first 1%", "- second 2%", "", "3. third ", "",
        "Index | Close", "DAX | 17,900", "", "raw 8  text", "quoted 6%", "", "block 4%"]
    assert sorted(document.left_out) == ["01", "03", "2024", "44", "5", "9", "99"]
    assert (document.title, document.published, document.authors) == ("Weekly note", "2024-03-01", ("Jo Field",))
    assert document.note == ""


def test_markdown_that_would_take_minutes_is_read_as_plain_text():
    source = "[5](" * 50_000
    document = read(source.encode(), "markdown")
    assert (document.text, document.note) == (source, "too much to parse as Markdown, read as plain text")


# ---------------------------------------------------------------- the script

@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "piece.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_json_lines_have_the_vocabularys_fields_in_its_order(article):
    done = script("extract_claims", article)
    assert (done.returncode, done.stderr) == (0, "")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(record) for record in records] == [
        ["article", "start", "end", "surface_start", "surface_end", "surface", "value", "unit", "qualifier", "subject",
         "metric", "comparand", "as_of", "period", "direction", "kind", "topic", "check_worthy", "exclusion",
         "complete"]] * 2
    assert [(one["article"], one["surface"], one["value"]) for one in records] == [
        ("piece", "1.5%", 1.5), ("piece", "0.5%", 0.5)]
    assert all(TEXT[one["start"]:one["end"]] in one["surface"] for one in records)


def test_yaml_and_table_say_the_same(article):
    records = yaml.safe_load(script("extract_claims", article, "--format", "yaml").stdout)
    assert records == [json.loads(line) for line in script("extract_claims", article).stdout.splitlines()]
    table = script("extract_claims", article, "--format", "table").stdout.splitlines()
    assert [line.split()[1] for line in table] == ["surface", "1.5%", "0.5%"]


@pytest.mark.parametrize("raw", [TEXT.encode(), b"\xef\xbb\xbf5%\r\n\r\x0c", b"5%"])
def test_print_text_gives_back_every_byte(article, raw):
    article.write_bytes(raw)
    command = [sys.executable, ROOT / "scripts" / "extract_claims.py", article, "--print-text"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == raw


def test_offsets_of_a_page_count_in_the_printed_text(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(TABLES.html, encoding="utf-8")
    text = script("extract_claims", page, "--print-text").stdout
    done = script("extract_claims", page)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert records
    assert all(text[one["surface_start"]:one["surface_end"]] == one["surface"] for one in records)
    assert "6 runs of digits on the page are not part of the text (12, 1234567, 19" in done.stderr


def test_out_is_written_and_told(article, tmp_path):
    done = script("extract_claims", article, "--out", tmp_path / "out.jsonl")
    assert done.stdout == f"2 numbers, 2 of them claims; {tmp_path / 'out.jsonl'}\n"
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == script("extract_claims", article).stdout


def test_workers_change_nothing(tmp_path):
    for n in range(5):
        (tmp_path / f"{n}.txt").write_text(f"The index rose {n}.5% on Friday.\n" * (n + 1), encoding="utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    one, two = (script("extract_claims", *files, "--workers", n).stdout for n in (1, 2))
    assert one == two
    assert one.count("\n") == 15


def test_standard_input_has_an_id_of_its_own(article):
    command = [sys.executable, str(ROOT / "scripts" / "extract_claims.py"), "-"]
    done = subprocess.run(command, input=article.read_bytes(), capture_output=True, check=True)
    assert json.loads(done.stdout.splitlines()[0])["article"] == "stdin"


@pytest.mark.parametrize("raw", ["The DAX – ½ point – rose 1.5% to ¥500 億.\n".encode()])
def test_a_terminal_that_knows_only_ascii_is_no_error(article, raw):
    article.write_bytes(raw)
    for form in ("jsonl", "yaml", "table"):
        command = [sys.executable, str(ROOT / "scripts" / "extract_claims.py"), str(article), "--format", form]
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "COLUMNS": "60"}
        assert subprocess.run(command, capture_output=True, env=environment, check=False).returncode == 0


def test_a_reader_who_left_is_no_error(article):
    article.write_text("The index rose 1.5% on Friday. " * 3_000, encoding="utf-8")
    command = f"{sys.executable} scripts/extract_claims.py {article} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("piped", "words"), [
    ("extract_claims.py - <&-", "standard input"), ("add_article.py - --print-text <&-", "standard input"),
    ("extract_claims.py piece.txt >&-", "standard output"), ("extract_claims.py piece.txt --format table >&-", "--out"),
    ("extract_claims.py", "required: FILE"), ("add_article.py", "required: article"),
    ("extract_claims.py piece.txt --format xml", "invalid choice"),
])
def test_streams_that_are_closed_and_options_that_are_none(article, piped, words):
    command = f"'{sys.executable}' '{ROOT}/scripts/'{piped}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=article.parent, timeout=60)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_registered_articles_keep_id_and_date():
    """By the hash of the text, whatever the file is called."""
    known = load_articles(DATA)["000"]
    path = TEXTS / known.text_file
    if not path.is_file():
        pytest.skip("the article texts are not here")
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "extract_claims.py"), "-"], input=path.read_bytes(),
                          capture_output=True, check=True)
    assert {json.loads(line)["article"] for line in done.stdout.splitlines()} == {"000"}
    assert done.stderr == b""


def test_a_registered_name_with_another_text_is_told(tmp_path):
    shutil.copy(ROOT / "LICENSE", tmp_path / load_articles(DATA)["001"].text_file)
    done = script("extract_claims", next(tmp_path.iterdir()))
    assert (done.returncode, json.loads(done.stdout.splitlines()[0])["article"]) == (0, "001")
    assert "registered as article 001, whose text was another one" in done.stderr


# ---------------------------------------------------------------- printing

def mention(**changed: object) -> Mention:
    record = Mention(article="a", start=0, end=1, surface_start=0, surface_end=1, surface="5", value=5, unit=None,
                     qualifier=None, subject=None, metric=None, comparand=None, as_of=None, period=None,
                     direction="none", kind="observation", topic="other", check_worthy=True, exclusion=None,
                     complete=True)
    return replace(record, **changed)


def test_the_table_moves_no_cursor():
    hostile = mention(surface="5\x1b[2J\r\u202e%\n", subject="\x9b31m\u2028x")
    lines = printing.table([hostile]).splitlines()
    assert len(lines) == 2
    assert r"5\x1b[2J\r\u202e%\n" in lines[1]
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("width", [1, 20, 60, 200])
def test_the_table_fits_the_terminal(width):
    rows = [mention(surface="億" * 30, subject="x" * 99), mention(surface="5\u0301")]
    assert all(printing._width(line) <= width for line in printing.table(rows, width).splitlines())


def test_a_range_is_a_list_and_a_date_is_text():
    rows = [mention(value=(3.5, 3.75)), mention(value="2025-12")]
    assert [json.loads(line)["value"] for line in printing.json_lines(rows).splitlines()] == [[3.5, 3.75], "2025-12"]
    assert yaml.safe_load(printing.yaml_list(rows))[0]["value"] == [3.5, 3.75]


def test_no_mention_is_an_empty_list():
    assert (printing.json_lines([]), yaml.safe_load(printing.yaml_list([]))) == ("", [])
