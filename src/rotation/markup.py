"""What others wrote, on its way into a page: one function, for Markdown and for HTML.

A title, a name, a statement may hold quotes, angle brackets, directives, braces, backticks, pipes or marks that turn
the direction of reading. All of them are printed as themselves and mean nothing.
"""

from __future__ import annotations

import html
import re

_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")          # a line break would end an HTML block
_START = re.compile(r"[0-9]+[.)]|[-+:%(.]")
_MEANING = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'`{}[]\\*_~|#$@^="}


def escape(text: str) -> str:
    """``text`` on one line, every sign that means something to HTML or MyST as a character reference.

    Neither language reads a reference as markup, so the result is safe in a heading, in a sentence, in an element and
    in a quoted attribute. A no-break space stays one.
    """
    line = _one_line(text)
    escaped = line.translate(_MEANING)
    start = _START.match(line)                                      # of a list, a fence, a definition, a comment
    if not start or escaped[0] == "&":
        return escaped
    return f"{line[:start.end() - 1]}&#{ord(line[start.end() - 1])};{escaped[start.end():]}"


def escape_html(text: str) -> str:
    """``text`` for an output of a cell, which is HTML and nothing else; braces too, so that no role can be faked."""
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")


def shortened(text: str, most: int) -> str:
    """``text`` in at most so many characters, cut between words where that is possible."""
    line = _one_line(text)
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0]
    return (words if len(words) > most // 2 else line[: most - 1]).rstrip(" ,;:–-") + "…"


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
