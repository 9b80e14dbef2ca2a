"""One capture: when and where it was received, its record to take along, and its page shown again, inert."""

from __future__ import annotations

import html
from pathlib import PurePath

from fastapi import APIRouter, Request, Response

from attache.collect.exchange import ContentError
from attache.core.errors import NotFoundError
from attache.core.records import Capture
from attache.publish.wacz import Kept, records_of
from attache.web.access import Role, needs
from attache.web.accounts.audit import exported
from attache.web.pages.asked import Asked, site_of
from attache.web.record.whole import captures_of, documents_of
from attache.web.rendering import page
from attache.web.replaying import POLICY, Replay, replay
from attache.web.site import Site

__all__ = ["router"]

router = APIRouter()
_ROLES = ("detail", "list", "nav", "robots", "item", "container", "sitemap", "feed")
_KEPT = {"cache-control": "private, max-age=86400"}
"""What a capture holds never changes; whoever may see it may keep it."""


@router.get("/captures/{capture_id}", dependencies=[needs(Role.reader)], response_class=Response)
def capture(request: Request, view: Asked, capture_id: str) -> Response:
    """Show a capture: its facts, what was read from it, and the archived page in a frame without rights."""
    site = site_of(request)
    one = _found(site, capture_id)
    documents = documents_of(view, capture_id)
    beside = captures_of(view, documents[0]["document_id"]) if len(documents) == 1 else []
    return page(
        request, "capture.html", view=view, one=one, documents=documents, captures=beside, replay=_shown(site, one),
        roles=_ROLES,
    )  # fmt: skip


@router.get("/captures/{capture_id}/record", dependencies=[needs(Role.reader)], response_class=Response)
def record(request: Request, capture_id: str) -> Response:
    """Give a capture's WARC record as it lies in the evidence, byte for byte; its body's digest is checked first."""
    site = site_of(request)
    one = _found(site, capture_id)
    kept = Kept(one.capture_id, one.captured_at, one.warc, one.offset, one.sha256, "")
    _, _, raw = next(records_of(site.workspace.evidence, [kept]))
    exported(request, f"WARC record of {one.capture_id}")
    name = f"{one.capture_id}.warc{'.gz' if PurePath(one.warc).suffix == '.gz' else ''}"
    headers = {"content-disposition": f'attachment; filename="{name}"', **_KEPT}
    return Response(raw, media_type="application/warc", headers=headers)


@router.get("/captures/{capture_id}/replay", dependencies=[needs(Role.reader)], response_class=Response)
def replayed(request: Request, capture_id: str, raw: bool = False) -> Response:
    """Give the archived page inert, or with `raw` its text as received; what cannot be shown is an empty page."""
    site = site_of(request)
    shown = _shown(site, _found(site, capture_id))
    headers = {"content-security-policy": POLICY, "x-robots-tag": "noindex", **_KEPT}
    if raw:
        text = shown.raw if shown else ""
        return Response(text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=headers)
    text = shown.page if shown else ""
    return Response(text or "<!doctype html>", media_type="text/html; charset=utf-8", headers=headers)


def _found(site: Site, capture_id: str) -> Capture:
    one = site.evidence.get(capture_id)
    if one is None:
        raise NotFoundError(f"the evidence has no capture `{capture_id[:80]}`", mend="open it from its record")
    return one


def _shown(site: Site, one: Capture) -> Replay | None:
    """Return the body of a capture for showing; None where it has none, and why where it is broken."""
    if not one.bytes:
        return None
    try:
        body = site.evidence.body(one)
    except ContentError as error:
        return Replay("text", f"<!doctype html><pre>{html.escape(error.what)}</pre>", error.what, cut=False)
    return replay(body, one.media_type, one.charset, one.url)
