"""Making an ordered pack or brief in a process of its own: one at a time, within bounds of time and size."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from filelock import FileLock

from attache.build.edition import Editions
from attache.core.errors import AttacheError, InputError
from attache.core.workspace import Workspace
from attache.publish.brief import make_brief
from attache.publish.brief.writing import write_brief
from attache.publish.pack import make_pack, write_pack
from attache.publish.pack.making import File
from attache.web.taking.orders import Order

__all__ = ["LARGEST", "LONGEST", "begin", "main"]

LONGEST = 15 * 60.0
"""Seconds that one may take, its wait for its turn not counted."""
LARGEST = 512 << 20
"""Bytes that the files of one may have."""
_TAKING = 10
_NARROW = "ask for less: an organisation instead of a country, or make it by the command"


def begin(space: Workspace, order: Order) -> None:
    """Have an order made by another process, which goes on when this one ends."""
    command = [sys.executable, "-m", "attache.web.taking.work", str(space.root), str(order.folder)]
    none = subprocess.DEVNULL
    child = subprocess.Popen(command, start_new_session=True, stdin=none, stdout=none, stderr=none)  # noqa: S603
    threading.Thread(target=child.wait, daemon=True).start()


def make(space: Workspace, order: Order) -> None:
    """Make it, or note why there is none."""
    try:
        edition = Editions(space.editions).get(order.edition)
        plan = order.plan
        if plan.kind == "pack":
            files = make_pack(edition, plan.asked, None, language=plan.language)
            write_pack(_bounded(order, files), order.file)
        else:
            brief = make_brief(edition, plan.asked, language=plan.language)
            write_brief(brief, order.file)
        if order.file.stat().st_size > LARGEST:
            order.file.unlink()
            raise _too_large()
        order.ready(_sha256(order.file))
    except AttacheError as error:
        order.failed(error.what, error.mend)
    except MemoryError:
        order.failed("it does not fit into memory", _NARROW)
    except OSError as error:
        order.failed(f"it cannot be written ({error.strerror})", "make room, and order it again")


def _bounded(order: Order, files: Iterable[File]) -> Iterator[File]:
    """Yield the files, and tell how many there are; InputError where they become too large."""
    size = 0
    for count, one in enumerate(files, 1):
        size += len(one.body) if isinstance(one.body, bytes) else one.body.stat().st_size
        if size > LARGEST:
            raise _too_large()
        order.made(count)
        yield one


def _too_large() -> InputError:
    return InputError(f"it would be larger than {LARGEST >> 20} MB", mend=_NARROW)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(root: str, folder: str) -> None:
    """Make one order in this process."""
    if hasattr(os, "nice"):
        os.nice(10)  # pages come first
    space, order = Workspace.open(Path(root)), Order(Path(folder))
    with FileLock(order.folder / "lock", timeout=_TAKING), FileLock(space.root / ".taken-place"):
        order.made(0)
        timer = threading.Timer(LONGEST, _give_up, (order,))
        timer.daemon = True
        timer.start()
        make(space, order)
        timer.cancel()


def _give_up(order: Order) -> None:
    order.failed(f"it took longer than {LONGEST / 60:.0f} minutes", _NARROW)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:3])
