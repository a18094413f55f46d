"""The theme's small helpers in Chromium, on a small book from a folder: search, keys, colours, contents on a phone."""

from __future__ import annotations

import pytest
import yaml
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_browser import NARROW, WIDE, driver, luminance, requests, width
from test_site_build import Source, good, plain

pytestmark = [pytest.mark.book, pytest.mark.browser]
__all__ = ["driver"]
HOSTILE = 'A "quoted" <img src=x onerror=alert(1)> {glue} &amp; 📈 \u202eright to left\u202c'


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A book of a few pages, one with a title that means harm, one with mathematics, and a configured repository."""
    source = Source(tmp_path_factory.mktemp("book") / "source")
    source.titles["articles/p1"] = HOSTILE.replace("{", "\\{").replace("<", "\\<")
    source.bodies["chapters/p3"] += "\n\nIt is {math}`\\frac{1}{2}` of it.\n\n```{math}\na^2 + b^2\n```\n"
    path = source.root / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    source.write("_config.yml", yaml.safe_dump({**settings, "repository": {"url": "https://github.com/some/book"}}))
    source.settle()
    out = source.root.parent / "html"
    good(plain(source.root, out, source.root.parent / "trees"))
    return out


def open_page(driver, small, name: str, query: str = "") -> None:
    driver.get("about:blank")
    driver.get((small / f"{name}.html").as_uri() + query)


def focus(driver):
    return driver.switch_to.active_element


def press(driver, keys: str) -> None:
    focus(driver).send_keys(keys)


def found(driver) -> list[str]:
    WebDriverWait(driver, 10, 0.02).until(
        lambda seen: seen.find_element("id", "search-status").text not in ("", "Loading …"))
    return [link.text for link in driver.find_elements("css selector", "#search-results a")]


def test_searching_finds_pages_sections_and_words_from_a_folder(small, driver):
    width(driver, WIDE)
    requests(driver)
    open_page(driver, small, "search", "?q=counted")
    assert found(driver)[0] == "Counted"
    assert all(url.startswith(("file:", "about:", "data:")) for url in requests(driver))
    open_page(driver, small, "search", "?q=Here+in+chapters/p3")
    assert found(driver)[0] == "Here, in chapters/p3"
    open_page(driver, small, "search", "?q=nothingofthekind")
    assert found(driver) == []
    assert driver.find_element("id", "search-status").text == "Nothing found."


def test_a_hostile_title_is_found_as_itself(small, driver):
    open_page(driver, small, "search", "?q=onerror+glue")
    assert "<img src=x onerror=alert(1)>" in found(driver)[0]
    assert not driver.find_elements("css selector", "main img")
    open_page(driver, small, "search", "?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
    assert not driver.find_elements("css selector", "img")
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_search_works_by_keys_alone(small, driver):
    open_page(driver, small, "chapters/p0")
    press(driver, "/")
    assert focus(driver).get_attribute("id") == "site-search"
    press(driver, "counted" + Keys.ENTER)
    WebDriverWait(driver, 10, 0.02).until(lambda seen: "search.html" in seen.current_url)
    assert found(driver)[0] == "Counted"
    press(driver, Keys.ARROW_DOWN)
    assert focus(driver).text == "Counted"
    press(driver, Keys.ARROW_UP)
    assert focus(driver).get_attribute("id") == "search-box"
    press(driver, Keys.ARROW_DOWN)
    press(driver, Keys.ENTER)
    WebDriverWait(driver, 10, 0.02).until(lambda seen: "counted.html" in seen.current_url)


def test_keys_lead_through_the_book_and_can_be_turned_off(small, driver):
    open_page(driver, small, "chapters/index")
    after = driver.find_element("css selector", "link[rel=next]").get_attribute("href")
    press(driver, "]")
    WebDriverWait(driver, 10, 0.02).until(lambda seen: seen.current_url == after)
    press(driver, "[")
    WebDriverWait(driver, 10, 0.02).until(lambda seen: seen.current_url.endswith("chapters/index.html"))
    press(driver, "?")
    dialog = driver.find_element("css selector", "dialog[open]")
    assert "next page" in dialog.text
    driver.find_element("id", "keys-on").click()
    press(driver, Keys.ESCAPE)          # the event that takes it away comes a moment later
    WebDriverWait(driver, 10, 0.02).until(lambda seen: not seen.find_elements("css selector", "dialog"))
    press(driver, "?")
    assert not driver.find_elements("css selector", "dialog")
    driver.find_element("css selector", "button.keys").click()
    driver.find_element("id", "keys-on").click()
    press(driver, Keys.ESCAPE)


def test_colours_follow_the_system_or_the_reader(small, driver):
    open_page(driver, small, "chapters/p0")
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    button = driver.find_element("css selector", "button.mode")
    seen = {}
    for said in ("as the system has them", "light", "dark"):
        assert said in button.get_attribute("aria-label")
        for system in ("light", "dark"):
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": system}]})
            seen[said[:2], system] = luminance(driver.execute_script(ground)) > 0.4
        if said == "dark":
            driver.refresh()                # kept
            assert luminance(driver.execute_script(ground)) < 0.2
            button = driver.find_element("css selector", "button.mode")
        button.click()
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert seen == {("as", "light"): True, ("as", "dark"): False, ("li", "light"): True, ("li", "dark"): True,
                    ("da", "light"): False, ("da", "dark"): False}


@pytest.mark.parametrize("scripts", [True, False])
def test_the_contents_open_on_a_phone_with_and_without_scripts(small, driver, scripts):
    width(driver, NARROW)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    try:
        open_page(driver, small, "chapters/p3")
        contents = driver.find_element("id", "navigation")
        assert not contents.is_displayed()
        driver.find_element("css selector", "a.menu").click()
        assert driver.find_element("id", "navigation").is_displayed()
        driver.find_element("css selector", "#navigation .close").click()
        assert not driver.find_element("id", "navigation").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        width(driver, WIDE)


def test_the_policy_refuses_what_stands_in_a_page(small, driver):
    open_page(driver, small, "chapters/p0")
    assert driver.execute_script("""
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const mark = document.createElement('p');
        mark.setAttribute('style', 'color: rgb(1, 2, 3)');
        document.body.append(mark);
        return [window.ran === undefined, getComputedStyle(mark).color !== 'rgb(1, 2, 3)'];""") == [True, True]
    driver.get_log("browser")


def test_mathematics_is_drawn_and_a_repository_brings_buttons(small, driver):
    open_page(driver, small, "chapters/p3")
    assert len(driver.find_elements("css selector", "main math")) == 2
    assert driver.find_element("css selector", "mfrac").size["height"] > 10
    assert [link.text for link in driver.find_elements("css selector", ".launch a")] == ["Source"]
    open_page(driver, small, "chapters/counted")
    assert [link.text for link in driver.find_elements("css selector", ".launch a")] == ["Binder", "Colab", "Source"]
