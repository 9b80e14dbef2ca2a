"""Who posts and who is named: organisations, missions, countries."""

from __future__ import annotations

from pydantic import BaseModel, Field

from attache.core.organisations import Organisation as OrganisationRow
from attache.core.organisations import OrganisationName
from attache.web.api.models.envelopes import described
from attache.web.api.models.stated import Outcome

__all__ = [
    "Counted",
    "Country",
    "CountryRecord",
    "Mission",
    "MissionRecord",
    "Organisation",
    "OrganisationRecord",
    "Related",
    "Spelling",
]


class Counted(BaseModel):
    """A group and its number of opportunities."""

    group: str = Field(description="a country, mission, year, field …; `unknown` where it is not stated")
    n: int


class Organisation(BaseModel):
    """The thing that names resolve to. Being named in a posting is not wrongdoing."""

    organisation_id: str = described(OrganisationRow, "organisation_id")
    name: str = described(OrganisationRow, "name")
    name_zh: str | None = described(OrganisationRow, "name_zh")
    name_latin: str | None = described(OrganisationRow, "name_latin")
    kind: str = described(OrganisationRow, "kind")
    country: str | None = described(OrganisationRow, "country")
    mentions: int = described(OrganisationRow, "mentions")
    documents: int = described(OrganisationRow, "documents")
    opportunities: int = described(OrganisationRow, "opportunities")
    first_posted: str | None = described(OrganisationRow, "first_posted")
    last_posted: str | None = described(OrganisationRow, "last_posted")
    synthetic: bool = described(OrganisationRow, "synthetic")


class Spelling(BaseModel):
    """A name of an organisation, and how it came to be one."""

    name_id: str = described(OrganisationName, "name_id")
    name: str = described(OrganisationName, "name")
    script: str = described(OrganisationName, "script")
    country: str | None = described(OrganisationName, "country")
    generic: bool = described(OrganisationName, "generic")
    mentions: int = described(OrganisationName, "mentions")
    how: str = described(OrganisationName, "how")
    score: float | None = described(OrganisationName, "score")
    reasons: str = described(OrganisationName, "reasons")
    decision_id: str | None = described(OrganisationName, "decision_id")


class Related(BaseModel):
    """A parent, or a part, of an organisation; never sameness."""

    side: str = Field(description="`part` or `parent`: what the other is to this one")
    kind: str
    reason: str
    decision_id: str | None
    organisation_id: str
    name: str


class Parted(BaseModel):
    """An organisation that a decision keeps apart."""

    organisation_id: str
    name: str
    decision_id: str


class OrganisationRecord(Organisation):
    """An organisation with its names, relations, outcomes and counts."""

    forwarded_from: str | None = Field(description="the id that was asked for, where it leads here")
    parted_from: list[Parted] = Field(description="organisations that decisions of people keep apart from this one")
    names: list[Spelling]
    relations: list[Related]
    outcomes: list[Outcome]
    counts: dict[str, list[Counted]] = Field(
        description="opportunities that offer it, by dimension and group, the largest 200"
    )


class Mission(BaseModel):
    """An embassy, consulate, delegation or office."""

    mission_id: str
    kind: str
    country: str = Field(description="where it sits, ISO 3166-1 alpha-2")
    city_zh: str
    city_en: str
    name_zh: str
    name_en: str
    domains: list[str]
    valid_from: str | None
    valid_to: str | None
    source: str
    opportunities: int


class Country(BaseModel):
    """A country or territory."""

    country: str = Field(description="ISO 3166-1 alpha-2")
    iso3: str
    name_en: str
    name_zh: str
    opportunities: int = Field(description="opportunities whose technology sits there")


class MissionRecord(Mission):
    """A mission with what its opportunities are about."""

    counts: dict[str, list[Counted]] = Field(
        description="its opportunities by dimension and group, the largest 200 of each"
    )


class CountryRecord(Country):
    """A country with what the opportunities are about whose technology sits there."""

    counts: dict[str, list[Counted]] = Field(
        description="its opportunities by dimension and group, the largest 200 of each"
    )
