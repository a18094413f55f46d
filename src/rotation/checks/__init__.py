"""The check engine: how each claim is tested (``data/checks``), and the functions that test it."""

from . import (  # noqa: F401 - they register
    companies,
    documents,
    forecasts,
    internal,
    levels,
    performance,
    policy,
    rules,
    sectors,
    unnamed,
    valuation,
)
from .engine import Plan, find, load_plans
from .registry import REGISTRY, World, check

__all__ = ["REGISTRY", "Plan", "World", "check", "find", "load_plans"]
