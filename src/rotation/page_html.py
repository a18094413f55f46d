"""What the HTML of a page's body needs before the theme shows it.

A site under ``default-src 'self'`` runs nothing and styles nothing that stands inside a page, so nothing of that kind
is left in: attributes ``style`` and ``on…``, style sheets and scripts. A table that may be wider than a phone is put
into a region that scrolls and can be reached by keyboard.
"""

from __future__ import annotations

import html
import re

OLD_ROLE = ('role="doc-biblioentry"', 'role="listitem"')    # what docutils writes is no longer a role
COLUMNS = 3                         # whose heads name a table without a caption

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_OWN_ID = re.compile(r"""(<[a-zA-Z][^<>]*?)\sid="([^"]*)\"""")
_INLINE = re.compile(r"""\s(?:style|on[a-z]+)=("[^"]*"|'[^']*')""")
_NOISE = re.compile(r"""\sclass="(?:reference (?:in|ex)ternal|docutils container|container docutils|docutils)"|"""
                    r"""\s(?:reference (?:in|ex)ternal|docutils container|container docutils|docutils)(?=[ "])""")
_SCRIPT = re.compile(r"<(style|script)\b(?![^>]*application/(?:ld\+)?json)[^>]*>.*?</\1>\s*", re.DOTALL | re.IGNORECASE)
_TABLE = re.compile(r"<table\b[^>]*>|</table>")
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_LANDMARK = re.compile(r'<[a-z]+ [^<>]*role="region"[^<>]*>')
_LABEL = re.compile(r'aria-label="([^"]*)"')
_MARKUP = re.compile(r"<[^>]*>")


_CODE = re.compile(r'<div class="highlight-[\w-]+ notranslate"><div class="highlight">'
                   r"<pre><span></span>(.*?)</pre></div>\s*</div>", re.DOTALL)


def settled(body: str) -> str:
    """The body with nothing inline, every table in a region that scrolls, and no two regions of one name."""
    return named_apart(scrolling(ids_once(bare_code(without_inline(body)))))


def bare_code(body: str) -> str:
    """Code without the boxes that a highlighter puts around it: it has no colours."""
    return _CODE.sub(r"<pre>\1</pre>", body)


def ids_once(body: str) -> str:
    """An id names the first place that has it: a claim may stand in two tables of a chapter."""
    seen: set[str] = set()

    def kept(found: re.Match[str]) -> str:
        if found[2] in seen:
            return found[1]
        seen.add(found[2])
        return found[0]

    return _OWN_ID.sub(kept, body)


def without_inline(body: str) -> str:
    """No style sheets, scripts, style attributes or handlers. Blocks of data (JSON) stay."""
    if "<style" in body or "<script" in body:
        body = _SCRIPT.sub("", body)
    return _TAG.sub(_plain, body)


def _plain(tag: re.Match[str]) -> str:
    text = tag[0]
    if "reference " in text or "docutils" in text:
        text = _NOISE.sub("", text, count=1)
    if "role=" in text:
        text = text.replace(*OLD_ROLE)
    return _INLINE.sub("", text) if "style=" in text or " on" in text else text


def scrolling(body: str) -> str:
    """Each outermost table in a region that scrolls."""
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
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(_name(table))}">{table}</div>'


def _name(table: str) -> str:
    """A table's caption, or the heads of its first columns."""
    caption = _CAPTION.search(table)
    words = [caption[1]] if caption else _HEAD.findall(table)[:COLUMNS]
    told = [" ".join(html.unescape(_MARKUP.sub("", one)).split()) for one in words]
    return ("" if caption else "Table: ") + (", ".join(filter(None, told)) or "of data")


def named_apart(body: str) -> str:
    """Regions are landmarks: whoever hears their names must be able to tell them apart."""
    seen: dict[str, int] = {}

    def numbered(tag: re.Match[str]) -> str:
        name = _LABEL.search(tag[0])
        if not name:
            return tag[0]
        seen[name[1]] = seen.get(name[1], 0) + 1
        if seen[name[1]] == 1:
            return tag[0]
        return tag[0].replace(name[0], f'aria-label="{name[1]} ({seen[name[1]]})"')

    return _LANDMARK.sub(numbered, body)
