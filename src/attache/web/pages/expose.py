"""What a described technology is near to, part by part; the text is neither kept nor logged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from attache import api
from attache.core.errors import InputError
from attache.core.text import has_han
from attache.link.registers.opening import text_of
from attache.measure.fields import LIKE, MUCH_LIKE
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.access import Role, checked, needs
from attache.web.accounts.audit import exported, note
from attache.web.api.busy import LONG
from attache.web.language import Language, language_of, text
from attache.web.pages.asked import Asked
from attache.web.rendering import page
from attache.web.saying import said_in
from attache.web.screening.asking import FormError, day_of
from attache.web.site import View

__all__ = ["LARGEST", "LONGEST", "router"]

LONGEST = 100_000
"""Characters of a text; what stands after them is not read, and the page says so."""
LARGEST = 2 << 20
"""Bytes of an upload."""
_TITLE = 500
_KINDS = (".txt", ".md", ".text")
_MORE = ("10", "30", "100")
router = APIRouter(max_body_size=LARGEST + (2 << 20))
PARTS = ("needs", "opportunities", "requests", "missions", "critical")


@dataclass(frozen=True, slots=True)
class _Described:
    """A form as it came, its text cut to what is read."""

    title: str
    text: str
    as_of: str
    top: int
    form: Literal["page", "json"]
    whole: int

    @property
    def cut(self) -> int:
        """How many characters of the text are not read."""
        return self.whole - len(self.text)


_EMPTY = _Described("", "", "", int(_MORE[0]), "page", 0)


@router.get("/expose", dependencies=[needs(Role.reader)], response_class=Response)
def form(request: Request, view: Asked) -> Response:
    """Show the form."""
    return _page(request, view, _EMPTY)


@router.post("/expose", dependencies=[needs(Role.reader, "read"), Depends(checked), LONG], response_class=Response)
async def expose(request: Request, view: Asked) -> Response:
    """Show what a described technology is near to; with `form=json`, give it as a file."""
    async with request.form(max_part_size=LARGEST) as given:
        file = given.get("file")
        body = await file.read(LARGEST + 1) if isinstance(file, UploadFile) and file.filename else None
    return await run_in_threadpool(_shown, request, view, given, body)


def _shown(request: Request, view: View, given: FormData, body: bytes | None) -> Response:
    described = _described(given)
    try:
        described = _with_file(described, given, body)
        if not described.text.strip() and not described.title.strip():
            raise FormError("expose.no_text")
        day = day_of(described.as_of).isoformat()
        found = api.expose(
            described.text, title=described.title, edition=view.edition, as_of=day, top=described.top
        )  # fmt: skip
    except FormError as error:
        problem = text(error.key, language_of(request), **error.values)
        return _page(request, view, described, problem=problem, wrong=error.field)
    note(request, "screen", "exposure of a described technology")
    if described.form == "json":
        return _json(request, view, found, described)
    return _page(request, view, described, found)


def _described(given: FormData) -> _Described:
    def line(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    whole = line("text").replace("\r\n", "\n")
    top = int(line("top")) if line("top") in _MORE else int(_MORE[0])
    form: Literal["page", "json"] = "json" if line("form") == "json" else "page"
    return _Described(line("title")[:_TITLE], whole[:LONGEST], line("as_of"), top, form, len(whole))


def _with_file(described: _Described, given: FormData, body: bytes | None) -> _Described:
    """Return what is described by an uploaded file, if there is one; FormError for what is no text."""
    if body is None:
        return described
    file = given["file"]
    name = "".join(char for char in str(getattr(file, "filename", "")) if char.isprintable())[-120:]
    if described.text.strip():
        raise FormError("expose.both")
    if len(body) > LARGEST:
        raise FormError("expose.too_large", name=name, most=LARGEST >> 20)
    if not name.lower().endswith(_KINDS):
        raise FormError("expose.wrong_kind", name=name)
    if not body.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FormError("expose.empty_file", name=name)
    try:
        whole = text_of(body, name)
    except InputError:
        raise FormError("expose.wrong_kind", name=name) from None
    return _Described(
        described.title, whole[:LONGEST], described.as_of, described.top, described.form, len(whole)
    )  # fmt: skip


def _page(
    request: Request, view: View, described: _Described, found: dict[str, Any] | None = None, problem: str = "",
    wrong: str = "",
) -> Response:  # fmt: skip
    language = language_of(request)
    answer = page(
        request, "expose.html", status=400 if problem else 200, view=view, described=described, found=found,
        problem=problem, wrong=wrong, longest=LONGEST, title_longest=_TITLE, megabytes=LARGEST >> 20, more=_MORE,
        parts=PARTS, alike=(LIKE, MUCH_LIKE), today=described.as_of or day_of("").isoformat(),
        told=lambda said: said_in(language, said),
        caveat=lambda said: _caveat(said, language),
        language_of_text=lambda said: "zh" if has_han(said) else "en",
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer


def _caveat(said: str, language: Language) -> str:
    """Return a caveat in a language; the one that speaks of a key of the answer speaks of the page instead."""
    return text("expose.caveat_not_safe", language) if "`searched`" in said else said_in(language, said)


def _json(request: Request, view: View, found: dict[str, Any], described: _Described) -> Response:
    exported(request, "exposure of a described technology")
    language = language_of(request)
    told: dict[str, Any] = {"notice": NOTICE[language], "not_read": described.cut, **found}
    if view.synthetic:
        told["synthetic"] = SYNTHETIC[language]
    headers = {
        "content-disposition": f'attachment; filename="attache-exposure-edition-{view.number}.json"',
        "cache-control": "no-store",
    }
    return Response(json.dumps(told, ensure_ascii=False), media_type="application/json", headers=headers)
