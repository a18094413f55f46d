"""Pages of single records over an earlier build: only what changed is written, and what is gone is taken away."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from rotation.files import write_text
from rotation.record_pages import Page, changed, records


def application(home: Path, everywhere: bool = False, shown: str = "same", before: str = "same") -> SimpleNamespace:
    change = SimpleNamespace(everywhere=everywhere, shown=shown, before=SimpleNamespace(shown=before))
    return SimpleNamespace(srcdir=str(home / "source"), outdir=str(home / "html"), doctreedir=str(home / "doctrees"),
                           builder=SimpleNamespace(change=change))


def written(app: SimpleNamespace, **contexts: object) -> list[str]:
    """The pages that are handed out, each put into place as Sphinx would."""
    made = []
    for page in changed(app, "kind", [Page(name, {"said": said}, "t.html") for name, said in contexts.items()]):
        write_text(Path(app.outdir) / f"{page.name}.html", str(page.context))
        made.append(page.name)
    return made


def test_from_nothing_every_page_is_written(tmp_path):
    assert written(application(tmp_path), a=1, b=2) == ["a", "b"]


def test_only_what_changed_is_written_again(tmp_path):
    written(application(tmp_path), a=1, b=2)
    assert written(application(tmp_path), a=1, b=3) == ["b"]
    assert written(application(tmp_path), a=1, b=3) == []


def test_a_page_that_is_gone_is_taken_away(tmp_path):
    written(application(tmp_path), a=1, b=2)
    assert written(application(tmp_path), a=1) == []
    assert sorted(path.name for path in (tmp_path / "html").iterdir()) == ["a.html"]


def test_a_page_that_somebody_removed_is_written_again(tmp_path):
    written(application(tmp_path), a=1)
    (tmp_path / "html" / "a.html").unlink()
    assert written(application(tmp_path), a=1) == ["a"]


@pytest.mark.parametrize("around", [{"everywhere": True}, {"shown": "other titles"}])
def test_what_all_pages_show_makes_all_of_them_anew(tmp_path, around):
    written(application(tmp_path), a=1, b=2)
    assert written(application(tmp_path, **around), a=1, b=2) == ["a", "b"]


def test_plain_sphinx_writes_every_page(tmp_path):
    app = application(tmp_path)
    written(app, a=1)
    app.builder = SimpleNamespace()
    assert written(app, a=1) == ["a"]


def test_a_book_without_a_table_has_none(tmp_path):
    assert records(application(tmp_path), "kind") is None
    write_text(tmp_path / "source" / "data" / "records" / "kind.json", '{"a": 1}')
    assert records(application(tmp_path), "kind") == {"a": 1}
