"""A series as its page tells it: the certificate in plain words, a small line, and its rows where the terms allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ..errors import EvidenceMissing
from ..market import PRICES, Market
from ..records import Certificate
from ..wording import day

BASIS_WORDS: Mapping[str, str] = {
    "price_index": "level of a price index: dividends are not in it",
    "close": "closing prices, adjusted for splits only",
    "adjusted_close": "closing prices with dividends put back in", "index_level": "level of an index",
    "rate": "rate of interest", "spread": "difference between two yields", "return": "returns",
    "ratio": "ratio", "per_share": "amount per share, in index points", "volatility": "expected volatility",
    "survey": "answers to a survey", "level": "level",
}
DERIVED = ("Only figures derived from it may be published here: returns, ratios, rebased lines, and the few rows "
           "behind one number.")
FREE = "It may be published as it is."
LINE_POINTS, LINE_WIDTH, LINE_HEIGHT = 160, 640, 96
SHOWN = 12                      # rows of a free series on its page; the file has all


def series_records(market: Market, rows: Iterable[Mapping[str, str]], evidence: Mapping[str, Sequence[str]]
                   ) -> dict[str, dict[str, object]]:
    """Every series of the store by id. ``rows``: those of ``numbers.csv``; ``evidence``: claim to what it rests on."""
    numbers = _users((row["id"], row["inputs"].split()) for row in rows)
    claims = _users(evidence.items())
    return {name: {**series_record(market, name), "numbers": numbers.get(name, []), "claims": claims.get(name, [])}
            for name in market.names()}


def _users(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for user, names in pairs:
        for name in names:
            found.setdefault(name, []).append(user)
    return found


def page_of(series: str) -> str:
    """The document of a series' page."""
    return "series/" + series.replace("/", "-")


def series_record(market: Market, name: str) -> dict[str, object]:
    """One series as plain values; nothing of it beyond its certificate where none of it is public yet."""
    certificate = market.certificate(name)
    record = {"id": name, "title": certificate.title, "publish": certificate.publish,
              "terms": certificate.terms, "certificate": certificate_words(certificate)}
    try:
        frame = market.series(name)
    except EvidenceMissing:
        return {**record, "seen": None}
    seen = {"first": day(frame.index[0].date()), "last": day(frame.index[-1].date()), "rows": len(frame)}
    return {**record, "seen": seen, "line": _line(frame), "columns": [*certificate.columns],
            **(_as_is(frame, certificate) if certificate.publish == "free" else _derived(frame, certificate))}


def certificate_words(c: Certificate) -> list[list[object]]:
    """The certificate as pairs of a heading and what it says; a list where there are several."""
    pairs = [
        ("Producer", c.producer), ("Read through", c.extra.get("carrier")),
        ("What it is", f"{BASIS_WORDS.get(c.basis, c.basis)}, in {c.unit}, {c.frequency}"),
        ("Certified rows", f"{c.rows:,}, {day(c.start)} to {day(c.end)}"), ("Released", release_words(c)),
        ("Revised", c.revised),
        ("Dividends certified through", day(c.dividends_through) if c.dividends_through else None),
        ("Terms", c.terms), ("Publication", FREE if c.publish == "free" else DERIVED),
        ("Retrieved", day(c.retrieved_at)), ("Source", [_source(part) for part in c.extra.get("source") or ()]),
        ("How it was checked", [str(line) for line in c.extra.get("checked") or ()]),
        ("Notes", [str(line) for line in c.extra.get("notes") or ()]), ("SHA-256 of the file", c.sha256),
    ]
    return [[name, told] for name, told in pairs if told]


def release_words(c: Certificate) -> str:
    """When a row becomes public."""
    if c.released_at:
        return f"the whole file on {day(c.released_at)}"
    lag = c.release_lag_days
    told = "on the day it describes" if not lag else f"{lag} day{'s' if lag != 1 else ''} after the day it describes"
    late = len(c.release_exceptions)
    return f"{told}; {late} row{'s' if late != 1 else ''} on another day, by document" if late else told


def _source(part: object) -> str:
    if not isinstance(part, Mapping):
        return str(part)
    told = " · ".join(str(part[key]) for key in ("repository", "path", "commit") if part.get(key))
    return f"{told} ({part['file_note']})" if part.get("file_note") else told


def figures(row: pd.Series, places: int) -> list[str]:
    """One row's figures as printed; an empty text where none is given."""
    return ["" if pd.isna(value) else f"{value:.{places}f}" for value in row]


def _as_is(frame: pd.DataFrame, c: Certificate) -> dict[str, object]:
    shown = [[f"{when:%Y-%m-%d}", *figures(row, c.decimals)] for when, row in frame.tail(SHOWN).iterrows()]
    return {"last": shown, "csv": frame.to_csv(float_format=f"%.{c.decimals}f", lineterminator="\n")}


def _derived(frame: pd.DataFrame, c: Certificate) -> dict[str, object]:
    """Calendar-year changes of a price: what may be shown of it."""
    if c.basis not in PRICES or len(frame) < 2:
        return {}
    closes = frame["close"].dropna()
    ends = closes.groupby(closes.index.year).last()
    changes = (ends / ends.shift() - 1).dropna()
    return {"years": [[str(year), f"{100 * change:+.1f}%".replace("-", "\N{MINUS SIGN}")]
                      for year, change in changes.items()][-SHOWN:]}


def _line(frame: pd.DataFrame) -> str:
    """The first column as a path without scale, by its own lowest and highest: the shape, and no figure of it."""
    values = frame.iloc[:, 0].dropna()
    step = max(1, len(values) // LINE_POINTS)
    values = pd.concat([values.iloc[::step], values.iloc[-1:]]).to_numpy()
    if len(values) < 3 or values.max() == values.min():
        return ""
    heights = (LINE_HEIGHT - 4) * (1 - (values - values.min()) / (values.max() - values.min())) + 2
    points = [f"{LINE_WIDTH * n / (len(values) - 1):.0f} {height:.0f}" for n, height in enumerate(heights)]
    return "M" + "L".join(points)
