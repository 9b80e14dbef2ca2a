"""What became of sending a message: it arrived, certainly did not, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Answer", "refused", "sent", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one attempt, and its cause where it did not arrive."""

    outcome: Literal["sent", "refused", "unknown"]
    cause: str = ""


def sent() -> Answer:
    """The other side took it."""
    return Answer("sent")


def refused(cause: str) -> Answer:
    """It certainly did not arrive, so it may be tried again."""
    return Answer("refused", cause)


def unknown(cause: str) -> Answer:
    """It may have arrived, so it must not be sent again."""
    return Answer("unknown", cause)
