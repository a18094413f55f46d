"""The built site in Chromium, opened from the file system as a reader would: wide and narrow, light and dark.

Without Chromium the tests are skipped and say so; on continuous integration (``CI`` set) its absence is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
from itertools import pairwise

import pytest

pytestmark = [pytest.mark.book, pytest.mark.browser]
NARROW, WIDE, HEIGHT = 360, 1280, 900
# Console messages that are not ours and cannot be avoided, each with its reason. None so far.
TOLERATED: dict[str, str] = {}


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    """Chromium without a network of its own: every request is logged."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((path for name in names if (path := shutil.which(name))), None)
    remote = shutil.which("chromedriver")
    if not browser or not remote:
        lacks = " and ".join(name for name, path in (("chromium", browser), ("chromedriver", remote)) if not path)
        if os.environ.get("CI"):
            pytest.fail(f"no {lacks} on the PATH: continuous integration must look at the site")
        pytest.skip(f"no {lacks} on the PATH: the site was not looked at in a browser")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
                     f"--user-data-dir={tmp_path_factory.mktemp('chromium')}", f"--window-size={WIDE},{HEIGHT}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(remote))
    yield made
    made.quit()


def width(driver, pixels: int) -> None:
    """A viewport of exactly so many CSS pixels, narrower than a window may be."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": pixels, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False})


def requests(driver) -> list[str]:
    """Addresses of everything that was asked for since the last look."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [message["params"]["request"]["url"] for message in messages
            if message["method"] == "Network.requestWillBeSent"]


def test_every_page_opens_without_a_fault_or_a_request(book, driver):
    """No error on the console, nothing asked of any host, a title that names page and book."""
    width(driver, WIDE)
    driver.get("about:blank")
    requests(driver)                       # the browser's own start page is not ours
    titles = {}
    for path in book.pages:
        driver.get(path.as_uri())
        titles[path.stem] = driver.title
        severe = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"
                  and not any(known in entry["message"] for known in TOLERATED)]
        assert not severe, (path.stem, severe)
        outside = [url for url in requests(driver) if not url.startswith(("file:", "data:", "blob:", "about:"))]
        assert not outside, (path.stem, outside)
    assert len(set(titles.values())) == len(titles)
    assert all("The Great Rotation, Checked" in title and len(title) < 90 for title in titles.values()), titles


def test_the_first_page_forwards_to_the_book(book, driver):
    driver.get((book.html / "index.html").as_uri())
    driver.implicitly_wait(3)
    assert driver.find_elements("css selector", "h1")
    assert driver.current_url.endswith("chapters/index.html")


@pytest.mark.parametrize("pixels", [NARROW, WIDE])
def test_no_page_is_wider_than_the_window(book, driver, pixels):
    """Tables scroll inside their own frame; the page does not move sideways."""
    width(driver, pixels)
    for path in book.pages:
        driver.get(path.as_uri())
        found = driver.execute_script("""
            const limit = document.documentElement.clientWidth;
            const framed = e => { for (let p = e.parentElement; p; p = p.parentElement)
                if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX) &&
                    p.getBoundingClientRect().right <= limit + 1) return true; return false; };
            return [document.documentElement.scrollWidth - limit,
                    [...document.querySelectorAll('article *')].filter(e => e.getBoundingClientRect().right > limit + 1
                        && e.getBoundingClientRect().width > 0 && !framed(e))
                     .slice(0, 4).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40))];""")
        assert found[0] <= 0, (path.stem, found)
        assert not found[1], (path.stem, found[1])


def luminance(color: str) -> float:
    """Relative luminance of a CSS color, 0 black to 1 white (WCAG 2.1)."""
    parts = [float(part) for part in color[color.index("(") + 1: -1].replace("/", ",").split(",")[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in parts)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    a, b = sorted((luminance(first), luminance(second)), reverse=True)
    return (a + 0.05) / (b + 0.05)


COLORS = """
    document.documentElement.dataset.theme = arguments[0];
    const solid = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
        if (!/rgba\\(.*, 0\\)|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
    const seen = {};
    for (const selector of ['article p', 'article h1', 'article td', 'article th', 'article a.num', 'article .verdict',
                            'article .hindsight', 'article .ci', 'article caption', 'article figcaption',
                            'article .byline', 'article summary', 'article .ways', 'article .told']) {
        for (const e of [...document.querySelectorAll(selector)].slice(0, 60))
            if (e.textContent.trim() && e.getClientRects().length)
                seen[selector + ' ' + e.className + ' ' + getComputedStyle(e).color + solid(e)] =
                    [getComputedStyle(e).color, solid(e)];
    }
    return [solid(document.body), seen];"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(book, driver, theme):
    """Background dark when the theme is, and 4.5 to 1 between text and what lies behind it."""
    width(driver, WIDE)
    for name in ("chapters/valuation", "chapters/claim_ledger", "chapters/index", "articles/000"):
        driver.get((book.html / f"{name}.html").as_uri())
        ground, seen = driver.execute_script(COLORS, theme)
        assert (luminance(ground) < 0.2) is (theme == "dark")
        assert seen
        faint = {what: round(contrast(*pair), 2) for what, pair in seen.items() if contrast(*pair) < 4.5}
        assert not faint, (name, faint)


def test_the_picture_of_each_ground_is_the_one_shown(book, driver):
    """Every figure comes in two drawings: the dark one on a dark page, the light one on a light page, one at a time."""
    for path in book.pages:
        driver.get(path.as_uri())
        for theme in ("dark", "light"):
            shown = driver.execute_script("""
                document.documentElement.dataset.theme = arguments[0];
                return [...document.querySelectorAll('figure.picture')].map(f => [...f.querySelectorAll('img')]
                    .filter(i => getComputedStyle(i).display !== 'none').map(i => [i.className, i.alt]));""", theme)
            for pictures in shown:
                assert [name for name, _ in pictures] == [f"on-{theme}"], path.stem
                assert len(pictures[0][1].split()) >= 8, (path.stem, pictures)


def test_an_article_page_answers_first_and_leads_to_its_reasons(book, driver):
    """On a phone the answer stands in the first screen; reasons are told where something is wrong, the others are one
    click away; nothing lies across anything else."""
    width(driver, NARROW)
    driver.get((book.html / "articles" / "003.html").as_uri())
    answer = driver.find_element("css selector", "#answer p")
    assert answer.text.startswith("Of ")
    assert answer.rect["y"] + answer.rect["height"] < HEIGHT
    rows = driver.find_elements("css selector", "ul.claims li[id]")
    assert len(rows) > 150
    told = driver.find_elements("css selector", "ul.brief li.wrong")
    wrong = driver.find_elements("css selector", "ul.claims li[id].wrong")
    assert len(told) == len(wrong) > 0
    assert all(one.find_element("css selector", "p.why").is_displayed() for one in told)
    assert all("../claims/" in row.find_element("css selector", "a.id").get_dom_attribute("href") for row in rows)
    torn = driver.execute_script("""
        return [...document.querySelectorAll('li.claim > *')].filter(e => {
            const own = e.getBoundingClientRect(), row = e.parentElement.getBoundingClientRect();
            return own.width > 0 && (own.right > row.right + 1 || own.bottom > row.bottom + 1);
        }).map(e => e.textContent.slice(0, 60));""")
    assert not torn


def test_headings_descend_one_step_at_a_time(book, driver):
    for path in book.pages:
        driver.get(path.as_uri())
        levels = driver.execute_script(
            "return [...document.querySelectorAll('article h1, article h2, article h3, article h4')]"
            ".map(e => +e.tagName[1])")
        assert levels[0] == 1, path.stem
        assert levels.count(1) == 1, path.stem
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path.stem, levels)


def test_every_table_has_headings(book, driver):
    for path in book.pages:
        driver.get(path.as_uri())
        bare = driver.execute_script("return [...document.querySelectorAll('article table')]"
                                     ".filter(t => !t.querySelector('th')).map(t => t.textContent.slice(0, 60))")
        assert not bare, (path.stem, bare)
