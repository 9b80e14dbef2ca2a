"""Pages: HTML, and the packages in which browsers save it."""

from __future__ import annotations

import email
import email.policy
from email.errors import MessageError
from email.message import EmailMessage

from attache.read.formats.part import Part, refuse
from attache.read.formats.plain import titled

__all__ = ["html", "mhtml"]


def html(text: str) -> Part:
    """Return a page as one document; its title and main text are found by the reader of pages."""
    return Part("", "html", html=text)


def mhtml(body: bytes, name: str) -> Part:
    """Return the page in a saved package (MHTML, RFC 2557): its first HTML part, or else its first text."""
    from attache.read.decode import decode  # noqa: PLC0415 -- loads the detector of encodings

    try:
        message = email.message_from_bytes(body, policy=email.policy.default)
        parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
        for wanted in ("text/html", "application/xhtml+xml", "text/plain"):
            for part in parts:
                raw = part.get_payload(decode=True) if part.get_content_type() == wanted else None
                if isinstance(raw, bytes) and raw.strip():
                    return _page(decode(raw, part.get_content_charset(), wanted)[0], wanted)
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, RecursionError):
        raise refuse("is a damaged web archive", name, "save the page again, as HTML") from None
    raise refuse("is a web archive without a page in it", name, "save the page again, as HTML")


def _page(text: str, media_type: str) -> Part:
    if media_type != "text/plain":
        return Part("", "mhtml", html=text)
    title, rest = titled(text)
    return Part("", "mhtml", text=rest, title=title)
