"""What a replay's rows depend on, as one short text: another text, another replay."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from ..files import seen_files
from ..paths import folder

STAGES = ("articles", "claims", "checks", "market", "reference")
LIBRARY = Path(__file__).resolve().parents[1]


def digest_of_inputs(data: Path) -> str:
    """The content of every record and series, of the library, and the versions of what it computes with."""
    parts = [f"{np.__version__} {pd.__version__}"]
    parts += [f"{stage} {line}" for stage in STAGES for line in _files(folder(data, stage))]
    parts += [f"library {line}" for line in _files(LIBRARY) if line.partition(" ")[0].endswith((".py", ".yml"))]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _files(place: Path) -> list[str]:
    return [f"{Path(name).relative_to(place).as_posix()} {content}" for name, content in seen_files(place)
            if "__pycache__" not in name]
