"""A second generator of planted contradictions, unlike the first (``scripts/plant_contradictions.py``) in everything.

Floats where that has whole thousandths; every quantity drawn for itself, so that nothing about one follows from
another; wrong claims made by changing a finished record. Words, windows and spellings are those of other writers.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

KINDS = ("sign", "unit", "percent_points", "base", "date", "entity", "index_fund")

GROUPS = {
    "Russell 2000": ["Russell 2000", "Russell 2000 Index", "the Russell 2000", "RUT"],
    "S&P 500": ["S&P 500", "S&P 500 Index", "the S&P 500"],
    "Nasdaq Composite": ["Nasdaq Composite", "Nasdaq"],
    "Dow": ["Dow Jones Industrial Average", "Dow Jones", "DJIA"],
    "Russell 1000 Value": ["Russell 1000 Value", "Russell 1000 Value Index"],
    "MSCI World": ["MSCI World", "MSCI World Index"],
    "TOPIX": ["TOPIX"],
    "CAC 40": ["CAC 40"],
    "IWM": ["IWM", "iShares Russell 2000 ETF", "iShares Russell 2000 ETF (IWM)"],
    "SPY": ["SPY", "SPDR S&P 500 ETF Trust"],
    "NVDA": ["NVDA", "Nvidia", "NVIDIA Corporation"],
    "AAPL": ["AAPL", "Apple", "Apple Inc."],
    "CAT": ["CAT", "Caterpillar"],
    "GS": ["Goldman Sachs", "GS"],
    "Vellum Robotics": ["Vellum Robotics", "Vellum Robotics, Inc."],
    "Orrin Bancorp": ["Orrin Bancorp"],
    "Castellane": ["Castellane", "Castellane plc"],
    "PLTR": ["PLTR", "Palantir"],
    "FOMC": ["FOMC", "Fed", "Federal Reserve"],
    "US economy": ["US economy"],
}
INDEXES = ["Russell 2000", "S&P 500", "Nasdaq Composite", "Dow", "Russell 1000 Value", "MSCI World", "TOPIX", "CAC 40"]
FIRMS = ["NVDA", "AAPL", "CAT", "GS", "Vellum Robotics", "Orrin Bancorp", "Castellane", "PLTR"]
TRACKERS = {"IWM": "Russell 2000", "SPY": "S&P 500"}
#            metric                 who       unit  least  most  decimals  direction  window
SPECS = [
    ("return_ytd", [*INDEXES, "IWM", "SPY"], "%", 1.0, 30.0, 2, True, "day"),
    ("return_1d", INDEXES + FIRMS, "%", 0.3, 6.0, 2, True, "day"),
    ("return_period", INDEXES, "%", 2.0, 40.0, 1, True, "span"),
    ("index_close", INDEXES, "points", 1800, 42000, 2, False, "day"),
    ("last_price", [*FIRMS, "IWM", "SPY"], "USD", 12, 900, 2, False, "day"),
    ("pe_forward", INDEXES[:5] + FIRMS, "x", 9, 45, 1, False, "month"),
    ("pe_trailing", INDEXES[:5] + FIRMS, "x", 11, 60, 1, False, "month"),
    ("valuation_discount", ["Russell 2000"], "%", 16, 38, 0, False, "month"),
    ("pb_discount", ["Russell 2000", "Russell 1000 Value"], "%", 18, 50, 0, False, "day"),
    ("discount_to_fair_value", FIRMS, "%", 12, 45, 0, False, "day"),
    ("relative_return_gap", ["Russell 2000", "Nasdaq Composite", "Dow"], "pp", 1.0, 14.0, 1, True, "day"),
    ("revenue_quarterly", FIRMS, "USD", 2.5e8, 8e10, 2, False, "quarter"),
    ("net_income", FIRMS, "USD", 2.5e7, 9e9, 1, False, "quarter"),
    ("revenue_growth_yoy", FIRMS, "%", 2, 90, 1, True, "quarter"),
    ("assets_under_management", ["GS", "Orrin Bancorp"], "USD", 2e10, 3e12, 2, False, "month"),
    ("policy_rate_change", ["FOMC"], "bp", 25, 75, 0, True, "day"),
    ("inflation_rate", ["US economy"], "%", 1.5, 9, 1, False, "month"),
    ("rate_cut_date", ["FOMC"], "date", 0, 0, 0, False, "event"),
]
HEDGES = {
    "about": ["about", "approximately", "roughly"],
    "over": ["over", "more_than"],
    "under": ["nearly", "almost", "just_under"],
}


def quantities(draw: random.Random, many: int) -> list[dict]:
    found, taken = [], set()
    fund_truth: dict[tuple, float] = {}
    cut = date(2022, 3, 16)
    while len(found) < many:
        metric, who, unit, low, high, decimals, directed, window = draw.choice(SPECS)
        subject = draw.choice(who)
        when = _when(draw, window)
        comparand = None
        if metric in ("valuation_discount", "pb_discount", "relative_return_gap"):
            comparand = draw.choice(["S&P 500", "MSCI World"])
        if metric == "rate_cut_date":
            cut += timedelta(days=draw.randrange(43, 90))
            when = {"as_of": None, "period": None, "day": cut.isoformat()}
        key = (metric, subject, comparand, str(when))
        if key in taken or (metric == "rate_cut_date" and len([k for k in taken if k[0] == metric]) > 12):
            continue
        taken.add(key)
        true = float(draw.choice([25, 50, 75])) if unit == "bp" else draw.uniform(low, high)
        sign = draw.choice(["up", "up", "down"]) if directed else "none"
        if (
            metric in ("return_ytd", "return_1d")
            and (TRACKERS.get(subject, subject), metric, when["as_of"]) in fund_truth
        ):
            base = fund_truth[TRACKERS.get(subject, subject), metric, when["as_of"]]
            signed = base + draw.uniform(-0.15, 0.25)
            true, sign = abs(signed), "up" if signed > 0 else "down"
        elif metric.startswith("return_"):
            fund_truth[TRACKERS.get(subject, subject), metric, when["as_of"]] = true if sign == "up" else -true
        if metric == "last_price" and subject in TRACKERS:
            true = draw.uniform(180, 260) if subject == "IWM" else draw.uniform(480, 690)
        if metric == "index_close" and subject in TRACKERS.values():
            true = draw.uniform(1800, 2600) if subject == "Russell 2000" else draw.uniform(4800, 6900)
        found.append(
            {
                "metric": metric,
                "subject": subject,
                "comparand": comparand,
                "unit": unit,
                "true": true,
                "decimals": decimals,
                "direction": sign,
                **when,
            }
        )
    return found


def _when(draw: random.Random, window: str) -> dict:
    day = date(2023, 1, 2) + timedelta(days=draw.randrange(1000))
    day -= timedelta(days=max(0, day.weekday() - 4))
    none = {"as_of": None, "period": None}
    if window == "day":
        return {
            **none,
            "as_of": date(2025, draw.choice([3, 6, 9, 12]), draw.randrange(1, 6)).isoformat()
            if draw.random() < 0.5
            else day.isoformat(),
        }
    if window == "month":
        return {**none, "as_of": f"{draw.choice([2024, 2025])}-{draw.randrange(1, 13):02}"}
    if window == "span":
        return {**none, "period": f"{day.isoformat()}/{(day + timedelta(days=draw.randrange(30, 300))).isoformat()}"}
    quarter, year = draw.randrange(4), draw.choice([2024, 2025])
    first, last = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")][quarter]
    return {**none, "period": f"{year}-{first}/{year}-{last}"}


def record(draw: random.Random, q: dict, exact: bool = False) -> dict:
    """One statement of a quantity; ``exact`` prints every decimal and no hedge."""
    base = {
        "subject": draw.choice(GROUPS[q["subject"]]),
        "metric": q["metric"],
        "comparand": q["comparand"] and draw.choice(GROUPS[q["comparand"]]),
        "as_of": q["as_of"],
        "period": q["period"],
        "direction": q["direction"],
        "unit": q["unit"],
        "qualifier": None,
        "kind": "event" if q["unit"] == "date" else "observation",
    }
    if q["unit"] == "date":
        return {**base, "value": q["day"], "surface": _long_date(q["day"]) if draw.random() < 0.5 else q["day"]}
    decimals = q["decimals"] if exact else draw.randint(max(0, q["decimals"] - 1), q["decimals"])
    hedge = (
        None if exact or draw.random() < 0.8 or q["unit"] == "bp" else draw.choice(["about", "over", "under", "range"])
    )
    return {**base, **_printed(draw, q["true"], q["unit"], decimals, hedge)}


def _printed(draw: random.Random, true: float, unit: str, decimals: int, hedge: str | None) -> dict:
    scale, word = 1.0, ""
    if unit == "USD" and true >= 1e6:
        scale, word = (
            (1e12, "trillion")
            if true >= 1e12
            else (1e9, draw.choice(["billion", "bn"]))
            if true >= 1e9
            else (1e6, draw.choice(["million", "m"]))
        )
    shown = round(true / scale, decimals)
    unit_in_last = 10.0**-decimals
    if hedge == "over":
        shown = shown if shown < true / scale else round(shown - unit_in_last, decimals)
        hedge = None if true / scale > 1.2 * shown else hedge
    elif hedge == "under":
        shown = shown if shown > true / scale else round(shown + unit_in_last, decimals)
        hedge = None if true / scale < 0.91 * shown else hedge
    elif hedge == "range":
        low = round(shown - unit_in_last, decimals)
        high = round(shown + unit_in_last, decimals)
        return {
            "value": [low * scale, high * scale],
            "qualifier": None,
            "surface": _dress(f"{low:,.{decimals}f}–{high:,.{decimals}f}", unit, word),
        }
    if hedge is None:
        shown = round(true / scale, decimals)
    return {
        "value": shown * scale,
        "surface": _dress(f"{shown:,.{decimals}f}", unit, word),
        "qualifier": draw.choice(HEDGES[hedge]) if hedge else None,
    }


def _dress(text: str, unit: str, word: str) -> str:
    forms = {
        "USD": f"${text} {word}".strip(),
        "%": f"{text}%",
        "x": f"{text}x",
        "pp": f"{text}pp",
        "bp": f"{text} bps",
        "points": text,
    }
    return forms.get(unit, text)


def _long_date(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"


# ---------------------------------------------------------------- wrong claims


def mutate(draw: random.Random, kind: str, q: dict, everything: list[dict]) -> tuple[dict, dict] | None:
    """A wrong record and the quantity that it denies; None where this quantity does not lend itself to the kind."""
    made = record(draw, q, exact=True)
    if kind == "sign" and q["direction"] != "none" and q["true"] > 0.4:
        return {**made, "direction": "up" if q["direction"] == "down" else "down"}, q
    if kind == "unit" and q["unit"] == "x":
        return {**made, "unit": "%", "surface": made["surface"].replace("x", "%")}, q
    if kind == "unit" and q["unit"] == "USD" and q["true"] > 1e6:
        for one, other, factor in (
            ("billion", "million", 1e-3),
            ("bn", "m", 1e-3),
            ("million", "billion", 1e3),
            ("trillion", "billion", 1e-3),
        ):
            if made["surface"].endswith(f" {one}"):
                return {**made, "surface": made["surface"].replace(one, other), "value": made["value"] * factor}, q
    if kind == "percent_points" and q["unit"] in ("pp", "bp"):
        number = made["surface"].removesuffix("pp").removesuffix(" bps")
        return {**made, "unit": "%", "surface": f"{number}%"}, q
    if kind == "percent_points" and q["metric"] in ("return_ytd", "revenue_growth_yoy", "inflation_rate"):
        wrong = draw.choice(["pp", "bp"])
        return {
            **made,
            "unit": wrong,
            "surface": f"{made['surface'].rstrip('%')} {'percentage points' if wrong == 'pp' else 'basis points'}",
        }, q
    if kind == "base" and q["metric"] == "valuation_discount" and q["true"] > 18:
        if draw.random() < 0.5:
            return {**made, "metric": "valuation_premium"}, q
        other = 100 * q["true"] / (100 - q["true"])
        return {**made, "value": round(other), "surface": f"{other:.0f}%"}, q
    if kind == "base" and q["metric"] == "discount_to_fair_value":
        return {**made, "metric": "premium_to_fair_value"}, q
    if kind == "base" and q["metric"] == "pb_discount" and q["true"] > 20:
        other = 100 * q["true"] / (100 - q["true"])
        return {**made, "value": round(other), "surface": f"{other:.0f}%"}, q
    if kind == "date" and q["unit"] == "date":
        moved = (date.fromisoformat(q["day"]) + timedelta(days=draw.choice([-9, -7, -2, -1, 1, 2, 6, 8]))).isoformat()
        return {**made, "value": moved, "surface": moved}, q
    if kind == "date" and q["metric"] in ("index_close", "last_price", "return_ytd", "revenue_quarterly"):
        mates = [
            o
            for o in everything
            if o["metric"] == q["metric"]
            and o["subject"] == q["subject"]
            and o is not q
            and abs(o["true"] - q["true"]) > 0.04 * q["true"]
        ]
        if mates:
            other = draw.choice(mates)
            return {**made, "as_of": other["as_of"], "period": other["period"]}, other
    if kind == "entity" and q["metric"] in (
        "index_close",
        "return_ytd",
        "pe_forward",
        "revenue_quarterly",
        "return_1d",
        "last_price",
    ):
        mates = [
            o
            for o in everything
            if o["metric"] == q["metric"]
            and o["subject"] != q["subject"]
            and (o["as_of"], o["period"]) == (q["as_of"], q["period"])
            and abs(o["true"] - q["true"]) > 0.1 * q["true"]
            and not {o["subject"], q["subject"]} & set(TRACKERS)
        ]
        if mates:
            other = draw.choice(mates)
            return {**made, "subject": draw.choice(GROUPS[other["subject"]])}, other
    if kind == "index_fund" and q["metric"] == "index_close" and q["subject"] in TRACKERS.values():
        price = round(q["true"] / draw.uniform(9.6, 10.4), 2)
        return {**made, "value": price, "surface": draw.choice([f"${price}", f"{price}"])}, q
    if kind == "index_fund" and q["metric"] == "return_ytd" and q["subject"] in TRACKERS.values():
        off = q["true"] + draw.choice([-1, 1]) * draw.uniform(2.5, 5)
        if off > 0.5:
            return {**made, "value": round(off, 2), "surface": f"{off:.2f}%"}, q
    return None


def corpus(
    seed: int, articles: int = 300, each: int = 50, planted: int = 1000, repeats: int = 8
) -> tuple[list[dict], dict[str, tuple[str, int]], dict[str, int]]:
    """Records, the planted ones by claim as (kind, number of the quantity they deny), and what each true one tells."""
    draw = random.Random(f"second {seed}")
    known = quantities(draw, articles * each // repeats)
    number = {id(q): n for n, q in enumerate(known)}
    records, tells, wrong = [], {}, {}

    def add(made: dict, article: int) -> str:
        start = 7 * len(records) + 3
        full = {
            "article": f"a{article:05}",
            "start": start,
            "end": start + 4,
            **made,
            "topic": "other",
            "check_worthy": True,
            "complete": draw.random() > 0.03,
        }
        records.append(full)
        return f"{full['article']}:{start}-{start + 4}"

    for article in range(articles):
        for q in draw.choices(known, k=each):
            tells[add(record(draw, q), article)] = number[id(q)]
    told = set(tells.values())
    n = 0
    while len(wrong) < planted:
        kind = KINDS[n % len(KINDS)]
        found = mutate(draw, kind, draw.choice(known), known)
        if found is None or number[id(found[1])] not in told:
            continue
        wrong[add(found[0], draw.randrange(articles))] = (kind, number[id(found[1])])
        n += 1
    draw.shuffle(records)
    return records, wrong, tells
