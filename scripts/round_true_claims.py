"""A campaign against the verdicts: true figures, printed the ways writers print them, none of which may be inaccurate.

    python scripts/round_true_claims.py [--seed N] [--claims N] [--show N]

A true value is drawn exactly, then printed with few or many digits, rounded half up, half even, down or up, as money
with scale words, as a range, with a hedge that it bears out, below zero with a minus, brackets or a verb. What the
printed figure stands for (``rotation.intervals``) is judged against the true value (``rotation.verdicts``).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rotation.command import main_with
from rotation.errors import CheckFailed
from rotation.intervals import stated_interval
from rotation.verdicts import INACCURATE, judge
from rotation.wording import decimal

MODES = ("half_up", "half_even", "down", "up")
UNITS = ("%", "pp", "bp", "x", "points", "USD", "EUR", "count")
SCALES = {3: ("thousand", "K"), 6: ("million", "mn", "m", "M"), 9: ("billion", "bn", "B"), 12: ("trillion", "tn", "T")}
HEDGES = {"about": ("about", "roughly", "around", "near", "approximately"), "over": ("over", "more_than", "above"),
          "at_least": ("at_least",), "under": ("nearly", "almost", "under", "below"), "up_to": ("up_to",)}
LEAST, MOST = Fraction(9, 10), Fraction(5, 4)       # how far a hedge of one side reaches


@dataclass(frozen=True)
class Printed:
    """One printed claim and the true value behind it, both in the claim's unit, the value signed."""

    true: Fraction
    surface: str
    unit: str
    qualifier: str | None
    direction: str


def rounded(magnitude: Fraction, places: int, mode: str) -> int:
    """Units of the last printed digit; ``down`` and ``up`` as writers do it, without regard to the sign."""
    exact = magnitude * 10 ** places
    whole, rest = exact.numerator // exact.denominator, exact - exact.numerator // exact.denominator
    if mode == "down" or not rest:
        return whole
    if mode == "up" or rest > Fraction(1, 2):
        return whole + 1
    if rest == Fraction(1, 2):
        return whole + 1 if mode == "half_up" else whole + whole % 2
    return whole


def claims(seed: int, many: int) -> Iterator[Printed]:
    """So many printed claims, each true."""
    draw = random.Random(seed)
    while many:
        printed = _claim(draw)
        if printed is not None:
            many -= 1
            yield printed


def _claim(draw: random.Random) -> Printed | None:
    unit = draw.choice(UNITS)
    scale = draw.choice((0, *SCALES)) if unit in ("USD", "EUR") else 0
    magnitude = Fraction(draw.randrange(1, 10 ** draw.randint(2, 8)), 10 ** draw.choice((2, 3, 4, 5)))
    places = 0 if unit == "count" else draw.randint(0, 3)
    style = draw.choice(("plain", "plain", "plain", "range", *HEDGES))
    if unit == "count" and style == "plain":            # a count is a count: nobody rounds three cuts
        magnitude = Fraction(draw.randrange(1, 2000))
    figure = _figure(draw, magnitude, places, style)
    if figure is None:
        return None
    text, qualifier = figure
    down = unit in ("%", "pp", "bp", "USD") and draw.random() < 0.4
    surface, direction = _dressed(draw, text, unit, scale, down, style)
    return Printed((-1 if down else 1) * magnitude * 10 ** scale, surface, unit, qualifier, direction)


def _figure(draw: random.Random, magnitude: Fraction, places: int, style: str) -> tuple[str, str | None] | None:
    """The digits, and the hedge; None where no writer would put it so."""
    mode = draw.choice(MODES)
    if style == "range":
        low, high = rounded(magnitude, places, "down"), rounded(magnitude, places, "up") + draw.randrange(3)
        return f"{digits(low, places)}{draw.choice(('-', '–', ' to '))}{digits(high + (low == high), places)}", None
    mode = {"over": "down", "at_least": "down", "under": "up", "up_to": "up"}.get(style, mode)
    units = rounded(magnitude, places, mode)
    shown = Fraction(units, 10 ** places)
    reaches = {"over": shown < magnitude <= MOST * shown, "at_least": shown <= magnitude <= MOST * shown,
               "under": LEAST * shown <= magnitude < shown, "up_to": LEAST * shown <= magnitude <= shown}
    if not reaches.get(style, True):
        return None
    if style == "at_least" and draw.random() < 0.5:
        return f"{digits(units, places)}+", None
    return digits(units, places), draw.choice(HEDGES[style]) if style in HEDGES else None


def digits(units: int, places: int) -> str:
    """With thousands separators, noughts kept."""
    whole, part = divmod(units, 10 ** places)
    return f"{whole:,}" + (f".{part:0{places}d}" if places else "")


def _dressed(draw: random.Random, text: str, unit: str, scale: int, down: bool, style: str) -> tuple[str, str]:
    """Unit, scale word and sign around the digits, and the direction if the verb has the sign."""
    word = draw.choice(SCALES[scale]) if scale else ""
    plus = text.endswith("+")
    bare = text.removesuffix("+")
    body = {"%": f"{bare}%", "pp": draw.choice((f"{bare}pp", f"{bare} percentage points")),
            "bp": draw.choice((f"{bare}-basis-point", f"{bare} bps")), "x": f"{bare}x", "points": f"{bare} points",
            "USD": f"${bare}", "EUR": f"€{bare}", "count": bare}[unit]
    if scale:
        body += draw.choice(("", " ")) + word if len(word) == 1 else f" {word}"
    body += "+" if plus and not scale else " or more" if plus else ""
    if not down:
        return body, draw.choice(("up", "none"))
    if style == "range" or plus or draw.random() < 0.5:
        return body, "down"
    signed = draw.choice((f"-{body}", f"−{body}", f"-{body}" if scale else f"({body})"))
    return signed, draw.choice(("down", "none"))


def verdicts(seed: int, many: int) -> Iterator[tuple[Printed, str]]:
    """Each claim with its verdict."""
    for printed in claims(seed, many):
        interval = stated_interval(printed.surface, printed.unit, printed.qualifier, printed.direction)
        yield printed, judge(interval, decimal(printed.true.numerator) / decimal(printed.true.denominator))


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--seed", type=int, default=1, help="of what is drawn")
    out.add_argument("--claims", type=int, default=100_000, help="how many true claims")
    out.add_argument("--show", type=int, default=5, help="how many of the inaccurate ones to name")
    return out


def run(arguments: argparse.Namespace) -> str:
    counts: Counter[str] = Counter()
    wrong: list[Printed] = []
    for printed, verdict in verdicts(arguments.seed, arguments.claims):
        counts[verdict] += 1
        if verdict == INACCURATE:
            wrong.append(printed)
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.most_common())
    if wrong:
        raise CheckFailed(f"{told}; for one: {'; '.join(map(str, wrong[:arguments.show]))}")
    return f"{sum(counts.values()):,} true claims: {told}"


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
