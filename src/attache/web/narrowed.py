"""Measures of a part of an edition, computed in the background and kept: shares with intervals for one country."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError

from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.core.errors import AttacheError
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate

__all__ = ["SHOWN", "Narrowed", "Rows"]

SHOWN = {
    "content.field": "narrow",
    "methods.cooperation": "default",
    "methods.recommended_action": "default",
    "content.military": "level",
    "process.exactness": "in_time",
    "withdrawals.status": "opportunities",
    "locations.mission": "default",
}
"""Measures that are shown of a country, with the variant of each."""
Rows = Mapping[str, tuple[Estimate, ...]]
_KEPT = 64


class Narrowed:
    """Rows of `SHOWN` over a selection of opportunities; each selection of an edition is computed once."""

    def __init__(self) -> None:
        self._workers = ThreadPoolExecutor(1, "narrowed")
        self._lock = threading.Lock()
        self._asked: OrderedDict[tuple[str, str], Future[Rows]] = OrderedDict()

    def rows(self, edition: Edition, key: str, only: Callable[[], Sequence[str]], wait: float) -> Rows | None:
        """Return the rows of a selection that is named `key`; None where they are not there after `wait` seconds.

        `only` returns the ids of its opportunities. What could not be computed is computed again when asked for next.
        """
        name = (edition.edition_id, key)
        with self._lock:
            asked = self._asked.get(name)
            if asked is None:
                asked = self._asked[name] = self._workers.submit(_measure, edition, only())
                while len(self._asked) > _KEPT:
                    self._asked.popitem(last=False)[1].cancel()
            self._asked.move_to_end(name)
        try:
            return asked.result(wait)
        except NotYetError:
            return None
        except AttacheError:
            with self._lock:
                self._asked.pop(name, None)
            raise


def _measure(edition: Edition, only: Sequence[str]) -> Rows:
    frame = open_frame(edition, only=only)
    try:
        return {
            name: tuple(row for row in MEASURES[name].run(frame) if row.variant == variant)
            for name, variant in SHOWN.items()
        }
    finally:
        frame.con.close()
