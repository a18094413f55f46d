"""What each column of the derived tables is, as the table schema of a data package says it.

A field is its type and a sentence; a type is one of the standard's ("string", "integer", "number", "boolean", "date").
Cells that hold a number, a date or words by turns are strings.
"""

from __future__ import annotations

from collections.abc import Mapping

Field = tuple[str, str]

LEDGER: Mapping[str, Field] = {
    "claim": ("string", "Id: article and number, never used again"),
    "article": ("string", "Id of the article"),
    "topic": ("string", "Topic of the claim"),
    "kind": ("string", "Observation, comparison, event, classification, causal or forecast"),
    "subject": ("string", "What the statement is about: an index, a ticker, an institution, a group"),
    "metric": ("string", "Which quantity, by the vocabulary"),
    "comparand": ("string", "What the subject is compared with"),
    "direction": ("string", "up, down or none"),
    "qualifier": ("string", "The hedge, such as about or over"),
    "as_of": ("string", "Day the statement describes, as precise as printed"),
    "period": ("string", "Window the statement describes, start/end"),
    "stated": ("string", "The number as printed"),
    "unit": ("string", "Unit of the number: x, %, pp, bp, a currency, points, count, date, year"),
    "low": ("string", "Lower end of the stated interval in that unit; a date for dates"),
    "high": ("string", "Upper end of the stated interval in that unit; a date for dates"),
    "low_open": ("boolean", "Whether the lower end itself is outside"),
    "high_open": ("boolean", "Whether the upper end itself is outside"),
    "computed": ("string", "What the data say"),
    "difference": ("string", "Computed minus the nearest end of the interval; 0 inside"),
    "verdict": ("string", "How right the statement is, or that it cannot be told"),
    "hindsight": ("boolean", "Whether evidence decided that came out only after the claim"),
    "outcome": ("string", "Of a forecast: pending, came true, did not, untestable"),
    "basis": ("string", "What the verdict rests on: data, the article itself, other articles, a document, a judgement"),
    "method": ("string", "Name of the check"),
    "evidence": ("string", "Ids of series and documents, parted by spaces"),
    "justification": ("string", "Why, in a sentence or two"),
    "start": ("integer", "Where the number starts in the article's text, counted from 0"),
    "end": ("integer", "Where it ends, exclusive"),
    "appearances": ("string", "Further mentions in the article, start-end, parted by spaces"),
    "paragraph": ("integer", "Line of the text that is not empty, counted from 1"),
    "complete": ("boolean", "false where the copy lost words that the claim needs"),
    "statement": ("string", "The claim in our own words"),
}
CONTRADICTIONS: Mapping[str, Field] = {
    "id": ("string", "Id of the contradiction"),
    "kind": ("string", "internal to one article, or cross_article"),
    "claims": ("string", "Ids of the claims, parted by spaces"),
    "what": ("string", "Who says what against whom"),
    "decides": ("string", "The arithmetic or the fact"),
}
NUMBERS: Mapping[str, Field] = {
    "id": ("string", "Id of the number"),
    "text": ("string", "As printed"),
    "value": ("string", "At full useful precision; a date or words where it is none"),
    "unit": ("string", "Unit of the value"),
    "low": ("string", "Lower end of the interval"),
    "high": ("string", "Upper end of the interval"),
    "n": ("integer", "Observations behind it"),
    "as_of": ("date", "Last day it knows of"),
    "chapter": ("string", "Chapter or page that says it"),
    "cell": ("string", "Cell that computed it"),
    "formula": ("string", "How, in words"),
    "inputs": ("string", "Ids of the series and tables it is made of, parted by spaces"),
    "rows": ("string", "The observations or claims it rests on"),
}
REPLAY: Mapping[str, Field] = {
    "date": ("date", "Trading day"),
    "claim": ("string", "Id of the claim"),
    "verdict": ("string", "Verdict as of that day's close"),
    "outcome": ("string", "Outcome of a forecast as of that day"),
    "computed": ("string", "What the data said by then"),
    "reason": ("string", "What moved it"),
}
