"""Relations over which selections are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attache.measure.members import MEMBER_OUTCOMES, MEMBERS

__all__ = ["RELATIONS", "Relation"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Records that selections are made over: an SQL table or view, the column of ids, where evidence is.

    `document` is a column with document ids, None where the records come from the casebook and state a source.
    """

    sql: str
    key: str
    document: str | None = None


_FIGURES = "(select *, event_id || '/' || metric || '/' || source as figure_id from figures)"

RELATIONS: Mapping[str, Relation] = {
    "opportunities": Relation("units", "opportunity_id", "document_id"),
    "needs": Relation("needs", "need_id", "document_id"),
    "events": Relation("events", "event_id", "document_id"),
    "figures": Relation(_FIGURES, "figure_id"),
    "targets": Relation("(select *, programme_id || '/' || metric as target_id from targets)", "target_id"),
    "outcomes": Relation("outcomes", "outcome_id"),
    "members": Relation(MEMBERS, "member_id"),
    "member_outcomes": Relation(MEMBER_OUTCOMES, "member_id"),
    "organisations": Relation("organisations", "organisation_id"),
}
"""Relations of every frame; chapters add theirs where a selection first asks for them."""
