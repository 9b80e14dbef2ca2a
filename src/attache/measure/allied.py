"""Shares of opportunities from allies of the United States, under every reading of the report's sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import shares
from attache.measure.tables import selected
from attache.measure.where import ALL, STATED

__all__ = ["AS_OF", "VARIANTS", "allied", "by_alliance"]

AS_OF = {"post": "alliance_post", "report": "alliance_report", "today": "alliance_today"}
"""Dates at which an alliance is looked up, with their dimensions."""
_DATES = {
    "post": "members on the day of posting",
    "report": "members when the report was published (May 2021)",
    "today": "members on the day of the edition's last capture",
}
_US = {"with_us": None, "without_us": "!US"}
_TAIWAN = {"with_taiwan": ("nato", "mnna", "mnna_treated"), "without_taiwan": ("nato", "mnna")}
_OF = {"all": "of all opportunities", "stated": "of those with a stated country, and date as of the posting"}


def _variants() -> Mapping[str, str]:
    told = {}
    for date, said in _DATES.items():
        for us in _US:
            for taiwan in _TAIWAN:
                for of, base in _OF.items():
                    told[".".join((date, us, taiwan, of))] = (
                        f"{said}; the United States {'counted' if us == 'with_us' else 'not counted'} as host; "
                        f"Taiwan {'counted' if taiwan == 'with_taiwan' else 'not counted'}; {base}"
                    )
    return told


VARIANTS = _variants()
"""All 24 readings: date, the United States, Taiwan, denominator. What is not counted as host stays in the total."""


def allied(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield one row per reading."""
    for variant in measure.variants:
        date, us, taiwan, of = variant.split(".")
        dimension = AS_OF[date]
        base = ALL.also(**{dimension: STATED}) if of == "stated" else ALL
        chosen = base.also(**{dimension: _TAIWAN[taiwan]}, host_country=_US[us])
        denominator = f"opportunities in the window{', ' + _OF[of].removeprefix('of ') if of == 'stated' else ''}"
        yield from selected(
            frame, measure, "host", [("allied", chosen)], where=base, variant=variant, denominator=denominator
        )


def by_alliance(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the shares of NATO members, major non-NATO allies, those treated as such, neither, and unknown."""
    for variant, dimension in AS_OF.items():
        yield from shares(frame, measure, [dimension], variant=variant)
