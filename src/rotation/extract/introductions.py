"""Names that a text introduces with their ticker ("Viking Therapeutics (NASDAQ: VKTX)"), and tickers by themselves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .names import Names, names
from .phrases import POSSESSIVE
from .records import Block, Entity, Page, Token
from .wordlists import words

LONGEST_NAME = 12                # tokens
TICKER_LINES = ("quote", "row")
ORDINAL_TAILS = ("st", "nd")
JOINTS = frozenset(("of", "de", "and"))


def introduced(page: Page, known: Names) -> Iterator[Entity]:
    """Names before "(EXCHANGE: TICKER)" or "(TICKER)"; the entity's name is the ticker."""
    tokens = page.tokens
    for i, token in enumerate(tokens):
        if token.text == "(" and i and i + 2 < len(tokens):
            read = _ticker(tokens, i + 1, known)
            entity = _name_before(page, _before_bracket(tokens, i), *read) if read else None
            if entity:
                yield entity


def _ticker(tokens: Sequence[Token], i: int, known: Names) -> tuple[str, bool] | None:
    """(ticker, whether an exchange was named) of "(NYSE: OII)" from inside the bracket."""
    at, exchange = i, False
    while at < min(i + 4, len(tokens)) and tokens[at].text != ":" and tokens[at].text[0].isalpha():
        at += 1
    if at < len(tokens) and tokens[at].text == ":" and tokens[i].text in known.exchanges:
        i, exchange = at + 1, True
    ticker, end = symbol(tokens, i)
    if ticker and end + 1 < len(tokens) and tokens[end].text == "." and tokens[end + 1].text == ")":
        end += 1                                                # London's "(RR.)"
    if not ticker or end >= len(tokens) or tokens[end].text not in ");,/":
        return None
    if exchange:
        return ticker, True
    doubtful = ticker in words("not_tickers") or tokens[end].text != ")" or ticker.isdigit() or len(ticker) < 2
    return None if doubtful else (ticker, False)


def symbol(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """A ticker with its suffix ("BRK.B", "0700.HK", "VOD.L"; "LUV.N" is LUV in New York) and the token after it."""
    if i >= len(tokens) or not _symbolic(tokens[i].text):
        return "", i
    text, at = tokens[i].text, i + 1
    if at < len(tokens) and tokens[at].start == tokens[at - 1].end and tokens[at].text.isdigit() and text.isalpha():
        text, at = text + tokens[at].text, at + 1
    if at + 1 < len(tokens) and tokens[at].text in ".-" and tokens[at + 1].text.isupper() \
            and tokens[at + 1].start == tokens[at].end:
        suffix = tokens[at + 1].text
        return text if suffix in words("home_suffixes") and text.isalpha() else f"{text}.{suffix}", at + 2
    return text, at


def _symbolic(text: str) -> bool:
    return (text.isupper() and len(text) <= 12 and text.isascii()) or text.isdigit()


def _before_bracket(tokens: Sequence[Token], bracket: int) -> int:
    """The bracket before this one, where two follow each other: "Cedar River ("the Company") (Nasdaq: CRVB)"."""
    if tokens[bracket - 1].text == ")":
        opened = next((i for i in range(bracket - 2, max(-1, bracket - 16), -1) if tokens[i].text == "("), None)
        return bracket if opened is None else opened
    return bracket


def _name_before(page: Page, bracket: int, ticker: str, exchange: bool) -> Entity | None:
    tokens = page.tokens
    first = _run_start(page, bracket)
    if first == bracket:
        return None
    doubtful = _is_acronym(ticker, tokens, bracket) or len(ticker) > 5
    if not exchange and (doubtful or not tokens[first].text[0].isupper()):
        return None
    fund = tokens[bracket - 1].text in words("fund_words") or (len(ticker) == 5 and ticker[-1] == "X")
    return Entity(tokens[first].start, tokens[bracket - 1].end, first, bracket, ticker, "fund" if fund else "company")


def _is_acronym(ticker: str, tokens: Sequence[Token], bracket: int) -> bool:
    """"Growth At a Reasonable Price (GARP)": capitals of the words before, and no company's legal form."""
    before = [token.text for token in tokens[max(0, bracket - 2 * len(ticker)):bracket]]
    capitals = "".join(word[0] for word in before if word[0].isupper())
    return len(ticker) > 2 and capitals.endswith(ticker) and before[-1] not in names().legal


def _run_start(page: Page, end: int) -> int:
    """First token of the run of capitalised words that ends before ``end``, within its line."""
    tokens, at = page.tokens, end
    begins = frozenset(block.first for block in page.blocks[max(0, block_of(page, end) - 1):block_of(page, end) + 1])
    while at > 0 and end - at < LONGEST_NAME and at not in begins and _joins(tokens, at, end):
        at -= 1
    while at < end and (tokens[at].lower in words("not_first") or not tokens[at].text[0].isalnum()):
        at += 1
    return at


def block_of(page: Page, token: int) -> int:
    """Index of the block that a token stands in."""
    return max(1, bisect_right(page.blocks, token, key=_first)) - 1


def _first(block: Block) -> int:
    return block.first


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token before ``at`` belongs to the run of capitals that begins there."""
    token = tokens[at - 1]
    if tokens[at].start - token.end > 1:
        return False
    if token.text[0].isupper() or token.lower in POSSESSIVE or token.text in ORDINAL_TAILS:
        return True
    if token.text[0].isdigit():
        return at < end and tokens[at].start == token.end and tokens[at].text[0].isalpha()
    if at == end:
        return token.text == "." and at > 1 and tokens[at - 2].text in words("legal_tails")
    return _is_joint(tokens, at, token)


def _is_joint(tokens: Sequence[Token], at: int, token: Token) -> bool:
    """What may stand inside a name: "&", a hyphen, "of" between capitals, the comma of ", Inc."."""
    tails = words("legal_tails")
    if token.text in ".,":
        return tokens[at].text.rstrip(".") in tails or (token.text == "." and tokens[at - 2].text in tails)
    if token.text in "&'’":
        return True
    if token.text == "-":
        glued = at > 1 and tokens[at].start == token.end and tokens[at - 2].end == token.start
        return glued and tokens[at - 2].text[0].isalpha()
    return token.lower in JOINTS and at >= 2 and tokens[at - 2].text[0].isupper() and tokens[at].text[0].isupper()


# ---------------------------------------------------------------- tickers alone

def lone_tickers(page: Page, known: Names) -> Iterator[Entity]:
    """"$TSLA", and the symbol that begins a line of quotes."""
    tokens = page.tokens
    for i, token in enumerate(tokens[:-1]):
        if token.text == "$" and tokens[i + 1].start == token.end and _is_cashtag(tokens[i + 1].text):
            yield _entity(tokens, i, i + 2, tokens[i + 1].text, known)
    for block in page.blocks:
        if block.kind in TICKER_LINES and block.first < block.last:
            yield from _of_line(tokens, block, known)


def _is_cashtag(text: str) -> bool:
    return text.isupper() and text.isalpha() and 1 < len(text) <= 5 and text not in words("scales")


def _of_line(tokens: Sequence[Token], block: Block, known: Names) -> Iterator[Entity]:
    ticker, end = symbol(tokens, block.first + (tokens[block.first].text == "^"))
    if not ticker or not ticker[0].isalpha() or end >= block.last:
        return
    spelt = block.kind == "row" and 2 <= len(ticker) <= 5 and ticker not in words("not_tickers")
    moved = spelt and _moves(tokens, end, block)
    quoted = block.kind == "quote" and len(ticker) <= 6 and tokens[end].text[0] in "0123456789$€£"
    if quoted or moved or (ticker in known.tickers and ticker not in words("not_tickers")):
        yield _entity(tokens, block.first, end, ticker, known)


def _moves(tokens: Sequence[Token], at: int, block: Block) -> bool:
    """"ALNY  412.66  -0.41%": a price and a signed share, and nothing else in the row."""
    texts = [token.text for token in tokens[at:block.last]]
    return len(texts) in (3, 4) and texts[0][0].isdigit() and texts[-1] == "%" and texts[-3] in ("+", "-", "−", "–")


def _entity(tokens: Sequence[Token], first: int, last: int, ticker: str, known: Names) -> Entity:
    return Entity(tokens[first].start, tokens[last - 1].end, first, last, ticker, known.tickers.get(ticker, "company"))
