"""Runs that are kept by what they were made from, so that only what changed runs again, and nothing stale is served.

``trace`` sees what a run really reads, ``imports`` which modules it stands on, ``digests`` turns both into content,
``store`` keeps results under it, ``apart`` does work in a process whose reads are seen. A result is served only if
every file that its run opened, listed or looked for is the same, byte for byte, as it was then; there is no clock and
no declared list in the question.
"""

from .apart import Apart
from .digests import Digests, digest
from .imports import module_files
from .store import Found, Store
from .trace import Seen, Trace

__all__ = ["Apart", "Digests", "Found", "Seen", "Store", "Trace", "digest", "module_files"]
