"""A reading as the record that leaves: metric, value and unit, comparand, dates, direction, kind and topic."""

from __future__ import annotations

from .comparisons import is_money
from .cues import Quantity
from .direction import direction
from .metrics import Choice
from .monies import spoken_money
from .periods import dated, window
from .phrases import inside
from .records import Entity, Mention, Number
from .scene import Place, Scene, near
from .sharing import Reading
from .subjects import Subjects
from .tables import caption_scale, scaled

COMPARISONS = ("relative", "discount", "premium", "_gap", "superlative", "outperformance", "underperformance",
               "leadership")
EVENTS = ("record_high_date", "record_close_dates", "rate_cut_date", "policy_event_date", "market_trough_date",
          "consecutive_", "cuts_in_year", "hikes_in_year", "dividend_payment", "dividend_record", "sector_crisis")
FORECASTS = ("guidance", "projected", "projection", "consensus", "price_target")
FORECAST_WITHIN = 18.0
BEFORE_MONTHS = ("in", "of", "since", "on", "late", "early", "last", "until", "by", "from", "through", "and")
LEVELLED = ("bond", "central_bank", "economy")        # "the biggest rise since 2016" of a yield or a rate
INDEX_PRICES = {"price_change_1d": "point_change_1d", "last_price": "index_level"}
IN_POINTS = ("point_change_1d", "point_change_1w", "index_level", "index_close", "index_intraday_high",
             "volatility_index_level")
ELIDED = ("bp", "pp", "%")      # units that a figure before a word may leave to the figure before it
UNSIGNED = ("plain", "counted", "plain_range", "brackets")     # forms without a currency: in a quote box a price
IN_PERCENTAGE_POINTS = ("policy_rate_change", "relative_return_gap", "inflation_change")     # said as "points"
NEARBY = 8                       # figures back that are asked for their currency
COMPANY_TOPICS = ("valuation", "market_performance", "other")
COUNTS = {"ordinal": "count", "span": "count", "bare": "count", "": "count"}


class Teller:
    """Writes the mentions of one page."""

    def __init__(self, scene: Scene, subjects: Subjects, article: str, daily: bool):
        self.scene, self.subjects, self.article, self.daily = scene, subjects, article, daily
        self._house_money = _house_money(scene)

    def mention(self, reading: Reading) -> Mention:
        """The record of one number."""
        return self._claim(reading) if reading.claim else self._exclusion(reading.place, reading.reason)

    def _exclusion(self, place: Place, reason: str | None) -> Mention:
        number = place.number
        return Mention(self.article, *_spans(number), self._surface(number), plain(number.value), number.unit,
                       number.qualifier, None, None, None, None, None, "none", "identifier", "other", False, reason,
                       self._complete(place))

    def _claim(self, reading: Reading) -> Mention:
        place, choice, entity = reading.place, reading.choice, reading.subject
        number, metric = place.number, self._metric(place, choice, entity)
        as_of, period = dated(self.scene, place, metric)
        return Mention(
            self.article, *_spans(number), self._surface(number), self._value(place, choice),
            self._unit(place, choice, metric), number.qualifier, entity.name if entity else None, metric,
            self._comparand(place, metric, entity), as_of, period, direction(self.scene, place, metric),
            self._kind(place, metric),
            self._topic(choice.quantity if choice else None, entity, metric), True, None, self._complete(place))

    def _surface(self, number: Number) -> str:
        return self.scene.page.text[number.surface_start:number.surface_end]

    def _complete(self, place: Place) -> bool:
        return self.scene.page.sentences[place.sentence].complete or place.block.kind in ("row", "quote")

    # ---- what it measures

    def _metric(self, place: Place, choice: Choice | None, entity: Entity | None) -> str | None:
        metric, kind = choice.metric if choice else None, entity.kind if entity else ""
        if metric == "return":
            return "sector_return" if kind == "sector" else window(self.scene, place, self.daily)
        if metric == "return_superlative" and kind in LEVELLED:
            return "level_superlative_window"
        if kind == "index":
            return INDEX_PRICES.get(metric or "", metric)
        if metric == "eps_growth" and kind == "company":
            return "eps_growth_yoy"
        return "exchange_rate" if metric == "last_price" and kind == "currency" else metric

    def _unit(self, place: Place, choice: Choice | None, metric: str | None) -> str | None:
        """The unit as printed; of a figure printed without one, that of what it measures."""
        unit = place.number.unit
        if unit == "points" and choice and (choice.unit == "pp" or metric in IN_PERCENTAGE_POINTS):
            return "pp"
        if unit == "count" and choice and choice.unit == "money" and place.row:
            return self._currency(place, metric)
        if unit == "count" and choice and choice.unit in ELIDED and place.number.form == "counted" and not place.row:
            return choice.unit
        if is_money(unit) and metric in IN_POINTS and place.number.form in UNSIGNED:
            return "points"
        if unit or choice is None:
            return unit or "count"
        if metric in IN_POINTS:
            return "points"
        if choice.unit == "money":
            return (caption_scale(self.scene, place)[1] if _listed(place) else None) or self._currency(place, metric)
        return COUNTS.get(choice.unit, choice.unit)

    def _currency(self, place: Place, metric: str | None) -> str:
        """"83.37 against the dollar": the pair's second money; else that of the amounts around it."""
        entity = self.subjects.named(place, ("currency",))
        if entity and "/" in entity.name:
            return entity.name.partition("/")[2]
        if entity or metric == "exchange_rate":
            return spoken_money(self.scene, place) or "USD"
        before = (other.number.unit for other in reversed(self.scene.places[max(0, place.rank - NEARBY):place.rank])
                  if other.index == place.index and is_money(other.number.unit))
        return next(before, None) or self._house_money

    def _value(self, place: Place, choice: Choice | None) -> object:
        """The value, scaled where the table's caption says "in millions" and the figure does not."""
        value, number = plain(place.number.value), place.number
        scalable = place.row if is_money(number.unit) else number.unit is None and _listed(place)
        said = number.unit and any(map(str.isalpha, self._surface(number)))
        if choice and choice.unit == "money" and scalable and not said:
            return scaled(value, caption_scale(self.scene, place)[0])
        return value

    # ---- what it is compared with, of what kind and topic it is

    def _comparand(self, place: Place, metric: str | None, entity: Entity | None) -> str | None:
        if metric and "fair_value" in metric:
            return "fair value"
        if not metric or not inside(metric, COMPARISONS):
            return None
        others = (e for _, e in self.scene.entities_in(place.low, place.high) if not entity or e.name != entity.name)
        return next((e.name for e in others if self.subjects.roles.comparand(self.scene.stream.word(e.first))), None)

    def _kind(self, place: Place, metric: str | None) -> str:
        if metric and inside(metric, EVENTS):
            return "event"
        expected = any(hit.what == "forecast" and distance < FORECAST_WITHIN and self._foretells(hit.first, metric)
                       for distance, hit in near(self.scene, place, "k"))
        if expected or (metric and inside(metric, FORECASTS)):
            return "forecast"
        return "comparison" if metric and inside(metric, COMPARISONS) else "observation"

    def _foretells(self, at: int, metric: str | None) -> bool:
        """Whether a word of expectation is one: not the name of a target in force, and not the month of May."""
        words = self.scene.stream.words
        if words[at] == "may":
            after = words[at + 1] if at + 1 < len(words) else ""
            return not (after[:1].isdigit() or (at and words[at - 1] in BEFORE_MONTHS))
        return not (words[at].startswith("target") and metric is not None and "target" in metric)

    def _topic(self, quantity: Quantity | None, entity: Entity | None, metric: str | None) -> str:
        topic, kind = quantity.topic if quantity else "other", entity.kind if entity else ""
        if kind == "company" and topic in COMPANY_TOPICS:
            return "named_stocks"
        if topic == "named_stocks" and kind not in ("", "company"):
            return "market_performance"
        return "sector_rotation" if metric == "sector_return" else topic


def _house_money(scene: Scene) -> str:
    """The money of a page that prints one and never the dollar; else the dollar."""
    printed = {p.number.unit for p in scene.places if is_money(p.number.unit) and p.number.form not in UNSIGNED}
    return next(iter(printed)) if len(printed) == 1 else "USD"


def _listed(place: Place) -> bool:
    return place.row is not None or place.block.kind == "item"


def _spans(number: Number) -> tuple[int, int, int, int]:
    return number.start, number.end, number.surface_start, number.surface_end


def plain(value: object) -> object:
    """A value of lists instead of tuples, as YAML and JSON have it."""
    return [plain(part) for part in value] if isinstance(value, tuple) else value
