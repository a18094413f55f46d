"""Texts made to hold a reader up: each kind is a function of the size wanted, in letters."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import count


def repeated(piece: str) -> Callable[[int], str]:
    """Texts of any size that say one thing again and again."""
    return lambda size: piece * (size // len(piece))


def _counted(size: int) -> str:
    """Numbers that are all different, so that no cache helps."""
    out, length = [], 0
    for n in count():
        if length >= size:
            return "".join(out)
        out.append(f"It rose {n}.{n % 97}% to ${n},{n % 1000:03}. ")
        length += len(out[-1])
    return ""


def _drawn(words: Sequence[str], stop: str = ". ") -> Callable[[int], str]:
    """Sentences of words in no order (always the same), so that no two are alike."""
    def make(size: int) -> str:
        draw, out, length = random.Random(1), [], 0
        while length < size:
            out.append(" ".join(draw.choices(words, k=draw.randrange(4, 30))).capitalize() + stop)
            length += len(out[-1])
        return "".join(out)[:size]
    return make


def _invented(size: int) -> str:
    """Capitalised words that nobody has seen, so that no memory of words helps."""
    return " ".join(f"{chr(65 + n % 26)}{'aeiou'[n % 5]}{n:x}q".translate(_LETTERS) for n in range(size // 8))


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _parted(text: str) -> list[str]:
    return text.split()


PROSE = _parted("the investors expect that small companies will do better when rates fall because many of them borrow "
                "at floating terms and earn at home while large ones do not which has been said before")
MARKET = _parted("shares index rose fell gained yield rate cut growth earnings revenue forecast year quarter high "
                 "Russell S&P Nasdaq Fed Apple Microsoft bank versus compared with than percent points most since last")
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": repeated("7"),
    "digits and commas": repeated("7,"),
    "digits and dots": repeated("7."),
    "digits and spaces": repeated("7 "),
    "digits and dashes": repeated("7-"),
    "digits and slashes": repeated("7/"),
    "digits a line": repeated("7\n"),
    "blank lines": repeated("\n"),
    "spaces": lambda size: "5" + " " * size + "%",
    "a line of spaces": lambda size: "Up 5%\n" + " " * size + "\nUp 6%",
    "hard spaces": repeated(" \xa0"),
    "one word": repeated("a"),
    "one line": repeated("The index rose 5.5% to 2,400 points in March, "),
    "short lines": repeated("Up 5%\n"),
    "different numbers": _counted,
    "brackets": lambda size: "(" * (size // 2) + "5" + ")" * (size // 2),
    "brackets with figures": repeated("(5 "),
    "square brackets": repeated("[["),
    "quotes never closed": repeated('"5 '),
    "curly quotes never closed": repeated("“5 said "),
    "apostrophes": repeated("'5's "),
    "signs": repeated("+-±−%$€£"),
    "per cent": repeated("5%%"),
    "dollars": repeated("$"),
    "bait for backtracking": repeated("5%–5 to 5 and between 5 "),
    "ranges without end": repeated("5 to "),
    "between": repeated("between 5 and "),
    "dates": repeated("December 10, 2025, "),
    "half dates": repeated("December "),
    "fiscal": repeated("Q3 2025 FY"),
    "number words": repeated("twenty-five "),
    "ordinals": repeated("third consecutive "),
    "respectively": repeated("5%, 6% and 7% for the S&P 500, the Nasdaq 100 and the Russell 2000, respectively, "),
    "names": repeated("Russell 2000 S&P 500 "),
    "tickers": repeated("(NASDAQ: ABCD) $ABCD "),
    "capitals": repeated("Alpha Beta Gamma "),
    "holes": repeated(" , , 5 . , "),
    "full stops": repeated("."),
    "abbreviations": repeated("U.S. Inc. vs. No. 5 "),
    "list markers": repeated("- 5. 5) "),
    "table": repeated("a | 5 | 5% | -5\n"),
    "pipes": repeated("|"),
    "colons": repeated("Key figures: 5:\n"),
    "headings": repeated("# 5\n"),
    "form feeds": repeated("5%\f"),
    "carriage returns": repeated("5%\r"),
    "other scripts": repeated("٥٪ 五 ५ ５ ² ① "),
    "combining": lambda size: "5" + "\u0301" * size,
    "zero width": repeated("5\u200b"),
    "astral": repeated("𝟓🙂"),
    "controls": repeated("\x01\x1b[5m"),
    "prose without digits": _drawn(PROSE),
    "prose without stops": _drawn(PROSE, " "),
    "short paragraphs": _drawn(PROSE, ".\n\n"),
    "words of the market": _drawn(MARKET),
    "words of the market, no stops": _drawn(MARKET, " "),
    "words of the market and figures": _drawn((*MARKET, "5.5%", "$3.2 billion", "2025", "14x")),
    "invented names": _invented,
    "one company": repeated("Alphabet Inc. (NASDAQ: GOOGL) "),
    "companies by their looks": repeated("Corvane Holdings Group Inc. said. "),
    "companies and figures": repeated("Corvane Holdings rose 5.5% while Orchard Capital Group fell 3%. "),
    "who it is": repeated("its shares, the company, the index, the fund and we said 5% "),
    "the other of two": repeated("The index rose 5% versus 6%, compared with 7% and up from 8%. "),
    "respectively without stops": repeated("5%, 6% and 7% respectively "),
    "respectively and names": repeated("S&P 500 Nasdaq Dow respectively 5 6 7 "),
    "quotes boxes": repeated("AAPL 278.78\n+1.20 (0.43%)\n"),
    "thousands of tables": repeated("Index  Level  Change\nS&P 500  6,870.40  +0.19%\nDow  47,954.99  +0.22%\n\n"),
    "a wide table": repeated("Name" + "  Column" * 60 + "\nS&P 500" + "  5.5%" * 60 + "\n"),
    "Markdown table": repeated("| S&P 500 | 5.5% | 6,870 |\n"),
    "Markdown emphasis": repeated("**5** *6* _7_ `8` "),
    "Markdown links": repeated("[5](http://a.b/5) "),
    "Markdown links never closed": repeated("[5]("),
    "headings and lists": repeated("## Results\n\n- Revenue: $5 million\n- EPS: $1.25\n\n"),
    "addresses": repeated("http://a.b/5 x@y.com www.z.org/7 "),
    "an address": lambda size: "http://" + "a5/" * (size // 3),
    "full dates": repeated("on Friday, December 12, 2025 and 12/12/2025 and 2025-12-12, "),
    "currencies": repeated("€5.5bn £3m ¥400 crore ₹7 lakh US$8 C$9 "),
    "units": repeated("5bps 6pp 7x 8% 9 points 10-year 11th "),
    "fractions": repeated("1/2 3/4 ½ two-thirds one-half "),
    "parentheses of accounts": repeated("(5.5) (6,000) $(7) "),
    "commas": repeated(","),
    "one sentence of colons": repeated("a:b:5:"),
    "lines of one word": repeated("word\n"),
    "empty tables": repeated("  |  |  |\n"),
    "leaders": repeated("Size ........ 4.2\n"),
    "blank lines between figures": repeated("5\n\n"),
    "holes with figures": repeated("from outperformed by 5%, , while the of . "),
    "lower case": repeated("up 5% from 6% on friday. and 7%\n\n"),
}
PAGES: dict[str, Callable[[int], str]] = {
    "nested elements": repeated("<div>5 "),
    "paragraphs": repeated("<p>The index rose 5.5% today.</p>"),
    "cells": repeated("<table><tr><td>5<td>6"),
    "open tags": repeated("<"),
    "attributes": repeated("<a b=5 c='6' "),
    "comments never closed": repeated("<!-- 5 "),
    "lists": repeated("<ul><li>5%"),
    "links": repeated("<a href='/5'>5</a> "),
    "scripts": repeated("<script>5</script>6 "),
    "closing tags": repeated("</p></div>"),
    "line breaks": repeated("5<br>"),
    "words of a page": repeated("<p>The <b>index</b> rose <i>5.5</i>% <span>today</span></p>"),
    "entities": lambda size: '<!DOCTYPE html [<!ENTITY a "55555">]><p>' + "&a;&#53;" * (size // 8),
}
MARKDOWN = {name: HOSTILE[name] for name in (
    "Markdown table", "Markdown emphasis", "Markdown links", "Markdown links never closed", "headings and lists",
    "square brackets", "list markers", "short paragraphs", "digits")}
