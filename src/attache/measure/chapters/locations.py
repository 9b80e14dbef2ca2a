"""Locations: where the technology that is sought sits, and which mission found it."""

from __future__ import annotations

from collections.abc import Iterator

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import shares

__all__ = ["MEASURES"]


def _country(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    yield from shares(frame, measure, ["host_country"])


MEASURES = (
    Measure(
        "locations.country",
        question="In which countries does the offered technology sit?",
        unit="opportunities",
        denominator="opportunities in the window, those without a stated country included",
        definition="Host country as read from the text; `unknown` where the text does not say.",
        compute=_country,
    ),
)
