"""How articles put a true quantity, for ``plant_contradictions``: roundings, hedges, ranges, units, names."""

from __future__ import annotations

import random

from planted_world import BANKS, COMPANIES, FUNDS, INDICES, Truth


def rounded(mils: int, places: int, how: str) -> int:
    """Whole units of the last decimal of ``mils`` thousandths, above zero, rounded one of four ways."""
    step = 10 ** (3 - places)
    below, rest = divmod(mils, step)
    if how == "down" or rest == 0:
        return below
    if how == "up":
        return below + 1
    if 2 * rest == step:
        return below + (1 if how == "half_up" else below % 2)
    return below + (2 * rest > step)


def digits(units: int, places: int, commas: bool = True) -> str:
    whole, part = divmod(units, 10**places)
    return f"{whole:,}" * commas + f"{whole}" * (not commas) + (f".{part:0{places}d}" if places else "")


def say(draw: random.Random, truth: Truth, plain: bool = False) -> dict[str, object]:
    """The fields of one statement of a truth; ``plain``: to the last decimal and without a hedge."""
    said = {
        "subject": alias(draw, truth.subject),
        "metric": truth.metric,
        "as_of": truth.as_of,
        "period": truth.period,
        "comparand": truth.comparand and alias(draw, truth.comparand),
        "unit": truth.unit,
        "qualifier": None,
        "direction": _direction(truth),
        "kind": "observation",
    }
    if truth.day:
        return {**said, "kind": "event", "surface": truth.day, "value": truth.day}
    if not plain and truth.metric == "pe_discount" and draw.random() < 0.3:
        return {**said, **_other_base(draw, truth)}
    if not plain and truth.unit == "bp" and draw.random() < 0.4:
        return {**said, "unit": "pp", **number(draw, Truth("", "", "pp", abs(truth.mils) // 100, places=2), True)}
    return {**said, **number(draw, truth, plain)}


def _direction(truth: Truth) -> str:
    return ("up" if truth.mils > 0 else "down") if truth.signed else "none"


def _other_base(draw: random.Random, truth: Truth) -> dict[str, object]:
    """Twenty per cent cheaper is 25 per cent dearer seen from the other side."""
    premium = 100_000 * truth.mils // (100_000 - truth.mils)
    return {
        "subject": alias(draw, truth.comparand),
        "comparand": alias(draw, truth.subject),
        "metric": "valuation_premium",
        **number(draw, Truth("", "", "%", premium, places=1), True),
    }


def number(draw: random.Random, truth: Truth, plain: bool) -> dict[str, object]:
    mils, scale, word = abs(truth.mils), 0, ""
    if truth.unit == "USD" and mils >= 10**9:
        scale, word = _scale(draw, mils, plain)
        mils //= 10**scale
    places = truth.places if plain else draw.randint(0 if mils > 9000 else 1, truth.places) if truth.places else 0
    hedge = (
        None if plain or draw.random() < 0.75 or not truth.places else draw.choice(("about", "over", "nearly", "range"))
    )
    if hedge == "range":
        low = rounded(mils, max(0, places - 1), "down")
        return _range(low, low + 1, max(0, places - 1), truth.unit, scale, word)
    how = {"over": "down", "nearly": "up"}.get(hedge) or draw.choice(("half_up", "half_even", "down", "up"))
    units = rounded(mils, places, how)
    exact = units * 10 ** (3 - places) == mils
    if hedge == "about":
        hedge = draw.choice(("about", "roughly", "around"))
    if hedge in ("over", "nearly") and (exact or not 0.9 < mils / (units * 10 ** (3 - places) or 1) < 1.25):
        hedge = None
    text = digits(units, places)
    return {"surface": surface(text, truth.unit, word), "value": units * 10**scale / 10**places, "qualifier": hedge}


def _scale(draw: random.Random, mils: int, plain: bool) -> tuple[int, str]:
    """The scale word; now and then the one below, as in ``$1,180 million``."""
    fit = [
        (power, word) for power, word in ((12, "trillion"), (9, "billion"), (6, "million")) if mils >= 10 ** (power + 3)
    ]
    return fit[1] if len(fit) > 1 and not plain and draw.random() < 0.2 else fit[0]


def _range(low: int, high: int, places: int, unit: str, scale: int, word: str) -> dict[str, object]:
    texts = [digits(units, places) for units in (low, high)]
    factor = 10**scale / 10**places
    return {"surface": surface("-".join(texts), unit, word), "value": [low * factor, high * factor], "qualifier": None}


def surface(text: str, unit: str, word: str = "") -> str:
    if unit == "USD":
        return f"${text} {word}".strip()
    return {"%": f"{text}%", "x": f"{text}x", "pp": f"{text} percentage points", "bp": f"{text} basis points"}.get(
        unit, text
    )


def alias(draw: random.Random, name: str) -> str:
    others = INDICES.get(name) or COMPANIES.get(name) or BANKS.get(name) or FUNDS.get(name, ("", ()))[1]
    return draw.choice((name, name, *others))
