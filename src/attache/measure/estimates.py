"""One row of a measured table: a figure with what it counts, its interval, its definition and its evidence.

Every measure answers in this one schema, so that a table, a chart, a claim and a release read it alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["CODED_BY", "Estimate"]

CODED_BY = {
    "machine": "machine only, not validated",
    "both": "people and machine",
    "people": "people",
    "read": "read by rules",
    "stated": "stated by sources",
}
"""What `coded_by` may say. `read` is of dates, countries and missions, which rules read and no coder codes."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of an edition: a count, a share of a total, or a value such as a number of days, with its interval.

    A share is `n / total` where the whole was counted; where people coded a sample and a machine all, it is the
    estimate that combines both, and `n` stays what the table shows. What cannot be computed is null with a `note`.
    """

    TABLE: ClassVar[str] = "measures"
    KEY: ClassVar[tuple[str, ...]] = ("measure", "variant", "by_1", "group_1", "by_2", "group_2")

    measure: str = col("id of the measure: chapter, a dot, a name: `locations.country`")
    variant: str = col("which of the measure's definitions; `default` where there is one")
    by_1: str | None = col("what the first group is a value of: a dimension or a variable of the codebook")
    group_1: str | None = col("first group: a country, a field, a year …; `unknown` where it is not stated")
    by_2: str | None = col("what the second group is a value of")
    group_2: str | None = col("second group")
    n: int | None = col("number of records that count")
    total: int | None = col("number of records that they are a share of")
    share: float | None = col("share, 0 to 1; null where the figure is no share")
    value: float | None = col("the figure where it is no share: days, an amount, an estimated number")
    unit: str = col("what is counted, or the unit of `value`: `opportunities`, `days`, `CNY` …")
    low: float | None = col("lower end of the interval of `share`, else of `value`")
    high: float | None = col("upper end")
    method: str = col("how the interval was computed, and its level")
    coded_by: str = col("who coded: " + "; ".join(f"`{one}`" for one in CODED_BY.values()))
    window: str = col("the time that is counted: `2015-01-01/2020-12-31`, or `all dates`")
    denominator: str = col("what `total` counts")
    records: str | None = col("query that lists the records behind `n`: `opportunities?host_country=US`")
    note: str | None = col("what a reader must know of this row")
    synthetic: bool = col("made of data for demonstration or tests, wholly or in part")
    edition: str = col("id of the edition")
    codebook: str = col("version of the codebook")

    @property
    def row_id(self) -> str:
        """The key as one string: stable over editions, unique in a table."""
        parts = (self.measure, self.variant, self.by_1, self.group_1, self.by_2, self.group_2)
        return "/".join("" if part is None else part for part in parts).rstrip("/")
