"""Measures that are the values of variables of the codebook: how they are declared and computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import DEFAULT, Measure
from attache.measure.tables import closed

__all__ = ["STATED_ROW", "Compute", "each_value", "of_variable", "requiring"]

STATED_ROW = "stated"
"""Group of the row that counts all opportunities with any value of a variable."""
Compute = Callable[[Frame, Measure], Iterator[Estimate]]


def each_value(variables: Mapping[str, str]) -> Compute:
    """Return how to compute a row for each value of some variables, each the variant that `variables` names for it."""

    def compute(frame: Frame, measure: Measure) -> Iterator[Estimate]:
        for variable, variant in variables.items():
            yield from closed(frame, measure, variable, stated=STATED_ROW, variant=variant)

    return compute


def requiring(compute: Compute, **wanted: Sequence[str]) -> Compute:
    """Return `compute` for codebooks with these values of these variables; with others it says what is missing."""

    def guarded(frame: Frame, measure: Measure) -> Iterator[Estimate]:
        known = {name: variable.values for name, variable in frame.codebook.variables.items()}
        missing = [f"variable `{name}`" for name in wanted if name not in known]
        missing += [
            f"value `{n} = {one}`" for n, values in wanted.items() for one in values if one not in known.get(n, {})
        ]
        if not missing:
            yield from compute(frame, measure)
            return
        for variant in measure.variants:
            yield measure.row(frame, method="none", variant=variant, note=f"the codebook has no {missing[0]}")

    return guarded


def of_variable(id: str, variable: str, question: str, definition: str) -> Measure:  # noqa: A002 -- as in `Measure`
    """Return the measure of a variable's values: a row for each, for none (`unknown`) and for any (`stated`)."""
    return Measure(
        id,
        question=question,
        unit="opportunities",
        denominator="opportunities in the window, those without a code included",
        definition=f"{definition} Variable `{variable}` of the codebook; `unknown` where the text says nothing, "
        "`stated` where it says anything. An opportunity with several values counts in each.",
        compute=each_value({variable: DEFAULT}),
    )
