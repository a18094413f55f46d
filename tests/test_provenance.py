"""Which rows a number rests on: a notation that says the same when it is read again."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rotation import provenance
from rotation.errors import InputError
from rotation.provenance import Claims, Days

TOKENS = [
    # written, read
    (provenance.window("yahoo/RUT", date(2024, 12, 31), pd.Timestamp("2025-12-12")), "yahoo/RUT:2024-12-31..2025-12-12",
     Days(("yahoo/RUT",), (date(2024, 12, 31), date(2025, 12, 12)), between=True)),
    (provenance.days("fred/DGS2", "2025-03-02", date(2025, 1, 2), "2025-03-02"), "fred/DGS2:2025-01-02,2025-03-02",
     Days(("fred/DGS2",), (date(2025, 1, 2), date(2025, 3, 2)))),
    (provenance.claims(["001/003", "000/002", "000/001", "000/003", "000/008"])[0], "claims:000/001-003,008;001/003",
     Claims(("000/001", "000/002", "000/003", "000/008", "001/003"))),
    (provenance.claims(["spring-note/099", "spring-note/100"])[0], "claims:spring-note/099-100",
     Claims(("spring-note/099", "spring-note/100"))),
    (provenance.ends(("yahoo/RUT", "yahoo/GSPC"), "2025-01-02", "2025-01-03")[0],
     "yahoo/RUT+GSPC:2025-01-02,2025-01-03",
     Days(("yahoo/RUT", "yahoo/GSPC"), (date(2025, 1, 2), date(2025, 1, 3)))),
    (provenance.claims([])[0], "claims:-", Claims(())),
]


@pytest.mark.parametrize(("written", "token", "read"), TOKENS)
def test_what_is_written_is_read(written, token, read):
    assert written == token
    assert provenance.parse(token) == read


@pytest.mark.parametrize("token", ["", "yahoo/RUT", "yahoo/RUT:", "yahoo/RUT:yesterday", "claims:", "claims:000/x",
                                   "claims:5", "two words:2025-01-02"])
def test_what_says_nothing_is_refused(token):
    with pytest.raises(InputError, match="not known"):
        provenance.parse(token)


SHORT = [
    # tokens, inputs, shortened
    ("yahoo/RUT+GSPC:2025-01-02..2025-02-03", ["yahoo/RUT", "yahoo/GSPC"], "*:2025-01-02..2025-02-03"),
    ("yahoo/RUT:2025-01-02 fred/DGS2:2025-01-02", ["yahoo/RUT", "fred/DGS2"], "*:2025-01-02"),
    ("yahoo/RUT:2025-01-02 fred/DGS2:2025-01-03", ["yahoo/RUT", "fred/DGS2"], None),      # other days
    ("yahoo/RUT:2025-01-02", ["yahoo/RUT", "yahoo/GSPC"], None),                          # not all of them
    ("claims:000/001", [], None), ("", ["yahoo/RUT"], None), ("", [], None),
]


@pytest.mark.parametrize(("told", "inputs", "short"), SHORT)
def test_what_is_shortened_can_be_lengthened(told, inputs, short):
    assert provenance.shortened(told, inputs) == (told if short is None else short)
    assert provenance.lengthened(provenance.shortened(told, inputs), inputs) == told
