"""Webhooks, signed as Standard Webhooks 1.0 says (github.com/standard-webhooks/standard-webhooks, the specification).

The signature is HMAC-SHA256 over `id.timestamp.body` in the header `webhook-signature`; the id stays the same when a
message is tried again, so that a receiver can tell. Connections go to public addresses alone, or to hosts that the
workspace permits (`private_hosts`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection

import httpcore2
import httpx2

from attache.collect.fetch import user_agent
from attache.collect.guard import Deadline, Guard, GuardedBackend
from attache.core.errors import InputError
from attache.publish.watch.answers import Answer, refused, sent, unknown

__all__ = ["SECRET", "post", "secret_key", "signature"]

SECRET = "ATTACHE_WEBHOOK_SECRET"  # noqa: S105 -- the name of a variable
"""Environment variable with the secret: `whsec_` and base64, or any text of 16 characters or more."""
_SECONDS = 30.0
_BEFORE = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout, httpcore2.UnsupportedProtocol)
"""Errors after which nothing can have arrived."""


def secret_key(secret: str) -> bytes:
    """Return the key that a secret stands for; InputError, without the secret, where it is too short or no base64."""
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            raise InputError("what follows `whsec_` is not base64", where=SECRET, mend="set it again") from None
    else:
        key = secret.encode()
    if len(key) < 16:
        raise InputError("the secret is shorter than 16 bytes", where=SECRET, mend="set a longer one")
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of the header `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def post(
    url: str,
    body: bytes,
    *,
    message_id: str,
    timestamp: int,
    key: bytes | None,
    contact: str = "",
    private: Collection[str] = (),
) -> Answer:
    """Send one message and say whether it arrived, certainly did not, or may have. Redirects are refusals."""
    guard = Guard(private=frozenset(host.lower() for host in private))
    if reason := guard.refuse(url):
        return refused(reason)
    headers = {
        "host": httpx2.URL(url).netloc.decode("ascii"),
        "user-agent": user_agent(contact),
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "connection": "close",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
    }
    if key is not None:
        headers["webhook-signature"] = signature(key, message_id, timestamp, body)
    return _exchange(httpx2.URL(url), body, [(k.encode(), v.encode("latin-1")) for k, v in headers.items()], guard)


def _exchange(url: httpx2.URL, body: bytes, headers: list[tuple[bytes, bytes]], guard: Guard) -> Answer:
    deadline = Deadline(_SECONDS)
    tls = httpx2.create_ssl_context(trust_env=False)
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=tls, network_backend=GuardedBackend(guard, deadline)) as pool,
            pool.stream("POST", target, headers=headers, content=body) as answer,
        ):
            status = answer.status
    except _BEFORE as error:
        return refused(f"no connection ({str(error)[:120] or type(error).__name__})")
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError) as error:
        return unknown(f"no answer ({str(error)[:120] or type(error).__name__})")
    return sent() if 200 <= status < 300 else refused(f"HTTP {status}")
