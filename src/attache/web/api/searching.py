"""Search in Chinese and English, narrowed by facets, as the page and the command do it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from attache.web.access import Role, needs
from attache.web.api.answers import Asked, listed
from attache.web.api.cursors import Paging
from attache.web.api.models import Counted, Hit, Listed
from attache.web.found import Asking, Piece, pieces

__all__ = ["router"]

router = APIRouter()
Values = Annotated[list[str] | None, Query(max_length=50)]
FacetName = Literal["source", "country", "mission", "year", "field", "mode", "military", "need", "state"]
_MANY = 50


class Found(Listed[Hit]):
    """What a search found, the best or newest first."""

    facets: dict[str, list[Counted]] = Field(description="number of finds by facet and value, the largest first")


def _asking(
    q: Annotated[
        str,
        Query(
            max_length=1000,
            description='Words; `"a phrase"`, `-without`, `prefix*`. Traditional characters are as simplified.',
            examples=["激光雷达", "lidar -radar"],
        ),
    ] = "",
    kind: Annotated[
        Literal["opportunity", "need", "event", "all"], Query(description="Kind of records.")
    ] = "opportunity",
    sort: Annotated[
        Literal["best", "newest", "oldest"], Query(description="Order; `best` is `newest` where there are no words.")
    ] = "best",
    country: Annotated[Values, Query(description="Countries, ISO 3166-1 alpha-2.", examples=[["US"]])] = None,
    mission: Annotated[Values, Query(description="Ids of missions.")] = None,
    year: Annotated[Values, Query(description="Years of posting.")] = None,
    field: Annotated[Values, Query(description="Values of `technology_field`.", examples=[["lidar_sensing"]])] = None,
    mode: Annotated[Values, Query(description="Values of `coop_mode`.")] = None,
    military: Annotated[Values, Query(description="Values of `military_relevance`.")] = None,
    need: Annotated[Values, Query(description="Values of `chokepoint_35`.")] = None,
    state: Annotated[Values, Query(description="`live`, `changed`, `gone`, `returned`.")] = None,
    source: Annotated[Values, Query(description="Ids of sources.")] = None,
) -> Asking:
    given = {
        "country": country, "mission": mission, "year": year, "field": field, "mode": mode, "military": military,
        "need": need, "state": state, "source": source,
    }  # fmt: skip
    where = {name: tuple(dict.fromkeys(one for one in values or () if one)) for name, values in given.items()}
    return Asking(q, {name: values for name, values in where.items() if values}, kind, sort)


@router.get("/opportunities", dependencies=[needs(Role.reader)], response_model=Found)
def search(
    view: Asked,
    place: Paging,
    asked: Annotated[Asking, Depends(_asking)],
    facets: Annotated[
        list[FacetName] | None, Query(max_length=9, description="Facets to count; none if not given.")
    ] = None,
) -> dict[str, Any]:
    """Search opportunities, needs and events."""
    start, names = place.start(view), list(dict.fromkeys(facets or ()))
    found = view.index.search(
        asked.words, limit=place.limit, offset=start, where=asked.narrowed, sort=asked.order, facets=names
    )
    bodies = {hit.document_id: hit.body for hit in found.hits}
    records = [{**card, **_snippet(bodies[card["document_id"]], asked.words)} for card in view.shelf.cards(bodies)]
    return listed(view, place, found.total, start, records) | {"facets": _counted(found.facets)}


def _snippet(body: str, words: str) -> dict[str, Any]:
    found = list(pieces(body, words))
    return {"snippet": "".join(piece.text for piece in found), "marks": list(_marks(found))}


def _marks(found: Iterable[Piece]) -> Iterable[tuple[int, int]]:
    at = 0
    for piece in found:
        if piece.marked:
            yield at, at + len(piece.text)
        at += len(piece.text)


def _counted(facets: dict[str, dict[str, int]]) -> dict[str, list[Counted]]:
    return {
        name: [
            Counted(group=value, n=n)
            for value, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MANY]
        ]
        for name, counts in facets.items()
    }
