"""The ledger's filters, the pages of claims and what others wrote, as Chromium has them, from the file system."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from selenium.webdriver.support.ui import Select, WebDriverWait
from test_browser import driver, requests, width  # noqa: F401 - a fixture and what it is asked with
from test_pages import HOSTILE, hostile  # noqa: F401

from rotation.files import read_rows
from rotation.paths import DATA

pytestmark = [pytest.mark.book, pytest.mark.browser]
LEDGER = "chapters/claim_ledger.html"
LIGHT = 150 * 1000                      # characters of HTML, style sheets and scripts that a page asks for at once


def opened(driver, path, view: str = "") -> None:       # noqa: F811
    driver.get("about:blank")                           # another view of the same page is a new visit
    driver.get(path.as_uri() + (f"#{view}" if view else ""))


def shown(driver) -> list[list[str]]:                   # noqa: F811
    return driver.execute_script("""
        return [...document.querySelectorAll('table.ledger tbody tr')]
            .filter(row => !row.hidden && row.cells.length > 1)
            .map(row => [...row.cells].map(cell => cell.textContent.trim()));""")


def counted(driver) -> int:                             # noqa: F811
    return int(driver.find_element("css selector", ".ledger-count").text.split()[0])


def filtered(driver, n: int) -> None:                   # noqa: F811
    WebDriverWait(driver, 10, 0.02).until(lambda seen: counted(seen) == n)


@pytest.fixture(scope="module")
def rows():
    return read_rows(DATA / "ledger.csv")


def word(row) -> str:
    return row["verdict"] or row["outcome"]


def test_every_claim_is_in_the_page_without_a_script(book, rows):
    text = (book.html / LEDGER).read_text(encoding="utf-8")
    assert all(f'<tr id="claim-{row["claim"].replace("/", "-")}"' in text for row in rows)


@pytest.mark.parametrize("view", [
    {"verdict": "inaccurate"}, {"article": "002", "verdict": "accurate"}, {"topic": "fed policy"},
    {"subject": "S&P 500"}, {"text": "russell forward"}, {"text": "no such words at all"},
])
def test_an_address_is_a_view(book, driver, rows, view):    # noqa: F811
    def holds(row) -> bool:
        said = " ".join([row["claim"], row["statement"], row["subject"], row["topic"].replace("_", " "),
                         row["metric"].replace("_", " "), row["stated"]]).lower()
        return (all(row[key] == view[key] for key in ("article", "subject") if key in view)
                and view.get("verdict", word(row)) == word(row)
                and view.get("topic", row["topic"].replace("_", " ")) == row["topic"].replace("_", " ")
                and all(part in said for part in view.get("text", "").split()))

    expected = sorted(row["claim"] for row in rows if holds(row))
    opened(driver, book.html / LEDGER, "&".join(f"{key}={quote(value)}" for key, value in view.items()))
    filtered(driver, len(expected))
    assert sorted(row[0] for row in shown(driver)) == expected


def test_what_is_chosen_is_in_the_address_and_back_in_the_form(book, driver, rows):     # noqa: F811
    opened(driver, book.html / LEDGER)
    Select(driver.find_element("name", "verdict")).select_by_value("missing_context")
    Select(driver.find_element("name", "article")).select_by_value("004")
    n = sum(word(row) == "missing_context" and row["article"] == "004" for row in rows)
    filtered(driver, n)
    address = driver.current_url
    assert address.endswith("#article=004&verdict=missing_context")
    driver.get("about:blank")
    driver.get(address)
    filtered(driver, n)
    assert driver.find_element("name", "article").get_attribute("value") == "004"
    driver.execute_script("document.querySelector('.ledger-tools button[type=reset]').click()")
    filtered(driver, len(rows))
    assert "#" not in driver.current_url


def test_a_column_sorts_both_ways(book, driver):        # noqa: F811
    opened(driver, book.html / LEDGER, "sort=claim")
    filtered(driver, 536)
    ids = [row[0] for row in shown(driver)]
    assert ids == sorted(ids)
    head = driver.find_element("css selector", "table.ledger th[aria-sort] button")
    driver.execute_script("arguments[0].click()", head)
    WebDriverWait(driver, 10, 0.02).until(lambda seen: seen.current_url.endswith("sort=-claim"))
    assert [row[0] for row in shown(driver)] == ids[::-1]
    assert driver.find_element("css selector", "table.ledger th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_an_old_address_of_a_claim_still_leads_to_it(book, driver):     # noqa: F811
    opened(driver, book.html / LEDGER, "claim-002-017")
    row = driver.find_element("id", "claim-002-017")
    WebDriverWait(driver, 10, 0.02).until(lambda seen: 0 <= seen.execute_script(
        "return arguments[0].getBoundingClientRect().top", row) < 900)
    link = row.find_element("css selector", "a")
    assert link.get_attribute("href").endswith("claims/002-017.html")


def test_the_ledger_is_light(book, driver):             # noqa: F811
    """What it asks for at once; the filters' data comes when they are used."""
    driver.get("about:blank")
    requests(driver)
    driver.get((book.html / LEDGER).as_uri())
    asked = [url for url in requests(driver) if url.startswith("file:") and not url.endswith((".svg", ".png"))]
    assert not any("claims/ledger.js" in url for url in asked)
    sizes = {url: (book.html / url.partition("/html/")[2].partition("?")[0]).stat().st_size for url in asked
             if "/html/" in url}
    assert 0 < sum(sizes.values()) <= LIGHT, sizes


@pytest.mark.parametrize("claim", ["000-001", "002-021", "003-146", "004-121"])
def test_a_claims_page_tells_without_a_fault(book, driver, claim):      # noqa: F811
    width(driver, 360)
    opened(driver, book.html / "claims" / f"{claim}.html")
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert driver.execute_script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    review = json.loads(driver.execute_script(
        "return document.querySelector('script[type=\"application/ld+json\"]').textContent"))
    assert review["claimReviewed"] == driver.find_element("css selector", "h1").text.replace("\n", " ")
    for picture in driver.find_elements("css selector", "[role=img]"):
        assert picture.get_attribute("aria-label").endswith(".")


def test_what_others_wrote_does_nothing(hostile, driver):       # noqa: F811
    """No dialog, no element of theirs, and the text there to be read."""
    for n, text in enumerate(HOSTILE, 1):
        opened(driver, hostile[f"claims/000-{n:03d}"])
        assert driver.execute_script("return document.querySelectorAll('article img, article b.out').length") == 0
        heading = driver.execute_script("return document.querySelector('h1').textContent")
        assert " ".join(heading.split()) == " ".join(text.split())
    for page in ("contradictions", "editions"):
        opened(driver, hostile[page])
        assert driver.find_elements("css selector", "h1")
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []
