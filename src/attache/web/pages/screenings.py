"""Screenings that are recorded: who looked for what and when, each opened, judged and taken along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from attache.core.errors import InputError, NotFoundError
from attache.web.access import Role, checked, needs, viewer_of
from attache.web.accounts import audit
from attache.web.language import language_of, text
from attache.web.listing import PER_PAGE, Listing, page_asked
from attache.web.once import once_for_all
from attache.web.pages.asked import Asked, site_of
from attache.web.pages.screen import TOP, begun, jobs_of, name_of
from attache.web.rendering import address, page
from attache.web.saying import sentences
from attache.web.screening.asking import FormError, Names, day_of
from attache.web.screening.beside import asked_of, beside, same_list
from attache.web.screening.choices import choices, has_postings
from attache.web.screening.downloads import is_synthetic, to_csv, to_json
from attache.web.screening.paper import to_pdf
from attache.web.screening.past import STATES, Past, Stored, subject_of
from attache.web.screening.sayings import register_name, stands, verdict_of
from attache.web.screening.shown import FILTERS, explained, places_of, shown
from attache.web.screening.shown import PER_PAGE as NAMES_PER_PAGE
from attache.web.screening.verdicts import LONGEST, VERDICTS, Verdict, Verdicts, judge
from attache.web.site import GoneError, View

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 20)
_READS = [needs(Role.reader), Depends(name_of)]
_JUDGES = [needs(Role.coder), Depends(checked), Depends(name_of)]
_AGAIN = [needs(Role.reader, "screen"), Depends(checked), Depends(name_of)]
_OTHERS = 8
"""Screenings of the same list that one is led to."""
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}
Key = Annotated[str, Path(pattern=r"^dec-[0-9a-f]{1,64}$")]
Field = Annotated[str, Form()]


def _past(request: Request) -> Past:
    return once_for_all(request, "past_screenings", lambda: Past(site_of(request).ledger))


def _verdicts(request: Request) -> Verdicts:
    return once_for_all(request, "screening_verdicts", lambda: Verdicts(site_of(request).ledger))


@router.get("/screenings", dependencies=_READS, response_class=Response)
def screenings(request: Request, view: Asked) -> Response:
    """List the screenings, the last first."""
    rows = _past(request).all()
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(page_asked(request), pages)
    some = [
        {"one": one, "from": sentences(language_of(request), one.told["names_from"])}
        for one in rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    ]
    return _unkept(page(request, "screenings.html", view=view, found=Listing(some, number, pages, len(rows))))


@router.get("/screenings/{key}.{form}", dependencies=_READS, response_class=Response)
def download(request: Request, key: Key, form: Annotated[str, Path(pattern="^(csv|json|pdf)$")]) -> Response:
    """Give a record as CSV, JSON or PDF, with what people say of its hits."""
    stored, verdicts, language = _past(request).get(key), _verdicts(request), language_of(request)
    audit.note(request, "export", f"screening {key} as {form}")
    name = f"attache-screening-{stored.summary.at[:10]}-{key[4:12]}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    if form == "pdf":
        return Response(to_pdf(stored, verdicts, language), media_type=_TYPES[form], headers=headers)
    if form == "csv":
        return Response(to_csv(stored, verdicts, language), media_type=_TYPES[form], headers=headers)
    return StreamingResponse(to_json(stored, verdicts, language), media_type=_TYPES[form], headers=headers)


@router.get("/screenings/{key}", dependencies=_READS, response_class=Response)
def record(request: Request, view: Asked, key: Key) -> Response:
    """Show a record: what was searched, and what was found for each name."""
    chosen = request.query_params.get("show", "")
    if chosen not in ("", *FILTERS):
        raise InputError(f"there is no list `{chosen[:20]}`", mend=f"choose one of {', '.join(FILTERS)}")
    return _record(request, view, _past(request).get(key), chosen, page_asked(request))


@router.get("/screenings/{key}/beside/{other}", dependencies=_READS, response_class=Response)
def two_beside(request: Request, view: Asked, key: Key, other: Key) -> Response:
    """Show for which names two screenings found something else, and what was asked otherwise."""
    both, language = (_past(request).get(key), _past(request).get(other)), language_of(request)
    compared = beside(*both)
    pages = max(1, -(-len(compared.differing) // PER_PAGE))
    number = min(page_asked(request), pages)
    some = compared.differing[(number - 1) * PER_PAGE : number * PER_PAGE]
    orders = [{place: at for at, place in enumerate(places_of(one, "", frozenset()))} for one in both]
    rows = []
    for places in some:
        answers = [explained(one, place, None, None, language) for one, place in zip(both, places, strict=True)]
        sides = [
            {
                "place": place,
                "page": order[place] // NAMES_PER_PAGE + 1,
                "says": verdict_of(answer, one.about, language),
            }
            for one, place, order, answer in zip(both, places, orders, answers, strict=True)
        ]
        rows.append({"name": answers[0]["name"], "sides": sides})
    found = Listing(rows, number, pages, len(compared.differing))
    asked = asked_of(both[0].about, both[1].about, language)
    answer = page(request, "screening_beside.html", view=view, both=both, compared=compared, found=found, asked=asked)
    return _unkept(answer)


@router.post("/screenings/{key}/again", dependencies=_AGAIN, response_class=Response)
def again(request: Request, view: Asked, key: Key, as_of: Field = "") -> Response:
    """Screen the names of a record again: in the registers that it searched, as they are now, for another day."""
    stored = _past(request).get(key)
    try:
        job = jobs_of(request).start(
            Names(stored.about["names_from"], _names_in(stored)), _plan(request, view, stored, as_of)
        )
    except FormError as error:
        problem = text(error.key, language_of(request), **error.values)
        return _record(request, view, stored, "", 1, problem=problem, status=400)
    return begun(request, job)


def _plan(request: Request, view: View, stored: Stored, as_of: str) -> dict[str, Any]:
    about = stored.about
    registers = sorted({one.key for one in choices(view.edition)} & set(about["registers"]))
    postings = bool(about["postings"]) and has_postings(view.edition)
    if not registers and not postings:
        raise FormError("screen.nothing_chosen")
    asked = {"registers": registers, "postings": postings, "as_of": day_of(as_of).isoformat()}
    least = about["threshold"]
    return {"by": name_of(request), "edition": view.number, **asked, "threshold": least, "top": TOP}


def _names_in(stored: Stored) -> list[dict[str, Any]]:
    answers = (stored.answer(place) for place in range(len(stored.lines)))
    return [{name: one[name] for name in ("id", "name", "country") if name in one} for one in answers]


@router.post("/screenings/{key}/judge", dependencies=_JUDGES, response_class=Response)
def judged(
    request: Request, view: Asked, key: Key, place: Annotated[int, Form(ge=0)], source: Field, entry: Field,
    verdict: Field = "", reason: Field = "", seen: Field = "", show: Field = "", at: Annotated[int, Form(ge=1)] = 1,
) -> Response:  # fmt: skip
    """Keep what somebody says of a hit, beside what others say."""
    stored = _past(request).get(key)
    if place >= len(stored.lines):
        raise NotFoundError("this screening has no such name", mend="open it again")
    hits = stored.answer(place)["hits"]
    hit = next((one for one in hits if one["register"] == source and one["entry_id"] == entry), None)
    if hit is None:
        raise NotFoundError("this name has no such hit", mend="open the screening again")
    chosen = show if show in FILTERS else ""
    try:
        judge(site_of(request).ledger, stored, place, hit, verdict, reason, author=name_of(request))
    except FormError as error:
        typed = {"place": place, "source": source, "entry": entry, "verdict": verdict, "reason": reason}
        problem = text(error.key, language_of(request), **error.values)
        return _record(request, view, stored, chosen, at, typed=typed | {"problem": problem}, status=400)
    said = _verdicts(request).of(subject_of(stored.answer(place)["name"], hit), key)
    before = _others_said(said, name_of(request))
    more = {"show": chosen or None, "page": at if at > 1 else None, "kept": "both" if before not in ("", seen) else "1"}
    return RedirectResponse(f"{address(request, f'/screenings/{key}', **more)}#a{place}", 303)


def _others_said(said: Sequence[Verdict], mine: str) -> str:
    """Return the id of what somebody else said last of a hit, empty if nobody did."""
    return next((one.decision_id for one in said if one.author != mine), "")


def _record(
    request: Request, view: View, stored: Stored, chosen: str, number: int, *, typed: dict[str, Any] | None = None,
    problem: str = "", status: int = 200,
) -> Response:  # fmt: skip
    language, about = language_of(request), stored.about
    then = _edition_of(request, stored)
    found = shown(stored, _verdicts(request), then, chosen, number, language)
    viewer = viewer_of(request)
    answer = page(
        request, "screening.html", status=status, view=view, stored=stored, about=about, found=found, chosen=chosen,
        states=STATES, filters=FILTERS, verdicts=VERDICTS, longest=LONGEST, typed=typed or {}, then=then,
        cut=stored.summary.told.get("cut"),
        synthetic=is_synthetic(stored), may_judge=bool(viewer and viewer.role >= Role.coder),
        kept=request.query_params.get("kept", ""), names_from=sentences(language, about["names_from"]),
        caveats=[sentences(language, one) for one in about["caveats"]],
        remarks=[sentences(language, one) for one in about["remarks"]],
        register_name=lambda key: register_name(key, about, language), source=lambda one: sentences(language, one),
        verdict_of=lambda one: verdict_of(one, about, language),
        others_said=lambda said: _others_said(said, name_of(request)),
        stands=lambda hit: stands(hit, about["as_of"], language),
        others=same_list(_past(request).all(), stored.summary, _OTHERS), today=day_of("").isoformat(),
        problem=problem,
    )  # fmt: skip
    return _unkept(answer)


def _edition_of(request: Request, stored: Stored) -> View | None:
    """Return the edition that was searched, None where it is not here any more."""
    edition = stored.about["edition"]
    try:
        return site_of(request).view(edition["number"]) if edition else None
    except GoneError:
        return None


def _unkept(answer: Response) -> Response:
    answer.headers["cache-control"] = "no-store"
    return answer
