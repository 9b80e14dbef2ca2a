"""What a request asks for that every page shares: the edition."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from attache.web import etags
from attache.web.site import Site, View

__all__ = ["Asked", "asked_view", "own_address", "site_of"]


def site_of(request: Request) -> Site:
    """Return what the application stands on."""
    site: Site = request.app.state.site
    return site


def own_address(request: Request) -> str:
    """Return the address of these pages without a slash at its end: that of the settings, else as it was asked for."""
    return str(site_of(request).workspace.settings.address or request.base_url).rstrip("/")


def asked_view(
    request: Request, edition: Annotated[int | None, Query(ge=1, description="Number of the edition")] = None
) -> View:
    """Return the edition that the address asks for, else the current one."""
    view = site_of(request).view(edition)
    etags.check_page(request, view)
    return view


Asked = Annotated[View, Depends(asked_view)]
"""A parameter of a route: the edition that is asked for."""
