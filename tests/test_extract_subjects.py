"""Who a number is about, in short sentences: the name that rules it, not the one that stands nearest."""

import pytest

from rotation.extract import extract

LETTER = "Quillhaven Small Cap Fund\nLetter to shareholders\n\n"
TABLE = LETTER + "Our benchmark is the Russell 2000 Value Index.\n\n"

SENTENCES = [
    # two are compared: who leads is the subject
    ("Small caps look cheap. The group trades at 15.8x earnings, 30% below large caps.", "15.8x", "US small-caps"),
    ("The Russell 2000 has beaten its large-cap sibling for seven straight weeks.", "seven", "Russell 2000"),
    ("Blended earnings of the S&P 500 fell 5.2%, ex-energy they rose 1.9%.", "5.2%", "S&P 500"),
    # who says it is not whom it is about
    ("Lufthansa advanced. Analysts at Elbrich Securities raised their target to €11.00.", "€11.00", "Lufthansa"),
    ("The S&P 500 may slip 4%, said Ann Crowe, chief strategist at Fenwick Advisers.", "4%", "S&P 500"),
    # banks by the name that the page prints
    ("The Bank of England kept its rate at 5%.", "5%", "Bank of England"),
    ("The Bank of England (BoE) met. The BoE kept its rate at 5%.", "5%", "BoE"),
    # a fund's letter
    (LETTER + "The Fund lost 1.84% in the quarter.", "1.84%", "Quillhaven Small Cap Fund"),
    (LETTER + "Our largest contributor was Castellan Bearings. The stock rose 24%.", "24%", "Castellan Bearings"),
    (LETTER + "• Corvane Airports. Traffic collapsed by 71%; we sold in April.", "71%", "Corvane Airports"),
    (TABLE + "Portfolio characteristics\n\n              Fund      Index\nPrice/book    1.31x     1.12x\n", "1.12x",
     "Russell 2000 Value"),
    (TABLE + "Returns (%)\n\n           1 yr     3 yr\nFund       11.2%    9.1%\nBenchmark  9.5%     8.3%\n", "9.5%",
     "Russell 2000 Value"),
    # companies that nothing introduces
    ("Torrin Imaging was up by 25% after a bid.", "25%", "Torrin Imaging"),
    (LETTER + "Top positions: Brightwater Paper 3.9%, NuMill 2.8%.", "2.8%", "NuMill"),
    ("Oriel Semiconductor N.V. – results\n\nOriel sells chips. Oriel guides to revenue of €890m. The company grew.",
     "€890m", "Oriel Semiconductor"),
    ("Southwest Airlines (LUV.N) slid 8.9%.", "8.9%", "LUV"),
    # banks by their rate or their country
    ("Brazil lowered the Selic by 50bp.", "50bp", "Banco Central do Brasil"),
    ("Poland cut its policy rate to 5.75%.", "5.75%", "NBP"),
    # a country for its shares, a size for its group
    ("Emerging markets sell at a discount of 39%, and Europe at 32%.", "32%", "European equities"),
    ("Forward P/E\n\nUS large: 15.8\nUK small: 9.4\n", "9.4", "UK small-caps"),
    # the name that another figure holds
    ("The Russell 2000 fell. It yields 1.4%, against 1.3% for the S&P 500.", "1.4%", "Russell 2000"),
    ("The STOXX Europe 600 is up 9.2% while the S&P 500 has lost 2.4%, a gap of 11.6 percentage points.",
     "11.6 percentage points", "STOXX Europe 600"),
    # labels under their caption
    ("Factor returns\n\n| Factor | 1W | YTD |\n|---|---|---|\n| Value | -0.62% | +1.18% |\n", "-0.62%",
     "value factor"),
    ("Yields\n\n| Bond | Last | Change |\n|---|---|---|\n| Bund 10y | 2.21% | +6 bp |\n", "2.21%",
     "German 10-year Bund"),
]


@pytest.mark.parametrize(("text", "surface", "subject"), SENTENCES)
def test_whom_a_number_is_about(text, surface, subject):
    found = [m for m in extract(text) if m.surface == surface]
    assert [m.subject for m in found] == [subject]


# Where a row's cells each hold a name of their own, and where a paragraph opens with a name as its first sentence.
OWN_NAMES = [
    ("Regions, %\nEurope ex UK 34.1 (24.6)   UK 17.8 (12.9)   Japan 22.5 (21.7)   China 4.1\n",
     {"17.8": "UK equities", "(12.9)": "UK equities", "22.5": "Japanese equities", "4.1": "Chinese equities"}),
    ("A look at power\n\nCanastra Energia. Core profit was R$412 million and net debt R$2.9 billion after rain.\n",
     {"R$412 million": "Canastra Energia", "R$2.9 billion": "Canastra Energia"}),
]


@pytest.mark.parametrize(("text", "subjects"), OWN_NAMES)
def test_a_name_goes_with_its_own_figures(text, subjects):
    found = {record.surface: record.subject for record in extract(text, "x", None, ())}
    assert {surface: found[surface] for surface in subjects} == subjects
