"""How every script ends: one line, and an exit code that says whose turn it is.

0 done; 1 a check failed; 2 wrong input (one line: which record, what was found, what was expected, what to do).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from .errors import RotationError


def main_with(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], str],
              arguments: Sequence[str] | None = None) -> int:
    """Parse, call ``run``, print its one line. Our own errors become one line on stderr and an exit code."""
    try:
        print(run(parser.parse_args(arguments)))
    except RotationError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; the last good output stays in place", file=sys.stderr)
        return 130
    return 0
