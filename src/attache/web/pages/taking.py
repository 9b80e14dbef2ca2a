"""Packs and briefs to take along: ordered from the page of a country or an organisation, made in the background."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from attache.core.errors import NotFoundError
from attache.vocabulary.countries import countries
from attache.web.access import Role, checked, needs
from attache.web.accounts.audit import exported
from attache.web.language import language_of
from attache.web.pages.asked import site_of
from attache.web.rendering import address, page
from attache.web.saying import said_in
from attache.web.site import View
from attache.web.taking.orders import Order, Orders, Plan
from attache.web.taking.work import begin

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 16)
_READS = [needs(Role.reader)]
_TYPES = {"zip": "application/zip", "pdf": "application/pdf"}
Number = Annotated[int, Path(ge=1, description="Number of the edition")]
Line = Annotated[str, Form(max_length=100)]


@router.post("/taken", dependencies=[needs(Role.reader, "read"), Depends(checked)], response_class=Response)
def order(
    request: Request, kind: Line, edition: Annotated[int, Form(ge=1)], country: Line = "", organisation: Line = "",
    form: Line = "",
) -> Response:  # fmt: skip
    """Order a pack or a brief of an edition; what is made or being made already is not made twice."""
    view = site_of(request).view(edition)
    plan = Plan(kind, country, organisation, language_of(request), form or ("zip" if kind == "pack" else "pdf"))
    _known(view, plan.check())
    placed, new = _orders(view).place(plan)
    if new:
        begin(site_of(request).workspace, placed)
    return RedirectResponse(address(request, f"/taken/{view.number}/{placed.key}"), 303)


@router.get("/taken/{number}/{key}", dependencies=_READS, response_class=Response)
def shown(request: Request, number: Number, key: str) -> Response:
    """Show how far an order is; once it is ready, the file to download."""
    view, placed = _found(request, number, key)
    plan, progress = placed.plan, placed.progress()
    language = language_of(request)
    known = view.shelf.one("organisations", plan.organisation) if plan.organisation else None
    country = countries().get(plan.country)
    name = (country.name_zh if language == "zh" else country.name_en) if country else known["name"] if known else ""
    answer = page(
        request, "taken.html", view=view, order=placed, plan=plan, progress=progress, name=name,
        back=f"/countries/{plan.country}" if plan.country else f"/organisations/{plan.organisation}",
        said=lambda words: said_in(language, words),
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get("/taken/{number}/{key}/progress", dependencies=_READS, response_class=Response)
def told(request: Request, number: Number, key: str) -> Response:
    """Tell a script how far an order is."""
    _, placed = _found(request, number, key)
    progress = placed.progress()
    found: dict[str, Any] = {"kind": progress.kind, "files": progress.files}
    return JSONResponse(found, headers={"cache-control": "no-store"})


@router.get("/taken/{number}/{key}/file", dependencies=_READS, response_class=Response)
def file(request: Request, number: Number, key: str) -> Response:
    """Give the file, always to be saved, never to be shown."""
    _, placed = _found(request, number, key)
    if placed.progress().kind != "ready":
        raise NotFoundError("it is not ready", mend="open its page, which says how far it is")
    exported(request, placed.file.name)
    kind = _TYPES.get(placed.plan.form, "application/octet-stream")
    return FileResponse(placed.file, media_type=kind, filename=placed.file.name)


def _orders(view: View) -> Orders:
    return Orders(view.edition)


def _found(request: Request, number: int, key: str) -> tuple[View, Order]:
    view = site_of(request).view(number)
    found = _orders(view).get(key)
    if found is None:
        mend = "order it again from the page of its country or organisation"
        raise NotFoundError("there is no such pack or brief (any more)", mend=mend)
    return view, found


def _known(view: View, plan: Plan) -> None:
    """Refuse what the edition says nothing of; NotFoundError."""
    sheet, key = ("places", f"country {plan.country}") if plan.country else ("organisations", plan.organisation)
    if view.shelf.one(sheet, key) is None:
        mend = "choose another country or organisation"
        raise NotFoundError("this edition has no posting of it", mend=mend)
