"""What tests ask of the built site's files: links of numbers, data that scripts load, figures."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NUM = re.compile(r'<a [^>]*?class="([^"]*)"[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAKEN = re.compile(r'rotation\.take\("([^"]+)",(.*)\);\n', re.DOTALL)
_FIGURE = re.compile(r'<figure class="picture".*?</figure>', re.DOTALL)


@dataclass(frozen=True)
class Link:
    """A number on a page: where it leads and what it shows."""

    page: Path
    address: str
    text: str

    @property
    def target(self) -> Path:
        return (self.page.parent / self.address.partition("#")[0]).resolve()

    @property
    def anchor(self) -> str:
        return self.address.partition("#")[2]


def number_links(page: Path) -> Iterator[Link]:
    """Every ``a.num`` of a page."""
    for classes, address, shown in _NUM.findall(page.read_text(encoding="utf-8")):
        if "num" in classes.split():
            yield Link(page, html.unescape(address), html.unescape(re.sub(r"<[^>]+>", "", shown)))


def ids_of(page: Path) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', page.read_text(encoding="utf-8")))


def taken(file: Path) -> tuple[str, object]:
    """The name and the value that a data file hands over."""
    name, value = _TAKEN.fullmatch(file.read_text(encoding="utf-8")).groups()
    return name, json.loads(value)


def figures(page: Path) -> list[str]:
    """The markup of every figure of a page."""
    return _FIGURE.findall(page.read_text(encoding="utf-8"))


def straight(text: str) -> str:
    """Prose sets quotes typographically; numbers.csv has them straight."""
    return " ".join(text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').split())
