"""Errors as people and programs read them: a page in the asked language, or a problem document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.web.access import RefusedError, StaleError
from attache.web.accounts import again
from attache.web.language import language_of, text
from attache.web.rendering import address, page
from attache.web.site import GoneError

__all__ = ["install", "problem", "said"]

API = "/api/"


def install(app: FastAPI) -> None:
    """Teach the application how errors are told."""
    app.add_exception_handler(AttacheError, _attache)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(StaleError, _stale)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def problem(status: int, detail: str, mend: str = "") -> JSONResponse:
    """Return a problem document; `mend` says what to do."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body | ({"mend": mend} if mend else {}), status, media_type="application/problem+json")


def said(request: Request, status: int, what: str, mend: str) -> Response:
    """Return an error whose sentences are texts, in the language of the request."""
    language = language_of(request)
    return _told(request, status, text(what, language), text(mend, language))


def _told(request: Request, status: int, what: str, mend: str) -> Response:
    if request.url.path.startswith(API):
        return problem(status, what, mend)
    return page(request, "error.html", status=status, code=status, what=what, mend=mend)


def _attache(request: Request, error: Exception) -> Response:
    assert isinstance(error, AttacheError)  # noqa: S101 -- what the handler is registered for
    status = 410 if isinstance(error, GoneError) else 404 if isinstance(error, NotFoundError) else 503
    status = 400 if isinstance(error, InputError) else status
    return _told(request, status, error.what, error.mend)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 -- what the handler is registered for
    if error.viewer is not None:
        if error.scope:
            return said(request, 403, f"guard.scope_{error.scope}", "guard.scope_mend")
        return said(request, 403, f"guard.needs_{error.needed.name}", "guard.needs_mend")
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


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- what the handler is registered for
    first = error.errors()[0]
    where = ".".join(str(one) for one in first["loc"][1:]) or "the request"
    return _told(request, 422, f"`{where}`: {first['msg'].lower()}", "mend that value")
