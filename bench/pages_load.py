"""Asks a server by eight connections at once: `python bench/pages_load.py PORT SECONDS`, addresses as JSON on stdin."""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection

__all__ = ["percentile", "wait"]

CONNECTIONS = 8
_PATIENCE = 600.0


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)]


def wait(port: int, path: str, alive: Callable[[], bool]) -> None:
    """Wait until a server answers; TimeoutError where it ends before, or after ten minutes."""
    until = time.monotonic() + _PATIENCE
    while alive() and time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise TimeoutError(f"no answer at port {port}")


def ask(port: int, addresses: Sequence[str], seconds: float) -> dict[str, float]:
    """Ask for addresses in turn until the time is over; every answer must be 200."""
    turn, waited, failed = itertools.cycle(addresses), [], []
    lock, until = threading.Lock(), time.monotonic() + seconds

    def work() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until and not failed:
            with lock:
                address = next(turn)
            begun = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            waited.append(1000 * (time.perf_counter() - begun))
            if answer.status != 200:
                failed.append((address, answer.status))

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    told = {"p50": percentile(waited, 50), "p95": percentile(waited, 95)}
    return told | {"requests": len(waited), "rate": len(waited) / seconds}


if __name__ == "__main__":
    print(json.dumps(ask(int(sys.argv[1]), json.load(sys.stdin), float(sys.argv[2]))))
