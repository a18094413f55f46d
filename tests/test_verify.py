"""What ``make verify`` compares, and that what it changes is really changed."""

from __future__ import annotations

import sys

import pytest

from rotation.paths import ROOT

sys.path.append(str(ROOT / "scripts"))
from copies import copy_project, project_files
from verify import ALL, EDITED, SINGLE, _edited, difference, digests


@pytest.mark.parametrize(("one", "other", "told"), [
    ({"a": "1"}, {"a": "1"}, ""),
    ({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, "b (1 of 2 files)"),
    ({"a": "1", "b": "2"}, {}, "a (2 of 2 files)"),
    ({}, {"z": "1"}, "z (1 of 1 files)"),
])
def test_the_first_file_that_differs_is_named(one, other, told):
    assert difference(one, other) == told


def test_all_differences_are_in_the_one_build():
    together = dict(ALL.variables)
    assert all(together[name] == value for way in SINGLE for name, value in way.variables.items())
    assert (ALL.alone, ALL.umask, ALL.arguments) == (True, 0o077, ("--engine", "default"))
    assert ALL.folder != SINGLE[1].folder


@pytest.mark.parametrize("name", EDITED)
def test_an_edited_book_is_another_book(name):
    content = (ROOT / name).read_bytes()
    assert _edited(name, content) != content


def test_a_copy_holds_what_is_under_version_control(tmp_path):
    copy = copy_project(tmp_path / "copy", without=("data", "tests", "chapters", "src"))
    assert (copy / "_toc.yml").read_bytes() == (ROOT / "_toc.yml").read_bytes()
    assert not (copy / "data").exists()
    assert {"src/rotation/kept.py", "_config.yml", "data/claims/001.yml"} <= set(project_files())
    (copy / ".workshop").mkdir()
    (copy / ".workshop" / "file").write_text("", encoding="utf-8")
    assert "_toc.yml" in digests(copy)
    assert ".workshop/file" not in digests(copy)
