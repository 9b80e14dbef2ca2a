"""Editions, what moved between two of them, and the releases that were made, to download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import duckdb
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse

from attache.build.diff import what_differs
from attache.build.edition import Edition
from attache.build.tables import DUCKDB
from attache.core.errors import InputError
from attache.web.access import Role, needs
from attache.web.accounts.audit import exported
from attache.web.pages.asked import Asked, site_of
from attache.web.released import FOLDER, file_of, released
from attache.web.rendering import page
from attache.web.site import GoneError, Site, View

__all__ = ["router"]

router = APIRouter()
_EDITIONS, _CODES, _LISTED = 60, 60, 25
_LAST = "select max(captured_at) from read_parquet($files) where failure is null"
KINDS = ("gone", "added", "changed", "returned", "text", "dropped")
"""What may happen to a document between two editions, as pages group it."""


@dataclass(frozen=True, slots=True)
class Held:
    """An edition as the list shows it: the day of its last capture, and what differs from the one before."""

    number: int
    id: str
    as_of: str | None
    opportunities: int
    documents: int
    synthetic: bool
    why: tuple[str, ...]


@router.get("/releases", dependencies=[needs(Role.reader)], response_class=Response)
def releases(request: Request, view: Asked) -> Response:
    """List editions and releases."""
    site = site_of(request)
    current = site.editions.current()
    return page(
        request, "releases.html", view=view, editions=_held(site), current=current.number if current else None,
        releases=released(site.workspace.root), folder=FOLDER, more=max(0, len(site.editions.numbers()) - _EDITIONS),
    )  # fmt: skip


@router.get("/releases/compare", dependencies=[needs(Role.reader)], response_class=Response)
def compare(request: Request, before: Annotated[int, Query(ge=1)], after: Annotated[int, Query(ge=1)]) -> Response:
    """Show what moved between two editions, and why."""
    if before >= after:
        raise InputError("an edition is compared with an earlier one", mend="give the smaller number as `before`")
    site = site_of(request)
    if before not in site.editions.numbers():
        raise GoneError(f"edition {before} is not here (any more)", mend="choose one of those listed under Releases")
    view = site.view(after)
    moved = view.figures.changes(before)
    return page(
        request, "compare.html", view=view, moved=moved, before=before, after=after,
        groups=_groups(view, moved or {}), codes=_codes(moved or {}),
    )  # fmt: skip


@router.get("/releases/{name}/{path:path}", dependencies=[needs(Role.reader)], response_class=Response)
def download(request: Request, name: str, path: str) -> Response:
    """Give a file of a release, always to be saved, never to be shown."""
    found = file_of(site_of(request).workspace.root, name, path)
    exported(request, f"release {name}: {path}")
    return FileResponse(found, media_type="application/octet-stream", filename=found.name)


def _held(site: Site) -> list[Held]:
    """Return the last editions, the newest first."""
    numbers = site.editions.numbers()
    shown = []
    for at in range(len(numbers) - 1, max(-1, len(numbers) - 1 - _EDITIONS), -1):
        edition = site.editions.get(numbers[at])
        before = site.editions.get(numbers[at - 1]) if at else None
        shown.append(_one(edition, before))
    return shown


def _one(edition: Edition, before: Edition | None) -> Held:
    why = what_differs(before.manifest["inputs"], edition.manifest["inputs"]) if before else ()
    return Held(
        edition.number, edition.edition_id, _as_of(edition.path), edition.rows("opportunities"),
        edition.rows("documents"), bool(edition.manifest["synthetic"]), why,
    )  # fmt: skip


@lru_cache(maxsize=1_000)
def _as_of(path: Path) -> str | None:
    """Return the day of the last capture of an edition, which never changes."""
    edition = Edition(path)
    files = [str(edition.folder("captures") / file) for file in edition.files("captures")]
    if not files:
        return None
    with duckdb.connect(config=DUCKDB) as con:
        last = con.execute(_LAST, {"files": files}).fetchall()[0][0]
    return str(last)[:10] if last else None


def _groups(view: View, moved: Mapping[str, Any]) -> list[tuple[str, int, list[tuple[str, int]], list[Any]]]:
    """Return each kind with the number of documents, the numbers by what they were and are, and the first of them."""
    found: dict[str, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
    for kind, detail, n in moved.get("documents", ()):
        found[_kind(kind, detail)].append((detail, n))
    listed: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for one in moved.get("listed", ()):
        listed[_kind(one["kind"], one["detail"])].append(one["id"])
    return [
        (kind, sum(n for _, n in told), told, view.shelf.cards(listed[kind][:_LISTED]))
        for kind, told in found.items() if told
    ]  # fmt: skip


def _kind(kind: str, detail: str) -> str:
    now = detail.rpartition(" ")[2]
    return now if kind == "status" and now in KINDS else "returned" if kind == "status" else kind


def _codes(moved: Mapping[str, Any]) -> list[Any]:
    return list(moved.get("codes", ()))[:_CODES]
