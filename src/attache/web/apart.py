"""Files of others opened in a process of its own: what makes a library take all memory or time ends that, not us.

A workbook of a few kilobytes may refer to one long text from a million cells. The libraries are asked with limits of
the operating system (`setrlimit`, POSIX; none on Windows), and what they find is taken up to a length.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from attache.core.errors import AttacheError, InputError

__all__ = ["LONGEST", "MEMORY", "SECONDS", "BusyError", "main", "read_apart", "rows_apart"]

MEMORY = 1 << 30
"""Bytes of memory that the other process may ask for."""
SECONDS = 60
"""Seconds that it may take."""
LONGEST = 128 << 20
"""Bytes of what it may answer."""
WORKBOOK = (64 << 20, 2_000_000)
"""Bytes and cells that a workbook may unpack to."""
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT = 15.0
_TAKES_TOO_MUCH, _MEND = "takes more memory or time to open than any list needs", "save it as CSV"


class BusyError(AttacheError):
    """Too many files are being opened at once."""

    status = 6


def rows_apart(body: bytes, where: str) -> list[list[str]]:
    """Return the rows of a workbook as `sheet_rows` does; InputError for one that takes too much, or BusyError."""
    found: list[list[str]] = _asked("rows", body, where)
    return found


def read_apart(body: bytes, name: str, media_type: str | None) -> list[dict[str, Any]]:
    """Return the documents of a file as `attache.api.read` does; InputError for one that takes too much."""
    found: list[dict[str, Any]] = _asked("read", body, name, media_type or "")
    return found


def _asked(what: str, body: bytes, where: str, *more: str) -> Any:
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise BusyError("too many files are being opened at once", mend="try again in a moment")
    try:
        command = [sys.executable, "-m", __name__, what, json.dumps([where, *more])]
        done = subprocess.run(command, input=body, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        told = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        told = {}
    finally:
        _AT_ONCE.release()
    if "found" in told:
        return told["found"]
    said, place, mend = told.get("refused", (_TAKES_TOO_MUCH, where, _MEND))
    raise InputError(said, where=place, mend=mend)


def _rows(body: bytes, where: str) -> list[list[str]]:
    from attache.link.registers.sheets import sheet_rows  # noqa: PLC0415 -- of the other process alone

    return sheet_rows(body, where, *WORKBOOK)


def _read(body: bytes, name: str, media_type: str) -> list[dict[str, Any]]:
    from attache import api  # noqa: PLC0415 -- of the other process alone

    return api.read(body, name=name, media_type=media_type or None)


_WORKS: Mapping[str, Callable[..., Any]] = {"rows": _rows, "read": _read}


def main(what: str, told: str) -> int:
    """Open the file at standard input, in this process, and write what was found as JSON; return the exit status."""
    _bound()
    try:
        answer = {"found": _WORKS[what](sys.stdin.buffer.read(), *json.loads(told))}
        written = json.dumps(answer)
    except InputError as error:
        written = json.dumps({"refused": [error.what, error.where, error.mend]})
    except MemoryError:
        return 1
    if len(written) > LONGEST:
        return 1
    sys.stdout.write(written)
    return 0


def _bound() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 -- not on Windows

        os.nice(5)  # pages come first
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
