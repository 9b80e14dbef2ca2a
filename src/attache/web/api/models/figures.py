"""Measures, their rows, the records behind a row; published figures beside ours."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from attache.core.facts import Claim as ClaimRow
from attache.core.records import Capture, Document, col
from attache.measure.estimates import Estimate
from attache.web.api.models.envelopes import described

__all__ = ["Behind", "Claim", "Measure", "Row"]


class Measure(BaseModel):
    """A question that is answered by counting."""

    measure: str = Field(description="id: chapter, a dot, a name")
    chapter: str
    question: str
    unit: str = Field(description="unit of analysis")
    denominator: str = Field(description="what shares are of")
    definition: str
    variants: dict[str, str] = Field(description="what each variant of the definition means; the first is shown first")


@dataclass(frozen=True, slots=True)
class Row(Estimate):
    """A figure with what it counts, its interval, its definition and its evidence."""

    row: str = col("key of the row as one text, stable over editions")


class Behind(BaseModel):
    """A record behind a figure, and what proves it."""

    key: str = Field(description="id of the record")
    document_id: str | None = described(Document, "document_id", default=None)
    title: str | None = described(Document, "title", default=None)
    published_on: str | None = described(Document, "published_on", default=None)
    url: str | None = described(Document, "url", default=None)
    capture_id: str | None = described(Capture, "capture_id", default=None)
    sha256: str | None = described(Capture, "sha256", default=None)
    captured_at: str | None = described(Capture, "captured_at", default=None)
    warc: str | None = described(Capture, "warc", default=None)
    synthetic: bool | None = described(Document, "synthetic", default=None)
    source: str | None = Field(None, description="what is cited, for a record that no document proves")


class Source(BaseModel):
    """Where a figure was published."""

    key: str | None = Field(None, description="short name, where there is one")
    title: str | None = None
    publisher: str | None = None
    address: str | None
    dated: str | None = None
    grade: str | None = None


class Published(BaseModel):
    """A figure as it was published."""

    claim_id: str = described(ClaimRow, "claim_id")
    as_stated: str = described(ClaimRow, "as_stated")
    comparator: str = described(ClaimRow, "comparator")
    low: float | None = described(ClaimRow, "low")
    high: float | None = described(ClaimRow, "high")
    unit: str = described(ClaimRow, "unit")
    time_window: str | None = described(ClaimRow, "time_window")
    denominator: str | None = described(ClaimRow, "denominator")
    definition: str | None = described(ClaimRow, "definition")
    grade: str = described(ClaimRow, "grade")
    sources: list[Source]


class Ours(BaseModel):
    """What of ours stands beside a published figure: a row of a measure, or a reference list."""

    model_config = ConfigDict(extra="allow")

    value: float | None
    low: float | None
    high: float | None
    unit: str
    synthetic: bool
    reference: str | None = Field(None, description="reference list whose entries are counted")
    measure: str | None = Field(None, description="measure whose row it is")
    variant: str | None = None
    of: str | None = Field(None, description="which figure of the row: `share`, `n`, `total` or `value`")


class ClaimFigure(BaseModel):
    """One published figure of a claim, and the verdict on it."""

    figure: str
    part: int = described(ClaimRow, "part")
    statement: str = described(ClaimRow, "statement")
    published: Published
    also: list[Published] = Field(description="what others state of the same")
    ours: Ours | None
    other_variants: list[Ours | None] = Field(description="ours by other definitions")
    verdict: str
    reason: str
    sources_say: list[Published] = Field(description="all that is stated, where sources conflict")
    ours_supports: list[Published] = Field(description="what of that ours agrees with")


class Finding(BaseModel):
    """What arithmetic among published figures alone finds."""

    rule: str
    outcome: str
    claims: list[str]
    says: str
    numbers: dict[str, float]


class Claim(BaseModel):
    """A figure that somebody published, beside ours."""

    claim: str = described(ClaimRow, "claim_id")
    verdict: str = Field(description="the most telling verdict on its figures")
    derived_from: list[str]
    conflicts_with: list[str]
    note: str | None = described(ClaimRow, "note")
    figures: list[ClaimFigure]
    findings: list[Finding]
