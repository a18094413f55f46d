"""Frozen market data: loading, proof, and what an edition may see of it.

A store is a folder ``<provider>/<series>.csv`` with ``<provider>/<series>.meta.yml`` beside it; a series id is
``<provider>/<series>``. A file is proved whole before any of it is handed out: hash, coverage, order, figures,
trading days. Then it is cut at ``as_of`` by *release*, never by the date a figure describes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from . import trading_days
from .errors import EvidenceMissing, InputError, suggestion
from .files import read_yaml
from .paths import DATA
from .records import Certificate, LateRelease

Made = TypeVar("Made")
MARKET = DATA / "market"
COLUMNS = ("close", "high", "low", "dividend", "value")
PRICES = ("price_index", "close", "adjusted_close")  # one row a session, above zero
POSITIVE = (*PRICES, "index_level")  # above zero; rates, returns and ratios may be anything
BASES = (*POSITIVE, "rate", "spread", "return", "ratio", "per_share", "volatility", "survey", "level")
FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "yearly")
PUBLISH = ("free", "derived")
RECERTIFY = "restore the file, or put rows in with scripts/add_data.py"
_REQUIRED = (
    "series",
    "title",
    "producer",
    "carrier",
    "basis",
    "unit",
    "frequency",
    "columns",
    "decimals",
    "coverage",
    "release",
    "revised",
    "dividends_through",
    "publish",
    "terms",
    "source",
    "retrieved_at",
    "checked",
    "sha256",
)


class Market:
    """The series of one store as an edition at ``as_of`` may see them (None: everything in the store).

    ``data_dir`` is the folder that holds the providers' folders. Reading is cached; ``used`` tells what was read.
    """

    def __init__(self, data_dir: Path = MARKET, as_of: date | None = None):
        self.data_dir, self.as_of = Path(data_dir), as_of
        if not self.data_dir.is_dir():
            raise InputError(str(data_dir), "no such folder", "a folder <provider>/<series>.csv", "name another --data")
        self._certificates: dict[str, Certificate] = {}
        self._proved: dict[str, pd.DataFrame] = {}
        self._proved_made: dict[tuple, object] = {}
        self._figures: dict[tuple[str, str], Mapping[date, float]] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._made: dict[tuple, object] = {}
        self._names: tuple[str, ...] | None = None

    def at(self, as_of: date | None) -> Market:
        """The same store as an edition at another date may see it. What was read and proved is shared."""
        other = copy(self)
        other.as_of, other._frames, other._made = as_of, {}, {}
        return other

    def names(self) -> tuple[str, ...]:
        """Ids of all series in the store, sorted; the folder is read once."""
        if self._names is None:
            self._names = tuple(sorted(f"{path.parent.name}/{path.stem}" for path in self.data_dir.glob("*/*.csv")))
        return self._names

    def certificate(self, series: str) -> Certificate:
        """The birth certificate of one series."""
        if series not in self._certificates:
            self._certificates[series] = read_certificate(self._path(series).with_suffix(".meta.yml"))
        return self._certificates[series]

    def series(self, series: str) -> pd.DataFrame:
        """Rows visible at ``as_of``: ascending DatetimeIndex ``date``, float columns as certified, NaN = not given.

        A row is visible once its release is on or before ``as_of``: the file's release date, else its date plus the
        lag, else the day that an exception gives for it.
        Raises EvidenceMissing when nothing is visible yet.
        """
        return self._cut(series).copy(deep=False)  # copy on write keeps the cache whole

    def figure(self, series: str, day: date, column: str = "close") -> float:
        """The figure of exactly one day; EvidenceMissing where there is none, or none public yet."""
        value = self.figures(series, column).get(day)
        if value is None or not self._public(series, day):
            self._cut(series)  # says so if nothing of the series is public
            raise EvidenceMissing(f"no {column} on {day:%Y-%m-%d}")
        return value

    def figures(self, series: str, column: str) -> Mapping[date, float]:
        """Every figure of one column by day, whatever its release."""
        if (series, column) not in self._figures:
            frame = self.proved(series)
            known = frame[column].dropna() if column in frame.columns else frame.iloc[:0, 0]
            days = known.index.to_numpy().astype("datetime64[D]").astype(object)
            self._figures[series, column] = dict(zip(days, known.to_numpy().tolist(), strict=True))
        return self._figures[series, column]

    def _cut(self, series: str) -> pd.DataFrame:
        if series not in self._frames:
            self._frames[series] = visible(self.proved(series), self.certificate(series), self.as_of)
        return self._frames[series]

    def _public(self, series: str, day: date) -> bool:
        return self.as_of is None or self.released(series, day) <= self.as_of

    def proved(self, series: str) -> pd.DataFrame:
        """Every row of one series, whatever its release, proved against its certificate; read once."""
        if series not in self._proved:
            self._proved[series] = read_rows(self._path(series), self.certificate(series))
        return self._proved[series]

    def once(self, key: tuple, make: Callable[[], Made]) -> Made:
        """A quantity made once: ``make`` itself looks at the rows, the key names all else. Leave it as it is."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def proved_once(self, key: tuple, make: Callable[[], Made]) -> Made:
        """A quantity of proved rows, whatever their release, made once for all editions: whoever asks cuts it."""
        if key not in self._proved_made:
            self._proved_made[key] = make()
        return self._proved_made[key]

    def close(self, series: str) -> pd.Series:
        """Closes, in the unit and basis of the certificate; never NaN."""
        return self._column(series, "close")

    def high(self, series: str) -> pd.Series:
        """Intraday highs where the store holds them (the days before are left out)."""
        return self._column(series, "high").dropna()

    def low(self, series: str) -> pd.Series:
        """Intraday lows where the store holds them."""
        return self._column(series, "low").dropna()

    def dividend(self, series: str) -> pd.Series:
        """Cash per share by ex-date, ex-dates only; complete up to the certificate's ``dividends_through``."""
        return self._column(series, "dividend").dropna()

    def value(self, series: str) -> pd.Series:
        """Values by date; NaN where the producer published none (a row that says so, e.g. CPI of 2025-10)."""
        return self._column(series, "value")

    def newest(self, series: str) -> date:
        """Date of the last visible row."""
        return self.series(series).index[-1].date()

    def released(self, series: str, day: date) -> date:
        """When the row of ``day`` became public, by the certificate."""
        return released(self.certificate(series), day)

    @property
    def read(self) -> tuple[str, ...]:
        """Ids of the series read from disk so far, for whatever edition, sorted."""
        return tuple(sorted(self._proved))

    @property
    def used(self) -> tuple[str, ...]:
        """Ids of the series that this edition has looked at, sorted."""
        return tuple(sorted(self._frames))

    def _column(self, series: str, column: str) -> pd.Series:
        frame = self.series(series)
        if column not in frame.columns:
            raise InputError(
                series, f"columns {', '.join(frame.columns)}", f"a column {column!r}", "use another series"
            )
        return frame[column]

    def _path(self, series: str) -> Path:
        path = self.data_dir / f"{series}.csv"
        if not path.is_file() or series.count("/") != 1:
            raise InputError(
                f"series {series!r}",
                f"no {series}.csv in {self.data_dir}",
                "a series of the store",
                suggestion(series, self.names()),
            )
        return path


# ---------------------------------------------------------------- certificates


def read_certificate(path: Path) -> Certificate:
    """Read and check one ``.meta.yml``."""
    if not path.is_file():
        raise InputError(str(path), "no certificate", "one beside every CSV", "certify it with scripts/add_data.py")
    raw = read_yaml(path)
    series = f"{path.parent.name}/{path.name.removesuffix('.meta.yml')}"
    certificate = parse_certificate(raw, str(path))
    if certificate.series != series:
        raise InputError(f"{path}: series", repr(certificate.series), series, "name the series as its file")
    return certificate


def parse_certificate(raw: object, where: str) -> Certificate:
    """A Certificate from the mapping of a ``.meta.yml``; ``where`` names the file in refusals."""
    if not isinstance(raw, Mapping):
        raise InputError(
            where, type(raw).__name__, "a mapping of the certificate's fields", "write the certificate anew"
        )
    missing = [key for key in _REQUIRED if key not in raw]
    if missing:
        raise InputError(where, f"no {', '.join(missing)}", "a complete certificate", "fill the field(s) in")
    coverage, release = (_mapping(raw, key, where) for key in ("coverage", "release"))
    lag, released_at, exceptions = _release(release, where)
    return Certificate(
        series=_text(raw, "series", where),
        title=_text(raw, "title", where),
        producer=_text(raw, "producer", where),
        basis=_one_of(raw, "basis", BASES, where),
        unit=_text(raw, "unit", where),
        frequency=_one_of(raw, "frequency", FREQUENCIES, where),
        columns=_columns(raw, where),
        decimals=_count(raw, "decimals", where),
        start=_date(coverage, "start", where),
        end=_date(coverage, "end", where),
        rows=_count(coverage, "rows", where),
        release_lag_days=lag,
        released_at=released_at,
        revised=_text(raw, "revised", where),
        dividends_through=None if raw["dividends_through"] is None else _date(raw, "dividends_through", where),
        publish=_one_of(raw, "publish", PUBLISH, where),
        terms=_text(raw, "terms", where),
        retrieved_at=_date(raw, "retrieved_at", where),
        sha256=_text(raw, "sha256", where),
        release_exceptions=exceptions,
        extra={
            key: value for key, value in raw.items() if key not in _REQUIRED or key in ("carrier", "source", "checked")
        },
    )


def _release(release: Mapping, where: str) -> tuple[int | None, date | None, tuple[LateRelease, ...]]:
    if set(release) in ({"lag_days"}, {"lag_days", "exceptions"}):
        return _count(release, "lag_days", where), None, _exceptions(release.get("exceptions", []), where)
    if set(release) == {"released_at"}:
        return None, _date(release, "released_at", where), ()
    raise InputError(
        f"{where}: release",
        ", ".join(map(str, release)) or "nothing",
        "lag_days or released_at, one of them (exceptions with lag_days)",
        "say when its rows became public",
    )


def _exceptions(records: object, where: str) -> tuple[LateRelease, ...]:
    if not isinstance(records, list):
        raise InputError(f"{where}: release, exceptions", repr(records), "a list", "list date, released_at, document")
    found = tuple(_exception(record, f"{where}: release, exception {n}") for n, record in enumerate(records, 1))
    days = [late.date for late in found]
    if days != sorted(set(days)):
        listed = ", ".join(map(str, days))
        raise InputError(f"{where}: release, exceptions", listed, "each date once, ascending", "put them in order")
    return found


def _exception(record: object, where: str) -> LateRelease:
    if not isinstance(record, Mapping) or set(record) != {"date", "released_at", "document"}:
        raise InputError(where, repr(record), "date, released_at, document", "give these three")
    day, released_at = _date(record, "date", where), _date(record, "released_at", where)
    return LateRelease(day, released_at, _text(record, "document", where))


def _columns(raw: Mapping, where: str) -> tuple[str, ...]:
    columns = raw["columns"]
    good = isinstance(columns, list) and columns and set(columns) <= set(COLUMNS) and columns[0] in ("close", "value")
    if not good:
        raise InputError(
            f"{where}: columns", str(columns), "[value] or [close, high, low, dividend]", "list the CSV's columns"
        )
    return tuple(columns)


def _mapping(raw: Mapping, key: str, where: str) -> Mapping:
    if not isinstance(raw[key], Mapping):
        raise InputError(f"{where}: {key}", repr(raw[key]), "a mapping", "write it as key: value")
    return raw[key]


def _text(raw: Mapping, key: str, where: str) -> str:
    if not isinstance(raw[key], str) or not raw[key].strip():
        raise InputError(f"{where}: {key}", repr(raw[key]), "text", "fill it in")
    return raw[key]


def _one_of(raw: Mapping, key: str, known: tuple[str, ...], where: str) -> str:
    if raw[key] not in known:
        raise InputError(f"{where}: {key}", repr(raw[key]), "a known word", suggestion(str(raw[key]), known))
    return raw[key]


def _count(raw: Mapping, key: str, where: str) -> int:
    found = raw.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise InputError(f"{where}: {key}", repr(found), "a whole number from 0", "correct it")
    return found


def _date(raw: Mapping, key: str, where: str) -> date:
    found = raw.get(key)
    if not isinstance(found, date) or isinstance(found, datetime):
        raise InputError(f"{where}: {key}", repr(found), "an ISO date", "write it as 2025-12-31, unquoted")
    return found


# ---------------------------------------------------------------- rows


def read_rows(path: Path, certificate: Certificate) -> pd.DataFrame:
    """Every row of one certified CSV, proved against its certificate."""
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != certificate.sha256:
        raise InputError(str(path), f"sha256 {found[:12]}…", f"{certificate.sha256[:12]}… as certified", RECERTIFY)
    frame = parse_rows(content, str(path), certificate.columns)
    check_rows(frame, certificate.basis, certificate.frequency, str(path))
    check_coverage(frame, certificate, str(path))
    check_exceptions(frame, certificate, str(path))
    return frame


def parse_rows(content: bytes, where: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows of a CSV with exactly the columns ``date`` and ``columns``; every cell a date, a number, or empty."""
    try:
        raw = pd.read_csv(
            io.BytesIO(content), dtype={"date": str}, na_values=[""], keep_default_na=False, encoding="utf-8"
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise InputError(where, str(error), "a CSV in UTF-8", RECERTIFY) from None
    if tuple(raw.columns) != ("date", *columns):
        raise InputError(
            f"{where}:1", ",".join(map(str, raw.columns)), ",".join(("date", *columns)), "name the columns so"
        )
    if raw.empty:
        raise InputError(where, "no rows", "at least one", RECERTIFY)
    index = _dates(raw["date"], where)
    values = {column: _numbers(raw[column], column, where) for column in columns}
    return pd.DataFrame(values, index=index)


def _dates(texts: pd.Series, where: str) -> pd.DatetimeIndex:
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    wrong = days.isna() | (texts.str.len() != 10)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(f"{where}:{row + 2}", f"date {texts.iloc[row]!r}", "a date as 2025-12-31", "correct the row")
    return pd.DatetimeIndex(days.astype("datetime64[ns]"), name="date")


def _numbers(column: pd.Series, name: str, where: str) -> np.ndarray:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    wrong = (numbers.isna() & column.notna()) | np.isinf(numbers)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            f"{where}:{row + 2}", f"{name} {column.iloc[row]!r}", "a finite number or an empty cell", "correct the row"
        )
    return numbers.to_numpy()


def check_rows(frame: pd.DataFrame, basis: str, frequency: str, where: str) -> None:
    """Refuse unsorted or repeated dates, impossible figures, and rows at odds with the trading calendar."""
    _check_order(frame.index, where)
    if basis in POSITIVE:
        _check_positive(frame, where)
    if basis in PRICES:
        _check_present(frame, where)
    if basis in PRICES and frequency == "daily":
        _check_sessions(frame.index, where)


def _check_order(days: pd.DatetimeIndex, where: str) -> None:
    steps = np.diff(days.asi8)
    if (steps <= 0).any():
        row = int(np.argmax(steps <= 0)) + 1
        found = "a repeated date" if steps[row - 1] == 0 else "a date out of order"
        raise InputError(
            f"{where}:{row + 2}",
            f"{found}, {days[row].date()}",
            "ascending dates, one row each",
            "sort or remove the row",
        )


def _check_positive(frame: pd.DataFrame, where: str) -> None:
    for name in frame.columns:
        wrong = (frame[name] < 0 if name == "dividend" else frame[name] <= 0).to_numpy()
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                f"{where}:{row + 2}",
                f"{name} {frame[name].iloc[row]:g} on {frame.index[row].date()}",
                "a figure above zero (missing is an empty cell)",
                "correct the row",
            )


def _check_present(frame: pd.DataFrame, where: str) -> None:
    wrong = frame["close"].isna().to_numpy() if "close" in frame else np.zeros(1, bool)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            f"{where}:{row + 2}", f"no close on {frame.index[row].date()}", "a close on every session", "fill it in"
        )


def _check_sessions(days: pd.DatetimeIndex, where: str) -> None:
    days = days[days >= pd.Timestamp(trading_days.FIRST)]  # earlier: as published, Saturdays included
    if days.empty:
        return
    sessions = trading_days.trading_days(days[0].date(), days[-1].date())
    extra, missing = days.difference(sessions), sessions.difference(days)
    if len(extra):
        raise InputError(where, f"a row on {extra[0].date()}", "rows on trading days only", "remove the row")
    if len(missing):
        raise InputError(
            where,
            f"no row for {missing[0].date()} ({len(missing)} missing)",
            "every New York session between first and last row",
            "add the session's row",
        )


def check_coverage(frame: pd.DataFrame, certificate: Certificate, where: str) -> None:
    """Refuse a file whose first date, last date or number of rows differs from the certificate's."""
    found = (frame.index[0].date(), frame.index[-1].date(), len(frame))
    expected = (certificate.start, certificate.end, certificate.rows)
    if found != expected:
        raise InputError(
            where, "{} to {}, {} rows".format(*found), "{} to {}, {} rows as certified".format(*expected), RECERTIFY
        )


def check_exceptions(frame: pd.DataFrame, certificate: Certificate, where: str) -> None:
    """Refuse a release exception of a date that has no row: it would move nothing, and nobody would notice."""
    stray = [late.date for late in certificate.release_exceptions if pd.Timestamp(late.date) not in frame.index]
    if stray:
        raise InputError(f"{where}: release, exceptions", str(stray[0]), "the date of a row", "correct the date")


def released(certificate: Certificate, day: date) -> date:
    """When the row of ``day`` became public: the file's release, an exception's, or the day plus the lag."""
    moved = next((late.released_at for late in certificate.release_exceptions if late.date == day), None)
    return certificate.released_at or moved or day + timedelta(days=certificate.release_lag_days)


def visible(frame: pd.DataFrame, certificate: Certificate, as_of: date | None) -> pd.DataFrame:
    """The rows public on ``as_of`` (None: all)."""
    if as_of is None:
        return frame
    if certificate.released_at is not None:
        seen = frame if certificate.released_at <= as_of else frame.iloc[:0]
    else:
        seen = _by_lag(frame, certificate, as_of)
    if seen.empty:
        raise EvidenceMissing(f"{certificate.series}: nothing of it was public on {as_of}")
    return seen


def _by_lag(frame: pd.DataFrame, certificate: Certificate, as_of: date) -> pd.DataFrame:
    limit = pd.Timestamp(as_of - timedelta(days=certificate.release_lag_days))
    if not certificate.release_exceptions:
        return frame.loc[:limit]
    public = frame.index <= limit
    for late in certificate.release_exceptions:
        public[frame.index == pd.Timestamp(late.date)] = late.released_at <= as_of
    return frame[public]
