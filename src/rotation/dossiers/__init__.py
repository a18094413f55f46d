"""What the pages of single records show: every series with its certificate, every number with its rows, our code.

Tables of plain values, made from the market store and the ledger and staged as JSON; ``number_pages`` and
``series_pages`` make the pages. Terms of use are kept here: what leaves of a series that may only be published as what
is derived from it are the ends of a window and single days.
"""

from .code import code_records
from .explore import explore_records
from .numbers import number_records
from .series import series_records

__all__ = ["code_records", "explore_records", "number_records", "series_records"]
