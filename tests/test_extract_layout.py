"""Lines → blocks and sentences: what is torn is joined, what is separate stays separate."""

import pytest

from rotation.extract.layout import pages


def kinds(text):
    return [block.kind for page in pages(text) for block in page.blocks]


def sentences(text):
    return [" ".join(text[s.start:s.end].split()) for page in pages(text) for s in page.sentences]


@pytest.mark.parametrize(("line", "kind"), [
    ("Sector Rotation: Who Leads the Charge", "heading"),
    ("# Markets today", "heading"),
    ("Valuations remain stretched, and that is the risk.", "paragraph"),
    ("- Rates fell in March.", "item"), ("• Rates fell", "item"), ("1. Rates fell", "item"), ("(2) rates fell", "item"),
    ("a) rates fell", "item"),
    ("Revenue\t12.4\t11.8", "row"), ("| Revenue | 12.4 |", "row"), ("Revenue    12.4    11.8", "row"),
    ("ACME  226.76", "quote"), ("+0.00 (0.00%)", "quote"), ("-1.25 (0.55%)", "quote"),
    ("Tuesday, Mar 4, 2025 7:15 am ET4min read", "publication"), ("Published: 4 May 2023", "publication"),
    ("Updated 2023-05-04", "publication"), ("May 4, 2023", "publication"),
    ("Speaker 1", "furniture"), ("Quotes delayed at least 20 minutes.", "furniture"), ("No comments yet", "furniture"),
    ("© 2024 Example Media. All rights reserved.", "furniture"),
    ("Jane Doe is a reporter for Example with 12 years at the desk.", "bio"),
])
def test_the_kind_of_a_line(line, kind):
    assert kinds(line) == [kind]


@pytest.mark.parametrize(("text", "expected"), [
    ("The U.S. economy grew. It was fast.", 2),
    ("Example Inc. rose 2.5% on Sept. 30, and fell later.", 1),
    ("It was bought by Example Corp. The price was low.", 2),
    ("J. P. Doe vs. No. 2 maker, at 9 a.m. Tuesday.", 1),
    ("He said “it is over.” Then he left.", 2),
    ("It rose 3.5 percent! Really? Yes.", 3),
    ("Profits rose year-over-year. highlight the value.", 2),
    ("They live in the U.S. The market is there.", 2),
])
def test_where_sentences_end(text, expected):
    assert len(sentences(text)) == expected, sentences(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("In the quarter, Acme\n\n, with revenue up 9%, rose.", 1),                       # begins with punctuation
    ("Firms like Acme, which\n\nand has returned 2%, lead.", 1),                      # begins in lower case
    ("The quarter was good for all.\n\nfrom its low the index rose.", 2),             # the one before is whole
    ("A Fine Heading\n\nThe text begins here.", 2),
    ("It holds:\n1. Banks rise.\n2. Energy falls.", 3),
    ("The benchmark index of small companies rose strongly on\nTuesday after the report.", 1),    # hard-wrapped
    ("- One thing is torn,\n\n(Acme), and goes on.\n\n- Another stands.", 2),
])
def test_what_is_torn_is_joined(text, expected):
    assert len(sentences(text)) == expected, sentences(text)


def test_headings_and_leads():
    text = "Rates and Prices\n\nThree things stand out:\n- Banks rose.\n- Oil fell.\n\nStocks and Bonds\n\nBoth fell."
    page = pages(text)[0]
    blocks = page.blocks
    assert [b.kind for b in blocks] == ["heading", "paragraph", "item", "item", "heading", "paragraph"]
    assert [b.heading for b in blocks] == [None, 0, 0, 0, None, 4]
    assert [b.lead for b in blocks] == [None, None, 1, 1, None, None]


def test_a_table_knows_its_first_row():
    page = pages("Company\tPrice\tChange\nAcme\t10.5\t2%\nBeta\t3.1\t-1%")[0]
    assert [b.lead for b in page.blocks] == [None, 0, 0]


def test_a_quote_box_is_one_block_a_share():
    page = pages("ACME  226.76\n+0.00 (0.00%)\nBETA  272.19\n+0.00 (0.00%)")[0]
    assert [b.kind for b in page.blocks] == ["quote", "quote"]


def test_form_feeds_part_pages_and_offsets_go_on():
    text = "One.\fTwo."
    parts = pages(text)
    assert [(p.start, p.end) for p in parts] == [(0, 4), (5, 9)]
    assert [text[t.start:t.end] for p in parts for t in p.tokens] == ["One", ".", "Two", "."]


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n", "\ufeff", "\f\f", "—", "\u2028", "'"])
def test_next_to_nothing(text):
    for page in pages(text):
        assert all(block.first < block.last or not page.tokens for block in page.blocks)
