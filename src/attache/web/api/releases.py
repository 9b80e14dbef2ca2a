"""Releases that were made: what each holds, and where its files are."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request

from attache.core.errors import NotFoundError
from attache.web import etags
from attache.web.access import Role, needs
from attache.web.api.answers import Posted, listed_of, one
from attache.web.api.cursors import Paging
from attache.web.api.documents import Id
from attache.web.api.models import Listed, One
from attache.web.api.models.releases import Release, ReleaseRecord
from attache.web.pages.asked import site_of
from attache.web.released import FOLDER, Released, released
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()


@router.get("/releases", dependencies=[needs(Role.reader)], response_model=Listed[Release])
def releases(request: Request, view: Posted, place: Paging) -> dict[str, Any]:
    """List the releases of the workspace, the latest edition first."""
    found = [_summary(each) for each in _there(request, view)]
    return listed_of(view, place, found)


@router.get("/releases/{name}", dependencies=[needs(Role.reader)], response_model=One[ReleaseRecord])
def release(request: Request, view: Posted, name: Id) -> dict[str, Any]:
    """Get one release: its tables, and its files with their digests and addresses."""
    found = next((each for each in _there(request, view) if each.name == name), None)
    if found is None:
        raise NotFoundError(f"no release is called `{name[:80]}`", mend="/api/v1/releases lists them")
    told = found.manifest["files"]
    files = [
        {"path": path, "bytes": length, "sha256": told.get(path, {}).get("sha256"), "href": _address(found, path)}
        for path, length in found.files.items()
    ]
    return one(request, view, {**_summary(found), "tables": found.manifest["tables"], "files": files})


def _there(request: Request, view: View) -> list[Released]:
    """Return the releases; the answer is tagged by what they say, for they come and go while an edition stands."""
    found = released(site_of(request).workspace.root)
    said = json.dumps([[each.name, each.manifest] for each in found], sort_keys=True)
    etags.check(request, view.edition.edition_id, said)
    return found


def _summary(found: Released) -> dict[str, Any]:
    names = ("version", "edition", "number", "day", "publisher", "synthetic", "previous")
    return {"name": found.name, **{name: found.manifest[name] for name in names}, "bytes": found.bytes}


def _address(found: Released, path: str) -> str:
    return f"/{FOLDER}/{quote(found.name)}/{quote(path)}"
