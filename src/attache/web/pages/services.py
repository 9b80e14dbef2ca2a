"""Services beside the pages: whether the server lives and is ready, metrics, saved searches as feeds."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from attache.build.search import FACETS
from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.core.ids import digest
from attache.publish.feeds import Feed, feed_of, to_atom, to_json
from attache.publish.watch import Outbox, Watch, add_watch, remove_watch, watches
from attache.web import etags
from attache.web.access import RefusedError, Role, Viewer, checked, needs, viewer_of
from attache.web.accounts.audit import note
from attache.web.counting import CONTENT_TYPE_LATEST, counts_of
from attache.web.found import KINDS
from attache.web.language import language_of, text
from attache.web.pages.asked import Asked, own_address, site_of
from attache.web.rendering import address, page
from attache.web.saying import said_in
from attache.web.site import Site, View

__all__ = ["router"]

router = APIRouter(max_body_size=1 << 20)
_FORM = [needs(Role.coder), Depends(checked)]
_WRITES_EVERY = 10.0
_LONGEST_NAME = 63
_FEEDS_KEPT = 64
Line = Annotated[str, Form(max_length=1_000)]
_lock = threading.Lock()


@router.get("/health", dependencies=[needs(Role.anyone)], response_class=Response)
def live(request: Request) -> Response:
    """Say that the server lives."""
    return JSONResponse({"live": True})


@router.get("/health/ready", dependencies=[needs(Role.anyone)], response_class=Response)
def ready(request: Request) -> Response:
    """Say whether the server is ready: an edition is open, its shelf is made, the ledger can be written; 503 if not."""
    told = _checks(request)
    well = all(told.values())
    return JSONResponse({"ready": well, **told}, 200 if well else 503)


@router.get("/metrics", dependencies=[needs(Role.admin)], response_class=Response)
def metrics(request: Request) -> Response:
    """Give what is counted, for Prometheus; a token with the scope `admin` may ask."""
    site, counts = site_of(request), counts_of(request)
    for queue, size in _queues(site).items():
        counts.waiting.labels(queue).set(size)
    counts.edition.set(site.view().number)
    return Response(counts.text(), headers={"content-type": CONTENT_TYPE_LATEST})


@router.get("/feeds", dependencies=[needs(Role.reader)], response_class=Response)
def feeds(request: Request, view: Asked, saved: str = "") -> Response:
    """List the saved searches with their feeds."""
    return _feeds_page(request, view, saved=saved)


def _feeds_page(request: Request, view: View, *, saved: str = "", refused: Mapping[str, Any] | None = None) -> Response:
    """Show the saved searches; with `refused`, a search that was not saved, to be saved under another name."""
    known = watches(site_of(request).ledger)
    return page(
        request, "feeds.html", status=400 if refused else 200, view=view, watches=list(known.values()),
        saved=saved if saved in known else "", refused=refused,
        queries={one.name: _query(one) for one in known.values()},
        told=any(one.webhooks or one.mails for one in known.values()),
    )  # fmt: skip


@router.post("/feeds", dependencies=_FORM, response_class=Response)
async def save(request: Request) -> Response:
    """Save a search under a name; what is there now is not told by its watch, what changes from now on is."""
    form = await request.form()
    given = {
        name: [one for one in form.getlist(name) if isinstance(one, str)] for name in (*FACETS, "name", "q", "kind")
    }
    name = _name((given["name"] or [""])[0])
    watch = Watch(name, (given["q"] or [""])[0].strip()[:1_000], _where(given))
    site = site_of(request)
    try:
        with _lock:
            if name in watches(site.ledger):
                raise InputError(f"a saved search is called `{name}` already", mend="choose another name")
            add_watch(site.ledger, watch, author=_viewer(request).name)
    except InputError as error:
        return _feeds_page(request, site.view(), refused=_not_saved(request, given, error))
    with closing(Outbox(site.workspace.root / "outbox.db")) as outbox:
        outbox.start(name, site.view().number)
    return RedirectResponse(address(request, "/feeds", saved=name), 303)


def _not_saved(request: Request, given: Mapping[str, list[str]], error: InputError) -> dict[str, Any]:
    language = language_of(request)
    what, mend = said_in(language, error.what), said_in(language, error.mend)
    problem = text("forms.refused", language, what=what[:1].upper() + what[1:], mend=mend)
    fields = [(name, value) for name, values in given.items() if name != "name" for value in values if value]
    return {"problem": problem, "name": (given["name"] or [""])[0], "fields": fields}


@router.post("/feeds/{name}/remove", dependencies=_FORM, response_class=Response)
def remove(request: Request, name: str) -> Response:
    """Take a saved search back: one's own, or as an editor anybody's, for others may be told by it."""
    ledger, viewer = site_of(request).ledger, _viewer(request)
    saved = watches(ledger).get(name)
    if saved is not None and saved.author != viewer.name and viewer.role < Role.editor:
        raise RefusedError(Role.editor, viewer)
    remove_watch(ledger, name, author=viewer.name)
    return RedirectResponse(address(request, "/feeds"), 303)


@router.get("/feeds/{name}.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def feed(request: Request, view: Asked, name: str, form: Annotated[str, Path(pattern="^(atom|json)$")]) -> Response:
    """Give a saved search as Atom or JSON Feed: what is new, edited or withdrawn first."""
    watch = watches(site_of(request).ledger).get(name)
    if watch is None:
        raise NotFoundError(f"no saved search is called `{name[:80]}`", mend="/feeds lists them")
    etags.check(request, view.edition.edition_id, watch.decision_id)
    note(request, "export", f"feed {name}")
    found = _feed(view, watch)
    if form == "atom":
        return Response(to_atom(found, own_address(request)), media_type="application/atom+xml")
    return Response(to_json(found, own_address(request)), media_type="application/feed+json")


_feeds: dict[tuple[str, str], Feed] = {}


def _feed(view: View, watch: Watch) -> Feed:
    """Return the feed of a saved search over an edition, made once: readers of feeds ask often."""
    key = view.edition.edition_id, watch.decision_id
    with _lock:
        if key not in _feeds:
            while len(_feeds) >= _FEEDS_KEPT:
                _feeds.pop(next(iter(_feeds)))
            _feeds[key] = feed_of(view.edition, watch.name, watch.words, watch.where)
        return _feeds[key]


def _checks(request: Request) -> dict[str, bool]:
    site = site_of(request)
    there = site.editions.current() is not None
    return {"edition": there, "shelf": site.ready, "ledger": _writable(request, site)}


def _writable(request: Request, site: Site) -> bool:
    """Return whether the ledger can be written, as it was found at most ten seconds ago."""
    state = request.app.state
    at, found = getattr(state, "ledger_seen", (float("-inf"), False))
    if time.monotonic() - at > _WRITES_EVERY:
        try:
            with site.ledger.writing():
                found = True
        except AttacheError:
            found = False
        state.ledger_seen = time.monotonic(), found
    return bool(found)


def _queues(site: Site) -> dict[str, int]:
    """Return what waits: pairs of names for a judgement, messages of watches to be sent."""
    query = "select count(*) as n from pairs where state in ('open', 'unsure')"
    return {"pairs": int(site.view().shelf.rows(query)[0]["n"]), "messages": _messages(site)}


def _messages(site: Site) -> int:
    path = site.workspace.root / "outbox.db"
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)) as con:
            return int(con.execute("select count(*) from messages where state = 'pending'").fetchone()[0])
    except sqlite3.Error:  # another process is making it
        return 0


def _viewer(request: Request) -> Viewer:
    viewer: Viewer | None = viewer_of(request)
    assert viewer is not None  # noqa: S101 -- the role was checked
    return viewer


def _name(text: str) -> str:
    """Return the name of a saved search as its address has it: small letters, digits and hyphens."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.strip().lower())
    parts = "-".join(part for part in kept.split("-") if part)[:_LONGEST_NAME].strip("-")
    return parts or (f"search-{digest(text)[:8]}" if text.strip() else "")


def _where(given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    found = {name: tuple(dict.fromkeys(value for value in given[name] if value))[:50] for name in FACETS}
    kind = KINDS.get((given["kind"] or ["opportunity"])[0])
    return {name: values for name, values in found.items() if values} | ({"direction": (kind,)} if kind else {})


def _query(watch: Watch) -> dict[str, Any]:
    """Return the query of the search page that shows what a watch looks for."""
    kinds = {direction: kind for kind, direction in KINDS.items()}
    direction = watch.where.get("direction", (None,))[0]
    facets = {name: list(values) for name, values in watch.where.items() if name != "direction"}
    return {"q": watch.words, "kind": kinds.get(direction, "all"), **facets}
