"""Rows of the brief's own: counts of the selection that no measure gives."""

from __future__ import annotations

from attache.measure.estimates import CODED_BY, Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where

__all__ = ["counted"]


def counted(
    frame: Frame,
    name: str,
    n: int,
    total: int | None,
    *,
    where: Where | None = None,
    unit: str = "opportunities",
    denominator: str = "opportunities of the selection",
) -> Estimate:
    """Return a row `brief.NAME` that states a count; `where` selects the records behind it."""
    return Estimate(
        measure=f"brief.{name}",
        variant="default",
        by_1=None,
        group_1=None,
        by_2=None,
        group_2=None,
        n=n,
        total=total,
        share=None,
        value=None,
        unit=unit,
        low=None,
        high=None,
        method="counted",
        coded_by=CODED_BY["read"],
        window=frame.stamp.window,
        denominator=denominator,
        records=str(where) if where is not None else None,
        note=None,
        synthetic=frame.stamp.synthetic,
        edition=frame.stamp.edition,
        codebook=frame.codebook.version,
    )
