"""How the service answers over HTTP: JSON, one-sentence refusals, and pages of the same machine let in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute

from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.web.reconcile.queries import RequestError

__all__ = ["LOCAL", "Json", "allow", "ancestors", "preflight", "problem", "route_for"]

LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.ASCII)
"""Origins on the same machine, where OpenRefine runs."""
_ANCESTORS = "'self' http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Json(Response):
    """JSON in UTF-8; what UTF-8 cannot write becomes a question mark."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        """Return the bytes of the body."""
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def problem(code: int, sentence: str) -> Response:
    """Return a refusal as RFC 9457 has it: the status and one sentence."""
    body = {"title": HTTPStatus(code).phrase, "status": code, "detail": " ".join(sentence.split())}
    return Json(body, code, media_type="application/problem+json")


def _code(error: AttacheError) -> int:
    if isinstance(error, RequestError):
        return error.code
    return 404 if isinstance(error, NotFoundError) else 400 if isinstance(error, InputError) else 500


def allow(response: Response, request: Request, origins: Collection[str]) -> Response:
    """Let pages of the same machine and of `origins` read the answer; `*` among them lets all."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    origin = request.headers.get("origin", "")
    if "*" in origins:
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
    response.headers.append("Vary", "Origin")
    if LOCAL.fullmatch(origin) or origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response


def preflight() -> Response:
    """Return the answer to a browser that asks whether it may send a request from another origin."""
    told = {
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=told)


def ancestors(origins: Collection[str]) -> str:
    """Return who may frame a preview, as a source list of a content security policy."""
    plain = [one for one in origins if re.fullmatch(r"https?://[\w.\-:\[\]]+", one, re.ASCII)]
    return "*" if "*" in origins else " ".join([_ANCESTORS, *plain])


def route_for(origins: Collection[str]) -> type[APIRoute]:
    """Return a class of routes that word refusals in one sentence and let `origins` in, whatever the answer."""

    class Route(APIRoute):
        def get_route_handler(self) -> Handler:
            handler = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    response = await handler(request)
                except AttacheError as error:
                    response = problem(_code(error), error.sentence)
                    if response.status_code == 503:
                        response.headers["Retry-After"] = "2"
                except HTTPException as error:
                    response = problem(error.status_code, f"{error.detail}.")
                return allow(response, request, origins)

            return answer

    return Route
