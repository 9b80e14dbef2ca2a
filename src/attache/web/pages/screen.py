"""Asking for a screening: the form, a table whose columns are chosen, and how far it is; works without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from attache.build.asked_names import Sheet
from attache.core.errors import AttacheError, InputError
from attache.web.access import PART, RefusedError, Role, checked, needs, viewer_of
from attache.web.errors import said
from attache.web.language import language_of, text
from attache.web.once import once_for_all
from attache.web.pages.asked import Asked, site_of
from attache.web.rendering import address, page
from attache.web.saying import said_in
from attache.web.screening.asking import (
    LARGEST_FILE,
    MOST_NAMES,
    FormError,
    Names,
    columns_of,
    day_of,
    listed_in,
    pasted,
    read_upload,
)
from attache.web.screening.choices import Screeners, choices, has_postings
from attache.web.screening.jobs import Job, Jobs, Progress
from attache.web.screening.work import begin, finish
from attache.web.site import View

__all__ = ["THRESHOLDS", "TOP", "begun", "jobs_of", "name_of", "router"]

router = APIRouter(max_body_size=LARGEST_FILE + PART)
_READS, _SCREENS = [needs(Role.reader)], [needs(Role.reader, "screen"), Depends(checked)]
THRESHOLDS = ("0.1", "0.5", "0.8")
"""Least probabilities of a hit that can be chosen; the first is the usual one, below which people are shown nothing."""
TOP = 5
"""Most hits for a name in the registers, and again in the postings."""
_SAMPLE = 6


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form as it came."""

    names: str
    file_name: str
    body: bytes
    draft: str
    column: str
    country: str
    registers: tuple[str, ...]
    postings: bool
    as_of: str
    threshold: str


def jobs_of(request: Request) -> Jobs:
    """Return the screenings under way."""
    return Jobs(site_of(request).workspace)


def name_of(request: Request) -> str:
    """Return who asks; RefusedError where nobody is signed in, for names that are screened are not for everybody."""
    viewer = viewer_of(request)
    if viewer is None:
        raise RefusedError(Role.reader, None)
    return viewer.name


@router.get("/screen", dependencies=_READS, response_class=Response)
def form(request: Request, view: Asked, draft: str = "", name: str = "") -> Response:
    """Show the form, with a name in it; with `draft`, the table whose columns are to be chosen."""
    kept = None
    if draft:
        kept = jobs_of(request).get(draft, name_of(request))
        if kept is None or kept.progress().kind != "draft":
            return said(request, 410, "screen.draft_gone", "screen.draft_gone_mend")
    return _form(request, view, kept, name=name[:1000])


@router.post("/screen", dependencies=_SCREENS, response_class=Response)
async def screen(request: Request, view: Asked) -> Response:
    """Take names, or a table first; what cannot be taken is told beside what was written."""
    async with request.form(max_part_size=PART) as given:
        sent = await _sent(given)
    return await run_in_threadpool(_taken, request, view, sent)


async def _sent(given: FormData) -> _Sent:
    def line(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    file = given.get("file")
    named = isinstance(file, UploadFile) and bool(file.filename)
    body = await file.read(LARGEST_FILE + 1) if isinstance(file, UploadFile) and named else b""
    registers = tuple(value for value in given.getlist("register") if isinstance(value, str))
    return _Sent(
        line("names"), str(file.filename) if isinstance(file, UploadFile) and named else "", body, line("draft"),
        line("column"), line("country"), registers, bool(line("postings")), line("as_of"), line("threshold"),
    )  # fmt: skip


def _taken(request: Request, view: View, sent: _Sent) -> Response:
    by, jobs = name_of(request), jobs_of(request)
    kept = jobs.get(sent.draft, by) if sent.draft else None
    if sent.draft and (kept is None or kept.progress().kind != "draft"):
        return said(request, 410, "screen.draft_gone", "screen.draft_gone_mend")
    try:
        plan = _plan(view, sent, by)
        found = _names(sent, kept)
        if isinstance(found, Sheet):
            draft = jobs.keep(found, plan)
            return RedirectResponse(address(request, "/screen", draft=draft.key), 303)
        job = jobs.start(found, plan)
    except FormError as error:
        problem = text(error.key, language_of(request), **error.values)
        return _form(request, view, kept, sent, problem, wrong=error.field)
    except InputError as error:
        return _form(request, view, kept, sent, _refusal(error, request), wrong="file" if sent.file_name else "")
    if kept:
        jobs.drop(kept)
    return begun(request, job)


def begun(request: Request, job: Job) -> Response:
    """Have a screening done, and lead to its record, or to the page that tells how far it is."""
    begin(site_of(request).workspace, job, once_for_all(request, "screeners", Screeners))
    return _after(request, job)


def _refusal(error: AttacheError, request: Request) -> str:
    language = language_of(request)
    what, mend = said_in(language, error.what), said_in(language, error.mend)
    return text("screen.refused", language, where=error.where or "", what=what, mend=mend)


def _names(sent: _Sent, kept: Job | None) -> Names | Sheet:
    """Return the names that are asked for, or the table whose columns are to be chosen first."""
    if kept:
        sheet = kept.sheet()
        return listed_in(sheet, columns_of(sheet, sent.column, sent.country))
    if sent.file_name and sent.names.strip():
        raise FormError("screen.both")
    found = read_upload(sent.file_name, sent.body) if sent.file_name else pasted(sent.names)
    if isinstance(found, Sheet) and sent.column:
        return listed_in(found, columns_of(found, sent.column, sent.country))
    return found


def _plan(view: View, sent: _Sent, by: str) -> dict[str, Any]:
    """Return what is to be searched; FormError where nothing is, or something that is not here."""
    known = {one.key for one in choices(view.edition)}
    wrong = [key for key in sent.registers if key not in known]
    if wrong:
        raise FormError("screen.unknown_register", name=wrong[0][:80])
    postings = sent.postings and has_postings(view.edition)
    if not sent.registers and not postings:
        raise FormError("screen.nothing_chosen")
    day = day_of(sent.as_of)
    threshold = sent.threshold or THRESHOLDS[0]
    if threshold not in THRESHOLDS:
        raise FormError("screen.no_threshold")
    return {
        "by": by,
        "edition": view.number,
        "registers": sorted(set(sent.registers)),
        "postings": postings,
        "as_of": day.isoformat(),
        "threshold": float(threshold),
        "top": TOP,
    }


def _form(
    request: Request, view: View, kept: Job | None, sent: _Sent | None = None, problem: str = "", name: str = "",
    wrong: str = "",
) -> Response:  # fmt: skip
    viewer = viewer_of(request)
    sheet = kept.sheet() if kept else None
    values: Mapping[str, Any] = {
        "choices": choices(view.edition),
        "has_postings": has_postings(view.edition),
        "problem": problem,
        "wrong": wrong,
        "file_lost": sent.file_name[-120:] if sent and problem else "",
        "sent": sent,
        "typed": sent.names if sent else name,
        "told": lambda where: said_in(language_of(request), where),
        "chosen": _chosen(view, kept, sent),
        "kept": kept,
        "sheet": sheet,
        "guessed": sheet.guessed if sheet else None,
        "sample": sheet.rows[:_SAMPLE] if sheet else (),
        "thresholds": THRESHOLDS,
        "limits": {"names": MOST_NAMES, "megabytes": LARGEST_FILE >> 20},
        "under_way": _under_way(request, viewer.name) if viewer else [],
    }
    answer = page(request, "screen.html", status=400 if problem else 200, view=view, **values)
    answer.headers["cache-control"] = "no-store"
    return answer


def _under_way(request: Request, by: str) -> list[tuple[Job, Progress]]:
    """Return what somebody has under way; what was left lying is recorded first."""
    jobs = jobs_of(request)
    for one in jobs.open_of(by):
        if one.progress().kind == "lost":
            finish(site_of(request).workspace, one)
    return [(one, one.progress()) for one in jobs.open_of(by)]


def _chosen(view: View, kept: Job | None, sent: _Sent | None) -> dict[str, Any]:
    """Return what the form has chosen already: what was sent, else what a draft was sent with, else everything."""
    if sent:
        told = (set(sent.registers), sent.postings, sent.as_of, sent.threshold)
    elif kept:
        plan = kept.plan
        told = (set(plan["registers"]), plan["postings"], plan["as_of"], str(plan["threshold"]))
    else:
        told = ({one.key for one in choices(view.edition)}, True, day_of("").isoformat(), THRESHOLDS[0])
    return dict(zip(("registers", "postings", "as_of", "threshold"), told, strict=True))


@router.get("/screen/jobs/{key}", dependencies=_READS, response_class=Response)
def job_page(request: Request, view: Asked, key: str) -> Response:
    """Show how far a screening is; once it is done, lead to its record."""
    job = _job(request, key)
    if job is None:
        return said(request, 410, "screen.job_gone", "screen.job_gone_mend")
    return _after(request, job, view)


@router.get("/screen/jobs/{key}/progress", dependencies=_READS, response_class=Response)
def job_progress(request: Request, key: str) -> Response:
    """Tell a script how far a screening is, and where to go once it is done."""
    job = _job(request, key)
    if job is None:
        return JSONResponse({"kind": "gone"}, 410, headers={"cache-control": "no-store"})
    found = job.progress()
    told: dict[str, Any] = {"kind": found.kind, "count": found.count, "asked": found.asked}
    if found.kind in ("done", "failed"):
        told["next"] = _next(request, job)
    return JSONResponse(told, headers={"cache-control": "no-store"})


@router.post("/screen/jobs/{key}/cancel", dependencies=_SCREENS, response_class=Response)
def cancel(request: Request, key: str) -> Response:
    """End a screening; what was found until then is recorded as such."""
    job = _job(request, key)
    if job is None:
        return said(request, 410, "screen.job_gone", "screen.job_gone_mend")
    if job.progress().kind == "draft":
        jobs_of(request).drop(job)
        return RedirectResponse(address(request, "/screen"), 303)
    job.cancel()
    return RedirectResponse(address(request, f"/screen/jobs/{job.key}"), 303)


def _job(request: Request, key: str) -> Job | None:
    """Return one's own screening; what was left lying by a process that ended is recorded now."""
    job = jobs_of(request).get(key, name_of(request))
    if job and job.progress().kind == "lost":
        finish(site_of(request).workspace, job)
    return job


def _next(request: Request, job: Job) -> str:
    found = job.progress()
    if found.decision:
        return address(request, f"/screenings/{found.decision}")
    return address(request, f"/screen/jobs/{job.key}")


def _after(request: Request, job: Job, view: View | None = None) -> Response:
    """Lead to the record where it is there; else show how far it is, or lead to the page that does."""
    found = job.progress()
    if found.kind == "done" or view is None:
        return RedirectResponse(_next(request, job), 303)
    if found.kind == "draft":
        return RedirectResponse(address(request, "/screen", draft=job.key), 303)
    answer = page(
        request, "screen_job.html", view=view, job=job, progress=found,
        told=lambda where: said_in(language_of(request), where),
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer
