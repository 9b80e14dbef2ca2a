"""Noting what people did that is no decision, for the page of who decided, screened and exported what."""

from __future__ import annotations

from fastapi import Request

from attache.web.access import Viewer
from attache.web.accounts.kept import kept_of

__all__ = ["NOBODY", "exported", "note"]

_LONGEST = 300
NOBODY = "-"
"""Who did it where nobody was signed in."""


def note(request: Request, what: str, detail: str) -> None:
    """Append to the journal that the viewer did `what`, one word such as `export`; `detail` says of what.

    The same again on the same day is counted. Every export of records calls this before it is sent: one that cannot be
    noted is not made (LedgerError).
    """
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    kept_of(request).tallies.note(viewer.name if viewer else NOBODY, what, detail)


def exported(request: Request, what: str = "") -> None:
    """Note that records are taken along: `what`, else the address with its query."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    note(request, "export", what or asked[:_LONGEST])
