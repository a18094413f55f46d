"""What a rule's match says: one small function for each way of reading, registered by the name that grammar.yml uses.

A reading that makes no sense (a day that no month has, a range that runs down) is None, and the next rule is tried.
"""

from . import counts, days, magnitudes, money, names, spans
from .match import READINGS, Match, Reading

__all__ = ["READINGS", "Match", "Reading", "counts", "days", "magnitudes", "money", "names", "spans"]
