"""What is handed in to be compared, screened, exposed, coded, and what comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from attache.web.api.models.envelopes import Stamp

__all__ = [
    "CodeAnswer",
    "CodeRequest",
    "CompareAnswer",
    "CompareRequest",
    "ExposeAnswer",
    "ExposeRequest",
    "ReadAnswer",
    "ScreenAnswer",
    "ScreenRequest",
]

Name = Annotated[str, StringConstraints(max_length=1_000)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
Key = Annotated[str, StringConstraints(max_length=200)]
Place = Annotated[str, StringConstraints(max_length=80)]


def _is_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _whole(raw: object) -> object:
    """Return a number such as 5.0 as the integer that it is in JSON."""
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw


Whole = Annotated[int, BeforeValidator(_whole)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_is_day),
    Field(json_schema_extra={"format": "date"}),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)


class CompareRequest(_Strict):
    """Two names of organisations, in any of the two scripts."""

    a: Name = Field(examples=["哈尔滨工程大学"])
    b: Name = Field(examples=["Harbin Engineering University"])
    country_a: Place | None = Field(None, description="country of the first, as a name or ISO 3166-1 alpha-2")
    country_b: Place | None = Field(None, description="country of the second")


class Part(BaseModel):
    """A part of a name."""

    text: str
    role: str
    says: str


class CompareAnswer(BaseModel):
    """How sure it is that two names are of one organisation, and why."""

    score: float = Field(description="probability that they are of one organisation")
    match: bool
    reasons: list[str] = Field(description="what speaks for and against, the heaviest first")
    parts: tuple[list[Part], list[Part]] = Field(description="of what the two names are made")


class Asked(_Strict):
    """A name to screen."""

    id: Key | Whole | None = Field(None, description="what the answer is known by")
    name: Name = Field(examples=["哈尔滨工业大学"])
    country: Place | None = Field(None, description="country, as a name or ISO 3166-1 alpha-2")


class ScreenRequest(_Strict):
    """Names to look for in registers and postings."""

    names: list[Asked] = Field(min_length=1, max_length=1_000)
    registers: list[Key] = Field([], max_length=100, description="ids of registers; all of the edition if none")
    as_of: Day | None = Field(None, description="day for which listings are told; today if not given")
    top: Whole = Field(5, ge=1, le=100, description="most hits for a name in registers, and in postings")
    threshold: float | None = Field(None, ge=0, le=1, description="least probability of a hit")
    postings: bool = Field(True, description="whether organisations in postings are searched")
    records: bool = Field(False, description="whether the screening is kept in the ledger, under the asker's name")


class ScreenHit(BaseModel):
    """A likeness, with its reasons. It is told, not judged."""

    model_config = ConfigDict(extra="allow")

    entry_id: str
    register_: str = Field(alias="register")
    name: str
    alias: str = Field(description="the spelling that is like the name")
    score: float = Field(description="probability that both are of one organisation")
    reasons: list[str]
    edition: str | None = Field(None, description="edition of the register")
    programme: str | None = None
    listed: bool | None = Field(None, description="whether listed on the day; null where that is not known")
    listed_from: str | None = None
    listed_to: str | None = None
    listed_why: str | None = None
    posted: dict[str, Any] | None = Field(None, description="what is posted of it, for an organisation in postings")


class Screened(BaseModel):
    """What was found for one name."""

    model_config = ConfigDict(extra="allow")

    id: str | int | None
    name: str
    hits: list[ScreenHit]
    remark: str | None = None


class ScreenAnswer(BaseModel):
    """What was found, and what was searched: not being found is not being safe."""

    screening: dict[str, Any] = Field(description="what was searched, as of when, by whom, and what that means")
    answers: list[Screened]
    decision_id: str | None = Field(description="where it is kept in the ledger; null where it is not")
    notice: list[str]


class ExposeRequest(_Strict):
    """A described technology."""

    text: Text = Field(examples=["Solid-state lidar for autonomous vehicles"])
    title: Name = ""
    as_of: Day | None = Field(None, description="day for which lists are in force; today if not given")
    top: Whole = Field(10, ge=1, le=100, description="most rows of a part")


class ExposeAnswer(BaseModel):
    """What a described technology is near to, part by part, each row with its reasons in `why`."""

    edition: Stamp
    notice: list[str]
    described: dict[str, Any] = Field(description="fields and technologies recognised, with the words")
    needs: list[dict[str, Any]] = Field(description="needs that lists state")
    opportunities: list[dict[str, Any]] = Field(description="postings near to it")
    requests: list[dict[str, Any]] = Field(description="needs read from pages")
    missions: list[dict[str, Any]] = Field(description="missions that asked for the like")
    critical: list[dict[str, Any]] = Field(description="entries of critical-technology lists that it touches")
    reasons: dict[str, Any] = Field(description="why a part is empty")
    caveats: list[str]
    searched: dict[str, Any]


class CodeText(_Strict):
    """A text to code."""

    id: Key | Whole | None = None
    title: Name = Field("", examples=["固态激光雷达"])
    text: Text = Field("", examples=["该公司寻求在华设立合资企业。"])


class CodeRequest(_Strict):
    """Texts to code."""

    texts: list[CodeText] = Field(min_length=1, max_length=100)
    variables: list[Key] = Field([], max_length=100, description="only these variables; all if none")


class Words(BaseModel):
    """Words in the title or the text."""

    field: str = Field(description="`title` or `text`")
    start: int
    end: int
    quote: str


class TextCode(BaseModel):
    """A code with the words that prove it."""

    variable: str
    value: str
    label_zh: str
    label_en: str
    confidence: float
    coder: str
    spans: list[Words]
    reason: str


class CodedText(BaseModel):
    """A text with its codes, the surest of each variable first."""

    id: str | int | None
    codes: list[TextCode]


class CodeAnswer(BaseModel):
    """Codes by the lexicon coder."""

    codebook: str = Field(description="version of the codebook")
    answers: list[CodedText]


class ReadDocument(BaseModel):
    """What was read from a file, and why what is missing is missing. Names and addresses of persons are cut out."""

    model_config = ConfigDict(extra="allow")

    path: str
    title: str
    text: str
    published_on: str | None
    published_reason: str
    language: str
    script: str
    mission: str | None
    mission_reason: str
    host_country: str | None
    host_country_reason: str
    direction: str | None
    stage: str | None
    ip_status: list[str]
    target: str | None
    technology: str | None
    organisations: list[dict[str, Any]]
    amounts: list[dict[str, Any]]
    places: list[dict[str, Any]]
    labels: dict[str, Any]
    domains: list[str]
    contacts_removed: int
    template: str
    unread: list[str]


class ReadAnswer(BaseModel):
    """The documents of a file."""

    documents: list[ReadDocument]
