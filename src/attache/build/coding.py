"""From documents to codes, opportunities, needs and events: what a document is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from attache.code import Coded, Lexicon
from attache.core.facts import Event, Need
from attache.core.ids import stable_id
from attache.core.records import Code, Opportunity

__all__ = ["Coding", "Read", "code_documents"]

OFFER, DEMAND, NOTICE, OTHER = "inbound_offer", "outbound_demand", "event_notice", "other"


@dataclass(frozen=True, slots=True)
class Read:
    """What coding needs of one read document: its row, and its read values by name."""

    row: Mapping[str, Any]
    values: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Coding:
    """The rows that coding adds."""

    codes: list[Code] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def code_documents(documents: Iterable[Read], lexicon: Lexicon, directions: Mapping[str, str]) -> Coding:
    """Code documents; `directions` gives for a source the direction that it declares of its items.

    What a text says of its direction comes first; the source's declaration decides where the text is
    silent. A document of direction `other` gets its direction alone.
    """
    out, known = Coding(), list(documents)
    found = lexicon.code_many(map(_text, known))
    for document, coded in zip(known, found, strict=True):
        _code(document, coded, directions, lexicon.codebook.version, out)
    return out


def _text(document: Read) -> tuple[str, str]:
    title = str(document.row["title"])
    return title, str(document.row["text"])[len(title) + 1 :]


def _code(document: Read, coded: list[Coded], directions: Mapping[str, str], version: str, out: Coding) -> None:
    row = document.row
    direction, declared = _direction(coded, directions.get(str(row["source_id"])))
    subject = _subject(document, direction, out)
    if direction == OTHER:
        coded = [code for code in coded if code.variable == "direction"]
    for code in coded:
        out.codes += _rows(code, subject, row, version)
    if declared:
        reason = f"declared by source {row['source_id']}"
        out.codes.append(
            Code(subject, row["document_id"], "direction", direction, "source", 1.0, -1, -1, "", reason, version)
        )


def _direction(coded: Iterable[Coded], declared: str | None) -> tuple[str, bool]:
    said = [code for code in coded if code.variable == "direction"]
    if said:
        return max(said, key=lambda code: code.confidence).value, False
    return (declared, True) if declared else ("unknown", False)


def _subject(document: Read, direction: str, out: Coding) -> str:
    row = document.row
    key = str(row["document_id"])
    if direction == OFFER:
        out.opportunities.append(_opportunity(stable_id("opp", key), document))
        return out.opportunities[-1].opportunity_id
    if direction == DEMAND:
        out.needs.append(_need(stable_id("need", key), row))
        return out.needs[-1].need_id
    if direction == NOTICE:
        out.events.append(_event(stable_id("event", key), row))
        return out.events[-1].event_id
    return key


def _opportunity(key: str, document: Read) -> Opportunity:
    row, technology = document.row, document.values.get("technology")
    published = row["published_on"]
    return Opportunity(
        opportunity_id=key,
        document_id=row["document_id"],
        title=row["title"],
        published_on=published,
        year=int(published[:4]) if published else None,
        mission_id=row["mission_id"],
        host_country=row["host_country"],
        target=document.values["target"]["value"] if "target" in document.values else None,
        technology=technology["value"] if technology else None,
        technology_start=technology["start"] if technology else None,
        technology_end=technology["end"] if technology else None,
        synthetic=row["synthetic"],
    )


def _need(key: str, row: Mapping[str, Any]) -> Need:
    chinese = row["language"] == "zh"
    return Need(
        need_id=key,
        list_id=None,
        code=None,
        name_zh=row["title"] if chinese else None,
        name_en=None if chinese else row["title"],
        stated_on=row["published_on"],
        valid_to=None,
        owner=None,
        document_id=row["document_id"],
        source=row["url"],
        grade="official",
        synthetic=row["synthetic"],
    )


def _event(key: str, row: Mapping[str, Any]) -> Event:
    return Event(
        event_id=key,
        name=row["title"],
        series=None,
        starts_on=None,
        city=None,
        country=None,
        organisers=None,
        stage="S3_match",
        document_id=row["document_id"],
        source=row["url"],
        grade="official",
        synthetic=row["synthetic"],
    )


def _rows(code: Coded, subject: str, row: Mapping[str, Any], version: str) -> list[Code]:
    text = str(row["text"])
    spans = [(span.start, span.end) for span in code.spans] or [(-1, -1)]
    return [
        Code(
            subject_id=subject,
            document_id=row["document_id"],
            variable=code.variable,
            value=code.value,
            coder="lexicon",
            confidence=code.confidence,
            start=start,
            end=end,
            quote=text[start:end] if start >= 0 else "",
            reason=code.reason,
            codebook=version,
        )
        for start, end in spans
    ]
