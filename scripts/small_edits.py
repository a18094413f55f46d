"""Every kind of edit of a small book, each with the notebooks that it concerns: no more and no fewer may run.

A kind returns their names; ``None`` says that the build must fail, with the words of a clean build, and the last good
site must stay.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml
from small_book import ARTICLE, TABLES, SmallBook, notebook

DATED = frozenset({"market", "claim_ledger"})
ALL = DATED | TABLES.keys()
CLAIMS, SERIES = f"data/claims/{ARTICLE}.yml", "data/market/yahoo/RUT"
DAYS = ("newest", "2025-12-31", "2026-01-09", "2026-03-02")

Edit = Callable[[SmallBook, random.Random], "frozenset[str] | set[str] | None"]


def _one(dice: random.Random) -> str:
    return dice.choice(sorted(TABLES))


def _all(book: SmallBook) -> set[str]:
    return {path.stem for path in book.path("chapters").glob("*.ipynb")}


def _cells(book: SmallBook, name: str, change: Callable[[list[dict]], None]) -> set[str]:
    content = json.loads(book.read(f"chapters/{name}.ipynb"))
    change(content["cells"])
    book.write(f"chapters/{name}.ipynb", json.dumps(content))
    return {name}


# ---------------------------------------------------------------- data, claims, checks, parameters

def row(book: SmallBook, dice: random.Random) -> set[str]:
    name = _one(dice)
    book.write(f"tables/{TABLES[name]}", f"day,value\n1,{dice.randrange(10**6)}\n")
    return {name}


def certified_row(book: SmallBook, dice: random.Random) -> frozenset[str]:
    lines = book.read(f"{SERIES}.csv").splitlines()
    close = lines[-1].split(",")[1]
    lines[-1] = lines[-1].replace(close, f"{float(close) + dice.randrange(1, 99) / 100:.2f}", 1)
    book.write(f"{SERIES}.csv", "\n".join([*lines, ""]))
    old, new = (hashlib.sha256(content).hexdigest() for content in (book._before[-1][1], book.path(f"{SERIES}.csv")
                                                                    .read_bytes()))
    book.write(f"{SERIES}.meta.yml", book.read(f"{SERIES}.meta.yml").replace(old, new))
    return DATED


def claim(book: SmallBook, dice: random.Random) -> set[str]:
    def change(content: dict) -> None:
        dice.choice(content["claims"])["statement"] = f"Small caps are worse in way {dice.randrange(10**9)}."

    book.edit_yaml(CLAIMS, change)
    return {"claim_ledger"}


def claim_rejected(book: SmallBook, dice: random.Random) -> set[str]:  # noqa: ARG001
    def change(content: dict) -> None:
        last = content["claims"][-1]
        last["status"] = "accepted" if last.get("status") == "rejected" else "rejected"

    book.edit_yaml(CLAIMS, change)
    return {"claim_ledger"}


def check(book: SmallBook, dice: random.Random) -> set[str]:
    path = dice.choice([path for path in sorted(book.path("data/checks").glob("*.yml"))
                        if yaml.safe_load(path.read_text(encoding="utf-8")).get("checks")])

    def change(content: dict) -> None:
        dice.choice(content["checks"])["why"] = f"Reason {dice.randrange(10**9)}."

    book.edit_yaml(f"data/checks/{path.name}", change)
    return {"claim_ledger"}


def check_gone(book: SmallBook, dice: random.Random) -> set[str]:
    book.edit_yaml("data/checks/market_performance.yml", lambda content: content["checks"] and content["checks"].pop())
    book.append("data/checks/market_performance.yml", f"# {dice.randrange(10**9)}\n")
    return {"claim_ledger"}


def checks_added(book: SmallBook, dice: random.Random) -> set[str]:
    book.write(f"data/checks/more{dice.randrange(10**9)}.yml", "topic: market_performance\nrules: []\nchecks: []\n")
    return {"claim_ledger"}


def edition(book: SmallBook, dice: random.Random) -> frozenset[str]:
    old = yaml.safe_load(book.read("data/editions/latest.yml"))["parameters"].get("as_of")
    day = dice.choice([day for day in DAYS if day != old])
    book.edit_yaml("data/editions/latest.yml", lambda content: content["parameters"].update(as_of=day))
    return DATED


def edition_day(book: SmallBook, dice: random.Random) -> set[str]:
    """What it says of itself; its tables are of another day, and its notebooks have their own."""
    book.edit_yaml("data/editions/latest.yml", lambda content: content.update(as_of=dice.choice(DAYS)))
    return set()


def parameter(book: SmallBook, dice: random.Random) -> frozenset[str]:
    value = dice.randrange(10**9)
    book.edit_yaml("data/editions/latest.yml", lambda content: content["parameters"].update(times=value))
    return frozenset(TABLES)


def default(book: SmallBook, dice: random.Random) -> set[str]:
    return _cells(book, _one(dice), lambda cells: cells[1].update(source=f"times = {dice.randrange(10**9)}"))


def listed(book: SmallBook, dice: random.Random) -> set[str]:
    name = _one(dice)
    there = sorted(book.path(f"{name}.d").iterdir())
    if there and dice.random() < 0.5:
        book.remove(f"{name}.d/{dice.choice(there).name}")
    else:
        book.write(f"{name}.d/{dice.randrange(10**9)}.txt", "")
    return {name}


def asked(book: SmallBook, dice: random.Random) -> set[str]:
    name = _one(dice)
    file = f"tables/{name}.there"
    book.remove(file) if book.path(file).is_file() else book.write(file, "")
    return {name}


def outside(book: SmallBook, dice: random.Random) -> set[str]:
    name = _one(dice)
    book.write(f"../{name}.outside", "x" * (len(book.read(f"../{name}.outside")) % 50 + 1))
    return {name}


def variable(book: SmallBook, dice: random.Random) -> set[str]:
    name = _one(dice)
    book.variables[f"SMALL_BOOK_{name}"] = str(dice.randrange(10**9))
    return {name}


# ---------------------------------------------------------------- the library, notebooks, the lock

def _code(book: SmallBook, dice: random.Random, name: str) -> None:
    book.append(f"src/rotation/{name}.py", f"\n_NOTE = {dice.randrange(10**9)}\n")


def library_of_all(book: SmallBook, dice: random.Random) -> set[str]:
    _code(book, dice, dice.choice(("wording", "files", "paths")))
    return _all(book)


def library_of_some(book: SmallBook, dice: random.Random) -> frozenset[str]:
    _code(book, dice, dice.choice(("valuation", "market", "checks/performance")))
    return DATED


def library_of_none(book: SmallBook, dice: random.Random) -> set[str]:
    _code(book, dice, dice.choice(("fetch/yahoo", "navigation", "site", "made", "add_data", "pages/article")))
    return set()


def library_added(book: SmallBook, dice: random.Random) -> set[str]:
    name = f"more{dice.randrange(10**9)}"
    book.write(f"src/rotation/{name}.py", '"""Nothing."""\n')
    book.append("src/rotation/wording.py", f"\nfrom . import {name}  # noqa\n")
    return _all(book)


def code(book: SmallBook, dice: random.Random) -> set[str]:
    return _cells(book, _one(dice), lambda cells: cells[-1].update(
        source="".join(cells[-1]["source"]) + f"\nprint({dice.randrange(10**9)})"))


def words(book: SmallBook, dice: random.Random) -> set[str]:
    return _cells(book, dice.choice(sorted(ALL)), lambda cells: cells[0].update(
        source="".join(cells[0]["source"]) + f"\n\nMore words, {dice.randrange(10**9)}."))


def title(book: SmallBook, dice: random.Random) -> set[str]:
    return _cells(book, _one(dice), lambda cells: cells[0].update(source=f"# Title {dice.randrange(10**9)}"))


def chapter(book: SmallBook, dice: random.Random) -> set[str]:
    name = f"new{dice.randrange(10**9)}"
    book.write(f"chapters/{name}.ipynb", notebook("# New", "x = 1", "import rotation.wording\nprint(x)"))
    book.edit_yaml("_toc.yml", lambda content: content["parts"][0]["chapters"].append({"file": f"chapters/{name}"}))
    return {name}


def lock(book: SmallBook, dice: random.Random) -> set[str]:
    book.append("requirements.txt", f"# {dice.randrange(10**9)}\n")
    return _all(book)


# ---------------------------------------------------------------- the site

def page(book: SmallBook, dice: random.Random) -> set[str]:
    name = dice.choice(("index", "method", "corrections", "references"))
    book.append(f"chapters/{name}.md", f"\n## Part {dice.randrange(10**9)}\n\nWords, {{num}}`market.close`.\n")
    return set()


def order(book: SmallBook, dice: random.Random) -> set[str]:
    book.edit_yaml("_toc.yml", lambda content: dice.shuffle(content["parts"][dice.choice((0, 2))]["chapters"]))
    return set()


def caption(book: SmallBook, dice: random.Random) -> set[str]:
    book.edit_yaml("_toc.yml", lambda content: content["parts"][0].update(caption=f"Part {dice.randrange(10**9)}"))
    return set()


def template(book: SmallBook, dice: random.Random) -> set[str]:
    """A page's or the theme's: what stands in HTML comes out on every page that it makes."""
    places = [*book.path("src/rotation/pages").glob("*.md"), *book.path("src/rotation/theme").rglob("*.html")]
    name = dice.choice(sorted(places)).relative_to(book.home).as_posix()
    book.append(name, f"\n<!-- {dice.randrange(10**9)} -->\n")
    return set()


def static(book: SmallBook, dice: random.Random) -> set[str]:
    places = [*book.path("src/rotation").rglob("*.css"), *book.path("src/rotation").rglob("*.js"),
              *book.path("_static").rglob("*.css")]
    name = dice.choice(sorted(places)).relative_to(book.home).as_posix()
    book.append(name, f"\n/* {dice.randrange(10**9)} */\n")
    return set()


def settings(book: SmallBook, dice: random.Random) -> set[str]:
    book.edit_yaml("_config.yml", lambda content: content.update(title=f"Book {dice.randrange(10**9)}"))
    return set()


# ---------------------------------------------------------------- nothing that counts

def touch(book: SmallBook, dice: random.Random) -> set[str]:
    for name in (f"tables/{TABLES[_one(dice)]}", "src/rotation/wording.py", CLAIMS, "chapters/one.ipynb", "_toc.yml"):
        os.utime(book.path(name), (dice.randrange(10**9),) * 2)
    return set()


def mode(book: SmallBook, dice: random.Random) -> set[str]:
    book.path(f"tables/{TABLES[_one(dice)]}").chmod(dice.choice((0o600, 0o644, 0o640)))
    return set()


def unread(book: SmallBook, dice: random.Random) -> set[str]:
    book.write(f"data/unread{dice.randrange(3)}.csv", f"{dice.randrange(10**9)}\n")
    return set()


# ---------------------------------------------------------------- what must fail

def bad_row(book: SmallBook, dice: random.Random) -> None:
    book.write(f"tables/{TABLES[_one(dice)]}", f"day,value\n1,x{dice.randrange(10**9)}\n")


def bad_claim(book: SmallBook, dice: random.Random) -> None:  # noqa: ARG001
    book.edit_yaml(CLAIMS, lambda content: content["claims"][0].pop("statement"))


def bad_code(book: SmallBook, dice: random.Random) -> None:
    _cells(book, _one(dice), lambda cells: cells[-1].update(source=f"{dice.randrange(10**9)} / 0"))


def bad_library(book: SmallBook, dice: random.Random) -> None:
    book.append("src/rotation/valuation.py", f"\nraise RuntimeError({dice.randrange(10**9)})\n")


def bad_page(book: SmallBook, dice: random.Random) -> None:
    book.append("chapters/method.md", f"\n{{num}}`no.such.number.{dice.randrange(10**9)}`\n")


def bad_contents(book: SmallBook, dice: random.Random) -> None:  # noqa: ARG001
    book.edit_yaml("_toc.yml", lambda content: content["parts"][0]["chapters"].append({"file": "chapters/nowhere"}))


# ---------------------------------------------------------------- what was kept is spoilt

def _kept(book: SmallBook, name: str) -> list[Path]:
    return sorted(path for path in (book.path("_build/store") / name).rglob("*") if path.is_file())


def cut_off(book: SmallBook, dice: random.Random) -> set[str]:
    """Every kept result of a notebook, in one of three ways."""
    name, how = _one(dice), dice.choice((lambda old: old[: len(old) // 2], lambda _: b"\xff{", lambda old: old + b" "))
    for path in _kept(book, name):
        path.write_bytes(how(path.read_bytes()))
    return {name}


def store_gone(book: SmallBook, dice: random.Random) -> set[str]:  # noqa: ARG001
    shutil.rmtree(book.path("_build/store"))
    return _all(book)


def workshop_gone(book: SmallBook, dice: random.Random) -> set[str]:  # noqa: ARG001
    shutil.rmtree(book.path("_build/.html.workshop"), ignore_errors=True)
    return set()


def site_changed(book: SmallBook, dice: random.Random) -> set[str]:
    pages = sorted(book.path("_build/html").rglob("*.html"))
    dice.choice(pages).write_text("changed", encoding="utf-8")
    dice.choice(pages).unlink(missing_ok=True)
    return set()


EDITS: tuple[Edit, ...] = (
    row, certified_row, claim, claim_rejected, check, check_gone, checks_added, edition, edition_day, parameter,
    default, listed, asked, outside, variable, library_of_all, library_of_some, library_of_none, library_added, code,
    words, title, chapter, lock, page, order, caption, template, static, settings, touch, mode, unread, bad_row,
    bad_claim, bad_code, bad_library, bad_page, bad_contents, cut_off, store_gone, workshop_gone, site_changed)
SPOILING = (cut_off, store_gone, workshop_gone, site_changed)
