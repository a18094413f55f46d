"""Every number opens: its link has a target that says the same, with what it rests on; and so has every data file."""

from __future__ import annotations

import random
import re

import pytest
from built_site import ids_of, number_links, straight, taken
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_browser import NARROW, WIDE, driver, width

from rotation.files import read_rows
from rotation.number_links import number_page
from rotation.paths import DATA
from rotation.report import anchor

pytestmark = pytest.mark.book
__all__ = ["driver"]
SAMPLE, SEED = 4, 20251218          # numbers a page whose dialog is opened, beside the first and the last
CAN_TELL = 0.9                      # of all numbers: rows, inputs or claims of their own or of their cell


@pytest.fixture(scope="module")
def rows(book) -> list[dict[str, str]]:
    return read_rows(book.home / "numbers.csv")


@pytest.fixture(scope="module")
def data(book) -> dict[str, dict]:
    """Every data file of numbers, by the name under which it hands its value over."""
    return dict(taken(path) for path in sorted((book.html / "numbers").rglob("*.js")))


def test_every_number_of_every_page_leads_to_a_page_that_says_the_same(book, rows, data):
    texts = {(number_page(row["chapter"], row["cell"].partition("#")[2]), anchor(row["id"])): row["text"]
             for row in rows}
    ids, seen = {}, 0
    for page in sorted(book.html.rglob("*.html")):
        for link in number_links(page):
            target = link.target
            ids.setdefault(target, ids_of(target) if target.is_file() else set())
            assert link.anchor in ids[target], (page.name, link.address)
            name = target.relative_to(book.html).with_suffix("").as_posix()
            assert straight(link.text) == straight(texts[name, link.anchor]), (page.name, link.address)
            assert link.anchor in data[name]["numbers"], (page.name, link.address)
            seen += 1
    assert seen > 3_000


def test_every_number_has_a_page_and_data(book, rows, data):
    """numbers.csv, the pages and the data files hold the same numbers, once each."""
    expected = {(number_page(row["chapter"], row["cell"].partition("#")[2]), anchor(row["id"]), row["id"], row["text"])
                for row in rows}
    found = {(name, key, number["id"], number["text"]) for name, told in data.items()
             for key, number in told["numbers"].items()}
    assert found == expected
    assert len(expected) == len(rows)
    for name, key, *_ in expected:
        assert key in ids_of(book.html / f"{name}.html"), (name, key)


def test_a_number_says_what_it_rests_on(data):
    """Formula always; rows, counted claims or inputs for nearly all; the rest is declared, or words about the rest."""
    told = [number for page in data.values() for number in page["numbers"].values()]
    assert all(number["formula"] for number in told)
    known = [number for number in told if {"rows", "claims", "inputs", "beside"} & set(number)]
    assert len(known) > CAN_TELL * len(told)
    own = [number for number in told if "claims" in number or any(not t.get("whole") for t in number.get("rows", ()))]
    assert len(own) > len(told) / 2


def test_a_count_of_claims_opens_to_as_many_claims(data):
    for page in data.values():
        for number in page["numbers"].values():
            of_claims = re.match("(checkable )?(claims|statements)", number["formula"])
            if "claims" in number and number["unit"] == "count" and of_claims:
                more = sum(_span(run) for part in number.get("claims_more", "").split(";") if part
                           for run in part.rpartition("/")[2].split(","))
                assert len(number["claims"]) + more == int(number["value"]), number["id"]


def _span(run: str) -> int:
    first, _, last = run.partition("-")
    return int(last or first) - int(first) + 1


def test_every_input_is_told(data):
    """A series with its certificate, a document with its dates, a claim with its page."""
    needed = {"series": {"producer", "terms", "released", "retrieved", "sha256", "page"},
              "document": {"publisher", "dated", "released", "read"}, "claim": {"page"}, "table": set()}
    for name, page in data.items():
        for number in page["numbers"].values():
            for key in (*number.get("inputs", ()), *number.get("beside", ())):
                told = page["inputs"][key]
                assert needed[told["kind"]] <= set(told), (name, key)


def test_a_return_shows_the_closes_that_give_it(data):
    """(close at the end / close at the start - 1) of the rows is the number itself."""
    checked = 0
    for page in data.values():
        for number in page["numbers"].values():
            tables = number.get("rows", ())
            if number["formula"] == "price return" and number["unit"] == "%" and len(tables) == 1:
                (first, last), column = tables[0]["body"], 1
                assert 100 * (float(last[column]) / float(first[column]) - 1) == pytest.approx(
                    float(number["value"]), abs=0.01), number["id"]
                checked += 1
    assert checked > 40


def test_no_data_file_can_end_its_script(book):
    for folder in ("numbers", "figures"):
        for path in (book.html / folder).rglob("*.js"):
            assert not set("<>\u2028\u2029") & set(path.read_text(encoding="utf-8")), path.name


def test_a_series_has_a_page_and_its_rows_only_where_its_owner_allows(book, newest):
    market = newest.world.market
    for name in market.names():
        page = book.html / "series" / f"{name.replace('/', '-')}.html"
        text = page.read_text(encoding="utf-8")
        assert market.certificate(name).sha256 in text, name
        free = market.certificate(name).publish == "free"
        assert page.with_suffix(".csv").is_file() == free, name
    assert (DATA / "market").is_dir()


# ---------------------------------------------------------------- in a browser


@pytest.mark.browser
def test_a_sample_of_every_page_opens_in_a_dialog(book, driver):
    """Enter opens, the dialog shows the number, Esc closes, focus returns to the link; from file://, seeded."""
    draw, opened = random.Random(SEED), 0
    width(driver, WIDE)
    for page in book.pages:
        driver.get(page.as_uri())
        n = driver.execute_script("return document.querySelectorAll('a.num').length")
        for index in sorted({0, n - 1, *(draw.randrange(n) for _ in range(SAMPLE))}) if n else ():
            driver.execute_script("""
                for (let e = document.querySelectorAll('a.num')[arguments[0]]; e; e = e.parentElement)
                    if (e.tagName === 'DETAILS') e.open = true;
                document.querySelectorAll('a.num')[arguments[0]].focus();""", index)
            link = driver.switch_to.active_element
            text, address = link.text, link.get_attribute("href")
            link.send_keys(Keys.ENTER)
            opens = WebDriverWait(driver, 10, 0.02)
            box = opens.until(lambda seen: seen.find_elements("css selector", "dialog[open]"))[0]
            assert straight(box.find_element("css selector", "h2").text) == straight(text), (page.name, address)
            assert address in {a.get_attribute("href") for a in box.find_elements("css selector", "a")}
            box.send_keys(Keys.ESCAPE)
            WebDriverWait(driver, 5, 0.02).until(lambda seen: not seen.find_elements("css selector", "dialog"))
            assert driver.switch_to.active_element.get_attribute("href") == address
            opened += 1
        assert not [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"], page.name
    assert opened > 3 * len(book.pages)


@pytest.mark.browser
def test_without_scripts_a_number_leads_to_its_page(book, driver):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get((book.html / "chapters" / "valuation.html").as_uri())
        link = driver.find_element("css selector", "article p a.num, article li a.num")
        address = link.get_attribute("href")
        link.click()
        WebDriverWait(driver, 10, 0.02).until(lambda seen: seen.current_url == address)
        assert driver.find_element("id", address.partition("#")[2]).is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.browser
@pytest.mark.parametrize("pixels", [NARROW, WIDE])
def test_a_figure_can_be_explored_by_keyboard(book, driver, pixels):
    """The lines, the library and their data come when they are asked for, and a slider moves the sentence."""
    width(driver, pixels)
    driver.get((book.html / "chapters" / "sector_rotation.html").as_uri())
    assert not driver.execute_script("return !!window.uPlot")
    buttons = driver.find_elements("css selector", "button[data-explore]")
    assert len(buttons) == 3
    for button in buttons:
        button.send_keys(Keys.ENTER)
        box = WebDriverWait(driver, 10, 0.02).until(
            lambda seen, one=button: one.find_elements("xpath", "ancestor::figure//div[@class='explorer']"))[0]
        before = box.find_element("css selector", "output").text
        box.find_element("css selector", "input").send_keys(Keys.ARROW_RIGHT)
        assert box.find_element("css selector", "output").text != before
        assert box.find_element("css selector", "canvas").size["width"] > 200
    assert not [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert driver.execute_script("return document.documentElement.scrollWidth") <= pixels + 1
