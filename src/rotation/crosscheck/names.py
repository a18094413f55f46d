"""Entities under all their names: indices and their funds, companies and their tickers, groups and their proxies.

Everything the rules take for granted about who is who stands here, so that it can be argued with in one place.
Names come out in lower case; a company is known by its ticker, a fund too, whatever the record calls it.
"""

from __future__ import annotations

import re
from functools import lru_cache

SMALL, LARGE = "US small-caps", "US large-caps"
SECTORS = {"communication services", "consumer discretionary", "consumer staples", "energy", "financials",
           "health care", "industrials", "information technology", "materials", "real estate", "utilities"}
_SIDES = {
    SMALL: {"russell 2000", "s&p smallcap 600"},
    LARGE: {"s&p 500", "russell 1000", "large-cap benchmarks", "large-cap indices", "us equities", "broad us market",
            "us market"},
}
# A name, and its other spellings. A group of small (large) caps stands for the index that is its proxy.
_SPELLINGS = """
russell 2000 = us small-caps | us small caps | small caps | small-caps | small-cap stocks | rut | ^rut | russell2000
    | rty
s&p 500 = us large-caps | us large caps | large caps | large-caps | large-cap stocks | spx | ^spx | ^gspc | gspc |
    s&p500 | sp500 | sp 500 | s&p | s & p 500 | standard & poor's 500 | standard and poor's 500
s&p smallcap 600 = s&p 600 | s&p small-cap 600 | s&p small cap 600
s&p midcap 400 = s&p 400 | s&p mid-cap 400 | s&p mid cap 400
nasdaq composite = nasdaq | comp | ixic | ^ixic | nasdaq comp
nasdaq-100 = nasdaq 100 | ndx | ^ndx
dow jones industrial average = dow | djia | dji | ^dji | dow jones | dow industrials | dow jones industrials
cboe volatility index = vix | ^vix | cboe vix
magnificent seven = magnificent 7 | mag 7 | mag seven
fomc = fed | federal reserve | us federal reserve | u.s. federal reserve | federal open market committee | us fed
ecb = european central bank
boe = bank of england
boj = bank of japan
health care = healthcare
aapl = apple
amd = advanced micro devices
amzn = amazon | amazon.com
avgo = broadcom
bac = bank of america
brk.b = berkshire hathaway | brk-b | brkb
c = citigroup
cat = caterpillar
cost = costco | costco wholesale
csco = cisco | cisco systems
cvs = cvs health
cvx = chevron
dis = disney | walt disney
ge = ge aerospace
googl = alphabet | google
gs = goldman sachs | goldman sachs group
hd = home depot
ibm = international business machines
intc = intel
ivz = invesco
jnj = johnson & johnson
jpm = jpmorgan chase | jpmorgan | jp morgan
ko = coca-cola
lly = eli lilly | eli lilly and | lilly
ma = mastercard
meta = meta platforms | facebook
mrk = merck
ms = morgan stanley
msft = microsoft
mu = micron | micron technology
nflx = netflix
nvda = nvidia
oii = oceaneering | oceaneering international
orcl = oracle
pep = pepsico
pfe = pfizer
pg = procter & gamble
pltr = palantir | palantir technologies
tsla = tesla | tesla motors
unh = unitedhealth | unitedhealth group
v = visa
vktx = viking therapeutics
wfc = wells fargo
wmt = walmart
xom = exxon mobil | exxonmobil | exxon
iwm = ishares russell 2000 etf | ishares russell 2000
vtwo = vanguard russell 2000 etf
spy = spdr s&p 500 etf trust | spdr s&p 500 etf | spdr s&p 500 | state street spdr s&p 500 etf trust
voo = vanguard s&p 500 etf
ivv = ishares core s&p 500 etf | ishares s&p 500 etf
qqq = invesco qqq trust | invesco qqq | invesco qqq etf | qqq trust
qqqm = invesco nasdaq 100 etf
dia = spdr dow jones industrial average etf trust | spdr dow jones industrial average etf
ijr = ishares core s&p small-cap etf
ijh = ishares core s&p mid-cap etf
mdy = spdr s&p midcap 400 etf trust
iwb = ishares russell 1000 etf
iwd = ishares russell 1000 value etf
iwf = ishares russell 1000 growth etf
iwn = ishares russell 2000 value etf
iwo = ishares russell 2000 growth etf
oneq = fidelity nasdaq composite index etf
"""


def _spellings() -> dict[str, str]:
    """Every spelling with the name that it stands for."""
    table = dict(line.split(" = ") for line in _SPELLINGS.replace("\n    ", " ").strip().split("\n"))
    return {spelling.strip(): known for known, listed in table.items() for spelling in listed.split("|")}


_NAMES = _spellings()
FUNDS = {     # and the index that each follows
    **dict.fromkeys(("iwm", "vtwo"), "russell 2000"), "iwn": "russell 2000 value", "iwo": "russell 2000 growth",
    **dict.fromkeys(("spy", "voo", "ivv", "splg", "spym"), "s&p 500"), **dict.fromkeys(("qqq", "qqqm"), "nasdaq-100"),
    "oneq": "nasdaq composite", "dia": "dow jones industrial average", "ijr": "s&p smallcap 600",
    **dict.fromkeys(("ijh", "mdy"), "s&p midcap 400"), "iwb": "russell 1000", "iwd": "russell 1000 value",
    "iwf": "russell 1000 growth",
}
TRACKED = frozenset(FUNDS.values())

_LEGAL = re.compile(r",? (?:inc|incorporated|corp|corporation|plc|ltd|limited|co|company|ag|nv|llc)\.?$")
_TICKER = re.compile(r"\((?:nyse|nasdaq|amex|nyse american|otc)?:? ?([a-z.]{1,6})\)$")
_PREFIX = re.compile(r"^(?:\$|(?:nyse|nasdaq|amex)[:/] ?)(?=[a-z])")
_TREASURY = re.compile(r"^(?:us |u\.s\. )?(\d{1,2}-(?:year|month)) (?:us |u\.s\. )?treasury"
                       r"(?: note| bond| bill)?(?: yield)?$")
_FUND = re.compile(r"^(?:ishares|vanguard|spdr|invesco|schwab|state street)(?: core)? (.+?) (?:index )?(?:etf|fund)"
                   r"(?: trust)?$")


@lru_cache(maxsize=1 << 16)
def name(text: str | None) -> str:
    """One spelling of an entity; a name that nobody knows is kept, in lower case and without ``the`` and ``Inc.``."""
    plain = " ".join((text or "").lower().replace("®", "").replace("™", "").replace("’", "'").split())
    plain = _PREFIX.sub("", plain.removeprefix("the ")).removesuffix(" index")
    ticker = _TICKER.search(plain)
    plain = _TREASURY.sub(r"us \1 treasury", plain)
    plain = _LEGAL.sub("", ticker[1] if ticker else plain)
    plain = plain.removesuffix(" stocks").removesuffix(" shares") if plain not in _NAMES else plain
    return _NAMES.get(plain, plain)


@lru_cache(maxsize=1 << 16)
def tracks(known: str) -> str | None:
    """The index that a fund follows, by the fund's name as ``name`` gives it; None for anything else."""
    match = _FUND.match(known)
    return FUNDS.get(known) or (name(match[1]) if match and name(match[1]) in TRACKED else None)


@lru_cache(maxsize=1 << 16)
def side(text: str | None) -> str:
    """The entity for questions of order alone: all small-cap measures are one side, all large-cap ones another."""
    plain = name(text)
    for known, members in _SIDES.items():
        if plain in members:
            return known
    sector = plain.removeprefix("russell 2000 ")
    return sector if sector in SECTORS else plain


def components(text: str | None) -> list[str]:
    """``Financials, Energy and Health Care`` as three sectors; anything else as itself."""
    if not text or ("," not in text and " and " not in text):
        return [text or ""]
    parts = [part.strip() for part in re.split(r",| and ", text) if part.strip()]
    return parts if len(parts) > 1 and all(name(part) in SECTORS for part in parts) else [text]


def akin(one: str, other: str) -> bool:
    """Whether two names can honestly carry one figure: a fund and its index, two measures of one side, two shares."""
    return (side(one) == side(other) or (tracks(one) or one) == (tracks(other) or other)
            or one in other or other in one or {one, other} == {"goog", "googl"})
