"""The router: the endpoints of the Reconciliation Service API 0.2."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from attache.core.version import release
from attache.web.reconcile.answers import Json, ancestors, preflight, route_for
from attache.web.reconcile.preview import HEIGHT, WIDTH, headers, page
from attache.web.reconcile.properties import SETTINGS
from attache.web.reconcile.queries import BATCH, BODY, CURSOR, NAME, VALUES, RequestError, read_batch, read_extension
from attache.web.reconcile.service import IDENTIFIERS, SCHEMA, Service

__all__ = ["router"]

VERSIONS = ["0.2"]
_FORM = "application/x-www-form-urlencoded"
_ID = "{{id}}"


Serving = Callable[[], Service]
"""What returns the service that answers now."""


def router(
    service: Service | Serving,
    *,
    prefix: str = "/reconcile",
    endpoint: str | None = None,
    origins: Collection[str] = (),
    dependencies: Sequence[Any] = (),
) -> APIRouter:
    """Return the routes of a reconciliation service, to be included in an application.

    `service` may be what returns the service at each request. `dependencies` are those of all routes but the ones by
    which a browser asks whether it may send a request at all, which it does without saying who asks.

    `endpoint` is the public address of the service where it is not the one that is asked, as behind a proxy. Pages of
    the same machine may read the answers and frame the previews; `origins` names others (`https://refine.example`), or
    `*` for all.
    """
    more: dict[str, Any] = {
        "prefix": prefix,
        "route_class": route_for(origins),
        "tags": ["reconciliation"],
        "max_body_size": 2 * BODY,  # the routes themselves refuse more than BODY, in a sentence
    }
    routes, free = APIRouter(dependencies=list(dependencies), **more), APIRouter(**more)
    serving: Serving = (lambda: service) if isinstance(service, Service) else service
    _root(routes, serving, endpoint)
    _suggest(routes, serving)

    html: dict[str, Any] = {"media_type": "text/html; charset=utf-8", "headers": dict(headers(ancestors(origins)))}

    @routes.get("/preview")
    async def preview(request: Request) -> Response:
        now = serving()
        entity = now.need(_one(request, "id"))
        return Response(page(entity, now.types_of(entity)).encode("utf-8", "replace"), **html)

    @free.options("")
    @free.options("/{path:path}")
    async def options() -> Response:
        return preflight()

    whole = APIRouter()
    for one in (routes, free):
        whole.include_router(one)
    return whole


def _root(routes: APIRouter, serving: Serving, endpoint: str | None) -> None:
    @routes.get("")
    @routes.get("/", include_in_schema=False)
    async def ask(request: Request) -> Response:
        return await _answer({key: request.query_params.getlist(key) for key in request.query_params}, request)

    @routes.post("")
    @routes.post("/", include_in_schema=False)
    async def send(request: Request) -> Response:
        form = await _form(request)
        if not {"queries", "extend"} & set(form):
            raise RequestError("has neither `queries` nor `extend`", where="form", mend="send one of them")
        return await _answer(form, request)

    async def _answer(sent: dict[str, list[str]], request: Request) -> Response:
        _no_jsonp(request)
        if "queries" in sent:
            batch = read_batch(_only(sent, "queries"))
            return Json(await run_in_threadpool(serving().reconcile, batch))
        if "extend" in sent:
            asked = read_extension(_only(sent, "extend"))
            return Json(await run_in_threadpool(serving().extend, asked))
        if "query" in sent:
            raise RequestError("asks for a single query, which 0.2 has not", where="query", mend="send `queries`")
        return Json(manifest(serving(), endpoint or _endpoint(request)))


def _suggest(routes: APIRouter, serving: Serving) -> None:
    @routes.get("/suggest/entity")
    async def entity(request: Request) -> Response:
        types = tuple(one for one in request.query_params.getlist("type")[:VALUES] if one)
        prefix, cursor = _one(request, "prefix"), _cursor(request)
        return Json({"result": await run_in_threadpool(serving().suggest_entities, prefix, cursor, types)})

    @routes.get("/suggest/property")
    async def properties(request: Request) -> Response:
        return Json(
            {"result": serving().suggest_properties(_one(request, "prefix"), _count(request, "cursor", 0, CURSOR))}
        )

    @routes.get("/suggest/type")
    async def types(request: Request) -> Response:
        return Json({"result": serving().suggest_types(_one(request, "prefix"), _cursor(request))})

    @routes.get("/extend/propose")
    async def propose(request: Request) -> Response:
        limit = _count(request, "limit", 1, CURSOR) if "limit" in request.query_params else None
        kind = _one(request, "type") if "type" in request.query_params else ""
        return Json(serving().propose(kind, limit))


def manifest(service: Service, endpoint: str) -> dict[str, Any]:
    """Return the service manifest, with `endpoint` as the address of the service."""
    types = service.types()

    def at(path: str) -> dict[str, str]:
        return {"service_url": endpoint, "service_path": path}

    return {
        "versions": VERSIONS,
        "name": service.name,
        "identifierSpace": IDENTIFIERS,
        "schemaSpace": SCHEMA,
        "serviceVersion": release(),
        "defaultTypes": [{"id": one["id"], "name": one["name"]} for one in types],
        "view": {"url": f"{endpoint}/preview?id={_ID}"},
        "preview": {"url": f"{endpoint}/preview?id={_ID}", "width": WIDTH, "height": HEIGHT},
        "suggest": {one: at(f"/suggest/{one}") for one in ("entity", "property", "type")},
        "extend": {"propose_properties": at("/extend/propose"), "property_settings": list(SETTINGS)},
        "batchSize": BATCH,
        "standardizedScore": True,
    }


def _endpoint(request: Request) -> str:
    try:
        return str(request.url.replace(query="", fragment="")).rstrip("/?#")
    except ValueError:
        raise RequestError("is no host", where="Host", mend="ask by the name of the service") from None


def _no_jsonp(request: Request) -> None:
    if "callback" in request.query_params:
        mend = "ask without `callback`; other origins are let in by CORS"
        raise RequestError("JSONP is not supported", where="callback", mend=mend)


def _one(request: Request, name: str) -> str:
    _no_jsonp(request)
    text = request.query_params.get(name)
    if text is None:
        raise RequestError("is missing", where=name, mend="send it in the query of the address")
    if len(text) > NAME:
        raise RequestError(f"has {len(text)} characters", where=name, mend=f"send at most {NAME}", code=413)
    return text


def _count(request: Request, name: str, least: int, most: int) -> int:
    text = request.query_params.get(name) or str(least)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise RequestError(f"is {text[:20]!r}", where=name, mend=f"send a number from {least} to {most}")
    return int(text)


def _cursor(request: Request) -> int:
    return _count(request, "cursor", 0, CURSOR)


async def _form(request: Request) -> dict[str, list[str]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != _FORM:
        raise RequestError(f"is {kind[:60]!r}", where="Content-Type", mend=f"send a form as {_FORM}", code=415)
    body = await _body(request)
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise RequestError(f"is no form in UTF-8 ({str(error)[:80]})", where="body", mend=f"send {_FORM}") from None


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY:
                raise RequestError("is too large", where="body", mend=f"send at most {BODY} bytes", code=413)
    except ClientDisconnect:
        raise RequestError("ended early", where="body", mend="send it whole") from None
    return bytes(body)


def _only(sent: dict[str, list[str]], name: str) -> str:
    if len(sent[name]) != 1:
        raise RequestError(f"is sent {len(sent[name])} times", where=name, mend="send it once")
    return sent[name][0]
