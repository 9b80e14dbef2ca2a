"""What answers of the API look like. Fields that are columns of an edition's tables are described by those columns."""

from __future__ import annotations

from attache.web.api.models.answered import Answer, NeedRecord
from attache.web.api.models.documents import Card, Decided, Hit, Record
from attache.web.api.models.editions import Change, Difference, EditionSummary
from attache.web.api.models.envelopes import Listed, One, Problem, Stamp, described
from attache.web.api.models.parties import (
    Counted,
    Country,
    CountryRecord,
    Mission,
    MissionRecord,
    Organisation,
    OrganisationRecord,
)
from attache.web.api.models.stated import Answered, Event, Followed, Need, Outcome, Programme

__all__ = [
    "Answer", "Answered", "Card", "Change", "Counted", "Country", "CountryRecord", "Decided", "Difference",
    "EditionSummary", "Event", "Followed", "Hit", "Listed", "Mission", "MissionRecord", "Need", "NeedRecord", "One",
    "Organisation", "OrganisationRecord", "Outcome", "Problem", "Programme", "Record", "Stamp", "described",
]  # fmt: skip
