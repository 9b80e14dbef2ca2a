"""What is handed in: names to compare and screen, technologies to expose, files to read, texts to code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, HTTPException, Request, UploadFile

from attache import api
from attache.build.registers import names_of
from attache.build.screening_records import Record, append
from attache.collect.exchange import utc_now
from attache.core.errors import NotFoundError
from attache.link import compare as compared
from attache.link import describe
from attache.link.registers.countries import country_code
from attache.read.formats.sniff import sniff
from attache.web.access import Role, Viewer, needs
from attache.web.accounts.audit import NOBODY, note
from attache.web.apart import read_apart
from attache.web.api.answers import Posted, notices, stamp
from attache.web.api.busy import LONG
from attache.web.api.models.verbs import (
    CodeAnswer,
    CodeRequest,
    CompareAnswer,
    CompareRequest,
    ExposeAnswer,
    ExposeRequest,
    ReadAnswer,
    ScreenAnswer,
    ScreenRequest,
)
from attache.web.once import once_for_all
from attache.web.pages.asked import site_of
from attache.web.screening.choices import Screeners, choices
from attache.web.site import View

__all__ = ["BODY", "FILE", "router"]

BODY, FILE = 8 << 20, 32 << 20
"""Bytes that a request may have: JSON, and a file to be read."""
_SHORT, _GZIP = 1 << 20, b"\x1f\x8b"
"""Bytes of a plain text that is read at once; what is longer takes seconds, in which nobody else should wait."""
router = APIRouter(max_body_size=BODY)
files = APIRouter(max_body_size=FILE)


def _json(request: Request) -> None:
    """Refuse what is not sent as JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "the body is not sent as application/json")


def _form(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise HTTPException(415, "the body is not sent as multipart/form-data")


_ASKS = [needs(Role.reader, "screen"), Depends(_json)]


@router.post("/compare", dependencies=_ASKS, response_model=CompareAnswer)
def compare(sent: CompareRequest) -> dict[str, Any]:
    """Say whether two names are of one organisation, how sure that is, and why."""
    countries = {
        name: country_code(value) if value else None
        for name, value in (("country_a", sent.country_a), ("country_b", sent.country_b))
    }
    found = compared(sent.a, sent.b, **countries)
    told = {"score": found.score, "match": found.match, "reasons": found.reasons}
    return told | {"parts": [[asdict(part) for part in describe(name)] for name in (sent.a, sent.b)]}


@router.post("/screen", dependencies=[*_ASKS, LONG], response_model=ScreenAnswer)
def screen(request: Request, view: Posted, sent: ScreenRequest) -> dict[str, Any]:
    """Look for names in registers and postings. Not being found is not being safe; being listed is not wrongdoing."""
    registers = _registers(view, sent.registers)
    opened, lock = once_for_all(request, "screeners", Screeners).get(view.edition, registers, sent.postings)
    viewer: Viewer | None = request.state.viewer
    who = viewer.name if viewer else NOBODY
    chosen = replace(opened, as_of=_day(sent.as_of), top=sent.top, threshold=sent.threshold)
    header = {"screening": {"at": utc_now(), "author": who, "names_from": "API"} | chosen.about()}
    with lock:
        answers = [chosen.answer(one.model_dump(exclude_none=True)) for one in sent.names]
    kept = None
    if sent.records:
        record = Record(header)
        for answer in answers:
            record.take(json.dumps(answer, ensure_ascii=False))
        kept = append(site_of(request).workspace, record, header, who).decision_id
    else:
        note(request, "screen", f"{len(answers)} names by the API, not recorded")
    return {**header, "answers": answers, "decision_id": kept, "notice": notices(request, view)}


@router.post("/expose", dependencies=[*_ASKS, LONG], response_model=ExposeAnswer)
def expose(request: Request, view: Posted, sent: ExposeRequest) -> dict[str, Any]:
    """Say what a described technology is near to: needs, opportunities, missions, critical lists."""
    day = _day(sent.as_of).isoformat()
    found = api.expose(sent.text, title=sent.title, edition=view.edition, as_of=day, top=sent.top)
    return {"edition": stamp(view), "notice": notices(request, view), **found}


@router.post("/code", dependencies=[*_ASKS, LONG], response_model=CodeAnswer)
def code(request: Request, sent: CodeRequest) -> dict[str, Any]:
    """Code texts by the codebook; each code has the words that prove it."""
    book = site_of(request).codebook
    for name in sent.variables:
        book.variable(name)
    texts = [(one.title, one.text) for one in sent.texts]
    found = api.code_many(texts, variables=sent.variables or None, codebook=book)
    answers = [{"id": one.id, "codes": codes} for one, codes in zip(sent.texts, found, strict=True)]
    return {"codebook": book.version, "answers": answers}


@files.post("/read", dependencies=[needs(Role.reader, "screen"), Depends(_form), LONG], response_model=ReadAnswer)
def read(file: Annotated[UploadFile, File(description="HTML, PDF, DOCX, XLSX, CSV, JSON, text …")]) -> dict[str, Any]:
    """Read a file and say what it says: title, date, text, mission, organisations, amounts."""
    body = file.file.read()
    name = (file.filename or "file").replace("\\", "/").rpartition("/")[2][:200] or "file"
    plain = len(body) <= _SHORT and not body.startswith(_GZIP) and sniff(body, name) == "text"
    if plain:
        return {"documents": api.read(body, name=name, media_type=file.content_type)}
    return {"documents": read_apart(body, name, file.content_type)}


def _registers(view: View, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the registers to search, those of the edition if none are named; a file is none: none is ever opened."""
    known = {one.key for one in choices(view.edition)}
    for name in wanted:
        if name not in known:
            mend = f"use one of {', '.join(sorted(known))}"
            raise NotFoundError(f"no register is called `{name[:80]}`", mend=mend)
    return tuple(dict.fromkeys(wanted)) or tuple(names_of(view.edition))


def _day(text: str | None) -> date:
    return date.fromisoformat(text) if text else date.today()
