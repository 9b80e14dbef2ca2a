"""What a release holds: its tables with their keys and links, and what stays behind.

Left out are `notices`, which are for the keeper, `pairs` (names that no one has judged yet), and the registers, which
are their issuers' to give away and are never mixed with postings. No figure depends on them; a test guards that.
Names of accounts become pseudonyms: who coded is told apart, not named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from attache.build.tables import TABLES, schema
from attache.core.records import col, columns
from attache.measure.estimates import Estimate

__all__ = ["LEFT_OUT", "SHAPES", "ClaimCompared", "CodebookValue", "Link", "MissionName", "Shape", "projection"]

LEFT_OUT = ("notices", "pairs", "registers", "register_entries")
"""Tables of an edition that no release holds."""

_PSEUDONYM = (
    "case when {0} is null then null "
    "when split_part({0}, ':', 1) in ('lexicon', 'source', 'model', 'llm') then {0} "
    "when starts_with({0}, 'adjudicated:') then 'adjudicated:person-' || left(sha256(substr({0}, 13)), 12) "
    "else 'person-' || left(sha256({0}), 12) end"
)
_ACCOUNTS = {("codes", "coder"), ("samples", "author"), ("searches", "author")}


@dataclass(frozen=True, slots=True)
class CodebookValue:
    """A value of a variable of the codebook, with its names; `codebook.yaml` has the whole."""

    TABLE: ClassVar[str] = "codebook_values"
    KEY: ClassVar[tuple[str, ...]] = ("variable", "value")

    variable: str = col("variable")
    value: str = col("value, as in `codes`")
    parent: str | None = col("value of the level above")
    place: int = col("place in the order of the codebook, from 1")
    name_zh: str = col("name of the value in Chinese")
    name_en: str = col("name of the value in English")
    variable_zh: str = col("name of the variable in Chinese")
    variable_en: str = col("name of the variable in English")
    level: str = col("what is coded: `document`, `opportunity`, `organisation` or `event`")
    multi: bool = col("a subject may have several values of this variable")
    definition_zh: str | None = col("what the value means, in Chinese")
    definition_en: str | None = col("what the value means, in English")


@dataclass(frozen=True, slots=True)
class MissionName:
    """An embassy, consulate or delegation to which `mission_id` refers."""

    TABLE: ClassVar[str] = "missions"
    KEY: ClassVar[tuple[str, ...]] = ("mission_id",)

    mission_id: str = col("id")
    kind: str = col("`embassy`, `consulate_general`, `consulate`, `mission` or `office`")
    country: str = col("country in which it sits, ISO 3166-1 alpha-2")
    city_zh: str = col("city in Chinese")
    city_en: str = col("city in English")
    name_zh: str = col("name in Chinese")
    name_en: str = col("name in English")
    valid_from: str | None = col("when it opened, to the precision that is known")
    valid_to: str | None = col("when it closed; null while it is open, or where that is not known")


@dataclass(frozen=True, slots=True)
class ClaimCompared:
    """A published figure beside ours, with a verdict. Synthetic data is never compared."""

    TABLE: ClassVar[str] = "claims_compared"
    KEY: ClassVar[tuple[str, ...]] = ("claim_id", "part")

    claim_id: str = col("claim")
    part: int = col("part of the claim")
    as_stated: str = col("the figure as published")
    unit: str = col("its unit")
    verdict: str = col("`matches`, `differs`, `sources conflict`, `not comparable` or `not measured yet`")
    reason: str = col("why")
    value: float | None = col("ours, in the unit of the claim; null where there is none, or where ours is synthetic")
    low: float | None = col("lower end of our interval")
    high: float | None = col("upper end")
    measure: str | None = col("measure that it was found by, over the time that the claim speaks of")
    variant: str | None = col("definition variant of the measure")
    synthetic: bool = col("ours would be of data made for demonstration or tests")
    edition: str = col("id of the edition")


@dataclass(frozen=True, slots=True)
class Link:
    """Columns whose values, where they are not null, stand in `table` as its columns `there`."""

    here: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table of a release: what it is about, its key, its columns with type and meaning, its links."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]
    schema: pa.Schema
    links: tuple[Link, ...] = ()


def _to(table: str, *here: str, there: tuple[str, ...] = ()) -> Link:
    return Link(here, table, there or here)


_DOCUMENT = _to("documents", "document_id")
_MISSION = _to("missions", "mission_id")
_ORGANISATION = _to("organisations", "organisation_id")
_CAPTURE = _to("captures", "capture_id")
_LINKS: Mapping[str, tuple[Link, ...]] = {
    "documents": (_to("readings", "unit_id"), _CAPTURE, _MISSION),
    "lives": (_DOCUMENT,),
    "versions": (_DOCUMENT, _CAPTURE),
    "opportunities": (_DOCUMENT, _MISSION),
    "needs": (_DOCUMENT,),
    "events": (_DOCUMENT,),
    "figures": (_to("events", "event_id"),),
    "targets": (_to("programmes", "programme_id"),),
    "claims_compared": (_to("claims", "claim_id", "part"),),
    "sample_members": (_to("samples", "sample_id"),),
    "searches": (_to("samples", "sample_id"),),
    "codes": (_DOCUMENT,),
    "values": (_DOCUMENT,),
    "mentions": (_DOCUMENT,),
    "former_mentions": (_to("versions", "document_id", "version", there=("document_id", "number")),),
    "resolutions": (_to("mentions", "document_id", "start", "end"), _ORGANISATION, _MISSION),
    "organisation_names": (_ORGANISATION,),
    "relations": (
        _to("organisations", "parent_id", there=("organisation_id",)),
        _to("organisations", "child_id", there=("organisation_id",)),
    ),
    "forwards": (_ORGANISATION,),
    "amounts": (_DOCUMENT,),
}


def _shape(record: type[Any]) -> Shape:
    name: str = record.TABLE
    about = " ".join((record.__doc__ or "").split())
    return Shape(name, about, record.KEY, columns(record), schema(record), _LINKS.get(name, ()))


def _measures() -> Shape:
    """The schema of all measures, with the key as one column, since parts of the key may be null."""
    key = {"row_id": ("str", "key of the row as one text: measure, variant, dimensions and groups")}
    first = pa.field("row_id", pa.string(), nullable=False, metadata={"doc": key["row_id"][1]})
    shape = _shape(Estimate)
    fields = pa.schema([first, *shape.schema])
    return Shape(shape.name, shape.about, ("row_id",), {**key, **shape.columns}, fields)


SHAPES: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        *(_shape(record) for name, record in TABLES.items() if name not in LEFT_OUT),
        _measures(),
        _shape(ClaimCompared),
        _shape(CodebookValue),
        _shape(MissionName),
    )
}
"""Every table of a release by name, in the order in which it is described."""


def projection(shape: Shape) -> str:
    """Return the columns of a table as SQL; names of accounts come out as pseudonyms, the same in every release."""
    return ", ".join(
        f'{_PSEUDONYM.format(name)} as "{name}"' if (shape.name, name) in _ACCOUNTS else f'"{name}"'
        for name in shape.columns
    )
