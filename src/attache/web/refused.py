"""The page of a request that is not taken: what is wrong, what to do now, and what was written, so that it stays."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request, Response

from attache.core.text import has_han
from attache.web.language import language_of, texts
from attache.web.rendering import page
from attache.web.saying import said_in

__all__ = ["refused"]

_EDITION = "edition"


def refused(
    request: Request, status: int, what: str, mend: str, written: Sequence[tuple[str, str]] = ()
) -> Response:  # fmt: skip
    """Return the page; `written` are the fields of the form that was sent.

    An edition that is gone is left out of all links, which would lead nowhere as well.
    """
    gone = status == 410 and _EDITION in request.query_params
    shown = _without_edition(request) if gone else request
    language = language_of(request)
    asked = request.method in ("GET", "HEAD")
    values = {
        "code": status,
        "title": f"refused.title_{status}" if f"refused.title_{status}" in texts() else "site.error",
        "what": _sentence(said_in(language, what), language),
        "mend": _sentence(said_in(language, mend), language),
        "gone": gone,
        "query": asked and status in (400, 422) and bool(request.url.query) and not gone,
        "again": asked and status in (429, 503, 500),
        "path": request.url.path,
        "written": [(name, value) for name, value in written if value.strip()],
    }
    return page(shown, "error.html", status=status, **values)


def _without_edition(request: Request) -> Request:
    kept = [part for part in request.scope["query_string"].split(b"&") if part.partition(b"=")[0] != _EDITION.encode()]
    return Request({**request.scope, "query_string": b"&".join(kept)}, request.receive)


def _sentence(said: str, language: str) -> tuple[str, bool]:
    """Return a sentence with a capital and a stop, and whether it is in English on a Chinese page."""
    if not said:
        return "", False
    foreign = language == "zh" and not has_han(said)
    first = said.split(" ", 1)[0]
    begun = said[0].upper() + said[1:] if first.isalpha() else said
    stop = "" if said[-1] in ".。!！?？" else "。" if language == "zh" and not foreign else "."
    return begun + stop, foreign
