"""One notebook over many companies: the universe, what is still to be made, and the table of what failed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .errors import CheckFailed, InputError, RotationError
from .files import read_rows, read_text, write_text
from .notebooks import Run
from .parameters import check_parameters, declared_parameters
from .paths import DATA, data_folder

STATE = "sweep.json"
_TICKER = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=-]{0,19}")      # becomes a file's name


def universe(tickers: Sequence[str], listed: Path | None = None) -> list[str]:
    """The tickers that are named, or listed one a line; the companies of the book if neither."""
    found = [*tickers, *([line.strip() for line in read_text(listed).splitlines()] if listed else [])]
    if not tickers and listed is None:
        found = [row["ticker"] for row in read_rows(DATA / "reference" / "companies.csv")]
    found = list(dict.fromkeys(name for name in found if name and not name.startswith("#")))
    for name in found:
        if not _TICKER.fullmatch(name) or name.endswith("."):
            raise InputError("universe", repr(name), "a ticker such as BRK.B", "one ticker a line, nothing else")
    if not found:
        raise InputError("universe", "no ticker", "at least one", "name a ticker")
    return found


def plan_sweep(template: Path, tickers: Sequence[str], parameters: Mapping[str, object], out: Path) -> list[Run]:
    """A run a ticker; InputError, before anything runs, for parameters that the template does not declare."""
    if parameters.get("data"):
        data_folder(Path(str(parameters["data"])))
    declared = declared_parameters(template)
    check_parameters(declared, {**parameters, "ticker": ""}, f"template {template.name}")
    return [Run(template, out / f"{name}.ipynb", {**parameters, "ticker": name}) for name in tickers]


def open_runs(runs: Sequence[Run], out: Path) -> list[Run]:
    """What the last sweep into this folder, if it was of the same template and parameters, did not make."""
    try:
        state = json.loads(read_text(out / STATE))
    except (InputError, json.JSONDecodeError):
        return list(runs)
    done = state.get("done", {}) if isinstance(state, dict) else {}
    return [run for run in runs if done.get(run.target.stem) != _key(run) or not run.target.is_file()]


def write_state(out: Path, runs: Sequence[Run], found: Sequence[tuple[Run, RotationError | None]]) -> None:
    """Beside the pages: which are made, of what, and what failed."""
    failed = {run.target.stem: str(error) for run, error in found if error}
    done = {run.target.stem: _key(run) for run in runs if run.target.stem not in failed and run.target.is_file()}
    write_text(out / STATE, json.dumps({"done": done, "failed": failed}, indent=1, sort_keys=True) + "\n")


def _key(run: Run) -> str:
    """Template and parameters of a page as text."""
    return json.dumps([run.source.name, read_text(run.source), dict(run.parameters)], sort_keys=True, default=str)


def told_failures(found: Sequence[tuple[Run, RotationError | None]]) -> None:
    """CheckFailed with a table of what failed, one ticker a line; nothing if all went well."""
    failed = [(run.target.stem, str(error)) for run, error in found if error]
    if failed:
        width = max(len(name) for name, _ in failed)
        table = "\n".join(f"  {name:<{width}}  {told}" for name, told in sorted(failed))
        raise CheckFailed(f"{len(failed)} of {len(found)} pages failed, the others are made:\n{table}")
