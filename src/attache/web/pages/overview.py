"""The first page: what this edition holds, and what is new in it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from attache.web.access import Role, needs
from attache.web.pages.asked import Asked
from attache.web.rendering import page

__all__ = ["router"]

router = APIRouter()
_TABLES = ("opportunities", "needs", "events", "organisations", "documents", "captures")


@router.get("/", dependencies=[needs(Role.reader)], response_class=Response)
def overview(request: Request, view: Asked) -> Response:
    """Show what the edition holds."""
    counts = [(name, view.edition.rows(name)) for name in _TABLES]
    query = "select * from cards where kind = 'opportunity' order by published_on desc, document_id limit 8"
    return page(request, "overview.html", view=view, counts=counts, latest=view.shelf.rows(query))
