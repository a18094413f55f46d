"""What moves when a reader explores a figure: lines over time, derived and rebased, never an owner's own figures.

    {"<figure>": {"x": [ISO days], "lines": [{"label", "values", "band"?}], "rebase": bool, "unit", "about"}}

A line that is rebased starts at 100; the page's script rebases it again at the first day that a reader chooses.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from .. import returns, sectors
from ..errors import EvidenceMissing
from ..market import Market

SMALL, LARGE = "yahoo/RUT", "yahoo/GSPC"
NAMES = {SMALL: "Russell 2000", LARGE: "S&P 500"}
WINDOWS_FROM = date(2024, 12, 31)       # the base of the year that the articles are about
STRENGTH = ("The price of small companies relative to large ones, 100 at the first day that you choose: weekly, "
            "without dividends.")
BETA = ("Beta of weekly log returns over two years, with its pointwise 95% band; neighbouring windows overlap almost "
        "wholly.")
BETA_WEEKS, BETA_EVERY = 104, 4         # as in the chapter; one week of four is drawn


def explore_records(market: Market) -> dict[str, dict[str, object]]:
    """What can be explored, by figure; nothing that this edition does not see."""
    try:
        small, large = returns.on_common_dates(market.close(SMALL), market.close(LARGE))
    except EvidenceMissing:
        return {}
    return {"sector_rotation.grid": _windows(small, large), "sector_rotation.strength": _strength(small, large),
            "sector_rotation.risk": _beta(small, large)}


def _windows(small: pd.Series, large: pd.Series) -> dict[str, object]:
    """Both indices from the start of the year in question, so that any window's returns can be read off."""
    frame = pd.DataFrame({SMALL: small, LARGE: large}).loc[pd.Timestamp(WINDOWS_FROM):]
    lines = [{"label": NAMES[name], "values": _plain(100 * frame[name] / frame[name].iloc[0])} for name in frame]
    return {"x": _days(frame), "lines": lines, "rebase": True, "margin": True, "unit": "",
            "about": "Price returns of both indices over the window that you choose, and their margin."}


def _strength(small: pd.Series, large: pd.Series) -> dict[str, object]:
    ratio = returns.weekly_closes(small / large)
    line = {"label": "Russell 2000 / S&P 500", "values": _plain(100 * ratio / ratio.iloc[0])}
    return {"x": _days(ratio), "lines": [line], "rebase": True, "unit": "", "about": STRENGTH}


def _beta(small: pd.Series, large: pd.Series) -> dict[str, object]:
    rolling = sectors.rolling_beta(small, large, BETA_WEEKS).iloc[::-BETA_EVERY].iloc[::-1]
    band = [_plain(rolling[name]) for name in ("beta_low", "beta_high")]
    line = {"label": "Beta", "values": _plain(rolling["beta"]), "band": band}
    return {"x": _days(rolling), "lines": [line], "rebase": False, "unit": "", "about": BETA}


def _days(frame: pd.Series | pd.DataFrame) -> list[str]:
    return [f"{when:%Y-%m-%d}" for when in frame.index]


def _plain(values: pd.Series) -> list[float | None]:
    return [None if value != value else round(float(value), 3) for value in values]
