"""One opportunity, need, event or other document: the original text, and the words in it that prove what is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from attache.build.registering import Registered, find
from attache.core.errors import InputError, NotFoundError
from attache.core.ids import digest
from attache.ledger import ADJUDICATED
from attache.measure.fields import FIELD
from attache.publish.cite import bibtex, csl_json
from attache.web.access import Role, Viewer, checked, needs, viewer_of
from attache.web.accounts.guard import LOOPBACK
from attache.web.evidence_text import mark
from attache.web.language import language_of, text
from attache.web.outcomes import outcomes_of
from attache.web.pages.asked import Asked, site_of
from attache.web.record import deciding
from attache.web.record.citing import cited
from attache.web.record.coded import sheets
from attache.web.record.differing import compare
from attache.web.record.doubts import doubts
from attache.web.record.named import Words, coders_of, named
from attache.web.record.proofs import proofs
from attache.web.record.sampled import Step, present_in, step
from attache.web.record.since import ACCEPTED, PENDING, Reply, Since, overlaid, replies, since
from attache.web.record.timeline import timeline
from attache.web.record.whole import Whole, answers_of, captures_of, copies_of, whole
from attache.web.rendering import address, page
from attache.web.saying import said_in
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
_FORM = [needs(Role.coder), Depends(checked)]
_DONE = ("code", "translation", "reply", "verdict", "nothing")
LANGUAGES = ("en", "zh", "de", "fr", "es", "ja", "ko", "ru")
"""Languages that the form for translations offers."""
MOST = 500
"""Replies that are listed at most."""
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: which one, the field that is wrong, why, and what was filled in."""

    form: str
    field: str
    problem: str
    fields: Mapping[str, str]
    status: int = 400


@router.get("/opportunities/{key}", dependencies=[needs(Role.reader)], response_class=Response)
@router.get("/documents/{key}", dependencies=[needs(Role.reader)], response_class=Response)
def record(request: Request, view: Asked, key: str) -> Response:
    """Show a record; one that belongs under another address is sent there."""
    found = whole(view, key)
    if request.url.path != found.path:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(found.path + query, 307)
    return _shown(request, view, found)


def _shown(request: Request, view: View, found: Whole, refused: Refused | None = None) -> Response:
    """Show a record; with `refused`, the form that was not taken is open, as it was filled in."""
    now = since(site_of(request).ledger, found.subject)
    told = sheets(overlaid(found.codes, now, found.text), view.codebook)
    proved, coders, words = proofs(found, told), coders_of(told), Words(view.codebook, language_of(request))
    marked = mark(found.text, proved.marked())
    shown, meaning = named(proved, marked, coders, words)
    outcomes = outcomes_of(view, "organisation_id", found.card["organisation_id"]) if _offers(found) else []
    fields = [one.value for sheet in told if sheet.variable == FIELD for one in sheet.codings if one.shown]
    needed, total = answers_of(view, found, fields)
    return page(
        request, "record.html", status=400 if refused else 200, view=view, refused=refused,
        one=found.card, record=found, sheets=shown, proofs=proved, words=words,
        coders=[words.coder(one) for one in coders], marked=marked, told=meaning, now=now, needs=needed,
        needs_total=total, pending_codes=any(sheet.pending for sheet in told),
        outcomes=outcomes, line=timeline(found.card, found.history, outcomes), changes=_changes(found),
        copies=copies_of(view, found), captures=captures_of(view, found.document),
        doubts=doubts(found.card, found.reading, told, view.as_of), citation=_citation(request, view, found),
        **_shared(request, view, now),
    )  # fmt: skip


@router.get("/opportunities/{key}/code", dependencies=[needs(Role.coder)], response_class=Response)
@router.get("/documents/{key}/code", dependencies=[needs(Role.coder)], response_class=Response)
def coding(
    request: Request, view: Asked, key: str, variable: str = "", adjudicate: bool = False, sample: str = ""
) -> Response:
    """Show the form by which one variable of a record is coded, filled with what this person said of it before.

    With `sample`, the record is coded as one of that, and what others say is not shown.
    """
    found = find(site_of(request).ledger, sample, "codes") if sample else None
    return _coding(request, view, whole(view, key), variable, adjudicate, sample=found)


def _coding(
    request: Request, view: View, found: Whole, variable: str, adjudicate: bool, refused: Refused | None = None,
    chosen: Collection[str] = (), sample: Registered | None = None,
) -> Response:  # fmt: skip
    if variable and variable not in view.codebook.variables:
        raise InputError(f"the codebook has no variable `{variable[:60]}`", mend="choose one of the list")
    viewer = _viewer(request)
    ledger = site_of(request).ledger
    coder = f"{ADJUDICATED}{viewer.name}" if adjudicate else viewer.name
    before = deciding.own(ledger.about(found.subject), variable, coder) if variable else {}
    told = sheets(overlaid(found.codes, since(ledger, found.subject), found.text), view.codebook)
    return page(
        request, "coding.html", status=refused.status if refused else 200, view=view, refused=refused,
        one=found.card, record=found, seen=_seen(found), variable=variable, adjudicate=adjudicate,
        mine=chosen if refused else before,
        words=Words(view.codebook, language_of(request)),
        sheet=next((one for one in told if one.variable == variable), None),
        variables=[one for one in view.codebook.variables.values() if one.kind == "coded"],
        may_adjudicate=viewer.role >= Role.adjudicator, done=request.query_params.get("done") in ("code", "nothing"),
        sample=sample, step=_step(request, view, sample, found, variable, adjudicate) if sample and variable else None,
    )  # fmt: skip


def _step(request: Request, view: View, sample: Registered, found: Whole, variable: str, adjudicate: bool) -> Step:
    """Return where one is in a sample."""
    ledger, name = site_of(request).ledger, _viewer(request).name
    return step(ledger, sample, present_in(view), variable, found.subject, name, adjudicating=adjudicate)


@router.post("/opportunities/{key}/code", dependencies=_FORM, response_class=Response)
@router.post("/documents/{key}/code", dependencies=_FORM, response_class=Response)
def code(
    request: Request,
    view: Asked,
    key: str,
    variable: Text,
    value: Annotated[list[str] | None, Form()] = None,
    words: Text = "",
    why: Text = "",
    adjudicated: Annotated[bool, Form()] = False,
    seen: Text = "",
    sample: Text = "",
) -> Response:
    """Take what a coder says of one variable; where the text changed meanwhile, show it with what was filled in.

    With `sample`, lead to the record of it that is to be coded next.
    """
    viewer, ledger = _viewer(request), site_of(request).ledger
    view, found = _present(request, view, key)
    of = find(ledger, sample, "codes") if sample else None
    values = [one for one in value or () if one]
    if adjudicated and viewer.role < Role.adjudicator:
        raise InputError("to adjudicate needs the role adjudicator", mend="code as yourself, or ask an admin")
    if seen not in ("", _seen(found)):
        changed = text("record.text_changed", language_of(request))
        form = Refused("code", "value", changed, {"words": words, "why": why}, 409)
        return _coding(request, view, found, variable, adjudicated, form, values, of)
    if of and not values:
        form = Refused("code", "value", text("coding.empty", language_of(request)), {"words": words, "why": why})
        return _coding(request, view, found, variable, adjudicated, form, values, of)
    said = deciding.Asserted(found.subject, variable, values, words, why, adjudicated, of.sample_id if of else "")
    try:
        made = deciding.code(ledger, said, found.text, view.codebook, viewer.name)
    except InputError as error:
        if variable not in view.codebook.variables:
            raise
        form = _refused(request, "code", error, words=words, why=why)
        return _coding(request, view, found, variable, adjudicated, form, values, of)
    done = "code" if made else "nothing"
    return (
        _onward(request, view, of, found, variable, adjudicated, done) if of else _back(request, found, done, "codes")
    )


def _onward(
    request: Request, view: View, sample: Registered, found: Whole, variable: str, adjudicated: bool, done: str
) -> Response:
    """Lead to the record of a sample that waits next, or back to the samples where none does."""
    following = _step(request, view, sample, found, variable, adjudicated).following
    if not following:
        return RedirectResponse(address(request, "/coding", done="1"), 303)
    asked = {"variable": variable, "sample": sample.sample_id, "adjudicate": "true" if adjudicated else None}
    return RedirectResponse(address(request, f"/opportunities/{following}/code", **asked, done=done), 303)


@router.post("/opportunities/{key}/translation", dependencies=_FORM, response_class=Response)
@router.post("/documents/{key}/translation", dependencies=_FORM, response_class=Response)
def translation(
    request: Request, view: Asked, key: str, text: Text = "", language: Text = "en", by: Text = "", remove: Text = ""
) -> Response:
    """Take a translation, or take one back."""
    found, viewer, ledger = whole(view, key), _viewer(request), site_of(request).ledger
    if remove:
        deciding.take_back(ledger, found.subject, remove, viewer.name, of_others=viewer.role >= Role.editor)
        return _back(request, found, "translation", "translation")
    try:
        deciding.translate(ledger, found.subject, text, language, by, viewer.name)
    except InputError as error:
        form = _refused(request, "translation", error, text=text, language=language, by=by)
        return _shown(request, view, found, form)
    return _back(request, found, "translation", "translation")


@router.post("/opportunities/{key}/reply", dependencies=[needs(Role.reader), Depends(checked)], response_class=Response)
@router.post("/documents/{key}/reply", dependencies=[needs(Role.reader), Depends(checked)], response_class=Response)
def reply(request: Request, view: Asked, key: str, organisation: Text = "", statement: Text = "") -> Response:
    """Take what somebody states for an organisation; an editor decides whether it is shown."""
    found, by = whole(view, key), _viewer(request).name
    try:
        taken = deciding.reply(site_of(request).ledger, found.subject, organisation, statement, by)
    except InputError as error:
        form = _refused(request, "reply", error, organisation=organisation, statement=statement)
        return _shown(request, view, found, form)
    return _back(request, found, "reply", "reply", reference=taken.decision_id)


@router.post(
    "/opportunities/{key}/verdict", dependencies=[needs(Role.editor), Depends(checked)], response_class=Response
)
@router.post("/documents/{key}/verdict", dependencies=[needs(Role.editor), Depends(checked)], response_class=Response)
def verdict(request: Request, view: Asked, key: str, reply: Text, verdict: Text, why: Text = "") -> Response:
    """Take what an editor decides about a reply."""
    found, viewer = whole(view, key), _viewer(request)
    deciding.verdict(site_of(request).ledger, found.subject, reply, verdict, why, viewer.name)
    return _back(request, found, "verdict", "reply")


@router.get("/replies", dependencies=[needs(Role.editor)], response_class=Response)
def all_replies(request: Request, view: Asked) -> Response:
    """List the replies to all records, those that wait for an editor first."""
    found = [(one, view.shelf.card_of(one.decision.subject)) for one in replies(site_of(request).ledger)[:MOST]]
    return page(request, "replies.html", view=view, found=found)


def _present(request: Request, view: View, key: str) -> tuple[View, Whole]:
    """Return a record as the current edition has it: what is decided is about that; as asked where that has none."""
    now = site_of(request).view()
    if now.number != view.number:
        with suppress(NotFoundError):
            return now, whole(now, key)
    return view, whole(view, key)


def _seen(found: Whole) -> str:
    """Return what a form says of the text that it was filled in from."""
    return digest(found.text)[:16]


def _refused(request: Request, form: str, error: InputError, **fields: str) -> Refused:
    language = language_of(request)
    what, mend = said_in(language, error.what), said_in(language, error.mend)
    field = error.field if isinstance(error, deciding.FieldError) else "value"
    return Refused(form, field, text("forms.refused", language, what=what[:1].upper() + what[1:], mend=mend), fields)


def _offers(found: Whole) -> bool:
    return found.card["organisation_id"] is not None


def _viewer(request: Request) -> Viewer:
    viewer = viewer_of(request)
    assert viewer is not None  # noqa: S101 -- the route needs a role
    return viewer


def _shared(request: Request, view: View, now: Since) -> dict[str, Any]:
    """Return what parts of the page depend on: who looks, what was just done, whom to write to."""
    viewer = viewer_of(request)
    role = viewer.role if viewer else Role.anyone
    asked = request.query_params.get("done")
    return {
        "may_code": role >= Role.coder,
        "may_edit": role >= Role.editor,
        "may_reply": viewer is not None,
        "done": asked if asked in _DONE else None,
        "reference": request.query_params.get("reference", "")[:40],
        "contact": site_of(request).workspace.settings.contact,
        "replies": [one for one in now.replies if role >= Role.editor or _is_shown(one, viewer)],
        "pending": PENDING,
        "variables": [one for one in view.codebook.variables.values() if one.kind == "coded"],
        "languages_offered": LANGUAGES,
    }


def _is_shown(reply: Reply, viewer: Viewer | None) -> bool:
    """Whether a reply is shown to who is no editor: once accepted, and to its author while it waits."""
    mine = viewer is not None and reply.decision.author == viewer.name
    return reply.state == ACCEPTED or (mine and reply.state == PENDING)


def _changes(found: Whole) -> list[tuple[Any, Any]]:
    """Return each later version with what it changed."""
    pairs = zip(found.history, found.history[1:], strict=False)
    return [(after, compare(before["text"], after["text"])) for before, after in pairs]


def _citation(request: Request, view: View, found: Whole) -> dict[str, str]:
    site = "" if request.url.hostname in LOOPBACK else str(request.base_url).rstrip("/")
    source = site_of(request).source_names[found.card["source_id"]]
    work, line = cited(view, found, language_of(request), site, source)
    return {"line": line, "bibtex": bibtex(work), "csl": csl_json(work)}


def _back(request: Request, found: Whole, done: str, part: str, **more: str) -> Response:
    return RedirectResponse(f"{address(request, found.path, done=done, **more)}#{part}", 303)
