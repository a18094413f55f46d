"""Which check would decide a claim: proposed by rule from its metric, subject, unit and dates.

The rules are data (``data/checks/proposals.yml``); the words beginning with ``$`` in them are computed here, each by a
function of its own. A proposal is a record of the form that people write in ``data/checks``; it is tested by the same
engine, judged by the same rule, and marked ``proposed`` until a person has looked at it. Where nothing fits, the
proposal is ``no_evidence`` and names what it would take.
"""

from .propose import Proposer, load_table

__all__ = ["Proposer", "load_table"]
