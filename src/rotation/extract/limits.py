"""How much of a text is read number by number: more than any article holds, so that no text takes longer than seconds.

Beyond that, the rest is one record, ``unread``: nothing is dropped in silence, and no hostile text holds anybody up.
"""

from __future__ import annotations

import re

from .records import Mention
from .tokens import ANY_DIGIT, ODD_DIGITS

_BUDGET = 7_000.0      # figures; a megabyte of ordinary prose has 6,400, an annual report some 5,000
_WEIGHTS = {"\n": 0.1, "\r": 0.1, "\f": 1.0}     # a line costs a tenth of a figure, a page as much as one
_COSTLY = re.compile(rf"[\d{ODD_DIGITS}]+(?:[.,]\d+)*|[\n\r\f]")
_BACK = 200            # letters to go back for a space, so that no number is cut in two


def readable(text: str) -> int:
    """Where the part of a text ends that is read; its length for anything like an article."""
    if len(text) <= _BUDGET:
        return len(text)
    spent = 0.0
    for match in _COSTLY.finditer(text):
        spent += _WEIGHTS.get(match[0], 1.0)
        if spent > _BUDGET:
            return _at_space(text, match.start())
    return len(text)


def _at_space(text: str, end: int) -> int:
    low = max(0, end - _BACK)
    return next((at + 1 for at in range(end - 1, low, -1) if text[at].isspace()), end)


def unread(text: str, start: int, article: str) -> list[Mention]:
    """One record of all digits from ``start`` on, from the first to the last; none where there are none."""
    first = ANY_DIGIT.search(text, start)
    if first is None:
        return []
    begin, end = first.start(), len(text)
    while not ANY_DIGIT.match(text, end - 1):
        end -= 1
    return [Mention(article, begin, end, begin, end, text[begin:end], None, None, None, None, None, None, None, None,
                    "none", "identifier", "other", False, "unread", True)]
