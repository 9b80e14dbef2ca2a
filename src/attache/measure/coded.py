"""Measures that are the values of one variable of the codebook: how they are declared and computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Measure
from attache.measure.tables import closed, nothing
from attache.measure.where import ALL

__all__ = ["ALL_OR_OFFERS", "STATED_ROW", "each_value", "of_variable"]

STATED_ROW = "stated"
"""Group of the row that counts all opportunities with any value of a variable."""
OFFERS = "opportunities that offer foreign technology (`direction` is `inbound_offer`)"
ALL_OR_OFFERS = {"all": "of all opportunities in the window", "offers": f"of {OFFERS}"}
Compute = Callable[[Frame, Measure], Iterator[Estimate]]


def each_value(*variables: str, offers: bool = False) -> Compute:
    """Return how to compute a row for each value of some variables: of all opportunities, and of offers if asked."""
    offered = ALL.also(direction="inbound_offer")

    def compute(frame: Frame, measure: Measure) -> Iterator[Estimate]:
        bases = [("all", ALL, None), ("offers", offered, OFFERS)] if offers else [(DEFAULT, ALL, None)]
        for variant, where, denominator in bases:
            if not frame.count(where):
                yield nothing(frame, measure, where, variant)
                continue
            for variable in variables:
                yield from closed(
                    frame, measure, variable, where=where, stated=STATED_ROW, variant=variant, denominator=denominator
                )

    return compute


def of_variable(
    id: str,  # noqa: A002 -- as in `Measure`
    variable: str,
    question: str,
    definition: str,
    *,
    offers: bool = False,
) -> Measure:
    """Return the measure of a variable's values: a row for each, for none (`unknown`) and for any (`stated`)."""
    return Measure(
        id,
        question=question,
        unit="opportunities",
        denominator="opportunities in the window, those without a code included",
        definition=f"{definition} Variable `{variable}` of the codebook; `unknown` where the text says nothing, "
        "`stated` where it says anything. An opportunity with several values counts in each.",
        compute=each_value(variable, offers=offers),
        variants=ALL_OR_OFFERS if offers else {DEFAULT: "as defined"},
    )
