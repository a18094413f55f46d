"""All series of the snapshot, in one list."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import InputError, suggestion
from . import table_macro, table_markets, table_valuation
from .recipe import Recipe


def recipes(wanted: Iterable[str] = ()) -> list[Recipe]:
    """The recipes of the named series, or of all, sorted by id."""
    every = {
        recipe.series: recipe for table in (table_markets, table_macro, table_valuation) for recipe in table.RECIPES
    }
    for name in wanted:
        if name not in every:
            raise InputError(f"series {name!r}", "no recipe", "a series of the snapshot", suggestion(name, every))
    return [every[name] for name in sorted(wanted or every)]
