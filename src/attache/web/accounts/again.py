"""Forms that came too late: nothing that was written is lost; it is shown, and sent again with one click."""

from __future__ import annotations

import json
from typing import NamedTuple

from fastapi import Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from attache.core.errors import InputError
from attache.web.rendering import page

__all__ = ["Kept", "after_sign_in", "local", "resend", "stale", "written"]

_MOST = 256 << 10
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_SECRET = ("csrf", "kept", "password", "new_password", "old_password")


class Kept(NamedTuple):
    """A form that was not taken: where it goes, its fields, and whether files were with it, which cannot be kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def packed(self) -> str:
        """Everything in one field of another form."""
        return json.dumps([self.path, [list(one) for one in self.fields], self.files], ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> Kept:
        """Return what `packed` wrote; InputError for anything else."""
        try:
            path, fields, files = json.loads(text)
            pairs = tuple((str(name), str(value)) for name, value in fields)
        except (ValueError, TypeError, RecursionError):
            raise InputError("what was kept of the form cannot be read", mend="write it again") from None
        return cls(local(path), pairs, bool(files))


def local(path: object) -> str:
    """Return an address of ours, the first page for anything that leads elsewhere."""
    text = str(path)
    leads = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if leads else "/"


async def stale(request: Request) -> Response:
    """Show what was written in a form whose token is old, to be sent again."""
    return page(request, "again.html", status=403, kept=await _kept(request), why="again")


async def after_sign_in(request: Request) -> Response:
    """Show what was written by somebody who is not signed in (any more), to be sent after signing in."""
    answer = page(request, "again.html", status=401, kept=await _kept(request), why="signed_out")
    answer.headers["www-authenticate"] = 'Form realm="attache"'
    return answer


def resend(request: Request, kept: Kept) -> Response:
    """Show a form that was kept to somebody who has signed in, with a fresh token."""
    return page(request, "again.html", kept=kept, why="back")


async def written(request: Request) -> list[tuple[str, str]]:
    """Return what people wrote in a form that is refused: its fields, without what is secret or set by the page."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(_FORMS):
        return []
    try:
        form = await request.form()
    except (HTTPException, RuntimeError):  # what is sent is no form, or was not kept when it was read
        return []
    found = [(name, one) for name, one in form.multi_items() if isinstance(one, str) and name not in _SECRET]
    return found if sum(len(one) for _, one in found) <= _MOST else []


async def _kept(request: Request) -> Kept:
    form = await request.form()
    fields = [(name, value) for name, value in form.multi_items() if name not in _SECRET and isinstance(value, str)]
    files = any(isinstance(value, UploadFile) and bool(value.filename) for _, value in form.multi_items())
    if sum(len(name) + len(value) for name, value in fields) > _MOST:
        return Kept(_place(request), (), files=True)
    return Kept(_place(request), tuple(fields), files)


def _place(request: Request) -> str:
    return local(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
