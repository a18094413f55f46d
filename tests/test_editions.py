"""Editions: where each writes, what goes into its notebooks, and the second one built strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import digests, script
from tiny_data import make, write_yaml

from rotation.book import places
from rotation.editions import load_edition
from rotation.errors import InputError
from rotation.files import read_rows
from rotation.paths import BUILD, CHAPTERS, DATA, ROOT

LATEST, PUBLISHED = load_edition(DATA, "latest"), load_edition(DATA, "published")
OTHER = Path("somewhere")

PLACES = [
    # edition, as_of, data, out                           html, chapters, tables
    (LATEST, None, None, None, BUILD / "html", CHAPTERS, DATA),          # the only one that writes committed files
    (PUBLISHED, None, None, None, *(BUILD / "editions/published" / p for p in ("html", "chapters", ""))),
    (LATEST, "2025-12-05", None, None, *(BUILD / "editions/latest-2025-12-05" / p for p in ("html", "chapters", ""))),
    (LATEST, None, OTHER, None, *(BUILD / "editions/latest-own-data" / p for p in ("html", "chapters", ""))),
    (LATEST, None, None, ROOT / "x", ROOT / "x/html", ROOT / "x/chapters", ROOT / "x"),
    (PUBLISHED, None, None, ROOT / "x", ROOT / "x/html", ROOT / "x/chapters", ROOT / "x"),
]


@pytest.mark.parametrize(("edition", "as_of", "data", "out", "html", "chapters", "tables"), PLACES)
def test_where_an_edition_writes(edition, as_of, data, out, html, chapters, tables):
    where = places(edition, as_of, data, out)
    assert (where.html, where.chapters, where.tables) == (html, chapters, tables)


def test_the_committed_editions():
    assert (LATEST.as_of, dict(LATEST.shared)) == ("newest", {})
    assert PUBLISHED.as_of == PUBLISHED.shared["as_of"] == "2026-01-09"


def test_an_editions_dates_and_lists_reach_a_notebook_as_plain_values(tmp_path):
    data = make(tmp_path)
    write_yaml(data / "editions" / "mine.yml", {"name": "mine", "title": "mine", "as_of": "2025-12-05",
                                                "parameters": {"articles": ["001"], "since": "2025-01-01"}})
    (data / "editions" / "mine.yml").write_text(
        (data / "editions" / "mine.yml").read_text().replace("'2025-12-05'", "2025-12-05"), encoding="utf-8")
    assert load_edition(data, "mine").shared == {"as_of": "2025-12-05", "articles": ["001"], "since": "2025-01-01"}


def test_an_unknown_edition_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'published'"):
        load_edition(DATA, "publishd")


@pytest.mark.book
def test_the_published_edition_is_built_beside_the_committed_one(tmp_path):
    """All chapters at the last article's day, strictly: each id that prose uses exists there too."""
    committed = digests(CHAPTERS) | digests(DATA / "checks")
    done = script("build_book", "--edition", "published", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "as of 2026-01-09" in done.stdout
    assert digests(CHAPTERS) | digests(DATA / "checks") == committed
    rows = read_rows(tmp_path / "ledger.csv")
    assert len(rows) == len(read_rows(DATA / "ledger.csv"))
    assert max(row["as_of"] for row in read_rows(tmp_path / "numbers.csv")) <= "2026-01-09"
