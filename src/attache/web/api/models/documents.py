"""Documents of an edition: in short, found, and with all that was read, coded and seen of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from attache.core.records import Amount, Capture, Code, Document, Life, Mention, Opportunity, Value, Version
from attache.web.api.models.envelopes import described
from attache.web.api.models.stated import Answered, Outcome

__all__ = ["Card", "Coded", "Decided", "Hit", "Named", "Read", "Record", "Span", "Sum", "Text"]


def _some(raw: object) -> object:
    return [] if raw is None else raw


class Card(BaseModel):
    """A document in short, with the opportunity, need or event that it holds."""

    subject_id: str = Field(description="id of the opportunity, need or event; else of the document")
    document_id: str = described(Document, "document_id")
    kind: str = Field(description="`opportunity`, `need`, `event` or `document`")
    title: str = described(Document, "title")
    published_on: str | None = described(Document, "published_on")
    mission_id: str | None = described(Document, "mission_id")
    host_country: str | None = described(Document, "host_country")
    target: str | None = described(Opportunity, "target")
    organisation_id: str | None = Field(description="the organisation offered")
    source_id: str = described(Document, "source_id")
    language: str = described(Document, "language")
    versions: int = described(Document, "versions")
    status: str | None = described(Life, "status")
    status_since: str | None = described(Life, "status_since")
    first_seen: str | None = described(Life, "first_seen")
    last_seen: str | None = described(Life, "last_seen")
    group_id: str | None = described(Life, "group_id")
    group_size: int | None = described(Life, "group_size")
    synthetic: bool = described(Document, "synthetic")


class Hit(Card):
    """A document that a search found."""

    snippet: str = Field(description="a stretch of its text around the first word found")
    marks: list[tuple[int, int]] = Field(description="where words of the search stand in `snippet`: start and end")


class Span(BaseModel):
    """Words in a text."""

    start: int = described(Value, "start")
    end: int = described(Value, "end")
    quote: str = described(Value, "quote")


class Coded(BaseModel):
    """A code that one coder gave."""

    variable: str = described(Code, "variable")
    value: str = described(Code, "value")
    coder: str = described(Code, "coder")
    confidence: float = described(Code, "confidence")
    reason: str = described(Code, "reason")
    spans: Annotated[list[Span], BeforeValidator(_some)] = Field(description="the words that prove it")


class Shown(BaseModel):
    """What tables show of a variable."""

    values: list[str]
    how: str = Field(description="by whom: `adjudicated`, `agreed`, `one_person`, `disagreed` (people), `machine`")


class Read(Span):
    """A value that a rule read."""

    name: str = described(Value, "name")
    value: str = described(Value, "value")
    reason: str = described(Value, "reason")


class Named(BaseModel):
    """A name in a text, and what it resolves to."""

    start: int = described(Mention, "start")
    end: int = described(Mention, "end")
    name: str = described(Mention, "name")
    name_zh: str | None = described(Mention, "name_zh")
    name_latin: str | None = described(Mention, "name_latin")
    kind: str = described(Mention, "kind")
    country: str | None = described(Mention, "country")
    reason: str = described(Mention, "reason")
    organisation_id: str | None = Field(description="organisation; null for a mission")
    mission_id: str | None = Field(description="mission, where it is one")
    offered: bool = Field(description="whether it is the organisation offered")


class Sum(BaseModel):
    """An amount of money in a text."""

    start: int = described(Amount, "start")
    end: int = described(Amount, "end")
    as_stated: str = described(Amount, "as_stated")
    kind: str = described(Amount, "kind")
    currency: str | None = described(Amount, "currency")
    low: float | None = described(Amount, "low")
    high: float | None = described(Amount, "high")
    approximate: bool = described(Amount, "approximate")
    reason: str = described(Amount, "reason")


class Text(BaseModel):
    """One text that a document had."""

    number: int = described(Version, "number")
    capture_id: str = described(Version, "capture_id")
    seen_at: str = described(Version, "seen_at")
    text_sha256: str = described(Version, "text_sha256")
    title: str = described(Version, "title")
    text: str = described(Version, "text")
    changed: str = described(Version, "changed")


class Decided(BaseModel):
    """A code that a person gave, or took back, after the edition was built."""

    decision_id: str
    at: str = Field(description="when, ISO 8601 UTC")
    author: str
    variable: str | None
    value: str | None
    retracts: str | None = Field(description="decision that this one takes back")


class Record(Card):
    """A document with everything that was read, coded and seen of it."""

    url: str = described(Document, "url")
    item_key: str = described(Document, "item_key")
    template: str = described(Document, "template")
    script: str = described(Document, "script")
    text: str = described(Document, "text")
    published_precision: str | None = described(Document, "published_precision")
    published_reason: str = described(Document, "published_reason")
    mission_reason: str = described(Document, "mission_reason")
    host_country_reason: str = described(Document, "host_country_reason")
    contacts_removed: int = described(Document, "contacts_removed")
    codes: list[Coded] = Field(description="codes of all coders")
    shown: dict[str, Shown] = Field(description="which codes tables show, by variable")
    values: list[Read]
    mentions: list[Named]
    amounts: list[Sum]
    history: list[Text] = Field(description="its texts over time")
    capture: Capture | None = Field(description="the capture that this text was read from")
    needs: list[Answered] = Field(description="needs that it answers, the most exact 40")
    outcomes: list[Outcome] = Field(description="what followed for the organisation offered")
    decided: list[Decided] = Field(description="what people decided of its codes since the edition was built")
