"""Rows of a claims file as people write them, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from attache.core.errors import InputError
from attache.vocabulary.quantities import Comparator, Quantity, parse_quantity
from attache.vocabulary.tables import Grade, PartialDate, Row

__all__ = ["AlsoRow", "ClaimRow", "FigureRow", "OursRow", "RateRow", "RuleRow", "SourceRow"]


def _claim_id(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{1,4}\d{3,6}", text):
        raise ValueError("is not a claim id such as C001")
    return text


def _figure_key(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{1,4}\d{3,6}(_\d{1,3})?", text):
        raise ValueError("is not a figure such as C001, or C021_2 for the second of a claim")
    return text


def _list(raw: Any) -> Any:
    return [item.strip() for item in raw.split(";")] if isinstance(raw, str) else raw


def _several(raw: Any) -> Any:
    return (raw,) if isinstance(raw, dict) else raw


ClaimId = Annotated[str, AfterValidator(_claim_id)]
FigureKey = Annotated[str, AfterValidator(_figure_key)]
ClaimIds = Annotated[tuple[ClaimId, ...], BeforeValidator(_list)]
Formula = Annotated[str, Field(max_length=200)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class SourceRow(Row):
    """What a short source key stands for."""

    key: str
    title: str
    publisher: str
    address: str | None = None
    dated: PartialDate | None = None
    grade: Grade


class _Stated(Row):
    value: str | None = None
    comparator: Comparator | None = None
    low: float | None = None
    high: float | None = None
    as_stated: str | None = None

    def quantity(self) -> Quantity:
        """Return the figure, from `value` or from `comparator`, `low` and `high`."""
        if self.value is not None:
            return parse_quantity(self.value)
        if self.comparator is None:
            raise InputError("no figure", mend="give `value`, or `comparator` with `low` and `high`")
        return Quantity(self.comparator, self.low, self.high)

    def stated(self) -> str:
        """Return the figure as published."""
        if self.as_stated is None and self.value is None:
            raise InputError("`as_stated` is missing", mend="give the figure as published")
        return self.as_stated or self.value or ""


class AlsoRow(_Stated):
    """The same figure as another source states it."""

    unit: str | None = None
    window: str | None = None
    definition: str | None = None
    source: str
    grade: Grade


class OursRow(Row):
    """What of ours stands beside a figure: a row of a measure, or the entries of a reference list."""

    measure: str | None = None
    variant: str = "default"
    groups: Mapping[str, str] = Field(default_factory=dict)
    of: Literal["share", "n", "total", "value"] = "n"
    since: PartialDate | None = None
    until: PartialDate | None = None
    reference: str | None = None
    level: Literal["top", "all"] = "top"
    unlike: str | None = None

    @model_validator(mode="after")
    def _one(self) -> OursRow:
        if (self.measure is None) == (self.reference is None):
            raise ValueError("names neither `measure` nor `reference`, or both")
        return self


class FigureRow(_Stated):
    """One figure of a claim."""

    statement: str
    unit: str
    window: str | None = None
    denominator: str | None = None
    definition: str | None = None
    source: str
    grade: Grade
    subject: str | None = None
    whole: FigureKey | None = None
    split: str | None = None
    formula: Formula | None = None
    ours: Annotated[tuple[OursRow, ...], BeforeValidator(_several)] = ()
    also: tuple[AlsoRow, ...] = ()


class ClaimRow(Row):
    """What all figures of a claim share."""

    id: ClaimId
    derived_from: ClaimIds = ()
    conflicts_with: ClaimIds = ()
    note: str | None = None


class RuleRow(Row):
    """A check of figures by arithmetic; one of `agrees_with`, `at_most`, `union` or `totals` says which."""

    id: Annotated[str, Field(pattern="^[a-z0-9-]{1,60}$")]
    says: str
    compute: Formula
    agrees_with: Formula | None = None
    at_most: Formula | None = None
    union: Formula | None = None
    totals: tuple[Formula, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> RuleRow:
        if sum(map(bool, (self.agrees_with, self.at_most, self.union, self.totals))) > 1:
            raise ValueError("has more than one of `agrees_with`, `at_most`, `union` and `totals`")
        return self


class RateRow(Row):
    """An exchange rate of a day: units of `to` for one of `from`."""

    base: Currency
    quote: Currency
    on: PartialDate
    rate: Annotated[float, Field(gt=0)]
    source: str
    grade: Grade
