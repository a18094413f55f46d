"""Which way a number went: the printed sign, else the nearest word of motion that belongs to it; levels have none."""

from __future__ import annotations

from functools import lru_cache

from .cues import Hit, signed
from .scene import Place, Scene, near

REACH, REACH_OF_DATES = 16.0, 26.0
DATES = ("date", "year")
LOSSES = frozenset(("loss", "losses"))
OWN_LOSS = 6                     # words before an amount in which "net loss" makes it negative
TAKEN = 2                        # words between a verb of motion and the number that it takes
CELLS = ("  ", "| ", "\t\t")
CURVES = ("yield_curve_spread",)
BREADTH = "market_breadth"


def direction(scene: Scene, place: Place, metric: str | None) -> str:
    """``up``, ``down`` or ``none``."""
    printed = {1: "up", -1: "down"}.get(place.number.sign)
    if printed == "down" or (printed and (_is_signed(metric) or metric in CURVES)):
        return printed
    if _in_brackets(scene, place, metric):
        return "down"
    if metric == BREADTH and place.number.unit not in DATES:
        return "none"
    if not _is_signed(metric) or _is_moved(metric):
        return _of_level(scene, place, metric)
    said = _said(scene, place, metric)
    if said:
        return said
    if _named(metric, "down_by_default"):
        return "down"
    if metric == "fund_flow" and place.number.unit in DATES:
        return "none"
    return "up" if _named(metric, "up_by_default") else "none"


def _of_level(scene: Scene, place: Place, metric: str | None) -> str:
    """Levels have none, but for prices that rose by so much, a curve that is inverted, and losses."""
    if _is_moved(metric):
        return _taken(scene, place) or ("up" if metric and "growth" in metric else "none")
    before = scene.stream.words[max(place.low, place.first - OWN_LOSS):place.first]
    if metric in CURVES and "inverted" in before:
        return "down"
    if _named(metric, "lossable") and not _named(metric, "signed"):
        label = scene.stream.words[place.row[0]:place.row[1]] if place.row else before
        return "none" if LOSSES.isdisjoint(label) else "down"
    return "none"


def _taken(scene: Scene, place: Place) -> str | None:
    """"prices rose 8.5%" (not "inflation rose to 8.5%"): the verb directly before the number."""
    hits = [hit for hit in scene.hits["d"].within(max(place.low, place.first - TAKEN - 1), place.first)
            if hit.what != "not" and hit.last <= place.first]
    if not hits or "to" in scene.stream.words[hits[-1].last:place.first]:
        return None
    return hits[-1].what


def _in_brackets(scene: Scene, place: Place, metric: str | None) -> bool:
    """"Net loss   (25,330)": a cell of its own; "24.9 (13.2)" is a comparison."""
    text, number = scene.page.text, place.number
    if text[max(0, number.start - 1):number.start] != "(" or text[number.end:number.end + 1] != ")":
        return False
    if number.unit in (*DATES, "%", "bp", "count"):
        return False
    return metric == "fund_flow" or (place.row is not None and text[max(0, number.start - 3):number.start - 1] in CELLS)


def _is_signed(metric: str | None) -> bool:
    return _named(metric, "signed") and not _named(metric, "unsigned")


def _is_moved(metric: str | None) -> bool:
    return _named(metric, "moved") and metric is not None and not metric.endswith("_change")


@lru_cache(maxsize=4096)
def _named(metric: str | None, group: str) -> bool:
    return bool(metric) and any(part in metric for part in signed()[group])


def _said(scene: Scene, place: Place, metric: str | None) -> str | None:
    best, least = None, REACH_OF_DATES if place.number.unit in DATES else REACH
    growing = metric is not None and "growth" in metric
    for distance, hit in near(scene, place, "d"):
        if hit.first >= place.last:
            distance = distance * 1.3 + (0.0 if hit.first - place.last <= 2 else 3.0)
        if hit.what == "not" or distance >= least or _compares(scene, place, hit, growing):
            continue
        best, least = hit, distance
    if best is None:
        return None
    before = scene.hits["d"].within(max(place.low, best.first - 4), best.first)
    turned = any(hit.what == "not" and hit.last == best.first for hit in before)
    return best.what if not turned else {"up": "down", "down": "up"}[best.what]


def _compares(scene: Scene, place: Place, hit: Hit, growing: bool) -> bool:
    """"5.1%, down from 5.6%", "growth slowed to 3%": how a rate itself has changed, not what it says."""
    words = scene.stream.words
    if growing and words[hit.first] in signed()["slackening"]:
        return True
    return hit.first >= place.last and words[hit.last:hit.last + 1] == ["from"] and words[hit.first] in ("up", "down")
