"""How long cross-checking takes and how it grows: 2,000 generated articles, 100,000 claims, one worker against two.

    python scripts/bench_crosscheck.py [--shapes few many skewed] [--articles N] [--rounds N] [--out FILE.json]

Three shapes of generated claims: *few* subjects in all articles, *many* subjects, and *skewed*, where a fifth of all
claims print one quantity of one day. Each round runs, in turn, a quarter of the claims with one worker, all with one
and all with two, so that a slow minute of the machine hits all three; medians and ratios of one round are told.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rotation import bench
from rotation.command import main_with
from rotation.files import write_text
from rotation.paths import BUILD, ROOT

SHAPES = ("few", "many", "skewed")
CLAIMS = 50                        # of one article
INDICES = ("Russell 2000", "S&P 500", "Nasdaq Composite", "Dow Jones Industrial Average", "Russell 1000",
           "US small-caps", "US large-caps", "Magnificent Seven", "Energy", "Financials", "Health Care", "Utilities")
#          metric, unit, least and most true value, decimals, direction, comparand
METRICS = (("return_ytd", "%", 2, 30, 2, "up", None), ("return_1d", "%", 0.2, 4, 2, "down", None),
           ("return_period", "%", 1, 20, 1, "up", None), ("index_close", "points", 1000, 9000, 2, "none", None),
           ("pe_forward", "x", 12, 40, 2, "none", None), ("pe_discount", "%", 5, 40, 1, "none", "S&P 500"),
           ("relative_return_gap", "pp", 1, 9, 1, "up", "S&P 500"),
           ("revenue_quarterly", "USD", 1e8, 9e10, 2, "none", None),
           ("eps_growth", "%", 3, 60, 1, "up", None), ("relative_return_sign", None, 0, 1, 0, "up", "S&P 500"),
           ("market_cap", "USD", 1e9, 4e12, 2, "none", None), ("yield_level", "%", 1, 6, 2, "none", None))


@dataclass(frozen=True)
class Quantity:
    """One true figure that articles repeat."""

    subject: str
    metric: tuple
    as_of: date
    true: float


def quantities(shape: str, claims: int, draw: random.Random) -> list[Quantity]:
    """About one quantity for every six claims."""
    more = () if shape == "few" else (f"Company {n}" for n in range(claims // 40))
    subjects = [*INDICES, *more]
    first = date(2023, 1, 3)
    found = []
    for _ in range(claims // 6):
        metric = draw.choice(METRICS)
        found.append(Quantity(draw.choice(subjects), metric, first + timedelta(days=draw.randrange(900)),
                              draw.uniform(metric[2], metric[3])))
    return found


def records(shape: str, articles: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Numeric mentions of generated articles; one in a hundred is wrong."""
    draw = random.Random(f"{shape} {seed}")
    known = quantities(shape, articles * CLAIMS, draw)
    for article in range(articles):
        for n in range(CLAIMS):
            one = known[0] if shape == "skewed" and n % 5 == 0 else draw.choice(known)
            yield record(one, f"article-{article:05}", 40 * n, draw)


def record(one: Quantity, article: str, start: int, draw: random.Random) -> dict[str, object]:
    """One statement of a quantity, at a precision of its own."""
    metric, unit, _, _, decimals, direction, comparand = one.metric
    value = one.true * (draw.uniform(1.2, 1.5) if draw.random() < 0.01 else 1)
    surface, value = printed(value, unit, draw.randint(max(0, decimals - 1), decimals))
    return {"article": article, "start": start, "end": start + 5,
            "surface": surface, "value": value, "unit": unit,
            "qualifier": draw.choice((None, None, None, "about")), "subject": one.subject, "metric": metric,
            "comparand": None if comparand == one.subject else comparand,
            "as_of": one.as_of.isoformat(), "period": None, "direction": direction, "kind": "observation",
            "topic": "market_performance", "check_worthy": True, "complete": True}


def printed(value: float, unit: str | None, decimals: int) -> tuple[str | None, float | None]:
    """Surface and value at so many decimals; money with its scale word."""
    if unit is None:
        return None, None
    if unit == "USD":
        scale, word = next((s, w) for s, w in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")) if value >= s)
        return f"${value / scale:.{decimals}f} {word}", round(value / scale, decimals) * scale
    return f"{value:,.{decimals}f}{unit if unit in '%x' else f' {unit}'}", round(value, decimals)


def write_claims(path: Path, shape: str, articles: int) -> None:
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records(shape, articles)), encoding="utf-8")


# ---------------------------------------------------------------- measuring

def jobs(scratch: Path, shape: str, articles: int) -> list[bench.Job]:
    """A quarter with one worker, all with one, all with two."""
    quarter, whole = scratch / f"{shape}-quarter.jsonl", scratch / f"{shape}.jsonl"
    write_claims(quarter, shape, articles // 4)
    write_claims(whole, shape, articles)
    return [_job(f"{shape}, a quarter", quarter, 1), _job(f"{shape}, 1 worker", whole, 1),
            _job(f"{shape}, 2 workers", whole, 2)]


def _job(name: str, path: Path, workers: int) -> bench.Job:
    out = path.parent / f"{name.replace(', ', '-').replace(' ', '-')}.csv"
    script = str(ROOT / "scripts" / "crosscheck.py")
    command = [sys.executable, script, str(path), "--workers", str(workers), "--out", str(out)]
    return bench.Job(name, [command], ROOT, lambda: out.unlink(missing_ok=True))


def told(shape: str, results: tuple[bench.Result, ...], articles: int) -> dict[str, object]:
    """Medians of the shape, and the medians of the ratios of each round."""
    quarter, one, two = results
    pairs = list(zip(one.samples, two.samples, strict=True))
    growth = [b.seconds / a.seconds for a, b in zip(quarter.samples, one.samples, strict=True)]
    return {"shape": shape, "articles": articles, "claims": articles * CLAIMS,
            "seconds": {"quarter": round(quarter.seconds, 2), "1": round(one.seconds, 2), "2": round(two.seconds, 2)},
            "mb": {"1": round(one.total_mb), "2": round(two.total_mb)},
            "four_times_the_claims_take": round(statistics.median(growth), 2),
            "two_workers_are_faster_by": round(statistics.median(a.seconds / b.seconds for a, b in pairs), 2)}


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--shapes", nargs="+", choices=SHAPES, default=SHAPES, help="which generated sets")
    out.add_argument("--articles", type=int, default=2000, help=f"of {CLAIMS} claims each")
    out.add_argument("--rounds", type=int, default=3, help="of which medians are told")
    out.add_argument("--write", type=Path, help="only write the sets into this folder")
    out.add_argument("--out", type=Path, default=BUILD / "bench-crosscheck.json", help="where the figures go")
    return out


def run(arguments: argparse.Namespace) -> str:
    if arguments.write:
        for shape in arguments.shapes:
            write_claims(arguments.write / f"{shape}.jsonl", shape, arguments.articles)
        return f"written to {arguments.write}"
    found = []
    with tempfile.TemporaryDirectory(prefix="rotation-bench-") as scratch:
        for shape in arguments.shapes:
            chosen = jobs(Path(scratch), shape, arguments.articles)
            results = bench.run_rounds(chosen, arguments.rounds, bench.measure, lambda w: print(w, file=sys.stderr))
            found.append(told(shape, results, arguments.articles))
    write_text(arguments.out, json.dumps(found, indent=1) + "\n")
    return "\n".join(json.dumps(one) for one in found)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
