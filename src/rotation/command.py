"""How every script ends: one line, and an exit code that says whose turn it is.

0 done; 1 a check failed; 2 wrong input (one line: which record, what was found, what was expected, what to do).
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from .errors import RotationError


def main_with(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], str],
              arguments: Sequence[str] | None = None) -> int:
    """Parse, call ``run``, print its one line. Our own errors become one line on stderr and an exit code."""
    try:
        print(run(with_one_line(parser).parse_args(arguments)), flush=True)
    except RotationError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; the last good output stays in place", file=sys.stderr)
        return 130
    except BrokenPipeError:
        leave_quietly()
    except OSError as error:             # a folder where a file should be, a full disk, no permission
        if error.filename is None and error.errno not in _DISK:
            raise
        if error.filename is None:
            print(f"error: the disk: found {error.strerror}; expected room for what is written; make room, run again",
                  file=sys.stderr)
            return 2
        where, found = ascii(str(error.filename2 or error.filename))[1:-1], error.strerror or "an error"
        print(f"error: {where}: found {found}; expected a place that can be read and written; check the path",
              file=sys.stderr)
        return 2
    return 0


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)     # told of a write, which names no file


def with_one_line(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser, whose own complaints are one line too instead of a page of usage."""
    parser.error = lambda message: parser.exit(2, f"error: {message}; --help tells how\n")
    return parser


def leave_quietly() -> None:
    """The reader of our output has left, which is no error; nor shall the interpreter's last flush be one."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
