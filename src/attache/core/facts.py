"""Records that people or published sources state: needs, events, outcomes, programmes, claims; tables of an edition.

They enter from cited casebook files; needs and events also from pages. As in `core.records`, fields are columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["Case", "Claim", "Event", "Figure", "Need", "Outcome", "Programme", "Target"]


@dataclass(frozen=True, slots=True)
class Need:
    """A demand stated at home: a policy target, a chokepoint, a province's or firm's request."""

    TABLE: ClassVar[str] = "needs"
    KEY: ClassVar[tuple[str, ...]] = ("need_id",)

    need_id: str = col("stable id")
    list_id: str | None = col("demand list that states it; null for a single request")
    code: str | None = col("code in that list")
    name_zh: str | None = col("name in Chinese")
    name_en: str | None = col("name in English")
    stated_on: str | None = col("date of the list or request")
    valid_to: str | None = col("when the list ended; null where it has not")
    owner: str | None = col("who states it")
    document_id: str | None = col("document, for a need read from a page")
    source: str = col("where it is stated")
    grade: str = col(
        "`official`, `state_media`, `report`, `press_on_report`, `leak`, `mirror_copy`, `general_knowledge`"
    )
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class Event:
    """A matchmaking activity; an exhibition, road show or summit."""

    TABLE: ClassVar[str] = "events"
    KEY: ClassVar[tuple[str, ...]] = ("event_id",)

    event_id: str = col("stable id")
    name: str = col("name")
    series: str | None = col("series that it belongs to")
    starts_on: str | None = col("first day, to the precision that is known")
    city: str | None = col("city")
    country: str | None = col("ISO 3166-1 alpha-2")
    organisers: str | None = col("organisers, separated by semicolons")
    stage: str | None = col("`S1_need`, `S2_scout`, `S3_match`, `S4_transfer`")
    document_id: str | None = col("document, for an event read from a page")
    source: str = col("where it is stated")
    grade: str = col("as in `needs`")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a source states about an event or a funnel."""

    TABLE: ClassVar[str] = "figures"
    KEY: ClassVar[tuple[str, ...]] = ("event_id", "metric", "source")

    event_id: str = col("event")
    metric: str = col("what is counted: `participants`, `projects_shown`, `intents`, `contracts` …")
    comparator: str = col("`=`, `>=`, `>`, `<`, `~` or `range`")
    low: float | None = col("smallest value")
    high: float | None = col("largest value; null for `>=` and `>`")
    unit: str = col("unit")
    stage: str | None = col("stage of the process that the figure belongs to")
    source: str = col("where it is stated")
    note: str | None = col("conflicts between sources")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed for an organisation, with date and evidence grade."""

    TABLE: ClassVar[str] = "outcomes"
    KEY: ClassVar[tuple[str, ...]] = ("outcome_id",)

    outcome_id: str = col("stable id")
    organisation: str = col("organisation's name")
    organisation_country: str | None = col("ISO 3166-1 alpha-2")
    posted_on: str | None = col("date of the opportunity")
    posted_by: str | None = col("mission")
    technology: str | None = col("what was offered")
    outcome_class: str = col("`O0` … `O9`, `OX`, `OZ` of the codebook; `unknown` where nobody has looked")
    outcome_on: str | None = col("date of the outcome, to the precision that is known")
    counterpart: str | None = col("counterpart at home")
    pre_existing: str = col("tie existed before the post: `yes`, `no`, `unknown`")
    evidence_grade: str | None = col("`A` registry … `E` single leak")
    statement: str = col("what the source says, in our words")
    source: str = col("where it is stated")
    synthetic: bool = col("made for demonstration or tests", False)
    organisation_id: str | None = col("organisation, for an outcome that people recorded", None)
    sample_id: str | None = col("cohort that it was found for; null for outcomes of the casebook", None)
    opportunity_id: str | None = col("opportunity that it followed, where people say one", None)


@dataclass(frozen=True, slots=True)
class Case:
    """An opportunity that is known only from what a third party says of it; its posting was not seen."""

    TABLE: ClassVar[str] = "cases"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: str = col("stable id")
    organisation: str = col("organisation's name")
    organisation_country: str | None = col("ISO 3166-1 alpha-2")
    organisation_place: str | None = col("city or region")
    posted_by: str | None = col("mission that posted it, as the source says")
    posted_on: str | None = col("date of the posting, to the precision that is known")
    technology: str = col("what was offered")
    sought: str | None = col("cooperation that was sought, in our words")
    source: str = col("where it is stated")
    grade: str = col("as in `needs`")
    note: str | None = col("remarks")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class Programme:
    """A plan with targets and a budget."""

    TABLE: ClassVar[str] = "programmes"
    KEY: ClassVar[tuple[str, ...]] = ("programme_id",)

    programme_id: str = col("stable id")
    name: str = col("name")
    owner: str = col("owner")
    dated: str | None = col("date of the document")
    budget: float | None = col("budget")
    currency: str | None = col("ISO 4217")
    goal: str = col("goal, in our words")
    source: str = col("where it is stated")
    grade: str = col("as in `needs`")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class Target:
    """One figure that a programme sets itself."""

    TABLE: ClassVar[str] = "targets"
    KEY: ClassVar[tuple[str, ...]] = ("programme_id", "metric")

    programme_id: str = col("programme")
    metric: str = col("what is counted")
    comparator: str = col("`>=`, `=`, `range`")
    low: float | None = col("smallest value that meets it")
    high: float | None = col("largest value; null for `>=`")
    unit: str = col("unit")
    stage: str | None = col("stage of the process")
    actual: float | None = col("what was reached, where it is recorded")
    note: str | None = col("conflicts between sources")


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that somebody published; claims may contradict each other."""

    TABLE: ClassVar[str] = "claims"
    KEY: ClassVar[tuple[str, ...]] = ("claim_id", "part")

    claim_id: str = col("`C001` …")
    part: int = col("1 for the first figure of the claim; a claim such as `111 / 114` has two parts")
    statement: str = col("what is claimed, in our words")
    comparator: str = col("`=`, `>=`, `>`, `<`, `<=`, `~`, `range` or `text`")
    low: float | None = col("value or smallest value; null for a claim that is no number")
    high: float | None = col("largest value; equal to `low` for a single value, null where open")
    as_stated: str = col("the figure as published")
    unit: str = col("unit")
    time_window: str | None = col("the time that the figure speaks of")
    denominator: str | None = col("what a share is of")
    definition: str | None = col("how the source defines what it counts")
    source: str = col("sources, separated by semicolons")
    grade: str = col("as in `needs`")
    derived_from: str | None = col("claims that it was computed from, separated by semicolons")
    conflicts_with: str | None = col("claims that contradict it, separated by semicolons")
    note: str | None = col("remarks")
