"""What pages keep beside an edition, compared with what the edition gives now.

The shelf and the counted figures are in no manifest, since they are made when somebody looks; so they are made again.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator

from attache.build.edition import Edition, Editions
from attache.web.measured import Measured
from attache.web.shelf import Shelf

__all__ = ["check_pages"]

Progress = Callable[[str, int, int], None]
_MEND = "remove the file, it is made again."


def check_pages(edition: Edition, counts: dict[str, int], progress: Progress) -> Iterator[str]:
    """Yield a sentence for each sheet of the shelf and each counted figure that is not what it should be.

    What other code has made is not looked at: pages make it again before they show it. `counts` is added to.
    """
    progress("pages", 0, 2)
    if Shelf.ready(edition):
        sheets = Shelf.compared(edition)
        counts["sheets"] = len(sheets)
        for name in (name for name, same in sheets.items() if not same):
            yield f"{Shelf.path(edition)}: `{name}` is not what the edition gives; {_MEND}"
    progress("pages", 1, 2)
    figures = Measured(edition)
    if figures.kept.path.exists():
        yield from _figures(figures, counts)
    figures.close()
    progress("pages", 2, 2)


def _figures(figures: Measured, counts: dict[str, int]) -> Iterator[str]:
    """Count all that is kept again; changes since an edition that is not here any more are left out."""
    here = Editions(figures.edition.path.parent).numbers()
    counts["figures"] = 0
    for key in sorted(figures.kept.keys()):
        kept = _read(figures.kept.get(key))
        if re.fullmatch(r"changes \d{1,9}", key) and int(key.split()[1]) not in here:
            continue
        if key == "changes" and isinstance(kept, dict) and kept and kept.get("before") not in here:
            continue
        counts["figures"] += 1
        job = figures.job(key)
        if job is None or not _alike(kept, _read(json.dumps(job()))):
            yield f"{figures.kept.path}: `{key}` is not what is counted now; {_MEND}"


def _read(text: str | None) -> object:
    try:
        found: object = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return found


def _alike(kept: object, made: object) -> bool:
    """Whether a kept result is the one that was made now; sums of many parts may differ in their last digits."""
    waiting = [(kept, made)]
    while waiting:
        a, b = waiting.pop()
        if isinstance(a, float) and isinstance(b, float):
            if not math.isclose(a, b, rel_tol=1e-9):
                return False
        elif isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
            waiting += [(a[name], b[name]) for name in a]
        elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
            waiting += zip(a, b, strict=True)
        elif a != b or type(a) is not type(b):
            return False
    return True
