"""The OpenAPI document of the API, and a page that lists what can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from attache import __version__
from attache.publish.notice import NOTICE
from attache.web.access import Role, needs
from attache.web.api.models import Problem
from attache.web.language import text
from attache.web.rendering import page

__all__ = ["PREFIX", "document", "router"]

PREFIX = "/api/v1"
router = APIRouter()
_PROBLEM = "application/problem+json"
_REASONS = {
    "400": "The question cannot be answered as it is asked.",
    "401": "Nobody is signed in, and no token was sent.",
    "403": "The role, or the token's scope, is not enough.",
    "404": "There is no such record.",
    "410": "The edition, or that of the cursor, is not here any more.",
    "413": "The body is too large.",
    "415": "The body is of a type that is not read.",
    "422": "A value is not of the form that is asked for.",
    "429": "Too many long requests at once.",
    "503": "It is still being worked out, or the ledger cannot be reached.",
}
_SHARED = frozenset({"edition", "lang", "limit", "cursor"})
_POSTED = frozenset({"413", "415"})
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "API token of an account; none is needed on one's own machine.",
}


@router.get(f"{PREFIX}/openapi.json", dependencies=[needs(Role.anyone)], include_in_schema=False)
def openapi(request: Request) -> Response:
    """Give the document."""
    return JSONResponse(document(), media_type="application/openapi+json")


@router.get("/api", dependencies=[needs(Role.anyone)], response_class=Response, include_in_schema=False)
def listed(request: Request) -> Response:
    """Show what can be asked, for people."""
    return page(request, "api.html", operations=list(_operations(document())), version=__version__)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document; every operation also says how it refuses (RFC 9457)."""
    from attache.web.api import router as whole  # noqa: PLC0415 -- which holds the routes of all modules

    made = get_openapi(
        title="Attaché", version=__version__, openapi_version="3.1.0", routes=whole.routes,
        summary=text("api.summary", "en"), description=text("api.about", "en") + "\n\n" + NOTICE["en"],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    made["components"]["securitySchemes"] = {"token": _TOKEN}
    made["security"] = [{"token": []}, {}]
    for path, method, operation in _each(made):
        operation["summary"] = text(f"api.op_{operation['operationId']}", "en")
        operation["responses"] = {"200": operation["responses"]["200"], **_refusals(path, method)}
    return made


def _refusals(path: str, method: str) -> dict[str, Any]:
    content = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": why, "content": content}
        for status, why in _REASONS.items()
        if method == "post" or status not in _POSTED
    }


def _each(made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _operations(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the page shows of each operation."""
    for path, method, operation in _each(made):
        parameters = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
        body = next(iter(operation.get("requestBody", {}).get("content", {}).values()), None)
        yield {
            "path": path, "method": method.upper(), "key": operation["operationId"],
            "parameters": [one["name"] for one in parameters if one["name"] not in _SHARED],
            "needed": [one["name"] for one in parameters if one.get("required")],
            "body": list(_properties(made, body["schema"])) if body else [],
            "linked": method == "get" and "{" not in path and not any(one.get("required") for one in parameters),
        }  # fmt: skip


def _properties(made: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    yield from made["components"]["schemas"].get(name, schema).get("properties", ())
