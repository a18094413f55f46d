"""When: the window of a return, the date that a level holds at, the period that a growth rate covers.

Dates are ISO: a day, a month, a year, or a span as its first and last day with ``/`` between. Nothing said is null; the
article's own date is used for relative dates only ("last month").
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from itertools import pairwise

from .phrases import inside
from .records import Number
from .scene import Place, Scene, near
from .wordlists import words

REACH = 26.0                     # a window further away belongs to another number
DATED = 30.0
SAID = 16.0
WORTH_OF_A_WORD = 2.5            # a longer phrase may stand further away
SHORT_HEADING = 9                # tokens; a longer one is a title that says something, and sets no window
OPENING = 220                    # words in which a report of one session names its weekday
MONTH = re.compile(r"(\d{4})-(\d{2})")
QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
HALF = re.compile(r"(\d{4})-?H([12])")
YEAR = re.compile(r"\d{4}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# days that "a … earlier" goes back
STEPS = {"day": 1, "session": 1, "week": 7, "month": 28, "quarter": 91, "year": 365}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_AGO = {"today": 0, "yesterday": 1}
REACHED_BACK = ("since", "until", "before")      # "the highest since 2008" is not of 2008
ELSEWHERE = ("since", "from", "until", "next", "before", "by", "through")      # "up 2% from Friday" is not of Friday
OF_A_DAY = ("return_1d", "index_close", "index_level", "index_intraday_high", "point_change_1d", "yield_level",
            "yield_change", "volatility_index_level", "last_price")
COVERING = ("growth", "return_", "revenue", "income", "eps", "sector_return", "_change", "fund_flow", "relative")


def window(scene: Scene, place: Place, daily: bool) -> str:
    """Which of the return metrics a return is, from the words that set its window."""
    spans = [(place.low, place.high, 0.0)]
    if place.row:
        spans = [(*place.row[2:], 0.0), (*place.row[:2], 2.0)]
    best, least = None, REACH
    for low, high, more in spans:
        for hit in scene.hits["w"].within(low, high):
            distance = more - WORTH_OF_A_WORD * hit.weight
            distance += 0.0 if place.row else scene.stream.between(hit.first, place.first)
            if distance < least and not (hit.first < place.last and place.first < hit.last):
                best, least = hit.what, distance
    return best or _above(scene, place) or ("return_1d" if daily else "return_unspecified")


def _above(scene: Scene, place: Place) -> str | None:
    """The window that the line over a list or a heading sets."""
    for index in (place.block.lead, place.block.heading):
        block = scene.page.blocks[index] if index is not None else None
        hits = scene.hits["w"].within(*scene.word_span(block.first, block.last)) if block else ()
        title = block is not None and block.kind == "heading" and block.last - block.first > SHORT_HEADING
        if hits and not title:
            return max(hits, key=lambda hit: hit.weight).what
    return None


def is_daily(scene: Scene) -> bool:
    """A report of one session: a weekday near its beginning."""
    return not words("session_days").isdisjoint(scene.stream.words[:OPENING])


def dated(scene: Scene, place: Place, metric: str | None) -> tuple[str | None, str | None]:
    """(as_of, period) of a number, from the nearest date of its sentence."""
    if place.number.unit in ("date", "year"):
        return None, None
    nearest = _nearest(scene, place)
    if nearest is not None and nearest.last <= place.number.first and scene.stream.words[place.first - 1] == "from":
        return _earlier(scene, place, nearest), None            # "rose to 5.5% in September from 3.7%"
    covers = metric is not None and inside(metric, COVERING) and metric not in OF_A_DAY
    if not covers and (earlier := _earlier(scene, place, nearest)):
        return earlier, None
    if nearest is None:
        day = _weekday(scene, place) if metric in OF_A_DAY else None
        return (day, None) if day else (None, _relative(scene, place, metric))
    if isinstance(nearest.value, tuple | list):
        return None, f"{nearest.value[0]}/{nearest.value[-1]}"
    text = str(nearest.value)
    covers = metric is not None and inside(metric, COVERING) and len(text) < len("2025-11-30")
    return (None, span(text)) if covers else (text, None)


def _earlier(scene: Scene, place: Place, nearest: Number | None) -> str | None:
    """"was 4.14%, from 4.18% a day earlier": so long before the day that the sentence, or else the page, is of."""
    after = scene.stream.words[place.last:place.last + 3]
    step = STEPS.get(after[1]) if len(after) == 3 and after[0] in ("a", "one") and after[2] in words("ago") else None
    day = _day(nearest.value if nearest else _weekday(scene, place)) or scene.published
    if step is None or day is None or day.year < 2:
        return None
    if step < 28:
        return _working_day(day - timedelta(days=step)).isoformat()
    months = day.year * 12 + day.month - 1 - {28: 1, 91: 3, 365: 12}[step]
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _nearest(scene: Scene, place: Place) -> Number | None:
    """The date of the sentence that stands nearest."""
    found = [(scene.stream.between(other.first, place.first), other.rank) for other in scene.others(place)
             if other.number.unit in ("date", "year") and other.number.value is not None
             and scene.stream.words[other.first - 1] not in REACHED_BACK]
    distance, rank = min(found, default=(DATED, -1))
    return scene.places[rank].number if distance < DATED else None


def span(text: str) -> str:
    """A date as printed → its first and last day: "2025-11" → 2025-11-01/2025-11-30; a day stays a day."""
    if match := QUARTER.fullmatch(text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3 * int(match[2]))
    if match := HALF.fullmatch(text):
        return _months(int(match[1]), 6 * int(match[2]) - 5, 6 * int(match[2]))
    if (match := MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
        return _months(int(match[1]), int(match[2]), int(match[2]))
    return f"{text}-01-01/{text}-12-31" if YEAR.fullmatch(text) else text


def _months(year: int, first: int, last: int) -> str:
    if not 1 <= year <= 9999:
        return f"{year:04d}"
    return f"{year:04d}-{first:02d}-01/{year:04d}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}"


def _weekday(scene: Scene, place: Place) -> str | None:
    """"on Friday": the last one up to the date of publication, from the nearest such word of the sentence."""
    today, stream = scene.published, scene.stream
    if today is None or place.row:
        return None
    found = [(stream.between(at, place.first), at) for at in range(place.low, place.high)
             if stream.words[at] in (*WEEKDAYS, *DAYS_AGO) and stream.words[at - 1] not in ELSEWHERE]
    distance, at = min(found, default=(DATED, -1))
    if distance >= DATED:
        return None
    word = stream.words[at]
    back = (today.weekday() - WEEKDAYS.index(word)) % 7 if word in WEEKDAYS else DAYS_AGO[word]
    if word in WEEKDAYS and back == 0 and stream.words[at - 1] == "last":
        back = 7
    return (today - timedelta(days=back)).isoformat() if today.toordinal() > 7 else None


def _relative(scene: Scene, place: Place, metric: str | None) -> str | None:
    """"last month", read against the date of publication."""
    today = scene.published
    if today is None or metric is None or not inside(metric, COVERING):
        return None
    said = {hit.what for distance, hit in near(scene, place, "w") if distance < SAID}
    spoken = {f"{a} {b}" for a, b in pairwise(scene.stream.words[max(place.low, place.first - 12):place.last + 8])}
    if "last month" in spoken and "return_1m" in said:
        year, month = (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
        return _months(year, month, month)
    if "last week" in spoken and "return_1w" in said:
        monday = today - timedelta(days=today.weekday() + 7)
        return f"{monday}/{monday + timedelta(days=4)}"
    return f"{date(today.year, 1, 1)}/{today}" if "return_ytd" in said else None
