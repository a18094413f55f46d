"""What a page about one claim shows, as plain records: ``data/records/claims.json`` of the staged book.

    table = claim_table(ledger, rows, numbers, earlier, book)    one dictionary a claim, and what several of them share

Nothing is decided here. ``extension`` hands the records to the theme's templates.
"""

from .changes import Earlier, earlier_of
from .table import claim_table

__all__ = ["Earlier", "claim_table", "earlier_of"]
