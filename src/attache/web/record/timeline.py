"""What happened with a record, by date: what its source states, what was observed, what is known to have followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Moment", "timeline"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment: `day` to the precision that is known, None where it is not; `kind` names its sentence.

    `values` go into the sentence. `tone` is `stated`, `seen` or `followed`: who says so, a source, the archive, people.
    """

    day: str | None
    kind: str
    tone: str
    values: Mapping[str, Any] = field(default_factory=dict)


def timeline(
    card: Mapping[str, Any], history: Sequence[Mapping[str, Any]], outcomes: Iterable[Mapping[str, Any]]
) -> list[Moment]:
    """Return all moments in order, the undated ones last."""
    moments = [*_stated(card), *_seen(card, history), *(_followed(one) for one in outcomes)]
    return sorted(moments, key=lambda one: (one.day is None, one.day or ""))


def _stated(card: Mapping[str, Any]) -> Iterator[Moment]:
    if card["published_on"]:
        yield Moment(card["published_on"], "posted", "stated")


def _seen(card: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> Iterator[Moment]:
    if card["first_seen"]:
        yield Moment(card["first_seen"], "first_seen", "seen")
    for version in history[1:]:
        yield Moment(version["seen_at"], "edited", "seen", {"number": version["number"]})
    if card["status"] in ("gone", "returned"):
        yield Moment(card["status_since"], card["status"], "seen")
    if card["last_seen"] and card["last_seen"] != card["first_seen"]:
        yield Moment(card["last_seen"], "last_seen", "seen")


def _followed(outcome: Mapping[str, Any]) -> Moment:
    return Moment(outcome["outcome_on"], "outcome", "followed", outcome)
