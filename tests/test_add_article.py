"""Adding an article: three files or none, a review that survives, and nothing hostile that gets through.

On the page-sized data folder of ``tiny_data``; the extraction is given (``drafted``), so that these tests are about
drafts and files and not about grammar.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from drafted import BODY, LEAD, article
from running import digests, in_process
from tiny_data import make

import rotation.extract
from rotation import ledger
from rotation.drafts import filing
from rotation.drafts.digests import digest
from rotation.drafts.filing import put_in_place
from rotation.errors import InputError
from rotation.files import read_mapping
from rotation.paths import DATA, ROOT

PUBLISHED = ("--published", "2025-12-20")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make(tmp_path / "data")


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Write an annotated text to a file; the extraction knows what its annotations say."""
    known: dict[str, tuple] = {}

    def write(marked: str) -> Path:
        text, mentions = article(marked)
        known[text] = mentions
        path = tmp_path / "news.txt"
        path.write_bytes(text.encode())
        return path

    monkeypatch.setattr(rotation.extract, "extract", lambda text, *_: known[text])
    return write


def run(*arguments: object):
    done = in_process("add_article", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments: object) -> str:
    done = in_process("add_article", *arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1
    assert done.stderr.isprintable() or done.stderr[:-1].isprintable()
    return done.stderr


def file(data: Path, stage: str, name: str = "news") -> Path:
    return data / stage / f"{name}.yml"


def claims(data: Path, name: str = "news") -> dict[str, dict]:
    return {one["id"]: one for one in read_mapping(file(data, "claims", name))["claims"]}


def add(data: Path, path: Path, *more: object) -> str:
    return run(path, *PUBLISHED, "--slug", "news", "--data", data, *more)


def again(data: Path, path: Path) -> str:
    return run(path, "--slug", "news", "--again", "--data", data)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def block_of(path: Path, name: str) -> str:
    """The lines of one record."""
    text = path.read_text(encoding="utf-8")
    return re.search(rf"^- (?:id|claim): {name}\n(?:  .*\n)*", text, re.MULTILINE)[0]


# ---------------------------------------------------------------- the first time

def test_three_files_and_a_report(data, given):
    said = add(data, given(LEAD + BODY), "--url", "https://example.org/a?b=c", "--publisher", "Wire",
               "--author", "A. B.")
    assert re.search(r"news: 9 numbers read, 5 claims drafted \(1 of the numbers repeat one\)", said)
    assert "excluded: 2 name, 1 date of another claim" in said
    assert "provisional verdicts:" in said
    assert "contradictions: " in said
    recorded = yaml.safe_load(file(data, "articles").read_text(encoding="utf-8"))
    assert recorded["url"] == "https://example.org/a?b=c"
    assert (recorded["title"], recorded["publisher"], recorded["authors"]) == ("Markets", "Wire", ["A. B."])
    assert f"{recorded['last_close']:%Y-%m-%d}" == "2025-12-19"
    assert recorded["paragraphs"] == 4
    assert sorted(claims(data)) == [f"news/{n:03d}" for n in range(1, 6)]
    checks = read_mapping(file(data, "checks"))["checks"]
    assert all(one["proposed"] is True and one["drafted"] == digest(one) for one in checks)


def test_the_text_itself_is_not_stored(data, given):
    add(data, given(LEAD + BODY))
    stored = "".join(file(data, stage).read_text(encoding="utf-8") for stage in ("articles", "claims", "checks"))
    assert "so far in" not in stored
    assert "Again, the gain of" not in stored


def test_drafts_enter_the_ledger_with_their_mark(data, given):
    add(data, given(LEAD + BODY))
    book = ledger.build(data)
    mine = [entry for entry in book.entries if entry.article.id == "news"]
    assert len(mine) == 5
    assert all(entry.provisional and entry.verdict.justification.startswith(ledger.PROVISIONAL) for entry in mine)
    gain = book["news/001"]
    assert gain.verdict.verdict == "missing_context"     # 5% up on the last close; 10% until a week before
    assert not [entry for entry in book.entries if entry.article.id != "news" and entry.provisional]


def test_the_same_input_gives_the_same_files(data, given, tmp_path):
    path = given(LEAD + BODY)
    add(data, path)
    other = make(tmp_path / "other")
    add(other, path)
    assert {k: v for k, v in digests(data).items() if "news" in k} == {
        k: v for k, v in digests(other).items() if "news" in k}


def test_an_article_without_numbers(data, given):
    said = add(data, given("Nothing here can be counted.\n"))
    assert "0 numbers read, 0 claims drafted" in said
    assert read_mapping(file(data, "claims"))["claims"] == []
    ledger.build(data)


# ---------------------------------------------------------------- the review

def accept(data: Path, name: str) -> None:
    path = file(data, "claims")
    text = path.read_text(encoding="utf-8")
    block = block_of(path, name)
    path.write_text(text.replace(block, block.replace("status: draft", "status: accepted")), encoding="utf-8")


def test_a_second_extraction_of_the_same_text_changes_nothing(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    before = digests(data)
    said = again(data, path)
    assert digests(data) == before
    assert "written: nothing changed" in said


def test_what_people_decided_survives_to_the_letter(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    accept(data, "news/001")
    edit(file(data, "claims"), "- id: news/001", "# a person was here\n- id: news/001")
    mine = block_of(file(data, "claims"), "news/001")
    again(data, path)
    assert block_of(file(data, "claims"), "news/001") == mine
    assert claims(data)["news/002"]["status"] == "draft"


def test_an_edited_draft_is_kept_and_called_edited(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    edit(file(data, "claims"), "subject: Acme Corp", "subject: Acme Holdings")
    said = again(data, path)
    name = next(key for key, one in claims(data).items() if one["subject"] == "Acme Holdings")
    assert claims(data)[name]["status"] == "edited"
    assert f"claims somebody had edited, kept: {name}" in said
    assert claims(data)[name]["drafted"] != digest(claims(data)[name])


def test_a_rejected_claim_keeps_its_number_and_leaves_the_ledger(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    block = block_of(file(data, "claims"), "news/002")
    edit(file(data, "claims"), block, block.replace("status: draft", "status: rejected"))
    again(data, path)
    assert claims(data)["news/002"]["status"] == "rejected"
    assert "news/002" not in ledger.build(data).by_id
    assert not [one for one in read_mapping(file(data, "checks"))["checks"] if one["claim"] == "news/002"]


def test_an_edited_proposal_becomes_a_persons_check(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    edit(file(data, "checks"), 'label: "Price return, year to date"', "label: By hand")
    said = again(data, path)
    check = next(one for one in read_mapping(file(data, "checks"))["checks"] if one.get("label") == "By hand")
    assert "proposed" not in check
    assert "drafted" not in check
    assert f"checks somebody had changed, kept: {check['claim']}" in said
    again(data, path)                                     # and it stays
    assert "label: By hand" in file(data, "checks").read_text(encoding="utf-8")


def test_reviewed_claim_and_check_are_no_longer_provisional(data, given):
    add(data, given(LEAD + BODY))
    accept(data, "news/001")
    assert ledger.build(data)["news/001"].provisional     # the check is still only proposed
    block = block_of(file(data, "checks"), "news/001")
    own = re.sub(r"  (?:proposed|drafted): .*\n", "", block)
    edit(file(data, "checks"), block, own)
    entry = ledger.build(data)["news/001"]
    assert not entry.provisional
    assert ledger.PROVISIONAL not in entry.verdict.justification


# ---------------------------------------------------------------- a changed text

MORE = "A word before. [[3.5%|yield_level|US 10-year Treasury]] first.\n\n"


def test_kept_claims_follow_their_numbers(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    accept(data, "news/001")
    start = claims(data)["news/001"]["start"]
    said = again(data, given(MORE + LEAD + BODY))
    text = path.read_text(encoding="utf-8")
    moved = claims(data)["news/001"]
    assert moved["status"] == "accepted"
    assert moved["start"] > start
    assert text[moved["surface_start"]: moved["surface_end"]] == moved["stated"] == "10%"
    assert moved["paragraph"] == 3
    assert "kept claims that stand elsewhere now: news/001" in said


def test_new_numbers_get_new_ids_and_none_is_used_twice(data, given):
    first, second = "[[10%|return_ytd|Russell 2000|up]] a. ", "[[8%|return_ytd|S&P 500|up]] b. "
    add(data, given(first + second))
    assert sorted(claims(data)) == ["news/001", "news/002"]
    said = again(data, given(first))
    assert "drafts withdrawn, their number is gone: news/002" in said
    again(data, given(first + "[[7%|return_1m|S&P 500|up]] c. "))
    assert sorted(claims(data)) == ["news/001", "news/003"]
    assert read_mapping(file(data, "claims"))["numbered"] == 3


def test_an_accepted_claim_whose_number_is_gone_is_told_by_name(data, given):
    add(data, given(LEAD + BODY))
    accept(data, "news/001")
    gone = (LEAD + BODY).replace("[[10%|return_ytd|Russell 2000|up]]", "[[12%|return_ytd|Russell 2000|up]]")
    said = again(data, given(gone))
    assert "ANCHOR LOST, look for them in the new text: news/001" in said
    kept = claims(data)["news/001"]
    assert (kept["status"], kept["anchor"], kept["stated"]) == ("accepted", "lost", "10%")
    assert ledger.build(data)["news/001"].provisional
    assert any(one["stated"] == "12%" for one in claims(data).values())


def test_a_lost_anchor_stays_lost_until_a_person_mends_it(data, given):
    add(data, given(LEAD + BODY))
    accept(data, "news/001")
    changed = given((LEAD + BODY).replace("10%", "12%"))
    again(data, changed)
    before = digests(data)
    assert "ANCHOR LOST" in again(data, changed)
    assert digests(data) == before


def test_a_number_that_now_reads_otherwise_is_told(data, given):
    add(data, given(LEAD + BODY))
    accept(data, "news/001")
    said = again(data, given((LEAD + BODY).replace("|return_ytd|Russell 2000|up", "|return_1m|Nasdaq Composite|down")))
    assert "kept claims that would be read otherwise now: news/001" in said
    assert claims(data)["news/001"]["metric"] == "return_ytd"


@pytest.mark.parametrize(("stage", "old", "new", "words"), [
    ("claims", "  start: ", "  start: x", "a number of code points"),
    ("claims", "  appearances: ", "  appearances: [x]  # ", "give both offsets"),
    ("claims", "numbered: ", "numbered: x", "the highest number given"),
    ("claims", "- id: news/001", "- id: news/002", "an id that is taken"),
    ("claims", "- id: news/001", "- id: news/one", "news/001, and so on"),
    ("claims", "  stated: ", "  sttaed: ", "unknown field"), ("claims", "- {start: ", "- {start: x", "code points"),
    ("claims", "claims:", "claims: 5\nmore:", "a list of records"),
    ("checks", "checks:", "checks: 5\nmore:", "a list of records"),
    ("checks", "- claim: ", "- clam: ", "the id of a claim"),
])
def test_files_spoilt_by_hand_are_refused_in_one_line(data, given, stage, old, new, words):
    path = given(LEAD + BODY)
    add(data, path)
    edit(file(data, stage), old, new)
    before = digests(data)
    assert words in refused(path, "--slug", "news", "--again", "--data", data)
    assert digests(data) == before


def test_metadata_that_people_wrote_survive(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    edit(file(data, "articles"), "publisher: null", "publisher: A Wire Service   # found in the imprint")
    again(data, given(MORE + LEAD + BODY))
    text = file(data, "articles").read_text(encoding="utf-8")
    assert "publisher: A Wire Service   # found in the imprint\n" in text
    assert "paragraphs: 5" in text


def test_every_number_is_in_one_record_after_any_change(data, given):
    add(data, given(LEAD + BODY))
    accept(data, "news/001")
    path = given(BODY + MORE + LEAD)
    again(data, path)
    document, text = read_mapping(file(data, "claims")), path.read_text(encoding="utf-8")
    spans = [(one["start"], one["end"]) for one in document["claims"] if one.get("anchor") != "lost"]
    spans += [tuple(map(int, span.split("-"))) for one in document["claims"] for span in one["appearances"]]
    spans += [(one["start"], one["end"]) for one in document["exclusions"]]
    for found in re.finditer(r"\d+", text):
        assert sum(a <= found.start() and found.end() <= b for a, b in spans) == 1, found


# ---------------------------------------------------------------- all or nothing

@pytest.mark.parametrize("broken", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_crash_midway_leaves_nothing(data, given, monkeypatch, broken, error):
    path, calls, link = given(LEAD + BODY), [], os.link

    def failing(source, target):
        calls.extend({target} - set(calls))
        if len(calls) == broken:
            raise error
        return link(source, target)

    before = digests(data)
    monkeypatch.setattr(filing.os, "link", failing)
    monkeypatch.setattr(filing.os, "replace", failing)        # what takes its place where links are not known
    done = in_process("add_article", path, *PUBLISHED, "--slug", "news", "--data", data)
    assert done.returncode in (2, 130)
    assert digests(data) == before


def test_a_crash_in_a_second_extraction_leaves_the_first(data, given, monkeypatch):
    add(data, given(LEAD + BODY))
    before, calls, replace = digests(data), [], os.replace

    def failing(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError("disk full")
        return replace(source, target)

    path = given(MORE + LEAD + BODY)
    monkeypatch.setattr(filing.os, "replace", failing)
    assert "nothing was changed" in refused(path, "--slug", "news", "--again", "--data", data)
    assert digests(data) == before


def test_of_two_additions_at_once_one_wins(data, tmp_path):
    """The second finds the first's file when it comes to put its own in place, and leaves no trace."""
    first = {data / "claims" / "news.yml": "first", data / "articles" / "news.yml": "first"}
    put_in_place(first, new=True)
    before = digests(data)
    with pytest.raises(InputError, match="written meanwhile"):
        put_in_place(dict.fromkeys(first, "second"), new=True)
    assert digests(data) == before


def test_the_rest_of_an_addition_cut_short_is_told(data, given):
    path = given(LEAD + BODY)
    add(data, path)
    file(data, "articles").unlink()
    assert "cut short" in refused(path, *PUBLISHED, "--slug", "news", "--data", data)


def test_claims_without_their_article_are_seen_by_nobody(data, given):
    """What a power cut can leave: claims and checks are there, the article is not."""
    before = ledger.build(data).to_csv()
    path = given(LEAD + BODY)
    add(data, path)
    file(data, "articles").unlink()
    assert ledger.build(data).to_csv() == before
    assert "news.yml in claims/ already" in refused(path, *PUBLISHED, "--slug", "news", "--data", data)


# ---------------------------------------------------------------- names

@pytest.mark.parametrize(("title", "name"), [
    ("Small Caps: The Great Rotation!", "small-caps-the-great-rotation"),
    ("../../etc/passwd", "etc-passwd"),
    ("Ünïcode & Çedille", "unicode-cedille"),
    ("CON", "article-con"), ("lpt1", "article-lpt1"),
    ("2026", "news"),                                     # digits alone are the first articles' way of naming
    ("漢字だけ", "news"),
    ("a" * 200, "a" * 40), ("word " * 50, "word-word-word-word-word-word-word-word"),
])
def test_a_name_is_made_from_the_title(data, given, title, name):
    run(given("Nothing.\n"), *PUBLISHED, "--title", title, "--data", data)
    assert file(data, "articles", name).is_file()


@pytest.mark.parametrize("slug", ["", "..", "../x", "a/b", "a\\b", "A", "con", "com1", "-a", "a-", "ä", "a" * 61, "a b",
                                  "a\n", "x.yml", "$(x)"])
def test_a_given_name_is_plain(data, given, slug):
    before = digests(data)
    assert "--slug" in refused(given("Nothing.\n"), *PUBLISHED, f"--slug={slug}", "--data", data)
    assert digests(data) == before


@pytest.mark.parametrize("taken", ["000", "news", "tiny"])
def test_a_name_that_is_taken(data, given, taken):
    add(data, given(LEAD))
    before = digests(data)
    assert "already" in refused(given(LEAD), *PUBLISHED, "--slug", taken, "--data", data)
    assert digests(data) == before


# ---------------------------------------------------------------- bad input

BAD = {
    "empty.txt": b"", "blank.txt": b" \n\n", "binary.txt": b"\x00\x01\x02",
    "latin.txt": "Umsatz für 2025: 5%".encode("latin-1"),
    "utf16.txt": "5%".encode("utf-16"), "page.pdf": b"%PDF-1.7", "large.txt": b"a 5% b\n" * 15_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_no_article(data, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(BAD[name])
    before = digests(data)
    refused(path, *PUBLISHED, "--slug", "news", "--data", data)
    assert digests(data) == before


def test_paths_that_are_no_file(data, tmp_path):
    for path in (tmp_path, tmp_path / "none.txt", "/dev/zero"):
        refused(path, *PUBLISHED, "--slug", "news", "--data", data)


@pytest.mark.parametrize(("options", "words"), [
    ((), "--published YYYY-MM-DD"),
    (("--published", "yesterday"), "a day, as 2026-02-03"), (("--published", "2025-02-30"), "a day, as 2026-02-03"),
    (("--published", "20251214"), "a day, as 2026-02-03"), (("--published", "2025-W50-7"), "a day, as 2026-02-03"),
    (("--published", "1901-02-03"), "trading calendar"),
    ((*PUBLISHED, "--url", "javascript:alert(1)"), "http or https"),
    ((*PUBLISHED, "--url", "https://a b/"), "http or https"), ((*PUBLISHED, "--url", "https://a\nb/"), "http or https"),
    ((*PUBLISHED, "--url", 'https://a/"onload="x'), "http or https"),
    ((*PUBLISHED, "--url", "file:///etc"), "http or https"),
    ((*PUBLISHED, "--url", "https://me:secret@a.com/"), "without a password"),
    ((*PUBLISHED, "--url", f"https://a/{'b' * 300}"), "http or https"),
    ((*PUBLISHED, "--title", "a" * 301), "at most 300"), ((*PUBLISHED, "--publisher", "a" * 301), "at most 300"),
    ((*PUBLISHED, "--again"), "--published with it"), (("--again",), "no such article"),
])
def test_options_that_cannot_be_meant(data, given, options, words):
    before = digests(data)
    assert words in refused(given(LEAD), "--slug", "news", "--data", data, *options)
    assert digests(data) == before


def test_a_part_of_a_data_folder_is_refused(given, tmp_path):
    (tmp_path / "part" / "articles").mkdir(parents=True)
    assert "a whole copy of data/" in refused(given(LEAD), *PUBLISHED, "--data", tmp_path / "part")


HOSTILE = ["x: [y]\n- id: 000/001", "{{ secrets }}", "<script>alert(1)</script>", "\x1b[31mred\x07", "'\"&*!|>%@`",
           "null", "\u202egnp.exe", "*a &b !!python/object/apply:os.system [id]"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_stored_as_words(data, given, text):
    run(given(LEAD), *PUBLISHED, "--slug", "news", "--title", text, "--publisher", text, "--author", text,
        "--generator", text, "--data", data)
    recorded = read_mapping(file(data, "articles"))
    plain = " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
    assert [recorded[key] for key in ("title", "publisher", "generator")] == [plain] * 3
    assert recorded["authors"] == [plain]
    assert ledger.build(data)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_subjects_are_stored_as_words(data, given, text):
    subject = text.replace("|", "/").replace("[", "(").replace("]", ")").replace("=", "-")
    said = add(data, given(f"[[10%|return_ytd|{subject}|up]]\n"))
    assert said.replace("\n", "").isprintable()
    assert len(claims(data)) == 1
    assert ledger.build(data).to_csv().count("news/001") >= 1


# ---------------------------------------------------------------- the real thing

def test_three_seconds_and_what_is_loaded():
    """Without the extraction's own time and on a machine that is busy: the imports are what costs."""
    code = ("import sys, rotation.drafts.adding, rotation.drafts.telling, rotation.checks, rotation.crosscheck, "
            "rotation.proposals; print(*[n for n in ('scipy', 'statsmodels', 'matplotlib', 'exchange_calendars') "
            "if n in sys.modules])")
    started = time.process_time()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "", "slow to load, and not needed to draft"
    assert time.process_time() - started < 1


def test_the_book_s_own_data_take_an_article(own_data, tmp_path):
    """The true extraction, the true data: files that the schemas and the loaders take, a ledger that can be built."""
    path = tmp_path / "wire.txt"
    path.write_text("Stocks end higher\n\nThe S&P 500 rose 0.19% to close at 6,870.40 on December 5, 2025. The Russell "
                    "2000 gained 0.84% for the week.\n\nThe Fed cut rates by a quarter point to 3.5%-3.75%.\n",
                    encoding="utf-8")
    said = run(path, "--published", "2025-12-14", "--data", own_data)
    assert "stocks-end-higher:" in said
    for stage, name in (("claims", "claims"), ("articles", "article")):
        rules = json.loads((DATA / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        content = read_mapping(file(own_data, stage, "stocks-end-higher"))
        jsonschema.validate(json.loads(json.dumps(content, default=date.isoformat)), rules)
    book = ledger.build(own_data)
    assert [entry for entry in book.entries if entry.article.id == "stocks-end-higher" and entry.provisional]


def test_the_text_of_a_page_can_be_printed(tmp_path):
    page = tmp_path / "a.txt"
    page.write_bytes("\ufeffOne.\r\nTwo 5%".encode())
    done = subprocess.run([sys.executable, "scripts/add_article.py", str(page), "--print-text"], capture_output=True,
                          cwd=ROOT, check=True)
    assert done.stdout == page.read_bytes()
