"""A telling as one self-contained page: no script, nothing from elsewhere, light and dark, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .tell import Card, Diff, Section, Table, Telling

OPEN = 25             # a section of more cards is folded

STYLE = """
:root { color-scheme: light dark; --ink: #1c2126; --soft: #55606a; --ground: #fff; --card: #f6f7f8; --line: #d0d6db;
  --link: #0b57a4; --new: #175c33; --newground: #e3f4e9; --old: #93290f; --oldground: #fcebe6; --mind: #7a5400; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8eb; --soft: #a9b3bc; --ground: #14181b; --card: #1d2327;
  --line: #3b444b; --link: #8fc1f5; --new: #8fdcae; --newground: #16301f; --old: #f5a68f; --oldground: #3a1d15;
  --mind: #e6c069; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .2rem; border-top: 1px solid var(--line); padding-top: 1.2rem; }
h3 { font-size: 1rem; margin: 0 0 .3rem; }
p { margin: .3rem 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
.soft { color: var(--soft); }
.mind { color: var(--mind); font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .8rem 1rem;
  margin: .8rem 0; }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  min-width: 6rem; }
thead th { border-bottom-width: 2px; }
tbody th { font-weight: 600; width: 11rem; }
nav table { width: auto; }
nav td { text-align: right; font-variant-numeric: tabular-nums; min-width: 3rem; }
nav tbody th { font-weight: 400; width: auto; }
pre { margin: .5rem 0; padding: .5rem; white-space: pre-wrap; font: .85rem/1.45 ui-monospace, monospace;
  border: 1px solid var(--line); border-radius: .3rem; background: var(--ground); }
ins { color: var(--new); background: var(--newground); text-decoration: none; }
del { color: var(--old); background: var(--oldground); text-decoration: none; }
summary { cursor: pointer; padding: .4rem 0; color: var(--link); }
@media (max-width: 36rem) { tbody th { width: auto; } th, td { min-width: 5rem; } }
"""


def page(telling: Telling) -> str:
    """The whole page. Its policy forbids whatever is not in the file itself."""
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>What moved: {escape(telling.old)} to {escape(telling.new)}</title>",
        f"<style>{STYLE}</style>\n</head>\n<body>",
        '<a class="skip" href="#main">To the changes</a>',
        f"<header><h1>What moved</h1>\n<p>From <strong>{escape(telling.old)}</strong> to "
        f"<strong>{escape(telling.new)}</strong>.</p></header>",
        *(f'<p class="mind">Mind: {escape(warning)}</p>' for warning in telling.warnings),
        *_summary(telling.sections),
        '<main id="main">',
        *(line for section in telling.sections if section.count for line in _section(section)),
        "</main>\n</body>\n</html>",
    ]
    return "\n".join(parts) + "\n"


def _summary(sections: Iterable[Section]) -> Iterable[str]:
    yield '<nav aria-label="Counts"><table>'
    yield '<thead><tr><th scope="col">What</th><th scope="col">How many</th></tr></thead><tbody>'
    for section in sections:
        title = escape(section.title)
        name = f'<a href="#{section.id}">{title}</a>' if section.count else f'<span class="soft">{title}</span>'
        yield f'<tr><th scope="row">{name}</th><td>{section.count}</td></tr>'
    yield "</tbody></table></nav>"


def _section(section: Section) -> Iterable[str]:
    yield f'<section aria-labelledby="{section.id}">'
    yield f'<h2 id="{section.id}">{escape(section.title)} ({section.count})</h2>'
    yield f'<p class="soft">{escape(section.lead)}</p>'
    if section.table:
        yield from _table(section.table, section.title)
    folded = len(section.cards) > OPEN
    if folded:
        yield f"<details><summary>Show all {len(section.cards)}</summary>"
    for card in section.cards:
        yield from _card(card)
    if folded:
        yield "</details>"
    yield "</section>"


def _card(card: Card) -> Iterable[str]:
    yield f'<article class="card"><h3>{escape(card.title)}</h3>'
    for note in card.notes:
        yield f"<p>{escape(note)}</p>"
    if isinstance(card.body, Table):
        yield from _table(card.body, card.title)
    elif isinstance(card.body, Diff):
        yield from _diff(card.body)
    yield "</article>"


def _table(table: Table, label: str) -> Iterable[str]:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0"><table>'
    yield f"<thead><tr>{head}</tr></thead><tbody>"
    for first, *rest in table.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _diff(diff: Diff) -> Iterable[str]:
    yield "<pre>" + "\n".join(_line(line) for line in diff.lines) + "</pre>"


def _line(line: str) -> str:
    tag = {"+": "ins", "-": "del"}.get(line[:1])
    return f"<{tag}>{escape(line)}</{tag}>" if tag else escape(line)
