"""A clock that only moves when somebody sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Seconds, dates and ISO times of one imagined clock; `slept` lists the pauses."""

    def __init__(self, start: str = "2024-05-01T00:00:00+00:00") -> None:
        self._start = datetime.fromisoformat(start)
        self.seconds = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def pass_days(self, days: float) -> None:
        self.seconds += days * 86400

    def today(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds)

    def now(self) -> str:
        return self.today().astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"

    def tick(self) -> str:
        """Return the time, and move on by a second."""
        self.seconds += 1
        return self.now()
