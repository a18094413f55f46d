"""A data folder that fits on a page: two articles, two series, three documents; every figure round.

Levels stand still between the days named, so that returns can be done in the head:

    close            2024-12-31  2025-12-01  2025-12-15  2025-12-31
    yahoo/RUT             2,000       2,200       2,100       2,300     so far in 2025: +10%, +5%, +15%
    yahoo/GSPC            5,000       5,400       5,500       5,500                      +8%, +10%, +10%

Article 000 appeared on 6 December (last close 5 December), article 001 on 20 December (19 December).
The editions of the tests: EARLY (the 5th: the first article's last close), MIDDLE (19 December), LATE (9 January).
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import yaml

from rotation.trading_days import trading_days

EARLY, MIDDLE, LATE = "2025-12-05", "2025-12-19", "2026-01-09"
STEPS = {
    "yahoo/RUT": {"2024-12-31": 2000, "2025-12-01": 2200, "2025-12-15": 2100, "2025-12-31": 2300},
    "yahoo/GSPC": {"2024-12-31": 5000, "2025-12-01": 5400, "2025-12-15": 5500},
}
TITLES = {"yahoo/RUT": "Small, daily close", "yahoo/GSPC": "Large, daily close"}
CLAIM = {
    "id": "000/001", "statement": "Small companies gained a tenth.", "topic": "market_performance",
    "kind": "observation", "subject": "Small", "metric": "return_ytd", "direction": "up", "stated": "10%",
    "value": 10, "unit": "%", "start": 4, "end": 6, "surface_start": 4, "surface_end": 7, "paragraph": 1,
}
YEAR = {"series": "yahoo/RUT", "start": "year_end_before", "end": "claim_date"}
CHECK = {"claim": "000/001", "method": "window_return", "reading": YEAR}
ARTICLES = {
    "000": {"published_at": date(2025, 12, 6), "last_close": date(2025, 12, 5)},
    "001": {"published_at": date(2025, 12, 20), "last_close": date(2025, 12, 19)},
}
# id, date and release, forward multiple of Small that it prints
DOCUMENTS = {"early": (date(2025, 12, 3), "22.4"), "other": (date(2025, 12, 3), "24.1"),
             "late": (date(2026, 1, 5), "22.4")}


def write_yaml(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def rows_of(series: str, last: str = LATE) -> list[str]:
    """One row a session from the first step to ``last``; the level is that of the newest step."""
    steps = STEPS[series]
    days = [f"{day:%Y-%m-%d}" for day in trading_days(date.fromisoformat(min(steps)), date.fromisoformat(last))]
    return [f"{day},{steps[max(step for step in steps if step <= day)]}.00" for day in days]


def certify(folder: Path, series: str, rows: list[str], **fields: object) -> None:
    """Write one series with a certificate that fits it, unless ``fields`` say otherwise."""
    path = folder / "market" / f"{series}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["date,close", *rows, ""]), encoding="utf-8", newline="\n")
    coverage = {"start": date.fromisoformat(rows[0][:10]), "end": date.fromisoformat(rows[-1][:10]), "rows": len(rows)}
    write_yaml(path.with_suffix(".meta.yml"), {
        "series": series, "title": TITLES.get(series, series), "producer": "nobody", "carrier": "a test",
        "basis": "price_index", "unit": "points", "frequency": "daily", "columns": ["close"], "decimals": 2,
        "coverage": coverage, "release": {"lag_days": 0}, "revised": "never", "dividends_through": None,
        "publish": "free", "terms": "none", "source": [], "retrieved_at": date(2026, 1, 10), "checked": ["by hand"],
        "notes": [], "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **fields})


def claim(**changed: object) -> dict[str, object]:
    """The first claim with some fields changed."""
    return {**CLAIM, **changed}


def wordless(**changed: object) -> dict[str, object]:
    """A claim without a number."""
    return claim(**{"stated": None, "value": None, "unit": None, **changed})


def make(folder: Path, claims: list[dict] | None = None, checks: object = None,
         rules: list[dict] | None = None) -> Path:
    """The whole folder. ``claims`` go to the article their id names; ``checks`` and ``rules`` into one file."""
    claims = [claim()] if claims is None else claims
    for article, dates in ARTICLES.items():
        write_yaml(folder / "articles" / f"{article}.yml", {
            "id": article, "title": f"Article {article}", "publisher": None, "authors": [],
            "published_basis": "printed", "url": None, "generator": "a test", "text_sha256": "0" * 64,
            "text_file": f"{article}.txt", "paragraphs": 1, **dates})
        mine = [record for record in claims if record["id"].startswith(article)]
        write_yaml(folder / "claims" / f"{article}.yml", {"article": article, "claims": mine, "exclusions": []})
    checks = [CHECK] if checks is None else checks
    write_yaml(folder / "checks" / "tiny.yml", {"topic": "valuation", "rules": rules or [], "checks": checks})
    for series in STEPS:
        certify(folder, series, rows_of(series))
    make_reference(folder / "reference")
    write_yaml(folder / "editions" / "latest.yml", {"name": "latest", "title": "latest", "as_of": "newest",
                                                    "parameters": {}})
    return folder


def make_reference(folder: Path) -> None:
    """Three documents and the one figure each of them prints."""
    write_yaml(folder / "documents.yml", [
        {"id": name, "title": f"Document {name}", "publisher": "Nobody", "url": "https://example.org", "date": day,
         "released_at": day, "read_as": "written for a test"} for name, (day, _) in DOCUMENTS.items()])
    header = "document,subject,metric,as_of,period,value,unit,where,note"
    rows = [f"{name},Small,pe_forward,{day},,{value},x,,"  for name, (day, value) in DOCUMENTS.items()]
    (folder / "documented_figures.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
