"""What can be compared: a mention or a claim, its words normalised and its number an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from ..errors import InputError
from ..intervals import StatedInterval, printed_magnitude, printed_period, stated_interval
from ..records import Claim
from . import vocabulary as words
from .vocabulary import RELATIVE, RETURN
from .windows import Window, window_of

_VAGUE_RETURNS = {"return_period", "return_unspecified", "sector_return"}
_THOUSAND, _ENDLESS, _EXACT = 1000, 1e30, Decimal("1e-9")
MOST_DIGITS = 64       # a longer number is no figure of a market


@dataclass(frozen=True)
class Mention:
    """One record of the vocabulary's numeric mention, as far as a cross-check reads it."""

    id: str
    article: str
    subject: str | None
    metric: str | None
    comparand: str | None = None
    direction: str = "none"
    qualifier: str | None = None
    as_of: str | None = None
    period: str | None = None
    surface: str | None = None
    value: object = None
    unit: str | None = None
    kind: str = "observation"
    complete: bool = True
    made: date | None = None        # the day it was made, where known
    statement: str = ""             # our own words, where there are any
    label: str | None = None
    horizon: str | None = None
    lost: bool = False              # the copy lost what this very statement needs
    fresh: bool = False             # of a new article: told before those that are known

    @classmethod
    def of(cls, claim: Claim, made: date | None = None) -> Mention:
        """A claim of the ledger, made on ``made``. Its sentence may have holes; what the claim itself lost counts."""
        shared = {field.name: getattr(claim, field.name) for field in fields(cls) if hasattr(claim, field.name)}
        surface = claim.reads or claim.stated
        return cls(**{**shared, "complete": True, "lost": bool(claim.lost)}, surface=surface, made=made)


@dataclass(frozen=True)
class Band:
    """The true values that a printed number can stand for, whichever way it was rounded; None: no bound."""

    low: Decimal | None
    high: Decimal | None
    open: bool = False               # the bounds themselves are out

    def gap(self, other: Band) -> Decimal | None:
        """How far the two are apart; None where they meet, 0 where they touch at a bound that is out."""
        first, second = (self, other) if _low(self) <= _low(other) else (other, self)
        if first.high is None or second.low is None:
            return None
        distance = second.low - first.high
        touching = distance == 0 and (first.open or second.open)
        return distance if distance > 0 or touching else None

    def mirrored(self) -> Band:
        return Band(None if self.high is None else -self.high, None if self.low is None else -self.low, self.open)

    @property
    def sign(self) -> int:
        """1 above zero throughout, -1 below zero throughout, else 0."""
        if self.low is not None and self.low >= 0 and (self.high is None or self.high > 0):
            return 1
        return -1 if self.high is not None and self.high <= 0 else 0


def _low(band: Band) -> Decimal:
    return Decimal("-Infinity") if band.low is None else band.low


@dataclass(frozen=True)
class Statement:
    """A mention made comparable. ``sign`` is the side it takes (1, -1, 0: none); ``band`` its number, if it has one."""

    mention: Mention
    family: str
    subject: str                     # normalised; for questions of order the first of two sides
    comparand: str
    sign: int
    band: Band | None
    unit: str | None
    figure: Decimal | None           # the printed magnitude
    digits: int                      # its significant digits
    window: Window | None
    claims: tuple[str, ...] = ()
    larger: Decimal | None = None    # of two returns whose gap this is, the larger magnitude
    implied: str = ""                # how it follows from two printed figures; empty if printed itself
    exact: tuple[str, str] = ("", "")    # where two sides are in question: the very measures that the number is of

    @property
    def order(self) -> tuple:
        """What statements are sorted by: the new ones first, then by claim."""
        return not self.mention.fresh, self.claims

    @property
    def when(self) -> tuple:
        """The time as a key: the window, else what was printed and cannot be read, else nothing."""
        if self.window is None:
            said = self.mention.as_of, self.mention.period
            return said if any(said) else ()
        slack = self.window.slack if self.family in (RETURN, RELATIVE) else 0
        return self.window.start, self.window.end, slack

    @property
    def step(self) -> Decimal:
        """The worth of one unit of the last printed digit."""
        return Decimal(1).scaleb(self.figure.as_tuple().exponent)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.family, self.subject, self.comparand

    @property
    def vague(self) -> bool:
        """A return of which nobody says since when."""
        return (self.family == RETURN and self.mention.metric in _VAGUE_RETURNS
                and (self.window is None or self.window.start == self.window.end))

    @property
    def asserts_order(self) -> bool:
        """Whether it says, without a hedge and not as a forecast or cause, which way something went."""
        return (self.sign != 0 and self.mention.kind in ("observation", "comparison", "event")
                and not words.is_soft(self.mention.qualifier))


def statements_of(mention: Mention) -> list[Statement]:
    """Nothing for a mention that cannot be compared; several for a list of sectors."""
    if not mention.subject or not mention.metric or mention.kind in ("identifier", "causal"):
        return []
    if mention.lost or (not mention.complete and not (mention.as_of or mention.period)):
        return []
    return [made for part in words.components(mention.subject) if (made := _statement(mention, part)) is not None]


def _statement(mention: Mention, subject: str) -> Statement | None:
    family = words.family(mention.metric)
    window = window_of(family, mention.metric, mention.as_of, mention.period or _year_of(mention), mention.made)
    band, unit, figure, digits = _number(mention, family)
    sign = {"up": 1, "down": -1}.get(mention.direction, 0)
    made = Statement(mention, family, words.name(subject), "", sign, band, unit, figure, digits, window, (mention.id,))
    if family in (RELATIVE, *words.DISCOUNTS):
        return _oriented(made, subject)
    if family == words.FAIR_VALUE:
        return _under_fair_value(made)
    if family in words.OWN:
        return made
    return replace(made, comparand=words.name(mention.comparand))


def _year_of(mention: Mention) -> str | None:
    """A forecast that names no window speaks of the year in which it falls due."""
    due = mention.kind == "forecast" and mention.horizon and not mention.as_of
    return f"{mention.horizon[:4]}-01-01/{mention.horizon[:4]}-12-31" if due else None


def _oriented(made: Statement, subject: str) -> Statement | None:
    """Two sides in a fixed order, the sign and the number turned with them. None if both are one side."""
    exact = words.name(subject), words.name(made.mention.comparand or words.LARGE)
    own, other = words.side(subject), words.side(made.mention.comparand or words.LARGE)
    if own == other:
        return None
    premium = made.mention.metric in words.PREMIUMS
    sign, band = made.sign, made.band
    if made.family in words.DISCOUNTS:
        sign = -1 if premium else 1
        band = band.mirrored() if premium and band else band
    if (own, other) != tuple(sorted((own, other), reverse=True)):
        own, other, sign, exact = other, own, -sign, exact[::-1]
        band = _other_way(band, made.family) if band else None
    return replace(made, subject=own, comparand=other, sign=sign, band=band, exact=exact)


def _under_fair_value(made: Statement) -> Statement:
    """Both measured on fair value: a premium is a discount below zero."""
    above = made.mention.metric in words.PREMIUMS
    return replace(made, sign=-1 if above else 1, band=made.band.mirrored() if above and made.band else made.band)


def _other_way(band: Band, family: str) -> Band | None:
    """The same gap seen from the other side; a premium p of one is a discount p / (1 + p) of the other."""
    if family not in words.DISCOUNTS:
        return band.mirrored()
    if band.low is None or band.high is None or band.high >= 100:
        return None
    return Band(*(-100 * x / (100 - x) for x in (band.high, band.low)), band.open)


def _number(mention: Mention, family: str) -> tuple[Band | None, str | None, Decimal | None, int]:
    """Band, unit, magnitude and significant digits of the printed number; dates and anchors have no band here."""
    unit = mention.unit
    if (mention.value is None and mention.surface is None) or unit in ("date", "year"):
        return None, unit, None, 0
    if unit == "count" and (family == RELATIVE or family in words.MANY):      # the length of a window
        return None, unit, None, 0
    interval, surface = _interval(mention)
    magnitudes = printed_magnitude(surface)
    digits = sum(ch.isdigit() for ch in surface.lstrip("0.$€£¥ ")) if len(magnitudes) == 1 else 0
    if len(surface) > MOST_DIGITS or family in words.MANY:
        return None, unit, magnitudes[0] if len(surface) <= MOST_DIGITS else None, digits
    band, magnitude = _band(interval, mention), magnitudes[0]
    scale = _scale_of(mention.value, magnitude)
    if scale != 1:
        band, magnitude = _scaled(band, scale), magnitude * scale
    if unit == "bp":
        band, unit = _scaled(band, Decimal("0.01")), "pp"
    return band, _common(unit, family), magnitude, digits


def _scale_of(value: object, magnitude: Decimal) -> Decimal:
    """The scale word that stands in the value and not in the surface (``$2.1`` of a column headed ``billions``)."""
    if type(value) not in (int, float) or not _THOUSAND <= abs(value) < _ENDLESS or not magnitude:
        return Decimal(1)
    ratio = Decimal(repr(value)) / magnitude
    return next((Decimal(scale) for scale in (10 ** 3, 10 ** 6, 10 ** 9, 10 ** 12)
                 if abs(ratio / scale - 1) < _EXACT), Decimal(1))


def _common(unit: str | None, family: str) -> str | None:
    """The unit in which figures of a family are compared: an index has no dollars, a rate moves by points."""
    if family in words.LEVELS and unit == "USD":
        return "points"
    return "pp" if family in words.RATE_CHANGES and unit == "%" else unit


@lru_cache(maxsize=1 << 14)
def _stated(text: str, unit: str, qualifier: str | None, direction: str) -> StatedInterval:
    return stated_interval(text, unit, qualifier, direction)


def _interval(mention: Mention) -> tuple[StatedInterval, str]:
    """The stated interval, from the surface or, where that is no plain number, from the value."""
    plain = mention.value if not isinstance(mention.value, list | tuple) else "-".join(map(str, mention.value))
    for text in (mention.surface, plain):
        if text is None:
            continue
        try:
            return _stated(str(text), mention.unit or "", mention.qualifier, mention.direction), str(text)
        except (InputError, ArithmeticError, ValueError):
            error = text
    raise InputError(f"mention {mention.id}", f"surface {mention.surface!r}, value {mention.value!r}"[:200],
                     "a number as printed", f"mend the record ({str(error)[:40]!r} cannot be read)")


def _band(interval: StatedInterval, mention: Mention) -> Band:
    """Rounded any way if plain; 'about' is given twice its width; 'over' and 'under' have one end."""
    if interval.overshoot:
        low, high = (interval.low, None) if interval.overshoot > 0 else (None, interval.high)
        return Band(low, high, interval.low_open or interval.high_open)
    opened = interval.low_open or interval.high_open
    if words.hedge(mention.qualifier) in words.ONLY_BELOW:
        return Band(*((interval.low, Decimal(0)) if interval.high <= 0 else (Decimal(0), interval.high)), opened)
    if opened or not interval.step:
        return _nearly(interval)
    plain = _is_plain(interval)
    if plain and mention.unit == "count":
        return Band(interval.low, interval.high)
    return Band(interval.near_low, interval.near_high, plain)


def _nearly(interval: StatedInterval) -> Band:
    """Down to a tenth less, or to one unit of the last digit where that is more."""
    if interval.high_open:
        return Band(min(interval.low, interval.high - interval.step), interval.high, True)
    return Band(interval.low, max(interval.high, interval.low + interval.step), interval.low_open)


def _is_plain(interval: StatedInterval) -> bool:
    """No hedge: the interval is exactly half a unit wider than what was printed, at each end."""
    return interval.low - interval.near_low == interval.step / 2


def _scaled(band: Band, factor: Decimal) -> Band:
    return Band(*(None if x is None else x * factor for x in (band.low, band.high)), band.open)


def event_days(mention: Mention) -> tuple[date, date] | None:
    """First and last day of a date that is itself the claim."""
    if mention.unit not in ("date", "year") or mention.value is None:
        return None
    try:
        return printed_period(str(mention.value))
    except InputError:
        return None


def made_mapping(mention: Mention, made: Mapping[str, date]) -> Mention:
    """The mention with its article's day, where the article is registered and the record gives none."""
    return mention if mention.made else replace(mention, made=made.get(mention.article))
