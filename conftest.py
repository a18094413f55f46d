"""nbval on warm kernels: one process loads everything once, and each notebook's kernel is a fork of it.

The notebooks and nbval's comparison are as they were; ``--stock-kernels`` starts every kernel afresh.
"""

from __future__ import annotations

import os

import pytest

_started: list = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stock-kernels", action="store_true", help="nbval starts each notebook's kernel afresh")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the zygote; xdist's workers find it in their environment."""
    if not getattr(config.option, "nbval", False) or config.option.stock_kernels or not hasattr(os, "pidfd_open"):
        return
    from rotation.notebooks import libraries_of, plan_runs, shared_ledger
    from rotation.paths import CHAPTERS
    from rotation.warm import nbval

    nbval.use()
    if not hasattr(config, "workerinput"):
        runs = plan_runs([], {}, CHAPTERS, {})
        _started.extend(nbval.start(libraries_of(runs), shared_ledger(runs)))


def pytest_unconfigure() -> None:
    while _started:
        _started.pop().close()
