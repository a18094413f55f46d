"""The fork that becomes a kernel: an unchanged ipykernel, as if it had been started afresh."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import warnings
from collections.abc import Sequence

from .figures import spare_unseen_drawings

_LAST_WORDS = 1.0         # seconds that a kernel's control thread may take to finish


def run_kernel(argv: Sequence[str], added_filters: list) -> int:
    """Run ipykernel with the arguments that its launcher would have got; its exit code."""
    from ipykernel import kernelapp

    launcher = os.path.join(os.path.dirname(os.path.dirname(kernelapp.__file__)), "ipykernel_launcher.py")
    sys.argv = [launcher, *argv]
    os.environ["JPY_PARENT_PID"] = str(os.getppid())   # as a kernel that a manager started would have it
    threading._counter = itertools.count(1).__next__          # threads are named by number from the first
    app = kernelapp.IPKernelApp.instance()
    app.initialize(list(argv))
    _settle_matplotlib()
    _settle_pandas()
    _settle_warnings(added_filters)
    spare_unseen_drawings(app.shell)
    app.start()
    # The thread that took the request to end still flushes its streams; closing them under it costs ten seconds.
    app.control_thread.join(_LAST_WORDS)
    return 0


def _settle_matplotlib() -> None:
    """The backend and the settings file as an import inside this kernel would have found them."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is None:
        return
    ours = matplotlib.rc_params()
    matplotlib.rcParamsOrig = ours.copy()
    dict.update(matplotlib.rcParams, ours)
    if os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _settle_pandas() -> None:
    pandas = sys.modules.get("pandas")
    if pandas is not None and sys.stdout.encoding:
        pandas.set_option("display.encoding", sys.stdout.encoding)


def _settle_warnings(added: list) -> None:
    """Filters that libraries add at import stand before the shell's own, as if they were imported in a cell."""
    for entry in reversed(added):
        if entry in warnings.filters:
            warnings.filters.remove(entry)
            warnings.filters.insert(0, entry)
    warnings._filters_mutated() if hasattr(warnings, "_filters_mutated") else None
