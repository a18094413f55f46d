"""A campaign against the cross-check: true claims of generated articles, and contradictions planted among them.

    python scripts/plant_contradictions.py [--seed N] [--articles N] [--planted N] [--kinds KIND…] [--write FOLDER]

Nothing here knows how the detector works: a world of true quantities is drawn in whole thousandths, and articles
repeat them at precisions, roundings, hedges, ranges, units and scales of their own. Among them are near misses that
contradict nothing: other windows, other definitions, funds within tracking difference, a discount told as the premium
on the other base. Then some claims are added that are wrong in a known way. Told are, for each kind, how many of the
planted claims were found beside a true claim of the same quantity, and how many rows blame no planted claim.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from planted_sentences import texts
from planted_words import alias, number, say, surface
from planted_world import FUNDS, Truth, World, world

from rotation.command import main_with
from rotation.crosscheck import contradictions_in_files
from rotation.extract import extract

KINDS = ("sign", "unit", "points", "base", "date", "entity", "fund")
CLAIMS = 50  # of one article

# ---------------------------------------------------------------- planting


@dataclass(frozen=True)
class Planted:
    """A wrong claim, and the truth that it denies."""

    kind: str
    truth: Truth
    said: dict[str, object]


def plant(draw: random.Random, made: World, kind: str, told: set[Truth]) -> Planted:
    """One wrong claim about a truth that some article tells with its date."""
    while True:
        found = PLANTERS[kind](draw, made)
        if found is not None and found[0] in told:
            return Planted(kind, *found)


def _pick(draw: random.Random, made: World, *metrics: str) -> Truth:
    return draw.choice(made.by_kind[draw.choice(metrics)])


def _sign(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(
        draw, made, "return_ytd", "return_1d", "return_1m", "revenue_growth_yoy", "yield_change", "relative_return_gap"
    )
    if abs(truth.mils) < 300:
        return None
    said = say(draw, truth, plain=True)
    return truth, {**said, "direction": "down" if said["direction"] == "up" else "up"}


def _unit(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(
        draw, made, "pe_forward", "pe_trailing", "revenue_quarterly", "net_income", "market_cap", "revenue_growth_yoy"
    )
    said = say(draw, truth, plain=True)
    if truth.unit != "USD":
        wrong = "%" if truth.unit == "x" else "x"
        return truth, {**said, "unit": wrong, "surface": surface(said["surface"].rstrip("%x"), wrong)}
    if truth.mils < 10**10:
        return None
    word = said["surface"].split()[-1]
    other = {"trillion": "billion", "billion": draw.choice(("million", "trillion")), "million": "billion"}[word]
    power = {"million": 6, "billion": 9, "trillion": 12}
    return truth, {
        **said,
        "surface": said["surface"].replace(word, other),
        "value": said["value"] / 10 ** power[word] * 10 ** power[other],
    }


def _points(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(draw, made, "relative_return_gap", "yield_change", "policy_rate_change", "return_ytd", "yield_level")
    said = say(draw, truth, plain=True)
    wrong = {"pp": "%", "bp": draw.choice(("%", "pp")), "%": draw.choice(("pp", "bp"))}[truth.unit]
    return truth, {**said, "unit": wrong, "surface": surface(said["surface"].split()[0].rstrip("%"), wrong)}


def _base(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(draw, made, "pe_discount")
    if truth.mils < 17000:
        return None
    said = say(draw, truth, plain=True)
    way = draw.randrange(3)
    if way == 0:  # the premium of the other has the discount's number
        return truth, {
            **said,
            "subject": said["comparand"],
            "comparand": said["subject"],
            "metric": "valuation_premium",
        }
    if way == 1:  # cheap called dear
        return truth, {**said, "metric": "valuation_premium"}
    wrong = Truth("", "", "%", 100_000 * truth.mils // (100_000 - truth.mils), places=1)
    return truth, {**said, **number(draw, wrong, True)}


def _date(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(
        draw, made, "rate_cut_date", "index_close", "return_ytd", "last_price", "revenue_quarterly", "pe_forward"
    )
    said = say(draw, truth, plain=True)
    if truth.day:
        moved = (
            date.fromisoformat(truth.day) + timedelta(days=draw.choice((-1, 1)) * draw.randrange(1, 15))
        ).isoformat()
        return truth, {**said, "surface": moved, "value": moved}
    others = [
        one
        for one in made.by_kind[truth.metric]
        if one.subject == truth.subject and one != truth and abs(one.mils - truth.mils) > abs(truth.mils) // 20 + 30
    ]
    if not others:
        return None
    other = draw.choice(others)
    return other, {**said, "as_of": other.as_of, "period": other.period}


def _entity(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    truth = _pick(draw, made, "return_ytd", "return_1d", "index_close", "pe_forward", "revenue_quarterly", "last_price")
    others = [
        one
        for one in made.by_kind[truth.metric]
        if one.subject != truth.subject
        and (one.as_of, one.period) == (truth.as_of, truth.period)
        and FUNDS.get(one.subject, ("",))[0] != truth.subject
        and FUNDS.get(truth.subject, ("",))[0] != one.subject
        and abs(one.mils - truth.mils) > abs(truth.mils) // 15 + 60
    ]
    if not others:
        return None
    other = draw.choice(others)
    return other, {**say(draw, truth, plain=True), "subject": alias(draw, other.subject)}


def _fund(draw: random.Random, made: World) -> tuple[Truth, dict] | None:
    fund, (index, _) = draw.choice(list(FUNDS.items()))
    metric = draw.choice(("level", "return_ytd", "return_1d"))
    if metric == "level":
        level, price = draw.choice(
            [
                (a, b)
                for a in made.by_kind["index_close"]
                for b in made.by_kind["last_price"]
                if (a.subject, b.subject, a.as_of) == (index, fund, b.as_of)
            ]
        )
        wrong, right = draw.choice(((price, level), (level, price)))
        said, own = say(draw, wrong, plain=True), say(draw, right, plain=True)
        return right, {**said, "subject": own["subject"], "metric": own["metric"], "unit": own["unit"]}
    truth = draw.choice([one for one in made.by_kind[metric] if one.subject == index])
    off = Truth(
        truth.subject,
        metric,
        "%",
        truth.mils + draw.choice((1, -1)) * draw.randrange(3500, 7000),
        truth.as_of,
        signed=True,
    )
    return truth, {**say(draw, off, plain=True), "subject": alias(draw, draw.choice((index, fund)))}


PLANTERS = {
    "sign": _sign,
    "unit": _unit,
    "points": _points,
    "base": _base,
    "date": _date,
    "entity": _entity,
    "fund": _fund,
}


# ---------------------------------------------------------------- articles and score


def corpus(
    seed: int, articles: int, planted: int, kinds: Sequence[str] = KINDS
) -> tuple[list[dict], dict[str, Planted], dict[str, Truth]]:
    """Records in no order, the planted ones by claim, and the truth that every true claim tells."""
    draw = random.Random(seed)
    made = world(draw)
    records, tells, wrong = [], {}, {}
    for article in range(articles):
        for truth in draw.choices(made.truths, k=CLAIMS):
            said = say(draw, truth)
            if draw.random() < 0.03 and not truth.day:
                said |= {"as_of": None, "period": None}
            records.append(_record(said, f"story-{article:04}", 100 * len(records)))
            if said["as_of"] or said["period"] or truth.day:
                tells[name_of(records[-1])] = truth
    told = set(tells.values())
    for n in range(planted):
        found = plant(draw, made, kinds[n % len(kinds)], told)
        records.append(_record(found.said, f"story-{draw.randrange(articles):04}", 100 * len(records)))
        wrong[name_of(records[-1])] = found
    draw.shuffle(records)
    return records, wrong, tells


def _record(said: dict[str, object], article: str, start: int) -> dict[str, object]:
    return {
        "article": article,
        "start": start,
        "end": start + len(str(said["surface"])),
        **said,
        "topic": "market_performance",
        "check_worthy": True,
        "complete": True,
    }


def name_of(record: dict[str, object]) -> str:
    return f"{record['article']}:{record['start']}-{record['end']}"


@dataclass(frozen=True)
class Score:
    """What was planted and found by kind, rows that name a planted claim by kind, and rows that name none."""

    planted: Counter
    found: Counter
    rows: Counter
    false: tuple[tuple[str, ...], ...]

    def recall(self, kind: str) -> float:
        return self.found[kind] / self.planted[kind] if self.planted[kind] else 1.0

    @property
    def precision(self) -> float:
        right = sum(self.rows.values())
        return right / (right + len(self.false)) if right else 1.0


def score(rows: Sequence, wrong: dict[str, Planted], tells: dict[str, Truth]) -> Score:
    """Found: named in a row beside a true claim of the quantity denied. A row is false if it names nothing planted."""
    found, by_kind, false = set(), Counter(), []
    for row in rows:
        named = [claim for claim in row.claims if claim in wrong]
        found |= {claim for claim in named if any(tells.get(other) == wrong[claim].truth for other in row.claims)}
        by_kind.update({wrong[claim].kind for claim in named})
        if not named:
            false.append((row.rule, *row.claims))
    return Score(
        Counter(one.kind for one in wrong.values()),
        Counter(wrong[claim].kind for claim in found),
        by_kind,
        tuple(false),
    )


def campaign(seed: int, articles: int, planted: int, kinds: Sequence[str] = KINDS, workers: int = 1) -> Score:
    """Generate, cross-check through files, score."""
    records, wrong, tells = corpus(seed, articles, planted, kinds)
    with tempfile.TemporaryDirectory(prefix="rotation-planted-") as scratch:
        path = write(Path(scratch), records)
        return score(contradictions_in_files([path], {}, workers).rows, wrong, tells)


def through_texts(seed: int, articles: int, planted: int, kinds: Sequence[str] = KINDS) -> Score:
    """The same, but the articles are written out, and the claims come out of the extraction."""
    records, wrong, tells = corpus(seed, articles, planted, kinds)
    written, places = texts(records, seed)
    read = [mention for article, text in written.items() for mention in extract(text, article) if mention.check_worthy]
    known = {f"{one.article}:{one.start}-{one.end}": places.get((one.article, one.surface_start)) for one in read}
    renamed = {claim: name_of(record) for claim, record in known.items() if record}
    with tempfile.TemporaryDirectory(prefix="rotation-planted-") as scratch:
        path = write(Path(scratch), [asdict(mention) for mention in read])
        rows = contradictions_in_files([path], {}).rows
    named = [replace(row, claims=tuple(renamed.get(claim, claim) for claim in row.claims)) for row in rows]
    return score(named, wrong, tells)


def write(folder: Path, records: Sequence[dict]) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def lines(result: Score, kinds: Sequence[str]) -> Iterator[str]:
    yield f"{'kind':<8} {'planted':>8} {'found':>6} {'recall':>7}"
    for kind in kinds:
        yield f"{kind:<8} {result.planted[kind]:>8} {result.found[kind]:>6} {result.recall(kind):>7.3f}"
    total, got = sum(result.planted.values()), sum(result.found.values())
    yield f"{'all':<8} {total:>8} {got:>6} {got / max(total, 1):>7.3f}"
    yield f"false rows {len(result.false)}: precision {result.precision:.3f}"


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--seed", type=int, default=1, help="of the world, the articles and what is planted")
    out.add_argument("--articles", type=int, default=400, help=f"of {CLAIMS} claims each")
    out.add_argument("--planted", type=int, default=1000, help="wrong claims, the kinds in turn")
    out.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="what is planted")
    out.add_argument(
        "--each", action="store_true", help="a campaign for each kind alone, so that each has its precision"
    )
    out.add_argument("--texts", action="store_true", help="write articles and take the claims out of them again")
    out.add_argument("--false", type=int, default=0, help="how many false rows to print")
    out.add_argument("--write", type=Path, help="only write the claims into this folder")
    return out


def run(arguments: argparse.Namespace) -> str:
    if arguments.write:
        records, *_ = corpus(arguments.seed, arguments.articles, arguments.planted, arguments.kinds)
        return f"written to {write(arguments.write, records)}"
    told: list[str] = []
    for kinds in ([kind] for kind in arguments.kinds) if arguments.each else [arguments.kinds]:
        result = (through_texts if arguments.texts else campaign)(
            arguments.seed, arguments.articles, arguments.planted, kinds)
        told += [*lines(result, kinds), *(" ".join(row) for row in result.false[: arguments.false])]
    return "\n".join(told)


if __name__ == "__main__":
    raise SystemExit(main_with(parser(), run))
