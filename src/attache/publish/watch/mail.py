"""E-mail through an SMTP server that the workspace names: `smtps://user@host` or `smtp://user@host` (STARTTLS)."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from attache.core.errors import InputError
from attache.core.text import normalise
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.publish.watch.answers import Answer, refused, sent, unknown

__all__ = ["PASSWORD", "Server", "compose", "server_of"]

PASSWORD = "ATTACHE_SMTP_PASSWORD"  # noqa: S105 -- the name of a variable
"""Environment variable with the password of the mail server's user."""
_SECONDS = 30.0
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: `secure` speaks TLS from the start, else STARTTLS is required except on this machine itself."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = ""
    sender: str = ""

    def send(self, message: EmailMessage) -> Answer:
        """Hand over one message and say whether the server took it, certainly did not, or may have."""
        if not self.sender:
            return refused("no sender is set (`mail_from` in attache.toml)")
        phase = "before"
        try:
            with self._connect() as smtp:
                smtp.ehlo_or_helo_if_needed()
                if not self.secure and smtp.has_extn("starttls"):
                    smtp.starttls(context=ssl.create_default_context())
                elif not self.secure and self.host not in ("localhost", "127.0.0.1", "::1"):
                    return refused("the server offers no encryption")
                if self.user:
                    smtp.login(self.user, self.password)
                phase = "handing"
                smtp.send_message(message, from_addr=self.sender)
                phase = "handed"
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return refused(f"refused ({_told(error)})")
        except (smtplib.SMTPException, OSError) as error:
            if phase == "before":
                return refused(f"no connection ({_told(error)})")
            if phase == "handing":
                return unknown(f"no answer ({_told(error)})")
        return sent()

    def _connect(self) -> smtplib.SMTP:
        if self.secure:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=_SECONDS)


def server_of(url: str, sender: str, password: str) -> Server:
    """Return the server that a setting names; InputError where it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError("`smtp` has no usable port", where="attache.toml", mend="write it as in the docs") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password is not None:
        mend = f"write it as `smtps://user@mail.example.org`; the password goes into {PASSWORD}"
        raise InputError("`smtp` names no mail server", where="attache.toml", mend=mend)
    secure = parts.scheme == "smtps"
    return Server(
        parts.hostname, port or (465 if secure else 587), secure, unquote(parts.username or ""), password, sender
    )


def compose(content: dict[str, Any], *, sender: str, to: str, at: datetime) -> EmailMessage:
    """Return the message that tells the changes in plain text; nothing of collected text gets into its headers."""
    message = EmailMessage()
    message["Message-ID"] = f"<{content['id']}@attache.invalid>"
    message["Date"] = format_datetime(at)
    message["From"], message["To"] = sender, to
    count = len(content["changes"]) + content["more"]
    synthetic = " [synthetic]" if content["synthetic"] else ""
    message["Subject"] = f"Attaché: {count} change{'s' if count != 1 else ''} for {content['watch']}{synthetic}"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_lines(content)))
    return message


def _lines(content: dict[str, Any]) -> list[str]:
    out = [
        f"Watch {content['watch']}: {content['asked']}",
        f"Edition {content['edition']} ({content['edition_id']})",
        "",
    ]
    for one in content["changes"][:_SHOWN]:
        out.append(f"{one['kind']}: {' '.join(normalise(one['title']).split())}")
        out.append(f"  {one['document_id']}, posted {one['published_on'] or 'on an unknown day'}; {one['detail']}")
        out.append(f"  {one['url']}")
    rest = content["more"] + max(0, len(content["changes"]) - _SHOWN)
    out += [f"and {rest} more."] if rest else []
    return [*out, "", *([SYNTHETIC["en"], ""] if content["synthetic"] else []), NOTICE["en"]]


def _told(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"SMTP {code}" if code is not None else type(error).__name__
