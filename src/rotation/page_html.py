"""What the HTML of a page's body needs before the theme shows it.

A site under ``default-src 'self'`` runs nothing and styles nothing that stands inside a page, so nothing of that kind
is left in: attributes ``style`` and ``on…``, style sheets and scripts. A table that may be wider than a phone is put
into a region that scrolls and can be reached by keyboard.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_INLINE = re.compile(r"""\s(?:style|on[a-z]+)=("[^"]*"|'[^']*')""")
_SCRIPT = re.compile(r"<(style|script)\b(?![^>]*application/(?:ld\+)?json)[^>]*>.*?</\1>\s*", re.DOTALL | re.IGNORECASE)
_TABLE = re.compile(r"<table\b[^>]*>|</table>")
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")


def settled(body: str) -> str:
    """The body with nothing inline, and with every table in a region that scrolls."""
    return scrolling(without_inline(body))


def without_inline(body: str) -> str:
    """No style sheets, scripts, style attributes or handlers. Blocks of data (JSON) stay."""
    if "<style" in body or "<script" in body:
        body = _SCRIPT.sub("", body)
    return _TAG.sub(_plain, body)


def _plain(tag: re.Match[str]) -> str:
    text = tag[0]
    return _INLINE.sub("", text) if "style=" in text or " on" in text else text


def scrolling(body: str) -> str:
    """Each outermost table in a region with a name; a wrapper that is there already becomes it."""
    pieces, done, depth, start = [], 0, 0, 0
    for tag in _TABLE.finditer(body):
        if tag[0].startswith("</"):
            depth -= 1
            if depth == 0:
                pieces += [body[done:start], _region(body[start:tag.end()])]
                done = tag.end()
        else:
            start = tag.start() if depth == 0 else start
            depth += 1
    return "".join([*pieces, body[done:]])


def _region(table: str) -> str:
    caption = _CAPTION.search(table)
    name = html.unescape(_MARKUP.sub("", caption[1])).strip() if caption else ""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(name or "Table")}">{table}</div>'
