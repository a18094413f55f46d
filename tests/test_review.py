"""What moved between two versions: the core on tables, the reading on small git repositories, both outputs escaped."""

from __future__ import annotations

import html.parser
import importlib.util
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from rotation.errors import InputError
from rotation.files import csv_text
from rotation.paths import ROOT
from rotation.report import FIGURE_MIME
from rotation.review import compare, read_version, review
from rotation.review.compare import governing
from rotation.review.markdown import escape, markdown, sentence
from rotation.review.page import page
from rotation.review.records import Check, Picture, Series, Version
from rotation.review.tell import MANY, tell, visible
from rotation.review.versions import flat

HOSTILE = "<script>alert(1)</script> | `rm` ``` @all [x](http://e.example) *b* \\| &lt; \u202eevil"


def row(verdict="accurate", computed="10.4", **more):
    return {"claim": "000/001", "statement": "It rose.", "stated": "10%", "unit": "%", "verdict": verdict,
            "outcome": "", "computed": computed, "justification": "So it is.", "evidence": "yahoo/RUT fomc-1",
            "method": "window_return", **more}


def version(name="v", **more):
    base = {
        "ledger": {"000/001": row()},
        "claims": {"000/001": {"id": "000/001", "metric": "return_ytd", "kind": "observation"}},
        "checks": (Check("claim 000/001", {"method": "window_return", "reading": {"start": "2025-01-02"}}, "000/001"),),
        "series": {"yahoo/RUT": Series("date,close\n2025-01-02,1.0\n2025-01-03,2.0\n", "aa", {"sha256": "aa"})},
        "documents": {"fomc-1": {"title": "Statement"}},
    }
    return Version(name, **{**base, **more})


OLD = version("old")


# ---------------------------------------------------------------- verdicts

@pytest.mark.parametrize(("before", "after", "flips", "moved", "reasons"), [
    (row(), row(), 0, 0, 0),
    (row(), row("inaccurate"), 1, 0, 0),
    (row(), row("inaccurate", "9.1"), 1, 0, 0),                      # told once, as a flip
    (row(), row(computed="10.5"), 0, 1, 0),
    (row(), row(justification="Otherwise."), 0, 0, 1),
    (row(), row(hindsight="true"), 0, 0, 1),
    (row(), row(statement="It fell."), 0, 0, 0),                     # a record's field: told with the claims
    (row("", outcome="pending"), row("", outcome="came_true"), 1, 0, 0),
    (row("", outcome="pending"), row("", outcome="pending"), 0, 0, 0),
])
def test_each_move_of_the_ledger_is_told_once(before, after, flips, moved, reasons):
    found = compare(replace(OLD, ledger={"000/001": before}), version("new", ledger={"000/001": after}))
    assert (len(found.flips), len(found.moved), len(found.reasons)) == (flips, moved, reasons)


@pytest.mark.parametrize(("change", "causes"), [
    ({}, ("nothing that it names: another date of the edition, or evidence that its reading does not list",)),
    ({"code": {"verdicts.py": "1"}},
     ("code: its record, check and evidence are the same; see the modules that changed",)),
    ({"claims": {"000/001": {"id": "000/001", "metric": "return_1y", "kind": "observation"}}},
     ("claim record: metric",)),
    ({"checks": (Check("claim 000/001", {"method": "window_return", "reading": {"start": "2025-01-03"}}, "000/001"),)},
     ("check: reading.start",)),
    ({"checks": ()}, ("check: claim 000/001 before, none now",)),
    ({"checks": (Check("rule a: metric return_ytd", {"when": {"metric": "return_ytd"}, "method": "window_return",
                                                    "reading": {"start": "2025-01-02"}}),)},
     ("check: claim 000/001 before, rule a: metric return_ytd now", "check: when.metric")),
    ({"series": {"yahoo/RUT": Series("date,close\n2025-01-02,1.5\n", "bb", {"sha256": "bb"})}}, ("data: yahoo/RUT",)),
    ({"series": {**OLD.series, "yahoo/IWM": Series("date,close\n", "cc", {})}},       # not this claim's evidence
     ("nothing that it names: another date of the edition, or evidence that its reading does not list",)),
    ({"documents": {"fomc-1": {"title": "Statement, corrected"}}}, ("document: fomc-1",)),
])
def test_a_flip_names_what_it_rests_on_that_changed(change, causes):
    found = compare(OLD, version("new", ledger={"000/001": row("inaccurate")}, **change))
    assert found.flips[0].causes == causes


def test_flips_between_firm_verdicts_come_first():
    pairs = {"000/001": ("not_enough_evidence", "incomplete"), "000/002": ("accurate", "not_enough_evidence"),
             "000/003": ("accurate", "inaccurate"), "000/004": ("inaccurate", "accurate")}
    old = Version("old", ledger={claim: row(one) for claim, (one, _) in pairs.items()})
    new = Version("new", ledger={claim: row(two) for claim, (_, two) in pairs.items()})
    assert [flip.claim for flip in compare(old, new).flips] == ["000/003", "000/004", "000/002", "000/001"]


def test_a_ledger_that_does_not_hold_the_claims_is_told():
    new = version("new", claims={**OLD.claims, "000/002": {"id": "000/002"}})
    assert compare(OLD, new).stale == ("000/002",)
    assert "make ledger" in markdown(tell(compare(OLD, new)))


# ---------------------------------------------------------------- records and checks

def test_claims_added_removed_edited_with_their_fields():
    old = {"a": {"value": 1, "lost": []}, "b": {"value": 2}, "c": {"value": [1, 2]}}
    new = {"a": {"value": 1, "lost": ["figure"]}, "c": {"value": [1, 2]}, "d": {"value": 4}}
    found = compare(Version("old", claims=old), Version("new", claims=new)).claims
    assert [(c.kind, c.id, [(f.field, f.old, f.new) for f in c.fields]) for c in found] == [
        ("edited", "a", [("lost", "[]", "[figure]")]),
        ("removed", "b", [("value", "2", None)]),
        ("added", "d", [("value", None, "4")]),
    ]


def test_a_nested_record_becomes_dotted_names():
    record = {"reading": {"start": "x", "days": [1, 2]}, "alternatives": [{"role": "source"}], "proxy": True, "n": None}
    assert flat(record) == {"reading.start": "x", "reading.days": "[1, 2]", "alternatives.1.role": "source",
                            "proxy": "true", "n": ""}


RULES = (
    Check("claim 000/001", {"method": "own"}, "000/001"),
    Check("rule a", {"when": {"metric": ["pe", "pb"], "direction": "none"}, "method": "first"}),
    Check("rule b", {"when": {"metric": "pe"}, "method": "second"}),
    Check("rule c", {"when": {}, "method": "never"}),
)


@pytest.mark.parametrize(("claim", "record", "key"), [
    ("000/001", {"metric": "pe"}, "claim 000/001"),                  # its own check beats the rules
    ("000/002", {"metric": "pe"}, "rule a"),                         # direction is none where it is not given
    ("000/002", {"metric": "pb"}, "rule a"),
    ("000/002", {"metric": "pe", "direction": "up"}, "rule b"),
    ("000/002", {"metric": "ps"}, None),                             # an empty rule matches nothing
])
def test_which_check_decides_a_claim(claim, record, key):
    found = governing(claim, Version("v", claims={claim: record}, checks=RULES))
    assert (found.key if found else None) == key


def test_one_change_to_several_claims_is_one_change_and_names_them():
    claims = {f"000/00{n}": {"id": f"000/00{n}"} for n in (1, 2, 3)}
    checks = tuple(Check(f"claim {claim}", {"method": "beats"}, claim) for claim in claims)
    moved = (*(replace(check, record={"method": "window_return"}) for check in checks[:2]), checks[2])
    found = compare(Version("old", claims=claims, checks=checks), Version("new", claims=claims, checks=moved)).checks
    assert [(c.kind, c.id, c.claims) for c in found] == [("edited", "claim 000/001 and 1 more", ("000/001", "000/002"))]
    assert [(f.field, f.old, f.new) for f in found[0].fields] == [("method", "beats", "window_return")]


# ---------------------------------------------------------------- data and what is told

def test_a_series_tells_its_rows_coverage_and_hash():
    new = Series("date,close\n2025-01-02,1.0\n2025-01-03,2.5\n2025-01-06,3.0\n", "bb",
                 {"sha256": "aa", "release.lag_days": "1", "coverage.rows": "3"})
    found = compare(OLD, version("new", series={"yahoo/RUT": new})).series[0]
    assert (found.added, found.removed, found.changed) == (1, 0, 1)
    assert [(r.field, r.old, r.new) for r in found.examples] == [("2025-01-03", "2.0", "2.5"),
                                                                 ("2025-01-06", None, "3.0")]
    assert (found.old_coverage, found.new_coverage) == ("2025-01-02 to 2025-01-03, 2 rows",
                                                        "2025-01-02 to 2025-01-06, 3 rows")
    assert [f.field for f in found.fields] == ["release.lag_days"]     # hash and coverage are told on their own
    assert found.claims == ("000/001",)
    assert found.uncertified                                           # the file is bb, its certificate says aa


def test_a_renamed_column_is_no_silent_change():
    new = Series("date,value\n2025-01-02,1.0\n2025-01-03,2.0\n", "bb", {"sha256": "bb"})
    assert compare(OLD, version("new", series={"yahoo/RUT": new})).series[0].changed == 1


def number(text="9.5 pp", low="", high="", n=""):
    return {"id": "v.m", "text": text, "chapter": "v", "low": low, "high": high, "n": n, "cell": "v#m"}


@pytest.mark.parametrize(("old", "new", "told"), [
    ({"v.m": number()}, {"v.m": number()}, []),
    ({"v.m": number()}, {"v.m": number("9.6 pp")}, [("edited", "9.5 pp", "9.6 pp")]),
    ({"v.m": number(low="1", high="2")}, {"v.m": number(low="1", high="3")},
     [("edited", "9.5 pp [1 to 2]", "9.5 pp [1 to 3]")]),
    ({"v.m": number(n="12")}, {"v.m": number(n="13")}, [("edited", "9.5 pp, n = 12", "9.5 pp, n = 13")]),
    ({"v.m": number()}, {"v.m": {**number(), "cell": "v#other"}}, []),   # where it is computed is not what is read
    ({}, {"v.m": number()}, [("added", "", "9.5 pp")]),
    ({"v.m": number()}, {}, [("removed", "9.5 pp", "")]),
])
def test_numbers_move_as_a_reader_meets_them(old, new, told):
    found = compare(Version("old", numbers=old), Version("new", numbers=new)).numbers
    assert [(change.kind, change.old, change.new) for change in found] == told


def test_contradictions_come_and_go():
    old, new = {"c1": {"id": "c1", "what": "a"}}, {"c2": {"id": "c2", "what": "b"}}
    found = compare(Version("old", contradictions=old), Version("new", contradictions=new)).contradictions
    assert [(change.id, change.kind) for change in found] == [("c1", "removed"), ("c2", "added")]


def test_prose_is_a_line_diff():
    old, new = {"p": ("one", "two", "three")}, {"p": ("one", "2", "three"), "q": ("new",)}
    found = compare(Version("old", prose=old), Version("new", prose=new)).prose
    assert [(change.page, change.kind, change.lines) for change in found] == [
        ("p", "edited", ("@@ -1,3 +1,3 @@", " one", "-two", "+2", " three")),
        ("q", "added", ("@@ -0,0 +1 @@", "+new")),
    ]


def test_figures_by_the_digest_of_their_data():
    old = {"f": Picture("v", "11", "rises"), "g": Picture("v", "22", "falls")}
    new = {"f": Picture("v", "33", "rises"), "g": Picture("v", "22", "falls")}
    found = compare(Version("old", pictures=old), Version("new", pictures=new)).pictures
    assert [(c.id, [(f.field, f.old, f.new) for f in c.fields]) for c in found] == [("f", [("data", "11", "33")])]


# ---------------------------------------------------------------- reading a repository

CLAIM = """article: "000"
claims:
- {id: 000/001, statement: It rose., topic: other, kind: observation, metric: return_ytd, as_of: 2025-12-05}
exclusions:
- {start: 1, end: 3, surface: "14", reason: publication_date}
"""
CHECKS = """topic: other
rules:
- {when: {metric: pe}, method: agrees_with, reading: {other: 000/001}}
- {when: {metric: pe}, method: never}
checks:
- {claims: [000/001], method: window_return, reading: {start: 2025-01-02}}
"""


def notebook(words="Prose.", digest="11"):
    return json.dumps({"cells": [
        {"cell_type": "markdown", "id": "title", "source": ["# Title\n", words]},
        {"cell_type": "code", "id": "fig", "source": "x = 1", "outputs": [
            {"data": {FIGURE_MIME: {"id": "v.fig", "data": digest, "alt": "rises", "caption": ""}}}]},
    ]})


FILES = {
    "_toc.yml": "root: chapters/index\n",
    "data/claims/000.yml": CLAIM,
    "data/checks/other.yml": CHECKS,
    "data/ledger.csv": csv_text([row()], list(row())),
    "data/numbers.csv": csv_text([number()], list(number())),
    "data/market/yahoo/RUT.csv": "date,close\n2025-01-02,1.0\n",
    "data/market/yahoo/RUT.meta.yml": "series: yahoo/RUT\ncoverage: {start: 2025-01-02}\nsha256: '00'\n",
    "data/reference/documents.d/fed.yml": "- {id: fomc-1, title: Statement}\n",
    "data/reference/moves.csv": "day,change,document\n2025-12-10,-25,fomc-1\n2025-12-11,-50,nowhere\n2025-12-12,0,\n",
    "chapters/v.ipynb": notebook(),
    "chapters/index.md": "# Index\n",
    "src/rotation/verdicts.py": "x = 1\n",
}


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=n", "-c", "user.email=n@e.example", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True).stdout


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode())


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    write(root, FILES)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    return root


def test_a_revision_reads_as_the_working_tree_it_was(repository):
    there, here = read_version(repository, "HEAD"), read_version(repository)
    assert replace(there, name="") == replace(here, name="")
    assert here.name == "working tree"
    assert re.fullmatch(r"HEAD \([0-9a-f]{10}\)", there.name)


def test_everything_of_a_version_is_read(repository):
    found = read_version(repository, "main")
    assert found.claims["000/001"]["as_of"] == "2025-12-05"
    assert [check.key for check in found.checks] == ["claim 000/001", "rule other: metric pe",
                                                     "rule other: metric pe (no. 2)"]
    assert found.prose == {"index": ("# Index",), "v": ("# Title", "Prose.", "")}
    assert found.pictures == {"v.fig": Picture("v", "11", "rises")}
    assert found.documents["fomc-1"] == {"id": "fomc-1", "title": "Statement", "rows in moves": "2025-12-10, -25"}
    assert found.documents["nowhere"] == {"rows in moves": "2025-12-11, -50"}
    assert [name.split(" (")[0] for name in found.records] == ["exclusion 000:1-3", "moves: 2025-12-12"]
    assert list(found.code) == ["verdicts.py"]


def test_the_working_tree_stays_as_it_is(repository):
    write(repository, {"chapters/v.ipynb": notebook("Other prose.", "22"), "data/new.txt": "untracked"})
    status, head = git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")
    found = review(repository, "HEAD", None, repository.parent / "out")
    assert ([change.page for change in found.prose], [change.id for change in found.pictures]) == (["v"], ["v.fig"])
    assert (git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")) == (status, head)


def test_two_revisions_and_back(repository, tmp_path):
    write(repository, {"data/ledger.csv": csv_text([row("inaccurate", "9.1")], list(row()))})
    git(repository, "commit", "-q", "-a", "-m", "two")
    there = review(repository, "HEAD~1", "HEAD", tmp_path / "there")
    back = review(repository, "HEAD", "HEAD~1", tmp_path / "back")
    assert [(m.old.verdict, m.new.verdict) for m in (*there.flips, *back.flips)] == [
        ("accurate", "inaccurate"), ("inaccurate", "accurate")]


def test_two_runs_write_the_same_bytes(repository, tmp_path):
    write(repository, {"chapters/v.ipynb": notebook(HOSTILE)})
    for name in ("one", "two"):
        review(repository, "HEAD", None, tmp_path / name)
    for file in ("report.md", "index.html"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_version_that_lacks_parts_is_empty_there(repository):
    git(repository, "rm", "-q", "-r", "data", "src", "chapters")
    git(repository, "commit", "-q", "-m", "bare")
    assert replace(read_version(repository, "HEAD"), name="") == Version("")


@pytest.mark.parametrize("revision", ["nope", "HEAD~99", "--all", "-q", "", "HEAD:data", "main..main", "a b"])
def test_an_unknown_revision_is_wrong_input(repository, revision):
    with pytest.raises(InputError, match="revision") as told:
        read_version(repository, revision)
    assert "\n" not in str(told.value)


def test_a_folder_without_git_is_wrong_input(tmp_path):
    with pytest.raises(InputError, match="git repository"):
        read_version(tmp_path, None)


@pytest.mark.parametrize(("name", "content"), [
    ("data/claims/000.yml", "claims: [\n"),
    ("data/claims/000.yml", "- a list\n"),
    ("data/claims/000.yml", "claims: [words]\n"),
    ("data/checks/other.yml", "checks: {a: b\n"),
    ("data/ledger.csv", "claim,verdict\n000/001\n"),
    ("data/ledger.csv", "verdict\naccurate\n"),
    ("chapters/v.ipynb", "{}"),
    ("chapters/v.ipynb", "[1]"),
])
def test_a_record_that_cannot_be_read_names_version_and_file(repository, name, content):
    write(repository, {name: content})
    git(repository, "commit", "-q", "-a", "-m", "broken")
    with pytest.raises(InputError) as told:
        read_version(repository, "HEAD")
    assert re.match(rf"HEAD \([0-9a-f]{{10}}\): {re.escape(name)}", told.value.record)


# ---------------------------------------------------------------- the two outputs

def hostile_review():
    """Hostile text in every place that a version can fill."""
    bad = HOSTILE
    old = version("old <b>", prose={"p|`": ("a",)}, numbers={"n": number("1")},
                  ledger={claim: row() for claim in ("000/001", "000/002", "000/003")})
    new = Version(
        "new <b>",
        ledger={"000/001": row(bad, bad, justification=bad, statement=bad, stated=bad, unit=bad, method=bad,
                               evidence="yahoo/RUT"), "000/002": row(computed=bad), "000/003": row(low=bad)},
        claims={"000/001": {"id": bad, "statement": bad, bad: bad}, bad: {"statement": bad}},
        checks=(Check(f"rule {bad}", {"when": {"metric": bad}, bad: bad}),),
        series={"yahoo/RUT": Series(f"date,close\n{bad},{bad}\n", bad, {bad: bad}), bad: Series(bad, "", {})},
        numbers={"n": number(bad), bad: number(bad)}, contradictions={bad: {bad: bad}},
        prose={"p|`": (bad, "```", "````", "</pre>"), bad: (bad,)}, pictures={bad: Picture(bad, bad, bad)},
        documents={bad: {bad: bad}}, records={bad: {bad: bad}}, code={bad: bad},
    )
    telling = tell(compare(old, new))
    assert all(section.count for section in telling.sections)
    return telling


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.names, self.targets, self.ids, self.text = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.targets += [value for key, value in attrs if key in ("href", "src")]
        self.ids += [value for key, value in attrs if key == "id"]

    def handle_data(self, data):
        self.text.append(data)


def test_no_text_becomes_markup_on_the_page():
    markup = page(hostile_review())
    tags = Tags()
    tags.feed(markup)
    ours = {"html", "head", "meta", "title", "style", "body", "a", "header", "main", "nav", "section", "article", "h1",
            "h2", "h3", "p", "strong", "div", "span", "table", "thead", "tbody", "tr", "th", "td", "pre", "ins", "del"}
    assert tags.names <= ours
    assert all(target.startswith("#") for target in tags.targets)      # nothing from elsewhere
    assert {target[1:] for target in tags.targets} <= set(tags.ids)    # and no link into nothing
    assert len(tags.ids) == len(set(tags.ids))
    assert visible(HOSTILE) in "".join(tags.text)                      # it is shown, as itself
    assert "\u202e" not in markup


def test_no_text_becomes_markup_in_the_report():
    report = markdown(hostile_review())
    outside = re.sub(r"(?ms)^(`{3,})diff\n.*?^\1$", "", report)
    assert not re.search(r"(?<!\\)[<`@]|://", outside)
    tables = [line for line in outside.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} <= {3, 4, 5}           # two, three or four columns, never more
    assert "\u202e" not in report


def test_a_fence_is_longer_than_what_it_holds():
    report = markdown(hostile_review())
    assert "`````diff" in report                                       # the prose holds a run of four


@pytest.mark.parametrize(("text", "safe"), [
    ("plain, 10.4% (n = 3)", "plain, 10.4% (n = 3)"),
    ("<b>", "&lt;b&gt;"),
    ("a|b", "a&#124;b"),
    ("a\\|b", "a&#92;&#124;b"),
    ("`x`", "&#96;x&#96;"),
    ("&lt;", "&amp;lt;"),
    ("@all", "&#64;all"),
    ("[x](y)", "\\[x\\](y)"),
    ("http://e.example", "http:&#47;&#47;e.example"),
    ("www.e.example", "www&#46;e.example"),
    ("-10.4", "-10.4"),
])
def test_markdown_escapes(text, safe):
    assert escape(text) == safe


@pytest.mark.parametrize(("text", "safe"), [
    ("- no list", "\\- no list"), ("1. no list", "1\\. no list"), ("=== no heading", "\\=== no heading"),
    ("2025-12-05 and 10.4", "2025-12-05 and 10.4"), ("# none", "\\# none"),
])
def test_markdown_lines_start_as_text(text, safe):
    assert sentence(text) == safe


@pytest.mark.parametrize(("text", "shown"), [
    ("two\nlines", "two lines"), ("a\tb", "a b"), ("a\u202eb", "a⟨U+202E⟩b"), ("a\x1b[31m", "a⟨U+001B⟩[31m"),
    ("+10.4 % → é", "+10.4 % → é"),
])
def test_nothing_hides_in_a_text(text, shown):
    assert visible(text) == shown


def test_counts_stand_on_top_and_flips_come_first():
    telling = tell(compare(OLD, version("new", ledger={"000/001": row("inaccurate")}, numbers={"n": number()})))
    report = markdown(telling)
    assert report.index("| Verdicts that flipped | 1 |") < report.index("## Verdicts that flipped (1)") < \
        report.index("## Numbers in prose that moved (1)")
    assert "### 000/001: accurate → inaccurate" in report
    assert "## Data series" not in report                              # nothing moved there: counted, not shown


def test_nothing_moved_is_told_by_zeros():
    counts = [section.count for section in tell(compare(OLD, replace(OLD, name="new"))).sections]
    assert counts == [0] * 13


def test_long_lists_of_claims_are_counted():
    claims = {f"000/{n:03}": {"id": f"000/{n:03}", "metric": "pe"} for n in range(MANY + 3)}
    new = Version("new", claims=claims, ledger={claim: {} for claim in claims},
                  checks=(Check("rule a", {"when": {"metric": "pe"}}),))
    note = next(s for s in tell(compare(replace(new, checks=()), new)).sections if s.id == "checks").cards[0].notes[0]
    assert note.startswith(f"Decides {MANY + 3} claims: 000/000, ")
    assert note.endswith("and 3 more.")


# ---------------------------------------------------------------- the script

def script():
    spec = importlib.util.spec_from_file_location("review_script", ROOT / "scripts" / "review.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_writes_both_files_and_ends_well(repository, tmp_path, monkeypatch, capsys):
    module = script()
    monkeypatch.setattr(module, "ROOT", repository)
    write(repository, {"data/ledger.csv": csv_text([row("inaccurate")], list(row()))})
    assert module.main_with(module.parser(), module.run, ["HEAD", "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("1 verdicts flipped, 0 figures moved")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "report.md"]


def test_the_script_refuses_an_unknown_revision_in_one_line(repository, monkeypatch, capsys, tmp_path):
    module = script()
    monkeypatch.setattr(module, "ROOT", repository)
    assert module.main_with(module.parser(), module.run, ["nope", "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: revision 'nope'")
    assert told.count("\n") == 1
    assert not (tmp_path / "out").exists()
