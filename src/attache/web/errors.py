"""Errors as people and programs read them: a page in the asked language, or a problem document (RFC 9457)."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.web.access import RefusedError, StaleError
from attache.web.accounts import again
from attache.web.language import language_of, text
from attache.web.refused import refused
from attache.web.rendering import address
from attache.web.site import GoneError

__all__ = ["TooLarge", "Unforeseen", "install", "problem", "said"]

_log = logging.getLogger(__name__)

API = ("/api/", "/reconcile", "/health", "/metrics")
"""Where programs ask; they are told in JSON."""

_LARGE_BODY = "the body is too large", "send less at a time"
_LARGE = "what was sent is more than this page takes", "split the file, or send a part of it; nothing was taken"


class Problem(JSONResponse):
    """A problem document; what UTF-8 cannot write becomes a question mark."""

    media_type = "application/problem+json"

    def render(self, content: object) -> bytes:
        """Return the bytes of the body."""
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def install(app: FastAPI) -> None:
    """Teach the application how errors are told."""
    app.add_exception_handler(AttacheError, _attache)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(StaleError, _stale)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(TooLarge)


class TooLarge:
    """Middleware that words what the limit of a body refuses before any route is asked, as all else is worded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and word a bare 413."""
        refused = False

        async def worded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 413:
                refused = (b"content-type", b"text/plain; charset=utf-8") in message["headers"]
            if not refused:
                await send(message)

        await self._app(scope, receive, worded if scope["type"] == "http" else send)
        if refused:
            what, mend = _LARGE if not str(scope["path"]).startswith(API) else _LARGE_BODY
            answer = _told(Request(scope), 413, what, mend)
            await answer(scope, receive, send)


class Unforeseen:
    """Middleware that tells a mistake of ours as every error is told, under a name that the log has it by as well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where that fails before anything was answered, answer 500."""
        begun = False

        async def seen(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, seen)
        except Exception:
            name = secrets.token_hex(4)
            _log.exception("error %s at %r", name, scope.get("path", ""))
            if begun or scope["type"] != "http":
                raise
            await _broken(Request(scope), name)(scope, receive, send)


def problem(status: int, detail: str, mend: str = "") -> JSONResponse:
    """Return a problem document; `mend` says what to do."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Problem(body | ({"mend": mend} if mend else {}), status)


def said(
    request: Request, status: int, what: str, mend: str, written: Sequence[tuple[str, str]] = ()
) -> Response:  # fmt: skip
    """Return an error whose sentences are texts, in the language of the request, with what was `written`."""
    language = language_of(request)
    return _told(request, status, text(what, language), text(mend, language), written)


def _broken(request: Request, name: str) -> Response:
    try:
        language = language_of(request)
        return _told(request, 500, text("site.broken", language), text("site.broken_mend", language, name=name))
    except Exception:
        _log.exception("error %s cannot be shown as a page", name)
        return PlainTextResponse(f"Attaché made a mistake; its log names it {name}.", 500)


def _told(
    request: Request, status: int, what: str, mend: str, written: Sequence[tuple[str, str]] = ()
) -> Response:  # fmt: skip
    if request.url.path.startswith(API):
        return problem(status, what, mend)
    return refused(request, status, what, mend, written)


async def _attache(request: Request, error: Exception) -> Response:
    assert isinstance(error, AttacheError)  # noqa: S101 -- what the handler is registered for
    status = 410 if isinstance(error, GoneError) else 404 if isinstance(error, NotFoundError) else 503
    status = 400 if isinstance(error, InputError) else status
    return _told(request, status, error.what, error.mend, await again.written(request))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 -- what the handler is registered for
    if error.viewer is not None:
        asked = ("scope", error.scope) if error.scope else ("needs", error.needed.name)
        written = await again.written(request)
        return said(request, 403, f"guard.{asked[0]}_{asked[1]}", f"guard.{asked[0]}_mend", written)
    if not request.url.path.startswith(API) and "authorization" not in request.headers:
        if request.method != "GET":
            return await again.after_sign_in(request)
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(address(request, "/sign-in", next=back), 303)
    answer = said(request, 401, "guard.nobody", "guard.nobody_mend")
    answer.headers["www-authenticate"] = "Bearer"
    return answer


async def _stale(request: Request, error: Exception) -> Response:
    return await again.stale(request)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- what the handler is registered for
    what = "there is no page at this address" if error.status_code == 404 else str(error.detail)
    answer = _told(request, error.status_code, what, "look at the address" if error.status_code == 404 else "")
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- what the handler is registered for
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return _told(request, 422, "the body is no JSON", "send JSON in UTF-8")
    where = ".".join(str(one) for one in first["loc"][1:]) or "the request"
    if request.url.path.startswith(API):
        return problem(422, f"`{where}`: {first['msg'].lower()}", "mend that value")
    language = language_of(request)
    what, mend = text("refused.value", language, name=where[:80]), text("refused.value_mend", language)
    return _told(request, 422, what, mend, await again.written(request))
