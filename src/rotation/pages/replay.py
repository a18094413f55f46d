"""The page of the replay: whether verdicts depended on the day one looked, what moved, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from .. import provenance
from ..chapter import claim_page
from ..charts import bars
from ..charts import replay as charts
from ..charts.style import to_svg
from ..ledger import Ledger
from ..markup import escape
from ..replay import Row
from ..report import Figure, Html, Quantity, percent, words
from ..studies import replay as study
from ..wording import day, listed
from .page import Page, Speaker, rendered

REPLAY = "replay"              # the input: data/replay.csv
NAME = "replay"                # as a chapter's: the page stands among them
HARDLY = 5                     # verdicts of one statement in so many may move and the word is still "hardly"
ROWS = 20                      # statements whose history is drawn, the most moved; every claim's page has its own
SHOWN = 6                     # statements whose every flip is told; the file has them all
TITLE = "Did the verdicts depend on when you looked?"
MONTHS = {"month": "Month", "again": "Read again", "evidence": "New evidence", "forecast": "Forecasts"}
HOW = {"again": "verdicts of statements that are read again, moved by another day's close",
       "evidence": "verdicts of other statements, moved by evidence that came out",
       "forecast": "forecasts whose outcome moved"}
STANDING = "Statements without a date, by their verdict at the last close of each week."
ENDINGS = "Forecasts of the articles that were out, day by day. Those that cannot be tested are left out."
STATEMENTS = {"claim": "Claim", "statement": "What the article says, and how it stood day by day",
              "held": "Held, of decided days", "flips": "Flips"}


def replay_page(ledger: Ledger, rows: Sequence[Row]) -> Page:
    """The page, up to the ledger's date; where the replay begins later it says so."""
    say = Speaker(NAME, ledger.as_of, {})
    made = study.replayed(ledger, rows)
    content = {"title": TITLE, "as_of": day(ledger.as_of), "made": made, "num": say.role}
    figures: tuple[Figure, ...] = ()
    if made is not None:
        figures = _figures(made, ledger.as_of)
        content |= _content(made, say, figures)
    return Page(f"chapters/{NAME}", TITLE, rendered("replay.md", **content), say.numbers, figures=figures)


def _content(made: study.Replayed, say: Speaker, figures: Sequence[Figure]) -> Mapping[str, object]:
    again = sorted(made.of(study.AGAIN), key=lambda one: (-len(one.flips), one.claim.id))
    _answer(made, again, say)
    return {
        "first": day(made.days[0]), "ended": made.flips(study.FORECAST), "most": _most(again),
        "figures": {figure.id.partition(".")[2]: Markup(figure.place()) for figure in figures},
        "months": _months(made, say), "statements": _statements(made, again[:ROWS], say) if again else None,
        "again": [(one, [_flip(flip) for flip in one.flips]) for one in again[:SHOWN] if one.flips],
        "evidence": [_flip(flip) for flip in made.flips(study.EVIDENCE)],
        "forecasts": [_flip(flip) for flip in made.flips(study.FORECAST)],
        "said": {name: one.claim.statement for name, one in made.histories.items()}, "link": _link,
    }


# ---------------------------------------------------------------- the answer


def _answer(made: study.Replayed, again: Sequence[study.History], say: Speaker) -> None:
    ends = made.ends()
    everyone = tuple(made.histories.values())
    say.record("answer", days=_count(len(made.days), "trading days of the replay"),
               claims=_of(everyone, "claims whose article was out within these days"),
               moved=_of([one for one in everyone if one.flips], "claims whose verdict moved"),
               flips=_count(sum(len(made.flips(way)) for way in study.WAYS), "days on which a claim's verdict moved",
                            [one for one in everyone if one.flips]))
    say.record("words", again_word=_word(made, study.AGAIN), other_word=_word(made, study.EVIDENCE))
    say.record("again", again=_of(again, "statements read again at every close"),
               again_moved=_of(made.moved(study.AGAIN), "of them those whose verdict moved"),
               again_flips=_count(len(made.flips(study.AGAIN)), "days on which the verdict of one of them moved",
                                  made.moved(study.AGAIN)),
               always=_of([one for one in again if one.held == 1], "of them those that held on every decided day"),
               never=_of([one for one in again if one.held == 0], "of them those that held on no decided day"),
               middle=percent(study.middle(again), places=0, n=len(again), inputs=(REPLAY,),
                              rows=provenance.claims(one.claim.id for one in again if one.held is not None),
                              formula="median over statements of the share of decided days on which each held"),
               decided=_of([one for one in again if one.decided > 0], "of them those decided on some day"))
    say.record("evidence", other=_of(made.of(study.EVIDENCE), "statements of one day, period or event"),
               other_moved=_of(made.moved(study.EVIDENCE), "of them those whose verdict moved"),
               forecasts=_of(made.of(study.FORECAST), "forecasts"),
               **{word: _of(found, f"forecasts that are {word.replace('_', ' ')} on the last day")
                  for word, found in ends.items()})


def _word(made: study.Replayed, way: str) -> Quantity:
    """Whether verdicts of a kind of statement depended on the day, in a word."""
    moved, every = len(made.moved(way)), len(made.of(way))
    some = "hardly" if moved <= every / HARDLY else "yes" if moved > every / 2 else "partly"
    told = some if moved else "not so far"
    return words(told, inputs=(REPLAY,), rows=provenance.claims(one.claim.id for one in made.of(way)),
                 formula=f"by the share of statements whose verdict moved: none, up to one in {HARDLY}, most")


def _most(again: Sequence[study.History]) -> Markup:
    """The statements that moved most often, as links; all that share the first place."""
    top = len(again[0].flips) if again else 0
    return Markup(listed([str(_link(one.claim.id)) for one in again if top and len(one.flips) == top]))


def _months(made: study.Replayed, say: Speaker) -> Markup:
    rows = [{"month": f"{date.fromisoformat(f'{month}-01'):%B %Y}",
             **{way: _count(n, HOW[way], made.moved_in(way, month)) for way, n in counts.items()}}
            for month, counts in made.by_month().items()]
    return say.table("months", rows, MONTHS, "month")


def _statements(made: study.Replayed, again: Iterable[study.History], say: Speaker) -> Markup:
    rows = [{"claim": Html(str(_link(one.claim.id)), one.claim.id),
             "statement": Html(f"<bdi>{escape(one.claim.statement)}</bdi>{_strip(made, one)}", one.claim.statement),
             "held": _held(one),
             "flips": _count(len(one.flips), "days on which its verdict moved", [one])} for one in again]
    return say.table("statements", rows, STATEMENTS, "claim")


def _held(one: study.History) -> Quantity | str:
    if one.held is None:
        return "–"
    return percent(one.held, places=0, n=one.decided, inputs=(REPLAY,), rows=provenance.claims([one.claim.id]),
                   formula="days on which it held / days on which it was decided")


def _strip(made: study.Replayed, one: study.History) -> str:
    return bars.strip(one.runs, len(made.days), len(made.days) - len(one.days))


# ---------------------------------------------------------------- pictures, flips


def _figures(made: study.Replayed, as_of: date) -> tuple[Figure, ...]:
    """Statements by verdict week by week, where there are any; forecasts by outcome."""
    outcomes, drawn = made.outcomes(), []
    if made.of(study.AGAIN):
        weeks, counts = made.weekly(study.AGAIN)
        drawn.append(_figure("standing", charts.standing(weeks, counts), {"day": made.days, **made.daily(study.AGAIN)},
                             _standing_alt(made), STANDING, as_of))
    drawn.append(_figure("endings", charts.endings(made.days, outcomes), {"day": made.days, **outcomes},
                         _endings_alt(made), ENDINGS, as_of))
    return tuple(drawn)


def _figure(name: str, drawn: object, data: Mapping[str, Sequence[object]], alt: str, caption: str, as_of: date
            ) -> Figure:
    return Figure(f"{NAME}.{name}", to_svg(drawn, f"{NAME}-{name}"), alt, data, caption, as_of=as_of)


def _standing_alt(made: study.Replayed) -> str:
    daily = made.daily(study.AGAIN)
    told = listed([f"{values[-1]} {charts.NAMES[name]}" for name, values in daily.items()])
    held = [n for n, every in zip(daily["held"], zip(*daily.values(), strict=True), strict=True) if sum(every)]
    span = f"between {min(held)} and {max(held)} hold" if held else "none is there yet"
    return f"Statements read again at each close, by verdict: {span}; on the last day {told}."


def _endings_alt(made: study.Replayed) -> str:
    told = listed([f"{values[-1]} {charts.ENDS[word]}" for word, values in made.outcomes().items()])
    return f"Forecasts day by day; on the last day {told}."


def _flip(flip: study.Flip) -> dict[str, str]:
    row = flip.row
    reason = row.reason.partition(". ")[2] if row.reason.startswith("Read again") else row.reason
    return {"day": row.date, "claim": row.claim, "before": flip.before.replace("_", " "), "class": row.stands,
            "now": row.stands.replace("_", " "), "reason": reason}


def _link(claim: str) -> Markup:
    return Markup(f'<a href="{escape(claim_page(claim))}">{escape(claim)}</a>')


def _count(n: int, formula: str, which: Iterable[study.History] = ()) -> Quantity:
    """A count, and the claims whose replay it counts."""
    return Quantity(n, "count", places=0, formula=formula, inputs=(REPLAY,),
                    rows=provenance.claims(one.claim.id for one in which))


def _of(found: Sequence[study.History], formula: str) -> Quantity:
    return _count(len(found), formula, found)
