"""The records behind a figure: those that its query selects, each with what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from attache.core.errors import InputError
from attache.measure.chapters import MEASURES
from attache.measure.charts.naming import Naming
from attache.measure.where import EITHER, FROM, NOT, TO, UNKNOWN, Where, alternatives
from attache.measure.wording import phrase, question, remark
from attache.web.access import Role, needs
from attache.web.api.busy import soon
from attache.web.figure_lines import narrow_query
from attache.web.language import Language, language_of, text
from attache.web.listing import MOST, PER_PAGE, page_asked, taken
from attache.web.measured import Asked as Found
from attache.web.narrowing import narrow_of
from attache.web.pages.asked import Asked
from attache.web.rendering import page
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
_LONGEST = 8_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "amounts": ("kind", "amount", "currency", "usd"),
    "answering": ("list_id", "exactness"),
    "answers_by_field": ("need_id", "exactness", "field"),
    "first_terms": ("term", "quarter", "uses", "all_uses"),
    "offered": ("organisation_id", "organisation_kind", "postings", "technologies"),
    "organisations": ("organisation_id", "name", "kind", "country"),
    "needs": ("need_id", "list_id", "code", "stated_on", "source"),
    "asked": ("need_id", "list_id", "code", "stated_on", "first_on", "source"),
    "events": ("event_id", "name", "starts_on", "city", "country", "source"),
    "figures": ("event_id", "metric", "amount", "unit", "note", "source"),
    "targets": ("programme_id", "metric", "amount", "unit", "actual", "note"),
    "outcomes": ("organisation", "outcome_class", "outcome_on", "counterpart", "statement", "source"),
    "lagged": ("organisation", "outcome_class", "posted_on", "outcome_on", "days", "statement", "source"),
    "readings": ("source_id", "item_key", "refusal"),
    "captures": ("capture_id", "source_id", "year", "month", "failed"),
    "notices": ("source_id", "kind", "count"),
    "gone_documents": ("status_since",),
    "postings": ("sources", "many"),
    "edits": ("removed",),
}
"""What is shown of the records of a relation; of others, the document and nothing else."""
_PATHS = {
    "organisation_id": "/organisations/", "need_id": "/needs/", "event_id": "/events/", "programme_id": "/programmes/",
    "capture_id": "/captures/",
}  # fmt: skip
_CALLED = {
    ("amounts", "conversion"): "exchange",
    ("needs", "list_id"): "demand_list",
    ("asked", "list_id"): "demand_list",
}
"""Columns of a relation that are named as another dimension."""
_BY = {
    "list_id": "demand_list", "field": "technology_field", "need_id": "need", "kind": "amount_kind",
    "event_id": "event", "programme_id": "programme", "metric": "step",
}  # fmt: skip
"""Columns whose values are named as groups of another dimension."""
_OF_DOCUMENTS = (
    "document_id", "subject_id", "title", "language", "published_on", "mission_id", "host_country", "target", "status",
    "status_since", "source_id", "synthetic",
)  # fmt: skip
_OF_CAPTURES = ("capture_id", "captured_at", "sha256", "url")
_FORM = Annotated[str, Path(pattern="^(csv|json)$")]
_TOLD = ("note", "statement", "source", "unit")
_REMOVED = ("organisation", "technology", "amount", "amount_changed", "contact", "paragraph", "title_changed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a record: its column, the text, the page that it leads to."""

    column: str
    text: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """A record: the card of its document where it has one, what is shown beside, its capture."""

    card: Mapping[str, Any] | None
    cells: tuple[Cell, ...]
    proof: Mapping[str, Any] | None


@router.get("/figures/records", dependencies=[needs(Role.reader)], response_class=Response)
def records(request: Request, view: Asked, where: str = "opportunities", measure: str = "") -> Response:
    """List the records that a figure counts."""
    if len(where) > _LONGEST:
        raise InputError("this query is too long", mend="follow the link of a figure")
    asked, narrow, number = Where.parse(where), narrow_of(request), page_asked(request)
    language = language_of(request)
    found = view.figures.records(asked, narrow, PER_PAGE, (number - 1) * PER_PAGE)
    of = MEASURES.get(measure)
    return page(
        request, "figure_records.html", view=view, found=found, where=asked, number=number,
        pages=max(1, -(-found.total // PER_PAGE)) if found else 1, narrow=narrow, narrowed=narrow_query(narrow),
        items=list(_items(view, asked, found, language)) if found else (), measure=of,
        question=question(of, language) if of else "", conditions=list(_told(asked, view, language)),
        relation=f"figures.of_{asked.relation}" if asked.relation in NAMED else "figures.of_records",
    )  # fmt: skip


@router.get("/figures/records.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def records_taken(request: Request, view: Asked, form: _FORM, where: str = "opportunities") -> Response:
    """Give the records that a figure counts as CSV or JSON, each with what proves it; at most 10,000."""
    if len(where) > _LONGEST:
        raise InputError("this query is too long", mend="follow the link of a figure")
    asked, narrow = Where.parse(where), narrow_of(request)
    found = soon(lambda: view.figures.records(asked, narrow, MOST, 0))
    own = [name for name in COLUMNS.get(asked.relation, ()) if name not in ("amount", "removed")]
    own += ["low", "high"] if asked.relation == "amounts" else list(_REMOVED) if asked.relation == "edits" else []
    columns = list(dict.fromkeys(("id", *own, *_OF_DOCUMENTS, *_OF_CAPTURES)))
    return taken(request, view, form, f"records-{asked.relation}", columns, _rows(view, found, columns))


def _rows(view: View, found: Found, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield each record in columns: what the relation says of it, else its document, else the capture of that."""
    documents = (str(row["document_id"]) for row in found.rows if row.get("document_id"))
    cards = {card["document_id"]: card for card in view.shelf.cards(dict.fromkeys(documents))}
    for row in found.rows:
        document = str(row.get("document_id"))
        known = {**found.proof.get(document, {}), **cards.get(document, {}), **row, "id": row["key"]}
        yield {name: _cell(known.get(name)) for name in columns}


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


NAMED = (
    "opportunities", "needs", "events", "organisations", "outcomes", "amounts", "captures", "documents", "readings",
    "figures", "targets", "offered",
)  # fmt: skip
"""Relations that pages call by a name of their own."""


def _told(where: Where, view: View, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each condition as a dimension and its values, in words."""
    naming = Naming(view.codebook, language)
    for name, values in where.conditions.items():
        if name == EITHER:
            for clause in values:
                pairs = [f"{naming.dimension(one)}: {naming.group(one, value)}" for one, value in alternatives(clause)]
                yield text("figures.either", language), text("figures.or", language).join(pairs)
        elif name in (FROM, TO):
            yield text(f"figures.{'since' if name == FROM else 'until'}", language), ", ".join(values)
        else:
            by = _CALLED.get((where.relation, name), name)
            said = [_value(naming, by, value, language) for value in values]
            yield naming.dimension(by), text("figures.or", language).join(said)


def _value(naming: Naming, name: str, value: str, language: Language) -> str:
    if value == f"{NOT}{UNKNOWN}":
        return text("figures.stated", language)
    if value.startswith(NOT):
        return text("figures.not", language, value=naming.group(name, value.removeprefix(NOT)))
    if value in ("true", "false"):
        return text(f"figures.{value}", language)
    return naming.group(name, value)


def _items(view: View, where: Where, found: Found, language: Language) -> Iterator[Item]:
    documents = [str(row["document_id"]) for row in found.rows if row.get("document_id")]
    cards = {card["document_id"]: card for card in view.shelf.cards(dict.fromkeys(documents))}
    naming = Naming(view.codebook, language)
    for row in found.rows:
        card = cards.get(str(row.get("document_id")))
        yield Item(card, tuple(_cells(row, where.relation, naming)), found.proof.get(str(row.get("document_id"))))


def _cells(row: Mapping[str, Any], relation: str, naming: Naming) -> Iterator[Cell]:
    for column in COLUMNS.get(relation, ()):
        if column == "removed":
            told = [naming.group("removed", "title" if one == "title_changed" else one) for one in _REMOVED if row[one]]
            yield Cell(column, ", ".join(told) or naming.group("removed", "nothing"), None)
            continue
        if column == "amount":
            yield Cell(column, _amount(row), None)
            continue
        value = row.get(column)
        if value is None or value == []:
            continue
        path = f"{_PATHS[column]}{value}" if column in _PATHS else None
        yield Cell(column, _text(column, value, naming), path)


def _amount(row: Mapping[str, Any]) -> str:
    """Return a stated amount: a number, a range, or a bound."""
    low, high = (None if row[end] is None else _number(float(row[end])) for end in ("low", "high"))
    if low is None or high is None:
        return f"≥{low}" if low is not None else f"≤{high}" if high is not None else ""
    return low if low == high else f"{low}–{high}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() or abs(value) >= 1_000 else f"{value:,.4g}"


def _text(column: str, value: Any, naming: Naming) -> str:
    if isinstance(value, bool):
        return text(f"figures.{str(value).lower()}", naming.language)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return _number(value)
    if column in _TOLD:
        return remark(str(value), naming.language)
    if column == "name":  # of an event, or collected
        return phrase(str(value), naming.language) or str(value)
    return naming.group(_BY.get(column, column), str(value))
