"""The JSON API: what the commands do, over HTTP, under `/api/v1`. `docs/api.md` shows how it is used."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from attache import __version__
from attache.publish.notice import NOTICE
from attache.web.access import Role, needs
from attache.web.api import described, documents, editions, figures, parties, releases, searching, stated, verbs
from attache.web.api.described import PREFIX
from attache.web.language import language_of
from attache.web.pages.asked import site_of

__all__ = ["PREFIX", "ROUTERS", "router"]


def _named(route: APIRoute) -> str:
    return route.name


router = APIRouter(prefix=PREFIX, generate_unique_id_function=_named)


class Index(BaseModel):
    """What is here."""

    name: str
    version: str
    edition: int = Field(description="number of the current edition")
    openapi: str = Field(description="address of the OpenAPI document")
    links: dict[str, str] = Field(description="addresses of the lists")
    notice: str


_LISTS = (
    "editions", "opportunities", "organisations", "missions", "countries", "needs", "events", "outcomes", "programmes",
    "claims", "measures", "codebook", "releases",
)  # fmt: skip


@router.get("/", dependencies=[needs(Role.reader)], response_model=Index)
def index(request: Request) -> dict[str, Any]:
    """Say what is here."""
    return {
        "name": "Attaché",
        "version": __version__,
        "edition": site_of(request).view().number,
        "openapi": f"{PREFIX}/openapi.json",
        "links": {name: f"{PREFIX}/{name}" for name in _LISTS},
        "notice": NOTICE[language_of(request)],
    }


for _part in (searching, documents, parties, stated, figures, editions, releases, verbs):
    router.include_router(_part.router)
router.include_router(verbs.files)

ROUTERS: tuple[APIRouter, ...] = (router, described.router)
"""Every router of the API."""
