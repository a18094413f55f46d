"""One pattern → one regular expression over class letters: a parser of the notation that grammar.yml explains."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import InputError
from .classes import Classes

GAPS = {"": r"[ \n]?", ".": "", "_": r"[ \n]", "~": r"[ \t\n]?"}
LEXER = re.compile(
    r"\s+|(?P<label>[a-z]):|(?P<name>[A-Z][A-Z0-9]*)|'(?P<word>[^'\s]+)'|\"(?P<exact>[^\"\s]+)\""
    r"|(?P<count>\{\d+,\d+\})|(?P<sign>[()|?.~_!=<^])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A compiled element: its regex, the letters it may begin with, whether it may be empty, whether it takes room.

    ``led``: the gap before it stands inside it, because its branches differ in that ("( . a | _ b )");
    ``trailed``: so does the gap after it ("( a . )? b").
    """

    regex: str
    first: frozenset[str]
    empty: bool = False
    wide: bool = True
    led: bool = False
    trailed: bool = False

    def after(self, gap: str) -> str:
        return self.regex if self.led else GAPS[gap] + self.regex


class Parser:
    """Recursive descent over one pattern; macros are parsed where they stand."""

    def __init__(self, rule: str, pattern: str, macros: dict[str, str], classes: Classes):
        self.rule, self.macros, self.classes = rule, macros, classes
        self.items = self._lexed(pattern)
        self.at = 0
        self.groups: list[str] = []

    def whole(self) -> Piece:
        piece = self._either()
        if self.at != len(self.items) or piece.empty:
            raise self._fault(f"{self.items[self.at:][:1]}", "a pattern that ends and that takes at least one token")
        return piece

    def _lexed(self, pattern: str) -> list[tuple[str, str]]:
        found, at = [], 0
        for match in LEXER.finditer(pattern):
            if match.start() != at:
                break
            at = match.end()
            if match.lastgroup:
                found.append((match.lastgroup, match[match.lastgroup]))
        if at != len(pattern):
            raise self._fault(repr(pattern[at:at + 20]), "a class, a quoted word, a mark or a sign")
        return found

    def _fault(self, found: str, expected: str) -> InputError:
        return InputError(f"grammar.yml, rule {self.rule}", found, expected, "mend the pattern")

    def _peek(self) -> tuple[str, str]:
        return self.items[self.at] if self.at < len(self.items) else ("end", "")

    def _take(self) -> tuple[str, str]:
        self.at += 1
        return self.items[self.at - 1]

    def _either(self) -> Piece:
        branches = [self._sequence()]
        while self._peek() == ("sign", "|"):
            self._take()
            branches.append(self._sequence())
        led = any(steps and steps[0][0] for steps in branches)
        pieces = [_joined(steps, led) for steps in branches]
        if len(pieces) == 1:
            return pieces[0]
        return Piece("(?:" + "|".join(p.regex for p in pieces) + ")", frozenset().union(*(p.first for p in pieces)),
                     any(p.empty for p in pieces), led=led, trailed=all(p.trailed for p in pieces))

    def _sequence(self) -> list[tuple[str, Piece]]:
        """Elements, each with the sign of the gap before it."""
        steps: list[tuple[str, Piece]] = []
        while self._peek()[0] != "end" and self._peek() not in (("sign", ")"), ("sign", "|")):
            gap = self._take()[1] if self._peek()[0] == "sign" and self._peek()[1] in "._~" else ""
            ends = self._peek()[0] == "end" or self._peek() in (("sign", ")"), ("sign", "|"))
            steps.append((gap, Piece(GAPS[gap], frozenset(), trailed=True) if ends else self._element()))
        return steps

    def _element(self) -> Piece:
        kind, text = self._take()
        if kind == "label":
            return self._marked(text)
        if kind == "sign" and text in "!=<^":
            return self._context(text)
        return self._repeated(self._atom(kind, text))

    def _marked(self, mark: str) -> Piece:
        group = mark + str(len(self.groups))
        self.groups.append(group)
        piece = self._atom(*self._take())
        return self._repeated(Piece(f"(?P<{group}>{piece.regex})", piece.first, piece.empty, led=piece.led))

    def _repeated(self, piece: Piece) -> Piece:
        if self._peek() == ("sign", "?"):
            self._take()
            return Piece(piece.regex, piece.first, True, led=piece.led, trailed=piece.trailed)
        if self._peek()[0] == "count":
            low, high = self._take()[1][1:-1].split(",")
            again = f"(?:{piece.after('')}){{{max(int(low) - 1, 0)},{int(high) - 1}}}"
            return Piece(f"(?:{piece.regex}{again})", piece.first, low == "0", led=piece.led)
        return piece

    def _atom(self, kind: str, text: str) -> Piece:
        if (kind, text) == ("sign", "("):
            piece = self._either()
            if self._take() != ("sign", ")"):
                raise self._fault("an open bracket", "its end")
            return Piece(f"(?:{piece.regex})", piece.first, piece.empty, led=piece.led, trailed=piece.trailed)
        if kind == "name" and text in self.macros:
            return self._macro(text)
        name = {"word": f"'{text.lower()}'", "exact": f'"{text}"'}.get(kind, text)
        letters = self.classes.members(name)
        if not letters or kind not in ("name", "word", "exact"):
            raise self._fault(repr(text), "a class that some word belongs to")
        return Piece(letters if len(letters) == 1 else f"[{letters}]", frozenset(letters))

    def _macro(self, name: str) -> Piece:
        saved = self.items, self.at
        self.items, self.at = self._lexed(self.macros[name]), 0
        piece = self._either()
        if self.at != len(self.items):
            raise self._fault(f"macro {name}", "a pattern that ends")
        self.items, self.at = saved
        return Piece(f"(?:{piece.regex})", piece.first, piece.empty, led=piece.led)

    def _context(self, sign: str) -> Piece:
        if sign == "^":
            openers = re.escape(self.classes.members("OPEN"))
            return Piece(rf"(?:(?<![^ \n\t¶{openers}])|^)", frozenset(), True, False)
        gap = ""
        negative = False
        if sign == "<" and self._peek() == ("sign", "!"):
            self._take()
            negative = True
        if self._peek()[0] == "sign" and self._peek()[1] in "._~":
            gap = self._take()[1]
        piece = self._atom(*self._take())
        if sign == "<":
            return _behind(piece, gap, negative)
        return Piece(f"(?{sign}{piece.after(gap)})", frozenset(), True, False)


def _behind(piece: Piece, gap: str, negative: bool) -> Piece:
    """A look at the token before: Python wants looks behind of one width, so one for each width of the gap."""
    near = "" if gap == "_" else f"(?<{'!' if negative else '='}{piece.regex})"
    far = "" if gap == "." else f"(?<{'!' if negative else '='}{piece.regex}[ \\n])"
    both = near + far if negative or not (near and far) else f"(?:{near}|{far})"
    return Piece(both, frozenset(), True, False)


def _joined(steps: list[tuple[str, Piece]], led: bool) -> Piece:
    """One regex; the gap between two elements goes with the optional one of the two."""
    regex, first, begun, closed = "", frozenset(), False, False       # closed: the next gap is already written
    for i, (gap, piece) in enumerate(steps):
        if not piece.wide or (piece.trailed and not piece.first):
            regex, closed = regex + piece.regex, piece.trailed
        elif begun:
            between = "" if closed or piece.led else GAPS[gap]
            regex, closed = regex + _inner(piece, between, steps[i + 1:]), piece.trailed
        else:
            lead = GAPS[gap] if led and not first and not piece.led else ""
            regex += lead + (_optional(piece, steps[i + 1:], led and not first) if piece.empty else piece.regex)
            first, begun = first | piece.first, not piece.empty
    return Piece(regex, first, not begun, led=led, trailed=closed)


def _inner(piece: Piece, gap: str, later: list[tuple[str, Piece]]) -> str:
    """An element after the first: "a ( . b . )? c" is a, then b glued on both sides or a plain gap, then c."""
    if piece.empty and piece.trailed and later:
        return f"(?:{gap}{piece.regex}|{GAPS[later[0][0]]})"
    return f"(?:{gap}{piece.regex})?" if piece.empty else gap + piece.regex


def _optional(piece: Piece, later: list[tuple[str, Piece]], led: bool) -> str:
    """An optional element before anything that must be there takes the gap after it along."""
    follow = next(((gap, other) for gap, other in later if other.wide), None)
    gap = "" if follow is None or follow[1].led else GAPS[follow[0]]
    if led and piece.led and piece.trailed:
        return f"(?:{piece.regex}|{gap})"
    return f"(?:{piece.regex}{'' if piece.trailed else gap})?"
