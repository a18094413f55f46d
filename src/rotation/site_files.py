"""Files beside the pages, made from records: data that scripts load, figures, downloads.

Like pages, they are written only if their content changed, and taken away when they are made no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx

from .files import read_text, write_text


def put(app: Sphinx, kind: str, files: Mapping[str, str | bytes]) -> None:
    """Have exactly these files of a kind in the output, by name below it."""
    memory = Path(app.doctreedir) / f"files-{kind}.json"
    before = json.loads(read_text(memory)) if memory.is_file() else []
    for name, content in files.items():
        path = Path(app.outdir) / name
        if isinstance(content, str):
            content = content.encode()
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for gone in set(before) - set(files):
        (Path(app.outdir) / gone).unlink(missing_ok=True)
    write_text(memory, json.dumps(sorted(files)))


def taken(name: str, value: object) -> str:
    """A data file: a call that hands a value over. Nothing in it can end the script that it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"rotation.take({json.dumps(name)},{text});\n"
