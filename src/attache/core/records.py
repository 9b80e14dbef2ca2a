"""The records that the stages hand to each other, and the tables of an edition.

A record's fields are the columns of its table, in this order; the text behind `col(...)` is the
column's documentation. `docs/tables.md` is generated from this module.

Spans (`start`, `end`) are characters of `documents.text`, the stored form of `core.text`: the title,
a line feed, the body. Values that a text does not support are null, and a `*_reason` says why.
Records that people state with a source (needs, events, claims …) are in `core.facts`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

__all__ = [
    "Amount",
    "Capture",
    "Code",
    "Document",
    "Life",
    "Mention",
    "Notice",
    "Opportunity",
    "Reading",
    "Value",
    "Version",
    "col",
    "columns",
    "to_row",
]


def col(doc: str, default: Any = dataclasses.MISSING) -> Any:
    """Declare a column with its documentation, which schemas made of the record give as its description."""
    told = {"doc": doc, "description": doc}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=told)
    return dataclasses.field(default=default, metadata=told)


def columns(record: type) -> dict[str, tuple[str, str]]:
    """Return `{name: (type as written, documentation)}` of a record class, in order."""
    return {f.name: (str(f.type), f.metadata["doc"]) for f in dataclasses.fields(record)}


def to_row(record: Any) -> dict[str, Any]:
    """Return a record as one flat row."""
    return {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as received from a source at a time."""

    TABLE: ClassVar[str] = "captures"
    KEY: ClassVar[tuple[str, ...]] = ("capture_id",)

    capture_id: str = col("stable id over address, time and digest")
    source_id: str = col("declared source that it came from")
    url: str = col("address asked for; `file:` addresses are relative to the source's folder")
    captured_at: str = col("when, ISO 8601 UTC")
    role: str = col(
        "what the source calls it: `detail`, `list`, `nav`, `robots`, `item`, `container`, `sitemap`, `feed`"
    )
    item_key: str | None = col("the source's own key of the item that it holds, where it holds one")
    http_status: int | None = col("HTTP status; null for files and for attempts without an answer")
    failure: str | None = col("why there was no usable answer: `timeout`, `too large`, `blocked by robots.txt` …")
    media_type: str | None = col("declared media type, without parameters")
    charset: str | None = col("declared character set")
    bytes: int = col("length of the body as received")
    sha256: str = col("SHA-256 of the body as received, hexadecimal")
    warc: str = col("WARC file, relative to the evidence folder")
    offset: int = col("byte offset of the record in that file")
    synthetic: bool = col("made for demonstration or tests, not published by anyone", False)


@dataclass(frozen=True, slots=True)
class Document:
    """One page or item of a source over time, as its latest readable capture has it."""

    TABLE: ClassVar[str] = "documents"
    KEY: ClassVar[tuple[str, ...]] = ("document_id",)

    document_id: str = col("stable id over source and the source's own key")
    unit_id: str = col("reading that it came from")
    source_id: str = col("declared source")
    item_key: str = col("the source's own key")
    url: str = col("address of the shown version")
    capture_id: str = col("capture that the shown version was read from")
    sha256: str = col("SHA-256 of that capture's body")
    versions: int = col("number of different texts seen")
    template: str = col("reader that read it: `cistc-project`, `cistc-info`, `html`, `json`, `pdf` …")
    title: str = col("title; empty where the page has none")
    text: str = col("title, a line feed, and the body; contacts are cut out; spans point into it")
    language: str = col("ISO 639-1 of the main language, `und` where undecided")
    script: str = col("`Hans`, `Hant`, `Latn`, `Cyrl` …, `Zyyy` where undecided")
    published_on: str | None = col("publication date as stated by the source: `2019-07-15`, `2019-07` or `2019`")
    published_precision: str | None = col("`day`, `month` or `year`")
    published_reason: str = col("rule that found the date, or why there is none")
    mission_id: str | None = col("issuing mission, read from the text or the source; never inferred from a place")
    mission_reason: str = col("rule that found the mission, or why there is none")
    host_country: str | None = col("ISO 3166-1 alpha-2 of the country in which the offered technology sits")
    host_country_reason: str = col("rule that found the country, or why there is none")
    contacts_removed: int = col("number of names, telephone numbers and addresses of persons cut out")
    sketch: str = col("MinHash sketch of the body, 64 16-bit values in hexadecimal; empty for a very short body")
    synthetic: bool = col("made for demonstration or tests, not published by anyone")


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one item of a source when it was read: documents, or a reasoned refusal."""

    TABLE: ClassVar[str] = "readings"
    KEY: ClassVar[tuple[str, ...]] = ("unit_id",)

    unit_id: str = col("stable id over source and the source's own key")
    source_id: str = col("declared source")
    item_key: str = col("the source's own key")
    documents: int = col("number of documents read")
    refusal: str | None = col("why nothing could be read, where nothing could")
    unread: str | None = col("fields of the item that no template uses, separated by spaces")
    read_key: str = col("digest of all that the reading depended on; equal keys are not read again")


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a document: when it was seen, and whether it still stands."""

    TABLE: ClassVar[str] = "lives"
    KEY: ClassVar[tuple[str, ...]] = ("document_id",)

    document_id: str = col("document")
    status: str = col("`live`, `changed` (live, with more than one text), `gone` or `returned`")
    status_since: str = col("when that status was first observed, ISO 8601 UTC")
    first_seen: str = col("first capture, ISO 8601 UTC")
    last_seen: str = col("last time that it was seen, ISO 8601 UTC")
    group_id: str = col("group of reposts and near-duplicates, named after its earliest document")
    group_size: int = col("number of documents in that group")


@dataclass(frozen=True, slots=True)
class Version:
    """One text that a document had."""

    TABLE: ClassVar[str] = "versions"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "number")

    document_id: str = col("document")
    number: int = col("1 for the first")
    capture_id: str = col("first capture with this text")
    seen_at: str = col("when, ISO 8601 UTC")
    text_sha256: str = col("SHA-256 of the stored text")
    title: str = col("title of this version")
    text: str = col("stored text of this version, contacts cut out")
    changed: str = col("unified diff against the version before; empty for the first")


@dataclass(frozen=True, slots=True)
class Opportunity:
    """The unit of analysis: one posted international technological cooperation opportunity."""

    TABLE: ClassVar[str] = "opportunities"
    KEY: ClassVar[tuple[str, ...]] = ("opportunity_id",)

    opportunity_id: str = col("stable id over the document and its ordinal there")
    document_id: str = col("document that it stands in")
    title: str = col("title")
    published_on: str | None = col("as in `documents`")
    year: int | None = col("year of publication; null where not stated")
    mission_id: str | None = col("issuing mission")
    host_country: str | None = col("ISO 3166-1 alpha-2")
    target: str | None = col("name of the organisation offered, as first written")
    technology: str | None = col("the sentences that describe the technology")
    technology_start: int | None = col("where these sentences start in the document's text")
    technology_end: int | None = col("where they end")
    synthetic: bool = col("made for demonstration or tests, not published by anyone")


@dataclass(frozen=True, slots=True)
class Value:
    """One value read from a text, with the words that prove it."""

    TABLE: ClassVar[str] = "values"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "name", "start", "end", "value")

    document_id: str = col("document")
    name: str = col("`title`, `published_on`, `mission`, `host_country`, `place`, `target`, `label:国别` …")
    value: str = col("the value")
    start: int = col(
        "where the proving words start; -1 where the proof is not in the text (a page's header, a label of the list)"
    )
    end: int = col("where they end")
    quote: str = col("the proving words")
    reason: str = col("rule that read it")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an organisation in a text."""

    TABLE: ClassVar[str] = "mentions"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "start", "end")

    document_id: str = col("document")
    start: int = col("where the name starts")
    end: int = col("where it ends, with a bracketed second name")
    name: str = col("the name as written, without the bracketed second name")
    name_zh: str | None = col("Chinese name, where there is one")
    name_latin: str | None = col("name in Latin letters, where there is one")
    kind: str = col(
        "`company`, `university`, `institute`, `laboratory`, `hospital`, `government`, `mission`, "
        "`association`, `fund`, `park`, `unknown`"
    )
    country: str | None = col("ISO 3166-1 alpha-2 where the words beside the name say it")
    reason: str = col("rule that found it")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money or a share, as stated."""

    TABLE: ClassVar[str] = "amounts"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "start", "end")

    document_id: str = col("document")
    start: int = col("where the amount starts")
    end: int = col("where it ends")
    as_stated: str = col("the words")
    kind: str = col(
        "`investment_sought`, `valuation`, `project_cost`, `price`, `revenue`, `registered_capital`, "
        "`funding_received`, `equity_share`, `unspecified`"
    )
    currency: str | None = col("ISO 4217; null for a share, and where the text does not say")
    low: float | None = col("smallest amount meant, in units of the currency, or percent for a share")
    high: float | None = col("largest amount meant; equal to `low` for a single figure; null for `以上`")
    approximate: bool = col("stated as about, nearly, more than …")
    reason: str = col("rule that read it")


@dataclass(frozen=True, slots=True)
class Code:
    """One code (variable = value) that a coder assigned to a subject."""

    TABLE: ClassVar[str] = "codes"
    KEY: ClassVar[tuple[str, ...]] = ("subject_id", "variable", "value", "coder", "start", "end")

    subject_id: str = col("opportunity, need, event or document that is coded")
    document_id: str | None = col("document whose text proves it; null for casebook records without a document")
    variable: str = col("variable of the codebook")
    value: str = col("value of the codebook")
    coder: str = col("`lexicon`, a model's or a person's id; derived codes name the crosswalk")
    confidence: float = col("0 to 1; what the coder claims, not a measured precision")
    start: int = col("where the proving words start; -1 where derived from another code")
    end: int = col("where they end")
    quote: str = col("the proving words")
    reason: str = col("rule, term or crosswalk that assigned it")
    codebook: str = col("codebook version")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a source that a keeper of the dataset should look at."""

    TABLE: ClassVar[str] = "notices"
    KEY: ClassVar[tuple[str, ...]] = ("source_id", "kind", "message")

    source_id: str = col("source")
    kind: str = col("`unread_field`, `refusal`, `zero_yield`, `shrinkage`, `template_change`, `failed_capture` …")
    message: str = col("one sentence")
    count: int = col("how often")
    example: str | None = col("capture id of one case")
