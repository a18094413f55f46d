"""What stands in the prose: no typed result, no borrowed sentence, no trace of where it was written.

A computed number reaches prose through ``{num}`` only. Digits that a person may type are listed in ALLOWED, each
with its reason; whatever remains after they are taken out is refused with its surroundings.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from rotation.articles import TEXTS, load_articles, read_article_text
from rotation.files import read_rows
from rotation.paths import CHAPTERS, DATA, ROOT

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
YEAR = r"(?:19|20)\d\d"
ALLOWED = (
    # pattern, why a person may type it
    (r"```.*?```", "a directive or an example"),
    (r"`[^`]*`", "code, a formula in words, or what a role prints"),
    (r"https?://\S+|\]\([^)]*\)", "an address"),
    (r"[“\"][^”\"]{1,80}[”\"]", "a quotation: what a text prints is not ours to compute"),
    (rf"\b\d{{1,2}}(?:[–-]\d{{1,2}})? (?:{MONTHS})(?: {YEAR})?\b", "a date of record"),
    (rf"\b(?:Q[1-4] |mid-|end-|late |early )?{YEAR}(?:s|-Q[1-4]|/\d\d)?\b", "a year of record"),
    (r"\bRussell (?:1000|2000|2500|3000)\b|\bRussell Top 200\b", "the name of an index"),
    (r"\bS&P (?:500|400|600|(?:Mid|Small)Cap (?:400|600)|Composite 1500)\b|\bNasdaq[- ]100\b",
     "the name of an index"),
    (r"\bMagnificent (?:7|Seven)\b|\bForm (?:8-K|10-[QK])\b|\b(?:8-K|10-[QK])\b", "a name"),
    (r"\b00\d\b", "the number of an article"),
    (r"\b\d+-(?:year|month|week|day)\b", "the name of a maturity or of a declared window"),
    (r"\b\d+ (?:trading |calendar )?(?:days|sessions|weeks|months|years)\b", "a window, declared beforehand"),
    (r"\b(?:90|95|99)%(?= (?:intervals?|confidence|set|band)\b)", "the level of an interval"),
    (r"(?<=significant at )\d+%|\b\d+%(?= level\b)", "the level of a test"),
    (r"(?m)^\s*\d{1,2}\.(?= )", "a marker of a list"),
    (r"\bCOVID-19\b|\bUTF-8\b|\bSHA-256\b|\bPython 3\.\d+\b|\bCC BY[- ]4\.0\b", "a name"),
)
# Pages whose typed digits are definitions or records, not results; each with its reason.
EXEMPT = {
    "method": "the rule's own constants; tests/test_intervals.py repeats its table row by row",
    "corrections": "a log: what a verdict was before and after, by date",
    "glossary": "examples that explain a term, of no series and no day",
    "references": "titles and dates of the works cited",
}


def markdown_of(path: Path) -> str:
    """The prose of a page: a Markdown file, or a notebook's Markdown cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")


PAGES = {path.stem: path for path in sorted(CHAPTERS.glob("*")) if path.suffix in (".md", ".ipynb")}


def typed_digits(text: str) -> list[str]:
    """What is left of the digits of a text when everything allowed is taken out, with its surroundings."""
    for pattern, _ in ALLOWED:
        text = re.sub(pattern, " ", text, flags=re.DOTALL if pattern.startswith("```") else 0)
    return [text[max(0, found.start() - 40): found.end() + 20].replace("\n", " ")
            for found in re.finditer(r"\d[\d.,]*", text)]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in EXEMPT])
def test_no_result_is_typed(name):
    assert not typed_digits(markdown_of(PAGES[name])), "record it and write {num}`chapter.name`"


TYPED = [
    # text, typed results in it
    ("The margin was {num}`a.b` on 5 December 2025.", 0),
    ("Since 1987 the Russell 2000 led the S&P 500 in {num}`a.b` years.", 0),
    ("The margin was 9.5 points.", 1),
    ("It rose 13% in 2025.", 1),
    ("A 95% interval of {num}`a.b`.", 0),
    ("It held 95% of the assets.", 1),
    ("Articles 003 and 004 share a generator, article 001 does not.", 0),
    ("The S&P 501 rose.", 1),
    ("It prints \"22.4 times\".", 0),
    ("From 22.4 to 25.9.", 2),
    ("1. First\n2. Second", 0),
    ("Over 252 trading days the 2-year yield fell 25 basis points.", 1),
    ("n = 7", 1),
    ("In mid-2026 and Q1 2025.", 0),
]


@pytest.mark.parametrize(("text", "typed"), TYPED)
def test_the_allow_list_lets_names_and_dates_pass_and_nothing_else(text, typed):
    assert len(typed_digits(text)) == typed


def test_every_exception_is_a_page_and_has_a_reason():
    assert set(EXEMPT) <= set(PAGES)
    assert all(why for _, why in ALLOWED)


# ---------------------------------------------------------------- references


def test_every_number_in_prose_exists():
    known = {row["id"] for row in read_rows(DATA / "numbers.csv")}
    used = {(name, found) for name, path in PAGES.items()
            for found in re.findall(r"\{num\}`([^`]+)`", markdown_of(path))}
    assert used, "no page uses {num}"
    assert not {pair for pair in used if pair[1] not in known}


def test_every_claim_in_prose_exists(newest):
    used = {(name, found) for name, path in PAGES.items()
            for found in re.findall(r"\{claim\}`([^`]+)`", markdown_of(path))}
    assert not {pair for pair in used if pair[1] not in newest.by_id}


def test_every_claim_stands_in_a_chapter_and_in_the_whole_ledger(newest):
    text = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items() if path.suffix == ".ipynb"}
    for entry in newest.by_id:
        anchor = "claim-" + entry.replace("/", "-")
        assert f'id=\\"{anchor}\\"' in text["claim_ledger"], entry
        if not newest[entry].decided:
            continue                      # the whole ledger shows it, with what it lacks or lost
        assert any(f'id=\\"{anchor}\\"' in page for name, page in text.items() if name != "claim_ledger"), entry


def test_every_chapter_says_first_what_it_found():
    """The first Markdown cell of a chapter holds its question and at least one computed number."""
    for name, path in PAGES.items():
        if path.suffix == ".ipynb" and name not in ("stock", "claim_ledger"):
            first = next("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
                         if cell["cell_type"] == "markdown")
            assert "{num}`" in first, name


@pytest.mark.parametrize("name", [name for name, path in PAGES.items() if path.suffix == ".ipynb"])
def test_a_chapter_ends_with_every_number_it_computed(name):
    text = markdown_of(PAGES[name])
    assert re.search(r"```\{numbers\}\n```", text)


@pytest.mark.parametrize("name", PAGES)
def test_no_formula_needs_a_script(name):
    """Mathematics would need a network script to be drawn."""
    assert not re.search(r"(?<!\\)\$\$|\{math\}|\\\\\(", markdown_of(PAGES[name]))


# ---------------------------------------------------------------- nobody else's sentences


LOCKS = ("requirements.txt", "requirements-cluster.txt")


@cache
def tracked() -> tuple[Path, ...]:
    """Every text file under version control, except the providers' figures and the lock."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    return tuple(path for path in files if path.is_file() and path.name not in LOCKS
                 and not (path.suffix == ".csv" and "market" in path.parts)
                 and b"\0" not in path.read_bytes()[:4096])


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(words: list[str], length: int = 8) -> set[tuple[str, ...]]:
    return {tuple(words[n: n + length]) for n in range(len(words) - length + 1)}


def strings_of(path: Path) -> list[str]:
    """The text of a file as a reader would see it: a notebook's strings unescaped, markup taken out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return [text]
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, str):
            found.append(re.sub(r"<[^>]+>", " ", node))
        elif isinstance(node, list):
            if all(isinstance(item, str) for item in node):
                found.append(re.sub(r"<[^>]+>", " ", "".join(node)))
            else:
                [walk(item) for item in node]
        elif isinstance(node, dict):
            [walk(item) for item in node.values()]

    walk(json.loads(text))
    return found


@pytest.mark.texts
def test_no_sentence_of_an_article_is_ours():
    """Of those articles whose texts are here; of an added one the text may be anywhere."""
    articles = load_articles(DATA).values()
    texts = [text for article in articles if (text := read_article_text(article, TEXTS)) is not None]
    if not texts:
        pytest.skip(f"no text of an article is in {TEXTS}; set ROTATION_TEXTS to look for runs")
    borrowed = set().union(*(runs(words_of(text)) for text in texts))
    titles = set().union(*(runs(words_of(article.title or "")) for article in articles))
    hits = {}
    for path in tracked():
        shared = set().union(*(runs(words_of(text)) for text in strings_of(path))) & (borrowed - titles)
        if shared:
            hits[str(path.relative_to(ROOT))] = " ".join(sorted(shared)[0])
    assert not hits


def test_a_borrowed_run_would_be_found():
    """The guard itself, on words that nobody wrote."""
    text = "one two three four five six seven eight nine"
    assert runs(words_of(text)) & runs(words_of("x one, two; three FOUR five-six seven eight y"))
    assert not runs(words_of(text)) & runs(words_of("one two three four five six seven x eight nine"))


# ---------------------------------------------------------------- nothing of the place where it was written

# Spelt in pieces, so that this file does not contain what it looks for.
TRACES = {
    "a path of a machine": ("/wo" + "rk/", "/ro" + "ot/", r"/ho" + r"me/\w+/", "/Us" + r"ers/\w", r"\.py" + "env"),
    "a host of a registry": ("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)", "proxy" + r"\.golang",
                             "conda" + r"\.anaconda", "index" + "-url http"),
    "how it was written": (r"(?:this|my|earlier|other) ses" + r"sion\b", "sub" + "-?agent", "the br" + r"ief\b",
                           "chat" + "bot", "lang" + "uage model", r"\bAI as" + "sist"),
}


@pytest.mark.parametrize("what", TRACES)
def test_no_file_tells_where_it_was_written(what):
    pattern = re.compile("|".join(TRACES[what]), re.IGNORECASE)
    hits = {str(path.relative_to(ROOT)): found.group() for path in tracked()
            if (found := pattern.search(path.read_text(encoding="utf-8", errors="replace")))}
    assert not hits


def test_no_file_is_large_or_odd():
    """Nothing binary, no byte-order mark, no Windows line ends; nothing above a megabyte but the lock and figures."""
    for path in tracked():
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path
        assert b"\r\n" not in content, path
        assert len(content) < 1_000_000, path
