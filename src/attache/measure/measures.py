"""What a measure is: a question with its unit of analysis, denominator, definition, variants and answer.

A measure is a small function over a `Frame` that yields rows of one schema (`Estimate`). It is declared once, as a
`Measure`, in the chapter that it belongs to; `attache.measure.chapters` lists all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from attache.measure.estimates import CODED_BY, Estimate
from attache.measure.frame import Frame
from attache.measure.where import Where

__all__ = ["DEFAULT", "Groups", "Measure"]

DEFAULT = "default"
Groups = tuple[tuple[str, str], ...]
"""At most two pairs of a dimension and its group."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. `variants` says of each definition variant what it means; the first is the one shown first.

    `compute` yields the rows of all variants; it makes them with `row`, which fills in what is the same for all.
    """

    id: str
    question: str
    unit: str
    denominator: str
    definition: str
    compute: Callable[[Frame, Measure], Iterator[Estimate]]
    variants: Mapping[str, str] = field(default_factory=lambda: {DEFAULT: "as defined"})

    @property
    def chapter(self) -> str:
        """Chapter that it belongs to."""
        return self.id.partition(".")[0]

    def row(
        self,
        frame: Frame,
        *,
        method: str,
        groups: Groups = (),
        n: int | None = None,
        total: int | None = None,
        share: float | None = None,
        value: float | None = None,
        interval: tuple[float | None, float | None] | None = None,
        variant: str = DEFAULT,
        coded_by: str = "read",
        unit: str | None = None,
        denominator: str | None = None,
        where: Where | None = None,
        note: str | None = None,
    ) -> Estimate:
        """Return a row of this measure. `coded_by` is a key of `CODED_BY`; `where` selects the records behind `n`."""
        first, second, *_ = (*groups, (None, None), (None, None))
        low, high = interval if interval is not None else (None, None)
        stamp = frame.stamp
        return Estimate(
            measure=self.id,
            variant=variant,
            by_1=first[0],
            group_1=first[1],
            by_2=second[0],
            group_2=second[1],
            n=n,
            total=total,
            share=share,
            value=value,
            unit=unit or self.unit,
            low=low,
            high=high,
            method=method,
            coded_by=CODED_BY[coded_by],
            window=stamp.window,
            denominator=denominator or self.denominator,
            records=str(where) if where is not None else None,
            note=note,
            synthetic=stamp.synthetic,
            edition=stamp.edition,
            codebook=frame.codebook.version,
        )

    def run(self, frame: Frame) -> list[Estimate]:
        """Return the rows, in the order that the measure gives them."""
        return list(self.compute(frame, self))
