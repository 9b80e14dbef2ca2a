"""What people or sources state: needs, events, outcomes, programmes."""

from __future__ import annotations

from pydantic import BaseModel, Field

from attache.core.facts import Event as EventRow
from attache.core.facts import Figure, Target
from attache.core.facts import Need as NeedRow
from attache.core.facts import Outcome as OutcomeRow
from attache.core.facts import Programme as ProgrammeRow
from attache.web.api.models.envelopes import described

__all__ = ["Answered", "Event", "Followed", "Need", "Outcome", "Programme", "StatedFigure", "StatedTarget"]


class Need(BaseModel):
    """A demand stated at home."""

    need_id: str = described(NeedRow, "need_id")
    list_id: str | None = described(NeedRow, "list_id")
    code: str | None = described(NeedRow, "code")
    name_zh: str | None = described(NeedRow, "name_zh")
    name_en: str | None = described(NeedRow, "name_en")
    stated_on: str | None = described(NeedRow, "stated_on")
    valid_to: str | None = described(NeedRow, "valid_to")
    owner: str | None = described(NeedRow, "owner")
    document_id: str | None = described(NeedRow, "document_id")
    source: str = described(NeedRow, "source")
    grade: str = described(NeedRow, "grade")
    answers: int | None = Field(
        description="opportunities that answer it; of a request read from a page counted where that one is asked for"
    )
    in_time: int | None = Field(description="those of them that were posted while it was in force")
    outcomes: int | None = Field(description="outcomes that followed for organisations of those opportunities")
    synthetic: bool = described(NeedRow, "synthetic")


class Answered(Need):
    """A need that an opportunity answers."""

    exactness: str = Field(description="how exactly: by the same technology, by the field …")
    in_force: bool = Field(description="whether it was in force when the opportunity was posted")


class Followed(BaseModel):
    """An event or outcome for an organisation whose opportunity answers a need."""

    kind: str = Field(description="`event` or `outcome`")
    id: str
    organisation_id: str
    document_id: str = Field(description="document of the opportunity")
    exactness: str
    followed_on: str | None


class Outcome(BaseModel):
    """What followed for an organisation."""

    outcome_id: str = described(OutcomeRow, "outcome_id")
    organisation_id: str | None = described(OutcomeRow, "organisation_id")
    organisation: str = described(OutcomeRow, "organisation")
    organisation_country: str | None = described(OutcomeRow, "organisation_country")
    posted_on: str | None = described(OutcomeRow, "posted_on")
    posted_by: str | None = described(OutcomeRow, "posted_by")
    technology: str | None = described(OutcomeRow, "technology")
    outcome_class: str = described(OutcomeRow, "outcome_class")
    outcome_on: str | None = described(OutcomeRow, "outcome_on")
    counterpart: str | None = described(OutcomeRow, "counterpart")
    pre_existing: str = described(OutcomeRow, "pre_existing")
    evidence_grade: str | None = described(OutcomeRow, "evidence_grade")
    statement: str = described(OutcomeRow, "statement")
    source: str = described(OutcomeRow, "source")
    synthetic: bool = described(OutcomeRow, "synthetic")


class StatedFigure(BaseModel):
    """One figure that a source states."""

    metric: str = described(Figure, "metric")
    comparator: str = described(Figure, "comparator")
    low: float | None = described(Figure, "low")
    high: float | None = described(Figure, "high")
    unit: str = described(Figure, "unit")
    stage: str | None = described(Figure, "stage")
    source: str = described(Figure, "source")
    note: str | None = described(Figure, "note")


class Event(BaseModel):
    """A matchmaking activity with the figures that sources state of it."""

    event_id: str = described(EventRow, "event_id")
    name: str = described(EventRow, "name")
    series: str | None = described(EventRow, "series")
    starts_on: str | None = described(EventRow, "starts_on")
    city: str | None = described(EventRow, "city")
    country: str | None = described(EventRow, "country")
    organisers: str | None = described(EventRow, "organisers")
    stage: str | None = described(EventRow, "stage")
    document_id: str | None = described(EventRow, "document_id")
    source: str = described(EventRow, "source")
    grade: str = described(EventRow, "grade")
    figures: list[StatedFigure]
    named: int = Field(description="organisations that its document names")
    synthetic: bool = described(EventRow, "synthetic")


class StatedTarget(BaseModel):
    """One figure that a programme sets itself."""

    metric: str = described(Target, "metric")
    comparator: str = described(Target, "comparator")
    low: float | None = described(Target, "low")
    high: float | None = described(Target, "high")
    unit: str = described(Target, "unit")
    stage: str | None = described(Target, "stage")
    actual: float | None = described(Target, "actual")
    note: str | None = described(Target, "note")


class Programme(BaseModel):
    """A plan with targets and a budget."""

    programme_id: str = described(ProgrammeRow, "programme_id")
    name: str = described(ProgrammeRow, "name")
    owner: str = described(ProgrammeRow, "owner")
    dated: str | None = described(ProgrammeRow, "dated")
    budget: float | None = described(ProgrammeRow, "budget")
    currency: str | None = described(ProgrammeRow, "currency")
    goal: str = described(ProgrammeRow, "goal")
    source: str = described(ProgrammeRow, "source")
    grade: str = described(ProgrammeRow, "grade")
    targets: list[StatedTarget]
    synthetic: bool = described(ProgrammeRow, "synthetic")
