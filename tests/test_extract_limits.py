"""What is refused, with one line and nothing written; and hostile text, which is read, in time that grows in line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import script

from rotation.errors import InputError
from rotation.extract import extract, limits
from rotation.extract.documents import LIMIT, read
from rotation.paths import ROOT


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


REFUSED = {
    "empty": (b"", "an empty file"),
    "blank": (b" \n\t\r\n", "no text"),
    "mark only": (b"\xef\xbb\xbf \n", "no text"),
    "invisible": ("\u200b\ufeff\n".encode(), "no text"),
    "latin-1": ("Der Index stieg auf 5 €".encode("cp1252"), "a byte that is not UTF-8 at offset 22 (0x80)"),
    "cut short": ("5 €".encode()[:-1], "a byte that is not UTF-8 at offset 2 (0xe2)"),
    "surrogate": (b"5 \xed\xa0\x80", "a byte that is not UTF-8 at offset 2 (0xed)"),
    "utf-16": ("5% up".encode("utf-16"), "UTF-16 (byte 0)"),
    "no mark": ("5% up".encode("utf-16-le"), "a NUL byte at offset 1: a binary file"),
    "binary": (b"\x7fELF\x02\x01\x01\0\0", "a NUL byte at offset 7: a binary file"),
    "pdf": (b"%PDF-1.7\n5", "a PDF file"),
    "zip": (b"PK\x03\x04\x14\0", "a zip archive or office document"),
    "picture": (b"\x89PNG\r\n", "a PNG picture"),
    "too large": (b"5" * (LIMIT + 1), "4.0 MB"),
}


@pytest.mark.parametrize(("raw", "found"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_is_refused(tmp_path, raw, found):
    path = tmp_path / "piece.txt"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"piece\.txt: found") as caught:
        read(path)
    assert found in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("raw", [b"<html><body></body></html>", b"<html><script>5</script></html>", b"<!doctype html>"])
def test_a_page_that_shows_nothing_is_refused(raw):
    with pytest.raises(InputError, match="html that shows no text"):
        read(raw)


def test_the_limit_itself_is_still_read():
    assert len(read(b"5" * LIMIT).text) == LIMIT


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    """A terabyte that no memory holds: sparse, so that it costs the disk nothing."""
    sparse(tmp_path / "large.txt", 10 ** 12)
    with pytest.raises(InputError, match=r"1,000,000\.0 MB; expected at most 4 MB"):
        read(tmp_path / "large.txt")


@pytest.mark.parametrize(("make", "found"), [
    (lambda path: path.mkdir(), "a folder"),
    (lambda path: None, "no such file"),
    (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    (lambda path: path.symlink_to("/dev/zero"), "neither a file nor a pipe"),
])
def test_what_cannot_be_read_is_refused(tmp_path, make, found):
    make(tmp_path / "piece")
    with pytest.raises(InputError, match=found):
        read(tmp_path / "piece")


@pytest.mark.parametrize("name", ["\0", "x" * 5_000, "a\n\x1b[2Jb"])
def test_a_strange_name_is_one_line(name):
    with pytest.raises(InputError) as caught:
        read(name)
    assert str(caught.value).isprintable()


def test_an_unknown_format_is_refused():
    with pytest.raises(InputError, match="input format"):
        read(b"5", "pdf")


# ---------------------------------------------------------------- the script: exit 2, one line, nothing written

GOOD = "The index rose 1.5% on Friday.\n"


@pytest.mark.parametrize(("arguments", "found"), [
    (["{bad}"], "a NUL byte at offset 2"),
    (["{good}", "{bad}"], "a NUL byte at offset 2"),
    (["{good}", "{good}"], "the id 'good' a second time"),
    (["{good}", "--published", "5 Dec 2025"], "'5 Dec 2025'"),
    (["{good}", "--published", "2025-02-29"], "'2025-02-29'"),
    (["{good}", "--published", "20250203"], "'20250203'"),
    (["{good}", "--article", "../x"], "'../x'"),
    (["{good}", "--article", "x\n"], r"'x\\n'"),
    (["{good}", "{page}", "--article", "x"], "2 files"),
    (["{good}", "{page}", "--print-text"], "2 files"),
    (["{good}", "--workers", "0"], "0"),
    (["{good}", "--out", "{good}"], "good.txt"),
    (["{good}", "--out", "{folder}"], "Is a directory"),
])
def test_wrong_input_is_one_line_and_writes_nothing(tmp_path, arguments, found):
    places = {name: tmp_path / f"{name}.txt" for name in ("good", "bad", "page")} | {"folder": tmp_path / "folder"}
    places["good"].write_text(GOOD, encoding="utf-8")
    places["page"].write_text("<html><nav>7</nav><p>Up 5%.</p></html>", encoding="utf-8")
    places["bad"].write_bytes(b"5 \0")
    places["folder"].mkdir()
    out = [] if "--out" in arguments else ["--out", "{folder}/out.jsonl"]
    done = script("extract_claims", *(part.format(**places) for part in [*arguments, *out]))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert found.replace("\\\\", "\\") in done.stderr
    assert not list(places["folder"].iterdir())
    assert places["good"].read_text(encoding="utf-8") == GOOD


def test_an_endless_pipe_is_refused():
    command = f"yes 5 | {sys.executable} scripts/extract_claims.py -"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "standard input: found more than 4 MB" in done.stderr


def test_the_last_good_output_stays(tmp_path):
    out, bad = tmp_path / "out.jsonl", tmp_path / "bad.txt"
    out.write_text("good\n", encoding="utf-8")
    bad.write_bytes(b"5 \0")
    assert script("extract_claims", bad, "--out", out).returncode == 2
    assert out.read_text(encoding="utf-8") == "good\n"
    assert sorted(os.listdir(tmp_path)) == ["bad.txt", "out.jsonl"]


# ---------------------------------------------------------------- more figures than any article has

def test_what_is_beyond_the_limit_is_one_record_unread():
    text = "The index rose 5.5% today, and more. " * 9_000 + "٣ and ²."
    found = extract(text)
    assert [one.exclusion for one in found].count("unread") == 1
    last = found[-1]
    assert (last.exclusion, last.surface_end) == ("unread", len(text) - 1)
    assert text[last.surface_start:last.surface_end] == last.surface
    assert last.surface.startswith("5.5%")
    assert len(found) == pytest.approx(7_000, abs=2)


def test_a_megabyte_of_prose_is_read_to_its_end():
    """As many figures as five articles print for each other's length: 6 in a thousand letters."""
    line = "The index closed higher on Friday and has now gained 5.5% in the month, " + "as traders said. " * 6 + "\n"
    text = line * (1_000_000 // len(line))
    assert limits.readable(text) == len(text)


def test_blank_text_beyond_the_limit_has_no_record():
    assert extract("5\n" + "\n" * 200_000) == extract("5\n")
