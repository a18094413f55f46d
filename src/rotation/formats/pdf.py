"""The book on paper: the single file printed by Chromium, with page numbers, bookmarks, tags and links.

Chromium writes the time of printing into the file; it is replaced, so that the same book gives the same bytes with the
same Chromium.
"""

from __future__ import annotations

import base64
import html
import re
import shutil
import tempfile
from pathlib import Path

from ..errors import InputError

NAME = "great-rotation.pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT = 540                       # seconds that a loaded machine may take
EPOCH = b"D:20000101000000+00'00'"
_DATE = re.compile(rb"D:\d{14}\+00'00'")
_SMALL = ("font: 7pt sans-serif; color: #444; width: 100%; padding: 0 16mm; display: flex; "
          "justify-content: space-between")


def printed(document: Path, title: str, note: str) -> bytes:
    """The PDF of an HTML file. InputError where no Chromium and chromedriver are to be found."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    remote = shutil.which("chromedriver")
    if not browser or not remote:
        lacks = " and ".join(name for name, path in (("chromium", browser), ("chromedriver", remote)) if not path)
        raise InputError("PDF", f"no {lacks} on the PATH", "Chromium with its driver",
                         "install the packages chromium and chromium-driver")
    with tempfile.TemporaryDirectory(prefix="rotation-pdf-") as profile:
        driver = _started(browser, remote, profile)
        try:
            driver.get(document.resolve().as_uri())
            answer = driver.execute_cdp_cmd("Page.printToPDF", _order(title, note))
        finally:
            driver.quit()
    return _DATE.sub(EPOCH, base64.b64decode(answer["data"]))


def _started(browser: str, remote: str, profile: str) -> object:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(remote))
    driver.command_executor.client_config.timeout = TIMEOUT
    driver.set_page_load_timeout(TIMEOUT)
    return driver


def _order(title: str, note: str) -> dict[str, object]:
    """What Chromium is asked for: A4 as the style sheet says, a footer with page numbers, an outline, tags."""
    return {"printBackground": True, "preferCSSPageSize": True, "displayHeaderFooter": True,
            "generateDocumentOutline": True, "generateTaggedPDF": True,
            "headerTemplate": f'<div style="{_SMALL}"><span></span><span>{html.escape(title)}</span></div>',
            "footerTemplate": f'<div style="{_SMALL}"><span>{html.escape(note)}</span><span><span class="pageNumber">'
                              '</span> / <span class="totalPages"></span></span></div>'}
